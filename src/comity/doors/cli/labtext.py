"""What `comity lab` tells: the sum of what was played, and each world in which an invariant did not hold."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from comity.courier.lab.faults import ALL, DAY
from comity.courier.lab.playing import Order, Outcome
from comity.doors.cli.voice import printable, say
from comity.terms.speech import gettext_noop

_SHOWN: Final = 300  # characters of the facts of one violation


@dataclass
class Sum:
    """What all worlds of an order came to."""

    order: Order
    worlds: int = 0
    real: int = 0
    acts: int = 0
    simulated: int = 0  # microseconds
    seconds: float = 0.0
    states: Counter[str] = field(default_factory=Counter)
    happened: Counter[str] = field(default_factory=Counter)
    alarms: Counter[str] = field(default_factory=Counter)
    lies: Counter[str] = field(default_factory=Counter)
    violations: list[Outcome] = field(default_factory=list)

    def add(self, one: Outcome) -> None:
        """Count one world."""
        self.worlds += 1
        self.real += one.real
        self.acts += one.acts
        self.simulated += one.simulated
        for mine, its in ((self.states, one.states), (self.happened, one.happened), (self.alarms, one.alarms), (self.lies, one.lies)):
            mine.update(its)
        if one.violation:
            self.violations.append(one)

    def as_json(self) -> dict[str, Any]:
        """Return it for programs; seeds with what did not hold come in order."""
        order = self.order
        return {
            "worlds": self.worlds,
            "nodes": order.nodes,
            "faults": sorted(order.faults),
            "planted": order.planted,
            "first_seed": order.first,
            "real": self.real,
            "acts": self.acts,
            "states": dict(sorted(self.states.items())),
            "happened": dict(sorted(self.happened.items())),
            "alarms": dict(sorted(self.alarms.items())),
            "lies": dict(sorted(self.lies.items())),
            "simulated_days": round(self.simulated / DAY, 1),
            "seconds": round(self.seconds, 1),
            "violations": [
                {"seed": one.seed, "real": one.real, "invariant": (one.violation or ("",))[0], "facts": list((one.violation or ("",))[1:])}
                for one in sorted(self.violations, key=lambda one: one.seed)
            ],
        }


def violation_lines(order: Order, one: Outcome) -> Iterator[str]:
    """Yield what did not hold in one world, and how to play it again."""
    said = ": ".join(one.violation or ())
    yield say(gettext_noop("Seed %(seed)s: an invariant does not hold."), seed=one.seed)
    yield f"  {printable(said)[:_SHOWN]}"
    faults = "all" if order.faults == ALL else ",".join(sorted(order.faults)) or "none"
    plant = f" --plant {order.planted}" if order.planted else ""
    again = f"comity lab --worlds 1 --seed {one.seed} --nodes {order.nodes} --faults {faults} --real {int(one.real)}{plant}"
    yield "  " + say(gettext_noop("Play it again: %(command)s"), command=again)


def lines_of(total: Sum) -> Iterator[str]:
    """Yield the sum as lines."""
    facts = {"worlds": total.worlds, "nodes": total.order.nodes, "real": total.real, "seconds": round(total.seconds, 1)}
    yield say(gettext_noop("%(worlds)s worlds of %(nodes)s nodes, %(real)s of them sealed for real, in %(seconds)s s."), facts)
    days = round(total.simulated / DAY, 1)
    yield say(gettext_noop("Simulated: %(days)s days, %(acts)s acts."), days=days, acts=total.acts)
    for heading, counts in (
        (gettext_noop("Acts came to:"), total.states),
        (gettext_noop("What happened:"), total.happened),
        (gettext_noop("Lies that were told:"), total.lies),
        (gettext_noop("Alarms of honest nodes:"), total.alarms),
    ):
        if counts:
            yield f"{say(heading)} " + ", ".join(f"{name} {number}" for name, number in sorted(counts.items()))
    if total.violations:
        seeds = ", ".join(str(one.seed) for one in sorted(total.violations, key=lambda one: one.seed)[:20])
        yield say(gettext_noop("An invariant did not hold in %(count)s worlds; seeds: %(seeds)s"), count=len(total.violations), seeds=seeds)
    else:
        yield say(gettext_noop("Nothing was lost, nothing doubled, nothing forged, nothing out of order."))
