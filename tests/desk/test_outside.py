"""Acts outside the wire: recorded and issued with the same states, clocks and two officers, and marked as what they are."""

import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from printed import printed_words
from tests.treaty.samples import every_act

from comity.courier.fsck import check_node
from comity.courier.publishing import publish_log
from comity.desk.casefile.exporting import export_casefile
from comity.desk.casefile.layout import parse_manifest
from comity.desk.casefile.policy import terms_of
from comity.desk.casefile.refusals import PartMissing
from comity.desk.casefile.verifying import verify_casefile
from comity.desk.drafting.actions import open_draft, save_draft
from comity.desk.drafting.refusals import ChangedElsewhere
from comity.desk.holding.actions import open_request
from comity.desk.lettering.collecting import letter_of
from comity.desk.lettering.refusals import NoLetterOfTheirs
from comity.desk.meaning import NotUnderstood
from comity.desk.outside import papers
from comity.desk.outside.papers import PaperMissing, PaperNotTaken, PaperTooLarge, Upload, keep_paper, read_paper
from comity.desk.outside.passing import record_step
from comity.desk.outside.queries import may_come, outside_acts, paper_of
from comity.desk.outside.recording import Passing, record_act
from comity.desk.outside.refusals import NoSuchPaper, NotOutside, PassageIncomplete, StepNotNow
from comity.desk.outside.states import Step
from comity.desk.partnering.actions import Entry, NoSuchEntry, approve_partner, propose_partner
from comity.desk.partnering.policy import HasNode, OwnEntry, PartnerIncomplete
from comity.desk.policy import DraftNotOpen, SelfApproval
from comity.desk.proving.exporting import proof_of
from comity.desk.proving.refusals import CannotProve
from comity.desk.sending.actions import approve_draft
from comity.directory.book import book
from comity.directory.partners import partners
from comity.directory.policy import NotAllowed
from comity.directory.ways import Way, stand_in
from comity.doors.cli.demo import fields
from comity.records.models import Clock, Draft, JournalAct, Message, Outbox, Partner, Passage, Receipt, Request
from comity.terms.digests import Digest
from comity.terms.identifiers import AuthorityId, EnvelopeId, NodeId
from comity.terms.json import parse_json
from comity.treaty.faults import FieldFaults
from comity.wire.act import parse_act

MINISTRY = AuthorityId("kh-moj")
THEM = stand_in(MINISTRY)
SCAN = Upload("Letter 17.pdf", b"%PDF-1.7 a letter of another State")


@pytest.fixture(autouse=True)
def _papers(world, tmp_path, monkeypatch):
    """Each test keeps its papers in a folder of its own."""
    own = replace(world.home, path=world.home.path)
    monkeypatch.setattr(papers, "home", lambda: _Moved(own, tmp_path))


class _Moved:
    """This node, with its papers elsewhere."""

    def __init__(self, own, folder):
        """Take over what the setting says."""
        self.papers, self.papers_mib = folder / "papers", own.papers_mib


def entry(world, **changes):
    """Return an entry that is in order but for `changes`."""
    given = {
        "authority": MINISTRY,
        "names": {"en": "Ministry of Justice", "vi": "Bộ Tư pháp"},
        "roles": ("CA", "POC"),
        "languages": ("en",),
        "zone": "Asia/Phnom_Penh",
        "ways": (Way("DEL-POST", "14 Samdech Sothearos, Phnom Penh"), Way("DEL-EMAIL", "mla@moj.example")),
        "source": "Note verbale 12/2026",
        "verified_on": world.at.datetime().date(),
    }
    return Entry(**(given | changes))


@pytest.fixture
def partner(world):
    """A ministry without a node, entered by two officers."""
    made = propose_partner(entry(world), reason="first contact", by=world.drafter, at=world.at, token=world.token())
    return approve_partner(made.pk, by=world.approver, at=world.at, token=world.token())


def passing(world, **changes):
    """Return how a paper passed, in order but for `changes`."""
    given = {"method": "DEL-POST", "on": world.later(hours=-5), "who": "Registry, Ms Sok", "theirs": "MOJ/17", "upload": SCAN}
    return Passing(**(given | changes))


def written(world, act="request", kind="REQ-PRESERVE", values=None, *, request=None, replies_to=None):
    """Write down what a paper says."""
    draft = open_draft(
        act=act,
        kind=kind,
        peer=THEM,
        by=world.drafter,
        at=world.at,
        request=request,
        direction="in",
        replies_to=replies_to,
        token=world.token(),
    )
    values = world.fields(authority="kh-moj") if values is None else values
    return save_draft(draft.pk, fields=values, based_on=draft.version, by=world.drafter, at=world.at)


