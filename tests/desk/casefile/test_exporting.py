"""A case file of a real case: what is in it, what never is, who may make it, and that it verifies offline."""

import io
import zipfile

import pytest
from printed import printed_words
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

PLAIN = "%PDF without pages:"
TRUSTED = {Country(name): signing(name).public.key_id for name in COUNTRIES}


@pytest.fixture
def node(sound):
    """A node with an answered request, a request of its own, and a published log."""
    return sound


@pytest.fixture
def plain(monkeypatch):
    """Let letters and the book say their words without being set: WeasyPrint takes half a second for each, which is not tested here."""
    from comity.desk.casefile import exporting

    for name in ("print_pdf", "print_report"):
        monkeypatch.setattr(exporting, name, lambda said, **_: f"{PLAIN} {said!r}".encode())


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


def posted(node, role):
    """Return an officer who has that role alone."""
    node.both.roles = [role.value]
    node.both.save()
    return node.both


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
    book = members(data)["casefile.pdf"]
    return "".join(book.decode().split()) if book.startswith(PLAIN.encode()) else printed_words(book)


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


@pytest.mark.both_databases
def test_the_journal_and_the_case_say_who_took_it_for_whom(node, plain):
    """Who, when, for whom, the digest; nothing of the file stays in the node's folder."""
    before = sorted(path.name for path in node.home.path.iterdir())
    data = make(node, by=node.approver)
    (past,) = exports_of(Request.objects.get(pk=node.incoming.pk))
    assert (past.reader, past.court, past.digest) == ("court", "Tòa án nhân dân tỉnh Đắk Lắk", str(Digest.of(data)))
    assert past.at == node.later(minutes=10)
    assert sorted(path.name for path in node.home.path.iterdir()) == before
    facts = parse_json(bytes(JournalAct.objects.latest("index").facts), 65536)["facts"]
    assert facts["purpose"] == "Evidence in the trial of first instance"


def test_the_same_case_on_the_same_terms_at_the_same_moment_is_the_same_bytes(node, monkeypatch):
    """But for the node's signatures, which are made anew each time: with the same ones, every byte is the same."""
    from comity.desk.casefile import exporting

    proof = exporting.proof_of(node.outgoing.reference, at=node.later(minutes=10))
    monkeypatch.setattr(exporting, "proof_of", lambda *_, **__: proof)
    first, second = make(node, node.outgoing), make(node, node.outgoing)
    one, other = members(first), members(second)
    assert list(one) == list(other)
    assert [name for name in one if one[name] != other[name]] == ["manifest.signed"]


def test_nothing_of_the_desk_itself_is_in_it(node, plain):
    """An internal note, a wall and a draft leave no word in any member; the book says that such things are never in it."""
    from comity.desk.safeguarding.actions import set_flag

    secret, person, told = "Only colleagues read this remark", "Person Quillfeather", "Flag words of Marchbanks"
    write_remark(node.incoming, words=secret, by=node.drafter, at=node.at, token=node.token())
    set_flag(
        node.incoming,
        code="RF-DEATH",
        person=person,
        origin="",
        words=told,
        by=node.drafter,
        at=node.at,
        token=node.token(),
    )
    publish_log(node.home)
    for reader in ("court", "defence"):
        data = make(node, reader=reader)
        for text in (secret, *person.split()[1:], *told.split()[-1:], "RF-DEATH"):  # no digits: identifiers are full of them
            assert text.encode() not in data
            assert "".join(text.split()) not in words(data)
        assert "Neverinanycasefile" in words(data)


@pytest.mark.parametrize("language", ["en", "vi"])
def test_both_readers_get_the_same_content(node, plain, language):
    """Equality of arms: every member but those that name the reader is the same, byte for byte."""
    court = members(make(node, node.outgoing, language=language))
    defence = members(make(node, node.outgoing, language=language, reader="defence"))
    assert set(court) == set(defence)
    differ = {name for name in court if court[name] != defence[name]}
    named = {"casefile.pdf", "README.en.txt", "README.vi.txt", "SHA256SUMS", "manifest.json", "manifest.signed"}
    assert differ <= named | {f"proof/{node.outgoing.reference}.comity.zip"}


