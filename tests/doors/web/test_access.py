"""Coming in, staying in, going: the lock and what it keeps, confirmation before an export, factors, where one is signed in."""

import json
import re

import pytest
from django.test import Client
from doors import CONFIRM, PASSWORD, Person, now, turn_back

from comity.directory.access import Access
from comity.directory.patience import PAIR, PATIENCE
from comity.doors.web import attending
from comity.doors.web.views.access import locking
from comity.records.models import Draft, JournalAct, KeptPost, Sitting


@pytest.fixture(autouse=True)
def _quick(settings):
    """Passwords are hashed in no time here: what slows guessing is what these tests are about."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def person(world):
    """The drafter, with everything that opens the door."""
    return Person(world.drafter)


def acts(*names):
    """Return facts of the journal's acts of these names, in order."""
    return [json.loads(bytes(row.facts))["facts"] for row in JournalAct.objects.filter(name__in=names).order_by("index")]


def fetched(client, href):
    """Return a file whole, and close what it was read from; the end of a response would close the test's own connection too."""
    response = client.get(href)
    data = b"".join(response.streaming_content)
    for close in response._resource_closers:
        close()
    return data


# -- coming in ------------------------------------------------------------------------------------


def test_a_sign_in_stands_in_the_journal_with_its_steps(person):
    """Password and code, in order, and from where."""
    client = person.sign_in(REMOTE_ADDR="10.0.0.5", HTTP_USER_AGENT="Firefox/140")
    (began,) = acts("session.began")
    assert (began["by"], began["address"]) == ("password totp", "10.0.0.5")
    sitting = Sitting.objects.get()
    assert (sitting.officer, sitting.browser, client.session["sitting"]) == (person.officer, "Firefox/140", sitting.pk)


def test_a_code_of_an_authenticator_opens_once(person):
    """Whoever looked over the shoulder comes too late."""
    code = person.code()
    for opened in (True, False):
        client = Client()
        client.post("/account/login/", {"login": person.officer.officer_id, "password": PASSWORD})
        client.post("/account/second-factor/authenticate/", {"code": code})
        assert bool(client.session.get("_auth_user_id")) is opened


def test_a_recovery_code_opens_once(person):
    """And is counted off."""
    for opened in (True, False):
        client = Client()
        client.post("/account/login/", {"login": person.officer.officer_id, "password": PASSWORD})
        client.post("/account/second-factor/authenticate/", {"code": person.codes[3]})
        assert bool(client.session.get("_auth_user_id")) is opened
    assert acts("session.began")[0]["by"] == "password recovery-code"


@pytest.mark.parametrize("name", ["ha.n", "nobody"])
def test_guessing_a_password_is_slowed_and_says_how_long(person, name):
    """For a name that exists and for one that does not, in the same words; then not even the right one is tried."""
    client = Client()
    for _ in range(PATIENCE[PAIR].free):
        assert b"do not go together" in client.post("/account/login/", {"login": name, "password": "guess"}).content
    page = client.post("/account/login/", {"login": name, "password": PASSWORD}).content
    assert b"Nothing is tried for another 1 min." in page
    assert len(acts("sign-in.failed")) == PATIENCE[PAIR].free


def test_guessing_a_code_is_slowed_too(person):
    """After the right password."""
    client = Client()
    client.post("/account/login/", {"login": person.officer.officer_id, "password": PASSWORD})
    for _ in range(PATIENCE[PAIR].free):
        client.post("/account/second-factor/authenticate/", {"code": "000000"})
    page = client.post("/account/second-factor/authenticate/", {"code": person.codes[0]})
    assert b"Nothing is tried for another 1 min." in page.content
    assert {one["step"] for one in acts("sign-in.failed")} == {"code"}


def test_the_home_screen_tells_of_the_last_sign_in_and_the_last_failure(person):
    """At its foot, with the addresses."""
    person.sign_in(REMOTE_ADDR="10.0.0.5")
    Client(REMOTE_ADDR="203.0.113.9").post("/account/login/", {"login": "ha.n", "password": "guess"})
    page = person.sign_in(REMOTE_ADDR="10.0.0.6").get("/", REMOTE_ADDR="10.0.0.6").content.decode()
    assert re.search(r"Last sign-in before this one: \d\d:\d\d from 10\.0\.0\.5\.", page)
    assert re.search(r"Last failed attempt: \d\d:\d\d from 203\.0\.113\.9\.", page)
    assert "Last sign-in" not in person.sign_in().get("/journal/").content.decode()


