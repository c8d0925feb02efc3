"""May threat information be passed on? From both sides: asked of who gave it, permitted until a day, consulted where something leaves."""

from dataclasses import replace

import pytest
from programs import AMBER, RED, indicator
from tests.treaty.samples import every_act
from threats import Threats
from worlds.puppet import verified

from comity.desk.resharing.refusals import AsksForItself, NoPermission, NotAsked, NotFromThem, NotOursToPermit, OverAlready
from comity.directory.book import NotInDirectory, book
from comity.directory.home import home
from comity.intel.carrying.choosing import seen_by
from comity.intel.policy import Permission, Principal, may_reshare_to, parse_label
from comity.intel.store.clock import look
from comity.intel.store.granting import collection_named
from comity.intel.store.permissions import permission_in
from comity.records.models import IntelPermission, JournalAct, Message, StixObject
from comity.terms.identifiers import AuthorityId
from comity.terms.markings import Pap, Tlp
from comity.terms.refusals import Malformed
from comity.wire.resharing import print_objects

KIND = "ADM-RESHARE"
OURS, THEIRS, C = AuthorityId("vn-poc"), AuthorityId("xr-cert"), AuthorityId("th-poc")
SAMPLES = {part: dict(values) for (kind, part), values in every_act().items() if kind == KIND}
ONE, TWO = indicator(1), indicator(2)


@pytest.fixture
def shelf(world):
    """A collection that the third State may read, with two objects of Ruritania's CERT and one of ours."""
    threats = Threats(world)
    found = threats.collection("Shelf", alias="shelf", readers=(f"authority:{C}", "authority:xr-poc"))
    threats.put(found, ONE, TWO, by=THEIRS)
    threats.put(found, indicator(3), by=OURS)
    return found


def goes(world, shelf, to=C):
    """Return the names of what may go to the third State's authority."""
    directory = book(home())
    found = list(
        seen_by(collection_named(shelf.uuid), directory.authority(to), sender=directory.authority(OURS), clock=look(), at=world.at)
    )
    names = dict(StixObject.objects.values_list("id", "name"))
    return sorted(names[key] for _, key, _ in found)


def asking(*objects, **changes):
    """Return the fields of a request."""
    ids = print_objects([one["id"] for one in objects])
    return SAMPLES["request"] | {"authority": str(OURS), "objects": ids, "recipient": str(C)} | changes


def ask(world, *objects, **changes):
    """Ask Ruritania, with two officers."""
    return world.send("request", KIND, asking(*objects, **changes))


def say(world, asked, act, **values):
    """Let Ruritania say something in the case."""
    original = {"original": world.message(asked).env_id} if act == "answer" else {}
    world.deliver(world.puppet.say(world.puppet.act(act, KIND, values, case=asked.reference, **original)))


def outcome(reply):
    """Return the name of the one receipt in a reply."""
    (receipt,) = reply.items
    return type(verified(receipt)).__name__


def test_nothing_goes_unasked_and_what_was_permitted_goes_until_the_day(world, shelf):
    """Only the objects named, to the authority named, until the end of the day; then no more."""
    assert goes(world, shelf) == ["number 3"]
    asked = ask(world, ONE)
    assert goes(world, shelf) == ["number 3"]
    say(world, asked, "answer", decision="D-GRANT", until="2026-12-05")
    assert goes(world, shelf) == ["number 1", "number 3"]
    kept = permission_in(asked.reference)
    assert (kept.side, kept.owner, kept.asker, kept.recipient, str(kept.until)) == (
        "held",
        str(THEIRS),
        str(OURS),
        str(C),
        "2026-12-06T00:00:00.000000Z",
    )
    world.at = kept.until
    assert goes(world, shelf) == ["number 3"]


