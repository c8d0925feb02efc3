import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from comity.doors.cli import cli
from comity.reading.normalising import CAP

REPORT = """Chiều 8-10, tại Hà Nội, Bộ trưởng Đinh Quang Thạch đã tiếp Đại sứ Séc Jan Novák và cảm ơn Séc.

Đại sứ khẳng định Séc sẵn sàng hợp tác với Việt Nam. Hai bên nhất trí gặp lại trong năm 2027.
"""
LABELS = {"actors": [{"name": "Đinh Quang Thạch"}, {"name": "Trần Văn Khác"}]}


@pytest.fixture
def report(tmp_path):
    """A report in a file."""
    file = tmp_path / "report.txt"
    file.write_text(REPORT, encoding="utf-8")
    return file


def typed(*words):
    """Run the command line in this process."""
    return CliRunner().invoke(cli, ["reading", *map(str, words)])


def test_a_report_is_listed_in_the_readers_language(report):
    """People, events, statements, commitments, with rule and confidence; codes as labels."""
    done = typed(report, "--language", "vi")
    assert done.exit_code == 0, done.output
    for wanted in (
        "Đinh Quang Thạch",
        "Jan Novák",
        "Tiếp khách",
        "Cảm ơn",
        "Sẵn sàng",
        "Hai bên nhất trí",
        "không ghi năm",
        "speaker-verb",
    ):
        assert wanted in done.output
    assert "No year" not in done.output
    assert "Reception of a guest" in typed(report, "--language", "en").output


def test_programs_get_one_line_of_json(report):
    """With the file's digest and exact spans."""
    done = typed(report, "--json")
    found = json.loads(done.output)
    assert (done.exit_code, done.output.count("\n"), found["kind"], found["file"]) == (0, 1, "reading", str(report))
    assert [actor["name"] for actor in found["actors"]] == ["Đinh Quang Thạch", "Jan Novák"]
    first, after, *_ = found["actors"][0]["ground"]["spans"][0]
    assert found["text"][first:after] == "Đinh Quang Thạch"
    assert json.loads(typed("--json", report).output) == json.loads(typed("file", report, "--json").output) == found


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Nothing is written in this report."),
        (b"%PDF-1.4", "This is a PDF file"),
        (b"<html><body><p>", "web page in HTML"),
        ("Thứ".encode("utf-16"), "not text in UTF-8"),
        (b"a" * (CAP + 1), f"more than {CAP} bytes"),
        (b"a" * (5 * 2**20), f"more than {CAP} bytes"),
    ],
)
def test_what_is_no_report_is_refused(data, said, tmp_path):
    """Status 1, a sentence and a next step; for programs a line of JSON."""
    file = tmp_path / "report.txt"
    file.write_bytes(data)
    done = typed(file, "--language", "en")
    assert (done.exit_code, said in done.output, len(done.output.splitlines())) == (1, True, 2)
    told = json.loads(typed(file, "--json", "--language", "en").output)
    assert (told["verdict"], said in told["why"], bool(told["next"])) == ("refused", True, True)


def test_another_language_and_nothing_are_said(tmp_path):
    """Status 0: that is an answer."""
    file = tmp_path / "report.txt"
    file.write_text("Министр принял представителей стран.", encoding="utf-8")
    assert "This looks like Russian" in typed(file, "--language", "en").output
    file.write_text("Trời mưa ở nhiều nơi và người dân được khuyên mang theo ô.", encoding="utf-8")
    done = typed(file, "--language", "en")
    assert (done.exit_code, "Nothing was found in it." in done.output) == (0, True)


def test_a_folder_is_measured(tmp_path, report):
    """Precision and recall by kind with their intervals; misses where they are asked for."""
    report.rename(tmp_path / "001.txt")
    (tmp_path / "001.json").write_text(json.dumps(LABELS), encoding="utf-8")
    done = typed("evaluate", tmp_path, "--language", "en")
    assert (done.exit_code, "1 labelled reports" in done.output, "0.500 [0.095, 0.905]" in done.output) == (0, True, True)
    assert "Trần Văn Khác" not in done.output
    missed = typed("evaluate", tmp_path, "--misses", "--language", "en").output
    assert "001  people  missing: Trần Văn Khác" in missed
    assert "001  people  too many: Jan Novák" in missed
    found = json.loads(typed("evaluate", tmp_path, "--json", "--misses").output)
    assert found["scores"]["actors"]["recall"] == {"share": 0.5, "low": 0.0945, "high": 0.9055}
    assert {"report": "001", "kind": "actors", "wrong": False, "what": "Trần Văn Khác"} in found["misses"]
    assert "misses" not in json.loads(typed("evaluate", tmp_path, "--json").output)


def test_two_hands_are_compared(tmp_path, report):
    """The labels of another hand stand where suggestions do; only reports that both labelled count."""
    report.rename(tmp_path / "001.txt")
    (tmp_path / "001.json").write_text(json.dumps(LABELS), encoding="utf-8")
    other = tmp_path / "other"
    other.mkdir()
    done = typed("evaluate", tmp_path, "--hand", other, "--language", "en")
    assert (done.exit_code, "There is no report with labels" in done.output) == (1, True)
    (other / "001.json").write_text(json.dumps(LABELS), encoding="utf-8")
    same = json.loads(typed("evaluate", tmp_path, "--hand", other, "--json").output)["scores"]
    assert all(one["right"] == one["labelled"] == one["suggested"] for one in same.values())
    assert same["actors"]["right"] == 2
    (other / "001.json").write_text(json.dumps(LABELS | {"actors": LABELS["actors"][:1]}), encoding="utf-8")
    fewer = json.loads(typed("evaluate", tmp_path, "--hand", other, "--json").output)["scores"]["actors"]
    assert (fewer["right"], fewer["suggested"], fewer["labelled"]) == (1, 1, 2)


def test_a_folder_without_reports_is_refused(tmp_path):
    """So are labels that are none."""
    done = typed("evaluate", tmp_path, "--language", "en")
    assert (done.exit_code, "There is no report with labels" in done.output) == (1, True)
    (tmp_path / "001.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "001.json").write_text("[]", encoding="utf-8")
    done = typed("evaluate", tmp_path, "--language", "en")
    assert (done.exit_code, "The labels in 001.json cannot be read" in done.output) == (1, True)


def test_reading_needs_no_django(report):
    """Nor tables, nor a node."""
    program = (
        f"import sys\nfrom comity.site.entry import main\nsys.argv = ['comity', 'reading', {str(report)!r}, '--json']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\nassert 'django' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=Path(__file__).parent)
    assert done.returncode == 0, done.stderr
