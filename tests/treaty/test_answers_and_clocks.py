"""What may be answered, on which grounds, after which consultation; which clocks run; what an article says."""

from datetime import date, timedelta

import msgspec
import pytest

from comity.terms.identifiers import Country
from comity.terms.instants import Instant
from comity.terms.vocabulary import Verified
from comity.treaty.answers import answers_for, consult_first, grounds_for
from comity.treaty.articles import show_article
from comity.treaty.clocks import clock_named, clocks_for, clocks_stopped_by, preservation_bounds
from comity.treaty.legalbasis import legal_basis, status_answer
from comity.treaty.pack import InForce, StatusRow
from comity.treaty.rulebook import NoRule, Rulebook
from comity.treaty.wording import checked, cite, print_date, print_instant, weaker

ON = date(2026, 11, 24)
DAY = timedelta(days=1)


def test_the_answers_of_article_42(book: Rulebook):
    """Grant, with conditions, partly, refuse, risk notice; postponement listed, not offered, and why."""
    found = answers_for("REQ-PRESERVE", rulebook=book)
    assert [(choice.code, choice.offered) for choice in found] == [
        ("D-GRANT", True),
        ("D-COND", True),
        ("D-PART", True),
        ("D-REFUSE", True),
        ("D-RISK", True),
        ("D-POSTPONE", False),
    ]
    postpone = found[-1]
    assert postpone.why_not["vi"].startswith("Không có ở Điều 42.")
    assert {choice.code: choice.needs for choice in found}["D-PART"] == ("period", "grounds")
    assert all(choice.article and choice.effect["vi"] for choice in found)


def test_grounds_that_protect_persons_come_first(book: Rulebook):
    """The instrument's own, home law, then the rest; the reservation nobody made is not offered."""
    found = grounds_for("REQ-PRESERVE", rulebook=book)
    assert [ground.code for ground in found] == [
        "DISCRIMINATION",
        "RIGHTS_BREACH",
        "DATA_PROTECTION",
        "ESSENTIAL_INTEREST",
        "DOMESTIC_BAR",
        "DUAL_CRIM",
    ]
    assert [ground.article for ground in found] == ["40(22)", "6", "36", "40(21)(b)", "40(21)(c)", "42(5)"]
    assert [ground.protects for ground in found] == [True, True, True, False, False, False]
    assert [ground.home for ground in found] == [False, True, True, False, False, False]
    assert [ground.offered for ground in found] == [True] * 5 + [False]
    assert found[-1].why_not


def test_the_answers_of_article_40_and_of_agreements(book: Rulebook):
    """Assistance can be postponed; consent and agreement are given, given with conditions, or not."""
    assert [choice.code for choice in answers_for("REQ-RECORDS", rulebook=book)] == [
        "D-GRANT",
        "D-COND",
        "D-PART",
        "D-POSTPONE",
        "D-REFUSE",
    ]
    for kind, article in (("AGR-JIT", "48"), ("ADM-ONWARD", "36(3)"), ("ADM-USE-CHANGE", "40(19)")):
        found = answers_for(kind, rulebook=book)
        assert [choice.code for choice in found] == ["D-GRANT", "D-COND", "D-REFUSE"]
        assert {choice.article for choice in found} == {article}


@pytest.mark.parametrize(
    ("grounds", "owed"),
    [
        (["ESSENTIAL_INTEREST"], True),
        (["DOMESTIC_BAR"], True),
        (["DISCRIMINATION"], False),
        (["RIGHTS_BREACH"], False),
        (["DISCRIMINATION", "DOMESTIC_BAR"], True),
    ],
)
def test_consultation_is_owed_for_paragraph_21_alone(book: Rulebook, grounds: list[str], owed: bool):
    """The answer cites 40(28) either way."""
    cited = consult_first("REQ-PRESERVE", grounds, rulebook=book)
    assert (cited.value, cited.article, cited.verified) == (owed, "40(28)", Verified.MEMORY)
    assert cited.source


