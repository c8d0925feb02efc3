"""One request as it stands: its acts as signed and as they read here, its clocks, its receipts."""

from collections.abc import Sequence
from dataclasses import dataclass

from comity.desk.drafting.composing import rendered
from comity.desk.facts import facts_of, granted_period
from comity.desk.reading.presence import PRESENT_FOR
from comity.desk.rules import rulebook
from comity.desk.states import DraftState
from comity.desk.visibility import NoRequestNamed, NoSuchRequest, require_kept, visible_drafts, visible_request
from comity.directory.home import home
from comity.directory.policy import Actor
from comity.records.models import Clock, Draft, Message, Officer, Presence, Receipt, Request
from comity.records.rows import find, find_all
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId, Reference
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.treaty.check import check
from comity.treaty.findings import Finding, Role
from comity.wire.act import ActBody, RenderedField, parse_act


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a request. `digest` is of the exact body, `inner` of the signed header."""

    env_id: EnvelopeId
    direction: str
    seq: int
    body: ActBody
    digest: Digest
    inner: Digest
    signers: tuple[str, ...]
    at: Instant
    crossed: bool
    receipts: dict[str, Instant]
    road: str = "wire"


@dataclass(frozen=True, slots=True)
class Difference:
    """A numbered item that reads otherwise here than its sender signed it, in one language."""

    number: str
    label: str
    here: tuple[str, ...]
    signed: tuple[str, ...]


def find_request(reference: str, *, by: Actor) -> Request:
    """Return the request if `by` may see it and it still says something; raises `NoSuchRequest`, `ContentErased`.

    With `find_any` the one road from a door to the table.
    """
    found = find_any(reference, by=by)
    if found.erased_at is not None:
        require_kept(found.reference)
    return found


def find_any(reference: str, *, by: Actor) -> Request:
    """Return the request if `by` may see it, also one of which nothing but its number and its journal is left; raises `NoSuchRequest`."""
    if not reference:
        raise NoRequestNamed
    if not Reference.pattern.fullmatch(reference):
        raise NoSuchRequest(reference=reference[:20])
    found = visible_request(reference, by=by)
    if found is None:
        raise NoSuchRequest(reference=reference[:20])
    found.holder = None if found.holder_id is None else find(Officer, id=found.holder_id)
    return found


def acts_of(request: Request) -> tuple[Act, ...]:
    """Return every act of the request, oldest first, with the receipts that were given for it; none of which the content was destroyed."""
    receipts: dict[tuple[str, str], dict[str, Instant]] = {}
    for env_id, kind, direction, at in Receipt.objects.filter(case=request.reference).values_list("env_id", "kind", "direction", "at"):
        receipts.setdefault((env_id, "out" if direction == "in" else "in"), {})[kind] = at
    return tuple(
        Act(
            env_id=EnvelopeId(message.env_id),
            direction=message.direction,
            seq=message.seq,
            body=parse_act(bytes(message.body)),
            digest=Digest.of(bytes(message.body)),
            inner=Digest.of(bytes(message.inner)),
            signers=tuple(message.signers),
            at=message.at,
            crossed=message.crossed,
            receipts=receipts.get((message.env_id, message.direction), {}),
            road=message.road,
        )
        for message in find_all(Message, request_id=request.pk)
        if message.body
    )


def read_here(body: ActBody, *, language: str) -> tuple[RenderedField, ...]:
    """Return the act as this node renders its codes in `language`; as signed, where this node does not know the form."""
    try:
        form = rulebook().form_under(body.kind, body.act, body.instrument)
    except Refused:
        return tuple(body.text.get(language) or next(iter(body.text.values())))
    return rendered(form, dict(body.fields), language)


def differences(body: ActBody, *, language: str) -> tuple[Difference, ...]:
    """Return where this node's own rendering differs from the text that was signed, in `language`; usually nowhere."""
    signed = {field.number: field for field in body.text.get(language, ())}
    here = {field.number: field for field in read_here(body, language=language)}
    found = []
    for number in sorted(signed.keys() | here.keys(), key=lambda text: (len(text), text)):
        ours, theirs = here.get(number), signed.get(number)
        lines = ours.lines if ours else ()
        theirs_lines = theirs.lines if theirs else ()
        if lines != theirs_lines:
            label = (ours or theirs).label  # type: ignore[union-attr] # one of the two has this number
            found.append(Difference(number, label, lines, theirs_lines))
    return tuple(found)


def findings_on(act: Act, *, request: Request, at: Instant) -> tuple[Finding, ...]:
    """Return what the rules say of an act to the one who received it, or who approved it, on the day of `at`."""
    peer = NodeId(request.peer)
    sender, receiver = (home().node, peer) if act.direction == "out" else (peer, home().node)
    facts = facts_of(
        act=act.body.act,
        kind=act.body.kind,
        fields=act.body.fields,
        sender=sender,
        receiver=receiver,
        reference=request.reference,
        at=at,
        before=act.env_id,
    )
    role: Role = "approver" if act.direction == "out" else "receiver"
    return check(facts, rulebook=rulebook(), role=role, on=at.datetime().date())


def open_question(acts: Sequence[Act]) -> Act | None:
    """Return the newest request or extension, which is what an answer answers."""
    return next((act for act in reversed(acts) if act.body.act == "request"), None)


def preserved(request: Request) -> tuple[Instant | None, Instant | None]:
    """Return from when until when the data are preserved, as last granted; nothing before an answer."""
    return granted_period(list(Message.objects.filter(request=request, act="answer").order_by("id")))


def clocks_of(request: Request) -> tuple[Clock, ...]:
    """Return the clocks of the request: running ones first, nearest first, then those that stand still, then those that stopped."""
    rows = find_all(Clock, request_id=request.pk)
    return tuple(sorted(rows, key=lambda clock: (clock.stopped_at is not None, clock.paused_at is not None, clock.due_at)))


def present_with(request: Request, *, but: Officer, at: Instant) -> tuple[str, ...]:
    """Return who else has the request open just now, by name."""
    fresh = Presence.objects.filter(request=request, seen_at__gte=at + -PRESENT_FOR).exclude(officer=but)
    return tuple(fresh.order_by("officer__name").values_list("officer__name", flat=True))


def drafts_of(request: Request, *, by: Actor) -> tuple[Draft, ...]:
    """Return the drafts of the request that are being written or wait for a second officer and that `by` may see, newest first."""
    live = (DraftState.OPEN.value, DraftState.SUBMITTED.value)
    return tuple(visible_drafts(by).filter(reference=request.reference, state__in=live).select_related("drafter").order_by("-opened_at"))
