"""What a verdict says of evidence in custody, of what is withheld and of what was destroyed: questions and sentences. Pure."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, Protocol

from comity.desk.proving.choice import label_of
from comity.desk.proving.custody import FAMILY, ProvenHiding, ProvenItem, ProvenStep
from comity.desk.proving.destroyed import ProvenDestruction
from comity.desk.proving.said import Line, Word
from comity.evidence.chain import UNTOLD
from comity.evidence.states import Kind, State
from comity.evidence.steps import Step
from comity.seal.headers import Inner
from comity.terms.instants import Instant
from comity.terms.speech import gettext_noop

CUSTODY: Final = gettext_noop("Who had the evidence, and is it unchanged?")
WITHHELD: Final = gettext_noop("What is withheld?")
DESTROYED: Final = gettext_noop("What was destroyed, and what is proven still?")

KINDS: Final = {
    Kind.RECEIVED: gettext_noop("taken in"),
    Kind.REGISTERED: gettext_noop("registered in custody"),
    Kind.VERIFIED: gettext_noop("measured and found unchanged"),
    Kind.OPENED: gettext_noop("opened for reading"),
    Kind.COPIED: gettext_noop("working copy made of it"),
    Kind.EXPORTED: gettext_noop("copy given out"),
    Kind.EXAMINED: gettext_noop("examined in a working copy"),
    Kind.SEALED: gettext_noop("put under seal"),
    Kind.HANDED_OVER: gettext_noop("handed over to a colleague"),
    Kind.RELEASED: gettext_noop("handed over out of the house"),
    Kind.RETURNED: gettext_noop("given back to whom it came from"),
    Kind.HOLD_PLACED: gettext_noop("a hold placed on it"),
    Kind.HOLD_LIFTED: gettext_noop("a hold on it lifted"),
    Kind.LOCKED: gettext_noop("found to have OTHER BYTES, and locked"),
    Kind.DESTROYED: gettext_noop("destroyed by two persons"),
}
STATES: Final = {
    State.ABSENT: gettext_noop("not in custody"),
    State.ARRIVED: gettext_noop("taken in, not registered"),
    State.KEPT: gettext_noop("kept in custody"),
    State.SEALED: gettext_noop("kept under seal"),
    State.OUT: gettext_noop("out of the house"),
    State.RETURNED: gettext_noop("given back to whom it came from"),
    State.DESTROYED: gettext_noop("destroyed by two persons"),
}
NOT_TOLD: Final = gettext_noop("not told here")


class Shown(Protocol):
    """What is told here of an act."""

    @property
    def number(self) -> int:
        """Its number in the file."""

    @property
    def inner(self) -> Inner:
        """Its signed header."""

    @property
    def closed(self) -> bool:
        """Whether its content was destroyed."""


def told_custody(items: Sequence[ProvenItem], *, latest: Callable[[int], Instant | None]) -> Iterator[Line]:
    """Yield each item with its whole chain, what it stands for now, and when it stood in the log at the latest."""
    for item in items:
        told = {"item": item.item.item}
        digest = {"digest": str(item.now.digests.sha256) if item.now.digests is not None else "-"}
        yield Line(gettext_noop("%(item)s is “%(what)s”; its registered SHA-256 is %(digest)s."), told | digest | {"what": item.item.what})
        if item.named:
            named = told | {"name": item.item.name, "number": str(item.named)}
            yield Line(gettext_noop("%(item)s is the file “%(name)s” that act %(number)s lists."), named)
        else:
            yield Line(gettext_noop("What %(item)s is, only the maker says: no act whose words are here lists its bytes."), told)
        for step in item.steps:
            yield from _step(step, told)
        custodian = Word(NOT_TOLD) if item.now.custodian == UNTOLD else item.now.custodian or "-"
        stands = told | {"state": Word(STATES[item.now.state]), "custodian": custodian}
        stands["holds"] = ", ".join(map(str, item.now.holds)) or "-"
        yield Line(gettext_noop("%(item)s stands: %(state)s; who has it: %(custodian)s; holds of the steps: %(holds)s."), stands)
        if item.now.locked:
            yield Line(gettext_noop("%(item)s is LOCKED: its bytes were not those that were registered."), told)
        yield from _seen(item, told, latest)


def _step(step: ProvenStep, item: dict[str, str]) -> Iterator[Line]:
    told = item | {"number": str(step.number), "step": Word(KINDS[step.kind]), "at": str(step.at), "leaf": str(step.leaf)}
    if step.step is None:
        yield Line(gettext_noop("%(item)s, step %(number)s: %(step)s, at %(at)s; entry %(leaf)s of the log; its words are withheld."), told)
        return
    done = step.step
    by = ", ".join(filter(None, (done.by, done.second)))
    yield Line(gettext_noop("%(item)s, step %(number)s: %(step)s, at %(at)s, by %(by)s; entry %(leaf)s of the log."), told | {"by": by})
    yield Line(
        gettext_noop("%(item)s, step %(number)s: where: %(place)s; with: %(tool)s; to: %(to)s; limits: %(limits)s; why: %(reason)s"),
        told | _details(done),
    )


def _details(step: Step) -> dict[str, str]:
    return {
        "place": step.place or "-",
        "tool": f"{step.tool} {step.version}".strip() or "-",
        "to": " ".join(filter(None, (step.to, step.sort, step.state, step.present))) or "-",
        "limits": ", ".join(step.limits) or "-",
        "reason": step.reason or "-",
    }


def _seen(item: ProvenItem, told: dict[str, str], latest: Callable[[int], Instant | None]) -> Iterator[Line]:
    moments = [latest(step.leaf) for step in item.steps]
    seen = [moment for moment in moments if moment is not None]
    if len(seen) == len(moments):
        at = {"at": str(max(seen))}
        yield Line(gettext_noop("%(item)s: the whole chain stood in the log at %(at)s at the latest, as enough witnesses saw."), told | at)
    else:
        count = {"count": str(len(moments) - len(seen))}
        yield Line(
            gettext_noop("%(item)s: %(count)s steps were not seen by enough witnesses; the maker's log alone has them."), told | count
        )


def told_withheld(hiding: ProvenHiding) -> Iterator[Line]:
    """Yield what is left out, what of it is proven all the same, why, and by whom."""
    choice = hiding.choice
    for act in choice.acts:
        yield Line(
            gettext_noop(
                "The content of act %(number)s: that it exists, who signed it and when is proven; what is shown later can be compared."
            ),
            {"number": str(act.number)},
        )
    for item in choice.items:
        told = {"item": label_of(choice.reference, item.number)}
        yield Line(gettext_noop("All of %(item)s: its steps stand in the log, and what is shown later can be compared."), told)
        for leaf in item.leaves:
            kind, at = hiding.shown[leaf]
            name = KINDS[Kind(kind.removeprefix(FAMILY))] if kind.removeprefix(FAMILY) in set(Kind) else kind
            yield Line(
                gettext_noop("%(item)s, a step that is withheld: %(step)s, at %(at)s; entry %(leaf)s of the log."),
                told | {"step": Word(name), "at": str(at), "leaf": str(leaf)},
            )
    for step in choice.steps:
        yield Line(
            gettext_noop("The words of step %(number)s of %(item)s; what it was, and that it stands in the chain and the log, is proven."),
            {"number": str(step.number), "item": label_of(choice.reference, step.item)},
        )
    yield Line(gettext_noop("The ground that is named: %(ground)s. In words: %(words)s"), {"ground": choice.ground, "words": choice.words})
    yield Line(
        gettext_noop("Chosen by %(by)s at %(at)s, approved by %(second)s; the approval is entry %(leaf)s of the log."),
        {"by": str(choice.chosen_by), "at": str(choice.at), "second": str(hiding.approved_by), "leaf": str(hiding.leaf)},
    )
    if choice.items:
        yield Line(gettext_noop("That the items which are withheld belong to this request is what the two officers say."))


def unproven_parts(*, custody: bool, destroyed: bool) -> Iterator[Line]:
    """Yield what a chain of custody does not show, and what is not proven any more."""
    if custody:
        yield from _unproven_custody()
    if destroyed:
        yield from _unproven_destroyed()


def _unproven_custody() -> Iterator[Line]:
    yield Line(
        gettext_noop("That the persons of a step did it: the maker's node recorded them, and they did not sign the step themselves.")
    )
    yield Line(gettext_noop("That nothing was done to the evidence which nobody recorded, and that no step follows the last one here."))


def told_destroyed(done: ProvenDestruction, acts: Sequence[Shown]) -> Iterator[Line]:
    """Yield what was destroyed, by which rule and by whom, and what of each act is proven still."""
    yield Line(
        gettext_noop("The content of %(count)s acts was DESTROYED at %(at)s under the rule %(rule)s, whose day was %(due)s."),
        {"count": str(len(done.remains.acts)), "at": str(done.at), "rule": done.rule, "due": str(done.due)},
    )
    yield Line(
        gettext_noop("Proposed by %(by)s at %(at)s, destroyed by %(second)s; these are entries %(first)s and %(leaf)s of the log."),
        {
            "by": str(done.proposed_by),
            "at": str(done.proposed_at),
            "second": str(done.by),
            "first": str(done.proposed),
            "leaf": str(done.leaf),
        },
    )
    yield Line(gettext_noop("The reason that was given: %(reason)s"), {"reason": done.reason})
    for act in acts:
        if act.closed:
            told = {"number": str(act.number), "digest": str(act.inner.plaintext_commit)}
            yield Line(
                gettext_noop(
                    "Of act %(number)s it is proven still who signed its header, of which kind it was, and what its receipts say. Who has"
                    " its words and their salt compares them with %(digest)s."
                ),
                told,
            )


def _unproven_destroyed() -> Iterator[Line]:
    yield Line(
        gettext_noop(
            "What the acts whose content was destroyed said, under which article, who drafted them, what files they listed: NOT ANY MORE."
        )
    )
    yield Line(gettext_noop("That their entries in the log are theirs, and that they stood there at some moment: these can not be opened."))
    yield Line(gettext_noop("That nothing of it is left: the other side, a backup, or whoever was given a copy may have it."))
