"""How an indicator stands, purely: the number falls with time, rises with who saw it, and is told with every reason."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.intel.standing.decaying import DAY, left, model_called, model_for, models
from comity.intel.standing.hearing import claim_of, said_of
from comity.intel.standing.reckoning import STANDS, Claim, Kind, Said, Word, reckon
from comity.intel.standing.sentences import SENTENCES
from comity.terms.instants import Instant
from comity.wire.misp.making import extension

BEGAN = Instant.parse("2026-01-01T00:00:00.000000Z")
OWNERS = ("vn-poc", "xr-cert", "th-poc", "a programme")
DAYS = st.integers(0, 500)


def after(days):
    """So many days after the beginning."""
    return BEGAN + timedelta(days=days)


def claim(**more):
    """An indicator of an address."""
    return Claim(**({"owner": "xr-cert", "valid_from": BEGAN, "modified": BEGAN, "types": frozenset({"ip-dst"})} | more))


def codes(found):
    """The reasons by their codes."""
    return [one.code for one in found.reasons]


CLAIMS = st.builds(
    lambda until, sure, revoked, types: claim(valid_until=until and after(until), confidence=sure, revoked=revoked, types=frozenset(types)),
    st.none() | st.integers(1, 400),
    st.none() | st.integers(0, 100),
    st.booleans(),
    st.sampled_from([["ip-dst"], ["sha256"], ["phone-number"], []]),
)
STATEMENTS = st.builds(
    lambda owner, day, kind, weight: Said(at=after(day), owner=owner, kind=kind, weight=weight if kind is Kind.OPINION else 0),
    st.sampled_from(OWNERS),
    DAYS,
    st.sampled_from(Kind),
    st.integers(-2, 2),
)
HEARD = st.lists(STATEMENTS, max_size=6)


# ---------------------------------------------------------------- the curve


@given(st.integers(-10, 400), st.integers(-10, 400), st.sampled_from(models()))
def test_the_part_that_is_left_falls_from_one_to_nothing(one, other, model):
    """Never up again; whole at the beginning, nothing from the lifetime on."""
    first, last = sorted((one, other))
    assert 0 <= left(last * DAY, span=model.span, speed=model.speed) <= left(first * DAY, span=model.span, speed=model.speed) <= 1
    assert left(0, span=model.span, speed=model.speed) == 1
    assert left(model.span, span=model.span, speed=model.speed) == 0


@pytest.mark.parametrize(("days", "score"), [(0, 80), (30, 40), (46, 30.47), (47, 29.93), (119, 0.334), (120, 0), (121, 0)])
def test_the_numbers_are_those_of_misp(days, score):
    """80 * (1 - sqrt(t / 120)), NIDS Simple Decaying Model: spent when it falls under 30."""
    found = reckon(claim(), (), at=after(days))
    assert found.number == pytest.approx(score, abs=0.01)
    assert (found.word is Word.SPENT) == (score < 30)


def test_a_model_is_chosen_by_value_and_label_and_says_its_source():
    """Addresses, telephones, phishing by its label, the rest; by number, code or name."""
    assert [
        model_for(types, labels).code
        for types, labels in (
            (["ip-src"], []),
            (["phone-number"], []),
            (["url"], ['phishing:techniques="fake-website"']),
            (["sha256"], []),
            ([], []),
        )
    ] == ["network", "vishing", "phishing", "lasting", "lasting"]
    assert {model_called(name) for name in ("1", "network", "nids simple decaying model")} == {model_for(["url"])}
    assert model_called("nothing") is None
    assert all(one.source and 0 < one.threshold < one.base <= 100 for one in models())
    assert len({one.number for one in models()}) == len(models())


# ---------------------------------------------------------------- what moves it


@given(CLAIMS, HEARD, DAYS, DAYS)
def test_with_time_alone_a_number_only_falls(of, heard, one, other):
    """Nobody says anything new: what was said is before both moments."""
    first, last = sorted((one, other))
    before = [said for said in heard if said.at <= after(first)]
    assert reckon(of, before, at=after(last)).number <= reckon(of, before, at=after(first)).number + 1e-9


@given(CLAIMS, HEARD, DAYS, DAYS, st.sampled_from(OWNERS))
def test_a_sighting_never_lowers_and_a_disagreement_never_raises(of, heard, day, at, owner):
    """Whoever says it, and whatever was said before."""
    stood = reckon(of, heard, at=after(at)).number
    seen = Said(at=after(day), owner=owner, kind=Kind.SEEN)
    against = Said(at=after(day), owner="fr-poc", kind=Kind.OPINION, weight=-1)
    assert reckon(of, [*heard, seen], at=after(at)).number >= stood - 1e-9
    assert reckon(of, [*heard, against], at=after(at)).number <= stood + 1e-9


@given(CLAIMS, HEARD, DAYS, st.randoms())
def test_the_order_in_which_it_came_is_nothing_and_nothing_lies_after_now(of, heard, day, chance):
    """The same however it is shuffled; a moment that has not come counts as now."""
    mixed = list(heard)
    chance.shuffle(mixed)
    found = reckon(of, heard, at=after(day))
    assert found == reckon(of, mixed, at=after(day))
    assert 0 <= found.number <= found.base <= 100
    assert found.stands == (found.word in STANDS)
    assert {one.code for one in found.reasons} <= set(SENTENCES)
    assert all(one.sentence % one.parts for one in found.reasons)


@given(CLAIMS, HEARD, DAYS, st.sampled_from([-2, -1, 1, 2]), st.integers(1, 30))
def test_an_authority_has_one_voice_however_often_it_says_so(of, heard, day, weight, times):
    """A thousand opinions of one giver weigh as one."""
    once = Said(at=after(day), owner="fr-poc", kind=Kind.OPINION, weight=weight)
    at = after(day + 40)
    assert reckon(of, [*heard, *[once] * times], at=at) == reckon(of, [*heard, once], at=at)


def test_a_sighting_begins_the_count_anew_and_says_who_saw():
    """Spent by age; fresh with the sighting; one before the author's last word moves nothing."""
    assert reckon(claim(), (), at=after(100)).word is Word.SPENT
    found = reckon(claim(), [Said(at=after(99), owner="th-poc", kind=Kind.SEEN)], at=after(100))
    assert found.word is Word.FRESH
    reason = next(one for one in found.reasons if one.code == "seen")
    assert (str(reason.parts["who"]), reason.parts["when"]) == ("th-poc", after(99))
    old = reckon(claim(modified=after(50)), [Said(at=after(20), owner="th-poc", kind=Kind.SEEN)], at=after(60))
    assert "seen-before" in codes(old)
    assert old.left == reckon(claim(modified=after(50)), (), at=after(60)).left


