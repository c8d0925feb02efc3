"""How the database answers what a page asks: each question with its plan, and whether a step reads a large table to its end."""

import contextlib
import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from django.db import connection

from comity.records import statements

LARGE: Final = (
    *("records_request", "records_clock", "records_message", "records_unread", "records_searchtext", "records_searchindex"),
    *("records_meeting", "records_meetingcountry", "records_participation", "records_statement", "records_commitment", "records_verdict"),
    *("records_registeractor", "records_actorname", "records_registertext", "records_registerindex", "records_commitmentmove"),
    *("records_course", "records_courseseats", "records_nomination", "records_plan", "records_plantask", "records_taskreport"),
    *("records_delegation", "records_delegationmember", "records_delegationchore", "records_pressline", "records_presswords"),
    *("records_meetingpaper", "records_meetingcount", "records_seatreply"),
    *("records_mechanismrow", "records_assistance", "records_assistancematch", "records_treatyact", "records_recurrence"),
    *(
        "records_stixobject",
        "records_stixplace",
        "records_inteltombstone",
        "records_intelstatus",
        "records_intelawaited",
        "records_intelfeedresult",
        "records_intelposting",
        "records_intelterm",
        "records_intellisted",
    ),
    *("records_threatwarning", "records_warningissue", "records_warningdelivery", "records_warningline", "records_warningcode"),
    *("records_risklevel", "records_indicatorreading", "records_figure", "records_seriespoint", "records_eventcode", "records_requestcode"),
    *("records_journalact", "records_draft", "records_draftcontent", "records_draftbody", "records_outbox", "records_outboxbytes"),
    *("records_inbox", "records_material", "records_disposal"),
    *("records_evidenceitem", "records_custodystep", "records_custodyoffer", "records_withholding"),
)
WHOLE: Final = {"report": "a year is counted, once a year, by who publishes it"}
_NAMED: Final = re.compile(r'(?:FROM|JOIN)\s+"?(records_\w+)"?(?:\s+AS\s+"?(\w+)"?|\s+"?([A-Za-z]\d*\b|part)"?)?')


def plans(deed: Callable[[], object]) -> list[tuple[str, list[str]]]:
    """Do `deed`, and return each of its questions with the database's plan for it."""
    return [(sql, explain(sql, params)) for sql, params in questions(deed)]


def questions(deed: Callable[[], object]) -> list[tuple[str, Any]]:
    """Do `deed`, and return what it asked the database, with what was put into each question."""
    return [(sql, params) for sql, params in _sent(deed) if sql.lstrip().startswith("SELECT")]


def sent(deed: Callable[[], object]) -> list[str]:
    """Do `deed`, and return every statement that it sent."""
    return [sql for sql, _ in _sent(deed)]


def _sent(deed: Callable[[], object]) -> list[tuple[str, Any]]:
    """Listen on both roads to the database, Django's and the short one."""
    asked: list[tuple[str, Any]] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep), _on_the_short_road(lambda sql, values: asked.append((sql, values))):
        deed()
    return asked


class _Heard:
    """What stands for an object of a driver, or of Django, and tells of each statement that goes through it."""

    def __init__(self, real: Any, tell: Callable[[str, Any], None]) -> None:
        """Stand for `real`."""
        self._real, self._tell = real, tell

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._real, name)
        return _Heard(found, self._tell) if name == "connection" and found is not None else found

    def direct_cursor(self) -> Any:
        """Return PostgreSQL's own cursor, as `comity.records.statements` asks for it."""
        return _Heard(self._real.direct_cursor(), self._tell)

    def execute(self, sql: str, values: Any = (), **options: Any) -> Any:
        """Tell of a statement, and send it."""
        self._tell(sql, values)
        return self._real.execute(sql, values, **options)


@contextlib.contextmanager
def _on_the_short_road(tell: Callable[[str, Any], None]) -> Iterator[None]:
    """Hear what `comity.records.statements` sends past Django's cursors, as it is written, with `%s`."""
    written: dict[str, str] = {}
    native, own_connection = statements._native, statements.own_connection

    def noted(sql: str, vendor: str) -> str:
        as_sent = native(sql, vendor)
        written[as_sent] = sql
        return as_sent

    statements._native = noted
    statements.own_connection = lambda: _Heard(own_connection(), lambda sql, values: tell(written.get(sql, sql), values))
    try:
        yield
    finally:
        statements._native, statements.own_connection = native, own_connection


class ReadingToTheEnd:
    """Which pages read a large table to its end, and by which questions."""

    def __init__(self) -> None:
        """None was drawn yet."""
        self.found: dict[str, set[str]] = {}
        self._read: dict[tuple[str, ...], list[str]] = {}

    def draw(self, page: str, deed: Callable[[], Any]) -> Any:
        """Draw one by `deed`, and look at each of its questions; return what `deed` does."""
        drawn: list[Any] = []
        for sql, params in questions(lambda: drawn.append(deed())):
            if page in WHOLE:
                continue
            # Of what is put into a question, patterns alone have a say in whether an index can answer it.
            question = (sql, *(one for one in params or () if isinstance(one, str) and "%" in one))
            if question not in self._read:
                self._read[question] = read_to_the_end(sql, explain(sql, params))
            for table in self._read[question]:
                self.found.setdefault(f"{page}: {table}", set()).add(sql)
        return drawn[0]


def take_counts() -> None:
    """Let PostgreSQL count what is in our tables, as it does by itself from time to time; a node on SQLite never does."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            ours = sorted(name for name in connection.introspection.table_names(cursor) if name.startswith("records_"))
            cursor.execute(f"ANALYZE {', '.join(ours)}")  # without names it would look through the system's own too, for seconds


def explain(sql: str, params: Any) -> list[str]:
    """Return the plan, as lines of text; PostgreSQL is asked how it would do without reading whole tables, which small ones invite to."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            return [row[3] for row in cursor.fetchall()]
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}", params)
        return [row[0].strip() for row in cursor.fetchall()]


def read_to_the_end(sql: str, plan: list[str]) -> list[str]:
    """Return the large tables that an answer reads from end to end without an index, under whatever name the question has them.

    The last so many of everything, or of the materials of other States and of the journal's acts, which nearly all may be seen, are read
    from the end of the table, by its key, until there are enough.
    """
    from_the_end = "WHERE" not in sql or 'FROM "records_material"' in sql or 'FROM "records_journalact"' in sql
    if "LIMIT" in sql and from_the_end and not any("TEMP B-TREE" in line for line in plan):
        return []
    names = {named or alias or table: table for table, named, alias in _NAMED.findall(sql)}
    step = re.compile(r"^SCAN (\w+)$" if connection.vendor == "sqlite" else r"Seq Scan on (\w+)")
    found = (names.get(seen[1], seen[1]) for line in plan if (seen := step.search(line)))
    return [table for table in found if table in LARGE]
