"""A report becomes a confirmed record by the keyboard alone; then an exercise and a request are begun from what was said."""

import re
from pathlib import Path

import pytest
from desks import Desks, count_rows
from officers import RULEBOOK, Officer, of_side
from playwright.sync_api import expect
from windows import Window

pytestmark = pytest.mark.browser

TWIN = Path(__file__).parents[1] / "fixtures/reports/twins/002.txt"
KIND = "REQ-POLICE-INFO"


def press(officer: Officer, key: str, *, left: int) -> None:
    """Press a key, and wait until so many suggestions are left; focus is at a suggestion, or at the words that say that none is."""
    officer.page.keyboard.press(key)
    expect(officer.page.locator("#left")).to_have_attribute("data-left", str(left))
    assert officer.page.evaluate("document.activeElement.matches('#review .sug, #left')")


def registered(officer: Officer) -> int:
    """Return how many commitments the register counts."""
    officer.go("/register/")
    return int(officer.page.locator(".kpi b").first.inner_text())


def propose_drill(officer: Officer) -> None:
    """Turn the proposal of joint drills into a draft exercise."""
    officer.go("/register/statements/?q=dien+tap")
    officer.press(officer.page.locator("#statements tbody th a").first)
    officer.press(officer.page.locator('main a[href^="/register/exercises/new/"]'))
    officer.page.locator('[name="party1"]').select_option("US")
    officer.type_in("aim.text", "Phòng thủ hệ thống, ứng cứu và khôi phục sau sự cố")
    officer.press(officer.page.locator(".bar button"))
    assert re.search(r"/register/exercises/E-\d{6}/", officer.path())
    assert officer.page.locator("#statement tbody tr").count() == 1


def test_a_report_is_confirmed_by_the_keyboard_alone(desks: Desks, window):
    """Two American commitments, a meeting planned for 7 July, a drill as a draft exercise, a request on the desk, and the figures moved."""
    stage = desks.viet_nam
    shown: Window = window()
    officer = of_side(stage, shown, stage.side.drafter)
    officer.come_by_the_demo()
    before = registered(officer)
    officer.go("/register/documents/import/")
    officer.type_in("text.text", TWIN.read_text(encoding="utf-8"))
    with officer.page.expect_navigation():
        officer.page.locator(".bar button").press("Enter")
    page, voice = officer.page, officer.page.locator("#voice")
    everything = int(str(page.locator("#left").get_attribute("data-left")))
    page.keyboard.press("j")
    assert page.locator(".sug[aria-current]").get_attribute("id") == "s-actor-1"
    assert page.locator("mark.here").first.inner_text() == "Nguyễn Khắc Hưng"
    press(officer, "r", left=everything - 1)
    assert page.locator("#s-actor-1").get_attribute("class") == "sug done"
    press(officer, "u", left=everything)
    expect(voice).to_contain_text("Nguyễn Khắc Hưng")
    page.keyboard.press("?")
    expect(page.locator("#strokes")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("k")
    for done in range(1, everything + 1):
        press(officer, "Enter", left=everything - done)
    assert not page.locator(".sug[data-open]").count()
    officer.go("/register/commitments/?of=US")
    assert page.locator("#commitments tbody tr").count() == 2
    assert registered(officer) == before + 1
    officer.go("/register/meetings/?standing=planned")
    planned = page.locator("#meetings tbody tr", has_text="2023")
    assert re.search(r"\b0?7/0?7/2023|7 July 2023", planned.inner_text())
    propose_drill(officer)
    officer.go("/register/statements/?of=US&act=commit")
    officer.press(page.locator("#statements tbody th a").first)
    words, said = page.locator(".quote").inner_text().split("\n")[-1], officer.path()
    officer.press(page.locator('main a[href^="/compose/?"]'))
    officer.choose("to", desks.ruritania.side.node)
    officer.choose("kind", KIND)
    officer.press(officer.act("next"))
    texts = page.locator('input[name="instrument"]:not([disabled])')
    if texts.count():
        texts.first.check()
        officer.press(officer.act("next"))
    draft = officer.path().rsplit("/", 2)[0]
    item = next(one.key for one in RULEBOOK.form(KIND, "request").items if "facts" in [field.key for field in one.fields])
    officer.go(f"{draft}/{item}/")
    assert words in page.locator('[name="facts.text"]').input_value()
    assert count_rows(stage, "SELECT count(*) FROM records_casebond WHERE statement_id = ?", int(said.rsplit("/", 2)[1])) == 1
