"""Compares the vault, the chains and the log with each other: for the operator, who sees digests and numbers of leaves and no case."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from comity.evidence.afar import StoredVault
from comity.evidence.chain import standing
from comity.evidence.keeping import digests_of_item, expected_papers, label_of, read_steps, vault, write_papers
from comity.evidence.moving import carry, whole
from comity.evidence.pairing import remove_destroyed
from comity.evidence.queries import is_wanted
from comity.evidence.refusals import StoreAway
from comity.evidence.vault import CUSTODY, Vault, place_of
from comity.records.models import CustodyStep, EvidenceItem, JournalAct
from comity.terms.digests import Digest
from comity.terms.json import parse_json
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

_CHUNK: Final = 200
_FACTS_CAP: Final = 65_536

MISSING: Final = gettext_noop("The bytes %(digest)s of an item in custody are missing.")
CHANGED: Final = gettext_noop("The bytes kept as %(digest)s are others now: %(found)s.")
LEFT: Final = gettext_noop("The bytes %(digest)s were destroyed by two officers and are still in the vault.")
STRANGE: Final = gettext_noop("The vault has bytes %(digest)s that no item has.")
CHAIN: Final = gettext_noop("The chain of custody of the item %(digest)s does not hold at its step %(step)s.")
LEAF: Final = gettext_noop("Step %(step)s of the item %(digest)s is not what leaf %(leaf)s of the log signs for.")
STATE: Final = gettext_noop("The row of the item %(digest)s says another state than its chain.")
PAPERS: Final = gettext_noop("The papers of the item %(digest)s in the vault are not what its chain says.")
VERSIONS: Final = gettext_noop("The store of evidence has %(count)s versions of %(name)s, where this node put one.")
STRANGE_NAME: Final = gettext_noop("The store of evidence has %(name)s, which this node did not put there.")
LISTS: Final = gettext_noop("The list %(name)s in the store of evidence is not the one of this node.")

RESTORE: Final = gettext_noop("Bring the vault back from its backup; then an officer verifies the item from its page, and it is unlocked.")
MEND: Final = gettext_noop("Run “comity evidence verify --mend”: it removes what was destroyed, and writes papers anew.")
LOOK: Final = gettext_noop(
    "Find out who wrote there. A crash while an item was registered leaves such bytes; registering it again uses them."
)
WHO: Final = gettext_noop("Find out who has the keys of the store, and who wrote there; keep what is there until it is known.")
KEEP: Final = gettext_noop("Stop the node and keep its folder as it is: somebody wrote to its tables. Compare with the newest backup.")


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that does not agree: its sentence, the facts that fill it, and what to do."""

    sentence: str
    mend: str
    facts: dict[str, object] = field(default_factory=dict)


def check_vault() -> Sequence[Found]:
    """Return everything that does not agree; each file is read and measured.

    The node may run meanwhile: bytes are in the vault before their item is committed, and leave it after. So what is found is looked
    for once more, with the rows as they are by then, and only what is found again is told.
    """
    found = list(_vault())
    if not found:
        return []
    again = list(_vault())
    return [one for one in found if one in again]


def check_chains() -> Iterator[Found]:
    """Yield what does not agree of the rows alone, and bytes that are there and are others: what holds at one moment of the rows."""
    away: StoreAway | None = None
    for item in _items():
        yield from check_chain(item)
        if not item.in_vault or away is not None:
            continue
        try:
            measured = vault().measure(Digest.parse(item.sha256))
        except StoreAway as refusal:
            away = refusal
            continue
        if measured is not None and not measured.agrees(digests_of_item(item)):
            yield Found(CHANGED, RESTORE, {"digest": item.sha256, "found": str(measured.sha256)})
    if away is not None:
        yield _away(away)


def _away(refusal: StoreAway) -> Found:
    """A store that is not reached is one thing to look at, and no item is missing by that."""
    return Found(refusal.sentence, refusal.next_step, dict(refusal.facts))


def _vault() -> Iterator[Found]:
    kept = vault()
    try:
        yield from _look_into(kept)
        if isinstance(kept, StoredVault):
            yield from _store(kept)
    except StoreAway as refusal:
        yield _away(refusal)


def _store(kept: StoredVault) -> Iterator[Found]:
    """What the store has beside the bytes that items have, which are measured like all others."""
    known = {place_of(digest) for digest in (*kept.afar(), *kept.here())}
    for one in kept.store.names("objects/"):
        if one.name not in known:
            yield Found(STRANGE_NAME, WHO, {"name": one.name})
        elif one.versions > 1:
            yield Found(VERSIONS, WHO, {"name": one.name, "count": one.versions})
    for name, data in kept.lists():
        if data and whole(kept, name) != data:
            yield Found(LISTS, MEND, {"name": name})
    due = {item for item, _ in kept.owed()}
    for item in _items():
        label = label_of(item)
        papers = {} if label in due else kept.papers(label)
        if any(whole(kept, f"{CUSTODY}/{label}/{name}") != data for name, data in papers.items()):
            yield Found(PAPERS, MEND, {"digest": item.sha256})


