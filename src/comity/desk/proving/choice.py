"""What is left out of a proof, as bytes that a second officer approves: which acts, items and steps, why, and of how much of the case.

    {"acts":[{"envelope":"…","number":2}],"at":"…","chosen_by":"lan.p@poc.vn.example","ground":"WH-PERSON",
     "items":[{"item":"XR-2026-000001.E2","leaves":[12,15]}],"of":{"acts":4,"items":[{"item":"XR-2026-000001.E1","steps":5},…]},
     "reference":"XR-2026-000001","steps":[{"item":"XR-2026-000001.E1","leaf":9,"number":3}],"v":1,"words":"…"}

It says of what the case consisted then: a file that has more or less than it names is another one than was approved. Pure.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from comity.desk.proving.layout import MAX_ACTS, WITHHELD, Contents, Manifest
from comity.desk.proving.refusals import NotProven, at_file
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, OfficerId, Reference
from comity.terms.instants import Instant
from comity.terms.json import parse_json, print_json
from comity.terms.refusals import Malformed
from comity.wire.shapes import Shape, require_count, take_shape, take_word

SPEC: Final = "docs/specs/proof.md, section 4.9"

CAP: Final = 1024 * 1024
WORDS_CAP: Final = 1000
APPROVED: Final = "proof.withholding-approved"
_WHAT: Final = "what is withheld"
_GROUND: Final = re.compile(r"(?=.{1,64}\Z)[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*")
_WORDS: Final = re.compile(r"(?s)(?=.*\S).{1,1000}")


@dataclass(frozen=True, slots=True)
class HeldAct:
    """An act whose content is left out; its signed header stays."""

    number: int
    envelope: EnvelopeId


@dataclass(frozen=True, slots=True)
class HeldItem:
    """An item that is left out whole; of its steps the leaves stay, unopened."""

    number: int
    leaves: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HeldStep:
    """One step of an item that is left out; its leaf stays, unopened."""

    item: int
    number: int
    leaf: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is left out of the proof of a case; `of_acts` and `of_items` (steps by item) say how far the case had gone."""

    reference: Reference
    of_acts: int
    ground: str
    words: str
    chosen_by: OfficerId
    at: Instant
    acts: tuple[HeldAct, ...] = ()
    items: tuple[HeldItem, ...] = ()
    steps: tuple[HeldStep, ...] = ()
    of_items: Mapping[int, int] = field(default_factory=dict)

    @property
    def leaves(self) -> frozenset[int]:
        """The leaves that are shown and not opened."""
        return frozenset(leaf for one in self.items for leaf in one.leaves) | {one.leaf for one in self.steps}

    def step(self, item: int, number: int) -> HeldStep | None:
        """Return the step of that item if it is left out."""
        return next((one for one in self.steps if (one.item, one.number) == (item, number)), None)


class _Act(Shape):
    number: int
    envelope: str


class _Item(Shape):
    item: str
    leaves: list[int]


class _Step(Shape):
    item: str
    number: int
    leaf: int


class _Counted(Shape):
    item: str
    steps: int


class _Of(Shape):
    acts: int
    items: list[_Counted]


class _Choice(Shape):
    v: int
    reference: str
    of: _Of
    ground: str
    words: str
    chosen_by: str
    at: str
    acts: list[_Act]
    items: list[_Item]
    steps: list[_Step]


def label_of(reference: Reference, item: int) -> str:
    """Return what an item of that case is called."""
    return f"{reference}.E{item}"


def print_choice(choice: Choice) -> bytes:
    """Return the bytes that are approved."""

    def name(item: int) -> str:
        return label_of(choice.reference, item)

    return print_json(
        {
            "v": 1,
            "reference": str(choice.reference),
            "of": {
                "acts": choice.of_acts,
                "items": [{"item": name(item), "steps": steps} for item, steps in sorted(choice.of_items.items())],
            },
            "ground": choice.ground,
            "words": choice.words,
            "chosen_by": str(choice.chosen_by),
            "at": str(choice.at),
            "acts": [{"number": one.number, "envelope": str(one.envelope)} for one in choice.acts],
            "items": [{"item": name(one.number), "leaves": list(one.leaves)} for one in choice.items],
            "steps": [{"item": name(one.item), "number": one.number, "leaf": one.leaf} for one in choice.steps],
        },
        what=_WHAT,
    )


