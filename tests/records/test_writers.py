"""One writer at a time, on either database: what two officers or two processes do at the same moment comes out in one order."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, close_old_connections, connection, transaction

from comity.desk.filters.actions import FilterNameTaken, save_filter
from comity.desk.reading.search import Query
from comity.directory.once import once
from comity.ledger.reference import tree_root
from comity.records import journal
from comity.records.models import JournalAct, SavedFilter, Submission
from comity.seal.keys import SigningKey

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases("two who write at once")]

TOGETHER = 4


def together(deed, count=TOGETHER):
    """Run `deed(number)` in as many threads, each with a connection of its own, as nearly at once as threads can; return what came."""
    ready = threading.Barrier(count)

    def run(number):
        try:
            connection.ensure_connection()
            ready.wait(20)
            return deed(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as threads:
        return [one.result() for one in [threads.submit(run, number) for number in range(count)]]


def test_the_log_is_one_chain_whoever_appends(world):
    """Every leaf has its place, and the head is the root over all of them."""
    key = SigningKey.generate().public.key_id

    def append(number):
        for step in range(5):
            with transaction.atomic():
                journal.append(journal.Entry(name="test.noted", actor="a", about="", facts={"n": number, "s": step}), at=world.at, key=key)

    together(append)
    rows = list(JournalAct.objects.order_by("index"))
    assert [row.index for row in rows] == list(range(5 * TOGETHER))
    assert journal.head().root.raw == tree_root([bytes(row.leaf_hash) for row in rows])


def test_a_form_acts_once_however_often_it_is_sent_at_once(world):
    """The second click waits for the first and gets its result; nothing is done twice and nobody sees a fault."""
    done = []

    def click(number):
        with transaction.atomic():
            return once("t", lambda: (done.append(number), f"r{number}")[1], officer=world.drafter, verb="test", at=world.at)

    found = together(click)
    assert len(done) == 1
    assert set(found) == {f"r{done[0]}"}
    assert Submission.objects.count() == 1


def test_two_officers_cannot_take_one_name(world):
    """One keeps it, the others are told."""

    def keep(number):
        try:
            save_filter("Ours", query=Query(q="x"), shared=True, by=world.drafter, at=world.at, token=f"t{number}")
        except FilterNameTaken:
            return "taken"
        return "kept"

    assert sorted(together(keep)) == ["kept", *["taken"] * (TOGETHER - 1)]
    assert SavedFilter.objects.count() == 1


def test_who_begins_second_waits_for_the_first(world):
    """From the first statement on, and reads what the first wrote; who only reads waits for nobody."""
    began, seen = threading.Event(), []

    def second():
        try:
            assert not Submission.objects.exists()  # a reader does not wait
            began.set()
            with transaction.atomic():
                seen.append(Submission.objects.count())
        finally:
            connection.close()

    waiting = threading.Thread(target=second)
    with transaction.atomic():
        Submission.objects.create(token="first", officer=world.drafter, verb="test", result="", at=world.at)
        waiting.start()
        assert began.wait(20)
        waiting.join(0.3)
        assert waiting.is_alive()
        assert seen == []
    waiting.join(20)
    assert seen == [1]


def test_who_waits_in_vain_can_go_on_afterwards(world, monkeypatch):
    """A write lock that does not come free is an error in the end, and the connection is as good as before."""

    def impatient():
        try:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA busy_timeout = 100" if connection.vendor == "sqlite" else "SET lock_timeout = '100ms'")
            with pytest.raises(OperationalError), transaction.atomic():
                pytest.fail("began beside another writer")
            assert connection.get_autocommit()
            failed.set()
            freed.wait(20)
            with transaction.atomic():
                Submission.objects.create(token="after", officer=world.drafter, verb="test", result="", at=world.at)
        finally:
            connection.close()

    failed, freed = threading.Event(), threading.Event()
    waiting = threading.Thread(target=impatient)
    with transaction.atomic():
        Submission.objects.create(token="first", officer=world.drafter, verb="test", result="", at=world.at)
        waiting.start()
        assert failed.wait(20)
    freed.set()
    waiting.join(20)
    assert set(Submission.objects.values_list("token", flat=True)) == {"first", "after"}


def test_a_connection_that_the_server_dropped_is_made_again(world):
    """After `close_old_connections`, as courier and web worker call it when something went wrong."""
    if connection.vendor == "sqlite":
        assert connection.is_usable()  # a file drops nobody
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    killer = connection.copy()
    with killer.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    killer.close()
    with pytest.raises(OperationalError):
        Submission.objects.count()
    close_old_connections()
    assert Submission.objects.count() == 0
