"""Accounts in a real browser: a passkey from first to last, the lock with and without JavaScript, the identity provider, pages by axe."""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from accounts import SECRET, IdentityProvider, give_key, policy, running_provider
from desks import PROGRAM, Desks, Person, running_desks
from officers import Officer, fresh_code
from playwright.sync_api import expect
from windows import Window

from comity.doors.cli.demo.people import PASSPHRASE

pytestmark = pytest.mark.browser

FACTORS = "/account/second-factor/"
TOLERATED = re.compile("WebAuthn|NotAllowedError")


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    """The identity provider of this file."""
    with running_provider() as one:
        yield one


@pytest.fixture(scope="module")
def desks(founded_desks: Path, tmp_path_factory: pytest.TempPathFactory, provider: IdentityProvider) -> Iterator[Desks]:
    """Two nodes as always, but that both take passkeys alone and know the identity provider."""
    prepared = tmp_path_factory.mktemp("prepared")
    shutil.copytree(founded_desks, prepared, dirs_exist_ok=True)
    for code in ("vn", "xr"):
        with (prepared / code / "node.toml").open("a", encoding="utf-8") as file:
            file.write(policy(provider))
        (prepared / code / "keys" / "oidc.secret").write_text(SECRET, encoding="ascii")
    with running_desks(prepared, tmp_path_factory.mktemp("accounts")) as both:
        yield both


_TAKEN: dict[str, int] = {}


def unused(person: Person) -> str:
    """Return the next recovery code of an officer: each counts once, and an authenticator's only once in half a minute."""
    at = _TAKEN[person.sign_in] = _TAKEN.get(person.sign_in, -1) + 1
    return person.recovery[at]


class Visitor(Officer):
    """An officer who comes by name: passkeys exist for `localhost` and not for an address."""

    def go(self, path: str) -> None:
        """Type an address of the node."""
        self.page.goto(f"http://localhost:{self.stage.home.web.port}{path}")

    def come_in(self, person: Person, *, by: str = "code") -> None:
        """Sign in by password, then by code or with the key."""
        self.go("/account/login/")
        self.page.locator("#id_login").fill(person.sign_in)
        self.page.locator("#id_password").fill(PASSPHRASE)
        self.press(self.page.locator("form:has(#id_login) button"))
        if by != "key":
            self.page.locator("#id_code").fill(fresh_code(person.otp) if by == "authenticator" else unused(person))
            self.press(self.page.locator("form:has(#id_code) button"))
        else:
            self.touch()

    def touch(self) -> None:
        """Use the key."""
        self.press(self.page.locator("form[data-passkey] button"))

    def confirm(self, code: str) -> None:
        """Type password and code at the lock."""
        self.page.locator("#id_password").fill(PASSPHRASE)
        self.page.locator("#id_code").fill(code)
        self.press(self.page.locator("form:has(#id_code) button"))


@pytest.fixture
def visitor(desks: Desks, window: Callable[..., Window]) -> Callable[..., tuple[Visitor, Person]]:
    """Open a window for the officer whom the operator enrolled at one of the nodes."""

    def come(code: str = "xr", **more: object) -> tuple[Visitor, Person]:
        stage = desks.viet_nam if code == "vn" else desks.ruritania
        person = desks.people[code]
        return Visitor(stage, window(**more), person.name, stage.side.language), person

    return come


def seen(officer: Visitor, where: str) -> None:
    """Look at the page: axe, both themes, three widths, the policy."""
    faults = officer.window.faults()
    assert faults == [], where


def test_a_passkey_from_first_to_last(visitor: Callable[..., tuple[Visitor, Person]]):
    """Added with a name, renamed, used as second factor, at the lock and alone; removed; the last factor cannot be."""
    officer, person = visitor()
    give_key(officer.page)
    officer.go("/account/login/")
    seen(officer, "door with every way in")
    officer.come_in(person)
    assert officer.path() == "/", officer.matter()
    officer.go(f"{FACTORS}passkeys/add/")
    seen(officer, "add a passkey")
    officer.page.locator("#id_name").fill("key on my ring")
    officer.touch()
    assert officer.path() == FACTORS, officer.matter()
    assert "key on my ring" in officer.matter()
    seen(officer, "factors")
    officer.press(officer.page.get_by_role("link", name="Rename key on my ring"))
    seen(officer, "rename")
    officer.page.locator("#id_name").fill("blue key")
    officer.press(officer.page.get_by_role("button", name="Rename"))
    assert "blue key" in officer.matter()
    officer.sign_out()
    officer.come_in(person, by="key")
    assert officer.path() == "/", officer.matter()
    officer.press(officer.page.locator("form[data-leaves=lock] button"))
    assert officer.heading() == "This desk is locked"
    seen(officer, "lock")
    officer.touch()
    assert officer.path() == "/", officer.matter()
    officer.sign_out()
    officer.press(officer.page.locator("form[data-passkey] button"))
    assert officer.path() == "/", officer.matter()
    officer.go("/account/sittings/")
    assert "passkey" in officer.matter()
    seen(officer, "where one is signed in")
    officer.go(FACTORS)
    officer.press(officer.page.get_by_role("link", name="Remove blue key"))
    seen(officer, "remove")
    officer.press(officer.page.get_by_role("button", name="Remove the passkey"))
    officer.go(FACTORS)
    assert "blue key" not in officer.matter()
    officer.go(f"{FACTORS}totp/deactivate/")
    assert "This is your last second factor." in officer.matter()
    seen(officer, "last factor")


