"""One comparison between two shelves: what is missing is known on both sides at its end, and nothing else is called missing."""

from hypothesis import given
from hypothesis import strategies as st

from comity.courier.protocol.comparing import Comparison, Found, Said, answer, lacking
from comity.courier.protocol.effects import Alarm, AlarmKind
from comity.courier.protocol.watermarks import MOST, Mark, bucket_of, root_of, tally
from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId, Reference

HERE, THERE = NodeId("poc.vn.example"), NodeId("poc.xr.example")


class Rows:
    """Acts of both directions, as one side speaks of them; those in `due` are not signed for yet."""

    def __init__(self, acts, *, own=HERE, peer=THERE, due=()):
        """Hold these."""
        self.acts, self.own, self.peer, self.due = set(acts), own, peer, set(due)

    def highest(self):
        """The mark of each stream."""
        streams = {}
        for mark in sorted(self.acts - self.due, key=lambda one: one.seq):
            streams[mark.ours, mark.case] = mark
        return list(streams.values())

    def digests(self):
        """As the core wants them."""
        return tally(self.highest(), own=self.own, peer=self.peer)

    def marks(self, buckets):
        """Likewise."""
        found = {}
        for mark in self.highest():
            if bucket_of(mark.case) in buckets:
                found.setdefault(bucket_of(mark.case), []).append(mark)
        return found

    def present(self, marks, *, signed_for=False):
        """Likewise."""
        return {mark for mark in marks if mark in (self.acts - self.due if signed_for else self.acts)}


def act(case, seq, *, ours=True):
    """One act."""
    return Mark(ours, Reference(f"XR-2026-{case:06d}"), seq, Digest.of(str((case, seq, ours)).encode()))


def compare(asks, answers):
    """Carry the words; return what each side found, and how many words it took."""
    comparison, found, words = Comparison(asks), [[], [], [], []], 0
    question = comparison.begin()
    while question is not None:
        answered = answer(answers, question)
        heard, question = comparison.hear(answered.said)
        for into, some in zip(found, (heard.here, heard.there, answered.found.here, answered.found.there), strict=True):
            into.extend(some)
        words += 1
    return tuple(map(set, found)), words


acts = st.sets(st.builds(act, st.integers(1, 9), st.integers(1, 4), ours=st.booleans()), max_size=24)


@given(acts, st.data())
def test_both_sides_know_in_the_end_what_one_of_them_lacks_and_call_nothing_else_missing(held, data):
    """Whatever is gone from either side, whoever asks, and whatever is still on its way or not heard of as received."""
    due = data.draw(st.sets(st.sampled_from([act(1, 9), act(2, 9)])))  # posted, perhaps there, and not heard of
    gone = data.draw(st.sets(st.sampled_from(sorted(held, key=str)))) if held else set()
    ahead = data.draw(st.sets(st.sampled_from(sorted(due, key=str)))) if due else set()
    here = Rows(held | due, due=due)
    there = Rows({one.turned() for one in held - gone | ahead}, own=THERE, peer=HERE)
    missing = {one for one in here.highest() if one in gone}
    (asker_here, asker_there, other_here, other_there), words = compare(here, there)
    assert (asker_here, asker_there, other_here, other_there) == (set(), missing, missing, set())
    assert words <= 2
    (asker_here, asker_there, other_here, other_there), words = compare(there, here)
    assert (asker_here, asker_there, other_here, other_there) == (missing, set(), set(), missing)
    assert words <= 3


def test_where_both_hold_the_same_one_word_each_way_is_all():
    """Nothing but the root; and that counts as compared on both sides."""
    here, there = Rows({act(1, 1)}), Rows({act(1, 1).turned()}, own=THERE, peer=HERE)
    comparison = Comparison(here)
    answered = answer(there, comparison.begin())
    assert comparison.begin() == Said(root=root_of(here.digests())) == answered.said
    assert answered.compared
    assert comparison.hear(answered.said) == (Found(), None)


def test_what_is_said_of_marks_that_were_not_told_is_not_listened_to():
    """Strange is what was named in this very word; and what one side says that it lacks, only where the other was signed for it."""
    here = Rows({act(1, 1), act(2, 1)}, due={act(2, 1)})
    comparison = Comparison(here)
    empty = tally((), own=THERE, peer=HERE)
    _, question = comparison.hear(Said(root=root_of(empty), digests=empty))
    assert question.marks == (act(1, 1),)
    found, following = comparison.hear(Said(root=root_of(empty), strange=(act(2, 1), act(3, 1), act(1, 1))))
    assert (found, following) == (Found(there=(act(1, 1),)), None)
    answered = answer(here, Said(root=root_of(empty), strange=(act(1, 1), act(2, 1), act(3, 1))))
    assert (answered.found, answered.compared) == (Found(there=(act(1, 1),)), False)


def test_a_thousand_acts_that_are_missing_are_told_in_words_of_five_hundred():
    """No word is larger than it may be, and none is left untold."""
    held = {act(case, 1) for case in range(1, 2 * MOST + 2)}
    full, empty = Rows(held), Rows((), own=THERE, peer=HERE)
    (asker_here, asker_there, other_here, other_there), words = compare(empty, full)
    assert (len(asker_here), asker_there, other_here, len(other_there)) == (2 * MOST + 1, set(), set(), 2 * MOST + 1)
    assert words == 1 + 1 + 2 + 3  # the root; all buckets, of which the answer is cut; each half of them; what is missing
    found, _ = compare(full, empty)
    assert [len(one) for one in found] == [0, 2 * MOST + 1, 2 * MOST + 1, 0]
    assert lacking(empty, ()) == ()


def test_each_missing_act_is_one_alarm():
    """Of its stream and number: whose act it is the kind says, for a request and its answer have one case and one number."""
    named, missed = act(1, 2), act(3, 4)
    case = Reference("XR-2026-000001"), Reference("XR-2026-000003")
    assert Found((named, named.turned()), (missed, missed.turned())).alarms(THERE) == (
        Alarm(AlarmKind.MARK_MISSING_HERE, THERE, case=case[0], seq=2),
        Alarm(AlarmKind.OWN_MISSING_HERE, THERE, case=case[0], seq=2),
        Alarm(AlarmKind.OWN_MISSING_THERE, THERE, case=case[1], seq=4),
        Alarm(AlarmKind.MARK_MISSING_THERE, THERE, case=case[1], seq=4),
    )
