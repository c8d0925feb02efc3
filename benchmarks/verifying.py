"""How long a proof of some 500 signature pairs takes to verify: by `verify.py` on a bare Python, beside `comity verify`."""

import importlib
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

from benchmarks.figures import Figure, Report
from benchmarks.machine import load
from comity.desk.proving.bag import read_by_people
from comity.desk.proving.verifying import verify_proof
from comity.directory.book import print_trust

SECONDS: Final = 10
PAIRS: Final = 500
TURNS: Final = 48  # of a request and its answer: two signatures, and two or three receipts, each
ROUNDS: Final = 5
QUICK_ROUNDS: Final = 2


def measure(folder: Path, *, quick: bool, report: Report) -> None:
    """Make one long case, verify its proof by both in turn, and quote the quietest round of each."""
    pairs = _make(folder)
    typed = ("case.comity.zip", "--trust", "trust.json")
    commands = {
        "verify.py": (sys.executable, "-I", "-S", "verify.py", *typed),
        "comity verify": (str(Path(sys.executable).with_name("comity")), "verify", *typed),
    }
    rounds: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(QUICK_ROUNDS if quick else ROUNDS):
        for name, command in commands.items():
            rounds[name].append(_timed(command, folder))
    report.circumstances["verifying"] = {"load": load(), "pairs": pairs, "bytes": (folder / "case.comity.zip").stat().st_size}
    for name, most in (("verify.py", SECONDS), ("comity verify", None)):
        wall, worked = (min(found) * PAIRS / pairs for found in zip(*rounds[name], strict=True))
        report.figures += [
            Figure(f"{name}: {PAIRS} signature pairs, of processor, quietest round", round(worked, 2), "s", most=most),
            Figure(f"{name}: the same, by the wall", round(wall, 2), "s"),
        ]


def _make(folder: Path) -> int:
    """Write verifier, trust and proof; return how many pairs of signatures the proof holds."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
    played: Any = importlib.import_module("worlds.played").Played()
    for _ in range(TURNS):
        asked = played.send(played.xr, "request", kind="REQ-PRESERVE-EXT", replies_to=played.sent[0])
        played.decide(asked, played.send(played.vn, "answer", kind="REQ-PRESERVE-EXT", replies_to=asked))
    played.made_at = played.later()
    proof = played.make()
    verdict = verify_proof(proof, trusted=played.trusted)
    trust = print_trust({side.country: side.country_key.public for side in (played.xr, played.vn)})
    for name, data in {**read_by_people(), "case.comity.zip": proof, "trust.json": trust.encode("ascii")}.items():
        (folder / name).write_bytes(data)
    manifest_sections_and_checkpoint = 1 + len(verdict.vouching) + 1
    return manifest_sections_and_checkpoint + 2 * len(verdict.acts) + len(verdict.receipts)


def _timed(command: tuple[str, ...], folder: Path) -> tuple[float, float]:
    """Return the seconds of one run: by the wall, and of the processor."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=folder, capture_output=True, check=True)
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
