"""What storing a lot would do, found by doing it and taking it back: what is shown before is what happens after.

People are held to every rule of the standard, whatever the collection asks of programs: who can read a fault can mend it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from django.db import transaction

from comity.intel.giving.cutting import Piece, cut
from comity.intel.policy import Label
from comity.intel.reading.objects import label_numbered, own_verdict
from comity.intel.reading.onlooking import Onlooker
from comity.intel.store.bringing import Brought, bring_along
from comity.intel.store.clock import take
from comity.intel.store.granting import Holding
from comity.intel.store.ingesting import Kept, add_objects, look_at_all
from comity.intel.store.labelling import Giver, Labels
from comity.intel.store.looking import FULL, Refusal
from comity.intel.store.sources import Source
from comity.intel.vocabularies.noticing import NONE, Notices, notices_of
from comity.records.models import IntelLot
from comity.terms.identifiers import AuthorityId
from comity.wire.stix import BadStix, Fault, read_head, validate


@dataclass(frozen=True, slots=True)
class Line:
    """One object of a lot and what becomes of it; `faults` say why it is refused, where the standard has a word for it.

    `hidden`: what a feed brought under a marking that does not let this officer see it. It is stored like the others, and not shown.
    """

    piece: Piece
    outcome: Kept | Refusal
    faults: tuple[Fault, ...] = ()
    hidden: bool = False

    @property
    def refused(self) -> bool:
        """Whether it is not stored."""
        return isinstance(self.outcome, Refusal)

    @property
    def fresh(self) -> bool:
        """Whether the collection has it only by this lot."""
        return isinstance(self.outcome, Kept) and self.outcome.fresh


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What becomes of each object, which labels that the officer may see would be new, and what to know of objects, by place in `lines`.

    `along` are the identifiers of what would come along with them from elsewhere in this node.
    """

    lines: tuple[Line, ...]
    labels: tuple[Label, ...]
    notices: Notices = NONE
    along: tuple[str, ...] = ()

    @property
    def fresh(self) -> int:
        """How many the collection would have more."""
        return sum(one.fresh for one in self.lines)

    @property
    def refused(self) -> tuple[Line, ...]:
        """Those that would not be stored."""
        return tuple(one for one in self.lines if one.refused)


def rehearse(lot: IntelLot, *, into: Holding, eye: Onlooker) -> Rehearsal:
    """Return what storing it now would do; nothing is kept of the trial. Raises what `cut` raises."""
    pieces = cut(bytes(lot.body))
    with transaction.atomic():
        done = store(lot, pieces, into=into, eye=eye)
        labels = _labels(pieces, _giver(lot, into, eye))
        along = [label_numbered(one.label) for one in done.along]
        transaction.set_rollback(True)
    # What an officer brought they have seen; what a feed gives is shown as it will be once it is stored.
    unseen = {one for one in labels if lot.origin == "fetched" and (one is None or not own_verdict(eye, one).allowed)}
    lines = tuple(_line(piece, of, hidden=one in unseen) for piece, of, one in zip(pieces, done.outcome, labels, strict=True))
    fresh = [one for one, line in zip(labels, lines, strict=True) if line.fresh and not line.hidden]
    told = notices_of([b"{}" if one.hidden else one.piece.raw for one in lines])
    shown = dict.fromkeys(one for one in (*fresh, *along) if one is not None)
    return Rehearsal(lines, tuple(shown), told, tuple(one.stix_id for one in done.along))


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of each object of a lot, and what came along with them from elsewhere in this node."""

    outcome: list[Kept | Refusal]
    along: tuple[Brought, ...]


def store(lot: IntelLot, pieces: tuple[Piece, ...], *, into: Holding, eye: Onlooker) -> Stored:
    """Put the objects of a lot into its collection, in the caller's transaction, in the name of the authority and of who made it."""
    # What a feed gives is held to what the collection asks of programs: no officer here can mend it.
    fetched = lot.origin == "fetched"
    looked = look_at_all((one.raw for one in pieces), checks=into.row.checks if fetched else FULL)
    owner = owner_of(lot)
    source = Source("officer", lot.made_by, str(owner))
    outcome = add_objects(looked, to=into.target, giver=_giver(lot, into, eye), source=source, reader=into.eyes(eye.reader), at=eye.at)
    if fetched:  # nothing of this node's is put beside what a feed gives, in its owner's name
        return Stored(outcome, ())
    open_to = {one.pk for one in eye.readable}
    along = bring_along(looked, outcome, to=into.target, source=source, reader=eye.reader, open_to=open_to, sight=eye.sight, at=eye.at)
    return Stored(outcome, along)


def owner_of(lot: IntelLot) -> AuthorityId:
    """Return the authority that gives what is in a lot: the officer's own, or whose feed it was fetched from."""
    return AuthorityId(lot.owner or lot.authority)


def _giver(lot: IntelLot, into: Holding, eye: Onlooker) -> Giver:
    """What nobody of the directory owns says what its own markings mean, and not what this authority's do, as when the courier takes it."""
    owner = owner_of(lot)
    return into.giver(owner, word=f"lot {lot.pk}" if lot.origin == "fetched" and owner == eye.authority else "")


def _labels(pieces: Sequence[Piece], giver: Giver) -> list[Label | None]:
    """Return the label of each object, while the markings of the trial are defined; never by a sight, which would outlast the trial.

    None stands for what cannot be read: nobody knows what it would bear.
    """
    labels, known = Labels(take(), giver), dict[int, Label]()
    found: list[Label | None] = []
    for piece in pieces:
        try:
            number = labels.number_of(read_head(piece.raw), piece.raw)[0]
        except (BadStix, msgspec.DecodeError):
            found.append(None)
            continue
        found.append(known[number] if number in known else known.setdefault(number, label_numbered(number)))
    return found


def _line(piece: Piece, outcome: Kept | Refusal, *, hidden: bool) -> Line:
    return Line(piece, outcome, validate(piece.raw) if isinstance(outcome, Refusal) else (), hidden)
