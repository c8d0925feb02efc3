"""Museum: what is as wide as the wire allows. SQLite takes it in silence; on PostgreSQL each column must have room for it."""

import pytest

from comity.records.models import Inbox, Message, Request, Submission
from comity.terms.lives import first_of, life_of

pytestmark = pytest.mark.both_databases("how wide a column is")


def test_a_place_far_ahead_is_held(world, puppet):
    """2^40 acts ahead: kept until those before it come, and asked for; never an error of the database."""
    body = puppet.act("withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"})
    reply = world.deliver(puppet.seal(body, seq=2**40, previous=puppet.seal(body).inner))
    assert Inbox.objects.get().seq == 2**40
    assert Inbox.objects.get().order == "held"
    assert [want.from_seq for want in reply.wants] == [first_of(life_of(2**40))]


def test_the_longest_kind_is_kept(world, puppet):
    """64 characters, from a newer node."""
    kind = "REQ" + "-ABCDEFG" * 7 + "-ABCD"
    assert len(kind) == 64
    body = puppet.act("request", kind, {"x": "y"})
    world.deliver(puppet.say(body))
    assert Request.objects.get().kind == Message.objects.get().kind == kind


def test_the_longest_token_is_kept(world):
    """As long as the column: what a form sends is cut before it comes here."""
    draft = world.submit(world.draft(), token="t" * 64)
    assert Submission.objects.filter(token="t" * 64).exists()
    assert draft.state == "submitted"
