"""A process dies at every named crash point of sending and receiving, is started again, and both databases are read from outside."""

import ast
import hashlib
import http.client
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import pytest
from forged_acts import forge, owe
from real_nodes import GoneError, Pair, RealNode, instant_now, request_of, wait_until
from row_evidence import Rows, receipt_body, require_log, require_once

from comity.courier.crashing import (
    AHEAD_POINTS,
    ALL_POINTS,
    EPOCH_POINTS,
    FEED_POINTS,
    FILE_RECEIVE_POINTS,
    FILE_SEND_POINTS,
    LASTING_POINTS,
    PARCEL_POINTS,
    RELAY_POINTS,
    RELAYED_POINTS,
    SET_POINTS,
    TELL_POINTS,
    WITNESS_POINTS,
)
from comity.courier.protocol.effects import COMMIT, ArrivalInside, SendingAfter, SendingInside
from comity.courier.witnessing import PATH as WITNESS_PATH
from comity.desk.crashing import APPROVE_POINTS, STATUS
from comity.directory.home import read_home
from comity.directory.keyfiles import node_keys
from comity.doors.cli.demo import fields
from comity.ledger.checkpoint import Checkpoint, sign_checkpoint
from comity.ledger.cosigning import Submission, print_submission
from comity.ledger.frontier import Frontier
from comity.ledger.proofs import prove_consistency
from comity.ledger.tree import hashes_of
from comity.seal.note import note_signers
from comity.seal.parcel import CHUNK
from comity.terms.digests import leaf_hash
from comity.wire.batch import ItemKind

GROUND = "ESSENTIAL_INTEREST"

# What the braces of a point's name stand for in the sources. A template that is not here has to be thought about.
TEMPLATES = {
    "receive.{effect.name}": tuple(kind.name for kind in get_args(ArrivalInside)),
    "receive.before-{COMMIT}": (COMMIT,),
    "receive.{COMMIT}": (COMMIT,),
    "send.{effect.name}": tuple(kind.name for kind in get_args(SendingAfter)),
    "send.{record.name}": ("outcome",),
}


def points_in(source: str) -> list[str]:
    """Return the points that a module passes through."""
    found: list[str] = []
    if "crash_point(" not in source:  # most do not, and reading their grammar would take seconds
        return found
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "crash_point"):
            continue
        (name,) = node.args
        if isinstance(name, ast.Constant):
            found.append(name.value)
            continue
        assert isinstance(name, ast.JoinedStr)
        template = ast.unparse(name)[2:-1]
        before, _, after = template.partition("{")
        found += [f"{before}{word}{after.partition('}')[2]}" for word in TEMPLATES[template]]
    return found


def test_every_point_that_the_code_passes_is_listed_and_no_other(root: Path) -> None:
    """The list is what the sources pass through, each once: a commit without a name would be a commit without a test."""
    passed = [point for file in sorted((root / "src").rglob("*.py")) for point in points_in(file.read_text(encoding="utf-8"))]
    # Of the others: test_notices, test_feeding, test_giving, test_serving, test_relaying, and below.
    beside = (
        *TELL_POINTS,
        *FEED_POINTS,
        *SET_POINTS,
        *RELAY_POINTS,
        *RELAYED_POINTS,
        *WITNESS_POINTS,
        *EPOCH_POINTS,
        *LASTING_POINTS,
        *PARCEL_POINTS,
    )
    beside += AHEAD_POINTS
    assert sorted(passed) == sorted((*ALL_POINTS, *beside))
    assert {kind.name for kind in get_args(SendingInside)} == {"outcome", "alarm"}


def test_every_listed_point_has_a_situation() -> None:
    """No point is skipped in silence."""
    assert sorted(SITUATIONS) == sorted(ALL_POINTS)


