"""Work in shifts: take at once, offer and accept, put off, several rows, the handover, what happened since one left."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.desk.drafting.actions import save_draft
from comity.desk.holding.actions import accept_offer, decline_offer, offer_request, open_request, recall_offer, take_request
from comity.desk.holding.policy import Running, require_nothing_due, require_waking
from comity.desk.holding.queries import held_since, offer_on, snooze_on, tidings_for
from comity.desk.holding.refusals import (
    AsleepTooLong,
    CannotReceive,
    DueBeforeWaking,
    HeldByAnother,
    HeldByNobody,
    NoSuchOffer,
    NotAsleep,
    NothingChosen,
    OfferClosed,
    OfferWaits,
    ReasonNotCoded,
    TooManyRows,
    WakesInThePast,
)
from comity.desk.holding.snoozing import longest, snooze_request, wake_request
from comity.desk.policy import ReasonMissing
from comity.desk.reading.watch import Section, watch
from comity.desk.shifts.attending import attendance_of, away_after, mark_caught_up, note_presence
from comity.desk.shifts.batches import Verb, act_on_many, find_batch
from comity.desk.shifts.brief import BriefContent, Change, Line, Row, parse_brief, print_brief
from comity.desk.shifts.calls import calls_for
from comity.desk.shifts.handover import accept_brief, find_brief, hand_over, open_briefs, read_brief, recall_brief
from comity.desk.shifts.refusals import BriefClosed, BriefDamaged, BriefWaits, NoSuchBrief, NotForYou, NotYours
from comity.desk.shifts.since import since_left
from comity.desk.tidings import mark_tidings_read
from comity.directory.policy import NotAllowed
from comity.doors.cli.demo import fields
from comity.records.models import Brief, JournalAct, Officer, Outbox, Request, Snooze, Unread
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed
from comity.terms.text import TextTooLong


def held(world, by=None, **more):
    """Return a request that came, held by an officer."""
    return take_request(world.receive(**more), by=by or world.drafter, at=world.at, token=world.token())


def names(request):
    """Return what the journal says about a request, in order."""
    return list(JournalAct.objects.filter(about=request.reference).order_by("index").values_list("name", flat=True))


def look(world, officer=None, at=None, **more):
    """Return the queue as an officer sees it."""
    officer = officer or world.drafter
    return watch(officer, by=world.actor(officer), at=at or world.at, **more)


def shown(found, section):
    """Return the references in one section of the queue."""
    return [row.request.reference for rows in found.sections if rows.section is section for row in rows.requests]


# ---------------------------------------------------------------- taking


def test_a_reason_has_a_code_and_words(world):
    """Words alone are refused, and a code that is not offered; nothing changes."""
    request = held(world)
    before = world.everything()
    for code in ("", "TO-NOTHING", "SN-OTHER"):
        with pytest.raises(ReasonNotCoded):
            take_request(request, by=world.both, at=world.at, token=world.token(), reason="Now.", code=code)
    assert world.everything() == before


@pytest.mark.both_databases
def test_the_former_holder_is_told(world):
    """Who did it and why; until they say that they have read it."""
    request = held(world)
    take_request(request, by=world.both, at=world.at, token=world.token(), reason="Her shift has ended.", code="TO-SHIFT")
    (told,) = tidings_for(world.drafter)
    assert (told.name, told.request, told.facts["by"]) == ("taken-over", request, world.both.officer_id)
    assert (told.facts["code"], told.facts["words"]) == ("TO-SHIFT", "Her shift has ended.")
    assert tidings_for(world.both) == ()
    mark_tidings_read(world.drafter, up_to=told.pk - 1, at=world.at)
    assert tidings_for(world.drafter) == (told,)
    mark_tidings_read(world.drafter, up_to=told.pk, at=world.at)
    assert tidings_for(world.drafter) == ()


def test_since_when_it_is_held(world):
    """By taking, or by a handover."""
    request = world.receive()
    assert held_since(request) is None
    take_request(request, by=world.drafter, at=world.later(minutes=3), token=world.token())
    assert held_since(request) == world.later(minutes=3)


def test_what_a_colleague_holds_they_decide(world):
    """Everybody may go on writing, so that nothing typed is lost; only the holder submits."""
    request = held(world)
    asked = world.message(request, direction="in")
    draft = world.draft("answer", "REQ-PRESERVE", fields.preserved(at=world.at), request=request, replies_to=asked.env_id, by=world.both)
    draft = save_draft(draft.pk, fields={**draft.fields, "conditions": []}, based_on=draft.version, by=world.both, at=world.at)
    draft = save_draft(draft.pk, fields=fields.preserved(at=world.at), based_on=draft.version, by=world.both, at=world.at)
    with pytest.raises(HeldByAnother) as caught:
        world.submit(draft, by=world.both)
    assert caught.value.facts["name"] == world.drafter.name
    assert world.submit(draft, by=world.drafter).state == "submitted"


# ---------------------------------------------------------------- offering


def test_an_offer_stays_with_the_giver_until_accepted(world):
    """It waits, it shows, it does not move; then it moves, and the giver is told."""
    request = held(world)
    made = offer_request(request, to=world.both, words="Call them at six.", by=world.drafter, at=world.at, token=world.token())
    assert Request.objects.get(pk=request.pk).holder == world.drafter
    assert offer_on(request) == made
    assert [told.name for told in tidings_for(world.both)] == ["offered"]
    taken = accept_offer(made.pk, by=world.both, at=world.later(minutes=1), token=world.token())
    assert taken.holder == world.both
    assert offer_on(request) is None
    assert [told.name for told in tidings_for(world.drafter)] == ["accepted"]
    assert names(request)[-2:] == ["request.offered", "request.handed-over"]


def test_an_offer_is_done_once(world):
    """A second click changes nothing."""
    request, token = held(world), world.token()
    for _ in range(2):
        made = offer_request(request, to=world.both, words="Yours.", by=world.drafter, at=world.at, token=token)
    again = world.token()
    for _ in range(2):
        accept_offer(made.pk, by=world.both, at=world.at, token=again)
    assert names(request).count("request.offered") == names(request).count("request.handed-over") == 1


def test_who_can_offer_what_to_whom(world):
    """Only what one holds, only to another who drafts and works here, only once, only with words."""
    request, free = held(world), world.receive(case="XR-2026-000009")
    before = world.everything()

    def offer(of=request, *, to=world.both, words="Yours.", by=world.drafter):
        offer_request(of, to=to, words=words, by=by, at=world.at, token=world.token())

    for refusal, how in (
        (HeldByAnother, {"by": world.both, "to": world.drafter}),
        (HeldByNobody, {"of": free}),
        (CannotReceive, {"to": world.approver}),
        (CannotReceive, {"to": world.gone}),
        (CannotReceive, {"to": world.drafter}),
        (ReasonMissing, {"words": " \n"}),
        (NotAllowed, {"by": world.approver}),
    ):
        with pytest.raises(refusal):
            offer(**how)
        assert world.everything() == before
    offer()
    with pytest.raises(OfferWaits) as caught:
        offer(to=world.chief)
    assert caught.value.facts["name"] == world.both.name


@pytest.mark.both_databases
def test_declined_and_recalled_stays_where_it_is(world):
    """With a reason for the giver; nobody else can answer, and nothing is answered twice."""
    request = held(world)
    made = offer_request(request, to=world.both, words="Yours.", by=world.drafter, at=world.at, token=world.token())
    for other in (world.chief, world.drafter):
        with pytest.raises(NoSuchOffer):
            accept_offer(made.pk, by=other, at=world.at, token=world.token())
    with pytest.raises(NoSuchOffer):
        recall_offer(made.pk, by=world.both, at=world.at, token=world.token())
    with pytest.raises(ReasonMissing):
        decline_offer(made.pk, words=" ", by=world.both, at=world.at, token=world.token())
    decline_offer(made.pk, words="I am off duty.", by=world.both, at=world.at, token=world.token())
    assert Request.objects.get(pk=request.pk).holder == world.drafter
    assert tidings_for(world.drafter)[0].facts["words"] == "I am off duty."
    for answer in (accept_offer, lambda *args, **how: decline_offer(*args, words="no", **how)):
        with pytest.raises(OfferClosed):
            answer(made.pk, by=world.both, at=world.at, token=world.token())
    again = offer_request(request, to=world.both, words="Please.", by=world.drafter, at=world.at, token=world.token())
    recall_offer(again.pk, by=world.drafter, at=world.at, token=world.token())
    assert offer_on(request) is None


def test_taking_over_ends_an_offer(world):
    """Who was offered it takes it without a reason; anybody else's taking overtakes the offer."""
    request = held(world)
    offer_request(request, to=world.both, words="Yours.", by=world.drafter, at=world.at, token=world.token())
    taken = take_request(request, by=world.both, at=world.at, token=world.token())
    assert taken.holder == world.both
    assert [told.name for told in tidings_for(world.drafter)] == ["accepted"]
    made = offer_request(taken, to=world.drafter, words="Back.", by=world.both, at=world.at, token=world.token())
    take_request(taken, by=world.chief, at=world.at, token=world.token(), reason="It is late.", code="TO-DEADLINE")
    made.refresh_from_db()
    assert made.state == "overtaken"
    with pytest.raises(OfferClosed):
        accept_offer(made.pk, by=world.drafter, at=world.at, token=world.token())


