"""Evidence of a played request: items with their chains in the log of its maker, and what two officers leave out of its proof."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from worlds.played import CASE, Played, Side

from comity.desk.proving.choice import APPROVED, Choice, HeldAct, HeldItem, HeldStep, print_choice
from comity.desk.proving.custody import Item, print_item
from comity.desk.proving.layout import Contents, ItemFiles
from comity.evidence.chain import EMPTY, Standing, after, behind
from comity.evidence.states import PAIRED, Kind
from comity.evidence.steps import Digests, Step, print_step
from comity.terms.digests import Digest
from comity.terms.identifiers import Reference

BYTES = Digests(Digest.of(b"disk"), "ab" * 64)
OTHERS = Digests(Digest.of(b"another disk"), "cd" * 64)
CHAIN = (Kind.REGISTERED, Kind.OPENED, Kind.HANDED_OVER, Kind.HOLD_PLACED, Kind.VERIFIED, Kind.HOLD_LIFTED, Kind.RELEASED)


@dataclass
class Guarded:
    """A played request whose maker keeps items; every step is a leaf of its log. Several share one request, each with a log of its own."""

    played: Played
    log: list[tuple[bytes, bytes, bytes]]
    steps: dict[int, list[Step]] = field(default_factory=dict)
    leaves: dict[int, list[int]] = field(default_factory=dict)
    now: dict[int, Standing] = field(default_factory=dict)

    @classmethod
    def make(cls, played: Played, *chains: tuple[Kind, ...]) -> "Guarded":
        """Play the chains after the request, by default a long one and one of a single step."""
        guarded = cls(played, played.xr.log[: max(played.leaves["XR"].values()) + 1])
        for number, kinds in enumerate(chains or (CHAIN, (Kind.REGISTERED,)), 1):
            for kind in kinds:
                guarded.step(number, kind)
        guarded.played.made_at = guarded.played.later()
        return guarded

    @property
    def maker(self) -> Side:
        """Whose log has the steps."""
        self.played.xr.log = self.log
        return self.played.xr

    def label(self, number: int) -> str:
        """Return what an item is called."""
        return f"{CASE}.E{number}"

    def step(self, number: int, kind: Kind, *, bent: Callable[[Step], Step] = lambda step: step, **told: object) -> None:
        """Put a step behind the chain of an item, and its leaf into the log; `bent` is what a liar records instead."""
        so_far, at = self.now.get(number, EMPTY), self.played.later()
        by, second = str(self.maker.drafter), str(self.maker.approver) if kind in PAIRED else ""
        quiet = kind in (Kind.HOLD_PLACED, Kind.HOLD_LIFTED)
        step = Step(
            item=self.label(number),
            number=0,
            kind=kind,
            at=at,
            by=by,
            second=second,
            place="Kho vật chứng",
            tool="" if quiet else "FTK Imager",
            version="" if quiet else "4.7.1",
            reason="Cần cho vụ án.",
            before=None if so_far is EMPTY or quiet else BYTES,
            after={Kind.LOCKED: OTHERS, Kind.DESTROYED: None}.get(kind, None if quiet else BYTES),
            hold=so_far.holds[0] if kind is Kind.HOLD_LIFTED else 0,
            to="Tòa án" if kind is Kind.RELEASED else "",
            limits=("C-USE",),
            salt=Digest.of(f"{number} {so_far.count}".encode()).raw.hex(),
        )
        step = behind(so_far, step)
        self.now[number] = after(so_far, step)
        step = bent(step)
        self.now[number] = replace(self.now[number], head=step.digest)
        facts = {
            "item": step.item,
            "step": step.number,
            "digest": str(step.digest),
            "sha256": str(BYTES.sha256),
            "by": step.by,
            "second": step.second,
        } | told
        leaf = self.maker.note(f"evidence.{step.kind}", actor=step.second or step.by, facts=facts, at=at, about=str(CASE))
        self.steps.setdefault(number, []).append(step)
        self.leaves.setdefault(number, []).append(leaf)

    def item(self, number: int) -> Item:
        """Return what an item is."""
        return Item(item=self.label(number), sort="CS-CARRIER", what="Ổ đĩa của máy chủ", name="", size=0, in_vault=False)

    def contents(self, *more: int) -> Contents:
        """Return what an honest export holds, with nothing left out, and `more` leaves."""
        checkpoint = self.maker.checkpoint()
        contents = self.played.contents()
        places = sorted((*contents.leaves, *(leaf for row in self.leaves.values() for leaf in row), *more))
        return replace(
            contents,
            custody={
                number: ItemFiles(print_item(self.item(number)), {step.number: print_step(step) for step in steps})
                for number, steps in self.steps.items()
            },
            leaves={leaf: self.maker.leaf(leaf, checkpoint=checkpoint) for leaf in places},
        )

    def choose(self, *, acts: tuple[int, ...] = (), items: tuple[int, ...] = (), steps: tuple[tuple[int, int], ...] = ()) -> Choice:
        """Return the choice of leaving these out: acts, items, and steps of items."""
        sent = self.played.sent
        return Choice(
            reference=Reference(str(CASE)),
            of_acts=len(sent),
            of_items={number: len(row) for number, row in self.steps.items()},
            ground="WH-PERSON",
            words="Bảo vệ người làm chứng.",
            chosen_by=self.maker.drafter,
            at=self.played.later(),
            acts=tuple(HeldAct(number, sent[number - 1].closed.env_id) for number in acts),
            items=tuple(HeldItem(number, tuple(self.leaves[number])) for number in items),
            steps=tuple(HeldStep(item, number, self.leaves[item][number - 1]) for item, number in steps),
        )

    def withholding(self, choice: Choice, **told: object) -> Contents:
        """Let the approver approve the choice, and return what an honest export holds without what it names."""
        facts = {"digest": str(Digest.of(print_choice(choice))), "by": str(choice.chosen_by), "second": str(self.maker.approver)} | told
        at = self.played.later()
        approval = self.maker.note(APPROVED, actor=facts["second"], facts=facts, at=at, about=str(CASE))
        self.played.made_at = self.played.later()
        contents = self.contents(approval)
        named = {one.number for one in choice.acts}
        return replace(
            contents,
            withheld=print_choice(choice),
            acts=tuple(replace(act, salt=None, body=None) if act.number in named else act for act in contents.acts),
            custody={
                number: replace(files, steps={step: data for step, data in files.steps.items() if not choice.step(number, step)})
                for number, files in contents.custody.items()
                if number not in {one.number for one in choice.items}
            },
            leaves={index: replace(leaf, opening=None) if index in choice.leaves else leaf for index, leaf in contents.leaves.items()},
        )
