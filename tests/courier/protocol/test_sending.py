"""The sender's step: each happening, and what follows."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protocol_samples import CASE, FAR, NOW, OTHER, PEER, due, name, outer, receipted, received, refused

from comity.courier.protocol.backoff import BASE, CAP
from comity.courier.protocol.effects import Alarm, AlarmKind, Order, Record, Reseal, Resend, Transmit, WakeAt
from comity.courier.protocol.granting import Allowance, Grant, TrafficClass
from comity.courier.protocol.lines import (
    CROWD,
    FILL,
    LEASE,
    MAX_REWRAPS,
    REST,
    Contact,
    Due,
    Failed,
    Failure,
    Lease,
    PeerAnswer,
    PeerLine,
    Posted,
    Priority,
    Receipts,
    Reply,
    Resealed,
    Rest,
    Restarted,
    Verdict,
    Wait,
    Wanted,
    Woken,
)
from comity.courier.protocol.recourse import RECOURSE, Recourse
from comity.courier.protocol.sending import step
from comity.courier.protocol.states import State
from comity.terms.digests import Digest
from comity.terms.identifiers import Reference
from comity.terms.refusals import Malformed

FLYING = PeerLine(PEER, posts=7, in_flight=Lease(7, NOW + LEASE))


FULL = Allowance(64, 8 * 1024 * 1024)
NONE = Allowance(0, 0)
ORDINARY = TrafficClass.ORDINARY


def sent(number, **other):
    """An entry inside a POST under way."""
    return due(number, state=State.SENT, attempts=1, **other)


def take(line, entries, happening, *, now=NOW, jitter=1.0):
    """Take one step, with the longest jitter."""
    return step(line, entries, happening, now=now, jitter=jitter)


def of(kind, effects):
    """Return the effects of one kind."""
    return [effect for effect in effects if isinstance(effect, kind)]


def alarms(result):
    """Return the kinds of alarms raised."""
    return [alarm.kind for alarm in of(Alarm, result.inside)]


def states(result):
    """Return the new states by number."""
    return {int(entry.env_id.text, 16): entry.state for entry in result.changed}


# -- going out ----------------------------------------------------------------------------------


def test_what_is_posted_goes_out_at_once_under_a_numbered_lease():
    """One POST, its entries sent, and a wake-up for the end of the lease; nothing needs a commit."""
    result = take(PeerLine(PEER), [due(1), due(2)], Posted())
    assert result.inside == ()
    assert result.after == (Transmit(PEER, 1, (name(1), name(2)), NOW + LEASE), WakeAt(PEER, NOW + LEASE))
    assert states(result) == {1: State.SENT, 2: State.SENT}
    assert all(entry.attempts == 1 for entry in result.changed)
    assert result.line.in_flight == Lease(1, NOW + LEASE)


def test_a_host_without_the_peers_key_is_an_alarm_once_while_it_lasts():
    """The first failure of that kind; not each attempt, and none for a line that is merely down."""
    first = take(FLYING, [sent(1)], Failed(7, Failure.NOT_TRUSTED))
    assert of(Alarm, first.inside) == [Alarm(AlarmKind.NOT_TRUSTED, PEER)]
    assert alarms(take(replace(FLYING, failure=Failure.NOT_TRUSTED), [sent(1)], Failed(7, Failure.NOT_TRUSTED))) == []
    for kind in set(Failure) - {Failure.NOT_TRUSTED}:
        assert alarms(take(FLYING, [sent(1)], Failed(7, kind))) == []


def test_one_post_at_a_time():
    """What is posted while another POST is under way waits for its reply."""
    assert not of(Transmit, take(FLYING, [sent(1), due(2)], Posted()).after)


def test_nothing_to_do_asks_for_nothing():
    """An idle line has no wake-up."""
    assert take(PeerLine(PEER), [], Woken()).after == ()


def test_a_waiting_line_wakes_for_its_next_attempt_or_an_expiry_whichever_is_first():
    """The expiry of an entry is an instant to look at the line."""
    waiting = PeerLine(PEER, attempts=3, next_at=NOW + timedelta(seconds=60))
    assert take(waiting, [due(1)], Woken()).after == (WakeAt(PEER, NOW + timedelta(seconds=60)),)
    soon = NOW + timedelta(seconds=5)
    assert take(waiting, [due(1, expires=soon)], Woken()).after == (WakeAt(PEER, soon),)


# -- a rest after a POST that carried many ------------------------------------------------------


CROWDED = Reply(7, tuple(received(number) for number in range(1, CROWD + 1)))
CARRIED = [sent(number) for number in range(1, CROWD + 1)]


def rested(*more, happening=CROWDED):
    """Return what follows on the reply to a POST that carried many, with `more` in the outbox."""
    return take(FLYING, [*CARRIED, *more], happening)


def test_after_many_the_line_rests_and_what_came_meanwhile_goes_together():
    """Nothing leaves with the reply; the line wakes at the end of the rest, and then all of it goes in one POST."""
    result = rested(due(20))
    assert result.after == (WakeAt(PEER, NOW + REST),)
    assert result.line.rests == Rest(NOW + REST, urgent=False)
    during = take(result.line, [due(20), due(21)], Posted(), now=NOW + REST / 2)
    assert (during.after, during.line) == ((WakeAt(PEER, NOW + REST),), result.line)
    over = take(result.line, [due(20), due(21)], Posted(), now=NOW + REST)
    assert of(Transmit, over.after)[0].env_ids == (name(20), name(21))
    assert over.line.rests is None


def test_after_a_few_nothing_waits():
    """Acts that come one at a time leave as they come, also while others were under way."""
    result = take(FLYING, [*CARRIED[1:], due(20)], Reply(7, CROWDED.answers[1:]))
    assert of(Transmit, result.after)[0].env_ids == (name(20),)


def test_nothing_urgent_waits_for_what_is_not_and_what_stands_before_it_goes_along():
    """It may be there already, or come during the rest; a few urgent ones among the many change nothing."""
    urgent = due(21, priority=Priority.URGENT)
    assert of(Transmit, rested(due(20), urgent).after)[0].env_ids == (name(20), name(21))
    assert of(Transmit, take(rested(due(20)).line, [due(20), urgent], Posted(), now=NOW + REST / 2).after)
    few = [
        sent(number, priority=Priority.URGENT if number < CROWD else Priority.ROUTINE, case=Reference(f"XR-2026-{number:06d}"))
        for number in range(1, CROWD + 1)
    ]
    assert of(Transmit, take(FLYING, [*few, urgent], CROWDED).after)


def test_where_urgent_acts_come_in_crowds_they_rest_like_all_others():
    """Each of them would wait for the POST before it as long."""
    crowd = [sent(number, priority=Priority.URGENT) for number in range(1, CROWD + 1)]
    result = take(FLYING, [*crowd, due(20, priority=Priority.URGENT)], CROWDED)
    assert (result.after, result.line.rests) == ((WakeAt(PEER, NOW + REST),), Rest(NOW + REST, urgent=True))
    assert of(Transmit, take(result.line, [due(20, priority=Priority.URGENT)], Posted(), now=NOW + REST).after)


def test_what_fills_a_post_well_enough_does_not_wait():
    """A backlog leaves POST after POST."""
    many = [due(number) for number in range(20, 20 + FILL)]
    assert len(of(Transmit, rested(*many).after)[0].env_ids) == FILL
    assert not of(Transmit, rested(*many[1:]).after)


def test_a_line_that_rests_with_nothing_to_send_asks_for_nothing():
    """And what comes after the rest leaves at once."""
    result = rested()
    assert result.after == ()
    assert of(Transmit, take(result.line, [due(20)], Posted(), now=NOW + REST).after)


def test_a_clock_that_was_set_back_prolongs_no_rest():
    """It is never longer than from now on."""
    back = take(replace(FLYING, in_flight=None, rests=Rest(NOW + timedelta(hours=3), urgent=False)), [due(1)], Woken())
    assert back.after == (WakeAt(PEER, NOW + REST),)


def test_a_failure_and_a_restart_end_the_rest():
    """The next wait is that of the line; a rest belongs to a reply."""
    assert rested(due(20), happening=Failed(7, Failure.CUT)).line.rests is None
    assert take(rested(due(20)).line, [due(20)], Restarted(), jitter=0.0).line.rests is None


# -- the reply ----------------------------------------------------------------------------------


def test_a_receipt_is_an_outcome_recorded_with_its_order():
    """Received and held are both receipts; the unanswered one is due, and goes again at once."""
    result = take(FLYING, [sent(1), sent(2), sent(3)], Reply(7, (received(1), received(2, Verdict.HELD))))
    assert of(Record, result.inside) == [
        Record(name(1), State.RECEIPTED, None, Order.APPLIED, received(1).receipt),
        Record(name(2), State.RECEIPTED, None, Order.HELD, received(2).receipt),
    ]
    assert of(Transmit, result.after) == [Transmit(PEER, 8, (name(3),), NOW + LEASE)]


def test_a_reply_that_says_nothing_counts_as_a_failure():
    """No verified answer: no hammering."""
    result = take(FLYING, [sent(1)], Reply(7, ()))
    assert result.line.attempts == 1
    assert result.line.next_at == NOW + BASE
    assert not of(Transmit, result.after)


def test_a_repeated_receipt_changes_nothing():
    """The same bytes again: no record, no alarm."""
    result = take(PeerLine(PEER), [receipted(1)], Receipts((received(1), received(1))))
    assert (result.changed, result.inside, result.after) == ((), (), ())


def test_a_second_receipt_with_other_bytes_is_an_alarm():
    """The peer lost its data, or forks its log."""
    assert alarms(take(PeerLine(PEER), [receipted(1)], Receipts((received(1, receipt=Digest.of(b"x")),)))) == [AlarmKind.SECOND_RECEIPT]


def test_a_receipt_for_other_bytes_is_an_alarm_and_no_receipt():
    """The entry is due again, with backoff."""
    result = take(FLYING, [sent(1)], Reply(7, (received(1, outer_digest=outer(9)),)))
    assert alarms(result) == [AlarmKind.OTHER_DIGEST]
    assert states(result) == {1: State.DUE}
    assert result.line.attempts == 1


def test_a_receipt_for_what_was_never_sent_is_an_alarm():
    """The shell loads every entry that an answer names, so an unknown one is strange."""
    assert alarms(take(PeerLine(PEER), [], Receipts((received(5),)))) == [AlarmKind.STRANGE_RECEIPT]


@pytest.mark.parametrize("wire_class", sorted(RECOURSE))
def test_each_class_of_refusal_has_its_consequence(wire_class):
    """Final ones are recorded with an alarm, those of the seal are sealed afresh, what may be taken later goes again."""
    result = take(FLYING, [sent(1)], Reply(7, (refused(1, wire_class),)))
    assert not of(Transmit, result.after)
    if RECOURSE[wire_class] is Recourse.RETRY:
        assert states(result) == {1: State.DUE}
        assert alarms(result) == ([AlarmKind.CLOCKS] if wire_class == "stale" else [])
        assert not of(Record, result.inside)
        next_at = result.line.waits[ORDINARY].at if wire_class == "no-credit" else result.line.next_at
        assert next_at == NOW + BASE
        return
    assert states(result) == {1: State.REFUSED}
    assert of(Record, result.inside)[0].wire_class == wire_class
    assert alarms(result) == ([AlarmKind.REFUSED] if RECOURSE[wire_class] is Recourse.FINAL else [])
    assert of(Reseal, result.after) == ([] if RECOURSE[wire_class] is Recourse.FINAL else [Reseal(PEER, name(1), wire_class)])


def test_unavailable_beside_a_receipt_keeps_the_one_and_waits_with_the_other():
    """Progress does not excuse hammering a peer that asked for patience."""
    result = take(FLYING, [sent(1), sent(2, case=OTHER)], Reply(7, (received(1), refused(2, "unavailable"))))
    assert states(result) == {1: State.RECEIPTED, 2: State.DUE}
    assert result.line.attempts == 1


def test_the_mark_taken_ends_a_receipt_that_travelled_on_its_own():
    """Receipts of receipts have no end: the mark has no bytes."""
    answer = received(1, Verdict.TAKEN, receipt=None)
    result = take(FLYING, [sent(1, seq=0)], Reply(7, (answer,)))
    assert of(Record, result.inside) == [Record(name(1), State.RECEIPTED, None, None, None)]


def test_the_mark_taken_is_never_a_receipt_for_an_act():
    """It is unsigned, so the act is due again, with backoff."""
    result = take(FLYING, [sent(1)], Reply(7, (received(1, Verdict.TAKEN, receipt=None),)))
    assert (states(result), result.inside, result.line.attempts) == ({1: State.DUE}, (), 1)


def test_a_class_to_which_nothing_is_granted_waits_alone():
    """What is urgent goes on, with what stands before it; one of the others goes when its wait is over, to learn what is granted then."""
    granted = Grant(urgent=FULL, ordinary=NONE, bulk=FULL)
    urgent = [due(3, case=OTHER, seq=1), due(4, case=OTHER, seq=2, priority=Priority.URGENT)]
    result = take(FLYING, [sent(1), due(2), *urgent], Reply(7, (received(1),), granted=granted))
    assert of(Transmit, result.after) == [Transmit(PEER, 8, (name(3), name(4)), NOW + LEASE, along=(name(3),))]
    assert result.line.waits == {ORDINARY: Wait(1, NOW + BASE)}
    quiet = take(replace(result.line, in_flight=None), [due(2)], Woken())
    assert quiet.after == (WakeAt(PEER, NOW + BASE),)
    later = take(quiet.line, [due(2), due(5)], Woken(), now=NOW + BASE)
    assert of(Transmit, later.after)[0].env_ids == (name(2),)


def test_what_is_refused_for_room_goes_again_after_ever_longer_waits_and_is_never_lost():
    """By class: the line is not to blame, and a class that was taken again waits no more."""
    granted = Grant(urgent=FULL, ordinary=NONE, bulk=NONE)
    line, entries = replace(FLYING, granted=granted, waits={ORDINARY: Wait(3, NOW)}), [sent(1)]
    result = take(line, entries, Reply(7, (refused(1, "no-credit"),), granted=granted))
    assert (states(result), result.inside, result.line.attempts) == ({1: State.DUE}, (), 0)
    assert result.line.waits == {ORDINARY: Wait(4, NOW + 8 * BASE)}
    taken = take(replace(line, waits={ORDINARY: Wait(4, NOW)}), entries, Reply(7, (received(1),), granted=replace(granted, ordinary=FULL)))
    assert taken.line.waits == {}
    assert take(PeerLine(PEER), [due(1)], Receipts((refused(1, "no-credit"),))).line.waits == {}


def test_a_call_of_the_peer_shortens_the_wait_for_room_once_and_not_for_bulk():
    """It may have made some; a peer that calls often is not flooded, and large acts keep their pace."""
    bulk = Wait(5, NOW + CAP)
    line = PeerLine(PEER, waits={ORDINARY: Wait(5, NOW + CAP), TrafficClass.BULK: bulk})
    called = take(line, [due(1)], Contact()).line
    assert called.waits == {ORDINARY: Wait(0, NOW + BASE), TrafficClass.BULK: bulk}
    assert take(called, [due(1)], Contact(), now=NOW + BASE / 2).line.waits == called.waits


def test_nothing_is_marked_for_a_peer_that_grants_nothing():
    """It would not know the mark, and is sent to as ever."""
    urgent = [due(1), due(2, priority=Priority.URGENT)]
    assert of(Transmit, take(PeerLine(PEER), urgent, Posted()).after)[0].along == ()


def test_a_restart_forgets_what_was_granted():
    """Nothing is known; the peer refuses what is too much."""
    line = PeerLine(PEER, granted=Grant(urgent=FULL, ordinary=NONE, bulk=NONE), waits={ORDINARY: Wait(9, FAR)})
    result = take(line, [due(1)], Restarted())
    assert (result.line.granted, dict(result.line.waits)) == (None, {})


def test_no_class_waits_longer_than_any_line():
    """A clock that was set back delays nothing beyond the cap."""
    line = PeerLine(PEER, waits={ORDINARY: Wait(2, NOW + timedelta(days=2))})
    assert take(line, [due(1)], Woken()).after == (WakeAt(PEER, NOW + CAP),)


def test_an_answer_needs_its_parts():
    """A refusal without class, a class without refusal, bytes with the mark or none without: cannot be built."""
    for verdict, receipt, wire_class in [
        (Verdict.REFUSED, NOW, None),
        (Verdict.APPLIED, NOW, "policy"),
        (Verdict.TAKEN, NOW, None),
        (Verdict.APPLIED, None, None),
        (Verdict.REFUSED, NOW, "because"),
    ]:
        with pytest.raises(Malformed):
            PeerAnswer(name(1), outer(1), verdict, receipt=receipt and Digest.of(b"x"), wire_class=wire_class)


def test_an_entry_has_no_negative_numbers():
    """Such a row cannot be built."""
    with pytest.raises(Malformed):
        due(1, size=-1)


# -- late, and out of turn ----------------------------------------------------------------------


def test_a_reply_after_its_lease_ended_still_brings_its_receipts():
    """The POST of now is not touched by it."""
    result = take(FLYING, [due(1), sent(2, case=OTHER)], Reply(6, (received(1),)))
    assert states(result) == {1: State.RECEIPTED}
    assert result.line.in_flight == FLYING.in_flight


def test_a_failure_of_an_older_post_says_nothing_about_this_one():
    """Numbers match outcomes to POSTs."""
    assert take(FLYING, [sent(1)], Failed(6, Failure.TIMEOUT)).line == FLYING


def test_a_receipt_after_expiry_still_proves_delivery():
    """Expired, then receipted: both are recorded."""
    result = take(PeerLine(PEER), [due(1, state=State.EXPIRED)], Receipts((received(1),)))
    assert states(result) == {1: State.RECEIPTED}


def test_signing_both_yes_and_no_is_a_contradiction():
    """Whichever came first; a signed receipt stays the truth."""
    no_first = take(PeerLine(PEER), [due(1, state=State.REFUSED, wire_class="policy")], Receipts((received(1),)))
    assert (alarms(no_first), states(no_first)) == ([AlarmKind.CONTRADICTION], {1: State.RECEIPTED})
    yes_first = take(PeerLine(PEER), [receipted(1)], Receipts((refused(1, "policy"),)))
    assert (alarms(yes_first), states(yes_first)) == ([AlarmKind.CONTRADICTION], {})


def test_what_was_held_may_honestly_be_refused_as_conflict_later():
    """Its place turned out to follow something else."""
    result = take(PeerLine(PEER), [receipted(1, Order.HELD)], Receipts((refused(1, "conflict"),)))
    assert (alarms(result), states(result)) == ([AlarmKind.REFUSED], {1: State.REFUSED})


def test_what_the_peer_signed_for_it_has_signed_for_whatever_it_signs_later():
    """What it held and then refuses it has had; what it only refused, or never answered, it has not."""
    held = take(FLYING, [sent(1), sent(2), sent(3)], Reply(7, (received(1, Verdict.HELD), refused(2, "policy")))).changed
    assert [entry.signed_for for entry in sorted(held, key=lambda one: one.seq)] == [True, False, False]
    (later,) = take(PeerLine(PEER), [held[0]], Receipts((refused(1, "conflict"),))).changed
    assert (later.state, later.signed_for) == (State.REFUSED, True)


@pytest.mark.parametrize("entry", [due(1, state=State.EXPIRED), due(1, state=State.REFUSED, wire_class="key-expired"), receipted(1)])
def test_a_late_refusal_of_a_passing_kind_changes_no_outcome(entry):
    """`key-expired` about a copy from before the new wrap is old news."""
    assert take(PeerLine(PEER), [entry], Receipts((refused(1, "key-expired"),))).changed == ()


@pytest.mark.parametrize("happening", [Receipts((refused(1, "key-expired"),)), Reply(6, (refused(1, "key-expired"),))])
def test_an_old_refusal_does_not_refuse_the_fresh_seal(happening):
    """A late copy of what was refused before the new wrap changes nothing; the reply to the POST under way does."""
    entry = sent(1, receipt=refused(1, "key-expired").receipt)
    assert (take(FLYING, [entry], happening).changed, take(FLYING, [entry], happening).inside) == ((), ())
    fresh = received(1, Verdict.REFUSED, wire_class="key-expired", receipt=Digest.of(b"another"))
    assert of(Record, take(FLYING, [entry], Reply(7, (fresh,))).inside)


def test_a_second_try_that_is_refused_with_the_same_bytes_is_an_outcome_again():
    """Tried again by people, refused again from the peer's store: recorded, so that it does not go round and round."""
    result = take(FLYING, [sent(1, receipt=refused(1, "policy").receipt)], Reply(7, (refused(1, "policy"),)))
    assert states(result) == {1: State.REFUSED}
    assert of(Record, result.inside)


