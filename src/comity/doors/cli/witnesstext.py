"""What `comity link` says of this node's own log: who cosigned it, who stamped it, and since when nobody did."""

from collections.abc import Iterator
from typing import Any, Final

from comity.courier.overview import LogSeen, WitnessSeen
from comity.courier.protocol.effects import AlarmKind
from comity.doors.cli.linktext import ALARMS, moment_of
from comity.doors.cli.voice import printable, say
from comity.terms.speech import gettext_noop

OUTCOMES: Final = {
    "no-answer": gettext_noop("it did not answer"),
    "inconsistent": gettext_noop("it refused: it saw another log, or a longer one"),
    "bad-signature": gettext_noop("what it answered is no cosignature of its"),
    "conflict": gettext_noop("it named another size each time"),
    "cosigned": gettext_noop("it cosigned"),
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
    stamp = {"authority": seen.stamps, "size": seen.stamped_size, "at": moment(seen.stamped_at)} if seen.stamps else None
    return {
        "witnesses": witnesses,
        "needed": {"routine": seen.routine, "evidence": seen.evidence},
        "stamp": stamp,
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
    if seen.stamped_at is not None:
        told = {"size": str(seen.stamped_size), "at": moment_of(seen.stamped_at), "url": seen.stamps or "-"}
        yield "  " + printable(say(gettext_noop("time stamp over %(size)s entries of %(at)s (%(url)s)"), told))
    elif seen.stamps:
        yield "  " + printable(say(gettext_noop("no time stamp yet from %(url)s"), {"url": seen.stamps}))
    for alarm in seen.alarms:
        yield "  " + say(gettext_noop("alarm of %(at)s: %(what)s"), at=moment_of(alarm.at), what=say(ALARMS[AlarmKind(alarm.kind)]))


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
