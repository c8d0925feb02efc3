"""Relays in the directory: the card, the country's word, and over which relay what goes to whom."""

from dataclasses import replace

import pytest
from worlds.places import FIRST, HERE, SECOND_THERE, THERE, THIRD, UNTIL, sections, signing

from comity.directory.book import Book
from comity.directory.relays import boxes, keyring_of, parse_card, print_card, relay_to
from comity.directory.relayuse import RelayUse, parse_relay_use, print_relay_use
from comity.directory.sections import Dated, Relay, parse_section, print_section
from comity.seal.linekey import make_line_key
from comity.terms.identifiers import NodeId
from comity.terms.json import parse_json, print_json
from comity.terms.refusals import Refused

NAME = NodeId("relay.un.example")


def relay(name=NAME):
    """A relay with one key."""
    return Relay(name, f"http://{name}", (Dated(signing(name).public, FIRST, UNTIL),))


def book(**relays):
    """The world's directory, in which nodes have these relays."""
    named = {HERE: relays.get("here"), THERE: relays.get("there")}
    found = {
        country: replace(section, nodes=tuple(replace(node, relay=named.get(node.id)) for node in section.nodes))
        for country, section in sections().items()
    }
    return Book(sections=found, trusted={})


def used(known):
    """Which relay is used for whom, and whether it is asked."""
    return [(str(box.relay.id), [peer.id for peer in box.peers], box.asks) for box in boxes(known, own=HERE)]


def test_a_section_with_a_relay_and_without_an_address_is_read_back():
    """And one without a relay is printed as ever: not a byte more."""
    (here,) = [section for section in sections().values() if section.nodes[0].id == HERE]
    assert b"relay" not in print_section(here)
    named = replace(here, nodes=(replace(here.nodes[0], relay=relay(), endpoint=""),))
    assert parse_section(print_section(named)) == named
    with pytest.raises(Refused):
        parse_section(print_section(named).replace(b'"endpoint":"http://relay.un.example"', b'"endpoint":7'))


def test_without_relays_there_is_none():
    """Nothing is asked, nothing left."""
    assert used(book()) == []
    assert relay_to(THERE, book=book(), own=HERE) is None


def test_ones_own_relay_is_asked_and_serves_for_peers_that_have_none():
    """A peer's own relay comes first for what is due to that peer, and is not asked."""
    other = relay(NodeId("relay.xr.example"))
    assert used(book(here=relay())) == [(str(NAME), sorted([THERE, SECOND_THERE, THIRD]), True)]
    assert used(book(here=relay(), there=other)) == [
        (str(NAME), sorted([SECOND_THERE, THIRD]), True),
        ("relay.xr.example", [THERE], False),
    ]
    assert relay_to(THERE, book=book(here=relay(), there=other), own=HERE) == other
    assert relay_to(THIRD, book=book(here=relay(), there=other), own=HERE) == relay()


def test_a_node_without_a_relay_asks_at_those_of_its_peers():
    """What they owe it lies there."""
    assert used(book(there=relay())) == [(str(NAME), [THERE], True)]


def test_a_card_is_read_back_and_nothing_else_is():
    """One key, an address, canonical."""
    data = print_card(relay(), key=signing(NAME))
    assert parse_card(data) == relay()
    for other in (data[:-1], data.replace(b"http://relay.un.example", b""), data.replace(b'"v":1', b'"v":2'), b"[]", b"7", b'{"id":7}'):
        with pytest.raises(Refused):
            parse_card(other)
    with pytest.raises(Refused):
        parse_card(print_card(replace(relay(), signing=relay().signing * 2), key=signing(NAME)))


def over_tls(*, of=NAME):
    """A relay with a certificate in the name of another one, or in its own."""
    _, certificate = make_line_key(of)
    return replace(relay(), endpoint=f"https://{NAME}:1", tls=(Dated(certificate, FIRST, UNTIL),))


def test_a_certificate_stands_in_the_card_under_the_relays_signature():
    """With it the whole card is what its operator read out; an older card, which nobody signed, has none."""
    data = print_card(over_tls(), key=signing(NAME))
    told = parse_json(data, len(data), what="card")
    assert parse_card(data).tls[0].key.name == str(NAME)
    assert parse_card(print_json({key: value for key, value in _older().items() if key != "signed"}, what="card")) == relay()
    other = parse_json(print_card(over_tls(), key=signing(NAME)), 2**20, what="card")
    for wrong in (
        {key: value for key, value in told.items() if key != "signed"},
        told | {"tls": other["tls"]},
        told | {"endpoint": f"https://{NAME}:2"},
        told | {"endpoint": f"http://{NAME}:1"},
        {key: value for key, value in told.items() if key != "tls"},
    ):
        with pytest.raises(Refused):
            parse_card(print_json(wrong, what="card"))
    with pytest.raises(Refused):
        parse_card(print_card(over_tls(of=THERE), key=signing(NAME)))
    with pytest.raises(Refused):
        parse_card(print_card(over_tls(), key=signing(THERE)))


def _older():
    data = print_card(relay(), key=signing(NAME))
    return parse_json(data, len(data), what="card")


def test_a_section_names_the_relays_certificate_in_the_relays_own_name():
    """Two at most; one of another name is refused with its section."""
    (here,) = [section for section in sections().values() if section.nodes[0].id == HERE]
    named = replace(here, nodes=(replace(here.nodes[0], relay=over_tls()),))
    assert parse_section(print_section(named)) == named
    for wrong in (over_tls(of=HERE), replace(over_tls(), tls=over_tls().tls * 3)):
        with pytest.raises(Refused):
            parse_section(print_section(replace(here, nodes=(replace(here.nodes[0], relay=wrong),))))


def test_a_relays_key_is_good_for_its_relay_alone():
    """In no node's name, and only in its time."""
    key_id = signing(NAME).public.key_id
    assert keyring_of(relay()).key(key_id, at=FIRST).owner == NAME
    with pytest.raises(Refused):
        keyring_of(relay()).key(key_id, at=UNTIL)
    with pytest.raises(Refused):
        book(here=relay(), there=relay()).key(key_id, at=FIRST)


def test_how_a_node_uses_relays_is_read_back():
    """Nothing is printed for what is so by itself; what is none, or out of range, is refused."""
    assert print_relay_use(RelayUse()) == ""
    assert parse_relay_use({"after_minutes": 0, "every_seconds": 1}) == RelayUse(0, 1)
    for wrong in ({"after": 1}, {"every_seconds": 0}, {"after_minutes": True}, {"after_minutes": "5"}):
        with pytest.raises(ValueError, match="relay"):
            parse_relay_use(wrong)