def test_the_held_receipt_of_what_was_then_refused_says_nothing_new():
    """Held first, refused then: the honest order of two receipts."""
    entry = due(1, state=State.REFUSED, order=Order.HELD, wire_class="conflict", receipt=refused(1, "conflict").receipt)
    assert take(PeerLine(PEER), [entry], Receipts((received(1, Verdict.HELD),))).changed == ()


# -- failures, contact, restart, clocks -----------------------------------------------------------


def test_failures_back_off_and_say_why():
    """Attempts grow, the reason is on the line, the entries are due, the cap holds."""
    result = take(replace(FLYING, attempts=20), [sent(1)], Failed(7, Failure.NO_ROUTE))
    assert states(result) == {1: State.DUE}
    assert (result.line.attempts, result.line.failure, result.line.next_at) == (21, Failure.NO_ROUTE, NOW + CAP)


def test_a_lease_that_ended_is_a_failure():
    """Nobody said what became of the POST: never a permanent `sent`."""
    result = take(FLYING, [sent(1)], Woken(), now=NOW + LEASE)
    assert result.line.failure is Failure.LEASE_ENDED
    assert states(result) == {1: State.DUE}


def test_contact_resets_the_backoff_once_per_failure():
    """Soon, with jitter; a second contact before the next attempt changes nothing."""
    waiting = PeerLine(PEER, attempts=12, next_at=NOW + CAP)
    first = take(waiting, [due(1)], Contact(), jitter=0.5)
    assert (first.line.attempts, first.line.next_at) == (0, NOW + BASE / 2)
    assert take(first.line, [due(1)], Contact(), jitter=0.1).line == first.line
    assert take(PeerLine(PEER, attempts=1), [], Contact()).line.next_at == NOW + BASE