def _look_into(kept: Vault) -> Iterator[Found]:
    owed = EvidenceItem.objects.filter(in_vault=True).exclude(state="destroyed")
    for digest in sorted(set(owed.values_list("sha256", flat=True))):
        yield from _bytes(kept, Digest.parse(digest), item=owed.filter(sha256=digest).first())
    yield from _beside(kept)
    for item in _items():
        yield from check_chain(item)
        yield from _papers(kept, item)


def _items() -> Iterator[EvidenceItem]:
    yield from EvidenceItem.objects.select_related("request", "act_file__message").order_by("pk").iterator(_CHUNK)


def check_chain(item: EvidenceItem) -> Iterator[Found]:
    """Yield what does not hold of one chain: its own links, its leaves, and what the item's row repeats of it."""
    place = {"digest": item.sha256}
    rows = list(CustodyStep.objects.filter(item=item).order_by("number"))
    try:
        now = standing(read_steps(item))
    except Refused as refusal:
        yield Found(CHAIN, KEEP, place | {"step": refusal.facts.get("number", len(rows))})
        return
    if not rows or (now.state.value, now.locked) != (item.state, item.locked) or now.digests != digests_of_item(item):
        yield Found(STATE, KEEP, place)
    acts = {act.index: act for act in JournalAct.objects.filter(index__in=[row.leaf for row in rows])}
    for row in rows:
        if not _signs_for(acts.get(row.leaf), row):
            yield Found(LEAF, KEEP, place | {"step": row.number, "leaf": row.leaf})


def mend_vault() -> None:
    """Remove from the vault what two officers destroyed and a crash left there; write papers and the store's lists anew.

    Raises `StoreAway`.
    """
    for item in _items():
        remove_destroyed(item)
        write_papers(item)
    kept = vault()
    if isinstance(kept, StoredVault):
        carry(kept, wanted=is_wanted)


def _signs_for(act: JournalAct | None, row: CustodyStep) -> bool:
    if act is None or not act.name.startswith("evidence."):
        return False
    if act.facts is None:  # erased; the leaf's commitment stands, and says nothing that could be compared
        return True
    facts = parse_json(bytes(act.facts), _FACTS_CAP, what="facts")["facts"]
    return (facts.get("step"), facts.get("digest")) == (row.number, row.digest)


def _bytes(kept: Vault, digest: Digest, *, item: EvidenceItem | None) -> Iterator[Found]:
    found = kept.measure(digest)
    if found is None:
        yield Found(MISSING, RESTORE, {"digest": str(digest)})
    elif item is not None and not found.agrees(digests_of_item(item)):
        yield Found(CHANGED, RESTORE, {"digest": str(digest), "found": str(found.sha256)})


def _beside(kept: Vault) -> Iterator[Found]:
    for digest in kept.listed():
        states = set(EvidenceItem.objects.filter(sha256=str(digest), in_vault=True).values_list("state", flat=True))
        if not states:
            yield Found(STRANGE, LOOK, {"digest": str(digest)})
        elif states == {"destroyed"}:
            yield Found(LEFT, MEND, {"digest": str(digest)})


def _papers(kept: Vault, item: EvidenceItem) -> Iterator[Found]:
    try:
        wanted = expected_papers(item, read_steps(item))
    except Refused:
        return  # the chain was reported
    if kept.papers(label_of(item)) != wanted:
        yield Found(PAPERS, MEND, {"digest": item.sha256})


@dataclass(frozen=True, slots=True)
class Stored:
    """Some bytes in custody: their digests, their length, how many items have them, and how these stand."""

    sha256: str
    sha512: str
    size: int
    items: int
    standing: str


def stored() -> Iterator[Stored]:
    """Yield what is in custody by its digest, in order; `standing` is locked, destroyed, not in the vault, afar in its store, or kept."""
    kept = vault()
    afar = {str(digest) for digest in kept.afar()} if isinstance(kept, StoredVault) else frozenset[str]()
    for sha256, sha512, size in EvidenceItem.objects.order_by("sha256").values_list("sha256", "sha512", "size").distinct():
        rows = EvidenceItem.objects.filter(sha256=sha256, sha512=sha512, size=size).values_list("state", "locked", "in_vault")
        found = _standing(list(rows))
        yield Stored(sha256, sha512, size, len(rows), "afar" if found == "kept" and sha256 in afar else found)


def _standing(rows: list[tuple[str, bool, bool]]) -> str:
    if any(locked for _, locked, _ in rows):
        return "locked"
    living = [in_vault for state, _, in_vault in rows if state != "destroyed"]
    if not living:
        return "destroyed"
    return "kept" if any(living) else "not-in-vault"
