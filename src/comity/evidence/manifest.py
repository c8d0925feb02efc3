"""The papers of an item for who has no software of ours: its custody in plain words, and each step as its bytes. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from comity.evidence.chain import Standing
from comity.evidence.steps import Digests, Step, print_step
from comity.terms.vocabulary import vocabulary

PAPER: Final = "item.txt"
_WIDE: Final = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What an item is, for its paper."""

    item: str
    case: str
    sort: str
    what: str
    name: str
    size: int
    source: str
    in_vault: bool


def papers_of(described: Described, steps: Sequence[Step], *, now: Standing) -> Mapping[str, bytes]:
    """Return the papers by name: `item.txt`, and `0001.json` and so on."""
    told = "\n".join((*_head(described, now), "", *(line for step in steps for line in _told(step)))) + "\n"
    return {PAPER: told.encode(), **{f"{step.number:04}.json": print_step(step) for step in steps}}


def _head(one: Described, now: Standing) -> Iterator[str]:
    yield f"ITEM OF EVIDENCE {one.item}"
    yield ""
    yield _line("what", one.what)
    yield _line("sort", f"{one.sort}: {vocabulary('custody-sort').label(one.sort, 'en')}")
    yield _line("case", one.case)
    yield _line("source", one.source)
    if one.name:
        yield _line("file name", one.name)
    if one.in_vault:
        yield _line("bytes", str(one.size))
    yield from _digests("SHA", now.digests)
    yield _line("stands", f"{now.state.value}{', LOCKED' if now.locked else ''}")
    yield _line("held by", now.custodian or "nobody")
    yield _line("holds", ", ".join(f"placed by step {number}" for number in now.holds) or "none")


def _told(step: Step) -> Iterator[str]:
    yield f"STEP {step.number}: {step.kind.value}"
    named = {
        "at": str(step.at),
        "by": step.by,
        "second person": step.second,
        "where": step.place,
        "tool": f"{step.tool} {step.version}".strip(),
        "to": step.to,
        "recipient, rule": step.sort,
        "State": step.state,
        "purpose": step.purpose,
        "attended": step.present,
        "hold of step": str(step.hold or ""),
        "limits": ", ".join(step.limits),
        "reason": step.reason.replace("\n", "\n" + " " * (_WIDE + 4)),
    }
    yield from (_line(name, text) for name, text in named.items() if text)
    yield from _digests("before", step.before)
    yield from _digests("after", step.after)
    yield _line("this step", f"SHA-256 {step.digest}")
    yield ""


def _digests(name: str, digests: Digests | None) -> Iterator[str]:
    if digests is not None:
        yield _line(name, f"SHA-256 {digests.sha256}")
        if digests.sha512:
            yield _line(name, f"SHA-512 {digests.sha512}")


def _line(name: str, text: str) -> str:
    return f"  {name:{_WIDE + 1}} {text}"
