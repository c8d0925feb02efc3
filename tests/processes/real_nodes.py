"""Starts, stops, kills and restarts the real processes of two nodes, and plays their officers."""

import contextlib
import http.client
import json
import random
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from forked_couriers import ForkedCourier, ForkedPlayer, Forker
from row_evidence import Rows
from server_rows import SERVER, ServerRows, make_database

from comity.courier.opening import line_context
from comity.directory.book import book
from comity.directory.home import print_home, read_home
from comity.directory.linekeys import line_password, shown_at
from comity.doors.cli.demo import fields
from comity.doors.cli.demo.nodes import found
from comity.doors.cli.demo.people import PASSPHRASE, SIDES, Side
from comity.seal.receipt import receipt_body
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.wire.batch import ItemKind, parse_reply, print_delivery
from comity.wire.grant import parse_grant

PROGRAM: Final = (sys.executable, "-m", "comity.site.entry")
QUICK: Final = (sys.executable, str(Path(__file__).with_name("quick_tables.py")))  # the same program, whose nodes copy their tables
DRIVER: Final = (sys.executable, str(Path(__file__).with_name("officers_driver.py")))
PATIENCE: Final = 60.0
PATH: Final = "/comity/1/in"
CHECKPOINT: Final = "/comity/1/log/checkpoint"


def instant_now() -> Instant:
    """Return the moment by this machine's clock."""
    return Instant.of(datetime.now(UTC))


def free_ports() -> int:
    """Return a port such that it and the next are free, plus ten and twenty too; below the range that the kernel gives away by itself."""
    draw = random.SystemRandom()
    for _ in range(200):
        port = draw.randrange(20_000, 30_000)
        if all(is_free(port + step) for step in (0, 1, 10, 11, 20, 21)):
            return port
    message = "no six free ports"
    raise RuntimeError(message)


def is_free(port: int) -> bool:
    """Say whether nobody listens on a port of the loopback."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def fetch(port: int, path: str) -> int | None:
    """Return the status of a page on the loopback, or None where nobody answers."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        line.request("GET", path)
        return line.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        line.close()


def wait_until(holds: Callable[[], Any], what: str, patience: float = PATIENCE) -> None:
    """Return as soon as `holds()` is true; fail with `what` when patience ends.

    Who asks leaves the processor to who is waited for: a question that takes long is asked as much less often.
    """
    until, pause = time.monotonic() + patience, 0.005
    while not (holds_now := timed(holds))[0]:
        assert time.monotonic() < until, f"not within {patience:.0f} s: {what}"
        time.sleep(max(pause, min(3 * holds_now[1], 0.5)))
        pause = min(2 * pause, 0.02)


def timed(question: Callable[[], Any]) -> tuple[Any, float]:
    """Return what a question was answered with, and the seconds of processor that asking it took."""
    began = time.monotonic()
    return question(), time.monotonic() - began


def is_alive(pid: int) -> bool:
    """Say whether a process runs; one that ended and was not yet waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def descendants(pid: int) -> list[int]:
    """Return every living process below `pid`, by what the kernel says of parents."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(ValueError, OSError):
            child = int(folder.name)
            parents.setdefault(int((folder / "stat").read_text().rpartition(")")[2].split()[1]), []).append(child)
    found: list[int] = []
    todo = [pid]
    while todo:
        below = parents.get(todo.pop(), [])
        found += below
        todo += below
    return found


def found_pair(folder: Path, *, port: int, sides: tuple[Side, Side] = SIDES) -> None:
    """Found both nodes in `folder`, as the demonstration does, and stop whatever that started."""
    servers = {side.code: make_database() for side in sides} if SERVER else {}
    for stage in found(folder, port=port, program=DRIVER, sides=sides, servers=servers):
        stage.stop()
        assert stage.player is not None
        assert stage.player.stdout is not None
        stage.player.stdout.close()


def copy_pair(founded: Path, folder: Path) -> None:
    """Copy both nodes, which do not run, with their tables, wherever these are."""
    shutil.copytree(founded, folder, dirs_exist_ok=True)
    for side in SIDES:
        home = read_home(folder / side.code)
        if home.database:
            copied = make_database(template=home.database.name)
            (home.path / "node.toml").write_text(print_home(replace(home, database=copied)), encoding="utf-8")


