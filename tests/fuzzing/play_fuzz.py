"""Fuzzes every parser in turn, each in a process of its own, and says what came of it.

make fuzz ARGS="[--seconds N] [TARGET ...]"

Prints one line of JSON a target; ends with 1 where something was found, and says where the bytes are. What was interesting stays in the
folder `--corpus` and is where the next run goes on.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

from parsers_of_strangers import TARGETS

PROGRAM: Final = Path(__file__).with_name("fuzz_parsers.py")
_DONE: Final = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_COVERED: Final = re.compile(r"cov: (\d+)")
# libFuzzer's limit of memory looks at the most that a process ever had, and Linux counts there what it was forked from: a small one.
_FORKED_FROM_LITTLE: Final = ("sh", "-c", '"$@"; exit $?', "sh")


def lay_seeds(folder: Path, name: str) -> Path:
    """Write the samples of a target, or of all with their first byte, and return where they are."""
    seeds = folder / name
    seeds.mkdir(parents=True, exist_ok=True)
    for place, (one, target) in enumerate(TARGETS.items()):
        if name in (one, "all"):
            for data in target.samples():
                whole = bytes([place]) + data if name == "all" else data
                (seeds / hashlib.sha256(whole).hexdigest()[:32]).write_bytes(whole)
    return seeds


def fuzz(name: str, *, corpus: Path, finds: Path, flags: list[str]) -> dict[str, Any]:
    """Fuzz one target; return what was done and what was found."""
    seeds = lay_seeds(corpus, name)
    finds.mkdir(parents=True, exist_ok=True)
    before = set(finds.iterdir())
    began = time.monotonic()
    done = subprocess.run(
        [
            *_FORKED_FROM_LITTLE,
            sys.executable,
            str(PROGRAM),
            name,
            str(seeds),
            f"-artifact_prefix={finds}/{name}-",
            "-print_final_stats=1",
            *flags,
        ],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    ran, covered = _DONE.findall(done.stderr), _COVERED.findall(done.stderr)
    return {
        "target": name,
        "runs": int(ran[-1]) if ran else 0,
        "covered": int(covered[-1]) if covered else 0,
        "seconds": round(time.monotonic() - began, 1),
        "status": done.returncode,
        "found": sorted(str(file) for file in set(finds.iterdir()) - before),
        "said": "" if done.returncode == 0 else (done.stdout + done.stderr)[-3000:],
    }


def main() -> int:
    """Fuzz what was asked for."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("targets", nargs="*", choices=[[], *TARGETS], help="which (all, one after another)")
    asked.add_argument("--seconds", type=int, default=60, help="for each (60)")
    asked.add_argument("--corpus", type=Path, default=Path("build/fuzz/corpus"), help="where it goes on (build/fuzz/corpus)")
    asked.add_argument("--finds", type=Path, default=Path("build/fuzz/finds"), help="where finds are left (build/fuzz/finds)")
    told = asked.parse_args()
    failed = 0
    for name in told.targets or TARGETS:
        came = fuzz(name, corpus=told.corpus, finds=told.finds, flags=[f"-max_total_time={told.seconds}", "-max_len=16384", "-timeout=20"])
        failed += came["status"] != 0
        print(json.dumps(came), flush=True)  # noqa: T201 -- its answer
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