def record(world, draft, **changes):
    """Record it as received."""
    how = passing(world, **changes)
    return record_act(draft.pk, version=draft.version, passing=how, by=world.drafter, at=world.at, token=world.token())


def issue(world, act="request", kind="REQ-PRESERVE", values=None, *, request=None, replies_to=None):
    """Draft, submit and approve an act for the partner."""
    draft = open_draft(
        act=act, kind=kind, peer=THEM, by=world.drafter, at=world.at, request=request, replies_to=replies_to, token=world.token()
    )
    values = world.fields() if values is None else values
    draft = save_draft(draft.pk, fields=values, based_on=draft.version, by=world.drafter, at=world.at)
    return world.approve(world.submit(draft))


def facts_of(name):
    """Return the facts of the newest act of that name in the journal."""
    return parse_json(bytes(JournalAct.objects.filter(name=name).latest("index").facts), 65536)["facts"]


# ---------------------------------------------------------------- partners


def test_a_partner_counts_when_a_second_officer_approved(world):
    """Before that nothing can be addressed to it; who proposed cannot approve."""
    made = propose_partner(entry(world), reason="first contact", by=world.both, at=world.at, token=world.token())
    assert partners() == ()
    with pytest.raises(OwnEntry):
        approve_partner(made.pk, by=world.both, at=world.at, token=world.token())
    with pytest.raises(NotAllowed):
        approve_partner(made.pk, by=world.drafter, at=world.at, token=world.token())
    approve_partner(made.pk, by=world.approver, at=world.at, token=world.token())
    assert [row.authority for row in partners()] == ["kh-moj"]
    found = book().authority_of(THEM)
    assert (str(found.id), found.languages, book().node(THEM).sealing) == ("kh-moj", ("en",), ())


def test_versions_follow_each_other(world, partner):
    """A newer approved version counts; an older proposal cannot overtake it; a closed one leaves the list and stays readable."""
    old = propose_partner(entry(world, zone="UTC"), reason="zone", by=world.drafter, at=world.at, token=world.token())
    new = propose_partner(entry(world, closed=True), reason="merged", by=world.drafter, at=world.at, token=world.token())
    approve_partner(new.pk, by=world.approver, at=world.at, token=world.token())
    with pytest.raises(NoSuchEntry):
        approve_partner(old.pk, by=world.approver, at=world.at, token=world.token())
    assert partners() == ()
    assert book().authority_of(THEM).names["en"] == "Ministry of Justice"
    assert list(Partner.objects.order_by("version").values_list("version", flat=True)) == [1, 2, 3]


@pytest.mark.parametrize(
    "changes",
    [
        {"names": {"en": " "}},
        {"roles": ()},
        {"roles": ("KING",)},
        {"languages": ("xx-not",)},
        {"ways": ()},
        {"ways": (Way("DEL-PIGEON", "loft"),)},
        {"ways": (Way("DEL-POST", " "),)},
        {"zone": "Atlantis/Capital"},
        {"source": ""},
    ],
)
def test_an_entry_that_is_not_whole_is_refused(world, changes):
    """Name, role, language, way, zone and source are each demanded; nothing is written."""
    with pytest.raises(PartnerIncomplete):
        propose_partner(entry(world, **changes), reason="x", by=world.drafter, at=world.at, token=world.token())
    assert not Partner.objects.exists()


def test_nobody_is_verified_tomorrow_and_nobody_with_a_node_is_a_partner(world):
    """A day to come is refused; an authority of the signed directory is reached through its node."""
    tomorrow = world.at.datetime().date() + timedelta(days=1)
    with pytest.raises(PartnerIncomplete):
        propose_partner(entry(world, verified_on=tomorrow), reason="x", by=world.drafter, at=world.at, token=world.token())
    with pytest.raises(HasNode):
        propose_partner(entry(world, authority=AuthorityId("xr-cert")), reason="x", by=world.drafter, at=world.at, token=world.token())


# ---------------------------------------------------------------- what came


def test_a_request_by_letter_begins_a_case_like_any_other(world, partner):
    """It has a number of ours, the clocks of its kind from the hour of receipt, the document by digest, and no envelope."""
    request = record(world, written(world))
    message = Message.objects.get(request=request)
    assert (request.direction, request.state, request.peer) == ("in", "opened", str(THEM))
    assert request.reference.startswith("VN-")
    assert (message.road, message.direction, bytes(message.signatures)) == ("outside", "in", b"")
    clocks = {clock.code: clock for clock in Clock.objects.filter(request=request)}
    assert {"ACK", "DECIDE"} <= clocks.keys()
    assert clocks["DECIDE"].starts_at == world.later(hours=-5)
    row = Passage.objects.get(message=message)
    assert (row.step, row.theirs, row.media, row.digest) == ("received", "MOJ/17", "application/pdf", str(Digest.of(SCAN.data)))
    assert facts_of("act.recorded")["document"] == row.digest
    assert not Outbox.objects.exists()
    assert parse_act(bytes(message.body)).drafted_by.text == world.drafter.officer_id


