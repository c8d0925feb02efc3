"""Accepts, corrects and rejects what a document suggests. One transaction each: permission, row, verdict, journal.

A verdict is changed by giving another: the first is kept, and the row goes with it. Rows are never doubled by stealth, and nobody enters
the register because somebody else did.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from comity.directory.noting import note
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Document, Officer, Verdict
from comity.records.models.shifts import WORDS_CAP
from comity.register.codes import said
from comity.register.confirming.becoming import ROW_KINDS, become, link, seat_where_named
from comity.register.confirming.candidates import candidates_for, find_candidate
from comity.register.confirming.correcting import corrected
from comity.register.confirming.refusals import FirstComes, JudgedMeanwhile, NoSuchSuggestion, NotACandidate, PerhapsThere
from comity.register.confirming.settled import Settled
from comity.register.confirming.taking_out import require_free, take_out
from comity.register.importing.queries import reading_of
from comity.register.importing.suggestions import Suggestion, suggestions_of
from comity.register.policy import require_keep
from comity.register.refusals import NoSuchRow
from comity.register.sources import weigh
from comity.terms.instants import Instant

_ACTS: Final = {"accepted": "register.accepted", "fixed": "register.fixed", "rejected": "register.rejected"}
NEW: Final = "new"  # what an officer says of a suggestion that is none of the candidates


@transaction.atomic
def accept_suggestion(
    document: str, *, kind: str, number: int, same: str = "", seen: int = 0, by: Officer, at: Instant, token: str
) -> Verdict:
    """Accept a suggestion as it stands; it becomes a row, or is linked to the one that `same` names by its key.

    `same` is empty, `new`, or a key of `candidates`. `seen` is the key of the verdict that this one changes, where a colleague gave it:
    nobody writes over what they have not seen. Raises `PerhapsThere` where `same` is empty and the register may have it already,
    `FirstComes` where it speaks of a person or a meeting that nobody has looked at yet, `JudgedMeanwhile`, `NotACandidate`,
    `NoSuchSuggestion`.
    """
    require_keep(actor(by, at=at))

    def accept() -> str:
        desk = _Desk(document, by=by, at=at)
        return desk.give(desk.suggestion(kind, number, seen=seen), "accepted", same=same)

    return _given(once(token, accept, officer=by, verb="register.accept", at=at))


@transaction.atomic
def accept_with_people(document: str, *, kind: str, number: int, by: Officer, at: Instant, token: str) -> Verdict:
    """Accept a suggestion together with everybody and everything that it speaks of and that nobody has looked at yet.

    Raises `PerhapsThere` for the first of them that the register may have already: that one is looked at by itself. Then nothing happened.
    """
    require_keep(actor(by, at=at))

    def accept() -> str:
        desk = _Desk(document, by=by, at=at)
        return desk.give_with_needs(desk.suggestion(kind, number))

    return _given(once(token, accept, officer=by, verb="register.accept-with-people", at=at))


@transaction.atomic
def fix_suggestion(
    document: str, *, kind: str, number: int, typed: Mapping[str, Any], same: str = "", seen: int = 0, by: Officer, at: Instant, token: str
) -> Verdict:
    """Correct a suggestion and accept it: `typed` has the values that differ, by the names of `Suggestion.value`.

    A party is `{"actor": n}` of the same document, `{"id": key}` of a row, or `{"country": .., "words": ..}`; a meeting is the number of
    its suggestion, its own number (M-000001), or empty. Raises as `accept_suggestion`, and what codes, dates and words refuse.
    """
    require_keep(actor(by, at=at))

    def fix() -> str:
        desk = _Desk(document, by=by, at=at)
        return desk.give(desk.suggestion(kind, number, seen=seen), "fixed", typed=typed, same=same)

    return _given(once(token, fix, officer=by, verb="register.fix", at=at))


@transaction.atomic
def reject_suggestion(
    document: str, *, kind: str, number: int, reason: str = "", seen: int = 0, by: Officer, at: Instant, token: str
) -> Verdict:
    """Reject a suggestion: nothing is made of it. A row that it had become is taken out of the lists, and kept.

    Raises `StillNeeded` where other rows stand on that row, `NoSuchSuggestion`.
    """
    require_keep(actor(by, at=at))

    def reject() -> str:
        desk = _Desk(document, by=by, at=at)
        return desk.reject(desk.suggestion(kind, number, seen=seen), reason=said(reason, cap=WORDS_CAP, what="reason", empty=""))

    return _given(once(token, reject, officer=by, verb="register.reject", at=at))


def _given(key: str) -> Verdict:
    return Verdict.objects.select_related("document", "by").defer("document__original", "document__reading").get(pk=key)


class _Desk:
    """One document under one officer's hands, for the length of one deed."""

    def __init__(self, number: str, *, by: Officer, at: Instant) -> None:
        """Lock the document, and read what it suggests and what was said of it."""
        found = Document.objects.select_for_update().defer("original").filter(number=number).first()
        if found is None:
            raise NoSuchRow(number=number[:20])
        self.document, self.by, self.at = found, by, at
        reading = reading_of(found)
        self.text = str(reading["text"]) if reading else ""
        self.suggestions = {(one.kind, one.number): one for one in suggestions_of(reading)} if reading else {}
        self.settled = Settled(found, suggestions=self.suggestions)

    def suggestion(self, kind: str, number: int, *, seen: int = 0) -> Suggestion:
        """Return one suggestion; raises `NoSuchSuggestion`, and `JudgedMeanwhile` over a colleague's verdict that is not the one `seen`."""
        found = self.suggestions.get((kind, number))
        if found is None:
            raise NoSuchSuggestion(document=self.document.number, kind=kind[:20], number=number)
        before = self.settled.verdicts.get((kind, number))
        if before is not None and before.by_id != self.by.pk and before.pk != seen:
            raise JudgedMeanwhile(name=before.by.name)
        return found

    def give_with_needs(self, suggestion: Suggestion) -> str:
        """Accept what a suggestion speaks of and was not looked at, each after what it speaks of itself; then the suggestion."""
        for kind, number in suggestion.needs:
            if (kind, number) not in self.settled.verdicts:
                self.give_with_needs(self.suggestion(kind, number))
        return self.give(suggestion, "accepted")

    def give(self, suggestion: Suggestion, verdict: str, *, typed: Mapping[str, Any] | None = None, same: str = "") -> str:
        """Make or link the row, and keep the verdict; return its key."""
        key = (suggestion.kind, suggestion.number)
        value = corrected(suggestion, typed or {}, text=self.text)
        before = self.settled.verdicts.get(key)
        had = before.row if before else 0
        self._require_looked_at(Suggestion(*key, suggestion.rule, suggestion.confidence, suggestion.spans, value))
        row = self._chosen(suggestion, value, same=same, had=had)
        if had and row != had:
            require_free(suggestion.kind, had, document=self.document)
        if row and row != had:
            link(suggestion.kind, value, row=row, settled=self.settled, by=self.by, at=self.at)
        else:
            row = become(suggestion.kind, value, row=row, settled=self.settled, by=self.by, at=self.at)
        kept = self._keep(suggestion, verdict, value=value, row=row, reason="", before=before)
        if suggestion.kind == "actor":
            seat_where_named(self.settled, by=self.by, at=self.at)
        return kept

    def reject(self, suggestion: Suggestion, *, reason: str) -> str:
        """Keep that a suggestion is none; return the verdict's key."""
        before = self.settled.verdicts.get((suggestion.kind, suggestion.number))
        if before and before.row:
            require_free(suggestion.kind, before.row, document=self.document)
        return self._keep(suggestion, "rejected", value={}, row=0, reason=reason, before=before)

    def _require_looked_at(self, suggestion: Suggestion) -> None:
        for kind, number in suggestion.needs:
            if (kind, number) not in self.settled.verdicts:
                raise FirstComes(first=self.settled.name(kind, number), kind=kind, number=number)

    def _chosen(self, suggestion: Suggestion, value: Mapping[str, Any], *, same: str, had: int) -> int:
        """Return the row that it is said to be, or was before; 0 for a new one."""
        if same == NEW:
            return 0
        if same:
            row = int(same) if same.isascii() and same.isdigit() and len(same) < 18 else 0
            if not find_candidate(suggestion.kind, row):
                raise NotACandidate(row=same[:20])
            return row
        if had:
            return had
        asked = Suggestion(suggestion.kind, suggestion.number, suggestion.rule, suggestion.confidence, suggestion.spans, value)
        strong = next((one for one in candidates_for(asked, settled=self.settled) if one.strong), None)
        if strong is not None:
            raise PerhapsThere(name=strong.label, kind=suggestion.kind, number=suggestion.number)
        return 0

    def _keep(
        self, suggestion: Suggestion, verdict: str, *, value: Mapping[str, Any], row: int, reason: str, before: Verdict | None
    ) -> str:
        kind = ROW_KINDS[suggestion.kind]
        if before is not None:
            Verdict.objects.filter(pk=before.pk).update(ended_at=self.at)
        kept = Verdict.objects.create(
            document=self.document,
            kind=suggestion.kind,
            number=suggestion.number,
            verdict=verdict,
            confirmed=dict(value),
            reason=reason,
            row_kind=kind if row else "",
            row=row,
            official=before.official if before and before.row == row and row else None,
            by=self.by,
            at=self.at,
        )
        self.settled.verdicts[suggestion.kind, suggestion.number] = kept
        if row:
            weigh(kind, row)
        if before is not None and before.row and before.row != row:
            take_out(before.row_kind, before.row, document=self.document, at=self.at)
        open_count = len(self.suggestions) - len(self.settled.verdicts)
        Document.objects.filter(pk=self.document.pk).update(open_count=open_count, in_review=open_count > 0)
        facts = {
            "document": self.document.number,
            "suggestion": f"{suggestion.kind} {suggestion.number}",
            "row": f"{kind} {row}" if row else "",
        }
        note(_ACTS[verdict], by=self.by, at=self.at, facts=facts)
        return str(kept.pk)