def lay_out_pair(founded: Path, folder: Path) -> None:
    """Let both nodes, which do not run, be in `folder` as they were founded, whatever happened there."""
    for side in SIDES:
        shutil.rmtree(folder / side.code, ignore_errors=True)
    copy_pair(founded, folder)


class RefusedError(Exception):
    """The desk refused what an officer of the test wanted."""


class GoneError(Exception):
    """The process that plays the officers ended."""


@dataclass
class Group:
    """So many acts that an officers' process began to write in one transaction, and why each was then written by itself, or refused.

    Nothing where they are on the disk together; None where it died before it could say.
    """

    acts: int
    parted: str | None = None


@dataclass
class RealNode:
    """One node: its folder, its courier's process and its officers' process."""

    side: Side
    home: Path
    peers: int
    courier: ForkedCourier | None = None
    forker: Forker | None = None
    lent: bool = False
    officers: ForkedPlayer | None = None
    groups: list[Group] = field(default_factory=list)
    rows: Rows = field(init=False)

    def __post_init__(self) -> None:
        """Find the tables."""
        home = read_home(self.home)
        self.rows = ServerRows(home.sqlite, home.database) if home.database else Rows(home.sqlite)

    @property
    def drafter(self) -> str:
        """Who drafts."""
        return self.side.sign_in(self.side.drafter)

    @property
    def approver(self) -> str:
        """Who approves."""
        return self.side.sign_in(self.side.approver)

    # -- the courier -----------------------------------------------------------------------------

    def start_courier(self, *, crash_at: str = "") -> None:
        """Start the courier; with `crash_at` it ends by itself at that point (`receive.apply@3`: when it is there for the third time)."""
        assert self.courier is None
        self.rows.let_go()
        self.courier = ForkedCourier(self._loaded(), crash_at=crash_at)

    def _loaded(self) -> Forker:
        if self.forker is None:
            self.forker = Forker(self.home)
        return self.forker

    def type_in(self, *words: object, given: str = "") -> subprocess.CompletedProcess[str]:
        """Return what a command did and said at this node."""
        return self._loaded().type_in([str(word) for word in words], given=given)

    def courier_is_up(self) -> bool:
        """Say whether the courier takes what comes, and not only listens; fail if it ended."""
        assert self.courier is not None
        assert self.courier.poll() is None, (self.home / "courier.log").read_text()[-4000:]
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(self.line_to(self)) as line:
            line.request("GET", CHECKPOINT)
            return line.getresponse().status != http.client.SERVICE_UNAVAILABLE
        return False

    def wait_for_courier(self) -> None:
        """Return when the courier listens."""
        wait_until(self.courier_is_up, f"courier of {self.side.code} up")

    @contextlib.contextmanager
    def loaded_anew(self) -> Iterator[None]:
        """Fork couriers from a process of their own meanwhile, which reads the node's files anew."""
        before, self.forker = self.forker, Forker(self.home)
        try:
            yield
        finally:
            self.forker.end()
            self.forker = before

    def kill_courier(self) -> None:
        """End the courier as a power cut would."""
        assert self.courier is not None
        self.rows.let_go()
        self.courier.kill()
        self._forget()

    def courier_ends(self) -> int:
        """Wait until the courier ends by itself; return its status."""
        assert self.courier is not None
        self.rows.let_go()
        status = self.courier.wait(PATIENCE)
        self._forget()
        return status

    def _forget(self) -> None:
        assert self.courier is not None
        self.courier.wait(PATIENCE)
        self.courier = None

    def pause(self) -> None:
        """Freeze the courier: it holds its connections and does nothing. Not while it writes: its officers would wait for it in vain."""
        courier = self.courier
        assert courier is not None

        def frozen_at_rest() -> bool:
            courier.send_signal(signal.SIGSTOP)
            if not self.rows.are_being_written():
                return True
            courier.send_signal(signal.SIGCONT)
            return False

        wait_until(frozen_at_rest, f"a moment in which the courier of {self.side.code} writes nothing")

    def resume(self) -> None:
        """Let a frozen courier go on; nothing happens to one that was not frozen, or was killed."""
        courier = self.courier
        if courier is not None:
            courier.send_signal(signal.SIGCONT)

    def line_to(self, peer: "RealNode") -> http.client.HTTPConnection:
        """Open a connection to another node as this one, outside its courier: over TLS, as both sections say."""
        home = read_home(self.home)
        there = book(home).node(NodeId(peer.side.node))
        if there.endpoint.startswith("http://"):
            return http.client.HTTPConnection("127.0.0.1", peer.peers, timeout=PATIENCE)
        own, _ = shown_at(home, at=instant_now())
        trusted = [dated.key for dated in there.tls]
        context = line_context(ssl.PROTOCOL_TLS_CLIENT, own=own, trusted=trusted, password=line_password(home, own))
        return http.client.HTTPSConnection("127.0.0.1", peer.peers, timeout=PATIENCE, context=context)

    # -- the officers ----------------------------------------------------------------------------

    def start_officers(self, *, crash_at: str = "") -> None:
        """Start the process that plays the officers."""
        assert self.officers is None
        self.rows.let_go()
        self.officers = ForkedPlayer(self._loaded(), crash_at=crash_at)

    def stop_officers(self) -> int:
        """End the process that plays the officers, or wait for the end of one that ended; return its status."""
        assert self.officers is not None
        self.rows.let_go()
        with contextlib.suppress(BrokenPipeError):
            self.officers.stdin.close()  # type: ignore[union-attr]  # opened as a pipe
        status = self.officers.wait(PATIENCE)
        self.officers.stdout.close()  # type: ignore[union-attr]  # opened as a pipe
        self.officers = None
        return status

    def kill_officers(self) -> None:
        """End the process that plays the officers as a power cut would."""
        assert self.officers is not None
        self.officers.kill()
        self.stop_officers()

    def tell(self, op: str, **ask: Any) -> None:
        """Ask the officers for something; `hear` waits for the answer."""
        assert self.officers is not None
        assert self.officers.stdin is not None
        self.officers.stdin.write(json.dumps({"op": op, **ask}) + "\n")
        self.officers.stdin.flush()

    def hear(self) -> dict[str, Any]:
        """Return the answer to what was last asked; raises `RefusedError` or `GoneError`."""
        assert self.officers is not None
        assert self.officers.stdout is not None
        line = self.officers.stdout.readline()
        if not line:
            raise GoneError((self.home / "officers.log").read_text()[-4000:])
        answer = json.loads(line)
        if "refused" in answer:
            raise RefusedError(f"{answer['refused']}: {answer['why']}")
        return dict(answer["ok"])

    def hear_of_groups(self, begun: Callable[[], None]) -> dict[str, Any]:
        """As `hear`, of officers who approve at once: what they say before the answer is kept in `groups`, and `begun` called."""
        assert self.officers is not None
        assert self.officers.stdout is not None
        heard: dict[int, Group] = {}
        for line in iter(self.officers.stdout.readline, ""):
            said = json.loads(line)
            if "ok" in said:
                return dict(said["ok"])
            if "acts" in said:
                heard[said["group"]] = Group(said["acts"])
                self.groups.append(heard[said["group"]])
                begun()
            else:
                heard[said["group"]].parted = said["parted"]
        raise GoneError((self.home / "officers.log").read_text()[-4000:])

    def play(self, op: str, **ask: Any) -> dict[str, Any]:
        """Have the officers do something and return what came of it."""
        self.tell(op, **ask)
        return self.hear()

    def draft(self, to: "RealNode", act: str, kind: str, filled: dict[str, Any], **more: str) -> dict[str, Any]:
        """Draft and submit an act; return what `approve` needs to know, with a token of its own."""
        asked = {"officer": self.drafter, **more}
        drafted = self.play("compose", act=act, kind=kind, peer=to.side.node, fields=filled, **asked)
        return {**drafted, "token": secrets.token_urlsafe()}

    def draft_several(self, to: "RealNode", *asked: tuple[str, str, dict[str, Any], dict[str, str]]) -> list[dict[str, Any]]:
        """Draft acts, every other one as the other officer, each for whoever did not draft it to approve; `approve_at_once` takes them."""
        both = self.drafter, self.approver
        return [
            {**self.draft(to, act, kind, filled, officer=both[place % 2], **more), "officer": both[(place + 1) % 2]}
            for place, (act, kind, filled, more) in enumerate(asked)
        ]

    def approve_at_once(
        self, drafted: Sequence[dict[str, Any]], *, meet: bool = False, begun: Callable[[], None] = lambda: None
    ) -> list[dict[str, Any]]:
        """Have the officers whom the drafts name approve them, each in a thread; return what came of each. Raises `GoneError`.

        With `meet` all are signed for and written together, however slow one of them is. `begun` is called when the writing of some begins.
        """
        asked = [{name: one[name] for name in ("draft", "digest", "token", "officer")} for one in drafted]
        self.tell("approve-at-once", approvals=asked, passphrase=PASSPHRASE, meet=meet)
        return list(self.hear_of_groups(begun)["approvals"])

    def approve(self, drafted: dict[str, Any], **more: Any) -> str:
        """Approve as the second officer; return the envelope's identifier."""
        asked = {name: drafted[name] for name in ("draft", "digest", "token")}
        return str(self.play("approve", officer=self.approver, passphrase=PASSPHRASE, **asked, **more)["env_id"])

    def send(self, to: "RealNode", act: str, kind: str, filled: dict[str, Any], **more: str) -> tuple[str, str]:
        """Draft and approve; return the case and the envelope's identifier."""
        drafted = self.draft(to, act, kind, filled, **more)
        return str(drafted["reference"]), self.approve(drafted)

    def request(self, to: "RealNode") -> tuple[str, str]:
        """Send a request for preservation; return the case and the envelope's identifier."""
        return self.send(to, "request", "REQ-PRESERVE", request_of(self.side))

    def request_with_files(self, to: "RealNode", *paths: Path) -> tuple[str, str]:
        """Send a request for preservation with files; return the case and the envelope's identifier."""
        named = [str(path) for path in paths]
        asked = {"officer": self.drafter, "kind": "REQ-PRESERVE", "peer": to.side.node, "fields": request_of(self.side), "paths": named}
        drafted = self.play("draft-with-files", **asked)
        return str(drafted["reference"]), self.approve({**drafted, "token": secrets.token_urlsafe()})

    def files(self, envelope: str) -> list[str]:
        """Return where each file of an act stands here."""
        rows = self.rows.select(
            "SELECT f.state FROM records_actfile f JOIN records_message m ON m.id = f.message_id WHERE m.env_id = ? ORDER BY f.place",
            envelope,
        )
        return [str(row["state"]) for row in rows]

    def withdraw(self, to: "RealNode", case: str) -> str:
        """Withdraw a request; return the envelope's identifier."""
        return self.send(to, "withdrawal", "ADM-WITHDRAW", {"reason": "WD-NOT-NEEDED"}, reference=case)[1]

    def has_acts(self, case: str, count: int) -> bool:
        """Say whether so many acts of a case stand here."""
        query = "SELECT count(*) AS n FROM records_message m JOIN records_request r ON r.id = m.request_id WHERE r.reference = ?"
        return bool(self.rows.one(query, case)["n"] >= count)

    def state(self, case: str) -> str:
        """Return where a case stands here; empty where it is not known."""
        rows = self.rows.select("SELECT state FROM records_request WHERE reference = ?", case)
        return str(rows[0]["state"]) if rows else ""

    def body(self, drafted: dict[str, Any]) -> bytes:
        """Return the exact bytes of a submitted draft."""
        return bytes(self.rows.one("SELECT body FROM records_draftbody WHERE draft_id = ?", drafted["draft"].replace("-", ""))["body"])