@pytest.mark.parametrize("grounds", [[], ["FISCAL"]])
def test_no_ground_no_answer(book: Rulebook, grounds: list[str]):
    """Absence refuses."""
    with pytest.raises(NoRule):
        consult_first("REQ-PRESERVE", grounds, rulebook=book)
    with pytest.raises(NoRule):
        consult_first("REQ-TAP", ["DISCRIMINATION"], rulebook=book)
    with pytest.raises(NoRule):
        answers_for("REQ-TAP", rulebook=book)
    with pytest.raises(NoRule):
        grounds_for("REQ-TAP", rulebook=book)


def test_preservation_runs_by_its_stated_end_and_warns_four_times(book: Rulebook):
    """C-UN42: at least 60 days; 30, 14, 7 and 2 days before."""
    found = clocks_for("preservation.effected", "REQ-PRESERVE", rulebook=book, on=ON)
    preservation, extension = (clock for clock in found if clock.instrument == "UNCC")
    assert (preservation.id, preservation.nature, preservation.bound, preservation.article) == ("C-UN42", "treaty", "at-least", "42(8)")
    start, end = Instant.parse("2026-11-23T22:00:00.000000Z"), Instant.parse("2027-03-01T00:00:00.000000Z")
    assert preservation.due(start) == start + 60 * DAY
    assert preservation.due(start, stated_end=end) == end
    assert preservation.warnings(end) == tuple(end + -days * DAY for days in (30, 14, 7, 2))
    assert (extension.id, extension.bound, extension.due(start, stated_end=end)) == ("C-UN42X", "before", end)
    assert "60" in preservation.rule["vi"]
    assert (preservation.side, extension.side) == ("both", "requesting")


def test_the_home_order_lasts_ninety_days_and_is_renewed(book: Rulebook):
    """C-UN25: home law; a stated end does not lengthen it."""
    (order,) = (clock for clock in clocks_for("order.made", "REQ-PRESERVE", rulebook=book, on=ON) if clock.instrument == "UNCC")
    assert (order.id, order.nature, order.renewable, order.length) == ("C-UN25", "home-law", True, 90 * DAY)
    start = Instant.parse("2026-11-23T22:00:00.000000Z")
    assert order.due(start, stated_end=start + 120 * DAY) == start + 90 * DAY
    assert "C-UN25" in clocks_stopped_by("order.renewed", "REQ-PRESERVE", rulebook=book)


@pytest.mark.parametrize(("urgency", "lengths"), [("routine", (240, 1440)), ("urgent", (30, 240)), ("emergency", (30, 240))])
def test_desk_targets_say_that_they_are_no_law(book: Rulebook, urgency: str, lengths: tuple[int, int]):
    """Acknowledge and decide: own targets, without an article."""
    found = clocks_for("request.received", "REQ-PRESERVE", rulebook=book, on=ON, urgency=urgency)
    assert [(clock.id, clock.length) for clock in found] == [
        ("ACK", timedelta(minutes=lengths[0])),
        ("DECIDE", timedelta(minutes=lengths[1])),
    ]
    for clock in found:
        assert (clock.nature, clock.instrument, clock.article, clock.verified) == ("desk-target", "", "", None)
        assert "not a time limit of the Convention" in clock.rule["en"]


def test_safe_conduct_lasts_fifteen_consecutive_days(book: Rulebook):
    """C-UN40-29: from the notice that presence is no longer needed; the States may agree on longer."""
    (clock,) = clocks_for("presence.ended", "REQ-MLA-EVIDENCE", rulebook=book, on=ON)
    assert (clock.id, clock.nature, clock.article, clock.bound, clock.length) == ("C-UN40-29", "treaty", "40(29)", "at-least", 15 * DAY)
    start = Instant.parse("2026-11-23T22:00:00.000000Z")
    assert clock.due(start) == start + 15 * DAY
    assert clock.due(start, stated_end=start + 20 * DAY) == start + 20 * DAY
    assert clocks_for("presence.ended", "REQ-STORED", rulebook=book, on=ON) == ()


