"""`comity link` as an operator reads it: who is reached, what waits, what is wrong, in words and for programs."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from worlds.places import THERE, THIRD

from comity.courier.admitting import Doorkeeper, Turned
from comity.courier.overview.faults import ALARMS, FAULTS, REFUSED, SHORT, STEPS
from comity.courier.overview.lines import see_lines
from comity.courier.protocol.effects import AlarmKind
from comity.courier.protocol.granting import TrafficClass
from comity.courier.protocol.lines import Failure
from comity.courier.refusing import Refusals
from comity.desk.filelists import store
from comity.desk.receiving.admission import NotAdmitted
from comity.desk.receiving.receipts import owe_sealed
from comity.directory.book import book
from comity.doors.cli import cli
from comity.doors.cli.linktext import TURNED, lines_of
from comity.doors.cli.roof import Roof
from comity.records.models import ActFile, Alarm, AskedWitness, Cosignature, Line, Message, PeerCall, PeerLog, TimeStamp
from comity.terms.digests import Digest
from comity.terms.identifiers import Reference
from comity.terms.refusals import CLASS_WORDS, WIRE_CLASSES, Malformed


@pytest.fixture
def link(world, monkeypatch):
    """Type the command at the world's node; return what it printed, and its status."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    roof = Roof(boot=lambda _: world.home, run=lambda _: 0, program=("comity",))

    def run(*words):
        done = CliRunner().invoke(cli, ["link", "--home", str(world.home.path), *words], obj=roof)
        return done.output, done.exit_code

    return run


def test_a_line_that_is_down_says_since_when_and_why_and_what_waits(world, link):
    """The fault in words; how many things wait, and since when the oldest does."""
    world.send()
    world.send()
    name = world.puppet.node.text
    Line.objects.create(peer=name, attempts=3, down_since=world.at, last_fault=Failure.TIMEOUT.value)
    said, status = link()
    assert f"not reached since {world.at.datetime():%Y-%m-%d %H:%M:%S} UTC: it did not answer in time" in said
    assert "acts 2, urgent of these 2, receipts 0; the oldest since" in said
    assert status == 0
    told = {line["peer"]: line for line in json.loads(link("--json")[0])["lines"]}
    assert set(told) == {node.id.text for node in book(world.home).peers(world.node)}
    assert (told[name]["due"], told[name]["fault"], told[name]["down_since"]) == (2, "timeout", str(world.at))


def test_alarms_and_forks_are_shown_in_words(world, link):
    """Each with its moment; a fork ends the command with 1 and names the file that proves it."""
    name = world.puppet.node.text
    Line.objects.create(peer=name, last_contact_at=world.at)
    PeerLog.objects.create(peer=name, size=7, root=bytes(32), note=b"", looked_at=world.at)
    Alarm.objects.create(kind=AlarmKind.CLOCKS.value, peer=name, env_id="0" * 32, case="XR-2026-000001", seq=1, at=world.at)
    said, status = link()
    assert f"reached, up since {world.at.datetime():%Y-%m-%d %H:%M:%S} UTC" in said
    assert "its log of 7 entries continues" in said
    assert f"look at both clocks {'0' * 32}" in said
    assert "XR-2026-000001" not in said
    assert status == 0
    (world.home.path / "forks").mkdir()
    (world.home.path / "forks" / f"{name}-7.fork").write_bytes(b"")
    said, status = link()
    assert f"comity verify {world.home.path / 'forks'}/{name}-7.fork" in said
    assert status == 1


def test_what_has_no_room_and_when_both_compared_is_said(world, link):
    """Each class in words; nothing of it for a line where all is well."""
    assert "no room" not in link()[0]
    Line.objects.create(peer=world.puppet.node.text, last_contact_at=world.at, short="bulk,ordinary", marks_at=world.at)
    said, status = link()
    assert "it has no room now for large acts: they wait" in said
    assert "it has no room now for ordinary acts: they wait" in said
    assert f"what both hold of each other was compared {world.at.datetime():%Y-%m-%d %H:%M:%S} UTC" in said
    assert status == 0
    told = {line["peer"]: line for line in json.loads(link("--json")[0])["lines"]}
    assert (told[world.puppet.node.text]["short"], told[world.puppet.node.text]["marks_at"]) == (["bulk", "ordinary"], str(world.at))


