"""The rulebook this node works by: the shipped rules, and over them what stands in the folder `rules` of its home.

Fictional States are known only to a node that the demo made.
"""

from functools import cache
from pathlib import Path

from comity.directory.home import RULES, home
from comity.treaty.overlays import load_with
from comity.treaty.rulebook import Rulebook, load_rulebook

SUFFIX = ".json"


def rulebook() -> Rulebook:
    """Return the rulebook of this node, loaded once: national rules that are laid there later count from the next start on.

    Raises `BadOverlay` where a file of national rules cannot be used: with half of its law a node does nothing.
    """
    node = home()
    return _laid_over(node.path, node.demo) if _national(node.path) else load_rulebook(demo=node.demo)


@cache
def _national(node: Path) -> tuple[Path, ...]:
    folder = node / RULES
    return tuple(sorted(folder.glob(f"*{SUFFIX}"))) if folder.is_dir() else ()


@cache
def _laid_over(node: Path, demo: bool) -> Rulebook:  # noqa: FBT001 -- the cache needs plain arguments, and asks often
    return load_with([(file.name, file.read_bytes()) for file in _national(node)], demo=demo)
