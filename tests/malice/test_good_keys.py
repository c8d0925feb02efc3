"""A peer with good keys that means harm, before the node's own listener: what is not in `tests/bad` yet.

`docs/threat-model.md` says of each thing such a peer may do which test shows the answer; here stand those that only a good key can do.
"""

import io
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from worlds.places import AT, CREATED, FIRST, SECOND_THERE, THEIR_APPROVER, THEIR_EXPIRED, THERE, UNTIL, sections, signing
from worlds.puppet import CASE, Puppet, verified

from comity.courier.fsck.cases import check_acts
from comity.courier.fsck.faults import ACT_BROKEN
from comity.courier.fsck.reading import Published, Reading, silent
from comity.courier.listening import Listener
from comity.courier.publishing import publish_log
from comity.desk.proving.exporting import export_proof, without_papers
from comity.desk.proving.verifying import verify_proof
from comity.desk.reading.standing import standing_of
from comity.directory.book import book
from comity.directory.founding import write_section
from comity.directory.sections import Dated, Reason, Revocation
from comity.records.models import Alarm, Clock, Inbox, JournalAct, Message, Outbox, Request
from comity.seal.keys import SigningKey
from comity.terms.identifiers import Country, EnvelopeId
from comity.terms.refusals import Malformed
from comity.wire.batch import MAX_ITEMS, parse_reply, print_delivery


@pytest.fixture
def door(world):
    """The listener of this node, asked as its web server asks it, at a moment that may be moved on."""
    door = SimpleNamespace(at=world.at, answered=[])
    listener = Listener(world.home, clock=lambda: door.at, answered=lambda *told: door.answered.append(told), contact=lambda _: None)

    def post(*items, sender=THERE):
        """Return the body of each receipt that this node signs."""
        data = print_delivery([("receipt" if one.startswith(b"COMITY1R") else "envelope", one) for one in items])
        started = []
        asked = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/comity/1/in",
            "CONTENT_LENGTH": str(len(data)),
            "HTTP_COMITY_NODE": str(sender),
            "wsgi.input": io.BytesIO(data),
        }
        body = b"".join(listener(asked, lambda status, _: started.append(status)))
        assert started == ["200 OK"]
        return [None if item is None else verified(item) for item in parse_reply(body, items=len(items)).items]

    door.post = post
    return door


def test_the_sample_is_taken(world, puppet, door):
    """What is refused below is refused for what it is."""
    (body,) = door.post(puppet.say(puppet.act()).data)
    assert body.order == "applied"


# -- it back-dates ---------------------------------------------------------------------------------


def test_a_back_dated_act_is_as_old_as_its_arrival(world, puppet, door):
    """It says that it was made thirteen days ago: receipt, leaf, row and every clock of the request are of the moment at which it came."""
    claimed = AT + timedelta(days=-13)
    (body,) = door.post(puppet.say(puppet.act(), created=claimed).data)
    assert (body.order, body.at) == ("applied", AT)
    assert Inbox.objects.get().received_at == AT
    assert JournalAct.objects.get(name="act.received").at == AT
    assert all(clock.due_at > AT for clock in Clock.objects.filter(request=Request.objects.get()))
    assert Clock.objects.exists()


@pytest.mark.parametrize("days", [14, 15, 400])
def test_an_act_dated_before_its_own_life_is_refused(world, puppet, door, days):
    """What it claims to be cannot have lasted until now."""
    before = world.everything()
    (body,) = door.post(puppet.seal(puppet.act(), created=AT + timedelta(days=-days)).data)
    assert body.wire_class == "stale"
    assert world.everything() == before


def test_an_act_dated_before_its_key_began_is_refused(world, puppet, door):
    """Key and claim do not fit each other, whatever is claimed."""
    door.at = FIRST + timedelta(days=1)
    (body,) = door.post(puppet.seal(puppet.act(), created=FIRST + timedelta(seconds=-1)).data)
    assert body.wire_class == "key-expired"


def test_a_back_dated_receipt_moves_nothing_of_ours(world, puppet, door):
    """It says that it was given a day before the act was made: what this node notes of it is when it came."""
    request = world.send()
    row = world.outbox(request)
    early = puppet.received(row, at=CREATED + timedelta(days=-1))
    assert door.post(early) == [None]
    ((node, answer, data),) = door.answered
    assert (node, answer.env_id.text, data) == (THERE, row.env_id, early)


# -- it uses keys that are no good any more --------------------------------------------------------


