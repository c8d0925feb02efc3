"""A file of the largest size between two real nodes: whole, unchanged, in bounded time and in a small part of its size of memory."""

import hashlib
import random
import time
from pathlib import Path

from large_files import GROWTH, LARGEST, PATIENCE, peak
from real_nodes import Pair, RealNode, wait_until
from row_evidence import require_log, require_once

from comity.seal.parcel import CHUNK


def stored_at(node: RealNode, paper: Path) -> Path:
    """Return where a node keeps the bytes of `paper`."""
    with paper.open("rb") as file:
        name = hashlib.file_digest(file, "sha256").hexdigest()
    return node.home / "files" / name[:2] / name


def test_a_hundred_megabytes_arrive_whole_in_constant_memory(pair: Pair) -> None:
    """Both couriers are measured before and after; the stored file is the one that was attached, and both ends say so."""
    pair.start_missing()
    xr, vn = pair.xr, pair.vn
    paper = xr.home / "paper.bin"
    paper.write_bytes(random.Random(7).randbytes(LARGEST))
    _, first = xr.request(vn)  # everything that is loaded once is loaded
    pair.settle()
    require_once(xr.rows, vn.rows, first)
    before = {node.side.code: peak(node.courier.pid) for node in pair.nodes}
    began = time.monotonic()
    _, envelope = xr.request_with_files(vn, paper)
    wait_until(lambda: xr.files(envelope) == vn.files(envelope) == ["whole"], "100 MiB at both ends", PATIENCE)
    took = time.monotonic() - began
    grown = {node.side.code: peak(node.courier.pid) - before[node.side.code] for node in pair.nodes}
    print(f"100 MiB in {took:.1f} s; couriers grew by {grown}")  # noqa: T201 -- a figure for whoever asks with -s
    assert all(one < GROWTH for one in grown.values()), grown
    stored = stored_at(vn, paper)
    with stored.open("rb") as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == stored.name
    assert stored.stat().st_size == LARGEST
    assert stored.stat().st_mode & 0o777 == 0o600
    require_log(vn.rows, xr.rows)
    require_log(xr.rows, vn.rows)


def test_a_peer_that_is_away_gets_the_file_when_it_is_back(pair: Pair) -> None:
    """In the middle of a file the receiver dies and stays away; back again it goes on from the chunks that it has."""
    pair.start_missing()
    xr, vn = pair.xr, pair.vn
    papers = [xr.home / f"{name}.bin" for name in ("one", "two", "three")]
    for number, paper in enumerate(papers):
        paper.write_bytes(random.Random(number).randbytes(CHUNK + 2**20 + number))
    vn.kill_courier()
    vn.start_courier(crash_at="file.chunk")
    vn.wait_for_courier()
    _, envelope = xr.request_with_files(vn, *papers)
    vn.courier_ends()
    parts = [part.stat().st_size for part in (vn.home / "files" / "coming").iterdir()]
    assert len(parts) <= 2, parts  # two files come at once; the other one's chunk may be torn
    assert max(parts) == CHUNK
    assert vn.files(envelope) == ["coming"] * 3
    time.sleep(2.5)
    assert xr.files(envelope) == ["due"] * 3
    vn.start_courier()
    vn.wait_for_courier()
    pair.nudge()
    wait_until(lambda: xr.files(envelope) == vn.files(envelope) == ["whole"] * 3, "three files at both ends", PATIENCE)
    assert all(stored_at(vn, paper).read_bytes() == paper.read_bytes() for paper in papers)
