"""Museum: requests and answers with wrong or missing content. They stop at the drafter's desk, each named by its item."""

from datetime import timedelta

import pytest
from worlds.faults import refused_at_the_desk

from comity.desk.drafting.refusals import Stopped
from comity.doors.cli.demo import fields
from comity.records.models import Draft, Outbox
from comity.treaty.faults import FieldFaults

# Article 42(3): each item, the field that is taken away, and the number under which the form shows it.
MISSING = {
    "a-authority": ("42(3)(a)", "authority", 1),
    "a-name": ("42(3)(a)", "authority_name", 1),
    "a-case": ("42(3)(a)", "case_number", 1),
    "a-proceeding": ("42(3)(a)", "proceeding", 1),
    "b-offence": ("42(3)(b)", "offences", 2),
    "b-penalty": ("42(3)(b)", "max_penalty_months", 2),
    "b-facts": ("42(3)(b)", "facts", 3),
    "c-data": ("42(3)(c)", "data_categories", 4),
    "c-identifiers": ("42(3)(c)", "identifiers", 4),
    "c-relation": ("42(3)(c)", "relation", 4),
    "d-custodian": ("42(3)(d)", "custodian", 5),
    "e-necessity": ("42(3)(e)", "necessity", 6),
    "f-assistance": ("42(3)(f)", "mla_intent", 7),
    "g-secrecy": ("42(3)(g)", "secrecy", 8),
}
# The same items with something in them that cannot be right.
WRONG = {
    "a-authority": ("authority", "Ruritania"),
    "a-proceeding": ("proceeding", "PRC-GOSSIP"),
    "b-offence": ("offences", ["OFF-99"]),
    "b-penalty": ("max_penalty_months", -1),
    "b-facts-long": ("facts", {"text": "x" * 1001, "language": "en"}),
    "b-facts-language": ("facts", {"text": "facts", "language": ""}),
    "c-data": ("data_categories", ["DAT-SUB", "DAT-SUB"]),
    "c-identifier": ("identifiers", [{"type": "email", "value": "nobody at all"}]),
    "c-identifiers-many": ("identifiers", [{"type": "email", "value": f"a{n}@post.example"} for n in range(21)]),
    "c-period": ("period", {"from": "2026-11-01"}),
    "d-custodian": ("custodian", "x" * 121),
    "e-necessity": ("necessity", "NEC-WHIM"),
    "f-date": ("mla_date", "31.12.2026"),
    "g-secrecy": ("secrecy", True),
    "length": ("length_days", 0),
    "unknown": ("colour", "red"),
}


@pytest.mark.parametrize(("article", "key", "number"), MISSING.values(), ids=MISSING)
def test_a_missing_content_item_is_named_by_its_item(world, article, key, number):
    """The draft stays as typed; the fault names field, number and article."""
    draft = world.draft(values=world.fields(**{key: None}))
    refusal = refused_at_the_desk(world, FieldFaults, lambda: world.submit(draft))
    (fault,) = [one for one in refusal.faults if one.key == key]
    assert fault.number == number
    assert article in str(fault)
    assert len(refusal.faults) == 1


@pytest.mark.parametrize(("key", "value"), WRONG.values(), ids=WRONG)
def test_a_wrong_content_item_is_named_by_its_field(world, key, value):
    """What cannot be read is refused at its field, and kept in the draft."""
    draft = world.draft(values=world.fields(**{key: value}))
    refusal = refused_at_the_desk(world, FieldFaults, lambda: world.submit(draft))
    assert [fault.key for fault in refusal.faults] == [key]
    assert Draft.objects.get().fields[key] == value


def stops(world, draft):
    """Return the rules that stop a draft; nothing was written."""
    refusal = refused_at_the_desk(world, Stopped, lambda: world.submit(draft))
    return {finding.rule_id: finding for finding in refusal.findings if finding.outcome == "stop"}


