"""Watermarks: once a day a node and each peer compare what they hold of each other's streams (docs/specs/protocol.md, section 12).

What one side names and the other does not have is an alarm at both. Nothing else follows from it: people decide.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Final

from django.db import transaction

from comity.courier.alarms import keep_alarms
from comity.courier.protocol.comparing import Comparison, Found, Said, answer
from comity.courier.protocol.watermarks import Mark, bucket_of, tally
from comity.directory.book import book
from comity.directory.home import Home
from comity.directory.keyfiles import node_keys
from comity.records import journal
from comity.records.models import Inbox, Line, Outbox
from comity.seal.statement import sign_statement, verify_statement
from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId, Reference
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.wire.marks import ANSWER_TYPE, QUESTION_TYPE, MarkSaid, MarksWord, parse_marks, print_marks

PATH: Final = "/comity/1/marks"
EVERY: Final = timedelta(hours=24)
LOOKS_BACK: Final = timedelta(days=120)  # an envelope lives for 90 days at most
WINDOW: Final = timedelta(hours=24)  # how wrong the clocks of both sides may be, together
MAX_STATEMENT: Final = 600 * 1024
_DAY: Final = 86_400_000_000

Ask = Callable[[bytes], bytes]
"""Put a signed question to the peer; return its signed answer. Raises what the caller of `compare_marks` waits for."""


class StrangeWord(Refused):
    """A word about marks that is not the peer's own, not to this node, or not of now."""

    wire_class = "policy"
    sentence = gettext_noop("What %(node)s says of what it holds is not its own, not for this node, or not of now.")
    next_step = gettext_noop("Nothing was compared. Look at the clocks of both nodes; it is asked again tomorrow.")


@dataclass(frozen=True, slots=True)
class Compared:
    """How many streams were compared, what is named there and missing here, and the other way round."""

    streams: int
    here: tuple[Mark, ...] = ()
    there: tuple[Mark, ...] = ()


def is_due(peer: NodeId, *, at: Instant) -> bool:
    """Say whether the last comparison with `peer` is a day old, or from the future, or never was."""
    row = Line.objects.filter(peer=peer.text).first()
    return row is None or row.marks_at is None or not timedelta(0) <= at - row.marks_at < EVERY


def forget_marks() -> None:
    """Let all be compared again soon: this node came up from a copy. In the caller's transaction."""
    Line.objects.exclude(marks_at=None).update(marks_at=None)


