"""Keys that were taken back: what they signed counts where somebody else had seen it before. docs/specs/proof.md, section 4.10. Pure.

That they signed nothing that calls itself later is asked where each signature is verified. A thief writes any date, so that is not enough.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from comity.desk.proving.acts import ReadAct
from comity.desk.proving.layout import Manifest
from comity.desk.proving.leaves import ReadLog
from comity.desk.proving.refusals import SignedTooLate
from comity.desk.proving.trust import Signers
from comity.desk.proving.verdict import ProvenReceipt, TakenBack, Verdict
from comity.seal.refusals import KeyRevoked
from comity.terms.identifiers import EnvelopeId, KeyId
from comity.terms.instants import Instant

SPEC: Final = "docs/specs/proof.md, section 4.10"

Receipts = Mapping[tuple[EnvelopeId, str], ProvenReceipt]


def read_taken_back(
    verdict: Verdict, *, acts: Sequence[ReadAct], receipts: Receipts, log: ReadLog, manifest: Manifest, maker: KeyId, signers: Signers
) -> tuple[TakenBack, ...]:
    """Return the keys that signed something here and were taken back; raises `SignedTooLate` where nobody had seen it by then.

    `verdict` is what the rest of the file shows, `maker` the key that signed the manifest. A receipt of which nothing shows that it was
    given before is no reason to refuse the file: it is named, and counts for nothing.
    """
    found: dict[KeyId, tuple[str, Instant, list[ProvenReceipt]]] = {}
    since = signers.keyring.revoked(maker)
    if since is not None:
        found[maker] = (str(manifest.node), since, [])
        _require_before(since, [verdict.seen(act.env_id) for act in acts], file="manifest", key=maker)
    for act in acts:
        moments = [*_seen(act, receipts=receipts, signers=signers), verdict.seen(act.env_id)]
        for entry in act.disclosed.signed_by:
            key, since = entry.key.key_id, signers.keyring.revoked(entry.key.key_id)
            if since is not None:
                found.setdefault(key, (str(entry.owner), since, []))
                _require_before(since, [_earliest(moments)], file=act.files.folder, key=key)
    for receipt in sorted(receipts.values(), key=lambda one: (str(one.env_id), one.kind)):
        since = signers.keyring.revoked(receipt.key)
        if since is not None:
            doubtful = found.setdefault(receipt.key, (str(receipt.node), since, []))[2]
            noted = _noted(receipt, verdict=verdict, log=log, manifest=manifest, maker=maker, signers=signers)
            if noted is None or noted >= since:
                doubtful.append(receipt)
    return tuple(TakenBack(key, owner, since, tuple(doubtful)) for key, (owner, since, doubtful) in sorted(found.items()))


def _earliest(moments: Sequence[Instant | None]) -> Instant | None:
    return min((moment for moment in moments if moment is not None), default=None)


def _require_before(since: Instant, moments: Sequence[Instant | None], *, file: str, key: KeyId) -> None:
    """Refuse what was signed with `key` unless each of `moments` is known, and before `since`."""
    if any(moment is None or moment >= since for moment in moments):
        refusal = KeyRevoked(key=key, since=since)
        raise SignedTooLate(file=file, why=str(refusal)) from refusal


def _seen(act: ReadAct, *, receipts: Receipts, signers: Signers) -> Iterator[Instant]:
    """Yield when the node that the act was sealed for said that it had it, by keys that nobody took back."""
    for (env_id, _), receipt in receipts.items():
        if env_id == act.env_id and signers.keyring.revoked(receipt.key) is None:
            yield receipt.body.at


def _noted(receipt: ProvenReceipt, *, verdict: Verdict, log: ReadLog, manifest: Manifest, maker: KeyId, signers: Signers) -> Instant | None:
    """Return when somebody else than its signer had the receipt: the maker noted it, or witnesses saw the place that it names."""
    if receipt.node == manifest.node:
        return verdict.seen(receipt.env_id) if receipt.kind == "received" else None
    noted = receipt.kind in ("received", "refused") and signers.keyring.revoked(maker) is None
    return log.receipted.get(receipt.env_id) if noted else None
