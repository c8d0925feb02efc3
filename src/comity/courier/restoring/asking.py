"""Asks peers what they hold of this node, and keeps what each said until all of it is taken in."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Final

import structlog
import urllib3

from comity.courier.clocks import now
from comity.courier.opening import PinnedPool
from comity.courier.publishing import write_file
from comity.courier.restoring.evidence import Held, StrangeEvidence, add_answer, verify_answer
from comity.directory.book import book
from comity.directory.epochseeds import shown_epoch
from comity.directory.home import Home
from comity.directory.keyfiles import node_keys
from comity.records.models import JournalAct, PeerWord
from comity.seal.statement import sign_statement
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
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
    peers = [node.id for node in book(home).peers(home.node)]
    told = set(PeerWord.objects.filter(told_at__isnull=False).values_list("peer", flat=True))
    for peer in peers:
        if peer.text not in told:
            _ask(home, peer, ask=ask, at=at)
    return not PeerWord.objects.filter(peer__in=[peer.text for peer in peers], told_at__isnull=True).exists()


def _ask(home: Home, peer: NodeId, *, ask: Ask, at: Instant) -> None:
    word, _ = PeerWord.objects.get_or_create(peer=peer.text, defaults={"asked_at": at})
    try:
        held = Held(peer)
        for number, data in enumerate(_answers(home, peer, ask=ask, since=since(), at=at)):
            write_file(home.path / FOLDER / f"{peer}-{number:05d}.kept", data)
            add_answer(held, verify_answer(data, peer=peer, home=home, at=at), home=home)
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


def _answers(home: Home, peer: NodeId, *, ask: Ask, since: Instant | None, at: Instant) -> Iterable[bytes]:
    came = went = 0
    for _ in range(MOST_PAGES):
        data = ask(peer, _question(home, peer, since=since, came=came, went=went, at=at))
        answer = verify_answer(data, peer=peer, home=home, at=at)
        yield data
        if not answer.more:
            return
        if (answer.came, answer.went) <= (came, went):
            break
        came, went = answer.came, answer.went
    raise StrangeEvidence(peer=peer, why="an answer without an end")


def _question(home: Home, peer: NodeId, *, since: Instant | None, came: int, went: int, at: Instant) -> bytes:
    shown = shown_epoch(home, at=at)
    question = Question(home.node, peer, at, since, came, went, None if shown is None else shown.epoch)
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
    asked = {peer: _question(home, peer, since=None, came=0, went=0, at=at) for peer in peers}

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