def test_a_key_that_does_not_know_its_holder_opens_nothing(visitor: Callable[..., tuple[Visitor, Person]]):
    """Without PIN or finger the browser refuses, and the page says what else there is."""
    officer, person = visitor()
    session, key = give_key(officer.page)
    officer.come_in(person)
    officer.go(f"{FACTORS}passkeys/add/")
    session.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    officer.page.locator("form[data-passkey] button").click()
    expect(officer.page.locator("[data-failed]")).to_be_visible()
    assert "use a code" in officer.matter()
    seen(officer, "passkey not used")


def test_a_desk_left_alone_locks_itself_and_loses_nothing(visitor: Callable[..., tuple[Visitor, Person]], desks: Desks):
    """With JavaScript: what was typed in a draft is saved, the lock appears by itself, and the page comes back with the words."""
    officer, person = visitor()
    officer.page.clock.install()
    officer.come_in(person)
    officer.begin_request(desks.viet_nam)
    path = f"{officer.path().rsplit('/', 2)[0]}/custodian/"
    officer.go(path)
    officer.page.locator("#f-custodian").fill("Half a name, typed and left")
    officer.page.clock.fast_forward("10:01")
    expect(officer.page.locator("h1")).to_have_text("This desk is locked")
    officer.confirm(unused(person))
    assert officer.path() == path
    assert officer.page.locator("#f-custodian").input_value() == "Half a name, typed and left"


def test_without_javascript_a_locked_desk_keeps_what_is_posted(visitor: Callable[..., tuple[Visitor, Person]], desks: Desks):
    """The node locks at the next request; after unlocking, what was posted stands there and goes out with one press. No passkey needed."""
    officer, person = visitor("vn", javascript=False)
    officer.come_in(person, by="authenticator")
    officer.begin_request(desks.ruritania)
    path = f"{officer.path().rsplit('/', 2)[0]}/custodian/"
    officer.go(path)
    officer.page.locator("#f-custodian").fill("Công ty Ví dụ, Đắk Lắk")
    other = officer.page.context.new_page()
    other.goto(f"http://localhost:{officer.stage.home.web.port}/journal/")
    other.locator("form[data-leaves=lock] button").click()
    expect(other.locator("h1")).to_have_text("Bàn trực đang khóa")
    officer.press(officer.act("next"))
    officer.confirm(unused(person))
    assert re.fullmatch(r"/account/kept/\d+/", officer.path()), officer.matter()
    assert "Công ty Ví dụ, Đắk Lắk" in officer.matter()
    officer.press(officer.page.locator('form[action$="/send/"] button'))
    officer.go(path)
    assert officer.page.locator("#f-custodian").input_value() == "Công ty Ví dụ, Đắk Lắk"


def test_a_change_of_shift_is_one_press(visitor: Callable[..., tuple[Visitor, Person]]):
    """And says where drafts are; the door is looked at in Vietnamese."""
    officer, person = visitor("vn", scripts=False)
    officer.come_in(person)
    officer.press(officer.page.locator('header form[action$="/change-shift/"] button'))
    assert officer.path() == "/account/login/"
    seen(officer, "door after a change of shift")


def bind(desks: Desks, code: str, subject: str) -> None:
    """Have the operator bind an identity of the provider."""
    stage, person = (desks.viet_nam if code == "vn" else desks.ruritania), desks.people[code]
    words = ["officer", "bind-oidc", person.sign_in, "--subject", subject, "--home", str(stage.home.path)]
    subprocess.run([*PROGRAM, *words], check=True, capture_output=True)


def test_the_identity_provider_vouches_and_the_code_follows(
    visitor: Callable[..., tuple[Visitor, Person]], desks: Desks, provider: IdentityProvider
):
    """An identity that nobody bound comes nowhere, nor does a weak sign-in; a bound one still shows its second factor."""
    officer, person = visitor()
    through = officer.page.get_by_role("button", name="Sign in through Home Office")
    provider.claims = {"sub": "4711", "amr": ["pwd", "mfa"], "email": person.sign_in, "preferred_username": person.sign_in}
    officer.go("/account/login/")
    officer.press(through)
    assert "not bound to any officer" in officer.matter()
    assert officer.window.statuses[-1] == 403
    seen(officer, "not bound")
    bind(desks, "xr", "4711")
    for weak in ({"amr": ["pwd"]}, {"amr": None}, {"iss": "http://127.0.0.1:1"}, {"aud": "another"}, {"sub": "4712"}):
        good, provider.claims = provider.claims, provider.claims | weak
        officer.go("/account/login/")
        officer.press(through)
        provider.claims = good
        assert officer.heading() == "You were not signed in", weak
    provider.elsewhere = provider.address.replace("127.0.0.1", "localhost")
    officer.go("/account/login/")
    officer.press(through)
    assert officer.heading() == "You were not signed in"
    provider.elsewhere = ""
    officer.go("/account/login/")
    officer.press(through)
    assert officer.path() == f"{FACTORS}authenticate/", officer.matter()
    officer.page.locator("#id_code").fill(unused(person))
    officer.press(officer.page.locator("form:has(#id_code) button"))
    assert officer.path() == "/", officer.matter()
    begun = next(query for path, query in reversed(provider.asked) if path == "/authorize")
    assert begun["code_challenge_method"] == ["S256"]
    assert begun["scope"] == ["openid"]
