"""When one supervisor may set a wall, and when a second one must agree. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from comity.desk.permissions import Verb, require
from comity.directory.policy import Actor
from comity.terms.identifiers import OfficerId
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class WallWrong(Refused):
    """The wall cannot be as it was typed."""

    wire_class = "policy"
    sentence = gettext_noop("This wall cannot be set: %(why)s.")
    next_step = gettext_noop("Name one unit of this authority, or at least two officers: nothing leaves without a second one.")


class OwnWall(Refused):
    """The proposer tried to be the second supervisor as well."""

    wire_class = "policy"
    sentence = gettext_noop("%(name)s proposed to open this wall and cannot confirm it.")
    next_step = gettext_noop("Another supervisor can.")


class NoSuchProposal(Refused):
    """Nothing waits to be confirmed."""

    wire_class = "policy"
    sentence = gettext_noop("No change of this wall waits to be confirmed.")
    next_step = gettext_noop("Open the list of walls again: a colleague may have been faster.")


@dataclass(frozen=True, slots=True)
class Wall:
    """Who may know of a case: everybody at the desk (both empty), the officers of `unit`, or `names` alone."""

    unit: str = ""
    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, *, unit: str = "", names: Iterable[str] = ()) -> "Wall":
        """Build one; raises `WallWrong` for a unit and names at once, and for one name alone."""
        found = cls(unit, frozenset(names))
        if found.unit and found.names:
            raise WallWrong(why="a unit and names at once")
        if len(found.names) == 1:
            raise WallWrong(why="one officer alone")
        return found

    @property
    def kind(self) -> str:
        """The wall as it is written: empty, `unit` or `named`."""
        return "unit" if self.unit else "named" if self.names else ""


def opens(before: Wall, after: Wall) -> bool:
    """Say whether `after` may let in somebody whom `before` kept out."""
    if not before.kind or before == after:
        return False
    return not (after.kind == "named" and before.kind == "named" and after.names <= before.names)


def require_walling(actor: Actor, *, proposed_by: OfficerId | None = None) -> None:
    """Raise unless `actor` may set walls, and is not the one who proposed what is to be confirmed."""
    require(actor, Verb.SET_WALL)
    if proposed_by is not None and actor.officer == proposed_by:
        raise OwnWall(name=actor.name)