@dataclass
class Crash:
    """The death of one process at one point, and its return."""

    point: str
    died: bool = False

    def arm(self, node: RealNode) -> None:
        """Start the node's courier again, so that it dies at the point."""
        node.kill_courier()
        node.start_courier(crash_at=self.point)
        node.wait_for_courier()

    def survive(self, node: RealNode) -> None:
        """Wait until the courier has died at the point, and start it as an operator would."""
        assert node.courier_ends() == STATUS
        self.died = True
        node.start_courier()
        node.wait_for_courier()


# -- situations: how each point is reached ------------------------------------------------------


def approval(pair: Pair, crash: Crash) -> None:
    """The officers' process dies while the second officer approves; the officer repeats the click of the same form."""
    xr, vn = pair.xr, pair.vn
    xr.stop_officers()
    xr.start_officers(crash_at=crash.point)
    drafted = xr.draft(vn, "request", "REQ-PRESERVE", request_of(xr.side))
    with pytest.raises(GoneError):
        xr.approve(drafted)
    assert xr.stop_officers() == STATUS
    crash.died = True
    xr.start_officers()
    envelope = xr.approve(drafted)
    pair.settle()
    require_once(xr.rows, vn.rows, envelope)
    xr.rows.one("SELECT * FROM records_message m JOIN records_request r ON r.id = m.request_id WHERE r.reference = ?", drafted["reference"])
    xr.rows.one("SELECT * FROM records_submission WHERE token = ?", drafted["token"])


def receiver_of_an_act(pair: Pair, crash: Crash) -> None:
    """The receiving courier dies while it takes an ordinary act."""
    crash.arm(pair.vn)
    _, envelope = pair.xr.request(pair.vn)
    crash.survive(pair.vn)
    pair.settle()
    require_once(pair.xr.rows, pair.vn.rows, envelope)


def sender_of_an_act(pair: Pair, crash: Crash) -> None:
    """The sending courier dies around the POST of an ordinary act."""
    crash.arm(pair.xr)
    _, envelope = pair.xr.request(pair.vn)
    crash.survive(pair.xr)
    pair.settle()
    require_once(pair.xr.rows, pair.vn.rows, envelope)


def _place_taken(pair: Pair, crash: Crash, *, victim: RealNode) -> None:
    xr, vn = pair.xr, pair.vn
    drafted = xr.draft(vn, "request", "REQ-PRESERVE", request_of(xr.side))
    case, first = drafted["reference"], xr.approve(drafted)
    pair.settle()
    crash.arm(victim)
    forged = owe(xr, vn, forge(xr, vn, body=xr.body(drafted), seq=1, previous=None), case=case, seq=1)
    crash.survive(victim)
    pair.settle()
    require_once(xr.rows, vn.rows, first)
    require_refused(xr.rows, forged, "conflict")
    assert vn.rows.select("SELECT * FROM records_inbox WHERE env_id = ?", forged) == []
    assert (vn.rows.alarms(case), xr.rows.alarms(case)) == (["seq-taken"], ["refused"])
    assert (vn.rows.leaves("alarm.raised", forged), xr.rows.leaves("alarm.raised", forged)) == (1, 1)


def receiver_of_a_second_act_in_one_place(pair: Pair, crash: Crash) -> None:
    """A faulty peer uses one place of a case twice; the receiving courier dies while it refuses."""
    _place_taken(pair, crash, victim=pair.vn)


def sender_of_a_second_act_in_one_place(pair: Pair, crash: Crash) -> None:
    """The same; the sending courier dies while it keeps the refusal and raises its alarm."""
    _place_taken(pair, crash, victim=pair.xr)


