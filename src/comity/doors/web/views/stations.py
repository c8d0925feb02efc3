"""What happened, in sentences: the journal's acts, the receipts of the other side, the clocks, merged and by day."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.utils.translation import gettext, gettext_lazy

from comity.courier.overview.words import alarm_word
from comity.desk.reading.requests import Act
from comity.desk.reading.timeline import Entry
from comity.desk.remarks.queries import Note
from comity.doors.web.moments import moment, print_dated, print_span, print_weekday
from comity.doors.web.pages.parts import Day, MarkCode, Station
from comity.doors.web.views.beside_words import BESIDE, GROUPS_BESIDE, INTERNAL_BESIDE, beside_facts
from comity.doors.web.views.call_words import CALLED
from comity.doors.web.views.clock_words import why_words
from comity.doors.web.views.clocking import clock_name
from comity.doors.web.views.naming import code_name, country_of, officer_name, retention_name, short
from comity.doors.web.views.passages import method_words
from comity.doors.web.views.register_journal import REGISTERED
from comity.doors.web.views.shift_words import item_words, outcome_words, reason_words
from comity.doors.web.views.threat_journal import THREATS
from comity.doors.web.views.words import act_words, class_words, duty_words, level_words, return_words, role_words, state_words
from comity.doors.web.views.working import Row, Work
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

# Name of the act in the journal: its mark, and its sentence. Names are never renamed, so this table only grows.
SENTENCES: Final[Mapping[str, tuple[MarkCode, Any]]] = {
    "act.sent": ("act", gettext_lazy("%(act)s approved, signed by node and officer, sealed for %(country)s")),
    "act.received": ("theirs", gettext_lazy("%(act)s from %(country)s arrived; its signatures are valid")),
    "act.opened": ("viewed", gettext_lazy("Opened by an officer; %(country)s gets the receipt for it")),
    "act.issued": ("act", gettext_lazy("%(act)s approved and signed for %(country)s, which has no node: it goes outside the wire")),
    "act.recorded": ("theirs", gettext_lazy("%(act)s from %(country)s recorded: it came outside the wire, %(method)s, from %(who)s")),
    "act.carried": ("theirs", gettext_lazy("%(act)s as listed by %(country)s: it went outside the wire, %(method)s, on %(on)s")),
    "case.carried": ("message", gettext_lazy("The case goes on on the wire with %(node)s; what came before stays outside the wire")),
    "case.moved-on": ("message", gettext_lazy("The case goes on on the wire as %(onward)s; on paper it ends here")),
    "carry.returned": ("message", gettext_lazy("The proposal to go on on the wire ended: %(ended)s. The case goes on on paper")),
    "carry.withdrawn": ("theirs", gettext_lazy("The proposal to go on on the wire was withdrawn before it was answered here")),
    "carry.withdrawal-returned": ("message", gettext_lazy("The withdrawal of the proposal did not arrive: %(ended)s. On paper it goes on")),
    "case.rewound": (
        "message",
        gettext_lazy("It stands as the accepted list leaves it: %(stands)s, not %(was)s; papers since are not in it"),
    ),
    "carry.arrived": ("theirs", gettext_lazy("The proposal to go on on the wire had arrived after all, and waits for their answer")),
    "partner.join-proposed": ("internal", gettext_lazy("That the partner %(partner)s is the node %(node)s was proposed: %(reason)s")),
    "partner.joined": ("act", gettext_lazy("The partner %(partner)s is the node %(node)s: approved")),
    "passage.dispatched": ("message", gettext_lazy("%(act)s sent to %(country)s outside the wire: %(method)s, through %(who)s")),
    "passage.acknowledged": ("message", gettext_lazy("%(act)s acknowledged outside the wire: %(method)s, %(who)s")),
    "passage.confirmed": ("message", gettext_lazy("%(act)s confirmed in writing outside the wire: %(method)s, %(who)s")),
    "passage.result": ("theirs", gettext_lazy("Result of %(act)s recorded, outside the wire: %(method)s, from %(who)s")),
    "paper.taken": ("viewed", gettext_lazy("Document taken, digest %(digest)s")),
    "opinion.asked": ("internal", gettext_lazy("%(asking)s asked %(asked)s at home for its opinion: %(words)s")),
    "opinion.given": ("internal", gettext_lazy("Opinion of %(asked)s at home, %(code)s: %(answer)s")),
    "transfer.asked": ("internal", gettext_lazy("%(asking)s hands over to %(asked)s at home: %(words)s")),
    "transfer.accepted": ("internal", gettext_lazy("%(asked)s took it over at home")),
    "transfer.declined": ("internal", gettext_lazy("%(asked)s did not take it over at home: %(answer)s")),
    "report.filed": ("internal", gettext_lazy("Report %(report)s of a mission arrived: %(incident)s, %(place)s")),
    "report.taken": ("internal", gettext_lazy("Report %(report)s of a mission taken up")),
    "partner.proposed": ("internal", gettext_lazy("Entry of the partner %(partner)s proposed, version %(version)s: %(reason)s")),
    "partner.approved": ("act", gettext_lazy("Entry of the partner %(partner)s approved, version %(version)s")),
    "request.viewed": ("viewed", gettext_lazy("Read by an officer")),
    "request.taken": ("internal", gettext_lazy("Taken in hand")),
    "request.offered": ("internal", gettext_lazy("Offered to %(to)s: %(words)s")),
    "request.handed-over": ("internal", gettext_lazy("Handed over by %(from)s")),
    "offer.declined": ("internal", gettext_lazy("Offer of %(from)s not accepted: %(reason)s")),
    "offer.recalled": ("internal", gettext_lazy("Offer to %(to)s taken back")),
    "request.snoozed": ("internal", gettext_lazy("Put off until %(until)s, %(code)s: %(reason)s")),
    "request.woken": ("internal", gettext_lazy("Brought back before its time")),
    "permission.proposed": ("internal", gettext_lazy("Permission proposed: %(kind)s")),
    "permission.approved": ("act", gettext_lazy("Permission approved: %(kind)s, until %(review_on)s")),
    "permission.ended": ("act", gettext_lazy("Permission ended: %(kind)s. %(reason)s")),
    "checklist.stamped": ("internal", gettext_lazy("Checklist, %(item)s: %(outcome)s")),
    "remark.written": ("internal", gettext_lazy("Internal note written")),
    "handover.offered": ("internal", gettext_lazy("Desk handed over, digest %(digest)s: not accepted yet")),
    "handover.accepted": ("internal", gettext_lazy("Handover of %(from)s accepted: %(moved)s requests moved, digest %(digest)s")),
    "handover.recalled": ("internal", gettext_lazy("Handover taken back")),
    "draft.opened": ("internal", gettext_lazy("Draft begun: %(act)s")),
    "draft.submitted": ("internal", gettext_lazy("Version %(version)s submitted for approval, digest %(digest)s")),
    "draft.returned": ("internal", gettext_lazy("Not approved, returned to its drafter: %(reason)s")),
    "draft.taken-back": ("internal", gettext_lazy("Taken back by its drafter before it was approved")),
    "draft.set-aside": ("internal", gettext_lazy("Draft set aside: %(reason)s")),
    "draft.taken-up": ("internal", gettext_lazy("Draft taken up again")),
    "receipt.received": ("message", gettext_lazy("%(country)s has it: its node signed for it")),
    "delivery.held": ("message", gettext_lazy("A relay holds it for %(country)s, which does not have it yet")),
    "delivery.refused": ("message", gettext_lazy("The node of %(country)s refused it: %(class)s")),
    "keys.locked": ("internal", gettext_lazy("%(files)s key files of the node were wrapped by %(by)s")),
    "epoch.destroyed": ("internal", gettext_lazy("The seed of the daily key %(key)s was destroyed, good until %(until)s")),
    "wrap.refused": ("message", gettext_lazy("The node of %(country)s could not open it: the key that it was sealed to was over")),
    "wrap.renewed": ("message", gettext_lazy("Sealed afresh to the newest key of %(country)s, the same act, and on its way by itself")),
    "delivery.expired": ("message", gettext_lazy("It could not be delivered in time")),
    "file.attached": ("internal", gettext_lazy("File attached: “%(name)s”, digest %(digest)s")),
    "file.taken-off": ("internal", gettext_lazy("File taken off: “%(name)s”, digest %(digest)s")),
    "file.read": ("viewed", gettext_lazy("File opened: “%(name)s”, digest %(digest)s")),
    "file.broken": ("clock", gettext_lazy("File “%(name)s” is not what the signed act lists, digest %(digest)s; it is not opened")),
    "files.complete": ("theirs", gettext_lazy("Every file of it is here and verified: %(count)s")),
    "files.receipted": ("message", gettext_lazy("%(country)s has every file of it: its node signed for %(count)s")),
    "files.refused": ("message", gettext_lazy("The node of %(country)s signed that a file of it is not the listed one")),
    "proof.exported": ("act", gettext_lazy("Proof file made, digest %(digest)s")),
    "proof.withholding-proposed": ("act", gettext_lazy("Proposed what the proof leaves out: %(ground)s")),
    "proof.withholding-approved": ("act", gettext_lazy("Approved what the proof leaves out")),
    "proof.withholding-dropped": ("act", gettext_lazy("Dropped what the proof was to leave out")),
    "casefile.exported": ("act", gettext_lazy("Case file exported for %(court)s, %(number)s, digest %(digest)s")),
    "letter.printed": ("act", gettext_lazy("Letter made as %(form)s, digest %(digest)s")),
    "act.recovered": ("message", gettext_lazy("Brought back from what the other side holds, after the node was restored from a copy")),
    "log.discontinued": ("act", gettext_lazy("Here the log breaks: two officers signed from where and why")),
    "log.recovered": ("act", gettext_lazy("Caught up with what peers hold: %(sent)s acts of this node, %(received)s of others")),
    "alarm.raised": ("clock", gettext_lazy("Alarm for the operator: %(kind)s")),
    "clock.warned": ("clock", gettext_lazy("Clock %(clock)s warned; the desk was told")),
    "clock.breached": ("clock", gettext_lazy("Clock %(clock)s is late; the desk was told")),
    "clock.escalated": ("clock", gettext_lazy("Nobody answered for the clock %(clock)s: told to the %(to)s")),
    "clock.acknowledged": ("internal", gettext_lazy("Acknowledged: clock %(clock)s")),
    "clock.paused": ("clock", gettext_lazy("Clock %(clock)s paused: %(why)s")),
    "clock.resumed": ("clock", gettext_lazy("Clock %(clock)s goes on, due %(due)s")),
    "clock.not-started": ("clock", gettext_lazy("Clock %(clock)s could not start: %(why)s")),
    "officer.duty-given": ("act", gettext_lazy("Duty of %(officer)s: %(duty)s")),
    "filter.saved": ("internal", gettext_lazy("Search kept under the name “%(name)s”")),
    "filter.renamed": ("internal", gettext_lazy("Kept search “%(before)s” is now called “%(name)s”")),
    "filter.retired": ("internal", gettext_lazy("Kept search “%(name)s” taken out of use")),
    "content.read": ("viewed", gettext_lazy("Restricted content shown: %(what)s")),
    "wall.set": ("internal", gettext_lazy("Wall set: %(reason)s")),
    "wall.proposed": ("internal", gettext_lazy("Proposed to open the wall: %(reason)s")),
    "wall.opened": ("internal", gettext_lazy("Wall opened, as %(proposer)s proposed")),
    "wall.kept": ("internal", gettext_lazy("The wall stays as it is")),
    "draft.marked": ("internal", gettext_lazy("Draft marked: %(marks)s")),
    "mandate.given": ("act", gettext_lazy("Mandate given to %(officer)s: %(role)s, by %(basis)s")),
    "mandate.ended": ("act", gettext_lazy("Mandate of %(officer)s ended: %(role)s")),
    "officer.roles-given": ("act", gettext_lazy("Roles of %(officer)s: %(roles)s")),
    "officer.units-given": ("act", gettext_lazy("Units of %(officer)s: %(to)s")),
    "officer.cleared": ("act", gettext_lazy("Clearance of %(officer)s: %(level)s")),
    "officer.country-given": ("act", gettext_lazy("Country of %(officer)s: %(to)s")),
    "unit.named": ("act", gettext_lazy("Unit %(unit)s named")),
    "authority.named": ("act", gettext_lazy("Authority %(authority)s named in the directory")),
    "officer.enrolled": ("act", gettext_lazy("Officer %(officer)s enrolled")),
    "session.began": ("internal", gettext_lazy("Signed in from %(address)s")),
    "session.locked": ("internal", gettext_lazy("Desk locked")),
    "session.unlocked": ("internal", gettext_lazy("Desk unlocked")),
    "session.ended": ("internal", gettext_lazy("Session ended: %(why)s")),
    "sign-in.failed": ("internal", gettext_lazy("A failed attempt to sign in or confirm, %(officer)s, from %(address)s")),
    "sign-in.freed": ("internal", gettext_lazy("%(officer)s may try again at once")),
    "passphrase.changed": ("internal", gettext_lazy("Password changed; the signing key is sealed anew")),
    "factor.added": ("internal", gettext_lazy("Second factor added: %(factor)s")),
    "factor.removed": ("internal", gettext_lazy("Second factor removed: %(factor)s")),
    "factor.renamed": ("internal", gettext_lazy("Second factor renamed: %(factor)s")),
    "factor.replaced": ("internal", gettext_lazy("Second factor replaced: %(factor)s")),
    "recovery-codes.made": ("internal", gettext_lazy("New recovery codes made; the old ones stopped working")),
    "identity.bound": ("internal", gettext_lazy("An identity from outside bound to %(officer)s")),
    "identity.unbound": ("internal", gettext_lazy("An identity from outside no longer opens the door as %(officer)s")),
    "post.kept": ("internal", gettext_lazy("What was posted to a locked desk was kept")),
    "post.closed": ("internal", gettext_lazy("What a locked desk had kept was taken up or set aside")),
    **BESIDE,
    **CALLED,
    **REGISTERED,
    **THREATS,
}
_TAKEN_OVER: Final = gettext_lazy("Taken over from %(from)s, %(code)s: %(reason)s")
_ACCEPTED: Final = gettext_lazy("Taken in hand; %(from)s had offered it")
_WHY: Final = gettext_lazy("Checklist, %(item)s: %(outcome)s, because %(reason)s")
_NOTE: Final = gettext_lazy("Internal note: %(words)s")
_CORRECTED: Final = gettext_lazy("Internal note that corrects an older one: %(words)s")
_OUR_RECEIPT: Final = gettext_lazy("A receipt of ours reached %(country)s")
_ERASED: Final = gettext_lazy("What was written here was erased; its place in the log stays (%(name)s)")
_FACTORS: Final = {
    "passkey": gettext_lazy("passkey"),
    "authenticator": gettext_lazy("authenticator"),
    "recovery codes": gettext_lazy("recovery codes"),
    "all": gettext_lazy("all of them"),
}
_ENDS: Final = {
    "signed-out": gettext_lazy("signed out"),
    "shift-change": gettext_lazy("change of shift"),
    "shift-over": gettext_lazy("the shift is over"),
    "elsewhere": gettext_lazy("ended from elsewhere"),
    "operator": gettext_lazy("ended by the operator"),
}
_INTERNAL: Final = (
    "draft.returned",
    "draft.set-aside",
    "remark.written",
    "opinion.asked",
    "opinion.given",
    "transfer.asked",
    "transfer.accepted",
    "transfer.declined",
    *INTERNAL_BESIDE,
    "wall.set",
    "wall.proposed",
    "wall.opened",
    "wall.kept",
)
# What the timeline can be narrowed to; what is in no group stands with the acts.
GROUPS: Final[Mapping[str, Any]] = {
    "acts": gettext_lazy("Acts and receipts"),
    "drafts": gettext_lazy("Drafts and decisions"),
    "clocks": gettext_lazy("Clocks"),
    "notes": gettext_lazy("Internal notes"),
    "checklist": gettext_lazy("Checklist"),
    "hands": gettext_lazy("Who holds it"),
    "reads": gettext_lazy("Who read it"),
}
_GROUP_OF: Final[Mapping[str, str]] = {
    "draft.opened": "drafts",
    "draft.submitted": "drafts",
    "draft.returned": "drafts",
    "draft.taken-back": "drafts",
    "draft.set-aside": "drafts",
    "draft.taken-up": "drafts",
    "remark.written": "notes",
    "checklist.stamped": "checklist",
    "request.taken": "hands",
    "request.offered": "hands",
    "request.handed-over": "hands",
    "offer.declined": "hands",
    "offer.recalled": "hands",
    "request.snoozed": "hands",
    "request.woken": "hands",
    "act.opened": "reads",
    "content.read": "reads",
    "request.viewed": "reads",
    "proof.exported": "reads",
    "proof.withholding-proposed": "reads",
    "proof.withholding-approved": "reads",
    "proof.withholding-dropped": "reads",
    "casefile.exported": "reads",
    "file.read": "reads",
    **GROUPS_BESIDE,
}
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
    group: str = "acts"


@dataclass(frozen=True, slots=True)
class Timeline:
    """One page of what happened, by day; how much there is of each group, and of those that were asked for."""

    days: tuple[Day, ...]
    counts: Mapping[str, int]
    total: int


def merged(
    entries: Iterable[Entry],
    *,
    acts: Sequence[Act],
    clocks: Iterable[Row],
    request: Row,
    at_work: Work,
    notes: Mapping[int, Note],
    only: frozenset[str] = frozenset(),
    start: int = 0,
    count: int,
) -> Timeline:
    """Return what happened to a request, newest first: `count` of it from the one numbered `start`; with `only`, of those groups.

    `notes` are the internal notes by number: the journal holds their digests, not their words.
    """
    country = country_of(request.peer, at_work.language)
    happened = [
        # What the journal says of receipts is said below with their kinds.
        *(_entry(entry, country, at_work, notes=notes) for entry in entries if entry.name != _DELIVERY),
        *_receipts(acts, country, at_work),
        *_clock_stations(clocks, request, at_work),
    ]
    counts = Counter(one.group for one in happened)
    chosen = [one for one in happened if not only or one.group in only]
    chosen.sort(key=lambda one: (one.at.micros, one.order), reverse=True)
    return Timeline(_by_day(chosen[start : start + count], at_work), counts, len(chosen))


def told_of(entries: Iterable[Entry], request: Row, at_work: Work) -> tuple[Day, ...]:
    """Return acts of the journal about one request by day, in the order given; internal notes without their words."""
    country = country_of(request.peer, at_work.language)
    return _by_day([_entry(entry, country, at_work) for entry in entries], at_work)


def journal(entries: Iterable[Entry], at_work: Work) -> tuple[Day, ...]:
    """Return acts of the whole desk by day, in the order given."""
    return _by_day([_entry(entry, "", at_work, about=True) for entry in entries], at_work)


def without_facts(name: str) -> str:
    """Return what an act of the journal is called, for who may know that it happened and not what it says; its name where none is known."""
    return re.sub(r"%\(\w+\)s", "…", str(SENTENCES[name][1])) if name in SENTENCES else name


def _by_day(happened: Sequence[_Happened], at_work: Work) -> tuple[Day, ...]:
    def day(one: _Happened) -> str:
        return print_weekday(at_work.here(one.at))

    return tuple(Day(label, tuple(one.station for one in group)) for label, group in groupby(happened, key=day))


def _station(at: Instant, mark: MarkCode, sentence: str, at_work: Work, *, by: str = "", internal: bool = False) -> Station:
    return Station(moment(at, zone=at_work.zone, now=at), mark, sentence, by, internal)


def _entry(entry: Entry, country: str, at_work: Work, *, about: bool = False, notes: Mapping[int, Note] | None = None) -> _Happened:
    mark, template = SENTENCES.get(entry.name, ("act", entry.name))
    facts = _facts(entry, country, at_work)
    note = (notes or {}).get(entry.facts.get("remark", 0))
    if not entry.facts:
        sentence = str(_ERASED) % {"name": without_facts(entry.name)}
    elif entry.name == _DELIVERY and not entry.facts.get("receipt"):
        sentence = str(_OUR_RECEIPT) % facts
    elif entry.name == "request.taken" and entry.facts.get("from"):
        sentence = str(_TAKEN_OVER if entry.facts.get("reason") else _ACCEPTED) % facts
    elif entry.name == "checklist.stamped" and entry.facts.get("reason"):
        sentence = str(_WHY) % facts
    elif note is not None:
        sentence = str(_CORRECTED if note.corrects else _NOTE) % {"words": note.words}
    else:
        sentence = str(template) % facts
    place = gettext("entry %(index)s") % {"index": entry.index}
    by = " · ".join(word for word in ((entry.about, _by(entry), place) if about else (_by(entry),)) if word)
    station = _station(entry.at, mark, sentence, at_work, by=by, internal=entry.name in _INTERNAL)
    return _Happened(entry.at, entry.index, station, _GROUP_OF.get(entry.name, "acts"))


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
        "digest": short(told.get("body") or told.get("digest") or told.get("document", "")),
        "method": method_words(told.get("method", ""), at_work.language),
        "from": officer_name(told["from"]) if told.get("from") else "",
        "officer": officer_name(told["officer"]) if told.get("officer") else "",
        "class": class_words(told.get("class", "")),
        "kind": gettext(alarm_word(told["kind"])) if told.get("kind") else "",
        "role": role_words(told.get("role", "")),
        "roles": ", ".join(role_words(str(role)) for role in _list(entry.facts.get("to"))),
        "to": ", ".join(map(str, _list(entry.facts.get("to")))) or "–",  # noqa: RUF001 -- the sign for nothing, as on every page
        "level": level_words(told.get("to", "")),
        "marks": ", ".join(filter(None, (told.get("tlp"), told.get("classification")))) or "–",  # noqa: RUF001 -- as above
        "proposer": officer_name(told["proposed_by"]) if told.get("proposed_by") else "",
        "factor": str(_FACTORS.get(told.get("factor", ""), told.get("factor", ""))),
        "ended": return_words(told.get("ended", "")),
        "rule": retention_name(told.get("rule", ""), at_work.language),
        "was": state_words(told.get("was", "")),
        "stands": state_words(told.get("stands", "")),
        "why": str(_ENDS.get(told.get("why", ""), told.get("why", ""))),
    }
    if "on" in told:
        shown["on"] = _when(told["on"], at_work.when)
    if "clock" in told:
        shown["clock"] = code_name(told["clock"], at_work.language)
        shown["why"] = why_words(told.get("why", ""), told["clock"], at_work.language)
        shown["to"] = duty_words(told.get("to", ""))
        shown["due"] = _when(told.get("due", ""), at_work.fully)
    shown["duty"] = duty_words(told.get("duty", ""))
    return _Facts(shown | _shift_facts(told, at_work) | beside_facts(told, at_work))


def _shift_facts(told: Mapping[str, str], at_work: Work) -> dict[str, str]:
    """Return the facts of work in shifts in words: colleagues, reasons, items, moments."""
    shown = {}
    if "@" in told.get("to", ""):
        shown["to"] = officer_name(told["to"])
    if told.get("code"):
        shown["code"] = reason_words(told["code"], at_work.language)
    if told.get("item"):
        shown["item"] = item_words(told.get("list", ""), told["item"], at_work.language)
    if told.get("outcome"):
        shown["outcome"] = outcome_words(told["outcome"])
    if told.get("until"):
        shown["until"] = _when(told["until"], at_work.fully)
    return shown


def _when(printed: str, shown: Callable[[Instant], str]) -> str:
    """Print a moment or a day as a fact of an entry holds it."""
    try:
        return shown(Instant.parse(printed))
    except Refused:
        return print_dated(printed)


def _list(fact: object) -> list[object]:
    """Return what a fact holds, one value as a list of one."""
    return fact if isinstance(fact, list) else [fact] if fact else []


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
            if kind not in _RECEIPTS:  # what the journal says of the receipt for files stands there already
                continue
            sentence = str(_RECEIPTS[kind]) % {"country": country}
            yield _Happened(at, _LAST - 2, _station(at, "message", sentence, at_work, by=by))


def _clock_stations(rows: Iterable[Row], request: Row, at_work: Work) -> Iterator[_Happened]:
    for row in rows:
        name = clock_name(row.code, request=request, at_work=at_work)
        if row.starts_at.micros <= at_work.at.micros:
            said = gettext("Clock %(clock)s started") % {"clock": name}
            yield _Happened(row.starts_at, 1, _station(row.starts_at, "clock", said, at_work), "clocks")
        if row.stopped_at is not None:
            yield _Happened(row.stopped_at, _LAST - 1, _station(row.stopped_at, "clock", _stopped(row, name), at_work), "clocks")


def _stopped(row: Row, name: str) -> str:
    stood = row.paused_at or row.stopped_at  # as beside the request: one that was paused when it ended was not running
    facts = {"clock": name, "span": print_span(abs(row.due_at - stood))}
    if stood > row.due_at:
        return gettext("Clock %(clock)s stopped, %(span)s late") % facts
    return gettext("Clock %(clock)s stopped, %(span)s before it was due") % facts
