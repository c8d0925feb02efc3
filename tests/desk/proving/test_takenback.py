"""Proofs in which a key was taken back: what others had seen before stays proven, the rest is refused or named, by both verifiers."""

from dataclasses import replace
from datetime import timedelta

import pytest
from worlds.played import START, Played, Side
from worlds.witnesses import witnessed

from comity.desk.proving.layout import CountryFiles
from comity.desk.proving.refusals import NotProven
from comity.desk.proving.verifying import verify_proof
from comity.directory.book import verify_section
from comity.directory.sections import Dated, Node, Reason, Revocation
from comity.seal.keys import SigningKey
from comity.terms.instants import Instant

LONG = timedelta(days=200)


@pytest.fixture(scope="module")
def played() -> Played:
    """The request as it went: eleven minutes from START on."""
    return Played()


def taken_back(played: Played, side: Side, key: SigningKey, *, since: Instant, contents=None, fresh: SigningKey | None = None):
    """Return the contents of an export in which the section of `side` takes `key` back; `fresh` signs for its node beside it."""
    contents = contents or played.contents()
    changes = {"revoked": (Revocation(key.public.key_id, since, Reason.STOLEN),)}
    if fresh is not None:
        (node,) = node_of(side)
        changes["nodes"] = (replace(node, signing=(*node.signing, Dated(fresh.public, START + timedelta(days=-1), START + LONG))),)
    files = CountryFiles(side.country_key.public.raw, side.section(**changes))
    return replace(contents, countries={**contents.countries, side.country: files})


def node_of(side: Side) -> tuple[Node, ...]:
    """Return the nodes that the section of `side` names."""
    return verify_section(side.section(), trusted={side.country: side.country_key.public}, file="x").nodes


def refused(played: Played, data: bytes) -> NotProven:
    """Return why both verifiers refuse it; it is for a key that was taken back."""
    with pytest.raises(NotProven) as caught:
        played.verify(data)
    assert caught.value.wire_class == "revoked"
    return caught.value


@pytest.mark.parametrize("who", ["approver", "node"])
def test_acts_that_the_other_side_received_before_stay_proven(played, who):
    """Viet Nam's key is revoked after all was over: its acts were receipted by Ruritania, whose file this is."""
    vn = played.vn
    key = vn.node_key if who == "node" else vn.officer_keys[vn.approver]
    since = played.made_at
    verdict = played.verify(played.make(taken_back(played, vn, key, since=since)))
    (one,) = verdict.taken_back
    assert (one.key, one.since) == (key.public.key_id, since)
    told = [str(line) for answer in verdict.answers for line in answer.lines]
    assert any("is revoked from" in line for line in told)
    # Its receipts `received` are leaves of Ruritania's log; of the others nothing shows when they came.
    kinds = {receipt.kind for receipt in one.doubtful}
    assert kinds == ({"opened", "decided"} if who == "node" else set())
    assert any("nothing shows that the receipt" in line for line in told) is bool(kinds)


def test_acts_of_after_the_moment_are_refused(played):
    """Revoked when the answer was sealed, and when it was received: it is refused."""
    vn = played.vn
    # The request was sealed at 1 and received at 2, the answer sealed at 3 and received at 4.
    for since in (START + timedelta(minutes=3), START + timedelta(minutes=4)):
        why = refused(played, played.make(taken_back(played, vn, vn.officer_keys[vn.approver], since=since)))
        assert "acts/00" in why.facts["file"]


def test_made_before_and_received_after_is_refused(played):
    """The thief's own date is no evidence: the first moment that somebody else names is after the theft."""
    vn = played.vn
    created = verify_proof(played.make(), trusted=played.trusted).acts[3].inner.created
    why = refused(played, played.make(taken_back(played, vn, vn.officer_keys[vn.approver], since=created + timedelta(seconds=1))))
    assert "acts/004" in why.facts["file"]


@pytest.mark.parametrize(("minutes", "kept"), [(0, False), (1, False), (2, True)])
def test_a_file_signed_with_a_stolen_key_needs_witnesses_of_before(played, minutes, kept):
    """Its maker's own word counts for nothing; two countries cosigned its log, the second a minute after the file was made."""
    thai, lao = Side("TH"), Side("LA")
    contents, since = witnessed(played, thai, lao), played.made_at + timedelta(minutes=minutes)
    data = played.make(taken_back(played, played.xr, played.xr.node_key, since=since, contents=contents))
    trusted = played.trusted | {side.country: side.country_key.public.key_id for side in (thai, lao)}
    if kept:
        (one,) = played.verify(data, trusted=trusted).taken_back
        assert (one.owner, {receipt.kind for receipt in one.doubtful}) == (str(played.xr.node), {"opened"})
        return
    with pytest.raises(NotProven) as caught:
        played.verify(data, trusted=trusted)
    assert caught.value.wire_class == "revoked"


def test_a_witness_whose_key_was_taken_back_cosigns_nothing(played):
    """It alone says when it cosigned."""
    thai, lao = Side("TH"), Side("LA")
    contents = witnessed(played, thai, lao)
    section = thai.section(revoked=(Revocation(thai.node_key.public.key_id, played.made_at + LONG, Reason.STOLEN),))
    files = CountryFiles(thai.country_key.public.raw, section)
    why = refused(played, played.make(replace(contents, witnesses={**contents.witnesses, thai.country: files})))
    assert why.facts["file"].endswith(".cosignatures")


def test_a_node_that_changed_its_key_after_a_theft_proves_with_the_new_one(played):
    """Its old leaves stand under a checkpoint that the new key signed; its old acts were receipted by the other side."""
    fresh, xr = SigningKey.generate(), played.xr
    contents = taken_back(played, xr, xr.node_key, since=played.made_at, fresh=fresh)
    old, xr.node_key = xr.node_key, fresh
    try:
        under = xr.checkpoint()
        leaves = {index: xr.leaf(index, checkpoint=under) for index in contents.leaves}
    finally:
        xr.node_key = old
    data = played.make(replace(contents, leaves=leaves), key=fresh)
    verdict = played.verify(data)
    (one,) = verdict.taken_back
    assert one.key == old.public.key_id
    # What Ruritania itself said of Viet Nam's acts is in nobody else's hands here.
    assert {receipt.node for receipt in one.doubtful} == {xr.node}


def test_a_newer_section_of_the_reader_takes_back_too(played):
    """The file is from before; the reader has what the country said since."""
    vn, data = played.vn, played.make()
    key = vn.officer_keys[vn.approver].public.key_id
    newer = verify_section(
        vn.section(version=2, revoked=(Revocation(key, START + timedelta(minutes=3), Reason.STOLEN),)),
        trusted={vn.country: vn.country_key.public},
        file="VN.section",
    )
    assert not verify_proof(data, trusted=played.trusted).taken_back
    with pytest.raises(NotProven) as caught:
        verify_proof(data, trusted=played.trusted, later=[newer])
    assert caught.value.wire_class == "revoked"
