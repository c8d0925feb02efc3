"""Takes pictures of every page of a played story, for people to look at; a script, not a test.

    export PYTHONPATH=tests:tests/processes
    python tests/browser/shots.py FOLDER [--only NAME,NAME]      vi and en, light and dark, 1280 and 360 px
    python tests/browser/shots.py --queue docs/images/queue.png  the queue of the README: English, light, 1280 px

It founds two nodes in a temporary folder, plays on them by clicking, and stops them.
"""

import argparse
import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from desks import Desks, ask, found_desks, hurry, overfill, running_desks, start_player
from officers import RULEBOOK, Officer, now, of_side
from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from real_nodes import free_ports
from windows import Window, chromium

from comity.doors.cli.demo import fields
from comity.doors.cli.demo.nodes import Stage
from comity.doors.cli.demo.people import PASSPHRASE, Player

ROOT: Final = Path(__file__).resolve().parents[2]
WIDTHS: Final = (1280, 360)
LARGEST: Final = 200_000


@dataclass
class Camera:
    """Takes each page in both languages where it can be opened again, else as it stands."""

    browser: Browser
    folder: Path
    only: frozenset[str]
    windows: list[Window] = field(default_factory=list)

    def officer(self, stage: Stage, player: Player) -> Officer:
        """Return an officer who came in by the demonstration's door."""
        self.windows.append(Window.of(self.browser))
        come = of_side(stage, self.windows[-1], player)
        come.come_by_the_demo()
        return come

    def take(self, officer: Officer, name: str, *, again: bool = True) -> None:
        """Take the page before an officer; `again` says that its address leads to it again."""
        if self.only and name not in self.only:
            return
        print(name, flush=True)  # noqa: T201 a script's answer
        address = officer.page.url
        first = str(officer.page.locator("html").get_attribute("lang"))
        self._looks(officer, f"{name}.{first}")
        if not again:
            return
        other = "en" if first == "vi" else "vi"
        for language in (other, first):
            officer.press(officer.page.locator(f'header form button[name="language"][value="{language}"]'))
            officer.page.goto(address)
            if language == other:
                self._looks(officer, f"{name}.{other}")

    def _looks(self, officer: Officer, name: str) -> None:
        page = officer.page
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
                page.screenshot(path=self.folder / f"{name}.{theme}.{width}.png")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 900})


# ---------------------------------------------------------------- the story


def play(camera: Camera, desks: Desks) -> None:
    """Play it once, with every page on the way."""
    vn, xr = desks.viet_nam, desks.ruritania
    doors(camera, desks)
    asker, second = (camera.officer(xr, one) for one in (xr.side.drafter, xr.side.approver))
    camera.take(asker, "queue-empty")
    reference = asking(camera, desks, asker, second)
    answerer, approver = (camera.officer(vn, one) for one in (vn.side.drafter, vn.side.approver))
    answering(camera, reference, answerer, approver)
    asker.read(reference, acts=2)
    camera.take(asker, "request-answered")
    extending(camera, reference, asker)
    refusing(camera, desks, answerer, approver, asker)
    waiting(camera, desks, answerer)
    remedies(camera, desks, answerer)
    register(camera, answerer)
    saying_no(camera, desks)
    for name, path in (("journal", "/journal/"), ("requests", "/requests/"), ("history", f"/requests/{reference}/history/")):
        answerer.go(path)
        camera.take(answerer, name)
    shifts(camera, desks, answerer, approver)
    answerer.go("/")
    camera.take(answerer, "queue")
    overfill(vn, xr)
    answerer.go("/")
    camera.take(answerer, "queue-overfull")


def doors(camera: Camera, desks: Desks) -> None:
    """Sign-in and second factor."""
    vn, person = desks.viet_nam, desks.people["vn"]
    camera.windows.append(Window.of(camera.browser))
    officer = Officer(vn, camera.windows[-1], person.name, "vi")
    officer.go("/demo/")
    camera.take(officer, "demo-door")
    officer.give_password(person, "not the password")
    camera.take(officer, "sign-in-refused", again=False)
    officer.go("/account/login/")
    camera.take(officer, "sign-in")
    officer.give_password(person)
    camera.take(officer, "second-factor")
    officer.give_code("000000")
    camera.take(officer, "second-factor-refused", again=False)
    officer.give_code(person.recovery[0])
    officer.go("/account/second-factor/")
    camera.take(officer, "own-security")