def revoke(world, owner: str, *, key: SigningKey) -> None:
    """Let Ruritania publish a section in which `owner` has another key, and has never had the one before."""
    country = Country("XR")
    section = sections()[country]

    def renewed(holder):
        return replace(holder, signing=(Dated(key.public, FIRST, UNTIL),)) if str(holder.id) == owner else holder

    changed = replace(
        section,
        version=section.version + 1,
        nodes=tuple(map(renewed, section.nodes)),
        officers=tuple(map(renewed, section.officers)),
    )
    write_section(world.home, changed, country=signing(country))


@pytest.mark.parametrize("owner", [str(THERE), THEIR_APPROVER])
@pytest.mark.parametrize("days", [0, -13])
def test_a_revoked_key_signs_nothing_from_then_on(world, puppet, door, owner, days):
    """Neither an act, nor one that is dated back to when the key was good."""
    revoke(world, owner, key=SigningKey.generate())
    before = world.everything()
    (body,) = door.post(puppet.seal(puppet.act(), created=AT + timedelta(days=days)).data)
    assert body.wire_class == "unknown-key"
    assert world.everything() == before


def test_a_revoked_key_gives_no_receipt(world, puppet, door):
    """What it signs about our acts is refused, and they stay due."""
    row = world.outbox(world.send())
    receipt = puppet.received(row)
    revoke(world, str(THERE), key=SigningKey.generate())
    (body,) = door.post(receipt)
    assert body.wire_class == "unknown-key"
    assert door.answered == []
    assert Outbox.objects.get(pk=row.pk).state == "due"


def test_what_was_taken_before_stays_and_a_repeat_gets_its_receipt(world, puppet, door):
    """A revocation takes nothing back: the row, its receipt and its leaf are as they were, and the same bytes bring the same receipt."""
    sealed = puppet.say(puppet.act()).data
    (first,) = door.post(sealed)
    revoke(world, str(THERE), key=SigningKey.generate())
    assert door.post(sealed) == [first]
    assert (Inbox.objects.count(), Message.objects.count()) == (1, 1)


def take_back(world, owner: str, *, since) -> None:
    """Let Ruritania publish that it takes the key of `owner` back from `since` on."""
    country = Country("XR")
    section = sections()[country]
    revoked = (Revocation(signing(owner).public.key_id, since, Reason.STOLEN),)
    write_section(world.home, replace(section, version=section.version + 1, revoked=revoked), country=signing(country))


@pytest.mark.parametrize("owner", [str(THERE), THEIR_APPROVER])
@pytest.mark.parametrize(("since", "created"), [(-1, 0), (-1, -2), (0, 0), (0, -13), (-20, -3)])
def test_from_its_moment_on_a_key_signs_nothing_whatever_date_it_writes(world, puppet, door, owner, since, created):
    """After the moment, and before it by the thief's own word: nobody had seen it by then."""
    take_back(world, owner, since=AT + timedelta(days=since))
    before = world.everything()
    (body,) = door.post(puppet.seal(puppet.act(), created=AT + timedelta(days=created)).data)
    assert body.wire_class == "revoked"
    assert world.everything() == before


def test_until_its_moment_a_key_signs(world, puppet, door):
    """A revocation that is announced is not one yet; the other keys of that country sign on."""
    take_back(world, str(THERE), since=AT + timedelta(seconds=1))
    (body,) = door.post(puppet.say(puppet.act()).data)
    assert body.order == "applied"
    door.at = AT + timedelta(seconds=1)
    (body,) = door.post(puppet.say(puppet.act(case="XR-2026-000777")).data)
    assert body.wire_class == "revoked"


@pytest.mark.parametrize("days", [0, -3])
def test_a_key_taken_back_gives_no_receipt_dated_back_or_not(world, puppet, door, days):
    """What it signs about our acts is refused, and they stay due."""
    row = world.outbox(world.send())
    receipt = puppet.received(row, at=AT + timedelta(days=days))
    take_back(world, str(THERE), since=AT)
    (body,) = door.post(receipt)
    assert body.wire_class == "revoked"
    assert door.answered == []
    assert Outbox.objects.get(pk=row.pk).state == "due"


