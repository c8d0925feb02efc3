"""The first pages are drawn before anybody asks, and nothing comes of it."""

import logging
import re

import pytest
from django.core.signals import request_started
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, close_old_connections
from visitors import sign_in, stop_clock
from worlds.plans import sent

from comity.desk.permissions import Verb, may
from comity.directory.officers import actor
from comity.directory.people import officers_here
from comity.doors.web import rehearsing

_FROM = re.compile(r' FROM "?(records_\w+)')


@pytest.fixture
def application():
    """The node's pages as the web server calls them; in the transaction of a test no connection is closed, as with Django's own client."""
    request_started.disconnect(close_old_connections)
    yield get_wsgi_application()
    request_started.connect(close_old_connections)


def test_the_queue_is_drawn_and_nothing_is_written(world, application, monkeypatch):
    """It asks what the queue asks, and writes no row: nobody has read, seen or come."""
    stop_clock(monkeypatch, world.at)
    world.receive()
    drawn = sent(lambda: rehearsing.rehearse_pages(application))
    assert [sql for sql in drawn if not sql.startswith(("SELECT", "EXPLAIN"))] == []
    browser = sign_in(next(one for one in officers_here() if may(actor(one, at=world.at), Verb.READ)))
    answers = []
    asked = sent(lambda: answers.append(browser.get("/")))
    assert [answer.status_code for answer in answers] == [200]
    tables = [{_FROM.search(sql)[1] for sql in some if " FROM records_" in sql.replace('"', "")} for some in (drawn, asked)]
    assert {"records_request", "records_clock", "records_officer"} <= tables[0] <= tables[1]


def test_a_node_without_officers_draws_the_door_alone(world, application, monkeypatch):
    """Before the first officer is enrolled there is no home screen."""
    monkeypatch.setattr(rehearsing, "officers_here", tuple)
    rehearsing.rehearse_pages(application)


def test_a_database_that_does_not_answer_is_logged(world, application, monkeypatch, caplog):
    """The worker comes up all the same, and its pages tell whoever comes."""

    def silent():
        message = "no such table"
        raise DatabaseError(message)

    monkeypatch.setattr(rehearsing, "officers_here", silent)
    with caplog.at_level(logging.WARNING):
        rehearsing.rehearse_pages(application)
    assert "the database does not answer" in caplog.text
