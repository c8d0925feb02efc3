"""Plays seeds and says what came of each; many of them on several processors."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Final

from comity.courier.lab.checking import Violation, check, check_losses
from comity.courier.lab.faults import ALL, Fault, Planted, story_of
from comity.courier.lab.world import World

TOGETHER: Final = 20  # seeds that one process takes at a time


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one seed; `violation` is None where every invariant held."""

    seed: int
    real: bool
    acts: int
    simulated: int  # microseconds
    steps: int
    states: Counter[str] = field(default_factory=Counter)
    happened: Counter[str] = field(default_factory=Counter)
    alarms: Counter[str] = field(default_factory=Counter)
    lies: Counter[str] = field(default_factory=Counter)
    violation: tuple[str, ...] | None = None


def play(seed: int, *, nodes: int = 2, faults: Collection[Fault] = ALL, planted: Planted | None = None, real: bool = False) -> World:
    """Play one seed to its end and check it; raises `Violation`."""
    world = World(seed, story_of(seed, nodes=nodes, faults=faults), planted=planted, real=real)
    play_out(world)
    return world


def play_out(world: World) -> None:
    """Play a world to its end and check it, and then what it loses unnoticed; raises `Violation`."""
    world.run()
    check(world)
    if world.losses is not None:
        world.losses.play()
        check_losses(world.losses)


def outcome(seed: int, *, nodes: int, faults: Collection[Fault], planted: Planted | None, real: bool) -> Outcome:
    """Play one seed and say what came of it. An error of the program's own is a violation too."""
    world = World(seed, story_of(seed, nodes=nodes, faults=faults), planted=planted, real=real)
    violation: tuple[str, ...] | None = None
    try:
        play_out(world)
    except Violation as found:
        violation = (found.invariant, *found.facts)
    except Exception as fault:  # noqa: BLE001 -- whatever it is, this seed shows it, and the others go on
        violation = ("the program does not fail", repr(fault))
    rows = [row for node in world.nodes.values() for rows in node.disk.entries.values() for row in rows.values()]
    return Outcome(
        seed,
        real,
        acts=len(world.posted),
        simulated=world.time,
        steps=world.steps,
        states=Counter(row.state.value for row in rows),
        happened=world.happened,
        alarms=Counter(alarm.kind.value for node in world.honest for alarm in node.disk.alarms),
        lies=_lies(world),
        violation=violation,
    )


def _lies(world: World) -> Counter[str]:
    told = Counter(told.lie.value for told in world.liar.told) if world.liar else Counter[str]()
    return told + Counter(heard.lie.value for heard in world.marks.lies.heard_by) if world.marks.lies else told


@dataclass(frozen=True, slots=True)
class Order:
    """What to play: seeds from `first`, `worlds` of them, `real` of them (spread evenly) with the real seal."""

    first: int
    worlds: int
    nodes: int
    faults: frozenset[Fault]
    real: int
    planted: Planted | None = None

    def is_real(self, seed: int) -> bool:
        """Whether this seed is played with the real seal."""
        at = seed - self.first
        return (at + 1) * self.real // self.worlds > at * self.real // self.worlds


def play_all(order: Order, *, processes: int) -> Iterator[Outcome]:
    """Play every seed of `order`; outcomes come as they are done, in no order."""
    seeds = range(order.first, order.first + order.worlds)
    if processes == 1:
        yield from _play(order, seeds)
        return
    with ProcessPoolExecutor(processes) as pool:
        tasks = ((order, seeds[at : at + TOGETHER]) for at in range(0, len(seeds), TOGETHER))
        for outcomes in pool.map(_play_batch, tasks):
            yield from outcomes


def _play(order: Order, seeds: Iterable[int]) -> Iterator[Outcome]:
    for seed in seeds:
        yield outcome(seed, nodes=order.nodes, faults=order.faults, planted=order.planted, real=order.is_real(seed))


def _play_batch(task: tuple[Order, range]) -> list[Outcome]:
    return list(_play(*task))


def seeds_until_found(planted: Planted, *, nodes: int, within: int) -> int | None:
    """Return how many seeds it takes until the checker finds a planted fault; None where it does not within that many."""
    for seed in range(within):
        try:
            play(seed, nodes=nodes, planted=planted)
        except Violation:
            return seed + 1
    return None
