"""What authorities at home ask of each other about a request: one page, never sent abroad."""

from dataclasses import dataclass
from typing import ClassVar

from comity.doors.web.pages.fields import FieldWrite
from comity.doors.web.pages.parts import Crumbs, Fault, Form


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its answer, or with the form of those who can give it."""

    heading: str
    words: str
    state: str
    answer: str = ""
    form: Form | None = None
    fields: tuple[FieldWrite, ...] = ()
    acts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class HomePage:
    """All questions of a request, and the form of a new one for those who draft."""

    template: ClassVar[str] = "web/home.html"
    heading: str
    deck: str
    crumbs: Crumbs
    back_href: str
    questions: tuple[Question, ...]
    form: Form | None = None
    fields: tuple[FieldWrite, ...] = ()
    faults: tuple[Fault, ...] = ()
