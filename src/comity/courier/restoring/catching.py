"""Catches up: what peers gave back is kept, in the order in which it happened, and the log goes on; one transaction, or nothing of it."""

import secrets
import shutil
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import transaction

from comity.courier.accepting import keep_again
from comity.courier.answers import peer_answer
from comity.courier.carrying import Carrier
from comity.courier.marking import forget_marks
from comity.courier.protocol.arriving import Head
from comity.courier.protocol.restoring import OwnAct, take_back
from comity.courier.restoring.asking import FOLDER, NotQuarantined, read_held, since
from comity.courier.restoring.evidence import Held, Later, OwnSent, Theirs
from comity.courier.restoring.marks import is_quarantined, release
from comity.courier.restoring.standing import Extension, LogAtHand, log_at_hand
from comity.desk.receiving.receipts import take_receipt
from comity.desk.recovering.taking import skip_numbers, take_own
from comity.directory.book import book
from comity.directory.home import Home
from comity.directory.keyfiles import node_keys
from comity.directory.quarantined import clear_standing
from comity.records import journal
from comity.records.lives import life_in_rows
from comity.records.models import Discontinuity, JournalAct, Life, LogHead, Message, Outbox, PeerWord, Quarantine, Receipt, Stream
from comity.records.streams import begin_life, begin_streams
from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId, Reference
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

LOG_BEFORE: Final = "log-before"
_UNTOLD: Final = Digest(bytes(32))  # what an act names whose content was not given back: nothing follows on it


class PeersWaited(Refused):
    """Peers have not told yet what they hold."""

    wire_class = "unavailable"
    sentence = gettext_noop("Not heard yet: %(peers)s. What they hold of this node is not known.")
    next_step = gettext_noop("Wait for them, or go on without them: two officers say so with “comity quarantine lift --without”.")


class BreakNeeded(Refused):
    """The log cannot go on as it was signed."""

    wire_class = "conflict"
    sentence = gettext_noop("This node signed for %(furthest)s leaves, and the copy and the log's files have %(size)s: some are lost.")
    next_step = gettext_noop("Two officers publish where the log breaks and why: “comity quarantine lift”.")


class Overtaken(Refused):
    """What the officers signed is not any more how the log stands."""

    wire_class = "conflict"
    sentence = gettext_noop("Something changed while the officers signed: nothing was lifted.")
    next_step = gettext_noop("Give the same command again.")


@dataclass(frozen=True, slots=True)
class Signed:
    """A discontinuity as it is published: its file, the entry of its leaf, what it says of the log."""

    file: bytes
    salt: bytes
    record: bytes
    payload: bytes
    index: int
    shared: int


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """What was taken back: acts of ours and of peers, later receipts, leaves out of the log's files; `lost`: places that nobody holds."""

    sent: int
    received: int
    later: int
    leaves: int
    lost: tuple[str, ...]


def read_all(home: Home, *, at: Instant) -> list[Held]:
    """Return what every peer that told gave back, verified once more."""
    told = PeerWord.objects.filter(told_at__isnull=False).values_list("peer", flat=True)
    return [read_held(home, NodeId(peer), at=at) for peer in sorted(told)]


def waited_for(home: Home) -> tuple[NodeId, ...]:
    """Return the peers that have not told what they hold."""
    told = set(PeerWord.objects.filter(told_at__isnull=False).values_list("peer", flat=True))
    return tuple(node.id for node in book(home).peers(home.node) if node.id.text not in told)


def catch_up(home: Home, *, at: Instant, said: Signed | None = None) -> CaughtUp:
    """Take in all that peers hold, and let the log go on; raises `PeersWaited`, `BreakNeeded`, `Overtaken`, `NotQuarantined`.

    Without `said` every peer must have told, and the log must go on exactly as it was signed. With it, the log says first where it breaks.
    """
    helds = read_all(home, at=at)
    with transaction.atomic():
        if not is_quarantined():
            raise NotQuarantined
        hand = log_at_hand(home, helds)
        if said is None:
            if silent := waited_for(home):
                raise PeersWaited(peers=", ".join(map(str, silent)))
            if hand.breaks:
                raise BreakNeeded(furthest=hand.judged.furthest.size if hand.judged.furthest else 0, size=hand.size)
        elif (said.index, said.shared) != (hand.size, hand.judged.shared):
            raise Overtaken
        done = _Catching(home, helds, hand.extension, at=at).perform(said)
    if said is not None and hand.breaks:
        _set_aside(home, hand)
    shutil.rmtree(home.path / FOLDER, ignore_errors=True)
    clear_standing(home)
    return done


