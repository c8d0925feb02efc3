"""Is this act one that the desk takes from this sender? Asked before anything is written; a refusal here is signed `policy`."""

from comity.desk.carried.history import read_history
from comity.desk.carried.states import ANSWERABLE
from comity.desk.carried.taking import may_come_again
from comity.desk.carried.waiting import carried_with, waits
from comity.desk.meaning import (
    CARRYING,
    GIVING,
    RESHARING,
    SHARING,
    WARNING,
    fits,
    happening_of,
    is_of_the_requested,
    opens_request,
    require_known_part,
)
from comity.directory.book import book
from comity.directory.home import home
from comity.records.models import Carry, Message, Request
from comity.records.rows import find
from comity.seal.envelope import Opened
from comity.terms.identifiers import NodeId, OfficerId, Reference
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.wire.act import ActBody, parse_act

WORLD = "real"


class NotAdmitted(Refused):
    """Sealed and signed well, and not an act that its sender may send here."""

    wire_class = "policy"
    sentence = gettext_noop("An act of %(sender)s on %(case)s was not taken: %(where)s.")
    next_step = gettext_noop("The sender was told the class. Call its contact point if it goes on.")

    def __init__(self, *, sender: NodeId, case: Reference, where: str) -> None:
        """`where` says what does not fit, marked and in English; it stays in this node."""
        super().__init__(sender=sender, case=case, where=where)


def admit(opened: Opened) -> ActBody:
    """Return the act inside `opened` if envelope and act belong together and the desk knows what to do with it.

    Raises `Malformed`, `TooLarge`, `TooManyFiles`, `NotAdmitted` or `NotUnderstood`.
    """
    inner = opened.inner

    def no(where: str) -> NotAdmitted:
        return NotAdmitted(sender=inner.sender, case=inner.case, where=where)

    # (1) this world, and only this one
    if inner.world != WORLD:
        raise no(gettext_noop("it is from an exercise"))
    body = parse_act(opened.payload)
    # (2) the signed header speaks of this very act                              - docs/specs/act.md, section 5
    if (body.reference, body.kind, body.original) != (inner.case, inner.kind, inner.reply_to):
        raise no(gettext_noop("header and act differ"))
    # (3) two persons of the sending node: who drafted, and who approved by signing
    approvers = {entry.owner for entry in opened.signed_by if isinstance(entry.owner, OfficerId)}
    if body.drafted_by.node != inner.sender or body.drafted_by in approvers:
        raise no(gettext_noop("it was not approved by a second officer"))
    # (4) no more files than this node takes with one act
    home().file_caps.require([file.size for file in body.files])
    # (5) it begins a case of its own country, or goes on with one that both know
    if where := _misplaced(opened, body):
        raise no(where)
    return body


def _misplaced(opened: Opened, body: ActBody) -> str:
    """Return why the act cannot stand where it says that it stands; empty where it can. Raises `NotUnderstood`."""
    inner = opened.inner
    require_known_part(body.act, body.kind)
    numbered_there = inner.case.country == book().authority_of(inner.sender).id.country
    if opens_request(body.act, body.kind):
        return _misplaced_opening(opened, body, numbered_there=numbered_there)
    happening_of(body.act, body.kind, body.fields)
    if body.kind == CARRYING:
        return _misplaced_carry(opened, body, numbered_there=numbered_there)
    carried = carried_with(inner.case, node=inner.sender)
    asked_by_us = carried == "out" or (not carried and _asked_by_us(inner.case, of=inner.sender))
    if not carried and waits(str(inner.case)) is not None:
        return gettext_noop("its going on on the wire is not accepted yet")
    if not carried and not asked_by_us and not numbered_there:
        return gettext_noop("there is no such request")
    if asked_by_us != is_of_the_requested(body.act, body.kind):
        return gettext_noop("that act belongs to the other side of the case")
    if inner.previous is None and not asked_by_us and not carried:
        return gettext_noop("the case begins without a request")
    if _answers_elsewhere(body):
        return gettext_noop("it answers an act of another case")
    return _strange(body, sender=inner.sender) if _fits_case(body, inner.case) else gettext_noop("it does not fit the request of its case")


def _misplaced_opening(opened: Opened, body: ActBody, *, numbered_there: bool) -> str:
    inner = opened.inner
    if not numbered_there or inner.previous is not None:
        return gettext_noop("a request begins its own case, under a number of its own country")
    if _taken(inner.case, by_other_than=inner.sender):
        return gettext_noop("another node of that country has given this number")
    return _strange(body, sender=inner.sender)


def _strange(body: ActBody, *, sender: NodeId) -> str:
    if body.kind == WARNING:
        from comity.desk.warned.admitting import unwarranted  # noqa: PLC0415 a node that is not warned does without

        return unwarranted(body, sender=sender)
    if body.kind == GIVING:
        from comity.desk.given.admitting import ungiven  # noqa: PLC0415 a node that is given nothing does without

        return ungiven(body, sender=sender)
    if body.kind == RESHARING:
        from comity.desk.resharing.admitting import unpermitted  # noqa: PLC0415 a node that passes nothing on does without

        return unpermitted(body, sender=sender)
    if body.kind != SHARING:
        return ""
    from comity.desk.shared.admitting import strange  # noqa: PLC0415 a node that shares no commitment does without

    return strange(body, sender=sender)


def _misplaced_carry(opened: Opened, body: ActBody, *, numbered_there: bool) -> str:
    """Return why a proposal to go on on the wire, its withdrawal or its answer cannot stand; empty where it can. docs/specs/act.md, 7."""
    inner = opened.inner
    named = Carry.objects.filter(request__reference=str(inner.case), peer=str(inner.sender), env_id=str(inner.reply_to))
    if body.act == "information":
        waits_for_it = named.filter(side="ours", state__in=list(ANSWERABLE)).exists()
        return "" if waits_for_it else gettext_noop("no proposal of this node waits for that answer")
    if body.act == "withdrawal":
        return "" if named.filter(side="theirs").exists() else gettext_noop("no proposal of its sender is here to be withdrawn")
    known = find(Request, reference=str(inner.case))
    if known is not None and not may_come_again(known, body, sender=str(inner.sender)):
        return gettext_noop("a case of that number is known already")
    if not numbered_there or (inner.previous is None) != (known is None):
        return gettext_noop("a proposal to go on comes first, under a number of its own country")
    try:
        read_history(body.fields, at=inner.created)
    except Refused as refusal:
        return str(refusal)
    return ""


def _taken(case: Reference, *, by_other_than: NodeId) -> bool:
    known = find(Request, reference=str(case))
    return known is not None and (known.peer, known.direction) != (str(by_other_than), "in")


def _answers_elsewhere(body: ActBody) -> bool:
    """Say whether what it answers is known here, and none of it in its own case; what has not come yet may still come."""
    if body.original is None:
        return False
    cases = Message.objects.filter(env_id=str(body.original)).values_list("request__reference", flat=True)
    return bool(cases) and str(body.reference) not in cases


def _fits_case(body: ActBody, case: Reference) -> bool:
    """Say whether an act fits what its case is about. Where that was destroyed after its time nothing does: it would stand alone."""
    about, erased = Request.objects.filter(reference=str(case)).values_list("kind", "erased_at").first() or (None, None)
    return erased is None and (about is None or fits(body.act, body.kind, about=about))


def _asked_by_us(case: Reference, *, of: NodeId) -> bool:
    return Request.objects.filter(reference=str(case), peer=str(of), direction="out").exists()
