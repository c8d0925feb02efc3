"""Pages of threat information, without JavaScript: what an officer sees of the store, why, and who else does and does not."""

import html
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from programs import RED
from threats import OURS, Threats, full, indicator, named, only_for, thing
from visitors import Page, sign_in, stop_clock
from worlds.places import THERE

from comity.directory.officers import actor
from comity.doors.web.shifting import THREAT_PAGES
from comity.doors.web.views.threats import urls
from comity.intel.giving.composing import Composed
from comity.intel.giving.composing import compose as made_of
from comity.intel.policy import Permission
from comity.intel.reading.onlooking import onlooker
from comity.intel.store.groups import add_group, put_in_group
from comity.intel.store.permissions import keep_permission
from comity.intel.vocabularies.actions import load_vocabulary
from comity.records.models import Draft, IntelLot, JournalAct, Officer, StixObject, StixPlace
from comity.terms.identifiers import AuthorityId
from comity.terms.markings import Pap, Tlp
from comity.terms.outside import Domain

_CLOCK = re.compile(r"at \d\d:\d\d:\d\d")  # when a page of refusal was made, by the machine


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


def test_from_the_collections_to_an_object_with_its_reasons(world, shelves):
    """Collections by field, objects of one, one of them: what it says, why it is seen, who else sees it and who does not."""
    home = at(world.drafter, "threats")
    assert home.status == 200, told(home)
    assert "Cybercrime" in told(home)
    crime = shelves["crime"].uuid
    shelf = at(world.drafter, "threat-collection", "crime")
    words = told(shelf)
    assert "Server of the stealer" in words
    assert "Only theirs" not in words
    page = at(world.drafter, "threat-object", crime, named("indicator", 1))
    words = told(page)
    assert page.status == 200
    assert "high confidence (85 of 100)" in words
    assert "network traffic network-traffic:dst_port is one of 443 8443" in words
    assert "Nhóm" not in words
    assert "Zenda stealer" in words
    assert "not here, or not for you" in words
    assert "Only theirs" not in words
    assert named("relationship", 15) not in page.text
    assert "Seen at two banks" in words


def send(page, action, *, file=None, **named_):
    """Send the form that posts to `action`, as it is filled in but for what is named; follow it."""
    form = next(
        one
        for one in page.forms
        if one["action"] == action and all(one["data"].get(key) == [value] for key, value in named_.items() if key == "step")
    )
    held = {key: value for key, value in form["data"].items() if value and value != [""]} | named_
    reply = page.client.post(action, held | ({"file": file} if file else {}))
    if reply.status_code == 302:
        return Page(page.client, reply["Location"])
    page.take(reply, action)
    return page


def test_one_bad_object_in_many_costs_the_others_nothing(world, shelves):
    """Preview with each fault, its line and its path; nothing stored until a second officer agrees; then the rest stands."""
    good = [thing("malware", 200 + number, name=f"Family {number}", is_family=True) for number in range(30)]
    bad = thing("malware", 300, name="No family", labels=[])
    text = json.dumps({"type": "bundle", "id": named("bundle", 1), "objects": [*good[:20], bad, *good[20:], good[0]]}, indent=1)
    page = at(world.drafter, "threat-import")
    page = send(page, reverse("threat-import"), into=shelves["crime"].uuid, **{"text.text": text})
    words = told(page)
    assert "New: 30. Here already: 1. Not stored because something is wrong in it: 1." in words
    line = text[: text.rindex("{", 0, text.index('"No family"'))].count("\n") + 1
    assert f"object 21, line {line} {bad['id']}" in words
    assert "is_family" in words
    assert "xr-poc" in words
    number = IntelLot.objects.get().pk
    lot = reverse("threat-lot", args=[number])
    stored = StixObject.objects.count()
    page = send(page, lot, step="submit")
    assert "waiting for a second officer" in told(page)
    assert StixObject.objects.count() == stored
    assert "Agree, and store" not in told(page)
    page = send(at(world.approver, "threat-lot", number), lot, step="agree")
    assert "Stored: 30. Left out: 1." in told(page)
    assert StixObject.objects.count() == stored + 30
    assert "What may be done" not in told(at(world.drafter, "threat-lot", number))
    acts = list(JournalAct.objects.filter(name__startswith="intel.").order_by("index").values_list("name", flat=True))[-4:]
    assert acts == ["intel.lot-brought", "intel.lot-submitted", "intel.added", "intel.lot-stored"]


