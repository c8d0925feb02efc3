"""A document under review: its text, every suggestion with what was made of it, and what it may be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from comity.directory.policy import Actor
from comity.records.models import Document, Verdict
from comity.register.confirming.candidates import Candidate, candidates_for
from comity.register.confirming.labels import labels_of
from comity.register.confirming.refusals import NoSuchSuggestion
from comity.register.confirming.settled import Settled
from comity.register.importing.queries import reading_of
from comity.register.importing.suggestions import Suggestion, suggestions_of
from comity.register.policy import require_read
from comity.register.refusals import NoSuchRow


@dataclass(frozen=True, slots=True)
class Judged:
    """A suggestion and the verdict that counts, None while nobody looked at it. `value` is what was confirmed, else what is suggested."""

    suggestion: Suggestion
    verdict: Verdict | None

    @property
    def value(self) -> Mapping[str, Any]:
        """What the row has, or would have."""
        confirmed: Mapping[str, Any] = self.verdict.confirmed if self.verdict else {}
        return confirmed or self.suggestion.value


@dataclass(frozen=True, slots=True)
class Review:
    """A document with its normal text, its paragraphs (role and span) and its suggestions by kind, in the order of the text."""

    document: Document
    text: str
    paragraphs: Sequence[Mapping[str, Any]]
    judged: Sequence[Judged]

    def of(self, kind: str) -> Sequence[Judged]:
        """Return those of one kind."""
        return [one for one in self.judged if one.suggestion.kind == kind]


def review(number: str, *, by: Actor) -> Review:
    """Return a document under review; raises `NoSuchRow`."""
    document, suggestions = _read(number, by=by)
    reading = reading_of(document) or {"text": "", "paragraphs": []}
    settled = Settled(document, suggestions=suggestions)
    judged = [Judged(one, settled.verdicts.get(key)) for key, one in suggestions.items()]
    return Review(document, reading["text"], reading["paragraphs"], judged)


def candidates(number: str, *, kind: str, suggestion: int, by: Actor) -> Sequence[Candidate]:
    """Return the rows that one suggestion may be, the likeliest first; raises `NoSuchRow`, `NoSuchSuggestion`."""
    document, suggestions = _read(number, by=by)
    found = suggestions.get((kind, suggestion))
    if found is None:
        raise NoSuchSuggestion(document=document.number, kind=kind[:20], number=suggestion)
    return candidates_for(found, settled=Settled(document, suggestions=suggestions))


def verdicts_on(number: str, *, kind: str, suggestion: int, by: Actor) -> Sequence[Verdict]:
    """Return every verdict on one suggestion, the oldest first: its history."""
    require_read(by)
    rows = Verdict.objects.filter(document__number=number, kind=kind, number=suggestion).select_related("by")
    return list(rows.order_by("id"))


def sources_of(row_kind: str, row: int, *, by: Actor) -> Sequence[Verdict]:
    """Return the verdicts that a row rests on, with their documents, the oldest first."""
    require_read(by)
    rows = Verdict.objects.filter(row_kind=row_kind, row=row, ended_at__isnull=True).select_related("document", "official", "by")
    lean = ("document__original", "document__reading", "official__original", "official__reading")
    return list(rows.defer(*lean).order_by("id"))


def labels_from(number: str, *, by: Actor) -> dict[str, Any]:
    """Return a document's confirmed suggestions as labels, and its rejected ones beside them: a test case for the rules.

    Suggestions that nobody looked at are in neither. Raises `NoSuchRow`.
    """
    document, suggestions = _read(number, by=by)
    reading = reading_of(document)
    if reading is None:
        return labels_of((), sentences={})
    settled = Settled(document, suggestions=suggestions)
    text = reading["text"]
    sentences = {one["number"]: text[one["sentence"][0] : one["sentence"][1]] for one in reading["commitments"]}
    judged = [(one, verdict.verdict, verdict.confirmed) for key, one in suggestions.items() if (verdict := settled.verdicts.get(key))]
    return labels_of(judged, sentences=sentences)


def original_of(number: str, *, by: Actor) -> bytes:
    """Return the bytes of a document as they came; raises `NoSuchRow`."""
    require_read(by)
    found = Document.objects.only("original").filter(number=number).first()
    if found is None:
        raise NoSuchRow(number=number[:20])
    return bytes(found.original)


def _read(number: str, *, by: Actor) -> tuple[Document, dict[tuple[str, int], Suggestion]]:
    require_read(by)
    document = Document.objects.select_related("replaced_by", "imported_by").defer("original").filter(number=number).first()
    if document is None:
        raise NoSuchRow(number=number[:20])
    reading = reading_of(document)
    return document, {(one.kind, one.number): one for one in suggestions_of(reading)} if reading else {}