def test_who_disagrees_is_weighed_against_who_saw_it():
    """One disagreement disputes it; a sighting by another authority outweighs a plain one, not a strong one; sorts of words as they are."""
    against = Said(at=after(1), owner="fr-poc", kind=Kind.OPINION, weight=-1)
    strongly = Said(at=after(1), owner="fr-poc", kind=Kind.OPINION, weight=-2)
    seen = Said(at=after(1), owner="th-poc", kind=Kind.SEEN)
    assert reckon(claim(), [against], at=after(2)).word is Word.DISPUTED
    assert reckon(claim(), [against, seen], at=after(2)).word is Word.FRESH
    assert reckon(claim(), [strongly, seen], at=after(2)).word is Word.DISPUTED
    later = Said(at=after(2), owner="fr-poc", kind=Kind.SEEN)
    assert reckon(claim(), [strongly, later], at=after(3)).word is Word.FRESH
    found = reckon(claim(), [strongly], at=after(0))
    assert found.number == pytest.approx(80 / 3)
    assert codes(found)[-2:] == ["against-strongly", "weighed"]
    own = reckon(claim(), [Said(at=after(1), owner="xr-cert", kind=Kind.OPINION, weight=-2)], at=after(1))
    assert (own.word, own.number) == (Word.DISPUTED, 0)


def test_what_its_author_ended_is_spent_and_what_another_says_is_over_is_disputed():
    """Revoked; past its end, to the microsecond; an expiration of MISP by who gave it, and by somebody else."""
    assert reckon(claim(revoked=True), (), at=BEGAN).word is Word.SPENT
    until = claim(valid_until=after(300))
    assert reckon(until, (), at=after(300)).word is Word.SPENT
    assert reckon(until, (), at=after(300) + timedelta(microseconds=-1)).word is Word.AGEING
    assert reckon(until, [Said(at=after(301), owner="th-poc", kind=Kind.SEEN)], at=after(302)).word is Word.SPENT
    over = Said(at=after(1), owner="xr-cert", kind=Kind.OVER)
    assert codes(reckon(claim(), [over], at=after(2)))[0] == "expired"
    assert reckon(claim(modified=after(3)), [over], at=after(4)).word is Word.FRESH
    assert reckon(claim(), [Said(at=after(1), owner="th-poc", kind=Kind.OVER)], at=after(2)).word is Word.DISPUTED