def test_a_paper_that_lacks_items_is_recorded_and_the_rules_say_what_it_lacks(world, partner):
    """What others left out cannot be typed for them; what was typed wrongly is refused."""
    sparse = written(world, values=world.fields(identifiers=None, authority="kh-moj"))
    assert record(world, sparse).state == "opened"
    wrong = written(world, values=world.fields(urgency="whenever"))
    with pytest.raises(FieldFaults):
        record(world, wrong)
    assert Draft.objects.get(pk=wrong.pk).state == "open"


@pytest.mark.parametrize(
    "changes",
    [
        {"method": ""},
        {"method": "DEL-PIGEON"},
        {"method": "DEL-NODE"},
        {"who": " "},
        {"upload": None},
    ],
)
def test_an_incomplete_record_is_refused_and_the_draft_stays(world, partner, changes):
    """Method, person and document are demanded of what is on paper."""
    draft = written(world)
    with pytest.raises(PassageIncomplete):
        record(world, draft, **changes)
    with pytest.raises(PassageIncomplete):
        record(world, draft, on=world.later(minutes=1))
    assert Draft.objects.get(pk=draft.pk).state == "open"
    assert not Request.objects.exists()


def test_a_repeated_click_records_once_and_another_version_is_not_recorded(world, partner):
    """The same token gives the same request."""
    draft, token = written(world), world.token()
    with pytest.raises(ChangedElsewhere):
        record_act(draft.pk, version=draft.version - 1, passing=passing(world), by=world.drafter, at=world.at, token=world.token())
    made = [
        record_act(draft.pk, version=draft.version, passing=passing(world), by=world.drafter, at=world.at, token=token) for _ in range(2)
    ]
    assert made[0] == made[1]
    assert Message.objects.count() == Passage.objects.count() == 1


def test_what_was_only_said_waits_for_its_confirmation_in_writing(world, partner):
    """Article 40(13): the clock runs from the call and stops when the written request is recorded."""
    request = record(world, written(world), method="DEL-ORAL", upload=None)
    clock = Clock.objects.get(request=request, code="CONFIRM")
    assert (clock.starts_at, clock.stopped_at) == (world.later(hours=-5), None)
    envelope = EnvelopeId(Message.objects.get(request=request).env_id)
    with pytest.raises(PassageIncomplete):
        step(world, request, envelope, Step.CONFIRMED, method="DEL-ORAL")
    step(world, request, envelope, Step.CONFIRMED, method="DEL-EMAIL", on=world.later(hours=-1))
    clock.refresh_from_db()
    assert clock.stopped_at == world.later(hours=-1)


def step(world, request, envelope, which, **changes):
    """Record a step of an act."""
    return record_step(request, envelope, step=which, passing=passing(world, **changes), by=world.drafter, at=world.at, token=world.token())


# ---------------------------------------------------------------- what goes


def test_what_goes_is_approved_by_a_second_officer_and_signed_but_sealed_for_nobody(world, partner):
    """No outbox row; the letter can be made; dispatch and acknowledgement are steps of their own."""
    request = issue(world)
    message = world.message(request)
    assert (request.state, message.road) == ("sent", "outside")
    assert not Outbox.objects.exists()
    assert facts_of("act.issued")["envelope"] == message.env_id
    letter = letter_of(request, message)
    assert letter.addressee.names["en"] == "Ministry of Justice"
    envelope = EnvelopeId(message.env_id)
    with pytest.raises(StepNotNow):
        step(world, request, envelope, Step.ACKNOWLEDGED)
    step(world, request, envelope, Step.DISPATCHED, upload=None)
    with pytest.raises(StepNotNow):
        step(world, request, envelope, Step.DISPATCHED, upload=None)
    request = step(world, request, envelope, Step.ACKNOWLEDGED, method="DEL-EMAIL")
    assert request.state == "delivered"
    assert outside_acts(request)[envelope].next == ()