# ---------------------------------------------------------------- putting off


def put_off(world, request, until, *, code="SN-HOME", words="The prosecutor answers by then.", by=None, token=None):
    """Put a request off."""
    return snooze_request(request, until=until, code=code, words=words, by=by or world.drafter, at=world.at, token=token or world.token())


@pytest.mark.both_databases("moments")
def test_it_sleeps_and_wakes_by_itself(world):
    """It leaves its section for one of its own, and comes back at the moment, with nobody doing anything."""
    request = held(world)
    until = world.later(hours=5)
    put_off(world, request, until)
    asleep = look(world)
    assert shown(asleep, Section.DECISION) == []
    assert shown(asleep, Section.ASLEEP) == [request.reference]
    assert snooze_on(Request.objects.get(pk=request.pk), at=world.at).until == until
    awake = look(world, at=until)
    assert shown(awake, Section.DECISION) == [request.reference]
    assert shown(awake, Section.ASLEEP) == []
    assert snooze_on(Request.objects.get(pk=request.pk), at=until) is None


def test_what_sleeps_is_still_counted_as_late(world):
    """A desk target that passes meanwhile is late in the head of the queue."""
    request = held(world)
    put_off(world, request, world.later(hours=5))
    assert look(world, at=world.later(hours=4, minutes=1)).late == 1
    assert calls_for(world.drafter, by=world.actor(world.drafter), at=world.later(hours=4, minutes=1)).requests == 1


