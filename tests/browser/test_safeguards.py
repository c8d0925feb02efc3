"""Two officers switch on a kind that is off, without JavaScript. Every page of safeguards, in error too, is in test_every_page."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from desks import Desks
from officers import Officer, of_side
from playwright.sync_api import expect
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
