"""Plans: tasks with owners, reports by period, what is overdue and what nobody reported, the pack of a month."""

import io
from datetime import date
from itertools import pairwise

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from printed import printed_words

from comity.directory.policy import NotAllowed
from comity.letters.refusals import MissingGlyph
from comity.records.models import JournalAct, PlanTask
from comity.register.meetings.actions import plan_meeting
from comity.register.planning.actions import add_task, amend_task, move_plan, move_task, report_task, write_plan
from comity.register.planning.packing import TYPES, pack_of, print_pack
from comity.register.planning.periods import first_owed, month_of, periods_of, require_period, year_of
from comity.register.planning.queries import find_plan, find_task, plans
from comity.register.planning.refusals import NoTasks, NothingReported, PeriodAhead, PlanClosed
from comity.register.refusals import NoSuchRow, NotOfItsList, WhyMissing
from comity.register.reminders import reminders
from comity.register.steps import NotItsStep
from comity.terms.digests import Digest

PLAN = {
    "titles": {"vi": "Kế hoạch phòng, chống khủng bố năm 2026", "en": "Counter-terrorism plan 2026"},
    "year": "2026",
    "ordered_by": "Ban Chỉ đạo",
    "reference": "12/KH-BNG",
}
TASK = {
    "titles": {"vi": "Tập huấn cho các đơn vị", "en": "Train the units"},
    "owner": "Văn phòng Bộ",
    "period": "quarter",
    "indicator": "02 lớp",
    "due": "2026-12-31",
}
REPORT = {"period": "2026-Q1", "progress": "on-track", "words": "Đã tổ chức 01 lớp.", "language": "vi"}


@pytest.fixture
def plan(hands):
    """A plan in force with one task that is reported each quarter."""
    made = write_plan(typed=PLAN, **hands.more())
    add_task(made.number, typed=TASK, **hands.more())
    move_plan(made.number, to="in-force", **hands.more())
    return made.number


def task(place=1):
    """Return the key of a task."""
    return PlanTask.objects.get(place=place).pk


def test_a_task_is_unreported_until_every_period_that_is_over_was_reported(hands, plan):
    """The world stands in November: three quarters are owed, in any order; the fourth runs and may be reported."""
    assert [one.pk for one in reminders(by=hands.who, at=hands.world.at).unreported_tasks] == [task()]
    for period in ("2026-Q2", "2026-Q1"):
        report_task(task(), typed={**REPORT, "period": period}, **hands.more())
        assert find_plan(plan, by=hands.who, at=hands.world.at).figures.unreported == 1
    report_task(task(), typed={**REPORT, "period": "2026-Q3", "progress": "behind"}, **hands.more())
    found = find_plan(plan, by=hands.who, at=hands.world.at)
    assert (found.figures.unreported, found.figures.under_way, found.tasks[0].newest.progress) == (0, 1, "behind")
    report_task(task(), typed={**REPORT, "period": "2026-Q4"}, **hands.more())
    assert PlanTask.objects.get().report_due == ""
    file = find_task(plan, 1, by=hands.who, at=hands.world.at)
    assert [(period.name, kept is not None) for period, kept in file.periods] == [(f"2026-Q{n}", True) for n in (1, 2, 3, 4)]
    assert [(one.from_state, one.to_state) for one in file.moves] == [("", "planned"), ("planned", "under-way")]


def test_a_task_is_overdue_after_its_day_and_done_with_a_report_alone(hands, plan):
    """It stays overdue until it is done or dropped, and each says what it needs."""
    later = hands.world.later(days=60)
    assert not reminders(by=hands.who, at=hands.world.at).overdue_tasks
    assert [one.pk for one in reminders(by=hands.who, at=later).overdue_tasks] == [task()]
    with pytest.raises(NotItsStep):
        move_task(task(), to="done", **hands.more())
    move_task(task(), to="under-way", **hands.more())
    with pytest.raises(NothingReported):
        move_task(task(), to="done", **hands.more())
    with pytest.raises(WhyMissing):
        move_task(task(), to="blocked", **hands.more())
    move_task(task(), to="blocked", reason="Chưa có kinh phí.", **hands.more())
    move_task(task(), to="under-way", **hands.more())
    report_task(task(), typed=REPORT, **hands.more())
    move_task(task(), to="done", **hands.more())
    assert not reminders(by=hands.who, at=later).any
    with pytest.raises(NotItsStep):
        move_task(task(), to="dropped", reason="x", **hands.more())


