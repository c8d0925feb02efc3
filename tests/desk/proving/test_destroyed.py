"""A proof after erasure: what is left of a case is shown as that, by both verifiers alike, and nothing more is lent to it."""

import json
import random
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.desk.proving.test_takenback import taken_back
from worlds.emptied import REASON, RULE, Emptied
from worlds.played import Side
from worlds.second import page_of, second
from worlds.witnesses import witnessed

from comity.desk.proving.destroyed import ClosedAct, Remains, parse_remains, print_remains
from comity.desk.proving.layout import DESTROYED, REMAINS
from comity.desk.proving.leaves import SENT
from comity.desk.proving.package import parse_package
from comity.desk.proving.refusals import NotProven, SignedTooLate
from comity.desk.proving.telling import report_of
from comity.terms.refusals import Malformed, Refused
from comity.treaty.rulebook import load_rulebook

pytestmark = pytest.mark.usefixtures("given_back")

WHAT = "What was destroyed, and what is proven still?"


def test_what_is_left_of_a_case_is_proven_without_anything_that_was_destroyed(guarded):
    """Headers, signatures, receipts, custody, the two officers' act; no word, no salt, no article; and what it does not show any more."""
    emptied = Emptied(guarded)
    data = guarded.played.make(emptied.contents())
    verdict = guarded.played.verify(data)
    assert [(act.body, act.closed, act.part) for act in verdict.acts] == [(None, True, sent.body.act) for sent in guarded.played.sent]
    assert all(act.approved_by and "received" in act.receipts for act in verdict.acts)
    done = verdict.destroyed
    assert (done.rule, done.reason, done.proposed_by, done.by) == (RULE, REASON, guarded.maker.drafter, guarded.maker.approver)
    assert (done.proposed, done.leaf) == emptied.leaves
    assert len(verdict.custody) == 2
    whole = b"".join(parse_package(data).values())
    for sent in guarded.played.sent:
        assert sent.closed.payload not in whole
        assert sent.closed.salt not in whole
        assert sent.closed.salt.hex().encode() not in whole
    salts = [salt.hex().encode() for _, _, salt in (guarded.log[leaf] for leaf in emptied.remains.leaves)]
    assert not [salt for salt in salts if salt in whole]
    assert f'"v":{DESTROYED}'.encode() in parse_package(data)["data/manifest"]
    levels, said = page_of(data, trusted=guarded.played.trusted)
    assert (levels[WHAT], levels["Is it unchanged?"], levels["Who approved it?"]) == ("yellow", "yellow", "green")
    for words in ("DESTROYED", "ĐÃ BỊ TIÊU HỦY", "NOT ANY MORE", REASON, RULE, "only its maker says"):
        assert words in said
    assert "word for word" not in said


def test_what_was_not_destroyed_is_shown_as_usual(guarded):
    """An act with its words and its opened leaf beside one without."""
    verdict = guarded.played.verify(guarded.played.make(Emptied(guarded, acts=(1, 2)).contents()))
    assert [act.closed for act in verdict.acts] == [True, True, False, False]
    assert [act.body is None for act in verdict.acts] == [True, True, False, False]
    assert verdict.acts[2].body.article
    text = "\n".join(str(line) for answer in verdict.answers for line in answer.lines)
    assert "Act 3 is word for word what was signed" in text
    assert "is closed: only its maker says that it is act 1." in text
    assert "only its maker says that it is act 3." not in text


def test_no_witness_of_a_closed_leaf_is_one_of_its_act(guarded):
    """Witnesses saw the log with the leaf; that it is the act's nobody can show: so neither when it was, nor that a stolen key was good."""
    played, abroad = guarded.played, [Side("TH"), Side("LA"), Side("SG")]
    trusted = played.trusted | {side.country: side.country_key.public.key_id for side in abroad}
    whole = guarded.contents()
    emptied = Emptied(guarded)
    seen = witnessed(played, *abroad)
    contents = replace(emptied.contents(), signed=seen.signed, witnesses=seen.witnesses)
    verdict = played.verify(played.make(contents), trusted=trusted)
    assert verdict.countersigned
    assert not verdict.witnessed
    assert [verdict.seen(act.env_id) for act in verdict.acts] == [None] * len(verdict.acts)
    assert not [line for answer in verdict.answers for line in answer.lines if "stood in the log at" in str(line) and "Act" in str(line)]
    program = second()
    other = program.verify(played.make(contents), {str(country): str(key) for country, key in trusted.items()})
    assert (other.witnessed, other.shown, {other.latest_of(act) for act in other.acts}) == (False, False, {""})
    # The maker's key was stolen after all of it: an act of which a witness saw the leaf stays, a closed one does not.
    stolen = taken_back(played, guarded.maker, guarded.maker.node_key, since=played.made_at + timedelta(hours=1), contents=contents)
    with pytest.raises(SignedTooLate):
        played.verify(played.make(stolen), trusted=trusted)
    checkpoint = guarded.maker.checkpoint()
    leaves = {index: guarded.maker.leaf(index, checkpoint=checkpoint) for index in whole.leaves}
    growth = {size: guarded.maker.growth(size) for size in whole.growth}
    whole = replace(whole, signed=seen.signed, witnesses=seen.witnesses, countries=stolen.countries, leaves=leaves, growth=growth)
    assert len(played.verify(played.make(whole), trusted=trusted).taken_back) == 1


