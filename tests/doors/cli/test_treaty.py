"""The commands about the law: what they print for people and programs, and how they end."""

import json

import pytest
from tests.treaty.samples.preservation import REQUEST

from comity.terms.json import parse_json
from comity.treaty.rulebook import load_rulebook
from comity.treaty.workshop import SHIPPED
from comity.wire.act import print_act


@pytest.fixture
def request_file(tmp_path):
    """A request in order, in a file."""
    path = tmp_path / "request.json"
    path.write_text(json.dumps({"kind": "REQ-PRESERVE", "from": "XR", "to": "VN", "fields": REQUEST}), encoding="utf-8")
    return path


def test_every_kind_is_listed_for_programs(type_in):
    """Canonical, with every kind, in both languages."""
    done = type_in("treaty", "list", "--json")
    assert done.exit_code == 0
    listed = parse_json(done.stdout_bytes.rstrip(b"\n"), 16 * 2**20)
    assert [kind["code"] for kind in listed["kinds"]] == list(load_rulebook().kinds)
    assert type_in("treaty", "list", "--json").stdout_bytes == done.stdout_bytes


def test_kinds_are_listed_for_people(type_in):
    """By family; one kind with all about it; an unknown one is refused."""
    book = load_rulebook()
    short = type_in("treaty", "list").output
    assert all(code in short for code in book.kinds)
    family = type_in("treaty", "list", "--family", "preservation").output
    assert "REQ-PRESERVE" in family
    assert "REQ-EXTRADITION" not in family
    one = type_in("treaty", "list", "REQ-PRESERVE", "--language", "vi").output
    assert "Căn cứ từ chối" in one
    assert "UNCC Điều 42(3)(a)" in one
    for wrong in (("REQ-NONE",), ("--family", "none")):
        assert type_in("treaty", "list", *wrong).exit_code == 1


def test_a_request_in_order_passes(type_in, request_file):
    """Status 0; for programs every finding has its rule, article and how well it was checked."""
    done = type_in("treaty", "check", request_file, "--demo", "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["outcome"] in ("pass", "warn")
    assert found["faults"] == []
    assert all(one["rule"] and one["article"] and one["verified"] for one in found["findings"])
    assert {one["instrument"] for one in found["basis"]} >= {"UNCC", "BUDAPEST"}
    shown = type_in("treaty", "check", request_file, "--demo").output
    assert "Legal basis" in shown


def test_what_stops_ends_with_one_and_what_is_no_act_with_two(type_in, request_file, tmp_path):
    """A program tells them apart."""
    broken = json.loads(request_file.read_text())
    del broken["fields"]["offences"]
    request_file.write_text(json.dumps(broken))
    stopped = type_in("treaty", "check", request_file, "--demo")
    assert stopped.exit_code == 1
    assert "Offences" in stopped.output
    nothing = tmp_path / "nothing.json"
    nothing.write_bytes(b"\xff")
    for file in (nothing, tmp_path / "absent.json"):
        unread = type_in("treaty", "check", file)
        assert (unread.exit_code, unread.stdout) == (2, "")
        assert unread.stderr.startswith("comity: ")


def test_an_act_as_it_travels_is_checked(type_in, played, tmp_path):
    """It names no recipient: the command asks between which States; its bytes are read as strictly as the wire reads them."""
    body = print_act(played.sent[0].body)
    act = tmp_path / "act.json"
    act.write_bytes(body)
    assert type_in("treaty", "check", act, "--demo").exit_code == 2
    done = type_in("treaty", "check", act, "--demo", "--to", "VN", "--json")
    assert done.exit_code in (0, 1), done.output
    found = json.loads(done.stdout)
    assert (found["kind"], found["part"], found["from"], found["to"]) == ("REQ-PRESERVE", "request", "XR", "VN")
    act.write_bytes(body.replace(b'"act":', b'"act" :'))
    assert type_in("treaty", "check", act, "--demo", "--to", "VN").exit_code == 2


@pytest.mark.parametrize("words", [("REQ-PRESERVE", "VN", "FR"), ("REQ-EXTRADITION", "VN", "XR", "--demo")])
def test_every_text_says_what_it_gives_between_two_states(type_in, words):
    """And why not, and what would help."""
    shown = type_in("treaty", "basis", *words).output
    listed = json.loads(type_in("treaty", "basis", *words, "--json").stdout)
    assert {one["instrument"] for one in listed["basis"]} == {
        base.instrument for base in load_rulebook(demo="--demo" in words).kind(words[0]).bases
    }
    assert "voluntary, by reciprocity" in shown or "binding" in shown
    assert type_in("treaty", "basis", "REQ-PRESERVE", "Viet Nam", "FR").exit_code == 2


def test_the_status_of_three_states_is_shown_with_its_sources(type_in):
    """Acceptance row 4: dated acts, each with its source and how well it was checked."""
    listed = json.loads(type_in("treaty", "status", "VN", "FR", "US", "--json").stdout)["states"]
    assert set(listed) == {"VN", "FR", "US"}
    for rows in listed.values():
        assert rows
        assert all(row["source"] and row["verified"] and row["what"] for row in rows)
    assert ("UNCC", "2025-10-25", "signed") in {(row["instrument"], row["on"], row["what"]) for row in listed["VN"]}
    assert "Nothing is recorded" in type_in("treaty", "status", "AQ").output
    assert type_in("treaty", "status", "VN", "--instrument", "NONE").exit_code == 1


def test_an_overlay_is_checked_and_built(type_in, tmp_path):
    """Nothing is wrong: it is written; something is: file, row and sentence, status 1, and nothing is written."""
    folder = tmp_path / "vn-fr"
    folder.mkdir()
    text = (SHIPPED / "demo" / "bilateral.yaml").read_text(encoding="utf-8").replace("XR", "FR").replace("xr", "fr")
    (folder / "treaty.yaml").write_text(text, encoding="utf-8")
    (folder / "VERSION").write_text("VN-2026-1", encoding="ascii")
    assert type_in("treaty", "lint", folder).exit_code == 0
    to = tmp_path / "vn-fr.json"
    built = type_in("treaty", "build", folder, "--to", to, "--json")
    assert json.loads(built.stdout)["version"] == "VN-2026-1"
    to.unlink()
    (folder / "treaty.yaml").write_text(text.replace("question: offence-gate", "question: offence-guess"), encoding="utf-8")
    wrong = type_in("treaty", "lint", folder)
    assert wrong.exit_code == 1
    assert "treaty.yaml: bil-vn-fr.2.scope: " in wrong.output
    assert json.loads(type_in("treaty", "lint", folder, "--json").stdout)["faults"]
    assert type_in("treaty", "build", folder, "--to", to).exit_code == 1
    assert not to.exists()