def push(page, lot, step):
    """Post a step for which the page has no button."""
    token = next(one["data"]["csrfmiddlewaretoken"][0] for one in page.forms if "csrfmiddlewaretoken" in one["data"])
    return page.client.post(lot, {"step": step, "csrfmiddlewaretoken": token})


def composed(page, **more):
    """Fill in the form of an indicator."""
    typed = {"what.type": "domain", "what.value": "Evil[.]Example", "meanings": ["malicious-activity"], "tlp": "TLP:GREEN", "sure": "high"}
    return send(page, reverse("threat-compose"), **(typed | more))


def test_an_indicator_is_composed_without_knowing_stix(world, shelves):
    """The value is normalised, the answers say who would see it; two officers; saying more makes a new version of the same object."""
    into = shelves["crime"].uuid
    page = composed(at(world.drafter, "threat-compose"), into=into, field="EF-CYBERCRIME")
    words = told(page)
    assert "evil.example" in words
    assert "New: 3. Here already: 0." in words  # a marking, an identity, the indicator
    assert "Who else sees it: 3 authorities" in words
    number = IntelLot.objects.get().pk
    lot = reverse("threat-lot", args=[number])
    send(page, lot, step="submit")
    page = send(at(world.approver, "threat-lot", number), lot, step="agree")
    assert "Stored: 3" in told(page)
    found = at(world.drafter, "threat-search", query="?q=hxxp://EVIL.example/")
    assert "evil.example" not in told(found).partition("What speaks of it")[2].partition("Object")[2]
    found = at(world.drafter, "threat-search", query="?q=EVIL.example")
    assert "evil.example" in told(found).partition("What speaks of it")[2]
    href = re.search(r'href="(/threats/collections/[^"]*/indicator--[^"]*)"', found.text)[1]
    first = Page(found.client, href)
    assert "high confidence (85 of 100)" in told(first)
    assert "vn-poc (VN) gave this information itself." in told(first)
    stop = world.later(days=1)
    object_ = StixObject.objects.get(stix_id=href.split("/")[4])
    again = made_of(
        Composed(what=Domain.parse("evil.example"), level=Tlp.CLEAR, valid_from=stop, meanings=("benign",)),
        eye=onlooker(world.drafter, by=actor(world.drafter, at=stop), at=stop),
    )
    second = json.loads(again)["objects"][-1]
    assert second["id"] == object_.stix_id
    assert second["created"] == json.loads(bytes(object_.body))["created"]
    assert second["modified"] > second["created"]
    assert len(json.loads(again)["objects"]) == 1  # the identity is here, and no marking is needed


