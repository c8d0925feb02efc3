"""What holds on every page of an officer: their language and theme, no trace in caches, the lock, and refusals as pages."""

import html
from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from visitors import sign_in

from comity.desk.drafting.refusals import NoSuchDraft
from comity.desk.policy import RequestNotOpen
from comity.directory.policy import NotAllowed
from comity.doors.web import attending
from comity.doors.web.entrance import CONFIRMED, DEMO, SITTING
from comity.doors.web.refusing import RefusalsAsPages
from comity.doors.web.whereabouts import now
from comity.records.models import Officer, Sitting
from comity.terms.refusals import Malformed

PASSWORD = "a sentence nobody guesses"


def at_work(officer, *, idle=0, began=None):
    """Return a browser whose officer came by password and code, was last seen `idle` seconds ago and came in `began` seconds ago."""
    client = Client()
    client.force_login(officer)
    at = now()
    sitting = Sitting.objects.create(
        officer=officer,
        came_by="password totp",
        address="127.0.0.1",
        began_at=at + timedelta(seconds=-(idle if began is None else began)),
        seen_at=at + timedelta(seconds=-idle),
    )
    kept = client.session
    kept.update({CONFIRMED: True, SITTING: sitting.pk})
    kept.save()
    return client


def test_an_officer_reads_in_their_own_language_on_any_computer(world):
    """The switch is kept with the officer, not with the browser alone; so is the theme."""
    client = sign_in(world.drafter)
    client.handler.enforce_csrf_checks = False
    client.post("/switch/language/", {"language": "vi", "next": "/"})
    client.post("/switch/theme/", {"theme": "dark", "next": "/"})
    elsewhere = sign_in(world.drafter).get("/").content.decode()
    assert '<html lang="vi" data-world="real" data-theme="dark"' in elsewhere
    client.post("/switch/language/", {"language": "tlh", "next": "/"})
    assert 'lang="vi"' in sign_in(world.drafter).get("/").content.decode()


def test_another_officer_at_the_same_browser_has_their_own(world):
    """What one chose does not meet the next."""
    client = sign_in(world.drafter)
    client.handler.enforce_csrf_checks = False
    client.post("/switch/theme/", {"theme": "dark", "next": "/"})
    client.force_login(world.approver)
    session = client.session
    session[CONFIRMED] = session[DEMO] = True
    session.save()
    assert "data-theme" not in client.get("/").content.decode().split("<head>")[0]


def test_pages_of_an_officer_stay_out_of_every_cache(world):
    """The next person at the computer finds nothing behind the button Back."""
    response = sign_in(world.drafter).get("/")
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Language"] == "en"


def test_signing_out_ends_the_session(world):
    """From any page, to the door."""
    client = at_work(world.drafter)
    assert client.post("/account/logout/")["Location"] == "/account/login/"
    assert client.get("/").status_code == 302
    assert Sitting.objects.get().ended_by == "signed-out"


def test_being_seen_is_written_once_a_minute(world, monkeypatch):
    """Reading costs no write."""
    client = at_work(world.drafter)
    before = Sitting.objects.get().seen_at
    client.get("/journal/")
    assert Sitting.objects.get().seen_at == before
    later = before + timedelta(seconds=61)
    monkeypatch.setattr(attending, "now", lambda: later)
    client.get("/journal/")
    assert Sitting.objects.get().seen_at == later


def test_a_password_alone_opens_nothing(world):
    """Without a second factor every page leads to setting one up; with one, the code is asked for first."""
    world.drafter.set_password(PASSWORD)
    world.drafter.save()
    client = Client()
    client.post("/account/login/", {"login": world.drafter.officer_id, "password": PASSWORD})
    for href in ("/", "/requests/", "/journal/", "/compose/"):
        assert client.get(href)["Location"] == "/account/second-factor/first/"
    totp.TOTP.activate(world.drafter, totp.generate_totp_secret())
    codes = RecoveryCodes.activate(world.drafter).get_unused_codes()
    other = Client()
    other.post("/account/login/", {"login": world.drafter.officer_id, "password": PASSWORD})
    assert other.get("/")["Location"] == "/account/login/?next=/"
    other.post("/account/second-factor/authenticate/", {"code": codes[0]})
    assert other.get("/").status_code == 200


def test_the_name_of_the_node_need_not_be_typed(world):
    """An officer of this node signs in as `ha.n`."""
    world.drafter.set_password(PASSWORD)
    world.drafter.save()
    short = world.drafter.officer_id.partition("@")[0]
    response = Client().post("/account/login/", {"login": short.upper(), "password": PASSWORD})
    assert response.status_code == 302


def test_a_session_that_is_over_or_unknown_is_nobodys(world):
    """A cookie alone opens nothing: not once its time is over, and not with a key that nobody gave."""
    client = sign_in(world.drafter)
    assert client.get(reverse("watch")).status_code == 200
    Session.objects.update(expire_date=timezone.now())
    assert client.get(reverse("watch")).status_code == 302
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    assert client.get(reverse("watch")).status_code == 302


def test_who_is_struck_off_is_out_at_once(world):
    """Also at a browser that they left open."""
    client = sign_in(world.drafter)
    assert client.get(reverse("watch")).status_code == 200
    Officer.objects.filter(pk=world.drafter.pk).update(is_active=False)
    assert client.get(reverse("watch")).status_code == 302


def test_a_closed_access_opens_nothing(world):
    """An officer who left is not told more than anybody."""
    world.gone.set_password(PASSWORD)
    world.gone.save()
    response = Client().post("/account/login/", {"login": world.gone.officer_id, "password": PASSWORD}, follow=True)
    assert response.wsgi_request.user.is_anonymous


@pytest.mark.parametrize(
    ("refusal", "status", "said"),
    [
        (NoSuchDraft(), 404, "There is no such draft at this desk."),
        (NotAllowed(name="x", role="approver"), 403, "x has not the role that this act needs: approver."),
        (RequestNotOpen(reference="XR-2026-000001", state="answered"), 409, "Request XR-2026-000001 is answered"),
        (Malformed("form", "<b>"), 409, "The form cannot be read: it does not keep to its format. What the program notes: “&lt;b&gt;”."),
    ],
)
def test_what_a_room_refuses_is_a_page(world, refusal, status, said):
    """The sentence and the next step of the refusal, with a status that fits; a fault of ours is none of these."""
    request = RequestFactory().get("/")
    request.user, request.session, request.resolver_match = world.drafter, {}, None
    door = RefusalsAsPages(lambda _: None)
    response = door.process_exception(request, refusal)
    assert response.status_code == status
    assert said in html.unescape(response.content.decode()).replace("<b>", "&lt;b&gt;")
    assert door.process_exception(request, KeyError("x")) is None


@pytest.mark.parametrize(("fault", "status"), [(SuspiciousOperation("x"), 400), (PermissionDenied(), 403), (KeyError("secret"), 500)])
def test_faults_are_pages_too_and_tell_nothing(world, monkeypatch, fault, status):
    """In the frame, without a word of what broke."""
    from comity.doors.web.views import reading

    def break_down(*_, **__):
        raise fault

    monkeypatch.setattr(reading, "look_at_queue", break_down)
    client = sign_in(world.drafter)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == status
    assert f"Number of this page: {status}" in response.content.decode()
    assert b"secret" not in response.content


def test_a_form_of_another_session_says_what_is_kept(world):
    """Django's refusal of a missing token is our page."""
    response = sign_in(world.drafter).post("/requests/XR-2026-000001/take/", {})
    assert response.status_code == 403
    assert b"This form is from another session" in response.content