def test_a_restart_ends_every_lease():
    """What was under way is due again, and goes within a second."""
    result = take(replace(FLYING, attempts=9), [sent(1)], Restarted(), jitter=0.5)
    assert states(result) == {1: State.DUE}
    assert (result.line.in_flight, result.line.attempts) == (None, 0)
    assert result.after == (WakeAt(PEER, NOW + BASE / 2),)


def test_sent_without_a_lease_is_due():
    """A row left over from a process that died is taken up, whatever was forgotten."""
    assert of(Transmit, take(PeerLine(PEER), [sent(1)], Woken()).after)


def test_a_clock_set_back_delays_nothing_beyond_the_caps():
    """An attempt planned for next year happens within fifteen minutes; so does the end of a lease."""
    year = NOW + timedelta(days=365)
    assert take(PeerLine(PEER, attempts=1, next_at=year), [due(1)], Woken()).line.next_at == NOW + CAP
    assert take(PeerLine(PEER, in_flight=Lease(1, year)), [sent(1)], Woken()).line.in_flight == Lease(1, NOW + LEASE)


# -- expiry ---------------------------------------------------------------------------------------


def test_expiry_is_recorded_and_told():
    """An outcome with an alarm, and nothing of it is sent."""
    result = take(PeerLine(PEER), [due(1, expires=NOW), due(2)], Woken())
    assert result.inside == (
        Record(name(1), State.EXPIRED, None, None, None),
        Alarm(AlarmKind.EXPIRED, PEER, name(1), CASE, 1),
    )
    assert of(Transmit, result.after)[0].env_ids == (name(2),)


