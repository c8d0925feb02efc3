"""What of a case may be left out of its proof, and what is chosen of it: read from the rows, strictly."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from comity.desk.casefile.gathering import gather
from comity.desk.proving.choice import WORDS_CAP, Choice, HeldAct, HeldItem, HeldStep
from comity.desk.withholding.refusals import NothingChosen, NotWithheld
from comity.directory.policy import Actor
from comity.evidence.queries import Held, items_of
from comity.evidence.states import WITHHOLDABLE
from comity.records.models import Message, Request
from comity.terms.identifiers import EnvelopeId, OfficerId, Reference
from comity.terms.instants import Instant
from comity.terms.speech import gettext_noop
from comity.terms.text import FreeText
from comity.terms.vocabulary import vocabulary

GROUNDS: Final = "withholding-ground"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a proof shows: its name in a form (`act-2`, `item-1`, `step-1-3`), and why it is always given, empty where not."""

    name: str
    always: str = ""


@dataclass(frozen=True, slots=True)
class Whole:
    """What the proof of a case consists of now: its acts on the wire in their order, its items, and which parts may be left out."""

    messages: tuple[Message, ...]
    items: tuple[Held, ...]
    parts: tuple[Part, ...]

    @property
    def steps(self) -> dict[int, int]:
        """How many steps each item has."""
        return {held.item.number: len(held.steps) for held in self.items}


def whole_of(request: Request, *, by: Actor, at: Instant) -> Whole:
    """Return it; the CALLER has seen that `by` may know of the request."""
    case = gather(request, language="en", by=by, at=at)
    clearing = {str(entry.act.env_id) for entry in case.entries if entry.number in case.exculpatory}
    messages = tuple(Message.objects.filter(request=request, road="wire").order_by("id"))
    items = tuple(items_of(request))
    parts = [Part(f"act-{number}", _always(number, message, clearing)) for number, message in enumerate(messages, 1)]
    for held in items:
        beside = held.item.act_file
        clears = beside is not None and beside.message.env_id in clearing
        parts.append(Part(f"item-{held.item.number}", gettext_noop("it may clear a person") if clears else ""))
        parts += [
            Part(f"step-{held.item.number}-{step.number}", _step_always(step.number, kind_given=step.kind not in WITHHOLDABLE))
            for step in held.steps
        ]
    return Whole(messages, items, tuple(parts))


def _always(number: int, message: Message, clearing: Collection[str]) -> str:
    if number == 1:
        return gettext_noop("it says which request this is")
    return gettext_noop("it may clear a person") if message.env_id in clearing else ""


def _step_always(number: int, *, kind_given: bool) -> str:
    if number == 1:
        return gettext_noop("it says which bytes the item has")
    return gettext_noop("it says whether they are the same, what holds, or how it ended") if kind_given else ""


def chosen(request: Request, whole: Whole, *, names: Sequence[str], ground: str, words: str, by: OfficerId, at: Instant) -> Choice:
    """Return the choice of leaving out what `names` name. Raises `NothingChosen`, `NotWithheld`, and what text refuses."""
    if not names or ground not in {item.code for item in vocabulary(GROUNDS).offered} or not words.strip():
        raise NothingChosen
    known = {part.name: part for part in whole.parts}
    for name in names:
        if name not in known:
            raise NotWithheld(part=name[:40], where=gettext_noop("it is not there"))
        if known[name].always:
            raise NotWithheld(part=name, where=known[name].always)
    acts, items, steps = (sorted(_numbers(names, kind)) for kind in ("act", "item", "step"))
    held, whole_items = {one.item.number: one for one in whole.items}, {number for (number,) in items}
    return Choice(
        reference=Reference(request.reference),
        of_acts=len(whole.messages),
        of_items=whole.steps,
        ground=ground,
        words=FreeText.parse(words, cap=WORDS_CAP, what="reason").text,
        chosen_by=by,
        at=at,
        acts=tuple(HeldAct(number, EnvelopeId(whole.messages[number - 1].env_id)) for (number,) in acts),
        items=tuple(HeldItem(number, tuple(held[number].leaves)) for (number,) in items),
        steps=tuple(HeldStep(item, step, held[item].leaves[step - 1]) for item, step in steps if item not in whole_items),
    )


def _numbers(names: Sequence[str], kind: str) -> set[tuple[int, ...]]:
    """Return what the names of that kind number."""
    rows = (name.split("-") for name in names)
    return {tuple(map(int, numbers)) for of, *numbers in rows if of == kind}
