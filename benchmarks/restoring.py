"""Backup and restore of a node with a hundred thousand requests, as an operator types them; and the file check of what came of it."""

import json
import os
import resource
import secrets
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.exchange import start_couriers
from benchmarks.figures import Figure, Report
from benchmarks.machine import load
from benchmarks.world import Node, two_nodes

SECONDS: Final = 60
PASSPHRASE: Final = "the key of the old harbour"  # noqa: S105 of a node that is gone in a minute
REAL: Final = 30
_PROGRAM: Final = (sys.executable, "-m", "comity.site.entry")
_MIB: Final = 2**20


@dataclass(frozen=True, slots=True)
class Effort:
    """How many requests stand in the tables, and how many MiB of files lie beside them."""

    requests: int
    files_mib: int


FULL: Final = Effort(requests=100_000, files_mib=1024)
QUICK: Final = Effort(requests=5_000, files_mib=32)


def measure(folder: Path, *, effort: Effort, report: Report) -> None:
    """Fill a node, back it up and restore it, without files and with them; check what came of it."""
    with two_nodes(folder) as (sender, receiver):
        start_couriers(sender, receiver)
        sender.do("prepare", count=REAL, peer=str(receiver.home.node))
        sender.do("pipeline", count=REAL, officers=1)
        receiver.do("fill", count=effort.requests, peer=str(sender.home.node))
        for node in (sender, receiver):
            node.stop()
        _typed("reindex", "--home", str(receiver.home.path))  # what is put into the tables in bulk is not in the index yet
        _round(receiver, folder, name=f"{effort.requests:,} requests", report=report)
        _add_files(receiver.home.files, mib=effort.files_mib)
        restored = _round(receiver, folder, name=f"{effort.requests:,} requests and {effort.files_mib:,} MiB of files", report=report)
        began = time.monotonic()
        faults = _faults(restored)
        report.figures += [
            Figure("the file check of what was restored", round(time.monotonic() - began, 1), "s"),
            Figure("faults that it finds", len(faults), "", most=0),
        ]
    report.circumstances["restore"] = {"load": load()}


def _round(node: Node, folder: Path, *, name: str, report: Report) -> Path:
    file, into = folder / "one.backup", folder / "restored"
    for before in (file, into):
        shutil.rmtree(before) if before.is_dir() else before.unlink(missing_ok=True)
    spent, began = _spent(), time.monotonic()
    _typed("backup", str(file), "--passphrase-stdin", "--home", str(node.home.path))
    backed = time.monotonic() - began
    began = time.monotonic()
    _typed("restore", str(file), "--into", str(into), "--passphrase-stdin")
    restored, spent = time.monotonic() - began, _spent() - spent
    print(f"{name}, load {load()}: backup {backed:.1f} s, restore {restored:.1f} s, processor time {spent:.1f} s", flush=True)
    report.figures += [
        Figure(f"backup, {name}", round(backed, 1), "s"),
        Figure(f"restore, {name}", round(restored, 1), "s"),
        Figure(f"backup and restore, {name}", round(backed + restored, 1), "s", most=SECONDS),
        Figure(f"processor time of both, {name}", round(spent, 1), "s"),
        Figure(f"the backup's file, {name}", round(file.stat().st_size / _MIB), "MiB"),
    ]
    return into


def _spent() -> float:
    """Return the processor time of the programs that ended so far: on a busy machine it says more than a clock."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _faults(home: Path) -> list[str]:
    """Return what `comity fsck` says of a node, without the order in which it says it."""
    return sorted(fault["what"] for fault in _typed("fsck", "--home", str(home), most=1)["faults"])


def _typed(*words: str, most: int = 0) -> dict[str, Any]:
    done = subprocess.run(
        [*_PROGRAM, *words, "--json"],
        input=f"{PASSPHRASE}\n",
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
    )
    if done.returncode > most:
        raise RuntimeError(done.stderr[-2000:])
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _add_files(folder: Path, *, mib: int) -> None:
    for _ in range(mib // 8):
        name = secrets.token_hex(32)
        (folder / name[:2]).mkdir(parents=True, exist_ok=True)
        (folder / name[:2] / name).write_bytes(secrets.token_bytes(8 * _MIB))
