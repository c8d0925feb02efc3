"""A case file by clicking, at a running node: the page by axe, exported by the approver, verified as it was saved.

Without a browser: tests/doors/web/test_casefiling.py gives the file away and verifies it; its page, in error too, is in test_every_page.
"""

import os
import subprocess
from pathlib import Path

import pytest
from desks import PROGRAM, Desks
from test_pages import RURITANIA, Rooms, asked_by, rooms  # noqa: F401 -- a fixture that pytest finds by its name

pytestmark = [pytest.mark.browser, pytest.mark.long]


@RURITANIA
def test_a_case_file_is_exported_and_what_was_saved_verifies(rooms: Rooms, desks: Desks, code: str, tmp_path: Path):  # noqa: F811 -- the fixture imported above
    """The request is sent, the approver exports its file, and the command says what holds, in words."""
    stage, peer = rooms.stage(code), rooms.other(code)
    asker, second = (rooms.officer(stage, one) for one in (stage.side.drafter, stage.side.approver))
    asker.begin_request(peer)
    asker.write_request(asked_by(stage, "hospital"))
    reference = second.approve(asker.submit())
    rooms.visit(second, f"/requests/{reference}/casefile/", "case file")
    page = second.page
    page.locator('input[name="court"]').fill("Tòa án nhân dân tỉnh Đắk Lắk")
    second.press(page.locator("section.narrow form .btn").last)
    rooms.look(second, "case file, incomplete", 422)
    page.locator('input[name="reader"][value="RD-DEFENCE"]').check()
    page.locator('input[name="number"]').fill("12/2026/HSST")
    page.locator('textarea[name="purpose.text"]').fill("Evidence at the trial")
    picture(second, "casefile")
    with page.expect_download() as coming:
        page.locator("section.narrow form .btn").last.click()
    saved = tmp_path / coming.value.suggested_filename
    coming.value.save_as(saved)
    assert saved.name == f"{reference}.defence.casefile.zip"
    told = subprocess.run(
        [*PROGRAM, "casefile", "verify", saved, "--language", "en"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 3, told.stdout + told.stderr
    assert reference in told.stdout
    assert "none is changed, missing or added" in told.stdout
    rooms.visit(second, f"/requests/{reference}/casefile/", "case file, listed")
    picture(second, "casefile-listed")


def picture(officer, name: str) -> None:
    """Keep the page for people to look at, where somebody asked for it."""
    folder = os.environ.get("COMITY_PICTURES")
    for width in (1280, 360) if folder else ():
        language = officer.page.locator("html").get_attribute("lang")
        officer.page.set_viewport_size({"width": width, "height": 900})
        officer.page.screenshot(path=Path(folder) / f"{name}.{language}.{width}.png", full_page=True)
    officer.page.set_viewport_size({"width": 1280, "height": 900})
