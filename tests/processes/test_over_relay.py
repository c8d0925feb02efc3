"""Two real nodes to which no line leads, and a relay between them: acts and receipts go over it alone, and it may die meanwhile."""

import shutil
import threading

import pytest
from real_nodes import Pair, instant_now, wait_until
from row_evidence import require_log, require_once

from comity.courier.clocks import now
from comity.courier.relay.serving import serve
from comity.directory.home import Address, read_home
from comity.doors.cli.demo import fields
from comity.doors.cli.demo.nodes import HOST
from comity.doors.cli.demo.ways import admit_to, make_relay


class Running:
    """The relay's server in a thread; what it holds is in its folder."""

    def __init__(self, folder):
        """Begin."""
        self.folder = folder
        self.start()

    def start(self):
        """Serve, from nothing but the folder."""
        self.server, self.holding = serve(self.folder, clock=now)
        threading.Thread(target=self.server.serve, daemon=True).start()

    def stop(self):
        """End."""
        self.server.stop()
        self.holding.close()


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
    running = Running(folder)
    yield running
    running.stop()


def test_a_request_and_its_answer_go_over_a_relay(pair: Pair, relay) -> None:
    """Held while their receiver is away and the relay dies and comes back; then receipted, once, each with its leaf."""
    xr, vn = pair.xr, pair.vn
    vn.kill_courier()
    case, asked = xr.request(vn)
    wait_until(lambda: xr.rows.select("SELECT * FROM records_relayhold WHERE env_id = ?", asked), "held")
    assert xr.state(case) == "sent"
    relay.stop()
    relay.start()
    vn.start_courier()
    wait_until(lambda: vn.has_acts(case, 1), "brought in")
    wait_until(lambda: xr.state(case) == "delivered", "receipted over the relay")
    _, answered = vn.send(xr, "answer", "REQ-PRESERVE", fields.preserved(at=instant_now()), reference=case, replies_to=asked)
    wait_until(lambda: xr.state(case) == "answered", "answered over the relay")
    wait_until(lambda: not vn.rows.due(), "receipt of the answer")
    for giver, taker, envelope in ((xr, vn, asked), (vn, xr, answered)):
        require_once(giver.rows, taker.rows, envelope)
    require_log(xr.rows, vn.rows)
    require_log(vn.rows, xr.rows)