def test_what_is_withheld_is_listed_with_ground_and_officer(node, plain):
    """Number, digest, ground, words, officer; and the proof goes with it, since it holds the same words."""
    data = make(node, reader="defence", withhold={2}, ground="WH-CONFIDENTIAL")
    found = verdict(data)
    (held,) = found.manifest.withheld
    body = bytes(Message.objects.get(request=node.incoming, direction="out").body)
    assert (held.act, held.digest, held.ground) == (2, Digest.of(body), "WH-CONFIDENTIAL")
    assert str(held.officer) == node.approver.officer_id
    assert found.proof is None
    assert not any(name.startswith(("proof/", "acts/002")) for name in members(data))
    assert "Withheldfromthiscopy" in words(data)
    assert "40(20)" in words(data)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"withhold": {2}, "ground": "WH-USE"}, NothingWithheldFromCourt),
        ({"reader": "defence", "withhold": {2}}, GroundMissing),
        ({"reader": "defence", "ground": "WH-USE"}, GroundMissing),
        ({"reader": "defence", "withhold": {2}, "ground": "WH-NONE"}, GroundMissing),
        ({"reader": "defence", "withhold": {9}, "ground": "WH-USE"}, NeverWithheld),
        ({"reader": "defence", "withhold": {2}, "ground": "WH-USE", "word": ""}, WordNeeded),
    ],
)
def test_terms_that_do_not_hold_are_refused_and_nothing_is_written(node, changes, refusal):
    """Each with its own sentence."""
    before = JournalAct.objects.count()
    with pytest.raises(refusal):
        make(node, **changes)
    assert JournalAct.objects.count() == before


@pytest.mark.parametrize("changes", [{"court": " "}, {"number": ""}, {"purpose": "\n"}, {"reader": "press"}, {"language": "fr"}])
def test_a_file_without_reader_court_number_or_purpose_is_refused(changes):
    """Before anything is looked at."""
    with pytest.raises(TermsMissing):
        terms(**changes)


def test_who_may_export(node, plain):
    """A legal adviser may where nothing binds; what binds, and what is withheld, takes an approver; a drafter may not at all."""
    adviser = posted(node, Role.LEGAL_ADVISER)
    assert make(node, node.outgoing, by=adviser)
    with pytest.raises(ApproverNeeded):
        make(node, by=adviser, reader="defence", withhold={2}, ground="WH-USE")
    with pytest.raises(NotAllowed):
        make(node, by=node.drafter)


def test_a_case_that_the_officer_may_not_know_of_is_not_there(node):
    """A wall that was put up between the page and the click."""
    supervisor = posted(node, Role.SUPERVISOR)
    set_wall(
        node.incoming.reference,
        wall=Wall.of(names=[supervisor.officer_id, node.drafter.officer_id]),
        reason="A source is at risk",
        by=supervisor,
        at=node.at,
        token=node.token(),
    )
    with pytest.raises(NoSuchRequest):
        make(node)


def test_a_role_that_ends_while_the_file_is_made_stops_it(node, plain, monkeypatch):
    """Minutes may pass; nothing leaves and nothing is journalled."""
    from comity.desk.casefile import exporting

    real = exporting._verified

    def end_the_role(file):
        Officer.objects.filter(pk=node.approver.pk).update(is_active=False)
        return real(file)

    monkeypatch.setattr(exporting, "_verified", end_the_role)
    with pytest.raises((NotAllowed, MandateLapsed)):
        make(node)
    assert not JournalAct.objects.filter(name="casefile.exported").exists()


def test_a_character_that_no_font_has_is_spelled_and_kept_word_for_word(node, plain):
    """The book says its code point; nothing stops."""
    assert "[U+0E01]" in words(make(node, node.outgoing, purpose="Trial \u0e01"))


def test_an_act_whose_letter_cannot_be_printed_comes_as_text(node, monkeypatch):
    """The rest is made; the text is what was signed."""
    from comity.desk.casefile import exporting
    from comity.letters.refusals import MissingGlyph

    def refuse(*_, **__):
        raise MissingGlyph(characters="ก (U+0E01)", where="Facts")

    monkeypatch.setattr(exporting, "print_pdf", refuse)
    held = members(make(node, node.outgoing))
    assert "acts/001-out.pdf" not in held
    assert "U+0E01" in held["acts/001-out.txt"].decode()


def test_an_act_that_was_changed_in_the_database_stops_the_file(node):
    """A case that does not hold has no case file."""
    Message.objects.filter(request=node.outgoing).update(salt=b"0" * 32)
    with pytest.raises(PartMissing):
        make(node, node.outgoing)
