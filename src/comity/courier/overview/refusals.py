"""What was refused, by peers of ours and by us of theirs, with the reason and the next step; a case by who may know of it alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from comity.courier.overview.faults import EXPIRED, FORMATS, OTHER_FORMAT, REFUSED, UNREADABLE
from comity.courier.overview.words import Fact, Said
from comity.courier.protocol.effects import AlarmKind
from comity.courier.refusing import RefusedHere, refused_here
from comity.desk.proving.said import Word
from comity.desk.visibility import visible_to
from comity.directory.home import Home
from comity.directory.policy import Actor
from comity.records.models import Alarm, Inbox, Message, Outbox, Request
from comity.terms.instants import Instant
from comity.terms.refusals import CLASS_WORDS, Malformed
from comity.terms.speech import gettext_noop

SHOWN: Final = 25

_THERE: Final = (AlarmKind.REFUSED.value, AlarmKind.EXPIRED.value)
_UNKNOWN: Final = (
    gettext_noop("it was refused, and this node does not know the class of the refusal: %(class)s"),
    gettext_noop("Call its contact point."),
)
_UNNAMED: Final = (gettext_noop("it was refused, and why was not said"), gettext_noop("Call its contact point."))
_HIDDEN: Final = gettext_noop("it is of a case that is not shown to you; class of the refusal: %(class)s")
_ASK: Final = gettext_noop("Who works on that case sees why.")
_TAKEN: Final = gettext_noop("Nothing is to be done: it came again and was taken.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedSeen:
    """One thing that was refused. `case` is empty where it is not known, or `hidden` from who looks; `act` and `kind` where it opened.

    `reference` leads to the case only where `there_is`: an act may be refused because there is no such case.
    """

    peer: str
    at: Instant
    env_id: str
    wire_class: str
    why: Said
    step: Said
    case: str = ""
    there_is: bool = False
    hidden: bool = False
    act: str = ""
    kind: str = ""
    times: int = 1


def refused_of_ours(*, by: Actor) -> tuple[RefusedSeen, ...]:
    """Return what peers refused of ours for good, or let expire, the newest first; of the newest `SHOWN` alone."""
    alarms = list(Alarm.objects.filter(kind__in=_THERE).order_by("-at", "-id")[:SHOWN])
    names = [alarm.env_id for alarm in alarms]
    sent = Outbox.objects.filter(peer__in={alarm.peer for alarm in alarms}, env_id__in=names)  # both: so says their index
    classes = {(peer, env_id): said for peer, env_id, said in sent.values_list("peer", "env_id", "wire_class")}
    acts = {row.env_id: row for row in Message.objects.filter(env_id__in=names, direction="out").only("env_id", "act", "kind")}
    seen = _visible((alarm.case for alarm in alarms), by=by)
    found = []
    for alarm in alarms:
        shown, act = not alarm.case or seen.get(alarm.case, False), acts.get(alarm.env_id)
        said = "" if alarm.kind == AlarmKind.EXPIRED else classes.get((alarm.peer, alarm.env_id), "")
        why, step = EXPIRED if alarm.kind == AlarmKind.EXPIRED else REFUSED.get(said, _UNKNOWN if said else _UNNAMED)
        found.append(
            RefusedSeen(
                peer=alarm.peer,
                at=alarm.at,
                env_id=alarm.env_id,
                wire_class=said,
                why=Said(why, {"class": said}) if shown else _hidden(said),
                step=Said(step if shown else _ASK),
                case=alarm.case if shown else "",
                there_is=shown and bool(alarm.case),
                hidden=not shown,
                act=act.act if act is not None and shown else "",
                kind=act.kind if act is not None and shown else "",
            )
        )
    return tuple(found)


def refused_of_theirs(home: Home, *, by: Actor) -> tuple[RefusedSeen, ...]:
    """Return what this node refused of its peers', the newest first; of the newest `SHOWN` alone. The reason stayed here."""
    rows = sorted(refused_here(home), key=lambda one: one.at, reverse=True)[:SHOWN]
    seen = _visible((one.case for one in rows), by=by)
    came = Inbox.objects.filter(peer__in={one.peer for one in rows}, env_id__in={one.env_id for one in rows if one.env_id})
    taken = set(came.values_list("peer", "env_id"))
    return tuple(_here(one, seen, taken=(one.peer, one.env_id) in taken) for one in rows)


def _here(one: RefusedHere, seen: Mapping[str, bool], *, taken: bool) -> RefusedSeen:
    shown = seen.get(one.case, True)  # of a case that is not here nothing can be hidden
    step = Said(_TAKEN) if taken else Said(one.step, one.facts)
    return RefusedSeen(
        peer=one.peer,
        at=one.at,
        env_id=one.env_id,
        wire_class=one.wire_class,
        why=_reason(one) if shown else _hidden(one.wire_class),
        step=step if shown else Said(_ASK),
        case=one.case if shown else "",
        there_is=shown and one.case in seen,
        hidden=not shown,
        times=one.times,
    )


def _reason(one: RefusedHere) -> Said:
    """Return why; what says where the fault is, is a marked sentence too where this node's own desk said it.

    Of what cannot be read only the kind of fault is said in words: where it is, is a parser's note, which is quoted.
    """
    if one.sentence == Malformed.sentence:
        return Said(UNREADABLE, _unreadable(**one.facts))
    facts: dict[str, Fact] = {name: Word(text) if name == "where" else text for name, text in one.facts.items()}
    return Said(one.sentence, facts | {"what": Word(FORMATS.get(one.facts["what"], one.facts["what"]))} if "what" in facts else facts)


def _unreadable(*, what: str, where: str) -> dict[str, Fact]:
    return {"what": Word(FORMATS[what]), "where": where} if what in FORMATS else {"what": Word(OTHER_FORMAT), "where": f"{what}: {where}"}


def _hidden(wire_class: str) -> Said:
    return Said(_HIDDEN, {"class": Word(CLASS_WORDS.get(wire_class, wire_class))})


def _visible(cases: Iterable[str], *, by: Actor) -> dict[str, bool]:
    """Return of each case that is here whether `by` may know of it."""
    asked = {case for case in cases if case}
    here = Request.objects.filter(reference__in=asked).values_list("reference", flat=True)
    shown = set(visible_to(by).filter(reference__in=asked).values_list("reference", flat=True))
    return {case: case in shown for case in here}