def test_what_is_given_by_name_is_seen_by_nobody_else(world, shelves):
    """TLP:AMBER for one authority: the answers name it and withhold it from the others; with TLP:GREEN names are refused."""
    page, into = at(world.drafter, "threat-compose"), shelves["crime"].uuid
    wrong = composed(page, into=into, to=["xr-cert"])
    assert wrong.status == 422
    assert "TLP:GREEN names no recipients" in told(wrong)
    page = composed(at(world.drafter, "threat-compose"), into=into, to=["xr-cert"], tlp="TLP:AMBER+STRICT")
    words = told(page)
    assert "Who would see what is marked TLP:AMBER+STRICT" in words
    assert "TLP:AMBER+STRICT - within the recipient's authority. xr-cert (XR) is among the recipients." in words
    assert "TLP:AMBER+STRICT: it stays within the authorities that were given it, and th-poc (TH) is none of them." in words
    lot = reverse("threat-lot", args=[IntelLot.objects.get().pk])
    send(page, lot, step="submit")
    send(at(world.approver, "threat-lot", IntelLot.objects.get().pk), lot, step="agree")
    definitions = StixObject.objects.filter(stix_id__startswith="marking-definition--")
    definition = next(one for one in definitions if b"recipients" in bytes(one.body))
    world.both.authority = "th-poc"
    world.both.save()
    assert at(world.both, "threat-object", into, definition.stix_id).status == 404  # nor does the definition tell whom it names
    world.both.authority = "xr-cert"
    world.both.save()
    assert at(world.both, "threat-object", into, definition.stix_id).status == 200


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"what.value": "no domain!"}, "This cannot be read as: Domain name"),
        ({"what.type": "x"}, "Choose what kind of value it is"),
        ({"meanings": []}, "Say what it means"),
        ({"tlp": "TLP:PINK"}, "Choose a marking"),
        ({"into": "0"}, "Choose the collection"),
        ({"until-day": "31", "until-month": "2", "until-year": "2027"}, "There is no such day in the calendar."),
        ({"until-day": "1", "until-month": "1", "until-year": "2020"}, "It would end before it begins"),
        ({"since-day": "1", "since-month": "1", "since-year": "99999"}, "There is no such day"),
    ],
)
def test_what_cannot_be_meant_is_said_at_its_field(world, shelves, typed, said):
    """Nothing is kept, and what was typed stands in the form again."""
    page = composed(at(world.drafter, "threat-compose"), **({"into": shelves["crime"].uuid, "name": "Tên riêng"} | typed))
    assert page.status == 422
    assert said in told(page)
    assert "Tên riêng" in page.text
    assert not IntelLot.objects.exists()


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        ("", 422, "There is no STIX object in this"),
        ("{}", 422, "There is no STIX object in this"),
        ("no json", 422, "The STIX content is not JSON in UTF-8: reading stopped at place 1"),
        ('{"objects": [], "objects": []}', 422, "has the key objects twice"),
        ('{"type": "bundle", "id": "x"}', 422, "There is no STIX object in this"),
        ('{"objects": [1, "a", null, {}]}', 200, "Not stored because something is wrong in it: 4"),
        ("[" * 200_000, 422, "levels inside each other"),
    ],
)
def test_what_is_no_stix_is_refused_with_its_reason(world, shelves, text, status, said):
    """The whole, where it cannot be cut into objects; each by itself, where it can."""
    page = send(at(world.drafter, "threat-import"), reverse("threat-import"), into=shelves["crime"].uuid, **{"text.text": text})
    assert page.status == status
    assert said in told(page)
    assert "Submit 0" not in told(page)


def test_a_file_is_read_a_large_one_is_not_and_the_same_form_keeps_one_lot(world, shelves):
    """One object alone is enough; nine megabytes are too many; a second click leads to the first lot."""
    page = at(world.drafter, "threat-import")
    one = SimpleUploadedFile("một.json", json.dumps(thing("malware", 500, name="Tệp", is_family=True)).encode())
    first = send(page, reverse("threat-import"), into=shelves["money"].uuid, file=one)
    assert "một.json" in told(first)
    assert "Nobody but your authority reads this collection." in told(first)
    one.seek(0)
    second = send(page, reverse("threat-import"), into=shelves["money"].uuid, file=one)
    assert second.href == first.href
    assert "Stored: 1." in told(send(first, first.href, step="submit"))
    large = SimpleUploadedFile("large.json", b"[" + b" " * (9 * 2**20) + b"]")
    page = at(world.drafter, "threat-import")
    assert "at most 8388608 are accepted" in told(send(page, reverse("threat-import"), into=shelves["money"].uuid, file=large))


def test_nobody_agrees_to_their_own_and_what_is_sent_back_says_why(world, shelves):
    """Both roles in one officer are one officer; a lot that was sent back is open again; set aside it stays in the list."""
    text = json.dumps([thing("malware", 501, name="Tệp", is_family=True)])
    page = send(at(world.both, "threat-import"), reverse("threat-import"), into=shelves["crime"].uuid, **{"text.text": text})
    lot = page.href
    page = send(page, lot, step="submit")
    assert "Agree, and store" not in told(page)
    refused = push(page, lot, "agree")
    assert refused.status_code == 422
    assert "cannot be the second officer" in html.unescape(refused.content.decode())
    page = send(at(world.approver, "threat-lot", IntelLot.objects.get().pk), lot, step="return", reason="Chưa đủ nguồn.")
    assert "Chưa đủ nguồn." in told(page)
    page = send(at(world.both, "threat-lot", IntelLot.objects.get().pk), lot, step="aside")
    assert IntelLot.objects.get().state == "set-aside"
    assert "set aside" in told(at(world.both, "threat-lots"))
    assert push(page, lot, "submit").status_code == 422