def test_how_sure_its_author_is_is_no_age_and_a_note_changes_nothing():
    """Low confidence begins low and is not spent by it; notes are told and move nothing; what begins later is whole."""
    low = reckon(claim(confidence=15), (), at=BEGAN)
    assert (low.word, low.number) == (Word.FRESH, 15)
    noted = reckon(claim(), [Said(at=BEGAN, owner="th-poc", kind=Kind.NOTE)], at=after(9))
    assert (noted.word, noted.number) == (Word.FRESH, reckon(claim(), (), at=after(9)).number)
    assert "noted" in codes(noted)
    early = reckon(claim(valid_from=after(10)), (), at=after(1))
    assert (early.word, codes(early)[0]) == (Word.FRESH, "early")
    lying = reckon(claim(modified=after(400)), (), at=after(1))
    assert lying.left == 1
    assert reckon(claim(modified=after(400)), (), at=after(399)).left == 1


# ---------------------------------------------------------------- from objects


def heard(**told):
    """What an object says."""
    return list(said_of(told, owner="th-poc", came=after(5)))


def test_objects_of_the_standard_and_of_misp_are_heard():
    """Sightings, none of count 0; opinions of the scale; notes; MISP's expirations; nothing later than it came; rubbish is nothing."""
    (one,) = heard(type="sighting", sighting_of_ref="indicator--1", last_seen="2026-01-03T00:00:00Z", first_seen="2026-01-02T00:00:00Z")
    assert one == ("indicator--1", Said(at=after(2), owner="th-poc", kind=Kind.SEEN))
    assert heard(type="sighting", sighting_of_ref="indicator--1", last_seen="2030-01-03T00:00:00Z")[0][1].at == after(5)
    assert heard(type="sighting", sighting_of_ref="indicator--1", count=0) == []
    for kind, sort in (("0", Kind.SEEN), ("2", Kind.OVER)):
        misp = extension(sighting={"source": "", "type": kind})
        assert heard(type="sighting", sighting_of_ref="x", extensions=misp)[0][1].kind is sort
    refs = ["a", "b"]
    assert [said.weight for _, said in heard(type="opinion", opinion="strongly-disagree", object_refs=refs)] == [-2, -2]
    assert heard(type="note", content="x", object_refs=["a"])[0][1].kind is Kind.NOTE
    for rubbish in (
        {"type": "opinion", "opinion": "x", "object_refs": ["a"]},
        {"type": "opinion", "opinion": ["x"], "object_refs": ["a"]},
        {"type": "opinion", "opinion": "agree", "object_refs": 7},
        {"type": "sighting", "sighting_of_ref": ["a"]},
        {"type": "sighting", "sighting_of_ref": "a", "revoked": True},
        {"type": "tool"},
        {},
    ):
        assert heard(**rubbish) == []


def test_an_indicator_claims_what_its_bytes_say():
    """Moments, confidence, the types of its value; what is no number or no moment is not said; other things claim nothing."""
    told = {
        "type": "indicator",
        "pattern": "[url:value = 'https://a.example/']",
        "pattern_type": "stix",
        "valid_from": "2026-01-02T00:00:00Z",
    }
    found = claim_of(told | {"confidence": 40, "labels": ["phishing", 7]}, owner="xr-cert", came=BEGAN)
    assert (found.valid_from, found.modified, found.confidence, found.labels) == (after(1), BEGAN, 40, ("phishing",))
    assert "url" in found.types
    odd = claim_of({"type": "indicator", "pattern": 7, "valid_from": "soon", "confidence": 400, "valid_until": []}, owner="", came=BEGAN)
    assert (odd.valid_from, odd.confidence, odd.valid_until) == (BEGAN, None, None)
    assert claim_of({"type": "tool"}, owner="", came=BEGAN) is None
