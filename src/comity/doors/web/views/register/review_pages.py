"""Lays a document out beside what it suggests: what each suggestion says, on what it rests, what was made of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext

from comity.doors.web.pages.parts import Fact, Form, Link
from comity.doors.web.pages.register import Group, Option, ReviewPage, Suggestion
from comity.doors.web.views.refusing import next_step_of, sentence_of
from comity.doors.web.views.register import suggesting, words
from comity.doors.web.views.register.marking import paragraphs_of
from comity.doors.web.views.working import Work, fresh_token
from comity.register.confirming.candidates import Candidate
from comity.register.confirming.queries import Judged, Review, open_candidates, review, row_numbers
from comity.register.importing.suggestions import KINDS
from comity.register.policy import may_keep
from comity.terms.refusals import Refused

Candidates = Mapping[tuple[str, int], Sequence[Candidate]]
_VERDICTS: Final = {
    "accepted": gettext_lazy("Accepted"),
    "fixed": gettext_lazy("Corrected"),
    "rejected": gettext_lazy("Rejected"),
}
_KEYS: Final = (
    ("Enter", gettext_lazy("accept; with its people where it says so")),
    ("j ↓", gettext_lazy("next")),
    ("k ↑", gettext_lazy("one before")),
    ("f", gettext_lazy("correct")),
    ("r", gettext_lazy("reject")),
    ("u", gettext_lazy("undo the last")),
    ("1 … 9", gettext_lazy("the same as this row of the register")),
    ("0", gettext_lazy("a new row")),
    ("?", gettext_lazy("show these keys")),
)


def key_of(kind: str, number: int) -> str:
    """Return what a suggestion is called on its page."""
    return f"{kind}-{number}"


def review_page(number: str, at_work: Work, *, refused: tuple[str, Refused] | None = None) -> ReviewPage:
    """Return the page of a document; `refused` says at which suggestion something was not done, and why."""
    found = review(number, by=at_work.actor)
    keeps = may_keep(at_work.actor)
    made = _Maker(found, open_candidates(number, by=at_work.actor) if keeps else {}, at_work, refused=refused, keeps=keeps)
    document, left = found.document, found.document.open_count
    facts = {"count": left}
    return ReviewPage(
        heading=gettext("Review of %(number)s") % {"number": document.number},
        deck=gettext("Nothing enters the register unless you confirm it."),
        crumbs=words.crumbs(document.number, Link(gettext("Documents"), reverse("register-documents"))),
        number=document.number,
        language=document.language,
        facts=tuple(_facts(document, at_work)),
        paragraphs=paragraphs_of(found.text, found.paragraphs, places=made.places, numbers=made.numbers),
        groups=tuple(made.groups()),
        left=left,
        total=len(found.judged),
        left_words=ngettext("%(count)s suggestion is left.", "%(count)s suggestions are left.", left) % facts,
        tabs=words.tabs("register-documents"),
        links=tuple(_links(document, keeps=keeps)),
        keys=tuple((key, str(deed)) for key, deed in _KEYS) if keeps and found.judged else (),
        notice="" if found.judged else gettext("No suggestion can be read in this document. It is kept, byte for byte."),
    )


def _facts(document: Any, at_work: Work) -> Iterator[tuple[str, Fact]]:  # noqa: ANN401 -- a row of a room below
    basis = words.label("date-basis", document.published_basis, at_work.language)
    standing = words.label("row-source", document.standing, at_work.language)
    better = document.replaced_by
    note = gettext("replaced by %(number)s") % {"number": better.number} if better else ""
    yield gettext("Standing"), Fact(standing, note)
    yield gettext("Published by"), Fact(document.publisher or words.NOTHING, document.author, language="und")
    yield gettext("Published on"), Fact(words.print_said(document.published), basis if document.published else "")
    who = document.imported_by.name if document.imported_by else gettext("the operator")
    yield gettext("Imported"), Fact(at_work.when(document.imported_at), who)


def _links(document: Any, *, keeps: bool) -> Iterator[Link]:  # noqa: ANN401 -- as above
    yield Link(gettext("The original, byte for byte"), reverse("register-original", args=[document.number]))
    if keeps and document.standing == "press" and document.replaced_by is None:
        yield Link(gettext("Replace it by an official document"), reverse("register-replace", args=[document.number]))
    yield Link(gettext("As labels (JSON)"), reverse("register-labels", args=[document.number]))


class _Maker:
    """Makes the suggestions of one document."""

    def __init__(self, found: Review, candidates: Candidates, at_work: Work, *, refused: tuple[str, Refused] | None, keeps: bool) -> None:
        """Number them as they stand on the page."""
        self.found, self.candidates, self.at_work, self.refused, self.keeps = found, candidates, at_work, refused, keeps
        self.ordered = [one for kind in KINDS for one in found.of(kind)]
        keys = [key_of(one.suggestion.kind, one.suggestion.number) for one in self.ordered]
        self.numbers = {key: at for at, key in enumerate(keys, start=1)}
        self.places = {key: one.suggestion.spans for key, one in zip(keys, self.ordered, strict=True)}
        self.rows = row_numbers(self.ordered, by=at_work.actor)
        self.by_key = {(one.suggestion.kind, one.suggestion.number): one for one in self.ordered}

    def groups(self) -> Iterator[Group]:
        """Yield the kinds that the document has, each with its suggestions in the order of the text."""
        for kind in KINDS:
            of_kind = self.found.of(kind)
            if of_kind:
                left = sum(one.verdict is None for one in of_kind)
                yield Group(kind, str(words.HEADINGS[kind]), left, tuple(self._one(one) for one in of_kind))

    def _one(self, judged: Judged) -> Suggestion:
        suggestion, value, at_work = judged.suggestion, judged.value, self.at_work
        kind, key = suggestion.kind, key_of(suggestion.kind, suggestion.number)
        title, own = suggesting.title_of(kind, value, at_work)
        along = tuple(self._along(judged)) if judged.verdict is None else ()
        here = reverse("register-suggestion", args=[self.found.document.number, kind, suggestion.number])
        fault = self.refused[1] if self.refused and self.refused[0] == key else None
        return Suggestion(
            key=key,
            number=self.numbers[key],
            title=title,
            title_language=self.found.document.language if own else "",
            lines=suggesting.lines_of(kind, value, at_work),
            rule=suggestion.rule,
            sure=str(words.SURE[suggestion.confidence]),
            quote=suggesting.quote_of(kind, value),
            ladder=suggesting.ladder_of(kind, value, at_work),
            warning=suggesting.warning_of(kind, value),
            **self._judged(judged),
            form=Form(here, fresh_token(), hidden=seen_of(judged)) if self.keeps else None,
            fix_href=here if self.keeps else "",
            along=along,
            label=_accept_words(kind, along=bool(along)),
            options=tuple(self._options(judged)),
            fault=sentence_of(fault) if fault else "",
            fault_next=next_step_of(fault) if fault else "",
        )

    def _judged(self, judged: Judged) -> dict[str, Any]:
        verdict = judged.verdict
        if verdict is None:
            return {}
        by = f"{verdict.by.name}, {self.at_work.when(verdict.at)}"
        kind, row = verdict.row_kind, verdict.row
        number = self.rows.get((kind, row), "")
        href = row_href(kind, row, number=number) if row else ""
        link = Link(number or gettext("in the register"), href) if href else None
        return {"verdict": verdict.verdict, "by": f"{_VERDICTS[verdict.verdict]} · {by}", "row": link}

    def _along(self, judged: Judged) -> Iterator[str]:
        """Yield the titles of what would be accepted with it, each after what it rests on itself."""
        for key in self._needed(judged, frozenset()):
            one = self.by_key[key]
            yield suggesting.title_of(key[0], one.value, self.at_work)[0]

    def _needed(self, judged: Judged, seen: frozenset[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
        found: dict[tuple[str, int], None] = {}
        for key in judged.suggestion.needs:
            one = self.by_key.get(key)
            if one is not None and one.verdict is None and key not in seen:
                found |= dict.fromkeys((*self._needed(one, seen | {key}), key))
        return tuple(found)

    def _options(self, judged: Judged) -> Iterator[Option]:
        for one in self.candidates.get((judged.suggestion.kind, judged.suggestion.number), ()):
            said = words.print_said(one.said) if one.said else ""
            named = " ".join(part for part in (one.number, one.label, said) if part)
            yield Option(str(one.row), named, strong=one.strong)


def seen_of(judged: Judged) -> tuple[tuple[str, str], ...]:
    """Return which verdict the page shows: nobody changes a colleague's that they have not seen."""
    return (("seen", str(judged.verdict.pk)),) if judged.verdict else ()


def row_href(kind: str, row: int, *, number: str) -> str:
    """Return the page of the row that a suggestion became; nothing for a figure, which stands at its meeting."""
    if kind == "actor":
        return reverse("register-actor", args=[row])
    if kind == "statement":
        return reverse("register-statement", args=[row])
    return reverse(f"register-{kind}", args=[number]) if number else ""


def _accept_words(kind: str, *, along: bool) -> str:
    if along:
        return gettext("Accept with these")
    if kind == "commitment":
        return gettext("Confirm; enter the commitment")
    return gettext("Accept")
