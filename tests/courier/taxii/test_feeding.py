"""Feeds over real rows: pulled and pushed with how far they are, killed at every point, from servers that fail."""

import ast
import json
import re
import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from programs import CLEAR, GREEN
from threats import OURS, Threats
from worlds.plans import plans, read_to_the_end
from worlds.taxii import RW, Server, served

from comity.courier.crashing import FEED_POINTS
from comity.courier.taxii import feeding, keeping, meaning, sending
from comity.courier.taxii.feeding import run_feed
from comity.directory.policy import NotAllowed
from comity.intel.feeds import actions, queries, refusals
from comity.intel.feeds.actions import Terms
from comity.intel.policy import Permission
from comity.intel.store.clients import add_client, revoke_client
from comity.intel.store.granting import add_collection, grant
from comity.intel.store.permissions import keep_permission
from comity.records.models import IntelFeed, IntelFeedLine, IntelFeedResult, JournalAct, StixObject, StixPlace
from comity.terms.identifiers import AuthorityId
from comity.terms.markings import Pap, Tlp
from comity.wire.taxii.servers import BadServer

URL = "http://127.0.0.1:80/taxii2/"


class Killed(BaseException):
    """The process ends here."""


def objects(count, **more):
    """Return fresh objects."""
    stamp = "2026-01-01T00:00:00.000Z"
    made = {"type": "indicator", "spec_version": "2.1", "created": stamp, "modified": stamp, "object_marking_refs": [GREEN], **more}
    return [{"id": f"indicator--{uuid.uuid4()}", **made} for _ in range(count)]


def put(server, several):
    """Let a server have objects, in one POST."""
    server.add(RW, json.dumps({"objects": several}).encode(), "poster")


@pytest.fixture
def here(world):
    """A local collection."""
    row = add_collection("Pulled", alias="pulled", at=world.at, unmarked=Tlp.GREEN)
    world.local = row.uuid
    return world


def pulls(world, **terms):
    """Add a feed that reads the server's collection."""
    return actions.add_pull("feed-one", actions.Server(URL), Terms([(RW, "pulled")], page=10, **terms), at=world.at)


def run(world, feed, server, *, minutes=0):
    """Tend a feed once."""
    return run_feed(feed.pk, home=world.home, now=lambda: world.later(minutes=minutes), ask=server)


def kept():
    """Return the identifiers that are here, and how many places they have."""
    return sorted(StixObject.objects.values_list("stix_id", flat=True)), StixPlace.objects.count()


# -- pull -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("faults", [set(), {"says-end", "shared-stamp"}, {"no-next"}], ids=lambda one: "+".join(sorted(one)) or "right")
def test_a_collection_is_pulled_and_then_what_is_new(here, faults):
    """Thirty objects in pages of ten, then five more: what came is kept, and the second round asks from where the first ended."""
    server = Server(most=10**7, faults=faults)
    first = objects(30)
    put(server, first)
    feed = pulls(here)
    done = run(here, feed, server)
    assert (done.why, done.next_at) == ("", here.later(minutes=15))
    assert kept() == (sorted(one["id"] for one in first), 30)
    body = bytes(StixObject.objects.get(stix_id=first[0]["id"]).body)
    assert json.loads(body) == first[0]
    new = objects(5)
    put(server, new)
    server.asked.clear()
    run(here, feed, server, minutes=15)
    assert kept()[1] == 35
    assert "added_after=" in server.asked[1][1]
    line = IntelFeedLine.objects.get()
    assert (line.fresh, line.refused) == (35, 0)


@pytest.mark.both_databases("what is rolled back")
@pytest.mark.parametrize("point", FEED_POINTS[:3])
def test_killed_at_a_point_nothing_is_lost_or_doubled(here, monkeypatch, point):
    """After a page came, before its commit, after it: whoever starts again has all of it, once."""
    server = Server(most=10**7)
    put(server, objects(35))
    feed = pulls(here)
    for turn in range(3):
        with monkeypatch.context() as patch:
            hits = []

            def dies(name, turn=turn, hits=hits):
                if name == point:
                    hits.append(name)
                    if len(hits) > turn % 2:
                        raise Killed

            for module in (feeding, keeping):
                patch.setattr(module, "crash_point", dies)
            with pytest.raises(Killed):
                run(here, feed, server)
        assert StixPlace.objects.count() == IntelFeedLine.objects.get().fresh
        assert IntelFeed.objects.get().next_at == here.at
    run(here, feed, server)
    assert kept()[1] == 35


