"""Time stamps over this node's checkpoints: one an hour from OpenSSL's authority, kept raw; what is wrong or late stops nothing."""

import http.server
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from worlds.authority import Authority

from comity.courier.overview.ownlog import see_log
from comity.courier.publishing import publish_log
from comity.courier.stamping import stamp_hour
from comity.directory.witnessing import Stamper, TimeStamps
from comity.doors.cli.witnesstext import lines_of_log
from comity.records.models import Alarm, AskedStamper, SignedCheckpoint, TimeStamp
from comity.seal.timestamp import MAX_RESPONSE, BadTimeStamp, ask, read_stamp, verify_stamp
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

KIND = "application/timestamp-reply"


@pytest.fixture(scope="module")
def authority(tmp_path_factory) -> Authority:
    """An authority, made once."""
    return Authority(tmp_path_factory.mktemp("tsa"))


def now() -> Instant:
    """OpenSSL stamps by the machine's clock and by no other."""
    return Instant.of(datetime.now(UTC))


@pytest.fixture(scope="module")
def line(authority):
    """The authority's address, and what it answers: status, kind and body of a request, changed by a test."""

    class Served(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.server.asked.append((self.headers["Content-Type"], body))
            status, kind, data = self.server.answer(body)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_):
            """Say nothing."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Served)
    server.url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def stamp(world, authority, line):
    """Ask for this hour's stamp; `answer` is what the authority does then."""
    world.send()
    publish_log(world.home)
    home = replace(world.home, time_stamps=TimeStamps((Stamper(line.url, str(authority.root)),)))

    def hour(answer=None, **how):
        line.asked, line.answer = [], answer or (lambda body: (200, KIND, authority.reply(body)))
        return stamp_hour(how.get("home", home), now=how.get("now", now))

    hour.home = home
    return hour


def test_the_first_checkpoint_of_an_hour_is_stamped(world, authority, line, stamp):
    """Raw, over the very bytes that were published, and OpenSSL takes it; not again in this hour, nor without a new leaf."""
    (row,) = stamp()
    assert [kind for kind, _ in line.asked] == ["application/timestamp-query"]
    note = bytes(SignedCheckpoint.objects.get(size=row.size).note)
    assert note == (world.home.log / "checkpoint").read_bytes()
    assert authority.vouches(bytes(row.response), note)
    assert read_stamp(bytes(row.response), message=note) == row.at
    world.send()
    publish_log(world.home)
    assert stamp() == ()
    TimeStamp.objects.update(asked_at=now() + timedelta(hours=-2))
    (again,) = stamp()
    assert again.size > row.size
    TimeStamp.objects.update(asked_at=now() + timedelta(hours=-2))
    assert stamp() == ()
    assert line.asked == []
    assert not Alarm.objects.exists()


def test_nobody_is_asked_where_none_is_named(world, line, stamp):
    """And nothing is an alarm."""
    assert stamp(home=world.home) == ()
    assert line.asked == []


WRONG = ("replay", "other-digest", "stranger", "cut", "refused", "slow-clock")
MISSING = ("status", "redirect", "page", "too-long")


@pytest.mark.parametrize(("name", "kind"), [*((one, "stamp-wrong") for one in WRONG), *((one, "stamp-late") for one in MISSING)])
def test_a_wrong_or_missing_answer_is_one_alarm_a_day(authority, stamp, tmp_path, name, kind):
    """Never a stamp, never a stop; asked again the next time."""
    replayed = authority.reply(ask(b"an earlier one").data)
    answers = {
        "replay": lambda _: (200, KIND, replayed),
        "other-digest": lambda _: (200, KIND, authority.reply(ask(b"something else").data)),
        "stranger": lambda body: (200, KIND, Authority(tmp_path).reply(body)),
        "cut": lambda body: (200, KIND, authority.reply(body)[:-1]),
        "refused": lambda _: (200, KIND, authority.reply(b"no request")),
        "slow-clock": lambda body: (200, KIND, authority.reply(body)),
        "status": lambda _: (503, KIND, b""),
        "redirect": lambda _: (302, KIND, b""),
        "page": lambda _: (200, "text/html", b"<html>"),
        "too-long": lambda _: (200, KIND, bytes(MAX_RESPONSE + 1)),
    }
    late = {"now": lambda: now() + timedelta(minutes=6)} if name == "slow-clock" else {}
    assert stamp(answers[name], **late) == ()
    assert stamp(answers[name], **late) == ()
    assert [alarm.kind for alarm in Alarm.objects.all()] == [kind]
    assert not TimeStamp.objects.exists()
    assert stamp()


def test_an_authority_that_is_away_is_late(stamp):
    """Nobody listens at its address; or its certificates are gone from here."""
    (there,) = stamp.home.time_stamps.authorities
    for one in (Stamper("http://127.0.0.1:9/", "none.pem"), replace(there, certificates="none.pem")):
        assert stamp(home=replace(stamp.home, time_stamps=TimeStamps((one,)))) == ()
    assert [alarm.kind for alarm in Alarm.objects.all()] == ["stamp-late"]


@pytest.mark.both_databases
def test_one_of_two_that_is_away_or_lies_holds_up_nothing(world, authority, line, stamp):
    """The other's stamp is kept; who failed is seen, with an alarm of its own, and asked again about the same checkpoint of that hour."""
    other = replace(stamp.home.time_stamps.authorities[0], url=line.url + "second")
    two = replace(stamp.home, time_stamps=TimeStamps((*stamp.home.time_stamps.authorities, other), need=2))
    answers = iter([(200, KIND, b"no stamp"), None])

    def lies_first(body):
        return next(answers, None) or (200, KIND, authority.reply(body))

    (row,) = stamp(lies_first, home=two)
    assert row.authority == other.url
    assert {one.authority: one.outcome for one in AskedStamper.objects.all()} == {line.url: "wrong", other.url: "stamped"}
    assert [one.kind for one in Alarm.objects.all()] == ["stamp-wrong"]
    seen = see_log(two)
    assert (seen.stamped, seen.stamps_needed) == (1, 2)
    assert "WARNING: 1 of 2 authorities" in "\n".join(lines_of_log(seen))
    world.send()
    publish_log(world.home)
    (late,) = stamp(home=two)
    assert (late.authority, late.size) == (line.url, row.size)
    assert see_log(two).stamped == 2
    assert stamp(home=two) == ()


def test_a_stamp_with_another_number_is_not_ours(authority):
    """An answer to another question about the same bytes: a replay."""
    question, other, at = ask(b"the same bytes"), ask(b"the same bytes"), now()
    given = {"message": b"the same bytes", "certificates": authority.root.read_bytes(), "asked_at": at, "at": at}
    response = authority.reply(question.data)
    assert verify_stamp(response, nonce=question.nonce, **given) == read_stamp(response, message=b"the same bytes")
    with pytest.raises(BadTimeStamp, match="Nonce"):
        verify_stamp(response, nonce=other.nonce, **given)
    with pytest.raises(Refused):
        verify_stamp(response, nonce=question.nonce, **(given | {"certificates": b"no certificate"}))
