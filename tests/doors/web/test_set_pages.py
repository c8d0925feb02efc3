"""Pages of threat sets, without JavaScript: proposed, read and approved by another, followed in the ledger, recalled."""

import html
import json
import re

import pytest
from django.urls import reverse
from programs import RED, indicator
from visitors import Page, sign_in, stop_clock
from worlds.places import PASSPHRASE, THIRD
from worlds.sets import Giver, Line

from comity.desk.meaning import GIVING
from comity.desk.unpacking.taking import take_sets
from comity.intel.carrying.choosing import pack, unpack
from comity.intel.sets.keeping import ledger_of
from comity.intel.sets.outcomes import print_outcomes
from comity.records.models import IntelOpened, IntelSet, Outbox
from comity.terms.digests import Digest
from comity.terms.markings import Tlp
from comity.wire.threatset import ThreatSet, print_objects, print_set

UUID = "8d2b1f0e-3c4d-4e5f-8a6b-7c8d9e0f1a2b"


@pytest.fixture(autouse=True)
def _moment(world, monkeypatch):
    """The pages are made at the moment of the world."""
    stop_clock(monkeypatch, world.at)


@pytest.fixture
def giver(world):
    """The node that gives."""
    return Giver(world)


def told(page):
    """Return the page's words."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def at(officer, name, *of, query=""):
    """Open a page as an officer."""
    return Page(sign_in(officer), reverse(name, args=of) + query)


def send(page, action, **values):
    """Send the form that goes to `action` and does `step`; follow where it leads."""
    fits = (one for one in page.forms if one["action"] == action)
    form = next(one for one in fits if "step" not in values or one["data"].get("step") == [values["step"]])
    held = {key: value for key, value in form["data"].items() if value and value != [""]} | values
    reply = page.client.post(action, held)
    if reply.status_code == 302:
        return Page(page.client, reply["Location"])
    page.take(reply, action)
    return page


def test_a_set_is_proposed_read_and_approved_by_another(giver, world, tmp_path, monkeypatch):
    """From the form to the ledger: what is in it, what they do not get and why, the digest, then received."""
    giver.put(indicator(1, name="Máy chủ"), indicator(2, marking=RED))
    form = at(world.drafter, "threat-set-propose")
    shelf = IntelSet._meta.get_field("collection").related_model.objects.get(alias="shelf").uuid
    page = send(form, reverse("threat-set-propose"), collection=shelf, to="xr-cert")
    words = told(page)
    row = IntelSet.objects.get()
    assert "Nothing of it has left" in words
    assert "Máy chủ" in words
    assert "TLP:RED" in words
    assert Outbox.objects.count() == 0
    own = at(world.drafter, "threat-set-approve", row.pk)
    assert "password" not in own.text
    second = at(world.approver, "threat-set-approve", row.pk)
    assert row.digest in second.text
    wrong = send(second, reverse("threat-set-approve", args=[row.pk]), password="not this")
    assert (wrong.status, Outbox.objects.count()) == (422, 0)
    done = send(second, reverse("threat-set-approve", args=[row.pk]), password=PASSPHRASE)
    assert "has not settled it yet" in told(done)
    Line(world, tmp_path / "there", monkeypatch).answer()
    words = told(at(world.drafter, "threat-set", row.pk, query="?stand=received"))
    assert "received 1" in words
    assert "shelf" in told(at(world.drafter, "threat-sets")).lower()
    page = send(at(world.drafter, "threat-set", row.pk), reverse("threat-set", args=[row.pk]), step="recall", reason="RECALL-WRONG")
    assert "Recall S-000002" in told(page)
    assert "It was wrong" in told(page)


def test_an_object_that_an_officer_opened_is_known_as_such(world):
    """The page of an object that came in a set notes the first time; the set itself says what came, and from whom."""
    body = json.dumps(indicator(1, name="Từ bên kia")).encode()
    content = print_objects([body])
    said = ThreatSet(
        number="S-000009", collection=UUID, objects=1, content=Digest.of(content), title="Theirs", unmarked=Tlp.GREEN, inline=content
    )
    act = world.puppet.act("request", GIVING, print_set(said), case="XR-2026-000007", article="47(1)(d)", urgency="routine")
    world.deliver(world.puppet.say(act))
    take_sets(at=world.at)
    row = IntelSet.objects.get()
    words = told(at(world.drafter, "threat-set", row.pk))
    assert "settled: this node answered for each object" in words
    assert "from xr-cert" in words
    assert "Từ bên kia" in words
    assert not IntelOpened.objects.exists()
    for _ in range(2):
        assert at(world.drafter, "threat-object", row.collection.uuid, indicator(1)["id"]).status == 200
    assert IntelOpened.objects.count() == 1
    assert "The threat set" in told(at(world.drafter, "request", row.case))


def test_a_recall_follows_what_went_on_from_here(giver, world, tmp_path, monkeypatch):
    """The page of their recall says to whom it went on; two officers recall it there, that node signs, and it is told here."""
    giver.put(indicator(1), indicator(2), indicator(3))
    given = giver.give()
    line = Line(world, tmp_path / "there", monkeypatch)
    line.answer()
    keys = sorted(ledger_of(given.collection, given.authority))
    theirs = {"side": "theirs", "sort": "SET-RECALL", "number": "S-000009", "authority": "th-poc", "node": str(THIRD), "state": "settled"}
    row = IntelSet.objects.create(
        **theirs,
        reason="RECALL-WRONG",
        objects_count=3,
        content="sha256:",
        given=pack([*keys[:2], 0]),
        outcomes=print_outcomes(["SET-GONE-PASSED", "SET-GONE-PASSED", "SET-ABSENT"]),
        at=world.at,
    )
    page = at(world.drafter, "threat-set", row.pk)
    assert "To whom it went on" in told(page)
    assert "received: 2" in told(page)
    here = reverse("threat-set", args=[row.pk])
    assert (send(page, here, step="follow", set="999").status, IntelSet.objects.filter(sort="SET-RECALL").count()) == (422, 1)
    done = send(at(world.drafter, "threat-set", row.pk), here, step="follow", reason="RECALL-WRONG")
    assert done.status == 200, told(done)
    recall = IntelSet.objects.get(side="ours", sort="SET-RECALL")
    assert (recall.state, recall.authority, recall.reason) == ("proposed", "xr-cert", "RECALL-WRONG")
    assert sorted(unpack(bytes(recall.given))) == keys[:2]
    assert not any(one["data"].get("step") == ["follow"] for one in at(world.gone, "threat-set", row.pk).forms)
    giver.approve_set(recall)
    assert "recalled, not acknowledged yet: 2" in told(at(world.drafter, "threat-set", row.pk))
    line.answer()
    page = at(world.drafter, "threat-set", row.pk)
    assert "recalled, acknowledged: 2" in told(page)
    assert not any(one["data"].get("step") == ["follow"] for one in page.forms)
