"""What a node says when its log cannot go on as it was signed: from where, why, what is known of the history that was lost.

It travels as a statement, signed by the node and two of its officers (docs/specs/restoring.md, section 4).
"""

from dataclasses import dataclass
from typing import Final

from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.json import JsonValue, parse_json, print_json
from comity.terms.refusals import Malformed

SPEC: Final = "docs/specs/restoring.md, section 4"

PAYLOAD_TYPE: Final = "application/vnd.comity.discontinuity.v1+json"
LEAF: Final = "log.discontinued"
MAX_SIZE: Final = 256 * 1024
MAX_WHY: Final = 1000
_WHAT: Final = "discontinuity"
_MEMBERS: Final = {"v", "node", "at", "origin", "why", "index", "shared", "known", "peers", "silent"}


@dataclass(frozen=True, slots=True)
class Sized:
    """A log of so many leaves under one root."""

    size: int
    root: Digest


@dataclass(frozen=True, slots=True)
class PeerKnows:
    """What one peer showed of the lost history: how many receipts name a place beyond `shared`, and one digest over theirs."""

    node: NodeId
    receipts: int
    digest: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Discontinuity:
    """`index` is the leaf that tells of it; `shared` what both histories begin with; `known` the furthest that was signed of the lost one.

    `silent` are the peers that were not heard: what they hold of the lost history is not known.
    """

    node: NodeId
    at: Instant
    origin: str
    why: str
    index: int
    shared: Sized
    known: Sized | None
    peers: tuple[PeerKnows, ...]
    silent: tuple[NodeId, ...]

    def __post_init__(self) -> None:
        """Refuse what no break can be."""
        names = [*(peer.node for peer in self.peers), *self.silent]
        if not 0 <= self.shared.size <= self.index or len(set(names)) != len(names) or self.node in names:
            raise Malformed(_WHAT, "places or peers that cannot be")
        if not self.why.strip() or len(self.why) > MAX_WHY or not self.why.isprintable():
            raise Malformed(_WHAT, "a reason that says nothing")


def receipts_digest(receipts: set[bytes]) -> Digest:
    """Return one digest over these digests of receipts, in whatever order they were found."""
    return Digest.of(b"comity/1 receipts", *sorted(receipts))


def print_discontinuity(said: Discontinuity) -> bytes:
    """Return the canonical bytes of what is signed."""
    return print_json(
        {
            "v": 1,
            "node": str(said.node),
            "at": str(said.at),
            "origin": said.origin,
            "why": said.why,
            "index": said.index,
            "shared": _print(said.shared),
            "known": None if said.known is None else _print(said.known),
            "peers": [{"node": str(one.node), "receipts": one.receipts, "digest": str(one.digest)} for one in said.peers],
            "silent": [str(node) for node in said.silent],
        }
    )


def parse_discontinuity(data: bytes) -> Discontinuity:
    """Read what `print_discontinuity` writes and nothing else; raises `TooLarge`, `Malformed`. Who signed it is the CALLER's to verify."""
    value = parse_json(data, MAX_SIZE, what=_WHAT)
    try:
        found = _take(value)
    except (KeyError, TypeError, AttributeError) as fault:
        raise Malformed(_WHAT, "other members than it has") from fault
    if print_discontinuity(found) != data:
        raise Malformed(_WHAT, "not as this program writes it")
    return found


def _take(value: JsonValue) -> Discontinuity:
    if not isinstance(value, dict) or set(value) != _MEMBERS or value["v"] != 1:
        raise Malformed(_WHAT, "other members than it has")
    node, at, origin, why, index, peers, silent = (value[name] for name in ("node", "at", "origin", "why", "index", "peers", "silent"))
    texts = isinstance(node, str) and isinstance(at, str) and isinstance(origin, str) and isinstance(why, str)
    if not texts or type(index) is not int or not isinstance(peers, list) or not isinstance(silent, list):
        raise Malformed(_WHAT, "a member of another type")
    return Discontinuity(
        node=NodeId(str(node)),
        at=Instant.parse(str(at)),
        origin=str(origin),
        why=str(why),
        index=index,
        shared=_sized(value["shared"]),
        known=None if value["known"] is None else _sized(value["known"]),
        peers=tuple(_peer(one) for one in peers),
        silent=tuple(NodeId(str(one)) for one in silent),
    )


def _print(sized: Sized) -> dict[str, JsonValue]:
    return {"size": sized.size, "root": str(sized.root)}


def _sized(value: JsonValue) -> Sized:
    if not isinstance(value, dict) or type(value["size"]) is not int or value["size"] < 0:
        raise Malformed(_WHAT, "a log without a size")
    return Sized(value["size"], Digest.parse(str(value["root"])))


def _peer(value: JsonValue) -> PeerKnows:
    if not isinstance(value, dict) or type(value["receipts"]) is not int or value["receipts"] < 0:
        raise Malformed(_WHAT, "a peer without a count")
    return PeerKnows(NodeId(str(value["node"])), value["receipts"], Digest.parse(str(value["digest"])))