def test_what_is_not_for_this_officer_is_as_if_it_were_not_there(world, shelves):
    """An object, its bytes, a collection, a search, a relationship: the same answer as for what never was. An auditor reads nothing."""
    crime = shelves["crime"].uuid
    answers = [at(world.drafter, "threat-object", crime, named("indicator", number)) for number in (13, 999)]
    assert [one.status for one in answers] == [404, 404]
    hidden, missing = (_CLOCK.sub("", told(one).partition("There is nothing here for you")[2]) for one in answers)
    assert hidden == missing
    assert at(world.drafter, "threat-bytes", crime, named("indicator", 13)).status == 404
    assert at(world.drafter, "threat-collection", "nowhere").status == 404
    assert "Nothing that you may see speaks of this value" in told(at(world.drafter, "threat-search", query="?q=https://a.example/x"))
    assert "Only theirs" not in told(at(world.drafter, "threat-collection", crime, query="?q=theirs"))
    Officer.objects.filter(pk=world.both.pk).update(roles=["auditor"])
    world.both.refresh_from_db()
    for name, *of in (
        ("threats",),
        ("threat-search",),
        ("threat-collection", crime),
        ("threat-object", crime, named("indicator", 1)),
        ("threat-lots",),
    ):
        assert at(world.both, name, *of).status == 403


def test_bytes_come_out_as_they_came_and_old_versions_say_so(world, shelves):
    """The first version by its place; its bytes; a note that it is not the newest; a revoked object says so."""
    crime = shelves["crime"].uuid
    bodies = StixObject.objects.filter(stix_id=named("indicator", 1)).order_by("pk")
    places = [StixPlace.objects.get(object=one) for one in bodies]
    for place, body in zip(places, bodies, strict=True):
        reply = sign_in(world.drafter).get(reverse("threat-bytes", args=[crime, named("indicator", 1)]) + f"?added={place.added}")
        assert reply.content == bytes(body.body)
        assert "attachment" in reply["Content-Disposition"]
    old = at(world.drafter, "threat-object", crime, named("indicator", 1), query=f"?added={places[0].added}")
    assert "This is not its newest version" in told(old)
    assert at(world.drafter, "threat-object", crime, named("indicator", 1), query=f"?added={places[0].added + 7}").status == 404
    assert "has revoked it" in told(at(world.drafter, "threat-object", crime, named("campaign", 14)))
    assert "is not closed" in told(at(world.drafter, "threat-object", crime, named("indicator", 3)))
    assert "the whole pattern" in told(at(world.drafter, "threat-object", crime, named("indicator", 2)))


def test_a_collection_is_read_page_by_page_and_narrowed(world, shelves):
    """Each object once, the newest first, over pages; words find titles without marks; a type that is none narrows nothing."""
    Threats(world).put(shelves["money"], *(thing("malware", 600 + n, name=f"Họ {n:02}", is_family=True) for n in range(60)), by=OURS)
    href, seen, client = reverse("threat-collection", args=["money"]), [], sign_in(world.drafter)
    while href:
        page = Page(client, href)
        seen += re.findall(r"Họ (\d\d)", page.text)
        older = re.search(r'href="(\?[^"]*before=\d+)"', page.text)
        href = reverse("threat-collection", args=["money"]) + html.unescape(older[1]) if older else ""
    assert [int(one) for one in seen] == list(range(59, -1, -1))
    found = told(at(world.drafter, "threat-collection", "money", query="?q=ho+07"))
    assert "Họ 07" in found
    assert "Họ 08" not in found
    assert "61 objects were looked through" in found
    assert "Họ 59" in told(at(world.drafter, "threat-collection", "money", query="?type=nonsense&before=x"))
    assert "Nothing is here that fits" in told(at(world.drafter, "threat-collection", "money", query="?type=tool"))


