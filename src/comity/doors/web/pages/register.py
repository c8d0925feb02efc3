"""The register: a report beside what it suggests, and the lists and sheets of what was confirmed."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from comity.doors.web.pages.fields import FieldWrite
from comity.doors.web.pages.frame import Place
from comity.doors.web.pages.parts import Act, Crumbs, Fact, Form, Link, Quote
from comity.doors.web.pages.posts import Ask
from comity.doors.web.pages.sheets import Bit, Sheet
from comity.doors.web.pages.watch import Choice

NAMED = "und"  # the language of names, which are the same in every one
STEPS = 6  # of the ladder of strength
COUNTED = 4  # of them stand in the figures


@dataclass(frozen=True, slots=True)
class Ladder:
    """How strong a promise is: which step of the ladder, 0 the strongest, and its word. `note` says what it means for the figures."""

    step: int
    word: str
    note: str = ""

    @property
    def bars(self) -> tuple[tuple[int, bool], ...]:
        """Where each step begins on the line of 152 units, and whether it is this one."""
        return tuple((1 + 24 * at, at == self.step) for at in range(STEPS))


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a text that the same suggestions rest on: `of` has their keys, `sort` the kind that is drawn.

    `begins` has the keys of those whose chief place begins here, `ends` their numbers where it ends.
    """

    text: str
    of: tuple[str, ...] = ()
    sort: str = ""
    begins: tuple[str, ...] = ()
    ends: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a document; `role` is what the reader of reports took it for."""

    role: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """A row of the register that a suggestion may be."""

    value: str
    label: str
    href: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One suggestion: what it is, in lines; on what it rests; what was made of it, or the form that says so.

    `key` names it on the page (`actor-0`), `number` is what people read. `along` are those that are accepted together with it.
    """

    key: str
    number: int
    title: str
    title_language: str
    lines: tuple[tuple[str, tuple[Bit, ...]], ...]
    rule: str
    sure: str
    quote: str = ""
    ladder: Ladder | None = None
    warning: str = ""
    verdict: Literal["", "accepted", "fixed", "rejected"] = ""
    by: str = ""
    row: Link | None = None
    form: Form | None = None
    fix_href: str = ""
    label: str = ""
    along: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    fault: str = ""
    fault_next: str = ""
    with_label: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Suggestions of one kind; `open` is how many nobody has looked at."""

    key: str
    heading: str
    open: int
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """A document and its suggestions. `keys` is what each key does."""

    template: ClassVar[str] = "web/review.html"
    heading: str
    deck: str
    crumbs: Crumbs
    number: str
    language: str
    facts: tuple[tuple[str, Fact], ...]
    paragraphs: tuple[Paragraph, ...]
    groups: tuple[Group, ...]
    left: int
    total: int
    left_words: str
    tabs: tuple[Place, ...]
    links: tuple[Link, ...] = ()
    keys: tuple[tuple[str, str], ...] = ()
    notice: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class FormPage:
    """One form of the register: what it is about, its fields, its buttons. `acts` are further buttons (`act` value, label)."""

    template: ClassVar[str] = "web/register_form.html"
    heading: str
    deck: str
    crumbs: Crumbs
    form: Form
    label: str
    fields: tuple[FieldWrite, ...]
    tabs: tuple[Place, ...]
    quote: Quote | None = None
    options: tuple[Option, ...] = ()
    back_href: str = ""
    fault: str = ""
    fault_next: str = ""
    fault_at: str = ""  # the key of the field that it is about
    upload: bool = False
    act: str = ""
    acts: tuple[tuple[str, str], ...] = ()
    sheets: tuple[Sheet, ...] = ()  # what is to be read before the form is sent again


@dataclass(frozen=True, slots=True)
class Kpi:
    """One figure of the register; `tone` is `warn` or `stop` where somebody must do something."""

    label: str
    value: int
    note: str = ""
    tone: Literal["", "warn", "stop"] = ""


@dataclass(frozen=True, slots=True)
class Search:
    """How a list is searched: words, and lists that narrow it. `asked` says that it is narrowed now; some lists are narrowed alone."""

    label: str
    words: str
    choices: tuple[Choice, ...] = ()
    asked: bool = False
    fault: str = ""
    fault_next: str = ""
    typed: bool = True  # whether words are looked for too, or the lists alone narrow


@dataclass(frozen=True, slots=True)
class Dot:
    """One thing on a day of the calendar: what it is called, where it leads, of which sort it is drawn."""

    text: str
    href: str
    sort: Literal["meeting", "due", "mechanism"]
    language: str = ""
    off: bool = False  # it does not take place


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day of a month: its number, its whole date for who hears it; `inside` the month, today or not."""

    number: int
    spoken: str
    iso: str
    inside: bool
    today: bool
    dots: tuple[Dot, ...]
    more: int = 0  # that stand in the list below alone


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """A month as a grid, the ways to the months beside it, and lists of what is in it and of what has no certain day."""

    template: ClassVar[str] = "web/register_calendar.html"
    heading: str
    deck: str
    crumbs: Crumbs
    tabs: tuple[Place, ...]
    weekdays: tuple[str, ...]  # from Monday on, in short
    weeks: tuple[tuple[DayCell, ...], ...]
    sheets: tuple[Sheet, ...]
    before: Link
    after: Link
    now: Link | None = None
    links: tuple[Link, ...] = ()
    act: Act | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """Figures, facts, words, sheets, and what may be changed: the home of the register, its lists, one row of it."""

    template: ClassVar[str] = "web/register.html"
    heading: str
    deck: str
    crumbs: Crumbs
    tabs: tuple[Place, ...]
    sheets: tuple[Sheet, ...]
    tabs_label: str = ""
    heading_language: str = ""
    links: tuple[Link, ...] = ()
    act: Act | None = None
    kpis: tuple[Kpi, ...] = ()
    search: Search | None = None
    facts: tuple[tuple[str, Fact], ...] = ()
    quote: Quote | None = None
    ladder: Ladder | None = None
    asks: tuple[Ask, ...] = ()
    older_href: str = ""
    notice: str = ""
    fault: str = ""
    fault_at: str = ""  # the key of the field that it is about

    @property
    def title(self) -> str:
        """What the browser calls the page, which cannot say that words are in another language: such a heading gives way to what it is."""
        return self.heading if self.heading_language in ("", NAMED) else f"{self.deck} {self.crumbs.here}"
