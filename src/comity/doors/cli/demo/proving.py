"""Has the proof file verified as a court would: by two programs alone, in processes without node, tables or network."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from comity.desk.proving.bag import PROGRAM


def verify_proof_file(path: Path, *, trust: Path, program: Sequence[str], tell: Callable[[str], None]) -> bool:
    """Return whether `comity verify` and `verify.py` say yes to `path` under the country keys in `trust`; tell what they said otherwise."""
    for name, command in (("comity verify", [*program, "verify"]), ("verify.py", [sys.executable, "-I", "-S", str(PROGRAM)])):
        done = subprocess.run(  # noqa: S603 our own programs
            [*command, str(path), "--trust", str(trust)], capture_output=True, encoding="utf-8", check=False
        )
        if done.returncode:
            tell(f"  {name}: {(done.stderr or done.stdout).strip()}")
            return False
    return True
