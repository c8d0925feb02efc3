"""What `make fuzz` does for hours, for seconds: the same inputs each time, over all parsers in one process."""

import importlib.util
import os
from pathlib import Path

import pytest
from parsers_of_strangers import TARGETS, agreeing, printed_again, refusing
from play_fuzz import fuzz

from comity.terms.refusals import Malformed

RUNS = 6_000


@pytest.mark.parametrize("name", TARGETS)
def test_no_sample_is_a_find(name):
    """Every good and bad vector is read, refused, and printed again, as it must be."""
    samples = list(TARGETS[name].samples())
    assert samples
    for data in samples:
        TARGETS[name].read(data)


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris has wheels for Linux on x86-64 alone")
def test_nothing_is_found_in_seconds(tmp_path: Path, root: Path, monkeypatch):
    """Guided by coverage from the vectors on; the seed is fixed, so that a run says of the code what the one before would have said."""
    folders = ("tools", "tests", "tests/fuzzing", "tests/wire/misp", "tests/wire/stix")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(str(root / one) for one in folders))
    monkeypatch.setenv("PYTHONHASHSEED", "0")
    came = fuzz("all", corpus=tmp_path / "corpus", finds=tmp_path / "finds", flags=[f"-runs={RUNS}", "-seed=1", "-max_len=8192"])
    assert (came["status"], came["found"]) == (0, []), came["said"]
    assert came["runs"] >= RUNS
    assert came["covered"] > 1_000


def test_what_must_hold_can_fail():
    """A parser that prints otherwise, one that two verifiers see differently, and one that breaks, are finds."""

    def broken(data: bytes) -> bytes:
        return data[:1] + bytes([data[5]])

    with pytest.raises(AssertionError):
        printed_again(bytes, lambda found: found + b"x")(b"a")
    with pytest.raises(IndexError):
        refusing(broken)(b"abc")

    def refuse(data: bytes) -> None:
        raise Malformed("sample", "never good")

    refusing(refuse)(b"abc")
    with pytest.raises(AssertionError):
        agreeing(refuse, lambda _, data: data, refusing(refuse))(b"")
