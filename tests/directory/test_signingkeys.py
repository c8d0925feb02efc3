"""How a node's signing key takes the place of another, and how a key is taken back: each by a command, an act, in the section."""

from dataclasses import replace
from datetime import timedelta

import pytest
from worlds.places import APPROVER, signing

from comity.courier.publishing import publish_log, published
from comity.directory import keyfiles
from comity.directory.book import Book, book
from comity.directory.countrykey import rotate_country_key
from comity.directory.founding import KEY_LIFE, add_section
from comity.directory.keyfiles import node_keys, read_signing_key
from comity.directory.revoking import LastNodeKey, NotOurKey, RevokedEarlier, revoke_key
from comity.directory.sections import Reason, RevocationTakenBack, parse_section, print_section, require_kept
from comity.directory.shownlogs import verify_shown
from comity.directory.signingkeys import OVERLAP, NextKeyThere, NoNextKey, name_next_key, replace_stolen_key, use_next_key
from comity.records.models import JournalAct
from comity.seal.keys import SigningKey
from comity.seal.refusals import KeyExpired, KeyRevoked
from comity.terms.identifiers import OfficerId
from comity.terms.refusals import Refused


@pytest.fixture(autouse=True)
def _keys_are_read_anew():
    """Each test has a node of its own at the same place, and a restart of it is a key read anew."""
    keyfiles._KEPT.clear()
    yield
    keyfiles._KEPT.clear()


def section(world):
    """Return what this country says now."""
    return book(world.home).sections[world.home.country]


def restart(world):
    """Start the node again."""
    keyfiles._KEPT.clear()
    return node_keys(world.home).signing.public


def test_a_next_key_is_named_beside_the_one_in_use_and_used_later(world):
    """For thirty days both count, whoever signs; then the new one alone."""
    first = node_keys(world.home).signing.public
    second = name_next_key(world.home, at=world.at)
    own = book(world.home).node(world.node)
    assert [(dated.key, dated.until) for dated in own.signing] == [(first, world.at + OVERLAP), (second, world.at + KEY_LIFE)]
    assert book(world.home).signing_keys(world.node, at=world.at) == (second, first)
    assert book(world.home).signing_keys(world.node, at=world.at + OVERLAP) == (second,)
    assert restart(world) == first  # not before it is said
    for key in (first, second):
        assert book(world.home).key(key.key_id, at=world.at).owner == world.node
    assert JournalAct.objects.latest("index").name == "node.signing-key-named"
    with pytest.raises(NextKeyThere):
        name_next_key(world.home, at=world.at)
    assert use_next_key(world.home, at=world.at) == second
    assert restart(world) == second
    with pytest.raises(NoNextKey):
        use_next_key(world.home, at=world.at)
    # What the first key signed in its time is good for ever; after it, nothing.
    assert book(world.home).key(first.key_id, at=world.at).owner == world.node
    with pytest.raises(KeyExpired):
        book(world.home).key(first.key_id, at=world.at + OVERLAP)


def test_the_log_goes_on_across_the_change(world):
    """A checkpoint that the old key signed is continued by the new key, and peers take either meanwhile."""
    name_next_key(world.home, at=world.at)
    before = publish_log(world.home)
    by_first = (world.home.log / "checkpoint").read_bytes()
    use_next_key(world.home, at=world.at)
    restart(world)
    assert published(world.home) == before  # the file of before the restart is this node's own
    after = publish_log(world.home)
    assert after.size > before.size
    own = book(world.home).node(world.node)
    for note in (by_first, (world.home.log / "checkpoint").read_bytes()):
        verify_shown(note, of=own, keys=book(world.home).signing_keys(world.node, at=world.at))
    with pytest.raises(Refused):
        verify_shown(by_first, of=own, keys=book(world.home).signing_keys(world.node, at=world.at + OVERLAP))


