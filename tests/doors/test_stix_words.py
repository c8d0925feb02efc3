"""A fault of STIX is told in the reader's language, whole: nothing in it stays English but what stood in the object."""

import click
import pytest
from django.utils.translation import override

from comity.doors.cli.voice import say_refusal, speak
from comity.doors.web.views.refusing import sentence_of
from comity.wire.stix import BadStix, parse_pattern, read_head

FAULTY = {
    "ở đây phải là một hằng số": lambda: parse_pattern("[domain-name:value = example.org]"),
    "Thiếu thuộc tính id": lambda: read_head(b'{"type":"tool"}'),
}


@pytest.mark.parametrize(("words", "read"), FAULTY.items())
def test_no_english_is_left_in_a_vietnamese_refusal(words, read):
    """On a page and in the terminal."""
    with pytest.raises(BadStix) as told:
        read()
    with override("vi"):
        shown = sentence_of(told.value)
    assert words in shown
    assert "expected" not in shown
    assert "missing" not in shown
    with click.Context(click.Command("read")):
        speak("vi")
        assert say_refusal(told.value) == shown
