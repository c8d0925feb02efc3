"""Who countersigns this node's log: the tables `[witnesses]` and `[time_stamps]` of `node.toml`, as values. Pure.

A node whose file says nothing asks up to five nodes of other countries; `nodes = []` asks nobody.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from comity.terms.identifiers import NodeId

USUAL_NODES: Final = 5
MOST_NODES: Final = 16
MOST_STAMPERS: Final = 8
_MOST_URL: Final = 300


@dataclass(frozen=True, slots=True)
class Witnesses:
    """The `nodes` that are asked, None for the usual ones; how many of them make a `routine` act and `evidence` shown to others."""

    nodes: tuple[NodeId, ...] | None = None
    routine: int = 2
    evidence: int = 3

    def of(self, node: NodeId, *, abroad: Iterable[NodeId]) -> tuple[NodeId, ...]:
        """Return whom `node` asks: those that are named, or some of those `abroad`; each node has others, and keeps them."""
        if self.nodes is not None:
            return self.nodes

        def draw(peer: NodeId) -> bytes:
            return hashlib.sha256(f"{node}\n{peer}".encode()).digest()

        return tuple(sorted(sorted(abroad, key=draw)[:USUAL_NODES], key=str))


@dataclass(frozen=True, slots=True)
class Stamper:
    """An RFC 3161 authority, and a PEM file with the certificates that its tokens must lead to."""

    url: str
    certificates: str
    ca: str = ""
    """A file of certificates to trust for TLS beside the system's, "" for none."""


@dataclass(frozen=True, slots=True)
class TimeStamps:
    """The authorities that are asked, each by itself, and how many of them an hour's checkpoint should have a token of."""

    authorities: tuple[Stamper, ...]
    need: int = 1


USUAL: Final = Witnesses()


def witness_name(node: NodeId) -> str:
    """Return the name under which a node cosigns the logs of others (docs/specs/log.md, section 8)."""
    return f"{node}/witness"


def parse_witnesses(table: Mapping[str, Any]) -> Witnesses:
    """Read `[witnesses]`; raises `ValueError`, or `Malformed` for a name that is none."""
    _require_known(table, {"nodes", "routine", "evidence"}, "witnesses")
    nodes = table.get("nodes")
    if nodes is not None:
        if not isinstance(nodes, list) or not all(isinstance(one, str) for one in nodes) or len(nodes) > MOST_NODES:
            message = f"nodes in [witnesses] is a list of at most {MOST_NODES} names of nodes"
            raise ValueError(message)
        nodes = tuple(NodeId(one) for one in nodes)
        if len(set(nodes)) != len(nodes):
            message = "a node is named twice in [witnesses]"
            raise ValueError(message)
    numbers = {name: table.get(name, getattr(USUAL, name)) for name in ("routine", "evidence")}
    for name, value in numbers.items():
        if type(value) is not int or not 1 <= value <= MOST_NODES:
            message = f"{name} in [witnesses] is a whole number from 1 to {MOST_NODES}"
            raise ValueError(message)
    return Witnesses(nodes, **numbers)


def print_witnesses(witnesses: Witnesses) -> str:
    """Print the table that `parse_witnesses` reads; nothing for what is so by itself."""
    if witnesses == USUAL:
        return ""
    lines = ["", "[witnesses]"]
    if witnesses.nodes is not None:
        lines.append(f"nodes = {json.dumps([str(one) for one in witnesses.nodes])}")
    lines += [f"routine = {witnesses.routine}", f"evidence = {witnesses.evidence}"]
    return "\n".join(lines) + "\n"


def parse_time_stamps(table: Mapping[str, Any]) -> TimeStamps:
    """Read `[time_stamps]`: one authority in the table itself, or several under `authority`, of which `need`; raises `ValueError`."""
    if "authority" not in table:
        return TimeStamps((_parse_stamper(table),))
    _require_known(table, {"authority", "need"}, "time_stamps")
    rows = table["authority"]
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST_STAMPERS or not all(isinstance(row, dict) for row in rows):
        message = f"authority in [time_stamps] is a list of 1 to {MOST_STAMPERS} tables"
        raise ValueError(message)
    authorities, need = tuple(_parse_stamper(row) for row in rows), table.get("need", len(rows))
    if len({one.url for one in authorities}) != len(authorities):
        message = "an authority is named twice in [time_stamps]"
        raise ValueError(message)
    if type(need) is not int or not 1 <= need <= len(authorities):
        message = f"need in [time_stamps] is a whole number from 1 to {len(authorities)}"
        raise ValueError(message)
    return TimeStamps(authorities, need)


def _parse_stamper(table: Mapping[str, Any]) -> Stamper:
    _require_known(table, {"url", "certificates", "ca"}, "time_stamps")
    texts = {name: table.get(name, "") for name in ("url", "certificates", "ca")}
    for name, value in texts.items():
        if not isinstance(value, str) or not (value or name == "ca"):
            message = f"{name} in [time_stamps] is a text"
            raise ValueError(message)
    parts = urlsplit(texts["url"])
    # Plain HTTP is usual for such authorities and enough: the answer is signed, and what is asked is a digest.
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.fragment or len(texts["url"]) > _MOST_URL:
        message = "url in [time_stamps] is an http or https address without a name and a password"
        raise ValueError(message)
    return Stamper(**texts)


def print_time_stamps(stamps: TimeStamps | None) -> str:
    """Print the table that `parse_time_stamps` reads; nothing where nobody is asked."""
    if stamps is None:
        return ""
    if len(stamps.authorities) == 1:
        return "\n".join(["", "[time_stamps]", *_print_stamper(stamps.authorities[0])]) + "\n"
    lines = ["", "[time_stamps]", f"need = {stamps.need}"]
    for one in stamps.authorities:
        lines += ["", "[[time_stamps.authority]]", *_print_stamper(one)]
    return "\n".join(lines) + "\n"


def _print_stamper(one: Stamper) -> list[str]:
    lines = [f"url = {json.dumps(one.url)}", f"certificates = {json.dumps(one.certificates)}"]
    return [*lines, f"ca = {json.dumps(one.ca)}"] if one.ca else lines


def _require_known(table: Mapping[str, Any], known: set[str], name: str) -> None:
    for setting in table:
        if setting not in known:
            message = f"unknown setting {setting!r} in [{name}]"
            raise ValueError(message)
