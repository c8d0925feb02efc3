"""The documents tell the truth: what the code has, they name; what they name, is there."""

import ast
import dataclasses
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import reference

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src" / "comity"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
ROOMS = sorted(folder.name for folder in SOURCE.iterdir() if (folder / "__init__.py").exists())


@cache
def said() -> frozenset[str]:
    """Everything in code type that stands in a heading or in the first cell of a row, of all pages; plain headings too."""
    found: set[str] = set()
    for page in PAGES:
        for line in page.read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                found |= {line.lstrip("# ").strip(), *re.findall(r"`([^`]+)`", line)}
            elif line.startswith("|"):
                found |= set(re.findall(r"`([^`]+)`", line.split("|")[1]))
    return frozenset(found)


def read(name: str) -> str:
    """Return the text of one page."""
    return (ROOT / name).read_text(encoding="utf-8")


# ---------------------------------------------------------------- rooms


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_its_page(room: str):
    """docs/subsystems/<room>.md says what the room answers; a page has more than a title."""
    page = read(f"docs/subsystems/{room}.md")
    assert re.match(rf"# {room}(: .+)?\n", page)
    assert len(page.split()) > 60


def test_no_page_tells_of_a_room_that_is_not_there():
    """A planned room is in the changelog and the issue tracker, not among the rooms."""
    assert {page.stem for page in (ROOT / "docs" / "subsystems").glob("*.md")} - {"README"} == set(ROOMS)


def test_the_picture_shows_the_rooms_and_floors_of_the_contract():
    """docs/architecture.md draws the same floors, top to bottom, that the linter enforces."""
    contracts = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    (floors,) = (contract["layers"] for contract in contracts if contract["id"] == "floors")
    drawn = re.search(r"```floors\n(.*?)```", read("docs/architecture.md"), re.DOTALL)
    assert drawn
    assert [line.partition("  ")[0].strip() for line in drawn[1].strip().splitlines()] == floors
    rooms = set(re.findall(r"^\| \*\*(\w+)\*\* \|", read("docs/architecture.md"), re.MULTILINE))
    assert rooms == set(ROOMS)


# ---------------------------------------------------------------- commands, refusals, settings, acts


@pytest.fixture(scope="module")
def everything() -> None:
    """Every module of the package, loaded, so that what it defines can be asked for."""
    reference.load_everything()


def test_every_command_has_a_heading(everything: None):
    """What can be typed is explained."""
    assert [name for name, _ in reference.commands() if name not in said()] == []


def test_every_refusal_has_a_row(everything: None):
    """Whoever is refused finds the refusal, its class and its next step."""
    assert [kind.__qualname__ for kind in reference.refusals() if kind.__qualname__ not in said()] == []


def test_the_printed_pages_are_current(everything: None):
    """docs/reference/ is what the code says today."""
    assert {name: text for name, text in reference.pages().items() if read(f"docs/reference/{name}") != text} == {}


def test_every_setting_of_a_node_has_a_row():
    """Each line of node.toml is explained in the operators' page."""
    from comity.directory.home import Home

    page = read("docs/operators/node.md")
    said = {"key_use": "keys"}  # `Home.keys` is the folder
    names = [said.get(field.name, field.name) for field in dataclasses.fields(Home) if field.name != "path"]
    assert [name for name in names if f"| `{name}` |" not in page] == []


def variables() -> set[str]:
    """Every environment variable of ours that Makefile, scripts, or modules that look at the environment name."""
    files = [
        file for folder in ("src", "tools", "tests", "benchmarks") for file in (ROOT / folder).rglob("*") if file.suffix in {".py", ".sh"}
    ]
    texts = [read("Makefile"), *(file.read_text(encoding="utf-8") for file in files)]
    looking = [text for text in texts if "environ" in text or not text.startswith(('"', "'", "import", "from"))]
    return {name for text in looking for name in re.findall(r"\bCOMITY_[A-Z_]*[A-Z]\b", text)}


def test_every_variable_has_a_row():
    """Each COMITY_… variable is explained."""
    assert sorted(variables() - said()) == []


def strings(node: ast.AST) -> list[str]:
    """Return every string literal in `node`."""
    return [leaf.value for leaf in ast.walk(node) if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str)]


