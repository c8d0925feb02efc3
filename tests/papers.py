"""Whole cases written by hand after the papers that offices use: asked, answered, handed over, reported, closed, and how each act reads.

One file a paper in `tests/fixtures/templates`, in YAML for people:

    source    the template, where it is published, and whether its text was read or is recalled
    kind, instrument, article, roles, at    the request, the text it stands on, who speaks with whom, the moment of the case
    acts      each with its sender, what it replies to, its fields, the rules that warn, the state of the case afterwards,
              the clocks that start and when they are due, and how it reads

A reading is set down line by line, Vietnamese and English beside each other. A line that begins with a number is an item with its
article; `~` stands for what a person typed, which is the same in both. Lines that hold nothing else are left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from comity.terms.identifiers import Country, Reference
from comity.terms.instants import Instant
from comity.treaty.compiling import read_yaml
from comity.treaty.fields import parse_fields
from comity.treaty.findings import Facts, Original
from comity.treaty.forms import Form
from comity.treaty.rendering import render_form
from comity.treaty.rulebook import Rulebook

FOLDER: Final = Path(__file__).parent / "fixtures" / "templates"
ASKS, ASKED = Country("XR"), Country("XF")
TYPED: Final = "~"
_TYPED: Final = frozenset({"authority", "name", "text", "number", "reference", "money", "outside", "outsides"})


@dataclass(frozen=True, slots=True)
class PaperAct:
    """One act of a paper; `reads` is empty where the file does not set its reading down."""

    kind: str
    act: str
    by: str
    to: str
    fields: Mapping[str, Any]
    warns: tuple[str, ...]
    state: str
    clocks: Mapping[str, Mapping[str, str]]
    reads: tuple[str, ...]

    @property
    def name(self) -> str:
        """How a test names it."""
        return f"{self.kind}/{self.act}"


@dataclass(frozen=True, slots=True)
class Paper:
    """One case."""

    name: str
    source: Mapping[str, str]
    kind: str
    instrument: str
    article: str
    roles: tuple[str, str]
    at: Instant
    acts: tuple[PaperAct, ...]

    @property
    def request(self) -> PaperAct:
        """The act that opens the case."""
        return self.acts[0]

    def facts(self, act: PaperAct, *, rulebook: Rulebook) -> Facts:
        """Return the facts of one act, as a node that holds the case knows them."""
        fields = parse_fields(rulebook.form_under(act.kind, act.act, self.instrument), act.fields)
        asks = act.by == "asks"
        return Facts(
            kind=act.kind,
            part=act.act,
            from_country=ASKS if asks else ASKED,
            to_country=ASKED if asks else ASKS,
            from_role=self.roles[0 if asks else 1],
            to_role=self.roles[1 if asks else 0],
            instrument=self.instrument,
            fields=fields,
            original=None if act is self.request else self.original(),
            peer_allowed=True,
            at=self.at,
        )

    def original(self) -> Original:
        """Return the request, and the preservation that was granted where one was."""
        granted = next((act.fields for act in self.acts if "start" in act.fields), {})
        moments = {name: Instant.parse(granted[name]) for name in ("start", "end") if name in granted}
        return Original(reference=Reference("XR-2026-000001"), kind=self.kind, fields=self.request.fields, **moments)


def papers() -> Iterator[Paper]:
    """Return every paper, by the name of its file."""
    for path in sorted(FOLDER.glob("*.yaml")):
        yield read_paper(path)


def read_paper(path: Path) -> Paper:
    """Return the case of one file."""
    read = read_yaml(path, path.read_bytes())
    acts = tuple(
        PaperAct(
            kind=one.get("kind", read["kind"]),
            act=one["act"],
            by=one["by"],
            to=one.get("to", ""),
            fields=one["fields"],
            warns=tuple(one["warns"]),
            state=one["state"],
            clocks=one.get("clocks", {}),
            reads=tuple(one.get("reads", "").strip().splitlines()),
        )
        for one in read["acts"]
    )
    first, second = read["roles"]
    return Paper(
        name=path.stem,
        source=read["source"],
        kind=read["kind"],
        instrument=read["instrument"],
        article=str(read["article"]),
        roles=(first, second),
        at=Instant.parse(read["at"]),
        acts=acts,
    )


def reading(form: Form, fields: Mapping[str, object]) -> tuple[str, ...]:
    """Return how an act reads, in the shape in which papers set it down."""
    lines: list[str] = []
    typed = sorted({value for one in form.fields if one.type in _TYPED for value in _typed(fields.get(one.key))}, key=len, reverse=True)
    for vi, en in zip(render_form(form, fields, "vi"), render_form(form, fields, "en"), strict=True):
        if not vi.lines:
            continue
        lines.append(f"{vi.number} {vi.label} | {en.label} | {vi.article}")
        for pair in zip(vi.lines, en.lines, vi.codes, strict=True):
            said = [line if pair[2] else _without(line, typed) for line in pair[:2]]
            lines += [] if said == [TYPED, TYPED] else [" | ".join(said)]
    return tuple(lines)


def _typed(value: object) -> Iterator[str]:
    """Yield what a person typed, as it is shown."""
    if isinstance(value, Mapping):
        if "amount" in value:
            yield f"{value['amount']} {value['currency']}"
        elif "text" in value:
            yield str(value["text"])
        elif "value" in value:
            yield str(value["value"])
    elif isinstance(value, list):
        for inner in value:
            yield from _typed(inner)
    elif value is not None:
        yield str(value)


def _without(line: str, typed: list[str]) -> str:
    """Return the line with what was typed at its end, or all of it, as the sign for that."""
    for value in typed:
        if line == value:
            return TYPED
        if line.endswith(f": {value}"):
            return f"{line.removesuffix(value)}{TYPED}"
    return line
