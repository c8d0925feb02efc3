"""A real node that comes up from a backup of yesterday: nothing lost, nothing done twice, no second history before two officers said so."""

import json
import os
import shutil
from pathlib import Path

import pytest
from forked_commands import LoadedNode
from real_nodes import Pair, RealNode, instant_now, wait_until
from row_evidence import require_once

from comity.doors.cli.demo import fields
from comity.doors.cli.demo.people import PASSPHRASE

SECRET = "the key of the old harbour"


def typed(node: RealNode, *words: object, given: str = "", status: int = 0) -> dict[str, object]:
    """Type a command at a node, and return what it says for programs."""
    loaded = LoadedNode(str(node.home), env=os.environ | {"LC_ALL": "C.UTF-8"})
    try:
        done = loaded.type_in([*map(str, words), "--json"], given=given)
    finally:
        loaded.end()
    assert done.returncode == status, done.stderr
    return json.loads(done.stdout)


def lifted_by_two(xr: RealNode, vn: RealNode) -> tuple[str, str]:
    """Start the restored node, see it wait, ask it for something meanwhile, and let two officers lift; return what was asked."""
    vn.start_courier()  # it takes nothing yet, and so is not up
    told = "SELECT count(*) AS n FROM records_peerword WHERE told_at IS NOT NULL"
    wait_until(lambda: vn.rows.one(told)["n"] == 1, "the peer told")
    shown = typed(vn, "quarantine", "show", "--home", vn.home, status=1)
    assert (shown["why"], shown["peers"][0]["ours"], shown["peers"][0]["theirs"]) == ("restored", 3, 1)
    # (3) what the peer sends meanwhile waits, and is signed for by nobody
    late, late_env = xr.request(vn)
    assert vn.state(late) == ""
    officers = (vn.approver, vn.side.sign_in(vn.side.administrator))
    by = [word for officer in officers for word in ("--by", officer)]
    words = ("quarantine", "lift", "--why", "The disk was lost", *by, "--passphrase-stdin", "--yes", "--home", vn.home)
    lifted = typed(vn, *words, given=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    assert (lifted["sent"], lifted["received"], lifted["lost"]) == (2, 1, [])
    return late, late_env


@pytest.mark.long
def test_a_node_of_yesterday_catches_up(pair: Pair, tmp_path: Path) -> None:
    """Backup; a day; the folder is gone; restore; quarantine; two officers; and the case goes on from where it was."""
    xr, vn = pair.xr, pair.vn
    old, _ = vn.request(xr)
    wait_until(lambda: vn.state(old) == "delivered", "yesterday's request")
    file = tmp_path / "vn.backup"
    typed(vn, "backup", file, "--passphrase-stdin", "--home", vn.home, given=f"{SECRET}\n")
    # (1) a day: this node asks and is asked, and answers
    case, sent = vn.request(xr)
    theirs, came = xr.request(vn)
    wait_until(lambda: vn.state(case) == "delivered" and vn.state(theirs) == "delivered", "today's requests")
    _, answered = vn.send(xr, "answer", "REQ-PRESERVE", fields.preserved(at=instant_now()), reference=theirs, replies_to=came)
    wait_until(lambda: xr.state(theirs) == "answered", "today's answer")
    receipt = bytes(vn.rows.one("SELECT receipt FROM records_inbox WHERE env_id = ?", came)["receipt"])
    # (2) the folder is lost with its log, and the backup is put in its place
    vn.kill_courier()
    vn.stop_officers()
    lost = tmp_path / "lost"
    shutil.move(vn.home, lost)
    made = typed(xr, "restore", file, "--into", vn.home, "--passphrase-stdin", given=f"{SECRET}\n")
    assert made["node"] == vn.side.node
    with vn.loaded_anew():
        late, late_env = lifted_by_two(xr, vn)
        # (4) all of it is there, once, and goes on
        wait_until(lambda: vn.state(late) == "delivered", "what waited")
        assert [vn.state(one) for one in (old, case, theirs)] == ["delivered", "delivered", "answered"]
        assert bytes(vn.rows.one("SELECT receipt FROM records_inbox WHERE env_id = ?", came)["receipt"]) == receipt
        pair.settle()
        require_once(xr.rows, vn.rows, late_env)
        assert not xr.rows.select("SELECT * FROM records_alarm")
        vn.start_officers()
        withdrawn = vn.withdraw(xr, case)
        wait_until(lambda: xr.state(case) == "withdrawn", "the case goes on")
        pair.settle()
        require_once(vn.rows, xr.rows, withdrawn)
        assert vn.rows.one("SELECT count(*) AS n FROM records_outbox WHERE env_id IN (?, ?)", sent, answered)["n"] == 2
        assert typed(vn, "quarantine", "show", "--home", vn.home) == {"quarantined": False}
        assert typed(vn, "fsck", "--home", vn.home)["faults"] == []
        assert vn.rows.one("SELECT count(*) AS n FROM records_journalact WHERE name = 'log.discontinued'")["n"] == 1
        vn.stop_officers()
        vn.kill_courier()
    vn.start_courier()
    vn.start_officers()
