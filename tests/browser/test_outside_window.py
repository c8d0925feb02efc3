"""Outside the wire in a real browser: a partner is entered, a letter recorded, a ministry consulted; a mission reports on a slow line."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from desks import Desks, operate
from officers import Officer, of_side
from playwright.sync_api import expect
from windows import Window

from comity.doors.cli.demo.nodes import Stage
from comity.doors.cli.demo.people import Player

pytestmark = pytest.mark.browser

# GPRS as Chromium's own tools have it: 50 kbit/s down, 20 up, half a second each way.
SLOW = {"offline": False, "latency": 500, "downloadThroughput": 50_000 / 8, "uploadThroughput": 20_000 / 8}
THREE_MINUTES = 180
LIGHT = 30 * 1024


def come(window: Callable[..., Window], stage: Stage, player: Player, **how: object) -> Officer:
    """Return an officer who has come in by the demonstration's door."""
    officer = of_side(stage, window(**how), player)
    officer.come_by_the_demo()
    return officer


def send_abroad(stage: Stage, player: Player) -> None:
    """Make an officer one of the mission in the other country, as the administrator does."""
    sign_in = stage.side.sign_in(player)
    for words in (("role", sign_in, "mission"), ("country", sign_in, "XR")):
        operate(stage, "officer", *words)


def fill(officer: Officer, **values: str) -> None:
    """Fill in fields by name."""
    for name, value in values.items():
        officer.page.locator(f'main [name="{name.replace("__", "-").replace("_dot_", ".")}"]').first.fill(value)


def tick(officer: Officer, name: str, value: str) -> None:
    """Choose a code."""
    officer.page.locator(f'main input[name="{name}"][value="{value}"]').check()


@pytest.mark.long
def test_a_letter_is_recorded_and_the_ministry_asked(desks: Desks, window: Callable[..., Window], tmp_path: Path):
    """From the empty list of partners to a case outside the wire, each page accessible, in weight and in width.

    Without a browser: tests/doors/web/test_outside_pages.py from page to page; each page stands before axe in test_every_page.
    """
    stage, found = desks.ruritania, []
    one, two = come(window, stage, stage.side.drafter), come(window, stage, stage.side.approver)

    def look(officer: Officer, name: str) -> None:
        found.extend(f"{name}: {fault}" for fault in officer.window.faults())

    one.go("/partners/")
    look(one, "partners-empty")
    one.go("/partners/new/")
    look(one, "partner-new")
    fill(
        one,
        country="KH",
        short="moj",
        name_en="Ministry of Justice",
        zone="Asia/Phnom_Penh",
        source="Note verbale 12",
        reason="first contact",
    )
    fill(one, ways_dot_0_dot_value="Phnom Penh", verified__day="1", verified__month="6", verified__year="2026")
    tick(one, "roles", "CA")
    tick(one, "languages", "en")
    one.page.locator('main select[name="ways.0.type"]').select_option("DEL-POST")
    one.press(one.act("next"))
    assert one.path() == "/partners/", one.matter()
    look(one, "partners-waiting")
    two.go("/partners/")
    two.press(two.page.locator('form[action*="/approve/"] button'))
    look(two, "partners")
    one.go("/record/")
    tick(one, "from", "moj.kh.outside.invalid")
    tick(one, "kind", "REQ-PRESERVE")
    look(one, "record-start")
    one.press(one.act("next"))
    look(one, "record-check")
    one.press(one.act("submit"))
    look(one, "paper")
    scan = tmp_path / "letter.pdf"
    scan.write_bytes(b"%PDF-1.7 a letter")
    tick(one, "method", "DEL-POST")
    fill(one, who="Registry")
    one.press(one.act("next"))
    assert "add the document itself" in one.matter()
    one.page.locator('main input[type="file"]').set_input_files(scan)
    one.press(one.act("next"))
    assert one.path().startswith("/requests/"), one.matter()
    assert "outside the wire" in one.matter().lower()
    look(one, "request-outside")
    reference = one.path().split("/")[2]
    one.press(one.page.locator('a[href$="/acknowledged/"]'))
    look(one, "step")
    one.go(f"/requests/{reference}/outside/")
    look(one, "came")
    one.go(f"/requests/{reference}/home/")
    look(one, "home")
    one.go("/missions/")
    look(one, "missions-empty")
    assert found == []


def note_a_meeting(officer: Officer, weigh: Callable[[], None]) -> None:
    """Write a note of a meeting, save it, go on, file it: less than three minutes on the same line."""
    began = time.monotonic()
    officer.go("/mission/meeting/")
    weigh()
    fill(officer, day="2026-11-20", place="Praha", theirs_name="Jan Novák", said_1="Hoan nghênh Công ước Hà Nội.")
    officer.page.locator("#act_1").select_option("welcome")
    officer.press(officer.page.locator('main button[value="save"]'))
    weigh()
    assert officer.page.locator("#place").input_value() == "Praha"
    fill(officer, promise="Sẽ đào tạo 50 cán bộ.", due="2027-06")
    officer.press(officer.page.locator('main button[value="file"]'))
    weigh()
    expect(officer.page.locator("main .done")).to_contain_text("R-0")
    assert time.monotonic() - began < THREE_MINUTES


def test_a_mission_abroad_reports_on_a_slow_line(desks: Desks, window: Callable[..., Window]):
    """At 50 kbit/s with half a second each way a report takes less than three minutes, and so does a note; no page weighs 30 KB in all."""
    stage = desks.viet_nam
    send_abroad(stage, stage.side.approver)
    officer = come(window, stage, stage.side.approver, scripts=False)
    line = officer.page.context.new_cdp_session(officer.page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    came: list[int] = []
    line.on("Network.loadingFinished", lambda told: came.append(int(told["encodedDataLength"])))

    def weigh() -> None:
        officer.page.wait_for_load_state("load")
        weighed.append(sum(came))
        came.clear()

    weighed: list[int] = []
    began = time.monotonic()
    officer.go("/mission/")
    weigh()
    officer.page.locator("#incident").select_option("INC-RANSOMWARE")
    fill(officer, place="Praha", happened_on="26/11")
    officer.press(officer.page.locator("main button"))
    weigh()
    fill(officer, persons="12")
    officer.page.locator("#origin").select_option("RSC-HOST")
    officer.page.locator("#tlp").select_option("TLP:AMBER")
    officer.press(officer.page.locator("main button"))
    weigh()
    fill(officer, words="Một bệnh viện bị mã hóa dữ liệu.")
    officer.press(officer.page.locator('main button[value="file"]'))
    weigh()
    expect(officer.page.locator("main .done")).to_contain_text(re.compile(r"\d\d:\d\d"))
    assert time.monotonic() - began < THREE_MINUTES
    note_a_meeting(officer, weigh)
    assert max(weighed) < LIGHT, weighed
    assert min(weighed) > 0, weighed
    line.send("Network.emulateNetworkConditions", {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1})
    desk = come(window, stage, stage.side.drafter)
    desk.go("/missions/")
    assert "Praha" in desk.matter()
    assert desk.window.faults() == []
