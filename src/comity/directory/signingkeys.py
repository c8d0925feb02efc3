"""Puts another signing key in the place of this node's: named beside the old one first, used when peers know it, or at once.

A signature counts where the reader's directory names its key. So the next key stands in the section for some time before the node signs
with it, and the old one for 30 days; only after a theft both happen at once, and who has not taken the new section waits.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.db import transaction

from comity.directory.book import book
from comity.directory.founding import KEY_LIFE, write_section
from comity.directory.home import Home
from comity.directory.keyfiles import keep_old, node_keys, read_node_signing_key, read_signing_key, write_node_signing_key
from comity.directory.noting import note
from comity.directory.revoking import with_revoked
from comity.directory.sections import Dated, Node, Reason, Revocation, Section
from comity.seal.keys import SigningKey, VerifyingKey
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

OVERLAP: Final = timedelta(days=30)
_NEXT: Final = "node-next.key"
_NODE: Final = "node.key"


class NextKeyThere(Refused):
    """A next key waits already."""

    wire_class = "conflict"
    sentence = gettext_noop("A next signing key of this node is named already: %(key)s.")
    next_step = gettext_noop("Once peers have the new directory file: comity key signing --use-next. After a theft: --at-once.")


class NoNextKey(Refused):
    """There is none."""

    sentence = gettext_noop("No next signing key of this node is named.")
    next_step = gettext_noop("Draw one with “comity key signing --renew”, and hand the new directory file to every peer.")


def name_next_key(home: Home, *, at: Instant) -> VerifyingKey:
    """Draw the next signing key and name it in the section beside the one in use, which counts for 30 days more.

    It is drawn where node.toml lets this node's keys be: in its token, if there is one. Raises `NextKeyThere`, `KeeperAway`, and `Refused`
    where the country's key is not at hand.
    """
    country = read_signing_key(home.keys / "country.key")
    if _next(home).exists():
        raise NextKeyThere(key=read_node_signing_key(home, _next(home)).public.key_id)
    section = book(home).sections[home.country]
    own = book(home).node(home.node)
    before = tuple(replace(dated, until=min(dated.until, at + OVERLAP)) for dated in own.signing)
    drawn = write_node_signing_key(home, _next(home))  # before it is named: a key that nobody names does no harm, a name without a key does
    named = replace(own, signing=(*before, Dated(drawn, at, at + KEY_LIFE)))
    facts = {"key": str(drawn.key_id), "until": str(at + OVERLAP)}
    _publish(home, _with(section, named), act="node.signing-key-named", facts=facts, country=country, at=at)
    return drawn


def use_next_key(home: Home, *, at: Instant) -> VerifyingKey:
    """Sign with the next key from the next start on; raises `NoNextKey`."""
    if not _next(home).exists():
        raise NoNextKey
    fresh = read_node_signing_key(home, _next(home)).public
    book(home).key(fresh.key_id, at=at)  # named, and good now
    with transaction.atomic():
        note("node.signing-key-used", by="operator", at=at, facts={"key": str(fresh.key_id)})
        _put_in_place(home)
    return fresh


def replace_stolen_key(home: Home, *, since: Instant, at: Instant) -> VerifyingKey:
    """Sign with another key from the next start on, and take the one in use back from `since` on. Raises `Refused`.

    This is the last thing that the stolen key signs for in the log; the leaf after it is the new key's.
    """
    country = read_signing_key(home.keys / "country.key")
    stolen = node_keys(home).signing.public.key_id
    section = with_revoked(book(home).sections[home.country], Revocation(stolen, since, Reason.STOLEN))
    if not _next(home).exists():
        write_node_signing_key(home, _next(home))
    fresh = read_node_signing_key(home, _next(home)).public
    own = book(home).node(home.node)
    others = tuple(dated for dated in own.signing if dated.key != fresh)
    named = replace(own, signing=(*others, Dated(fresh, at, at + KEY_LIFE)))
    facts = {"key": str(fresh.key_id), "revoked": str(stolen), "since": str(since)}
    _publish(home, _with(section, named), act="node.signing-key-replaced", facts=facts, country=country, at=at)
    _put_in_place(home)
    return fresh


def _with(section: Section, own: Node) -> Section:
    return replace(section, nodes=tuple(own if one.id == own.id else one for one in section.nodes))


def _publish(home: Home, section: Section, *, act: str, facts: Mapping[str, JsonValue], country: SigningKey, at: Instant) -> None:
    grown = replace(section, version=section.version + 1, issued=at)
    with transaction.atomic():
        note(act, by="operator", at=at, facts={**facts, "version": grown.version})
        write_section(home, grown, country=country)


def _put_in_place(home: Home) -> None:
    """Make the next key the one in use. The old file is kept beside it, so that nothing is lost where this was a mistake."""
    keep_old(home.keys / _NODE, node_keys(home).signing.public)
    _next(home).replace(home.keys / _NODE)


def _next(home: Home) -> Path:
    return home.keys / _NEXT
