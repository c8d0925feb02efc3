"""What an act lists stands in its letter, its proof, the verifier's words and the search index; the bytes stand in none of them."""

import pytest
from worlds.paper import bytes_of, listed, pieces
from worlds.places import THERE, signing
from worlds.second import verify_by_both

from comity.courier.publishing import publish_log
from comity.desk.attaching.actions import attach_file
from comity.desk.indexing import pay_all
from comity.desk.lettering.collecting import letter_of
from comity.desk.proving.exporting import proof_of
from comity.directory.book import book
from comity.records.models import Receipt
from comity.records.search import Term, find_newest
from comity.seal.receipt import sign_receipts
from comity.terms.digests import Digest
from comity.terms.folding import words_of
from comity.terms.identifiers import EnvelopeId, Reference
from comity.wire.files import FilesBody, print_files

DATA = bytes_of(5000)


@pytest.fixture(autouse=True)
def _own_store(world, tmp_path, monkeypatch):
    """Give each test a folder of files of its own."""
    monkeypatch.setattr(type(world.home), "files", property(lambda _: tmp_path / "files"))


@pytest.fixture
def sent(world):
    """A request of ours with one file."""
    draft = world.draft()
    draft = attach_file(
        draft.pk,
        pieces=pieces(DATA),
        name="nhật ký tường lửa.csv",
        media_type="text/csv",
        kind="FILE-DATA",
        by=world.drafter,
        at=world.at,
        token=world.token(),
    )
    return world.approve(world.submit(draft))


def test_the_letter_lists_name_size_and_digest(world, sent):
    """As the act was signed."""
    (file,) = letter_of(sent, world.message(sent)).files
    assert (file.name, file.size, file.digest) == ("nhật ký tường lửa.csv", 5000, Digest.of(DATA))


def test_the_proof_names_the_file_and_has_the_receipt_and_not_the_bytes(world, sent):
    """The verifier says what is listed, who signed for it, and what it cannot say."""
    message = world.message(sent)
    body = FilesBody(
        env_id=EnvelopeId(message.env_id),
        inner=Digest.of(bytes(message.inner)),
        case=Reference(sent.reference),
        whole=1,
        broken=None,
        at=world.at,
    )
    (sealed,) = sign_receipts([print_files(body)], key=signing(THERE))
    Receipt.objects.create(env_id=message.env_id, kind="files", direction="in", case=sent.reference, sealed=sealed, at=world.at)
    publish_log(world.home)
    data = proof_of(sent.reference, at=world.at)
    assert DATA not in data
    verdict = verify_by_both(data, trusted={country: key.key_id for country, key in book().trusted.items()})
    said = "\n".join(str(line) for answer in verdict.answers for line in answer.lines)
    assert f"lists the file “nhật ký tường lửa.csv”, 5000 bytes, SHA-256 {Digest.of(DATA)}" in said
    assert "every file of act 1 is there" in said
    assert "What stands in the files" in said


def test_a_request_is_found_by_the_name_of_its_file(world, sent, puppet):
    """Theirs and ours, without marks."""
    theirs = world.receive(files=(listed(DATA, name="Sao kê tài khoản.xlsx"),))
    pay_all()
    for words, found in (("nhat ky tuong lua", sent), ("sao ke tai khoan", theirs)):
        assert find_newest([[Term(one)] for one in words_of(words)], before=found.pk + 1, limit=1) == [found.pk]
