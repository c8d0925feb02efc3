"""Chains for tests: steps that fit, made from what stands so far."""

from dataclasses import replace

from comity.evidence.chain import EMPTY, Standing, after, behind
from comity.evidence.states import PAIRED, Kind, State
from comity.evidence.steps import Digests, Step
from comity.terms.digests import Digest
from comity.terms.instants import Instant

BYTES = Digests(Digest.of(b"disk"), "ab" * 64)
OTHERS = Digests(Digest.of(b"another disk"), "cd" * 64)
AT = Instant.parse("2026-11-20T08:00:00.000000Z")
GIVER, TAKER = "lan.p@poc.vn.example", "minh.t@poc.vn.example"


def step(kind: Kind, so_far: Standing = EMPTY, **changes) -> Step:
    """Return a step of that kind that fits behind `so_far` but for `changes`."""
    first = so_far.state is State.ABSENT
    quiet = kind in (Kind.HOLD_PLACED, Kind.HOLD_LIFTED)
    made = Step(
        item="XR-2026-000001.E1",
        number=0,
        kind=kind,
        at=AT,
        by=GIVER,
        second=TAKER if kind in PAIRED else "",
        reason="because",
        before=None if first or quiet else BYTES,
        after={Kind.LOCKED: OTHERS, Kind.DESTROYED: None}.get(kind, None if quiet else BYTES),
        hold=so_far.holds[0] if kind is Kind.HOLD_LIFTED and so_far.holds else 0,
    )
    return replace(behind(so_far, made), **changes)


def chain(*kinds: Kind) -> tuple[list[Step], Standing]:
    """Return a chain of steps of these kinds, and what it says."""
    steps, now = [], EMPTY
    for kind in kinds:
        steps.append(step(kind, now))
        now = after(now, steps[-1])
    return steps, now
