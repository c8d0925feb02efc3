"""A brief of one page: who they are to us and what stands between us, cut by rule until it fits. Facts in, PDF/UA-1 out.

Quotations stand in the language in which they were said; everything else is in the reader's. What a page has no room for is counted
beside the list that it was cut from, with the place where the whole list stands. Nothing is left out in silence.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import chain, pairwise
from typing import Any, Final

from comity.letters.faces import Extra, require_shown
from comity.letters.pdf import page_of, print_chosen
from comity.letters.refusals import NoRoom
from comity.letters.wording import language_name, print_number, say

_TEMPLATES: Final = files("comity.letters") / "templates"
_CUT: Final = " […]"
_WORD: Final = 44  # characters of the longest word: more than a line of a column has
_NAMED: Final = 88  # of a name, and of what is to be decided


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's own words, and the language that they are in."""

    text: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of a list: its number or name, facts in the reader's language, and what is quoted. `late` marks what is overdue.

    `ask` is what somebody has to decide about it.
    """

    name: str = ""
    ask: str = ""
    facts: tuple[str, ...] = ()
    quote: Quote | None = None
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A list under its heading: the most important entry first. `unseen` are rows behind `entries` that are known to be there.

    `more` says that there are others beyond those, uncounted; `where` is the place where the whole list stands; `empty` is what an
    empty one says. `apart` is a list of its own under this one, of what must not be taken for the same.
    """

    heading: str
    entries: tuple[Entry, ...]
    where: str
    empty: str
    note: str = ""
    unseen: int = 0
    more: bool = False
    apart: "Part | None" = None


@dataclass(frozen=True, slots=True)
class Number:
    """One figure of the band under the title, with what it counts and a note; `late` where somebody must do something."""

    label: str
    value: str
    note: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """Everything that a brief says.

    `sides` are pairs of lists, theirs and ours, each under another in a column of its own; `free` are put under them where there is
    room; `sources` is at the foot. `stated`: as of when, by whom, for whom. `marking` is what the head says of secrecy. `notes` say how
    the page is read.
    """

    language: str
    kind: str
    title: str
    code: str
    author: str
    stated: tuple[str, ...]
    marking: str
    numbers: tuple[Number, ...]
    decisions: Part
    sides: tuple[tuple[Part, Part], ...]
    free: tuple[Part, ...]
    sources: Part
    notes: tuple[str, ...]
    footer: str
    day: str


@dataclass(frozen=True, slots=True)
class Room:
    """How much is shown: so many entries of each list, one more of the first `ahead` lists of a column, so many characters.

    `quoted` of each quotation, `fact` of what is said beside it.
    """

    entries: int
    quoted: int
    fact: int = 200
    ahead: int = 0


_STEPS: Final = (
    *(Room(12, 500, 400), Room(12, 300, 300), Room(10, 240, 240), Room(9, 200), Room(8, 170), Room(7, 150), Room(6, 140), Room(5, 130)),
    *(Room(4, 120), Room(3, 110), Room(2, 110), Room(1, 110), Room(1, 80, 160), Room(0, 60, 100)),
)
_AHEAD: Final = (6, 5, 4, 3, 2, 1)
# From everything to what always fits: first quotations are shortened, then the lists from the last of each column on. The first room in
# which one page is enough is taken; each has less than the one before.
ROOMS: Final = (
    _STEPS[0],
    *(
        room
        for before, step in pairwise(_STEPS)
        for room in (*(replace(step, ahead=ahead) for ahead in _AHEAD if step.entries < before.entries), step)
    ),
)
_LINE, _SHEET = 58, 50  # by what heights are guessed: characters of a line, lines of a column and of what needs a decision
_USUAL: Final = Room(4, 120)  # in which columns are weighed
_WIDE: Final = 260  # characters of what is said of a decision
_DECIDING: Final = 3  # what needs a decision keeps so many rows


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as it is printed. The last of its facts says in which language its quotation is, where that is not the reader's."""

    name: str
    ask: str
    facts: str
    quote: str
    language: str
    late: bool