@pytest.mark.both_databases
def test_any_act_of_the_other_side_wakes_it(world, puppet):
    """Its receipts do not; its withdrawal does."""
    request = held(world)
    put_off(world, request, world.later(hours=5))
    open_request(request, by=world.both, at=world.at)
    assert Request.objects.get(pk=request.pk).asleep_until == world.later(hours=5)
    world.deliver(puppet.say(puppet.act("withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"})))
    assert Request.objects.get(pk=request.pk).asleep_until is None
    kept = Snooze.objects.get()
    assert (kept.woken_at, kept.woken_by) == (world.at, "act.received")


def test_an_own_act_wakes_it(world):
    """What was to be waited for is over."""
    request = held(world)
    put_off(world, request, world.later(hours=5))
    world.answer(request, fields.refused("DISCRIMINATION"))
    assert Request.objects.get(pk=request.pk).asleep_until is None


@pytest.mark.both_databases
def test_taking_and_waking_by_hand(world):
    """Who takes it over has it before them; waking what is awake is refused."""
    request = held(world)
    put_off(world, request, world.later(hours=5))
    wake_request(request, by=world.both, at=world.at, token=world.token())
    assert Request.objects.get(pk=request.pk).asleep_until is None
    with pytest.raises(NotAsleep):
        wake_request(request, by=world.both, at=world.at, token=world.token())
    put_off(world, request, world.later(hours=5))
    take_request(request, by=world.both, at=world.at, token=world.token(), reason="Now.", code="TO-DEADLINE")
    assert Request.objects.get(pk=request.pk).asleep_until is None
    assert names(request).count("request.snoozed") == 2


