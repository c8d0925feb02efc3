"""What `comity link` says of this node's own log: who cosigned it, who stamped it, and since when nobody did."""

from collections.abc import Iterator
from typing import Any, Final

from comity.courier.overview.faults import ALARMS
from comity.courier.overview.ownlog import LogSeen, StamperSeen, WitnessSeen
from comity.courier.protocol.effects import AlarmKind
from comity.doors.cli.voice import moment_of, printable, say
from comity.terms.speech import gettext_noop

OUTCOMES: Final = {
    "no-answer": gettext_noop("it did not answer"),
    "inconsistent": gettext_noop("it refused: it saw another log, or a longer one"),
    "bad-signature": gettext_noop("what it answered is no cosignature of its"),
    "conflict": gettext_noop("it named another size each time"),
    "cosigned": gettext_noop("it cosigned"),
}

STAMPED: Final = {
    "late": gettext_noop("it did not answer"),
    "wrong": gettext_noop("what it answered is not used: it is not what was asked for"),
}


def log_json(seen: LogSeen) -> dict[str, Any]:
    """Return it for programs; moments in UTC, null where there is none."""

    def moment(value: object) -> str | None:
        return None if value is None else str(value)

    witnesses = [
        {
            "node": str(one.node),
            "outcome": one.outcome or None,
            "asked_at": moment(one.asked_at),
            "size": one.size,
            "cosigned_at": moment(one.cosigned_at),
        }
        for one in seen.witnesses
    ]
    stamps = [
        {
            "authority": one.url,
            "outcome": one.outcome or None,
            "asked_at": moment(one.asked_at),
            "size": one.size,
            "at": moment(one.stamped_at),
        }
        for one in seen.stampers
    ]
    return {
        "witnesses": witnesses,
        "needed": {"routine": seen.routine, "evidence": seen.evidence},
        "stamps": stamps,
        "stamps_needed": seen.stamps_needed,
        "alarms": [{"kind": alarm.kind, "at": str(alarm.at)} for alarm in seen.alarms],
    }


def lines_of_log(seen: LogSeen) -> Iterator[str]:
    """Yield it in words."""
    if not seen.witnesses:
        yield say(gettext_noop("Our own log: no witness is asked, because none is named or known. Proofs show no third party's word."))
    else:
        facts = {"count": seen.latest, "known": len(seen.witnesses), "routine": seen.routine, "evidence": seen.evidence}
        yield say(
            gettext_noop(
                "Our own log: %(count)s of %(known)s witnesses cosigned its newest cosigned checkpoint; an act needs %(routine)s,"
                " evidence %(evidence)s."
            ),
            facts,
        )
        if seen.latest < seen.routine:
            yield "  " + say(gettext_noop("That is too few: proofs show these moments without a third party's word."))
        yield from (f"  {printable(_witness(one))}" for one in seen.witnesses)
    if seen.stampers and seen.stamped < seen.stamps_needed:
        facts = {"count": seen.stamped, "known": len(seen.stampers), "needed": seen.stamps_needed}
        yield "  " + say(
            gettext_noop("WARNING: %(count)s of %(known)s authorities stamped the newest stamped checkpoint; %(needed)s are wanted."), facts
        )
    yield from (f"  {printable(_stamper(one))}" for one in seen.stampers)
    for alarm in seen.alarms:
        yield "  " + say(gettext_noop("alarm of %(at)s: %(what)s"), at=moment_of(alarm.at), what=say(ALARMS[AlarmKind(alarm.kind)]))


def _stamper(one: StamperSeen) -> str:
    if one.size is not None:
        facts = {"size": one.size, "at": moment_of(one.stamped_at), "url": one.url}
        told = say(gettext_noop("time stamp over %(size)s entries of %(at)s (%(url)s)"), facts)
    else:
        told = say(gettext_noop("no time stamp yet from %(url)s"), url=one.url)
    if one.outcome not in STAMPED:
        return told
    return f"{told}; {moment_of(one.asked_at)}: {say(STAMPED[one.outcome])}"


def _witness(one: WitnessSeen) -> str:
    if one.size is not None:
        told = say(
            gettext_noop("%(node)s cosigned %(size)s entries at %(at)s"), node=one.node, size=one.size, at=moment_of(one.cosigned_at)
        )
    else:
        told = say(gettext_noop("%(node)s has cosigned nothing yet"), node=one.node)
    if one.outcome in ("", "cosigned"):
        return told
    why = say(OUTCOMES[one.outcome]) if one.outcome in OUTCOMES else one.outcome
    return f"{told}; {moment_of(one.asked_at)}: {why}"