def test_nobody_approves_their_own_paper(world, partner):
    """Two officers, as on the wire."""
    draft = open_draft(act="request", kind="REQ-PRESERVE", peer=THEM, by=world.both, at=world.at, token=world.token())
    draft = save_draft(draft.pk, fields=world.fields(), based_on=1, by=world.both, at=world.at)
    draft = world.submit(draft, by=world.both)
    with pytest.raises(SelfApproval):
        approve_draft(
            draft.pk,
            digest_seen=Digest.of(bytes(draft.body)),
            by=world.both,
            key=world.key(world.both),
            at=world.at,
            token=world.token(),
        )


def test_a_whole_case_on_paper(world, partner):
    """They ask by letter, we answer by letter with two officers; then they withdraw by letter. No receipt is owed to anybody."""
    request = record(world, written(world))
    asked = EnvelopeId(Message.objects.get(request=request).env_id)
    open_request(request, by=world.both, at=world.at)
    request = issue(world, "answer", "REQ-PRESERVE", fields.preserved(at=world.at), request=request, replies_to=asked)
    assert request.state == "answered"
    assert ("withdrawal", "ADM-WITHDRAW") in may_come(request)
    draft = written(world, "withdrawal", "ADM-WITHDRAW", {"reason": "WD-NOT-NEEDED"}, request=request)
    request = record(world, draft)
    assert request.state == "withdrawn"
    assert not Receipt.objects.exists()
    assert not Outbox.objects.exists()
    assert list(Message.objects.order_by("id").values_list("direction", "seq")) == [("in", 1), ("out", 1), ("in", 2)]


def test_their_answer_by_letter_moves_our_request(world, partner):
    """A refusal that came as a letter refuses."""
    request = issue(world)
    asked = EnvelopeId(world.message(request).env_id)
    values = {"decision": "D-REFUSE", "grounds": ["ESSENTIAL_INTEREST"]}
    request = record(world, written(world, "answer", "REQ-PRESERVE", values, request=request, replies_to=asked))
    assert request.state == "refused"


def test_an_order_to_a_provider_is_tracked_by_its_own_clocks_and_never_leaves(world):
    """Two officers approve it; the provider's time runs from its receipt, and its result ends the waiting."""
    given = entry(world, authority=AuthorityId("fr-cloud"), names={"en": "Cloud SA"}, roles=("SP",), holds="mail", legal_address="Lyon")
    made = propose_partner(given, reason="order", by=world.drafter, at=world.at, token=world.token())
    approve_partner(made.pk, by=world.approver, at=world.at, token=world.token())
    provider, kind = stand_in(AuthorityId("fr-cloud")), "TRK-EPOC"
    with pytest.raises(NotUnderstood):
        open_draft(act="request", kind=kind, peer=NodeId("cert.xr.example"), by=world.drafter, at=world.at, token=world.token())
    draft = open_draft(act="request", kind=kind, peer=provider, by=world.drafter, at=world.at, token=world.token())
    draft = save_draft(draft.pk, fields=dict(every_act()[kind, "request"]), based_on=1, by=world.drafter, at=world.at)
    request = world.approve(world.submit(draft))
    envelope = EnvelopeId(world.message(request).env_id)
    assert not Clock.objects.filter(request=request, code__startswith="C-EU").exists()
    step(world, request, envelope, Step.DISPATCHED, method="DEL-PORTAL", upload=None)
    request = step(world, request, envelope, Step.ACKNOWLEDGED, method="DEL-PORTAL", on=world.later(hours=-2), upload=None)
    clock = Clock.objects.get(request=request, code="C-EU10")
    assert (clock.starts_at, clock.stopped_at) == (world.later(hours=-2), None)
    request = step(world, request, envelope, Step.RESULT, method="DEL-PORTAL", on=world.later(hours=-1))
    clock.refresh_from_db()
    assert (request.state, clock.stopped_at) == ("fulfilled", world.later(hours=-1))
    assert not Outbox.objects.exists()


# ---------------------------------------------------------------- what stays apart


def test_only_partners_without_a_node_come_on_paper(world, partner):
    """An act of a node cannot be typed in; an inbound draft is never submitted to leave."""
    with pytest.raises(NotUnderstood):
        open_draft(
            act="request",
            kind="REQ-PRESERVE",
            peer=NodeId("cert.xr.example"),
            by=world.drafter,
            at=world.at,
            direction="in",
            token=world.token(),
        )
    with pytest.raises(DraftNotOpen):
        world.submit(written(world))
    request = world.receive()
    with pytest.raises(NotUnderstood):
        open_draft(
            act="withdrawal",
            kind="ADM-WITHDRAW",
            peer=THEM,
            by=world.drafter,
            at=world.at,
            request=request,
            direction="in",
            token=world.token(),
        )
    ours = world.draft()
    with pytest.raises(NotOutside):
        record(world, ours)
    with pytest.raises(NotOutside):
        step(world, request, EnvelopeId(world.message(request, direction="in").env_id), Step.ACKNOWLEDGED)