def test_what_is_under_way_waits_for_its_outcome_before_it_expires():
    """The receipt in the reply wins over the clock; a failure does not."""
    entry = sent(1, expires=NOW)
    assert take(FLYING, [entry], Woken()).changed == ()
    assert states(take(FLYING, [entry], Reply(7, (received(1),)))) == {1: State.RECEIPTED}
    assert states(take(FLYING, [entry], Failed(7, Failure.CUT))) == {1: State.EXPIRED}


@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from(Failure)), max_size=200))
def test_a_line_never_gives_up_before_expiry(failures):
    """After any number of failures the entry is due, and the next attempt is at most fifteen minutes away."""
    line, entry, now = PeerLine(PEER), due(1, expires=FAR), NOW
    for jitter, kind in failures:
        out = step(line, [entry], Woken(), now=now, jitter=jitter)
        assert of(Transmit, out.after)
        back = step(out.line, out.changed, Failed(out.line.posts, kind), now=now, jitter=jitter)
        line, entry = back.line, back.changed[0]
        assert entry.state is State.DUE
        assert line.next_at <= now + CAP
        now = line.next_at


# -- wants and sealing afresh -----------------------------------------------------------------------


def test_wanted_acts_that_are_due_simply_go():
    """A want for what is due needs nothing more; it goes before what follows."""
    result = take(FLYING, [due(1), sent(2)], Reply(7, (received(2, Verdict.HELD),), (Wanted(CASE, 1),)))
    assert of(Transmit, result.after)[0].env_ids == (name(1),)
    assert not of(Resend, result.after)