def _without(emptied, leaf):
    contents = emptied.contents()
    return replace(contents, leaves={index: files for index, files in contents.leaves.items() if index != leaf})


def _less(emptied, acts):
    return replace(emptied.contents(), destroyed=print_remains(replace(emptied.remains, acts=acts)))


def _whole(emptied, number):
    contents, whole = emptied.contents(), emptied.guarded.contents()
    return replace(contents, acts=tuple(whole.acts[at] if at == number - 1 else act for at, act in enumerate(contents.acts)))


def _body(emptied, *, salt):
    contents, whole = emptied.contents(), emptied.guarded.contents()
    return replace(contents, acts=(replace(whole.acts[0], salt=salt), *contents.acts[1:]))


def _opened(emptied):
    contents, whole = emptied.contents(), emptied.guarded.contents()
    leaf = emptied.remains.acts[0].leaf
    return replace(contents, leaves=contents.leaves | {leaf: whole.leaves[leaf]})


def _other(emptied, **changes):
    first, *others = emptied.remains.acts
    changed = replace(first, **changes)
    others = [replace(one, leaf=first.leaf) if one.leaf == changed.leaf else one for one in others]
    return replace(emptied.contents(), destroyed=print_remains(replace(emptied.remains, acts=(changed, *others))))


def _more(emptied):
    contents, whole = emptied.contents(), emptied.guarded.contents()
    (more, *_) = whole.leaves.keys() - contents.leaves.keys()
    return replace(contents, leaves=dict(sorted((contents.leaves | {more: whole.leaves[more]}).items())))


LIES = {
    "nobody destroyed it": (
        lambda e: replace(e.contents(), leaves={i: f for i, f in e.contents().leaves.items() if i not in e.leaves}),
        REMAINS,
    ),
    "it was only proposed": (lambda e: _without(e, e.leaves[1]), REMAINS),
    "an act is missing that is not named": (lambda e: _less(e, e.remains.acts[1:]), "acts/001"),
    "an act is named that is there": (lambda e: _whole(e, 1), "acts/001"),
    "its words are there without their salt": (lambda e: _body(e, salt=None), "acts/001"),
    "a leaf is opened": (_opened, "log/1"),
    "its leaf is missing": (lambda e: _without(e, e.remains.acts[0].leaf), "log/1"),
    "its leaf is one of another kind": (lambda e: _other(e, leaf=e.remains.acts[1].leaf), "log/"),
    "another envelope": (lambda e: _other(e, envelope=e.remains.acts[1].envelope), REMAINS),
    "it is no act that begins a case": (lambda e: _other(e, act="answer"), "acts/001"),
    "another case": (
        lambda e: replace(e.contents(), destroyed=e.contents().destroyed.replace(b"XR-2026-000001", b"XR-2026-000002")),
        REMAINS,
    ),
    "what is withheld beside it": (lambda e: replace(e.contents(), withheld=b"{}"), REMAINS),
    "a leaf of what it does not show": (_more, "log/"),
}


@pytest.mark.parametrize("name", LIES)
def test_what_is_left_is_what_is_named_and_nothing_else(guarded, name):
    """By both verifiers, at the same place, whoever signed the file."""
    lie, place = LIES[name]
    with pytest.raises(NotProven) as refusal:
        guarded.played.verify(guarded.played.make(lie(Emptied(guarded))))
    assert refusal.value.facts["file"].startswith(place)


