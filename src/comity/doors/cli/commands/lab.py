"""`comity lab`: simulated worlds around the delivery protocol, and every invariant checked. Needs neither node nor network."""

import os
import time
from typing import Any, Final

import click

from comity.courier.lab.faults import ALL, Fault, Planted
from comity.courier.lab.playing import Order, play_all
from comity.courier.lab.world import NAMES
from comity.doors.cli.labtext import Sum, lines_of, violation_lines
from comity.doors.cli.node import for_programs
from comity.doors.cli.patience import patience
from comity.doors.cli.voice import say, spoken, tell, tell_json
from comity.terms.speech import gettext_noop

VIOLATED: Final = 1
_LEAST_REAL: Final = 100  # worlds with the real seal, where so many are played
_SHARE_REAL: Final = 100  # and one in so many after that
_WORDS: Final = {"all": ALL, "none": frozenset[Fault]()}


class _Faults(click.ParamType):
    """`all`, `none`, or names with commas between."""

    name = "faults"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> frozenset[Fault]:  # noqa: ANN401 -- as click has it
        if isinstance(value, frozenset):
            return value
        if value in _WORDS:
            return _WORDS[value]
        try:
            return frozenset(map(Fault, value.split(",")))
        except ValueError:
            self.fail(f"{value!r} is not all, none, or some of {', '.join(Fault)} with commas between", param, ctx)


@click.command
@click.option("--worlds", type=click.IntRange(1), default=200, show_default=True, help="How many worlds, one seed each.")
@click.option("--nodes", type=click.IntRange(2, len(NAMES)), default=3, show_default=True, help="How many nodes in each.")
@click.option("--faults", type=_Faults(), default="all", show_default=True, help=f"What goes wrong: all, none, or of {', '.join(Fault)}.")
@click.option("--seed", "first", type=click.IntRange(0), default=0, show_default=True, help="The first seed.")
@click.option("--real", type=click.IntRange(0), help="How many worlds seal and sign for real; by default 100, and one in 100 of more.")
@click.option("--processes", type=click.IntRange(1), default=lambda: os.cpu_count() or 1, help="How many at a time; by default one a core.")
@click.option(
    "--plant", "planted", type=click.Choice([one.value for one in Planted]), help="Plant this fault in every node: it must be found."
)
@for_programs
@spoken
def lab(
    worlds: int, *, nodes: int, faults: frozenset[Fault], first: int, real: int | None, processes: int, planted: str | None, as_json: bool
) -> None:
    """Play simulated worlds around the delivery protocol itself, and check that nothing was lost, doubled, forged or put out of order.

    In each, nodes send each other acts while messages vanish, repeat, overtake each other, links are cut for days, processes die at any
    effect and commit, disks fill, clocks jump, keys change, and one node lies. A seed plays the same world again.

    Ends with 0 when every invariant held in every world, else with 1.
    """
    sealed_for_real = min(worlds, max(_LEAST_REAL, worlds // _SHARE_REAL) if real is None else real)
    order = Order(first, worlds, nodes, faults, sealed_for_real, Planted(planted) if planted else None)
    begun, total = time.monotonic(), Sum(order)
    with patience() as news:
        doing = say(gettext_noop("playing worlds"))
        for one in play_all(order, processes=processes):
            total.add(one)
            news.tell(doing, total.worlds, worlds)
            if one.violation and not as_json:
                for line in violation_lines(order, one):
                    tell(line)
    total.seconds = time.monotonic() - begun
    if as_json:
        tell_json(total.as_json())
    else:
        for line in lines_of(total):
            tell(line)
    click.get_current_context().exit(VIOLATED if total.violations else 0)