def receiver_of_a_wrong_predecessor(pair: Pair, crash: Crash) -> None:
    """A held act names a predecessor that never was; the receiving courier dies when it lets go of it."""
    xr, vn = pair.xr, pair.vn
    crash.arm(vn)
    xr.pause()
    case, first = xr.request(vn)
    drafted = xr.draft(vn, "withdrawal", "ADM-WITHDRAW", {"reason": "WD-NOT-NEEDED"}, reference=case)
    closed = forge(xr, vn, body=xr.body(drafted), seq=2, previous=secrets.token_bytes(32))
    forged = owe(xr, vn, closed, case=case, seq=2)
    (held,), wants = pair.post(xr, [("envelope", closed.data)])
    assert wants == [(case, 1)]
    assert held is not None
    assert receipt_body(held)["order"] == "held"
    xr.resume()
    crash.survive(vn)
    pair.settle()
    require_once(xr.rows, vn.rows, first)
    wait_until(lambda: xr.rows.outbox(forged)["state"] == "refused", "the refusal of what was held")
    require_refused(xr.rows, forged, "conflict")
    assert vn.rows.inbox(forged)["order"] == "refused"
    assert bytes(vn.rows.inbox(forged)["receipt"]) == held
    assert vn.rows.select("SELECT * FROM records_message WHERE env_id = ?", forged) == []
    assert vn.rows.leaves("act.received", forged) == 1
    assert (vn.rows.alarms(case), xr.rows.alarms(case)) == (["held-broken"], ["refused"])
    vn.rows.one("SELECT * FROM records_outbox WHERE item = 'refused' AND state = 'receipted' AND \"case\" = ?", case)


def receiver_of_an_overtaking_act(pair: Pair, crash: Crash) -> None:
    """The second act of a case arrives before the first; the receiving courier dies before it can ask for the first."""
    xr, vn = pair.xr, pair.vn
    crash.arm(vn)
    xr.pause()
    case, first = xr.request(vn)
    second = xr.withdraw(vn, case)
    overtaking: tuple[ItemKind, bytes] = ("envelope", xr.rows.outbox(second)["sealed"])
    with pytest.raises((OSError, http.client.HTTPException)):
        pair.post(xr, [overtaking])
    crash.survive(vn)
    # The reply was lost, and with it what it asked for: the repeat gets the same receipt, and asks again.
    (held,), wants = pair.post(xr, [overtaking])
    assert held == vn.rows.inbox(second)["receipt"]
    assert wants == [(case, 1)]
    assert vn.rows.inbox(second)["order"] == "held"
    xr.resume()
    pair.settle()
    require_once(xr.rows, vn.rows, first)
    require_once(xr.rows, vn.rows, second)


def taker_of_a_later_receipt(pair: Pair, crash: Crash) -> None:
    """An officer opens the act; the courier that is given this receipt dies while it keeps it."""
    xr, vn = pair.xr, pair.vn
    case, envelope = xr.request(vn)
    pair.settle()
    crash.arm(xr)
    vn.play("read", officer=vn.drafter, reference=case)
    crash.survive(xr)
    pair.settle()
    require_once(xr.rows, vn.rows, envelope)
    given = xr.rows.one("SELECT sealed FROM records_receipt WHERE env_id = ? AND kind = 'opened' AND direction = 'in'", envelope)
    kept = vn.rows.one("SELECT sealed FROM records_receipt WHERE env_id = ? AND kind = 'opened' AND direction = 'out'", envelope)
    owed = vn.rows.one(
        "SELECT sealed, state FROM records_outbox JOIN records_outboxbytes ON entry_id = id WHERE item = 'opened' AND \"case\" = ?", case
    )
    assert given["sealed"] == kept["sealed"] == owed["sealed"]
    assert owed["state"] == "receipted"


def without_its_seeds(node: RealNode) -> None:
    """Let the node come up without the seed of its daily key, as from a copy; it makes another."""
    node.kill_courier()
    for file in read_home(node.home).epochs_folder.glob("*.key"):
        file.unlink()
    node.start_courier()
    node.wait_for_courier()


