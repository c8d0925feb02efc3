"""Two real nodes under real faults: rounds of `kill -9`, and a checker that reads only what is outside of them.

make faults ARGS="[--rounds N] [--seed N] [--first N] [--patience SECONDS] [--plant NAME]"

Says on standard error what it plays and what it cannot play here; prints one line of JSON, and ends with 1 where anything does not hold.
"""

import argparse
import contextlib
import json
import os
import platform
import resource
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from fault_machines import SizeLimit, SmallDisk, enter_own_space
from fault_rounds import FaultRounds, faults_of, lead_through, together, wires
from outside_checker import PROGRAM
from planted_faults import PLANTED, planted
from real_nodes import PATIENCE, Pair, copy_pair, found_pair, free_ports

from comity.doors.cli.demo.people import SIDES

PROOFS: Final = 5


def main() -> int:
    """Play, and say what came of it."""
    asked = _arguments()
    why = enter_own_space([__file__, *sys.argv[1:]])
    if why:
        say(f"network: not taken away, {why}")
        say("disk: filled by RLIMIT_FSIZE, because nothing can be mounted")
    else:
        say("network: a name space of its own, whose link is taken down; disk: a tmpfs of its own for each node, filled to the last byte")
    say("wire: a proxy of our own in each direction; clock: that of the courier jumps; process: SIGKILL, SIGSTOP and SIGCONT, by pid")
    told: dict[str, Any] = {"seed": asked.seed, "rounds": 0, "planted": asked.plant, "violation": None}
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="comity-faults-") as scratch, _program(asked.plant, Path(scratch)):
        play(Path(scratch) / "nodes", asked=asked, own_space=not why, told=told)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    told |= {"seconds": round(time.monotonic() - began, 1), "cpu_seconds": round(used.ru_utime + used.ru_stime, 1)}
    told["machine"] = f"{os.cpu_count()} processors, {platform.machine()}, Python {platform.python_version()}"
    print(json.dumps(told, ensure_ascii=False))  # noqa: T201 -- its answer
    return 1 if told["violation"] else 0


def play(folder: Path, *, asked: argparse.Namespace, own_space: bool, told: dict[str, Any]) -> None:
    """Play all rounds in `folder`, and write into `told` what came of them; the first violation ends it."""
    port = free_ports()
    founded = folder.with_name("founded")
    os.environ.setdefault("COMITY_TEST_TABLES", str(folder.with_name("tables.sqlite3")))
    found_pair(founded, port=port)
    with contextlib.ExitStack() as mounts:
        small = {side.code: mounts.enter_context(SmallDisk(folder / side.code).mounted()) for side in SIDES if own_space}
        copy_pair(founded, folder)
        lead_through(folder, port=port)
        _play(folder, port=port, small=small, asked=asked, told=told)


def _play(folder: Path, *, port: int, small: dict[str, SmallDisk], asked: argparse.Namespace, told: dict[str, Any]) -> None:
    with wires(port=port) as laid, Pair.at(folder, port=port) as pair:
        disks = small or {node.side.code: SizeLimit(node) for node in pair.nodes}
        rounds = FaultRounds(pair, asked.seed, wires=laid, disks=disks, own_link=bool(small), patience=asked.patience)
        try:
            for number in range(asked.first, asked.first + asked.rounds):
                told["round"] = number
                rounds.play_round(number)
                told["rounds"] += 1
                if number % 20 == 19:
                    say(f"{told['rounds']} rounds, {rounds.outside.receipts} receipts verified")
            told["round"] = "end"
            rounds.finish(proofs=PROOFS)
            del told["round"]
        except Exception as fault:  # noqa: BLE001 -- whatever it is, it is what this looks for
            told["violation"] = f"{type(fault).__name__}: {str(fault)[:1000]} {traceback.extract_tb(fault.__traceback__)[-1].line}"
            traceback.print_exc()
            _keep_messages(folder)
        sent = sum(len(one) for case in (*rounds.cases, *rounds.told) for one in case.sent.values())
        told["acts"], told["cases"] = sent, len(rounds.cases) + len(rounds.told)
        told["receipts_verified"], told["proofs_verified"] = rounds.outside.receipts, rounds.outside.proofs
        told["checkpoints_seen"] = sum(map(len, rounds.outside.seen.values()))
        told["together"] = together(pair.nodes)
        told["played"] = dict(sorted(rounds.played.items())) | faults_of(list(laid.values()))


def _keep_messages(folder: Path) -> None:
    for side in SIDES:
        for name in ("courier.log", "officers.log"):
            with contextlib.suppress(OSError):
                say(f"--- {side.code}/{name}\n{(folder / side.code / name).read_text()[-3000:]}")


@contextlib.contextmanager
def _program(plant: str | None, scratch: Path) -> Iterator[None]:
    """Let the nodes be the program of this folder, or a copy with one fault in it."""
    if plant is None:
        yield
        return
    copied = planted(PLANTED[plant], PROGRAM.parents[4], scratch / "planted")
    os.environ["PYTHONPATH"] = os.pathsep.join((str(copied), os.environ.get("PYTHONPATH", "")))
    try:
        yield
    finally:
        shutil.rmtree(scratch / "planted")


def say(what: str) -> None:
    """Tell whoever waits."""
    print(what, file=sys.stderr, flush=True)  # noqa: T201 -- as above


def _arguments() -> argparse.Namespace:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=20, help="how many (20)")
    asked.add_argument("--seed", type=int, default=1, help="what everything is drawn from (1)")
    asked.add_argument("--first", type=int, default=0, help="the number of the first round (0)")
    asked.add_argument("--patience", type=float, default=PATIENCE, help=f"seconds until all must be at rest after a round ({PATIENCE:.0f})")
    asked.add_argument("--plant", choices=sorted(PLANTED), help="a fault in a copy of the program, which must be found")
    return asked.parse_args()


if __name__ == "__main__":
    sys.exit(main())
