"""Gathers the evidence of a case for its proof: what each item is, its steps, and the leaves that sign for them."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeAlias

from comity.desk.proving.choice import Choice
from comity.desk.proving.custody import Item, print_item
from comity.desk.proving.layout import Contents, ItemFiles, LeafFiles, print_opening
from comity.desk.proving.refusals import CannotProve
from comity.evidence.queries import Held, items_of
from comity.evidence.steps import print_step
from comity.records.models import JournalAct, Message, Request
from comity.terms.identifiers import EnvelopeId

Prove: TypeAlias = Callable[[int], bytes]
"""Returns the printed proof of a leaf."""


def custody_of(request: Request, messages: Iterable[Message], *, prove: Prove) -> tuple[dict[int, ItemFiles], dict[int, LeafFiles]]:
    """Return the items of the case and the leaves of their steps; raises `CannotProve` for a chain that does not hold."""
    here = {message.pk for message in messages}
    items: dict[int, ItemFiles] = {}
    places: list[int] = []
    for held in items_of(request):
        if held.broken is not None:
            raise CannotProve(reference=request.reference, where=f"the chain of custody of {held.label} does not hold")
        steps = {step.number: print_step(step) for step in held.steps}
        items[held.item.number] = ItemFiles(print_item(_described(held, here=here)), steps)
        places += held.leaves
    return items, {index: leaf_of(index, request.reference, prove=prove) for index in places}


def _described(held: Held, *, here: set[int]) -> Item:
    row = held.item
    beside = row.act_file.message if row.act_file is not None else None
    return Item(
        item=held.label,
        sort=row.sort,
        what=row.what,
        name=row.name,
        size=row.size,
        in_vault=row.in_vault,
        act=EnvelopeId(beside.env_id) if beside is not None and beside.pk in here else None,
    )


def leaf_of(index: int, reference: str, *, prove: Prove) -> LeafFiles:
    """Return one leaf with its proof and its opening; raises `CannotProve` where it was erased."""
    row = JournalAct.objects.filter(index=index).first()
    if row is None or row.facts is None or row.salt is None:
        raise CannotProve(reference=reference, where=f"the content of leaf {index} was erased")
    return LeafFiles(bytes(row.record), prove(index), print_opening(bytes(row.facts), salt=bytes(row.salt)))


def without(contents: Contents, choice: Choice, *, record: bytes) -> Contents:
    """Return the contents without what `choice`, whose approved bytes are `record`, leaves out; the files that say so are put beside."""
    acts, items = {one.number for one in choice.acts}, {one.number for one in choice.items}
    return replace(
        contents,
        withheld=record,
        acts=tuple(replace(act, salt=None, body=None) if act.number in acts else act for act in contents.acts),
        custody={
            number: replace(files, steps={step: data for step, data in files.steps.items() if choice.step(number, step) is None})
            for number, files in contents.custody.items()
            if number not in items
        },
        leaves={index: replace(leaf, opening=None) if index in choice.leaves else leaf for index, leaf in contents.leaves.items()},
    )
