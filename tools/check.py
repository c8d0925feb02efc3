"""The gates of `make check`: runs every step, two at a time, shows what failed, and ends with a table.

`tools/check.py types docs` runs only the named steps.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
BIN: Final = Path(sys.executable).parent
_PYTHON: Final = sys.executable

STEPS: Final[dict[str, tuple[str, ...]]] = {
    # The longest begin first.
    "words": (_PYTHON, "-m", "pytest", "-q", "-m", "not long", "tests/doors/web/test_every_word.py"),
    "types": (f"{BIN}/mypy",),
    "contracts": (_PYTHON, "-m", "pytest", "-q", "tests/architecture"),
    "lint": (f"{BIN}/ruff", "check", "."),
    "format": (f"{BIN}/ruff", "format", "--check", "."),
    "rooms": (f"{BIN}/lint-imports", "--no-logo"),
    "house": (_PYTHON, "tools/house.py"),
    "migrations": (_PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run", "--settings", "comity.site.settings"),
    "requirements": (_PYTHON, "tools/pins.py", "check"),
    "translations": (_PYTHON, "tools/messages.py", "check"),
    "reference": (_PYTHON, "tools/reference.py", "check"),
    "docs": (_PYTHON, "-m", "pytest", "-q", "tests/docs"),
}


def run(name: str) -> tuple[str, int, float, str]:
    """Run one step; return its name, exit status, seconds and output."""
    start = time.monotonic()
    done = subprocess.run(
        STEPS[name],
        cwd=ROOT,
        env=os.environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return name, done.returncode, time.monotonic() - start, done.stdout


def main(names: list[str]) -> int:
    """Run the named steps, or all; return 1 if one failed."""
    unknown = [name for name in names if name not in STEPS]
    if unknown:
        print(f"check: no such step: {', '.join(unknown)}; there are {', '.join(STEPS)}")
        return 2
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = []
        for result in pool.map(run, names or STEPS):
            name, status, seconds, output = result
            results.append(result)
            if status:
                print(f"---- {name}\n{output.rstrip()}\n", flush=True)
            print(f"check: {name:<13} {'FAILED' if status else 'ok':<6} {seconds:5.1f} s", flush=True)
    failed = [name for name, status, _, _ in results if status]
    print(f"check: {len(results) - len(failed)} passed, {len(failed)} failed" + (f": {', '.join(failed)}" if failed else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
