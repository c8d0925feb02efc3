"""Custody in words: what each step is called, what it does, how an item stands, under which limits."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from comity.doors.web.moments import print_date
from comity.doors.web.pages.evidence import Limit, Tone
from comity.doors.web.pages.parts import MarkCode
from comity.doors.web.views.lawful import cited_in_full
from comity.doors.web.views.naming import country_name
from comity.evidence.chain import Standing
from comity.evidence.limits import CONDITIONS, ONWARD, RETENTION, Limits
from comity.evidence.states import Kind, State
from comity.terms.vocabulary import vocabulary

# What each step is: its name as a button, as a thing that happened, its mark.
STEPS: Final[Mapping[Kind, tuple[Any, Any, MarkCode]]] = {
    Kind.RECEIVED: (gettext_lazy("Receive it back"), pgettext_lazy("a step of custody", "Received"), "theirs"),
    Kind.REGISTERED: (gettext_lazy("Register"), gettext_lazy("Registered: it is in custody"), "act"),
    Kind.VERIFIED: (gettext_lazy("Verify"), gettext_lazy("Verified: every byte is the one that was registered"), "viewed"),
    Kind.OPENED: (gettext_lazy("Open"), pgettext_lazy("a step of custody", "Opened"), "viewed"),
    Kind.COPIED: (gettext_lazy("Make a working copy"), gettext_lazy("Working copy made"), "act"),
    Kind.EXPORTED: (gettext_lazy("Export a copy"), gettext_lazy("Copy exported"), "message"),
    Kind.EXAMINED: (gettext_lazy("Record an examination"), gettext_lazy("Examined"), "viewed"),
    Kind.SEALED: (gettext_lazy("Seal"), gettext_lazy("Sealed"), "act"),
    Kind.HANDED_OVER: (gettext_lazy("Hand over to a colleague"), gettext_lazy("Handed over"), "message"),
    Kind.RELEASED: (gettext_lazy("Hand over outside"), gettext_lazy("Handed over outside the house"), "message"),
    Kind.RETURNED: (gettext_lazy("Give back for good"), gettext_lazy("Given back for good"), "message"),
    Kind.HOLD_PLACED: (gettext_lazy("Place a hold"), gettext_lazy("Hold placed: neither destroyed nor given back"), "clock"),
    Kind.HOLD_LIFTED: (gettext_lazy("Lift a hold"), gettext_lazy("Hold lifted"), "clock"),
    Kind.LOCKED: ("", gettext_lazy("Locked: its bytes are not those that were registered"), "act"),
    Kind.DESTROYED: (gettext_lazy("Destroy"), gettext_lazy("Destroyed"), "act"),
}
_EFFECTS: Final[Mapping[Kind, tuple[Any, ...]]] = {
    Kind.RECEIVED: (gettext_lazy("It is in custody here again, and you have it."),),
    Kind.VERIFIED: (
        gettext_lazy("Every byte is measured. If it is not the one that was registered, the item is locked and both digests are shown."),
    ),
    Kind.OPENED: (gettext_lazy("You get its bytes as a download. A seal is broken by it."),),
    Kind.COPIED: (gettext_lazy("You get its bytes as a download, to work on. The item itself is not touched."),),
    Kind.EXPORTED: (gettext_lazy("You get its bytes as a download, for the recipient that you name."),),
    Kind.EXAMINED: (gettext_lazy("This records what was done to a working copy; the item itself must be unchanged."),),
    Kind.SEALED: (gettext_lazy("It is closed until somebody opens it with a reason."),),
    Kind.HANDED_OVER: (gettext_lazy("Nothing changes until the colleague confirms that they have it."),),
    Kind.RELEASED: (gettext_lazy("Nothing changes until a second officer, who saw it handed over, confirms it."),),
    Kind.RETURNED: (
        gettext_lazy("Nothing changes until a second officer confirms it."),
        gettext_lazy("It is not opened here any more; what is left of it in the vault can still be destroyed."),
    ),
    Kind.HOLD_PLACED: (gettext_lazy("It is neither destroyed nor given back until the hold is lifted."),),
    Kind.HOLD_LIFTED: (gettext_lazy("Other holds stay."),),
    Kind.DESTROYED: (
        gettext_lazy(
            "Nothing changes until a second officer confirms it. Then its bytes leave the vault and the files of the case for good."
        ),
        gettext_lazy("Backups and exported copies are not reached from here: the reason says what becomes of them."),
        gettext_lazy("Its chain of custody stays."),
    ),
}
_STATES: Final[Mapping[State, tuple[Any, Tone]]] = {
    State.ABSENT: (gettext_lazy("not registered"), ""),
    State.ARRIVED: (gettext_lazy("arrived"), ""),
    State.KEPT: (gettext_lazy("in custody"), "pass"),
    State.SEALED: (gettext_lazy("in custody, sealed"), "pass"),
    State.OUT: (gettext_lazy("handed over outside"), "warn"),
    State.RETURNED: (gettext_lazy("given back"), ""),
    State.DESTROYED: (gettext_lazy("destroyed"), ""),
}
_LEFT: Final[Mapping[Kind, Any]] = {
    Kind.RELEASED: gettext_lazy("Outside the house: handed over by step %(number)s, %(time)s"),
    Kind.RETURNED: gettext_lazy("Not here any more: given back by step %(number)s, %(time)s"),
    Kind.DESTROYED: gettext_lazy("Nowhere: destroyed by step %(number)s, %(time)s"),
}
PURPOSES: Final = {"same": gettext_lazy("the one it was given for"), "another": gettext_lazy("another purpose")}
DEEDS: Final = (
    Kind.HANDED_OVER,
    Kind.VERIFIED,
    Kind.OPENED,
    Kind.COPIED,
    Kind.EXPORTED,
    Kind.EXAMINED,
    Kind.SEALED,
    Kind.RELEASED,
    Kind.RECEIVED,
    Kind.HOLD_PLACED,
    Kind.HOLD_LIFTED,
    Kind.RETURNED,
    Kind.DESTROYED,
)


def deed_words(kind: Kind) -> str:
    """Return what a step is called as a deed."""
    return str(STEPS[kind][0])


def step_words(kind: Kind) -> str:
    """Return what a step is called that was taken."""
    return str(STEPS[kind][1])


def left_words(kind: Kind) -> str:
    """Return where an item is behind a step by which it left; its number and moment are still to be put in."""
    return str(_LEFT[kind])


def deed_or_step(kind: str) -> str:
    """Return the name of a step as it stands in a refusal; as it stands where it is none."""
    if kind not in set(Kind):
        return kind
    return deed_words(Kind(kind)) or step_words(Kind(kind))


def effects_of(kind: Kind, *, in_vault: bool) -> tuple[str, ...]:
    """Say what a step does."""
    if not in_vault and kind in (Kind.OPENED, Kind.COPIED):
        return (gettext("This records what was done with the thing itself."),)
    if not in_vault and kind is Kind.VERIFIED:
        return (gettext("Type what the tool measured now. If it differs, the item is locked and both digests are shown."),)
    return tuple(map(str, _EFFECTS[kind]))


def standing_words(now: Standing) -> tuple[str, Tone]:
    """Say how an item stands, with its colour."""
    if now.locked:
        return gettext("locked: its bytes are not its own"), "stop"
    words, tone = _STATES[now.state]
    if now.holds:
        return gettext("%(state)s, held") % {"state": words}, tone
    return str(words), tone


def state_words(state: str) -> str:
    """Return a state of an item in words; as it stands where it is none."""
    return str(_STATES[State(state)][0]) if state in set(State) else state


def limits_of(limits: Limits, language: str) -> Iterator[Limit]:
    """Return each limit with its article, and what it means for this item."""
    known = vocabulary(CONDITIONS)
    for code in limits.codes:
        item = known.by_code.get(code)
        if item is None:
            yield Limit(code, "", gettext("A condition that this node does not know; read the act."))
            continue
        note = item.definition.get(language, "")
        if code == RETENTION and limits.retain_until:
            note = gettext("Kept until %(day)s at most") % {"day": print_date(date.fromisoformat(limits.retain_until))}
        if code == ONWARD:
            country = country_name(limits.originator, language)
            note = gettext("To anybody else only with the written authorization of %(country)s") % {"country": country}
        yield Limit(item.label(language), cited_in_full(item.article or item.source, language), note)


def limits_told(limits: Limits, language: str) -> str:
    """Say whose it is."""
    if not limits.originator:
        return gettext("It is our own: no other State has limited its use.")
    country = country_name(limits.originator, language)
    if limits.purpose:
        return gettext("Given by %(country)s, for case %(case)s") % {"country": country, "case": limits.purpose}
    return gettext("Given by %(country)s") % {"country": country}
