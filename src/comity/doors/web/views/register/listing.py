"""Lists of the register: what is looked for, one page of rows, and where the rest is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext

from comity.doors.web.pages.register import Search
from comity.doors.web.pages.watch import Choice, Option
from comity.doors.web.views.refusing import next_step_of, sentence_of
from comity.doors.web.views.register import words
from comity.doors.web.views.working import Row
from comity.register.paging import Page
from comity.terms.refusals import Refused

_WORDS: Final = 200


@dataclass
class Asked:
    """What an officer looks for, the rows that were found, and the address of those behind them."""

    label: str
    words: str
    narrowing: dict[str, str]
    after: str
    choices: tuple[Choice, ...] = ()
    page: tuple[Row, ...] = ()
    older_href: str = ""
    fault: str = ""
    fault_next: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether anything is asked for but all of it."""
        return bool(self.words or any(self.narrowing.values()))

    def rows(self, find: Callable[[str], Page[Any]]) -> "Asked":
        """Ask for the rows; what cannot be asked for is said above the list, and the list is empty."""
        try:
            found = find(self.after)
        except Refused as refusal:
            self.fault, self.fault_next = sentence_of(refusal), next_step_of(refusal)
            return self
        self.page = tuple(found.rows)
        if found.after:
            told = {"q": self.words, **self.narrowing, "after": found.after}
            self.older_href = f"?{urlencode({name: value for name, value in told.items() if value})}"
        return self

    def search(self) -> Search:
        """Return the form of the search."""
        return Search(self.label, self.words, self.choices, self.narrowed, self.fault, self.fault_next)


def asked(request: HttpRequest, *, label: str, narrowing: tuple[Choice, ...] = ()) -> Asked:
    """Read what is looked for from the address: words, and the lists that narrow it."""
    get = request.GET
    chosen = {choice.name: next((one.value for one in choice.options if one.chosen), "") for choice in narrowing}
    return Asked(label, get.get("q", "").strip()[:_WORDS], chosen, get.get("after", "")[:40], narrowing)


def narrowed_by(request: HttpRequest, name: str, label: str, vocabulary_name: str, language: str) -> Choice:
    """Return a list of the codes of a vocabulary, with the one that the address chooses; a code that is none chooses nothing."""
    chosen = request.GET.get(name, "")
    known = words.labels(vocabulary_name, language)
    options = (Option("", label, chosen=not chosen), *(Option(code, text, chosen=code == chosen) for code, text in known))
    return Choice(name, label, options)


def source_words(row: Row, language: str) -> str:
    """Say from what a row stands here; a press report is marked until an official document replaces it."""
    return words.label("row-source", row.source, language)


def nothing_found() -> str:
    """Say that a list is empty."""
    return gettext("Nothing is here that fits.")
