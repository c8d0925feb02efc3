"""What happens to a request and what its clocks make of it, on both sides."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.desk import clocks
from comity.desk.happenings import happen, sound
from comity.desk.holding.actions import open_request
from comity.desk.states import Happening, State, after
from comity.doors.cli.demo import fields
from comity.records.models import Clock, Request
from comity.terms.instants import Instant


def running(request):
    """Return the codes of the running clocks, and check that the nearest is written beside the request."""
    request.refresh_from_db()
    rows = list(Clock.objects.filter(request=request, stopped_at__isnull=True).order_by("due_at"))
    assert (request.due_at, request.due_clock) == ((rows[0].due_at, rows[0].code) if rows else (None, ""))
    assert len({row.code for row in rows}) == len(rows)
    return sorted(row.code for row in rows)


def clock(request, code):
    """Return the newest clock of that code."""
    return Clock.objects.filter(request=request, code=code).latest("id")


# -- the requested node ---------------------------------------------------------------------------


def test_a_request_arrives_with_its_targets(world):
    """Half an hour to acknowledge, four hours to decide; urgent, because Article 42 is the expedited road."""
    request = world.receive()
    assert running(request) == ["ACK", "DECIDE"]
    assert clock(request, "ACK").due_at == world.later(minutes=30)
    assert clock(request, "DECIDE").due_at == world.later(hours=4)
    assert request.due_clock == "ACK"
    assert [Instant(moment) for moment in clock(request, "DECIDE").warn_at] == [world.later(hours=2), world.later(hours=3, minutes=30)]


def test_a_routine_request_has_more_time(world):
    """Four hours and a day."""
    request = world.receive(urgency="routine")
    assert clock(request, "ACK").due_at == world.later(hours=4)
    assert clock(request, "DECIDE").due_at == world.later(days=1)


def test_opening_acknowledges(world):
    """ACK stops, named by what stopped it; DECIDE is the nearest then."""
    request = world.receive()
    open_request(request, by=world.drafter, at=world.later(minutes=5))
    assert running(request) == ["DECIDE"]
    stopped = clock(request, "ACK")
    assert (stopped.stopped_at, stopped.stopped_by) == (world.later(minutes=5), "act.opened")


def test_a_grant_starts_the_preservation_at_the_node_that_keeps_the_data(world):
    """C-UN42 from the stated start to the stated end, the home order's clock, and nothing of the desk's own."""
    request = world.receive()
    answer = fields.preserved(at=world.at)
    world.answer(request, answer)
    assert running(request) == ["C-UN25", "C-UN42"]
    kept = clock(request, "C-UN42")
    assert (str(kept.starts_at), str(kept.due_at)) == (answer["start"], answer["end"])
    assert kept.rule == "UNCC 42(8)"
    assert [kept.due_at - Instant(moment) for moment in kept.warn_at] == [timedelta(days=days) for days in (30, 14, 7, 2)]
    assert clock(request, "C-UN25").due_at == world.later(days=90)


def test_a_refusal_stops_everything(world):
    """Nothing is owed after it."""
    request = world.receive()
    world.answer(request, fields.refused("DISCRIMINATION"))
    assert running(request) == []
    assert set(Clock.objects.values_list("stopped_by", flat=True)) == {"act.sent"}


def consult(world, request):
    """Ask for the views of the other side."""
    asked = world.message(request, direction="in").env_id
    values = fields.consultation("ESSENTIAL_INTEREST", at=world.at)
    return world.send("consultation", "ADM-CONSULT", values, request=request, replies_to=asked)


def test_a_consultation_stops_the_decision(world):
    """It is the other side's turn: DECIDE does not run while we wait for its views."""
    request = world.receive()
    open_request(request, by=world.drafter, at=world.at)
    consult(world, request)
    assert running(request) == []
    assert request.state == "consulting"
    assert not request.consulted


def test_a_risk_notice_stops_the_decision(world):
    """The requesting State decides whether to go on."""
    request = world.receive()
    asked = world.message(request, direction="in").env_id
    world.send("answer", values={"decision": "D-RISK", "risks": ["RISK-CONF"]}, request=request, replies_to=asked)
    assert running(request) == []
    assert request.state == "risk-notified"


def test_views_in_a_consultation_end_it(world, puppet):
    """After that a refusal on the ground is possible."""
    request = world.receive()
    consult(world, request)
    world.deliver(puppet.say(puppet.act("views", "ADM-CONSULT", fields.views())))
    request.refresh_from_db()
    assert (request.state, request.consulted) == ("views-given", True)


