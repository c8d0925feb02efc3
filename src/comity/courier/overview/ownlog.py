"""How this node's own log stands: which witnesses cosigned it, which authorities stamped it, and since when nobody did."""

from dataclasses import dataclass

from comity.courier.countersigning import witnesses_of
from comity.courier.overview.lines import AlarmSeen, alarms_about
from comity.directory.home import Home
from comity.records.models import AskedStamper, AskedWitness, Cosignature, TimeStamp
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant


@dataclass(frozen=True, slots=True)
class WitnessSeen:
    """One witness of this node's log: what came of the last question, and the newest checkpoint that it cosigned, if any."""

    node: NodeId
    outcome: str
    asked_at: Instant | None
    size: int | None
    cosigned_at: Instant | None


@dataclass(frozen=True, slots=True)
class StamperSeen:
    """One time-stamp authority: what came of the last question, and the newest checkpoint that it stamped, if any."""

    url: str
    outcome: str
    asked_at: Instant | None
    size: int | None
    stamped_at: Instant | None


@dataclass(frozen=True, slots=True)
class LogSeen:
    """Who countersigned this node's own log; `stampers` are asked or were, `stamps_needed` of them should stamp each hour."""

    witnesses: tuple[WitnessSeen, ...]
    routine: int
    evidence: int
    stampers: tuple[StamperSeen, ...]
    stamps_needed: int
    alarms: tuple[AlarmSeen, ...]

    @property
    def latest(self) -> int:
        """How many witnesses have cosigned the newest checkpoint that any has."""
        newest = max((one.size for one in self.witnesses if one.size is not None), default=None)
        return sum(one.size == newest for one in self.witnesses) if newest is not None else 0

    @property
    def stamped(self) -> int:
        """How many authorities have stamped the newest checkpoint that any has."""
        newest = max((one.size for one in self.stampers if one.size is not None), default=None)
        return sum(one.size == newest for one in self.stampers) if newest is not None else 0


def see_log(home: Home) -> LogSeen:
    """Return who countersigned this node's log, by name."""
    asked = {row.witness: row for row in AskedWitness.objects.all()}
    seen = []
    for node in witnesses_of(home):
        last, newest = asked.get(str(node)), Cosignature.objects.filter(witness=str(node)).defer("lines").order_by("-size").first()
        seen.append(
            WitnessSeen(
                node=node,
                outcome=last.outcome if last else "",
                asked_at=last.at if last else None,
                size=newest.size if newest else None,
                cosigned_at=newest.at if newest else None,
            )
        )
    return LogSeen(
        witnesses=tuple(seen),
        routine=home.witnesses.routine,
        evidence=home.witnesses.evidence,
        stampers=tuple(map(_stamper, _authorities(home))),
        stamps_needed=home.time_stamps.need if home.time_stamps else 0,
        alarms=alarms_about(str(home.node)),
    )


def _authorities(home: Home) -> list[str]:
    """Return the authorities that are asked, then those that stamped something once."""
    named = [one.url for one in home.time_stamps.authorities] if home.time_stamps else []
    return list(dict.fromkeys([*named, *TimeStamp.objects.order_by("authority").values_list("authority", flat=True).distinct()]))


def _stamper(url: str) -> StamperSeen:
    last = AskedStamper.objects.filter(authority=url).first()
    newest = TimeStamp.objects.filter(authority=url).defer("response").order_by("-size").first()
    return StamperSeen(
        url=url,
        outcome=last.outcome if last else "",
        asked_at=last.at if last else None,
        size=newest.size if newest else None,
        stamped_at=newest.at if newest else None,
    )
