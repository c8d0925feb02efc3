"""Writes a file in the place of an older one: whoever reads finds the one or the other, also after a power cut."""

import os
from pathlib import Path


def write_file(target: Path, data: bytes) -> None:
    """Write `data` so that `target` is either the old file or the whole new one, also after a power cut."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.{os.getpid()}.new")  # an export may publish beside the courier
    with fresh.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(target)
