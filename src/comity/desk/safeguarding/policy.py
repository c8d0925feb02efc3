"""What a safeguard asks of an act, and who may look again. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from comity.desk.permissions import Verb, require
from comity.desk.permitting.policy import ReviewNotAhead
from comity.desk.safeguarding.refusals import NotAnotherOfficer, OutcomeNotCoded
from comity.directory.policy import Actor
from comity.terms.folding import words_of
from comity.terms.json import JsonValue
from comity.terms.vocabulary import vocabulary

REVIEWS: Final = "safeguard-review"
FLAGS: Final = "risk-flag"
ASYLUM: Final = "RF-ASYLUM"
CONTINUES: Final = "RV-CONTINUE"

_WEIGHED: Final = frozenset({"answer", "result", "information", "report"})  # decisions, and what hands something over
_HARMLESS: Final = frozenset({"withdrawal", "consultation"})
_REFUSALS: Final = frozenset({"D-REFUSE", "D-DECLINE"})
_REFUSING: Final = "ADM-REFUSE"
_NAME_WORDS: Final = 12  # a longer text is prose, in which the words of a name must stand together


def is_weighed(act: str) -> bool:
    """Say whether an act of a flagged request waits for a review: each decision, a refusal no less than a grant, and each handing over."""
    return act in _WEIGHED


def says_no(act: str, kind: str, fields: Mapping[str, JsonValue]) -> bool:
    """Say whether an act refuses, consults or withdraws, which must stay possible towards every State."""
    return act in _HARMLESS or (act == "answer" and (kind == _REFUSING or fields.get("decision") in _REFUSALS))


def names_person(fields: Mapping[str, JsonValue], person: str) -> bool:
    """Say whether a field names `person`, in any case, order of names and with or without marks.

    In prose the words of the name must stand together; too much is found rather than too little, for a person looks at it.
    """
    wanted = words_of(person)
    return bool(wanted) and any(_names(words_of(text), wanted) for text in _texts(dict(fields)))


def _names(words: list[str], wanted: list[str]) -> bool:
    if len(words) <= _NAME_WORDS:
        return set(wanted) <= set(words)
    width = len(wanted)
    windows = (words[at : at + width] for at in range(len(words) - width + 1))
    return any(sorted(window) == sorted(wanted) for window in windows)


def _texts(value: JsonValue) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def require_outcome(subject: str, outcome: str) -> None:
    """Raise unless `outcome` is one that a review of `subject` can have."""
    if outcome not in [item.code for item in vocabulary(REVIEWS).offered if item.group == subject]:
        raise OutcomeNotCoded


def require_another(actor: Actor, *, acted: Iterable[str]) -> None:
    """Raise unless `actor` may review and is none of those who `acted`."""
    require(actor, Verb.REVIEW_SAFEGUARD)
    if str(actor.officer) in set(acted):
        raise NotAnotherOfficer(name=actor.name)


def require_day(until: str, *, today: date, most_days: int) -> date:
    """Return the day until which secrecy is to go on; raises `ReviewNotAhead` for none, a past or a too distant one."""
    try:
        day = date.fromisoformat(until)
    except ValueError as fault:
        raise ReviewNotAhead(most=most_days) from fault
    if not 0 < (day - today).days <= most_days:
        raise ReviewNotAhead(most=most_days)
    return day
