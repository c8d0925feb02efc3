"""Actors as officers see them: found by any form of their name, with every post, everything they said and owe."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from comity.directory.policy import Actor
from comity.records.models import ActorName, ActorPost, Participation, RegisterActor, Statement
from comity.register.finding import find_rows
from comity.register.paging import PAGE, Page, key_of, page_of
from comity.register.people.naming import counting, rows_of
from comity.register.policy import require_read
from comity.register.refusals import NoSuchRow

_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class ActorFile:
    """One actor: names and posts with where each was read, where they took part, and what they said, the newest first."""

    actor: RegisterActor
    names: Sequence[ActorName]
    posts: Sequence[ActorPost]
    seats: Sequence[Participation]
    statements: Sequence[Statement]


def actors(*, by: Actor, q: str = "", country: str = "", after: str = "") -> Page[RegisterActor]:
    """Return actors that count, the newest first; with `q` by any form of a name or words of a post."""
    require_read(by)
    rows = RegisterActor.objects.filter(taken_out_at__isnull=True, same_as__isnull=True)
    if q:
        return find_rows("actor", rows, q=q, after=after, country=country)
    if country:
        rows = rows.filter(country=country)
    if after:
        rows = rows.filter(pk__lt=key_of(after))
    return page_of(rows.order_by("-id")[: PAGE + 1], cursor=lambda row: str(row.pk))


def find_actor(key: int, *, by: Actor) -> ActorFile:
    """Return one actor, or the one that counts in its place; raises `NoSuchRow`."""
    require_read(by)
    found = RegisterActor.objects.filter(pk=key, taken_out_at__isnull=True).first()
    if found is None:
        raise NoSuchRow(number=f"#{key}")
    found = counting(found)
    rows = rows_of(found)
    lean = ("document__original", "document__reading")
    seats = Participation.objects.filter(actor=found, taken_out_at__isnull=True, meeting__taken_out_at__isnull=True)
    told = Statement.objects.filter(speaker=found, taken_out_at__isnull=True).select_related("meeting", "addressee", "speaker_post")
    return ActorFile(
        found,
        list(ActorName.objects.filter(actor__in=rows).select_related("document").defer(*lean).order_by("id")[:_MOST]),
        list(ActorPost.objects.filter(actor__in=rows).select_related("document").defer(*lean).order_by("id")[:_MOST]),
        list(seats.select_related("meeting").order_by("-id")[:_MOST]),
        list(told.order_by("-id")[:_MOST]),
    )
