"""How long the law takes: loading the whole compiled rulebook in a process of its own, and checking a full request for assistance."""

import importlib
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from benchmarks.arithmetic import p50
from benchmarks.figures import Figure, Report
from benchmarks.machine import load
from comity.terms.identifiers import Country
from comity.treaty.check import check
from comity.treaty.findings import Facts, Finding
from comity.treaty.rulebook import Rulebook, load_rulebook

CHECK_MS: Final = 20
LOAD_MS: Final = 300
ROUNDS: Final = 9
QUICK_ROUNDS: Final = 3
CHECKS: Final = 50  # of a round
KIND: Final = "REQ-MLA-EVIDENCE"

# Imports are not counted: a node pays for them whatever it loads. The vocabularies are, for forms are built of them.
_LOADING: Final = """
import time
from comity.treaty.rulebook import load_rulebook
begun, worked = time.perf_counter(), time.process_time() * 1000
load_rulebook()
print((time.perf_counter() - begun) * 1000, time.process_time() * 1000 - worked)
"""


def measure(*, quick: bool, report: Report) -> None:
    """Time rounds of both, and quote the quietest: whatever else the machine does makes a round slower, never faster."""
    rounds = QUICK_ROUNDS if quick else ROUNDS
    book, facts = load_rulebook(demo=True), _facts()
    loading, working = zip(*(_loading() for _ in range(rounds)), strict=True)
    checking = [p50(_checking(facts, book)) for _ in range(rounds)]
    found = len(_checked(facts, book))
    report.circumstances["rules"] = {"load": load(), "rounds": rounds, "kind": KIND, "findings": found}
    report.figures += [
        Figure("the whole rulebook loaded, quietest round", round(min(loading), 1), "ms", most=LOAD_MS),
        Figure("the same, of processor", round(min(working), 1), "ms"),
        Figure("rule check of a full request for assistance, quietest round's p50", round(min(checking), 2), "ms", most=CHECK_MS),
    ]


def _loading() -> tuple[float, float]:
    """Return the milliseconds of one load: by the wall, and of the processor, which a loaded machine disturbs less."""
    done = subprocess.run((sys.executable, "-c", _LOADING), capture_output=True, text=True, check=True)
    wall, worked = map(float, done.stdout.split())
    return wall, worked


def _checking(facts: Facts, book: Rulebook) -> list[float]:
    marks = [time.perf_counter()]
    for _ in range(CHECKS):
        _checked(facts, book)
        marks.append(time.perf_counter())
    return [(end - start) * 1000 for start, end in pairwise(marks)]


def _checked(facts: Facts, book: Rulebook) -> list[tuple[dict[str, str], Finding]]:
    """Ask every rule, and fill the sentences in, as a page does."""
    found = check(facts, rulebook=book, role="drafter", on=date(2026, 11, 24))
    return [(one.reason, one) for one in found]


def _facts() -> Facts:
    """Return the request that the tests have for this kind: every item filled, as an officer would fill it."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    acts: Mapping[tuple[str, str], Mapping[str, Any]] = importlib.import_module("tests.treaty.samples").every_act()
    return Facts(
        kind=KIND,
        part="request",
        from_country=Country("XR"),
        to_country=Country("VN"),
        from_role="CA",
        to_role="CA",
        fields=acts[KIND, "request"],
    )
