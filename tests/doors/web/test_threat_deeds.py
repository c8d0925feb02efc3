"""What officers do in the threat exchange beside lots: take out, compare, fetch, and see first what waits for them."""

import html
import json
import re

import pytest
from django.urls import reverse
from threats import OURS, STAMP, Threats, full, indicator, named, thing
from visitors import Page, sign_in, stop_clock

from comity.doors.web.views.threats import home
from comity.intel.feeds.actions import Server, Terms, add_pull, pause, propose_push
from comity.intel.giving.fetching import keep_failed, keep_fetched
from comity.intel.store.clients import add_client
from comity.intel.store.granting import grant
from comity.records.models import (
    IntelFeed,
    IntelFeedLine,
    IntelFeedResult,
    IntelFetch,
    IntelLot,
    IntelRemoval,
    IntelTombstone,
    JournalAct,
    StixPlace,
)
from comity.terms.instants import Instant

URL = "https://taxii.example/taxii2/"
LATER = "2026-11-22T01:02:03.000Z"


@pytest.fixture(autouse=True)
def _moment(world, monkeypatch):
    """The pages are made at the moment of the world."""
    stop_clock(monkeypatch, world.at)


@pytest.fixture
def shelves(world):
    """Collections with objects in them."""
    return full(world)


def told(page):
    """Return the page's words."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def at(officer, name, *of, query=""):
    """Open a page as an officer."""
    return Page(sign_in(officer), reverse(name, args=of) + query)


def send(page, action, step="", **typed):
    """Send the form of a page that posts to `action` with this step; return the page that it leads to, or the refusal."""
    form = next(one for one in page.forms if one["action"] == action and (not step or one["data"].get("step") == [step]))
    reply = page.client.post(action, {key: value for key, value in form["data"].items() if value and value != [""]} | typed)
    if reply.status_code == 302:
        return Page(page.client, reply["Location"].partition("#")[0])
    page.take(reply, action)
    return page


def asked_out(world, shelves, number=20, reason="Nhầm giá trị."):
    """Ask for an object of ours to be taken out; return the page of that."""
    crime = shelves["crime"].uuid
    page = at(world.drafter, "threat-object", crime, named("indicator", number))
    return send(page, reverse("threat-removal-new", args=[crime, named("indicator", number)]), reason=reason)


def test_an_object_is_taken_out_by_two_officers_and_its_tombstone_says_who_had_it_shown(world, shelves):
    """Asked with a reason, waits, agreed to by another; it is gone everywhere, the bytes stay; who saw it and where it went is kept."""
    crime, ours = shelves["crime"], named("indicator", 20)
    page = asked_out(world, shelves)
    number = IntelRemoval.objects.get().pk
    assert "It waits for a second officer" in told(page)
    assert "Agree, and take it out" not in told(page)
    assert "waits for a second officer" in told(at(world.drafter, "threat-object", crime.uuid, ours))
    add_client("platform", programme="Platform", at=world.at)
    grant(crime.uuid, subject="client:platform", right="read", at=world.at)
    push = propose_push("out", Server(URL), Terms([("there", "crime")], client="platform"), by=world.drafter, at=world.at)
    IntelFeedResult.objects.create(line=IntelFeedLine.objects.get(feed=push), stix_id=ours, outcome="taken", at=world.at)
    href = reverse("threat-removal", args=[number])
    page = send(at(world.approver, "threat-removal", number), href, "agree")
    words = told(page)
    assert "Taken out: Ours" in words
    assert "xr-cert" in words.partition("Who could see it")[2]
    assert "Sent by the feed out" in words
    assert "Nhầm giá trị." in words
    assert at(world.drafter, "threat-object", crime.uuid, ours).status == 404
    assert not StixPlace.objects.filter(stix_id=ours).exists()
    assert IntelTombstone.objects.get().object.stix_id == ours
    assert "Ours" in told(at(world.drafter, "threat-lots"))
    names = list(JournalAct.objects.filter(name__startswith="intel.remov").order_by("index").values_list("name", flat=True))
    assert names == ["intel.removal-asked", "intel.removed", "intel.removal-agreed"]


def test_what_cannot_be_taken_out_is_not_and_says_why(world, shelves):
    """Theirs, without a reason, twice, one's own, another version meanwhile, one that is decided; another authority sees none of it."""
    crime = shelves["crime"].uuid
    theirs = at(world.drafter, "threat-object", crime, named("indicator", 1))
    assert "Take it out of this collection" not in told(theirs)

    def push(who, action, **typed):
        page = at(who, "threats")
        sent = next(one["data"]["csrfmiddlewaretoken"][0] for one in page.forms if "csrfmiddlewaretoken" in one["data"])
        return page.client.post(action, {"csrfmiddlewaretoken": sent} | typed)

    reply = push(world.drafter, reverse("threat-removal-new", args=[crime, named("indicator", 1)]), reason="x")
    assert "came from somebody else" in html.unescape(reply.content.decode())
    reply = push(world.drafter, reverse("threat-removal-new", args=[crime, named("indicator", 20)]), reason=" ")
    assert "Say why the object is taken out" in html.unescape(reply.content.decode())
    reply = push(world.drafter, reverse("threat-removal-new", args=[crime, named("indicator", 13)]), reason="x")
    assert reply.status_code == 404
    assert not IntelRemoval.objects.exists()
    asked_out(world, shelves)
    number = IntelRemoval.objects.get().pk
    href = reverse("threat-removal", args=[number])
    reply = push(world.drafter, reverse("threat-removal-new", args=[crime, named("indicator", 20)]), reason="x")
    assert "Somebody has asked already" in html.unescape(reply.content.decode())
    IntelRemoval.objects.update(asked_by=world.both.officer_id)
    reply = push(world.both, href, step="agree")
    assert "cannot be the second officer of it" in html.unescape(reply.content.decode())
    IntelRemoval.objects.update(asked_by=world.drafter.officer_id)
    Threats(world).put(shelves["crime"], indicator(20, "[domain-name:value = 'ours2.example']", modified=LATER), by=OURS)
    reply = push(world.approver, href, step="agree")
    assert "other versions now" in html.unescape(reply.content.decode())
    page = send(at(world.approver, "threat-removal", number), href, "refuse", reason="Vẫn cần.")
    assert "Vẫn cần." in told(page)
    assert "What may be done" not in told(page)
    assert push(world.approver, href, step="agree").status_code == 422
    assert StixPlace.objects.filter(stix_id=named("indicator", 20)).count() == 2
    asked_out(world, shelves, reason="Lại.")
    last = IntelRemoval.objects.latest("pk").pk
    page = send(at(world.drafter, "threat-removal", last), reverse("threat-removal", args=[last]), "take-back")
    assert "taken back by whoever asked" in told(page)
    world.both.authority = "xr-cert"
    world.both.save()
    assert at(world.both, "threat-removal", number).status == 404
    assert "Ours" not in told(at(world.both, "threat-lots")).partition("Taken out, or to be")[2]


