"""Has the proof file verified as a court would: by the command alone, in a process without node, tables or network."""

import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path


def verify_proof_file(path: Path, *, trust: Path, program: Sequence[str], tell: Callable[[str], None]) -> bool:
    """Return whether `comity verify` says yes to `path` under the country keys in `trust`; tell what it said otherwise."""
    done = subprocess.run(  # noqa: S603 our own program
        [*program, "verify", str(path), "--trust", str(trust)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        tell(f"  comity verify: {(done.stderr or done.stdout).strip()}")
    return done.returncode == 0