def request_of(side: Side) -> dict[str, Any]:
    """Return the fields of a request for preservation by the authority of `side`."""
    return {**fields.request("hospital", at=instant_now()), "authority": side.authority}


@dataclass
class Pair:
    """Both nodes."""

    vn: RealNode
    xr: RealNode

    @classmethod
    @contextlib.contextmanager
    def at(
        cls, folder: Path, *, port: int, sides: tuple[Side, Side] = SIDES, lent: tuple[Forker | None, ...] = (None, None)
    ) -> Iterator["Pair"]:
        """Run both nodes of `folder` while the block lasts; `lent` are processes that have loaded them, and go on after it."""
        nodes = [
            RealNode(side, folder / side.code, port + 10 + place, forker=forker, lent=forker is not None)
            for place, (side, forker) in enumerate(zip(sides, lent, strict=True))
        ]
        both = cls(*nodes)
        try:
            both.start_missing()
            yield both
        finally:
            both.end()

    @property
    def nodes(self) -> tuple[RealNode, RealNode]:
        """Both, Viet Nam first."""
        return self.vn, self.xr

    def start_missing(self) -> None:
        """Start what does not run, and wait for it."""
        for node in self.nodes:
            if node.courier is not None and node.courier.poll() is not None:
                node.courier_ends()
            if node.courier is not None:
                node.resume()
            if node.courier is None:
                node.start_courier()
            if node.officers is not None and node.officers.poll() is not None:
                node.stop_officers()
            if node.officers is None:
                node.start_officers()
        for node in self.nodes:
            node.wait_for_courier()

    def end(self) -> None:
        """Stop everything that was started here."""
        for node in self.nodes:
            if node.courier is not None:
                node.resume()
                node.kill_courier()
            if node.officers is not None:
                node.stop_officers()
            if node.forker is not None and not node.lent:
                node.forker.end()
            node.rows.let_go()

    def peer(self, node: RealNode) -> RealNode:
        """Return the other one."""
        return self.xr if node is self.vn else self.vn

    def post(self, sender: RealNode, items: Sequence[tuple[ItemKind, bytes]]) -> tuple[tuple[bytes | None, ...], list[tuple[str, int]]]:
        """POST items to the other node as `sender`, outside its courier; return the receipts and the wants of the reply.

        Raises `OSError` or `http.client.HTTPException` where the other node breaks off.
        """
        until = time.monotonic() + PATIENCE
        while True:
            line = sender.line_to(self.peer(sender))
            try:
                line.request("POST", PATH, print_delivery(items), {"Comity-Node": sender.side.node})
                answer = line.getresponse()
                data = answer.read()
            finally:
                line.close()
            if answer.status != http.client.SERVICE_UNAVAILABLE or time.monotonic() > until:
                break  # one that has just begun asks its peers first whether it is an old copy
            time.sleep(0.05)
        assert answer.status == http.client.OK, (answer.status, data)
        reply = parse_reply(data, items=len(items))
        return reply.items, [(str(want.case), want.from_seq) for want in reply.wants]

    def granted(self, sender: RealNode) -> Mapping[str, tuple[int, int]]:
        """POST rubbish to the other node as `sender` that knows of grants; return what is granted, by class: items and bytes."""
        line = sender.line_to(self.peer(sender))
        try:
            line.request("POST", PATH, print_delivery([("receipt", b"rubbish")]), {"Comity-Node": sender.side.node, "Comity-Credits": "1"})
            reply = parse_reply(line.getresponse().read(), items=1)
        finally:
            line.close()
        return parse_grant(receipt_body(reply.grant or b"")).classes

    def nudge(self) -> None:
        """Let each node hear from the other, which ends every wait of its line; the rubbish inside is refused and leaves nothing."""
        for node in self.nodes:
            with contextlib.suppress(OSError, http.client.HTTPException):
                self.post(node, [("receipt", b"rubbish")])

    def settle(self, patience: float = PATIENCE) -> None:
        """Return when neither node owes the other anything; fail where one still does after so many seconds."""
        until = time.monotonic() + patience
        while any(node.rows.due() for node in self.nodes):
            assert time.monotonic() < until, [node.rows.select("SELECT * FROM records_line") for node in self.nodes]
            self.nudge()
            for _ in range(25):
                if not any(node.rows.due() for node in self.nodes):
                    break
                time.sleep(0.02)
