"""Offers and asks as officers see them: lists by side, topic and State, one with what may meet it, statements that nobody coded yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef, Q

from comity.directory.policy import Actor
from comity.records.models import Assistance, AssistanceMatch, Statement
from comity.register.assistance.actions import ASK, OFFER
from comity.register.assistance.matching import Fit, Terms, fit
from comity.register.countries import ASKING, OFFERING
from comity.register.mechanisms.memberships import groups_of
from comity.register.paging import PAGE, Page, key_of, page_of, place_of
from comity.register.policy import require_read
from comity.register.refusals import NoSuchRow
from comity.terms.instants import Instant

_MOST: Final = 200
_LOOKED_AT: Final = 500  # of the other side and the same topic
_OFFERED: Final = 25
_JOINED: Final = ("statement", "statement__meeting")


@dataclass(frozen=True, slots=True)
class Possible:
    """One of the other side that may belong together with what was asked for, and why."""

    one: Assistance
    fit: Fit


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistanceFile:
    """An offer or an ask, what it is joined with, and what may belong to it, the best reasons first."""

    one: Assistance
    joined: Sequence[AssistanceMatch]
    possible: Sequence[Possible]


def assistance(*, by: Actor, side: str = "", topic: str = "", country: str = "", after: str = "") -> Page[Assistance]:
    """Return offers and asks, the newest first, closed ones too: of a `side`, on a topic, of a State."""
    require_read(by)
    rows = Assistance.objects.select_related(*_JOINED)
    for name, value in (("side", side), ("topic", topic), ("country", country)):
        if value:
            rows = rows.filter(**{name: value})
    if after:
        rows = rows.filter(pk__lt=key_of(after))
    return page_of(rows.order_by("-id")[: PAGE + 1], cursor=lambda row: str(row.pk))


def find_assistance(number: str, *, by: Actor, at: Instant) -> AssistanceFile:
    """Return one with what it is joined with and what may belong to it; raises `NoSuchRow`."""
    require_read(by)
    one = Assistance.objects.select_related(*_JOINED, "made_by").filter(number=number).first()
    if one is None:
        raise NoSuchRow(number=number[:20])
    joined = AssistanceMatch.objects.filter(ended_at__isnull=True).select_related("offer", "ask", "by")
    mine = list((joined.filter(offer=one) if one.side == OFFER else joined.filter(ask=one)).order_by("id")[:_MOST])
    known = {match.ask_id if one.side == OFFER else match.offer_id for match in mine}
    possible = [] if one.closed_at else [found for found in _possible(one, on=at.datetime().date()) if found.one.pk not in known]
    return AssistanceFile(one=one, joined=mine, possible=possible[:_OFFERED])


def uncoded(*, by: Actor, after: str = "") -> Page[Statement]:
    """Return statements that offer or ask and stand in no offer and no ask yet, the latest day first: each act from its own index."""
    require_read(by)
    found = [one for act in (*ASKING, *OFFERING) for one in _uncoded(act, after)]
    newest = sorted(found, key=lambda row: (row.sorts, row.pk), reverse=True)[: PAGE + 1]
    return page_of(newest, cursor=lambda row: f"{row.sorts}~{row.pk}")


def _uncoded(act: str, after: str) -> Sequence[Statement]:
    coded = Assistance.objects.filter(statement=OuterRef("pk"))
    rows = Statement.objects.filter(~Exists(coded), act=act, taken_out_at__isnull=True)
    if after:
        day, key = place_of(after)
        rows = rows.filter(sorts__lte=day).filter(Q(sorts__lt=day) | Q(pk__lt=key))
    joined = rows.select_related("speaker", "speaker_post", "addressee", "meeting")
    return list(joined.order_by("-sorts", "-id")[: PAGE + 1])


def _possible(one: Assistance, *, on: date) -> list[Possible]:
    other = Assistance.objects.filter(side=ASK if one.side == OFFER else OFFER, topic=one.topic, closed_at__isnull=True)
    found = []
    for row in other.order_by("-id")[:_LOOKED_AT]:
        offer, ask = (one, row) if one.side == OFFER else (row, one)
        why = fit(_terms(offer), _terms(ask), groups=groups_of(ask.country, on=on))
        if why is not None:
            found.append(Possible(row, why))
    return sorted(found, key=lambda each: (-each.fit.weight, -each.one.pk))


def _terms(one: Assistance) -> Terms:
    return Terms(country=one.country, to_country=one.to_country, region=one.region, topic=one.topic)
