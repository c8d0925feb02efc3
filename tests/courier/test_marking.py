"""Watermarks: what this node and a peer hold of each other is compared once a day, and what one side lacks is an alarm at both."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from worlds.line import told
from worlds.places import signing

from comity.courier.listening import Listener
from comity.courier.marking import EVERY, MAX_STATEMENT, PATH, StrangeWord, answer_marks, compare_marks, forget_marks, is_due
from comity.courier.protocol.watermarks import Mark, bucket_of, root_of, tally
from comity.courier.watching import NotServedError
from comity.directory.book import book
from comity.records.models import Alarm, Inbox, JournalAct, Line, Outbox
from comity.seal.statement import sign_statement, verify_statement
from comity.terms.digests import Digest
from comity.terms.identifiers import Reference
from comity.wire.marks import ANSWER_TYPE, QUESTION_TYPE, MarkSaid, MarksWord, parse_marks, print_marks


class Peer:
    """The puppet's side: what it holds, as it speaks of it, and every word that it heard."""

    def __init__(self, world, held):
        """`held` are marks as the puppet speaks."""
        self.world, self.held = world, list(held)
        self.heard, self.sizes = [], []

    def digests(self):
        """Return the digests of what it holds."""
        return tally(self.held, own=self.world.puppet.node, peer=self.world.node)

    def word(self, **said):
        """Return a word of its own, as of now."""
        usual = {"node": self.world.puppet.node, "to": self.world.node, "at": self.world.at, "root": root_of(self.digests())}
        return MarksWord(**(usual | said))

    def sign(self, word, *, kind=ANSWER_TYPE, by=None):
        """Sign a word."""
        return sign_statement(print_marks(word), payload_type=kind, keys=(signing(by or self.world.puppet.node),))

    def answer(self, data):
        """Answer as a node would, by a reading of its own."""
        question = parse_marks(verify_statement(data, payload_type=QUESTION_TYPE, keyring=book().keyring, at=self.world.at).payload)
        self.heard.append(question)
        self.sizes.append(len(data))
        here = {(one.ours, one.case, one.seq, one.inner) for one in self.held}
        strange = [one for one in question.marks if (not one.ours, one.case, one.seq, one.inner) not in here]
        told = [MarkSaid(one.ours, one.case, one.seq, one.inner) for one in self.held if bucket_of(one.case) in question.buckets]
        plain = question.root != root_of(self.digests()) and not question.buckets
        said = {"digests": self.digests() if plain else (), "marks": tuple(told), "strange": tuple(strange), "since": question.since}
        return self.sign(self.word(**said))

    def ask(self, **said):
        """Put a question to this node, and return its answer."""
        since = said.pop("since", self.world.at + timedelta(days=-100))
        data = answer_marks(self.world.home, self.sign(self.word(since=since, **said), kind=QUESTION_TYPE), at=self.world.at)
        verified = verify_statement(data, payload_type=ANSWER_TYPE, keyring=book().keyring, at=self.world.at)
        assert [entry.owner for entry in verified.signed_by] == [self.world.node]
        return parse_marks(verified.payload)


def marks_of(model, *, ours):
    """Return the marks of the rows that are here, as this node speaks of them."""
    rows = model.objects.filter(seq__gt=0)
    return [Mark(ours, Reference(row.case), row.seq, Digest(bytes(row.inner_digest))) for row in rows]


@pytest.fixture
def peer(world, line):
    """A peer that holds what this node does: an act each way, receipted."""
    world.send()
    line.run()
    world.receive()
    return Peer(world, [one.turned() for one in (*marks_of(Outbox, ours=True), *marks_of(Inbox, ours=False))])


@pytest.fixture
def compare(world, peer):
    """Compare with the peer as it is."""
    return lambda: compare_marks(world.puppet.node, home=world.home, ask=peer.answer, at=world.at)


def alarms():
    """Return kind, case and number of each alarm."""
    return sorted(Alarm.objects.values_list("kind", "case", "seq"))


