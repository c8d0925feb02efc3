"""What a decision becomes on its way out: an answer, the consultation that goes before a refusal, or a risk notice.

The officer fills in one form and submits once; whether Article 40(28) wants consultation first is looked up, not remembered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from comity.desk.calendars import calendar_for
from comity.desk.meaning import CONSULTATION, EXTENSION, POSTPONING, REFUSING, RISK_NOTICE
from comity.desk.rules import rulebook
from comity.records.models import Draft, Request
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.treaty.answers import consult_first, postponing_consults
from comity.treaty.clocks import clocks_for
from comity.treaty.faults import MISSING, ONE_OF_MISSING, FieldFault, FieldFaults
from comity.treaty.fields import parse_fields, read_draft
from comity.treaty.forms import Form
from comity.wire.act import ActPart

REFUSE: Final = "D-REFUSE"
RISK: Final = "D-RISK"
POSTPONE: Final = "D-POSTPONE"
_OWN_KIND: Final[Mapping[str, str]] = {REFUSE: REFUSING, POSTPONE: POSTPONING}  # decisions that leave under a kind of their own


@dataclass(frozen=True, slots=True)
class Resolved:
    """The act that leaves: its part, its kind, its fields."""

    act: ActPart
    kind: str
    fields: dict[str, JsonValue]


def resolve(draft: Draft, *, at: Instant) -> Resolved:
    """Return the act that `draft` makes; raises `FieldFaults` for what is missing or wrong on its own form."""
    rules = rulebook()
    if draft.direction == "in":  # what others wrote is taken as they wrote it
        return Resolved(draft.act, draft.kind, transcribed(rules.form_under(draft.kind, draft.act, draft.instrument), draft.fields))
    fields: dict[str, JsonValue] = parse_fields(rules.form_under(draft.kind, draft.act, draft.instrument), draft.fields)
    part: ActPart = draft.act
    if part != "answer":
        return Resolved(part, draft.kind, fields)
    decision = fields.get("decision")
    if decision == RISK:
        return Resolved("notice", RISK_NOTICE, _with_day(fields, ("risks", "note"), "risk.received", draft, at))
    if decision == REFUSE and _owes_consultation(draft, fields):
        taken = _with_day(fields, ("grounds", "note"), "consultation.received", draft, at)
        return Resolved("consultation", CONSULTATION, taken)
    if decision == POSTPONE and _owes_consultation_on_postponing(draft, at=at):
        taken = _with_day(fields, ("postpone_reasons", "note"), "consultation.received", draft, at)
        return Resolved("consultation", CONSULTATION, taken)
    if decision in _OWN_KIND:
        kind = _OWN_KIND[str(decision)]
        known = rules.form(kind, part).by_key
        return Resolved(part, kind, {key: value for key, value in fields.items() if key in known})
    return Resolved(part, draft.kind, fields)


def transcribed(form: Form, raw: Mapping[str, object]) -> dict[str, JsonValue]:
    """Return what was written down of a paper; what the paper lacks is absent, raises `FieldFaults` for what was typed wrongly."""
    fields, faults = read_draft(form, raw)
    if wrong := mistyped(faults):
        raise FieldFaults(wrong)
    return cast("dict[str, JsonValue]", fields)


def mistyped(faults: Sequence[FieldFault]) -> tuple[FieldFault, ...]:
    """Return the faults of who typed: a paper may lack what a form demands, and is recorded all the same."""
    return tuple(fault for fault in faults if fault.sentence not in (MISSING, ONE_OF_MISSING))


def _owes_consultation(draft: Draft, fields: Mapping[str, JsonValue]) -> bool:
    grounds = fields.get("grounds") or []
    consulted = Request.objects.filter(reference=draft.reference, consulted=True).exists()
    if not grounds or consulted:
        return False
    about = Request.objects.filter(reference=draft.reference).values_list("kind", flat=True).first() or draft.kind
    kind = draft.kind if draft.kind == EXTENSION else about
    return consult_first(kind, grounds, rulebook=rulebook(), instrument=draft.instrument).value


def _owes_consultation_on_postponing(draft: Draft, *, at: Instant) -> bool:
    consulted = Request.objects.filter(reference=draft.reference, consulted=True).exists()
    on = at.datetime().date()
    return not consulted and postponing_consults(draft.kind, rulebook=rulebook(), on=on, instrument=draft.instrument)


def _with_day(fields: Mapping[str, JsonValue], keys: tuple[str, ...], event: str, draft: Draft, at: Instant) -> dict[str, JsonValue]:
    """Return the fields that go along, and the day by which the other side is asked: the desk's target for a reply."""
    kind = RISK_NOTICE if event == "risk.received" else CONSULTATION
    urgency = Request.objects.filter(reference=draft.reference).values_list("urgency", flat=True).first() or "routine"
    clock, *_ = clocks_for(event, kind, rulebook=rulebook(), on=at.datetime().date(), urgency=urgency)
    taken = {key: fields[key] for key in keys if key in fields}
    due = clock.due(at, calendar=calendar_for(clock, direction="in", peer=draft.peer))
    return {**taken, "views_by": due.datetime().date().isoformat()}