@pytest.mark.both_databases("two who write at once")
def test_two_who_tend_one_feed_at_once(here):
    """The operator runs it by hand while the courier is at it: who comes second lets go, and nothing comes twice."""
    server = Server(most=10**7)
    put(server, objects(35))
    feed = pulls(here)
    nested = []

    def between(asked):
        answered = server(asked)
        if "objects/" in asked.url and not nested:
            nested.append(run_feed(feed.pk, home=here.home, now=lambda: here.at, ask=server))
        return answered

    assert run(here, feed, between).why == ""
    assert (kept()[1], IntelFeedLine.objects.get().fresh) == (35, 35)


@pytest.mark.both_databases
def test_a_feed_that_is_paused_while_a_page_is_under_way_keeps_nothing_of_it(here):
    """From the commit of the pause on nothing comes in."""
    server = Server()
    put(server, objects(5))
    feed = pulls(here)

    def pausing(asked):
        if "objects/" in asked.url:
            actions.pause("feed-one", at=here.at)
        return server(asked)

    assert run(here, feed, pausing).state == "paused"
    assert kept()[1] == 0
    actions.resume("feed-one", at=here.at)
    run(here, feed, server)
    assert kept()[1] == 5


def test_one_bad_object_costs_the_others_nothing(here):
    """What cannot be kept is told, with its reason, once; the rest is there."""
    server = Server()
    put(server, objects(3))
    bad = {"id": f"indicator--{uuid.uuid4()}", "type": "malware", "created": "2026-01-01T00:00:00Z", "modified": "2026-01-01T00:00:00Z"}
    server.entries[RW].insert(1, replace(server.entries[RW][0], raw=bad))
    feed = pulls(here)
    for minutes in (0, 15):
        run(here, feed, server, minutes=minutes)
    assert kept()[1] == 3
    (told,) = queries.refused("feed-one")
    assert (told.stix_id, IntelFeedLine.objects.get().refused) == (bad["id"], 1)
    assert "malware" in told.words


def test_a_server_that_lies_about_versions(here):
    """Other content under a version that came before, a STIX that is not: refused by name; a version of the year 9999 is one of many."""
    server = Server(most=10**7)
    first, late, wrong = objects(3)
    late |= {"modified": "9999-12-31T23:59:59.999Z"}
    put(server, [first, late])
    feed = pulls(here)
    run(here, feed, server)
    server.entries[RW] = [replace(one, raw=one.raw | {"name": "other"} if one.raw == first else one.raw) for one in server.entries[RW]]
    put(server, [wrong | {"spec_version": "3.0"}, late | {"modified": "2026-01-02T00:00:00.000Z"}])
    IntelFeedLine.objects.update(after="", token="", last="")  # it reads all of it again
    assert run(here, feed, server, minutes=15).why == ""
    assert StixPlace.objects.count() == 3
    assert StixPlace.objects.filter(newest=2).count() == 2
    assert json.loads(bytes(StixObject.objects.get(stix_id=first["id"]).body)) == first
    assert {one.stix_id: one.words[:10] for one in queries.refused("feed-one")} == {first["id"]: "This versi", wrong["id"]: "STIX '3.0'"}


def test_a_bundle_from_a_server_is_read_as_what_it_holds(here):
    """A server that wraps its page as a bundle loses nobody an object."""
    server = Server(most=10**7)
    put(server, objects(3))

    def wrapped(asked):
        answered = server(asked)
        if "/objects/" not in asked.url:
            return answered
        told = json.loads(answered.body) | {"type": "bundle", "id": f"bundle--{uuid.uuid4()}"}
        return replace(answered, body=json.dumps(told).encode())

    run(here, pulls(here), wrapped)
    assert kept()[1] == 3


def answers(*several):
    """A server that first answers so."""
    return Server(before=list(several))


