"""Where the time of one act goes at sender and receiver, by phase. Clocks and counters cost a little themselves."""

from pathlib import Path
from typing import Any, Final

from benchmarks.arithmetic import p50
from benchmarks.figures import columns
from benchmarks.world import PASSPHRASE, two_nodes

ACTS: Final = 100
WARM: Final = 10

# The labels and their order; the places in the code stand in `spans`, which needs a node's settings to be loaded.
Spent = dict[str, dict[str, float]]


def profile(folder: Path) -> str:
    """Send acts one at a time, with spans in both nodes; return a table of milliseconds and statements an act."""
    with two_nodes(folder) as (sender, receiver):
        sender.do("unlock_key", passphrase=PASSPHRASE)
        receiver.do("courier", spans="receiver")
        sender.do("courier", spans="sender")
        sender.do("prepare", count=ACTS + WARM, peer=str(receiver.home.node))
        sender.do("one_at_a_time", count=WARM)
        for node in (sender, receiver):
            node.do("spent")
        taken = sender.do("one_at_a_time", count=ACTS)["whole_ms"]
        spent: dict[str, Any] = {"sender": sender.do("spent"), "receiver": receiver.do("spent")}
    head = ("phase", "ms", "ms of processor", "statements")
    tables = [columns([(f"{side}: {head[0]}", *head[1:]), *_rows(found)]) for side, found in spent.items()]
    return "\n\n".join([*tables, f"one at a time, with all clocks: p50 {p50(taken):.1f} ms"])


def _rows(spent: Spent) -> list[tuple[str, ...]]:
    return [
        (
            label,
            f"{spent['seconds'].get(label, 0) / ACTS * 1000:.2f}",
            f"{spent['processor'].get(label, 0) / ACTS * 1000:.2f}",
            f"{spent['statements'].get(label, 0) / ACTS:.1f}",
        )
        for label in spent["order"]
    ]
