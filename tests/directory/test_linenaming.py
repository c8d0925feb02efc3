"""How a node that has no TLS yet comes to it, changes its key, names its address: each by a command, an act, in the section."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comity.directory.book import CallerKeyOver, UnknownCaller, book
from comity.directory.founding import KEY_LIFE
from comity.directory.keyfiles import BadKeyFile
from comity.directory.linekeys import BadAddress, NoLineKey, require_address, shown_at, speaks_tls
from comity.directory.linenaming import OVERLAP, LineKeyThere, name_address, name_line_key
from comity.records.models import JournalAct


def made(world, *, at=None, renew=False, at_once=False):
    """Make a key at the world's node."""
    return name_line_key(world.home, renew=renew, at_once=at_once, at=at or world.at)


def own(world):
    """Return the entry of the world's node."""
    return book(world.home).node(world.node)


def test_a_node_without_a_key_gets_one_and_its_address_stays(world):
    """Nothing else changes; the version grows; the act names the key, and is in the log."""
    before, version = own(world), book(world.home).version(world.home.country)
    certificate, node = made(world)
    assert own(world) == node == replace(before, tls=node.tls)
    assert [(dated.key, dated.since, dated.until) for dated in node.tls] == [(certificate, world.at, world.at + KEY_LIFE)]
    assert book(world.home).version(world.home.country) == version + 1
    assert not speaks_tls(world.home)
    assert JournalAct.objects.latest("index").name == "node.tls-key-named"
    assert book(world.home).caller(certificate.raw, at=world.at).id == world.node


def test_a_second_key_is_made_only_when_it_is_asked_for(world):
    """And a third one not before the change is over; nothing is written."""
    made(world)
    with pytest.raises(LineKeyThere):
        made(world)
    made(world, renew=True)
    before, files = own(world), sorted(world.home.keys.iterdir())
    for renew in (False, True):
        with pytest.raises(LineKeyThere):
            made(world, renew=renew)
    assert (own(world), sorted(world.home.keys.iterdir())) == (before, files)


def test_while_a_key_takes_the_place_of_another_both_count_and_the_old_one_is_shown(world):
    """For thirty days; then the new one alone, and the old one is refused by name."""
    first, _ = made(world)
    second, node = made(world, renew=True, at=world.at + timedelta(days=300))
    change = world.at + timedelta(days=300)
    assert [(dated.key, dated.until) for dated in node.tls] == [(first, change + OVERLAP), (second, change + KEY_LIFE)]
    known = book(world.home)
    for at, shown in ((change, first), (change + (OVERLAP - timedelta(seconds=1)), first), (change + OVERLAP, second)):
        assert shown_at(world.home, at=at)[1] == shown
        assert known.caller(second.raw, at=at).id == world.node
    with pytest.raises(CallerKeyOver):
        known.caller(first.raw, at=change + OVERLAP)


def test_a_stolen_key_is_given_up_at_once(world):
    """It is nobody's from the moment at which a peer takes the new section."""
    first, _ = made(world)
    second, node = made(world, at_once=True)
    assert [dated.key for dated in node.tls] == [second]
    assert shown_at(world.home, at=world.at)[1] == second
    with pytest.raises(UnknownCaller):
        book(world.home).caller(first.raw, at=world.at)


def test_when_every_key_is_over_the_last_one_is_still_shown(world):
    """So that the node runs and its peers say what is wrong; a new key is made as the first one was."""
    made(world)
    late = world.at + KEY_LIFE
    assert shown_at(world.home, at=late)[1] == own(world).tls[-1].key
    certificate, node = made(world, at=late)
    assert [dated.key for dated in node.tls] == [certificate]


def test_an_address_of_tls_needs_a_key(world):
    """Refused before; then the section says it, and the act."""
    with pytest.raises(NoLineKey):
        name_address(world.home, "https://poc.vn.example:8411", at=world.at)
    made(world)
    assert name_address(world.home, "https://poc.vn.example:8411", at=world.at).endpoint == own(world).endpoint
    assert speaks_tls(world.home)
    assert JournalAct.objects.latest("index").name == "node.address-named"
    name_address(world.home, "http://10.8.0.1:8411", at=world.at)
    assert not speaks_tls(world.home)


def test_without_the_countrys_key_nothing_is_made(world):
    """No file, no act, no version."""
    (world.home.keys / "country.key").rename(world.home.keys / "away")
    before, files = own(world), sorted(world.home.keys.iterdir())
    for deed in (lambda: made(world), lambda: name_address(world.home, "http://10.8.0.1:8411", at=world.at)):
        with pytest.raises(BadKeyFile):
            deed()
    assert (own(world), sorted(world.home.keys.iterdir())) == (before, files)


BAD = (
    "",
    "poc.vn.example:8411",
    "https://",
    "https://poc.vn.example",
    "https://:8411",
    "https://poc.vn.example:0x1",
    "https://poc.vn.example:99999",
    "https://poc.vn.example:8411/",
    "https://poc.vn.example:8411/path",
    "https://poc.vn.example:8411?x",
    "https://poc.vn.example:8411#x",
    "https://me@poc.vn.example:8411",
    "HTTPS://poc.vn.example:8411",
    "ftp://poc.vn.example:8411",
    "https://poc.vn.example :8411",
    "https://poc.vn.example:8411\n",
    "https://bưu.example:8411",
    "https://[::1:8411",
)


@pytest.mark.parametrize("address", BAD)
def test_what_is_no_address_is_refused(address):
    """A scheme, a host, a port, and nothing more."""
    with pytest.raises(BadAddress):
        require_address(address)


def test_what_is_an_address():
    """By name, by number, in either family."""
    for address in ("https://poc.vn.example:8411", "http://10.8.0.1:8411", "https://[2001:db8::1]:443"):
        require_address(address)
