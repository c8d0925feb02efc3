import io
import random
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from worlds.played import Played, Side
from worlds.second import verify_by_both

from comity.desk.proving.bag import DERIVED, print_lists
from comity.desk.proving.layout import MANIFEST, CountryFiles, LeafFiles, print_opening
from comity.desk.proving.leaves import SENT
from comity.desk.proving.package import parse_package, print_package
from comity.desk.proving.refusals import ForeignCountryKey, NotProven
from comity.directory.book import parse_trust
from comity.seal.frames import parse_frames, print_frames
from comity.seal.keys import SigningKey
from comity.terms.digests import Digest
from comity.terms.identifiers import Reference
from comity.terms.lives import first_of
from comity.terms.refusals import Malformed, Refused
from comity.wire.decided import DecidedBody, print_decided
from comity.wire.opened import OpenedBody, print_opened

CHANGES = 1000
NAMED_BY_PEOPLE = ("README.en.txt", "README.vi.txt", "verify.py")


def refuse(played, data, *, at=None, kind=Refused, trusted=None):
    """Verify, see it refused, and see that it names the file `at`."""
    with pytest.raises(kind) as refusal:
        played.verify(data, trusted=played.trusted if trusted is None else trusted)
    if at is not None:
        assert refusal.value.facts["file"].startswith(at), refusal.value
    return refusal.value


# ---------------------------------------------------------------- what holds


def test_a_proof_answers_who_what_when_and_what_not(played, proof):
    """An honest export verifies and answers each question."""
    verdict = played.verify(proof)
    assert verdict.vouched
    assert (verdict.reference, verdict.node, len(verdict.acts), len(verdict.receipts)) == (played.case, played.xr.node, 4, 10)
    assert [answer.number for answer in verdict.answers] == list(range(1, 9))
    said = "\n".join(str(line) for answer in verdict.answers for line in answer.lines)
    for words in (
        "Act 1: request (REQ-PRESERVE) under UNCC, Article 42, from poc.xr.example to poc.vn.example.",
        "drafted by first@poc.xr.example, and approved and signed by second@poc.xr.example",
        "poc.vn.example signed that it decided act 1",
        "the exact time",
    ):
        assert words.lower() in said.lower()
    assert "There is no receipt" not in said


def test_the_other_side_can_prove_the_same(played):
    """The requested node's export verifies too, with its own log."""
    verdict = played.verify(played.make(by=played.vn))
    assert [act.direction for act in verdict.acts] == ["in", "out", "in", "out"]
    assert verdict.checkpoint.origin == played.vn.origin


def test_any_archiver_opens_it(proof):
    """The container is a ZIP archive that the standard library reads without complaint."""
    archive = zipfile.ZipFile(io.BytesIO(proof))
    assert archive.testzip() is None
    assert archive.namelist() == sorted(archive.namelist())
    assert parse_package(proof) == {name: archive.read(name) for name in archive.namelist()}


def test_an_open_case_can_be_proven_too(played, forge):
    """Receipts that are not there yet are said to be missing; nothing is refused."""
    last = played.sent[-1].closed.env_id
    left = {key: data for key, data in played.receipts.items() if key != (last, "opened")}
    verdict = played.verify(forge(receipts=left))
    said = [str(line) for answer in verdict.answers for line in answer.lines]
    assert "There is no receipt “opened” of poc.xr.example for act 4 in this file." in said


def test_an_answer_that_is_not_there_is_named(played):
    """A maker who leaves the last answer away is told on by the decision that names it."""
    contents = played.contents()
    last = contents.acts[-1]
    index = played.leaves["XR"]["act.received", last.env_id]
    shorter = replace(
        contents,
        acts=contents.acts[:-1],
        receipts={key: data for key, data in contents.receipts.items() if key[0] != last.env_id},
        leaves={place: leaf for place, leaf in contents.leaves.items() if place != index},
    )
    verdict = played.verify(played.make(shorter))
    said = [str(line) for answer in verdict.answers for line in answer.lines]
    assert f"The answer that this decision names is not in this file: {last.env_id}." in said


def test_it_needs_no_django():
    """What verifies a proof loads neither the framework nor a database."""
    code = "import sys, comity.desk.proving.verifying; print(sorted(m for m in sys.modules if m in ('django', 'sqlite3', 'socket')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# ---------------------------------------------------------------- trust