def test_where_both_hold_the_same_one_digest_is_all_that_travels(world, peer, compare):
    """Nothing is raised, and it is not done again before a day is over."""
    assert is_due(world.puppet.node, at=world.at)
    assert compare().streams == 2
    ((question,), (size,)) = peer.heard, peer.sizes
    assert (question.digests, question.marks) == ((), ())
    assert size < 8 * 1024
    assert alarms() == []
    assert not is_due(world.puppet.node, at=world.at + EVERY + timedelta(seconds=-1))
    assert is_due(world.puppet.node, at=world.at + EVERY)
    assert is_due(world.puppet.node, at=world.at + timedelta(seconds=-1))


def test_an_act_that_the_peer_signed_for_and_lost_is_an_alarm_here_and_told_there(world, peer, compare):
    """With a leaf; a second comparison raises nothing new."""
    (lost,) = [one for one in peer.held if not one.ours]
    peer.held.remove(lost)
    assert [mark.case for mark in compare().there] == [lost.case]
    assert alarms() == [("own-missing-there", str(lost.case), 1)]
    leaves = JournalAct.objects.filter(name="alarm.raised").count()
    compare()
    assert (JournalAct.objects.filter(name="alarm.raised").count(), leaves) == (1, 1)
    assert max(len(question.marks) for question in peer.heard) == 1


def test_what_it_held_lost_and_then_refused_counts_as_signed_for(world, peer, compare, line):
    """Its receipt stands: one that still has the row says nothing, one that has lost it is found out, in whose turn it may be."""
    row = world.outbox(world.send())
    line.answer = lambda items: line.take(items, order="held")
    line.run()
    line.run(told(world.puppet.refused(row, "conflict")))
    assert Outbox.objects.get(pk=row.pk).state == "refused"
    Alarm.objects.all().delete()
    (_, ours) = marks_of(Outbox, ours=True)
    peer.held.append(ours.turned())
    assert (compare().streams, len(peer.heard)) == (3, 1)
    peer.held.remove(ours.turned())
    assert compare().there == (ours,)
    assert peer.ask(strange=(MarkSaid(True, ours.case, ours.seq, ours.inner),)).root != root_of(peer.digests())
    assert alarms() == [("own-missing-there", str(ours.case), 1)]


@pytest.mark.parametrize("model", [Outbox, Inbox])
def test_an_act_that_is_lost_here_is_an_alarm_and_the_peer_is_told(peer, compare, model):
    """Ours that it holds, its own that we signed for: the last question names it, so that its side knows too."""
    (gone,) = marks_of(model, ours=model is Outbox)
    model.objects.all().delete()
    assert [mark.case for mark in compare().here] == [gone.case]
    assert alarms() == [("own-missing-here" if model is Outbox else "mark-missing-here", str(gone.case), 1)]
    (told,) = peer.heard[-1].strange
    assert (told.case, told.seq, told.ours) == (gone.case, 1, model is Inbox)


def test_what_is_on_its_way_is_no_disagreement(world, peer, compare):
    """What is due, what the peer has and has not been heard to have, what it has not had time to send."""
    world.send()
    (_, due) = marks_of(Outbox, ours=True)
    compare()
    peer.held.append(due.turned())
    compare()
    assert alarms() == []
    assert Line.objects.get().marks_at == world.at


def test_another_act_at_the_same_place_is_missing_on_both_sides(peer, compare):
    """Neither has the other's."""
    (act,) = [one for one in peer.held if not one.ours]
    peer.held[peer.held.index(act)] = replace(act, inner=Digest.of(b"another"))
    compare()
    assert [kind for kind, _, _ in alarms()] == ["own-missing-here", "own-missing-there"]


@pytest.mark.both_databases
def test_a_question_is_answered_by_as_little_as_will_do(peer):
    """The root; the digests of buckets; the marks of some of them, and what is strange here."""
    assert peer.ask().digests == ()
    strange = Mark(True, Reference("XR-2026-000777"), 4, Digest.of(b"never came"))
    peer.held.append(strange)
    assert len(peer.ask().digests) == 256
    assert alarms() == []
    said = MarkSaid(True, strange.case, 4, strange.inner)
    answer = peer.ask(buckets=(bucket_of(strange.case),), marks=(said,))
    assert answer.strange == (said,)
    assert alarms() == [("mark-missing-here", "XR-2026-000777", 4)]


