"""A relay beside the world, without a network: its door is called as a function, and its folder is a real one."""

import base64
import io
import secrets
import weakref
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from worlds.places import AT, COUNTRIES, FIRST, HERE, THERE, UNTIL, sections, signing

from comity.courier.relay.folder import Caps, RelayFolder, print_relay
from comity.courier.relay.holding import Holding
from comity.courier.relay.serving import Relay as Door
from comity.directory.book import print_trust
from comity.directory.founding import write_section
from comity.directory.home import Address
from comity.directory.keyfiles import write_signing_key
from comity.directory.relays import keyring_of
from comity.directory.sections import Dated, Relay
from comity.seal.receipt import verify_receipt
from comity.seal.statement import sign_statement
from comity.terms.digests import Digest
from comity.terms.identifiers import Country, NodeId
from comity.terms.instants import Instant
from comity.wire.batch import parse_reply
from comity.wire.held import HeldBody, kind_of, parse_held
from comity.wire.refused import RefusedBody, parse_refused
from comity.wire.relay import PAYLOAD_TYPE, Ask, Left, Page, parse_page, print_ask, print_left, print_numbers

NAME = NodeId("relay.un.example")
WAYS = {"leave": ("POST", "/comity/1/leave"), "since": ("GET", "/comity/1/since"), "taken": ("POST", "/comity/1/taken")}


class Response:
    """What urllib3 gives, as far as a node looks at it."""

    def __init__(self, status: int, data: bytes) -> None:
        """An answer that is here."""
        self.status, self._data = status, data

    def read(self, amount: int, *, decode_content: bool) -> bytes:
        """Return as much as is wanted."""
        assert not decode_content
        return self._data[:amount]

    def close(self) -> None:
        """Nothing is open."""

    def release_conn(self) -> None:
        """Nothing is lent."""


class RelayWorld:
    """A relay for the nodes of the world; it can also stand for a node's connection pool."""

    def __init__(self, folder: Path, *, caps: Caps | None = None) -> None:
        """Make it, with a key made from its name."""
        self.at: Instant = AT
        self.away = False
        self.folder = RelayFolder(folder, NAME, Address("127.0.0.1", 8421), f"http://{NAME}", caps or Caps())
        self.folder.sections.mkdir(parents=True)
        write_signing_key(self.folder.key, signing(NAME))
        self.folder.trust.write_text(print_trust({Country(name): signing(name).public for name in COUNTRIES}), encoding="ascii")
        for country, section in sections().items():
            write_section(self.folder, section, country=signing(country))  # type: ignore[arg-type]  # a folder of sections
        (folder / "relay.toml").write_text(print_relay(self.folder), encoding="utf-8")
        self.entry = Relay(NAME, f"http://{NAME}", (Dated(signing(NAME).public, FIRST, UNTIL),))
        self.end: Callable[[], object] = lambda: None
        self.start()

    def start(self) -> None:
        """Begin, as a process does: from nothing but the folder."""
        self.end()
        self.holding = Holding(self.folder.held, caps=self.folder.caps)
        self.end = weakref.finalize(self, self.holding.close)  # by itself when a test is done with this world
        self.door = Door(self.folder, self.holding, clock=lambda: self.at)

    # -- as a network -----------------------------------------------------------------------------------

    def call(self, method: str, path: str, query: str, header: str, body: bytes) -> tuple[int, bytes]:
        """Call the door as a server does."""
        told: list[str] = []
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_AUTHORIZATION": header,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
        }
        data = b"".join(self.door(environ, lambda status, _headers: told.append(status)))
        return int(told[0].split()[0]), data

    def request(self, method: str, where: str, *, body: bytes | None, headers: dict[str, str], preload_content: bool) -> Any:
        """Stand for a node's pool of connections."""
        assert not preload_content
        if self.away:
            return Response(502, b"")
        path, _, query = where.partition("?")
        return Response(*self.call(method, path, query, headers["Authorization"], body or b""))

    def clear(self) -> None:
        """Drop no connections."""

    # -- as a node --------------------------------------------------------------------------------------

    def statement(self, node: NodeId, do: str, body: bytes = b"", **changes: Any) -> str:
        """Return the header with which `node` asks."""
        signer = changes.pop("signer", node)
        said = {"relay": NAME, "node": node, "do": do, "cursor": 0, "body": Digest.of(body), "at": self.at, "nonce": secrets.token_hex(16)}
        statement = sign_statement(print_ask(Ask(**(said | changes))), payload_type=PAYLOAD_TYPE, keys=(signing(signer),))
        return f"Comity {base64.b64encode(statement).decode()}"

    def ask(self, node: NodeId, do: str, body: bytes = b"", **changes: Any) -> tuple[int, bytes]:
        """Ask as `node`."""
        query = f"cursor={changes.get('cursor', 0)}" if do == "since" else ""
        return self.call(*WAYS[do], query, self.statement(node, do, body, **changes), body)

    def leave(self, by: NodeId, to: NodeId, *things: Left) -> list[HeldBody | RefusedBody]:
        """Leave things as `by`; return what the relay signed."""
        return [self.read(receipt) for receipt in self.leave_raw(by, to, *things)]

    def leave_raw(self, by: NodeId, to: NodeId, *things: Left) -> list[bytes]:
        """Leave things as `by`; return the receipts."""
        status, data = self.ask(by, "leave", print_left(to, things))
        assert status == 200, data
        return [receipt or b"" for receipt in parse_reply(data, items=len(things)).items]

    def read(self, receipt: bytes) -> HeldBody | RefusedBody:
        """Return what a receipt of this relay says."""
        body = verify_receipt(receipt, keyring=keyring_of(self.entry)).body_bytes
        return parse_held(body) if kind_of(body) == "held" else parse_refused(body)

    def since(self, node: NodeId, cursor: int = 0) -> Page:
        """Return what lies there for `node`."""
        status, data = self.ask(node, "since", cursor=cursor)
        assert status == 200, data
        return parse_page(data)

    def taken(self, node: NodeId, *numbers: int) -> None:
        """Say as `node` that it has these."""
        status, _ = self.ask(node, "taken", print_numbers(numbers))
        assert status == 200


def name_in_sections(world: Any, entry: Relay | None, *, of: tuple[NodeId, ...] = (HERE, THERE), alone: bool = True) -> None:
    """Have both countries name the relay for these nodes in this node's directory."""
    for country, section in sections().items():
        nodes = tuple(replace(one, relay=entry, endpoint="" if alone else one.endpoint) if one.id in of else one for one in section.nodes)
        write_section(world.home, replace(section, version=4, nodes=nodes), country=signing(country))