@dataclass(frozen=True, slots=True)
class Laid:
    """A list as it is printed; `rest` says how much of it is left out and where it stands, `none` that it is empty."""

    heading: str
    note: str
    entries: tuple[Shown, ...]
    none: str
    rest: str
    apart: "Laid | None"


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page as it is printed in one room."""

    decisions: Laid
    columns: tuple[tuple[Laid, ...], ...]
    sources: Laid
    notes: tuple[str, ...]


def print_brief(brief: Brief, *, extra: tuple[Extra, ...] = ()) -> bytes:
    """Return the brief as PDF/UA-1 on exactly one page.

    Raises `MissingGlyph`, `UnsafeText`, `BadFont`, `NoPrinter`; `NoRoom` where not even the headings fit.
    """
    require_shown(texts(brief), extra=extra)
    css = (_TEMPLATES / "brief.css").read_text(encoding="utf-8")
    return print_chosen(lambda fits: _fullest(brief, fits), css=css, extra=extra)


def _fullest(brief: Brief, fits: Callable[[str], bool]) -> str:
    """Return the page with the most on it that fits: the first room for both columns, then a better one for each that has space left."""
    pages: dict[tuple[int, int], str] = {}

    def shown(start: int, end: int, base: int) -> bool:
        pages[start, end] = page_of_brief(brief, ROOMS[start], ROOMS[end], base=ROOMS[base])
        return fits(pages[start, end])

    least = len(ROOMS) - 1
    guess = next((at for at, room in enumerate(ROOMS) if _guessed(brief, room) <= _SHEET), least)
    both = _first(lambda at: shown(at, at, at), least, near=guess)
    if (both, both) not in pages and not shown(both, both, both):
        raise NoRoom
    start = _first(lambda at: shown(at, both, both), both, near=both - 1)
    end = _first(lambda at: shown(start, at, both), both, near=both - 1)
    return pages[start, end]


def _first(fits: Callable[[int], bool], last: int, *, near: int) -> int:
    """Return the first place before `last` that fits, else `last`, looking at few that are far from it; what follows one that fits, fits.

    It begins at `near`, goes on by steps that double until one fits and one does not, and then by halves.
    """
    first, at, step, end = -1, near, 1, last
    while last - first > 1:
        at = min(max(at, first + 1), last - 1)
        if fits(at):
            last = at
        else:
            first = at
        if first >= 0 and last < end:
            at = (first + last) // 2
        else:
            at, step = (last - step if last < end else first + step), 2 * step
    return last


def _guessed(brief: Brief, room: Room) -> int:
    """Return about how many lines of a sheet a brief takes in a room."""
    columns = [sum(_height(part, room) for part in column) for column in _columns(brief)]
    return max(columns) + _height(brief.decisions, _deciding(room))


def page_of_brief(brief: Brief, start: Room, end: Room, *, base: Room) -> str:
    """Return the page with a room for each of the two columns, and one for what stands across both, as `print_brief` tries it."""
    html: str = _template().render(brief=brief, page=lay_out(brief, start, end, base=base), moment=f"{brief.day}T00:00:00Z")
    return html


def lay_out(brief: Brief, start: Room, end: Room, *, base: Room) -> Page:
    """Return what of the brief is shown in the rooms of its two columns and of what stands across both; what is not is counted."""
    columns = tuple(
        tuple(_laid(part, replace(room, entries=room.entries + (place < room.ahead)), brief.language) for place, part in enumerate(column))
        for column, room in zip(_columns(brief), (start, end), strict=True)
    )
    decisions = _laid(brief.decisions, _deciding(base), brief.language)
    sources = _laid(brief.sources, replace(base, entries=base.entries + (base.entries > 0 or base.ahead > 0)), brief.language)
    laid = (decisions, *chain.from_iterable(columns), sources)
    cut = any(one.rest or (one.apart and one.apart.rest) for one in laid) or any(_is_cut(one) for one in laid)
    notes = (*brief.notes, say("brief-cut", brief.language, cut=_CUT.strip())) if cut else brief.notes
    return Page(decisions, columns, sources, notes)


def _deciding(room: Room) -> Room:
    """Return the room of what needs a decision, which is cut last and has the whole width."""
    if room.entries or room.ahead:
        return replace(room, entries=max(room.entries + 1, _DECIDING), fact=max(room.fact, _WIDE))
    return replace(room, entries=_DECIDING - 1)


def _columns(brief: Brief) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Return the two columns: each pair side by side, and under them each free list in the column that is shorter so far."""
    columns = [list(parts) for parts in zip(*brief.sides, strict=True)]
    for part in brief.free:
        min(columns, key=lambda parts: sum(_height(one, _USUAL) for one in parts)).append(part)
    start, end = columns
    return tuple(start), tuple(end)