@pytest.mark.parametrize(
    ("event", "kind", "clock", "days", "stops"),
    [
        ("status.asked", "ADM-STATUS", "STATUS", 2, "status.given"),
        ("offer.received", "REQ-STORED", "CONDITIONS", 5, "conditions.accepted"),
        ("transfer.asked", "REQ-STORED", "TRANSFER", 1, "transfer.made"),
        ("postponement.sent", "REQ-RECORDS", "POSTPONED", 30, "acceptance.sent"),
        ("postponement.received", "REQ-RECORDS", "POSTPONED", 30, "refusal.received"),
        ("request.sent", "REQ-STORED", "SECRECY", 90, "closure.sent"),
        ("emergency.received", "REQ-STORED", "EMERGENCY", 2, "emergency.reviewed"),
    ],
)
def test_the_desk_has_a_target_for_what_is_easily_forgotten(book: Rulebook, event: str, kind: str, clock: str, days: int, stops: str):
    """Status, conditions, the way to the central authority, postponement, secrecy, emergency: local, and they say so."""
    (found,) = (one for one in clocks_for(event, kind, rulebook=book, on=ON) if one.id == clock)
    assert (found.nature, found.length) == ("desk-target", days * DAY)
    assert "ot a time limit of the Convention" in found.rule["en"]
    assert "%(" not in found.rule["vi"]
    assert clock in clocks_stopped_by(stops, kind, rulebook=book)


def test_a_postponement_is_looked_at_again_on_the_day_that_it_names(book: Rulebook):
    """The stated day goes before the target."""
    (clock,) = clocks_for("postponement.received", "REQ-RECORDS", rulebook=book, on=ON)
    start = Instant.parse("2026-11-23T22:00:00.000000Z")
    assert clock.due(start, stated_end=start + 100 * DAY) == start + 100 * DAY


def test_every_kind_that_travels_is_acknowledged_decided_and_approved_in_time(book: Rulebook):
    """One that is only recorded is nobody's to acknowledge."""
    for kind in book.kinds.values():
        received = {clock.id for clock in clocks_for("request.received", kind.code, rulebook=book, on=ON)}
        drafted = {clock.id for clock in clocks_for("draft.submitted", kind.code, rulebook=book, on=ON)}
        assert ("ACK" in received) is (kind.nature == "wire" and bool({"request", "extension", "message"} & set(kind.sets)))
        assert ("DECIDE" in received) is (kind.nature == "wire" and bool({"request", "extension"} & set(kind.sets)))
        assert ("APPROVE" in drafted) is (kind.nature == "wire")


def test_a_clock_is_named_by_its_identifier(book: Rulebook):
    """With its length for the urgency and the day; one that no rulebook has is refused."""
    assert clock_named("DECIDE", rulebook=book, on=ON, urgency="urgent").length == timedelta(hours=4)
    assert clock_named("C-UN42", rulebook=book, on=ON).length == 60 * DAY
    with pytest.raises(NoRule):
        clock_named("C-UNHEARD", rulebook=book, on=ON)


def test_an_event_that_no_clock_knows_is_refused(book: Rulebook):
    """An event that only stops clocks starts none."""
    assert clocks_for("answer.sent", "REQ-PRESERVE", rulebook=book, on=ON) == ()
    with pytest.raises(NoRule):
        clocks_for("moon.full", "REQ-PRESERVE", rulebook=book, on=ON)
    with pytest.raises(NoRule):
        clocks_for("request.received", "REQ-PRESERVE", rulebook=book, on=ON, urgency="whenever")


def test_the_bounds_are_cited(book: Rulebook):
    """Sixty days, 42(8), from memory."""
    cited = preservation_bounds(book, kind="REQ-PRESERVE", instrument="UNCC", on=ON)
    assert (cited.value, cited.instrument, cited.article, cited.verified) == (60, "UNCC", "42(8)", Verified.MEMORY)


def test_the_convention_is_voluntary_between_every_pair_of_states_today(book: Rulebook):
    """Also between a State that is said to have ratified and one that did not sign; another text may bind them."""
    for pair in (("VN", "QA"), ("VN", "US"), ("US", "JP"), ("VN", "LI")):
        basis = legal_basis("REQ-PRESERVE", from_=Country(pair[0]), to=Country(pair[1]), on=ON, rulebook=book)
        first = basis.under("UNCC")
        assert (first.binds, first.carries, first.outcome, first.article, first.cites) == (False, True, "warn", "42", "65")
        assert first.verified is Verified.MEMORY


