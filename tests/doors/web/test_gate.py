"""Every address with every role: what the table of permissions does not allow is a clear page, and nothing is done."""

import io
import re
import uuid
import zipfile

import pytest
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from printed import printed_words
from visitors import sign_in, stop_clock

from comity.desk.permissions import holders
from comity.directory.policy import Role
from comity.doors.web.gate import ADDRESSES, OWN
from comity.doors.web.views import refusing
from comity.records.models import Draft, JournalAct, Message, Outbox, Request

SECRET = "QUAY-LANTERN-7731"


@pytest.fixture(autouse=True)
def _moment(world, monkeypatch):
    """The pages are made at the moment of the world."""
    stop_clock(monkeypatch, world.at)


def patterns(resolver=None, prefix=""):
    """Yield every address of the site: its name, its route, its converters."""
    for one in (resolver or get_resolver()).url_patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one, route)
        elif isinstance(one, URLPattern):
            yield one.name, route, one.pattern.converters


DESK = [(name, converters) for name, route, converters in patterns() if not route.startswith(OWN)]


def test_every_address_of_the_desk_stands_in_the_table():
    """An address that nobody put into the table is closed; and the table names none that is not there."""
    assert {name for name, _ in DESK} == set(ADDRESSES)


def address(name, converters, *, request, draft, officer):
    """Return the address with what there is here, and with what is nowhere for the rest."""
    values = {
        "reference": request.reference,
        "draft_id": draft.pk,
        "officer_id": officer.officer_id,
        "item": "facts",
        "wish": "result",
        "place": 1,
        "brief_id": uuid.UUID(int=1),
        "batch_id": uuid.UUID(int=1),
    }
    known = {
        key: values.get(
            key, 1 if "int" in type(one).__name__.lower() else uuid.UUID(int=1) if "uuid" in type(one).__name__.lower() else "x"
        )
        for key, one in converters.items()
    }
    return reverse(name, kwargs=known)


def rows():
    """Return how much there is of what a page could make or move."""
    return [model.objects.count() for model in (Request, Message, Draft, Outbox)] + [
        list(Request.objects.values_list("state", "holder_id", "wall", "asleep_until")),
        list(Draft.objects.values_list("state", "version")),
        JournalAct.objects.exclude(name__startswith="session.").count(),
    ]


def headed(_request, page, *, status):
    """Answer with the heading of a page that says no, and draw nothing."""
    return HttpResponse(page.heading, status=status)


@pytest.mark.parametrize("role", Role)
def test_every_address_with_every_role(world, role, monkeypatch):
    """Looked at and posted to: refused where the table says no, with a page that says so, and nothing done; else it answers.

    Drawing is nearly all of the time: what may be seen is drawn, and so is each page that says no for who looks, the first time that it
    says so; said again word for word, and for who posts, it is its heading alone.
    """
    request, draft = world.receive(), world.draft(values=world.fields(case_number=SECRET))
    world.both.roles, world.both.country = [role.value], "XR"
    world.both.save()
    browser = sign_in(world.both)
    browser.handler.enforce_csrf_checks = False
    draw, before, drawn = refusing.render_page, rows(), []

    def once(asked, page, *, status):
        if page in drawn:
            return headed(asked, page, status=status)
        drawn.append(page)
        return draw(asked, page, status=status)

    for name, converters in DESK:
        href = address(name, converters, request=request, draft=draft, officer=world.drafter)
        look, post = ADDRESSES[name]
        for method, verbs in (("get", look), ("post", post)):
            allowed = any(role in holders(verb) for verb in verbs)
            if allowed and (method == "post" or name == "proof"):
                continue  # what a form does, and the file, are each page's own tests
            monkeypatch.setattr(refusing, "render_page", once if method == "get" else headed)
            response = getattr(browser, method)(href)
            if allowed:
                assert response.status_code != 403, (name, method, response.status_code)
                before = rows()  # that it was read may stand in the journal
                continue
            if name == "watch":
                assert response.status_code == 302 if role is not Role.MISSION else response.status_code == 200
            else:
                assert response.status_code == 403, (name, method, response.status_code)
                assert response["Content-Type"].startswith("text/html")
                assert b"You cannot do this here" in response.content
            assert rows() == before, (name, method)
            assert SECRET not in response.content.decode()


def test_the_auditor_and_the_operator_read_no_content(world):
    """No byte of what a case says is on any page that they can open: fields, free text, names of persons, drafts, reasons."""
    request = world.send(values=world.fields(case_number=SECRET))
    draft = world.draft(values=world.fields(case_number=SECRET))
    asked = world.receive(case="XR-2026-000077")
    told = {line for message in Message.objects.filter(request__in=[request, asked]) for line in texts(bytes(message.body))}
    assert any(SECRET in line for line in told)
    for role in (Role.AUDITOR, Role.ADMINISTRATOR):
        world.both.roles = [role.value]
        world.both.save()
        browser = sign_in(world.both)
        for name, converters in DESK:
            answer = browser.get(address(name, converters, request=request, draft=draft, officer=world.drafter), follow=True)
            if answer["Content-Type"] == "application/pdf":
                printed = printed_words(answer.content)
                assert [line for line in told if "".join(line.split()) in printed] == [], (role, name)
                continue
            data = b"".join(answer)  # a table goes out a row at a time
            if data.startswith(b"PK"):
                with zipfile.ZipFile(io.BytesIO(data)) as parts:
                    typed = re.sub(r"<[^>]*>|\s", "", parts.read("word/document.xml").decode())
                assert [line for line in told if "".join(line.split()) in typed] == [], (role, name)
            else:
                assert [line for line in told if line in data.decode()] == [], (role, name)


def texts(body):
    """Return what an act says that is long enough to be told from a label."""
    from comity.wire.act import parse_act

    act = parse_act(body)
    for value in act.fields.values():
        yield from (one for one in leaves(value) if (len(one) > 8 and " " in one) or SECRET in one)


def leaves(value):
    """Return every text within a value."""
    if isinstance(value, dict):
        return [one for part in value.values() for one in leaves(part)]
    if isinstance(value, list):
        return [one for part in value for one in leaves(part)]
    return [value] if isinstance(value, str) else []


def test_who_is_outside_a_wall_is_told_that_nothing_is_there(world):
    """The same page as for a number that there never was, but for the number."""
    request = world.receive()
    Request.objects.filter(pk=request.pk).update(level="secret")
    browser = sign_in(world.drafter)
    hidden = browser.get(reverse("request", args=[request.reference]))
    nowhere = browser.get(reverse("request", args=["XR-2026-999999"]))
    assert (hidden.status_code, nowhere.status_code) == (404, 404)
    shown = [re.search("<main.*?</main>", page.content.decode(), re.DOTALL).group() for page in (hidden, nowhere)]
    assert shown[0].replace(request.reference, "N") == shown[1].replace("XR-2026-999999", "N")
    assert request.reference not in browser.get(reverse("watch")).content.decode()
    assert request.reference not in browser.get(reverse("requests")).content.decode()
    assert request.reference not in browser.get(reverse("history")).content.decode()
