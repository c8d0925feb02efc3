"""The directory as a repository: several authorities make it, a node takes it over, and it is all of it or nothing."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from worlds.places import AT, THERE, found, sealing, sections, signing
from worlds.signed_directory import OF_XR, TH, XR, card, cards, files_of, made

from comity.directory.book import book
from comity.directory.founding import trust_country, write_section
from comity.directory.freshness import Age, DirectoryOverdue, parse_seen, print_seen, read_seen, require_fresh, seen_file
from comity.directory.home import read_home
from comity.directory.repository.making import admit_country, change_root, fingerprint_of, publish_country, release, sign
from comity.directory.repository.packing import opened, pack
from comity.directory.repository.refusals import (
    BadRepository,
    FollowedAlready,
    NoSuchRoot,
    NotFollowed,
    NotYours,
    TwoSections,
)
from comity.directory.repository.taking import begin_following, keep, read_repository
from comity.terms.identifiers import Country

VN = Country("VN")
LATER = AT + timedelta(hours=1)


@pytest.fixture(scope="module")
def stood(tmp_path_factory):
    """A node and a repository, made once; and the fingerprint on paper."""
    folder = tmp_path_factory.mktemp("stood")
    return folder, made(folder)[2]


@pytest.fixture
def world(stood, tmp_path):
    """A copy of both for each test."""
    shutil.copytree(stood[0], tmp_path / "w")
    return read_home(tmp_path / "w" / "home"), tmp_path / "w" / "repository", stood[1]


def take(home, repository, *, at=LATER):
    """Take the repository over."""
    taken = read_repository(home, repository, at=at)
    keep(taken, home=home)
    return taken


def publish(home, section, repository, *, at=AT, by=OF_XR):
    """Have XR's authorities publish another section of theirs."""
    write_section(home, section, country=signing("XR"))
    publish_country(repository, **files_of(home, XR), keys=[signing(one) for one in by], at=at)
    release(repository, keys=[signing("un-oda")], at=at)


def test_a_node_goes_by_what_enough_authorities_signed(world, tmp_path):
    """From the fingerprint on paper to the sections that every act is judged by."""
    home, repository, fingerprint = world
    begin_following(home, repository, fingerprint=" ".join(fingerprint[at : at + 4] for at in range(0, 64, 4)))
    taken = take(home, repository)
    assert {country: section.version for country, (section, _) in taken.sections.items()} == {XR: 3, TH: 3}
    seen = read_seen(home)
    assert (seen, str(seen.fingerprint), seen.issued, seen.taken) == (taken.seen, fingerprint, AT, LATER)
    assert (seen.countries[XR].need, [str(one) for one in seen.countries[XR].holders]) == (2, list(OF_XR))
    assert seen.changes == 6  # the root, the empty list of countries, each of the two admitted, and what each published
    # XR moves its nodes and renews what is sealed to; two of its authorities sign, a keeper says that it is the newest.
    (tmp_path / "xr").mkdir()
    theirs = read_home(found(tmp_path / "xr"))
    nodes = tuple(replace(one, endpoint="http://moved", sealing=(*one.sealing, _renewed(one))) for one in sections()[XR].nodes)
    publish(theirs, replace(sections()[XR], version=4, nodes=nodes), repository)
    take(home, repository)
    assert (book(home).version(XR), book(home).node(THERE).endpoint) == (4, "http://moved")
    assert book(home).sealing_key(THERE, at=AT) == sealing(f"renewed {THERE}").public
    assert not (home.path / "repository.new").exists()
    assert not (home.path / "repository.old").exists()


def test_who_dies_while_the_newer_takes_its_place_still_follows(world):
    """The folder of before is all that is there: it is gone by, and the next refresh puts it back and goes on."""
    home, repository, fingerprint = world
    begin_following(home, repository, fingerprint=fingerprint)
    seen = take(home, repository).seen
    (home.path / "repository").rename(home.path / "repository.old")
    assert read_seen(home) == seen
    with pytest.raises(DirectoryOverdue):
        require_fresh(home, at=AT + timedelta(days=31))
    assert take(home, repository, at=LATER + timedelta(hours=1)).seen.changes == seen.changes
    assert not (home.path / "repository.old").exists()


