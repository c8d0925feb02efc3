"""How many reports are read in a minute on one core: the labelled reports of the tests, over and over, in this process."""

import time
from pathlib import Path
from typing import Final

from benchmarks.figures import Figure, Report
from benchmarks.machine import load
from comity.reading.reading import read_report

REPORTS: Final = Path(__file__).resolve().parent.parent / "tests" / "fixtures" / "reports"
LEAST: Final = 1_000  # reports a minute
ROUNDS: Final = 7
QUICK_ROUNDS: Final = 2


def measure(*, quick: bool, report: Report) -> None:
    """Time rounds over all reports, and quote the quietest: whatever else the machine does makes a round slower, never faster."""
    texts = [file.read_bytes() for folder in ("open", "twins") for file in sorted((REPORTS / folder).glob("*.txt"))]
    begun = time.perf_counter()
    found = [read_report(text) for text in texts]  # also reads the gazetteers
    first = time.perf_counter() - begun
    rounds = [_round(texts) for _ in range(QUICK_ROUNDS if quick else ROUNDS)]
    suggestions = sum(len(one.actors) + len(one.events) + len(one.statements) + len(one.commitments) for one in found)
    assert suggestions, "nothing was found in any report"
    report.circumstances["reading"] = {
        "load": load(),
        "rounds": len(rounds),
        "reports": len(texts),
        "bytes": sum(map(len, texts)),
        "suggestions": suggestions,
    }
    report.figures += [
        Figure("reports read in a minute on one core, quietest round", round(60 * len(texts) / min(rounds)), "", least=LEAST),
        Figure("one report, quietest round's mean", round(1000 * min(rounds) / len(texts), 1), "ms"),
        Figure("the first round, with the gazetteers", round(1000 * first), "ms"),
    ]


def _round(texts: list[bytes]) -> float:
    begun = time.process_time()
    for text in texts:
        read_report(text)
    return time.process_time() - begun
