"""What happened, in sentences: the journal's acts, the receipts of the other side, the clocks, merged and by day."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.utils.translation import gettext, gettext_lazy

from comity.desk.reading.requests import Act
from comity.desk.reading.timeline import Entry
from comity.doors.web.moments import moment, print_span, print_weekday
from comity.doors.web.pages.parts import Day, MarkCode, Station
from comity.doors.web.views.clocking import clock_name
from comity.doors.web.views.naming import country_of, officer_name, short
from comity.doors.web.views.words import act_words
from comity.doors.web.views.working import Row, Work
from comity.terms.instants import Instant

# Name of the act in the journal: its mark, and its sentence. Names are never renamed, so this table only grows.
_SENTENCES: Final[Mapping[str, tuple[MarkCode, Any]]] = {
    "act.sent": ("act", gettext_lazy("%(act)s approved, signed by node and officer, sealed for %(country)s")),
    "act.received": ("theirs", gettext_lazy("%(act)s from %(country)s arrived; its signatures are valid")),
    "act.opened": ("viewed", gettext_lazy("Opened by an officer; %(country)s gets the receipt for it")),
    "request.taken": ("internal", gettext_lazy("Taken in hand")),
    "draft.opened": ("internal", gettext_lazy("Draft begun: %(act)s")),
    "draft.submitted": ("internal", gettext_lazy("Version %(version)s submitted for approval, digest %(digest)s")),
    "draft.returned": ("internal", gettext_lazy("Not approved, returned to its drafter: %(reason)s")),
    "draft.taken-back": ("internal", gettext_lazy("Taken back by its drafter before it was approved")),
    "draft.set-aside": ("internal", gettext_lazy("Draft set aside: %(reason)s")),
    "draft.taken-up": ("internal", gettext_lazy("Draft taken up again")),
    "receipt.received": ("message", gettext_lazy("%(country)s has it: its node signed for it")),
    "delivery.refused": ("message", gettext_lazy("The node of %(country)s refused it: %(class)s")),
    "delivery.expired": ("message", gettext_lazy("It could not be delivered in time")),
    "proof.exported": ("act", gettext_lazy("Proof file made, digest %(digest)s")),
    "alarm.raised": ("clock", gettext_lazy("Alarm for the operator: %(kind)s")),
    "filter.saved": ("internal", gettext_lazy("Search kept under the name “%(name)s”")),
    "filter.renamed": ("internal", gettext_lazy("Kept search “%(before)s” is now called “%(name)s”")),
    "filter.retired": ("internal", gettext_lazy("Kept search “%(name)s” taken out of use")),
    "officer.enrolled": ("act", gettext_lazy("Officer %(officer)s enrolled")),
}
_TAKEN_OVER: Final = gettext_lazy("Taken over from %(from)s: %(reason)s")
_OUR_RECEIPT: Final = gettext_lazy("A receipt of ours reached %(country)s")
_ERASED: Final = gettext_lazy("What was written here was erased; its place in the log stays (%(name)s)")
_INTERNAL: Final = ("draft.returned", "draft.set-aside")
_RECEIPTS: Final = {
    "received": gettext_lazy("Receipt from %(country)s, verified: their node has it"),
    "opened": gettext_lazy("Receipt from %(country)s, verified: an officer opened it"),
    "decided": gettext_lazy("Receipt from %(country)s, verified: it is decided"),
    "refused": gettext_lazy("Receipt from %(country)s, verified: their node refused it"),
}
_DELIVERY: Final = "receipt.received"


_LAST: Final = 2**62  # of things at one moment: what an act did to clocks and receipts stands after the act


@dataclass(frozen=True, slots=True)
class _Happened:
    at: Instant
    order: int
    station: Station


def merged(
    entries: Iterable[Entry], *, acts: Sequence[Act], clocks: Iterable[Row], request: Row, at_work: Work, newest: int | None = None
) -> tuple[tuple[Day, ...], int]:
    """Return what happened to a request, newest first and by day, and how much it is; with `newest`, no more than so many."""
    country = country_of(request.peer, at_work.language)
    happened = [
        # What the journal says of receipts is said below with their kinds.
        *(_entry(entry, country, at_work) for entry in entries if entry.name != _DELIVERY),
        *_receipts(acts, country, at_work),
        *_clock_stations(clocks, request, at_work),
    ]
    happened.sort(key=lambda one: (one.at.micros, one.order), reverse=True)
    return _by_day(happened[:newest], at_work), len(happened)


def journal(entries: Iterable[Entry], at_work: Work) -> tuple[Day, ...]:
    """Return acts of the whole desk by day, in the order given."""
    return _by_day([_entry(entry, "", at_work, about=True) for entry in entries], at_work)


def _by_day(happened: Sequence[_Happened], at_work: Work) -> tuple[Day, ...]:
    def day(one: _Happened) -> str:
        return print_weekday(at_work.here(one.at))

    return tuple(Day(label, tuple(one.station for one in group)) for label, group in groupby(happened, key=day))


def _station(at: Instant, mark: MarkCode, sentence: str, at_work: Work, *, by: str = "", internal: bool = False) -> Station:
    return Station(moment(at, zone=at_work.zone, now=at), mark, sentence, by, internal)


def _entry(entry: Entry, country: str, at_work: Work, *, about: bool = False) -> _Happened:
    mark, template = _SENTENCES.get(entry.name, ("act", entry.name))
    facts = _facts(entry, country, at_work)
    if not entry.facts:
        sentence = str(_ERASED) % {"name": entry.name}
    elif entry.name == _DELIVERY and not entry.facts.get("receipt"):
        sentence = str(_OUR_RECEIPT) % facts
    elif entry.name == "request.taken" and entry.facts.get("from"):
        sentence = str(_TAKEN_OVER) % facts
    else:
        sentence = str(template) % facts
    place = gettext("entry %(index)s") % {"index": entry.index}
    by = " · ".join(word for word in ((entry.about, _by(entry), place) if about else (_by(entry),)) if word)
    return _Happened(entry.at, entry.index, _station(entry.at, mark, sentence, at_work, by=by, internal=entry.name in _INTERNAL))


class _Facts(dict[str, str]):
    """Facts of an entry; what an older or erased entry lacks is a dash, never a fault of the page."""

    def __missing__(self, key: str) -> str:
        return "–"  # noqa: RUF001 -- the sign for nothing, as on every page


def _facts(entry: Entry, country: str, at_work: Work) -> _Facts:
    told = {name: str(value) for name, value in entry.facts.items()}
    peer = told.get("to") or told.get("peer") or (entry.actor if "@" not in entry.actor else "")
    shown = {
        **told,
        "act": act_words(told.get("act", ""), told.get("kind", "")),
        "country": country or (country_of(peer, at_work.language) if "." in peer else gettext("the other side")),
        "digest": short(told.get("body") or told.get("digest", "")),
        "from": officer_name(told["from"]) if told.get("from") else "",
        "officer": officer_name(told["officer"]) if told.get("officer") else "",
        "class": told.get("class", ""),
    }
    return _Facts(shown)


def _by(entry: Entry) -> str:
    """Name the officer; a node that acted by itself stands in the sentence already."""
    if "@" not in entry.actor:
        return gettext("the operator") if entry.actor == "operator" else ""
    drafted = entry.facts.get("drafted_by")
    if drafted:
        facts = {"approver": entry.shown, "drafter": officer_name(str(drafted))}
        return gettext("%(approver)s; drafted by %(drafter)s") % facts
    return entry.shown


def _receipts(acts: Sequence[Act], country: str, at_work: Work) -> Iterator[_Happened]:
    for place, act in enumerate(acts, 1):
        if act.direction != "out":
            continue
        by = gettext("on %(number)s. %(act)s") % {"number": place, "act": act_words(act.body.act, act.body.kind)}
        for kind, at in act.receipts.items():
            sentence = str(_RECEIPTS[kind]) % {"country": country}
            yield _Happened(at, _LAST - 2, _station(at, "message", sentence, at_work, by=by))


def _clock_stations(rows: Iterable[Row], request: Row, at_work: Work) -> Iterator[_Happened]:
    for row in rows:
        name = clock_name(row.code, request=request, at_work=at_work)
        if row.starts_at.micros <= at_work.at.micros:
            yield _Happened(
                row.starts_at, 1, _station(row.starts_at, "clock", gettext("Clock %(clock)s started") % {"clock": name}, at_work)
            )
        if row.stopped_at is not None:
            yield _Happened(row.stopped_at, _LAST - 1, _station(row.stopped_at, "clock", _stopped(row, name), at_work))


def _stopped(row: Row, name: str) -> str:
    early = row.due_at - row.stopped_at
    facts = {"clock": name, "span": print_span(abs(early))}
    if row.stopped_at > row.due_at:
        return gettext("Clock %(clock)s stopped, %(span)s late") % facts
    return gettext("Clock %(clock)s stopped, %(span)s before it was due") % facts
