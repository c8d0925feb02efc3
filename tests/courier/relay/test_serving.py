"""What a relay promises: held once it is synced, handed out to its recipient alone, and nothing known of what is in it."""

import os
import signal
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from worlds.places import AT, HERE, SECOND_THERE, STRANGER, THERE, sealing
from worlds.puppet import Puppet
from worlds.relay import NAME, WAYS, RelayWorld

from comity.courier.crashing import RELAY_POINTS
from comity.courier.relay.folder import Caps
from comity.desk import crashing
from comity.seal.closed import close_file
from comity.seal.envelope import Recipient
from comity.terms.digests import Digest
from comity.wire.held import HeldBody
from comity.wire.refused import RefusedBody
from comity.wire.relay import Left, print_left, print_numbers

SECRET = b"the hospital of Strelsau, XR-2026-000007"


@pytest.fixture(scope="module")
def sealed():
    """An act of the puppet's for this node."""
    return Puppet().seal(SECRET)


@pytest.fixture(scope="module")
def envelope(sealed):
    """The same, as it is left."""
    return Left("envelope", sealed.data)


def closed(to=HERE, content=SECRET):
    """Something sealed for a node, of which nothing else is said."""
    return Left("closed", close_file(content, recipients=[Recipient(to, sealing(to).public)]))


def test_what_is_left_is_held_with_a_receipt_and_handed_out_until_it_is_taken(relay, sealed, envelope):
    """Under its identifier and outer digest, until it expires; the very bytes, with who left them; gone once taken."""
    (held,) = relay.leave(THERE, HERE, envelope)
    assert isinstance(held, HeldBody)
    assert (held.env_id, held.outer, held.to, held.at) == (sealed.env_id, sealed.outer, HERE, AT)
    page = relay.since(HERE)
    assert [(item.giver, item.kind, item.data, page.more) for item in page.items] == [(THERE, "envelope", sealed.data, False)]
    assert relay.since(HERE, cursor=page.items[-1].number).items == ()
    assert relay.since(HERE) == page
    relay.taken(HERE, page.items[0].number)
    assert relay.since(HERE).items == ()


def test_left_twice_it_is_held_once_with_the_same_receipt(relay, envelope):
    """Whoever did not hear the answer asks again; nobody else can use up the name."""
    (first,) = relay.leave_raw(THERE, HERE, envelope)
    relay.at = AT + timedelta(minutes=3)
    (again,) = relay.leave_raw(THERE, HERE, envelope)
    assert again == first
    relay.leave(SECOND_THERE, HERE, envelope)
    assert [item.giver for item in relay.since(HERE).items] == [THERE, SECOND_THERE]


@pytest.mark.parametrize("asks", [THERE, SECOND_THERE])
def test_nobody_but_the_recipient_gets_it_or_learns_how_much_there_is(relay, envelope, asks):
    """Not even who left it; and what another says it took stays."""
    relay.leave(THERE, HERE, envelope)
    assert relay.since(asks).items == ()
    relay.taken(asks, relay.since(HERE).items[0].number)
    assert len(relay.since(HERE).items) == 1


def test_a_question_counts_once_signed_by_who_asks_and_of_now(relay, envelope):
    """Every other is refused by its class alone: not a number, not a name."""
    relay.leave(THERE, HERE, envelope)
    old, new = relay.at + timedelta(minutes=-6), relay.at + timedelta(minutes=6)
    wrong = {
        "another's signature": (403, relay.statement(HERE, "since", signer=THERE)),
        "an officer's signature": (403, relay.statement(HERE, "since", signer=f"ha.n@{HERE}")),
        "a stranger": (403, relay.statement(STRANGER, "since")),
        "too old": (403, relay.statement(HERE, "since", at=old)),
        "too new": (403, relay.statement(HERE, "since", at=new)),
        "for another relay": (400, relay.statement(HERE, "since", relay=STRANGER)),
        "for another deed": (400, relay.statement(HERE, "taken")),
        "another cursor": (400, relay.statement(HERE, "since", cursor=1)),
        "another body": (400, relay.statement(HERE, "since", b"x")),
        "none": (400, ""),
    }
    for why, (status, header) in wrong.items():
        found, data = relay.call(*WAYS["since"], "cursor=0", header, b"")
        assert found == status, why
        assert data in {b"bad-signature", b"unknown-key", b"stale", b"malformed"}, why
    good = relay.statement(HERE, "since")
    assert relay.call(*WAYS["since"], "cursor=0", good, b"")[0] == 200
    relay.start()  # also across a restart: what was asked is in the file
    assert relay.call(*WAYS["since"], "cursor=0", good, b"") == (403, b"stale")


def test_nothing_is_held_for_whom_it_is_not_sealed_for_or_for_a_stranger_or_when_expired(relay, envelope):
    """Each with a signed refusal of its class; a recipient that is not served is no recipient."""
    for thing in (envelope, closed()):
        (refused,) = relay.leave(THERE, SECOND_THERE, thing)
        assert isinstance(refused, RefusedBody)
        assert refused.wire_class == "not-for-us"
    broken = Left("envelope", envelope.data[:-1] + b"\0")
    (refused,) = relay.leave(THERE, HERE, broken)
    assert (refused.wire_class, refused.env_id, refused.outer) == ("malformed", None, Digest.of(broken.data))
    assert relay.ask(THERE, "leave", print_left(STRANGER, [envelope]))[0] == 403
    relay.at = AT + timedelta(days=14)
    assert relay.leave(THERE, HERE, envelope)[0].wire_class == "stale"
    assert relay.since(HERE).items == ()