def _renewed(node):
    """Return the sealing key that takes the place of a node's, good for an hour longer."""
    (old,) = node.sealing
    return replace(old, key=sealing(f"renewed {node.id}").public, until=old.until + timedelta(hours=1))


def test_one_authority_of_two_publishes_nothing(world, tmp_path):
    """What waits is not in what a node sees."""
    home, repository, fingerprint = world
    (tmp_path / "xr").mkdir()
    theirs = read_home(found(tmp_path / "xr"))
    publish(theirs, replace(sections()[XR], version=4), repository, by=OF_XR[:1])
    begin_following(home, repository, fingerprint=fingerprint)
    take(home, repository)
    assert book(home).version(XR) == 3
    done = sign(repository, keys=[signing("xr-poc")], at=AT)
    assert (done.published, done.awaited, done.released) == ((("XR", 2),), (), 0)
    assert release(repository, keys=[signing("un-oda")], at=AT)
    take(home, repository)
    assert book(home).version(XR) == 4


def test_a_packed_file_is_the_same(world, tmp_path):
    """A stick carries one file."""
    home, repository, fingerprint = world
    pack(repository, into=tmp_path / "one.zip")
    with opened(tmp_path / "one.zip") as folder:
        begin_following(home, folder, fingerprint=fingerprint)
        assert take(home, folder).seen.changes == 6


def test_another_fingerprint_trusts_nothing(world):
    """Neither a wrong one, nor a second one later, nor none at all."""
    home, repository, fingerprint = world
    with pytest.raises(NotFollowed):
        read_repository(home, repository, at=LATER)
    with pytest.raises(NoSuchRoot):
        begin_following(home, repository, fingerprint="ab" * 32)
    begin_following(home, repository, fingerprint=fingerprint)
    take(home, repository)
    with pytest.raises(FollowedAlready):
        begin_following(home, repository, fingerprint=fingerprint)


def test_other_authorities_take_over_by_old_and_new(world):
    """A new root needs enough of the old ones and enough of the new ones; who follows the old paper follows it."""
    home, repository, fingerprint = world
    begin_following(home, repository, fingerprint=fingerprint)
    take(home, repository)
    new = ("un-oda", "vn-mps", "th-ag")
    done = change_root(repository, cards=cards(new), need=2, keepers=[card("th-ag")], keys=[signing("th-ag"), signing("un-oda")], at=AT)
    assert not done.published  # one of the old ones
    done = sign(repository, keys=[signing("vn-mps")], at=AT)
    # The list of countries is signed anew by those whom the new root names; two of them have signed it with the root.
    assert done.published == (("root", 2), ("targets", 4))
    release(repository, keys=[signing("th-ag")], at=AT)
    assert take(home, repository).seen.root == 2
    assert str(fingerprint_of(repository)) != fingerprint
    with pytest.raises(NotYours):
        sign(repository, keys=[signing("xr-cert")], at=AT)
    assert release(repository, keys=[signing("un-oda")], at=AT) == 0


def test_our_own_newer_file_stays(world):
    """What this country has said since is not forgotten because the repository does not know it yet; the other way round it is told."""
    home, repository, fingerprint = world
    begin_following(home, repository, fingerprint=fingerprint)
    assert not take(home, repository).unpublished
    assert book(home).version(VN) == 3


def test_a_country_changes_its_key_by_its_authorities(world, tmp_path):
    """Who follows the repository takes the new key from it, without a telephone; one that its authorities did not sign is not taken."""
    home, repository, fingerprint = world
    begin_following(home, repository, fingerprint=fingerprint)
    take(home, repository)
    (tmp_path / "xr").mkdir()
    theirs = read_home(found(tmp_path / "xr"))
    write_section(theirs, replace(sections()[XR], version=4), country=signing("XR, the second"))
    trust_country(theirs, XR, signing("XR, the second").public)
    publish_country(repository, **files_of(theirs, XR), keys=[signing(one) for one in OF_XR], at=AT)
    assert book(home).trusted[XR] == signing("XR").public  # what is not released counts on
    release(repository, keys=[signing("un-oda")], at=AT)
    take(home, repository)
    assert (book(home).trusted[XR], book(home).version(XR)) == (signing("XR, the second").public, 4)


