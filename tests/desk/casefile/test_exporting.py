"""A case file of a real case: what is in it, what never is, who may make it, and that it verifies offline."""

import io
import zipfile
from collections.abc import Iterator

import pypdf
import pytest
from worlds.places import COUNTRIES, signing

from comity.courier.publishing import publish_log
from comity.desk.casefile.exporting import export_casefile, exports_of
from comity.desk.casefile.policy import terms_of
from comity.desk.casefile.refusals import (
    ApproverNeeded,
    GroundMissing,
    NeverWithheld,
    NothingWithheldFromCourt,
    PartMissing,
    TermsMissing,
    WordNeeded,
)
from comity.desk.casefile.verifying import verify_casefile
from comity.desk.remarks.actions import write_remark
from comity.desk.visibility import NoSuchRequest
from comity.desk.walls.actions import set_wall
from comity.desk.walls.policy import Wall
from comity.directory.policy import MandateLapsed, NotAllowed, Role
from comity.records.models import JournalAct, Message, Officer, Request
from comity.terms.digests import Digest
from comity.terms.identifiers import Country
from comity.terms.json import parse_json

TRUSTED = {Country(name): signing(name).public.key_id for name in COUNTRIES}


@pytest.fixture
def node(db, tmp_path, monkeypatch) -> Iterator:
    """A node with an answered request, a request of its own, and a published log."""
    from worlds.sound import sound_node

    (tmp_path / "home").mkdir()
    with sound_node(tmp_path / "home", monkeypatch) as world:
        yield world


def terms(**changes):
    """Return what an officer would say."""
    said = {
        "reader": "court",
        "court": "Tòa án nhân dân tỉnh Đắk Lắk",
        "number": "12/2026/HSST",
        "purpose": "Evidence in the trial of first instance",
        "language": "en",
        "word": "The court ordered the file by letter 12/2026.",
    }
    return terms_of(**(said | changes))


def make(node, request=None, *, by=None, at=None, **changes):
    """Export and return the bytes."""
    made = export_casefile(request or node.incoming, terms=terms(**changes), at=at or node.later(minutes=10), by=by or node.approver)
    with made.file:
        data = made.file.read()
    assert (Digest.of(data), len(data)) == (made.digest, made.size)
    return data


def verdict(data):
    """Verify as a reader would who has both countries' fingerprints."""
    return verify_casefile(io.BytesIO(data), trusted=TRUSTED)


def members(data):
    """Return the members by name, as any archiver reads them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def words(data):
    """Return all that the book says, without spaces."""
    pages = pypdf.PdfReader(io.BytesIO(members(data)["casefile.pdf"])).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def test_the_file_of_an_answered_request_verifies_and_holds_the_whole_case(node):
    """Each act with its letter and its exact bytes, the proof, the book, the way to check; signed by this node."""
    data = make(node)
    found = verdict(data)
    assert found.vouched
    assert found.proof is not None
    assert [act.body.act for act in found.proof.acts] == ["request", "answer"]
    held = members(data)
    assert set(held) == {
        "acts/001-in.json",
        "acts/001-in.pdf",
        "acts/002-out.json",
        "acts/002-out.pdf",
        f"proof/{node.incoming.reference}.comity.zip",
        "directory/VN.key",
        "directory/VN.section",
        "casefile.pdf",
        "README.en.txt",
        "README.vi.txt",
        "SHA256SUMS",
        "manifest.json",
        "manifest.signed",
    }
    bodies = [bytes(one.body) for one in Message.objects.filter(request=node.incoming).order_by("id")]
    assert [held["acts/001-in.json"], held["acts/002-out.json"]] == bodies
    said = words(data)
    for text in (node.incoming.reference, "12/2026/HSST", str(Digest.of(bodies[0])), str(Digest.of(bodies[1])), "onthewire"):
        assert text in said, text


def test_the_journal_and_the_case_say_who_took_it_for_whom(node):
    """Who, when, for whom, the digest; nothing of the file stays in the node's folder."""
    before = sorted(path.name for path in node.home.path.iterdir())
    data = make(node, by=node.approver)
    (past,) = exports_of(Request.objects.get(pk=node.incoming.pk))
    assert (past.reader, past.court, past.digest) == ("court", "Tòa án nhân dân tỉnh Đắk Lắk", str(Digest.of(data)))
    assert past.at == node.later(minutes=10)
    assert sorted(path.name for path in node.home.path.iterdir()) == before
    facts = parse_json(bytes(JournalAct.objects.latest("index").facts), 65536)["facts"]
    assert facts["purpose"] == "Evidence in the trial of first instance"


def test_the_same_case_on_the_same_terms_at_the_same_moment_is_the_same_bytes(node):
    """Two officers who compare digests compare the case; the log is published before each, as the door does."""
    first = make(node, node.outgoing)
    with zipfile.ZipFile(io.BytesIO(first)) as one, zipfile.ZipFile(io.BytesIO(make(node, node.outgoing))) as other:
        assert one.namelist() == other.namelist()
        for name in one.namelist():
            if not name.startswith("manifest"):
                assert one.read(name) == other.read(name), name