@pytest.mark.both_databases
def test_what_a_peer_says_that_it_lacks_counts_where_it_signed_for_it(world, peer):
    """What is merely due to it, or nowhere, is no alarm."""
    receipted, came = marks_of(Outbox, ours=True)[0], marks_of(Inbox, ours=False)[0]
    world.send()
    due = marks_of(Outbox, ours=True)[1]
    nowhere = replace(due, inner=Digest.of(b"nowhere"))
    peer.ask(strange=tuple(MarkSaid(one.ours, one.case, one.seq, one.inner) for one in (receipted, came, due, nowhere)))
    assert alarms() == [("mark-missing-there", str(came.case), 1), ("own-missing-there", str(receipted.case), 1)]


def test_a_question_that_is_not_its_own_of_now_for_us_is_not_answered(world, peer):
    """Nor one about all times."""
    word = peer.word(since=world.at)
    for strange, by in (
        (word, world.node),
        (replace(word, to=world.puppet.node), None),
        (replace(word, at=world.at + timedelta(days=-2)), None),
        (replace(word, since=world.at + timedelta(days=-200)), None),
    ):
        with pytest.raises(StrangeWord):
            answer_marks(world.home, peer.sign(strange, kind=QUESTION_TYPE, by=by), at=world.at)
    assert not Line.objects.filter(marks_at__isnull=False).exists()


def test_the_door_answers_a_peers_question_and_no_other(world, peer):
    """Signed, of a size, and by POST."""
    listener = Listener(world.home, clock=lambda: world.at, answered=lambda *_: None, contact=lambda _: None)

    def post(data, *, method="POST", length=None):
        said = []
        environ = {"REQUEST_METHOD": method, "PATH_INFO": PATH, "CONTENT_LENGTH": str(length or len(data)), "wsgi.input": io.BytesIO(data)}
        body = b"".join(listener(environ, lambda status, _headers: said.append(status)))
        return int(said[0][:3]), body

    word = peer.word(since=world.at)
    status, body = post(peer.sign(word, kind=QUESTION_TYPE))
    assert (status, body[:8]) == (200, b"COMITY1S")
    assert post(peer.sign(word)) == (400, b"malformed")
    assert post(peer.sign(word, kind=QUESTION_TYPE, by=world.node)) == (400, b"policy")
    assert post(b"", length=MAX_STATEMENT + 1) == (413, b"too-large")
    assert post(b"", method="GET")[0] == 404


def test_an_answer_that_is_not_the_peers_about_this_question_is_not_believed(world, peer):
    """Nothing is kept of it, and it is asked again."""
    word = peer.word(since=world.at, digests=peer.digests(), root=Digest.of(b"other"))

    def ask(answer):
        return lambda _: answer

    for answer in (peer.sign(word), peer.sign(replace(word, since=world.at), by=world.node)):
        with pytest.raises(StrangeWord):
            compare_marks(world.puppet.node, home=world.home, ask=ask(answer), at=world.at)
    assert is_due(world.puppet.node, at=world.at)


def test_a_peer_that_does_not_compare_is_asked_again(world, peer):
    """It is of an older release, or its line is down."""

    def ask(_):
        raise NotServedError

    with pytest.raises(NotServedError):
        compare_marks(world.puppet.node, home=world.home, ask=ask, at=world.at)
    assert is_due(world.puppet.node, at=world.at)


def test_a_node_that_came_up_from_a_copy_compares_again(world, compare):
    """With everybody, soon."""
    compare()
    forget_marks()
    assert is_due(world.puppet.node, at=world.at)


@pytest.mark.both_databases("many rows")
def test_five_hundred_streams_and_one_take_two_words(world, peer, compare):
    """However much differs, no word is larger than its cap."""
    row = Inbox.objects.get()
    Inbox.objects.bulk_create(
        Inbox(
            **{f.attname: getattr(row, f.attname) for f in Inbox._meta.fields if f.name not in {"id", "env_id", "case"}},
            env_id=f"{n:032x}",
            case=f"XR-2025-{n:06d}",
        )
        for n in range(1, 502)
    )
    assert len(compare().there) == 501
    assert max(peer.sizes) < MAX_STATEMENT
    assert max(len(question.marks) for question in peer.heard) <= 500
