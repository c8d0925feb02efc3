"""The line to one relay: signed questions, answers of which every receipt is verified by the relay's own key. docs/specs/relay.md."""

import base64
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import urllib3

from comity.courier.opening import RelayPool, failure_of
from comity.courier.protocol.lines import Failure
from comity.directory.home import Home
from comity.directory.keyfiles import node_keys
from comity.directory.relays import keyring_of
from comity.directory.sections import Relay
from comity.seal.receipt import verify_receipt
from comity.seal.statement import sign_statement
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed, Refused
from comity.wire.batch import MAX_REPLY, parse_reply
from comity.wire.held import HeldBody, kind_of, parse_held
from comity.wire.refused import parse_refused
from comity.wire.relay import MAX_LYING, PAYLOAD_TYPE, Ask, Deed, Left, Page, parse_page, print_ask, print_left, print_numbers

TIMEOUT: Final = urllib3.Timeout(connect=5, read=60)
_OK: Final = 200
_PATHS: Final[dict[Deed, tuple[str, str]]] = {
    "leave": ("POST", "/comity/1/leave"),
    "since": ("GET", "/comity/1/since?cursor={cursor}"),
    "taken": ("POST", "/comity/1/taken"),
}


class RelayAwayError(Exception):
    """A relay gave no answer that can be used; `failure` says in which way."""

    def __init__(self, failure: Failure, why: str = "") -> None:
        """Keep the kind; `why` is for the messages of this node."""
        super().__init__(f"{failure.value} {why}".strip())
        self.failure = failure


@dataclass(frozen=True, slots=True)
class Leaving:
    """One thing to be left, and what its receipt must name."""

    env_id: EnvelopeId
    outer: Digest
    left: Left


@dataclass(frozen=True, slots=True)
class Answered:
    """What the relay signed about one thing: `wire_class` is None where it holds it. `sealed` are the bytes of that receipt."""

    wire_class: str | None
    sealed: bytes


class RelayLine:
    """Asks one relay. Raises `RelayAwayError` for whatever comes between."""

    def __init__(self, relay: Relay, *, home: Home, now: Callable[[], Instant]) -> None:
        """Nothing is asked yet."""
        self.relay = relay
        self._home, self._now = home, now
        self._pool = RelayPool(relay, home=home, now=now, timeout=TIMEOUT)

    def close(self) -> None:
        """Give up the connection."""
        self._pool.clear()

    def leave(self, to: NodeId, things: Sequence[Leaving]) -> list[Answered]:
        """Leave up to sixty-four things for `to`; return what the relay signed about each, in order."""
        data = self._ask("leave", print_left(to, [thing.left for thing in things]), most=MAX_REPLY)
        try:
            reply = parse_reply(data, items=len(things))
            return [self._verified(thing, receipt, to=to) for thing, receipt in zip(things, reply.items, strict=True)]
        except Refused as refusal:
            raise RelayAwayError(Failure.BAD_REPLY, str(refusal)) from refusal

    def since(self, cursor: int) -> Page:
        """Return what lies there for this node after that number."""
        try:
            return parse_page(self._ask("since", cursor=cursor, most=MAX_LYING))
        except Refused as refusal:
            raise RelayAwayError(Failure.BAD_REPLY, str(refusal)) from refusal

    def taken(self, numbers: Sequence[int]) -> None:
        """Say that this node has these, for ever: the relay lets go of them."""
        self._ask("taken", print_numbers(numbers), most=0)

    def _verified(self, thing: Leaving, receipt: bytes | None, *, to: NodeId) -> Answered:
        if receipt is None:
            raise Malformed("receipt", "a relay signs for each thing")
        verified = verify_receipt(receipt, keyring=keyring_of(self.relay))
        if kind_of(verified.body_bytes) == "held":
            body = parse_held(verified.body_bytes)
            if body != HeldBody(env_id=thing.env_id, outer=thing.outer, to=to, until=body.until, at=body.at):
                raise Malformed("receipt", "a relay signed for another thing")
            return Answered(None, receipt)
        refused = parse_refused(verified.body_bytes)
        if refused.outer != thing.outer and (refused.env_id is not None or refused.outer != Digest.of(thing.left.data)):
            raise Malformed("receipt", "a relay refused another thing")
        return Answered(refused.wire_class, receipt)

    def _ask(self, do: Deed, body: bytes = b"", *, cursor: int = 0, most: int) -> bytes:
        own = self._home.node
        digest, nonce = Digest.of(body), secrets.token_hex(16)
        ask = Ask(relay=self.relay.id, node=own, do=do, cursor=cursor, body=digest, at=self._now(), nonce=nonce)
        statement = sign_statement(print_ask(ask), payload_type=PAYLOAD_TYPE, keys=(node_keys(self._home).signing,))
        method, path = _PATHS[do]
        headers = {"Authorization": f"Comity {base64.b64encode(statement).decode('ascii')}", "Content-Type": "application/octet-stream"}
        try:
            answer = self._pool.request(
                method,
                path.format(cursor=cursor),
                body=body or None,
                headers=headers,
                preload_content=False,
            )
            data: bytes = answer.read(most + 1, decode_content=False)
            (answer.close if len(data) > most else answer.release_conn)()
        except (urllib3.exceptions.HTTPError, Refused) as fault:
            raise RelayAwayError(failure_of(fault)) from fault
        if answer.status != _OK:
            raise RelayAwayError(Failure.STATUS, f"{answer.status} {data[:40]!a}")
        return data
