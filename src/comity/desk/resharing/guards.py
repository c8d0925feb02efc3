"""Asked before an act about passing threat information on leaves: is it about what there is, and may it be said now?"""

from comity.desk.resharing.asking import asked_in, case_of
from comity.desk.resharing.refusals import AsksForItself, NoPermission, NotAsked, NotFromThem, NotOursToPermit, OverAlready
from comity.directory.book import book
from comity.directory.home import home
from comity.intel.store.permissions import GIVEN, given_by, permission_in
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.wire.act import ActBody
from comity.wire.resharing import parse_answered, parse_asked


def require_resharable(body: ActBody, *, peer: str, at: Instant) -> None:
    """Raise unless an act of ours about passing on may be said now.

    `Malformed`; of a request `AsksForItself`, `NotFromThem`, `NotInDirectory`; of an answer `OverAlready`, `NotAsked`, `NotOursToPermit`;
    of a notice `NoPermission`.
    """
    if body.act == "request":
        _require_theirs(body, peer=peer)
    elif body.act == "answer":
        _require_ours(body, at=at)
    elif body.act == "notice":
        given = permission_in(str(body.reference))
        if given is None or given.side != GIVEN or given.ended_at is not None:
            raise NoPermission(case=str(body.reference))


def _require_theirs(body: ActBody, *, peer: str) -> None:
    asked, owner = parse_asked(body.fields), book().authority_of(NodeId(peer)).id
    if asked.recipient in (owner, home().authority):
        raise AsksForItself(authority=asked.recipient)
    book().authority(asked.recipient)
    strange = asked.objects - given_by(str(owner), asked.objects)
    if strange:
        raise NotFromThem(authority=owner, objects=" ".join(sorted(strange)[:3]))


def _require_ours(body: ActBody, *, at: Instant) -> None:
    permitted, case = parse_answered(body.fields), case_of(str(body.reference))
    asked = asked_in(case) if case is not None else None
    if permitted is None or asked is None:
        return
    if permitted.until <= at:
        raise OverAlready(day=str(body.fields.get("until")))
    named = permitted.objects if permitted.objects is not None else asked.objects
    if not named <= asked.objects:
        raise NotAsked(objects=" ".join(sorted(named - asked.objects)[:3]))
    ours = given_by(str(home().authority), named)
    foreign = given_by("", named) - ours
    if foreign:
        raise NotOursToPermit(objects=" ".join(sorted(foreign)[:3]))
