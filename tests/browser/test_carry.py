"""From paper to the wire in a real browser: a partner joins, its case is proposed at one node, compared and accepted at the other.

The same story between real nodes is tests/processes/test_joining.py; each page is written on in tests/doors/web/test_carry_pages.py, and
stands before axe, in error too, in test_every_page.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from desks import Desks
from officers import Officer, of_side
from test_outside_window import fill, tick
from windows import Window

from comity.doors.cli.demo.nodes import Stage
from comity.doors.cli.demo.people import Player

pytestmark = [pytest.mark.browser, pytest.mark.long]


def come(window: Callable[..., Window], stage: Stage, player: Player) -> Officer:
    """Return an officer who has come in by the demonstration's door."""
    officer = of_side(stage, window(), player)
    officer.come_by_the_demo()
    return officer


def look(officer: Officer, name: str, found: list[str]) -> None:
    """Look at the page before an officer, and keep its faults; in both languages it is seen by test_every_page."""
    found.extend(f"{name}: {fault}" for fault in officer.window.faults())


def approve(officer: Officer, reference: str) -> None:
    """Approve what waits in a case, as the second officer."""
    officer.go(f"/requests/{reference}/")
    officer.press(officer.page.locator('.bar a[href$="/approve/"]').first)
    officer.give_passphrase("a lantern on the quay")
    assert officer.path() == f"/requests/{reference}/", officer.matter()


def record_letter(one: Officer, two: Officer, scan: Path) -> str:
    """Enter the ministry by two officers, and record its letter; return the number of the case."""
    one.go("/partners/new/")
    words = {"name_en": "Ministry of Justice", "zone": "Europe/Vienna", "source": "Note verbale 12", "reason": "first contact"}
    fill(one, country="XR", short="moj", **words)
    fill(one, ways_dot_0_dot_value="1 Castle Street", verified__day="1", verified__month="6", verified__year="2026")
    for role in ("CA", "POC"):
        tick(one, "roles", role)
    tick(one, "languages", "en")
    one.page.locator('main select[name="ways.0.type"]').select_option("DEL-POST")
    one.press(one.act("next"))
    two.go("/partners/")
    two.press(two.page.locator('form[action*="/entries/"] button'))
    one.go("/record/")
    tick(one, "from", "moj.xr.outside.invalid")
    tick(one, "kind", "REQ-PRESERVE")
    one.press(one.act("next"))
    one.press(one.act("submit"))
    tick(one, "method", "DEL-POST")
    fill(one, who="Registry")
    one.page.locator('main input[type="file"]').set_input_files(scan)
    one.press(one.act("next"))
    assert one.path().startswith("/requests/"), one.matter()
    return one.path().split("/")[2]


def withdraw(one: Officer, two: Officer, case: str, found: list[str]) -> None:
    """Withdraw by two officers what arrived and nobody answers."""
    carry = f"/requests/{case}/carry/"
    one.look_until(carry, lambda: one.page.locator('main [name="reason"]').count() > 0)
    look(one, "arrived", found)
    one.press(one.act("next"))
    assert one.window.statuses[-1] == 422
    found.extend(f"no reason: {fault}" for fault in one.window.faults())
    tick(one, "reason", "CARRY-SILENT")
    one.press(one.act("next"))
    assert one.path() == f"/requests/{case}/", one.matter()
    approve(two, case)
    look(two, "withdrawn by us", found)


def test_a_letter_becomes_a_case_on_the_wire(desks: Desks, window: Callable[..., Window], tmp_path: Path):
    """Joined by two, proposed and approved, compared and accepted; each page accessible, in both themes and all widths."""
    here, there, found = desks.viet_nam, desks.ruritania, []
    one, two = come(window, here, here.side.drafter), come(window, here, here.side.approver)
    scan = tmp_path / "letter.pdf"
    scan.write_bytes(b"%PDF-1.7 a letter")
    case = record_letter(one, two, scan)
    # (1) two officers say that the node is that ministry
    one.go("/partners/xr-moj/join/")
    look(one, "join", found)
    tick(one, "node", there.side.node)
    fill(one, reason="Note verbale 40")
    one.press(one.act("next"))
    two.go("/partners/")
    look(two, "joining waits", found)
    two.press(two.page.locator('form[action*="/joinings/"] button'))
    # (2) the case is proposed, and sent by the second officer
    one.go(f"/requests/{case}/carry/")
    look(one, "propose", found)
    one.press(one.act("next"))
    assert one.path() == f"/requests/{case}/", one.matter()
    approve(two, case)
    one.go(f"/requests/{case}/carry/")
    look(one, "waiting", found)
    # (3) it arrives, nobody answers, and it is withdrawn; (4) then it is proposed anew
    three, four = come(window, there, there.side.drafter), come(window, there, there.side.approver)
    three.wait_in_queue(case)
    withdraw(one, two, case, found)
    three.read(case, acts=2)
    look(three, "withdrawn by them", found)
    one.go(f"/requests/{case}/carry/")
    one.press(one.act("next"))
    assert one.path() == f"/requests/{case}/", one.matter()
    approve(two, case)
    # (5) the other side compares and accepts
    three.wait_in_queue(case)
    three.read(case, acts=3)
    three.go(f"/requests/{case}/")
    look(three, "proposed to us", found)
    three.go(f"/requests/{case}/carry/")
    three.press(three.act("next"))
    assert three.window.statuses[-1] == 422
    found.extend(f"no answer: {fault}" for fault in three.window.faults())
    three.go(f"/requests/{case}/carry/")
    look(three, "compare", found)
    tick(three, "carry", "CARRY-ACCEPT")
    three.press(three.act("next"))
    approve(four, case)
    look(four, "accepted", found)
    # (6) and it goes on on the wire at both
    one.read(case, acts=5)
    look(one, "carried", found)
    assert there.side.node in one.page.content() or "Ruritania" in one.matter()
    one.go(f"/requests/{case}/carry/")
    assert one.window.statuses[-1] == 404
    assert found == []