def test_the_newest_test_calls_are_said(world, link):
    """Answered, silent, still waited for, confirmed, not confirmed: of the newest alone, and of the newest for a person."""
    peer, moment = world.puppet.node.text, f"{world.at.datetime():%Y-%m-%d %H:%M:%S} UTC"

    def made(state, **how):
        values = {"number": f"{PeerCall.objects.count():032}", "direction": "out", "peer": peer, "state": state, "asked_at": world.at}
        return PeerCall.objects.create(**(values | how))

    made("unconfirmed", wait_minutes=5, until=world.at, alive_at=world.at)
    said, _ = link()
    assert f"test call of {moment}: its node answered, by its clock at {moment}" in said
    assert f"asked for a person at {moment}: nobody confirmed by {moment}" in said
    made("done", wait_minutes=5, until=world.at, alive_at=world.at, awake_at=world.at)
    made("silent", fault="timeout")
    said, status = link()
    assert f"test call of {moment}: its node did not answer: it did not answer in time" in said
    assert f"asked for a person at {moment}: one confirmed, by its clock at {moment}" in said
    assert status == 0
    made("calling")
    told = {line["peer"]: line for line in json.loads(link("--json")[0])["lines"]}
    assert (told[peer]["call"]["state"], told[peer]["person_call"]["awake_at"]) == ("calling", str(world.at))
    assert f"test call of {moment}: not answered yet" in link()[0]


def test_who_countersigned_the_log_is_said(world, link):
    """Nobody yet; then one of three, why not the others, what is too few, the stamp, and alarms about ourselves."""
    said, _ = link()
    assert "Our own log: 0 of 3 witnesses cosigned" in said
    assert "That is too few" in said
    AskedWitness.objects.create(witness=str(THIRD), outcome="cosigned", size=9, at=world.at)
    AskedWitness.objects.create(witness=str(THERE), outcome="no-answer", size=9, at=world.at)
    Cosignature.objects.create(size=9, witness=str(THIRD), lines=b"", at=world.at)
    TimeStamp.objects.create(size=8, authority="http://tsa.example/", response=b"", at=world.at, asked_at=world.at)
    Alarm.objects.create(kind=AlarmKind.STAMP_LATE.value, peer=str(world.node), at=world.at)
    said, status = link()
    moment = f"{world.at.datetime():%Y-%m-%d %H:%M:%S} UTC"
    assert "Our own log: 1 of 3 witnesses cosigned" in said
    assert f"{THIRD} cosigned 9 entries at {moment}\n" in said
    assert f"{THERE} has cosigned nothing yet; {moment}: it did not answer" in said
    assert f"time stamp over 8 entries of {moment}" in said
    assert f"alarm of {moment}: no time stamp came" in said
    assert status == 0
    told = json.loads(link("--json")[0])["log"]
    assert told["needed"] == {"routine": 2, "evidence": 3}
    assert {one["node"]: one["outcome"] for one in told["witnesses"]}[str(THERE)] == "no-answer"
    assert [alarm["kind"] for alarm in told["alarms"]] == ["stamp-late"]