def test_a_forwarded_address_counts_from_the_proxy_alone(person, settings):
    """Anybody may write such a header; only the proxy's last word is taken."""
    told = {"HTTP_X_FORWARDED_FOR": "1.1.1.1, 198.51.100.7"}
    person.sign_in(REMOTE_ADDR="10.9.9.9", **told)
    settings.COMITY_ACCESS = Access(proxy="127.0.0.1")
    person.sign_in(REMOTE_ADDR="127.0.0.1", **told)
    person.sign_in(REMOTE_ADDR="10.9.9.9", **told)
    assert [one["address"] for one in acts("session.began")] == ["10.9.9.9", "198.51.100.7", "10.9.9.9"]


# -- the lock -------------------------------------------------------------------------------------


def test_a_desk_left_alone_is_locked_and_comes_back_to_its_page(person):
    """Not signed out: the same session, after password and code."""
    client = person.sign_in()
    turn_back(client, minutes=11)
    response = client.get("/journal/?before=7")
    assert response["Location"] == f"{CONFIRM}?next=%2Fjournal%2F%3Fbefore%3D7"
    page = client.get(response["Location"]).content.decode()
    assert "This desk is locked" in page
    assert "ha.n is still signed in" in page
    assert person.confirm(client, "/journal/?before=7")["Location"] == "/journal/?before=7"
    assert client.get("/journal/").status_code == 200
    assert acts("session.locked", "session.unlocked") == [
        {"session": Sitting.objects.get().pk, "why": "idle"},
        {"session": Sitting.objects.get().pk, "by": "password totp"},
    ]


def test_the_button_locks_at_once(person):
    """And nothing but the way back, or out, opens."""
    client = person.sign_in()
    assert client.post("/account/lock/", {"next": "/journal/"})["Location"] == f"{CONFIRM}?next=%2Fjournal%2F"
    for href in ("/", "/requests/", "/account/second-factor/", "/account/sittings/", "/account/password/change/"):
        assert client.get(href)["Location"].startswith(CONFIRM), href
    assert client.post("/account/lock/", {"next": "//evil.example/"})["Location"] == f"{CONFIRM}?next=%2F"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Enter your password."),
        ({"password": "guess", "code": "right"}, "This is not your password."),
        ({"password": PASSWORD}, "Enter the code too."),
        ({"password": PASSWORD, "code": "000000"}, "This code is not valid now."),
        ({"credential": "{}"}, ""),
        ({"credential": "not json"}, ""),
    ],
)
def test_half_of_it_does_not_unlock(person, given, said):
    """Password and code, both, or a passkey; a code next to a wrong password is not spent."""
    client, code = person.sign_in(), person.codes[0]
    client.post("/account/lock/")
    given = {name: code if value == "right" else value for name, value in given.items()}
    page = client.post(CONFIRM, given)
    assert page.status_code == 200
    assert said in page.content.decode()
    assert client.get("/").status_code == 302
    assert client.post(CONFIRM, {"password": PASSWORD, "code": code}).status_code == 302


def test_guessing_at_the_lock_is_slowed(person):
    """As at the door."""
    client = person.sign_in()
    client.post("/account/lock/")
    for _ in range(PATIENCE[PAIR].free):
        client.post(CONFIRM, {"password": "guess", "code": "000000"})
    assert b"Nothing is tried for another 1 min." in client.post(CONFIRM, {"password": PASSWORD, "code": person.codes[0]}).content


def test_what_is_posted_to_a_locked_desk_is_kept_and_shown_again(world, person):
    """Not done, not lost: after unlocking it stands there, and one button sends it as it was typed."""
    request = world.receive()
    client = person.sign_in()
    turn_back(client, minutes=11)
    typed = {"reason": "Two lines,\nwith a quote: “Đắk Lắk”", "token": "t" * 32, "password": "secret"}
    response = client.post(f"/requests/{request.reference}/take/", typed)
    kept = KeptPost.objects.get()
    shown = f"/account/kept/{kept.pk}/"
    assert response["Location"] == f"{CONFIRM}?next={shown.replace('/', '%2F')}"
    request.refresh_from_db()
    assert request.holder is None
    assert client.get(shown).status_code == 302
    assert person.confirm(client, shown)["Location"] == shown
    page = client.get(shown).content.decode()
    assert "Two lines,<br>with a quote: “Đắk Lắk”" in page
    assert "secret" not in page
    again = client.post(f"{shown}send/", kept.fields)
    assert (again.status_code, again["Location"]) == (307, f"/requests/{request.reference}/take/")
    client.post(again["Location"], {name: value[0] for name, value in kept.fields.items()})
    request.refresh_from_db()
    assert request.holder == person.officer
    assert client.get(shown).status_code == 409


