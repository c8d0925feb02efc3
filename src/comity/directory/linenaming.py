"""Names this node's keys for the line, and its address, in the section that its country signs; what follows from them is in `linekeys`."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

from django.db import transaction

from comity.directory.book import book
from comity.directory.founding import KEY_LIFE, write_section
from comity.directory.home import Home
from comity.directory.keyfiles import draw_line_key, read_signing_key
from comity.directory.linekeys import TLS, require_address, shown_at
from comity.directory.noting import note
from comity.directory.sections import MOST_LINE_KEYS, Dated, Node
from comity.seal.keys import SigningKey
from comity.seal.linekey import LineCertificate
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

OVERLAP: Final = timedelta(days=30)


class LineKeyThere(Refused):
    """A key is there already, or is being replaced."""

    wire_class = "conflict"
    sentence = gettext_noop("The directory names %(count)s TLS keys of this node already.")
    next_step = gettext_noop("Nothing was changed. --renew puts another key in the place of one; --at-once gives up what is there now.")


def name_line_key(home: Home, *, renew: bool, at_once: bool, at: Instant) -> tuple[LineCertificate, Node]:
    """Draw a key and name it in the section; return it, and the node as it stands now.

    With `renew` it takes the place of the one that is there: both count for 30 days. With `at_once` only the new one counts from now on.
    Raises `LineKeyThere`, and `Refused` where the country's key is not at hand.
    """
    country = read_signing_key(home.keys / "country.key")
    own = book(home).node(home.node)
    good = [dated for dated in own.tls if dated.good(at)]
    if good and not at_once and (not renew or len(good) == MOST_LINE_KEYS):
        raise LineKeyThere(count=len(good))
    certificate = draw_line_key(home)
    before = () if at_once else tuple(replace(dated, until=min(dated.until, at + OVERLAP)) for dated in good)
    named = replace(own, tls=(*before, Dated(certificate, at, at + KEY_LIFE)))
    facts = {"key": str(certificate.pin), "beside": [str(dated.key.pin) for dated in before]}
    _publish(home, named, act="node.tls-key-named", facts=facts, country=country, at=at)
    return certificate, named


def name_address(home: Home, address: str, *, at: Instant) -> Node:
    """Name where peers reach this node; raises `BadAddress`, `NoLineKey`, and `Refused` where the country's key is not at hand.

    Whether the node speaks TLS there follows from the address, at its next start.
    """
    require_address(address)
    country = read_signing_key(home.keys / "country.key")
    if address.startswith(TLS):
        shown_at(home, at=at)
    named = replace(book(home).node(home.node), endpoint=address)
    _publish(home, named, act="node.address-named", facts={"address": address}, country=country, at=at)
    return named


def _publish(home: Home, own: Node, *, act: str, facts: Mapping[str, JsonValue], country: SigningKey, at: Instant) -> None:
    """Sign the section anew, with the node as it is now."""
    section = book(home).sections[home.country]
    nodes = tuple(own if one.id == own.id else one for one in section.nodes)
    grown = replace(section, version=section.version + 1, issued=at, nodes=nodes)
    with transaction.atomic():
        note(act, by="operator", at=at, facts={**facts, "version": grown.version})
        write_section(home, grown, country=country)
