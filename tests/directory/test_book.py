"""The directory as this node trusts it: pinned keys, whole sections, one owner for each name and key."""

import base64
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from datetime import timedelta

import pytest
from worlds.places import AT, FIRST, HERE, STRANGER, THEIR_APPROVER, THERE, THIRD, UNTIL, found, sealing, sections, signing

from comity.directory.book import (
    BadTrust,
    Book,
    NoSealingKey,
    NotInDirectory,
    UntrustedSection,
    book,
    coming_trust,
    one_look,
    parse_trust,
    print_trust,
    read_book,
    verify_section,
)
from comity.directory.founding import OlderSection, add_section, write_section
from comity.directory.home import read_home
from comity.directory.sections import PAYLOAD_TYPE, Dated, print_section
from comity.seal.refusals import BadSignature, KeyExpired, UnknownKey
from comity.seal.statement import sign_statement
from comity.terms.identifiers import AuthorityId, Country, NodeId, OfficerId
from comity.terms.refusals import Malformed, Refused

VN, XR, TH = Country("VN"), Country("XR"), Country("TH")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A node's folder, made once."""
    return found(tmp_path_factory.mktemp("made"))


@pytest.fixture
def home(made, tmp_path):
    """A copy of it for each test."""
    shutil.copytree(made, tmp_path / "node")
    return read_home(tmp_path / "node")


def statement(section, key):
    """Return `section` signed by the key of `key`."""
    return sign_statement(print_section(section), payload_type=PAYLOAD_TYPE, keys=(signing(key),))


def test_a_key_that_is_coming_counts_for_its_new_section_alone(home):
    """While pins and sections are being changed both states read well; a key that is announced pins nothing by itself."""
    again = replace(sections()[XR], version=4)
    coming_trust(home).write_text(print_trust({XR: signing("XR, the second").public}))
    assert read_book(home).trusted[XR] == signing("XR").public
    write_section(home, again, country=signing("XR, the second"))
    read = read_book(home)
    assert (read.trusted[XR], read.version(XR), read.version(TH)) == (signing("XR, the second").public, 4, 3)
    write_section(home, again, country=signing("a third"))
    with pytest.raises(Refused):
        read_book(home)


# -- reading --------------------------------------------------------------------------------------


def test_everybody_is_found_by_name_and_by_key(home):
    """Nodes, authorities, officers, and whose key it is."""
    read = read_book(home)
    assert set(read.sections) == {VN, XR, TH}
    assert read.node(THERE).authority == AuthorityId("xr-cert")
    assert read.authority_of(THIRD).id.country == TH
    assert read.officer(OfficerId(THEIR_APPROVER)).name == THEIR_APPROVER.split("@")[0]
    assert read.officer(OfficerId("nobody@poc.zz.example")) is None
    assert read.key(signing(THEIR_APPROVER).public.key_id, at=AT).owner == OfficerId(THEIR_APPROVER)
    assert read.key(signing(THERE).public.key_id, at=AT).role == "node"
    assert [str(node.id) for node in read.peers(HERE)] == ["cert.xr.example", "poc.th.example", "poc.xr.example"]
    assert [read.version(country) for country in (VN, Country("ZZ"))] == [3, 0]


def test_nobody_is_nobody(home):
    """A node, an authority, a key that no section names."""
    read = read_book(home)
    for ask in (lambda: read.node(STRANGER), lambda: read.authority(AuthorityId("zz-poc")), lambda: read.authority_of(STRANGER)):
        with pytest.raises(NotInDirectory):
            ask()
    with pytest.raises(UnknownKey):
        read.key(signing(STRANGER).public.key_id, at=AT)
    with pytest.raises(UnknownKey):  # a country's key signs its section and nothing else
        read.key(signing("XR").public.key_id, at=AT)
    with pytest.raises(KeyExpired):
        read.key(signing(THERE).public.key_id, at=UNTIL)


def test_the_sealing_key_that_is_good_longest(home):
    """Of several; and none when all have ended."""
    older = Dated(sealing(THIRD).public, FIRST, AT + timedelta(days=1))
    node = replace(sections()[XR].nodes[0], sealing=(older, *sections()[XR].nodes[0].sealing))
    read = Book(sections={XR: replace(sections()[XR], nodes=(node,))}, trusted={})
    assert read.sealing_key(THERE, at=AT).key_id == sealing(THERE).public.key_id
    with pytest.raises(NoSealingKey):
        read.sealing_key(THERE, at=UNTIL)


def test_it_is_read_again_only_when_a_file_changed(home):
    """The same value, until a section is replaced."""
    first = book(home)
    assert book(home) is first
    write_section(home, replace(sections()[XR], version=4), country=signing("XR"))
    assert book(home) is not first
    assert book(home).version(XR) == 4


def test_one_question_goes_by_one_directory(home, monkeypatch):
    """Whatever changes meanwhile, in this thread, and of this node; afterwards it is looked at again."""
    monkeypatch.setattr("comity.directory.book.home", lambda: home)
    first = book()
    with one_look():
        write_section(home, replace(sections()[XR], version=4), country=signing("XR"))
        with one_look():
            assert book() is first
        assert book() is first
        with ThreadPoolExecutor(1) as other:
            assert other.submit(book).result().version(XR) == 4
            assert other.submit(copy_context().run, book).result() is first, "what another thread does for this one"
        with one_look():
            assert book() is first
        assert book() is first, "the outer question is not over"
    assert book().version(XR) == 4


