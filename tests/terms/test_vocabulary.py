import re
import unicodedata
from dataclasses import FrozenInstanceError, replace
from types import SimpleNamespace

import compile_vocabularies as compiler
import pytest
from eachof import each_of

from comity.terms.digests import Digest
from comity.terms.identifiers import Country
from comity.terms.json import parse_json, print_json
from comity.terms.languages import Language
from comity.terms.markings import Tlp
from comity.terms.vocabulary import UnknownCode, UnknownLanguage, UnknownVocabulary, Verified, names, vocabulary, vocabulary_from

WANTED = {
    "action-asked",
    "actor-sort",
    "advice-topic",
    "asset-action",
    "asset-type",
    "assistance-topic",
    "assurance",
    "attendance",
    "authority-role",
    "authorization",
    "breach-type",
    "cadence",
    "case-hold",
    "claim-confidence",
    "claim-relation",
    "claim-stand",
    "classification",
    "commitment-state",
    "condition",
    "consent",
    "counsel",
    "count-unit",
    "country",
    "course-answer",
    "course-question",
    "course-state",
    "currency",
    "custody-recipient",
    "custody-sort",
    "data-category",
    "date-basis",
    "decision",
    "delegation-role",
    "delegation-state",
    "delegation-task",
    "delegation-way",
    "delivery-method",
    "designation-basis",
    "destruction-rule",
    "disposal-method",
    "document-type",
    "dual-criminality",
    "emergency-imminence",
    "emergency-risk",
    "evidence-sort",
    "evidence-type",
    "evidential",
    "exchange-field",
    "exercise-state",
    "exercise-topic",
    "extension-reason",
    "file-kind",
    "fiu-caveat",
    "fiu-use",
    "granted-part",
    "group",
    "ict-use",
    "identifier-type",
    "incident",
    "inquiry",
    "language",
    "legal-topic",
    "line-state",
    "match-result",
    "mechanism-sort",
    "meeting-standing",
    "meeting-type",
    "membership",
    "missing-content",
    "mla-intent",
    "necessity",
    "nomination-state",
    "offence",
    "onward-recipient-type",
    "opinion",
    "outcome",
    "pap",
    "participation-role",
    "person-role",
    "plan-state",
    "post-title",
    "postpone-reason",
    "predicate",
    "procedure-wish",
    "promise-strength",
    "purpose",
    "recall-reason",
    "relation",
    "relation-to-person",
    "remedy-asked",
    "remedy-asker",
    "remedy-decision",
    "remedy-way",
    "report-source",
    "result-type",
    "risk",
    "risk-flag",
    "risk-level",
    "risk-scope",
    "row-source",
    "rsit",
    "safeguard",
    "safeguard-review",
    "seat-reply",
    "secrecy",
    "sector",
    "set-outcome",
    "set-sort",
    "snooze-reason",
    "speech-act",
    "stage",
    "status-question",
    "support-type",
    "take-over-reason",
    "task-period",
    "task-progress",
    "task-state",
    "technique",
    "technology",
    "threat-level",
    "threshold-way",
    "tlp",
    "training-topic",
    "treaty-act",
    "treaty-offence",
    "urgency",
    "urgency-reason",
    "use-report",
    "views",
    "warning-action",
    "warning-done",
    "warning-follow",
    "warning-onward",
    "warning-sort",
    "withdrawal-reason",
    "withholding-ground",
}

every_item = each_of("name, item", [(name, item) for name in names() for item in vocabulary(name).items])


def test_all_are_there():
    """Nothing that a form names is missing."""
    assert set(names()) == WANTED
    assert vocabulary("offence") is vocabulary("offence")


def test_the_compiled_file_is_current():
    """The committed JSON is what the YAML files give, byte for byte."""
    compiler.require_current()