def _height(part: Part, room: Room) -> int:
    """Return about how many lines a list takes in a room."""
    lines = sum(_lines(one, room) for one in part.entries[: room.entries])
    return 2 + lines + (_height(part.apart, room) if part.apart is not None else 0)


def _lines(entry: Entry, room: Room) -> int:
    said = 1 + min(sum(map(len, (entry.name, entry.ask, *entry.facts))), room.fact) // _LINE
    return said if entry.quote is None else said + 1 + min(len(entry.quote.text), room.quoted) // _LINE


def _is_cut(laid: Laid) -> bool:
    below = laid.apart is not None and _is_cut(laid.apart)
    return below or any(_CUT in one.quote or _CUT in one.facts or _CUT in one.name for one in laid.entries)


def _laid(part: Part, room: Room, language: str) -> Laid:
    shown = part.entries[: room.entries]
    hidden = len(part.entries) - len(shown) + part.unseen
    return Laid(
        part.heading,
        part.note,
        tuple(_shown(one, room, language) for one in shown),
        part.empty if not part.entries and not hidden and not part.more else "",
        _rest(hidden, part, language),
        _laid(part.apart, room, language) if part.apart is not None else None,
    )


def _rest(hidden: int, part: Part, language: str) -> str:
    if not hidden and not part.more:
        return ""
    name = "brief-more-than" if part.more and hidden else "brief-others" if part.more else "brief-more"
    return say(name, language, count=print_number(hidden, language), where=part.where)


def _shown(entry: Entry, room: Room, language: str) -> Shown:
    quote, tongue = "", ""
    if entry.quote is not None:
        quote = clip(entry.quote.text, room.quoted)
        if entry.quote.language != language:
            tongue = say("brief-tongue", language, own=language_name(entry.quote.language, language))
    name, ask = clip(entry.name, _NAMED), clip(entry.ask, _NAMED)
    said = clip(" · ".join(one for one in entry.facts if one), max(room.fact - len(name) - len(ask), _NAMED))
    facts = " · ".join(one for one in (said, tongue) if one)
    return Shown(name, ask, facts, quote, entry.quote.language if entry.quote else language, late=entry.late)


def clip(text: str, most: int) -> str:
    """Return `text` on one line, cut behind its last whole word within `most` characters; what is cut ends with `[…]`.

    Of a word that no line has room for, only the beginning is kept.
    """
    words = text.split()
    kept: list[str] = []
    size = 0
    for word in words:
        if len(word) > _WORD or size + len(word) > most:
            short = word[: min(_WORD, most - size)] if len(word) > _WORD else ""
            return " ".join([*kept, *([short] if short else [])]).rstrip(",;: ·") + _CUT
        kept.append(word)
        size += len(word) + 1
    return " ".join(kept)


def texts(brief: Brief) -> Iterator[tuple[str, str]]:
    """Yield every text that may be printed, with the place where a reader finds it."""
    for text in (brief.kind, brief.title, brief.code, brief.author, *brief.stated, brief.marking, *brief.notes, brief.footer):
        yield text, brief.title
    for number in brief.numbers:
        yield from ((text, number.label) for text in (number.label, number.value, number.note))
    for part in parts_of(brief):
        yield from ((text, part.heading) for text in (part.heading, part.note, part.empty, part.where))
        for entry in part.entries:
            said = (entry.quote.text,) if entry.quote else ()
            yield from ((text, f"{part.heading}, {entry.name}") for text in (entry.name, entry.ask, *entry.facts, *said))


def parts_of(brief: Brief) -> Iterator[Part]:
    """Yield every list of the brief, each before the one that stands apart under it."""
    yield from _with_apart((brief.decisions, *chain.from_iterable(brief.sides), *brief.free, brief.sources))


def _with_apart(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        yield part
        if part.apart is not None:
            yield part.apart


@cache
def _template() -> Any:  # noqa: ANN401 -- as `page_of`
    return page_of((_TEMPLATES / "brief.html").read_text(encoding="utf-8"))
