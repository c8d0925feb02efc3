"""Puts another key in the place of the lasting one to which peers seal for this node where they know no daily key of it.

The new one stands in the section beside the old one, which is named for 30 days more; whoever has the new section seals to the new one at
once, for it is good longest. The old one goes on opening until the last envelope that may have been sealed to it has expired, and is then
destroyed by the courier. A running node opens with a new key, and no longer with one that is gone, without a start.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.db import transaction

from comity.directory.book import book
from comity.directory.founding import KEY_LIFE, SECTION_LIFE, write_section
from comity.directory.home import Home
from comity.directory.keyfiles import (
    destroy_sealing_key,
    name_sealing_file,
    node_keys,
    read_node_sealing_key,
    read_signing_key,
    write_node_sealing_key,
)
from comity.directory.noting import note
from comity.directory.sections import Dated
from comity.records.models import JournalAct
from comity.seal.headers import MAX_LIFE
from comity.seal.keys import SealingKey, SealingPublicKey
from comity.terms.identifiers import KeyId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

OVERLAP: Final = timedelta(days=30)
OPENS_FOR: Final = MAX_LIFE
"""How long a key opens after the directory has said that it is over: what was sealed to it at the last moment lives no longer."""
_DESTROYED: Final = "node.sealing-key-destroyed"
_MOST: Final = 2


class SealingKeyThere(Refused):
    """One takes the place of another already."""

    wire_class = "conflict"
    sentence = gettext_noop("The directory names %(count)s sealing keys of this node already, the older one until %(until)s.")
    next_step = gettext_noop("Nothing was changed. Renew it after that; --at-once, for a key that was stolen, does so in any case.")


def renew_sealing_key(home: Home, *, at: Instant) -> SealingPublicKey:
    """Draw another sealing key and name it beside the one in use, which is named for 30 days more.

    Raises `SealingKeyThere`, `KeeperAway`, and `Refused` where the country's key is not at hand.
    """
    good = [dated for dated in book(home).node(home.node).sealing if dated.good(at)]
    if len(good) >= _MOST:
        raise SealingKeyThere(count=len(good), until=min(dated.until for dated in good))
    return _name(home, overlap=OVERLAP, at=at)


def replace_sealing_key(home: Home, *, at: Instant) -> SealingPublicKey:
    """Do the same for a key that was stolen: from now on the directory names the new one alone. What is on its way still opens."""
    return _name(home, overlap=timedelta(), at=at)


def give_up_sealing_keys(home: Home, *, at: Instant) -> SealingPublicKey:
    """Do the same for one that nothing opens any more, because what wrapped it is lost: its file goes too.

    As long as the file is there, peers are told to come again; without it they are told that the key is over, and wrap afresh.
    """
    fresh = _name(home, overlap=timedelta(), at=at)
    for key in [key for key in node_keys(home).sealing if key != fresh.key_id]:
        note_destroyed(key, by="operator", at=at)
        destroy_sealing_key(home, key)
    return fresh


def over_keys(home: Home, *, at: Instant) -> list[KeyId]:
    """Return the sealing keys that are on the disk and open nothing any more that could still come; none where no other one is good."""
    held = node_keys(home).sealing
    if len(held) == 1:
        return []
    named = book(home).node(home.node).sealing
    if not any(dated.good(at) and dated.key.key_id in held for dated in named):
        return []
    return [dated.key.key_id for dated in named if dated.key.key_id in held and _over(dated, at=at)]


def note_destroyed(key: KeyId, *, by: str, at: Instant) -> None:
    """Write into the journal that a sealing key is destroyed, once however often it is tried: the leaf first, then the file."""
    told = JournalAct.objects.filter(name=_DESTROYED, facts__isnull=False).values_list("facts", flat=True)
    if any(key.text.encode("ascii") in bytes(facts) for facts in told):
        return
    with transaction.atomic():
        note(_DESTROYED, by=by, at=at, facts={"key": key.text})


def opens_until(dated: Dated[SealingPublicKey]) -> Instant:
    """Return until when what was sealed to a key may still come."""
    return dated.until + OPENS_FOR


def _over(dated: Dated[SealingPublicKey], *, at: Instant) -> bool:
    return opens_until(dated) <= at


def _name(home: Home, *, overlap: timedelta, at: Instant) -> SealingPublicKey:
    country = read_signing_key(home.keys / "country.key")
    section = book(home).sections[home.country]
    own = book(home).node(home.node)
    _settle(home, own.sealing)
    held = node_keys(home).sealing
    fresh = _drawn(home)  # before it is named: a key that nobody names does no harm, a name without a key does
    before = [dated for dated in own.sealing if dated.key.key_id in held or not _over(dated, at=at)]
    ending = [replace(dated, until=max(min(dated.until, at + overlap), dated.since)) for dated in before]
    named = replace(own, sealing=(*ending, Dated(fresh, at, at + KEY_LIFE)))
    nodes = tuple(named if one.id == own.id else one for one in section.nodes)
    grown = replace(section, version=section.version + 1, issued=at, expires=at + SECTION_LIFE, nodes=nodes)
    facts = {"key": fresh.key_id.text, "beside": [dated.key.key_id.text for dated in ending if dated.good(at)], "version": grown.version}
    with transaction.atomic():
        note("node.sealing-key-named", by="operator", at=at, facts={**facts})
        write_section(home, grown, country=country)
    _settle(home, named.sealing)
    return fresh


def _drawn(home: Home) -> SealingPublicKey:
    """Return the next key: of an attempt that was cut off before it was named, else one that is drawn now."""
    if _next(home).exists():
        return read_node_sealing_key(home, _next(home)).public
    key = SealingKey.generate()
    write_node_sealing_key(home, _next(home), key)
    return key.public


def _settle(home: Home, named: Sequence[Dated[SealingPublicKey]]) -> None:
    """Give the next key the name of its own file, once the section names it."""
    if not _next(home).exists():
        return
    key = read_node_sealing_key(home, _next(home)).public
    if any(dated.key.key_id == key.key_id for dated in named):
        name_sealing_file(home, _next(home), key.key_id)


def _next(home: Home) -> Path:
    return home.keys / "sealing-next.key"
