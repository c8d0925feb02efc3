"""The tests as pytest rewrites their assertions: in a fresh clone all workers of a run write them together, not each of them all."""

from pathlib import Path

import pytest
from _pytest.assertion.rewrite import PYC_TAIL, _read_pyc, _rewrite_test, _write_pyc, assertstate_key, get_cache_dir


def write_a_share(config: pytest.Config, tests: Path, *, worker: int, of: int) -> int:
    """Rewrite every file of tests that nobody has yet, and return how many; each worker begins elsewhere, and goes round.

    A worker that meets another's file passes over it. What is written is what pytest itself would write when it comes to the file.
    """
    files = sorted(tests.rglob("test_*.py"))
    first, written = len(files) * worker // of, 0
    for file in (*files[first:], *files[:first]):
        cached = get_cache_dir(file) / f"{file.stem}{PYC_TAIL}"
        if _read_pyc(file, cached) is None:
            cached.parent.mkdir(parents=True, exist_ok=True)
            found, code = _rewrite_test(file, config)
            written += _write_pyc(config.stash[assertstate_key], code, found, cached)
    return written
