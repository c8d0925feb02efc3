"""`comity register`: documents come in by the operator or an officer, lists go out, verdicts become labels."""

import json

import pytest
from click.testing import CliRunner
from hands import FIRST, Hands
from printed import printed_words
from worlds.places import PASSPHRASE

from comity.directory.officers import seal_officer_key
from comity.doors.cli import cli
from comity.doors.cli.commands import register as command
from comity.doors.cli.roof import Roof
from comity.records.models import Document, Meeting


@pytest.fixture
def typed(world, monkeypatch):
    """Type a command of the world's node in this process, at its moment."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(command, "now", lambda: world.at)
    roof = Roof(boot=lambda _: world.home, run=lambda _: 0, program=("comity",))
    return lambda *words, given="": CliRunner().invoke(
        cli, ["register", *map(str, words), "--home", str(world.home.path)], input=given, obj=roof
    )


@pytest.fixture
def report(tmp_path):
    """A report in a file."""
    (tmp_path / "report.txt").write_text(FIRST, encoding="utf-8")
    return tmp_path / "report.txt"


def test_the_operator_brings_documents_in_and_confirms_nothing(typed, report, tmp_path):
    """Each file with its number; a second time it is the same; what cannot be read is told, and the others are kept."""
    (tmp_path / "page.pdf").write_bytes(b"%PDF-1.7 scan")
    done = typed("import", tmp_path / "page.pdf", report)
    assert done.exit_code == 1
    assert "R-000001" in done.output
    assert "PDF" in done.output
    again = typed("import", report, "--json")
    assert (again.exit_code, json.loads(again.output)["document"]) == (0, "R-000001")
    assert (Document.objects.count(), Meeting.objects.count()) == (1, 0)
    told = json.loads(typed("import", tmp_path / "page.pdf", "--json").output)
    assert (told["verdict"], told["class"]) == ("refused", "malformed")
    assert typed("import", tmp_path / "page.pdf", "--official").exit_code == 0
    assert Document.objects.get(number="R-000002").standing == "official"


def test_an_officer_imports_with_their_passphrase(world, typed, report):
    """Nobody in the name of another, and nobody who may not draft."""
    by = world.drafter
    by.sealed_key = seal_officer_key(world.key(by), passphrase=PASSPHRASE)
    by.save(update_fields=["sealed_key"])
    wrong = typed("import", report, "--by", by.officer_id, "--passphrase-stdin", given="not this one, surely\n")
    assert wrong.exit_code == 1
    assert not Document.objects.exists()
    assert typed("import", report, "--by", by.officer_id, "--passphrase-stdin", given=PASSPHRASE + "\n").exit_code == 0
    assert Document.objects.get().imported_by == by


def test_lists_for_people_and_for_programs(world, typed):
    """Meetings, commitments and documents; by words; empty where nothing is there yet."""
    assert "nothing" in typed("list", "meetings").output
    hands = Hands(world)
    hands.accept_all(hands.bring())
    assert "M-000001  2024-03-12  reception" in typed("list", "meetings").output
    found = json.loads(typed("list", "commitments", "--words", "dao tao", "--json").output)
    assert [(one["number"], one["state"], one["obligor_country"]) for one in found["rows"]] == [("C-000001", "registered", "JP")]
    assert json.loads(typed("list", "documents", "--json").output)["rows"][0]["open_count"] == 0
    refused = typed("list", "meetings", "--after", "yesterday")
    assert refused.exit_code == 1
    for number in range(25):
        hands.bring(f"{FIRST}\nSố {number}.\n")
    assert f"--after {Document.objects.get(number='R-000002').pk}" in typed("list", "documents").output


def test_verdicts_become_labels_that_the_rules_are_measured_by(world, typed, tmp_path):
    """Printed, or written beside the document for `comity reading evaluate`."""
    hands = Hands(world)
    document = hands.bring()
    hands.accept(document, "actor", 0)
    hands.accept(document, "actor", 1)
    hands.reject(document, "figure", 0)
    printed = json.loads(typed("rejected", "R-000001").output)
    assert (len(printed["actors"]), len(printed["rejected"]["figures"])) == (2, 1)
    assert typed("rejected", "R-000001", "--to", tmp_path / "cases").exit_code == 0
    measured = CliRunner().invoke(cli, ["reading", "evaluate", str(tmp_path / "cases"), "--json"])
    assert json.loads(measured.output)["scores"]["actors"]["right"] == 2
    refused = typed("rejected", "R-000009")
    assert refused.exit_code == 1
    assert "R-000009" in refused.output


def test_tables_go_out_and_come_in_typed(world, typed, tmp_path):
    """Printed or written once; a table is tried by anybody at the machine, and taken by an officer with their passphrase."""
    hands = Hands(world)
    hands.accept_all(hands.bring())
    printed = typed("export", "meetings", "--bom")
    assert (printed.exit_code, printed.stdout_bytes[:10]) == (0, b"\xef\xbb\xbfnumber,")
    assert typed("export", "actors", "--format", "jsonld", "--to", tmp_path / "a.jsonld").exit_code == 0
    assert len(json.loads((tmp_path / "a.jsonld").read_text(encoding="utf-8"))["@graph"]) == 2
    assert typed("export", "actors", "--to", tmp_path / "a.jsonld").exit_code == 1  # nothing is written over
    table = tmp_path / "t.csv"
    table.write_text("type,title,said,standing\ntalks,Hội đàm mới,soon,planned\n", encoding="utf-8")
    tried = typed("import-csv", "meetings", table)
    assert tried.exit_code == 1
    assert "row 2, column said:" in tried.output
    assert "dòng 2, cột said:" in typed("import-csv", "meetings", table, "--language", "vi").output
    table.write_text("type,title,said,standing\ntalks,Hội đàm mới,2026-12-07,planned\n", encoding="utf-8")
    assert json.loads(typed("import-csv", "meetings", table, "--json").output) == {"faults": [], "new": 1, "there": {}}
    assert typed("import-csv", "meetings", table, "--keep").exit_code == 2
    assert Meeting.objects.count() == 1
    by = world.drafter
    by.sealed_key = seal_officer_key(world.key(by), passphrase=PASSPHRASE)
    by.save(update_fields=["sealed_key"])
    keep = ("import-csv", "meetings", table, "--keep", "--by", by.officer_id, "--passphrase-stdin")
    assert typed(*keep, given="not this one, surely\n").exit_code == 1
    assert typed(*keep, given=PASSPHRASE + "\n").exit_code == 0
    assert Meeting.objects.get(number="M-000002").made_by == by
    again = json.loads(typed("import-csv", "meetings", table, "--json").output)
    assert again == {"faults": [], "new": 0, "there": {"2": "M-000002"}}


def test_papers_are_written_in_the_language_of_the_command(typed, world, tmp_path):
    """For schedules by the operator, who sees no request; with an officer's passphrase, theirs. A wrong country is told."""
    theirs = world.receive()
    own = tmp_path / "xr.pdf"
    done = typed("brief", "XR", "--language", "vi", "--out", own)
    assert (done.exit_code, str(own) in done.output) == (0, True), done.output
    said = printed_words(own.read_bytes())
    assert "Tómlượcvềnướcđốitác" in said
    assert str(theirs.reference) not in said
    world.drafter.sealed_key = seal_officer_key(world.key(world.drafter), passphrase=PASSPHRASE)
    world.drafter.save()
    more = ("--by", world.drafter.officer_id, "--passphrase-stdin")
    assert typed("brief", "XR", "--language", "en", "--out", own, *more, given=f"{PASSPHRASE}\n").exit_code == 0
    assert str(theirs.reference) in printed_words(own.read_bytes())
    assert typed("kpi", "--form", "docx", "--out", tmp_path / "kpi.docx").exit_code == 0
    assert (tmp_path / "kpi.docx").read_bytes().startswith(b"PK")
    for country in ("VN", "Ruritania"):
        assert typed("brief", country, "--out", tmp_path / "none.pdf").exit_code == 1
    assert not (tmp_path / "none.pdf").exists()
