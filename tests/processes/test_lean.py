"""What a node loads without docstrings and columns behaves as what was written, and is never older than it."""

import os
import traceback
from pathlib import Path
from typing import Any

import compile_lean
import pytest

from comity.site import lean

WRITTEN = '''"""A module."""

from __future__ import annotations

from dataclasses import dataclass

TEXT = """not a docstring"""


@dataclass(frozen=True)
class Value:
    """A value."""

    number: int

    def doubled(self) -> int:
        """Say twice the number."""
        assert self.number >= 0, "never negative"
        return 2 * self.number


def nothing() -> None:
    """Say nothing."""


async def later() -> str:
    """Say it later."""
    return TEXT
'''


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A module whose lean form is kept."""
    monkeypatch.setattr(lean, "FOLDER", str(tmp_path / "lean"))
    path = tmp_path / "written.py"
    path.write_text(WRITTEN)
    compile_lean.keep(path)
    return path


def loaded(path: Path) -> dict[str, Any]:
    """Return what stands in the module as it is loaded."""
    code = lean.LeanLoader("written", str(path)).get_code("written")
    names: dict[str, Any] = {"__name__": __name__}  # where a dataclass looks for its module
    exec(code, names)
    return names


def test_docstrings_are_gone_and_all_else_stays(written: Path) -> None:
    """Values compare, assertions hold, and a traceback names the line that was written."""
    names = loaded(written)
    assert names.get("__doc__") is None
    assert [names["Value"].doubled.__doc__, names["nothing"].__doc__, names["later"].__doc__] == [None, None, None]
    assert names["Value"].__doc__ == "-"
    assert names["TEXT"] == "not a docstring"
    assert names["Value"](2) == names["Value"](2)
    assert names["Value"](2).doubled() == 4
    assert names["nothing"]() is None
    with pytest.raises(AssertionError, match="never negative") as raised:
        names["Value"](-1).doubled()
    last = traceback.extract_tb(raised.value.__traceback__)[-1]
    assert (last.filename, last.lineno) == (
        str(written),
        1 + WRITTEN.splitlines().index('        assert self.number >= 0, "never negative"'),
    )


@pytest.mark.parametrize("changed", ["text", "time", "interpreter"])
def test_what_changed_since_is_loaded_as_it_is_written(written: Path, changed: str) -> None:
    """Another size, another time, or another interpreter: the lean form is left aside, with all that it lacks."""
    if changed == "text":
        before = written.stat()
        written.write_text(WRITTEN.replace("2 *", "3  *"))
        os.utime(written, ns=(before.st_atime_ns, before.st_mtime_ns))
    elif changed == "time":
        os.utime(written, (0, 0))
    else:
        kept = Path(lean.kept_at(str(written)))
        kept.write_bytes(bytes([kept.read_bytes()[0] ^ 1]) + kept.read_bytes()[1:])
    names = loaded(written)
    assert names["nothing"].__doc__ == "Say nothing."
    assert names["Value"](2).doubled() == (6 if changed == "text" else 4)


def test_what_is_current_is_not_compiled_again(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And what was written for another Python has no lean form."""
    monkeypatch.setattr(compile_lean, "lean_form", lambda path: pytest.fail(f"{path} is current"))
    compile_lean.keep(written)
    monkeypatch.undo()
    other = written.with_name("other.py")
    other.write_text("print 'for an older Python'")
    compile_lean.keep(other)
    assert not Path(lean.kept_at(str(other))).exists()