def test_our_own_file_is_never_taken_from_others(world, tmp_path):
    """Somebody publishes this country under another key, as new as ours or newer: refused, and the operator hears of it."""
    home, repository, fingerprint = world
    admit_country(repository, VN, cards=cards(("vn-mps", "vn-mofa")), need=1, keys=[signing("un-oda"), signing("vn-mps")], at=AT)
    (tmp_path / "vn").mkdir()
    thief = read_home(found(tmp_path / "vn"))
    trust_country(thief, VN, signing("a thief").public)
    begin_following(home, repository, fingerprint=fingerprint)
    for version, refused in ((2, False), (3, True), (9, True)):
        write_section(thief, replace(sections()[VN], version=version), country=signing("a thief"))
        publish_country(repository, **files_of(thief, VN), keys=[signing("vn-mofa")], at=AT)
        release(repository, keys=[signing("un-oda")], at=AT)
        if refused:
            with pytest.raises(BadRepository, match="another key for VN"):
                take(home, repository)
        else:
            assert take(home, repository).unpublished
        assert book(home).trusted[VN] == signing("VN").public
        assert book(home).version(VN) == 3


def test_the_same_version_with_another_content_is_told(world, tmp_path):
    """One country, one version, two files: somebody was told something else."""
    home, repository, fingerprint = world
    (tmp_path / "xr").mkdir()
    theirs = read_home(found(tmp_path / "xr"))
    publish(theirs, replace(sections()[XR], names={"en": "Another", "vi": "Another"}), repository)
    begin_following(home, repository, fingerprint=fingerprint)
    with pytest.raises(TwoSections):
        take(home, repository)
    assert book(home).sections[XR].names["en"] == "XR"


def test_a_country_whose_time_is_over_keeps_what_is_known_of_it(world):
    """Its authorities sign for 90 days; others go on."""
    home, repository, fingerprint = world
    begin_following(home, repository, fingerprint=fingerprint)
    take(home, repository)
    later = AT + timedelta(days=91)
    release(repository, keys=[signing("un-oda")], at=later)
    taken = take(home, repository, at=later)
    assert taken.overdue == (TH, XR)
    assert read_seen(home).countries[XR].overdue
    assert book(home).version(XR) == 3


# -- how old it is --------------------------------------------------------------------------------


def test_seven_days_warn_and_thirty_receive_only(world):
    """Counted from when the authorities signed, not from when this node looked."""
    home, repository, fingerprint = world
    begin_following(home, repository, fingerprint=fingerprint)
    take(home, repository)
    ages = [(0, Age.FRESH), (7, Age.FRESH), (7.01, Age.OLD), (30, Age.OLD), (30.01, Age.OVERDUE), (400, Age.OVERDUE)]
    for days, age in ages:
        at = AT + timedelta(days=days)
        assert read_seen(home).age(at) is age
        if age is not Age.OVERDUE:
            require_fresh(home, at=at)
            continue
        with pytest.raises(DirectoryOverdue):
            require_fresh(home, at=at)


def test_a_node_that_follows_nothing_is_never_too_old(world):
    """Sections that were compared by telephone have times of their own."""
    assert read_seen(world[0]) is None
    require_fresh(world[0], at=AT + timedelta(days=400))


def test_what_was_seen_reads_back(world):
    """And nothing else does."""
    home, repository, fingerprint = world
    begin_following(home, repository, fingerprint=fingerprint)
    seen, file = take(home, repository).seen, seen_file(home.path / "repository")
    assert parse_seen(print_seen(seen), file=file) == seen


def test_who_makes_it_is_told_what_waits(world):
    """Nobody signs what is not theirs."""
    _, repository, _ = world
    with pytest.raises(NotYours):
        sign(repository, keys=[signing("zz-poc")], at=AT)