def test_what_was_kept_can_be_set_aside_and_is_only_its_officers(world, person):
    """The row stays; a colleague sees nothing."""
    client = person.sign_in()
    turn_back(client, minutes=11)
    client.post("/drafts/00000000-0000-0000-0000-000000000000/check/", {"facts.text": "some words"})
    kept = KeptPost.objects.get()
    other = Person(world.approver).sign_in()
    assert other.get(f"/account/kept/{kept.pk}/").status_code == 409
    person.confirm(client)
    assert f"/account/kept/{kept.pk}/" in client.get("/account/sittings/").content.decode()
    assert client.post(f"/account/kept/{kept.pk}/")["Location"] == "/"
    kept.refresh_from_db()
    assert kept.closed_at is not None


def test_another_sites_post_is_not_kept(person):
    """It does not carry this session's token, so nobody will be asked to send it again."""
    client = person.sign_in(enforce_csrf_checks=False)
    turn_back(client, minutes=11)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post("/drafts/00000000-0000-0000-0000-000000000000/check/", {"facts.text": "their words"}).status_code == 403
    assert not KeptPost.objects.exists()


def test_a_draft_saves_itself_also_when_the_desk_has_just_been_locked(world, person):
    """What was typed before may arrive after; it is one more version and opens nothing."""
    draft = world.draft()
    client = person.sign_in()
    client.post("/account/lock/")
    response = client.post(
        f"/drafts/{draft.pk}/custodian/autosave/",
        {"custodian": "Post Example JSC", "version": draft.version, "token": "t" * 32},
        HTTP_ACCEPT="application/json",
    )
    assert response.status_code == 200, response.content
    assert Draft.objects.get(pk=draft.pk).version > draft.version
    assert client.get("/").status_code == 302


def test_what_a_page_held_unsaved_comes_along_to_the_lock(person):
    """`lock.js` brings it; a path that leads nowhere is not kept."""
    client = person.sign_in()
    path = "/drafts/00000000-0000-0000-0000-000000000000/return/"
    response = client.post("/account/lock/", {"next": "/", "kept_path": path, "kept.reason": "half a sentence", "kept.password": "x"})
    kept = KeptPost.objects.get()
    assert (kept.path, kept.fields) == (path, {"reason": ["half a sentence"]})
    assert f"kept%2F{kept.pk}" in response["Location"]
    client.post("/account/lock/", {"kept_path": "https://evil.example/", "kept.reason": "x"})
    assert KeptPost.objects.count() == 1


# -- the end of a shift ---------------------------------------------------------------------------


def test_a_session_ends_with_the_shift_and_keeps_what_was_just_posted(person):
    """Twelve hours after it began, whoever was active meanwhile; at the next sign-in it stands there."""
    client = person.sign_in()
    turn_back(client, hours=12, seconds=1)
    response = client.post("/drafts/00000000-0000-0000-0000-000000000000/check/", {"facts.text": "the last words of the shift"})
    kept = KeptPost.objects.get()
    assert response["Location"] == f"/account/login/?why=shift-over&next=%2Faccount%2Fkept%2F{kept.pk}%2F"
    assert "Your shift is over" in client.get(response["Location"]).content.decode()
    assert client.get("/")["Location"].startswith("/account/login/?next=")
    assert acts("session.ended")[-1]["why"] == "shift-over"
    fresh = Client()
    fresh.post("/account/login/", {"login": person.officer.officer_id, "password": PASSWORD})
    came = fresh.post("/account/second-factor/authenticate/", {"code": person.code()})
    assert came["Location"] == f"/account/kept/{kept.pk}/"