@pytest.mark.parametrize(
    "change",
    [
        {"told": {"acts": 3}},
        {"told": {"acts": "4"}},
        {"told": {"acts": True}},
        {"told": {"due": "2999-01-01T00:00:00.000000Z"}},
        {"told": {"due": 1}},
        {"told": {"proposed_by": "second@poc.xr.example"}},
        {"told": {"reason": "Khác."}},
        {"told": {"rule": None}},
        {"proposed": {"reason": "Khác."}},
        {"second": "first@poc.xr.example"},
        {"second": "second@poc.vn.example"},
        {"first": "poc.xr.example"},
        {"swapped": True},
    ],
)
def test_an_act_of_destruction_that_is_none_is_refused(guarded, change):
    """One officer, another node's, before its day, of fewer acts, for another reason than was proposed."""
    emptied = Emptied(guarded, **change)
    with pytest.raises(NotProven) as refusal:
        guarded.played.verify(guarded.played.make(emptied.contents()))
    assert refusal.value.facts["file"] == f"log/{emptied.leaves[1]}.opening.json"


def test_a_byte_that_a_lying_maker_changes_is_found(guarded):
    """Anywhere in what names it, with everything around it mended and signed: both refuse it, at the same place."""
    contents, draw = Emptied(guarded).contents(), random.Random(11)
    for _ in range(12):
        data = contents.destroyed
        at = draw.randrange(len(data))
        changed = draw.choice(
            (data[:at] + bytes([data[at] ^ draw.randrange(1, 256)]) + data[at + 1 :], data[:at], data[:at] + data[at + 1 :])
        )
        with pytest.raises(Refused):
            guarded.played.verify(guarded.played.make(replace(contents, destroyed=changed)))


def test_the_report_says_in_both_languages_what_is_left(guarded):
    """What was destroyed, by whom, and that nothing of it is proven any more."""
    verdict = guarded.played.verify(guarded.played.make(Emptied(guarded).contents()))
    for language, words in (("en", ("WAS DESTROYED", "not known any more")), ("vi", ("ĐÃ BỊ TIÊU HỦY", "không còn biết"))):
        told = report_of(verdict, language=language, rules=load_rulebook(demo=True))
        assert [one.anchor.split("-")[0] for one in told.chapters] == ["acts", "items", "destroyed", "log", "open", "check"]
        assert [one for one in (*words, REASON, RULE) if one not in repr(told)] == []


def test_an_act_that_came_after_the_destruction_was_not_destroyed_by_it(guarded):
    """Its leaf stands behind."""
    emptied = Emptied(guarded)
    late = guarded.maker.note(SENT, actor=guarded.maker.approver, facts={}, at=guarded.played.later())
    guarded.played.made_at = guarded.played.later()
    first, *others = emptied.remains.acts
    contents = emptied.contents()
    checkpoint = guarded.maker.checkpoint()
    leaves = {index for index in contents.leaves if index != first.leaf} | {late}
    files = {index: guarded.maker.leaf(index, checkpoint=checkpoint) for index in sorted(leaves)}
    remains = replace(emptied.remains, acts=(replace(first, leaf=late), *others))
    with pytest.raises(NotProven, match="came after"):
        guarded.played.verify(
            guarded.played.make(
                replace(
                    contents,
                    growth={size: guarded.maker.growth(size) for size in contents.growth},
                    destroyed=print_remains(remains),
                    leaves={index: replace(one, opening=None) if index in remains.leaves else one for index, one in files.items()},
                )
            )
        )


def test_the_bytes_that_name_it_have_one_form(guarded):
    """In order, nothing twice, nothing that there is not."""
    remains = Emptied(guarded).remains
    first, second_one, *_ = remains.acts
    assert parse_remains(print_remains(remains)) == remains
    for acts in ((), (second_one, first), (first, replace(second_one, leaf=first.leaf)), (replace(first, act="order"),)):
        with pytest.raises(Malformed):
            parse_remains(print_remains(Remains(remains.reference, acts)))
    told = json.loads(print_remains(remains))
    for change in ({"v": 2}, {"v": True}, {"more": 1}, {"acts": [told["acts"][0] | {"number": 0}]}):
        with pytest.raises(Malformed):
            parse_remains(json.dumps(told | change, sort_keys=True, separators=(",", ":")).encode())
    assert remains.of(guarded.played.act(1, by=guarded.maker)) == ClosedAct(1, first.envelope, "request", first.leaf)