def test_wanted_acts_that_were_receipted_go_once_more():
    """The peer lost them: those it applied, and the first in any case; what it still holds stays."""
    entries = [receipted(1), receipted(2, Order.HELD), receipted(3), sent(4), receipted(9, case=OTHER, seq=3)]
    result = take(FLYING, entries, Reply(7, (received(4, Verdict.HELD),), (Wanted(CASE, 1),)))
    assert of(Resend, result.after) == [Resend(PEER, (name(1), name(3)))]
    assert alarms(result) == []


@pytest.mark.parametrize(
    ("entries", "env_id"),
    [
        ([], None),
        ([due(1, state=State.EXPIRED)], name(1)),
        ([due(1, state=State.REFUSED, wire_class="policy")], name(1)),
    ],
)
def test_a_gap_that_nothing_will_fill_is_told(entries, env_id):
    """The peer waits for what will not come by itself."""
    result = take(FLYING, [*entries, sent(2)], Reply(7, (received(2, Verdict.HELD),), (Wanted(CASE, 1),)))
    assert of(Alarm, result.inside) == [Alarm(AlarmKind.GAP_GONE, PEER, env_id, CASE, 1)]


def test_a_gap_that_is_being_sealed_afresh_is_not_told():
    """It will come."""
    entries = [due(1, state=State.REFUSED, wire_class="key-expired"), sent(2)]
    assert alarms(take(FLYING, entries, Reply(7, (received(2, Verdict.HELD),), (Wanted(CASE, 1),)))) == []


