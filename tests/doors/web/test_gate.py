"""Every address with every role: what the table of permissions does not allow is a clear page, and nothing is done."""

import io
import re
import uuid
import zipfile
from types import SimpleNamespace

import pytest
from django.db import connection
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from printed import printed_words
from visitors import sign_in, stop_clock
from worlds.square import cell

from comity.desk.permissions import holders
from comity.directory.policy import Role
from comity.doors.web import framing
from comity.doors.web.gate import ADDRESSES, OWN
from comity.doors.web.views import refusing
from comity.letters import pdf
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


class Untouched:
    """The rows as they were. They are read again only where SQLite counted that any was written: most that is refused writes none."""

    def __init__(self):
        """Take them as they are."""
        self.written, self.rows = connection.connection.total_changes, rows()

    def hold(self):
        """Say whether they are the same."""
        if connection.connection.total_changes == self.written:
            return True
        before = self.rows
        self.__init__()
        return self.rows == before


class Drawing:
    """Draws each page once, for who first looks at it: the same values again, and what nobody looks at, are their heading alone."""

    def __init__(self):
        """Nothing is drawn yet."""
        self.render, self.drawn, self.looking = framing.render, {}, True

    def __call__(self, asked, template, values, *, status):
        """Answer as `render` does."""
        page, drawn = values["page"], self.drawn.setdefault(template, [])
        if not self.looking or page in drawn:
            return HttpResponse(page.heading, status=status)
        drawn.append(page)
        return self.render(asked, template, values, status=status)


class Colleagues:
    """Who else can, as the pages that say no name them: asked once of each role that is lacking."""

    def __init__(self, ask):
        """Nobody was asked for yet; `ask` does."""
        self.ask, self.known = ask, {}

    def __call__(self, refusal):
        """Answer as `_who_can` does."""
        what = (type(refusal), *refusal.facts.items())
        if what not in self.known:
            self.known[what] = self.ask(refusal)
        return self.known[what]


@pytest.fixture
def drawing(monkeypatch):
    """Pages are drawn once, and what goes to the printer is laid out by nobody: each paper has a test of its own."""
    monkeypatch.setattr(pdf, "_rendered", lambda *_: SimpleNamespace(pages=[None]))
    monkeypatch.setattr(pdf, "_on_one_sheet", lambda _document: True)
    monkeypatch.setattr(pdf, "_written", lambda *_: b"%PDF-")
    monkeypatch.setattr(framing, "render", drawing := Drawing())
    return drawing


def test_every_address_with_every_role(world, drawing, monkeypatch):
    """Looked at and posted to: refused where the table says no, with a page that says so, and nothing done; else it answers.

    Drawing is most of the time: whatever a page holds is drawn for the first role that gets it, and for who posts only its heading.
    """
    request, draft = world.receive(), world.draft(values=world.fields(case_number=SECRET))
    ask = refusing._who_can
    for role in Role:
        monkeypatch.setattr(refusing, "_who_can", Colleagues(ask))
        with cell():
            try_every_address(world, role, drawing, request=request, draft=draft)


def try_every_address(world, role, drawing, *, request, draft):
    """Let one role look at every address, and post to each that is not allowed it."""
    world.both.roles, world.both.country = [role.value], "XR"
    world.both.save()
    browser = sign_in(world.both)
    browser.handler.enforce_csrf_checks = False
    before = Untouched()
    for name, converters in DESK:
        href = address(name, converters, request=request, draft=draft, officer=world.drafter)
        look, post = ADDRESSES[name]
        for method, verbs in (("get", look), ("post", post)):
            allowed = any(role in holders(verb) for verb in verbs)
            if allowed and (method == "post" or name == "proof"):
                continue  # what a form does, and the file, are each page's own tests
            drawing.looking = method == "get"
            response = getattr(browser, method)(href)
            if allowed:
                assert response.status_code != 403, (role, name, method, response.status_code)
                before = Untouched()  # that it was read may stand in the journal
                continue
            if name == "watch":
                assert response.status_code == 302 if role is not Role.MISSION else response.status_code == 200
            else:
                assert response.status_code == 403, (role, name, method, response.status_code)
                assert response["Content-Type"].startswith("text/html")
                assert b"You cannot do this here" in response.content
            assert before.hold(), (role, name, method)
            assert SECRET not in response.content.decode()


def test_the_auditor_and_the_operator_read_no_content(world, monkeypatch):
    """No byte of what a case says is on any page that they can open: fields, free text, names of persons, drafts, reasons.

    Most pages say no, and in the same words: one that holds what another held is drawn no second time.
    """
    monkeypatch.setattr(framing, "render", Drawing())
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