JSON = ("Content-Type", "application/taxii+json;version=2.1")


@pytest.mark.parametrize(
    ("answer", "why", "minutes"),
    [
        ((429, (JSON, ("Retry-After", "7200")), b"{}"), "busy", 120),
        ((503, (), b""), "busy", None),
        ((500, (("Content-Type", "text/html"),), b"<h1>Internal Server Error</h1>"), "server-fault", None),
        ((200, (JSON,), b'{"title": "cut o'), "garbled", None),
        ((200, (("Content-Type", "text/html"),), b"<h1>sign in</h1>"), "garbled", None),
        ((401, (JSON,), b'{"title": "who?", "http_status": 401}'), "sign-in", None),
        ((200, (JSON,), b'{"title": "no roots"}'), "no-api-root", None),
    ],
)
def test_trouble_moves_nothing_and_waits(here, answer, why, minutes):
    """How far it is stays; it waits as long as the server asked, else longer each time; then it goes on."""
    server = answers(answer, answer)
    put(server, objects(3))
    feed = pulls(here)
    done = run(here, feed, server)
    assert (done.why, done.fails) == (why, 1)
    assert kept()[1] == 0
    wait = (done.next_at - here.at).total_seconds() / 60
    assert wait == minutes if minutes else 0.5 <= wait <= 1
    again = run(here, feed, server)
    assert again.fails == 2
    assert again.next_at >= done.next_at or minutes
    assert run(here, feed, server).why == ""
    assert kept()[1] == 3


def test_a_fault_of_this_program_costs_other_feeds_nothing(here, monkeypatch):
    """It is told, waits like any other trouble, and the next feed has its turn."""
    put(server := Server(), objects(2))
    first = pulls(here)
    second = actions.add_pull("feed-two", actions.Server(URL), Terms([(RW, "pulled")]), at=here.at)
    real = feeding.run_feed

    def broken(key, **more):
        if key == first.pk:
            raise ZeroDivisionError
        return real(key, home=here.home, now=lambda: here.at, ask=server)

    monkeypatch.setattr(feeding, "run_feed", broken)
    feeder = feeding.Feeder(here.home, now=lambda: here.at)
    for key in queries.due(at=here.at):
        feeder._tend(key)
    assert [IntelFeed.objects.get(pk=one.pk).why for one in (first, second)] == ["here", ""]
    assert queries.due(at=here.at) == ()
    assert kept()[1] == 2


def test_a_disk_without_room_takes_nothing(here, monkeypatch):
    """The node's own acts come first."""
    monkeypatch.setattr(feeding, "LEAST_ROOM", 2**70)
    server = Server()
    put(server, objects(1))
    assert run(here, pulls(here), server).why == "no-room"
    assert kept()[1] == 0


@pytest.mark.both_databases
def test_nobody_is_followed_and_no_secret_is_told(here, caplog):
    """An API root at another origin is not asked, and what went wrong holds neither password nor name."""
    asked = []
    elsewhere = Server(before=[lambda _: None])
    with served(Server(most=10**7)) as url:
        server, terms = actions.Server(url, user="poster"), Terms([(RW, "pulled")])
        made = actions.add_pull("basic", server, terms, at=here.at, secret="right horse")
        file = actions.secret_file("basic")
        assert file.stat().st_mode & 0o777 == 0o600
        assert run_feed(made.pk, home=here.home, now=lambda: here.at).why == ""
        file.chmod(0o644)
        assert run_feed(made.pk, home=here.home, now=lambda: here.at).why == "no-secret"
        with pytest.raises(refusals.BadFeed):
            actions.add_pull("two-lines", server, terms, at=here.at, secret="right\nhorse")
        assert not IntelFeed.objects.filter(name="two-lines").exists()
        away = actions.add_pull("away", actions.Server(url, api_root="http://127.0.0.1:1/api1/"), Terms([(RW, "pulled")]), at=here.at)
        assert run_feed(away.pk, home=here.home, now=lambda: here.at).why == "elsewhere"
        actions.end("basic", at=here.at)
        assert not file.exists()
    assert asked == []
    assert elsewhere.asked == []
    told = caplog.text + "".join(IntelFeed.objects.values_list("words", flat=True)) + str(list(JournalAct.objects.values_list("facts")))
    assert "horse" not in told


