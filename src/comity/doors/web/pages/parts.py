"""Pieces that several pages share. Codes such as a state or an outcome are given as codes; the templates write their words."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

StateCode = Literal["on-time", "due-soon", "late", "paused", "met", "waiting"]
OutcomeCode = Literal["stop", "warn", "pass"]
VerifiedCode = Literal["certified-text", "text", "project", "memory"]
MarkCode = Literal["message", "act", "theirs", "internal", "viewed", "clock"]


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go to; changes nothing."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Act:
    """One act as a button or link. `post` acts carry the form's token, so that a second click changes nothing."""

    label: str
    href: str
    post: bool = False
    token: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment as people read it: `large` is the desk's hour, or the date with the hour in `small`; `utc` names the zone."""

    iso: str
    large: str
    small: str = ""
    utc: str = ""


@dataclass(frozen=True, slots=True)
class Rail:
    """The line under a clock's name, 0 to 196 units long: how much is used, and where its warnings stand."""

    used: int
    ticks: tuple[int, ...] = ()
    held: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock. `rule` says whose rule it is; an own target is never written as if it were law, and is `local`.

    `facts` say when it started, in whose days it counts, why it stands still; `alert` what nobody has acknowledged.
    """

    name: str
    state: StateCode
    due: Moment
    remaining: str
    rule: str
    rail: Rail | None = None
    local: bool = False
    facts: tuple[str, ...] = ()
    alert: str = ""
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """One cell of the bar at the head of a page. A state puts its shape before the value."""

    value: str
    note: str = ""
    state: StateCode | None = None
    language: str = ""  # of both, where they are a document's own words


@dataclass(frozen=True, slots=True)
class Line:
    """One value of a field, with its code or as what a machine wrote."""

    text: str
    code: str = ""
    machine: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """Free text as a person wrote it, with its language; never translated by a machine."""

    text: str
    language: str
    language_name: str


@dataclass(frozen=True, slots=True)
class FieldRead:
    """One numbered field as read. `missing` says what the rule proposes; `sent` is what the other side signed, if asked for."""

    number: str
    label: str
    article: str = ""
    lines: tuple[Line, ...] = ()
    note: str = ""
    quote: Quote | None = None
    missing: str = ""
    change_href: str = ""
    sent_label: str = ""
    sent: tuple[str, ...] = ()
    sent_language: str = ""
    differs: str = ""
    article_href: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer of one rule: the claim, why, what mends it, its article, and how well its text was checked."""

    outcome: OutcomeCode
    title: str
    reason: str
    article: str
    verified: VerifiedCode
    mend: str = ""
    article_href: str = ""


@dataclass(frozen=True, slots=True)
class Half:
    """One side of a comparison of digests; the first sixteen digits in groups of four, over two lines."""

    label: str
    rows: tuple[tuple["Group", ...], ...]
    whole: str


@dataclass(frozen=True, slots=True)
class Group:
    """Four hexadecimal digits, marked where they differ from the other side's."""

    text: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Halves:
    """Two digests side by side; joined if they are equal."""

    ours: Half
    theirs: Half
    match: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """The panel that says what is proved, by whom, and where to take it away. `pending` says why the other half is not here yet."""

    halves: Halves
    signed_by: str
    key: str
    log: str
    witnesses: str = ""
    download_href: str = ""
    withhold_href: str = ""
    note: str = ""
    pending: str = ""
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Station:
    """One line of a timeline."""

    at: Moment
    mark: MarkCode
    sentence: str
    by: str = ""
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """The stations of one day, newest first."""

    label: str
    stations: tuple[Station, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a letter's sentence, and whether it changed since the last version."""

    text: str
    change: Literal["", "added", "removed"] = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """One paragraph of a letter in two languages, with the number between them."""

    ours: tuple[Run, ...]
    theirs: tuple[Run, ...]
    number: str = ""
    place: Literal["", "head", "signature"] = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """What will be sent, as both sides will read it."""

    ours_language: str
    theirs_language: str
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Consequence:
    """One thing that happens when the act is approved, in order."""

    mark: MarkCode
    sentence: str


@dataclass(frozen=True, slots=True)
class Saved:
    """Which version of a draft is kept, and since when (desk time with seconds). Version 0: nothing is kept yet."""

    version: int
    at: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend: the sentence, and the field (its key) at which it stands; no key where it stands at none."""

    key: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Crumbs:
    """The way back: links, then where we are."""

    links: tuple[Link, ...] = ()
    here: str = ""


def spread(ends: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """Return where a drawing of these stretches begins and how wide it is, with two units of air on each side."""
    starts, stops = zip(*ends, strict=True)
    return min(starts) - 2, max(stops) - min(starts) + 4


def halves(ours: str, theirs: str, *, ours_label: str, theirs_label: str) -> Halves:
    """Compare two digests in hexadecimal; the groups shown are the first four, the comparison is of the whole."""
    return Halves(_half(ours_label, ours, theirs), _half(theirs_label, theirs, ours), match=ours == theirs)


def _half(label: str, digest: str, other: str) -> Half:
    cells = tuple(Group(digest[at : at + 4], digest[at : at + 4] != other[at : at + 4]) for at in range(0, 16, 4))
    return Half(label, (cells[:2], cells[2:]), digest)


@dataclass(frozen=True, slots=True)
class Form:
    """Where a form posts to, its one-time token, and the version of the draft that it was filled from."""

    href: str
    token: str = ""
    version: int = 0
    autosave_href: str = ""
    hidden: tuple[tuple[str, str], ...] = field(default=())
