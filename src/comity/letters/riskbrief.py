"""The risk brief: one page a language; levels, what changed, who asks whom, threats, early warning. Facts in, PDF/UA bytes out.

Made to be read at a glance and in black and white: a level is a word and five bars, a number stands beside each bar, and each page says
what was left out. What no font has stands as its code point; the CALLER has spelled it (`spell`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Final

from comity.letters.faces import Extra
from comity.letters.pdf import page_of, print_fitting
from comity.letters.report import spelled

_TEMPLATES: Final = files("comity.letters") / "templates"
LEVELS: Final = 5


@dataclass(frozen=True, slots=True)
class Level:
    """A scope: its word, which of five (0 the lowest, -1 for none), since when and until when, why; `stale` says that it is out of date."""

    scope: str
    word: str
    step: int
    meaning: str = ""
    since: str = ""
    reason: str = ""
    reason_language: str = ""
    stale: str = ""

    @property
    def bars(self) -> tuple[bool, ...]:
        """Which of the five bars are filled."""
        return tuple(at <= self.step for at in range(LEVELS))


@dataclass(frozen=True, slots=True)
class Bar:
    """One partner: what went and came, in numbers and as widths in hundredths of the longest, and the median answers in words."""

    name: str
    out: int
    came: int
    out_width: int
    came_width: int
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A number, and how dark its ground is, 0 to 4."""

    count: int
    shade: int


@dataclass(frozen=True, slots=True)
class Watch:
    """An indicator: where it warns, what it says now, whether it warns."""

    name: str
    language: str
    threshold: str
    now: str
    trend: str
    crossed: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """A series: its newest number with its period, the one before it, what to beware of; in the language of its words."""

    name: str
    language: str
    now: str
    before: str
    caveat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything of one language. `labels` are its fixed words by the names that the template uses."""

    language: str
    author: str
    title: str
    day: str
    footer: str
    labels: dict[str, str]
    scopes: tuple[Level, ...]
    fields: tuple[Level, ...]
    changes: tuple[tuple[str, str], ...]
    bars: tuple[Bar, ...]
    heads: tuple[str, ...]
    heat: tuple[tuple[str, tuple[Cell, ...]], ...]
    supports: tuple[tuple[str, int], ...]
    board: tuple[Watch, ...]
    figures: tuple[Counted, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RiskBrief:
    """The brief: its pages in the order of their languages, and the ISO day on which it was made."""

    pages: tuple[Page, ...]
    on: str


def print_risk_brief(briefs: Iterable[RiskBrief], *, languages: int, extra: tuple[Extra, ...] = ()) -> bytes:
    """Return the first of `briefs`, the fullest first, that has one sheet for each of its languages, as PDF/UA-1.

    The same facts give the same bytes. Raises `BadFont`, `NoPrinter`.
    """
    template, css = page_of(_template_text()), (_TEMPLATES / "riskbrief.css").read_text(encoding="utf-8")
    pages = (template.render(brief=brief, moment=f"{brief.on}T00:00:00Z") for brief in briefs)
    return print_fitting(pages, css=css, most=languages, extra=extra)


def spell(brief: RiskBrief, *, extra: tuple[Extra, ...] = ()) -> RiskBrief:
    """Return the brief with every text spelled: what no font has stands as its code point."""

    def told(text: str) -> str:
        return spelled(text, extra=extra)

    def level(one: Level) -> Level:
        return replace(one, reason=told(one.reason))

    def page(one: Page) -> Page:
        return replace(
            one,
            author=told(one.author),
            scopes=tuple(map(level, one.scopes)),
            changes=tuple((told(when), told(sentence)) for when, sentence in one.changes),
            bars=tuple(replace(bar, name=told(bar.name)) for bar in one.bars),
            board=tuple(replace(row, name=told(row.name), threshold=told(row.threshold), now=told(row.now)) for row in one.board),
            figures=tuple(
                replace(row, name=told(row.name), now=told(row.now), before=told(row.before), caveat=told(row.caveat))
                for row in one.figures
            ),
            footer=told(one.footer),
        )

    return replace(brief, pages=tuple(map(page, brief.pages)))


@cache
def _template_text() -> str:
    return (_TEMPLATES / "riskbrief.html").read_text(encoding="utf-8")
