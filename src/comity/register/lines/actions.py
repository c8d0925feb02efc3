"""Writes press lines, offers them to a second officer, agrees, releases at their moment, withdraws. One transaction each.

The journal has number, state and version, and the moment of release; of the words it has their digest once they are released, and before
that nothing: a short sentence could be guessed from its digest.
"""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction

from comity.directory.noting import note
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Meeting, Officer, PressLine, PressWords, Statement
from comity.records.models.register_training import REPORT_CAP
from comity.records.models.shifts import WORDS_CAP
from comity.register.codes import country_of, said
from comity.register.lines.refusals import (
    LanguageMissing,
    MomentMissing,
    NoSuchZone,
    OtherWords,
    OwnWords,
    UnderEmbargo,
    WordsFrozen,
)
from comity.register.lines.states import LINE_MOVES, Word, is_held_back
from comity.register.numbers import LINE, next_number
from comity.register.policy import require_agree, require_keep, require_why
from comity.register.refusals import NoSuchRow
from comity.register.steps import require_step
from comity.register.typed import LANGUAGES
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.terms.json import JsonValue


@transaction.atomic
def draft_line(*, typed: Mapping[str, Any], by: Officer, at: Instant, token: str) -> PressLine:
    """Begin a press line.

    `typed`: subject, vi, en (one of them may still be missing), country, meeting (number), statement (key), request (number of a case),
    agreed_with (who on the other side), release_at (`Instant` as text), zone (IANA). Raises `NotOfItsList`, `NoSuchRow`, `NoSuchZone`,
    `Malformed`, and what text refuses.
    """
    require_keep(actor(by, at=at))

    def draft() -> str:
        made = PressLine.objects.create(number=next_number(LINE), state=Word.DRAFTED, made_by=by, made_at=at, **_told(typed, row=None))
        _word(made, typed, by=by, at=at)
        return _noted("line.drafted", made, by=by, at=at)

    return _found(once(token, draft, officer=by, verb="line.draft", at=at))


@transaction.atomic
def word_line(number: str, *, typed: Mapping[str, Any], by: Officer, at: Instant, token: str) -> PressLine:
    """Change a press line that is still being written: what `typed` does not name stays; each version of the words is kept.

    Raises `WordsFrozen`, and as `draft_line`.
    """
    require_keep(actor(by, at=at))

    def change() -> str:
        found = _locked(number)
        if found.state != Word.DRAFTED:
            raise WordsFrozen(number=found.number, state=found.state)
        for name, new in _told(typed, row=found).items():
            setattr(found, name, new)
        found.save()
        _word(found, typed, by=by, at=at)
        return _noted("line.worded", found, by=by, at=at)

    return _found(once(token, change, officer=by, verb="line.word", at=at))


@transaction.atomic
def offer_line(number: str, *, by: Officer, at: Instant, token: str) -> PressLine:
    """Ask a second officer to agree. Raises `NotItsStep`, `LanguageMissing`, `MomentMissing`."""
    require_keep(actor(by, at=at))

    def offer() -> str:
        found = _locked(number)
        require_step(found.number, LINE_MOVES, Word(found.state), Word.OFFERED)
        words = words_of(found)
        for code in LANGUAGES:
            if not getattr(words, code):
                raise LanguageMissing(number=found.number, language=code)
        if found.release_at is None:
            raise MomentMissing(number=found.number)
        return _go(found, Word.OFFERED, "line.offered", by=by, at=at)

    return _found(once(token, offer, officer=by, verb="line.offer", at=at))


@transaction.atomic
def agree_line(number: str, *, version: int, by: Officer, at: Instant, token: str) -> PressLine:
    """Agree as the second officer to the words of `version`, as they were shown.

    Raises `NotAllowed`, `NotItsStep`, `OwnWords`, `OtherWords`.
    """
    require_agree(actor(by, at=at))

    def agree() -> str:
        found = _locked(number)
        require_step(found.number, LINE_MOVES, Word(found.state), Word.AGREED)
        if found.made_by_id == by.pk or PressWords.objects.filter(line=found, by=by).exists():
            raise OwnWords(number=found.number)
        if found.version != version:
            raise OtherWords(number=found.number)
        found.agreed_by, found.agreed_at = by, at
        return _go(found, Word.AGREED, "line.agreed", by=by, at=at)

    return _found(once(token, agree, officer=by, verb="line.agree", at=at))


@transaction.atomic
def return_line(number: str, *, reason: str, by: Officer, at: Instant, token: str) -> PressLine:
    """Give a press line back to whoever writes it, with a reason. Raises `NotAllowed`, `NotItsStep`, `WhyMissing`."""
    require_agree(actor(by, at=at))

    def give_back() -> str:
        require_why(reason)
        found = _locked(number)
        require_step(found.number, LINE_MOVES, Word(found.state), Word.DRAFTED)
        found.reason = said(reason, cap=WORDS_CAP, what="reason")
        return _go(found, Word.DRAFTED, "line.returned", by=by, at=at)

    return _found(once(token, give_back, officer=by, verb="line.return", at=at))


