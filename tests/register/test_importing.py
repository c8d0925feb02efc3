"""Documents come in: kept as they came, once each, with what they suggest; nothing enters the register by it."""

import pytest
from hands import FIRST

from comity.directory.policy import NotAllowed
from comity.reading.printing import print_reading
from comity.reading.reading import read_report
from comity.reading.refusals import MarkedUp, NothingWritten, PdfFile
from comity.records.models import Commitment, Document, JournalAct, Meeting, RegisterActor, Statement
from comity.register.confirming.queries import original_of, review
from comity.register.days import DateUnclear
from comity.register.importing.actions import CAP, import_report
from comity.register.importing.heads import Head, head_of
from comity.register.importing.queries import documents, find_document, reading_of, review_queue
from comity.register.importing.refusals import DocumentTooLarge, NothingInFile
from comity.register.refusals import NoSuchRow, NotOfItsList
from comity.terms.digests import Digest

STAMPED = f"""\
date 2024-03-13

Bộ trưởng Công an tiếp Đại sứ Nhật Bản

{FIRST}
Minh Khang

(Nguồn: Báo Mẫu: https://bao.example/tin-1.html)
"""


@pytest.mark.both_databases
def test_a_document_is_kept_as_it_came_and_once(hands):
    """Byte for byte, by its digest; a second import leads to the first, whatever the officer says of it."""
    kept = hands.bring()
    assert (kept.number, kept.standing, kept.language) == ("R-000001", "press", "vi")
    assert original_of(kept.number, by=hands.who) == FIRST.encode()
    assert kept.digest == str(Digest.of(FIRST.encode()))
    again = hands.bring(told=Head(title="Another title"), standing="official")
    assert (again.pk, again.standing, again.title) == (kept.pk, "press", kept.title)
    assert hands.bring(FIRST + "\n").number == "R-000002"
    assert [model.objects.count() for model in (RegisterActor, Meeting, Statement, Commitment)] == [0, 0, 0, 0]
    assert JournalAct.objects.filter(name="register.imported").count() == 2


def test_the_reading_is_kept_as_it_was_printed(hands):
    """With the versions of the lists that it was read by."""
    kept = Document.objects.get(number=hands.bring().number)
    assert reading_of(kept) == print_reading(read_report(FIRST))
    assert kept.rules == print_reading(read_report(FIRST))["gazetteers"]
    assert kept.open_count == len(review(kept.number, by=hands.who).judged) > 5


def test_a_form_acts_once(hands):
    """The same token gives the same document, and one act in the journal."""
    token = hands.world.token()
    assert hands.bring(token=token).pk == hands.bring(token=token).pk
    assert JournalAct.objects.filter(name="register.imported").count() == 1


def test_what_a_report_says_of_itself_is_taken_and_an_officer_knows_better(hands):
    """Title, author, source and date stand in the text; what the officer types wins, and a date says who wrote it."""
    found = head_of(print_reading(read_report(STAMPED)))
    assert found.title == "Bộ trưởng Công an tiếp Đại sứ Nhật Bản"
    assert (found.author, found.publisher, found.address) == ("Minh Khang", "Báo Mẫu", "https://bao.example/tin-1.html")
    assert (found.published, found.basis) == ("2024-03-13", "explicit")
    kept = hands.bring(STAMPED, told=Head(publisher="Báo Khác", published="2024-03"))
    assert (kept.title, kept.publisher, kept.author) == (found.title, "Báo Khác", "Minh Khang")
    assert (kept.published, kept.published_precision, kept.published_basis) == ("2024-03", "month", "officer")


@pytest.mark.parametrize(
    ("data", "refusal"), [(b"", NothingWritten), (b"%PDF-1.7 text", PdfFile), (b"<html><body><p>a</p></body>", MarkedUp)]
)
def test_what_cannot_be_read_is_no_report(world, data, refusal):
    """Refused with what to do about it; nothing is kept."""
    with pytest.raises(refusal):
        import_report(data, by=world.drafter, at=world.at, token=world.token())
    assert not Document.objects.exists()


def test_an_official_document_may_be_a_scan(hands):
    """It is kept without suggestions, and waits for nobody."""
    kept = import_report(b"%PDF-1.7 scan", standing="official", file="agreement.pdf", **hands.more())
    assert (kept.title, kept.language, kept.open_count, kept.standing) == ("agreement.pdf", "und", 0, "official")
    assert not review_queue(by=hands.who).rows
    found = review(kept.number, by=hands.who)
    assert (found.text, list(found.judged)) == ("", [])
    with pytest.raises(NothingInFile):
        import_report(b"", standing="official", file="empty.pdf", **hands.more())
    with pytest.raises(DocumentTooLarge):
        import_report(b"%PDF" + b"x" * CAP, standing="official", **hands.more())


def test_bad_words_are_refused_and_nothing_is_kept(hands):
    """A date that is none."""
    with pytest.raises(DateUnclear):
        hands.bring(told=Head(published="13/13/2024"))
    assert not Document.objects.exists()


def test_who_may_not_draft_may_not_import(hands):
    """An approver reads and does not write; who only runs the node does neither. The operator at the machine brings documents in."""
    world = hands.world
    with pytest.raises(NotAllowed):
        hands.bring(by=world.approver)
    kept = import_report(FIRST.encode(), by=None, at=world.at)
    assert kept.imported_by is None
    assert JournalAct.objects.get(name="register.imported").actor == "operator"
    assert [one.pk for one in documents(by=world.actor(world.approver)).rows] == [kept.pk]


@pytest.mark.both_databases("order")
def test_lists_go_on_where_they_ended(hands):
    """A page, and the next from where it ended; by words, without marks and capitals."""
    for number in range(27):
        hands.bring(f"{FIRST}\nSố {number}.\n")
    page = documents(by=hands.who)
    assert [one.number for one in page.rows][:2] == ["R-000027", "R-000026"]
    rest = documents(by=hands.who, after=page.after)
    assert ([one.number for one in rest.rows], rest.after) == (["R-000002", "R-000001"], "")
    assert len(review_queue(by=hands.who, after=page.after).rows) == 2
    found = documents(by=hands.who, q="NHAT ban tanak")
    assert len(found.rows) == 25
    assert [one.number for one in documents(by=hands.who, q="NHAT ban tanak", after=found.after).rows] == ["R-000002", "R-000001"]
    assert not documents(by=hands.who, q="lantern").rows
    for wrong in ({"q": "…"}, {"after": "x"}, {"q": "a" * 201}):
        with pytest.raises(NotOfItsList):
            documents(by=hands.who, **wrong)
    with pytest.raises(NoSuchRow):
        find_document("R-000099", by=hands.who)
