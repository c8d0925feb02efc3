"""A request for preservation, and for its extension, against the rules of Article 42: each rule both ways."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.treaty.conftest import ACTS, ON, REQUEST

from comity.terms.identifiers import Country
from comity.terms.instants import Instant
from comity.treaty.check import check, is_stopped, may_send
from comity.treaty.findings import ROLES, Facts, Original
from comity.treaty.rulebook import NoRule

CONVENTION = [f"OFF-{number:02d}" for number in (*range(7, 18), 19)]
ITEMS = {
    "a": ["authority", "authority_name", "case_number", "proceeding"],
    "b": ["offences", "max_penalty_months", "facts"],
    "c": ["data_categories", "identifiers", "relation"],
    "d": ["custodian"],
    "e": ["necessity"],
    "f": ["mla_intent"],
    "g": ["secrecy"],
}
FAST = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


def test_a_request_in_order_passes_but_for_the_warning_that_it_is_voluntary(ask):
    """Nothing stops it, and the only note is the legal basis."""
    found = ask()
    assert may_send(found)
    assert [finding.rule_id for finding in found if finding.outcome == "warn"] == ["uncc.65.in-force"]
    assert {"uncc.42.3", "uncc.42.4.no-dual", "uncc.6.rights"} <= {finding.rule_id for finding in found}


def test_the_note_on_the_legal_basis_reads_as_agreed(ask):
    """The sentence of the visual direction, in both languages; its citation is no better than the status behind it."""
    (note,) = [finding for finding in ask() if finding.rule_id == "uncc.65.in-force"]
    assert note.title == {
        "en": "Voluntary, by reciprocity; the Convention is not in force",
        "vi": "Tự nguyện, có đi có lại; Công ước chưa có hiệu lực",
    }
    assert "24 Nov 2026" in note.reason["en"]
    assert "24/11/2026" in note.reason["vi"]
    assert (note.article, note.verified) == ("65", "memory")


@pytest.mark.parametrize(("letter", "key"), [(letter, key) for letter, keys in ITEMS.items() for key in keys])
def test_each_missing_content_item_is_named_by_its_letter(ask, letter: str, key: str):
    """The finding cites 42(3)(a) to (g) and names the field; the summary that all are there disappears."""
    found = {finding.rule_id: finding for finding in ask(**{key: None})}
    missing = found[f"uncc.42.3.{letter}"]
    assert (missing.outcome, missing.article) == ("stop", f"42(3)({letter})")
    assert key in missing.fields
    assert missing.mend
    assert "uncc.42.3" not in found
    assert [rule for rule in found if rule.startswith("uncc.42.3.") and found[rule].outcome == "stop"] == [f"uncc.42.3.{letter}"]


@pytest.mark.parametrize(("key", "letter"), [("custodian", "d"), ("secrecy", "g")])
def test_what_the_article_leaves_open_warns_the_receiver_and_stops_the_drafter(says, key: str, letter: str):
    """42(3)(d) wants what is known, (g) what is appropriate."""
    assert says(f"uncc.42.3.{letter}", role="drafter", **{key: None}) == "stop"
    assert says(f"uncc.42.3.{letter}", role="approver", **{key: None}) == "stop"
    assert says(f"uncc.42.3.{letter}", role="receiver", **{key: None}) == "warn"


def test_an_unknown_custodian_may_be_said_to_be_unknown(says):
    """Then the contact point may be asked first; a location alone is enough."""
    assert says("uncc.42.3.d", custodian=None, custodian_unknown=True) == "warn"
    assert says("uncc.42.3.d", custodian=None, location="Ha Noi") == "silent"
    assert says("uncc.42.3.d", custodian_unknown=True) == "silent"


@pytest.mark.parametrize("offence", CONVENTION)
@pytest.mark.parametrize("months", [0, 12, 47, 48])
def test_an_offence_of_the_convention_passes_whatever_its_penalty(says, offence: str, months: int):
    """Also under 48 months."""
    assert says("uncc.35.gate", offences=[offence], max_penalty_months=months) == "pass"


@given(months=st.integers(0, 1200), offence=st.sampled_from(["OFF-SERIOUS", "OFF-OTHER", "OFF-SPEECH"]))
@FAST
def test_any_other_offence_needs_48_months(says, months: int, offence: str):
    """The penalty decides, not the name."""
    assert says("uncc.35.gate", offences=[offence], max_penalty_months=months) == ("pass" if months >= 48 else "stop")


@given(months=st.integers(0, 47), others=st.sets(st.sampled_from(["OFF-SERIOUS", "OFF-OTHER", "OFF-SPEECH"])))
@FAST
def test_one_offence_of_the_convention_is_enough(says, months: int, others: set[str]):
    """Beside it may stand anything."""
    assert says("uncc.35.gate", offences=["OFF-13", *others], max_penalty_months=months) == "pass"


def test_without_a_penalty_the_gate_stays_shut_unless_the_convention_opens_it(says):
    """No default for a number that is not there."""
    assert says("uncc.35.gate", offences=["OFF-SERIOUS"], max_penalty_months=None) == "stop"
    assert says("uncc.35.gate", offences=["OFF-07"], max_penalty_months=None) == "pass"
    assert says("uncc.35.gate", offences=None) == "silent"
    assert says("uncc.35.gate", offences=["OFF-99"], max_penalty_months=47) == "stop"


@pytest.mark.parametrize(
    ("offences", "rights", "speech_only"),
    [
        (["OFF-07"], "pass", "silent"),
        (["OFF-07", "OFF-SPEECH"], "warn", "silent"),
        (["OFF-SPEECH"], "silent", "warn"),
        (["OFF-OTHER"], "warn", "silent"),
        (["OFF-SERIOUS"], "warn", "silent"),
        (None, "silent", "silent"),
    ],
)
def test_requests_about_speech_are_told_the_scope(says, offences: list[str] | None, rights: str, speech_only: str):
    """Never a stop: a person reads and decides."""
    assert says("uncc.6.rights", offences=offences) == rights
    assert says("uncc.6.speech-only", offences=offences) == speech_only


def test_what_protects_persons_comes_first_inside_each_outcome(ask):
    """Stop, warn, pass; rights and data protection lead each."""
    found = ask(offences=["OFF-SPEECH"], max_penalty_months=12, secrecy_until=None, length_days=None)
    outcomes = [finding.outcome for finding in found]
    assert outcomes == sorted(outcomes, key=["stop", "warn", "pass"].index)
    assert {"stop", "warn", "pass"} == set(outcomes)
    for outcome in ("stop", "warn", "pass"):
        protects = [finding.protects for finding in found if finding.outcome == outcome]
        assert protects == sorted(protects, reverse=True)


def test_a_specific_case_must_be_named(says):
    """No gathering of intelligence."""
    assert says("uncc.3.specific-case") == "pass"
    assert says("uncc.3.specific-case", case_number=None) == "stop"
    assert says("uncc.3.specific-case", proceeding=None) == "stop"


@given(days=st.integers(1, 3650))
@FAST
def test_a_length_in_days_must_reach_sixty(says, days: int):
    """The number of Article 42(8)."""
    assert says("uncc.42.8.asked", length_days=days) == ("pass" if days >= 60 else "stop")


@given(until=st.dates(date(2026, 1, 1), date(2029, 1, 1)))
@FAST
def test_a_last_day_must_lie_sixty_days_ahead(says, until: date):
    """Counted from the day of the request."""
    expected = "pass" if (until - ON).days >= 60 else "stop"
    assert says("uncc.42.8.asked", length_days=None, length_until=until.isoformat()) == expected


def test_no_length_is_a_note_with_a_proposal(ask):
    """As the mock says it: at least 60 days is proposed, to 23 Jan 2027."""
    (note,) = [finding for finding in ask(length_days=None) if finding.rule_id == "uncc.42.8.asked"]
    assert note.outcome == "warn"
    assert note.title["en"] == "No length of preservation given"
    assert note.reason["en"] == "At least 60 days is proposed, to 23 Jan 2027."


def test_days_and_last_day_must_agree(says):
    """60 days from 24 November end on 23 January."""
    assert says("uncc.42.8.asked", length_days=60, length_until="2027-01-23") == "pass"
    assert says("uncc.42.8.asked", length_days=60, length_until="2027-02-23") == "stop"


def test_a_period_of_data_runs_forward(says):
    """Equal days are a period of one day."""
    assert says("uncc.42.3.c.period", period={"from": "2026-11-02", "to": "2026-11-01"}) == "stop"
    assert says("uncc.42.3.c.period", period={"from": "2026-11-01", "to": "2026-11-01"}) == "silent"
    assert says("uncc.42.3.c.period", period=None) == "silent"


def test_secrecy_wants_a_review_date(says):
    """A note, never a stop; none where no secrecy is asked."""
    assert says("uncc.42.3.g.review") == "pass"
    assert says("uncc.42.3.g.review", secrecy_until=None) == "warn"
    assert says("uncc.42.3.g.review", secrecy="SEC-FACT", secrecy_until=None) == "warn"
    assert says("uncc.42.3.g.review", secrecy_until="2026-11-23") == "warn"
    assert says("uncc.42.3.g.review", secrecy="SEC-NONE", secrecy_until=None) == "silent"


def test_the_request_for_assistance_should_come_while_the_data_are_kept(says):
    """Measured against what is asked for, or the least that is owed."""
    assert says("uncc.42.1.mla-date") == "silent"
    assert says("uncc.42.1.mla-date", mla_date="2027-01-24") == "warn"
    assert says("uncc.42.1.mla-date", mla_date="2027-01-24", length_days=90) == "silent"
    assert says("uncc.42.1.mla-date", mla_date="2027-01-24", length_days=None) == "warn"
    assert says("uncc.42.1.mla-date", mla_date=None) == "silent"


def test_the_authority_is_one_of_the_sender(says):
    """`vn-…` in a request from Ruritania is a mistake."""
    assert says("uncc.42.3.a.own") == "silent"
    assert says("uncc.42.3.a.own", authority="vn-poc") == "stop"
    assert says("uncc.42.3.a.own", authority="not an authority") == "silent"


@pytest.mark.parametrize(
    ("roles", "role", "outcome"),
    [
        (("POC", "CA"), "drafter", "pass"),
        (("LEA", "POC"), "drafter", "stop"),
        (("POC", "SP"), "approver", "stop"),
        (("LEA", "POC"), "receiver", "warn"),
        ((None, "POC"), "drafter", "warn"),
    ],
)
def test_contact_points_and_central_authorities_speak_to_each_other(says, roles: tuple, role: str, outcome: str):
    """Others do not; what the directory does not record is a note."""
    assert says("uncc.41.roles", from_role=roles[0], to_role=roles[1], role=role) == outcome


@pytest.mark.parametrize(
    ("language", "to", "role", "outcome"),
    [
        ("en", "VN", "drafter", "pass"),
        ("fr", "VN", "drafter", "stop"),
        ("fr", "VN", "receiver", "warn"),
        ("fr", "XR", "drafter", "pass"),
        ("vi", "XR", "drafter", "stop"),
        ("en", "AZ", "drafter", "warn"),
    ],
)
def test_the_free_text_is_in_a_language_of_the_receiver(says, language: str, to: str, role: str, outcome: str):
    """The receiver's notified languages decide; where none is recorded, nobody guesses."""
    text = {"text": "Server entered.", "language": language}
    assert says("uncc.40.13", facts=text, to_country=Country(to), role=role) == outcome