def sender_to_a_key_that_is_gone(pair: Pair, crash: Crash) -> None:
    """The peer has lost the daily key that it is sealed to, and says the next; the sending courier dies when it would wrap afresh.

    After its restart the act is delivered, once, and nobody has done anything.
    """
    xr, vn = pair.xr, pair.vn
    wait_until(lambda: xr.rows.select("SELECT key_id FROM records_peerepoch"), "the key of the day is not known")
    xr.kill_courier()  # or it would learn the next one at once: a node that starts asks its peers, and names its key
    without_its_seeds(vn)
    xr.start_courier()
    (gone,) = xr.rows.select("SELECT key_id FROM records_peerepoch")
    crash.arm(xr)
    case, envelope = xr.request(vn)
    crash.survive(xr)
    # What was refused is owed to nobody until it is wrapped afresh: a courier that has just begun does so a moment after it listens.
    wait_until(lambda: xr.rows.outbox(envelope)["rewraps"], "the act is wrapped afresh")
    pair.settle()
    require_once(xr.rows, vn.rows, envelope)
    (fresh,) = xr.rows.select("SELECT key_id FROM records_peerepoch")
    row = xr.rows.one("SELECT sealed_to, rewraps FROM records_outbox WHERE env_id = ?", envelope)
    assert (row["sealed_to"], row["rewraps"]) == (fresh["key_id"], 1)
    assert fresh["key_id"] != gone["key_id"]
    assert (xr.rows.leaves("wrap.refused", envelope), xr.rows.leaves("wrap.renewed", envelope)) == (1, 1)
    assert xr.rows.alarms(case) == vn.rows.alarms(case) == []


def sender_to_a_peer_that_lost_data(pair: Pair, crash: Crash) -> None:
    """The peer lost rows, and not its log, and asks for what it had receipted; the sending courier dies before it sends that again.

    A peer that lost its log too is quarantined, and asks otherwise (test_restoring.py).
    The wish dies with it: it comes again with the next act of the case.
    """
    xr, vn = pair.xr, pair.vn
    case, _ = xr.request(vn)
    pair.settle()
    asked = consult(vn, xr, case)
    pair.settle()
    backup = vn.rows.copy()
    lost = give_views(xr, vn, case, asked)
    pair.settle()
    require_once(xr.rows, vn.rows, lost)
    vn.kill_courier()
    leaves, head = vn.rows.select("SELECT * FROM records_journalact"), vn.rows.one("SELECT * FROM records_loghead")
    vn.rows.restore(backup)
    for leaf in leaves:
        names, marks = ", ".join(f'"{name}"' for name in leaf), ", ".join("?" * len(leaf))
        vn.rows.write(f"INSERT OR IGNORE INTO records_journalact ({names}) VALUES ({marks})", *leaf.values())
    vn.rows.write("UPDATE records_loghead SET frontier = ?", head["frontier"])
    vn.start_courier()
    vn.wait_for_courier()
    asked = consult(vn, xr, case)
    pair.settle()
    crash.arm(xr)
    held = give_views(xr, vn, case, asked)
    crash.survive(xr)
    pair.settle()
    assert vn.rows.inbox(held)["order"] == "held"
    asked = consult(vn, xr, case)
    pair.settle()
    last = give_views(xr, vn, case, asked)
    pair.settle()
    wait_until(lambda: xr.rows.alarms(case) == ["second-receipt"], "alarm about the second receipt")
    require_once(xr.rows, vn.rows, held)
    require_once(xr.rows, vn.rows, last)
    # What was lost was applied once more by a node that knew nothing of it; both of its receipts differ, and that is the alarm.
    assert vn.rows.inbox(lost)["order"] == "applied"
    assert vn.rows.leaves("act.received", lost) == 2  # its log still has the first, too
    first = xr.rows.one("SELECT sealed FROM records_receipt WHERE env_id = ? AND kind = 'received' AND direction = 'in'", lost)
    assert first["sealed"] != vn.rows.inbox(lost)["receipt"]


