"""Makes rows of what was confirmed, one function a kind; called inside the deed's transaction."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from comity.records.models import Commitment, Document, Figure, Meeting, Officer, RegisterActor, Statement
from comity.records.models.register_meetings import SENTENCE_CAP
from comity.register.codes import code_of, said
from comity.register.commitments.writing import counts, keep_commitment, keep_step, move, partner_of
from comity.register.confirming.settled import Party, Settled
from comity.register.days import OFFICER, typed_day
from comity.register.finding import keep_words
from comity.register.likeness import words_key
from comity.register.meetings.writing import fill_meeting, keep_meeting, seat, write_meeting
from comity.register.numbers import COMMITMENT, next_number
from comity.register.people.naming import add_names, make_actor, post_then
from comity.register.states import State
from comity.terms.instants import Instant

Value = Mapping[str, Any]
ROW_KINDS: Final[Mapping[str, str]] = {
    "actor": "actor",
    "event": "meeting",
    "statement": "statement",
    "commitment": "commitment",
    "figure": "figure",
}


def become(kind: str, value: Value, *, row: int, settled: Settled, by: Officer, at: Instant) -> int:
    """Make the row of a suggestion, or write into the row with the key `row`; return its key. Raises what its words and codes refuse."""
    return _MAKERS[kind](value, row, settled, by, at)


def link(kind: str, value: Value, *, row: int, settled: Settled, by: Officer, at: Instant) -> None:
    """Let a row that is there take what another document adds: names and posts, who took part, a day or a place that was not known."""
    if kind == "actor":
        add_names(RegisterActor.objects.get(pk=row), value.get("forms", ()), posts=value.get("posts", ()), document=settled.document)
    if kind == "event":
        meeting = Meeting.objects.get(pk=row)
        fill_meeting(meeting, value)
        take_seats(meeting, value.get("participants", ()), settled=settled, by=by, at=at)


def _actor(value: Value, row: int, settled: Settled, by: Officer, at: Instant) -> int:
    found = RegisterActor.objects.filter(pk=row).first()
    return make_actor(value, document=settled.document, row=found, by=by, at=at).pk


def _event(value: Value, row: int, settled: Settled, by: Officer, at: Instant) -> int:
    parent = settled.meeting(value.get("parent"))
    found = Meeting.objects.filter(pk=row).first()
    if found is not None and found.basis == OFFICER != value.get("basis"):  # somebody here knew the day better; it is not undone by the way
        value = {name: one for name, one in value.items() if name not in ("said", "said_words", "precision", "basis")}
    kept = write_meeting(value, document=settled.document, row=found, parent=parent, by=by, at=at)
    take_seats(kept, value.get("participants", ()), settled=settled, by=by, at=at)
    return kept.pk


def take_seats(meeting: Meeting, seats: Any, *, settled: Settled, by: Officer, at: Instant) -> None:  # noqa: ANN401 - a list of JSON
    """Note who took part, as confirmed with the meeting; persons whom nobody has accepted yet follow when they are."""
    for one in seats:
        number = one.get("actor")
        if number is not None and ("actor", number) not in settled.verdicts:
            continue
        party = settled.party(one)
        named = number is None or party.actor is not None
        if named:
            seat(
                meeting,
                actor=party.actor,
                country=party.country,
                words=party.words,
                role=str(one.get("role", "participant")),
                unnamed=bool(one.get("unnamed")) and party.actor is None,
                document=settled.document,
                by=by,
                at=at,
            )
    keep_meeting(meeting)


def seat_where_named(settled: Settled, *, by: Officer, at: Instant) -> None:
    """Note that those who were accepted by now were where accepted meetings of this document, as they were confirmed, have them."""
    for (kind, _), verdict in settled.verdicts.items():
        if kind == "event" and verdict.row:
            take_seats(Meeting.objects.get(pk=verdict.row), verdict.confirmed.get("participants", ()), settled=settled, by=by, at=at)


def _statement(value: Value, row: int, settled: Settled, by: Officer, at: Instant) -> int:
    meeting = settled.meeting(value.get("meeting"))
    speaker, behalf, addressee = (settled.party(value.get(key)) for key in ("speaker", "behalf", "addressee"))
    words = said(value.get("words"), cap=SENTENCE_CAP, what="words")
    told = {
        "meeting": meeting,
        "act": code_of("speech-act", value.get("act")),
        "speaker": speaker.actor,
        "speaker_post": post_then(speaker.actor, document=settled.document) if speaker.actor else None,
        "speaker_country": speaker.country,
        "speaker_words": speaker.words,
        "behalf_country": behalf.country,
        "behalf_words": behalf.words,
        "addressee": addressee.actor,
        "addressee_country": addressee.country,
        "addressee_words": addressee.words,
        "quoted": bool(value.get("quoted")),
        "sorts": meeting.sorts if meeting else settled.document.published,
        **_words(value, words, settled.document),
        "key": words_key(words, str(value.get("act"))),
    }
    kept = _write(Statement, told, row=row, document=settled.document, by=by, at=at)
    keep_words("statement", kept.pk, [words, speaker.words, addressee.words], countries=[speaker.country, addressee.country])
    if meeting is not None and speaker.actor is not None and _spoke(meeting, speaker, settled=settled, by=by, at=at):
        keep_meeting(meeting)
    return int(kept.pk)


def _spoke(meeting: Meeting, speaker: Party, *, settled: Settled, by: Officer, at: Instant) -> bool:
    return seat(
        meeting,
        actor=speaker.actor,
        country=speaker.country,
        words=speaker.words,
        role="speaker",
        unnamed=False,
        document=settled.document,
        by=by,
        at=at,
    )


def _figure(value: Value, row: int, settled: Settled, by: Officer, at: Instant) -> int:
    words = said(value.get("words"), cap=SENTENCE_CAP, what="words")
    number, unit = said(value.get("value"), cap=40, what="figure"), said(value.get("unit"), cap=100, what="unit")
    told = {
        "meeting": settled.meeting(value.get("meeting")),
        "value": number,
        "bound": str(value.get("bound") or "")[:1],
        "unit": unit,
        "kind": str(value.get("kind") or "count")[:10],
        "period": said(value.get("period"), cap=100, what="period", empty=""),
        "issuer": said(value.get("issuer"), cap=200, what="issuer", empty=""),
        **_words(value, words, settled.document),
        "key": words_key(number, unit, words),
    }
    kept = _write(Figure, told, row=row, document=settled.document, by=by, at=at)
    keep_words("figure", kept.pk, [number, unit, words])
    return int(kept.pk)


def _commitment(value: Value, row: int, settled: Settled, by: Officer, at: Instant) -> int:
    obligor, beneficiary = (settled.party(value.get(key)) for key in ("obligor", "beneficiary"))
    due = typed_day(value.get("due"), precision=value.get("due_precision", ""), basis=value.get("due_basis") or OFFICER)
    words = said(value.get("words"), cap=SENTENCE_CAP, what="words")
    told = {
        "statement": settled.statement(value.get("statement")),
        "obligor": obligor.actor,
        "obligor_country": obligor.country,
        "obligor_words": said(obligor.words, cap=300, what="obligor"),
        "beneficiary": beneficiary.actor,
        "beneficiary_country": beneficiary.country,
        "beneficiary_words": beneficiary.words,
        "strength": code_of("promise-strength", value.get("strength")),
        "partner": partner_of(obligor.country, beneficiary.country),
        "due": due.said,
        "due_precision": due.precision,
        "due_basis": due.basis,
        "due_last": due.last,
        **_words(value, words, settled.document),
    }
    found = Commitment.objects.filter(pk=row).first()
    if found is None:
        kept = Commitment.objects.create(
            number=next_number(COMMITMENT),
            document=settled.document,
            state=State.PROPOSED,
            counted=False,
            source="press",
            made_by=by,
            made_at=at,
            **told,
        )
        keep_step(kept, was="", by=by, at=at)
        move(kept, State.REGISTERED, reason="", evidence=None, by=by, at=at)
    else:
        kept = found
        if kept.due_basis == OFFICER != due.basis:
            told = {name: new for name, new in told.items() if not name.startswith("due")}
        for name, new in told.items():
            setattr(kept, name, new)
        kept.taken_out_at = None
        kept.counted = counts(kept)
        kept.save(update_fields=[*told, "taken_out_at", "counted"])
    keep_commitment(kept)
    return kept.pk


def _words(value: Value, words: str, document: Document) -> dict[str, Any]:
    return {"words": words, "start": int(value.get("start") or 0), "end": int(value.get("end") or 0), "language": document.language}


def _write(model: Any, told: dict[str, Any], *, row: int, document: Document, by: Officer, at: Instant) -> Any:  # noqa: ANN401 - a class of rows
    found = model.objects.filter(pk=row).first() if row else None
    if found is None:
        return model.objects.create(document=document, source="press", made_by=by, made_at=at, **told)
    for name, new in told.items():
        setattr(found, name, new)
    found.taken_out_at = None
    found.save(update_fields=[*told, "taken_out_at"])
    return found


_MAKERS: Final[Mapping[str, Callable[[Value, int, Settled, Officer, Instant], int]]] = {
    "actor": _actor,
    "event": _event,
    "statement": _statement,
    "commitment": _commitment,
    "figure": _figure,
}
