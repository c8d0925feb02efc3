"""Whole stories of those beside the duty officer: the ministry, the reviewer, the supervisor, the auditor.

Whoever takes the decisive step has the site's scripts kept away.
"""

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from desks import Desks, Person, ask, operate, start_player
from officers import Officer, fresh_code, of_side
from playwright.sync_api import expect
from tests.treaty.samples import every_act
from windows import Window

from comity.doors.cli.demo.nodes import Stage
from comity.doors.cli.demo.people import PASSPHRASE, Player

pytestmark = pytest.mark.browser

Rooms = Callable[..., Officer]


@pytest.fixture
def come_in(window: Callable[..., Window]) -> Rooms:
    """Let officers come in by the demonstration's door."""

    def come(stage: Stage, player: Player, **how: Any) -> Officer:
        officer = of_side(stage, window(**how), player)
        officer.come_by_the_demo()
        return officer

    return come


@pytest.fixture
def by_code(window: Callable[..., Window], desks: Desks) -> Rooms:
    """Let the officer whom the operator enrolled come in by password and one-time code, without a script."""

    def come(stage: Stage) -> Officer:
        person: Person = desks.people[stage.side.code]
        officer = Officer(stage, window(scripts=False), person.name, stage.side.language)
        officer.give_password(person)
        officer.give_code(fresh_code(person.otp))
        assert officer.path() == "/", officer.matter()
        return officer

    return come


def foot(officer: Officer) -> None:
    """Press the act at the foot of the page."""
    officer.press(officer.page.locator(".bar .btn").last)


def clock(officer: Officer, name: str) -> Any:
    """Return a clock of the request before them, by its name."""
    return officer.page.locator("li.clock", has_text=name)


# ---------------------------------------------------------------- at home


def test_the_ministry_is_consulted_and_its_opinion_stops_the_clock(desks: Desks, come_in: Rooms, by_code: Rooms):
    """The desk asks; the clock of the opinion runs on the page of the request until the ministry answered, and the case goes on."""
    vn = desks.viet_nam
    script = Path(__file__).with_name("ministry.py")
    subprocess.run([sys.executable, str(script), str(vn.home.path), desks.people["vn"].sign_in, "vn-mfa"], check=True)
    reference = ask(desks.ruritania, vn, "hospital")
    desk, ministry = come_in(vn, vn.side.drafter), by_code(vn)
    desk.wait_in_queue(reference)
    desk.take(reference)
    running = "Ý kiến cơ quan trong nước"
    assert clock(desk, running).count() == 0
    home = f"/requests/{reference}/home/"
    desk.go(home)
    desk.choose("want", "ASK-OPINION")
    desk.choose("of", "vn-mfa")
    desk.type_day("by", (datetime.now(UTC).date() + timedelta(days=4)).isoformat())
    desk.type_in("words", "Chỉ có nguyên tắc có đi có lại: Bộ có phản đối không?")
    desk.press(desk.act("ask"))
    desk.go(f"/requests/{reference}/")
    expect(clock(desk, running)).to_contain_text("Đúng hạn")
    others = desk.page.locator("li.clock").count()

    ministry.go(home)
    ministry.choose("code", "OPN-NO-OBJECTION")
    ministry.press(ministry.act("give"))
    assert ministry.window.statuses[-1] == 422, "an opinion has words"
    ministry.choose("code", "OPN-NO-OBJECTION")
    ministry.type_in("answer", "Bộ không phản đối.")
    ministry.press(ministry.act("give"))
    assert ministry.page.locator('button[name="act"][value="give"]').count() == 0

    desk.go(f"/requests/{reference}/")
    assert desk.page.locator("li.clock").count() == others
    expect(clock(desk, running)).not_to_contain_text("Đúng hạn")
    desk.go(home)
    expect(desk.page.locator("main")).to_contain_text("Bộ không phản đối.")
    desk.decide(reference)
    assert desk.path() == f"/requests/{reference}/decide/"


# ---------------------------------------------------------------- abroad


def claim_emergency(here: Stage, there: Stage) -> str:
    """Have the officers of `here` send a request that is an emergency; return its number."""
    if here.player is None:
        start_player(here)
    side = here.side
    filled = {**every_act()["REQ-EMERGENCY-DATA", "request"], "authority": side.authority}
    asked = {"act": "request", "kind": "REQ-EMERGENCY-DATA", "peer": there.side.node, "fields": filled}
    drafted = here.play("compose", officer=side.sign_in(side.drafter), **asked)
    approver = side.sign_in(side.approver)
    here.play("approve", officer=approver, passphrase=PASSPHRASE, draft=drafted["draft"], digest=drafted["digest"])
    return str(drafted["reference"])