def test_the_period_of_the_data_runs_backwards(world):
    """Stopped by Article 42(3)(c), with both days."""
    stopped = stops(world, world.draft(values=world.fields(period={"from": "2026-11-20", "to": "2026-11-01"})))
    assert set(stopped) == {"uncc.42.3.c.period"}
    assert "20 Nov 2026" in stopped["uncc.42.3.c.period"].reason["en"]


def test_the_authority_of_another_state(world):
    """Stopped by Article 42(3)(a)."""
    assert "uncc.42.3.a.own" in stops(world, world.draft(values=world.fields(authority="xr-cert")))


def test_neither_a_convention_offence_nor_serious_crime(world):
    """An offence outside the Convention under 48 months is stopped, with both numbers."""
    draft = world.draft(values=world.fields(offences=["OFF-OTHER"], max_penalty_months=47))
    (finding,) = stops(world, draft).values()
    assert "48" in finding.reason["en"] + finding.title["en"]
    assert "47" in finding.reason["en"] + finding.title["en"]


def test_serious_crime_passes(world):
    """An offence outside the Convention at 48 months may be sent."""
    assert world.submit(world.draft(values=world.fields(offences=["OFF-OTHER"], max_penalty_months=48))).state == "submitted"


def test_a_convention_offence_under_48_months_passes(world):
    """The floor is for offences outside the Convention only."""
    request = world.send(values=world.fields(offences=["OFF-07"], max_penalty_months=12))
    assert request.state == "sent"


ANSWERS = {
    "end-before-start": (1, 0, "ends before it starts"),
    "end-at-start": (0, 0, "ends before it starts"),
    "one-day": (0, 1, "Shorter"),
    "59-days": (0, 59, "Shorter"),
}


@pytest.mark.parametrize(("start", "end", "title"), ANSWERS.values(), ids=ANSWERS)
def test_a_preservation_that_ends_too_early(world, start, end, title):
    """An end before its start, or under sixty days, is stopped by Article 42(8)."""
    request = world.receive()
    answer = {"decision": "D-GRANT", "start": fields.moment(world.at, start), "end": fields.moment(world.at, end)}
    draft = world.draft("answer", values=answer, request=request, replies_to=world.message(request, direction="in").env_id)
    stopped = stops(world, draft)
    assert set(stopped) == {"uncc.42.8"}
    assert title in stopped["uncc.42.8"].title["en"]


def test_exactly_sixty_days_passes_and_one_microsecond_less_does_not(world):
    """The floor counts whole days of 24 hours."""
    request = world.receive()
    asked = world.message(request, direction="in").env_id
    start = world.at
    exact = {"decision": "D-GRANT", "start": str(start), "end": str(start + timedelta(days=60))}
    short = exact | {"end": str(start + timedelta(days=60, microseconds=-1))}
    assert stops(world, world.draft("answer", values=short, request=request, replies_to=asked)).keys() == {"uncc.42.8"}
    assert world.submit(world.draft("answer", values=exact, request=request, replies_to=asked)).state == "submitted"


@pytest.mark.parametrize("missing", ["start", "end"])
def test_a_grant_without_start_or_end(world, missing):
    """The article does not say from when the days count, so both moments are demanded."""
    request = world.receive()
    answer = {key: value for key, value in fields.preserved(at=world.at).items() if key != missing}
    draft = world.draft("answer", values=answer, request=request, replies_to=world.message(request, direction="in").env_id)
    refusal = refused_at_the_desk(world, FieldFaults, lambda: world.submit(draft))
    assert [fault.key for fault in refusal.faults] == [missing]


@pytest.mark.parametrize("decision", ["D-POSTPONE", "D-CLARIFY", "D-SILENCE"])
def test_an_answer_that_article_42_does_not_know(world, decision):
    """Postponement, or a code that no form has, never leaves."""
    request = world.receive()
    asked = world.message(request, direction="in").env_id
    draft = world.draft("answer", values={"decision": decision}, request=request, replies_to=asked)
    before = world.everything()
    with pytest.raises((FieldFaults, Stopped)):
        world.submit(draft)
    assert world.everything() == before
    assert not Outbox.objects.filter(item="envelope").exists()
