"""Which tests both databases run, and the gate that holds it: PostgreSQL is sent every statement that SQLite is.

PostgreSQL runs the tests marked `both_databases`: those whose matter is what a database may say otherwise, which the mark says in words,
and as many more as together send every statement of ours that the others send. During a whole run on SQLite each worker notes the shapes
of the statements that our code sends in its tests, and not what a test asks or writes by itself; when a test without the mark sends one
that no marked test sends, the run fails and names both. Which tests are the cheapest that could be marked says `tools/cover.py`.
"""

import hashlib
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

MARK: Final = "both_databases"
TWIN: Final = "twin"
OWN: Final = "own_index"  # what SQLite alone has, and looks after with statements of its own: the index beside the rows of the search
UNHEARD: Final = "unheard"  # who sends statements at random, or with a fault that was planted: another day others
KEY: Final = "statements"
NAMED_BY: Final = "COMITY_STATEMENTS"  # the file for what each test sends and takes, for `tools/cover.py`
_OF_TRANSACTIONS: Final = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
_LISTS: Final = re.compile(r"(?:%s|\(%s(?:, %s)*\))(?:, (?:%s|\(%s(?:, %s)*\)))*(?: AS \w+(?: UNION ALL SELECT %s AS \w+)+)?")
_NUMBERS: Final = re.compile(r"\b\d+\b")
_REMEMBERED: Final = 20_000
_SHOWN: Final = 300

# Of one statement these are others: what is found to be locked, what the database refuses, and rows that PostgreSQL takes by COPY.
LOCKED: Final = "locks: "
REFUSED: Final = "{} for: "
COPIED: Final = "many rows: "


def shape_of(sql: str) -> str:
    """Return a statement without how many values it lists; empty where it only begins or ends something."""
    if sql.lstrip().startswith(_OF_TRANSACTIONS) or "SELECT * FROM" in sql:  # the latter is a test's own look at the rows
        return ""
    return _NUMBERS.sub("N", _LISTS.sub("…", sql))