def test_in_force_it_binds_parties_and_nobody_else(book: Rulebook):
    """The day comes as data: a row for the Convention, a row for each State."""
    since = {"source": "test", "verified": Verified.CERTIFIED_TEXT}
    treaty = book.instruments["UNCC"]
    force = (*treaty.in_force, InForce(since=date(2028, 1, 1), in_force=True, checked_on=date(2028, 1, 2), **since))
    parties = tuple(StatusRow(instrument="UNCC", country=code, act="party", on="2028-01-01", **since) for code in ("VN", "QA"))
    later = _changed(book, {**book.instruments, "UNCC": msgspec.structs.replace(treaty, in_force=force)}, parties)
    day = date(2028, 1, 3)
    both = legal_basis("REQ-PRESERVE", from_=Country("VN"), to=Country("QA"), on=day, rulebook=later)
    assert (both.under("UNCC").binds, both.under("UNCC").outcome) == (True, "pass")
    one = legal_basis("REQ-PRESERVE", from_=Country("VN"), to=Country("US"), on=day, rulebook=later)
    assert (one.under("UNCC").binds, one.under("UNCC").outcome) == (False, "warn")
    before = legal_basis("REQ-PRESERVE", from_=Country("VN"), to=Country("QA"), on=ON, rulebook=later)
    assert (before.under("UNCC").binds, before.under("UNCC").outcome) == (False, "warn")


def _changed(book: Rulebook, instruments: dict, parties: tuple) -> Rulebook:
    from dataclasses import replace

    return replace(book, instruments={**book.instruments, **instruments}, status=(*book.status, *parties))


def test_a_status_is_cited_and_dated(book: Rulebook):
    """The latest thing known on that day."""
    assert status_answer(Country("VN"), instrument="UNCC", on=date(2025, 10, 24), rulebook=book) is None
    assert status_answer(Country("VN"), instrument="UNCC", on=date(2025, 12, 1), rulebook=book).value.act == "signed"
    assert status_answer(Country("VN"), instrument="UNCC", on=ON, rulebook=book).value.act == "ratification-reported"
    assert status_answer(Country("DZ"), instrument="UNCC", on=ON, rulebook=book).verified is Verified.TEXT


@pytest.mark.parametrize("language", ["en", "vi"])
def test_an_article_is_shown_paragraph_rule_test(book: Rulebook, language: str):
    """Every rule of the article once, with its question, values, and how it was checked."""
    for (instrument, number), article in book.articles.items():
        text = show_article(instrument, number, language, rulebook=book)
        assert article.title[language] in text
        rules = [rule for rule in book.rules.values() if (rule.instrument, rule.article.partition("(")[0]) == (instrument, number)]
        for rule in rules:
            assert text.count(f"    {rule.id}  ") == 1
            assert rule.source in text
    shown = show_article("UNCC", "42", language, rulebook=book)
    assert "least_days = 60 days" in shown
    assert cite("42(3)(g)", language) in shown
    assert checked(Verified.MEMORY, language) in shown
    with pytest.raises(NoRule):
        show_article("UNCC", "69", language, rulebook=book)


def test_dates_and_moments_are_written_as_each_language_does():
    """Minutes are cut, never rounded up."""
    at = Instant.parse("2026-11-04T09:05:59.999999Z")
    assert print_instant(at, "en") == "4 Nov 2026 09:05 UTC"
    assert print_instant(at, "vi") == "04/11/2026 09:05 (UTC)"
    assert print_date(date(2026, 1, 23), "en") == "23 Jan 2026"
    assert cite("42(8)", "vi") == "Điều 42(8)"
    assert cite("", "vi") == ""


def test_an_answer_is_as_well_checked_as_its_weaker_text():
    """Certified text, text, memory."""
    assert weaker(Verified.CERTIFIED_TEXT, Verified.TEXT) is Verified.TEXT
    assert weaker(Verified.TEXT, Verified.MEMORY) is Verified.MEMORY
    assert weaker(None, Verified.TEXT) is Verified.MEMORY


def test_what_a_form_lets_postpone_is_postponable(book: Rulebook):
    """A postponement that its form offers is one that the other side takes: the set and the forms say the same."""
    for kind in book.kinds.values():
        if kind.opens and "answer" in kind.parts:
            offered = "D-POSTPONE" in book.form(kind.code, "answer").by_key["decision"].accepts
            assert offered == ("postponable" in kind.sets), kind.code