# -- trust ----------------------------------------------------------------------------------------


def test_trust_reads_back(home):
    """Country and key, as printed."""
    trusted = {VN: signing("VN").public, XR: signing("XR").public}
    assert parse_trust(print_trust(trusted), file=home.trust) == trusted


TRUST = {
    "empty": "",
    "list": "[]\n",
    "no-key": '{\n "VN": ""\n}\n',
    "not-base64": '{\n "VN": "*"\n}\n',
    "no-country": json.dumps({"vn": base64.b64encode(signing("VN").public.raw).decode()}, indent=1) + "\n",
    "spaced": print_trust({VN: signing("VN").public}).replace("\n", "\n\n", 1),
    "number": '{\n "VN": 1\n}\n',
}


@pytest.mark.parametrize("text", TRUST.values(), ids=TRUST)
def test_a_file_of_pinned_keys_that_is_none(home, text):
    """Refused, naming the file; the node does not start with half its trust."""
    home.trust.write_text(text, encoding="utf-8")
    with pytest.raises(BadTrust):
        read_book(home)


def test_no_file_of_pinned_keys(home):
    """Nor with none."""
    home.trust.unlink()
    with pytest.raises(BadTrust):
        read_book(home)


def test_a_section_counts_only_under_the_key_pinned_for_its_country(home):
    """Signed by a stranger, by another country, by one of its own nodes, by nobody."""
    trusted = read_book(home).trusted
    good = statement(sections()[XR], "XR")
    assert verify_section(good, trusted=trusted, file="XR.section") == sections()[XR]
    for key, refusal in (("ZZ", UnknownKey), (THERE, UnknownKey), ("TH", UntrustedSection), ("VN", UntrustedSection)):
        with pytest.raises(refusal):
            verify_section(statement(sections()[XR], key), trusted=trusted, file="XR.section")
    with pytest.raises(BadSignature):
        verify_section(good.replace(b'"version":3', b'"version":4'), trusted=trusted, file="XR.section")
    with pytest.raises(UnknownKey):
        verify_section(good, trusted={VN: signing("VN").public}, file="XR.section")
    for data in (b"", good[:-1], good + b"\0", b"COMITY1S"):
        with pytest.raises(Malformed):
            verify_section(data, trusted=trusted, file="XR.section")


def test_one_bad_file_is_named(home):
    """The node does not start with a directory that it cannot verify."""
    (home.sections / "TH.section").write_bytes(b"nonsense")
    with pytest.raises(Refused):
        read_book(home)


# -- taking over ----------------------------------------------------------------------------------


def kept(home):
    """Return the files of the directory with their bytes."""
    return {file.name: file.read_bytes() for file in home.sections.iterdir()}


def test_a_newer_section_is_taken_over(home):
    """And the same one again."""
    for version in (3, 4, 4, 9):
        data = statement(replace(sections()[XR], version=version), "XR")
        assert add_section(home, data, book=book(home), file="new").version == version
    assert book(home).version(XR) == 9
    assert set(kept(home)) == {"VN.section", "XR.section", "TH.section"}


def test_an_older_section_is_not(home):
    """Rolling back would bring revoked keys to life."""
    before = kept(home)
    with pytest.raises(OlderSection):
        add_section(home, statement(replace(sections()[XR], version=2), "XR"), book=book(home), file="old")
    assert kept(home) == before


THIEVES = {
    "our-node": replace(sections()[XR], nodes=(*sections()[XR].nodes, replace(sections()[XR].nodes[0], id=HERE))),
    "a-third-node": replace(sections()[XR], nodes=(*sections()[XR].nodes, replace(sections()[XR].nodes[0], id=THIRD))),
    "our-key": replace(
        sections()[XR],
        nodes=(replace(sections()[XR].nodes[0], signing=(Dated(signing(HERE).public, FIRST, UNTIL),)), sections()[XR].nodes[1]),
    ),
    "its-own-node-twice": replace(
        sections()[XR], nodes=(*sections()[XR].nodes, replace(sections()[XR].nodes[0], endpoint="http://elsewhere"))
    ),
}


@pytest.mark.parametrize("section", THIEVES.values(), ids=THIEVES)
def test_a_country_cannot_take_the_name_or_the_key_of_another(home, section):
    """Duly signed by its own pinned key: refused before anything is written, and the directory works on."""
    before = kept(home)
    with pytest.raises(Malformed):
        add_section(home, statement(replace(section, version=4), "XR"), book=book(home), file="XR.section")
    assert kept(home) == before
    assert book(home).node(HERE).authority == AuthorityId("vn-poc")


def test_two_files_that_claim_one_name_stop_the_directory(home):
    """However they came there: no answer is better than one of two."""
    (home.sections / "XR.section").write_bytes(statement(THIEVES["our-node"], "XR"))
    with pytest.raises(Malformed):
        read_book(home)


def test_a_name_of_a_node_is_compared_as_a_name():
    """Names are lower case by their type; there is no second spelling to slip in."""
    with pytest.raises(Malformed):
        NodeId("POC.VN.EXAMPLE")
