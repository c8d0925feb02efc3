"""Tables: out as CSV and JSON-LD, in as CSV: tried without a trace, then everything or nothing, nothing doubled."""

import csv
import io
import json
import tracemalloc
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.directory.policy import NotAllowed
from comity.records.models import Commitment, Document, JournalAct, Meeting, Statement
from comity.register.refusals import DateUnclear, NoSuchRow, NotGiven, NotOfItsList
from comity.register.tables.actions import take_table, try_table
from comity.register.tables.columns import COLUMNS, NEEDED, known_columns
from comity.register.tables.csvs import BOM, CAP, neutral, plain, print_csv, read_csv
from comity.register.tables.linked import context, print_linked
from comity.register.tables.queries import rows_of
from comity.register.tables.refusals import (
    CellsUneven,
    ColumnMissing,
    ColumnUnknown,
    NoTable,
    NothingInTable,
    TableFaulty,
    TableTooLarge,
    TwiceInTable,
)

MEETINGS = """\
type,title,said,standing,place,with_country,with
dialogue,Đối thoại an ninh mạng,2026-12-07,planned,Hà Nội,JP,Bộ Ngoại giao
talks,"Hội đàm, vòng 2",--07-07,planned,,,
"""
COMMITMENTS = """\
obligor;obligor_country;beneficiary_country;words;language;strength;due;state;owner
Bộ Công an;VN;JP;Gửi danh sách đầu mối;vi;signed-mou;2027-03;registered;A05
Đại sứ quán;JP;VN;Provide two courses;en;unilateral-public;;proposed;
"""
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1", "''=1", "--07-07", "=cmd|' /C calc'!A0")  # noqa: RUF001 -- full-width, as in the code


def tell(text, **changes):
    """Return a table's bytes, with some words changed."""
    for old, new in changes.items():
        text = text.replace(old, new)
    return text.encode()


@given(st.text() | st.sampled_from(FORMULAS))
def test_no_cell_is_a_formula_and_each_comes_back(text):
    """Whatever a person wrote: no spreadsheet computes it, and reading gives it again."""
    assert not neutral(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))  # noqa: RUF001 -- full-width, as in the code
    assert plain(neutral(text)) == text


@given(
    st.lists(st.fixed_dictionaries({"a": st.text(st.characters(codec="utf-8", exclude_characters="\x00")), "b": st.integers()}), max_size=5)
)
def test_a_table_is_csv_that_the_standard_library_reads(rows):
    """Quotation marks, line ends, separators: one row each."""
    text = "".join(print_csv(rows, columns=("a", "b")))
    read = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert read == [["a", "b"], *([neutral(row["a"]), neutral(str(row["b"]))] for row in rows)]


def test_everything_that_counts_goes_out_in_both_forms(hands):
    """Each table with its columns; the byte order mark where it is asked for; JSON-LD with its context, one node a row."""
    hands.accept_all(hands.bring())
    plan = take_table(tell(MEETINGS), kind="meetings", **hands.more())
    assert len(plan.new) == 2
    for name, columns in COLUMNS.items():
        rows = list(rows_of(name, by=hands.who))
        assert rows
        assert all(set(columns) <= set(row) for row in rows)
        text = "".join(print_csv(iter(rows), columns=columns, bom=True))
        assert text.startswith(f"{BOM}{columns[0]},")
        assert text.count("\r\n") >= len(rows) + 1
        graph = json.loads("".join(print_linked(name, iter(rows), node="node.example")))
        assert graph["@context"] == context()
        assert len(graph["@graph"]) == len(rows)
        assert len({one["@id"] for one in graph["@graph"]}) == len(rows)
    met = {one["identifier"]: one for one in graph_of(hands, "meetings")}
    assert (met["M-000002"]["startDate"], met["M-000002"]["eventStatus"]) == ("2026-12-07", "schema:EventScheduled")
    assert met["M-000003"]["said"] == "--07-07"
    assert "startDate" not in met["M-000003"]  # schema.org has no day without a year
    owed = next(one for one in graph_of(hands, "commitments") if one["counted"])
    assert owed["text"]["@language"] == "vi"
    assert owed["wasDerivedFrom"]["digest"] == Document.objects.get().digest