def test_no_legal_clock_is_slept_through(world):
    """A preservation that ends in two days is not put off for three; up to the minute before, it is."""
    request = held(world)
    end = world.later(days=62)
    world.answer(request, fields.preserved(at=world.at))
    clock = Request.objects.get(pk=request.pk)
    assert clock.due_clock == "C-UN42"
    soon = clock.due_at + timedelta(days=-2)
    del end

    def sleep(until):
        snooze_request(request, until=until, code="SN-OTHER", words="Later.", by=world.drafter, at=soon, token=world.token())

    with pytest.raises(DueBeforeWaking) as caught:
        sleep(clock.due_at)
    assert caught.value.facts == {"clock": "C-UN42", "reference": request.reference, "due": str(clock.due_at)}
    sleep(clock.due_at + timedelta(minutes=-1))


def test_what_cannot_be_put_off(world):
    """Too long, in the past, without a reason of each kind, by another, and twice the same click is once."""
    request, free = held(world), world.receive(case="XR-2026-000009")
    before, good = world.everything(), world.later(hours=1)
    for refusal, how in (
        (WakesInThePast, {"until": world.at}),
        (AsleepTooLong, {"until": world.at + longest(world.at) + timedelta(seconds=1)}),
        (ReasonNotCoded, {"until": good, "code": "TO-SHIFT"}),
        (ReasonMissing, {"until": good, "words": " "}),
        (HeldByAnother, {"until": good, "by": world.both}),
    ):
        with pytest.raises(refusal):
            put_off(world, request, **how)
    with pytest.raises(HeldByNobody):
        put_off(world, free, good)
    assert world.everything() == before
    token = world.token()
    for _ in range(2):
        put_off(world, request, world.at + longest(world.at), token=token)
    assert Snooze.objects.count() == 1


moments = st.integers(min_value=0, max_value=10**9).map(Instant)
running = st.lists(st.builds(Running, st.just("C"), moments, st.booleans()), max_size=6)


@given(until=moments, clocks=running)
def test_nothing_legal_is_ever_due_before_waking(until, clocks):
    """For every set of clocks: what passes has no legal clock at or before the moment; what is refused names the nearest."""
    due = sorted(clock.due for clock in clocks if clock.legal and clock.due <= until)
    if not due:
        require_nothing_due(until, clocks=clocks, reference="VN-2026-000001")
        return
    with pytest.raises(DueBeforeWaking) as caught:
        require_nothing_due(until, clocks=clocks, reference="VN-2026-000001")
    assert caught.value.facts["due"] == str(due[0])


@given(until=moments, at=moments, hours=st.integers(min_value=1, max_value=100))
def test_a_waking_moment_lies_ahead_and_within_the_limit(until, at, hours):
    """Exactly between now, left out, and the limit, taken in."""
    limit = timedelta(hours=hours)
    if at < until <= at + limit:
        require_waking(until, at=at, longest=limit)
    else:
        with pytest.raises((WakesInThePast, AsleepTooLong)):
            require_waking(until, at=at, longest=limit)


# ---------------------------------------------------------------- several rows


def test_each_row_is_told_what_became_of_it(world):
    """One transaction; what cannot be is left as it is; the same form twice is one batch."""
    mine, theirs, free = held(world), held(world, by=world.both, case="XR-2026-000010"), world.receive(case="XR-2026-000011")
    token, rows = world.token(), [mine.reference, theirs.reference, free.reference, "XR-2026-999999", free.reference]
    for _ in range(2):
        batch = act_on_many(Verb.TAKE, rows, by=world.drafter, at=world.at, token=token)
    assert [bool(row["sentence"]) for row in batch.told] == [False, True, False, True]
    assert [row["known"] for row in batch.told] == [True, True, True, False]
    assert {one.reference: one.holder for one in Request.objects.all()} == {
        mine.reference: world.drafter,
        theirs.reference: world.both,
        free.reference: world.drafter,
    }
    assert find_batch(batch.pk, by=world.drafter).told == batch.told


