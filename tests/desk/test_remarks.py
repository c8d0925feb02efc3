"""Internal notes: written once, corrected by another, told to whom they mention, and never on the way to the other side."""

import ast
from pathlib import Path

import pytest

from comity.desk.holding.actions import open_request
from comity.desk.holding.queries import tidings_for
from comity.desk.proving.exporting import export_proof, without_papers
from comity.desk.reading.watch import dress
from comity.desk.remarks.actions import mentioned_in, write_remark
from comity.desk.remarks.queries import remarks_on
from comity.desk.remarks.refusals import MentionsNobody, NoSuchRemark, NotYourRemark
from comity.directory.policy import NotAllowed
from comity.doors.cli.demo import fields
from comity.records.models import JournalAct, Remark, Unread
from comity.terms.refusals import Malformed
from comity.terms.text import TextTooLong, UnsafeText

SECRET = "The hospital's lawyer is unsure: Đắk Lắk, 0912"


def write(world, request, words, *, by=None, corrects=None, token=None):
    """Write an internal note."""
    return write_remark(request, words=words, by=by or world.drafter, at=world.at, token=token or world.token(), corrects=corrects)


def test_a_note_is_kept_as_written(world):
    """With who and when; the journal has its digest and not its words; the same click twice is one note."""
    request, token = world.receive(), world.token()
    for _ in range(2):
        kept = write(world, request, f"  {SECRET}\r\nsecond line ", token=token)
    assert kept.words == f"{SECRET}\nsecond line"
    (note,) = remarks_on(request)
    assert (note.name, note.at, note.corrects, note.corrected_by) == (world.drafter.name, world.at, 0, 0)
    leaf = JournalAct.objects.get(name="remark.written")
    assert b"digest" in bytes(leaf.facts)
    assert SECRET.encode() not in bytes(leaf.facts)


@pytest.mark.both_databases
def test_a_correction_is_another_note(world):
    """Both stay; only the author corrects, and only what is there."""
    request, other = world.receive(), world.receive(case="XR-2026-000009")
    first = write(world, request, "Their number is 12.")
    second = write(world, request, "Their number is 21.", corrects=first.pk)
    assert [(note.words, note.corrects, note.corrected_by) for note in remarks_on(request)] == [
        ("Their number is 12.", 0, second.pk),
        ("Their number is 21.", first.pk, 0),
    ]
    with pytest.raises(NotYourRemark):
        write(world, request, "No.", by=world.both, corrects=first.pk)
    with pytest.raises(NoSuchRemark):
        write(world, other, "No.", corrects=first.pk)
    assert Remark.objects.count() == 2


@pytest.mark.both_databases
def test_who_is_mentioned_is_told_and_has_it_unread(world):
    """Nobody else; not oneself; however often it is said."""
    request = world.receive()
    for officer in (world.both, world.approver, world.drafter):
        open_request(request, by=officer, at=world.at)
    write(world, request, "@minh.d please call; @Minh.D knows them. @ha.n saw it. Write to desk@minh.d.example.")
    assert [told.name for told in tidings_for(world.both)] == ["mentioned"]
    assert tidings_for(world.approver) == tidings_for(world.drafter) == ()
    assert set(Unread.objects.filter(officer__in=(world.both, world.approver, world.drafter)).values_list("officer", flat=True)) == {
        world.both.pk
    }
    write(world, request, "Again, @minh.d.")
    assert Unread.objects.get(officer=world.both).count == 2


def test_what_is_a_mention(world):
    """A sign at the beginning of a word; addresses and doubled signs are none; a full sign-in name is one."""
    here = str(world.node)
    assert mentioned_in("@an.p, (@an.p) và @minh.d@" + here) == (f"an.p@{here}", f"minh.d@{here}")
    assert mentioned_in("an.p@example.org @@an.p x@y") == ()


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (" \n", Malformed),
        ("x" * 4001, TextTooLong),
        ("turned \u202e round", UnsafeText),
        ("@nobody must see this", MentionsNobody),
        ("@thu.l has left", MentionsNobody),
    ],
    ids=["nothing", "too-long", "reordering", "nobody", "gone"],
)
def test_what_is_no_note_is_refused(world, words, refusal):
    """Nothing is kept of it."""
    request = world.receive()
    before = world.everything()
    with pytest.raises(refusal):
        write(world, request, words)
    assert world.everything() == before


@pytest.mark.parametrize("who", ["administrator", "gone"])
def test_who_may_not_work_on_requests_writes_no_note(world, who):
    """An approver may, who must be able to say why."""
    request = world.receive()
    with pytest.raises(NotAllowed):
        write(world, request, "Mine.", by=getattr(world, who))
    write(world, request, "Mine.", by=world.approver)


def test_the_rows_count_them(world):
    """Corrections too: each is something to read."""
    request, quiet = world.receive(), world.receive(case="XR-2026-000009")
    first = write(world, request, "One.")
    write(world, request, "One, really.", corrects=first.pk)
    assert [row.notes for row in dress([request, quiet], officer=world.drafter, at=world.at)] == [2, 0]


# ---------------------------------------------------------------- never sent


def test_nothing_that_leaves_holds_a_note(world):
    """Body, letter, proof file, outbox: after a note, an answer and an export, its words are in none of them."""
    request = world.receive()
    write(world, request, SECRET)
    world.answer(request, fields.preserved(at=world.at))
    from comity.courier.publishing import publish_log

    publish_log(world.home)
    proof = export_proof(request.reference, at=world.at, by=world.drafter, papers=without_papers)
    words = SECRET.encode()
    assert words not in proof.read_bytes()
    for table, rows in world.everything().items():
        if table != "records_remark":
            assert not [row for row in rows if words in repr(row).encode() or SECRET in repr(row)], table


ROOT = Path(__file__).resolve().parents[2] / "src" / "comity"
# Who may know of internal notes: the tables, the room of notes itself, the rows of the queue, and the pages of this desk.
MAY = (
    "records/models/",
    "records/migrations/",
    "desk/remarks/",
    "desk/retiring/content.py",  # destroys them
    "desk/reading/watch.py",
    "doors/web/views/",
    "doors/web/pages/",
)


def test_no_road_leads_from_a_note_to_the_wire():
    """Nothing that drafts, sends, receives, proves, carries or prints names the table or the room of notes."""
    found = []
    for path in ROOT.rglob("*.py"):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(MAY):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            names = {alias.name for alias in node.names} if isinstance(node, ast.Import | ast.ImportFrom) else set()
            if "Remark" in names or "remarks" in names or named.startswith("comity.desk.remarks"):
                found.append(f"{name}:{node.lineno}")
    assert found == []


def test_no_page_of_a_message_has_the_box_of_a_note():
    """The field `note` of the notes' form stands in one template, and that template has no field of any act."""
    templates = ROOT / "doors" / "web" / "templates" / "web"
    with_box = [path.name for path in templates.rglob("*.html") if 'name="note"' in path.read_text(encoding="utf-8")]
    assert with_box == ["notes.html"]
    assert "parts/field.html" not in (templates / "notes.html").read_text(encoding="utf-8")