def test_an_emergency_is_answered_and_reviewed_afterwards(desks: Desks, come_in: Rooms, by_code: Rooms):
    """It is answered at once; the clock of its review outlives the answer, and who approved the answer cannot review."""
    vn, xr = desks.viet_nam, desks.ruritania
    reference = claim_emergency(vn, xr)
    answers, approves, reviews = come_in(xr, xr.side.drafter), come_in(xr, xr.side.approver, scripts=False), by_code(xr)
    expect(answers.wait_in_queue(reference)).to_contain_text(re.compile("emergency", re.IGNORECASE))
    answers.go(f"/requests/{reference}/")
    expect(clock(answers, "Review the emergency afterwards")).to_have_count(1)
    answers.take(reference)
    answers.decide(reference)
    answers.answer("D-GRANT")
    approves.approve(answers.submit())
    review = f"/requests/{reference}/safeguards/review/emergency/"
    for officer, status in ((approves, 403), (reviews, 302)):
        officer.go(f"/requests/{reference}/safeguards/")
        officer.go(review)
        officer.choose("code", "RV-MISTAKEN")
        officer.type_in("used", "Two mailboxes were kept.")
        officer.type_in("reason", "The call was a prank; nobody could know.")
        foot(officer)
        if status == 403:
            assert officer.window.statuses[-1] == 403, officer.matter()
    assert reviews.path() == f"/requests/{reference}/safeguards/"
    for said in ("Two mailboxes were kept.", "The call was a prank", reviews.name):
        expect(reviews.page.locator("main")).to_contain_text(said)
    assert reviews.page.locator(f'a[href="{review}"]').count() == 0, "it is reviewed once"


# ---------------------------------------------------------------- who looks after the desk


def test_a_post_a_wall_and_the_auditor(desks: Desks, come_in: Rooms, by_code: Rooms):
    """A mandate with dates is given; a wall is opened by two supervisors; the auditor sees facts and never a word of the case."""
    vn, xr = desks.viet_nam, desks.ruritania
    reference = ask(vn, xr, "hospital")
    linh = desks.people["xr"]
    gives = come_in(xr, xr.side.administrator, scripts=False)
    reads = come_in(xr, xr.side.drafter)
    reads.wait_in_queue(reference)
    secret = "patient-records server"
    reads.go(f"/requests/{reference}/")
    assert secret in reads.matter()
    give_mandate(gives, linh.sign_in)

    one, two = by_code(xr), come_in(xr, xr.side.approver, scripts=False)
    operate(xr, "officer", "role", xr.side.sign_in(xr.side.approver), "supervisor")
    one.go("/")
    expect(one.page.locator("body > header")).to_contain_text("Walls")
    wall_in(one, reference, *(xr.side.sign_in(player) for player in (xr.side.approver, xr.side.administrator)))
    reads.go(f"/requests/{reference}/")
    assert reads.window.statuses[-1] == 404
    propose_to_open(one, reference)
    reads.go(f"/requests/{reference}/")
    assert reads.window.statuses[-1] == 404, "one supervisor opens nothing"
    two.go(f"/walls/{reference}/")
    two.press(two.page.locator('form[action$="/confirm/"] button'))
    reads.go(f"/requests/{reference}/")
    assert secret in reads.matter()

    operate(xr, "officer", "role", xr.side.sign_in(xr.side.approver), "auditor")
    for path in ("/audit/", f"/audit/{reference}/", "/audit/log/"):
        two.go(path)
        assert reference in two.matter(), path
        assert secret not in two.page.content(), path
    for path in (f"/requests/{reference}/", "/requests/", f"/walls/{reference}/"):
        two.go(path)
        assert two.window.statuses[-1] == 403, path
    operate(xr, "officer", "role", xr.side.sign_in(xr.side.approver), "drafter", "approver")


def give_mandate(gives: Officer, sign_in: str) -> None:
    """Give a colleague the post of a supervisor, from today for a month, by a decision; who operates the node gives, not the supervisor."""
    gives.go("/officers/")
    gives.press(gives.page.locator(f'main a[href="/officers/{sign_in}/"]'))
    form = gives.page.locator('form:has(input[name="what"][value="mandate"])')
    form.locator('input[name="role"][value="supervisor"]').check()
    form.locator("button").last.click()
    assert gives.page.locator('[role="alert"]').count() == 1, "a mandate has a first day"
    today = datetime.now(UTC).astimezone(gives.zone).date()
    form.locator('input[name="role"][value="supervisor"]').check()
    for name, day in (("since", today), ("until", today + timedelta(days=30))):
        gives.type_day(name, day.isoformat())
    gives.type_in("basis", "Order 12/2026")
    gives.press(form.locator("button").last)
    expect(gives.page.locator("main")).to_contain_text("Order 12/2026")
    gives.go("/officers/")
    row = gives.page.locator("tr", has=gives.page.locator(f'a[href="/officers/{sign_in}/"]'))
    expect(row).to_contain_text(re.compile("supervisor", re.IGNORECASE))


def wall_in(one: Officer, reference: str, *names: str) -> None:
    """Let these officers alone know of a case; it counts at once."""
    one.go(f"/walls/?reference={reference}")
    one.choose("wall", "named")
    for name in names:
        one.choose("names", name)
    one.type_in("reason.text", "Need to know.")
    one.press(one.page.locator(f'form[action$="/walls/{reference}/"] button').last)
    assert one.window.statuses[-1] == 200, one.matter()


def propose_to_open(one: Officer, reference: str) -> None:
    """Propose that the whole desk may know of it again; the one who proposes is not offered to confirm."""
    one.go(f"/walls/{reference}/")
    one.page.locator('input[name="wall"][value=""]').check()
    one.type_in("reason.text", "The suspect was arrested.")
    one.press(one.page.locator(f'form[action$="/walls/{reference}/"] button').last)
    one.go(f"/walls/{reference}/")
    expect(one.page.locator("main")).to_contain_text("The suspect was arrested.")
    assert one.page.locator('form[action$="/confirm/"]').count() == 0