def test_conditions_bind_and_every_other_limit_holds(world, shelf):
    """Of two objects one; of those marked AMBER at most; who is named by the permission still has to work in the field."""
    threats = Threats(world)
    strict = {number: indicator(number, marking=mark) for number, mark in ((4, AMBER), (5, RED))}
    threats.put(shelf, *strict.values(), by=THEIRS)
    narrow = threats.collection("Narrow", alias="narrow", readers=(f"authority:{C}",), fields=("EF-MIGRATION",))
    threats.put(narrow, indicator(6), by=THEIRS)
    asked = ask(world, ONE, TWO, *strict.values(), indicator(6))
    ids = print_objects([one["id"] for one in (TWO, *strict.values(), indicator(6))])
    say(world, asked, "answer", decision="D-COND", until="2027-01-31", permitted=ids, tlp="TLP:AMBER", conditions=["C-USE"])
    assert goes(world, shelf) == ["number 2", "number 3", "number 4"]
    assert goes(world, narrow) == []
    assert goes(world, shelf, to=AuthorityId("xr-poc")) == ["number 3"]  # it was to go to one authority: no other one has it by this


def test_a_label_that_lets_nobody_in_is_explained(world, shelf):
    """The reasons of the policy, as officers read them beside each authority."""
    label = parse_label('{"owner":"xr-cert","recipients":{"authorities":["vn-poc"]},"tlp":"TLP:AMBER+STRICT"}')
    ours, theirs = (Principal(authority=one, country=one.country) for one in (OURS, C))
    permission = Permission(owner=THEIRS, to=C, objects=frozenset({ONE["id"]}), tlp=Tlp.RED, pap=Pap.RED, until=world.later(days=1))

    def asked(label=label, **changes):
        how = {"stix_id": ONE["id"], "permissions": (permission,), "at": world.at} | changes
        return may_reshare_to(ours, theirs, label, **how).codes

    assert asked() == ("permitted-yes",)
    assert asked(stix_id=TWO["id"]) == asked(at=permission.until) == asked(permissions=()) == ("tlp-strict-no",)
    assert asked(replace(label, tlp=Tlp.GREEN, recipients=frozenset()), stix_id=TWO["id"]) == ("consent-no",)


@pytest.mark.parametrize("how", ["taken back", "withdrawn", "refused"])
def test_it_ends(world, shelf, how):
    """Taken back by who gave it, given up by who asked; a no permits nothing."""
    asked = ask(world, ONE)
    if how == "refused":
        say(world, asked, "answer", decision="D-REFUSE", grounds=["RESHARE-SOURCE"])
        assert permission_in(asked.reference) is None
        assert goes(world, shelf) == ["number 3"]
        return
    say(world, asked, "answer", decision="D-GRANT", until="2027-01-31")
    assert goes(world, shelf) == ["number 1", "number 3"]
    before = look().epoch
    if how == "taken back":
        say(world, asked, "notice", reason="RECALL-TOO-FAR")
    else:
        world.send("withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"}, request=asked)
    assert goes(world, shelf) == ["number 3"]
    assert look().epoch > before
    row = permission_in(asked.reference)
    assert (row.ended_at, row.reason) == (world.at, "RECALL-TOO-FAR" if how == "taken back" else "withdrawn")
    assert list(JournalAct.objects.filter(name__startswith="intel.perm").order_by("index").values_list("name", flat=True)) == [
        "intel.permitted",
        "intel.permission-ended",
    ]


# ---------------------------------------------------------------- the other side: we gave it, and are asked


def asked_of_us(world, *objects):
    """Let Ruritania ask us."""
    values = SAMPLES["request"] | {"objects": print_objects([one["id"] for one in objects])}
    return world.receive(kind=KIND, values=values)


@pytest.mark.both_databases
def test_we_permit_and_take_back_as_two_officers(world, shelf):
    """What was given is kept on this side as well; only what counts can be taken back."""
    request = asked_of_us(world, indicator(3))
    world.answer(request, {"decision": "D-GRANT", "until": "2027-01-31"}, kind=KIND)
    row = permission_in(request.reference)
    assert (row.side, row.owner, row.asker, row.recipient, row.objects_named) == (
        "given",
        str(OURS),
        str(THEIRS),
        str(C),
        [indicator(3)["id"]],
    )
    assert goes(world, shelf) == ["number 3"]  # what we gave away is no leave for us
    world.send("notice", KIND, {"reason": "RECALL-OVER"}, request=request)
    assert permission_in(request.reference).ended_at == world.at
    with pytest.raises(NoPermission):
        world.send("notice", KIND, {"reason": "RECALL-OVER"}, request=request)


