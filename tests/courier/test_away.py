"""A peer that is away for a week: its line goes on trying, what is due waits and is given up by nobody, and comes once."""

from datetime import timedelta

import pytest
import urllib3

from comity.courier.protocol.backoff import CAP
from comity.courier.protocol.lines import Woken
from comity.records.models import Alarm, Line, Outbox, Receipt, Request

WEEK = timedelta(days=7)


@pytest.mark.both_databases
def test_a_peer_that_is_away_for_a_week_gets_all_of_it_once_it_is_back(world, line):
    """Tried whenever it is time, and it is time within a quarter of an hour; no alarm, no end, and then the receipts."""
    answer, begun = line.answer, world.at

    def away(_items):
        raise urllib3.exceptions.ConnectTimeoutError(None, "away")

    line.answer = away
    requests = [world.send(), world.send()]
    line.run()
    while line.at < begun + WEEK:
        tries = len(line.posts)
        wake = line.run(Woken(), later=timedelta(hours=6))
        assert len(line.posts) == tries + 1
        assert line.at < wake <= line.at + CAP
    assert set(Outbox.objects.values_list("state", flat=True)) == {"due"}
    assert not Alarm.objects.exists()
    assert Line.objects.get().down_since == begun
    line.answer = answer
    line.run(Woken(), later=CAP)
    assert set(Outbox.objects.values_list("state", flat=True)) == {"receipted"}
    assert Receipt.objects.count() == len(requests)
    assert set(Request.objects.values_list("state", flat=True)) == {"delivered"}
    assert Line.objects.get().down_since is None


@pytest.mark.both_databases
def test_who_is_away_is_still_away_after_a_restart_until_something_reaches_it(world, line):
    """Since when is remembered, and the next try; a start of this node alone shows nobody as reached, nor for ever as away."""
    answer, begun = line.answer, world.at

    def away(_items):
        raise urllib3.exceptions.ConnectTimeoutError(None, "away")

    line.answer = away
    world.send()
    wake = line.run()
    assert Line.objects.get().next_at == wake
    again = type(line)(world)
    again.at = line.at + timedelta(minutes=20)
    again.carrier._begin()
    assert (Line.objects.get().down_since, Line.objects.get().last_fault, Line.objects.get().next_at) == (begun, "timeout", None)
    again.answer = away
    again.run(Woken())
    shown = Line.objects.get()
    assert (shown.down_since, shown.last_fault, shown.last_contact_at) == (begun, "timeout", None)
    again.answer = answer
    again.run(Woken(), later=CAP)
    shown = Line.objects.get()
    assert (shown.down_since, shown.last_fault, shown.last_contact_at) == (None, "", again.at)