def asking(camera: Camera, desks: Desks, asker: Officer, second: Officer) -> str:
    """Write a request, page by page; return its number."""
    asker.go("/compose/")
    camera.take(asker, "compose")
    asker.press(asker.act("next"))
    camera.take(asker, "compose-fault", again=False)
    draft = asker.begin_request(desks.viet_nam)
    form, asked = RULEBOOK.form("REQ-PRESERVE", "request"), fields.request("hospital", at=now())
    asker.go(f"{draft}/data/")
    asker.press(asker.act("next"))
    camera.take(asker, "compose-data-missing")
    asker.go(f"{draft}/check/")
    camera.take(asker, "check-missing")
    asker.go(f"{draft}/{form.items[0].key}/")
    for item in form.items:
        asker.fill(form, asked, only=tuple(one.key for one in item.fields))
        asker.press(asker.act("next"))
        here = asker.page.url
        asker.go(f"{draft}/{item.key}/")
        camera.take(asker, f"compose-{item.key}")
        asker.page.goto(here)
    changed(camera, draft, asker, second)
    asker.go(f"{draft}/check/")
    camera.take(asker, "check")
    asker.go(f"{draft}/set-aside/")
    camera.take(asker, "set-aside")
    asker.go(f"{draft}/check/")
    waiting = asker.submit()
    camera.take(asker, "awaiting")
    return approved(camera, desks, waiting)


def changed(camera: Camera, draft: str, asker: Officer, second: Officer) -> None:
    """Both write on the same version."""
    for officer in (asker, second):
        officer.go(f"{draft}/custodian/")
    asker.type_in("custodian", "Post Example JSC, Da Nang")
    asker.press(asker.act("next"))
    second.type_in("custodian", "Post Example JSC, Hải Phòng")
    second.press(second.act("next"))
    camera.take(second, "changed-elsewhere", again=False)


def approved(camera: Camera, desks: Desks, waiting: str) -> str:
    """Approve as somebody who saved no version, after a wrong passphrase."""
    person = desks.people["xr"]
    camera.windows.append(Window.of(camera.browser))
    officer = Officer(desks.ruritania, camera.windows[-1], person.name, "en")
    officer.give_password(person)
    officer.give_code(person.recovery[0])
    officer.go(waiting)
    camera.take(officer, "approve")
    officer.give_passphrase("not the passphrase")
    camera.take(officer, "approve-refused", again=False)
    reference = officer.approve(waiting)
    camera.take(officer, "request-sent")
    return reference


def answering(camera: Camera, reference: str, answerer: Officer, approver: Officer) -> None:
    """Read, decide, approve."""
    answerer.press(answerer.wait_in_queue(reference).locator("h3 a"))
    camera.take(answerer, "request")
    answerer.go(f"/requests/{reference}/?side=1")
    camera.take(answerer, "request-side-by-side")
    answerer.take(reference)
    approver.go(f"/requests/{reference}/take/")
    camera.take(approver, "take-over")
    answerer.decide(reference)
    camera.take(answerer, "decision")
    answerer.press(answerer.act("submit"))
    camera.take(answerer, "decision-fault")
    answerer.go(f"/requests/{reference}/decide/")
    answerer.answer("D-COND", period="60", conditions=("C-USE", "C-CONF"))
    answerer.press(answerer.page.locator('button[value="preview"]'))
    camera.take(answerer, "decision-letter")
    waiting = answerer.submit()
    camera.take(answerer, "answer-awaiting")
    approver.go(waiting)
    camera.take(approver, "answer-approve")
    approver.approve(waiting)


def extending(camera: Camera, reference: str, asker: Officer) -> None:
    """The short forms on a request."""
    for name in ("extend", "withdraw"):
        asker.go(f"/requests/{reference}/{name}/")
        camera.take(asker, name)


def refusing(camera: Camera, desks: Desks, answerer: Officer, approver: Officer, asker: Officer) -> None:
    """A consultation, and what the asking side sees of it."""
    reference = ask(desks.ruritania, desks.viet_nam, "registry")
    answerer.wait_in_queue(reference)
    answerer.take(reference)
    answerer.decide(reference)
    answerer.answer("D-REFUSE", grounds="ESSENTIAL_INTEREST")
    waiting = answerer.submit()
    approver.go(waiting)
    camera.take(approver, "consultation-approve")
    approver.approve(waiting)
    asker.read(reference, acts=2)
    camera.take(asker, "request-consulted")
    asker.go(f"/requests/{reference}/views/")
    camera.take(asker, "views")


