"""A level is an officer's word with its reason, its sources and its day of review; it is never written over, and never reckoned."""

from datetime import timedelta

import pytest
from tests.register.hands import Hands

from comity.directory.policy import NotAllowed
from comity.picture.levels.queries import levels_of, newest_levels, standing_levels
from comity.picture.refusals import NoSuchPart, NoSuchSource, NotOnTheList, ReasonOwed, ReviewOwed, SetMeanwhile, SourceOwed
from comity.records.models import Commitment, JournalAct, RiskLevel, Statement
from comity.terms.instants import Instant
from comity.terms.vocabulary import vocabulary


def test_a_national_level_has_its_reason_its_sources_and_a_history(assessor):
    """Row 22: set, set again; the first one is kept with when it ended; the journal has both, and no word of the reason."""
    hands = Hands(assessor.world)
    document = hands.bring()
    hands.accept_all(document)
    statement, commitment = Statement.objects.first(), Commitment.objects.first()
    named = f"{document.number.lower()}\nM-1\nS-{statement.pk}\n{commitment.number}\nBáo cáo tháng 11 của Cục"
    first = assessor.level(sources=named)
    second = assessor.level(level="RL-SEVERE", reason="Một chỉ dấu mới.")
    history = levels_of("RS-NATIONAL", by=assessor.who)
    assert [one.pk for one in history] == [second.pk, first.pk]
    assert (history[0].ended_at, history[1].ended_at) == (None, assessor.world.at)
    assert [one["reference"] for one in history[1].sources] == [
        document.number,
        "M-000001",
        f"S-{statement.pk}",
        commitment.number,
        "Báo cáo tháng 11 của Cục",
    ]
    assert [(now.level, was and was.level) for now, was in newest_levels(5, by=assessor.who)] == [
        ("RL-SEVERE", "RL-MODERATE"),
        ("RL-MODERATE", None),
    ]
    facts = [bytes(act.facts).decode() for act in JournalAct.objects.filter(name="level.set").order_by("index")]
    assert '"was":"RL-MODERATE"' in facts[1]
    assert "chỉ dấu" not in "".join(facts)


def test_every_scope_and_sector_can_be_assessed_and_none_is_by_itself(assessor):
    """Row 21 and 22: three scopes, fields, context topics, each target sector; what nobody assessed has no level at all."""
    found = standing_levels(by=assessor.who, at=assessor.world.at)
    assert all(one.level is None for one in found)
    assert [one.scope for one in found if one.group == "scope"] == ["RS-NATIONAL", "RS-REGIONAL", "RS-INTERNATIONAL"]
    assert {"RF-MIGRATION", "RF-CLIMATE", "RF-FOOD", "RF-DISEASE"} <= {one.scope for one in found if one.group == "context"}
    assert {one.scope for one in found if one.group == "sector"} == set(vocabulary("sector").codes)
    for one in found:
        assessor.level(one.scope)
    assert all(one.level is not None for one in standing_levels(by=assessor.who, at=assessor.world.at))


def test_a_level_goes_stale_and_says_so(assessor):
    """The day of the review counts; the day after it the level is out of date."""
    assessor.level(review_on=assessor.day(7))

    def stale(days):
        at = Instant.of(assessor.world.at.datetime() + timedelta(days=days))
        return standing_levels(by=assessor.who, at=at)[0].stale

    assert [stale(days) for days in (0, 7, 8, 400)] == [False, False, True, True]


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"level": "RL-5"}, NotOnTheList),
        ({"level": "TL-LOW"}, NotOnTheList),
        ({"language": "xx-none"}, NotOnTheList),
        ({"reason": "  "}, ReasonOwed),
        ({"sources": "\n"}, SourceOwed),
        ({"sources": "\n".join(f"paper {number}" for number in range(13))}, SourceOwed),
        ({"sources": "R-000099"}, NoSuchSource),
        ({"sources": "S-99"}, NoSuchSource),
        ({"review_on": ""}, ReviewOwed),
        ({"review_on": "2026-02-30"}, ReviewOwed),
        ({"review_on": "20260301"}, ReviewOwed),
        ({"review_on": "2099-01-01"}, ReviewOwed),
    ],
)
def test_what_is_no_level_is_refused_and_nothing_is_kept(assessor, wrong, refusal):
    """No reason, no source, no review: no level."""
    with pytest.raises(refusal):
        assessor.level(**wrong)
    assert not RiskLevel.objects.exists()


def test_today_is_no_day_of_review(assessor):
    """A level that is to be looked at again at once was not looked at."""
    with pytest.raises(ReviewOwed):
        assessor.level(review_on=assessor.day(0))


def test_a_scope_is_of_its_list_and_no_person_is_one(assessor):
    """What is no scope and no sector has no level."""
    for scope in ("nguyen.van.a", "VN", "", "RL-LOW"):
        with pytest.raises(NoSuchPart):
            assessor.level(scope)


def test_nobody_writes_over_a_level_that_they_have_not_seen(assessor):
    """Two officers, one scope: the second one hears of the first."""
    assessor.level(level="RL-LOW")
    with pytest.raises(SetMeanwhile):
        assessor.level(level="RL-CRITICAL", seen=0)
    assert RiskLevel.objects.get().level == "RL-LOW"


def test_a_form_sets_a_level_once(assessor):
    """The same form twice is one level."""
    from comity.picture.levels.actions import set_level

    more = assessor.more()
    assert set_level("RS-NATIONAL", typed=assessor.typed(), **more) == set_level("RS-NATIONAL", typed=assessor.typed(), **more)
    assert RiskLevel.objects.count() == 1


def test_only_who_assesses_sets_a_level(assessor):
    """The second officer of the desk reads, and sets none."""
    from comity.picture.levels.actions import set_level

    with pytest.raises(NotAllowed):
        set_level("RS-NATIONAL", typed=assessor.typed(), **assessor.more(by=assessor.world.approver))