def test_keys_that_nobody_vouches_for_are_shown_and_not_called_verified(played, proof):
    """Without a trusted key everything may hold together, and the verdict says that nobody vouches."""
    verdict = played.verify(proof, trusted={})
    assert not verdict.vouched
    assert {one.country: one.fingerprint for one in verdict.vouching} == played.trusted
    half = played.verify(proof, trusted={played.xr.country: played.trusted[played.xr.country]})
    assert not half.vouched


def test_a_world_made_by_a_stranger_is_refused(played, proof):
    """A proof whole in itself, under other country keys, does not pass for one of the trusted countries."""
    stranger = type(played)()
    assert stranger.verify(stranger.make()).vouched
    refuse(played, stranger.make(), kind=ForeignCountryKey)


def test_a_manifest_re_signed_by_a_stranger_is_refused(played, proof):
    """A stranger, an officer, the other node and the country itself may not sign in the exporter's place."""
    for key in (SigningKey.generate(), played.xr.officer_keys[played.xr.approver], played.vn.node_key, played.xr.country_key):
        refuse(played, played.make(key=key), at=MANIFEST, kind=NotProven)


def test_a_manifest_from_a_time_when_its_key_was_not_good_is_refused(played):
    """The node's key must have been valid when the file says it was made."""
    refuse(played, played.make(at=played.made_at + timedelta(days=400)), at=MANIFEST)
    refuse(played, played.make(at=played.made_at + timedelta(days=-3)), at=MANIFEST)


def test_a_section_of_a_stranger_is_refused(played, forge):
    """A section signed by another key than the country's, or of another country, does not hold."""
    contents = played.contents()
    xr, vn = played.xr, played.vn
    for files in (
        CountryFiles(vn.country_key.public.raw, type(vn)("VN").section()),
        CountryFiles(vn.country_key.public.raw, contents.countries[xr.country].section),
        CountryFiles(b"short", contents.countries[vn.country].section),
    ):
        refuse(played, forge(countries=contents.countries | {vn.country: files}), at="directory/VN")


def test_a_country_cannot_name_the_node_of_another(played, forge):
    """Were a node named twice, one country could put its own key under the other's node."""
    xr, vn = played.xr, played.vn
    (own,) = (type(xr)("XR"),)
    section = vn.section(
        nodes=(
            *_nodes(vn),
            replace(_nodes(own)[0], id=xr.node, authority=vn.authority),
        )
    )
    files = CountryFiles(vn.country_key.public.raw, section)
    refuse(played, forge(countries=played.contents().countries | {vn.country: files}), at="directory/")


def _nodes(side):
    from comity.directory.sections import PAYLOAD_TYPE, parse_section
    from comity.seal.keyring import DatedKeyring, KeyEntry, KeyRow
    from comity.seal.statement import verify_statement
    from comity.terms.instants import Instant

    ring = DatedKeyring([KeyRow(KeyEntry.of(side.country_key.public, owner=side.country), Instant(0))])
    return parse_section(verify_statement(side.section(), payload_type=PAYLOAD_TYPE, keyring=ring, at=Instant(0)).payload).nodes


def test_a_country_without_a_part_is_refused(played, forge):
    """A proof holds the sections of its two countries and no others."""
    other = type(played.xr)("VN")
    other.country = type(other.country)("XA")
    contents = played.contents()
    third = CountryFiles(other.country_key.public.raw, other.section(authorities=(), nodes=(), officers=()))
    refuse(played, forge(countries=contents.countries | {other.country: third}), at="directory")
    refuse(played, forge(countries={played.xr.country: contents.countries[played.xr.country]}))


# ---------------------------------------------------------------- bytes


def test_any_single_changed_byte_is_refused(played, proof):
    """Wherever a byte changes, the answer is no."""
    draw = random.Random(20261123)
    for _ in range(CHANGES):
        at = draw.randrange(len(proof))
        changed = proof[:at] + bytes([proof[at] ^ draw.randrange(1, 256)]) + proof[at + 1 :]
        refuse(played, changed)


