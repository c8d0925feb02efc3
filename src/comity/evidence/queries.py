"""Reads items and their chains. Which cases an officer may know of is the desk's to say; the CALLER asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from comity.directory.home import home
from comity.evidence.afar import StoredVault
from comity.evidence.chain import EMPTY, Standing, standing
from comity.evidence.keeping import label_of, read_steps, vault
from comity.evidence.refusals import NoSuchItem
from comity.evidence.states import Kind, State
from comity.evidence.steps import Step
from comity.records.models import ActFile, CustodyOffer, CustodyStep, EvidenceItem, Request
from comity.terms.digests import Digest
from comity.terms.refusals import Refused

_OUT_BY: Final[Mapping[State, Kind]] = {
    State.OUT: Kind.RELEASED,
    State.RETURNED: Kind.RETURNED,
    State.DESTROYED: Kind.DESTROYED,
}


@dataclass(frozen=True, slots=True)
class Held:
    """One item with its chain; `broken` says why the chain cannot be read, and nothing else of it counts then."""

    item: EvidenceItem
    label: str
    steps: tuple[Step, ...]
    now: Standing
    leaves: tuple[int, ...]
    offer: CustodyOffer | None = None
    broken: Refused | None = None


def items_of(request: Request) -> Sequence[Held]:
    """Return the items of a case, in their order."""
    rows = EvidenceItem.objects.select_related("request", "act_file__message").filter(request=request).order_by("number")
    return [_held(row) for row in rows]


def item_of(request: Request, number: int) -> Held:
    """Return one item of a case; raises `NoSuchItem`."""
    row = EvidenceItem.objects.select_related("request", "act_file__message").filter(request=request, number=number).first()
    if row is None:
        raise NoSuchItem(number=number)
    return _held(row)


def count_of(request: Request) -> int:
    """Return how many items a case has."""
    return EvidenceItem.objects.filter(request=request).count()


def registered_files(request: Request) -> Mapping[int, int]:
    """Return which files of the case's acts are in custody: the number of the item by the key of the file's row."""
    rows = EvidenceItem.objects.filter(request=request, act_file__isnull=False)
    return dict(rows.values_list("act_file_id", "number"))


def file_to_register(request: Request, *, env_id: str, digest: str) -> ActFile | None:
    """Return the row of a file of an act of this case, None where there is none."""
    rows = ActFile.objects.select_related("message__request").filter(message__request=request, message__env_id=env_id, digest=digest)
    return rows.first()


def destroyed_digests() -> frozenset[str]:
    """Return the digests of all bytes of which `is_destroyed` says so."""
    rows = EvidenceItem.objects.filter(state="destroyed").values_list("sha256", flat=True)
    living = EvidenceItem.objects.exclude(state="destroyed").filter(sha256__in=rows).values_list("sha256", flat=True)
    return frozenset(rows) - frozenset(living)


def is_destroyed(digest: str) -> bool:
    """Say whether bytes were destroyed as evidence, and no case has them in custody."""
    states = set(EvidenceItem.objects.filter(sha256=digest).values_list("state", flat=True))
    return states == {"destroyed"}


def is_wanted(digest: Digest) -> bool:
    """Say whether an item that is not destroyed has such bytes; while a hold stands, none is."""
    return EvidenceItem.objects.filter(sha256=str(digest), in_vault=True).exclude(state="destroyed").exists()


def store_of(held: Held) -> tuple[str, bool] | None:
    """Return the bucket behind the vault, and whether it has the bytes of an item by this node's own list; None where there is none."""
    kept, use = vault(), home().store
    if use is None or not isinstance(kept, StoredVault) or not held.item.in_vault:
        return None
    return use.bucket, kept.is_afar(Digest.parse(held.item.sha256))


def step_out(held: Held) -> Step | None:
    """Return the step by which an item left the house or was destroyed; None while it is here."""
    return next((step for step in reversed(held.steps) if step.kind is _OUT_BY.get(held.now.state)), None)


def has_bytes(held: Held) -> bool:
    """Say whether the vault has the bytes of an item still: of one that went out or back it has, of one that was destroyed it has none."""
    return held.item.in_vault and held.now.state is not State.DESTROYED


def _held(row: EvidenceItem) -> Held:
    offer = CustodyOffer.objects.select_related("officer").filter(item=row, ended_at__isnull=True).first()
    leaves = tuple(CustodyStep.objects.filter(item=row).order_by("number").values_list("leaf", flat=True))
    try:
        steps = read_steps(row)
        return Held(row, label_of(row), steps, standing(steps), leaves, offer)
    except Refused as refusal:
        return Held(row, label_of(row), (), EMPTY, leaves, offer, refusal)