def graph_of(hands, name):
    """Return the nodes of a table's JSON-LD."""
    return json.loads("".join(print_linked(name, rows_of(name, by=hands.who), node="n")))["@graph"]


@pytest.mark.both_databases
def test_every_word_of_the_graph_is_in_the_context_or_the_registers_own(hands, root):
    """A reader of JSON-LD understands each; the specification lists each; its copy of the context is the one that is printed."""
    hands.accept_all(hands.bring())
    spec = (root / "docs/specs/register-tables.md").read_text(encoding="utf-8")
    for name, columns in COLUMNS.items():
        for one in graph_of(hands, name):
            assert all(f"`{word}`" in spec for word in one if not word.startswith("@")), one
        assert all(f"`{column}`" in spec for column in columns)
    assert all(f"`{column}`" in spec for kind in NEEDED for column in known_columns(kind))
    assert json.loads(spec.partition("```json\n")[2].partition("```")[0]) == context()


def test_memory_does_not_grow_with_the_table(hands):
    """A row at a time: fifty thousand more rows cost no more than a piece of them."""
    one = {"number": "M-000001", "words": "x" * 200}

    def peak(count):
        tracemalloc.start()
        size = sum(len(line) for line in print_csv((one for _ in range(count)), columns=("number", "words")))
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used, size

    (small, _), (large, size) = peak(100), peak(50_000)
    assert size > 10_000_000
    assert large < small + 100_000
    hands.accept_all(hands.bring())
    first = Statement.objects.first()
    values = {field.attname: getattr(first, field.attname) for field in Statement._meta.concrete_fields if not field.primary_key}
    Statement.objects.bulk_create(Statement(**values) for _ in range(1200))
    rows = rows_of("statements", by=hands.who)
    assert len({row["key"] for row in islice(rows, 2000)}) == Statement.objects.count()


@pytest.mark.both_databases("what is rolled back")
def test_a_table_is_tried_without_a_trace_and_taken_whole(hands):
    """What is new comes in as an officer's own; a second time nothing is doubled; the journal has the digest."""
    tried = try_table(tell(COMMITMENTS), kind="commitments", by=hands.who)
    assert (len(tried.new), len(tried.there), tried.faults) == (2, 0, ())
    assert not Commitment.objects.exists()
    token = hands.world.token()
    for _ in range(2):  # the same form, sent twice
        take_table(tell(COMMITMENTS), kind="commitments", **hands.more(token=token))
    kept = list(Commitment.objects.order_by("pk"))
    assert [(one.number, one.state, one.due, one.owner, one.source) for one in kept] == [
        ("C-000001", "registered", "2027-03", "A05", "own"),
        ("C-000002", "proposed", "", "", "own"),
    ]
    again = take_table(tell(COMMITMENTS), kind="commitments", **hands.more())
    assert [one.there for one in again.there] == ["C-000001", "C-000002"]
    assert Commitment.objects.count() == 2
    assert JournalAct.objects.filter(name="register.table-taken").count() == 2


def test_a_long_table_is_known_again_whole(hands):
    """More rows of one State than candidates are looked for in; meetings without any day."""
    head = "obligor,obligor_country,beneficiary_country,words,language,strength\n"
    owed = head + "".join(f"Bộ,VN,JP,Việc {n} danh sách {n * 7} đầu mối {n * 13} số {n * 17},vi,signed-mou\n" for n in range(320))
    met = "type,title,said,standing\ntalks,Hội đàm,,held\ntalks,Hội đàm khác,,held\n"
    for kind, text in (("commitments", owed), ("meetings", met)):
        count = len(take_table(text.encode(), kind=kind, **hands.more()).new)
        again = try_table(text.encode(), kind=kind, by=hands.who)
        assert (count, len(again.there), again.new) == (text.count("\n") - 1, count, ())
        assert len({one.there for one in again.there}) == count


@pytest.mark.both_databases
def test_what_went_out_comes_in_as_what_is_there(hands):
    """A table of this node, brought back: linked by its numbers, nothing changed."""
    hands.accept_all(hands.bring())
    for kind in ("meetings", "commitments"):
        text = "".join(print_csv(rows_of(kind, by=hands.who), columns=COLUMNS[kind], bom=True))
        tried = try_table(text.encode(), kind=kind, by=hands.who)
        numbers = [row["number"] for row in rows_of(kind, by=hands.who)]
        assert ([one.there for one in tried.rows], tried.new) == (numbers, ())