@pytest.mark.parametrize(("seconds", "stands"), [(1, True), (0, False), (-3600, False)])
def test_what_was_received_before_the_moment_stays_and_what_came_later_is_told(world, puppet, door, seconds, stands):
    """The row, its receipt and its leaf stay either way; the page no longer calls an act verified that came after the moment."""
    sealed = puppet.say(puppet.act()).data
    (first,) = door.post(sealed)
    take_back(world, str(THERE), since=AT + timedelta(seconds=seconds))
    message = Message.objects.get()
    standing = standing_of(message.request, EnvelopeId(message.env_id), direction="in")
    assert standing.verified is stands
    assert door.post(sealed) == [first]
    assert (Inbox.objects.count(), Message.objects.count()) == (1, 1)
    # `comity fsck` asks whether the bytes are those that were taken, and they are.
    nothing = Published(None, Malformed("checkpoint", "none"), absent=True)
    looked = Reading(world.home, book(world.home), at=AT, published=nothing, names=[], progress=silent)
    assert ACT_BROKEN not in {fault.sentence for fault in check_acts(looked)}


def test_an_officers_key_that_has_passed_signs_nothing_new(world, puppet, door):
    """Dated today it is refused. Dated back it is what its section says of that day: keys that are no longer to be believed are revoked."""
    (body,) = door.post(puppet.seal(puppet.act(), signers=(THEIR_EXPIRED, str(THERE))).data)
    assert body.wire_class == "key-expired"


# -- it takes the place of another -----------------------------------------------------------------


def test_a_receipt_in_the_name_of_another_answers_nothing(world, puppet, door):
    """A second node of the same country signs that it received what was sent to the first: nobody's line hears of the act as received."""
    row = world.outbox(world.send())
    other = Puppet.second()
    door.post(other.received(row), sender=SECOND_THERE)
    for node, _, _ in door.answered:
        assert node == SECOND_THERE  # its own line, on which this act was never sent: an alarm there (tests/courier/test_carrying.py)
    assert Outbox.objects.get(pk=row.pk).state == "due"


def test_an_answer_that_points_at_another_case_is_refused(world, puppet, door):
    """Good keys, the right place in the stream, and the act that it answers is of another request."""
    mine, other = world.send(), world.send()
    answer = puppet.act("answer", values={"decision": "D-GRANT"}, case=mine.reference, original=world.message(other).env_id)
    before = world.everything()
    (body,) = door.post(puppet.say(answer).data)
    assert body.wire_class == "policy"
    assert world.everything() == before


# -- it floods --------------------------------------------------------------------------------------


def test_a_flood_of_rubbish_fills_no_table(world, puppet, door):
    """Posts as full as they may be, of what cannot be read, of what is signed by half, and of receipts about nothing: not one row."""
    before = world.everything()
    half = puppet.forge(signers=(THEIR_APPROVER,))
    items = [(b"COMITY1E%d" % turn, b"COMITY1R%d" % turn, half)[turn % 3] for turn in range(MAX_ITEMS)]
    for _ in range(3):
        assert all(body.wire_class in ("malformed", "bad-signature") for body in door.post(*items))
    assert world.everything() == before
    (body,) = door.post(puppet.say(puppet.act()).data)
    assert body.order == "applied"


def test_a_flood_of_contradictions_is_one_alarm_each(world, puppet, door):
    """One place for many acts: the first stands; of the others each has its refusal, and an alarm once, however often it comes."""
    first = puppet.seal(puppet.act())
    door.post(first.data)
    others = [puppet.seal(puppet.act()).data for _ in range(4)]
    for _ in range(3):
        assert {body.wire_class for body in door.post(*others)} == {"conflict"}
    assert Inbox.objects.get().env_id == str(first.env_id)
    assert Alarm.objects.filter(kind="seq-taken").count() <= len(others)
    assert JournalAct.objects.filter(name="alarm.raised").count() == Alarm.objects.count()


# -- what stands after all of it --------------------------------------------------------------------


def test_the_proof_of_an_honest_case_is_untouched_by_it(world, puppet, door):
    """Between the acts of a case a peer repeats, contradicts, back-dates and floods: the case's proof verifies, and says what was true."""
    honest = puppet.say(puppet.act())
    door.post(honest.data)
    door.post(puppet.seal(puppet.act(), created=AT + timedelta(days=-13)).data, honest.data, b"COMITY1E", puppet.forge())
    withdrawal = puppet.say(puppet.act("withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"}))
    assert [body.order for body in door.post(withdrawal.data)] == ["applied"]
    publish_log(world.home)
    file = export_proof(CASE, by=world.approver, at=AT, papers=without_papers)
    verdict = verify_proof(file.read_bytes(), trusted={country: key.key_id for country, key in book().trusted.items()})
    assert [act.env_id for act in verdict.acts] == [honest.env_id, withdrawal.env_id]
