"""How the databases find what pages show: by an index, in order, never by reading every request. A plan that is lost is found here."""

from datetime import timedelta

import pytest
from django.db import connection
from worlds.plans import explain, plans, read_to_the_end, take_counts

from comity.desk.reading.search import Query, parse_query, search
from comity.desk.reading.watch import watch
from comity.directory.officers import actor
from comity.records import search as records_search
from comity.records.models import Clock, Message, Request, SearchText, Unread
from comity.records.statements import run

pytestmark = pytest.mark.both_databases("plans")

ROWS = 400


@pytest.fixture
def full(world):
    """A few hundred requests of which one in ten waits, with the statistics that a database keeps of its tables."""
    first = world.receive()
    values = {field.attname: getattr(first, field.attname) for field in Request._meta.concrete_fields if field.attname != "id"}
    rows = Request.objects.bulk_create(
        Request(
            **values
            | {
                "reference": f"XR-2025-{number:06d}",
                "state": "delivered" if number % 10 == 0 else "refused",
                "due_at": world.at + timedelta(hours=number) if number % 10 == 0 else None,
                "holder_id": None if number % 3 else world.drafter.pk,
            }
        )
        for number in range(1, ROWS)
    )
    SearchText.objects.bulk_create(SearchText(request=row, words=f"lak number{row.pk}", tags="") for row in rows)
    Clock.objects.bulk_create(
        Clock(request=row, code="DECIDE", rule="", starts_at=world.at, due_at=row.due_at) for row in rows if row.due_at is not None
    )
    Unread.objects.bulk_create(Unread(officer=world.drafter, request=row) for row in rows[::20])
    take_counts()
    return world


def test_what_goes_by_the_short_road_is_looked_at_too(full):
    """A question that no index answers, as our own statements are sent and as Django's are."""
    short = plans(lambda: run("SELECT r.id FROM records_request r WHERE r.article = %s", ["40"]))
    long = plans(lambda: list(Request.objects.filter(article="40")))
    assert [read_to_the_end(*one) for one in (*short, *long)] == [["records_request"]] * 2


@pytest.mark.parametrize("asked", [{}, {"mine": True}, {"free": True}], ids=["all", "mine", "free"])
def test_the_queue_reads_no_table_to_its_end(full, asked):
    """Every question of the page, for everything, for what one holds and for what nobody holds."""
    found = plans(lambda: watch(full.drafter, by=actor(full.drafter, at=full.at), at=full.at, **asked))
    assert len(found) >= 10
    assert [(sql, table) for sql, plan in found for table in read_to_the_end(sql, plan)] == []


def test_the_nearest_deadlines_come_in_order_from_the_index(full):
    """26 of a million: a sort of all that wait would read them all, and a search for what has no clock would read every closed one."""
    found = plans(lambda: watch(full.drafter, by=actor(full.drafter, at=full.at), at=full.at))
    nearest = [plan for sql, plan in found if "UNION ALL" in sql]
    assert len(nearest) == 2  # with a clock, and without
    text = "\n".join(line for plan in nearest for line in plan)
    assert text.count("request_queue") >= 10
    assert "USE TEMP B-TREE" not in text
    assert "Sort" not in text


def test_what_belongs_to_one_request_is_found_by_an_index_that_is_there_anyway(full):
    """Its acts by their places, its clocks by when they are due: neither has an index of requests alone."""
    request = Request.objects.first()
    asked = {
        # Without an order: PostgreSQL reads a table of one act by its key, in the order that is wanted.
        "message_one_act_a_place": lambda: list(Message.objects.filter(request=request).order_by()),
        "clock_of_request": lambda: list(Clock.objects.filter(request=request, stopped_at__isnull=True)),
    }
    for index, deed in asked.items():
        ((_, plan),) = plans(deed)
        assert index in "\n".join(plan)


def test_a_list_is_read_from_its_end(full):
    """By the key, before a key: a deep page costs what the first does."""
    by = actor(full.drafter, at=full.at)
    found = plans(lambda: search(Query(), officer=full.drafter, by=by, at=full.at, before=200))
    plan = next(plan for sql, plan in found if 'FROM "records_request"' in sql and "LIMIT" in sql)
    text = "\n".join(plan)
    assert "USING INTEGER PRIMARY KEY (rowid<?)" in text or "records_request_pkey" in text
    assert "USE TEMP B-TREE" not in text


def test_a_search_asks_the_index_of_words(full):
    """FTS5 in its own order; GIN before anything else."""
    question = [[records_search.Term("lak")], [records_search.Term("number7", prefix=True)], [records_search.Term("s:refused")]]
    if connection.vendor == "sqlite":
        plan = explain(records_search.REQUESTS.match_sqlite, [records_search._fts5(question), 10**9, 100])
        assert len(plan) == 1
        assert plan[0].startswith("SCAN records_searchindex VIRTUAL TABLE INDEX")
        assert "TEMP B-TREE" not in plan[0]
        return
    plan = "\n".join(explain(records_search.REQUESTS.match, [records_search._tsquery(question), 10**9, 100]))
    assert "Bitmap Index Scan on search_doc" in plan


def test_both_ways_through_a_common_word_find_the_same(full, monkeypatch):
    """In one slice, everywhere, or slice by slice: the newest first, each once."""
    expected = sorted(SearchText.objects.filter(words__startswith="lak").values_list("pk", flat=True), reverse=True)
    for common in (20_000, 5):
        monkeypatch.setattr(records_search, "_COMMON", common)
        assert records_search.find_newest([[records_search.Term("lak")]], before=10**9, limit=1000) == expected
    some = records_search.find_newest([[records_search.Term("lak")]], before=expected[10], limit=7)
    assert some == expected[11:18]


def test_the_index_and_its_triggers_are_there(db):
    """A later migration that makes a table again on SQLite loses its triggers: repeat `make_index` of the migration that made them."""
    wanted = {"records_searchtext_tagged", "records_request_tagged"}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            wanted |= {f"records_{table}_{name}" for table in ("searchtext", "registertext") for name in ("added", "removed", "changed")}
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        assert wanted <= {name for (name,) in cursor.fetchall()}


def test_a_search_of_a_filter_alone_asks_the_index_too(full):
    """And shows only what fits."""
    found = search(parse_query({"state": "delivered"}), officer=full.drafter, by=actor(full.drafter, at=full.at), at=full.at)
    assert {row.request.state for row in found.rows} == {"delivered"}
    assert found.older is not None
