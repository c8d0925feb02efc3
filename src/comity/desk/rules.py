"""The rulebook this node works by: the shipped rules, and over them what stands in the folder `rules` of its home.

Fictional States are known only to a node that the demo made.
"""

from functools import cache

from comity.directory.home import Home, home
from comity.treaty.overlays import load_with
from comity.treaty.rulebook import Rulebook, load_rulebook

SUFFIX = ".json"


def rulebook() -> Rulebook:
    """Return the rulebook of this node, loaded once: national rules that are laid there later count from the next start on.

    Raises `BadOverlay` where a file of national rules cannot be used: with half of its law a node does nothing.
    """
    node = home()
    return _laid_over(node) if _national(node) else load_rulebook(demo=node.demo)


@cache
def _national(node: Home) -> tuple[tuple[str, bytes], ...]:
    files = sorted(node.rules.glob(f"*{SUFFIX}")) if node.rules.is_dir() else []
    return tuple((file.name, file.read_bytes()) for file in files)


@cache
def _laid_over(node: Home) -> Rulebook:
    return load_with(_national(node), demo=node.demo)
