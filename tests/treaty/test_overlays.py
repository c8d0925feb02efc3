"""National rules over the shipped ones: what they may add, what they may not, and what the linter says of a folder, by file and row."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from comity.terms.identifiers import Country
from comity.terms.refusals import Refused
from comity.treaty.compiling import compile_pack
from comity.treaty.legalbasis import legal_basis
from comity.treaty.overlays import BadOverlay, load_with
from comity.treaty.rulebook import load_rulebook
from comity.treaty.workshop import SHIPPED, build_overlay, lint_folder

ON = date(2026, 11, 28)
VALUE = """
values:
  - {rule: uncc.42.8, name: least_days, since: 2027-01-01, value: 90, unit: days, article: "42(8)", source: "Fictional", verified: memory}
"""
STATUS = """
status:
  - {instrument: UNCC, country: VN, act: party, on: "2026-09-01", source: "Depositary, fictional, for a test", verified: memory}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An overlay with the worked example as a treaty of two real States."""
    made = tmp_path / "overlay"
    made.mkdir()
    text = (SHIPPED / "demo" / "bilateral.yaml").read_text(encoding="utf-8").replace("XR", "FR").replace("xr", "fr")
    (made / "treaty.yaml").write_text(text, encoding="utf-8")
    (made / "VERSION").write_text("VN-2026-1\n", encoding="ascii")
    return made


def faults(folder: Path) -> list[tuple[str, str, str]]:
    """Return what the linter says."""
    return [(one.file, one.row, str(one.what)) for one in lint_folder(folder)]


def test_a_treaty_of_two_states_is_added_and_stands_first(folder):
    """It carries its kinds between these two States, before all other texts; version and digest of the rulebook are others."""
    assert faults(folder) == []
    built = build_overlay(folder)
    book = load_with([("vn.json", built.data)])
    assert book.version == f"{load_rulebook().version}+VN-2026-1"
    assert book.digest != load_rulebook().digest
    found = legal_basis("REQ-EXTRADITION", from_=Country("VN"), to=Country("FR"), on=ON, rulebook=book)
    assert found.first is not None
    assert (found.first.instrument, found.first.binds) == ("BIL-VN-FR", True)
    other = legal_basis("REQ-EXTRADITION", from_=Country("VN"), to=Country("TH"), on=ON, rulebook=book)
    assert other.first is None or other.first.instrument != "BIL-VN-FR"


def test_a_dated_value_holds_from_its_day_and_not_before(folder):
    """The first value stays: old acts were checked by it."""
    (folder / "values.yaml").write_text(VALUE, encoding="utf-8")
    book = load_with([("vn.json", build_overlay(folder).data)])
    assert book.value("uncc.42.8", "least_days", on=date(2026, 12, 31)).value == 60
    assert book.value("uncc.42.8", "least_days", on=date(2027, 1, 1)).value == 90


def test_what_a_state_did_is_added_with_its_source(folder):
    """A row of the depositary that came after the release."""
    (folder / "status.yaml").write_text(STATUS, encoding="utf-8")
    book = load_with([("vn.json", build_overlay(folder).data)])
    assert [row.act for row in book.status_of(Country("VN"), instrument="UNCC", on=ON)][-1] == "party"


@pytest.mark.parametrize(
    ("file", "text", "row", "sentence"),
    [
        ("values.yaml", VALUE.replace("2027-01-01", "2024-12-24"), "uncc.42.8", "two rows from"),
        ("values.yaml", VALUE.replace("least_days", "most_days"), "uncc.42.8", "nobody wrote that rule with such a value"),
        ("values.yaml", VALUE.replace("unit: days", "unit: months"), "uncc.42.8", "counted in days"),
        ("values.yaml", VALUE.replace('source: "Fictional", ', ""), "uncc.42.8", "has no source"),
        ("values.yaml", VALUE.replace("value: 90", "value: 9.5"), "", "fraction"),
        ("status.yaml", STATUS.replace("country: VN", "country: QQ"), "QQ", "does not know it"),
        ("status.yaml", STATUS.replace("country: VN", "country: XR"), "", "fictional State"),
        ("status.yaml", STATUS.replace("act: party", "act: promised"), "", "promised"),
        ("status.yaml", STATUS.replace("act: party", "act: party, act: left"), "", "act"),
        (
            "kinds.yaml",
            "families:\n  - {code: own, labels: {en: Own, vi: Riêng}}\n",
            "section families",
            "both sides of a request must have the same",
        ),
    ],
)
def test_the_linter_names_file_row_and_what_is_wrong(folder, file, text, row, sentence):
    """And nothing is built from it."""
    (folder / file).write_text(text, encoding="utf-8")
    found = faults(folder)
    assert any(sentence in said for _, _, said in found), found
    assert any((not row or at == row) and where in ("", file) for where, at, said in found if sentence in said), found
    with pytest.raises(Refused):
        build_overlay(folder)


def test_the_file_and_the_row_are_those_of_the_fault(folder):
    """A rule that names a case which it does not have is found in the file that holds it."""
    path = folder / "treaty.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("question: offence-gate", "question: offence-guess"), encoding="utf-8")
    assert ("treaty.yaml", "bil-vn-fr.2.scope", "The rule bil-vn-fr.2.scope cannot be read: no question offence-guess.") in faults(folder)


def test_an_overlay_speaks_for_no_text_that_is_not_its_own(folder):
    """A rule in the name of the Convention, a text of the wrong nature, and what stands in for a rule that protects persons."""
    path = folder / "treaty.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("nature: bilateral", "nature: treaty"), encoding="utf-8")
    assert any("of the nature treaty" in said for *_, said in faults(folder))
    head = "  - id: bil-vn-fr.2.scope\n    instrument: "
    path.write_text(text.replace(f"{head}BIL-VN-FR", f"{head}UNCC"), encoding="utf-8")
    assert any("speaks for UNCC, which is not of this overlay" in said for *_, said in faults(folder))
    protecting = next(rule.id for rule in load_rulebook().rules.values() if rule.protects)
    path.write_text(text.replace("replaces: [uncc.35.convention-only]", f"replaces: [{protecting}]"), encoding="utf-8")
    assert any("protects persons and always holds" in said for *_, said in faults(folder))


def test_a_file_that_cannot_be_used_is_named(folder):
    """Twice the same, not what its digest says, no pack: the node says which file and why."""
    data = build_overlay(folder).data
    with pytest.raises(BadOverlay, match=r"b\.json"):
        load_with([("a.json", data), ("b.json", data)])
    broken = json.loads(data)
    broken["content"]["version"] = "VN-2026-2"
    with pytest.raises(BadOverlay, match="digest"):
        load_with([("a.json", json.dumps(broken).encode())])
    with pytest.raises(BadOverlay, match=r"a\.json"):
        load_with([("a.json", b"nothing")])


@pytest.mark.parametrize(("version", "sentence"), [(None, "VN-2026-1"), ("with a blank", "no word"), ("x" * 40, "no word")])
def test_an_overlay_says_which_version_it_is(folder, version, sentence):
    """The word travels in every act."""
    (folder / "VERSION").unlink()
    if version:
        (folder / "VERSION").write_text(version, encoding="ascii")
    assert any(sentence in said for *_, said in faults(folder))


def test_an_empty_folder_says_so(tmp_path):
    """Not that all is well."""
    (tmp_path / "VERSION").write_text("VN-1", encoding="ascii")
    assert any("no file that ends in .yaml" in said for *_, said in faults(tmp_path))


def test_a_changed_copy_of_all_rules_is_checked(tmp_path):
    """A lawyer copies the rules and corrects one: nothing is wrong; then breaks one, and reads where."""
    copy = tmp_path / "rules"
    shutil.copytree(SHIPPED, copy)
    path = copy / "uncc" / "preservation.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('article: "42(8)"', 'article: "420(8)"'), encoding="utf-8")
    (copy / "strange").mkdir()
    found = faults(copy)
    assert any("nothing reads the folder strange" in said for *_, said in found)
    assert any(where == "uncc/preservation.yaml" and "no article UNCC 420(8)" in said for where, _, said in found)


def test_the_shipped_rules_compile_to_what_is_shipped():
    """The overlay's road is the same compiler."""
    assert compile_pack(SHIPPED, ("demo",)).startswith(b'{"content":')
