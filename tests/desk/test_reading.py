"""What officers see of a request, and what they do not."""

import pytest

from comity.desk.reading.requests import NoSuchRequest, acts_of, clocks_of, find_request, findings_on, open_question, preserved, read_here
from comity.desk.reading.timeline import timeline
from comity.desk.reading.watch import watch
from comity.doors.cli.demo import fields


def test_a_request_is_found_by_its_number_by_whoever_works_here(world):
    """Not by who left, and not by a number that is none."""
    request = world.receive()
    assert find_request(request.reference, by=world.actor(world.drafter)) == request
    for reference, officer in (("XR-2026-999999", world.drafter), ("", world.drafter), (request.reference, world.gone)):
        with pytest.raises(NoSuchRequest):
            find_request(reference, by=world.actor(officer))


@pytest.mark.both_databases
def test_the_acts_of_a_case_with_their_receipts(world, puppet):
    """Oldest first; the receipts beside the act that they are for."""
    request = world.send()
    world.deliver(puppet.opened(world.message(request)))
    answer = puppet.act("answer", values=fields.preserved(at=world.at), case=request.reference, original=world.message(request).env_id)
    world.deliver(puppet.say(answer))
    one, two = acts_of(request)
    assert (one.direction, one.body.act, set(one.receipts)) == ("out", "request", {"opened"})
    assert (two.direction, two.body.act, two.receipts) == ("in", "answer", {})
    assert two.signers == (puppet.approver, str(puppet.node))
    assert open_question((one, two)) == one
    assert [str(moment) for moment in preserved(request)] == [answer.fields["start"], answer.fields["end"]]


def test_codes_are_rendered_in_the_language_of_the_reader_and_text_is_not_translated(world):
    """The same act in both languages: other labels, the same facts."""
    (act,) = acts_of(world.receive())
    english, vietnamese = (read_here(act.body, language=language) for language in ("en", "vi"))
    assert [field.label for field in english] != [field.label for field in vietnamese]
    assert any(act.body.fields["facts"]["text"] in line for field in vietnamese for line in field.lines)


def test_an_act_of_a_form_that_is_not_known_here_reads_as_it_was_signed(world, puppet):
    """A newer node's kind of request: what was signed is shown, in the reader's language if there is one."""
    body = puppet.act("request", "REQ-UNHEARD-OF", {"x": "y"})
    world.deliver(puppet.say(body))
    (act,) = acts_of(world.receive_of(str(body.reference)))
    assert read_here(act.body, language="vi") == body.text["en"]


def test_the_rules_are_asked_again_where_it_arrived(world):
    """By the receiver's own rulebook; what the sender says of its check is only shown."""
    request = world.receive()
    (act,) = acts_of(request)
    findings = findings_on(act, request=request, at=world.at)
    assert {finding.outcome for finding in findings} == {"pass", "warn"}
    assert act.body.check == ()


@pytest.mark.both_databases("order")
def test_running_clocks_come_first(world):
    """Nearest first, then what has stopped."""
    request = world.receive()
    world.answer(request, fields.preserved(at=world.at))
    assert [(clock.code, clock.stopped_at is None) for clock in clocks_of(request)][:2] == [("C-UN42", True), ("C-UN25", True)]


@pytest.mark.both_databases("order")
def test_the_timeline_is_the_journal_of_the_case(world, puppet):
    """Newest first, with the names of our own."""
    request = world.receive()
    world.answer(request, fields.preserved(at=world.at))
    world.deliver(puppet.say(puppet.act("withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"})))
    entries = timeline(request)
    assert [entry.name for entry in entries] == ["act.received", "act.sent", "draft.submitted", "draft.opened", "act.received"]
    assert (entries[1].actor, entries[1].shown) == (world.approver.officer_id, world.approver.name)


def test_the_queue_shows_nothing_to_who_left(world):
    """And everything to who works here, nearest first."""
    world.receive()
    assert watch(world.drafter, by=world.actor(world.drafter), at=world.at).nearest.request.due_clock == "ACK"
    assert watch(world.gone, by=world.actor(world.gone), at=world.at).nearest is None
