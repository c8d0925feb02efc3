"""Two real nodes to which no line leads, and a relay between them: acts and receipts go over it alone, and it may die meanwhile."""

import random
import shutil
import subprocess
import time
from pathlib import Path
from typing import Final

import pytest
from large_files import GROWTH, LARGEST, PATIENCE, peak
from real_nodes import PROGRAM, Pair, instant_now, is_free, wait_until
from row_evidence import require_log, require_once

from comity.directory.home import Address, read_home
from comity.doors.cli.demo import fields
from comity.doors.cli.demo.nodes import HOST
from comity.doors.cli.demo.ways import admit_to, make_relay
from comity.seal.parcel import CHUNK

OF_RELAY: Final = 80 * 2**20  # four threads, each with a parcel that is read, looked at, kept and handed out


class Running:
    """The relay's process, as its operator runs it."""

    def __init__(self, folder: Path, port: int) -> None:
        """Begin."""
        self._folder, self._port = folder, port
        self.start()

    def start(self) -> None:
        """Start it, and wait until it listens."""
        with (self._folder / "messages.log").open("ab") as log:
            self._process = subprocess.Popen([*PROGRAM, "relay", "run", "--home", str(self._folder)], stdout=log, stderr=log)
        wait_until(lambda: not is_free(self._port), "relay up")

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    def kill(self) -> None:
        """End it as a power cut would."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        """Tell it to stop; return its status."""
        self._process.terminate()
        return self._process.wait(60)


@pytest.fixture
def relay(pair: Pair, tmp_path, port):
    """A relay that both countries name, with no address of either node."""
    folder = make_relay(tmp_path, listen=Address(HOST, port + 20), at=instant_now())
    homes = [read_home(node.home) for node in pair.nodes]
    for node, home in zip(pair.nodes, homes, strict=True):
        node.play("alone", card=str(folder.card))
        admit_to(folder, home)
        for other in homes:
            if other is not home:
                name = f"{home.country}.section"
                shutil.copy(home.sections / name, other.sections / name)
    running = Running(folder.path, port + 20)
    yield running
    running.kill()


@pytest.mark.long
def test_a_hundred_megabytes_go_over_a_relay_in_constant_memory(pair: Pair, relay) -> None:
    """As over a line: both couriers, and the relay, are measured before and after."""
    pair.start_missing()
    xr, vn = pair.xr, pair.vn
    paper = xr.home / "paper.bin"
    case, _ = xr.request(vn)  # everything that is loaded once is loaded
    wait_until(lambda: xr.state(case) == "delivered", "receipted over the relay")
    processes = {xr.courier.pid: GROWTH, vn.courier.pid: GROWTH, relay.pid: OF_RELAY}
    before = [peak(pid) for pid in processes]
    paper.write_bytes(random.Random(7).randbytes(LARGEST))
    began = time.monotonic()
    _, asked = xr.request_with_files(vn, paper)
    wait_until(lambda: xr.files(asked) == vn.files(asked) == ["whole"], "100 MiB at both ends", PATIENCE)
    grown = [peak(pid) - held for pid, held in zip(processes, before, strict=True)]
    print(f"100 MiB over a relay in {time.monotonic() - began:.1f} s; couriers and relay grew by {grown}")  # noqa: T201 -- as there
    assert all(one < most for one, most in zip(grown, processes.values(), strict=True)), grown


def test_a_request_with_a_file_and_its_answer_go_over_a_relay(pair: Pair, relay) -> None:
    """Held while their receiver is away and the relay is killed and comes back; then receipted, once, each with its leaf."""
    xr, vn = pair.xr, pair.vn
    paper = xr.home / "paper.bin"
    paper.write_bytes(random.Random(7).randbytes(2 * CHUNK + 5))
    vn.kill_courier()
    case, asked = xr.request_with_files(vn, paper)
    wait_until(lambda: xr.rows.select("SELECT * FROM records_relayhold WHERE env_id = ?", asked), "held")
    assert xr.state(case) == "sent"
    relay.kill()
    relay.start()
    vn.start_courier()
    wait_until(lambda: vn.has_acts(case, 1), "brought in")
    wait_until(lambda: xr.state(case) == "delivered", "receipted over the relay")
    wait_until(lambda: xr.files(asked) == vn.files(asked) == ["whole"], "the file at both ends")
    _, answered = vn.send(xr, "answer", "REQ-PRESERVE", fields.preserved(at=instant_now()), reference=case, replies_to=asked)
    wait_until(lambda: xr.state(case) == "answered", "answered over the relay")
    wait_until(lambda: not vn.rows.due(), "receipt of the answer")
    for giver, taker, envelope in ((xr, vn, asked), (vn, xr, answered)):
        require_once(giver.rows, taker.rows, envelope)
    require_log(xr.rows, vn.rows)
    require_log(vn.rows, xr.rows)
    assert relay.stop() == 0
    assert is_free(relay._port)
