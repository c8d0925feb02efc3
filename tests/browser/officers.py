"""What officers do in their windows, each step named as they would say it."""

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from desks import Person, count_rows
from playwright.sync_api import Locator, Page, expect
from windows import Window

from comity.doors.cli.demo.nodes import Stage
from comity.doors.cli.demo.people import PASSPHRASE, Player
from comity.terms.instants import Instant
from comity.treaty.forms import Field, Form
from comity.treaty.rulebook import load_rulebook

RULEBOOK: Final = load_rulebook(demo=True)
STEP: Final = 30  # seconds that a one-time code is valid
DELIVERY: Final = 60.0  # seconds
_ACTS: Final = "SELECT count(*) FROM records_message m JOIN records_request r ON r.id = m.request_id WHERE r.reference = ?"


def one_time_code(otp: str, *, at: float) -> str:
    """Return the code of RFC 6238 that an authenticator shows for the address `otp`."""
    secret = parse_qs(urlsplit(otp).query)["secret"][0]
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.digest(key, struct.pack(">Q", int(at) // STEP), hashlib.sha1)
    start = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


_USED: set[tuple[str, int]] = set()


def fresh_code(otp: str) -> str:
    """Return a code that stays valid for some seconds, and that no story of this process has used up."""
    left = STEP - time.time() % STEP
    if left < 10 or (otp, int(time.time() // STEP)) in _USED:
        time.sleep(left + 0.1)
    _USED.add((otp, int(time.time() // STEP)))
    return one_time_code(otp, at=time.time())


@dataclass
class Officer:
    """An officer at a node, before a window."""

    stage: Stage
    window: Window
    name: str
    language: str

    @property
    def page(self) -> Page:
        """The page before them."""
        return self.window.page

    @property
    def zone(self) -> ZoneInfo:
        """The zone of their desk."""
        return ZoneInfo(self.stage.side.zone)

    # -- going about ---------------------------------------------------------------------------------

    def go(self, path: str) -> None:
        """Type an address of the node."""
        self.page.goto(f"{self.stage.address}{path}")

    def press(self, what: Locator) -> None:
        """Press a button or link that leads to another page."""
        with self.page.expect_navigation():
            what.click()

    def press_twice(self, what: Locator, *, leads_to: str) -> None:
        """Press a button as an impatient hand does. The second press may break off what the first began, so where they arrive counts."""
        what.dblclick()
        expect(self.page).to_have_url(re.compile(re.escape(leads_to) + "$"))
        self.page.wait_for_load_state()

    def act(self, value: str) -> Locator:
        """Return the button of the form that does `value`: the one at the foot, where there are two."""
        return self.page.locator(f'button[name="act"][value="{value}"]').last

    def heading(self) -> str:
        """Return the heading of the page."""
        return " ".join(self.page.locator("h1").inner_text().replace("\u00a0", " ").split())

    def matter(self) -> str:
        """Return the words of the page between header and footer."""
        return " ".join(self.page.locator("main").inner_text().replace("\u00a0", " ").split())

    def path(self) -> str:
        """Return where they are."""
        return urlsplit(self.page.url).path

    # -- coming and leaving --------------------------------------------------------------------------

    def come_by_the_demo(self) -> None:
        """Come in by the door that only a node made by the demo has."""
        self.go("/demo/")
        self.press(self.page.locator(f'form:has(input[name="officer"][value="{self._sign_in_name()}"]) button'))

    def _sign_in_name(self) -> str:
        player = next(one for one in self.stage.side.players if one.shown == self.name)
        return self.stage.side.sign_in(player)

    def give_password(self, person: Person, password: str = PASSPHRASE) -> None:
        """Give name and password at the real door."""
        self.go("/account/login/")
        self.page.locator('input[name="login"]').fill(person.sign_in)
        self.page.locator('input[name="password"]').fill(password)
        self.press(self.page.locator('main form[action$="/login/"] button'))

    def give_code(self, code: str) -> None:
        """Give the second factor: what the authenticator shows, or a recovery code."""
        self.page.locator('input[name="code"]').fill(code)
        self.press(self.page.locator('main form[action$="/authenticate/"] button'))

    def sign_out(self) -> None:
        """Leave."""
        self.press(self.page.locator('header form[action$="/logout/"] button'))
        if self.page.locator('main form[action$="/logout/"]').count():
            self.press(self.page.locator('main form[action$="/logout/"] button'))

    # -- filling forms -------------------------------------------------------------------------------

    def fill(self, form: Form, fields: Mapping[str, Any], *, only: tuple[str, ...] | None = None) -> None:
        """Fill the fields of `form` that are on this page."""
        for key in only or tuple(fields):
            if key in fields:
                self._fill(form.by_key[key], fields[key])

    def _fill(self, one: Field, value: Any) -> None:
        key = one.key
        match one.type:
            case "code" | "codes":
                for code in value if isinstance(value, list) else [value]:
                    self.choose(key, code)
            case "text":
                self.type_in(f"{key}.text", value["text"])
                self.page.locator(f'select[name="{key}.language"]').select_option(value["language"])
            case "date":
                self.type_day(key, value)
            case "instant":
                here = Instant.parse(value).datetime().replace(tzinfo=UTC).astimezone(self.zone)
                self.type_day(key, here.date().isoformat())
                self.type_in(f"{key}-time", f"{here:%H:%M}")
            case "period":
                self.type_day(f"{key}.from", value["from"])
                self.type_day(f"{key}.to", value["to"])
            case "outsides":
                for at, row in enumerate(value):
                    self.page.locator(f'select[name="{key}.{at}.type"]').select_option(row["type"])
                    self.type_in(f"{key}.{at}.value", row["value"])
            case _:
                self.type_in(key, str(value))

    def choose(self, name: str, code: str) -> None:
        """Tick the choice of a list by its code."""
        self.page.locator(f'input[name="{name}"][value="{code}"]').check()

    def type_in(self, name: str, text: str) -> None:
        """Type into a field."""
        self.page.locator(f'[name="{name}"]').fill(text)

    def type_in_at(self, where: str, text: str) -> None:
        """Type into the field that stands at a selector."""
        self.page.locator(where).fill(text)

    def type_day(self, name: str, day: str) -> None:
        """Type a day, in its three parts."""
        for part, text in zip(("year", "month", "day"), day.split("-"), strict=True):
            self.type_in(f"{name}-{part}", text)

    # -- asking --------------------------------------------------------------------------------------

    def begin_request(self, to: Stage, kind: str = "REQ-PRESERVE") -> str:
        """Begin a request to the other node; return the draft's address."""
        self.go("/compose/")
        self.choose("to", to.side.node)
        self.choose("kind", kind)
        self.press(self.act("next"))
        return self.path().rsplit("/", 2)[0]

    def write_request(self, fields: Mapping[str, Any], kind: str = "REQ-PRESERVE") -> list[str]:
        """Fill all pages of a request, one thing a page; return their headings."""
        form = RULEBOOK.form(kind, "request")
        headings = []
        for item in form.items:
            assert self.path().endswith(f"/{item.key}/"), self.matter()
            headings.append(self.heading())
            self.fill(form, fields, only=tuple(field.key for field in item.fields))
            self.press(self.act("next"))
        assert self.path().endswith("/check/"), self.matter()
        return headings

    def submit(self) -> str:
        """Submit what is before them to a second officer; return the address at which it waits."""
        assert self.act("submit").count(), self.matter()
        self.press(self.act("submit"))
        assert self.path().endswith("/approve/"), self.matter()
        return self.path()

    def approve(self, waiting: str, passphrase: str = PASSPHRASE) -> str:
        """Read and approve what waits there, as the second officer; return the number of the request."""
        self.go(waiting)
        self.give_passphrase(passphrase)
        assert self.path().startswith("/requests/"), self.matter()
        return self.path().split("/")[2]

    def give_passphrase(self, passphrase: str) -> None:
        """Open the signing key, and send."""
        self.page.locator('input[name="password"]').fill(passphrase)
        self.press(self.page.locator('form:has(input[name="digest"]) button'))

    # -- reading and answering -----------------------------------------------------------------------

    def wait_in_queue(self, reference: str) -> Locator:
        """Look at the queue until the request stands in it; return its row."""
        self.wait_for_rows(reference, acts=1)
        row = self.page.locator("li.strip", has_text=reference).first
        self.look_until("/", lambda: row.count() > 0)
        return row

    def read(self, reference: str, *, acts: int) -> None:
        """Open a request as soon as it has so many acts."""
        self.wait_for_rows(reference, acts=acts)
        self.look_until(f"/requests/{reference}/", lambda: self.acts_shown() >= acts)

    def wait_for_rows(self, reference: str, *, acts: int) -> None:
        """Wait until the node has so many acts of a request: asking its tables costs a hundredth of opening a page again and again."""
        until = time.monotonic() + DELIVERY
        while count_rows(self.stage, _ACTS, reference) < acts and time.monotonic() < until:
            self.page.wait_for_timeout(50)

    def acts_shown(self) -> int:
        """Return how many acts the request before them has."""
        return max(self.page.locator("nav.case li").count(), self.page.locator("section.doc").count() and 1)

    def look_until(self, path: str, holds: Any) -> None:
        """Open a page again and again until it shows what is waited for."""
        until = time.monotonic() + DELIVERY
        self.go(path)
        while not holds():
            assert time.monotonic() < until, f"not within {DELIVERY:.0f} s at {path}: {self.matter()[:2000]}"
            self.page.wait_for_timeout(400)
            self.go(path)

    def take(self, reference: str) -> None:
        """Take a request in hand."""
        self.go(f"/requests/{reference}/")
        taking = self.page.locator(f'.bar form[action$="/{reference}/take/"] button')
        if taking.count():
            self.press(taking)

    def decide(self, reference: str) -> None:
        """Open the form of the decision from the request."""
        self.go(f"/requests/{reference}/")
        self.press(self.page.locator(f'.bar a[href$="/{reference}/decide/"]'))

    def answer(self, code: str, **more: Any) -> None:
        """Choose the answer and its details: `period`, `grounds`, `conditions`."""
        self.choose("answer", code)
        for name, chosen in more.items():
            for one in chosen if isinstance(chosen, tuple) else (chosen,):
                self.choose(name, one)


def of_side(stage: Stage, window: Window, player: Player) -> Officer:
    """Return one of the officers whom the demonstration enrolled."""
    return Officer(stage, window, player.shown, player.language)


def now() -> Instant:
    """Return the moment by this machine's clock."""
    return Instant.of(datetime.now(UTC))