def test_sealed_afresh_it_goes_again():
    """The same entry, with its new size."""
    result = take(PeerLine(PEER), [due(1, state=State.REFUSED, wire_class="key-expired")], Resealed(name(1), 12_345))
    assert of(Transmit, result.after)
    assert (result.changed[0].size, result.changed[0].wire_class) == (12_345, None)


def test_sealed_afresh_too_late_changes_nothing():
    """A receipt was faster."""
    assert take(PeerLine(PEER), [receipted(1)], Resealed(name(1), 5)).changed == ()


def test_equal_arguments_give_equal_results():
    """Nothing but the arguments matters."""
    entries: list[Due] = [due(1), due(2, case=OTHER)]
    assert take(PeerLine(PEER), entries, Posted(), jitter=0.3) == take(PeerLine(PEER), entries, Posted(), jitter=0.3)


# -- a key that is over ---------------------------------------------------------------------------


def keyless(number, **other):
    """An entry that was refused for its key."""
    return due(number, **({"state": State.REFUSED, "wire_class": "key-expired", "receipt": Digest.of(b"refused")} | other))


def test_what_waits_for_a_key_expires_like_any_other_and_never_silently():
    """An outcome, a record, an alarm; before that nothing."""
    before = take(PeerLine(PEER), [keyless(1)], Woken())
    assert (before.changed, before.inside) == ((), ())
    late = take(PeerLine(PEER), [keyless(1, expires=NOW)], Woken())
    assert states(late) == {1: State.EXPIRED}
    assert alarms(late) == [AlarmKind.EXPIRED]
    assert [record.state for record in of(Record, late.inside)] == [State.EXPIRED]