@pytest.mark.parametrize(
    "url", ["http://taxii.example/taxii2/", "https://user:pw@taxii.example/", "ftp://x/", "taxii.example", "https://x/?a=1"]
)
def test_addresses_that_are_none(here, url):
    """TLS, but on this machine; no name or password in it."""
    with pytest.raises(BadServer):
        actions.add_pull("feed-one", actions.Server(url), Terms([(RW, "pulled")]), at=here.at)


@pytest.mark.both_databases
def test_paused_and_ended(here):
    """A paused feed is not due; resumed it goes on from where it was; an ended name is free again."""
    feed = pulls(here)
    assert queries.due(at=here.at) == (feed.pk,)
    actions.pause("feed-one", at=here.at)
    assert not queries.any_active()
    with pytest.raises(refusals.FeedStands):
        actions.pause("feed-one", at=here.at)
    with pytest.raises(refusals.FeedTaken):
        pulls(here)
    actions.resume("feed-one", at=here.at)
    actions.end("feed-one", at=here.at)
    with pytest.raises(refusals.NoFeed):
        actions.end("feed-one", at=here.at)
    pulls(here)
    assert [one.feed.state for one in queries.standings(ended=True)] == ["ended", "active"]
    names = JournalAct.objects.filter(name__startswith="intel.feed").order_by("index").values_list("name", flat=True)
    assert list(names) == ["intel.feed-added", "intel.feed-paused", "intel.feed-resumed", "intel.feed-ended", "intel.feed-added"]


def codes():
    """Return every code of what can go wrong, as the modules write it."""
    for module in Path(feeding.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Trouble", "NoAnswer") and node.args:
                yield from (leaf.value for leaf in ast.walk(node.args[0]) if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str))
    yield from (*meaning._CODES.values(), "refused", "elsewhere", "no-secret")


def test_every_reason_is_explained(root):
    """What a list shows as a code, the operator's page says in words, and what to do."""
    rows = [
        line.split("|")[1] for line in (root / "docs/operators/taxii.md").read_text(encoding="utf-8").splitlines() if line.startswith("|")
    ]
    explained = {code for row in rows for code in re.findall(r"`([^`]+)`", row)}
    assert set(codes()) - explained == set()


# -- push -----------------------------------------------------------------------------------------


@pytest.fixture
def filled(here):
    """The local collection holds objects, and a program may read it."""
    source = Server(most=10**7)
    here.objects = objects(12, object_marking_refs=[CLEAR])
    put(source, here.objects)
    here.secret = objects(1, object_marking_refs=["marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"])  # TLP:RED
    put(source, here.secret)
    feed = pulls(here, owner="xr-poc")
    run(here, feed, source)
    grant("pulled", subject="client:foreign", right="read", at=here.at)
    add_client("foreign", at=here.at, programme="A foreign platform")
    return here


def pushes(world, *, page=5):
    """Propose and approve a push."""
    terms = Terms([(RW, "pulled")], client="foreign", page=page)
    feed = actions.propose_push("out", actions.Server(URL), terms, by=world.drafter, at=world.at)
    return actions.approve_push("out", by=world.approver, at=world.at) or feed


def outcomes():
    """Return how many results of each outcome there are."""
    rows = list(IntelFeedResult.objects.values_list("outcome", flat=True))
    return {name: rows.count(name) for name in set(rows)}


def test_two_officers_decide_that_anything_leaves(filled):
    """Proposed it is not due; who proposed does not approve; an auditor neither."""
    terms = Terms([(RW, "pulled")], client="foreign")
    actions.propose_push("out", actions.Server(URL), terms, by=filled.both, at=filled.at)
    assert queries.standings()[1].feed.state == "proposed"
    with pytest.raises(refusals.OwnFeed):
        actions.approve_push("out", by=filled.both, at=filled.at)
    with pytest.raises(NotAllowed):
        actions.approve_push("out", by=filled.drafter, at=filled.at)
    assert actions.approve_push("out", by=filled.approver, at=filled.at).next_at == filled.at


