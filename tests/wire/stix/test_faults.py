"""Every fault has its sentence and fills it: codes and facts in the sources are those of the catalogue, and none is left over."""

import ast
import re
from pathlib import Path

import pytest

from comity.wire.stix.faults import SENTENCES, Fault

SOURCES = Path(__file__).parents[3] / "src" / "comity" / "wire" / "stix"
# Functions that take a code, at which place it stands among their arguments, and the facts that they add themselves.
TAKE = {
    "fault": (1, set()),
    "hint": (1, set()),
    "refusal": (1, set()),
    "refuse": (0, {"line", "column", "found"}),
    "Fault": (1, None),
}


def used():
    """Yield code and names of facts of each place that makes a fault; None where they are not written out."""
    for path in sorted(SOURCES.rglob("*.py")):
        for call in (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            place, added = TAKE.get(name, (0, None))
            if name not in TAKE or len(call.args) <= place or not isinstance(call.args[place], ast.Constant):
                continue
            named = {word.arg for word in call.keywords}
            yield call.args[place].value, (None if added is None or None in named else named | added)


def test_each_place_fills_its_sentence():
    """A sentence with a hole would be shown to an officer with a hole."""
    seen = 0
    for code, facts in used():
        wanted = set(re.findall(r"%\((\w+)\)s", SENTENCES[code]))
        seen += 1
        assert facts is None or wanted <= facts, code
    assert seen > 100


def test_no_sentence_is_left_over():
    """What nobody says is taken out; codes that stand in a call's other places are looked for as text."""
    text = "".join(path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py") if path.name != "faults.py")
    assert [code for code in SENTENCES if f'"{code}"' not in text] == []


@pytest.mark.parametrize("code", SENTENCES)
def test_a_fault_is_one_line_in_words(code):
    """With its place before it, as a TAXII status shows it."""
    fault = Fault("name", code, dict.fromkeys(re.findall(r"%\((\w+)\)s", SENTENCES[code]), "x"))
    assert str(fault) == f"name: {fault.words}"
    assert "%" not in fault.words
    assert fault.words.endswith(".")
