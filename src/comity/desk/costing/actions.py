"""Keeps what a case cost at home, and reads it."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from django.db import transaction

from comity.desk.journalling import note
from comity.desk.permissions import Verb, require
from comity.desk.policy import require_reason
from comity.desk.visibility import require_visible
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Cost, Officer, Request
from comity.records.models.shifts import WORDS_CAP
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.terms.text import FreeText
from comity.terms.vocabulary import vocabulary

_MOST = 10**12  # hundredths
_HUNDRED = 100


class CostWrong(Refused):
    """The amount or the currency cannot be kept."""

    wire_class = "policy"
    sentence = gettext_noop("That is no amount of money: digits, at most two after the point, and a currency of the list.")
    next_step = gettext_noop("Write it as in 120.50, without spaces; a correction may begin with a minus.")


@transaction.atomic
def keep_cost(request: Request, *, amount: str, currency: str, words: str, by: Officer, at: Instant, token: str) -> Cost:
    """Keep what something in this case cost; `amount` as typed, below 0 where it corrects another. Raises `CostWrong`, `ReasonMissing`."""
    who = actor(by, at=at)
    require(who, Verb.KEEP_COST)
    require_visible(request, by=who)

    def keep() -> str:
        if currency not in {item.code for item in vocabulary("currency").offered}:
            raise CostWrong
        require_reason(words)
        text = str(FreeText.parse(words, cap=WORDS_CAP, what="reason"))
        kept = Cost.objects.create(request=request, hundredths=hundredths(amount), currency=currency, words=text, officer=by, at=at)
        digest = str(Digest.of(f"{kept.hundredths}\x00{currency}\x00{text}".encode()))
        note("cost.kept", by=by, about=request.reference, at=at, facts={"cost": kept.pk, "digest": digest})
        return str(kept.pk)

    return Cost.objects.get(pk=once(token, keep, officer=by, verb="cost.keep", at=at))


def hundredths(amount: str) -> int:
    """Return an amount as typed in hundredths; raises `CostWrong` for none, nothing, or more than two digits after the point."""
    try:
        value = Decimal(amount.strip().replace(",", "."))
    except InvalidOperation as fault:
        raise CostWrong from fault
    if not value.is_finite() or abs(value) > _MOST or value * _HUNDRED != (value * _HUNDRED).to_integral_value() or not value:
        raise CostWrong
    return int(value * _HUNDRED)


def costs_of(request: Request) -> Sequence[Cost]:
    """Return what was kept, oldest first."""
    return list(Cost.objects.select_related("officer").filter(request=request).order_by("id"))