def test_a_stolen_key_is_replaced_and_taken_back_at_once(world):
    """From the moment of the theft it is nobody's; the node's own log goes on, and says so."""
    stolen = node_keys(world.home).signing.public
    publish_log(world.home)
    since = world.at + timedelta(hours=-2)
    fresh = replace_stolen_key(world.home, since=since, at=world.at)
    assert restart(world) == fresh
    known = book(world.home)
    assert known.signing_keys(world.node, at=world.at) == (fresh,)
    assert known.key(stolen.key_id, at=since + timedelta(seconds=-1)).owner == world.node
    for at in (since, world.at):
        with pytest.raises(KeyRevoked):
            known.key(stolen.key_id, at=at)
    assert known.lasting.key(stolen.key_id, at=world.at).owner == world.node
    assert publish_log(world.home).size
    assert JournalAct.objects.latest("index").name == "node.signing-key-replaced"
    assert parse_section(print_section(section(world))) == section(world)


def test_a_country_key_takes_the_place_of_another(world):
    """The section is signed with the new one; what is in force is the same; the old key's file is not lost."""
    before, old = section(world), book(world.home).trusted[world.home.country]
    key, version = rotate_country_key(world.home, at=world.at)
    assert (section(world), version) == (replace(before, version=version, issued=world.at), before.version + 1)
    assert book(world.home).trusted[world.home.country] == key != old
    assert read_signing_key(world.home.keys / "country.key").public == key
    (kept,) = world.home.keys.glob("country-*.old.key")
    assert read_signing_key(kept).public == old
    assert JournalAct.objects.latest("index").name == "country.key-replaced"
    assert rotate_country_key(world.home, at=world.at)[1] == version + 1


def test_an_officers_key_is_taken_back(world):
    """Dated back further, never forward, never away."""
    key = signing(APPROVER).public.key_id
    found, holder = revoke_key(world.home, key, since=world.at, reason=Reason.LEFT, at=world.at)
    assert holder == APPROVER
    with pytest.raises(KeyRevoked):
        book(world.home).key(key, at=world.at)
    with pytest.raises(RevokedEarlier):
        revoke_key(world.home, key, since=world.at, reason=Reason.STOLEN, at=world.at)
    again, _ = revoke_key(world.home, key, since=world.at + timedelta(days=-1), reason=Reason.STOLEN, at=world.at)
    assert [(one.since, one.reason) for one in again.revoked] == [(world.at + timedelta(days=-1), Reason.STOLEN)]
    assert again.version == found.version + 1
    act = JournalAct.objects.latest("index")
    assert act.name == "key.revoked"
    assert book(world.home).officer(OfficerId(APPROVER)) is not None


def test_what_cannot_be_taken_back(world):
    """A key of nobody here, and the only one that the node has."""
    with pytest.raises(NotOurKey):
        revoke_key(world.home, SigningKey.generate().public.key_id, since=world.at, reason=Reason.LOST, at=world.at)
    with pytest.raises(LastNodeKey):
        revoke_key(world.home, node_keys(world.home).signing.public.key_id, since=world.at, reason=Reason.STOLEN, at=world.at)
    assert not section(world).revoked


def test_a_later_section_forgets_no_revocation(world):
    """Neither left out, nor dated forward."""
    key = signing(APPROVER).public.key_id
    found, _ = revoke_key(world.home, key, since=world.at, reason=Reason.LEFT, at=world.at)
    (one,) = found.revoked
    require_kept(found, found)
    require_kept(None, found)
    require_kept(found, replace(found, revoked=(replace(one, since=world.at + timedelta(days=-3)),)))
    for changed in (replace(found, revoked=()), replace(found, revoked=(replace(one, since=world.at + timedelta(seconds=1)),))):
        with pytest.raises(RevocationTakenBack):
            require_kept(found, changed)
    data = (world.home.sections / "VN.section").read_bytes()
    kept = book(world.home)
    with pytest.raises(RevocationTakenBack):
        add_section(
            world.home,
            data,
            book=Book(
                {**kept.sections, found.country: replace(found, revoked=(*found.revoked, replace(one, key=signing("x").public.key_id)))},
                kept.trusted,
            ),
            file="x",
        )