def test_views_on_a_risk_notice_are_no_consultation(world, puppet):
    """Article 40(28) is not served by a word on Article 42(7)."""
    request = world.receive()
    asked = world.message(request, direction="in").env_id
    world.send("answer", values={"decision": "D-RISK", "risks": ["RISK-CONF"]}, request=request, replies_to=asked)
    world.deliver(puppet.say(puppet.act("views", "MSG-PRESERVE-RISK", {"go_on": "RSK-GO"})))
    request.refresh_from_db()
    assert (request.state, request.consulted) == ("views-given", False)


def test_a_second_consultation_begins_afresh(world, puppet):
    """The views that were given belong to the first."""
    request = world.receive()
    consult(world, request)
    world.deliver(puppet.say(puppet.act("views", "ADM-CONSULT", fields.views())))
    consult(world, request)
    request.refresh_from_db()
    assert (request.state, request.consulted) == ("consulting", False)


def extend(world, puppet, request):
    """Let the puppet ask for an extension."""
    world.deliver(puppet.say(puppet.act("request", "REQ-PRESERVE-EXT", fields.extension(request.reference, at=world.at))))


def test_an_extension_asked_has_its_own_targets(world, puppet):
    """ACK and DECIDE once more, beside the preservation that runs on."""
    request = world.receive()
    open_request(request, by=world.drafter, at=world.at)
    world.answer(request, fields.preserved(at=world.at))
    extend(world, puppet, request)
    assert running(request) == ["ACK", "C-UN25", "C-UN42", "DECIDE"]
    open_request(request, by=world.drafter, at=world.later(minutes=1))
    assert running(request) == ["C-UN25", "C-UN42", "DECIDE"]


def test_an_extension_granted_moves_the_end(world, puppet):
    """One preservation clock, due at the new end; the old one stopped."""
    request = world.receive()
    world.answer(request, fields.preserved(at=world.at))
    extend(world, puppet, request)
    granted = fields.extended(at=world.at)
    world.answer(request, granted, kind="REQ-PRESERVE-EXT")
    assert running(request) == ["C-UN25", "C-UN42"]
    assert str(clock(request, "C-UN42").due_at) == granted["end"]
    assert Clock.objects.filter(request=request, code="C-UN42").count() == 2


def test_an_extension_refused_leaves_the_end(world, puppet):
    """What was preserved stays preserved, until the end that was stated."""
    request = world.receive()
    world.answer(request, fields.preserved(at=world.at))
    extend(world, puppet, request)
    world.answer(request, fields.refused("DISCRIMINATION"), kind="REQ-PRESERVE-EXT")
    assert running(request) == ["C-UN25", "C-UN42"]
    assert request.state == "answered"
    assert Clock.objects.filter(request=request, code="C-UN42").count() == 1


# -- the requesting node --------------------------------------------------------------------------


def answered(world, puppet):
    """Return a request of ours that was granted."""
    request = world.send()
    answer = fields.preserved(at=world.at)
    body = puppet.act("answer", values=answer, case=request.reference, original=world.message(request).env_id)
    world.deliver(puppet.say(body))
    return request, answer


def test_a_grant_starts_the_preservation_at_the_node_that_asked(world, puppet):
    """The same clock at both sides, by the stated dates; and the one that says until when an extension may be asked."""
    request = world.send()
    assert running(request) == []
    request, answer = answered(world, puppet)
    assert running(request) == ["C-UN42", "C-UN42X"]
    for code in ("C-UN42", "C-UN42X"):
        assert str(clock(request, code).due_at) == answer["end"]
    assert request.state == "answered"


def test_asking_for_an_extension_stops_its_own_clock(world, puppet):
    """C-UN42X stops, C-UN42 runs; both run again when it is granted."""
    request, _ = answered(world, puppet)
    world.send("request", "REQ-PRESERVE-EXT", fields.extension(request.reference, at=world.at), request=request)
    assert running(request) == ["C-UN42"]
    granted = fields.extended(at=world.at)
    body = puppet.act("answer", "REQ-PRESERVE-EXT", granted, case=request.reference, original=world.message(request).env_id)
    world.deliver(puppet.say(body))
    assert running(request) == ["C-UN42", "C-UN42X"]
    assert str(clock(request, "C-UN42").due_at) == granted["end"]