def _with_file(pair: Pair, crash: Crash, *, victim: RealNode) -> None:
    xr, vn = pair.xr, pair.vn
    paper = xr.home / "paper.bin"
    paper.write_bytes(secrets.token_bytes(CHUNK + 1))
    crash.arm(victim)
    _, envelope = xr.request_with_files(vn, paper)
    crash.survive(victim)
    pair.settle()
    wait_until(lambda: xr.files(envelope) == vn.files(envelope) == ["whole"], "the file at both ends")
    require_once(xr.rows, vn.rows, envelope)
    given = xr.rows.one("SELECT sealed FROM records_receipt WHERE env_id = ? AND kind = 'files' AND direction = 'in'", envelope)
    kept = vn.rows.one("SELECT sealed FROM records_receipt WHERE env_id = ? AND kind = 'files' AND direction = 'out'", envelope)
    assert given["sealed"] == kept["sealed"]
    assert (vn.rows.leaves("files.complete", envelope), xr.rows.leaves("files.receipted", envelope)) == (1, 1)
    digest = hashlib.sha256(paper.read_bytes()).hexdigest()
    assert (vn.home / "files" / digest[:2] / digest).read_bytes() == paper.read_bytes()
    assert list((vn.home / "files" / "coming").iterdir()) == []


def receiver_of_a_file(pair: Pair, crash: Crash) -> None:
    """The receiving courier dies while it takes a file of two chunks."""
    _with_file(pair, crash, victim=pair.vn)


def sender_of_a_file(pair: Pair, crash: Crash) -> None:
    """The sending courier dies between an answer and what it does with it."""
    _with_file(pair, crash, victim=pair.xr)


def consult(vn: RealNode, xr: RealNode, case: str) -> str:
    """Have Viet Nam consult; return the envelope's identifier."""
    newest = vn.rows.select(
        "SELECT env_id FROM records_message m JOIN records_request r ON r.id = m.request_id WHERE r.reference = ? AND act = 'request'", case
    )
    wanted = fields.consultation(GROUND, at=instant_now())
    return vn.send(xr, "consultation", "ADM-CONSULT", wanted, reference=case, replies_to=newest[-1]["env_id"])[1]


def give_views(xr: RealNode, vn: RealNode, case: str, asked: str) -> str:
    """Have Ruritania give its views; return the envelope's identifier."""
    return xr.send(vn, "views", "ADM-CONSULT", fields.views(), reference=case, replies_to=asked)[1]


def require_refused(sender: Rows, envelope: str, wire_class: str) -> None:
    """Fail unless an envelope was refused once, with this class, and the refusal is kept and logged once."""
    row = sender.outbox(envelope)
    assert (row["state"], row["wire_class"]) == ("refused", wire_class)
    kept = sender.one("SELECT sealed FROM records_receipt WHERE env_id = ? AND kind = 'refused' AND direction = 'in'", envelope)
    assert receipt_body(kept["sealed"])["class"] == wire_class
    assert sender.leaves("delivery.refused", envelope) == 1


SITUATIONS: dict[str, Callable[[Pair, Crash], None]] = {
    **dict.fromkeys(APPROVE_POINTS, approval),
    **dict.fromkeys(
        (
            *(f"receive.{name}" for name in ("inbox-row", "apply", "stream-head", "leaf", "sign-receipt")),
            *(f"receive.{name}" for name in ("before-commit", "commit", "answer")),
        ),
        receiver_of_an_act,
    ),
    "receive.sign-refusal": receiver_of_a_second_act_in_one_place,
    "receive.alarm": receiver_of_a_second_act_in_one_place,
    "receive.unhold": receiver_of_a_wrong_predecessor,
    "receive.want": receiver_of_an_overtaking_act,
    "receive.later-receipt": taker_of_a_later_receipt,
    "receive.later-receipt-commit": taker_of_a_later_receipt,
    **dict.fromkeys((f"send.{name}" for name in ("outcome", "before-commit", "commit", "transmit", "wake-at")), sender_of_an_act),
    "send.alarm": sender_of_a_second_act_in_one_place,
    "send.reseal": sender_to_a_key_that_is_gone,
    "send.resend": sender_to_a_peer_that_lost_data,
    **dict.fromkeys(FILE_RECEIVE_POINTS, receiver_of_a_file),
    **dict.fromkeys(FILE_SEND_POINTS, sender_of_a_file),
}


