"""How secret the channel may carry: the table `[accreditation]` of `node.toml`, as values. Pure.

A node whose file says nothing carries what is not classified, and nothing else: an accreditation is given by somebody, never assumed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from comity.terms.identifiers import NodeId
from comity.terms.levels import Level
from comity.terms.refusals import Refused


@dataclass(frozen=True, slots=True)
class Accreditation:
    """The highest level that any channel of this node carries, and those of single peers, which may lie above or below it."""

    channel: Level = Level.OPEN
    peers: Mapping[str, Level] = field(default_factory=dict, hash=False)

    def for_peer(self, peer: str) -> Level:
        """Return the highest level that may go to `peer`."""
        return self.peers.get(peer, self.channel)


def parse_accreditation(table: Mapping[str, Any]) -> Accreditation:
    """Read `[accreditation]`; raises `ValueError` with what is wrong."""
    if unknown := sorted(set(table) - {"channel", "peers"}):
        message = f"unknown setting {unknown[0]!r} in [accreditation]"
        raise ValueError(message)
    peers = table.get("peers", {})
    if not isinstance(peers, Mapping):
        message = "[accreditation.peers] is a table of nodes and levels"
        raise ValueError(message)  # noqa: TRY004 -- every fault of the file is one kind to the reader
    try:
        return Accreditation(
            channel=Level.parse(str(table.get("channel", Level.OPEN.value))),
            peers={str(NodeId(peer)): Level.parse(str(level)) for peer, level in peers.items()},
        )
    except Refused as fault:
        message = f"[accreditation]: {fault}; a level is one of {', '.join(Level)}"
        raise ValueError(message) from fault


def print_accreditation(accreditation: Accreditation) -> str:
    """Print the table that `parse_accreditation` reads; nothing where nothing is accredited."""
    if accreditation == Accreditation():
        return ""
    lines = ["", "[accreditation]", f'channel = "{accreditation.channel}"']
    if accreditation.peers:
        lines += [
            "",
            "[accreditation.peers]",
            *(f"{json.dumps(peer)} = {json.dumps(level.value)}" for peer, level in accreditation.peers.items()),
        ]
    return "\n".join(lines) + "\n"
