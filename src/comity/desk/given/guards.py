"""Asked before an act about a threat set leaves as a draft of one case: none may, for what it holds is fixed where it is proposed."""

from comity.intel.sets.refusals import NotAsProposed
from comity.wire.act import ActBody


def require_as_proposed(body: ActBody) -> None:
    """Raise `NotAsProposed` for what gives or recalls objects; the closure of such a case is an act like any other."""
    if body.act in ("request", "report"):
        raise NotAsProposed