def only_unmarked(sent: Iterator[dict[str, Any]] | list[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    """Return, by shape, test and statement, what no test of PostgreSQL's sends. `sent`: what each worker noted."""
    both: set[str] = set()
    unmarked: dict[str, tuple[str, str]] = {}
    for notes in sent:
        both.update(notes["both"])
        unmarked.update({shape: (test, sql) for shape, (test, sql) in notes["unmarked"].items()})
    return {shape: told for shape, told in sorted(unmarked.items()) if shape not in both}


def sent_by_us(root: Path) -> bool:
    """Tell whether our code is what sends a statement now, called by a test or not, and not the test itself."""
    ours, tests = (f"{root / folder}{os.sep}" for folder in ("src", "tests"))
    between = (__file__, f"{tests}conftest.py", f"{ours}comity/records/statements.py")  # who listens, and the short road itself
    frame: Any = sys._getframe(1)
    while frame is not None:
        file = frame.f_code.co_filename
        frame = frame.f_back
        if file in between:
            continue
        if file.startswith(ours) or file.endswith("django/test/client.py"):  # a page: what stands around its view sends too
            return True
        if file.startswith(tests):
            return False
    return False


def _seconds() -> float:
    """Return what this process and those that it waited for had of a processor."""
    return sum(os.times()[:4])


class Statements:
    """What the tests of one process send, as a plugin of its pytest; `paths` are those whose every statement PostgreSQL is to be sent."""

    def __init__(self, root: Path, paths: list[str]) -> None:
        """Note nothing yet."""
        self._root, self._paths = root, paths
        self._shapes: dict[str, str] = {}
        self._both: set[str] = set()
        self._unmarked: dict[str, tuple[str, str]] = {}
        self._test, self._kind = "", ""
        self._file = os.environ.get(NAMED_BY, "")
        self._sent: set[str] = set()
        self._by_test: dict[str, dict[str, Any]] = {}
        self._lent = 0.0
        self._gathered: list[dict[str, Any]] = []

    def noted(self) -> dict[str, Any]:
        """Return what was noted, in what may go from one process to another."""
        return {"both": sorted(self._both), "unmarked": self._unmarked, "tests": self._by_test}

    def _note(self, sql: object, form: str = "") -> None:
        if not self._kind:
            return
        text = f"{form}{sql}"
        shape = self._shapes.get(text)
        if shape is None:
            if len(self._shapes) > _REMEMBERED:
                self._shapes.clear()
            plain = shape_of(str(sql))
            shape = self._shapes[text] = plain and hashlib.blake2b(f"{form}{plain}".encode(), digest_size=12).hexdigest()
        known: Any = self._sent if self._file else self._both if self._kind == "both" else self._unmarked
        if not shape or shape in known or not sent_by_us(self._root):
            return
        self._sent.add(shape)
        if self._kind == "both":
            self._both.add(shape)
        else:
            self._unmarked.setdefault(shape, (self._test, text[:_SHOWN]))

    def _listening(self, method: Callable[..., Any]) -> Callable[..., Any]:
        from django.db import Error

        def listened(cursor: Any, sql: Any, params: Any = None) -> Any:
            self._note(sql)
            try:
                return method(cursor, sql, params)
            except Error as refused:
                self._note(sql, REFUSED.format(type(refused).__name__))
                raise

        return listened

    def pytest_sessionstart(self) -> None:
        """Listen to every cursor of this process, and to the short road beside them (`comity.records.statements`)."""
        from django.db.backends.utils import CursorWrapper
        from django.db.models.sql.compiler import SQLCompiler

        from comity.records import statements as short

        CursorWrapper.execute = self._listening(CursorWrapper.execute)
        CursorWrapper.executemany = self._listening(CursorWrapper.executemany)
        native, run_all, as_sql = short._native, short.run_all, SQLCompiler.as_sql

        def native_listened(sql: str, vendor: str) -> str:
            self._note(sql)
            return native(sql, vendor)

        def run_all_listened(sql: str, rows: Any) -> None:
            if len(rows) >= short.FEW:
                self._note(sql, COPIED)
            run_all(sql, rows)

        def as_sql_listened(compiler: Any, *args: Any, **options: Any) -> Any:
            compiled = as_sql(compiler, *args, **options)
            if compiler.query.select_for_update:  # SQLite's words do not say so
                self._note(compiled[0], LOCKED)
            return compiled

        short._native, short.run_all, SQLCompiler.as_sql = native_listened, run_all_listened, as_sql_listened

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Say whose statements follow: of a test of both databases, of one that is not, or of one that nobody asks about."""
        path = item.path.relative_to(self._root).as_posix()
        marked = item.get_closest_marker(MARK)
        both = marked is not None or item.get_closest_marker(TWIN) is not None
        held = both or any(path == one or path.startswith(f"{one}/") for one in self._paths)
        drawn = getattr(getattr(item, "function", None), "is_hypothesis_test", False)
        passed_over = drawn or item.get_closest_marker(OWN) or item.get_closest_marker(UNHEARD)
        self._test, self._kind = item.nodeid, ("both" if both else "unmarked") if held and not passed_over else ""
        self._sent, self._lent, began = set(), 0.0, _seconds()
        try:
            return (yield)
        finally:
            self._kind = ""
            if self._file and self._sent:
                why = " ".join(map(str, marked.args)) if marked else "twin" if both else ""
                seconds = round(_seconds() - began - self._lent, 3)
                self._by_test[item.nodeid] = {"both": both, "why": why, "seconds": seconds, "sent": sorted(self._sent)}

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[Any]:
        """Pass over what a test only happens to be the first to ask for: tables are migrated in a fixture of the session's."""
        if fixturedef.scope == "function":
            return (yield)
        kind, began = self._kind, _seconds()
        self._kind = ""
        try:
            return (yield)
        finally:
            self._kind = kind
            self._lent += _seconds() - began if kind else 0.0

    @staticmethod
    def _say(session: pytest.Session, line: str) -> None:
        session.config.get_terminal_writer().line(f"\n{line}", red=True)
        if failures := session.config.pluginmanager.get_plugin("failures"):
            failures.tell(line)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Gather what a worker noted."""
        self._gathered.append(getattr(node, "workeroutput", {}).get(KEY, {"both": [], "unmarked": {}, "tests": {}}))

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Iterator[None]:
        """Hand over what this worker noted; in the process that began the run, look at all of it."""
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output[KEY] = self.noted()
            return (yield)
        everything = [*self._gathered, self.noted()]
        left = only_unmarked(everything)
        for test, sql in left.values():
            self._say(session, f"one database is not enough: mark {test} `{MARK}`, or another that sends what it sends: {sql}")
        if left and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        if self._file:
            noted = {test: told for notes in everything for test, told in notes["tests"].items()}
            Path(self._file).write_text(json.dumps(noted), encoding="utf-8")
        return (yield)
