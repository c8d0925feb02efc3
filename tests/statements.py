"""Which tests one database is enough for, and the gate that holds it: the other one is sent every statement that they send.

A test marked `one_database` is not run on PostgreSQL: the statements that it sends are sent by tests that are, and what it proves beside
them (a table of states, a printed page, a size) is no matter of a database. During a whole run on SQLite each worker notes the shapes of
the statements that its tests send; when a marked test sends one that no test of PostgreSQL's sends, the run fails and names both.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

MARK: Final = "one_database"
TWIN: Final = "twin"
OWN: Final = "own_index"  # what SQLite alone has, and looks after with statements of its own: the index beside the rows of the search
KEY: Final = "statements"
_OF_TRANSACTIONS: Final = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
_LISTS: Final = re.compile(r"(%s|\(%s(?:, %s)*\))(?:, (?:%s|\(%s(?:, %s)*\)))+")
_NUMBERS: Final = re.compile(r"\b\d+\b")
_REMEMBERED: Final = 20_000
_SHOWN: Final = 300


def shape_of(sql: str) -> str:
    """Return a statement without how many values it lists; empty where it only begins or ends something."""
    if sql.lstrip().startswith(_OF_TRANSACTIONS) or "SELECT * FROM" in sql:  # the latter is a test's own look at the rows
        return ""
    return _NUMBERS.sub("N", _LISTS.sub("%s, …", sql))


def only_marked(sent: Iterator[dict[str, Any]] | list[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    """Return, by shape, marked test and statement, what no test of PostgreSQL's sends. `sent`: what each worker noted."""
    both: set[str] = set()
    marked: dict[str, tuple[str, str]] = {}
    for notes in sent:
        both.update(notes["both"])
        marked.update({shape: (test, sql) for shape, (test, sql) in notes["marked"].items()})
    return {shape: told for shape, told in sorted(marked.items()) if shape not in both}


class Statements:
    """What the tests of one process send, as a plugin of its pytest; `paths` are those that run on PostgreSQL."""

    def __init__(self, root: Path, paths: list[str]) -> None:
        """Note nothing yet."""
        self._root, self._paths = root, [path for path in paths if "::" not in path]
        self._shapes: dict[str, str] = {}
        self._both: set[str] = set()
        self._marked: dict[str, tuple[str, str]] = {}
        self._test, self._kind = "", ""
        self._gathered: list[dict[str, Any]] = []

    def noted(self) -> dict[str, Any]:
        """Return what was noted, in what may go from one process to another."""
        return {"both": sorted(self._both), "marked": self._marked}

    def _note(self, sql: object) -> None:
        if not self._kind:
            return
        text = str(sql)
        shape = self._shapes.get(text)
        if shape is None:
            if len(self._shapes) > _REMEMBERED:
                self._shapes.clear()
            plain = shape_of(text)
            shape = self._shapes[text] = plain and hashlib.blake2b(plain.encode(), digest_size=12).hexdigest()
        if not shape:
            return
        if self._kind == "both":
            self._both.add(shape)
        else:
            self._marked.setdefault(shape, (self._test, text[:_SHOWN]))

    def _listening(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def listened(cursor: Any, sql: Any, params: Any = None) -> Any:
            self._note(sql)
            return method(cursor, sql, params)

        return listened

    def pytest_sessionstart(self) -> None:
        """Listen to every cursor of this process."""
        from django.db.backends.utils import CursorWrapper

        CursorWrapper.execute = self._listening(CursorWrapper.execute)
        CursorWrapper.executemany = self._listening(CursorWrapper.executemany)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Say whose statements follow: of a test of both databases, of a marked one, or of one that PostgreSQL and no twin there sees."""
        path = item.path.relative_to(self._root).as_posix()
        twin = item.get_closest_marker(TWIN)
        held = twin is not None or any(path == one or path.startswith(f"{one}/") for one in self._paths)
        own = item.get_closest_marker(OWN) is not None
        self._test, self._kind = item.nodeid, ("marked" if item.get_closest_marker(MARK) else "both") if held and not own else ""
        try:
            return (yield)
        finally:
            self._kind = ""

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[Any]:
        """Pass over what a test only happens to be the first to ask for: tables are migrated in a fixture of the session's."""
        kind = self._kind
        if fixturedef.scope != "function":
            self._kind = ""
        try:
            return (yield)
        finally:
            self._kind = kind

    @staticmethod
    def _say(session: pytest.Session, line: str) -> None:
        session.config.get_terminal_writer().line(f"\n{line}", red=True)
        if failures := session.config.pluginmanager.get_plugin("failures"):
            failures.tell(line)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Gather what a worker noted."""
        self._gathered.append(getattr(node, "workeroutput", {}).get(KEY, {"both": [], "marked": {}}))

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Iterator[None]:
        """Hand over what this worker noted; in the process that began the run, look at all of it."""
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output[KEY] = self.noted()
            return (yield)
        left = only_marked([*self._gathered, self.noted()])
        for test, sql in left.values():
            self._say(session, f"one database is not enough: PostgreSQL is never sent what {test} sends: {sql}")
        if left and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        return (yield)
