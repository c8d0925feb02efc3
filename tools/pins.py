"""The exact, hash-checked sets in requirements/, compiled from the ranges in pyproject.toml.

`check` fails when a set is not what its ranges give; it never moves to newer releases, because the compiler keeps
existing pins and existing hashes that still fit. `write` compiles; `write --upgrade` takes newer releases. None
younger than seven days is taken (`exclude-newer` in pyproject.toml).

`uv.txt`, the pin of the compiler itself, is written by hand: it changes with `[build-system]` in pyproject.toml.
"""

import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
UV: Final = Path(sys.executable).parent / "uv"
SETS: Final[dict[str, tuple[str, ...]]] = {
    "run": ("pyproject.toml",),
    # One version for all sets, so that they install together.
    "letters": ("--group", "letters", "-c", "requirements/run.txt"),
    "token": ("--group", "token", "-c", "requirements/run.txt", "-c", "requirements/letters.txt"),
    "store": ("--group", "store", "-c", "requirements/run.txt", "-c", "requirements/letters.txt"),
    "dev": ("--group", "dev", *(word for one in ("run", "letters", "token", "store") for word in ("-c", f"requirements/{one}.txt"))),
    "peers": ("--group", "peers"),  # an environment of its own
}
# For the oldest Python that is promised, whichever runs this: a later one by itself leaves out what only the oldest needs.
OLDEST: Final = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"].removeprefix(">=")
HOW: Final = ("--universal", "--python-version", OLDEST, "--generate-hashes", "--no-emit-index-url", "--no-header", "--quiet")


def compile_sets(folder: Path, *extra: str) -> str | None:
    """Compile the sets of the project in `folder` over its own requirements/; return what the compiler said when it failed."""
    for name, sources in SETS.items():
        command = (str(UV), "pip", "compile", *sources, *HOW, *extra, "--output-file", f"requirements/{name}.txt")
        done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode:
            return f"requirements/{name}.txt cannot be compiled:\n{done.stderr.strip()}"
    return None


def uv_faults(root: Path) -> list[str]:
    """Return what is wrong with the pin of uv: it must be one release, with hashes, in the range of the build backend."""
    text = (root / "requirements" / "uv.txt").read_text(encoding="ascii")
    pins = [line.removeprefix("uv==").split()[0] for line in text.splitlines() if line.startswith("uv==")]
    if len(pins) != 1 or "--hash=sha256:" not in text:
        return ["requirements/uv.txt must pin one release of uv with its hashes"]
    backend = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
    if backend != [expected := f"uv_build>={pins[0]},<{series_after(pins[0])}"]:
        return [f"[build-system] requires {backend}, but the pinned uv builds without a network only with {expected}"]
    return []


def series_after(version: str) -> str:
    """Return the first series after that of `version`: 0.13.9 gives 0.14."""
    major, minor, *_ = version.split(".")
    return f"{major}.{int(minor) + 1}"


def check() -> list[str]:
    """Return what is out of date, one sentence each."""
    faults = uv_faults(ROOT)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        shutil.copy(ROOT / "pyproject.toml", folder)
        shutil.copytree(ROOT / "requirements", folder / "requirements")
        fault = compile_sets(folder)
        if fault:
            return [*faults, fault]
        for name in SETS:
            file = Path("requirements") / f"{name}.txt"
            if (folder / file).read_bytes() != (ROOT / file).read_bytes():
                faults.append(f"{file} is not what pyproject.toml gives: run `make requirements` and commit the result")
    return faults


def main(arguments: list[str]) -> int:
    """Run `check`, `write` or `write --upgrade`; return the exit status."""
    match arguments:
        case ["check"]:
            faults = check()
        case ["write", *extra] if extra in ([], ["--upgrade"]):
            faults = [fault] if (fault := compile_sets(ROOT, *extra)) else []
        case _:
            faults = ["usage: tools/pins.py check | write [--upgrade]"]
    for fault in faults:
        print(f"requirements: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
