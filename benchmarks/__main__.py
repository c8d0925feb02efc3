"""`make bench`: measures, prints every round and a table, ends with one line of JSON; fails when a gate is missed.

docs/operators/figures.md says what each figure means.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from benchmarks import (
    bulk,
    demo,
    draining,
    exchange,
    growth,
    letters,
    line,
    machine,
    million,
    misp,
    pages,
    reading,
    recipients,
    register,
    restoring,
    rules,
    taxii,
    verifying,
    world,
)
from benchmarks.figures import Report
from benchmarks.profiling import profile

PARTS: Final = (
    "exchange",
    "memory",
    "demo",
    "pages",
    "letters",
    "rules",
    "reading",
    "register",
    "taxii",
    "taxii-postgresql",
    "misp",
    "verifying",
    "line",
    "recipients",
    "restore",
    "draining",
    "files",
    "log",
    "million",
)


def main() -> int:
    """Run the parts that were asked for; return the exit status."""
    asked = _arguments()
    if asked.plain:
        world.scheme = "http"
    folder = Path(tempfile.mkdtemp(prefix="comity-bench-"))
    report = Report()
    report.circumstances |= {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": machine.describe(),
        "effort": "quick" if asked.quick else "full",
        "parts": asked.only,
        "line": "plain" if asked.plain else "TLS 1.3",
    }
    try:
        if asked.profile:
            print(profile(folder))
            return 0
        for name in asked.only:
            _play(name, folder, quick=asked.quick, report=report)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"\n{report.circumstances['machine']}; {report.circumstances['date']}; load {machine.load()}\n")
    print(report.table())
    print(report.line())
    return 1 if report.missed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="less of everything: to see that it runs, not to quote from")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), help="these parts alone")
    parser.add_argument("--plain", action="store_true", help="nodes speak to each other without TLS, to see what it costs")
    parser.add_argument("--profile", action="store_true", help="instead: where the time of one act goes, at sender and receiver")
    return parser.parse_args()


def _play(name: str, folder: Path, *, quick: bool, report: Report) -> None:
    parts: dict[str, Callable[[Path], None]] = {
        "exchange": lambda own: exchange.measure(own, effort=exchange.QUICK if quick else exchange.FULL, report=report),
        "memory": lambda own: demo.measure_memory(own, report=report),
        "demo": lambda own: demo.measure_seconds(own, report=report),
        "pages": lambda own: pages.measure(own, effort=pages.QUICK if quick else pages.FULL, report=report),
        "letters": lambda _: letters.measure(quick=quick, report=report),
        "rules": lambda _: rules.measure(quick=quick, report=report),
        "reading": lambda _: reading.measure(quick=quick, report=report),
        "register": lambda own: register.measure(own, effort=register.QUICK if quick else register.FULL, report=report),
        "taxii": lambda own: taxii.measure(own, effort=taxii.QUICK if quick else taxii.FULL, report=report),
        "taxii-postgresql": lambda own: taxii.measure_on_server(own, effort=taxii.QUICK if quick else taxii.FULL, report=report),
        "misp": lambda own: misp.measure(own, effort=misp.QUICK if quick else misp.FULL, report=report),
        "verifying": lambda own: verifying.measure(own, quick=quick, report=report),
        "line": lambda own: line.measure(own, quick=quick, report=report),
        "recipients": lambda _: recipients.measure(effort=recipients.QUICK if quick else recipients.FULL, report=report),
        "restore": lambda own: restoring.measure(own, effort=restoring.QUICK if quick else restoring.FULL, report=report),
        "draining": lambda own: draining.measure(own, effort=draining.QUICK if quick else draining.FULL, report=report),
        "files": lambda own: bulk.measure(own, effort=bulk.QUICK if quick else bulk.FULL, report=report),
        "log": lambda own: growth.measure(own, effort=growth.QUICK if quick else growth.FULL, report=report),
        "million": lambda own: million.measure(own, effort=million.QUICK if quick else million.FULL, report=report),
    }
    own = folder / name
    own.mkdir()
    print(f"{name}: load {machine.load()}", file=sys.stderr, flush=True)
    begun = time.monotonic()
    parts[name](own)
    print(f"{name}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
