"""A process that dies between sending a notice and noting it: the node sends it again when it runs, under the same number."""

import base64
import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from real_nodes import PROGRAM, wait_until
from test_supervisor import is_up, serving
from worlds.posts import Box, hook_server

from comity.desk.crashing import STATUS, VARIABLE


@pytest.mark.parametrize(("point", "before", "after"), [("tell.prepared", 0, 1), ("tell.sent", 1, 2), ("tell.commit", 1, 1)])
def test_a_notice_outlives_a_crash(founded: Path, tmp_path: Path, port: int, point: str, before: int, after: int) -> None:
    """Ended before it was sent, or before that was kept: owed still, sent by the node, known as the same; kept, never sent again."""
    home, box = tmp_path / "vn", Box()
    shutil.copytree(founded / "vn", home)
    secret = home / "keys" / "webhook.secret"
    secret.write_text("whsec_" + base64.b64encode(b"k" * 32).decode())
    secret.chmod(0o600)
    with hook_server(box) as receiver:
        with (home / "node.toml").open("a") as file:
            file.write(f'\n[notices]\naddress = "http://127.0.0.1:{port}"\n[notices.webhook]\nurl = "http://127.0.0.1:{receiver}/"\n')
        ended = subprocess.run(
            [*PROGRAM, "notice", "test", "--home", str(home)], env={**os.environ, VARIABLE: point}, check=False, capture_output=True
        )
        assert ended.returncode == STATUS, ended.stderr
        assert len(box.posts) == before
        with serving(home):
            wait_until(lambda: is_up(port), "node up")
            wait_until(lambda: len(box.posts) >= after, "the notice")
            time.sleep(2 if after == before else 0)  # what is not to come has had its time
    assert len(box.posts) == after
    assert len({headers["webhook-id"] for headers, _ in box.posts}) == 1
