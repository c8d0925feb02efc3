"""Chooses what an export carries of others' words about this node's log: for each act the first checkpoint that enough cosigned."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from comity.desk.proving.countersigned import cosigned_at, own_checkpoint
from comity.desk.proving.layout import SignedFiles
from comity.directory.book import Book
from comity.directory.home import Home
from comity.directory.witnessing import MOST_STAMPERS
from comity.ledger.cosigning import parse_lines
from comity.ledger.note import parse_note
from comity.records.models import Cosignature, SignedCheckpoint, TimeStamp
from comity.terms.identifiers import Country, NodeId
from comity.terms.refusals import Refused

MOST: Final = 32
"""Checkpoints in one file; where there were more, the later acts share the last."""
_LOOK: Final = 100  # cosignatures after an act that are looked at; a witness that comes back later than that cosigned the last one too


def signed_for(places: Collection[int], *, size: int, needed: int, own: Home, known: Book) -> tuple[dict[int, SignedFiles], set[Country]]:
    """Return, by size, what others put to the checkpoints that hold the leaves `places` of the log of `size`, and the witnesses' countries.

    What the directory of today no longer vouches for is left out: a proof of what is left is better than none.
    """
    countries_of = {str(peer.id): known.authority_of(peer.id).id.country for peer in known.peers(own.node)}
    abroad = {name: country for name, country in countries_of.items() if country != own.country}
    chosen = {found for place in sorted(places) for found in _first(place, size=size, needed=needed, witnesses=abroad)}
    if len(chosen) > MOST:
        chosen = {*sorted(chosen)[: MOST - 1], max(chosen)}
    files: dict[int, SignedFiles] = {}
    countries: set[Country] = set()
    for row in SignedCheckpoint.objects.filter(size__in=chosen).order_by("size"):
        note = bytes(row.note)
        try:
            own_checkpoint(note, known.node(own.node))
        except Refused:
            continue
        lines = dict(_lines(row.size, text=parse_note(note).text, known=known, witnesses=abroad))
        stamps = TimeStamp.objects.filter(size=row.size).order_by("authority").values_list("response", flat=True)[:MOST_STAMPERS]
        if lines or stamps:
            cosignatures = b"".join(lines[name] for name in sorted(lines, key=lambda node: f"{node}/witness")) or None
            files[row.size] = SignedFiles(note, cosignatures, tuple(bytes(stamp) for stamp in stamps))
            countries |= {abroad[str(name)] for name in lines}
    return files, countries


def _first(place: int, *, size: int, needed: int, witnesses: Mapping[str, Country]) -> Iterator[int]:
    """Yield the size of the first checkpoint with that leaf that enough witnesses cosigned, else that most did; and of a stamped one."""
    rows = Cosignature.objects.filter(size__gt=place, size__lte=size, witness__in=list(witnesses))
    counted: dict[int, set[Country]] = {}
    for found, witness in rows.order_by("size").values_list("size", "witness")[:_LOOK]:
        counted.setdefault(found, set()).add(witnesses[witness])
    if counted:
        yield next((found for found, of in counted.items() if len(of) >= needed), max(counted, key=lambda one: len(counted[one])))
    stamped = TimeStamp.objects.filter(size__gt=place, size__lte=size).order_by("size").values_list("size", flat=True).first()
    if stamped is not None:
        yield stamped


def _lines(size: int, *, text: str, known: Book, witnesses: Collection[str]) -> Iterator[tuple[NodeId, bytes]]:
    """Yield the witnesses whose cosignature the directory of today vouches for, with their lines."""
    for row in Cosignature.objects.filter(size=size, witness__in=list(witnesses)):
        name = NodeId(row.witness)
        try:
            cosigned_at(parse_lines(bytes(row.lines)), known.node(name), text=text, keyring=known.keyring)
        except Refused:
            continue
        yield name, bytes(row.lines)
