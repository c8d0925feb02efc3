"""Which offers may meet an ask, and why, in words. Pure: an officer joins them, nothing else does."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from comity.terms.speech import gettext_noop

TOPIC: Final = gettext_noop("The topic is the same.")
TO_THEM: Final = gettext_noop("It is offered to the State that asks.")
TO_US_ASKED: Final = gettext_noop("The ask is addressed to the State that offers.")
SAME_REGION: Final = gettext_noop("Both name the same group of States.")
IN_REGION: Final = gettext_noop("The State that asks belongs to the group that the offer is for.")
TO_ALL: Final = gettext_noop("The offer names no State and no group.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is compared: the State that offers or asks, the one addressed, the group it is for, the topic; empty where not known."""

    country: str
    to_country: str
    region: str
    topic: str


@dataclass(frozen=True, slots=True)
class Fit:
    """Why two may belong together: marked sentences, the strongest first; `weight` sorts."""

    reasons: tuple[str, ...]

    @property
    def weight(self) -> int:
        """How many reasons there are."""
        return len(self.reasons)


def fit(offer: Terms, ask: Terms, *, groups: Collection[str]) -> Fit | None:
    """Return why an offer may meet an ask, None where it cannot.

    The topic must be the same, and the State not. An offer to another State or to a group that the asking State is not of does not fit.
    `groups`: those that the asking State belongs to on the day of the question.
    """
    if offer.topic != ask.topic or (offer.country and offer.country == ask.country):
        return None
    if offer.to_country and ask.country and offer.to_country != ask.country:
        return None
    if ask.to_country and offer.country and ask.to_country != offer.country:
        return None
    named = offer.region and offer.region == ask.region
    within = bool(offer.region) and offer.region in groups
    if offer.region and not named and not within and not offer.to_country:
        return None
    return Fit(tuple(_reasons(offer, ask, named=bool(named), within=within)))


def _reasons(offer: Terms, ask: Terms, *, named: bool, within: bool) -> Iterable[str]:
    yield TOPIC
    if offer.to_country and offer.to_country == ask.country:
        yield TO_THEM
    if ask.to_country and ask.to_country == offer.country:
        yield TO_US_ASKED
    if named:
        yield SAME_REGION
    elif within:
        yield IN_REGION
    if not offer.to_country and not offer.region:
        yield TO_ALL