def test_acknowledging_several_owes_each_sender_the_receipt(world):
    """As opening one does."""
    requests = [world.receive(case=f"XR-2026-00001{number}") for number in range(3)]
    act_on_many(Verb.ACKNOWLEDGE, [one.reference for one in requests], by=world.drafter, at=world.at, token=world.token())
    assert Outbox.objects.filter(item="opened").count() == 3
    assert {one.state for one in Request.objects.all()} == {"opened"}
    assert not Unread.objects.filter(officer=world.drafter).exists()


def test_offering_several(world):
    """What one holds is offered, the rest is told."""
    mine, free = held(world), world.receive(case="XR-2026-000010")
    rows = [mine.reference, free.reference]
    batch = act_on_many(Verb.OFFER, rows, to=world.both, words="Night shift.", by=world.drafter, at=world.at, token=world.token())
    assert [bool(row["sentence"]) for row in batch.told] == [False, True]
    assert offer_on(mine).receiver == world.both
    with pytest.raises(ReasonMissing):
        act_on_many(Verb.OFFER, rows, to=world.both, by=world.drafter, at=world.at, token=world.token())


def test_nothing_chosen_and_far_too_much(world):
    """Refused before anything is done."""
    with pytest.raises(NothingChosen):
        act_on_many(Verb.TAKE, [], by=world.drafter, at=world.at, token=world.token())
    many = [f"XR-2026-{number:06d}" for number in range(1, 102)]
    with pytest.raises(TooManyRows):
        act_on_many(Verb.TAKE, many, by=world.drafter, at=world.at, token=world.token())
    with pytest.raises(NotAllowed):
        act_on_many(Verb.TAKE, many[:1], by=world.approver, at=world.at, token=world.token())


# ---------------------------------------------------------------- the handover


def make(world, *, by=None, receiver=None, give=(), notes=None, words="", token=None):
    """Hand the desk over."""
    return hand_over(
        receiver=receiver, notes=notes or {}, give=give, words=words, by=by or world.drafter, at=world.at, token=token or world.token()
    )


def test_a_shift_is_handed_over(world):
    """What is ticked moves when the colleague accepts, all at once; the rest stays; the giver is told; it is not accepted twice."""
    one, two, three = held(world), held(world, case="XR-2026-000010"), world.receive(case="XR-2026-000011")
    kept = held(world, case="XR-2026-000012")
    brief = make(world, give=[one.reference, two.reference, three.reference], notes={one.reference: "Call at six."}, words="Quiet night.")
    assert {request.holder for request in Request.objects.all()} == {world.drafter, None}
    assert open_briefs() == (brief,)
    token = world.token()
    for _ in range(2):
        done = accept_brief(brief.pk, references=[one.reference, three.reference], by=world.both, at=world.later(minutes=5), token=token)
    assert done.moved == {one.reference: "moved", two.reference: "left", three.reference: "moved"}
    holders = {request.reference: request.holder for request in Request.objects.all()}
    assert holders == {one.reference: world.both, two.reference: world.drafter, three.reference: world.both, kept.reference: world.drafter}
    assert [told.name for told in tidings_for(world.drafter)] == ["brief-accepted"]
    assert open_briefs() == ()
    with pytest.raises(BriefClosed):
        accept_brief(brief.pk, references=[], by=world.both, at=world.at, token=world.token())
    with pytest.raises(BriefClosed):
        recall_brief(brief.pk, by=world.drafter, at=world.at, token=world.token())