@pytest.mark.parametrize(
    "faults", [set(), {"repost-fails"}, {"whole-batch-400"}, {"pending-first"}], ids=lambda one: "+".join(sorted(one)) or "right"
)
def test_what_the_program_may_read_is_sent_and_nothing_else(filled, faults):
    """Twelve objects arrive byte for byte; what is TLP:RED stays; each has its result; a second run sends nothing."""
    server = Server(faults=faults)
    feed = pushes(filled)
    for minutes in range(4):
        run(filled, feed, server, minutes=minutes)
    assert sorted(entry.name for entry in server.entries[RW]) == sorted(one["id"] for one in filled.objects)
    assert outcomes() == {"taken": 12}
    posts = server.posts
    run(filled, feed, server, minutes=15)
    assert server.posts == posts


@pytest.mark.parametrize("faults", [set(), {"repost-fails"}], ids=["right", "repost-fails"])
@pytest.mark.parametrize("point", FEED_POINTS[3:])
def test_a_push_killed_at_a_point_sends_once_more_and_doubles_nothing(filled, monkeypatch, point, faults):
    """Between the answer and its commit: sent again; where the server counts that as a failure, its manifest says that it is there."""
    server = Server(faults=faults)
    feed = pushes(filled)

    def dies(name):
        if name == point:
            raise Killed

    with monkeypatch.context() as patch:
        for module in (sending, keeping):
            patch.setattr(module, "crash_point", dies)
        with pytest.raises(Killed):
            run(filled, feed, server)
    run(filled, feed, server)
    assert len(server.entries[RW]) == 12
    assert set(outcomes()) <= {"taken", "known"}
    assert sum(outcomes().values()) == 12


def test_one_object_that_a_server_refuses_whole_batches_for(filled):
    """Halves find it; it is refused with the server's words, and the others arrive."""
    server = Server()
    bad = filled.objects[3]["id"]
    add = server.add

    def refuses(name, body, caller):
        if bad.encode() in body:
            return 400, {"title": "not this one", "http_status": "400"}, ()
        return add(name, body, caller)

    server.add = refuses
    feed = pushes(filled, page=8)
    run(filled, feed, server)
    assert outcomes() == {"taken": 11, "refused": 1}
    (told,) = queries.refused("out")
    assert (told.stix_id, told.words) == (bad, "not this one")


def test_what_another_authority_gave_is_not_handed_on_unasked(filled):
    """TLP:GREEN of another: whoever asks here is shown it, and nothing pushes it; of this authority's own it goes."""
    server, source = Server(), Server()
    theirs, own = objects(1), objects(1)
    put(source, theirs)
    feed = actions.add_pull("theirs", actions.Server(URL), Terms([(RW, "pulled")], owner="xr-poc"), at=filled.at)
    run(filled, feed, source)
    source = Server()
    put(source, own)
    feed = actions.add_pull("ours", actions.Server(URL), Terms([(RW, "pulled")]), at=filled.at)
    run(filled, feed, source)
    add_client("partner", at=filled.at, authority="xr-poc")
    grant("pulled", subject="client:partner", right="read", at=filled.at)
    terms = Terms([(RW, "pulled")], client="partner")
    actions.propose_push("out", actions.Server(URL), terms, by=filled.drafter, at=filled.at)
    run(filled, actions.approve_push("out", by=filled.approver, at=filled.at), server)
    sent = {entry.name for entry in server.entries[RW]}
    assert own[0]["id"] in sent
    assert theirs[0]["id"] not in sent


@pytest.mark.both_databases
def test_a_program_that_is_gone_sends_nothing_more(filled):
    """Revoked: the push stops, and says so."""
    server = Server()
    feed = pushes(filled)
    revoke_client("foreign", at=filled.at)
    done = run(filled, feed, server)
    assert done.why == "here"
    assert "foreign" in done.words
    assert server.posts == 0


@pytest.mark.both_databases("plans")
def test_results_are_found_by_their_index(filled):
    """However many there are: neither what is refused nor what is under way reads the table to its end."""
    server = Server(faults={"pending-first"})
    feed = pushes(filled)
    run(filled, feed, server)
    asked = plans(lambda: (queries.refused("out"), keeping.pending_of(IntelFeedLine.objects.last())))
    assert [told for sql, plan in asked if (told := read_to_the_end(sql, plan))] == []
    assert len(asked) == 4