def test_what_nobody_fetched_in_time_is_dropped(relay, envelope):
    """An envelope at its own expiry, a sealed file after thirty days; neither is handed out after."""
    relay.leave(THERE, HERE, envelope, closed())
    relay.at = AT + timedelta(days=14)
    assert [item.kind for item in relay.since(HERE).items] == ["closed"]
    assert relay.holding.counted()[0] == 1
    relay.at = AT + timedelta(days=30)
    assert relay.since(HERE).items == ()
    assert relay.holding.counted() == (0, 0)


def test_a_giver_and_a_recipient_have_their_caps_and_a_full_relay_says_so_signed(tmp_path, envelope):
    """By number: a tenth is kept for what is urgent, as receipts are; one giver takes nothing from another."""
    relay = RelayWorld(tmp_path / "relay", caps=Caps(giver_things=10, recipient_things=15))
    routine = [Left("envelope", Puppet().seal(SECRET).data) for _ in range(10)]
    said = relay.leave(THERE, HERE, *routine)
    assert [type(one) for one in said] == [HeldBody] * 9 + [RefusedBody]
    assert said[-1].wire_class == "unavailable"
    assert [type(one) for one in relay.leave(THERE, HERE, closed(), closed())] == [HeldBody, RefusedBody]
    assert isinstance(relay.leave(SECOND_THERE, HERE, Left("envelope", envelope.data))[0], HeldBody)
    assert [type(one) for one in relay.leave(SECOND_THERE, HERE, *routine[:6])] == [HeldBody] * 2 + [RefusedBody] * 4
    relay.taken(HERE, *[item.number for item in relay.since(HERE).items])
    assert isinstance(relay.leave(THERE, HERE, routine[-1])[0], HeldBody)


@pytest.mark.parametrize("cap", ["giver_mib", "recipient_mib", "all_mib"])
def test_it_holds_no_more_bytes_than_its_operator_said(tmp_path, cap):
    """Of one giver, for one recipient, and altogether."""
    relay = RelayWorld(tmp_path / "relay", caps=Caps(**{cap: 1}))
    said = relay.leave(THERE, HERE, closed(content=b"x" * 700_000), closed(content=b"y" * 400_000), closed(content=b"z" * 100_000))
    assert [type(one) for one in said] == [HeldBody, RefusedBody, HeldBody]
    more = relay.leave(SECOND_THERE, HERE, closed(content=b"x" * 400_000))
    assert isinstance(more[0], HeldBody) is (cap == "giver_mib")


def test_all_that_it_stores_tells_nothing_of_what_is_in_it(relay, world, puppet):
    """Every row and every byte of its folder: no case, no number, no officer, no word of the act, no digest of what is sealed."""
    body = puppet.act()
    act, receipt = puppet.seal(body), puppet.sign(SECRET)
    relay.leave(THERE, HERE, Left("envelope", act.data), closed(content=receipt))
    relay.holding.close()
    with closing(sqlite3.connect(relay.folder.held)) as base:
        tables = [name for (name,) in base.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        rows = [row for table in tables for row in base.execute(f'SELECT * FROM "{table}"')]
    stored = b"\n".join(value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row)
    stored += b"".join(file.read_bytes() for file in relay.folder.path.glob("held*"))
    assert act.data in stored
    for told in (
        *(str(body.reference), body.kind, puppet.drafter, puppet.approver, body.rulebook.version, str(act.inner), receipt.hex()[:64]),
        *("Strelsau", "k7-relay@post.example", "Cybercrime Unit", "FP-2026-1187", "hospital", '"case"', '"seq"', "legal"),
    ):
        assert told.encode() not in stored, told
    assert act.inner.raw not in stored
    assert receipt[8:72] not in stored


@pytest.mark.parametrize(("point", "kept"), list(zip(RELAY_POINTS, (0, 0, 1), strict=True)))
def test_a_sudden_end_loses_nothing_that_was_signed_for(relay, envelope, monkeypatch, point, kept):
    """The process ends at each side of the commit: nothing is there, or all of it, and the same receipt is given again."""
    relay.holding.close()
    child = os.fork()
    if not child:
        relay.start()
        monkeypatch.setattr(crashing, "_AT", point)
        monkeypatch.setattr(crashing.os, "_exit", lambda _status: os.kill(os.getpid(), signal.SIGKILL))
        relay.leave(THERE, HERE, envelope)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    relay.start()
    assert len(relay.since(HERE).items) == kept
    (first,) = relay.leave_raw(THERE, HERE, envelope)
    assert relay.leave_raw(THERE, HERE, envelope) == [first]
    assert len(relay.since(HERE).items) == 1


def test_a_page_holds_as_much_as_one_answer_and_says_that_there_is_more(relay):
    """By number, none twice, none left out."""
    big = [closed(content=bytes([number]) * 1_000_000) for number in range(10)]
    for start in (0, 5):
        relay.leave(THERE, HERE, *big[start : start + 5])
    seen, cursor, pages = [], 0, 0
    while True:
        page = relay.since(HERE, cursor)
        seen += [item.data for item in page.items]
        pages += 1
        if not page.more:
            break
        cursor = page.items[-1].number
    assert seen == [thing.data for thing in big]
    assert pages == 2


def test_other_paths_and_long_bodies_are_not_looked_at(relay):
    """What nobody signed for is not read."""
    assert relay.call("GET", "/", "", relay.statement(HERE, "since"), b"")[0] == 400
    assert relay.call("POST", WAYS["since"][1], "cursor=0", relay.statement(HERE, "since"), b"")[0] == 400
    body = print_numbers([1])
    assert relay.call(*WAYS["taken"], "", relay.statement(HERE, "taken", body), body + b"x")[0] == 400
    assert str(NAME) not in relay.call("GET", "/", "", "", b"")[1].decode()
