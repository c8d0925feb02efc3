"""Fonts that the operator added for papers, in the node's folder `fonts`."""

from comity.directory.home import Home
from comity.letters.faces import SUFFIXES, Extra


def added_fonts(node: Home) -> tuple[Extra, ...]:
    """Return the fonts that the operator put into the node's folder `fonts`, by name; most nodes have none."""
    found = sorted(one for one in node.fonts.glob("*") if one.suffix.lower() in SUFFIXES) if node.fonts.is_dir() else []
    return tuple(Extra(one.name, one.read_bytes()) for one in found)
