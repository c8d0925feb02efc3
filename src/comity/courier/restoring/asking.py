"""Asks peers what they hold of this node, and keeps what each said until all of it is taken in."""

import secrets
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Final

import structlog
import urllib3

from comity.courier.clocks import now
from comity.courier.opening import PinnedPool
from comity.courier.protocol.restoring import must_take
from comity.courier.replacing import write_file
from comity.courier.restoring.evidence import Held, StrangeEvidence, add_answer, verify_answer
from comity.directory.book import book
from comity.directory.epochseeds import shown_epoch
from comity.directory.home import Home
from comity.directory.home import home as here
from comity.directory.keyfiles import node_keys
from comity.records.lives import life_in_rows
from comity.records.models import JournalAct, PeerWord, Quarantine
from comity.seal.statement import sign_statement
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.lives import Claim
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.wire.kept import MAX_ANSWER, QUESTION_TYPE, Answer, Question, print_question

PATH: Final = "/comity/1/kept"
FOLDER: Final = "recovery"
MARGIN: Final = timedelta(days=2)  # how wrong the clocks of both sides may have been, together
MAX_REPLY: Final = MAX_ANSWER + 64 * 1024
MOST_PAGES: Final = 10_000
_OK: Final = 200
_LOG: Final = structlog.get_logger("comity.courier")

Ask = Callable[[NodeId, bytes], bytes]
"""Put a signed question to a peer; return the signed answer. Raises `NotAnsweredError`."""


class NotAnsweredError(Exception):
    """The peer cannot be reached, or does not answer this question."""


class NotQuarantined(Refused):
    """There is nothing to lift."""

    wire_class = "conflict"
    sentence = gettext_noop("This node is not quarantined: it signs as ever.")
    next_step = gettext_noop("Nothing is to be done.")


def over_http(home: Home, *, timeout: float = 60) -> Ask:
    """Return how peers are asked over their lines."""
    patience = urllib3.Timeout(connect=min(5, timeout), read=timeout)

    def ask(peer: NodeId, question: bytes) -> bytes:
        pool = PinnedPool(peer, now=now, timeout=patience, node=home)
        try:
            answer = pool.request("POST", PATH, body=question, preload_content=False)
            data: bytes = answer.read(MAX_REPLY + 1)
            answer.release_conn()
        except (urllib3.exceptions.HTTPError, Refused) as fault:
            raise NotAnsweredError(str(fault)) from fault
        finally:
            pool.clear()
        if answer.status != _OK or len(data) > MAX_REPLY:
            raise NotAnsweredError(f"status {answer.status}")
        return data

    return ask


def ask_all(home: Home, *, ask: Ask, at: Instant) -> bool:
    """Ask every peer that has not told yet; return whether all have. What each said is kept in the folder `recovery`."""
    claim = _own_claim()
    peers = [node.id for node in book(home).peers(home.node)]
    told = set(PeerWord.objects.filter(told_at__isnull=False).values_list("peer", flat=True))
    for peer in peers:
        if peer.text not in told:
            _ask(home, peer, ask=ask, claim=claim, at=at)
    if _own_claim() != claim:
        PeerWord.objects.update(told_at=None)  # a peer knows of a higher life: all are asked anew, for one above it
        return False
    return not PeerWord.objects.filter(peer__in=[peer.text for peer in peers], told_at__isnull=True).exists()


def _own_claim() -> Claim:
    """Return the life that this node claims, taken at the first question after it came up; raises `NotQuarantined`."""
    row = Quarantine.objects.first()
    if row is None:
        raise NotQuarantined
    if not row.birth:
        row.life, row.birth = life_in_rows(str(here().node)) + 1, secrets.token_hex(16)
        row.save(update_fields=["life", "birth"])
    return Claim(row.life, row.birth)


def raised(claim: Claim, told: Claim | None, *, peer: NodeId) -> int:
    """Return the life that this node must take after `peer` told what it knows of it; raises `StrangeEvidence` where it told nothing."""
    if told is None:
        raise StrangeEvidence(peer=peer, why="an answer that says nothing of the life that was claimed")
    return must_take(claim, told)


