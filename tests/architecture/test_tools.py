"""The gates' own tools say no when they must: catalogues, pins, and the relations between table families."""

import shutil
from pathlib import Path

import messages
import pins
import polib
import pytest
from failures import Failures


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A small package with one marked sentence of each sort, and complete catalogues."""
    package = tmp_path / "comity"
    package.mkdir()
    (package / "speech.py").write_text('sentence = gettext_noop("The %(what)s cannot be read.")\n', encoding="utf-8")
    (package / "page.html").write_text('{% load i18n %}<h1>{% translate "Watch queue" %}</h1>\n', encoding="utf-8")
    messages.write(package)
    file = messages.catalogue(package, "vi")
    book = polib.pofile(str(file), wrapwidth=0)
    book.find("The %(what)s cannot be read.").msgstr = "Không đọc được %(what)s."
    book.find("Watch queue").msgstr = "Hàng đợi trực"
    book.save()
    messages.write(package)
    return package


def change(package: Path, **fields: object) -> None:
    """Change the Vietnamese entry of the marked sentence, and compile."""
    file = messages.catalogue(package, "vi")
    book = polib.pofile(str(file), wrapwidth=0)
    entry = book.find("The %(what)s cannot be read.")
    for name, value in fields.items():
        setattr(entry, name, value)
    book.save()
    book.save_as_mofile(str(file.with_suffix(".mo")))


def test_complete_catalogues_pass(package: Path):
    """Both languages say every sentence of the sources."""
    assert messages.check(package) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"msgstr": ""}, "not translated"),
        ({"flags": ["fuzzy"]}, "fuzzy"),
        ({"msgstr": "Không đọc được."}, "other placeholders"),
        ({"msgstr": "Không đọc được %(cái)s."}, "placeholder that its source has not"),
    ],
)
def test_an_unfinished_sentence_is_a_fault(package: Path, fields: dict[str, object], said: str):
    """Untranslated, uncertain, or with placeholders lost: each is named."""
    change(package, **fields)
    (fault,) = messages.check(package)
    assert said in fault


def test_a_sentence_new_in_the_sources_is_a_fault(package: Path):
    """The catalogues follow the sources."""
    (package / "more.py").write_text('sentence = gettext_noop("The log is consistent.")\n', encoding="utf-8")
    assert len([fault for fault in messages.check(package) if "stands in the sources and not here" in fault]) == 2


def test_a_sentence_gone_from_the_sources_is_a_fault(package: Path):
    """No catalogue keeps what nobody says any more."""
    (package / "page.html").unlink()
    assert len([fault for fault in messages.check(package) if "stands in no source" in fault]) == 2


def test_a_compiled_catalogue_must_be_its_own_source(package: Path):
    """A stale or foreign .mo would say something that nobody reviewed."""
    messages.catalogue(package, "vi").with_suffix(".mo").write_bytes(b"other")
    (fault,) = messages.check(package)
    assert ".mo is not made from it" in fault


def test_a_missing_catalogue_is_a_fault(package: Path):
    """A language cannot be forgotten."""
    messages.catalogue(package, "vi").unlink()
    assert any("is missing" in fault for fault in messages.check(package))


def test_the_pin_of_uv_fits_the_build_backend(root: Path, tmp_path: Path):
    """The pinned uv builds without a network only when it is the backend that pyproject.toml asks for."""
    assert pins.uv_faults(root) == []
    (tmp_path / "requirements").mkdir()
    shutil.copy(root / "pyproject.toml", tmp_path)
    pin = (root / "requirements" / "uv.txt").read_text(encoding="ascii")
    (tmp_path / "requirements" / "uv.txt").write_text(pin.replace("uv==", "uv==9."), encoding="ascii")
    assert pins.uv_faults(tmp_path)
    (tmp_path / "requirements" / "uv.txt").write_text("uv\n", encoding="ascii")
    assert pins.uv_faults(tmp_path)


def test_every_pin_has_a_hash(root: Path):
    """Nothing is installed that was not named by its bytes."""
    for name in ("uv", "run", "dev"):
        text = (root / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        blocks = text.replace("\\\n", " ").splitlines()
        pinned = [block for block in blocks if block and not block.startswith((" ", "#"))]
        assert pinned
        assert [block for block in pinned if "==" not in block or "--hash=sha256:" not in block] == []
        assert "://" not in text


def test_both_sets_agree_on_every_version(root: Path):
    """The sets install together, so no package may have two versions."""
    found: dict[str, set[str]] = {}
    for name in ("run", "dev"):
        for line in (root / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines():
            if line[:1].isalnum() and "==" in line:
                package, _, version = line.split()[0].partition("==")
                found.setdefault(package, set()).add(version)
    assert {package: versions for package, versions in found.items() if len(versions) > 1} == {}


def test_english_is_compiled_where_it_differs(package: Path):
    """What says the same as the source is not held twice; a sentence that a person changed, and a plural, are."""
    book = polib.pofile(str(messages.catalogue(package, "en")))
    same, other = book[0], book[1]
    other.msgstr = "Said otherwise"
    book.append(polib.POEntry(msgid="one day", msgid_plural="days", msgstr_plural={0: "one day", 1: "days"}))
    for language, kept in (("en", {other.msgid, "one day"}), ("vi", {same.msgid, other.msgid, "one day"})):
        book.metadata["Language"] = language
        compiled = package / f"{language}.mo"
        compiled.write_bytes(messages.compile_catalogue(book))
        assert {entry.msgid for entry in polib.mofile(str(compiled))} == kept


def test_what_failed_is_told_in_a_line_each(tmp_path: Path):
    """As `.ci/run` shows it last."""
    told = tmp_path / "failed"
    failures = Failures(told)
    for when, outcome, why in (("call", "failed", "E  assert 1 == 2"), ("setup", "failed", "no\nroom"), ("call", "passed", None)):
        failures.pytest_runtest_logreport(pytest.TestReport("tests/a.py::test_one", ("a.py", 1, "test_one"), {}, outcome, why, when))
    assert told.read_text(encoding="utf-8").splitlines() == [
        "tests/a.py::test_one (call): E assert 1 == 2",
        "tests/a.py::test_one (setup): room",
    ]
    failures.tell("x" * 5000)
    assert len(told.read_text(encoding="utf-8").splitlines()[-1]) == 240
