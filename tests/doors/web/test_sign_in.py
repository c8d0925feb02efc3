"""The door: name and password, then a code; nobody gets further without a second factor."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.urls import path

from comity.doors.web.urls import urlpatterns as door

PASSWORD = "a sentence nobody guesses"
urlpatterns = [*door, path("", lambda request: HttpResponse(f"home of {request.user}"), name="watch")]


@pytest.fixture(autouse=True)
def _door(settings, world):
    """The node's own settings, with nothing behind the door but one page."""
    settings.ROOT_URLCONF = __name__
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def officer(world):
    """An officer with a password and no second factor yet."""
    officers = get_user_model()
    someone = officers(
        officer_id="hoa.n@poc.vn.example", name="Hà N.", authority="vn-poc", sealed_key=b"", key_id="", language="en", roles=["drafter"]
    )
    someone.set_password(PASSWORD)
    someone.save()
    return someone


def sign_in(client, name="hoa.n", password=PASSWORD):
    """Post the first form."""
    return client.post("/account/login/", {"login": name, "password": password}, follow=True)


def test_without_second_factor_one_can_only_set_one_up(client, officer):
    """Every address leads to setting it up, and after that to the watch."""
    page = sign_in(client)
    assert page.redirect_chain[-1][0] == "/account/second-factor/first/"
    page = client.get("/account/second-factor/totp/activate/")
    assert b"Set up the second factor" in page.content
    assert b"<svg" in page.content
    assert client.get("/").status_code == 302
    secret = client.session["mfa.totp.secret"]
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    page = client.post("/account/second-factor/totp/activate/", {"code": code}, follow=True)
    assert b"Recovery codes" in page.content
    assert client.get("/").content.startswith("home of Hà N.".encode())


def test_with_a_second_factor_the_code_follows(client, officer):
    """The password alone opens nothing; a recovery code works once."""
    totp.TOTP.activate(officer, totp.generate_totp_secret())
    codes = RecoveryCodes.activate(officer).get_unused_codes()
    page = sign_in(client)
    assert page.redirect_chain[-1][0] == "/account/second-factor/authenticate/"
    assert b"Second factor" in page.content
    assert client.get("/").status_code == 302
    wrong = client.post("/account/second-factor/authenticate/", {"code": "000000"})
    assert b"not valid now" in wrong.content
    client.post("/account/second-factor/authenticate/", {"code": codes[0]})
    assert client.get("/").content.startswith(b"home of")


def test_a_wrong_password_says_so_and_nothing_more(client, officer):
    """Name and password are refused together, whether or not the name exists."""
    told = {sign_in(client, name, "wrong password").content.count(b"do not go together") for name in ("ha.n", "nobody")}
    assert told == {1}


@pytest.mark.parametrize("address", ["signup", "email", "password/reset", "password/set"])
def test_nobody_signs_up(client, db, address):
    """What allauth would offer leads back to the door."""
    assert client.get(f"/account/{address}/")["Location"] == "/account/login/"


def test_language_and_theme_are_plain_forms(client, db):
    """Both work without a session and without JavaScript."""
    client.post("/switch/language/", {"language": "vi", "next": "/account/login/"})
    page = client.get("/account/login/")
    assert 'lang="vi"' in page.content.decode()
    client.post("/switch/theme/", {"theme": "dark", "next": "/account/login/"})
    assert 'data-theme="dark"' in client.get("/account/login/").content.decode()
    assert "script-src 'self'" in page["Content-Security-Policy"]


@pytest.mark.parametrize(
    "address",
    [
        "second-factor/",
        "second-factor/recovery-codes/",
        "second-factor/recovery-codes/generate/",
        "second-factor/passkeys/",
        "second-factor/passkeys/add/",
        "second-factor/totp/activate/",
        "second-factor/totp/deactivate/",
        "reauthenticate/",
        "password/change/",
        "logout/",
    ],
)
def test_each_page_of_ones_own_security_is_ours(client, officer, address):
    """Every page that allauth serves stands in the node's frame."""
    totp.TOTP.activate(officer, totp.generate_totp_secret())
    codes = RecoveryCodes.activate(officer).get_unused_codes()
    sign_in(client)
    client.post("/account/second-factor/authenticate/", {"code": codes[0]})
    page = client.get(f"/account/{address}")
    assert page.status_code == 200
    assert 'class="world"' in page.content.decode()
    assert page.content.count(b"<h1") == 1