@pytest.mark.both_databases
def test_nothing_is_asked_of_a_plan_that_is_not_in_force(hands):
    """Drafted it asks for nothing and takes no report; without tasks it is not put in force; closed it takes nothing more."""
    number = write_plan(typed=PLAN, **hands.more()).number
    with pytest.raises(NoTasks):
        move_plan(number, to="in-force", **hands.more())
    add_task(number, typed={**TASK, "due": "2026-01-31"}, **hands.more())
    assert not reminders(by=hands.who, at=hands.world.at).any
    with pytest.raises(PlanClosed):
        report_task(task(), typed=REPORT, **hands.more())
    move_plan(number, to="in-force", **hands.more())
    add_task(number, typed={**TASK, "period": "once", "due": ""}, **hands.more())
    assert [one.place for one in reminders(by=hands.who, at=hands.world.at).overdue_tasks] == [1]
    amend_task(task(), typed={"owner": "Cục A05", "due": "2026-12-01"}, **hands.more())
    assert (PlanTask.objects.get(place=1).owner, PlanTask.objects.get(place=1).period) == ("Cục A05", "quarter")
    move_plan(number, to="closed", **hands.more())
    assert not reminders(by=hands.who, at=hands.world.at).any
    for deed in (
        lambda: add_task(number, typed=TASK, **hands.more()),
        lambda: amend_task(task(), typed={}, **hands.more()),
        lambda: move_task(task(), to="under-way", **hands.more()),
    ):
        with pytest.raises(PlanClosed):
            deed()


def test_bad_words_are_refused(hands, plan):
    """A year, a period or a progress that is none; a period that has not begun; a document that is not there. Nothing is kept."""
    for wrong, refusal in (
        ({"period": "2026-05"}, NotOfItsList),
        ({"period": "2025-Q1"}, NotOfItsList),
        ({"progress": "great"}, NotOfItsList),
        ({"words": ""}, NotOfItsList),
        ({"document": "R-000009"}, NoSuchRow),
    ):
        with pytest.raises(refusal):
            report_task(task(), typed={**REPORT, **wrong}, **hands.more())
    coming = write_plan(typed={**PLAN, "year": "2027"}, **hands.more()).number
    add_task(coming, typed=TASK, **hands.more())
    move_plan(coming, to="in-force", **hands.more())
    with pytest.raises(PeriodAhead):
        report_task(PlanTask.objects.get(plan__number=coming).pk, typed={**REPORT, "period": "2027-Q1"}, **hands.more())
    for wrong in ({"year": "26"}, {"year": "3000"}, {"titles": {}}, {"ordered_by": ""}):
        with pytest.raises(NotOfItsList):
            write_plan(typed={**PLAN, **wrong}, **hands.more())
    assert not JournalAct.objects.filter(name="plan.task-reported").exists()
    with pytest.raises(NotAllowed):
        move_plan(plan, to="closed", **hands.more(by=hands.world.approver))
    assert [one.number for one in plans(by=hands.who).rows] == [coming, plan]
    assert [one.number for one in plans(by=hands.who, after="2027~999999").rows] == [coming, plan]
    assert [one.number for one in plans(by=hands.who, after="2026~999999").rows] == [plan]


@given(st.sampled_from(["month", "quarter", "half-year", "year"]), st.integers(1990, 2100))
def test_periods_part_the_year(kind, year):
    """One after the other, without a gap, from the first to the last day; each is found by its name; first owed is the first missing."""
    found = periods_of(kind, year)
    assert (found[0].first, found[-1].last) == (date(year, 1, 1), date(year, 12, 31))
    assert all((after.first - before.last).days == 1 for before, after in pairwise(found))
    assert [require_period(one.name, kind=kind, year=year) for one in found] == list(found)
    for one in found:
        assert first_owed(kind, year, reported={other.name for other in found} - {one.name}) == one
    assert first_owed(kind, year, reported={one.name for one in found}) is None


@pytest.mark.parametrize(
    "wrong", ["", "2026", "2026-13", "2026-Q1", "2026-H2", "26-01", "2026-1", "2026-01-01", "\uff12\uff10\uff12\uff16-01"]
)
def test_what_is_no_month(wrong):
    """Refused, and so is a year beyond reason."""
    with pytest.raises(NotOfItsList):
        month_of(wrong)
    with pytest.raises(NotOfItsList):
        year_of("1789")


FIVE = (
    ("Hoàn thiện bộ máy chuyên trách", "Complete the units in charge", "Vụ Tổ chức cán bộ", "year", "2023-12-31"),
    ("Tập huấn cho các đơn vị", "Train the units", "Văn phòng Bộ", "quarter", "2023-11-30"),
    ("Nắm tình hình tại địa bàn", "Follow events abroad", "Các cơ quan đại diện", "month", ""),
    ("Phối hợp với Bộ Công an", "Coordinate with Public Security", "Vụ Các tổ chức quốc tế", "half-year", ""),
    ("Rà soát điều ước quốc tế", "Review the treaties", "Vụ Luật pháp và Điều ước quốc tế", "once", "2023-06-30"),
)