def test_an_extension_in_order(ask):
    """Original named, asked in time, later end."""
    found = ask("REQ-PRESERVE-EXT")
    assert may_send(found)
    assert {finding.rule_id for finding in found if finding.outcome == "pass"} >= {
        "uncc.42.9.original",
        "uncc.42.9.in-time",
        "uncc.42.9.later",
    }


@pytest.mark.parametrize(
    ("rule", "changes", "outcome"),
    [
        ("uncc.42.9.original", {"original": None}, "stop"),
        ("uncc.42.9.original", {"original": "XR-2026-000002"}, "stop"),
        ("uncc.42.9.later", {"end": None}, "stop"),
        ("uncc.42.9.later", {"end": "2027-01-22T22:00:00.000000Z"}, "stop"),
        ("uncc.42.9.later", {"end": "2027-01-22T22:00:00.000001Z"}, "pass"),
        ("uncc.42.9.grounds", {"reasons": None}, "stop"),
        ("uncc.42.9.grounds", {"mla_intent": None}, "stop"),
        ("uncc.42.9.grounds", {}, "silent"),
        ("uncc.42.9.in-time", {"on": date(2027, 1, 23)}, "warn"),
        ("uncc.42.9.in-time", {"at": Instant.parse("2027-01-22T21:59:59.999999Z"), "on": date(2027, 1, 22)}, "pass"),
        ("uncc.42.9.in-time", {"at": Instant.parse("2027-01-22T22:00:00.000000Z"), "on": date(2027, 1, 22)}, "warn"),
    ],
)
def test_an_extension_against_its_rules(says, demo, rule: str, changes: dict, outcome: str):
    """Late is a gap to be told, not a stop."""
    facts = {**ACTS["REQ-PRESERVE-EXT", "request"], **{key: value for key, value in changes.items() if key not in {"on", "at"}}}
    first = Original(reference=_reference(), start=None, end=Instant.parse("2027-01-22T22:00:00.000000Z"))
    found = check(
        Facts(
            kind="REQ-PRESERVE-EXT",
            part="request",
            from_country=Country("XR"),
            to_country=Country("VN"),
            fields={key: value for key, value in facts.items() if value is not None},
            original=first,
            at=changes.get("at"),
        ),
        rulebook=demo,
        role="drafter",
        on=changes.get("on", ON),
    )
    assert next((finding.outcome for finding in found if finding.rule_id == rule), "silent") == outcome


