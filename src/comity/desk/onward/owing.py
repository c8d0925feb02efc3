"""Says which materials must be destroyed or returned, and by when: in the transaction of what made it so."""

from collections.abc import Iterator
from typing import Final

from comity.desk.journalling import note
from comity.desk.onward.materials import end_of
from comity.desk.onward.policy import USE_CHANGE
from comity.desk.rules import rulebook
from comity.desk.states import Happening
from comity.directory.home import home
from comity.records.models import Disposal, Material, Message, Request
from comity.records.rows import insert
from comity.terms.instants import Instant
from comity.treaty.clocks import clock_named
from comity.wire.act import parse_act

CLOCK: Final = "DISPOSAL"
_CERTIFIED: Final = "certified"
_AT_THE_END: Final = "owed-at-end"
_ENDINGS: Final = frozenset({Happening.CLOSURE, Happening.FILING})


def owe_retention(material: Material, *, at: Instant) -> bool:
    """Owe what its State lets us keep until a day; say whether anything is owed."""
    return bool(material.retain_until) and _owe(material, "retention", due=end_of(material.retain_until), at=at)


def owe_after(request: Request, happening: Happening, *, direction: str, at: Instant) -> tuple[Request, ...]:
    """Owe what the end of a case, a withdrawal or a refused change of purpose lets nobody keep; return the cases that owe more now."""
    if happening in _ENDINGS:
        found = [one for one in Material.objects.filter(request=request) if _bound(one, _AT_THE_END, at=at)]
        return _owing(found, "closure", at=at)
    if happening is Happening.WITHDRAWAL:
        return _owing(Material.objects.filter(request=request), "withdrawal", at=at)
    if happening is Happening.REFUSAL and direction == "in" and request.kind == USE_CHANGE:
        return _owing(_asked_about(request), "refusal", at=at)
    return ()


def nearest_due(request: Request) -> Instant | None:
    """Return by when the first of what a case owes must be done; None where it owes nothing."""
    rows = Disposal.objects.filter(material__request=request, done_at__isnull=True).order_by("due_at")
    due: Instant | None = rows.values_list("due_at", flat=True).first()
    return due


def _bound(material: Material, use: str, *, at: Instant) -> bool:
    """Say whether a rule lists one of the conditions of `material` under `use`."""
    day = at.datetime().date()
    return any(rule.since <= day for code in material.conditions for rule in rulebook().listing(use, code))


def _asked_about(request: Request) -> Iterator[Material]:
    question = Message.objects.filter(request=request, direction="out", act="request").order_by("id").first()
    named = parse_act(bytes(question.body)).fields.get("original") if question else None
    yield from Material.objects.filter(request__reference=str(named), request__peer=request.peer)


def _owing(materials: "Iterator[Material] | list[Material]", cause: str, *, at: Instant) -> tuple[Request, ...]:
    owed: dict[int, Request] = {}
    for material in materials:
        due = clock_named(CLOCK, rulebook=rulebook(), on=at.datetime().date()).due(at)
        if _owe(material, cause, due=due, at=at):
            owed[material.request_id] = material.request
    return tuple(owed.values())


def _owe(material: Material, cause: str, *, due: Instant, at: Instant) -> bool:
    """Owe it once: what is owed already is owed by the earlier of the two moments, and what is done is done."""
    before = Disposal.objects.filter(material=material).order_by("-id").first()
    if before is not None and (before.done_at is not None or before.due_at <= due):
        return False
    if before is not None:
        before.due_at, before.cause = due, cause
        before.save(update_fields=["due_at", "cause"])
    else:
        certificate = _bound(material, _CERTIFIED, at=at)
        before = insert(Disposal(material=material, cause=cause, certificate=certificate, owed_at=at, due_at=due))
    facts = {"disposal": before.pk, "cause": cause, "due": str(due), "originator": material.originator}
    note("disposal.owed", by=str(home().node), about=material.request.reference, at=at, facts=facts)
    return True