def test_every_audience_is_shown_to_the_second_officer(world, shelves):
    """Four labels: three with every reason, the fourth by name; twenty-two are more than anybody looks through."""
    states = ["XR", "TH", "VN", "US", "FR", *(f"{first}{second}" for first in "GS" for second in "ABDEGHIL")]
    marks = [only_for(state, 700 + number) for number, state in enumerate(states)]
    tools = [thing("tool", 700 + number, name=f"Công cụ {number}", mark=one["id"]) for number, one in enumerate(marks)]
    into = {"into": shelves["crime"].uuid}
    four = json.dumps([*marks[:4], *tools[:4]])
    page = send(at(world.drafter, "threat-import"), reverse("threat-import"), **into, **{"text.text": four})
    words = told(page)
    assert words.count("Who would see what is marked TLP:GREEN") >= 3
    assert "Only for authorities of: United States" in words.partition("Who would see the others")[2]
    assert "It is for authorities of: Thailand; th-poc (TH) is one." in words
    page = send(at(world.drafter, "threat-import"), reverse("threat-import"), **into, **{"text.text": json.dumps([*marks, *tools])})
    refused = push(page, page.href, "submit")
    assert refused.status_code == 422
    assert f"There are {len(states)} different labels in this lot" in html.unescape(refused.content.decode())


# ---------------------------------------------------------------- what vocabularies say of it


def vocabulary(world, **told):
    """Put one into the node."""
    load_vocabulary(json.dumps({"version": 1, "description": "Ai cũng dùng."} | told).encode(), file="x.json", at=world.at)


def test_a_value_on_a_warning_list_is_told_before_it_is_stored_and_is_stored_all_the_same(world, shelves):
    """On the lot's page with list and place; of an object with what it lacks; in lists; on the object's page with its tags in words."""
    crime = shelves["crime"].uuid
    vocabulary(world, name="Máy chủ DNS công cộng", type="cidr", list=["198.51.100.0/24"], matching_attributes=["ip-dst"])
    vocabulary(world, name="Parts", type="substring", list=["relief-"])
    vocabulary(world, namespace="ops", expanded="Operations", predicates=[{"value": "phase", "expanded": "Phase of the operation"}])
    attributes = {name: {"misp-attribute": "text"} for name in ("iban", "swift")}
    vocabulary(world, uuid="84668357-5a8c-4bdd-9f0f-6b50b2500001", name="bank-account", required=["iban"], attributes=attributes)
    resolver = indicator(400, "[ipv4-addr:value = '198.51.100.53']", name="Resolver", labels=["ops:phase", "free"])
    account = thing(
        "x-misp-object", 401, x_misp_name="bank-account", x_misp_attributes=[{"type": "text", "value": "x", "object_relation": "swift"}]
    )
    text = json.dumps({"objects": [resolver, account]}, indent=1)
    page = send(at(world.drafter, "threat-import"), reverse("threat-import"), into=crime, **{"text.text": text})
    words = told(page)
    assert "Values that stand on a warning list" in words
    assert "198.51.100.53 198.51.100.53/32" not in words
    assert "198.51.100.0/24" in words
    assert "object 1, line 3" in words
    assert "“iban” is missing, which the template “bank-account” wants." in words
    lot = reverse("threat-lot", args=[IntelLot.objects.get().pk])
    send(page, lot, step="submit")
    assert "Stored: 2" in told(send(at(world.approver, "threat-lot", IntelLot.objects.get().pk), lot, step="agree"))
    one = at(world.drafter, "threat-object", crime, named("indicator", 400))
    words = told(one)
    assert "Operations › Phase of the operation" in words  # noqa: RUF001 -- from the general to the particular
    assert 'lang="en"' in one.text
    assert "Values that stand on a warning list" in words
    assert "on a warning list: Máy chủ DNS công cộng" in told(at(world.drafter, "threat-collection", crime))
    assert "on a warning list: Parts" in told(at(world.drafter, "threat-search", query="?q=relief-zenda.example"))
    assert "Objects that lack something" in told(at(world.drafter, "threat-object", crime, named("x-misp-object", 401)))
    assert "warning list" not in told(at(world.drafter, "threat-object", crime, named("malware", 4)))


# ---------------------------------------------------------------- how an indicator stands, and what officers say of it


