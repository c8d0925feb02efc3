"""The evidence of a proof: each item's chain of custody, step by step, and the leaf of the log that signs for each. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from comity.desk.proving.acts import ReadAct
from comity.desk.proving.choice import APPROVED, Choice, label_of
from comity.desk.proving.layout import WITHHELD, Contents, ItemFiles, Manifest, item_path, step_path
from comity.desk.proving.opened import Leaf, Leaves
from comity.desk.proving.refusals import NotProven, at_file
from comity.evidence.chain import EMPTY, Standing, after, beyond
from comity.evidence.states import Kind
from comity.evidence.steps import Step
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId, OfficerId
from comity.terms.instants import Instant
from comity.terms.json import parse_json, print_json
from comity.terms.refusals import Malformed, Refused
from comity.wire.shapes import Shape, require_count, take_shape, take_word

SPEC: Final = "docs/specs/proof.md, section 4.8"

FAMILY: Final = "evidence."
_CAP: Final = 16 * 1024
_WHAT: Final = "item of evidence"
_SORT: Final = re.compile(r"(?=.{1,64}\Z)[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*")
_TOLD: Final = re.compile(r"[^\n]{1,300}")
_NAME: Final = re.compile(r"[^\n]{0,180}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What an item is, as the maker says: `act` is the envelope of the act that it came or went beside, None for what came by hand."""

    item: str
    sort: str
    what: str
    name: str
    size: int
    in_vault: bool
    act: EnvelopeId | None = None


class _Item(Shape):
    v: int
    item: str
    sort: str
    what: str
    name: str
    size: int
    in_vault: bool
    act: str


def print_item(item: Item) -> bytes:
    """Return the canonical bytes."""
    return print_json(
        {
            "v": 1,
            "item": item.item,
            "sort": item.sort,
            "what": item.what,
            "name": item.name,
            "size": item.size,
            "in_vault": item.in_vault,
            "act": str(item.act or ""),
        },
        what=_WHAT,
    )


def parse_item(data: bytes) -> Item:
    """Read what `print_item` writes and nothing else; raises `TooLarge`, `Malformed`."""
    told = take_shape(parse_json(data, _CAP, what=_WHAT), shape=_Item, what=_WHAT)
    if told.v != 1:
        raise Malformed(_WHAT, "version 1 expected")
    require_count(told.size, least=0, what="size")
    return Item(
        item=told.item,
        sort=take_word(told.sort, pattern=_SORT, what="sort"),
        what=take_word(told.what, pattern=_TOLD, what="description"),
        name=take_word(told.name, pattern=_NAME, what="file name"),
        size=told.size,
        in_vault=told.in_vault,
        act=EnvelopeId(told.act) if told.act else None,
    )


@dataclass(frozen=True, slots=True)
class ProvenStep:
    """One step that stands in the chain and in the log; `step` is None where it is withheld: then its kind and moment are the leaf's."""

    number: int
    kind: Kind
    at: Instant
    leaf: int
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class ProvenItem:
    """One item whose chain holds; `named` is the number of the act that lists it as a file, 0 where no act in this file does."""

    number: int
    item: Item
    steps: tuple[ProvenStep, ...]
    now: Standing
    named: int = 0

    @property
    def whole(self) -> bool:
        """Whether no step of it is withheld."""
        return all(one.step is not None for one in self.steps)


@dataclass(frozen=True, slots=True)
class ProvenHiding:
    """What is left out, who approved that, and where the approval stands in the log; `shown` are the withheld leaves: kind and moment."""

    choice: Choice
    approved_by: OfficerId
    leaf: int
    shown: Mapping[int, tuple[str, Instant]]


def read_custody(
    leaves: Leaves, contents: Contents, *, acts: Sequence[ReadAct], manifest: Manifest, choice: Choice | None
) -> tuple[ProvenItem, ...]:
    """Return the items with their chains; their leaves are taken away. Raises `NotProven` for what does not hold."""
    return tuple(
        _Chain(number, files, manifest=manifest, choice=choice).read(leaves, acts=acts) for number, files in contents.custody.items()
    )


