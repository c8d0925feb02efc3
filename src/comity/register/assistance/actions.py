"""Writes offers and asks down, joins and parts them, closes them. One transaction each; the journal has numbers, codes and digests."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from comity.directory.noting import note
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import SENTENCE_CAP, Assistance, AssistanceMatch, Officer, Statement
from comity.records.models.shifts import WORDS_CAP
from comity.register.assistance.refusals import ClosedAlready, CodedAlready, JoinedAlready, NeitherOfferNorAsk, NotAPair
from comity.register.codes import code_of, country_of, said
from comity.register.countries import ASKING, OFFERING
from comity.register.numbers import ASSISTANCE, next_number
from comity.register.policy import require_keep, require_why
from comity.register.refusals import NoSuchRow, NotGiven, NotOfItsList
from comity.terms.digests import Digest
from comity.terms.instants import Instant

OFFER: Final = "offer"
ASK: Final = "ask"


@transaction.atomic
def write_assistance(*, typed: Mapping[str, Any], statement: int = 0, by: Officer, at: Instant, token: str) -> Assistance:
    """Write an offer or an ask down: coded from a statement, whose words and sides it takes, or an officer's own.

    `typed`: topic (`assistance-topic`), region (`group`, may be empty), resources in words (may be empty); without a statement also side
    (`offer` or `ask`), country, party, to_country, to_party, words, language. Raises `CodedAlready`, `NeitherOfferNorAsk`, `NoSuchRow`,
    `NotOfItsList`.
    """
    require_keep(actor(by, at=at))

    def write() -> str:
        topic = code_of("assistance-topic", typed.get("topic"))
        told = _from_statement(statement, topic) if statement else _own(typed)
        made = Assistance.objects.create(
            number=next_number(ASSISTANCE),
            **told,
            topic=topic,
            region=code_of("group", typed["region"]) if typed.get("region") else "",
            resources=said(typed.get("resources"), cap=500, what="resources", empty=""),
            made_by=by,
            made_at=at,
        )
        return _noted("assistance.written", made, by=by, at=at)

    return Assistance.objects.get(number=once(token, write, officer=by, verb="assistance.write", at=at))


def _from_statement(key: int, topic: str) -> dict[str, Any]:
    found = Statement.objects.filter(pk=key, taken_out_at__isnull=True).first()
    if found is None:
        raise NoSuchRow(number=f"#{key}")
    if found.act not in (*ASKING, *OFFERING):
        raise NeitherOfferNorAsk(act=found.act)
    there = Assistance.objects.filter(statement=found, topic=topic, closed_at__isnull=True).first()
    if there is not None:
        raise CodedAlready(number=there.number)
    return {
        "side": OFFER if found.act in OFFERING else ASK,
        "statement": found,
        "country": found.behalf_country or found.speaker_country,
        "party": found.behalf_words or found.speaker_words,
        "to_country": found.addressee_country,
        "to_party": found.addressee_words,
        "words": found.words,
        "language": found.language,
        "source": found.source,
    }


def _own(typed: Mapping[str, Any]) -> dict[str, Any]:
    side = str(typed.get("side") or "")
    if side not in (OFFER, ASK):
        raise NotOfItsList(what="side", said=side[:40] or "-")
    told = {
        "side": side,
        "country": country_of(typed.get("country")),
        "party": said(typed.get("party"), cap=300, what="party", empty=""),
        "to_country": country_of(typed.get("to_country")),
        "to_party": said(typed.get("to_party"), cap=300, what="party", empty=""),
        "words": said(typed.get("words"), cap=SENTENCE_CAP, what="words"),
        "language": code_of("language", typed.get("language")),
        "source": "own",
    }
    if not told["country"] and not told["party"]:
        raise NotGiven(what="party")
    return told


@transaction.atomic
def match_assistance(number: str, *, ask: str, reason: str, by: Officer, at: Instant, token: str) -> AssistanceMatch:
    """Say that the offer `number` meets the ask `ask`, and why. Raises `NotAPair`, `JoinedAlready`, `WhyMissing`, `NoSuchRow`."""
    require_keep(actor(by, at=at))

    def match() -> str:
        require_why(reason)
        offer, asked = _find(number), _find(ask)
        open_ = offer.closed_at is None and asked.closed_at is None
        apart = not offer.country or offer.country != asked.country
        if (offer.side, asked.side) != (OFFER, ASK) or not open_ or not apart:
            raise NotAPair(offer=offer.number, ask=asked.number)
        if AssistanceMatch.objects.filter(offer=offer, ask=asked, ended_at__isnull=True).exists():
            raise JoinedAlready(offer=offer.number, ask=asked.number)
        made = AssistanceMatch.objects.create(offer=offer, ask=asked, reason=said(reason, cap=WORDS_CAP, what="reason"), by=by, at=at)
        note("assistance.matched", by=by, at=at, facts={"offer": offer.number, "ask": asked.number})
        return str(made.pk)

    return AssistanceMatch.objects.get(pk=once(token, match, officer=by, verb="assistance.match", at=at))


@transaction.atomic
def part_assistance(number: str, *, ask: str, reason: str, by: Officer, at: Instant, token: str) -> AssistanceMatch:
    """Say that an offer does not meet an ask after all, and why; both stay, and so does that they were joined. Raises `NoSuchRow`."""
    require_keep(actor(by, at=at))

    def part() -> str:
        require_why(reason)
        joined = AssistanceMatch.objects.select_for_update().filter(offer__number=number, ask__number=ask, ended_at__isnull=True).first()
        if joined is None:
            raise NoSuchRow(number=f"{number[:12]} {ask[:12]}")
        joined.ended_at = at
        joined.save(update_fields=["ended_at"])
        note("assistance.parted", by=by, at=at, facts={"offer": number, "ask": ask, "digest": str(Digest.of(reason.encode()))})
        return str(joined.pk)

    return AssistanceMatch.objects.get(pk=once(token, part, officer=by, verb="assistance.part", at=at))


@transaction.atomic
def close_assistance(number: str, *, reason: str, by: Officer, at: Instant, token: str) -> Assistance:
    """Say that an offer or an ask stands no more, and why. Raises `ClosedAlready`, `WhyMissing`, `NoSuchRow`."""
    require_keep(actor(by, at=at))

    def close() -> str:
        require_why(reason)
        found = _find(number)
        if found.closed_at is not None:
            raise ClosedAlready(number=found.number)
        found.closed_at, found.closed_for = at, said(reason, cap=WORDS_CAP, what="reason")
        found.save(update_fields=["closed_at", "closed_for"])
        return _noted("assistance.closed", found, by=by, at=at)

    return Assistance.objects.get(number=once(token, close, officer=by, verb="assistance.close", at=at))


def _find(number: str) -> Assistance:
    found = Assistance.objects.select_for_update().filter(number=number.strip().upper()).first()
    if found is None:
        raise NoSuchRow(number=number[:20] or "-")
    return found


def _noted(name: str, one: Assistance, *, by: Officer, at: Instant) -> str:
    digest = str(Digest.of(f"{one.words}\x00{one.resources}".encode()))
    note(name, by=by, at=at, facts={"assistance": one.number, "side": one.side, "topic": one.topic, "digest": digest})
    return one.number
