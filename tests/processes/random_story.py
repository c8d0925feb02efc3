"""A random story over two nodes: officers act in three cases; couriers are killed, frozen, restarted; deliveries repeat and overtake."""

import contextlib
import http.client
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from real_nodes import Pair, RealNode, RefusedError, instant_now, request_of
from row_evidence import require_once

from comity.doors.cli.demo import fields
from comity.doors.cli.demo.people import PASSPHRASE
from comity.wire.batch import ItemKind

STEPS: Final = 24
WITHDRAWN_UNREAD: Final = 0.1
UNDECIDED: Final = frozenset({"delivered", "opened", "consulting", "views-given", "risk-notified"})

# Act, kind, and what is filled in.
Choice = tuple[str, str, Callable[[str], dict[str, Any]]]

CONSULT: Final[Choice] = ("consultation", "ADM-CONSULT", lambda _: fields.consultation("ESSENTIAL_INTEREST", at=instant_now()))
GRANT: Final[Choice] = ("answer", "REQ-PRESERVE", lambda _: fields.preserved(at=instant_now()))
GRANT_MORE: Final[Choice] = ("answer", "REQ-PRESERVE-EXT", lambda _: fields.extended(at=instant_now()))
VIEWS: Final[Choice] = ("views", "ADM-CONSULT", lambda _: fields.views())
EXTEND: Final[Choice] = ("request", "REQ-PRESERVE-EXT", lambda case: fields.extension(case, at=instant_now()))
WITHDRAW: Final[Choice] = ("withdrawal", "ADM-WITHDRAW", lambda _: {"reason": "WD-NOT-NEEDED"})


@dataclass
class Case:
    """One request of the story: who asks whom, its number, and the envelopes that were approved, by sender, in their order."""

    asks: RealNode
    asked: RealNode
    number: str = ""
    sent: dict[str, list[str]] = field(default_factory=lambda: {"vn": [], "xr": []})


