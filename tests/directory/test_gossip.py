"""Two nodes compare what they were told of the directory: the same, or an alarm with the peer's signed word kept."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from worlds.places import AT, SECOND_THERE, THERE, signing
from worlds.signed_directory import TH, XR, files_of, made

from comity.courier.watching import NotServedError, compare_seen, tell_seen
from comity.directory.book import book
from comity.directory.freshness import CHANGES, FOLDER, read_seen
from comity.directory.gossip import NAME, Told, differs, sign_told, told_of, verify_told
from comity.directory.home import read_home
from comity.directory.repository.making import publish_country, release
from comity.directory.repository.taking import begin_following, keep, read_repository
from comity.records.models import Alarm
from comity.seal.refusals import KeyExpired
from comity.terms.digests import Digest
from comity.terms.refusals import Malformed, Refused

LATER = AT + timedelta(hours=1)


@pytest.fixture(scope="module")
def stood(tmp_path_factory):
    """A node that follows a repository, made once."""
    folder = tmp_path_factory.mktemp("stood")
    home, repository, fingerprint = made(folder)
    begin_following(home, repository, fingerprint=fingerprint)
    keep(read_repository(home, repository, at=AT), home=home)
    return folder


@pytest.fixture
def here(stood, tmp_path):
    """A copy of it for each test."""
    shutil.copytree(stood, tmp_path / "w")
    return read_home(tmp_path / "w" / "home")


def told(home, **changes):
    """Return what the node in THERE would tell, had it seen the same, but for `changes`."""
    return replace(told_of(home, read_seen(home), at=AT), node=THERE, **changes)


def test_a_word_reads_back_and_is_its_nodes_own(here):
    """Signed by the peer, of now, for itself."""
    word = told(here)
    data = sign_told(word, key=signing(THERE))
    assert verify_told(data, peer=THERE, book=book(here), at=AT) == word
    for wrong in (sign_told(word, key=signing(SECOND_THERE)), sign_told(replace(word, node=SECOND_THERE), key=signing(THERE))):
        with pytest.raises(Malformed):
            verify_told(wrong, peer=THERE, book=book(here), at=AT)
    with pytest.raises(Refused):
        verify_told(data[:-1], peer=THERE, book=book(here), at=AT)
    with pytest.raises(KeyExpired):
        verify_told(data, peer=THERE, book=book(here), at=AT + timedelta(days=4000))


@pytest.mark.parametrize(
    ("changes", "other"),
    [
        ({}, False),
        ({"version": 99}, False),
        ({"changes": 99, "root": Digest.of(b"later")}, False),  # it is for the peer to compare
        ({"first": Digest.of(b"another repository"), "root": Digest.of(b"x")}, False),
        ({"root": Digest.of(b"another history")}, True),
        ({"changes": 3, "root": Digest.of(b"another beginning"), "version": 1}, True),
        ({"snapshot": Digest.of(b"another snapshot")}, True),
    ],
)
def test_another_history_is_told(here, changes, other):
    """As far as this node's own reaches, and only of the same repository."""
    assert differs(told(here, **changes), home=here, seen=read_seen(here)) is other


def test_an_honest_node_that_is_behind_differs_from_nobody(here, stood, tmp_path):
    """Its history is the beginning of the newer one; and what a node kept can still be asked after it took more over."""
    before = told(here)
    repository = tmp_path / "repository"
    shutil.copytree(stood / "repository", repository)
    publish_country(repository, **files_of(here, TH), keys=[signing("th-poc")], at=AT)
    release(repository, keys=[signing("un-oda")], at=AT)
    keep(read_repository(here, repository, at=LATER), home=here)
    seen = read_seen(here)
    assert seen.changes == before.changes + 1
    assert not differs(before, home=here, seen=seen)
    assert differs(replace(before, root=Digest.of(b"x")), home=here, seen=seen)
    assert isinstance(before, Told)
    assert XR in seen.countries


def test_a_node_that_follows_nothing_tells_nothing(world):
    """And asks nobody."""
    assert tell_seen(world.home, at=world.at) is None
    assert not (world.home.log / NAME).exists()


def test_two_histories_are_an_alarm_once_and_the_word_is_kept(world, here):
    """The peer's own signature shows what it was told."""
    shutil.copytree(here.path / FOLDER, world.home.path / FOLDER)
    seen = tell_seen(world.home, at=world.at)
    assert verify_told((world.home.log / NAME).read_bytes(), peer=world.node, book=book(world.home), at=world.at).changes == seen.changes

    def served(word):
        return lambda name: sign_told(word, key=signing(THERE)) if name == NAME else b""

    compare_seen(THERE, seen, home=world.home, fetch=served(told(here)), at=world.at)
    assert not Alarm.objects.exists()
    other = told(here, root=Digest.of(b"another history"))
    for _ in range(2):
        compare_seen(THERE, seen, home=world.home, fetch=served(other), at=world.at)
    assert [(alarm.kind, alarm.peer) for alarm in Alarm.objects.all()] == [("directory-differs", str(THERE))]
    kept = (world.home.path / "forks" / f"{THERE}-directory-{other.changes}.statement").read_bytes()
    assert verify_told(kept, peer=THERE, book=book(world.home), at=world.at) == other

    def nothing(name):
        raise NotServedError(name)

    with pytest.raises(NotServedError):
        compare_seen(THERE, seen, home=world.home, fetch=nothing, at=world.at)
    # What was kept of the repository is damaged: nothing is told, and nobody is accused.
    (world.home.path / FOLDER / CHANGES).unlink()
    assert tell_seen(world.home, at=world.at) is None