def test_it_is_wrapped_afresh_so_many_times_and_then_it_is_refused_for_good():
    """A peer that names ever newer keys and refuses each is an alarm in the end."""
    last = sent(1, rewraps=MAX_REWRAPS - 1)
    again = take(FLYING, [last], Reply(7, (refused(1, "key-expired"),)))
    assert of(Reseal, again.after)
    assert alarms(again) == []
    over = take(FLYING, [sent(1, rewraps=MAX_REWRAPS)], Reply(7, (refused(1, "key-expired"),)))
    assert not of(Reseal, over.after)
    assert alarms(over) == [AlarmKind.REFUSED]
    (entry,) = over.changed
    assert entry.gone
    assert not entry.keyless


def test_each_wrap_is_counted():
    """The number stands in the entry, and so in its row."""
    result = take(PeerLine(PEER), [keyless(1, rewraps=4)], Resealed(name(1), 10))
    assert [entry.rewraps for entry in result.changed] == [5]


def test_a_want_for_what_waits_for_a_key_is_no_alarm():
    """It goes when the key is there."""
    wanted = Reply(7, (received(2, Verdict.HELD),), wants=(Wanted(CASE, 1),))
    assert alarms(take(FLYING, [keyless(1), sent(2)], wanted)) == []
    gone = keyless(1, rewraps=MAX_REWRAPS)
    assert alarms(take(FLYING, [gone, sent(2)], wanted)) == [AlarmKind.GAP_GONE]