@dataclass
class RandomStory:
    """Everything that happens is drawn from `seed`; when it happens is up to the machine."""

    pair: Pair
    seed: int
    cases: list[Case] = field(init=False)
    down: list[RealNode] = field(default_factory=list)
    timers: list[threading.Timer] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Two cases one way, one the other."""
        self.draw = random.Random(self.seed)
        vn, xr = self.pair.nodes
        self.cases = [Case(xr, vn), Case(vn, xr), Case(xr, vn)]

    def play(self) -> None:
        """Play, then let everything run until nobody owes anything."""
        for case in self.cases:
            self._begin(case)
        steps: list[tuple[int, Callable[[], None]]] = [
            (18, self._act),
            (4, self._deliver_again),
            (2, self._freeze),
            (1, self._kill),
            (4, self._start),
            (2, self._read),
        ]
        weights, verbs = zip(*steps, strict=True)
        for _ in range(STEPS):
            (verb,) = self.draw.choices(verbs, weights)
            verb()
        if self.seed % 5 == 0:
            self._approve_twice_because_the_desk_died()
        for timer in self.timers:
            timer.join()
        self.down = []
        self.pair.start_missing()
        self.pair.settle()

    # -- what officers do ------------------------------------------------------------------------

    def _begin(self, case: Case) -> None:
        case.number, envelope = case.asks.request(case.asked)
        case.sent[case.asks.side.code].append(envelope)

    def _act(self) -> None:
        able = [(case, node, self._choices(case, node)) for case in self.cases for node in (case.asks, case.asked)]
        able = [one for one in able if one[2]]
        if not able:
            return
        case, node, choices = self.draw.choice(able)
        act, kind, filled = self.draw.choice(choices)
        # What arrived a moment ago may have moved the request on: then the desk refuses, and the officer does something else.
        with contextlib.suppress(RefusedError):
            more = {"reference": case.number, **self._answers(case, node)}
            drafted = node.draft(self.pair.peer(node), act, kind, filled(case.number), **more)
            case.sent[node.side.code].append(self._approve(node, drafted))

    def _approve(self, node: RealNode, drafted: dict[str, Any]) -> str:
        return node.approve(drafted)

    def _state(self, case: Case, node: RealNode) -> str:
        rows = node.rows.select("SELECT state FROM records_request WHERE reference = ?", case.number)
        return rows[0]["state"] if rows else ""

    def _choices(self, case: Case, node: RealNode) -> list[Choice]:
        state = self._state(case, node)
        if node is case.asked:
            if state == "extension-asked":
                return [GRANT_MORE]
            return [CONSULT, CONSULT, CONSULT, GRANT] if state in UNDECIDED else []
        return {
            "consulting": [*(VIEWS,) * 9, WITHDRAW],
            "answered": [*(EXTEND,) * 4, WITHDRAW],
            "sent": [WITHDRAW] if self.draw.random() < WITHDRAWN_UNREAD else [],
        }.get(state, [])

    def _answers(self, case: Case, node: RealNode) -> dict[str, str]:
        query = (
            "SELECT env_id FROM records_message m JOIN records_request r ON r.id = m.request_id "
            "WHERE r.reference = ? AND m.direction = 'in' ORDER BY m.id"
        )
        arrived = node.rows.select(query, case.number)
        return {"replies_to": arrived[-1]["env_id"]} if arrived else {}

    def _read(self) -> None:
        case = self.draw.choice(self.cases)
        node = self.draw.choice((case.asks, case.asked))
        if self._state(case, node):
            node.play("read", officer=node.drafter, reference=case.number)

    def _approve_twice_because_the_desk_died(self) -> None:
        """End the officers' process somewhere in an approval; the same form is sent once more, and acts once."""
        node = self.draw.choice(self.pair.nodes)
        peer = self.pair.peer(node)
        case = Case(node, peer)
        self.cases.append(case)
        drafted = node.draft(peer, "request", "REQ-PRESERVE", request_of(node.side))
        asked = {name: drafted[name] for name in ("draft", "digest", "token")}
        node.tell("approve", officer=node.approver, passphrase=PASSPHRASE, **asked)
        time.sleep(self.draw.uniform(0, 0.1))
        node.kill_officers()
        node.start_officers()
        case.number = drafted["reference"]
        case.sent[node.side.code].append(node.approve(drafted))

    # -- what happens to the machines and the wires ----------------------------------------------

    def _running(self) -> list[RealNode]:
        return [node for node in self.pair.nodes if node not in self.down]

    def _kill(self) -> None:
        for node in self.draw.sample(self._running(), k=min(1, len(self._running()))):
            node.kill_courier()
            self.down.append(node)

    def _start(self) -> None:
        if self.down:
            self.down.pop().start_courier()

    def _freeze(self) -> None:
        """Freeze a courier for a moment: not longer, because it may hold the write lock that the officers wait for."""
        for node in self.draw.sample(self._running(), k=min(1, len(self._running()))):
            node.pause()
            timer = threading.Timer(self.draw.uniform(0.05, 0.6), node.resume)
            timer.start()
            self.timers.append(timer)

    def _deliver_again(self) -> None:
        """Bring some of what a node ever owed, in any order, as a wire does that repeats and reorders; the reply is lost."""
        sender = self.draw.choice(self.pair.nodes)
        if self.pair.peer(sender) not in self._running():
            return
        numbers = tuple(case.number for case in self.cases)
        marks = ", ".join("?" * len(numbers))
        rows = sender.rows.select(
            f'SELECT item, sealed FROM records_outbox JOIN records_outboxbytes ON entry_id = id WHERE "case" IN ({marks}) ORDER BY id',
            *numbers,
        )
        picked = self.draw.sample(rows, k=min(len(rows), self.draw.randint(1, 4)))
        items: list[tuple[ItemKind, bytes]] = [("envelope" if row["item"] == "envelope" else "receipt", row["sealed"]) for row in picked]
        with contextlib.suppress(OSError, http.client.HTTPException):
            if items:
                self.pair.post(sender, items)


def require_stream(case: Case, sender: RealNode, receiver: RealNode) -> None:
    """Fail unless what was approved, and nothing else, was sent and applied once, in this order, without a gap."""
    approved = case.sent[sender.side.code]
    query = (
        "SELECT m.env_id, m.seq FROM records_message m JOIN records_request r ON r.id = m.request_id "
        "WHERE r.reference = ? AND m.direction = ? ORDER BY m.id"
    )
    expected = [{"env_id": envelope, "seq": seq} for seq, envelope in enumerate(approved, start=1)]
    assert sender.rows.select(query, case.number, "out") == expected
    assert receiver.rows.select(query, case.number, "in") == expected
    inbox = 'SELECT count(*) AS n FROM records_inbox WHERE "case" = ? AND peer = ?'
    assert receiver.rows.one(inbox, case.number, sender.side.node)["n"] == len(approved)
    for envelope in approved:
        require_once(sender.rows, receiver.rows, envelope)


def require_opened(case: Case, giver: RealNode, taker: RealNode) -> None:
    """Fail unless every later receipt that was given was taken once, byte by byte."""
    query = """SELECT env_id, kind, sealed FROM records_receipt
        WHERE "case" = ? AND direction = ? AND kind != 'received' ORDER BY env_id, kind"""
    assert giver.rows.select(query, case.number, "out") == taker.rows.select(query, case.number, "in")