def test_versions_stand_side_by_side_property_by_property(world, shelves):
    """What the newest says otherwise than the one before it; another one by its address; none where there is no other."""
    crime = shelves["crime"]
    long = "Từ này sang từ khác. " * 40
    first = thing("malware", 900, name="Cũ", is_family=True, labels=["a", "b"], description=long + "cuối", aliases=["x"])
    second = first | {
        "modified": LATER,
        "name": "Mới",
        "is_family": False,
        "labels": ["b", "c"],
        "description": long + "KHÁC cuối",
        "malware_types": ["spyware"],
    }
    del second["aliases"]
    Threats(world).put(crime, first, second, second | {"modified": "2026-11-23T01:02:03.000Z"})
    page = told(at(world.drafter, "threat-object", crime.uuid, named("malware", 900)))
    assert "Both versions say the same in every property" in page
    places = list(StixPlace.objects.filter(stix_id=named("malware", 900)).order_by("version_at").values_list("added", flat=True))
    page = at(world.drafter, "threat-object", crime.uuid, named("malware", 900), query=f"?beside={places[0]}")
    words = told(page).partition("What changed since the version before")[2].partition("Versions that you may see")[0]
    assert "Name Cũ Mới" in words
    assert "no longer: a" in words
    assert "added: c" in words
    assert "is_family yes no" in words
    assert "Also called x is not there any more" in words
    assert "malware_types was not there" in words
    assert "KHÁC" in words
    assert len(words) < 1500
    other = told(at(world.drafter, "threat-object", crime.uuid, named("malware", 900), query=f"?added={places[0]}&beside={places[2]}"))
    assert "What the later version says otherwise" in other
    only = told(at(world.drafter, "threat-object", crime.uuid, named("malware", 4)))
    assert "What changed since" not in only
    assert at(world.drafter, "threat-object", crime.uuid, named("malware", 4), query="?beside=7").status == 200