@pytest.fixture
def year_2023(hands):
    """Row 23 of the mission: a plan of 2023 with five tasks, reported, blocked, overdue, done."""
    made = write_plan(typed={**PLAN, "year": "2023", "titles": {"vi": "Kế hoạch phòng, chống khủng bố năm 2023"}}, **hands.more())
    for vi, en, owner, period, due in FIVE:
        typed = {"titles": {"vi": vi, "en": en}, "owner": owner, "period": period, "due": due, "indicator": "Báo cáo"}
        add_task(made.number, typed=typed, **hands.more())
    move_plan(made.number, to="in-force", **hands.more())
    report = {"progress": "on-track", "language": "vi"}
    report_task(task(1), typed={**report, "period": "2023", "progress": "complete", "words": "Đã kiện toàn bộ máy."}, **hands.more())
    move_task(task(1), to="done", **hands.more())
    report_task(task(2), typed={**report, "period": "2023-Q3", "words": "Quý III đã mở 01 lớp."}, **hands.more())
    report_task(task(3), typed={**report, "period": "2023-11", "words": "Địa bàn ổn định."}, **hands.more())
    report_task(task(4), typed={**report, "period": "2023-H2", "words": "Đã họp hai lần.\nBộ Công an đồng chủ trì."}, **hands.more())
    move_task(task(5), to="under-way", **hands.more())
    move_task(task(5), to="blocked", reason="Chờ ý kiến Bộ Tư pháp.", **hands.more())
    return made.number


@pytest.mark.both_databases
def test_the_pack_of_a_month_says_how_five_tasks_stand(hands, year_2023):
    """Figures, what needs attention, every task, what was reported of periods that reach into the month; protocol counts in nothing."""
    for type_, standing in (("ceremony", "held"), ("talks", "held"), ("meeting", "cancelled")):
        plan_meeting(typed={"type": type_, "title": type_, "said": "2023-11-08", "standing": standing}, **hands.more())
    pack = pack_of(year_2023, month="2023-11", language="en", by=hands.who, officer="Ha", at=hands.world.at)
    assert [(one.label, one.value, one.loud) for one in pack.figures] == [
        ("Tasks", 5, False),
        ("Done", 1, False),
        ("Under way", 3, False),
        ("Blocked", 1, True),
        ("Overdue", 2, True),
        ("Report missing", 3, True),
    ]
    assert [one.place for one in pack.attention] == [2, 3, 4, 5]
    assert pack.attention[-1].why.text == "Chờ ý kiến Bộ Tư pháp."
    assert [(one.place, one.words.text) for one in pack.told] == [
        (1, "Đã kiện toàn bộ máy."),
        (3, "Địa bàn ổn định."),
        (4, "Đã họp hai lần.\nBộ Công an đồng chủ trì."),
    ]
    assert (pack.title.text, pack.title.language) == ("Kế hoạch phòng, chống khủng bố năm 2023", "vi"), (
        "no other language: its own, and said"
    )
    assert dict(pack.counts)["Meetings that were held"] == 1
    for wrong in ("2022-11", "2023-Q1", "", "2023-13"):
        with pytest.raises(NotOfItsList):
            pack_of(year_2023, month=wrong, language="en", by=hands.who, officer="", at=hands.world.at)
    with pytest.raises(NotOfItsList):
        pack_of(year_2023, month="2023-11", language="fr", by=hands.who, officer="", at=hands.world.at)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_both_shapes_of_the_pack_hold_the_same_words(hands, year_2023, language, tmp_path):
    """PDF/UA with its languages and DOCX; the same facts give the same bytes; the journal has the digest; a missing glyph refuses it."""
    how = {"month": "2023-11", "language": language, "by": hands.world.drafter, "at": hands.world.at}
    pdf, docx = (print_pack(year_2023, shape=shape, **how) for shape in ("pdf", "docx"))
    if language == "vi":
        assert [print_pack(year_2023, shape=shape, **how).data for shape in ("pdf", "docx")] == [pdf.data, docx.data]
    printed = printed_words(pdf.data)
    paper = Document(io.BytesIO(docx.data))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    typed = " ".join(" ".join([*(line.text for line in paper.paragraphs), *cells]).split())
    pack = pack_of(year_2023, month="2023-11", language=language, by=hands.who, officer="", at=hands.world.at)
    wanted = [*(one.title.text for one in pack.tasks), *(one.owner for one in pack.tasks), "Địa bàn ổn định.", "Chờ ý kiến Bộ Tư pháp."]
    for text in (*wanted, *(label for label, _ in pack.counts), *(one.label for one in pack.figures)):
        assert text in typed
        assert "".join(text.split()) in printed, text
    assert str(Digest.of(pdf.data)).encode() in bytes(JournalAct.objects.filter(name="plan.pack-printed").order_by("pk").first().facts)
    assert (pdf.name, docx.type) == (f"{year_2023}.2023-11.{language}.pdf", TYPES["docx"])
    amend_task(task(3), typed={"owner": "\U0001f600"}, **hands.more())
    with pytest.raises(MissingGlyph):
        print_pack(year_2023, shape="docx", **how)