@transaction.atomic
def release_line(number: str, *, by: Officer, at: Instant, token: str) -> PressLine:
    """Release what two officers agreed, at its moment or later. Raises `NotItsStep`, `UnderEmbargo`."""
    require_keep(actor(by, at=at))

    def release() -> str:
        found = _locked(number)
        require_step(found.number, LINE_MOVES, Word(found.state), Word.RELEASED)
        if is_held_back(found.release_at, at=at):
            raise UnderEmbargo(number=found.number, moment=_moment(found))
        found.released_at = at
        words = words_of(found)
        digests: dict[str, JsonValue] = {code: str(Digest.of(getattr(words, code).encode())) for code in LANGUAGES}
        return _go(found, Word.RELEASED, "line.released", by=by, at=at, more={"digests": digests})

    return _found(once(token, release, officer=by, verb="line.release", at=at))


@transaction.atomic
def withdraw_line(number: str, *, reason: str, by: Officer, at: Instant, token: str) -> PressLine:
    """Withdraw a press line, from wherever it stands, with a reason. Raises `NotItsStep`, `WhyMissing`."""
    require_keep(actor(by, at=at))

    def withdraw() -> str:
        require_why(reason)
        found = _locked(number)
        require_step(found.number, LINE_MOVES, Word(found.state), Word.WITHDRAWN)
        found.reason = said(reason, cap=WORDS_CAP, what="reason")
        return _go(found, Word.WITHDRAWN, "line.withdrawn", by=by, at=at)

    return _found(once(token, withdraw, officer=by, verb="line.withdraw", at=at))


def words_of(line: PressLine) -> PressWords:
    """Return the words of a line that count."""
    return PressWords.objects.get(line=line, version=line.version)


def _told(value: Mapping[str, Any], *, row: PressLine | None) -> dict[str, Any]:
    def given(name: str) -> Any:  # noqa: ANN401 - a column of any kind
        return value[name] if name in value else getattr(row, name, "") if row else ""

    moment, zone = given("release_at"), str(given("zone") or "")
    return {
        "subject": said(given("subject"), cap=200, what="subject"),
        "country": country_of(given("country")),
        "meeting": _meeting(value["meeting"]) if "meeting" in value else row.meeting if row else None,
        "statement": _statement(value["statement"]) if "statement" in value else row.statement if row else None,
        "request": said(given("request"), cap=40, what="request", empty=""),
        "agreed_with": said(given("agreed_with"), cap=300, what="agreed with", empty=""),
        "release_at": moment if isinstance(moment, Instant) else Instant.parse(str(moment)) if moment else None,
        "zone": _zone(zone) if moment or zone else "",
    }


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name or "-").key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise NoSuchZone(zone=name[:40] or "-") from None


def _moment(line: PressLine) -> str:
    here = line.release_at.datetime().astimezone(ZoneInfo(line.zone))
    return f"{here:%Y-%m-%d %H:%M} {line.zone}"


def _word(line: PressLine, typed: Mapping[str, Any], *, by: Officer, at: Instant) -> None:
    """Keep the words as a new version, where they differ from those that count."""
    before = words_of(line) if line.version else None
    now = {
        code: said(typed[code], cap=REPORT_CAP, what="words", empty="") if code in typed else getattr(before, code, "")
        for code in LANGUAGES
    }
    if before is not None and all(getattr(before, code) == now[code] for code in LANGUAGES):
        return
    line.version += 1
    PressWords.objects.create(line=line, version=line.version, by=by, at=at, **now)
    line.save(update_fields=["version"])


def _meeting(number: object) -> Meeting | None:
    text = str(number or "").strip().upper()
    if not text:
        return None
    found = Meeting.objects.filter(number=text, taken_out_at__isnull=True).first()
    if found is None:
        raise NoSuchRow(number=text[:20])
    return found


def _statement(key: object) -> Statement | None:
    text = str(key or "").strip()
    if not text:
        return None
    known = text.isascii() and text.isdigit() and len(text) < 19
    found = Statement.objects.filter(pk=int(text), taken_out_at__isnull=True).first() if known else None
    if found is None:
        raise NoSuchRow(number=text[:20])
    return found


def _locked(number: str) -> PressLine:
    found = PressLine.objects.select_for_update().filter(number=number).first()
    if found is None:
        raise NoSuchRow(number=number[:20])
    return found


def _found(number: str) -> PressLine:
    return PressLine.objects.get(number=number)


def _go(line: PressLine, to: Word, name: str, *, by: Officer, at: Instant, more: Mapping[str, JsonValue] | None = None) -> str:
    line.state = to.value
    line.save()
    return _noted(name, line, by=by, at=at, more=more)


def _noted(name: str, line: PressLine, *, by: Officer, at: Instant, more: Mapping[str, JsonValue] | None = None) -> str:
    moment = str(line.release_at) if line.release_at else ""
    facts: dict[str, JsonValue] = {"line": line.number, "state": line.state, "version": line.version, "release_at": moment, **(more or {})}
    note(name, by=by, at=at, facts=facts)
    return str(line.number)