def test_a_status_that_is_forgotten_is_sent_again(filled):
    """Pending, then 404: once more, and nothing twice."""
    server = Server(faults={"pending-first", "status-forgotten"})
    feed = pushes(filled)
    run(filled, feed, server)
    server.faults.clear()
    run(filled, feed, server, minutes=1)
    assert len(server.entries[RW]) == 12
    assert outcomes() == {"taken": 12}


def named(kind, number, **more):
    """An object that is not an indicator, marked TLP:GREEN."""
    made = {"type": kind, "spec_version": "2.1", "id": f"{kind}--00000000-0000-4000-8000-{number:012}", "name": f"{kind} {number}"}
    stamps = dict.fromkeys(("created", "modified"), "2026-01-01T00:00:00.000Z")
    return made | stamps | {"object_marking_refs": ["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]} | more


@pytest.mark.parametrize(("page", "faults"), [(1, set()), (50, set()), (50, {"pending-first"}), (50, {"repost-fails"})])
def test_what_belongs_to_an_object_is_pushed_with_it_and_what_names_something_hidden_stays(here, page, faults):
    """The author lies in another collection; a note names what the partner may not see; each has its result, and nothing is sent twice."""
    threats = Threats(here)
    shelves = {
        alias: threats.collection(alias.title(), alias=alias, readers=readers)
        for alias, readers in (("going", ("client:partner",)), ("beside", ("client:partner",)), ("hidden", ()))
    }
    author, tool = named("identity", 1), named("tool", 2, created_by_ref=named("identity", 1)["id"])
    threats.put(shelves["beside"], author, tool, by=OURS)
    threats.put(shelves["hidden"], named("malware", 3), by=OURS)
    note = named("note", 4, object_refs=[named("malware", 3)["id"]])
    reports = [named("report", number, object_refs=[tool["id"]]) for number in range(5, 9)]
    threats.put(shelves["going"], note, *reports, by=OURS)
    add_client("partner", at=here.at, authority="xr-poc")
    terms = Terms([(RW, "going")], client="partner", page=page)
    actions.propose_push("out", actions.Server(URL), terms, by=here.drafter, at=here.at)
    feed = actions.approve_push("out", by=here.approver, at=here.at)
    server = Server(faults=faults)
    for minutes in range(4):
        run(here, feed, server, minutes=minutes)
    assert [entry.name for entry in server.entries[RW]] == [one["id"] for one in (author, tool, *reports)]
    assert outcomes() == {"taken": 6, "withheld": 1}
    assert IntelFeedResult.objects.get(outcome="withheld").words == "refers-no"
    posts = server.posts
    run(here, feed, server, minutes=30)
    assert server.posts == posts


def test_what_its_owner_permitted_for_this_partner_is_pushed(here):
    """One object, to one authority, as long as the permission counts."""
    threats = Threats(here)
    shelf = threats.collection("Going", alias="going", readers=("client:partner", "client:other"))
    threats.put(shelf, *(named("tool", number) for number in (1, 2)), by=AuthorityId("xr-cert"))
    for name, authority in (("partner", "xr-poc"), ("other", "th-poc")):
        add_client(name, at=here.at, authority=authority)
    given = Permission(
        owner=AuthorityId("xr-cert"),
        to=AuthorityId("xr-poc"),
        objects=frozenset({named("tool", 1)["id"]}),
        tlp=Tlp.GREEN,
        pap=Pap.RED,
        until=here.later(days=1),
    )
    keep_permission(given, side="held", asker=OURS, case="VN-2026-000001", by="test", at=here.at)
    sent = {}
    for name in ("partner", "other"):
        terms = Terms([(RW, "going")], client=name, page=1)
        actions.propose_push(name, actions.Server(URL), terms, by=here.drafter, at=here.at)
        feed, server = actions.approve_push(name, by=here.approver, at=here.at), Server()
        run(here, feed, server)
        sent[name] = [entry.name for entry in server.entries[RW]]
    assert sent == {"partner": [named("tool", 1)["id"]], "other": []}
