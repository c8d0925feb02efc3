"""Who signed: distinct authorities, each with both kinds of signature. TUF counts keys; a State counts authorities. Pure.

In a role each authority has two keys, one of each family, and TUF's threshold is twice the number of authorities: so TUF alone never
accepts what too few signed, and what it would accept (many signatures of one family) is refused here. docs/specs/repository.md, section 3.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final, TypeAlias

from tuf.api.metadata import Key, Role, Root, Signature, Targets

from comity.directory.repository.refusals import BadRepository, TooFewAuthorities
from comity.seal.tufkeys import FAMILIES, holder_of
from comity.terms.identifiers import AuthorityId
from comity.terms.refusals import Malformed

Delegator: TypeAlias = Root | Targets

MOST: Final = 32  # authorities in one role


def holders(delegator: Delegator, role: str) -> tuple[tuple[AuthorityId, ...], int]:
    """Return who may sign `role`, sorted, and how many of them must; raises `BadRepository`.

    Each authority has one key of each family, no key is there twice, and the threshold can be reached.
    """
    found: dict[AuthorityId, list[tuple[str, str]]] = defaultdict(list)
    publics: set[str] = set()
    asked = _role(delegator, role)
    for key_id in asked.keyids:
        key = _key(delegator, key_id, role=role)
        holder, family = _holder(key, role=role)
        found[holder].append(family)
        publics.add(key.keyval["public"])
    if len(publics) != len(asked.keyids):
        raise BadRepository(where=f"a key stands twice in {role}")
    if any(sorted(families) != sorted(FAMILIES) for families in found.values()):
        raise BadRepository(where=f"an authority in {role} has not exactly one key of each family")
    need, odd = divmod(asked.threshold, len(FAMILIES))
    if odd or not 1 <= need <= len(found) <= MOST:
        raise BadRepository(where=f"the threshold of {role}")
    return tuple(sorted(found)), need


def signed_by(delegator: Delegator, role: str, *, payload: bytes, signatures: Mapping[str, Signature]) -> tuple[AuthorityId, ...]:
    """Return the authorities whose both signatures over `payload` verify, sorted, however many; raises `BadRepository`."""
    holders(delegator, role)
    result = delegator.get_verification_result(role, payload, dict(signatures))
    halves: dict[AuthorityId, int] = defaultdict(int)
    for key in result.signed.values():
        halves[_holder(key, role=role)[0]] += 1
    return tuple(sorted(holder for holder, count in halves.items() if count == len(FAMILIES)))


def require_authorities(delegator: Delegator, role: str, *, payload: bytes, signatures: Mapping[str, Signature]) -> tuple[AuthorityId, ...]:
    """Return who signed, if they are as many as the role demands; raises `TooFewAuthorities`, `BadRepository`."""
    need = holders(delegator, role)[1]
    found = signed_by(delegator, role, payload=payload, signatures=signatures)
    if len(found) < need:
        raise TooFewAuthorities(role=role, have=len(found), need=need)
    return found


def _role(delegator: Delegator, role: str) -> Role:
    try:
        return delegator.get_delegated_role(role)
    except ValueError as fault:
        raise BadRepository(where=f"nobody signs for {role}") from fault


def _key(delegator: Delegator, key_id: str, *, role: str) -> Key:
    try:
        return delegator.get_key(key_id)
    except ValueError as fault:
        raise BadRepository(where=f"a key of {role} is missing") from fault


def _holder(key: Key, *, role: str) -> tuple[AuthorityId, tuple[str, str]]:
    try:
        return holder_of(key)
    except Malformed as fault:
        raise BadRepository(where=f"{fault} ({role})") from fault