def _reference():
    from comity.terms.identifiers import Reference

    return Reference("XR-2026-000001")


def test_an_extension_of_what_was_never_granted(ask):
    """A refusal leaves nothing to extend."""
    found = {finding.rule_id: finding.outcome for finding in ask("REQ-PRESERVE-EXT", original=None)}
    assert found["uncc.42.9.original"] == "stop"


def test_a_real_node_does_not_know_ruritania(book):
    """The act stops: no treaty speaks of a fictional State."""
    facts = Facts(kind="REQ-PRESERVE", part="request", from_country=Country("XR"), to_country=Country("VN"), fields=REQUEST)
    found = {finding.rule_id: finding for finding in check(facts, rulebook=book, role="receiver", on=ON)}
    assert found["uncc.65.in-force"].outcome == "stop"
    assert "XR" in found["uncc.65.in-force"].reason["en"]


def test_silence_is_not_consent(demo):
    """An act that no rule speaks of, or a day before all rules, has no findings to show: it is refused."""
    facts = Facts(kind="REQ-TAP", part="request", from_country=Country("XR"), to_country=Country("VN"), fields={})
    with pytest.raises(NoRule):
        check(facts, rulebook=demo, role="drafter", on=ON)
    early = Facts(kind="REQ-PRESERVE", part="request", from_country=Country("XR"), to_country=Country("VN"), fields=REQUEST)
    for question in (check, is_stopped):
        with pytest.raises(NoRule):
            question(early, rulebook=demo, role="drafter", on=date(2020, 1, 1))


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(max_size=8)
    | st.sampled_from(["OFF-07", "D-REFUSE", "2026-13-01", "en"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["text", "language", "from", "to", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
def test_whatever_another_node_writes_there_are_findings_and_no_crash(demo, data):
    """Fields are never trusted; the same facts give the same findings, in both languages."""
    kind, part = data.draw(st.sampled_from(sorted(ACTS)))
    fields = {
        **ACTS[kind, part],
        **data.draw(st.dictionaries(st.sampled_from([field.key for field in demo.form(kind, part).fields]), JSON)),
    }
    facts = Facts(kind=kind, part=part, from_country=Country("XR"), to_country=Country("VN"), fields=fields)
    role = data.draw(st.sampled_from(ROLES))
    found = check(facts, rulebook=demo, role=role, on=ON)
    assert found == check(facts, rulebook=demo, role=role, on=ON)
    for finding in found:
        assert finding.article
        assert set(finding.title) == set(finding.reason) == {"en", "vi"}
        assert "%(" not in finding.title["vi"]
