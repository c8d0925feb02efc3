"""The relay's door: three questions, each signed by the node that asks, fresh, and asked once; a stranger learns not even a number.

(docs/specs/relay.md)
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, Final

import structlog
from cheroot.wsgi import Server

from comity.courier.admitting import Admission, Doorkeeper, NotItself, PeerConnection, require_caller
from comity.courier.opening import no_password
from comity.courier.relay.folder import RelayFolder, relay_key, relay_line_key
from comity.courier.relay.holding import Holding, Thing, Writing
from comity.desk.crashing import crash_point
from comity.directory.book import book
from comity.directory.linekeys import TLS
from comity.seal.closed import recipients_of
from comity.seal.envelope import parse_envelope
from comity.seal.receipt import sign_receipts
from comity.seal.refusals import ForeignSigner, NotForUs, Stale
from comity.seal.statement import verify_statement
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed, Refused, TooLarge
from comity.terms.speech import gettext_noop
from comity.wire.batch import MAX_DELIVERY, Reply, print_reply
from comity.wire.held import HeldBody, print_held
from comity.wire.refused import RefusedBody, print_refused
from comity.wire.relay import MAX_CLOSED, MAX_PARCEL, PAYLOAD_TYPE, Ask, Left, parse_ask, parse_left, parse_numbers, print_page

LEAVE: Final = "/comity/1/leave"
SINCE: Final = "/comity/1/since"
TAKEN: Final = "/comity/1/taken"
SCHEME: Final = "Comity "
IDLE: Final = 512  # kept connections
SLACK: Final = timedelta(minutes=5)  # by which the clock of a node may differ from the relay's
LIFE: Final = timedelta(days=30)  # of what does not say itself when it expires
MOST_LIFE: Final = timedelta(days=90)
SWEEP_EVERY: Final = timedelta(minutes=1)

_LOG: Final = structlog.get_logger("comity.relay")
_STATUS: Final = {"too-large": "413 Content Too Large", "malformed": "400 Bad Request"}
_CURSOR: Final = re.compile(r"cursor=(0|[1-9][0-9]{0,15})")
_DEEDS: Final = {("POST", LEAVE): "leave", ("GET", SINCE): "since", ("POST", TAKEN): "taken"}


class AskedBefore(Refused):
    """A question that was asked before, or is not of now."""

    wire_class = "stale"
    sentence = gettext_noop("A node asked a relay a question of %(at)s, which is not of now, or was asked before.")
    next_step = gettext_noop("Compare the clocks of the node and of the relay; the node asks again by itself.")


class Relay:
    """Answers the three questions; a WSGI callable."""

    def __init__(self, folder: RelayFolder, holding: Holding, *, clock: Callable[[], Instant]) -> None:
        """Read the relay's key; raises `BadKeyFile`."""
        self._folder, self._holding, self._clock = folder, holding, clock
        self._key = relay_key(folder)
        self._swept = Instant(0)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one HTTP request: with what was asked for, or with a class and nothing else."""
        try:
            status, body = "200 OK", self._answer(environ)
        except Refused as refusal:
            _LOG.warning("refused", wire_class=refusal.wire_class, why=str(refusal))
            status, body = _STATUS.get(refusal.wire_class, "403 Forbidden"), refusal.wire_class.encode()
        except Exception:  # noqa: BLE001 the node is told to try again; the fault stands in our messages
            _LOG.exception("fault")
            status, body = "503 Service Unavailable", b"unavailable"
        start_response(status, [("Content-Type", "application/octet-stream"), ("Content-Length", str(len(body)))])
        return [body]

    def _answer(self, environ: dict[str, Any]) -> bytes:
        deed = _DEEDS.get((environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")))
        if deed is None:
            raise Malformed("question to a relay", "another method or path")
        # (1) who asks, for which deed, at this relay, now: before a byte of the body is read
        ask = self._asked(environ.get("HTTP_AUTHORIZATION", ""), deed=deed)
        caller = require_caller(environ, home=self._folder, at=self._clock())
        if caller not in (None, ask.node):
            raise NotItself(caller=caller, named=ask.node)
        if deed == "since" and _CURSOR.fullmatch(environ.get("QUERY_STRING", "")) is None:
            raise Malformed("question to a relay", "its cursor")
        if deed == "since" and environ["QUERY_STRING"] != f"cursor={ask.cursor}":
            raise Malformed("question to a relay", "another cursor than the signed one")
        # (2) the body that was signed for
        length = _length(environ)
        if length > MAX_DELIVERY:
            raise TooLarge("body", size=length, cap=MAX_DELIVERY)
        data = environ["wsgi.input"].read(length) if length else b""
        if Digest.of(data) != ask.body:
            raise Malformed("question to a relay", "another body than the signed one")
        # (3) once
        with self._holding.writing() as writing:
            if not writing.first_time(bytes.fromhex(ask.nonce), until=ask.at + 2 * SLACK):
                raise AskedBefore(at=ask.at)
        self._sweep()
        if deed == "leave":
            return self._leave(data, by=ask.node)
        if deed == "taken":
            with self._holding.writing() as writing:
                writing.drop(parse_numbers(data), to=ask.node)
            return b""
        return print_page(self._holding.lying(ask.node, after=ask.cursor, at=self._clock()))

    def _asked(self, header: str, *, deed: str) -> Ask:
        """Return the question in the header, signed by the node that it names and nobody else; raises `Refused`."""
        try:
            statement = base64.b64decode(header.removeprefix(SCHEME).encode("ascii"), validate=True) if header.startswith(SCHEME) else b""
        except (ValueError, binascii.Error):
            statement = b""
        now = self._clock()
        verified = verify_statement(statement, payload_type=PAYLOAD_TYPE, keyring=book(self._folder).keyring, at=now)
        ask = parse_ask(verified.payload)
        if [entry.owner for entry in verified.signed_by] != [ask.node]:
            raise ForeignSigner(owner=verified.signed_by[0].owner, node=ask.node)
        if (ask.relay, ask.do) != (self._folder.name, deed):
            raise Malformed("question to a relay", "for another relay, or another deed")
        if not now + -SLACK <= ask.at <= now + SLACK:
            raise AskedBefore(at=ask.at)
        return ask

    def _leave(self, data: bytes, *, by: NodeId) -> bytes:
        """Hold what is left, each thing with its receipt, in one transaction; return the receipts, once it is synced."""
        to, items = parse_left(data)
        book(self._folder).node(to)  # raises NotInDirectory: who is not served here has nothing left for it
        now = self._clock()
        answers: list[bytes] = []
        with self._holding.writing() as writing:
            for item in items:
                answers.append(self._take(item, writing, to=to, by=by, at=now))
                crash_point("relay.kept")
            crash_point("relay.before-commit")
        crash_point("relay.commit")
        return print_reply(Reply(tuple(answers)))

    def _take(self, item: Left, writing: Writing, *, to: NodeId, by: NodeId, at: Instant) -> bytes:
        """Return the receipt of one thing: held, or refused with its class."""
        try:
            thing = _read(item, to=to, by=by, at=at)
        except Refused as refusal:
            return self._refuse(None, Digest.of(item.data), refusal.wire_class, at=at)
        known = writing.known(thing)
        # What binds a name is what one giver left for one recipient: nobody can burn another's.
        if known is not None and known.outer != thing.outer:
            return self._refuse(thing.env_id, thing.outer, "conflict", at=at)
        if known is not None and known.same:
            return known.receipt  # the same bytes: whoever did not hear us asks again
        if not writing.has_room(thing):
            return self._refuse(thing.env_id, thing.outer, "unavailable", at=at)
        body = HeldBody(env_id=thing.env_id, outer=thing.outer, to=to, until=thing.until, at=at)
        (receipt,) = sign_receipts([print_held(body)], key=self._key)
        writing.keep(thing, receipt=receipt)
        return receipt

    def _refuse(self, env_id: EnvelopeId | None, outer: Digest, wire_class: str, *, at: Instant) -> bytes:
        body = RefusedBody(env_id=env_id, outer=outer, wire_class=wire_class, at=at)
        return sign_receipts([print_refused(body)], key=self._key)[0]

    def _sweep(self) -> None:
        now = self._clock()
        if not self._swept <= now < self._swept + SWEEP_EVERY:
            self._swept = now
            with self._holding.writing() as writing:
                gone = writing.expire(now)
            if gone:
                _LOG.info("expired", things=gone)


class Serving:
    """The server of a relay, bound, and what it holds: over TLS where its address is one, with a certificate of every caller."""

    def __init__(self, folder: RelayFolder, *, clock: Callable[[], Instant]) -> None:
        """Raises `OSError` where the address is taken, and `BadKeyFile`."""
        self._holding = Holding(folder.held, caps=folder.caps)
        self._server = Server((folder.listen.host, folder.listen.port), Relay(folder, self._holding, clock=clock), numthreads=4, timeout=30)
        self._server.max_request_body_size = MAX_DELIVERY
        self._server.max_request_header_size = 16 * 1024
        self._keeper = Doorkeeper(folder, now=clock)
        self._admission: Admission | None = None
        if folder.endpoint.startswith(TLS):
            self._admission = Admission(folder, shown=lambda: relay_line_key(folder), keeper=self._keeper, opens=lambda _: no_password)
            self._server.ssl_adapter = self._admission
            self._server.ConnectionClass = PeerConnection
            self._server.keep_alive_conn_limit = IDLE
        self._server.prepare()

    def serve(self) -> None:
        """Serve until `stop`."""
        self._server.serve()

    def tell(self) -> None:
        """Drop callers who said nothing in time, and write down who was turned away; asked every few seconds."""
        if self._admission is not None:
            self._admission.drop_slow()
        self._keeper.tell()

    def stop(self) -> None:
        """End after what is in hand."""
        self._server.stop()
        self.tell()

    def close(self) -> None:
        """Close what it holds, once nothing serves any more."""
        self._holding.close()


def _read(item: Left, *, to: NodeId, by: NodeId, at: Instant) -> Thing:
    """Read of a thing what anybody may; raises `Refused` unless it is for `to`, whole, and not expired."""
    if item.kind != "envelope":
        outer = Digest.of(item.data)
        _require_for(to, recipients_of(item.data, most=MAX_CLOSED if item.kind == "closed" else MAX_PARCEL))
        name, receipts = EnvelopeId(outer.raw[:16].hex()), item.kind == "closed"
        return Thing(to, by, item.kind, name, outer, urgent=receipts, until=at + LIFE, data=item.data)
    sealed = parse_envelope(item.data)
    _require_for(to, sealed.outer.to)
    if not at < sealed.outer.expires <= at + MOST_LIFE + SLACK:
        raise Stale(expires=sealed.outer.expires)
    urgent = sealed.outer.priority == "urgent"
    return Thing(to, by, item.kind, sealed.outer.env_id, sealed.outer_digest, urgent=urgent, until=sealed.outer.expires, data=item.data)


def _require_for(to: NodeId, named: Iterable[NodeId]) -> None:
    if to not in named:
        raise NotForUs(node=to)


def _length(environ: dict[str, Any]) -> int:
    text = environ.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isascii() and text.isdigit() else 0
