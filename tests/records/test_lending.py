"""A thread has a connection while it answers, alone; whoever comes next meets the one that was used last."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from comity.records import lending
from comity.records.statements import own_connection


@pytest.fixture(autouse=True)
def _nothing_idle(monkeypatch):
    """Begin with no connection that another test made; none is opened here."""
    monkeypatch.setattr(lending, "_IDLE", [])


def lent():
    """Say which connection this thread was lent."""
    with lending.lent_connection():
        return connections["default"]


def in_another_thread(deed):
    """Have a thread that no other test knows do it."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(deed).result()


def test_threads_that_come_one_after_the_other_meet_the_same():
    """Eight threads, one connection: who asks alone pays once."""
    assert len({id(in_another_thread(lent)) for _ in range(8)}) == 1


def test_threads_that_answer_at_once_have_one_each():
    """Nobody uses what another uses."""
    inside = threading.Barrier(4)

    def wait():
        with lending.lent_connection():
            inside.wait(10)
            return connections["default"]

    with ThreadPoolExecutor(4) as pool:
        assert len({id(one.result()) for one in [pool.submit(wait) for _ in range(4)]}) == 4
    last = lending._IDLE[-1]
    assert in_another_thread(lent) is last


def test_any_thread_may_use_what_it_was_lent():
    """Django refuses a connection that another thread made, unless it is told."""
    in_another_thread(lent)

    def use():
        with lending.lent_connection():
            connections["default"].validate_thread_sharing()

    in_another_thread(use)


def test_a_thread_gives_back_what_it_was_lent():
    """Also when the answer fails: afterwards the thread has none, and the next takes it."""
    first = []

    @lending.lent_connection()
    def fail():
        first.append(connections["default"])
        raise TimeoutError

    def answer():
        with pytest.raises(TimeoutError):
            fail()
        return connections.all(initialized_only=True)

    assert in_another_thread(answer) == []
    assert [in_another_thread(lent)] == first


def test_a_thread_that_has_one_keeps_it():
    """What was begun on a connection goes on there."""

    def twice():
        with lending.lent_connection():
            outer = connections["default"]
            return outer is lent(), connections["default"] is outer

    assert in_another_thread(twice) == (True, True)


def test_a_thread_that_only_asked_about_its_own_has_none():
    """A module that asks which database there is has opened nothing: what is drawn for all is drawn on a connection that is lent on."""

    def ask_first():
        assert connections["default"].vendor
        return lent()

    assert in_another_thread(ask_first) is in_another_thread(lent)


def test_a_transaction_that_nobody_ended_is_lent_to_nobody():
    """The next one would write into it."""

    def leave_open():
        with lending.lent_connection():
            connections["default"].in_atomic_block = True
            return connections["default"]

    left = in_another_thread(leave_open)
    assert in_another_thread(lent) is not left


def test_the_short_road_finds_the_connection_that_django_finds():
    """Before a thread has one, once it has, after another took its place, and where an event loop runs, in which Django keeps others."""

    async def inside():
        return own_connection() is connections["default"], connections["default"]

    def look():
        before = own_connection() is connections["default"]
        outside = connections["default"]
        with lending.lent_connection():
            lent_one = connections["default"]
            same = own_connection() is lent_one
        looped, other = asyncio.run(inside())
        return before, lent_one is not outside, same, looped, other is not outside, own_connection() is connections["default"]

    assert in_another_thread(look) == (True,) * 6
