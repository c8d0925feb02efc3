"""Two nodes and their officers, and the forger of `tools/make_seal_vectors.py`, who keeps to the format and to nothing else."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from comity.seal.dsse import PAYLOAD_TYPE
from comity.seal.envelope import Closed, Opened, Recipient, close_envelope, draft_envelope, open_envelope
from comity.seal.keyring import DatedKeyring, KeyEntry, KeyRow
from comity.terms.identifiers import Country, NodeId, OfficerId

_TOOL = Path(__file__).resolve().parents[2] / "tools" / "make_seal_vectors.py"


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_seal_vectors", _TOOL)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look themselves up
    spec.loader.exec_module(module)
    return module


class World:
    """The people and nodes of the vectors, with what tests do most."""

    def __init__(self) -> None:
        """Load the tool; keys are made when they are wanted."""
        self.tool = tool = _load()
        self.at, self.created, self.expires = tool.AT, tool.CREATED, tool.EXPIRES
        self.sender, self.receiver, self.third = tool.SENDER, tool.RECEIVER, tool.THIRD
        self.officer, self.second, self.stranger = tool.OFFICER, tool.SECOND, tool.STRANGER
        self.owners = (self.sender, self.officer, self.second, self.receiver, self.stranger)
        self._keys = {}
        self._sealing = {node: tool.sealing_key(node) for node in (self.receiver, self.third)}
        self.keyring = self.ring(*self.owners)
        self.Forger = tool.Forger

    def key(self, owner):
        """Return the signing key of `owner`."""
        if owner not in self._keys:
            self._keys[owner] = self.tool.signing_key(owner)
        return self._keys[owner]

    def sealing(self, node):
        """Return the sealing key of `node`."""
        return self._sealing[node]

    def entry(self, owner):
        """Return the entry of `owner`, whose role its name tells."""
        kind = OfficerId if "@" in owner else NodeId if "." in owner else Country
        return KeyEntry.of(self.key(owner).public, owner=kind(owner))

    def ring(self, *owners, valid=None):
        """Return a keyring of `owners`."""
        first, until = valid or self.tool.VALID
        return DatedKeyring([KeyRow(self.entry(owner), first, until) for owner in owners])

    def close(self, payload=b"a request", *, signers=None, to=None, **changes) -> Closed:
        """Draft, sign and close."""
        to = to or (self.receiver,)
        draft = draft_envelope(payload, header=self.tool.header(to=tuple(map(NodeId, to)), **changes))
        signatures = [self.key(owner).sign(PAYLOAD_TYPE, draft.inner_bytes) for owner in signers or (self.officer, self.sender)]
        recipients = [Recipient(NodeId(node), self.sealing(node).public) for node in to]
        return close_envelope(draft, signatures=signatures, recipients=recipients, expires=self.expires)

    def open(self, data, *, node=None, at=None, keyring=None, sealing=None) -> Opened:
        """Open as the receiver, or as `node`."""
        keys = [self.sealing(name) for name in (sealing or [node or self.receiver])]
        return open_envelope(
            data,
            node=NodeId(node or self.receiver),
            sealing_keys={key.public.key_id: key for key in keys},
            keyring=keyring or self.keyring,
            at=at or self.at,
        )


@pytest.fixture(scope="session")
def world() -> World:
    """Return the one world."""
    return World()