class _Chain:
    """One item on its way from its first step to its last."""

    def __init__(self, number: int, files: ItemFiles, *, manifest: Manifest, choice: Choice | None) -> None:
        self._number, self._files, self._maker, self._choice = number, files, manifest.node, choice
        self._label = label_of(manifest.reference, number)
        self._now, self._last, self._steps = EMPTY, -1, list[ProvenStep]()

    def read(self, leaves: Leaves, *, acts: Sequence[ReadAct]) -> ProvenItem:
        """Take every step; raises `NotProven`."""
        path = item_path(self._number)
        with at_file(path):
            item = parse_item(self._files.item)
        if item.item != self._label:
            raise NotProven(file=path, why="it names another item")
        held = sum(one.item == self._number for one in self._choice.steps) if self._choice is not None else 0
        if not self._files.steps:
            raise NotProven(file=path, why="it has no step")
        for number in range(1, len(self._files.steps) + held + 1):
            data = self._files.steps.get(number)
            if data is None:
                self._withheld(number, leaves)
            else:
                self._disclosed(number, data, leaves)
        return ProvenItem(self._number, item, tuple(self._steps), self._now, self._named(item, acts))

    def _disclosed(self, number: int, data: bytes, leaves: Leaves) -> None:
        path = step_path(self._number, number)
        with at_file(path):
            step = Step.parse(data)
            if (step.item, step.number) != (self._label, number):
                raise NotProven(file=path, why="it is a step of another item, or in another place")
            self._now = after(self._now, step)
        for person in filter(None, (step.by, step.second)):
            if not _is_of(person, self._maker):
                raise NotProven(file=path, why="it names a person of another node")
        leaf = leaves.pop((f"{FAMILY}{step.kind}", f"{self._label} {number}"), None)
        if leaf is None:
            raise NotProven(file=path, why="no leaf of it is in this file")
        told = {"digest": str(Digest.of(data)), "by": step.by, "second": step.second, "sha256": str(self._sha256)}
        if any(leaf.fact(name) != words for name, words in told.items()) or leaf.actor not in {step.by, step.second or step.by}:
            raise NotProven(file=f"log/{leaf.index}.opening.json", why="it tells of another step than the one in this file")
        self._take(number, step.kind, leaf, at=step.at, step=step)

    def _withheld(self, number: int, leaves: Leaves) -> None:
        held = self._choice.step(self._number, number) if self._choice is not None else None
        if held is None:
            raise NotProven(file=step_path(self._number, number), why="it is missing")
        leaf = next(leaf for leaf in leaves.values() if leaf.index == held.leaf)
        path = f"log/{leaf.index}.leaf"
        behind = self._files.steps.get(number + 1)
        with at_file(step_path(self._number, number + 1)):
            digest = Step.parse(behind).previous if behind is not None else None
        if behind is not None and digest is None:
            raise NotProven(file=step_path(self._number, number + 1), why="it does not name the step before it")
        try:
            kind = Kind(leaf.record.kind.removeprefix(FAMILY)) if leaf.record.kind.startswith(FAMILY) else Kind.LOCKED
            self._now = beyond(self._now, item=self._label, kind=kind, digest=digest)
        except (Refused, ValueError) as fault:
            raise NotProven(file=path, why="no such step follows, or it is one that is never withheld") from fault
        del leaves[leaf.key]
        self._take(number, kind, leaf, at=leaf.record.at)

    def _take(self, number: int, kind: Kind, leaf: Leaf, *, at: Instant, step: Step | None = None) -> None:
        if leaf.index <= self._last or leaf.record.at != at:
            raise NotProven(file=f"log/{leaf.index}.leaf", why="it stands before the step before it, or names another moment")
        self._last = leaf.index
        self._steps.append(ProvenStep(number, kind, at, leaf.index, step))

    @property
    def _sha256(self) -> Digest:
        """The item's digest, which its first step names."""
        digests = self._now.digests
        assert digests is not None  # noqa: S101 -- no chain begins without
        return digests.sha256

    def _named(self, item: Item, acts: Sequence[ReadAct]) -> int:
        """Return the number of the act that lists these bytes; 0 where none is named, or its content is withheld."""
        if item.act is None:
            return 0
        act = next((one for one in acts if one.env_id == item.act), None)
        path = item_path(self._number)
        if act is None:
            raise NotProven(file=path, why="the act that it came beside is not in this file")
        if act.body is None:
            return 0
        if (item.name, item.size, self._sha256) not in {(one.name, one.size, one.sha256) for one in act.body.files}:
            raise NotProven(file=path, why="the act that it came beside lists no such file")
        return act.files.number


def _is_of(person: str, maker: NodeId) -> bool:
    return person == str(maker) or (person.count("@") == 1 and person.endswith(f"@{maker}"))


def read_approval(leaves: Leaves, choice: Choice | None, *, manifest: Manifest) -> ProvenHiding | None:
    """Return who approved what is left out; its leaf and those of withheld items are taken away. Raises `NotProven`."""
    if choice is None:
        return None
    shown: dict[int, tuple[str, Instant]] = {}
    for item in choice.items:
        for place, index in enumerate(item.leaves):
            leaf = next(leaf for leaf in leaves.values() if leaf.index == index)
            first = leaf.record.kind in (f"{FAMILY}{Kind.RECEIVED}", f"{FAMILY}{Kind.REGISTERED}")
            if not leaf.record.kind.startswith(FAMILY) or (place == 0 and not first):
                raise NotProven(file=f"log/{index}.leaf", why="no item of evidence begins so, or it is no step of one")
            shown[index] = leaf.record.kind, leaf.record.at
            del leaves[leaf.key]
    approval = leaves.pop((APPROVED, ""), None)
    if approval is None:
        raise NotProven(file=WITHHELD, why="no leaf of its approval is in this file")
    path = f"log/{approval.index}.opening.json"
    told = (approval.fact("digest"), approval.fact("by"), approval.fact("second"))
    data = manifest.files.get(f"data/{WITHHELD}")
    if told != (str(data), str(choice.chosen_by), approval.actor):
        raise NotProven(file=path, why="it approves something else")
    with at_file(path):
        second = OfficerId(approval.actor)
    if second == choice.chosen_by or second.node != manifest.node or approval.record.at < choice.at:
        raise NotProven(file=path, why="it was not approved by a second officer of the maker, after it was chosen")
    return ProvenHiding(choice, second, approval.index, shown)
