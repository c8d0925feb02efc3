"""Every page of the story, empty, in error and overfull: accessible, within its weight and its width, and nothing refused.

Viet Nam's pages are looked at in Vietnamese with the site's scripts kept away, as axe cannot run where JavaScript is off; Ruritania's
in English with the scripts. Each chapter is played at one of them: pages that scripts change (composing) where they run, those with most
words (the queue, the decision) in Vietnamese. That each page holds in both languages is test_every_page.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from desks import Desks, ask, hurry, overfill
from officers import Officer, now, of_side
from windows import Window

from comity.doors.cli.demo import fields
from comity.doors.cli.demo.nodes import Stage
from comity.doors.cli.demo.people import Player
from comity.doors.cli.demo.story import PLAIN_GROUND

pytestmark = pytest.mark.browser


@dataclass
class Rooms:
    """Opens windows at the two nodes, and keeps what was found wrong on every page looked at."""

    desks: Desks
    window: Callable[..., Window]
    found: list[str] = field(default_factory=list)

    def stage(self, code: str) -> Stage:
        """Return one of the nodes."""
        return self.desks.viet_nam if code == "vn" else self.desks.ruritania

    def other(self, code: str) -> Stage:
        """Return the node that it asks and answers."""
        return self.desks.ruritania if code == "vn" else self.desks.viet_nam

    def officer(self, stage: Stage, player: Player) -> Officer:
        """Return an officer who has come in by the demonstration's door."""
        come = of_side(stage, self.window(scripts=stage.side.code == "xr"), player)
        come.come_by_the_demo()
        return come

    def look(self, officer: Officer, where: str, status: int | None = None) -> None:
        """Look at the page before an officer, and keep its faults."""
        if status is not None:
            assert officer.window.statuses[-1] == status, where
        self.found += [f"{where}: {fault}" for fault in officer.window.faults()]

    def visit(self, officer: Officer, path: str, where: str, status: int = 200) -> None:
        """Go to an address and look at its page."""
        officer.go(path)
        self.look(officer, where, status)


@pytest.fixture
def rooms(desks: Desks, window: Callable[..., Window]) -> Rooms:
    """The two nodes, with nobody signed in."""
    return Rooms(desks, window)


def asked_by(stage: Stage, case: str) -> fields.Fields:
    """Return a request that a node's own authority makes."""
    side = stage.side
    own = {"authority": side.authority, "authority_name": side.authority_names[side.language]}
    return fields.request(case, at=now()) | own


VIET_NAM = pytest.mark.parametrize("code", ["vn"])
RURITANIA = pytest.mark.parametrize("code", ["xr"])


@RURITANIA
def test_nothing_has_happened_yet(rooms: Rooms, code: str):
    """An empty queue, an empty list, a journal that begins."""
    stage = rooms.stage(code)
    officer = rooms.officer(stage, stage.side.drafter)
    for path in ("/", "/requests/", "/requests/?q=XR-2026-000009", "/journal/"):
        rooms.visit(officer, path, f"empty {path}")
    assert rooms.found == []


@VIET_NAM
def test_the_doors(rooms: Rooms, code: str):
    """Sign-in, second factor, the demonstration's door; each also refused; and the second factor's own pages."""
    stage, person = rooms.stage(code), rooms.desks.people[code]
    officer = Officer(stage, rooms.window(scripts=code == "xr"), person.name, stage.side.language)
    rooms.visit(officer, "/demo/", "demo door")
    rooms.visit(officer, "/account/login/", "sign-in")
    officer.give_password(person, "not the password")
    rooms.look(officer, "sign-in refused")
    officer.give_password(person)
    rooms.look(officer, "second factor")
    officer.give_code("000000")
    rooms.look(officer, "second factor refused")
    officer.give_code(person.recovery[0])
    assert officer.path() == "/", officer.matter()
    for path in ("/account/second-factor/", "/account/second-factor/recovery-codes/", "/account/logout/"):
        rooms.visit(officer, path, path)
    officer.sign_out()
    assert officer.path() == "/account/login/"
    assert rooms.found == []


@RURITANIA
def test_writing_a_request(rooms: Rooms, code: str):
    """Each page of composing, empty and in error; check, changed elsewhere, awaiting, approval and its refusals."""
    stage, peer = rooms.stage(code), rooms.other(code)
    drafter, approver = (rooms.officer(stage, one) for one in (stage.side.drafter, stage.side.approver))
    rooms.visit(drafter, "/compose/", "compose")
    drafter.press(drafter.act("next"))
    rooms.look(drafter, "compose, nothing chosen")
    draft = drafter.begin_request(peer)
    every_item_empty_and_in_error(rooms, drafter, draft)
    rooms.visit(drafter, f"{draft}/check/", "check, everything missing")
    changed_elsewhere(rooms, drafter, approver, draft)
    rooms.visit(drafter, f"{draft}/set-aside/", "set aside")
    draft = drafter.begin_request(peer)
    drafter.write_request(asked_by(stage, "hospital"))
    rooms.look(drafter, "check")
    waiting = drafter.submit()
    rooms.look(drafter, "awaiting")
    rooms.visit(approver, waiting, "approve")
    approver.give_passphrase("not the passphrase")
    rooms.look(approver, "approve, wrong passphrase")
    approver.press(approver.page.locator('form[action$="/return/"] button'))
    rooms.look(approver, "approve, returned without a reason")
    rooms.visit(drafter, "/", "queue with drafts")
    reference = approver.approve(waiting)
    rooms.look(approver, "request that was sent")
    rooms.visit(drafter, f"/requests/{reference}/withdraw/", "withdraw")
    assert rooms.found == []