@every_item
def test_items_are_complete(name, item):
    """Each code has a label in both languages, a source, and says how it was verified; law has its article."""
    assert set(item.labels) == {"en", "vi"}
    assert all(unicodedata.is_normalized("NFC", text) for text in (*item.labels.values(), *item.definition.values()))
    assert all("!" not in text for text in (*item.labels.values(), *item.definition.values()))
    assert set(item.definition) == (set() if name in {"country", "currency", "language", "post-title"} else {"en", "vi"})
    assert all(text.endswith(".") for text in item.definition.values())
    assert item.source
    assert item.verified in Verified
    if item.article is not None:
        texts = "UNTOC|UNCAC|TF-1999|TB-1997|NT-2005" if name == "treaty-offence" else "UNCC"
        assert re.fullmatch(rf"(?:{texts}) Art\. \d+(\(\d+\))?(\([a-z]\))?", item.article)
    else:
        assert item.verified is not Verified.CERTIFIED_TEXT
    assert item.verified is not Verified.CERTIFIED_TEXT, "nobody has compared it with the certified text yet"


def test_convention_offences():
    """Illegal access is Article 7; each code of the group carries the number of its article."""
    offences = vocabulary("offence")
    convention = [item for item in offences.items if item.group == "convention"]
    assert [item.code for item in convention] == [f"OFF-{number:02d}" for number in (*range(7, 18), 19)]
    assert all(item.article == f"UNCC Art. {int(item.code[-2:])}" for item in convention)
    assert offences.label("OFF-07", "en") == "Illegal access"
    assert offences.item("OFF-SPEECH").group == "speech"


def test_countries():
    """Codes are countries, NO could stay one, and the fictional ones are told apart."""
    countries = vocabulary("country")
    assert all(Country(code) for code in countries.codes)
    groups = {
        group: [item.code for item in countries.items if item.group == group] for group in ("state", "area", "organization", "fictional")
    }
    assert len(groups["state"]) + len(groups["area"]) == 249, "the whole of ISO 3166-1"
    assert len(groups["state"]) == 193 + 2 + 2, "the Members of the United Nations, its two observers, Cook Islands and Niue"
    assert groups["organization"] == ["EU"]
    assert groups["fictional"] == ["XR", "XF", "XG"]
    assert sum(map(len, groups.values())) == len(countries.items)
    assert countries.label("VN", Language("vi")) == "Việt Nam"


def test_other_codes_are_values_too():
    """Languages and markings are those of their value types; sectors fall into four groups."""
    assert all(Language(code) for code in vocabulary("language").codes)
    assert vocabulary("tlp").codes == tuple(Tlp)
    currencies = vocabulary("currency")
    assert all(re.fullmatch("[A-Z]{3}", item.code) for item in currencies.items if item.group == "currency")
    assert [item.code for item in currencies.items if item.group == "virtual"] == ["BTC", "ETH", "USDT", "USDC"]
    assert {item.group for item in vocabulary("sector").items} == {"political", "economic", "security", "socio-cultural"}


@each_of("name", sorted(WANTED))
def test_labels_tell_the_codes_apart(name):
    """Within a vocabulary no two codes on offer read the same in either language."""
    for language in ("en", "vi"):
        labels = [item.labels[language].casefold() for item in vocabulary(name).offered]
        assert len(set(labels)) == len(labels)


LEVELS = {"top-secret": "TLP:RED", "secret": "TLP:RED", "confidential": "TLP:AMBER+STRICT", "restricted": "TLP:AMBER"}


def test_classifications_name_their_marking():
    """Marks of one level are handled alike, in both languages; what has no mark goes by its own TLP."""
    for item in vocabulary("classification").items:
        for text in item.definition.values():
            assert re.findall(r"TLP:[A-Z+]+", text) == ([LEVELS[item.group]] if item.group != "open" else [])
    assert set(LEVELS.values()) <= set(Tlp)
    assert [item.labels["vi"].split(" (")[0] for item in vocabulary("classification").items[:3]] == ["Tuyệt mật", "Tối mật", "Mật"]


def test_what_is_not_of_the_convention_says_so():
    """The tests of the European Union for an emergency carry their own source and no article of the Convention."""
    for code in ("EM-INTEGRITY", "EM-INFRA"):
        item = vocabulary("emergency-risk").item(code)
        assert item.article is None
        assert item.source.startswith("Regulation (EU) 2023/1543")