# ---------------------------------------------------------------- bad input


def env_id(request):
    """Return the envelope in which a request came."""
    return Message.objects.filter(request=request, direction="in", act="request").last().env_id


def refused(world, act, values, refusal, **more):
    """Say that it does not leave, and that nothing of it is kept."""
    with pytest.raises(refusal):
        world.send(act, KIND, values, **more)
    assert IntelPermission.objects.count() == 0


def test_a_request_about_what_is_not_theirs_does_not_leave(world, shelf):
    """Ours, nobody's, their own, none, twice, too many, no identifier: each is said before a second officer sees it."""
    refused(world, "request", asking(indicator(3)), NotFromThem)
    refused(world, "request", asking(indicator(99)), NotFromThem)
    refused(world, "request", asking(ONE, recipient=str(THEIRS)), AsksForItself)
    refused(world, "request", asking(ONE, recipient=str(OURS)), AsksForItself)
    refused(world, "request", asking(ONE, recipient="zz-nobody"), NotInDirectory)
    for bad in ("x", f"{ONE['id']} {ONE['id']}", f"{ONE['id']}  {TWO['id']}", " ".join(indicator(n)["id"] for n in range(61))):
        refused(world, "request", asking(ONE) | {"objects": bad}, Malformed)


def test_an_answer_that_is_none_does_not_leave(world, shelf):
    """Over already, about other objects, about what a third State gave us."""
    Threats(world).put(shelf, indicator(7), by=C)
    request = asked_of_us(world, indicator(3), indicator(7))
    for values, refusal in (
        ({"decision": "D-GRANT", "until": "2020-01-01"}, OverAlready),
        ({"decision": "D-COND", "until": "2027-01-31", "permitted": ONE["id"], "conditions": ["C-USE"]}, NotAsked),
        ({"decision": "D-GRANT", "until": "2027-01-31"}, NotOursToPermit),
    ):
        with pytest.raises(refusal):
            world.answer(request, values, kind=KIND)
    ours = {"decision": "D-COND", "permitted": indicator(3)["id"], "conditions": ["C-USE"]}
    today = ours | {"until": str(world.at)[:10]}
    waiting = world.submit(world.draft("answer", KIND, today, request=request, replies_to=env_id(request)))
    with pytest.raises(OverAlready):  # it waited for its second officer until the day was over
        world.approve(waiting, at=world.later(days=2))
    assert IntelPermission.objects.count() == 0
    world.approve(waiting)
    assert permission_in(request.reference).objects_named == [indicator(3)["id"]]


def test_what_the_other_side_says_wrongly_is_refused_and_permits_nothing(world, shelf):
    """An answer wider than the question, one without a day, a taking back of nothing, a question for oneself, one that names no object."""
    asked = ask(world, ONE)
    env = world.message(asked).env_id
    for act, values in (
        ("answer", {"decision": "D-COND", "until": "2027-01-31", "permitted": TWO["id"]}),
        ("answer", {"decision": "D-GRANT"}),
        ("answer", {"decision": "D-GRANT", "until": "2027-02-30"}),
        ("answer", {"decision": "D-GRANT", "until": "9999-12-31"}),
        ("notice", {"reason": "RECALL-WRONG"}),
    ):
        original = {"original": env} if act == "answer" else {}
        reply = world.deliver(world.puppet.attempt(world.puppet.act(act, KIND, values, case=asked.reference, **original)))
        assert outcome(reply) == "RefusedBody", (act, values)
    for number, values in enumerate((SAMPLES["request"] | {"recipient": str(THEIRS)}, SAMPLES["request"] | {"objects": "all of them"})):
        reply = world.deliver(world.puppet.attempt(world.puppet.act("request", KIND, values, case=f"XR-2026-00010{number}")))
        assert outcome(reply) == "RefusedBody"
    assert IntelPermission.objects.count() == 0
    assert goes(world, shelf) == ["number 3"]