def test_a_page_says_how_an_indicator_stands_and_why_and_lists_say_the_word(world, shelves):
    """A word with its number, each reason in words, the source of the model; the list narrowed to what still stands."""
    crime = shelves["crime"].uuid
    words = told(at(world.drafter, "threat-object", crime, named("indicator", 1)))
    assert "How it stands now" in words
    assert "NIDS Simple Decaying Model" in words
    assert "It begins with 85, which is how sure its author is." in words
    assert "agrees, on" in words
    assert "How it stands now" not in told(at(world.drafter, "threat-object", crime, named("malware", 4)))
    assert "of 100" in told(at(world.drafter, "threat-collection", crime))
    assert "of 100" in told(at(world.drafter, "threat-search", query="?q=198.51.100.7"))
    stands = told(at(world.drafter, "threat-collection", crime, query="?stands=stands"))
    assert "Server of the stealer" in stands
    assert "Zenda stealer" not in stands
    assert "objects were looked through for what is asked" in stands
    assert "Server of the stealer" not in told(at(world.drafter, "threat-collection", crime, query="?stands=disputed"))
    assert at(world.drafter, "threat-collection", crime, query="?stands=x").status == 200


def spoken(page, into, number, **typed):
    """Fill in the form of what is said of an indicator."""
    return send(page, reverse("threat-say", args=[into, named("indicator", number)]), **typed)


def test_an_officer_says_what_they_saw_and_think_without_knowing_stix(world, shelves):
    """Form, lot with who would see it, two officers, and then the number has moved and says who moved it."""
    crime = shelves["crime"].uuid
    one = at(world.drafter, "threat-object", crime, named("indicator", 1))
    assert reverse("threat-say", args=[crime, named("indicator", 1)]) in one.text
    page = at(world.drafter, "threat-say", crime, named("indicator", 1))
    page = spoken(page, crime, 1, what="opinion", opinion="strongly-disagree", **{"words.text": "Máy chủ của một trường học."})
    words = told(page)
    assert "New: 3. Here already: 0." in words  # a marking with the field of the object's label, the authority, the opinion
    lot = reverse("threat-lot", args=[IntelLot.objects.get().pk])
    send(page, lot, step="submit")
    send(at(world.approver, "threat-lot", IntelLot.objects.get().pk), lot, step="agree")
    words = told(at(world.drafter, "threat-object", crime, named("indicator", 1)))
    assert "Disputed," in words
    assert "strongly disagrees, on" in words
    page = at(world.drafter, "threat-say", crime, named("indicator", 20))
    page = spoken(page, crime, 20, what="seen", count="3")
    assert "sighting" in told(page)
    page = spoken(at(world.drafter, "threat-say", crime, named("indicator", 20)), crime, 20, what="note", **{"words.text": "Ghi chú."})
    assert "note" in told(page)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose what is to be said"),
        ({"what": "x"}, "Choose what is to be said"),
        ({"what": "opinion"}, "Choose what you think of it"),
        ({"what": "note"}, "A note has words"),
        ({"what": "seen", "count": "0"}, "A whole number from 1 to 999,999,999 is expected"),
        ({"what": "seen", "count": "9" * 40}, "A whole number from 1 to 999,999,999 is expected"),
        ({"what": "seen", "seen-day": "31", "seen-month": "2", "seen-year": "2026"}, "There is no such day"),
        ({"what": "seen", "seen-day": "1", "seen-month": "1", "seen-year": "2031"}, "This day has not come yet"),
    ],
)
def test_what_cannot_be_said_of_an_object_is_said_at_its_field(world, shelves, typed, said):
    """Nothing is kept, and the page says what is to be mended."""
    crime = shelves["crime"].uuid
    page = spoken(at(world.drafter, "threat-say", crime, named("indicator", 1)), crime, 1, **typed)
    assert page.status == 422
    assert said in told(page)
    assert not IntelLot.objects.exists()


def test_of_what_one_may_not_see_or_write_nothing_is_said(world, shelves):
    """As if it were not there; who may only read is told that the collection is not theirs to write."""
    crime = shelves["crime"].uuid
    assert at(world.drafter, "threat-say", crime, named("indicator", 13)).status == 404
    world.both.authority = "xr-cert"
    world.both.save()
    page = at(world.both, "threat-say", crime, named("indicator", 1))
    assert page.status == 409
    assert "You may not put anything into this collection" in told(page)
    assert (
        reverse("threat-say", args=[crime, named("indicator", 1)]) not in at(world.both, "threat-object", crime, named("indicator", 1)).text
    )