def test_there_is_no_proof_file_of_paper_and_no_letter_of_theirs(world, partner):
    """What nobody signed is not shown as signed."""
    request = record(world, written(world))
    with pytest.raises(NoLetterOfTheirs):
        letter_of(request, Message.objects.get(request=request))
    publish_log(world.home)
    with pytest.raises(CannotProve):
        proof_of(request.reference, at=world.at)


@pytest.mark.both_databases
def test_the_file_check_finds_a_sound_case_sound_and_a_lost_document_lost(world, partner):
    """Streams, commitments and leaves of papers hold like others; a document that is gone is named."""
    request = record(world, written(world))
    asked = EnvelopeId(Message.objects.get(request=request).env_id)
    issue(world, "answer", "REQ-PRESERVE", fields.preserved(at=world.at), request=request, replies_to=asked)
    publish_log(world.home)
    assert check_node(world.home, at=world.at) == []
    found, data = paper_of(request, str(Digest.of(SCAN.data)))
    assert (found.name, data) == (SCAN.name, SCAN.data)
    (papers.home().papers / found.digest).write_bytes(b"another letter")
    assert [fault.facts["case"] for fault in check_node(world.home, at=world.at)] == [request.reference]
    with pytest.raises(NoSuchPaper):
        paper_of(request, "")


def test_the_case_file_of_a_case_on_paper_says_so_and_holds_the_documents_word_for_word(world, partner):
    """No proof, no letter of theirs, no signature claimed; a document that is lost or changed stops the file and is named."""
    request = record(world, written(world), upload=Upload("Thư số 17 ก.pdf", SCAN.data))
    asked = EnvelopeId(Message.objects.get(request=request).env_id)
    issue(world, "answer", "REQ-PRESERVE", fields.preserved(at=world.at), request=request, replies_to=asked)
    said = {"reader": "defence", "court": "Tòa án", "number": "1", "purpose": "trial", "language": "vi", "word": "by order"}
    made = export_casefile(request, terms=terms_of(**said), at=world.at, by=world.approver)
    with made.file, zipfile.ZipFile(made.file) as archive:
        names = archive.namelist()
        assert archive.read("papers/001-1-received.pdf") == SCAN.data
        text = printed_words(archive.read("casefile.pdf"))
        manifest = parse_manifest(archive.read("manifest.json"))
        made.file.seek(0)
        assert verify_casefile(made.file, trusted={}).proof is None
    assert not any(name.startswith(("proof/", "acts/001-in.pdf")) for name in names)
    assert "NGOÀIĐƯỜNGTRUYỀN" in text
    assert str(Digest.of(SCAN.data)) in text
    assert "[U+0E01]" in text
    assert [one.name for one in manifest.members if one.path.startswith("papers/")] == ["Thư số 17 ก.pdf"]
    for harm in (lambda path: path.write_bytes(b"%PDF- another"), lambda path: path.unlink()):
        harm(papers.paper_path(Digest.of(SCAN.data)))
        with pytest.raises(PartMissing, match="17"):
            export_casefile(request, terms=terms_of(**said), at=world.at, by=world.approver)
    assert JournalAct.objects.filter(name="casefile.exported").count() == 1


# ---------------------------------------------------------------- documents


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.exe", b"MZ"), ("a.pdf", b"MZ pretends"), ("a.pdf", b""), ("a", b"%PDF-"), ("a.txt", b"\xff\xfe\x00"), ("a.html", b"<script>")],
)
def test_a_document_of_another_type_is_not_kept(name, data):
    """Neither programs, nor what is not what its name says, nor nothing at all."""
    with pytest.raises(PaperNotTaken):
        keep_paper(Upload(name, data))
    assert not papers.home().papers.exists()


def test_a_document_is_kept_once_by_its_digest_and_has_a_cap():
    """The same bytes are one file; a path in a name is no path; one byte over the cap is refused."""
    one, two = keep_paper(Upload("../../etc/letter.pdf", SCAN.data)), keep_paper(SCAN)
    assert one.digest == two.digest
    assert "/" not in one.name
    assert [file.name for file in papers.home().papers.iterdir()] == [str(one.digest)]
    assert read_paper(one.digest) == SCAN.data
    with pytest.raises(PaperTooLarge):
        keep_paper(Upload("big.pdf", b"%PDF-" + bytes(papers.home().papers_mib * papers.MIB)))
    with pytest.raises(PaperMissing):
        read_paper(Digest.of(b"nobody"))