@pytest.mark.both_databases
def test_a_meeting_that_is_there_under_other_words_is_not_doubled(hands):
    """Same day, same place, like title: linked."""
    take_table(tell(MEETINGS), kind="meetings", **hands.more())
    again = try_table(tell(MEETINGS, **{"Đối thoại an ninh mạng": "Đối thoại về an ninh mạng"}), kind="meetings", by=hands.who)
    assert again.rows[0].there == "M-000001"


def test_each_fault_says_its_row_and_its_column_and_nothing_comes_in(hands):
    """Every one of them at once; the rows without a fault wait with the others."""
    text = (
        "type,title,said,standing,place,parent,ordinal,country\n"
        "party,Liên hoan,2026-12-07,planned,,,,\n"
        "talks,,32/12/2026,held,,M-999999,three,Japan\n"
        "talks,Hội đàm,2026-12-07,planned,,,\n"
        "talks,Hội đàm tốt,2026-12-09,planned,,,,\n"
        "talks,Hội đàm tốt,2026-12-09,planned,,,,\n"
    )
    tried = try_table(text.encode(), kind="meetings", by=hands.who)
    assert [(one.row, one.column, type(one.refusal)) for one in tried.faults] == [
        (2, "type", NotOfItsList),
        (3, "title", NotGiven),
        (3, "said", DateUnclear),
        (3, "country", NotOfItsList),
        (3, "ordinal", NotOfItsList),
        (3, "parent", NoSuchRow),
        (4, "", CellsUneven),
        (6, "", TwiceInTable),
    ]
    with pytest.raises(TableFaulty) as caught:
        take_table(text.encode(), kind="meetings", **hands.more())
    assert caught.value.facts["count"] == "8"
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    ("column", "value"),
    [("state", "confirmed"), ("strength", "strong"), ("language", ""), ("due", "soon"), ("obligor_country", "XX"), ("number", "C-000009")],
)
def test_a_commitment_comes_in_with_what_its_lists_have(hands, column, value):
    """Its later steps need who does them; another node's number is none of ours."""
    cells = {"obligor": "Bộ", "words": "Gửi", "language": "vi", "strength": "wish", column: value}
    text = f"{','.join(cells)}\n{','.join(cells.values())}\n"
    (fault,) = try_table(text.encode(), kind="commitments", by=hands.who).faults
    assert (fault.row, fault.column) == (2, column)


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", ColumnMissing),
        (b"type,title,said,standing\n", NothingInTable),
        (b"type,title,said\ntalks,x,2026\n", ColumnMissing),
        (b"type,title,title,said,standing\n", ColumnMissing),
        (b"type,title,said,standing,budget\ntalks,x,2026,held,5\n", ColumnUnknown),
        ("type,title,said,standing\ntalks,H\xe0,2026,held\n".encode("latin-1"), NoTable),
        (b"type,title,said,standing\ntalks,\x00,2026,held\n", NoTable),
        (b'type,title,said,standing\ntalks,"open,2026,held\n', NoTable),
        (b"PK\x03\x04 a workbook", ColumnUnknown),
        (b"%PDF-1.7", ColumnUnknown),
        (b"x" * (CAP + 1), TableTooLarge),
        (b"type,title,said,standing\n" + b"talks,x,2026,held\n" * 5001, TableTooLarge),
        (b"type,title,said,standing\ntalks," + b"x" * 70000 + b",2026,held\n", NoTable),
    ],
)
def test_a_file_that_is_no_table_is_refused_whole(data, refusal):
    """With what is wrong, before a row is looked at."""
    with pytest.raises(refusal):
        read_csv(data, known=known_columns("meetings"), needed=NEEDED["meetings"])


def test_who_only_reads_tries_and_takes_nothing(hands):
    """Trying is reading."""
    reader = hands.world.approver
    assert try_table(tell(MEETINGS), kind="meetings", by=hands.world.actor(reader)).new
    with pytest.raises(NotAllowed):
        take_table(tell(MEETINGS), kind="meetings", **hands.more(by=reader))
    assert not Meeting.objects.exists()