def test_a_consultation_asks_us_for_a_reply(world, puppet):
    """REPLY runs until our views are sent."""
    request = world.send()
    values = fields.consultation("ESSENTIAL_INTEREST", at=world.at)
    world.deliver(
        puppet.say(puppet.act("consultation", "ADM-CONSULT", values, case=request.reference, original=world.message(request).env_id))
    )
    assert running(request) == ["REPLY"]
    assert request.due_at == world.later(days=1)
    world.send("views", "ADM-CONSULT", fields.views(), request=request, replies_to=world.message(request, direction="in").env_id)
    assert running(request) == []
    assert (request.state, request.consulted) == ("views-given", True)


def test_an_answer_without_our_views_ends_the_wait_for_them(world, puppet):
    """The other side went on: what is left is the preservation."""
    request = world.send()
    asked = world.message(request).env_id
    values = fields.consultation("ESSENTIAL_INTEREST", at=world.at)
    world.deliver(puppet.say(puppet.act("consultation", "ADM-CONSULT", values, case=request.reference, original=asked)))
    world.deliver(puppet.say(puppet.act("answer", values=fields.preserved(at=world.at), case=request.reference, original=asked)))
    assert running(request) == ["C-UN42", "C-UN42X"]


def test_a_withdrawal_stops_everything(world, puppet):
    """Also the preservation: the data may be released."""
    request, _ = answered(world, puppet)
    world.send("withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"}, request=request)
    assert running(request) == []
    assert request.state == "withdrawn"


# -- any order ------------------------------------------------------------------------------------

KINDS = {
    Happening.CONSULTATION: "ADM-CONSULT",
    Happening.VIEWS: "ADM-CONSULT",
    Happening.NOTICE: "MSG-PRESERVE-RISK",
    Happening.WITHDRAWAL: "ADM-WITHDRAW",
    Happening.EXTENSION: "REQ-PRESERVE-EXT",
}
HAPPENED = st.tuples(
    st.sampled_from(Happening),
    st.sampled_from(("in", "out")),
    st.integers(0, 60 * 24 * 100),
    st.dictionaries(st.sampled_from(("start", "end")), st.one_of(st.integers(-200, 400), st.sampled_from(("never", None, 7)))),
)


def _fields(world, dates):
    """Return dates as fields; what is no number of days is left as it is."""
    return {key: str(world.later(days=value)) if isinstance(value, int) and value != 7 else value for key, value in dates.items()}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(direction=st.sampled_from(("in", "out")), story=st.lists(HAPPENED, max_size=12))
def test_the_nearest_clock_is_always_written_beside_the_request(world, direction, story):
    """Whatever happens in whatever order, with whatever dates: state by the table, one clock of a code, the nearest beside it."""
    Clock.objects.all().delete()
    Request.objects.all().delete()
    at = world.at
    request = Request.objects.create(
        reference="XR-2026-000001",
        direction=direction,
        peer=str(world.puppet.node),
        kind="REQ-PRESERVE",
        instrument="UNCC",
        article="42",
        urgency="urgent",
        state="delivered",
        opened_at=at,
        last_act_at=at,
    )
    sound(request, "request.received", kind="REQ-PRESERVE", fields={}, by="act.received", at=at)
    assert "DECIDE" in running(request) or direction == "out"
    for happening, way, minutes, dates in story:
        at = at + timedelta(minutes=minutes)
        expected = after(State(request.state), happening)
        before = request.state
        if happening is Happening.OPENING:
            sound(request, "request.acknowledged", kind="REQ-PRESERVE", fields={}, by="act.opened", at=at)
        moved = happen(
            request, happening, direction=way, kind=KINDS.get(happening, "REQ-PRESERVE"), fields=_fields(world, dates), by="test", at=at
        )
        assert moved == (expected is not None)
        codes = running(request)
        assert request.state == (expected or before)
        assert request.last_act_at == at
        if request.state in ("refused", "withdrawn", "undelivered"):
            assert codes == []


def test_an_event_that_no_clock_knows_changes_nothing(world):
    """A newer rulebook may know it."""
    request = world.receive()
    before = world.everything()
    sound(request, "moon.rose", kind="REQ-PRESERVE", fields={}, by="test", at=world.at)
    assert world.everything() == before


@pytest.mark.parametrize("codes", [[], ["NOT-A-CLOCK"]])
def test_stopping_what_does_not_run(world, codes):
    """Nothing."""
    request = world.receive()
    clocks.stop(request, codes, by="test", at=world.at)
    assert running(request) == ["ACK", "DECIDE"]
