"""What keeps the tests cheap takes nothing away unseen: shares of examples, tests that both databases run, twins."""

import inspect
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import cover
import pytest
import statements
from _pytest.assertion.rewrite import PYC_TAIL, _read_pyc, get_cache_dir
from eachof import each_of
from hypothesis import given, settings
from hypothesis import strategies as st
from rewritten import write_a_share
from shares import LEAST, SHARE

DRAWN: list[int] = []
_OF_MAKE = {"MAKEFLAGS", "ARGS", "WORKERS"}  # what `make test ARGS=tests/architecture` hands on to those that it starts


@settings(max_examples=200, deadline=None)
@given(number=st.integers())
def test_of_many_examples_a_share_is_drawn(number):
    """Counted below."""
    DRAWN.append(number)


def test_as_many_as_are_to_be_drawn_were_drawn():
    """Two in five, or all of them where all are asked for; a share that hypothesis no longer heeds is found here."""
    assert (1.0 if os.environ.get("COMITY_EXAMPLES") == "all" else 0.4) == SHARE
    assert len(DRAWN) == max(LEAST, int(200 * SHARE))


def test_a_statement_that_the_second_database_is_never_sent_is_named(monkeypatch: pytest.MonkeyPatch):
    """By the test that sends it; how many values it lists, and numbers in it, are the same statement; that it is refused is another."""
    monkeypatch.setattr(statements, "sent_by_us", lambda _: True)
    notes = statements.Statements(statements.Path("/"), [])
    for kind, test, sql, form in (
        ("both", "one", "SELECT a FROM t WHERE id IN (%s, %s) LIMIT 21", ""),
        ("both", "one", "INSERT INTO t (a, b) VALUES (%s, %s)", ""),
        ("unmarked", "two", "SELECT a FROM t WHERE id IN (%s, %s, %s, %s) LIMIT 5", ""),
        ("unmarked", "two", "SELECT a FROM t WHERE id IN (%s) LIMIT 5", ""),
        ("unmarked", "two", "INSERT INTO t (a, b) VALUES (%s, %s), (%s, %s)", ""),
        ("unmarked", "two", 'SAVEPOINT "x1"', ""),
        ("unmarked", "three", "SELECT b FROM t", ""),
        ("unmarked", "four", "INSERT INTO t (a, b) VALUES (%s, %s)", statements.REFUSED.format("IntegrityError")),
        ("unmarked", "five", "SELECT a FROM t WHERE id IN (%s, %s) LIMIT 21", statements.LOCKED),
        ("", "of a page", "SELECT c FROM t", ""),
    ):
        notes._kind, notes._test = kind, test
        notes._note(sql, form)
    left = statements.only_unmarked([notes.noted(), {"both": [], "unmarked": {}}])
    assert sorted(left.values()) == [
        ("five", "locks: SELECT a FROM t WHERE id IN (%s, %s) LIMIT 21"),
        ("four", "IntegrityError for: INSERT INTO t (a, b) VALUES (%s, %s)"),
        ("three", "SELECT b FROM t"),
    ]
    assert statements.only_unmarked([notes.noted(), {"both": list(left), "unmarked": {}}]) == {}


def test_what_a_test_asks_by_itself_is_no_statement_of_ours(root: Path):
    """Ours is what our code sends, and what stands around a page; whoever calls it."""
    here = "from statements import sent_by_us\nsaid = sent_by_us(root)"
    for file, ours in (("src/comity/desk/one.py", True), ("tests/desk/test_one.py", False), (".venv/django/test/client.py", True)):
        words: dict[str, object] = {"root": root}
        exec(compile(here, str(root / file), "exec"), words)
        assert words["said"] is ours, file


def test_the_cheapest_tests_that_send_everything():
    """Few seconds, none that the others make needless, and nothing that only one sends is left out."""
    sends = {"dear": {"a", "b", "c"}, "cheap": {"a", "b"}, "only": {"c", "d"}, "needless": {"a"}}
    costs = {"dear": 9.0, "cheap": 1.0, "only": 2.0, "needless": 0.1}
    assert cover.cheapest(costs, sends, wanted={"a", "b", "c", "d"}) == ["cheap", "only"]
    assert cover.cheapest(costs, sends, wanted=set()) == []
    told = cover.by_function(
        {"t.py::one[a]": {"both": True, "why": "", "seconds": 1, "sent": ["x"]}}
        | {"t.py::one[b]": {"both": False, "why": "order", "seconds": 2, "sent": ["y"]}}
    )
    assert told == {"t.py::one": {"both": True, "why": "order", "seconds": 3.0, "sent": {"x", "y"}}}