def test_absence_refuses():
    """An unknown vocabulary, code or language is refused, never guessed."""
    with pytest.raises(UnknownVocabulary):
        vocabulary("colour")
    with pytest.raises(UnknownCode) as refusal:
        vocabulary("offence").item("OFF-99\u202e")
    assert "\u202e" not in str(refusal.value)
    with pytest.raises(UnknownLanguage):
        vocabulary("offence").label("OFF-07", "fr")
    assert "OFF-99" not in vocabulary("offence")
    assert "OFF-07" in vocabulary("offence")


def test_digest_is_over_the_compiled_form():
    """The digest that acts name changes with any content, and can be computed again from the committed file."""
    compiled = parse_json(compiler.COMPILED.read_bytes(), compiler.CAP)["risk"]["compiled"]
    assert vocabulary("risk").digest == Digest.of(print_json(compiled)) == vocabulary_from(compiled).digest
    compiled["items"][0]["labels"]["vi"] += "."
    assert vocabulary_from(compiled).digest != vocabulary("risk").digest
    assert vocabulary("risk").printed() == {"name": "risk", "version": "1", "digest": str(vocabulary("risk").digest)}


def test_nothing_changes_what_was_loaded():
    """Vocabularies are read-only."""
    item = vocabulary("risk").items[0]
    with pytest.raises(FrozenInstanceError):
        item.code = "x"
    with pytest.raises(TypeError):
        item.labels["en"] = "x"


def test_retired_codes_are_known_and_not_offered():
    """A retired code keeps its label and is offered no more."""
    risk = vocabulary("risk")
    old = replace(risk.items[0], replaced_by="RISK-CONF")
    retired = replace(risk, items=(old, *risk.items[1:]), by_code={**risk.by_code, old.code: old})
    assert old.code in retired.codes
    assert old not in retired.offered
    assert retired.label(old.code, "en") == risk.label(old.code, "en")


# ---------------------------------------------------------------- the compiler

GOOD = """\
name: colour
version: 1
title: {en: Colour, vi: Màu}
source: somewhere
verified: project
definitions: none
items:
  - {code: NO, label: {en: No, vi: Không}}
  - {code: "A", label: {en: A, vi: A}}
"""


@pytest.fixture
def folder(tmp_path):
    """Give a folder with one vocabulary, and a way to write another text into it."""

    def write(text):
        (tmp_path / "colour.yaml").write_text(text, encoding="utf-8")
        return compiler.compile_all(tmp_path)

    return SimpleNamespace(write=write)


def test_yaml_is_1_2(folder):
    """NO is text, as YAML 1.2 says."""
    assert b'"code":"NO"' in folder.write(GOOD)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("vi: Không", "fr: Non"),
        (", vi: Không", ""),
        ("code: NO", "code: 1"),
        ("code: NO", "code: A"),
        ("name: colour", "name: color"),
        ("source: somewhere", "sauce: somewhere"),
        ("definitions: none\n", ""),
        ("vi: Không", 'vi: "Kho\u0302ng"'),
        ("vi: Không", 'vi: " Không"'),
        ("code: NO,", "code: NO, replaced_by: B,"),
        ("code: NO,", "code: NO, colour: B,"),
        ("version: 1", "version: 1.1"),
        ("version: 1", "version: 0"),
    ],
)
def test_faults_in_yaml(folder, old, new):
    """What is missing, unknown, twice or in one language only does not compile."""
    assert old in GOOD
    with pytest.raises(compiler.Fault):
        folder.write(GOOD.replace(old, new))


def test_duplicate_keys_in_yaml(folder):
    """The same key twice does not compile."""
    with pytest.raises(Exception, match="duplicate key"):
        folder.write(GOOD + "version: 2\n")


def test_history(folder):
    """A code cannot vanish, and content cannot change under the same version."""
    old = folder.write(GOOD)
    compiler.require_history(old, old)
    compiler.require_history(folder.write(GOOD.replace("version: 1", "version: 2").replace("en: No", "en: None")), old)
    with pytest.raises(compiler.Fault, match="version"):
        compiler.require_history(folder.write(GOOD.replace("en: No", "en: None")), old)
    with pytest.raises(compiler.Fault, match="gone"):
        compiler.require_history(folder.write(GOOD.replace("version: 1", "version: 2").replace("code: NO", "code: N")), old)
    with pytest.raises(compiler.Fault, match="gone"):
        compiler.require_history(b"{}", old)