def parse_choice(data: bytes) -> Choice:
    """Read what `print_choice` writes and nothing else; raises `TooLarge` over 1 MiB, otherwise `Malformed`."""
    told = take_shape(parse_json(data, CAP, what=_WHAT), shape=_Choice, what=_WHAT)
    if told.v != 1:
        raise Malformed(_WHAT, "version 1 expected")
    reference = Reference(told.reference)
    choice = Choice(
        reference=reference,
        of_acts=_count(told.of.acts, most=MAX_ACTS),
        of_items={_item(one.item, reference): _count(one.steps, most=9999) for one in told.of.items},
        ground=take_word(told.ground, pattern=_GROUND, what="ground"),
        words=take_word(told.words, pattern=_WORDS, what="reason"),
        chosen_by=OfficerId(told.chosen_by),
        at=Instant.parse(told.at),
        acts=tuple(HeldAct(_count(one.number, most=MAX_ACTS), EnvelopeId(one.envelope)) for one in told.acts),
        items=tuple(HeldItem(_item(one.item, reference), tuple(map(_leaf, one.leaves))) for one in told.items),
        steps=tuple(HeldStep(_item(one.item, reference), _count(one.number, most=9999), _leaf(one.leaf)) for one in told.steps),
    )
    _require_sound(choice, listed=len(told.of.items))
    return choice


def _count(number: int, *, most: int) -> int:
    require_count(number, least=1, what=_WHAT)
    if number > most:
        raise Malformed(_WHAT, "a number beyond what a proof holds")
    return number


def _leaf(number: int) -> int:
    require_count(number, least=0, what=_WHAT)
    return number


def _item(label: str, reference: Reference) -> int:
    number = label.removeprefix(f"{reference}.E")
    if not re.fullmatch("[1-9][0-9]{0,2}", number) or label == number:
        raise Malformed(_WHAT, "not an item of this case")
    return int(number)


def _require_sound(choice: Choice, *, listed: int) -> None:
    """Refuse what names nothing, what is not in order or twice there, and what is never withheld."""
    rows: tuple[Sequence[object], ...] = (
        [one.number for one in choice.acts],
        [one.number for one in choice.items],
        [(one.item, one.number) for one in choice.steps],
        list(choice.of_items),
        *([*one.leaves] for one in choice.items),
    )
    leaves = [leaf for one in choice.items for leaf in one.leaves] + [one.leaf for one in choice.steps]
    whole = {one.number for one in choice.items}
    for holds, why in (
        (choice.acts or choice.items or choice.steps, "it names nothing"),
        (all(one < other for row in rows for one, other in pairwise(row)), "not in order"),  # type: ignore[operator]  # one sort a row
        (len(choice.of_items) == listed and len(set(leaves)) == len(leaves), "something twice"),
        (all(1 < one.number <= choice.of_acts for one in choice.acts), "the first act, or one that is not there"),
        (all(len(one.leaves) == choice.of_items.get(one.number) for one in choice.items), "not as many leaves as steps"),
        (all(1 < one.number <= choice.of_items.get(one.item, 0) for one in choice.steps), "the first step, or one that is not there"),
        (not whole.intersection(one.item for one in choice.steps), "a step of an item that is left out whole"),
    ):
        if not holds:
            raise Malformed(_WHAT, why)


def read_choice(contents: Contents, *, manifest: Manifest) -> Choice | None:
    """Return what is withheld, None where nothing is; what is missing is what it names, and nothing else. Raises `NotProven`."""
    if contents.withheld is None:
        return None
    with at_file(WITHHELD):
        choice = parse_choice(contents.withheld)
    held = {item: len(files.steps) + sum(one.item == item for one in choice.steps) for item, files in contents.custody.items()}
    there = {(item, step) for item, files in contents.custody.items() for step in files.steps}
    named = {(one.number, one.envelope) for one in choice.acts}
    for holds, why in (
        (choice.reference == manifest.reference, "it is about another request"),
        (choice.chosen_by.node == manifest.node, "it was chosen by somebody of another node"),
        (choice.at <= manifest.made_at, "it was chosen later than this file was made"),
        (choice.of_acts == len(contents.acts), "the case had another number of acts"),
        (held | {one.number: len(one.leaves) for one in choice.items} == choice.of_items, "the case had other evidence"),
        (not contents.custody.keys() & {one.number for one in choice.items}, "an item that is left out is there"),
        (not any((one.item, one.number) in there for one in choice.steps), "a step that is left out is there"),
        (named <= {(act.number, act.env_id) for act in contents.acts}, "it names an act that is not in this file"),
    ):
        if not holds:
            raise NotProven(file=WITHHELD, why=why)
    for act in contents.acts:
        if (act.body is None) != ((act.number, act.env_id) in named):
            raise NotProven(file=act.folder, why="its content is missing without being named as withheld, or the other way round")
    for index, leaf in contents.leaves.items():
        if (leaf.opening is None) != (index in choice.leaves):
            raise NotProven(file=f"log/{index}", why="its opening is missing without being named as withheld, or the other way round")
    for index in sorted(choice.leaves - contents.leaves.keys()):
        raise NotProven(file=f"log/{index}", why="it is missing")
    return choice


def digest_of(choice: Choice) -> Digest:
    """Return the digest that the approval's leaf names."""
    return Digest.of(print_choice(choice))