def test_feeds_are_told_of_in_words_and_fetched_from_as_lots(world, shelves):
    """When last and what went wrong; a button asks and does no more; what the courier found is a lot; hidden collections name no feed."""
    pull = add_pull("cert", Server(URL), Terms([("botnets", "crime")], owner="xr-cert"), at=world.at)
    hidden = Threats(world).collection("Hidden", alias="hidden")
    add_pull("secret-feed", Server(URL), Terms([("secret", "hidden")]), at=world.at)
    hidden.row.closed_at = world.at
    hidden.row.save()
    IntelFeed.objects.filter(pk=pull.pk).update(fails=3, why="sign-in", words="401 go away")
    page = at(world.drafter, "threat-feeds")
    words = told(page)
    assert "cert read from taxii.example" in words
    assert "It went wrong 3 times in a row. The server does not let this node in" in words
    assert "(401 go away)" in words
    assert "secret-feed" not in words
    pause("cert", at=world.at)
    assert "goes on only when an officer fetches" in told(at(world.drafter, "threat-feeds"))
    page = send(page, reverse("threat-feeds"))
    assert "waits for its turn" in told(page)
    assert not IntelLot.objects.exists()
    again = send(page, reverse("threat-feeds"))
    assert "is being fetched from already" in told(again)
    asked = IntelFetch.objects.get()
    body = json.dumps(thing("malware", 950, name="Họ mới", is_family=True, created=STAMP)).encode()
    upto = {"after": "2026-01-01T00:00:00Z", "token": "", "last": "", "page": 10, "rising": True, "lost": 0, "turn": ""}
    secret = json.dumps(thing("malware", 951, name="Không cho ta", is_family=True, mark=named("marking-definition", 40))).encode()
    wrong = json.dumps(thing("malware", 952, created="yesterday")).encode()
    keep_fetched(asked.pk, [body, secret, b'{"type": "malware", "id": "malware--x"}', b"{}", wrong], upto=upto, more=True, at=world.at)
    number = IntelLot.objects.get().pk
    words = told(at(world.drafter, "threat-feeds"))
    assert f"Lot {number} 5 objects; not stored yet There is more" in words
    assert "fetched from a feed" in told(at(world.drafter, "threat-lots"))
    page = at(world.drafter, "threat-lot", number)
    assert "Họ mới" in page.text
    assert "New: 2. Here already: 0. Not stored because something is wrong in it: 3." in told(page)
    assert named("malware", 952) in told(page)
    assert "It cannot be kept; what a feed brought and nobody here could label is not shown." in told(page)
    assert "not for you by its marking" in told(page)
    assert "Không cho ta" not in page.text
    assert named("malware", 951) not in page.text
    assert "Only for authorities of" not in told(page)
    assert at(world.drafter, "threat-lot-bytes", number).status == 404
    lot = reverse("threat-lot", args=[number])
    send(page, lot, "submit")
    send(at(world.approver, "threat-lot", number), lot, "agree")
    assert IntelFeedLine.objects.get(feed=pull).after == "2026-01-01T00:00:00Z"
    assert "xr-cert" in told(at(world.drafter, "threat-object", "crime", named("malware", 950))).partition("Given by")[2][:80]
    send(at(world.drafter, "threat-feeds"), reverse("threat-feeds"))
    keep_failed(IntelFetch.objects.latest("pk").pk, why="no-connection", words="", at=world.at)
    assert "Nobody answers at its address" in told(at(world.drafter, "threat-feeds")).partition("Fetched by hand")[2]
    assert "Fetch now" not in told(at(world.approver, "threat-feeds"))


def test_what_waits_for_this_officer_stands_first_and_what_is_new_after_it(world, shelves):
    """To the approver a lot, a removal and a push of others; to who made them nothing; what came since the last visit, by name."""
    asked_out(world, shelves)
    text = json.dumps([thing("malware", 960, name="Chờ", is_family=True)])
    page = at(world.drafter, "threat-import")
    page = send(page, reverse("threat-import"), into=shelves["crime"].uuid, **{"text.text": text})
    send(page, page.href, "submit")
    add_client("platform", programme="Platform", at=world.at)
    grant(shelves["crime"].uuid, subject="client:platform", right="read", at=world.at)
    propose_push("out", Server(URL), Terms([("there", "crime")], client="platform"), by=world.drafter, at=world.at)
    words = told(at(world.approver, "threats"))
    waits = words.partition("Waits for your signature: 3")[2].partition("Collections")[0]
    assert f"Lot {IntelLot.objects.get().pk}: 1 object" in waits
    assert "Take out: Ours" in waits
    assert "Send by the feed out" in waits
    assert "Waits for your signature" not in told(at(world.drafter, "threats"))


def test_what_came_since_the_last_visit_is_named(world, shelves, monkeypatch):
    """The newest of what they may see, with its collection; what came before is not new; nothing hidden is named."""
    monkeypatch.setattr(home, "_since", lambda _: Instant(world.at.micros - 1))
    fresh = told(at(world.drafter, "threats")).partition("New since your last visit")[2].partition("Collection Objects")[0]
    assert "Wallet of the fund" in fresh
    assert "Only theirs" not in fresh
    monkeypatch.setattr(home, "_since", lambda _: Instant(world.at.micros + 10**9))
    assert "New since your last visit" not in told(at(world.drafter, "threats"))