def test_the_brief_says_everything_and_never_changes(world, puppet):
    """Open by clock, waiting, put off, offered, changed, links; the bytes stay whatever happens afterwards."""
    note_presence(world.drafter, at=world.at)
    later, soon = held(world, case="XR-2026-000010"), held(world)
    ours = world.send()
    put_off(world, later, world.later(hours=5))
    offer_request(soon, to=world.both, words="Yours.", by=world.drafter, at=world.at, token=world.token())
    brief = make(world, give=[soon.reference], notes={soon.reference: "Ring first."})
    content = read_brief(brief)
    rows = {row.reference: row for row in content.rows}
    assert [rows[one.reference].list for one in (soon, ours, later)] == ["ours", "theirs", "asleep"]
    assert (rows[soon.reference].offered_to, rows[soon.reference].note) == (world.both.name, "Ring first.")
    assert rows[later.reference].asleep_until == str(world.later(hours=5))
    assert content.given == (soon.reference,)
    assert {"act.received", "request.taken", "request.snoozed"} <= {change.name for change in content.changes}
    assert [line.peer for line in content.lines]
    before = bytes(brief.body)
    world.deliver(puppet.say(puppet.act("withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"})))
    accept_brief(brief.pk, references=[soon.reference], by=world.both, at=world.at, token=world.token())
    assert bytes(find_brief(brief.pk).body) == before == print_brief(content)


def test_a_brief_whose_bytes_changed_is_refused(world):
    """Its digest says so, and nobody can accept it."""
    brief = make(world)
    Brief.objects.filter(pk=brief.pk).update(body=bytes(brief.body).replace(b"comity-brief/1", b"comity-brief/2"))
    for read in (
        lambda: read_brief(find_brief(brief.pk)),
        lambda: accept_brief(brief.pk, references=[], by=world.both, at=world.at, token=world.token()),
    ):
        with pytest.raises(BriefDamaged):
            read()


@pytest.mark.both_databases
def test_what_somebody_took_meanwhile_stays_with_them(world):
    """The row says so; the others move."""
    one, two = held(world), held(world, case="XR-2026-000010")
    brief = make(world, give=[one.reference, two.reference])
    take_request(one, by=world.chief, at=world.at, token=world.token(), reason="Urgent.", code="TO-DEADLINE")
    done = accept_brief(brief.pk, references=[one.reference, two.reference], by=world.both, at=world.at, token=world.token())
    assert done.moved == {one.reference: "taken", two.reference: "moved"}
    assert Request.objects.get(pk=one.pk).holder == world.chief


def test_who_hands_over_what_and_who_accepts(world):
    """Not another's row, not twice, not one's own, not what is for somebody else; words that are no text are refused."""
    theirs = held(world, by=world.both)
    with pytest.raises(NotYours) as caught:
        make(world, give=[theirs.reference])
    assert caught.value.facts["name"] == world.both.name
    with pytest.raises(CannotReceive):
        make(world, receiver=world.approver)
    with pytest.raises(TextTooLong):
        make(world, words="x" * 1001)
    with pytest.raises(Malformed):
        make(world, notes={theirs.reference: "turned \u202e round"})
    assert not Brief.objects.exists()
    brief = make(world, receiver=world.both)
    assert [told.name for told in tidings_for(world.both)] == ["brief-offered"]
    with pytest.raises(BriefWaits):
        make(world)
    for other, refusal in ((world.drafter, NotForYou), (world.chief, NotForYou), (world.approver, NotAllowed)):
        with pytest.raises(refusal):
            accept_brief(brief.pk, references=[], by=other, at=world.at, token=world.token())
    with pytest.raises(NotForYou):
        recall_brief(brief.pk, by=world.both, at=world.at, token=world.token())
    assert recall_brief(brief.pk, by=world.drafter, at=world.at, token=world.token()).state == "recalled"
    with pytest.raises(NoSuchBrief):
        find_brief("00000000-0000-0000-0000-000000000000")
    make(world)


text = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=20)
number = st.integers(min_value=0, max_value=2**40)
rows = st.builds(Row, **dict.fromkeys([name for name in Row.__annotations__ if name != "give"], text), give=st.booleans())
contents = st.builds(
    BriefContent,
    **dict.fromkeys(("node", "giver", "giver_name", "receiver", "receiver_name", "since", "made_at", "words"), text),
    rows=st.lists(st.builds(Row, **{name: text for name in Row.__annotations__ if name != "give"}, give=st.booleans()), max_size=3).map(
        tuple
    ),
    more=number,
    changed=number,
    changes=st.lists(st.builds(Change, number, text, text, text, text, text, st.dictionaries(text, text, max_size=3)), max_size=3).map(
        tuple
    ),
    lines=st.lists(st.builds(Line, text, text, text, number), max_size=3).map(tuple),
)


