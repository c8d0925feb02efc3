"""Two officers switch on a kind that is off, without JavaScript; every page of safeguards by axe, with scripts, in both themes."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from desks import Desks, ask
from officers import Officer, of_side
from playwright.sync_api import expect
from test_pages import RURITANIA, Rooms, rooms  # noqa: F401 -- a fixture that pytest finds by its name
from windows import Window

pytestmark = pytest.mark.browser
KIND = "REQ-INTERCEPT-CONTENT"


def propose(officer: Officer) -> None:
    """Propose that the kind be switched on."""
    officer.go("/permissions/propose/")
    officer.choose("kind", KIND)
    officer.type_in("basis", "Luật số 24/2026/QH16, Điều 5")
    officer.type_in("independent", "Tòa án nhân dân tối cao")
    officer.type_day("review_on", (datetime.now(UTC).date() + timedelta(days=10)).isoformat())
    officer.type_in("reason", "Vụ án số 7 năm 2026.")
    officer.press(officer.page.locator(".bar .btn").last)


def test_two_officers_switch_a_kind_on(desks: Desks, window: Callable[..., Window]):
    """Off, it is listed with why; proposed, it still is; approved from the head of the queue, it can be chosen; ended, it cannot."""
    vn = desks.viet_nam
    first, second = (of_side(vn, window(javascript=False), one) for one in (vn.side.drafter, vn.side.approver))
    for officer in (first, second):
        officer.come_by_the_demo()
    kind = first.page.locator(f'input[name="kind"][value="{KIND}"]')
    first.go("/compose/")
    expect(kind).to_be_disabled()
    propose(first)
    assert first.path() == "/permissions/"
    assert first.page.locator('form[action$="/approve/"]').count() == 0
    first.go("/compose/")
    expect(kind).to_be_disabled()
    second.go("/")
    second.press(second.page.locator('.calls a[href="/permissions/"]').first)
    second.press(second.page.locator('form[action$="/approve/"] button').first)
    first.go("/compose/")
    expect(kind).to_be_enabled()
    first.go("/permissions/")
    first.press(first.page.locator('a[href$="/end/"]').first)
    first.type_in("reason", "Tòa án rút phê chuẩn.")
    first.press(first.page.locator(".bar .btn").last)
    first.go("/compose/")
    expect(kind).to_be_disabled()


@RURITANIA
def test_every_page_of_safeguards(rooms: Rooms, code: str):  # noqa: F811 -- the fixture
    """Lists empty and full, forms empty and in error, flags, reviews, the report."""
    stage = rooms.stage(code)
    first, second = (rooms.officer(stage, one) for one in (stage.side.drafter, stage.side.approver))
    rooms.visit(first, "/permissions/", "permissions")
    rooms.visit(first, "/permissions/propose/", "propose")
    first.press(first.page.locator(".bar .btn").last)
    rooms.look(first, "propose in error", 422)
    propose(first)
    rooms.visit(second, "/permissions/", "permissions, to approve")
    rooms.visit(first, first.page.locator('a[href$="/end/"]').first.get_attribute("href") or "", "end a permission")
    reference = ask(rooms.other(code), stage, "hospital")
    first.wait_in_queue(reference)
    here = f"/requests/{reference}/safeguards/"
    rooms.visit(first, here, "safeguards, none")
    rooms.visit(first, f"{here}flag/", "flag")
    first.press(first.page.locator(".bar .btn").last)
    rooms.look(first, "flag in error", 422)
    first.choose("code", "RF-JOURNALIST")
    first.type_in("person", "Bùi Thị Xuân")
    first.type_in("reason", "Nhà báo của báo Thời Đại.")
    first.press(first.page.locator(".bar .btn").last)
    rooms.visit(second, here, "safeguards, a flag")
    rooms.visit(second, f"/requests/{reference}/", "a flagged request")
    rooms.visit(second, f"{here}review/flags/", "review")
    second.choose("code", "RV-NO-CONCERN")
    second.type_in("reason", "Đã đọc toàn bộ.")
    second.press(second.page.locator(".bar .btn").last)
    rooms.look(second, "safeguards, reviewed")
    second.go("/report/")
    rooms.look(second, "report")
    assert rooms.found == []
