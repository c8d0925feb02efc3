"""Under which limits an item may be used, and whether a step keeps to them. Pure; the conditions are codes, each with its article."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from comity.evidence.refusals import IntelligenceOnly, OnwardBroken, PresenceOwed, RetentionOver, RuleUnfit, UseBroken
from comity.evidence.states import Kind
from comity.terms.speech import gettext_noop
from comity.terms.vocabulary import vocabulary

CONDITIONS: Final = "condition"
USE, ONWARD, RETENTION, RETURN, PRESENCE, INTEL = "C-USE", "C-ONWARD", "C-RETENTION", "C-RETURN", "C-PRESENCE", "C-INTEL"
RULES: Final = "destruction-rule"
BY_DAY, BY_CONDITION, BY_ORDER, BY_ORIGINATOR = "DR-RETENTION", "DR-CONDITION", "DR-ORDER", "DR-ORIGINATOR"
RECIPIENTS: Final = "custody-recipient"
OTHER_STATE: Final = "CR-STATE"
_COURTS: Final = frozenset({"CR-COURT", "CR-PROSECUTOR", "CR-DEFENCE"})
# Steps that use what is in an item, and those that let it out of the house.
USING: Final = frozenset({Kind.OPENED, Kind.COPIED, Kind.EXPORTED, Kind.EXAMINED, Kind.RELEASED})
LEAVING: Final = frozenset({Kind.EXPORTED, Kind.RELEASED, Kind.RETURNED})
_SAME: Final = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Whose it is, for which case, under which conditions, whether it may go on, until which day (ISO) it may be kept.

    `originator` is empty where it is our own: then nobody limits us.
    """

    originator: str = ""
    purpose: str = ""
    conditions: tuple[str, ...] = ()
    onward: bool = False
    retain_until: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """What is shown, and written into each step: the conditions, with those that stand without being said."""
        tacit = (USE, *((ONWARD,) if self.onward else ()), *((RETENTION,) if self.retain_until else ())) if self.originator else ()
        return tuple(dict.fromkeys((*self.conditions, *tacit)))


def joined(several: Iterable[Limits]) -> Limits:
    """Return what holds where all of them do: every condition, the stricter word, the nearest day."""
    found = tuple(several)
    days = sorted(one.retain_until for one in found if one.retain_until)
    return Limits(
        originator=next((one.originator for one in found if one.originator), ""),
        purpose=next((one.purpose for one in found if one.purpose), ""),
        conditions=tuple(dict.fromkeys(code for one in found for code in one.conditions)),
        onward=any(one.onward for one in found),
        retain_until=days[0] if days else "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What a step does with an item, as far as a limit looks at it. `on` is the day (ISO) where the node works.

    `agreed` is what the State that gave it said yes to in writing: other uses (`C-USE`), or this recipient (`C-ONWARD`).
    """

    kind: Kind
    on: str
    purpose: str = _SAME
    sort: str = ""
    state: str = ""
    present: str = ""
    agreed: frozenset[str] = frozenset()


def require_within(limits: Limits, use: Use) -> None:
    """Raise the `LimitBroken` of the first limit that the step does not keep to. What is our own has none."""
    if not limits.originator:
        return
    using, leaving = use.kind in USING, use.kind in LEAVING
    if limits.retain_until and use.on > limits.retain_until and using:
        raise RetentionOver(day=limits.retain_until, **_cited(RETENTION))
    if using and use.purpose != _SAME and USE not in use.agreed:
        raise UseBroken(**_cited(USE))
    third = use.sort == OTHER_STATE and use.state != limits.originator
    if leaving and third and limits.onward and ONWARD not in use.agreed:
        raise OnwardBroken(recipient=use.state, **_cited(ONWARD))
    if leaving and use.sort in _COURTS and INTEL in limits.conditions:
        raise IntelligenceOnly(**_cited(INTEL))
    if using and PRESENCE in limits.conditions and not use.present:
        raise PresenceOwed(**_cited(PRESENCE))


def require_rule(limits: Limits, rule: str, *, on: str) -> None:
    """Raise `RuleUnfit` unless `rule` lets the item be destroyed on the day `on` (ISO)."""
    where = ""
    if rule == BY_DAY and not (limits.retain_until and limits.retain_until < on):
        where = gettext_noop("no day until which it may be kept is over")
    elif rule == BY_CONDITION and not {RETENTION, RETURN}.intersection(limits.conditions):
        where = gettext_noop("no condition says that it is destroyed or returned")
    elif rule == BY_ORIGINATOR and not limits.originator:
        where = gettext_noop("no other State gave it")
    elif rule not in (item.code for item in vocabulary(RULES).offered):
        where = gettext_noop("there is no such rule")
    if where:
        raise RuleUnfit(where=where)


def _cited(code: str) -> dict[str, str]:
    item = vocabulary(CONDITIONS).by_code[code]
    return {"conditions": code, "article": item.article or item.source}