# ---------------------------------------------------------------- together, groups, passing on


def test_an_object_says_where_it_may_be_sent_and_begins_a_request(world, shelves):
    """Theirs is sent nowhere unasked; the form fills in object and recipient; a permission is a reason of the policy as others are."""
    crime = shelves["crime"].uuid
    page = at(world.drafter, "threat-object", crime, named("indicator", 1))
    words = told(page)
    assert "May it be passed on?" in words
    assert "who has not agreed that" in words
    send(page, reverse("threat-onward", args=[crime, named("indicator", 1)]), recipient="th-poc")
    draft = Draft.objects.get(kind="ADM-RESHARE")
    assert (draft.peer, draft.fields["objects"], draft.fields["recipient"]) == (str(THERE), named("indicator", 1), "th-poc")
    assert "Ask to pass it on" not in told(at(world.drafter, "threat-object", crime, named("indicator", 20)))
    given = Permission(
        owner=AuthorityId("xr-cert"),
        to=AuthorityId("th-poc"),
        objects=frozenset({named("indicator", 1)}),
        tlp=Tlp.GREEN,
        pap=Pap.RED,
        until=world.later(days=2),
    )
    keep_permission(given, side="held", asker=OURS, case="VN-2026-000077", by="test", at=world.at)
    assert "permitted that" in told(at(world.drafter, "threat-object", crime, named("indicator", 1)))
    assert "Nothing was asked." in told(at(world.drafter, "threat-permissions"))


def test_a_relationship_whose_end_is_hidden_says_that_it_would_stay(world, shelves):
    """Ours, and open to all; but its end is for the officer's own authority alone."""
    Threats(world).put(shelves["crime"], thing("malware", 70, mark=RED, name="Ours alone", is_family=True), by=OURS)
    ends = {"relationship_type": "related-to", "source_ref": named("indicator", 20), "target_ref": named("malware", 70)}
    Threats(world).put(shelves["crime"], thing("relationship", 71, **ends), by=OURS)
    words = told(at(world.drafter, "threat-object", shelves["crime"].uuid, named("relationship", 71)))
    assert "what is hidden is not named either" in words


def test_what_comes_along_is_shown_before_it_is_stored(world, shelves):
    """The second officer sees what lies elsewhere and would be in the collection by what is stored."""
    Threats(world).put(shelves["money"], thing("tool", 80, name="Counting tool"), by=OURS)
    ends = {"relationship_type": "uses", "source_ref": named("indicator", 20), "target_ref": named("tool", 80)}
    page = at(world.drafter, "threat-import")
    text = json.dumps({"objects": [thing("relationship", 81, **ends)]})
    page = send(page, reverse("threat-import"), into=shelves["crime"].uuid, **{"text.text": text})
    words = told(page)
    assert "What would come along: 1 object" in words
    assert "Counting tool" in words
    number = IntelLot.objects.get().pk
    send(page, reverse("threat-lot", args=[number]), step="submit")
    there = StixPlace.objects.filter(stix_id=named("tool", 80), collection=shelves["crime"].pk)
    assert not there.exists()
    send(at(world.approver, "threat-lot", number), reverse("threat-lot", args=[number]), step="agree")
    assert there.exists()


def test_groups_show_their_members_to_their_members(world):
    """Of a group in which one's authority is not, nothing is told."""
    assert "is in no sharing group" in told(at(world.drafter, "threat-groups"))
    for name, member in (("ours-too", "authority:vn-poc"), ("theirs-alone", "authority:th-poc")):
        add_group(name, f"Group {name}", released_by="xr-cert", releasable="to banks", at=world.at)
        put_in_group(name, member, until=world.later(days=3), at=world.at)
    words = told(at(world.drafter, "threat-groups"))
    assert "Group ours-too" in words
    assert "answers for who is in it" in words
    assert "theirs-alone" not in words


NO_PAGES = {"threat-bytes", "threat-lot-bytes", "threat-onward", "threat-removal-new", "threat-technique"}  # files, deeds, ways to a page


def test_every_page_of_threat_information_stands_in_its_section():
    """The navigation says where one is, whichever page of the section it is."""
    named = {one.name for one in urls.urlpatterns if one.name != "threats"}
    assert named == set(THREAT_PAGES) | NO_PAGES