def _ask(home: Home, peer: NodeId, *, ask: Ask, claim: Claim, at: Instant) -> None:
    word, _ = PeerWord.objects.get_or_create(peer=peer.text, defaults={"asked_at": at})
    try:
        held = Held(peer)
        for number, (data, answer) in enumerate(answers_of(home, peer, ask=ask, since=since(), claim=claim, at=at)):
            write_file(home.path / FOLDER / f"{peer}-{number:05d}.kept", data)
            add_answer(held, answer, home=home)
            Quarantine.objects.filter(life__lt=raised(claim, answer.claim, peer=peer)).update(life=raised(claim, answer.claim, peer=peer))
    except NotAnsweredError as fault:
        fault_said = str(fault)
    except Refused as refusal:
        _LOG.warning("kept", peer=str(peer), why=str(refusal))
        fault_said = str(refusal)
    else:
        largest = max((place.size for place in held.places), default=0)
        word.told_at, word.size, word.came, word.went = at, largest, len(held.theirs), len(held.sent)
        fault_said = ""
    word.asked_at, word.fault = at, fault_said[:200]
    word.save()


def answers_of(home: Home, peer: NodeId, *, ask: Ask, since: Instant, claim: Claim, at: Instant) -> Iterator[tuple[bytes, Answer]]:
    """Ask `peer` for all that it holds since `since`, and yield its answers, page by page; raises `NotAnsweredError`, `Refused`."""
    came = went = 0
    for _ in range(MOST_PAGES):
        data = ask(peer, _signed(home, Question(home.node, peer, at, since, came, went, claim)))
        answer = verify_answer(data, peer=peer, home=home, at=at)
        yield data, answer
        if not answer.more:
            return
        if (answer.came, answer.went) <= (came, went):
            break
        came, went = answer.came, answer.went
    raise StrangeEvidence(peer=peer, why="an answer without an end")


def _signed(home: Home, question: Question) -> bytes:
    shown = shown_epoch(home, at=question.at)
    question = replace(question, fresh=None if shown is None else shown.epoch)
    return sign_statement(print_question(question), payload_type=QUESTION_TYPE, keys=(node_keys(home).signing,))


def since() -> Instant:
    """Return from when on peers are asked: the newest leaf at hand, and a margin for clocks."""
    newest = JournalAct.objects.order_by("-index").values_list("at", flat=True).first()
    return Instant(0) if newest is None else newest + -MARGIN


def read_held(home: Home, peer: NodeId, *, at: Instant) -> Held:
    """Return everything that a peer told and that was kept; raises `Refused` where it does not hold any more."""
    held = Held(peer)
    for file in sorted((home.path / FOLDER).glob(f"{peer}-*.kept")):
        add_answer(held, verify_answer(file.read_bytes(), peer=peer, home=home, at=at), home=home)
    return held


def furthest(home: Home, peers: Iterable[NodeId], *, ask: Ask, at: Instant) -> dict[NodeId, Held]:
    """Ask `peers` side by side for the furthest place alone; return what those said that answered and whose answer holds."""
    asked = {peer: _signed(home, Question(home.node, peer, at)) for peer in peers}

    def one(peer: NodeId) -> bytes | None:
        try:
            return ask(peer, asked[peer])
        except NotAnsweredError:
            return None

    found: dict[NodeId, Held] = {}
    if not asked:
        return found
    with ThreadPoolExecutor(min(8, len(asked)), thread_name_prefix="asking") as pool:
        answers = dict(zip(asked, pool.map(one, asked), strict=True))
    for peer, data in answers.items():
        if data is None:
            continue
        try:
            answer: Answer = verify_answer(data, peer=peer, home=home, at=at)
            held = Held(peer)
            add_answer(held, answer, home=home)
            found[peer] = held
        except Refused as refusal:
            _LOG.warning("kept", peer=str(peer), why=str(refusal))
    return found