@given(content=contents)
def test_a_brief_is_read_back_as_it_was_printed(content):
    """Every value, and the bytes again; one byte more is refused."""
    data = print_brief(content)
    assert parse_brief(data) == content
    for broken in (data + b" ", data[:-1], b"{}", data.replace(b'"rows"', b'"row"')):
        with pytest.raises(Malformed):
            parse_brief(broken)


# ---------------------------------------------------------------- who is here, and what happened since


def test_an_absence_begins_where_one_was_last_seen(world):
    """Minutes are none; after the desk's limit one has left, and what happened since counts, until one says that it is read."""
    note_presence(world.drafter, at=world.at)
    request = world.receive()
    note_presence(world.drafter, at=world.at + away_after(world.at))
    assert attendance_of(world.drafter).left_at is None
    seen = world.at + away_after(world.at)
    take_request(request, by=world.both, at=seen, token=world.token())
    back = seen + away_after(world.at) + timedelta(seconds=1)
    note_presence(world.drafter, at=back)
    assert attendance_of(world.drafter).left_at == seen
    found = since_left(world.drafter, by=world.actor(world.drafter))
    ((about, entries),) = found.cases
    assert about == request
    assert [entry.name for entry in entries] == ["request.taken"]
    mark_caught_up(world.drafter, up_to=found.size)
    assert since_left(world.drafter, by=world.actor(world.drafter)).cases == ()
    assert not Unread.objects.filter(officer=world.drafter, request=request).exists()


@pytest.mark.both_databases
def test_what_comes_while_one_reads_stays_unread(world):
    """Marked as read is what the page showed, not what came after."""
    note_presence(world.drafter, at=world.at)
    world.receive()
    note_presence(world.drafter, at=world.later(hours=9))
    found = since_left(world.drafter, by=world.actor(world.drafter))
    late = world.receive(case="XR-2026-000010", at=world.later(hours=9))
    mark_caught_up(world.drafter, up_to=found.size)
    assert list(Unread.objects.filter(officer=world.drafter).values_list("request__reference", flat=True)) == [late.reference]


@pytest.mark.both_databases
def test_what_one_did_oneself_is_no_news(world):
    """Nor what happened before one left; a second absence before reading keeps the first beginning."""
    note_presence(world.drafter, at=world.at)
    request = held(world)
    note_presence(world.drafter, at=world.later(minutes=1))
    note_presence(world.drafter, at=world.later(hours=9))
    assert since_left(world.drafter, by=world.actor(world.drafter)).cases == ()
    take_request(request, by=world.both, at=world.later(hours=9), token=world.token(), reason="Gone.", code="TO-ABSENT")
    note_presence(world.drafter, at=world.later(hours=18))
    found = since_left(world.drafter, by=world.actor(world.drafter))
    assert found.left_at == world.later(minutes=1)
    assert [entry.name for _, entries in found.cases for entry in entries] == ["request.taken"]


def test_what_calls(world):
    """New requests that need a decision, what is late, what is offered, what one is told; each request once."""
    calls = calls_for(world.both, by=world.actor(world.both), at=world.at)
    assert (calls.requests, calls.offered, calls.told, calls.total) == (0, 0, 0, 0)
    request = held(world)
    assert calls_for(world.both, by=world.actor(world.both), at=world.later(hours=5)).requests == 1
    offer_request(request, to=world.both, words="Yours.", by=world.drafter, at=world.at, token=world.token())
    make(world)
    calls = calls_for(world.both, by=world.actor(world.both), at=world.at)
    assert (calls.requests, calls.offered, calls.told) == (1, 2, 1)
    assert calls_for(world.approver, by=world.actor(world.approver), at=world.at).offered == 0
    assert Officer.objects.count() == 6