# Each kind of commit, which PostgreSQL is asked for too.
COMMITS = ("approve.before-commit", "receive.before-commit", "receive.commit", "send.outcome", "send.commit")
ON_BOTH = pytest.mark.both_databases("what is rolled back")


@pytest.mark.parametrize("point", [pytest.param(point, marks=ON_BOTH if point in COMMITS else ()) for point in sorted(SITUATIONS)])
def test_a_process_that_dies_there_leaves_one_row_one_receipt_one_leaf(pair: Pair, point: str) -> None:
    """Died with the status of the point, started again: one row, one receipt of the same bytes, one leaf on each side."""
    crash = Crash(point)
    pair.start_missing()
    SITUATIONS[point](pair, crash)
    assert crash.died
    require_log(pair.vn.rows, pair.xr.rows)
    require_log(pair.xr.rows, pair.vn.rows)


class Submitting:
    """The log of the other node, whose key a test may use, as it is submitted to a witness: what it has, and two ways to go on."""

    def __init__(self, witness: RealNode, maker: RealNode) -> None:
        """The maker stands still meanwhile."""
        self.witness, self.maker, self.home = witness, maker, read_home(maker.home)
        self.origin = f"{maker.side.node}/log"
        rows = maker.rows.select('SELECT leaf_hash FROM records_journalact ORDER BY "index"')
        self.leaves = [bytes(row["leaf_hash"]) for row in rows]

    def known(self) -> int:
        """How much of it the witness has cosigned."""
        rows = self.witness.rows.select("SELECT size FROM records_witnessedlog WHERE origin = ?", self.origin)
        return int(rows[0]["size"]) if rows else 0

    def submit(self, old: int, *more: bytes) -> tuple[int, bytes]:
        """Submit what is known with more leaves, from an old size; raises where the witness breaks off."""
        leaves = [*self.leaves, *map(leaf_hash, more)]
        checkpoint = Checkpoint(self.origin, len(leaves), Frontier().extend(leaves).root)
        note = sign_checkpoint(checkpoint, signers=note_signers(node_keys(self.home).signing, name=self.origin))
        path = prove_consistency(old, size=len(leaves), hash_at=hashes_of(leaves)).path if old else ()
        line = self.maker.line_to(self.witness)
        try:
            line.request("POST", WITNESS_PATH, print_submission(Submission(old, path, note)))
            answer = line.getresponse()
            return answer.status, answer.read()
        finally:
            line.close()


@pytest.mark.parametrize("point", WITNESS_POINTS)
def test_a_witness_that_dies_before_it_answers_has_signed_one_log_at_most(pair: Pair, point: str) -> None:
    """Its node signs two logs of one length. Whichever the witness kept before it died, the other one is never cosigned."""
    pair.start_missing()
    pair.xr.kill_courier()
    pair.xr.start_courier()  # publishes at once, and asks the other node
    witness = pair.vn.side.node
    wait_until(lambda: pair.xr.rows.select("SELECT * FROM records_cosignature WHERE witness = ?", witness), "cosigned by the other node")
    pair.xr.kill_courier()
    log = Submitting(pair.vn, pair.xr)
    old = log.known()
    crash = Crash(point)
    crash.arm(pair.vn)
    with pytest.raises((OSError, http.client.HTTPException)):
        log.submit(old, b"shown to one")
    crash.survive(pair.vn)
    size = len(log.leaves) + 1
    if point == "witness.commit":
        assert log.known() == size
        kept, other = b"shown to one", b"shown to another"
    else:
        assert log.known() == old
        kept, other = b"shown to another", b"shown to one"
        assert log.submit(old, kept)[0] == http.client.OK
    assert log.submit(old, other) == (http.client.CONFLICT, b"%d\n" % size)
    assert log.submit(size, other) == (http.client.CONFLICT, b"%d\n" % size)
    assert log.submit(size, kept)[0] == http.client.OK
    assert pair.vn.rows.select("SELECT * FROM records_alarm WHERE kind = 'log-forked' AND seq = ?", size)
    pair.vn.rows.write("DELETE FROM records_witnessedlog")