def test_a_changed_byte_is_refused_also_where_the_archive_is_printed_anew(played, proof):
    """A changer who mends the checksums is found by the manifest, for each file of the proof."""
    draw = random.Random(7)
    for name, data in parse_package(proof).items():
        at = draw.randrange(len(data))
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        files = parse_package(proof) | {name: changed}
        refuse(played, print_package(files))
        if name not in DERIVED:  # mended, they are what they were
            refuse(played, print_package(files | print_lists(files)), at=name.removeprefix("data/") if name in NAMED_BY_PEOPLE else None)


def test_cut_off_and_longer_files_are_refused(played, proof):
    """Truncated at any of many places, or with anything behind or before it."""
    for size in (0, 1, 29, 30, 31, len(proof) // 3, len(proof) - 22, len(proof) - 1):
        refuse(played, proof[:size], kind=Malformed)
    for changed in (proof + b"\0", b"\0" + proof, proof + proof, proof[:-2] + b"\1\0" + b"x"):
        refuse(played, changed, kind=Malformed)


def test_files_left_out_and_put_in_are_refused(played, proof):
    """Everything is named in the manifest, and everything named is there."""
    files = parse_package(proof)
    for name in files:
        fewer = {other: data for other, data in files.items() if other != name}
        refuse(played, print_package(fewer))
        if name not in DERIVED:
            refuse(played, print_package(fewer | print_lists(fewer)))
    for name in (
        "readme.txt",
        "data/README.en.txt",
        "data/acts/005-out-" + "0" * 32 + "/inner.json",
        "data/log/999.leaf",
        "data/receipts/" + "0" * 32 + ".opened.receipt",
    ):
        more = files | {name: b"x"}
        refuse(played, print_package(more))
        refuse(played, print_package(more | print_lists(more)))


# ---------------------------------------------------------------- a maker with the real key, who lies


def test_receipts_swapped_between_acts_are_refused(played, forge):
    """A receipt stands for the one act whose digests it names."""
    first, third = played.sent[0].closed.env_id, played.sent[2].closed.env_id
    for kind in ("received", "opened", "decided"):
        swapped = dict(played.receipts)
        swapped[first, kind], swapped[third, kind] = swapped[third, kind], swapped[first, kind]
        refuse(played, forge(receipts=swapped), at="receipts/")
    exchanged = played.receipts | {(first, "opened"): played.receipts[first, "received"]}
    refuse(played, forge(receipts=exchanged), at=f"receipts/{first}.opened")


def test_receipts_by_the_wrong_hand_are_refused(played, forge):
    """The sender cannot receipt its own act, nor an officer or a stranger; nor may a receipt be given that none asked for."""
    first, second = played.sent[:2]
    body = OpenedBody(env_id=first.closed.env_id, inner=first.closed.inner_digest, case=played.case, at=played.at)
    from comity.seal.receipt import sign_receipts

    for key in (played.xr.node_key, SigningKey.generate(), played.vn.officer_keys[played.vn.approver]):
        (sealed,) = sign_receipts([print_opened(body)], key=key)
        refuse(played, forge(receipts=played.receipts | {(first.closed.env_id, "opened"): sealed}), at=f"receipts/{first.closed.env_id}")
    unasked = DecidedBody(
        env_id=second.closed.env_id, inner=second.closed.inner_digest, case=played.case, decision="executed", answer=None, at=played.at
    )
    (sealed,) = sign_receipts([print_decided(unasked)], key=played.xr.node_key)
    refuse(played, forge(receipts=played.receipts | {(second.closed.env_id, "decided"): sealed}), at=f"receipts/{second.closed.env_id}")
    early = replace(body, at=played.sent[0].body.submitted_at + timedelta(minutes=-6))
    (sealed,) = sign_receipts([print_opened(early)], key=played.vn.node_key)
    refuse(played, forge(receipts=played.receipts | {(first.closed.env_id, "opened"): sealed}), at=f"receipts/{first.closed.env_id}")


def test_a_decision_that_names_another_answer_is_refused(played, forge):
    """The answer that a decision names must answer the act that was decided."""
    first, last = played.sent[0], played.sent[-1]
    wrong = DecidedBody(
        env_id=first.closed.env_id,
        inner=first.closed.inner_digest,
        case=played.case,
        decision="executed",
        answer=last.closed.env_id,
        at=played.at,
    )
    from comity.seal.receipt import sign_receipts

    (sealed,) = sign_receipts([print_decided(wrong)], key=played.vn.node_key)
    refuse(played, forge(receipts=played.receipts | {(first.closed.env_id, "decided"): sealed}), at="receipts/")


def test_acts_and_receipts_of_another_request_are_refused(played, forge):
    """Two requests of the same two countries do not lend each other acts, receipts or leaves."""
    other = type(played)(case=Reference("XR-2026-000002"), sides=(played.xr, played.vn))
    theirs, ours = other.contents(), played.contents()
    refuse(played, played.make(replace(ours, acts=(*ours.acts[:-1], replace(theirs.acts[-1], number=4)))), at="acts/")
    refuse(played, forge(receipts=ours.receipts | theirs.receipts), at="receipts/")
    refuse(played, forge(leaves=ours.leaves | theirs.leaves), at="log/")
    refuse(played, played.make(theirs), at="acts/")
    assert other.verify(other.make()).vouched


def test_a_gap_in_a_stream_is_refused(played, forge):
    """Leaving out the first request, or an answer in the middle, leaves a hole that the numbers show."""
    acts = played.contents().acts
    for left in range(3):
        rest = [act for place, act in enumerate(acts) if place != left]
        refuse(played, forge(acts=tuple(rest)), at="acts/")
        renumbered = tuple(replace(act, number=number) for number, act in enumerate(rest, 1))
        refuse(played, forge(acts=renumbered), at="acts/")
    refuse(played, forge(acts=()), at="acts")
    swapped = (acts[2], acts[1], acts[0], acts[3])
    refuse(played, forge(acts=tuple(replace(act, number=number) for number, act in enumerate(swapped, 1))), at="acts/")


def test_a_case_over_two_lives_of_a_node_can_be_proven():
    """Its numbers go on in the next billion, behind an act that it knew; one that it had lost follows late, in its place."""
    two = Played()
    first, second = (sent.closed.inner_digest for sent in two.sent if sent.sender is two.xr)
    begun = two.send(two.xr, "request", kind="REQ-PRESERVE-EXT", place=(first_of(1), first), life=2)
    two.send(two.xr, "request", kind="REQ-PRESERVE-EXT", place=(3, second))
    two.send(two.xr, "request", kind="REQ-PRESERVE-EXT", place=(first_of(1) + 1, begun.closed.inner_digest))
    two.made_at = two.later()
    assert two.verify(two.make()).vouched
    for wrong in ((first_of(1) + 3, second), (first_of(3), Digest.of(b"elsewhere")), (first_of(1), first), (5, second)):
        three = Played()
        first, second = (sent.closed.inner_digest for sent in three.sent if sent.sender is three.xr)
        three.send(three.xr, "request", kind="REQ-PRESERVE-EXT", place=(first_of(1), first))
        three.send(three.xr, "request", kind="REQ-PRESERVE-EXT", place=wrong)
        three.made_at = three.later()
        refuse(three, three.make(), at="acts/006")


def test_acts_that_were_not_signed_so_are_refused(played, forge):
    """Another body, salt, header or direction; signatures stripped, one of the two, or of another act."""
    acts = played.contents().acts
    first, third = acts[0], acts[2]
    node, officer = parse_frames(first.signatures, what="-", cap=10**6, least=2, most=2)
    for changes in (
        {"body": third.body},
        {"salt": third.salt},
        {"inner": third.inner},
        {"direction": "in"},
        {"env_id": third.env_id},
        {"signatures": third.signatures},
        {"signatures": print_frames(node)},
        {"signatures": print_frames(officer)},
        {"signatures": print_frames(node, officer, officer)},
        {"signatures": b""},
    ):
        refuse(played, forge(acts=(replace(first, **changes), *acts[1:])), at="acts/001", kind=NotProven)


def test_an_act_approved_by_its_drafter_is_refused(played):
    """Two persons: the drafter's own signature does not approve."""
    alone = type(played.xr)("XR")
    alone.approver = alone.drafter
    case = type(played)(sides=(alone, played.vn))
    refuse(case, case.make(), at="acts/001")


def test_leaves_that_do_not_fit_are_refused(played, forge):
    """A leaf that opens to another payload, stands elsewhere, is missing, or tells of another act."""
    contents = played.contents()
    first = played.leaves["XR"]["act.sent", played.sent[0].closed.env_id]
    third = played.leaves["XR"]["act.sent", played.sent[2].closed.env_id]
    leaf, other = contents.leaves[first], contents.leaves[third]
    for changed in (
        LeafFiles(leaf.leaf, leaf.proof, other.opening),
        LeafFiles(leaf.leaf, other.proof, leaf.opening),
        LeafFiles(other.leaf, leaf.proof, other.opening),
        other,
        LeafFiles(leaf.leaf, leaf.proof, print_opening(played.xr.log[first][1], salt=bytes(32))),
        LeafFiles(leaf.leaf, leaf.proof, leaf.opening.replace(b'"act":"request"', b'"act":"answer"')),
    ):
        refuse(played, forge(leaves=contents.leaves | {first: changed}), at=f"log/{first}.")
    for index in contents.leaves:
        refuse(played, forge(leaves={place: one for place, one in contents.leaves.items() if place != index}))
    refuse(played, forge(leaves={}), at="log")
    enrolled = played.xr.leaf(0, checkpoint=played.xr.checkpoint())
    refuse(played, forge(leaves=contents.leaves | {0: enrolled}), at="log/0.")


def test_leaves_under_two_checkpoints_are_refused(played, forge):
    """All leaves stand under one checkpoint, signed by the maker's own log."""
    contents = played.contents()
    index = max(contents.leaves)
    signed_twice = played.xr.leaf(index, checkpoint=played.xr.checkpoint())  # same tree, other signature bytes
    assert signed_twice.proof != contents.leaves[index].proof
    refuse(played, forge(leaves=contents.leaves | {index: signed_twice}), at=f"log/{index}.proof")
    refuse(played, forge(leaves=played.contents(by=played.vn).leaves), at="log/")


def test_our_own_receipt_must_name_the_leaf_that_is_shown(played):
    """What the requested node promised the sender is the leaf in its proof, and no other place."""
    by = played.vn
    contents = played.contents(by=by)
    assert played.verify(played.make(contents, by=by)).vouched
    from comity.seal.receipt import sign_receipts
    from comity.wire.received import parse_received, print_received

    env_id = played.sent[0].closed.env_id
    ring = parse_frames(contents.receipts[env_id, "received"][8:], what="-", cap=10**6, least=2, most=2)
    body = parse_received(ring[0])
    moved = replace(body, log=replace(body.log, index=body.log.index + 1, size=body.log.size + 1))
    elsewhere = replace(body, log=replace(body.log, origin="poc.xr.example/log"))
    for changed in (moved, elsewhere, replace(body, seq=2), replace(body, outer=body.inner)):
        (sealed,) = sign_receipts([print_received(changed)], key=by.node_key)
        receipts = contents.receipts | {(env_id, "received"): sealed}
        refuse(played, played.make(replace(contents, receipts=receipts), by=by), at=f"receipts/{env_id}.received")


def test_the_log_must_continue_what_the_receipts_named():
    """A maker whose log is another one than it named to the sender, or who does not show how it went on, is refused."""
    played = Played()
    played.xr.note("officer.enrolled", actor="operator", facts={}, at=played.at, about="")
    contents = played.contents()
    assert played.verify(played.make(contents)).grown == (4, 7)
    (early, late), own = sorted(contents.growth), played.xr
    for changed, at in (
        ({}, "log/"),
        ({early: contents.growth[early]}, f"log/{late}.growth"),
        ({early: contents.growth[late], late: contents.growth[early]}, "log/"),
        (contents.growth | {early: contents.growth[early][:-1]}, f"log/{early}.growth"),
        (contents.growth | {early: contents.growth[early] + contents.growth[early][-45:]}, f"log/{early}.growth"),
        (contents.growth | {1: own.growth(1)}, "log/1.growth"),
        (contents.growth | {late: b""}, f"log/{late}.growth"),
    ):
        refuse(played, played.make(replace(contents, growth=changed)), at=at, kind=NotProven)


def test_a_log_that_was_written_anew_is_refused(played):
    """The receipt named another root at that size: everything else in the file may fit."""
    from comity.seal.receipt import sign_receipts
    from comity.wire.received import parse_received, print_received

    by, contents = played.vn, played.contents(by=played.vn)
    for sent, least in ((played.sent[0], 0), (played.sent[2], len(by.log) + 1)):
        env_id = sent.closed.env_id
        body = parse_received(parse_frames(contents.receipts[env_id, "received"][8:], what="-", cap=10**6, least=2, most=2)[0])
        named = replace(body.log, root=body.inner, size=max(least, body.log.size))
        (sealed,) = sign_receipts([print_received(replace(body, log=named))], key=by.node_key)
        changed = replace(contents, receipts=contents.receipts | {(env_id, "received"): sealed})
        refuse(played, played.make(changed, by=by), at="receipts/" if least else f"log/{body.log.size}.growth", kind=NotProven)


def test_a_proof_by_a_third_node_is_refused(played):
    """Only a node that took part can prove a request: its log holds the acts."""
    third = type(played.xr)("VN")
    data = played.make(played.contents(), key=third.node_key)
    refuse(played, data, at=MANIFEST)


def test_the_frozen_proof_verifies_for_ever(root):
    """A proof that was made once, by an earlier version, verifies under the keys that were kept with it."""
    folder = root / "vectors" / "proof"
    for version, (name, pins) in enumerate(
        (
            ("answered", "trust.json"),
            ("bagged", "bagged.trust.json"),
            ("witnessed", "witnessed.trust.json"),
            ("held", "held.trust.json"),
            ("destroyed", "destroyed.trust.json"),
        ),
        1,
    ):
        keys = parse_trust((folder / pins).read_text(encoding="ascii"), file=folder / pins)
        data = (folder / f"{name}.comity.zip").read_bytes()
        verdict = verify_by_both(data, trusted={country: key.key_id for country, key in keys.items()})
        assert verdict.vouched
        assert (len(verdict.acts), len(verdict.receipts)) == (4, 10)
        assert ("bagit.txt" in parse_package(data)) is (version > 1)
        assert (verdict.witnessed, len(verdict.countersigned)) == ((True, 1) if version in {3, 4} else (False, 0))
        assert (len(verdict.custody), verdict.withheld is not None) == (int(version > 3), version == 4)
        assert [act.closed for act in verdict.acts] == [version == 5] * 2 + [False] * 2


# ---------------------------------------------------------------- by which mandate

BEFORE, AFTER = "2026-01-01T00:00:00.000000Z", "2030-01-01T00:00:00.000000Z"


def mandated(monkeypatch, **told):
    """Play the case anew, with logs that say by which mandate its acts were approved."""
    said = {"role": "approver", "from": BEFORE, "until": AFTER, "basis": "Decision 12/QĐ", "acts_for": ""} | told
    real = Side.note

    def note(side, kind, *, facts, **more):
        return real(side, kind, facts=facts | ({"mandate": said} if kind == SENT else {}), **more)

    monkeypatch.setattr(Side, "note", note)
    played = Played()
    return played, played.make()


def lines(verdict):
    """Return every line of the answers."""
    return [str(line) for answer in verdict.answers for line in answer.lines]


def test_a_proof_says_by_which_mandate_an_act_was_approved(monkeypatch):
    """Its days and the decision; one without an end says that it has none; without mandates nothing is said of any."""
    played, proof = mandated(monkeypatch)
    assert f"Act 1 was approved by a mandate from {BEFORE} until {AFTER}, by decision: Decision 12/QĐ." in lines(played.verify(proof))
    monkeypatch.undo()
    endless, proof = mandated(monkeypatch, until="")
    said = lines(endless.verify(proof))
    assert f"Act 1 was approved by a mandate from {BEFORE} without end, by decision: Decision 12/QĐ." in said
    assert not [line for line in said if "acting officer" in line]


def test_a_proof_says_in_whose_place_an_officer_acted(monkeypatch):
    """The acting officer signs in their own name; whose place they took stands beside it."""
    played, proof = mandated(monkeypatch, acts_for="chief@poc.xr.example")
    assert "Act 1 was approved by an acting officer, in place of chief@poc.xr.example." in lines(played.verify(proof))


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"until": "2026-01-02T00:00:00.000000Z"}, "not in force"),
        ({"from": "2029-01-01T00:00:00.000000Z"}, "not in force"),
        ({"from": "yesterday"}, ""),
        ({"basis": 7}, "cannot be read"),
        ({"role": None}, "cannot be read"),
    ],
)
def test_a_mandate_that_was_not_in_force_proves_nothing(monkeypatch, told, why):
    """Ended before the act, or not begun; or words that are no mandate: the file is refused, and names the leaf."""
    played, proof = mandated(monkeypatch, **told)
    assert why in str(refuse(played, proof, at="log/", kind=NotProven))
