"""The rulebook this node works by. Fictional States are known only to a node that the demo made."""

from comity.directory.home import home
from comity.treaty.rulebook import Rulebook, load_rulebook


def rulebook() -> Rulebook:
    """Return the rulebook of this node, loaded once."""
    return load_rulebook(demo=home().demo)