def test_a_draft_saves_itself_also_at_the_end_of_the_shift(world, person):
    """Once; then the session is over."""
    draft = world.draft()
    client = person.sign_in()
    turn_back(client, hours=12, seconds=1)
    response = client.post(
        f"/drafts/{draft.pk}/custodian/autosave/",
        {"custodian": "Post Example JSC", "version": draft.version, "token": "t" * 32},
        HTTP_ACCEPT="application/json",
    )
    assert response.status_code == 200
    assert Draft.objects.get(pk=draft.pk).version > draft.version
    assert client.get("/")["Location"].startswith("/account/login/")


def test_a_change_of_shift_is_one_click_and_keeps_drafts(world, person):
    """The next officer signs in at once; from a locked desk too, when the first has left."""
    draft, client = world.draft(), person.sign_in()
    client.post("/account/lock/")
    response = client.post("/account/change-shift/")
    assert response["Location"] == "/account/login/?why=shift-change"
    assert "The shift is handed over." in client.get(response["Location"]).content.decode()
    second = Person(world.approver)
    client.post("/account/login/", {"login": world.approver.officer_id, "password": PASSWORD})
    client.post("/account/second-factor/authenticate/", {"code": second.code()})
    assert "an.p</bdi>" in client.get("/").content.decode()
    assert Draft.objects.get(pk=draft.pk).state == "open"
    assert acts("session.ended")[0]["why"] == "shift-change"
    assert client.post("/account/change-shift/").status_code == 302
    assert Client().post("/account/change-shift/").status_code == 302


# -- where one is signed in -----------------------------------------------------------------------


def test_an_officer_sees_and_ends_their_other_sessions(person):
    """Where, since when, by what; the ended browser is told so with its next page."""
    here, there, third = person.sign_in(), person.sign_in(REMOTE_ADDR="203.0.113.9"), person.sign_in()
    page = here.get("/account/sittings/").content.decode()
    assert "203.0.113.9" in page
    assert "password, one-time code" in page
    assert page.count("This browser") == 1
    here.post(f"/account/sittings/{there.session['sitting']}/end/")
    response = there.get("/")
    assert response["Location"] == "/account/login/?why=elsewhere"
    assert "ended from elsewhere" in there.get(response["Location"]).content.decode()
    assert third.get("/").status_code == 200
    here.post("/account/sittings/end-others/")
    assert third.get("/").status_code == 302
    assert here.get("/").status_code == 200


def test_nobody_ends_a_colleagues_session(world, person):
    """Not even by guessing its number."""
    theirs = Person(world.approver).sign_in()
    assert person.sign_in().post(f"/account/sittings/{theirs.session['sitting']}/end/").status_code == 409
    assert theirs.get("/").status_code == 200


def test_a_session_of_another_officers_sitting_is_none(world, person):
    """A session that names somebody else's sitting does not keep theirs open, nor read it."""
    theirs = Person(world.approver).sign_in()
    client = person.sign_in()
    kept = client.session
    kept["sitting"] = theirs.session["sitting"]
    kept.save()
    client.post("/account/logout/")
    assert Sitting.objects.get(pk=theirs.session["sitting"]).ended_at is None


def test_a_page_that_is_read_keeps_the_desk_open(person, monkeypatch):
    """`lock.js` says once a minute that somebody is there; a locked desk does not hear it."""
    from datetime import timedelta

    client = person.sign_in()
    at = Sitting.objects.get().seen_at + timedelta(minutes=9)
    monkeypatch.setattr(attending, "now", lambda: at)
    assert client.post("/account/seen/").status_code == 204
    assert Sitting.objects.get().seen_at == at
    client.post("/account/lock/")
    assert client.post("/account/seen/")["Location"] == CONFIRM
    assert not KeptPost.objects.exists()


# -- before something leaves ----------------------------------------------------------------------


def test_an_export_asks_again_and_then_goes_on(world, person, monkeypatch):
    """Within the window it does not ask; after it, password and code, and the file comes by itself."""
    monkeypatch.setattr("comity.desk.proving.papers.print_reports", lambda *_, **__: b"%PDF-")
    request = world.receive()
    href = f"/requests/{request.reference}/proof/"
    client = person.sign_in()
    assert fetched(client, href).startswith(b"PK")
    stale = client.session
    for record in (records := stale["account_authentication_methods"]):
        record["at"] -= 301
    stale["account_authentication_methods"] = records
    stale.save()
    response = client.get(href)
    assert response["Location"] == f"{CONFIRM}?next={href.replace('/', '%2F')}"
    assert "Confirm that it is you" in client.get(response["Location"]).content.decode()
    assert client.post(CONFIRM, {"password": PASSWORD, "next": href}).status_code == 200
    assert person.confirm(client, href)["Location"] == href
    assert fetched(client, href).startswith(b"PK")
    assert not acts("session.unlocked")


