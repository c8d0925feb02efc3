import re
from datetime import date

import pytest
from samples_of_letters import VIET_NAM, letter

from comity.letters.letter import LANGUAGES
from comity.letters.parts import _states, lay_out
from comity.letters.wording import WORDS, print_day, print_number, say
from comity.terms.refusals import Malformed
from comity.terms.vocabulary import UnknownLanguage, Verified

PLACES = re.compile(r"%\(\w+\)s")


@pytest.mark.parametrize("name", WORDS)
def test_every_word_stands_in_every_language_with_the_same_places(name):
    """A letter never lacks a sentence in one of its languages."""
    assert set(WORDS[name]) == set(LANGUAGES)
    assert all(text.strip() for text in WORDS[name].values())
    assert len({tuple(sorted(PLACES.findall(text))) for text in WORDS[name].values()}) == 1


@pytest.mark.parametrize("part", ["request", "answer", "consultation", "views", "notice", "withdrawal", "something-new"])
def test_every_part_has_a_title_and_an_opening(part):
    """One that is not known yet gets the plain ones: a new kind has its letter from the first day."""
    for one in lay_out(letter(part=part)):
        assert one.title
        assert VIET_NAM.names[one.language] in one.opening


def test_how_well_a_text_was_checked_has_words_for_every_answer():
    """Also for the day when a further one is added."""
    assert {f"checked-{one.value}" for one in Verified} <= set(WORDS)


def test_days_and_numbers_are_written_as_the_language_writes_them():
    """Decree 30/2020 puts a zero before small days and before January and February only."""
    assert print_day(date(2026, 2, 5), "en") == "5 February 2026"
    assert print_day(date(2026, 2, 5), "vi") == "ngày 05 tháng 02 năm 2026"
    assert print_day(date(2026, 11, 28), "vi") == "ngày 28 tháng 11 năm 2026"
    assert print_day(date(2026, 3, 28), "vi") == "ngày 28 tháng 3 năm 2026"
    assert print_number(1_234_567, "en") == "1,234,567"
    assert print_number(1_234_567, "vi") == "1.234.567"
    assert print_number(7, "vi") == "7"


def test_states_cite_where_their_head_comes_from():
    """What stands over a letter is data with its source."""
    for held in _states().values():
        assert held["source"]
        assert held["verified"] in {one.value for one in Verified}
        assert set(held["lines"]) == set(LANGUAGES)


def test_a_draft_says_what_it_is_and_names_no_proof():
    """Only what was sent stands in a proof file."""
    for part in lay_out(letter(proof=None)):
        assert part.how == say("no-proof", part.language)
        assert not part.command
    for part in lay_out(letter()):
        assert part.command.startswith("comity verify VN-2026-000001.comity.zip --code ")


def test_a_letter_in_no_language_or_an_unknown_one_is_refused():
    """No words, no letter."""
    with pytest.raises(Malformed):
        letter(languages=())
    with pytest.raises(Malformed):
        letter(languages=("en", "en"))
    with pytest.raises(UnknownLanguage):
        letter(languages=("en", "fr"))