def test_a_line_without_tls_says_so_and_callers_who_were_turned_away_are_told(world, link):
    """By address, how often, when last, and why; nothing is said of a line that is sealed."""
    keeper = Doorkeeper(world.home, now=lambda: world.at)
    keeper.turn_away(Turned.UNKNOWN, "10.0.0.7")
    keeper.turn_away(Turned.UNKNOWN, "10.0.0.7")
    keeper.turn_away(Turned.PLAIN, "\x1b[2J")
    keeper.tell()
    said, status = link()
    assert said.count("not sealed by TLS") == len(book(world.home).peers(world.node))
    at = f"{world.at.datetime():%Y-%m-%d %H:%M:%S} UTC"
    assert f"10.0.0.7, 2 times, last {at}: it showed a TLS key that the directory does not name" in said
    assert "\x1b" not in said
    assert status == 0
    told = json.loads(link("--json")[0])
    assert {line["tls"] for line in told["lines"]} == {False}
    assert [(one["why"], one["times"]) for one in told["turned_away"]] == [("unknown-certificate", 2), ("plain", 1)]
    (first, *_) = see_lines(world.home, at=world.at)
    sealed = replace(first, peer=replace(first.peer, endpoint="https://10.0.0.7:8411"))
    assert "TLS" not in "".join(lines_of([sealed], at=world.at))


def test_every_fault_and_every_alarm_has_its_words():
    """A kind that somebody adds fails here until it is said."""
    assert set(FAULTS) == set(STEPS) == set(Failure)
    assert set(REFUSED) == set(CLASS_WORDS) == WIRE_CLASSES
    assert set(ALARMS) == set(AlarmKind)
    assert set(TURNED) == set(Turned)
    assert set(SHORT) == set(TrafficClass)


def test_what_waits_and_how_far_files_are_is_said_of_each_line(world, puppet, link):
    """Receipts beside acts, what is held, both ways of files; for programs the same numbers."""
    names, name = ("a" * 32, "b" * 32), puppet.node.text
    request = world.send()
    owe_sealed(b"a receipt", item="opened", peer=name, case=request.reference, at=world.at)
    world.deliver(puppet.say(puppet.act()))
    message = Message.objects.filter(direction="in").get()
    held = puppet.seal(puppet.act("withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"}), seq=3, previous=Digest.of(b"one that is missing"))
    world.deliver(held)
    common = {"peer": name, "place": 1, "name": "x", "media_type": "text/plain", "kind": "other", "size": 9 * 2**20}
    ActFile.objects.create(message=message, digest=names[0] * 2, state="coming", **common)
    store().append(f"{message.env_id}-{names[0] * 2}", bytes(4 * 2**20), number=0)
    ActFile.objects.create(message=Message.objects.filter(direction="out").get(), digest=names[1] * 2, state="due", told=1, **common)
    said, _ = link()
    assert "acts 1, urgent of these 1, receipts 1; the oldest since" in said
    assert "the first of these expires" in said
    assert "acts of its that are here and wait for one before them: 1" in said
    assert "files that go to it: 1, together 9 MiB; signed for so far: 4 MiB" in said
    assert "files that come from it: 1, together 9 MiB; here so far: 4 MiB" in said
    told = {line["peer"]: line for line in json.loads(link("--json")[0])["lines"]}[name]
    assert (told["due"], told["acts"], told["receipts"], told["held"], told["needs"]) == (2, 1, 1, 1, [])
    assert told["files"] == {side: {"count": 1, "size": 9 * 2**20, "there": 4 * 2**20} for side in ("going", "coming")}


def test_what_was_refused_is_said_without_its_case(world, link):
    """The reason where it names no case; of a case the class alone, and that the page of lines says why."""
    refusals = Refusals(world.home, lambda: world.at)
    refusals.remember(Malformed("envelope", "at the beginning"), peer=THERE)
    refusals.remember(NotAdmitted(sender=THERE, case=Reference("XR-2026-000007"), where="x"), peer=THERE, case=Reference("XR-2026-000007"))
    refusals.tell()
    said, status = link()
    assert "malformed, 1 times: The envelope cannot be read: at the beginning." in said
    assert "policy, 1 times; why, the page of lines says" in said
    assert "XR-2026-000007" not in said + link("--json")[0]
    assert status == 0
    assert [row["class"] for row in json.loads(link("--json")[0])["refused"]] == ["malformed", "policy"]