def take_late(home: Home, held: Held, *, at: Instant) -> int:
    """Take in what a peer holds and is not here, after this node had caught up; one transaction. Return how much it was."""
    with transaction.atomic():
        return _Catching(home, [held], at=at).late()


def _set_aside(home: Home, hand: LogAtHand) -> None:
    """Move files of a log that is not this one out of its folder: they stay as evidence, and the new ones are made from the rows."""
    if not home.log.exists() or not any(home.log.iterdir()):
        return
    target = Path(f"{home.path / LOG_BEFORE}-{hand.size}")
    if not target.exists():
        home.log.rename(target)
        home.log.mkdir(mode=0o700)


class _Catching:
    """One catching up, inside the caller's transaction."""

    def __init__(self, home: Home, helds: Sequence[Held], extension: Extension | None = None, *, at: Instant) -> None:
        self._home, self._helds, self._extension, self._at = home, helds, extension, at
        self._key = node_keys(home).signing.public.key_id
        self._entries: list[journal.Entry] = []
        self._lost: list[str] = []
        self._tips: dict[tuple[str, str], bytes | None] = {}

    def perform(self, said: Signed | None) -> CaughtUp:
        """Do all of it."""
        # (1) leaves that only the log's files still have; then the log may be added to again, in a life of its own
        owed, copied = journal.owed(), since()
        extension = self._extension
        if extension is not None:
            self._extend(extension)
        life = self._take_life(since=copied)  # before the claim goes with the mark
        release()
        # (2) where it breaks, before anything else of the new history
        if said is not None:
            self._break(said)
        self._entries += owed
        # (3) acts of both sides, as they happened
        sent, received = self._acts()
        begin_life(life, tips=self._tips)
        skip_numbers(at=self._at)
        self._flush()
        # (4) the receipts for ours, and those that went on their own
        later = self._receipts()
        # (5) that it was done
        leaves = len(extension.records) if extension else 0
        self._entries.append(self._summary(sent=sent, received=received, later=later, leaves=leaves))
        self._flush()
        return CaughtUp(sent, received, later, leaves, tuple(self._lost))

    def late(self) -> int:
        """Take what arrived at a peer after this node had caught up; return how many acts and receipts it was."""
        sent, received = self._acts()
        begin_streams(life_in_rows(self._home.node.text), tips=self._tips)
        self._flush()
        return sent + received + self._receipts()

    def _receipts(self) -> int:
        """Keep the receipts for our acts, and return how many others were not here."""
        for held in self._helds:
            known = set(Outbox.objects.filter(peer=held.peer.text).values_list("env_id", flat=True))
            answers = [(peer_answer(body, data=sealed), sealed) for body, sealed in held.taken if str(body.env_id) in known]
            if answers:
                Carrier(held.peer, now=lambda: self._at).keep_receipts(answers, at=self._at)
        return sum(self._later(one) for held in self._helds for one in held.later)

    def _take_life(self, *, since: Instant) -> int:
        row = Quarantine.objects.get()
        life, birth = max(row.life, life_in_rows(self._home.node.text) + 1), row.birth or secrets.token_hex(16)
        values = {"life": life, "birth": birth, "at": self._at, "since": since}
        Life.objects.update_or_create(node=self._home.node.text, defaults=values)
        forget_marks()
        return life

    def _flush(self) -> None:
        """Append what is owed so far, in its order."""
        if self._entries:
            journal.append(*self._entries, at=self._at, key=self._key)
            self._entries = []

    def _extend(self, extension: Extension) -> None:
        cases = {one.received.log.index: str(one.received.case) for held in self._helds for one in held.theirs}
        for place, (record, leaf) in enumerate(extension.records, extension.start):
            JournalAct.objects.create(
                index=place,
                name=record.kind,
                actor="",
                about=cases.get(place, "") if record.kind == "act.received" else "",
                at=record.at,
                record=extension.raw[place - extension.start],
                leaf_hash=leaf,
            )
        LogHead.objects.filter(pk=1).update(frontier=extension.frontier.to_bytes())

    def _break(self, said: Signed) -> None:
        journal.append_printed(said.record, payload=said.payload, salt=said.salt)
        Discontinuity.objects.create(node=self._home.node.text, index=said.index, shared=said.shared, said=said.file, at=self._at)

    def _acts(self) -> tuple[int, int]:
        wanted = self._missing_sent()
        theirs = [one for held in self._helds for one in held.theirs]
        in_order: list[tuple[Instant, OwnSent | Theirs]] = [(one.disclosed.inner.created, one) for one in wanted]
        in_order += [(one.received.at, one) for one in theirs]
        sent = received = 0
        for _, act in sorted(in_order, key=lambda pair: pair[0]):
            if isinstance(act, OwnSent):
                self._sent(act)
                sent += 1
            else:
                entry = keep_again(act.opened, body=act.body, sealed=act.sealed, receipt=act.receipt, at=act.received.at, now=self._at)
                received += entry is not None
                self._entries += [entry] if entry is not None else []
        return sent, received

    def _missing_sent(self) -> list[OwnSent]:
        """Return our acts that the copy does not have; write where their streams stand, and which places nobody holds."""
        found: list[OwnSent] = []
        for held in self._helds:
            here = {str(one.disclosed.inner.env_id): one for one in held.sent}
            streams: dict[Reference, list[OwnAct]] = defaultdict(list)
            for body, _ in held.taken:
                own = here.get(str(body.env_id))
                previous = own.disclosed.inner.previous if own else _UNTOLD
                if not Message.objects.filter(env_id=str(body.env_id), direction="out").exists():
                    streams[body.case].append(OwnAct(body.env_id, body.inner, body.seq, previous))
            for case, acts in sorted(streams.items()):
                row = Stream.objects.filter(peer=held.peer.text, case=str(case), direction="out").first()
                head = Head(row.next_seq, Digest(bytes(row.head)) if row.head else None) if row else Head()
                back = take_back(head, acts)
                found += [here[str(act.env_id)] for act in back.acts if str(act.env_id) in here]
                gone = [act.seq for act in back.acts if str(act.env_id) not in here]
                self._lost += [f"{case} {seq}" for seq in sorted((*back.lost, *gone))]
                self._tips[held.peer.text, str(case)] = back.tip.raw if back.tip else None
        return found

    def _sent(self, act: OwnSent) -> None:
        inner = act.disclosed.inner
        take_own(
            act.disclosed,
            body=act.body,
            salt=act.salt,
            inner_bytes=act.inner_bytes,
            signatures=act.signatures,
            sealed=act.sealed,
            outline=act.outline,
            peer=act.peer,
        )
        facts: dict[str, JsonValue] = {
            "envelope": str(inner.env_id),
            "inner": str(act.disclosed.inner_digest),
            "act": act.body.act,
            "kind": act.body.kind,
            "to": act.peer.text,
            "drafted_by": str(act.body.drafted_by),
            "signers": [str(entry.owner) for entry in act.disclosed.signed_by],
            "was": "act.sent",
        }
        self._entries.append(journal.Entry(name="act.recovered", actor=self._home.node.text, about=str(inner.case), facts=facts))

    def _later(self, later: Later) -> bool:
        """Keep a receipt that went on its own; return whether it was not here."""
        body, direction = later.body, "out" if later.ours else "in"
        kind = type(body).__name__.removesuffix("Body").lower()
        if Receipt.objects.filter(env_id=str(body.env_id), kind=kind, direction=direction).exists():
            return False
        if not Message.objects.filter(env_id=str(body.env_id), direction="in" if later.ours else "out").exists():
            return False
        if later.ours:
            Receipt.objects.create(
                env_id=str(body.env_id), kind=kind, direction="out", case=str(body.case), sealed=later.sealed, at=body.at
            )
        else:
            take_receipt(later.verified, body=body, data=later.sealed, at=body.at)
        return True

    def _summary(self, *, sent: int, received: int, later: int, leaves: int) -> journal.Entry:
        facts: dict[str, JsonValue] = {
            "peers": [str(held.peer) for held in self._helds],
            "sent": sent,
            "received": received,
            "later": later,
            "leaves": leaves,
            "lost": list(self._lost),
        }
        return journal.Entry(name="log.recovered", actor=self._home.node.text, about="", facts=facts)