def compare_marks(peer: NodeId, *, home: Home, ask: Ask, at: Instant) -> Compared:
    """Compare with `peer`: one digest, then those of buckets, then only marks that differ; alarm for what one side lacks.

    Raises `Refused` where the peer's word does not hold; nothing is kept then but the alarms of the rounds before.
    """
    since = Instant((at + -LOOKS_BACK).micros // _DAY * _DAY)
    speaking = _Speaking(home, peer, since=since, at=at)
    comparison = Comparison(speaking)
    here: list[Mark] = []
    there: list[Mark] = []
    question: Said | None = comparison.begin()
    while question is not None:
        found, question = comparison.hear(speaking.hear(ask(speaking.say(question))))
        here += found.here
        there += found.there
        speaking.alarm(found)
    _compared(peer, at=at)
    return Compared(speaking.streams, tuple(here), tuple(there))


def answer_marks(home: Home, data: bytes, *, at: Instant) -> bytes:
    """Return the signed answer to the signed question in `data`; raises `Refused` for what is not the peer's own, for us, of now."""
    verified = verify_statement(data, payload_type=QUESTION_TYPE, keyring=book(home).keyring, at=at)
    question = parse_marks(verified.payload)
    late = max(at, question.at) - min(at, question.at)
    if [entry.owner for entry in verified.signed_by] != [question.node] or question.to != home.node or late > WINDOW:
        raise StrangeWord(node=question.node)
    if at - question.since > LOOKS_BACK + WINDOW * 3:
        raise StrangeWord(node=question.node)
    speaking = _Speaking(home, question.node, since=question.since, at=at)
    answered = answer(speaking, _heard(question))
    speaking.alarm(answered.found)
    if answered.compared:
        _compared(question.node, at=at)
    return sign_statement(print_marks(speaking.word(answered.said)), payload_type=ANSWER_TYPE, keys=(node_keys(home).signing,))


class _Speaking:
    """One side of one comparison: what this node holds, and how it says so."""

    def __init__(self, home: Home, peer: NodeId, *, since: Instant, at: Instant) -> None:
        self._home, self._peer, self._since, self._at = home, peer, since, at
        self.streams = 0

    # -- what is here ---------------------------------------------------------------------------

    def _all(self) -> Iterator[Mark]:
        """Yield the highest act of each stream: of ours that the peer signed for, of the peer's that is kept here."""
        name = self._peer.text
        sent = Outbox.objects.filter(peer=name, item="envelope", posted_at__gte=self._since).exclude(order="")
        came = Inbox.objects.filter(peer=name, received_at__gte=self._since)
        for ours, rows in ((True, sent), (False, came)):
            found = rows.order_by("case", "seq").values_list("case", "seq", "inner_digest").iterator(500)
            for case, acts in groupby(found, key=lambda row: row[0]):
                *_, (_, seq, inner) = acts
                yield Mark(ours, Reference(case), seq, Digest(bytes(inner)))

    def digests(self) -> tuple[Digest, ...]:
        """Return the digests of all buckets, and count the streams."""

        def counted() -> Iterator[Mark]:
            for mark in self._all():
                self.streams += 1
                yield mark

        return tally(counted(), own=self._home.node, peer=self._peer)

    def marks(self, buckets: Sequence[int]) -> dict[int, list[Mark]]:
        """Return the marks of these buckets."""
        wanted, found = set(buckets), defaultdict(list)
        for mark in self._all() if wanted else ():
            if (bucket := bucket_of(mark.case)) in wanted:
                found[bucket].append(mark)
        return found

    def present(self, marks: Iterable[Mark], *, signed_for: bool = False) -> set[Mark]:
        """Return which of these acts are here; of our own, with `signed_for`, only those that the peer signed for."""
        found: set[Mark] = set()
        asked = list(marks)
        sent = Outbox.objects.filter(item="envelope").exclude(order="") if signed_for else Outbox.objects.filter(item="envelope")
        for ours, rows in ((True, sent), (False, Inbox.objects.all())):
            mine = [mark for mark in asked if mark.ours is ours]
            for start in range(0, len(mine), 200):
                some = mine[start : start + 200]
                acts = rows.filter(peer=self._peer.text, case__in={one.case.text for one in some}, seq__in={one.seq for one in some})
                there = {(case, seq, bytes(inner)) for case, seq, inner in acts.values_list("case", "seq", "inner_digest")}
                found.update(one for one in some if (one.case.text, one.seq, one.inner.raw) in there)
        return found

    # -- what is said ---------------------------------------------------------------------------

    def word(self, said: Said) -> MarksWord:
        """Return what is said, by whom, to whom and when."""
        return MarksWord(
            node=self._home.node,
            to=self._peer,
            at=self._at,
            since=self._since,
            root=said.root,
            digests=said.digests,
            buckets=said.buckets,
            marks=tuple(map(_said, said.marks)),
            strange=tuple(map(_said, said.strange)),
        )

    def say(self, said: Said) -> bytes:
        """Return a signed question."""
        return sign_statement(print_marks(self.word(said)), payload_type=QUESTION_TYPE, keys=(node_keys(self._home).signing,))

    def hear(self, data: bytes) -> Said:
        """Return what the peer answers; raises `Refused` where it is not its own word, to this node, about what was asked."""
        verified = verify_statement(data, payload_type=ANSWER_TYPE, keyring=book(self._home).keyring, at=self._at)
        word = parse_marks(verified.payload)
        late = max(self._at, word.at) - min(self._at, word.at)
        mine = [entry.owner for entry in verified.signed_by] == [self._peer] and (word.node, word.to) == (self._peer, self._home.node)
        if not mine or word.since != self._since or late > WINDOW:
            raise StrangeWord(node=self._peer)
        return _heard(word)

    def alarm(self, found: Found) -> None:
        """Raise an alarm for each stream; equal ones are one."""
        alarms = found.alarms(self._peer)
        if alarms:
            with transaction.atomic():
                entries = keep_alarms(alarms, at=self._at)
                if entries:
                    journal.append(*entries, at=self._at, key=node_keys(self._home).signing.public.key_id)


def _heard(word: MarksWord) -> Said:
    """Return what a word says, as its speaker speaks of it."""
    return Said(
        root=word.root,
        digests=word.digests,
        buckets=word.buckets,
        marks=tuple(map(_mark, word.marks)),
        strange=tuple(map(_mark, word.strange)),
    )


def _compared(peer: NodeId, *, at: Instant) -> None:
    Line.objects.update_or_create(peer=peer.text, defaults={"marks_at": at})


def _mark(said: MarkSaid) -> Mark:
    return Mark(said.ours, said.case, said.seq, said.inner)


def _said(mark: Mark) -> MarkSaid:
    return MarkSaid(mark.ours, mark.case, mark.seq, mark.inner)