def test_of_twins_each_database_has_one(root: Path):
    """As many on SQLite as on PostgreSQL, where each of them runs: what is left out on one database is proved there by the other twin."""
    found: dict[str, list[str]] = {"sqlite": [], "postgresql": []}
    for file in (root / "tests").rglob("test_*.py"):
        for database in re.findall(r'^@pytest\.mark\.twin\("(\w+)"\)', file.read_text(encoding="utf-8"), re.MULTILINE):
            found[database].append(file.relative_to(root).as_posix())
    assert len(found["sqlite"]) == len(found["postgresql"]) > 0
    without = {name: value for name, value in os.environ.items() if name not in _OF_MAKE}  # which `make` may have begun this run with
    said = subprocess.run(["make", "-n", "test-postgresql"], cwd=root, env=without, capture_output=True, text=True, check=True).stdout
    marked = {
        file.relative_to(root).as_posix()
        for file in (root / "tests").rglob("test_*.py")
        if f"pytest.mark.{statements.MARK}" in file.read_text(encoding="utf-8")
    }
    assert {word for word in said.split() if word.startswith("tests/") and word.endswith(".py")} == marked | set(found["postgresql"])


def test_of_files_that_nobody_rewrote_each_is_written_once(pytestconfig: pytest.Config, tmp_path: Path):
    """What one worker wrote the other passes over, and pytest takes it; what is changed is written anew."""
    files = [tmp_path / f"test_{name}.py" for name in "abc"]
    for file in files:
        file.write_text("def test_it():\n    assert 1 + 1 == 2\n", encoding="utf-8")
    assert [write_a_share(pytestconfig, tmp_path, worker=worker, of=2) for worker in (1, 0)] == [3, 0]
    for file in files:
        code = _read_pyc(file, get_cache_dir(file) / f"{file.stem}{PYC_TAIL}")
        assert code is not None
        assert "@pytest_ar" in code.co_names
    files[0].write_text("def test_it():\n    assert 1 + 1 == 3\n", encoding="utf-8")
    assert write_a_share(pytestconfig, tmp_path, worker=0, of=2) == 1


def test_a_table_tells_each_row_that_fails_and_looks_at_the_others():
    """With the row beside what went wrong; the rest of what a test asks for is asked for still."""
    seen = []

    @each_of("number", [1, 2, 3, 4])
    @each_of("word, length", [("a", 1), ("bb", 2)])
    def looked(root, number, word, length):
        """Look."""
        seen.append((root, number, word))
        assert number < 3
        assert len(word) == length

    assert list(inspect.signature(looked).parameters) == ["root"]
    with pytest.raises(ExceptionGroup) as told:
        looked(root="here")
    assert [one.__notes__ for one in told.value.exceptions] == [["row: (3,)"], ["row: (4,)"]]
    assert seen == [("here", number, word) for number in (1, 2, 3, 4) for word in ("a", "bb")]
    with pytest.raises(AssertionError):
        each_of("root", [])(lambda root: root)()


BESIDE = (sys.executable, "tools/beside.py")


@each_of("first, second, wanted", [(0, 0, 0), (3, 0, 3), (0, 4, 4), (3, 4, 3)])
def test_what_runs_beside_fails_with_what_it_runs_beside(root: Path, first: int, second: int, wanted: int):
    """The status is that of the one that failed, the first's before the second's; the second's words come last."""
    one, other = ([sys.executable, "-c", f"print({status}); exit({status})"] for status in (first, second))
    said = subprocess.run([*BESIDE, *one, "--", *other], cwd=root, capture_output=True, text=True, check=False)
    assert (said.stdout.split(), said.returncode) == ([str(first), str(second)], wanted)


# Ends in order when it is interrupted, which takes it a moment: longer than `subprocess.run` would leave it. The signal may come before
# `print` is out of what it does, and nothing may print inside of that.
IN_ORDER = """
import os, signal, time
signal.signal(signal.SIGINT, lambda *_: (time.sleep(0.4), os.write(1, b"ended\\n"), exit(5)))
print("up", flush=True)
signal.pause()
"""


def test_who_is_interrupted_waits_until_both_have_ended(root: Path):
    """Ctrl-C reaches both, and what they do in the end is waited for."""
    words = [*BESIDE, sys.executable, "-c", IN_ORDER, "--", sys.executable, "-c", IN_ORDER]
    with subprocess.Popen(words, cwd=root, stdout=subprocess.PIPE, text=True, start_new_session=True) as both:
        assert both.stdout is not None
        assert both.stdout.readline() == "up\n"
        os.killpg(both.pid, signal.SIGINT)
        assert both.stdout.readline() == "ended\n"
        both.stdout.read()
        assert both.wait() == 5