def act_names(tree: ast.Module) -> Iterator[str]:
    """Yield the name of each journal entry that a module makes; a name that is not spelled out comes as `?line`."""
    tables: dict[str, ast.Dict] = {}
    for statement in tree.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and isinstance(statement.value, ast.Dict):
            names = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            tables |= {name.id: statement.value for name in names if isinstance(name, ast.Name)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called not in {"Entry", "note"}:
            continue
        for value in [keyword.value for keyword in node.keywords if keyword.arg == "name"] or node.args[:1]:
            if isinstance(value, ast.Name) and value.id == "name":
                continue  # handed through by the function that callers name the act to
            if isinstance(value, ast.Subscript) and isinstance(value.value, ast.Name) and value.value.id in tables:
                for one in tables[value.value.id].values:
                    yield from strings(one)
                continue
            yield from strings(value) or [f"?{node.lineno}"]


def journal_acts() -> dict[str, str]:
    """Return every journal act that the package appends, with the module that does."""
    found = {}
    for module in SOURCE.rglob("*.py"):
        text = module.read_text(encoding="utf-8")
        register = "noting import" in text and module.relative_to(SOURCE).parts[0] in {"register", "picture", "intel"}
        if "import journal" in text or "journalling import" in text or register:
            found |= dict.fromkeys(act_names(ast.parse(text)), module.relative_to(SOURCE).as_posix())
    return found


def test_every_journal_act_is_dotted_and_spelled_out():
    """Act names are for ever: `request.refused`, written where the act is made."""
    shape = re.compile(r"[a-z]+(?:-[a-z]+)*(?:\.[a-z]+(?:-[a-z]+)*)+")
    assert {act: module for act, module in journal_acts().items() if not shape.fullmatch(act)} == {}


def test_every_journal_act_has_a_row():
    """An auditor who meets an act's name finds what it means."""
    assert {act: module for act, module in journal_acts().items() if act not in said()} == {}


def test_every_journal_act_is_told_in_words():
    """Whoever reads the journal on its page reads sentences, and not the names of acts."""
    from comity.doors.web.views.stations import SENTENCES  # Django has to be there first

    assert {act: module for act, module in journal_acts().items() if act not in SENTENCES} == {}


# ---------------------------------------------------------------- README, CONTRIBUTING, links


def targets() -> dict[str, str]:
    """Return each target of the Makefile with its line of help."""
    return dict(re.findall(r"^([a-z-]+):.*?## (.+)$", read("Makefile"), re.MULTILINE))


def blocks(page: str) -> Iterator[str]:
    """Yield the lines of the shell blocks of a page."""
    for block in re.findall(r"```(?:sh|bash)\n(.*?)```", read(page), re.DOTALL):
        yield from block.strip().splitlines()


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_every_make_command_of_a_page_is_a_target(page: str):
    """What the page tells you to type can be typed."""
    typed = {line.split()[1] for line in blocks(page) if line.startswith("make ")}
    assert typed
    assert typed - set(targets()) == set()


def test_every_target_is_explained():
    """Each target of the Makefile is in the README's or the contributors' commands."""
    typed = {line.split()[1] for page in ("README.md", "CONTRIBUTING.md") for line in blocks(page) if line.startswith("make ")}
    assert set(targets()) - typed == set()


def test_every_target_has_help():
    """`make` alone lists everything that can be made."""
    phony = re.search(r"^\.PHONY: (.+)$", read("Makefile"), re.MULTILINE)
    assert phony
    assert set(phony[1].split()) == set(targets())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path):
    """Files that a page links or shows are there."""
    links = re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL))
    inside = [link.partition("#")[0] for link in links if not link.startswith(("http:", "https:", "mailto:", "#"))]
    assert [link for link in inside if not (page.parent / link).exists()] == []


def test_the_changelog_knows_this_version():
    """The version that is built has its own heading."""
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    assert re.search(rf"^## \[{re.escape(version)}\]", read("CHANGELOG.md"), re.MULTILINE)


# ---------------------------------------------------------------- decisions and words

RECORDS = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))


def test_decisions_are_numbered_without_gaps():
    """A decision is never renumbered and never removed: a later one replaces it."""
    assert [int(record.name[:4]) for record in RECORDS] == list(range(1, len(RECORDS) + 1))


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_a_decision_has_its_parts(record: Path):
    """Context, decision, consequences, and a status with its date; the index names it."""
    text = record.read_text(encoding="utf-8")
    assert re.match(rf"# {int(record.name[:4]):04}\. .+\n", text)
    assert re.search(r"^Status: (accepted|replaced by \d{4}), \d{4}-\d{2}-\d{2}$", text, re.MULTILINE)
    assert [part for part in ("Context", "Decision", "Consequences") if f"\n## {part}\n" not in text] == []
    assert record.name in read("docs/adr/README.md")


WORDS = """
authority, node, peer, operator, officer, actor, request, answer, refusal, withdrawal, ground, instrument, envelope, seal, open,
delivery, receipt, outbox, inbox, journal, act, checkpoint, leaf, tile, proof, witness, item, custody, hold, release, destroy,
collection, object, indicator, sighting, marking, observation, detector, finding, meeting, statement, commitment, strength,
fulfilment, rule, rulebook, article, cited, policy, at, on, due
"""


def glossary() -> dict[str, tuple[str, str]]:
    """Return each word of the glossary with its Vietnamese and its meaning."""
    rows = (
        line.split("|")[1:4] for line in read("docs/glossary.md").splitlines() if line.startswith("| ") and not line.startswith("| ---")
    )
    return {english.strip().strip("*"): (vietnamese.strip(), meaning.strip()) for english, vietnamese, meaning in rows}


@pytest.mark.parametrize("word", [word.strip() for word in WORDS.replace("\n", " ").split(",")])
def test_every_word_of_the_house_is_in_the_glossary(word: str):
    """In English and in Vietnamese, with what it means here."""
    vietnamese, meaning = glossary()[word]
    assert vietnamese
    assert len(meaning.split()) > 2


# ---------------------------------------------------------------- threats


def test_every_threat_is_answered_by_a_test_that_is_there_or_says_not_yet() -> None:
    """A row without a test says *not yet* or that it is not answered; a test that is named is defined in the file that is named."""
    page = read("docs/threat-model.md")
    rows = [
        line.strip("| ").split(" | ")
        for line in page.splitlines()
        if line.startswith("| ") and not line.startswith(("| ---", "| threat", "| attacker"))
    ]
    answers = [row for row in rows if len(row) >= 2 and not row[0].startswith("**")]
    assert len(answers) > 30
    for row in answers:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row[-1])
        assert named or "*not yet*" in row[1] or "not answered" in row[1], row[0]
        for file, test in named:
            assert f"def {test}(" in read(file), (file, test)
