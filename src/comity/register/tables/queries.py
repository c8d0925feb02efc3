"""Rows of the register as they go out: a piece of a table at a time, by key, so that memory does not grow with the register."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from comity.directory.policy import Actor
from comity.records.models import ActorName, ActorPost, Commitment, Meeting, MeetingCountry, RegisterActor, Statement
from comity.register.paging import YES
from comity.register.policy import require_read
from comity.register.tables.columns import Table

_PIECE: Final = 500
_LEAN: Final = ("document__original", "document__reading")

Out = Mapping[str, Any]


def rows_of(table: Table, *, by: Actor) -> Iterator[Out]:
    """Yield every row of a table that counts, the oldest first, by the columns of `COLUMNS` and what JSON-LD says beside them."""
    require_read(by)
    return _MAKERS[table]()


def _in_pieces(rows: Any) -> Iterator[list[Any]]:  # noqa: ANN401 - a question of Django's, and its rows
    last = 0
    while piece := list(rows.filter(pk__gt=last).order_by("pk")[:_PIECE]):
        yield piece
        last = piece[-1].pk


def _meetings() -> Iterator[Out]:
    for piece in _in_pieces(Meeting.objects.filter(taken_out_at__isnull=True).select_related("parent")):
        states = _gathered(
            MeetingCountry.objects.filter(meeting__in=piece, counts__in=YES).order_by("country").values_list("meeting_id", "country")
        )
        for one in piece:
            yield {
                "number": one.number,
                "type": one.type,
                "title": one.title,
                "title_vi": one.titles.get("vi", ""),
                "title_en": one.titles.get("en", ""),
                "said": one.said,
                "precision": one.precision,
                "basis": one.basis,
                "place": one.place,
                "country": one.country,
                "series": one.series,
                "ordinal": one.ordinal or "",
                "parent": one.parent.number if one.parent else "",
                "standing": one.standing,
                "countries": " ".join(states.get(one.pk, ())),
                "source": one.source,
            }


def _statements() -> Iterator[Out]:
    joined = ("speaker", "speaker_post", "addressee", "meeting", "document")
    for piece in _in_pieces(Statement.objects.filter(taken_out_at__isnull=True).select_related(*joined).defer(*_LEAN)):
        for one in piece:
            yield {
                "key": one.pk,
                "act": one.act,
                "speaker": one.speaker.name if one.speaker else one.speaker_words,
                "speaker_key": one.speaker_id or "",
                "speaker_country": one.speaker_country,
                "post": one.speaker_post.words if one.speaker_post else "",
                "behalf": one.behalf_words,
                "behalf_country": one.behalf_country,
                "addressee": one.addressee.name if one.addressee else one.addressee_words,
                "addressee_country": one.addressee_country,
                "meeting": one.meeting.number if one.meeting else "",
                "sorts": one.sorts,
                "words": one.words,
                "language": one.language,
                "document": one.document.number,
                "document_digest": one.document.digest,
                "start": one.start,
                "end": one.end,
                "quoted": "yes" if one.quoted else "no",
                "source": one.source,
            }


def _commitments() -> Iterator[Out]:
    joined = ("obligor", "beneficiary", "document")
    for piece in _in_pieces(Commitment.objects.filter(taken_out_at__isnull=True).select_related(*joined).defer(*_LEAN)):
        for one in piece:
            yield {
                "number": one.number,
                "state": one.state,
                "strength": one.strength,
                "counted": "yes" if one.counted else "no",
                "obligor": one.obligor.name if one.obligor else one.obligor_words,
                "obligor_key": one.obligor_id or "",
                "obligor_country": one.obligor_country,
                "beneficiary": one.beneficiary.name if one.beneficiary else one.beneficiary_words,
                "beneficiary_country": one.beneficiary_country,
                "words": one.words,
                "language": one.language,
                "due": one.due,
                "due_basis": one.due_basis,
                "owner": one.owner,
                "focal": one.focal,
                "indicator": one.indicator,
                "evidence": one.evidence_count,
                "document": one.document.number if one.document else "",
                "document_digest": one.document.digest if one.document else "",
                "statement": one.statement_id or "",
                "source": one.source,
            }


def _actors() -> Iterator[Out]:
    for piece in _in_pieces(RegisterActor.objects.filter(taken_out_at__isnull=True)):
        names = _gathered(ActorName.objects.filter(actor__in=piece).order_by("id").values_list("actor_id", "text"))
        posts = _gathered(ActorPost.objects.filter(actor__in=piece).order_by("id").values_list("actor_id", "words"))
        for one in piece:
            yield {
                "key": one.pk,
                "sort": one.sort,
                "name": one.name,
                "names": " | ".join(names.get(one.pk, ())),
                "country": one.country,
                "posts": " | ".join(posts.get(one.pk, ())),
                "same_as": one.same_as_id or "",
                "source": one.source,
            }


def _gathered(pairs: Any) -> dict[int, list[str]]:  # noqa: ANN401 - pairs of a key and a text
    found: dict[int, list[str]] = {}
    for key, text in pairs:
        found.setdefault(key, []).append(text)
    return found


_MAKERS: Final = {"meetings": _meetings, "statements": _statements, "commitments": _commitments, "actors": _actors}