def register(camera: Camera, officer: Officer) -> None:
    """A report imported, reviewed, and what became of it."""
    officer.go("/register/documents/import/")
    camera.take(officer, "register-import")
    officer.type_in("text.text", (ROOT / "tests/fixtures/reports/twins/002.txt").read_text(encoding="utf-8"))
    officer.press(officer.page.locator(".bar button"))
    review = officer.path()
    camera.take(officer, "register-review")
    officer.go(f"{review}statement/3/")
    camera.take(officer, "register-suggestion")
    officer.go(review)
    while officer.page.locator(".sug[data-open]").count():
        left = int(str(officer.page.locator("#left").get_attribute("data-left")))
        officer.page.keyboard.press("Enter")
        officer.page.wait_for_selector(f'#left:not([data-left="{left}"])', state="attached")
    camera.take(officer, "register-reviewed")
    for name in ("", "meetings/", "meetings/M-000001/", "commitments/", "commitments/C-000002/", "statements/", "people/", "people/1/"):
        officer.go(f"/register/{name}")
        camera.take(officer, f"register-{name.strip('/').replace('/', '-') or 'home'}")


def shifts(camera: Camera, desks: Desks, first: Officer, second: Officer) -> None:
    """A night's work: two requests, taken, put off, offered; notes, a checklist; the desk handed over and accepted."""
    one, two, three = (ask(desks.ruritania, desks.viet_nam, case) for case in ("hospital", "registry", "forum"))
    for reference in (one, two, three):
        first.wait_in_queue(reference)
    first.page.locator(f'input[name="row"][value="{one}"]').check()
    first.page.locator(f'input[name="row"][value="{two}"]').check()
    first.press(first.act("take"))
    camera.take(first, "many")
    first.go(f"/requests/{one}/snooze/")
    camera.take(first, "snooze")
    first.choose("code", "SN-HOME")
    first.type_in("reason", "Đã hỏi Viện kiểm sát; trả lời lúc 6 giờ.")
    first.press(first.page.locator(".bar .btn").last)
    first.go(f"/requests/{two}/offer/")
    camera.take(first, "offer")
    first.choose("to", desks.viet_nam.side.sign_in(desks.viet_nam.side.approver))
    first.type_in("reason", "Nhà cung cấp hẹn gọi lại lúc 5 giờ.")
    first.press(first.page.locator(".bar .btn").last)
    first.go(f"/requests/{two}/checklist/")
    first.press(first.page.locator("#i-identity button").first)
    first.go(f"/requests/{two}/checklist/")
    first.type_in_at("#f-feasible", "Nhà cung cấp chưa trả lời.")
    first.press(first.page.locator('#i-feasible button[value="blocked"]'))
    camera.take(first, "checklist")
    first.go(f"/requests/{two}/notes/")
    first.type_in("note", "@an.p gọi số trực của bệnh viện trước khi quyết định.")
    first.press(first.page.locator("#write .btn"))
    camera.take(first, "notes")
    first.go(f"/requests/{two}/")
    camera.take(first, "request-held")
    second.go(f"/requests/{one}/take/")
    camera.take(second, "take-over-coded")
    second.go(f"/requests/{two}/history/")
    camera.take(second, "timeline")
    first.go("/handover/")
    first.type_in(f"note.{two}", "Gọi lại lúc 5 giờ.")
    camera.take(first, "handover", again=False)
    first.press(first.page.locator("#hand > .bar .btn"))
    second.go("/")
    camera.take(second, "queue-calls")
    second.press(second.page.locator('.calls a[href^="/handover/"]').first)
    camera.take(second, "brief")
    second.press(second.page.locator(".bar .btn"))
    camera.take(second, "brief-accepted")
    second.go("/since/")
    camera.take(second, "since")
    second.go("/keys/")
    camera.take(second, "keys")


def waiting(camera: Camera, desks: Desks, officer: Officer) -> None:
    """A clock that warned and one that is paused: on the queue, on the page of the request, and the page that pauses."""
    reference = ask(desks.ruritania, desks.viet_nam, "forum")
    officer.wait_in_queue(reference)
    hurry(desks.viet_nam, reference, minutes=25)
    officer.look_until("/", lambda: officer.page.locator("#s-alerts").count() > 0)
    camera.take(officer, "queue-alerts")
    officer.read(reference, acts=1)
    officer.press(officer.page.locator('a[href$="/pause/"]'))
    camera.take(officer, "pause")
    officer.press(officer.page.locator(".bar button"))
    camera.take(officer, "pause-fault", again=False)
    officer.choose("why", "TRANSLATION")
    officer.press(officer.page.locator(".bar button"))
    camera.take(officer, "request-paused")


def remedies(camera: Camera, desks: Desks, officer: Officer) -> None:
    """What two States say of a person and an account; an incident."""
    reference = ask(desks.ruritania, desks.viet_nam, "hospital")
    officer.wait_in_queue(reference)
    officer.go(f"/requests/{reference}/persons/")
    states = officer.page.locator('input[name="state"]').evaluate_all("all => all.map(one => one.value)")
    for stand, state in (("CS-SAYS", states[1]), ("CS-DENIES", states[0])):
        for name, code in (("one_type", "PERSON"), ("relation", "CR-USES"), ("other_type", "ACCOUNT"), ("confidence", "CC-PROBABLE")):
            officer.choose(name, code)
        officer.choose("stand", stand)
        officer.choose("state", state)
        officer.type_in("one", "Nguyễn Văn A")
        officer.type_in("other", "mail.example nguyen.a")
        officer.type_in("source.text", "Biên bản ngày 20/11, hồ sơ 12/2026.")
        officer.press(officer.page.locator('form:has(input[name="one_type"]) button').last)
    camera.take(officer, "persons")
    officer.go(f"/incidents/?reference={reference}")
    camera.take(officer, "incidents")


