"""Whether two nodes did well, asked of nothing of theirs: rows by sqlite3, signatures by the one-file verifier, logs over the wire."""

import base64
import http.client
import importlib.util
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from random_story import Case, require_opened, require_stream
from real_nodes import PATIENCE, Pair, RealNode
from row_evidence import Row, receipt_body, require_log, roots_of

PROGRAM: Final = Path(__file__).parents[2] / "src/comity/desk/proving/verifier/verify.py"
CHECKPOINT: Final = "/comity/1/log/checkpoint"
TILE: Final = "/comity/1/log/tile/0/"
SPOILT: Final = frozenset({"refused", "other-digest", "strange-receipt"})
"""Alarms about an act of which a bit was flipped on the way: it is refused, or what is refused is another act than was sent."""
_WIDTH: Final = 256


def load_verifier() -> ModuleType:
    """Load `verify.py`, which is one file, shares no code with the node, and is not of this process's package."""
    spec = importlib.util.spec_from_file_location("verifier_of_the_checker", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    program = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = program
    spec.loader.exec_module(program)
    return program


@dataclass
class Outside:
    """What was seen, and what must hold of it. Every method fails with `AssertionError`, or as the verifier does."""

    pair: Pair
    seen: dict[str, list[tuple[int, bytes]]] = field(default_factory=lambda: {"vn": [], "xr": []})
    receipts: int = 0
    proofs: int = 0
    _known: set[bytes] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Read who may sign what, from the files that the operator of each node pinned."""
        self._program = program = load_verifier()
        self._trust = [node.home / "trust.json" for node in self.pair.nodes]
        trusted = program.trusted_keys(self._trust, [])
        held = {}
        for file in sorted((self.pair.vn.home / "directory").glob("*.section")):
            data = file.read_bytes()
            country = file.stem.upper()
            held[country] = {"section": data, "key": self._country_key(country)}
        self._book = program.read_directory(program.Sorted(directory=held), trusted)

    def _country_key(self, country: str) -> bytes:
        return base64.b64decode(json.loads(self._trust[0].read_text(encoding="ascii"))[country])

    # -- while it goes on ----------------------------------------------------------------------------

    def glance(self) -> None:
        """Look at the checkpoint of each node, as any stranger may: it is signed, and its log never gets shorter."""
        for node in self.pair.nodes:
            note = fetch(node, CHECKPOINT)
            if note is None or note in self._known:
                continue
            self._known.add(note)
            kept = self._book.nodes[node.side.node]
            told = next(filter(None, (self._note(note, dated, kept["log"]) for dated in kept["signing"])), None)
            assert told is not None, f"checkpoint of {node.side.code} is signed by nobody who may"
            origin, size, root = self._program.parse_checkpoint(told)
            assert origin == kept["log"]
            seen = self.seen[node.side.code]
            assert not seen or size >= seen[-1][0], f"log of {node.side.code} went from {seen[-1][0]} back to {size}"
            if not seen or seen[-1] != (size, root):
                assert not seen or size > seen[-1][0], f"two logs of {node.side.code} at {size}"
                seen.append((size, root))

    def _note(self, note: bytes, dated: Row, origin: str) -> str | None:
        try:
            return str(self._program.verify_note(note, self._program.base64_of(dated["key"]), origin))
        except self._program.Refused:
            return None

    def require_case(self, case: Case) -> None:
        """Each act that was approved stands once on both sides, in order, with one receipt of the same bytes, which verifies."""
        for sender in self.pair.nodes:
            receiver = self.pair.peer(sender)
            require_stream(case, sender, receiver)
            require_opened(case, sender, receiver)
            for envelope in case.sent[sender.side.code]:
                taken = receiver.rows.inbox(envelope)
                body = self._receipt(bytes(taken["receipt"]), by=receiver)
                assert body["receipt"] == "received"
                assert (body["env_id"], body["case"], body["seq"]) == (envelope, case.number, taken["seq"])
                assert body["outer"].removeprefix("sha256:") == bytes(taken["outer_digest"]).hex()
            later = "SELECT sealed FROM records_receipt WHERE \"case\" = ? AND direction = 'in' AND kind != 'received'"
            for row in sender.rows.select(later, case.number):
                assert self._receipt(bytes(row["sealed"]), by=receiver)["case"] == case.number

    def require_told(self, case: Case) -> None:
        """An act that a wire spoiled was taken as it was sent, or refused: signed, with an alarm, in nobody's inbox."""
        sender, receiver = case.asks, case.asked
        (envelope,) = case.sent[sender.side.code]
        if sender.rows.outbox(envelope)["state"] != "refused":
            self.require_case(case)
            return
        kept = sender.rows.one("SELECT sealed FROM records_receipt WHERE env_id = ? AND kind = 'refused' AND direction = 'in'", envelope)
        assert self._receipt(bytes(kept["sealed"]), by=receiver)["receipt"] == "refused"
        assert "refused" in sender.rows.alarms(case.number)
        assert receiver.rows.select("SELECT env_id FROM records_inbox WHERE env_id = ?", envelope) == []

    def _receipt(self, sealed: bytes, *, by: RealNode) -> Row:
        if sealed not in self._known:
            _, key = self._program.verify_receipt(sealed, self._book.keys)
            assert key.owner == by.side.node
            self._known.add(sealed)
            self.receipts += 1
        return receipt_body(sealed)

    # -- at the end ----------------------------------------------------------------------------------

    def require_all(self, cases: Sequence[Case], *, told: Sequence[Case], alarms: frozenset[str], proofs: Sequence[Case]) -> None:
        """Everything that was approved, and nothing else, is there; both logs hold what was ever seen of them; proofs verify."""
        for case in cases:
            self.require_case(case)
        for case in told:
            self.require_told(case)
        for node in self.pair.nodes:
            peer = self.pair.peer(node)
            approved = {envelope for case in (*cases, *told) for envelope in case.sent[peer.side.code]}
            for table in ("records_inbox", "records_message"):
                where = "" if table == "records_inbox" else " WHERE direction = 'in'"
                found = [row["env_id"] for row in node.rows.select(f"SELECT env_id FROM {table}{where}")]
                assert len(found) == len(set(found)), f"doubled in {table} of {node.side.code}"
                assert set(found) <= approved, f"forged in {table} of {node.side.code}"
            spoiled = {case.number for case in told} | {""} if told else set()
            for row in node.rows.select('SELECT kind, "case" FROM records_alarm'):
                owed = row["kind"] in alarms or (row["kind"] in SPOILT and row["case"] in spoiled)
                assert owed, f"alarm of {node.side.code}: {row}"
            require_log(node.rows, peer.rows)
            self._require_seen(node)
        for case in proofs:
            for node in self.pair.nodes:
                self._require_proof(node, case)

    def _require_seen(self, node: RealNode) -> None:
        """Every checkpoint that was ever seen is a beginning of the rows as they are, and the tiles served are those rows."""
        self.glance()
        leaves = [bytes(row["leaf_hash"]) for row in node.rows.select('SELECT leaf_hash FROM records_journalact ORDER BY "index"')]
        roots = list(roots_of(leaves))
        seen = self.seen[node.side.code]
        assert seen, f"no checkpoint of {node.side.code} was ever seen"
        for size, root in seen:
            assert size == 0 or roots[size - 1] == root.hex(), f"checkpoint of {node.side.code} at {size} is of another log"
        for first in range(0, seen[-1][0], _WIDTH):
            width = min(_WIDTH, seen[-1][0] - first)
            number = f"{first // _WIDTH:03d}"
            tile = fetch(node, f"{TILE}{number}" + ("" if width == _WIDTH else f".p/{width}"))
            assert tile == b"".join(leaves[first : first + width]), f"tile {number} of {node.side.code}"

    def _require_proof(self, node: RealNode, case: Case) -> None:
        """The proof file of a case, as a court would have it verified: by one file of Python, alone, in a process of its own."""
        path = node.play("proof", officer=node.approver, reference=case.number)["path"]
        command = [sys.executable, "-I", "-S", str(PROGRAM), path, "--trust", str(self._trust[0])]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (node.side.code, case.number, done.stdout[-2000:], done.stderr[-2000:])
        self.proofs += 1


def fetch(node: RealNode, path: str) -> bytes | None:
    """Return a file of a node's log, or None where there is none yet."""
    line = http.client.HTTPConnection("127.0.0.1", node.peers, timeout=PATIENCE)
    try:
        line.request("GET", path)
        answer = line.getresponse()
        data: Any = answer.read()
    finally:
        line.close()
    assert answer.status in (http.client.OK, http.client.NOT_FOUND), answer.status
    return bytes(data) if answer.status == http.client.OK else None
