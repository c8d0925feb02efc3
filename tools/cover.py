"""Which tests both databases are to run, so that PostgreSQL is sent every statement for the least of a processor.

    COMITY_STATEMENTS=notes.json make test        # notes what each test sends, and what it takes
    python tools/cover.py notes.json

Prints which tests are to be marked `both_databases`, and of those that are marked without a word of why, which need not be. A mark with
a word of why stands whatever it costs: what a database may say otherwise is its matter, and a statement does not show that.
"""

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

_CASE: Final = re.compile(r"\[.*\]$", re.DOTALL)


def cheapest(costs: Mapping[str, float], sends: Mapping[str, set[str]], *, wanted: set[str]) -> list[str]:
    """Return tests that together send all of `wanted` that any sends, in few seconds, and none of them needlessly.

    Each time the one that sends most of what is left for a second of its own; then, the dearest first, what the rest sends without it.
    """
    left, taken = set(wanted), []
    while left:
        best = max(sends, key=lambda test: (len(sends[test] & left) / max(costs[test], 0.001), test), default="")
        if not best or not sends[best] & left:
            break
        taken.append(best)
        left -= sends[best]
    for test in sorted(taken, key=lambda test: (-costs[test], test)):
        others: set[str] = set().union(*(sends[other] for other in taken if other != test))
        if sends[test] & wanted <= others:
            taken.remove(test)
    return sorted(taken)


def by_function(noted: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return what was noted of each test with all its cases together, for that is what a mark is put on."""
    found: dict[str, dict[str, Any]] = {}
    for node, told in noted.items():
        one = found.setdefault(_CASE.sub("", node), {"both": False, "why": "", "seconds": 0.0, "sent": set()})
        one["both"] |= told["both"]
        one["why"] = one["why"] or told["why"]
        one["seconds"] += told["seconds"]
        one["sent"] |= set(told["sent"])
    return found


def main(words: list[str]) -> int:
    """Print it, by file."""
    if len(words) != 1:
        print("usage: tools/cover.py NOTES   (COMITY_STATEMENTS=NOTES make test writes them)")
        return 2
    tests = by_function(json.loads(Path(words[0]).read_text(encoding="utf-8")))
    costs, sends = ({test: told[what] for test, told in tests.items()} for what in ("seconds", "sent"))
    stand = {test for test, told in tests.items() if told["both"] and told["why"]}
    sent: set[str] = set().union(*(sends[test] for test in stand))
    wanted: set[str] = set().union(*sends.values()) - sent
    free = tests.keys() - stand
    best = cheapest({test: costs[test] for test in free}, {test: sends[test] for test in free}, wanted=wanted)
    marked = {test for test in free if tests[test]["both"]}
    for title, listed in (("to be marked", set(best) - marked), ("need no mark", marked - set(best))):
        for test in sorted(listed):
            print(f"{title}: {costs[test]:7.2f} s  {test}")
    print(
        f"cover: {len(tests)} tests send {len(wanted | sent)} shapes of statements in {sum(costs.values()):.0f} s; "
        f"{len(stand)} stand by their matter ({sum(costs[test] for test in stand):.0f} s), "
        f"{len(best)} for the rest ({sum(costs[test] for test in best):.0f} s; marked now {sum(costs[test] for test in marked):.0f} s)"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