def saying_no(camera: Camera, desks: Desks) -> None:
    """404 and 403."""
    vn = desks.viet_nam
    nobody = camera.officer(vn, vn.side.administrator)
    for name, path in (("404", "/requests/XR-2026-999999/"), ("403", "/compose/")):
        nobody.go(path)
        camera.take(nobody, f"no-{name}")


# ---------------------------------------------------------------- the queue of the README


def queue(browser: Browser, desks: Desks, file: Path) -> None:
    """Take Ruritania's queue with something in every section."""
    vn, xr = desks.viet_nam, desks.ruritania
    preserved = ask(xr, vn, "hospital")
    answer(vn, xr, preserved, fields.preserved(at=now()))
    ask(xr, vn, "registry")
    ask(vn, xr, "forum")
    officer = of_side(xr, Window.of(browser), xr.side.approver)
    officer.come_by_the_demo()
    submitted = fields.request("registry", at=now())
    xr.play("compose", officer=xr.side.sign_in(xr.side.drafter), act="request", kind="REQ-PRESERVE", peer=vn.side.node, fields=submitted)
    officer.begin_request(vn)
    for wanted in ("s-decide", "s-theirs", "s-preserved"):
        row = officer.page.locator(f'section[aria-labelledby="{wanted}"] li.strip')
        officer.look_until("/", lambda row=row: row.count() > 0)
    height = officer.page.evaluate("document.documentElement.scrollHeight")
    officer.page.set_viewport_size({"width": 1280, "height": height})
    file.parent.mkdir(parents=True, exist_ok=True)
    officer.page.screenshot(path=file)
    with Image.open(file) as picture:  # a page has few colours
        picture.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(file, optimize=True)
    size = file.stat().st_size
    print(f"{file}: {size} bytes")  # noqa: T201 a script's answer
    if size >= LARGEST:
        message = f"{file} has {size} bytes; less than {LARGEST} are wanted"
        raise SystemExit(message)


def answer(stage: Stage, peer: Stage, reference: str, filled: dict[str, Any]) -> None:
    """Have a node's officers answer a request, through the actions that the pages call."""
    start_player(stage)
    side = stage.side
    drafter, approver = side.sign_in(side.drafter), side.sign_in(side.approver)
    while stage.play("state", officer=drafter, reference=reference)["acts"] < 1:
        time.sleep(0.05)
    seen = stage.play("read", officer=drafter, reference=reference, take=True)
    more = {"reference": reference, "replies_to": seen["env_id"]}
    drafted = stage.play("compose", officer=drafter, act="answer", kind="REQ-PRESERVE", peer=peer.side.node, fields=filled, **more)
    stage.play("approve", officer=approver, passphrase=PASSPHRASE, draft=drafted["draft"], digest=drafted["digest"])


@contextlib.contextmanager
def nodes() -> Iterator[Desks]:
    """Found two nodes in a temporary folder, and run them."""
    with tempfile.TemporaryDirectory(prefix="comity-shots-") as folder:
        founded = Path(folder, "founded")
        founded.mkdir()
        os.environ.setdefault("COMITY_TEST_TABLES", str(Path(folder, "tables")))  # one file for both nodes, as tests/conftest.py does
        found_desks(founded, port=free_ports())
        with running_desks(founded, Path(folder, "run")) as desks:
            yield desks


def program() -> str:
    """Return Chromium's program, as the set-up found it."""
    noted = ROOT / ".venv" / "chromium-path"
    return os.environ.get("COMITY_CHROMIUM") or noted.read_text(encoding="utf-8").strip()


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--only", default="", help="names of pages, with commas")
    parser.add_argument("--queue", type=Path, help="take only the queue of the README, into this file")
    options = parser.parse_args()
    if not options.queue and not options.folder:
        parser.error("name a folder, or --queue FILE")
    with nodes() as desks, sync_playwright() as playwright, chromium(playwright, program()) as browser:
        if options.queue:
            queue(browser, desks, options.queue)
        if options.folder:
            options.folder.mkdir(parents=True, exist_ok=True)
            play(Camera(browser, options.folder, frozenset(filter(None, options.only.split(",")))), desks)


if __name__ == "__main__":
    main()
