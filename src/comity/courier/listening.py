"""Listens for peers: one address of its own, three paths to post to, the log's files to read."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final

import structlog
from cheroot.wsgi import Server
from django.db import close_old_connections

from comity.courier.accepting import accept_delivery
from comity.courier.admitting import Admission, Doorkeeper, PeerConnection, require_caller, sender_of
from comity.courier.carrying import PATH
from comity.courier.countersigning import COSIGNED
from comity.courier.epochs import PATH as EPOCH_PATH
from comity.courier.epochs import own_statement
from comity.courier.granting import HEADER as CREDITS_HEADER
from comity.courier.granting import KNOWN, NO_CREDIT, Gate
from comity.courier.hearing import Answered
from comity.courier.marking import MAX_STATEMENT, answer_marks
from comity.courier.marking import PATH as MARKS_PATH
from comity.courier.parcelling import PATH as FILE_PATH
from comity.courier.places import Places, body_of, fill
from comity.courier.publishing import DISCONTINUITIES
from comity.courier.refusing import Refusals
from comity.courier.restoring.answering import Claimed, answer_question
from comity.courier.restoring.asking import PATH as KEPT_PATH
from comity.courier.restoring.marks import is_quarantined
from comity.courier.shelving import accept_parcel
from comity.courier.witnessing import PATH as WITNESS_PATH
from comity.courier.witnessing import add_checkpoint
from comity.directory.gossip import NAME as DIRECTORY_SEEN
from comity.directory.home import Home
from comity.directory.linekeys import line_password, shown_at, speaks_tls
from comity.directory.quarantined import is_standing
from comity.ledger.checkpoint import PATH as CHECKPOINT
from comity.ledger.cosigning import MAX_SUBMISSION
from comity.ledger.tiles import parse_path
from comity.records import journal
from comity.records.lending import lent_connection
from comity.seal.closed import is_closed
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused, TooLarge
from comity.wire.batch import MAX_DELIVERY, print_delivery
from comity.wire.relay import MAX_PARCEL as MAX_SEALED_PARCEL

MAX_KEPT_QUESTION: Final = 64 * 1024
THREADS: Final = 4
IDLE: Final = 512
LOG_PATH: Final = "/comity/1/log/"
CALL_PATH: Final = "/comity/1/call"

_LOG: Final = structlog.get_logger("comity.courier")
_NOTES: Final = (CHECKPOINT, COSIGNED)
_STATUS: Final = {
    "malformed": "400 Bad Request",
    "too-large": "413 Content Too Large",
    "unknown-key": "403 Forbidden",
    "key-expired": "403 Forbidden",
    "unavailable": "503 Service Unavailable",
    NO_CREDIT: "503 Service Unavailable",
}
_CREDITS: Final = "HTTP_" + CREDITS_HEADER.upper().replace("-", "_")


class Listener:
    """Takes deliveries from peers, several at a time; over TLS where this node's own address in the directory says so."""

    def __init__(
        self,
        home: Home,
        *,
        clock: Callable[[], Instant],
        answered: Answered,
        contact: Callable[[NodeId], None],
        claimed: Claimed = lambda _peer, _life: None,
    ) -> None:
        """`answered` is told of receipts that came on their own, `contact` of every peer that reached us, `claimed` of lives taken.

        Raises `NoLineKey`, `BadKeyFile` where the address is one of TLS and this node has no key to show.
        """
        self._home, self._clock, self._answered, self._contact = home, clock, answered, contact
        self._claimed = claimed
        self.gate, self.refusals = Gate(), Refusals(home, clock)
        self.closed = False
        """Whether nothing is taken yet: the node has just begun, and asks whether it came up from an older copy."""
        self._server = Server((home.peers.host, home.peers.port), self, numthreads=THREADS, request_queue_size=512, timeout=30)
        self._server.max_request_body_size = MAX_DELIVERY
        self._server.max_request_header_size = 16 * 1024
        self._server.ConnectionClass = PeerConnection
        self._places = Places()
        self._keeper = Doorkeeper(home, now=clock)
        self._admission: Admission | None = None
        if speaks_tls(home):
            opens = partial(line_password, home)
            self._admission = Admission(home, shown=lambda: shown_at(home, at=clock())[0], keeper=self._keeper, opens=opens)
            self._server.ssl_adapter = self._admission
            self._server.keep_alive_conn_limit = IDLE  # a handshake under way counts too, and shall cost no peer its connection

    def prepare(self) -> None:
        """Bind the address; raises `OSError` where it is taken."""
        self._server.prepare()

    def serve(self) -> None:
        """Serve until `stop`."""
        self._server.serve()

    def stop(self) -> None:
        """End after what is in hand."""
        self._server.stop()
        self.tell()

    def tell(self) -> None:
        """Drop callers who said nothing in time, and write down who was turned away; asked every few seconds."""
        if self._admission is not None:
            self._admission.drop_slow()
        self._keeper.tell()
        self.refusals.tell()
        self._places.tidy()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one HTTP request: the wire learns a status and signed receipts, never a reason."""
        status, kind, body = self._said(environ)
        start_response(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]

    @lent_connection()
    def _said(self, environ: dict[str, Any]) -> tuple[str, str, bytes]:
        try:
            return self._answer(environ)
        except Refused as refusal:
            _LOG.warning("delivery", wire_class=refusal.wire_class, why=str(refusal))
            return _STATUS.get(refusal.wire_class, "400 Bad Request"), "text/plain", refusal.wire_class.encode()
        except Exception:  # noqa: BLE001 the peer is told to try again; the fault stands in our messages
            _LOG.exception("delivery")
            close_old_connections()
            return "503 Service Unavailable", "text/plain", b"unavailable"

    def _answer(self, environ: dict[str, Any]) -> tuple[str, str, bytes]:
        path, method = environ.get("PATH_INFO", ""), environ["REQUEST_METHOD"]
        if (method, path) == ("POST", KEPT_PATH):
            return self._kept(environ)
        if self.closed or is_standing(self._home):  # what stops the log itself is the mark beside its head
            raise journal.LogStopped
        answers = {
            ("POST", PATH): self._delivered,
            ("POST", FILE_PATH): self._parcel,
            ("POST", MARKS_PATH): self._marks,
            ("POST", WITNESS_PATH): self._witnessed,
            ("POST", CALL_PATH): self._called,
            ("GET", EPOCH_PATH): self._epoch,
        }
        if answer := answers.get((method, path)):
            return answer(environ)
        if path.startswith(LOG_PATH) and method == "GET":
            require_caller(environ, home=self._home, at=self._clock())
            return self._log_file(path.removeprefix(LOG_PATH))
        return "404 Not Found", "text/plain", b"not found"

    def _delivered(self, environ: dict[str, Any]) -> tuple[str, str, bytes]:
        """Take acts and receipts, and answer with receipts."""
        sender = sender_of(environ, home=self._home, at=self._clock())  # refuses a stranger before a byte of the body is parsed
        data = body_of(environ["wsgi.input"], size=_length(environ))
        knows = environ.get(_CREDITS) == KNOWN
        with self.refusals.noting(sender):
            reply = accept_delivery(
                data,
                sender=sender,
                at=self._clock(),
                answered=self._answered,
                gate=self.gate,
                refusals=self.refusals,
                knows_grants=knows,
            )
        self._contact(sender)
        return "200 OK", "application/octet-stream", reply

    def _epoch(self, environ: dict[str, Any]) -> tuple[str, str, bytes]:
        """Show the daily key of this node."""
        require_caller(environ, home=self._home, at=self._clock())
        statement = own_statement(self._home, at=self._clock())
        return ("404 Not Found", "text/plain", b"not found") if statement is None else ("200 OK", "application/octet-stream", statement)

    def _kept(self, environ: dict[str, Any]) -> tuple[str, str, bytes]:
        """Tell a peer that came up from a copy what is kept of it; its question is signed, and read by nobody before that is verified."""
        require_caller(environ, home=self._home, at=self._clock())
        if _length(environ) > MAX_KEPT_QUESTION:
            raise TooLarge("question", size=_length(environ), cap=MAX_KEPT_QUESTION)
        answer = answer_question(self._home, environ["wsgi.input"].read(_length(environ)), at=self._clock(), claimed=self._claimed)
        return "200 OK", "application/octet-stream", answer

    def _marks(self, environ: dict[str, Any]) -> tuple[str, str, bytes]:
        """Compare with a peer what both hold; its question is signed, and read by nobody before that is verified."""
        require_caller(environ, home=self._home, at=self._clock())
        if _length(environ) > MAX_STATEMENT:
            raise TooLarge("question", size=_length(environ), cap=MAX_STATEMENT)
        return (
            "200 OK",
            "application/octet-stream",
            answer_marks(self._home, environ["wsgi.input"].read(_length(environ)), at=self._clock()),
        )

    def _parcel(self, environ: dict[str, Any]) -> tuple[str, str, bytes]:
        """Take one chunk of a file that an act lists."""
        sender = sender_of(environ, home=self._home, at=self._clock())
        if is_quarantined():
            raise journal.LogStopped
        if _length(environ) > MAX_SEALED_PARCEL:
            raise TooLarge("parcel", size=_length(environ), cap=MAX_SEALED_PARCEL)
        with self.refusals.noting(sender), self._places.lent() as place:
            self.gate.require_bulk(sender, size=_length(environ))
            data = fill(place.parcel[: _length(environ)], environ["wsgi.input"])
            if not is_closed(data):
                return "200 OK", "application/json", accept_parcel(data, sender=sender, at=self._clock(), into=place.chunk)
            from comity.courier.beside import accept_sealed  # noqa: PLC0415 a node that takes no pouch does without

            answer = print_delivery(("receipt", one) for one in accept_sealed(bytes(data), sender=sender, at=self._clock()))
            return "200 OK", "application/octet-stream", answer

    def _witnessed(self, environ: dict[str, Any]) -> tuple[str, str, bytes]:
        """Cosign a checkpoint of a peer's; the signature on it says whose it is, whoever brought it (C2SP tlog-witness)."""
        require_caller(environ, home=self._home, at=self._clock())
        if _length(environ) > MAX_SUBMISSION:
            raise TooLarge("submission", size=_length(environ), cap=MAX_SUBMISSION)
        if is_quarantined():
            raise journal.LogStopped
        said = add_checkpoint(environ["wsgi.input"].read(_length(environ)), home=self._home, at=self._clock())
        return said.status, said.kind, said.body

    def _called(self, environ: dict[str, Any]) -> tuple[str, str, bytes]:
        """Answer a test call of a peer, which is signed; a node that nobody calls loads nothing of it."""
        require_caller(environ, home=self._home, at=self._clock())
        from comity.courier.testcalling import MAX_CALL, reply_to  # noqa: PLC0415 see above
        from comity.desk.testcalls.refusals import CalledTooOften  # noqa: PLC0415 see above

        if _length(environ) > MAX_CALL:
            raise TooLarge("test call", size=_length(environ), cap=MAX_CALL)
        if is_quarantined():
            raise journal.LogStopped
        try:
            return "200 OK", "application/octet-stream", reply_to(environ["wsgi.input"].read(_length(environ)), at=self._clock())
        except CalledTooOften as refusal:
            _LOG.warning("call", why=str(refusal))
            return "429 Too Many Requests", "text/plain", refusal.wire_class.encode()

    def _log_file(self, name: str) -> tuple[str, str, bytes]:
        """Serve a checkpoint, a tile, or where the log broke: digests only, so that anyone may watch that nothing is taken back."""
        if name not in (*_NOTES, DISCONTINUITIES, DIRECTORY_SEEN):
            name = parse_path(name).path
        file = self._home.log / name
        if not file.is_file():
            return "404 Not Found", "text/plain", b"not found"
        kind = "text/plain; charset=utf-8" if name in _NOTES else "application/octet-stream"
        return "200 OK", kind, file.read_bytes()


def _length(environ: dict[str, Any]) -> int:
    text = environ.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isascii() and text.isdigit() else 0