# -- factors --------------------------------------------------------------------------------------


def test_the_first_sign_in_leads_to_a_factor_and_nowhere_else(world):
    """A choice of two; then the recovery codes, once."""
    world.drafter.set_password(PASSWORD)
    world.drafter.save()
    client = Client()
    page = client.post("/account/login/", {"login": world.drafter.officer_id, "password": PASSWORD}, follow=True)
    assert page.redirect_chain[-1][0] == "/account/second-factor/first/"
    assert b"Set up a passkey" in page.content
    client.get("/account/second-factor/totp/activate/")
    from allauth.mfa.totp.internal import auth as totp

    secret = client.session["mfa.totp.secret"]
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    page = client.post("/account/second-factor/totp/activate/", {"code": code}, follow=True).content.decode()
    codes = re.findall(r"<li>(\d{8})</li>", page)
    assert len(codes) == 10
    again = client.get("/account/second-factor/recovery-codes/").content.decode()
    assert not re.findall(r"<li>\d{8}</li>", again)
    assert "10 codes are left." in again
    assert [one["factor"] for one in acts("factor.added")] == ["authenticator"]
    assert client.get("/account/second-factor/first/")["Location"] == "/account/second-factor/"


def test_new_recovery_codes_end_the_old_ones(person):
    """Shown once, and in the journal."""
    client = person.sign_in()
    page = client.post("/account/second-factor/recovery-codes/generate/", follow=True).content.decode()
    assert len(re.findall(r"<li>\d{8}</li>", page)) == 10
    assert person.codes[0] not in page
    other = Client()
    other.post("/account/login/", {"login": person.officer.officer_id, "password": PASSWORD})
    other.post("/account/second-factor/authenticate/", {"code": person.codes[0]})
    assert not other.session.get("_auth_user_id")
    assert len(acts("recovery-codes.made")) == 1


def test_the_last_factor_stays(person):
    """It can be replaced, and the old one works until the new one has shown a code; removed it cannot be."""
    client = person.sign_in()
    page = client.get("/account/second-factor/totp/deactivate/").content.decode()
    assert "This is your last second factor." in page
    assert "Its codes stop working at once." not in page
    client.post("/account/second-factor/totp/deactivate/")
    assert client.get("/account/second-factor/totp/activate/").status_code == 200
    client.post("/account/second-factor/totp/activate/", {"code": "000000"})
    assert not acts("factor.replaced", "factor.removed")
    assert person.sign_in()


def test_a_changed_password_needs_the_old_one_and_opens_the_key(world):
    """Guessing it is slowed here too; the page is allauth's, the deed is ours."""
    person = Person(world.approver)
    world.approver.set_password("a lantern on the quay")
    world.approver.save()
    client = Client()
    client.post("/account/login/", {"login": world.approver.officer_id, "password": "a lantern on the quay"})
    client.post("/account/second-factor/authenticate/", {"code": person.code()})
    wrong = {"oldpassword": "guess", "password1": "another lantern here", "password2": "another lantern here"}
    assert b"This is not your password." in client.post("/account/password/change/", wrong).content
    done = client.post("/account/password/change/", wrong | {"oldpassword": "a lantern on the quay"})
    assert done.status_code == 302
    from comity.directory.officers import unlock

    world.approver.refresh_from_db()
    assert unlock(world.approver, passphrase="another lantern here")
    assert len(acts("passphrase.changed")) == 1


def test_every_way_out_of_the_kept_page_is_of_this_node():
    """A form leads back to its own page, or to the draft or request that it belongs to."""
    draft = "00000000-0000-0000-0000-000000000000"
    assert locking._page_of(f"/drafts/{draft}/facts/") == f"/drafts/{draft}/facts/"
    assert locking._page_of(f"/drafts/{draft}/return/") == f"/drafts/{draft}/check/"
    assert locking._page_of("/requests/XR-2026-000001/take/") == "/requests/XR-2026-000001/"
    assert locking._page_of("/compose/") == "/compose/"
    assert locking._page_of("/gone/") == "/"


def test_the_clock_of_the_tests_is_the_nodes():
    """Both read UTC."""
    assert abs((now() - attending.now()).total_seconds()) < 5
