"""Names the relay of this node in its country's section, so that every peer learns it from the country's own word."""

from dataclasses import replace

from django.db import transaction

from comity.directory.book import book
from comity.directory.founding import write_section
from comity.directory.home import Home
from comity.directory.keyfiles import read_signing_key
from comity.directory.linekeys import shown_at
from comity.directory.noting import note
from comity.directory.sections import Relay
from comity.terms.instants import Instant


def name_relay(relay: Relay | None, *, alone: bool, home: Home, at: Instant) -> int:
    """Name `relay` as that of this node, or none; `alone` says that no line leads to the node. Return the section's new version.

    Alone and without a relay, what is due to the node goes by hand. The country's key must be at hand; raises `BadKeyFile`. A relay of
    TLS asks who calls: raises `NoLineKey` where the node has no key to show.
    """
    if relay is not None and relay.tls:
        shown_at(home, at=at)
    country = read_signing_key(home.keys / "country.key")
    section = book(home).sections[home.country]
    nodes = tuple(
        replace(node, relay=relay, endpoint="" if alone else node.endpoint or f"http://{home.peers}") if node.id == home.node else node
        for node in section.nodes
    )
    grown = replace(section, version=section.version + 1, issued=at, nodes=nodes)
    facts = {"relay": "" if relay is None else str(relay.id), "alone": alone, "version": grown.version}
    with transaction.atomic():
        note("relay.named", by="operator", at=at, facts=facts)
        write_section(home, grown, country=country)
    return grown.version