def every_item_empty_and_in_error(rooms: Rooms, drafter: Officer, draft: str) -> None:
    """Save each page with nothing in it; where that is wrong it says so."""
    for item in ("authority", "offence", "facts", "data", "custodian", "necessity", "mla", "secrecy", "length"):
        rooms.visit(drafter, f"{draft}/{item}/", f"compose {item}")
        drafter.press(drafter.act("next"))
        if drafter.path().endswith(f"/{item}/"):
            rooms.look(drafter, f"compose {item}, missing")


def changed_elsewhere(rooms: Rooms, drafter: Officer, second: Officer, draft: str) -> None:
    """Both write on the same version; the slower one sees three."""
    for officer in (drafter, second):
        officer.go(f"{draft}/custodian/")
    for officer, name in ((drafter, "Post Example JSC, Ha Noi"), (second, "Post Example JSC, Hải Phòng")):
        officer.type_in("custodian", name)
        officer.press(officer.act("next"))
    assert second.page.locator("table.three-way").count() == 1
    rooms.look(second, "changed elsewhere", 409)


@VIET_NAM
def test_answering_a_request(rooms: Rooms, code: str):
    """The request as it is read, decided on, answered and refused; its history; what is not there, not allowed, too late."""
    stage, peer = rooms.stage(code), rooms.other(code)
    asker, second = (rooms.officer(peer, one) for one in (peer.side.drafter, peer.side.approver))
    asker.begin_request(stage)
    asker.write_request(asked_by(peer, "registry"))
    reference = second.approve(asker.submit())
    officer, approver = (rooms.officer(stage, one) for one in (stage.side.drafter, stage.side.approver))
    officer.wait_in_queue(reference)
    rooms.look(officer, "queue")
    rooms.visit(officer, f"/requests/{reference}/", "request")
    rooms.visit(officer, f"/requests/{reference}/?side=1", "request, side by side")
    officer.take(reference)
    rooms.visit(approver, f"/requests/{reference}/take/", "take over")
    officer.decide(reference)
    rooms.look(officer, "decision")
    officer.press(officer.act("submit"))
    rooms.look(officer, "decision, nothing chosen")
    officer.answer("D-REFUSE", grounds=PLAIN_GROUND)
    officer.type_in("message.text", "Further words, in English.")
    officer.press(officer.page.locator('button[value="preview"]'))
    rooms.look(officer, "decision with its letter")
    waiting = officer.submit()
    rooms.look(officer, "awaiting the answer's approval")
    rooms.visit(approver, waiting, "approve the answer")
    approver.approve(waiting)
    rooms.look(approver, "request that was refused")
    rooms.visit(approver, f"/requests/{reference}/history/", "history")
    rooms.visit(approver, "/requests/", "requests")
    rooms.visit(approver, "/journal/", "journal")
    rooms.visit(officer, f"/requests/{reference}/decide/", "decided already", 409)
    assert rooms.found == []


@RURITANIA
def test_what_says_no(rooms: Rooms, code: str):
    """404, 403 for who may not, 403 for a form of another session."""
    stage = rooms.stage(code)
    rooms.visit(rooms.officer(stage, stage.side.drafter), "/requests/XR-2026-999999/", "404 of a request", 404)
    nobody_s = rooms.officer(stage, stage.side.administrator)
    rooms.visit(nobody_s, "/requests/XR-2026-999999/", "403 of a request", 403)
    rooms.visit(nobody_s, "/nothing/", "404", 404)
    rooms.visit(nobody_s, "/compose/", "403", 403)
    nobody_s.go("/")
    nobody_s.page.context.clear_cookies(name=f"comity-form-{stage.home.web.port}")
    nobody_s.press(nobody_s.page.locator('header form[action$="/logout/"] button'))
    rooms.look(nobody_s, "403 of a form", 403)
    assert rooms.found == []


@RURITANIA
def test_clocks_that_warn_and_stand_still(rooms: Rooms, code: str):
    """The node's own schedule warns; an officer acknowledges, pauses with a reason and lets it go on, each seen on the pages."""
    stage = rooms.stage(code)
    officer = rooms.officer(stage, stage.side.drafter)
    reference = ask(rooms.other(code), stage, "forum")
    officer.wait_in_queue(reference)
    hurry(stage, reference, minutes=25)
    alert = officer.page.locator("li.alert", has_text=reference)
    officer.look_until("/", lambda: alert.count() > 0)
    rooms.look(officer, "queue with a warning")
    officer.press(alert.locator("button"))
    assert officer.path() == f"/requests/{reference}/"
    officer.go("/")
    assert alert.count() == 0
    officer.go(f"/requests/{reference}/")
    officer.press(officer.page.locator('a[href$="/pause/"]'))
    rooms.look(officer, "pause")
    officer.press(officer.page.locator(".bar button"))
    rooms.look(officer, "pause without a reason", 422)
    officer.choose("why", "TRANSLATION")
    officer.press(officer.page.locator(".bar button"))
    assert officer.path() == f"/requests/{reference}/"
    rooms.look(officer, "request with a paused clock")
    officer.press(officer.page.locator('form[action$="/resume/"] button'))
    assert officer.page.locator('a[href$="/pause/"]').count() == 1
    assert rooms.found == []


@VIET_NAM
def test_far_too_much(rooms: Rooms, code: str):
    """Hundreds of requests, many of them late."""
    stage = rooms.stage(code)
    overfill(stage, rooms.other(code))
    officer = rooms.officer(stage, stage.side.drafter)
    rooms.visit(officer, "/requests/", "overfull list")
    rooms.visit(officer, "/", "overfull queue")
    assert officer.page.locator('section[aria-labelledby="s-decide"] li.strip').count() == 25
    assert rooms.found == []
