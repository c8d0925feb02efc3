"""A register of many years in minutes: rows as officers would have confirmed them, copied in bulk from those of one report.

Each meeting has its States, five statements and a commitment; each row has the words by which it is found: its original's, and a few
of its own. Left out is what none of the pages reads that are measured: verdicts, and a report for each row.
"""

import random
import secrets
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final, TypeVar

from django.db import connection, transaction
from django.db.models import Model

from comity.directory.officers import actor
from comity.records.models import Commitment, Meeting, MeetingCountry, Officer, RegisterText, Statement
from comity.register.confirming.actions import accept_with_people
from comity.register.confirming.queries import review
from comity.register.finding import entry_of
from comity.register.importing.actions import import_report
from comity.terms.instants import Instant

NEEDLE: Final = "Đắk Lắk"  # in one meeting of a thousand
STATEMENTS: Final = 5  # of a meeting

Row = TypeVar("Row", bound=Model)

_STATES: Final = ("US", "RU", "JP", "KR", "CN", "IN", "AU", "FR", "DE", "GB", "SG", "TH", "LA", "KH", "ID", "MY", "PH", "CU", "BY", "IT")
_LIVES: Final = ("registered", "accepted", "in-progress", "blocked", "claimed", "confirmed", "disputed", "lapsed")
_FIRST: Final = date(2000, 1, 1)
_DAYS: Final = 9_700
_RARE: Final = 20_000  # different words of their own, most of them seldom
_CHUNK: Final = 2_000


def fill(report: bytes, *, meetings: int, by: Officer, at: Instant) -> None:
    """Import `report` and confirm all of it; then write so many meetings, five times as many statements, as many commitments."""
    document = import_report(report, standing="press", by=by, at=at, token=secrets.token_urlsafe())
    for judged in review(document.number, by=actor(by, at=at)).judged:
        one = judged.suggestion
        accept_with_people(document.number, kind=one.kind, number=one.number, by=by, at=at, token=secrets.token_urlsafe())
    for start in range(0, meetings, _CHUNK):
        with transaction.atomic():
            _write(range(start, min(start + _CHUNK, meetings)))
    tidy()


def tidy() -> None:
    """Have PostgreSQL look at what was written, as it does by itself in the hours this takes otherwise; a node on SQLite never does."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _write(places: range) -> None:
    dice = random.Random(places.start)  # noqa: S311 the same register each time
    held = Meeting.objects.bulk_create(_copies(Meeting, (_meeting(place, dice) for place in places)))
    MeetingCountry.objects.bulk_create(
        MeetingCountry(meeting=one, country=code, type=one.type, sorts=one.sorts) for one in held for code in ("VN", one.country)
    )
    said = Statement.objects.bulk_create(_copies(Statement, (_statement(one, dice) for one in held for _ in range(STATEMENTS))))
    first_said = said[::STATEMENTS]
    owed = Commitment.objects.bulk_create(
        _copies(Commitment, (_commitment(one, words, dice) for one, words in zip(held, first_said, strict=True)))
    )
    entries = (_entry(kind, row, dice) for kind, rows in (("meeting", held), ("statement", said), ("commitment", owed)) for row in rows)
    RegisterText.objects.bulk_create(RegisterText(key=key, words=words, tags=tags) for key, words, tags in entries)


def _entry(kind: str, row: Any, dice: random.Random) -> tuple[int, str, str]:  # noqa: ANN401 one of three tables
    country = getattr(row, "country", "") or getattr(row, "speaker_country", "") or getattr(row, "obligor_country", "")
    return entry_of(kind, row.pk, [getattr(row, "title", "") or row.words, _own(dice)], countries=("VN", country))


def _copies(model: type[Row], changes: Iterator[dict[str, Any]]) -> Iterator[Row]:
    original = model._default_manager.order_by("pk").first()  # noqa: SLF001 Django's documented name for it
    assert original is not None
    values = {one.attname: getattr(original, one.attname) for one in model._meta.concrete_fields if not one.primary_key}  # noqa: SLF001 as above
    return (model(**values | changed) for changed in changes)


def _meeting(place: int, dice: random.Random) -> dict[str, Any]:
    held = (_FIRST + timedelta(days=dice.randrange(_DAYS))).isoformat()
    title = f"Hội đàm cấp cao về phòng, chống tội phạm mạng {_own(dice)}{f' {NEEDLE}' if place % 1000 == 0 else ''}"
    told = {"said": held, "first": held, "last": held, "sorts": held, "precision": "day", "standing": "held", "outcome": "x"}
    sort = {"country": dice.choice(_STATES), "type": dice.choice(("talks", "conference"))}
    return {**told, **sort, "number": f"M-2{place:06d}", "title": title}


def _statement(one: Meeting, dice: random.Random) -> dict[str, Any]:
    ways = ((one.country, "VN"), ("VN", one.country))
    speaker, addressee = dice.choice(ways)
    act = dice.choice(("request", "offer", "commit", "inform", "thank", "position"))
    where = {"meeting_id": one.pk, "sorts": one.sorts, "key": secrets.token_hex(16)}
    return {**where, "act": act, "speaker_country": speaker, "addressee_country": addressee}


def _commitment(one: Meeting, said: Statement, dice: random.Random) -> dict[str, Any]:
    ours = dice.random() < 1 / 2
    sides = {"obligor_country": "VN" if ours else one.country, "beneficiary_country": one.country if ours else "VN", "partner": one.country}
    due = (date.fromisoformat(one.first) + timedelta(days=dice.randrange(30, 900))).isoformat() if dice.random() < 2 / 3 else ""
    state = dice.choice(_LIVES)
    life = {"state": state, "evidence_count": int(state in ("claimed", "confirmed")), "owner": dice.choice(("", "A05", "Cục Đối ngoại"))}
    told = {"due": due, "due_last": due, "due_precision": "day" if due else "none", "counted": True, "strength": "public"}
    return {**sides, **life, **told, "number": f"C-2{one.number[3:]}", "statement_id": said.pk}


def _own(dice: random.Random) -> str:
    return " ".join(f"tu{int(dice.paretovariate(0.5)) % _RARE:x}" for _ in range(3))
