"""Files by clicking, at two running nodes: attached, seen by the second officer, sent, verified, opened; every page by axe."""

import hashlib
import os
from pathlib import Path

import pytest
from desks import Desks
from officers import Officer
from playwright.sync_api import expect
from test_pages import VIET_NAM, Rooms, asked_by, rooms  # noqa: F401 -- a fixture that pytest finds by its name

pytestmark = pytest.mark.browser

LOG = os.urandom(3 * 2**20 + 5)
MARKUP = b"<script>document.title = 'run'</script>"


def picture(officer: Officer, name: str) -> None:
    """Keep the page for people to look at, where somebody asked for it."""
    folder = os.environ.get("COMITY_PICTURES")
    if folder:
        for width in (1280, 360):
            officer.page.set_viewport_size({"width": width, "height": 900})
            officer.page.screenshot(
                path=Path(folder) / f"{name}.{officer.page.locator('html').get_attribute('lang')}.{width}.png", full_page=True
            )
        officer.page.set_viewport_size({"width": 1280, "height": 900})


def attach(officer: Officer, name: str, data: bytes, kind: str) -> None:
    """Choose a file and add it."""
    officer.page.locator('input[name="file"]').set_input_files({"name": name, "mimeType": "text/html", "buffer": data})
    officer.page.locator('select[name="kind"]').select_option(kind)
    officer.press(officer.page.locator(".bar .btn").last)


def opened(officer: Officer, name: str) -> bytes:
    """Open the file of that name and return what came."""
    with officer.page.expect_download() as coming:
        officer.page.get_by_role("link", name=name).first.click()
    path = coming.value.path()
    assert coming.value.suggested_filename == name
    return Path(path).read_bytes()


@VIET_NAM
def test_files_go_with_a_request_and_open_where_they_arrived(rooms: Rooms, desks: Desks, code: str):  # noqa: F811 -- the fixture imported above
    """Without scripts: attach two, take one off, put it back, approve, wait until both are there, open the very bytes."""
    stage, peer = rooms.stage(code), rooms.other(code)
    asker, second = (rooms.officer(stage, one) for one in (stage.side.drafter, stage.side.approver))
    draft = asker.begin_request(peer)
    asker.write_request(asked_by(stage, "hospital"))
    rooms.visit(asker, f"{draft}/files/", "no file yet")
    asker.press(asker.page.locator(".bar .btn").last)
    rooms.look(asker, "no file chosen", 422)
    attach(asker, "Nhật ký.csv", LOG, "FILE-DATA")
    attach(asker, "lệnh.html", MARKUP, "FILE-ORDER")
    rooms.look(asker, "two files")
    picture(asker, "files")
    asker.press(asker.page.locator("section.files form button").last)
    expect(asker.page.locator("section.files li")).to_have_count(1)
    attach(asker, "lệnh.html", MARKUP, "FILE-ORDER")
    rooms.visit(asker, f"{draft}/check/", "check with files")
    picture(asker, "files-check")
    waiting = asker.submit()
    rooms.look(asker, "awaiting with files")
    rooms.visit(second, waiting, "approve with files")
    picture(second, "files-approve")
    expect(second.page.locator("section.files")).to_contain_text(hashlib.sha256(LOG).hexdigest())
    assert opened(second, "lệnh.html") == MARKUP
    reference = second.approve(waiting)
    reader = rooms.officer(peer, peer.side.drafter)
    reader.look_until(f"/requests/{reference}/", lambda: reader.page.locator("section.files .pass").count() == 2)
    rooms.look(reader, "request with files")
    picture(reader, "files-request")
    assert opened(reader, "Nhật ký.csv") == LOG
    assert opened(reader, "lệnh.html") == MARKUP
    assert "run" not in reader.page.title().split()
    asker.look_until(f"/requests/{reference}/", lambda: asker.page.locator("section.files .pass").count() == 2)
    rooms.look(asker, "our request with its files there")
    rooms.visit(reader, f"/requests/{reference}/history/", "history with files")
    assert rooms.found == []
