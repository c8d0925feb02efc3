"""What can go wrong in a world, and how hard one seed's world is."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

SECOND: Final = 1_000_000  # microseconds, as instants count
HOUR: Final = 3600 * SECOND
DAY: Final = 24 * HOUR

MINUTES: Final = 120  # seconds that a clock may be wrong while every node still believes every other
HOURS: Final = 7200  # seconds that a clock is wrong after somebody set it to another zone


class Fault(StrEnum):
    """One sort of thing that goes wrong."""

    LOSS = "loss"  # messages and answers vanish
    REPEATS = "repeats"  # a message arrives twice
    DELAYS = "delays"  # a message takes hours, and overtakes nothing and everything
    CUTS = "cuts"  # two nodes cannot reach each other, for seconds or for days
    CRASHES = "crashes"  # a process dies, between deeds and before and after any effect and commit
    FULL = "full-disks"  # no commit succeeds for a while
    CLOCKS = "clocks"  # a clock is wrong by minutes or hours, and jumps
    KEYS = "keys"  # a key a day, destroyed after seven: what is wrapped for one that is over is refused, and wrapped afresh
    SLOW_POUCHES = "slow-pouches"  # what goes by hand takes up to two lives of a key
    CARRIERS = "carriers"  # copies of envelopes and receipts go by hand, in any order
    RELAYS = "relays"  # things also go over a relay that loses, doubles, reorders and withholds them, and signs for all
    BUSY = "busy"  # a node turns items away for now
    FLOODS = "floods"  # a node has room for urgent acts alone, for hours, and the others write to it as much as they can
    OLD_COPIES = "old-copies"  # a disk is lost, and the node comes up from a copy of hours or days ago
    SILENT_LOSSES = "silent-losses"  # in the end rows are gone, or an old copy is there, and the node does not know
    LIAR = "liar"  # the last node lies: doubles, forges, forks, contradicts itself


ALL: Final = frozenset(Fault)


class Planted(StrEnum):
    """Faults of a careless shell, to be planted: whoever doubts the checker sees it find each of them."""

    ACKNOWLEDGE_BEFORE_COMMIT = "acknowledge-before-commit"
    NO_DEDUPE = "no-dedupe"
    INBOX_NOT_CONSULTED = "inbox-not-consulted"
    NO_RETRY_AFTER_RESTART = "no-retry-after-restart"
    RECEIPT_NOT_STORED = "receipt-not-stored"
    HOLD_FORGOTTEN = "hold-forgotten"
    LEAF_OUTSIDE_TRANSACTION = "leaf-outside-transaction"
    OUTBOX_ROW_OUTSIDE_TRANSACTION = "outbox-row-outside-transaction"
    GIVES_UP = "gives-up"
    SILENT_EXPIRY = "silent-expiry"
    LOG_IN_MEMORY = "log-in-memory"  # the log's frontier dies with the process
    HELD_COUNTED = "held-counted"  # that a relay holds an act counts as that its receiver has it
    SIGNS_BEFORE_CATCH_UP = "signs-before-catch-up"  # a node that came up from an old copy goes on as if nothing had been
    NO_REWRAP = "no-rewrap"  # what was refused for its key is never wrapped afresh
    DEDUPE_BY_BYTES = "dedupe-by-bytes"  # an act under another wrap counts as another act
    NUMBERS_AGAIN = "numbers-again"  # a node that came up from an old copy goes on with the numbers of its old life
    LATE_RECEIPTS_COUNT = "late-receipts-count"  # what a peer's lost disk signed still says that the peer has an act
    NEVER_ASKS_AGAIN = "never-asks-again"  # a node that came up from an old copy does not look for what arrives late
    RESERVE_NOT_KEPT = "reserve-not-kept"  # what is not urgent uses up the room that is kept for urgent acts
    MARKS_COUNT_ONLY = "marks-count-only"  # watermarks say how many streams there are, not where they stand
    NEWEST_NOT_COUNTED = "newest-not-counted"  # a watermark is of the act before the highest
    DUE_COUNTED = "due-counted"  # a watermark is of what was posted, signed for or not
    NO_ALARM_ON_DIFFERENCE = "no-alarm-on-difference"  # what is missing is found and told to nobody here
    MISSING_UNTOLD = "missing-untold"  # who misses something does not tell the other side
    COMPARED_ONCE = "compared-once"  # what both hold is never compared again
    SIGNER_NOT_CHECKED = "signer-not-checked"  # whoever signed an envelope is believed to be its sender


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """How hard a world is. `patient` stories have expiries beyond any fault: there nothing may be lost or alarmed.

    Shares are of messages or crash points, counts are for the whole storm, times are in microseconds but for `jump` (seconds).
    """

    storm: int = 8 * HOUR  # faults happen until then
    cuts_last: tuple[int, ...] = (10 * SECOND, 600 * SECOND, HOUR)
    nodes: int = 2
    acts: int = 24
    cases: int = 3
    loss: float = 0.15
    twice: float = 0.1
    late: float = 0.05  # share of messages that take up to three hours
    crash: float = 0.03  # at each crash point
    cuts: int = 6
    crashes: int = 4
    fulls: int = 1
    jumps: int = 3
    jump: int = MINUTES
    day: int = HOUR // 2  # how long a daily key is the newest; with 0 only the lasting ones of the directory are used
    rotations: int = 1  # how often each node loses its daily keys
    slow: float = 0.0  # share of what is carried by hand that takes up to two lives of a key
    carried: int = 10
    busy: float = 0.1  # share of items that a busy node turns away; one node in three is busy
    floods: int = 0
    lies: int = 0
    relays: bool = False
    copies: int = 0  # of disks, put back later
    compares: int = HOUR // 2  # how long until a node compares watermarks with a peer again; 0 for never
    losses: int = 0  # nodes that lose rows unnoticed, when all is over
    patient: bool = True


def story_of(seed: int, *, nodes: int = 2, faults: Collection[Fault] = ALL) -> Story:
    """Return the story of `seed`: every second impatient, every fourth with clocks hours wrong, over days, or with a lost disk."""
    days = seed % 10 in {4, 7}

    def share(fault: Fault, value: float) -> float:
        return value if fault in faults else 0.0

    def count(fault: Fault, value: int) -> int:
        return value if fault in faults else 0

    hours = seed % 4 == 2 and Fault.CLOCKS in faults
    # A key of a day to come is not believed: a day is longer than any clock is wrong.
    day = 6 * HOUR if hours or days else HOUR // 2
    copies = count(Fault.OLD_COPIES, 1) if seed % 5 == 1 and not (nodes > 2 and seed % 3 == 0) else 0
    return Story(
        storm=4 * DAY if days else 8 * HOUR,
        cuts_last=(HOUR, DAY, 3 * DAY) if days else (10 * SECOND, 600 * SECOND, HOUR),
        nodes=nodes,
        acts=24 if nodes == 2 else 10 * nodes,
        loss=share(Fault.LOSS, 0.15),
        twice=share(Fault.REPEATS, 0.1),
        late=share(Fault.DELAYS, 0.05),
        crash=share(Fault.CRASHES, 0.03),
        cuts=count(Fault.CUTS, 3 * nodes),
        crashes=count(Fault.CRASHES, 2 * nodes),
        fulls=count(Fault.FULL, 1),
        jumps=count(Fault.CLOCKS, 3),
        jump=HOURS if hours else MINUTES,
        day=count(Fault.KEYS, day),
        rotations=count(Fault.KEYS, 1),
        slow=share(Fault.SLOW_POUCHES, 0.5),
        carried=count(Fault.CARRIERS, 5 * nodes),
        busy=share(Fault.BUSY, 0.1),
        floods=count(Fault.FLOODS, 1) if seed % 10 in {0, 3, 5, 8} or seed % 50 == 31 else 0,
        copies=copies,
        compares=day,
        losses=count(Fault.SILENT_LOSSES, 1),
        lies=count(Fault.LIAR, 8 * nodes) if nodes > 2 and seed % 3 == 0 else 0,
        relays=Fault.RELAYS in faults,
        patient=seed % 2 == 0,
    )
