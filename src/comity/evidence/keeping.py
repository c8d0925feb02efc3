"""Puts a step behind a chain: row, leaf and state in the caller's transaction; the papers in the vault after it."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from secrets import token_hex
from typing import Final

from django.conf import settings
from django.utils.module_loading import import_string

from comity.directory.home import Home, home
from comity.directory.noting import note
from comity.evidence.afar import ObjectStore, StoredVault
from comity.evidence.chain import Standing, after, behind, standing
from comity.evidence.manifest import Described, papers_of
from comity.evidence.refusals import ChainBroken, NoStore, StoreDenied
from comity.evidence.steps import Digests, Step, print_step
from comity.evidence.vault import FolderVault, Vault
from comity.records.journal import LogStopped
from comity.records.models import CustodyStep, EvidenceItem, Officer
from comity.records.rows import insert
from comity.terms.digests import Digest

_LOG: Final = logging.getLogger(__name__)
SALT: Final = 32


def vault() -> Vault:
    """Return the vault of this node: its folder, with the store behind it where the settings name one."""
    return FolderVault(home().vault) if home().store is None else stored_vault()


def stored_vault() -> StoredVault:
    """Return the vault with its store; raises `NoStore`. The store is opened by who opens connections, when it is wanted first."""
    here = home()
    if here.store is None:
        raise NoStore
    return StoredVault(here.vault, store=lambda: _opened(here))


def _opened(here: Home) -> ObjectStore:
    try:
        opened: ObjectStore = import_string(settings.COMITY_OBJECT_STORE)(here)
    except ModuleNotFoundError as fault:
        raise StoreDenied(store=here.store.bucket if here.store else "-", why=f"{fault.name} is not installed") from fault
    return opened


def label_of(item: EvidenceItem) -> str:
    """Return what an item is called: its case and its number there."""
    return f"{item.request.reference}.E{item.number}"


def digests_of_item(item: EvidenceItem) -> Digests:
    """Return the digests that were registered."""
    return Digests(Digest.parse(item.sha256), item.sha512)


def read_steps(item: EvidenceItem) -> tuple[Step, ...]:
    """Return the steps of an item, each of its bytes compared with the digest that was kept; raises `ChainBroken`, `Malformed`."""
    rows = CustodyStep.objects.filter(item=item).order_by("number")
    return tuple(_read(row, label=label_of(item)) for row in rows)


def _read(row: CustodyStep, *, label: str) -> Step:
    record = bytes(row.record)
    if str(Digest.of(record)) != row.digest:
        raise ChainBroken(item=label, number=row.number)
    return Step.parse(record)


def locked_row(item: EvidenceItem) -> EvidenceItem:
    """Return the item's row with its lock, in the caller's transaction: one step at a time is put behind a chain."""
    return EvidenceItem.objects.select_for_update(of=("self",)).select_related("request").get(pk=item.pk)


def now_of(item: EvidenceItem) -> Standing:
    """Return how the item stands by its whole chain."""
    return standing(read_steps(item))


def append(item: EvidenceItem, step: Step, *, so_far: Standing, by: Officer | str) -> tuple[CustodyStep, Standing]:
    """Put `step` behind the chain that stands at `so_far`; its number, its salt and the step before it are filled in here.

    Raises what `chain.after` raises; then nothing is written.
    """
    step = behind(so_far, replace(step, salt=token_hex(SALT)))
    reached = after(so_far, step)
    facts = {
        "item": step.item,
        "step": step.number,
        "digest": str(step.digest),
        "sha256": item.sha256,
        "by": step.by,
        "second": step.second,
    }
    placed = note(f"evidence.{step.kind}", by=by, about=item.request.reference, at=step.at, facts=facts)
    if placed is None:  # sign-ins alone wait for a log that stands still
        raise LogStopped
    row = insert(CustodyStep(item=item, number=step.number, record=print_step(step), digest=str(step.digest), leaf=placed.index))
    item.state, item.locked = reached.state.value, reached.locked
    item.save(update_fields=["state", "locked"])
    return row, reached


def described(item: EvidenceItem) -> Described:
    """Return what an item is, for its paper."""
    source = "registered by hand"
    if item.act_file is not None:
        source = f"file beside the act {item.act_file.message.env_id}"
    return Described(
        item=label_of(item),
        case=item.request.reference,
        sort=item.sort,
        what=item.what,
        name=item.name,
        size=item.size,
        source=source,
        in_vault=item.in_vault,
    )


def write_papers(item: EvidenceItem) -> None:
    """Write the papers of an item anew from its rows, after their commit.

    The rows are what counts: papers that could not be written (a full disk) are named by `comity evidence verify`, and the next step
    writes them.
    """
    try:
        vault().note(label_of(item), expected_papers(item, read_steps(item)))
    except OSError:
        _LOG.exception("the papers of an item in custody were not written")


def expected_papers(item: EvidenceItem, steps: Sequence[Step]) -> dict[str, bytes]:
    """Return what the papers of an item should be."""
    return dict(papers_of(described(item), steps, now=standing(steps)))
