from datetime import timedelta

import pytest

from comity.seal.keyring import DatedKeyring, KeyEntry, KeyRow
from comity.seal.refusals import KeyExpired, KeyRevoked, UnknownKey
from comity.terms.identifiers import Country, NodeId, OfficerId
from comity.terms.refusals import Malformed


def test_a_key_is_valid_from_its_first_moment_until_before_its_last(world):
    """Both edges, an unknown key, and a row without end."""
    entry = world.entry(world.sender)
    first, until = world.tool.VALID
    ring = DatedKeyring([KeyRow(entry, first, until), KeyRow(world.entry(world.officer), first)])
    assert ring.key(entry.key.key_id, at=first) is entry
    assert ring.key(world.key(world.officer).public.key_id, at=until).role == "officer"
    for at in (first + timedelta(microseconds=-1), until):
        with pytest.raises(KeyExpired):
            ring.key(entry.key.key_id, at=at)
    with pytest.raises(UnknownKey):
        ring.key(world.key(world.second).public.key_id, at=first)


def test_a_key_that_was_taken_back_is_nobodys_from_its_moment_on(world):
    """Before it is good; at it and after it is revoked, also where its time would be over anyway; and so is what was seen then."""
    entry = world.entry(world.sender)
    first, until = world.tool.VALID
    moment = first + timedelta(days=1)
    ring = DatedKeyring([KeyRow(entry, first, until, moment), KeyRow(world.entry(world.officer), first)])
    key, other = entry.key.key_id, world.key(world.officer).public.key_id
    before = moment + timedelta(microseconds=-1)
    assert ring.key(key, at=before) is entry
    ring.require_unrevoked(key, at=before)
    for at in (moment, until):
        with pytest.raises(KeyRevoked) as caught:
            ring.key(key, at=at)
        assert caught.value.facts["since"] == str(moment)
        with pytest.raises(KeyRevoked):
            ring.require_unrevoked(key, at=at)
    assert (ring.revoked(key), ring.revoked(other)) == (moment, None)
    ring.require_unrevoked(other, at=until)
    ring.require_unrevoked(world.key(world.second).public.key_id, at=until)  # whose it is, is asked elsewhere


def test_a_key_stands_once(world):
    """Two owners of one key would make one person two."""
    row = KeyRow(world.entry(world.sender), world.created)
    other = KeyRow(KeyEntry.of(row.entry.key, owner=OfficerId(world.officer)), world.created)
    with pytest.raises(Malformed):
        DatedKeyring([row, other])


def test_owner_role_and_node_fit_together(world):
    """Entries that contradict themselves are not built."""
    key = world.key(world.sender).public
    node, officer, country = NodeId(world.sender), OfficerId(world.officer), Country("XR")
    assert KeyEntry.of(key, owner=country).node is None
    for owner, at, role in (
        (node, node, "officer"),
        (officer, NodeId(world.receiver), "officer"),
        (node, None, "node"),
        (country, node, "country"),
        (officer, node, "node"),
        (node, node, "witness"),
    ):
        with pytest.raises(Malformed):
            KeyEntry(key, owner, at, role)
