"""What is missing or wrong in what a person typed is named in the reader's language: no word of the rooms below stands in a sentence."""

import ast
from pathlib import Path

import pytest
from django.utils.translation import override

import comity
from comity.desk.remedies.refusals import QuestionIncomplete
from comity.doors.web.views.refusing import sentence_of
from comity.evidence.words import CAPS
from comity.register.importing.actions import _WIDTHS
from comity.register.refusals import NotOfItsList

# The rooms that read what is typed into forms, and how they say what a part is called.
ROOMS = ("desk", "evidence", "picture", "register")
READERS = {"ClaimWrong", "FreeText.parse", "NotOfItsList", "QuestionIncomplete", "number_of", "said", "titles_of"}


def named():
    """Yield every code that stands in the sources as the name of a part, and those that stand in tables of the rooms."""
    for room in ROOMS:
        for file in (Path(comity.__file__).parent / room).rglob("*.py"):
            calls = (node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call))
            words = (word for call in calls if ast.unparse(call.func) in READERS for word in call.keywords if word.arg == "what")
            yield from (word.value.value for word in words if isinstance(word.value, ast.Constant))
    yield from (*CAPS, *_WIDTHS, "owner", "focal", "indicator")
    yield from ("remedy-way", "remedy-asker", "remedy-asked", "remedy-decision", "claim-relation", "claim-stand", "claim-confidence")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_part_that_can_be_missing_has_a_name(language):
    """By its word, or by the title of its list."""
    codes = set(named())
    assert {"reason", "references", "remedy-way", "seats"} <= codes
    with override(language):
        shown = {code: sentence_of(NotOfItsList(what=code, said="-")) for code in codes}
        bare = sentence_of(NotOfItsList(what="zzzz", said="-"))
    assert [code for code in sorted(codes) if shown[code] == bare.replace("zzzz", code)] == []


def test_what_a_question_lacks_is_told_in_words():
    """Nothing of the form's own names."""
    with override("en"):
        told = sentence_of(QuestionIncomplete(what="references"))
    assert told == "The question of a person cannot be kept: the number of the case that it concerns is missing or not on the list."
