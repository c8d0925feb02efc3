"""Whose key is it, and is it valid at that moment? The directory answers; this is what the seal asks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, Protocol, TypeAlias

from comity.seal.keys import VerifyingKey
from comity.seal.refusals import KeyExpired, KeyRevoked, UnknownKey
from comity.terms.identifiers import Country, KeyId, NodeId, OfficerId
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed

Role: TypeAlias = Literal["node", "officer", "country"]

_OWNERS: Final[Mapping[str, type]] = {"node": NodeId, "officer": OfficerId, "country": Country}


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """A key, who holds it, and as what. `node` is None for a country's key alone."""

    key: VerifyingKey
    owner: NodeId | OfficerId | Country
    node: NodeId | None
    role: Role

    def __post_init__(self) -> None:
        """Refuse an owner that does not fit its role, or an officer at another node than the name says."""
        own = {"node": self.owner, "officer": getattr(self.owner, "node", None), "country": None}.get(self.role)
        if not isinstance(self.owner, _OWNERS.get(self.role, ())) or self.node != own:
            raise Malformed("key entry", f"{self.owner} as {self.role} at {self.node}")

    @classmethod
    def of(cls, key: VerifyingKey, *, owner: NodeId | OfficerId | Country) -> "KeyEntry":
        """Build the entry whose node and role the owner's name already tells."""
        if isinstance(owner, OfficerId):
            return cls(key, owner, owner.node, "officer")
        return cls(key, owner, owner, "node") if isinstance(owner, NodeId) else cls(key, owner, None, "country")


class Keyring(Protocol):
    """Answers for one state of the directory."""

    def key(self, key_id: KeyId, *, at: Instant) -> KeyEntry:
        """Return the entry that is valid at `at`; raises `UnknownKey`, `KeyExpired`, `KeyRevoked`."""

    def require_unrevoked(self, key_id: KeyId, *, at: Instant) -> None:
        """Return where nobody took the key back before or at `at`, the moment at which its signature was seen; raises `KeyRevoked`.

        A signer names the moment of signing itself, and a thief names one that suits: what counts is when it was seen by somebody else.
        """


@dataclass(frozen=True, slots=True)
class KeyRow:
    """An entry and the time for which it stands: from `first`, before `until`; None is without end. From `revoked` on it is nobody's."""

    entry: KeyEntry
    first: Instant
    until: Instant | None = None
    revoked: Instant | None = None


class DatedKeyring:
    """A keyring of rows held in memory, for the directory's file and for proofs that carry their keys."""

    __slots__ = ("_rows",)

    def __init__(self, rows: Iterable[KeyRow]) -> None:
        """One row a key; raises `Malformed` when a key stands twice."""
        self._rows: dict[KeyId, KeyRow] = {}
        for row in rows:
            if self._rows.setdefault(row.entry.key.key_id, row) is not row:
                raise Malformed("keyring", f"the key {row.entry.key.key_id} twice")

    def key(self, key_id: KeyId, *, at: Instant) -> KeyEntry:
        """Return the entry that is valid at `at`; raises `UnknownKey`, `KeyExpired`, `KeyRevoked`."""
        row = self._rows.get(key_id)
        if row is None:
            raise UnknownKey(key=key_id)
        if row.revoked is not None and at >= row.revoked:
            raise KeyRevoked(key=key_id, since=row.revoked)
        if at < row.first or (row.until is not None and at >= row.until):
            raise KeyExpired(key=key_id, at=at)
        return row.entry

    def require_unrevoked(self, key_id: KeyId, *, at: Instant) -> None:
        """Return where nobody took the key back before or at `at`, the moment at which its signature was seen; raises `KeyRevoked`."""
        row = self._rows.get(key_id)
        if row is not None and row.revoked is not None and at >= row.revoked:
            raise KeyRevoked(key=key_id, since=row.revoked)

    def revoked(self, key_id: KeyId) -> Instant | None:
        """Return from when on the key is nobody's; None where it was not taken back."""
        row = self._rows.get(key_id)
        return None if row is None else row.revoked
