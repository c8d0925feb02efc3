"""A peer that is away for a week: its line goes on trying, what is due waits and is given up by nobody, and comes once."""

from datetime import timedelta

import urllib3

from comity.courier.protocol.backoff import CAP
from comity.courier.protocol.lines import Woken
from comity.records.models import Alarm, Line, Outbox, Receipt, Request

WEEK = timedelta(days=7)


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
