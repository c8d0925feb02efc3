"""The pack: cited, bilingual, current, strict; and nothing of the law in the code."""

import ast
import copy
import json
from datetime import date
from pathlib import Path

import compile_rules
import msgspec
import pytest

from comity.terms.digests import Digest
from comity.terms.identifiers import Country
from comity.terms.refusals import Malformed, TooLarge
from comity.terms.vocabulary import Verified
from comity.treaty import loading, rulebook
from comity.treaty.check import QUESTIONS, rules_of
from comity.treaty.loading import DemoData, UncitedRule, read_pack
from comity.treaty.rulebook import NoRule, Rulebook, join_packs, load_rulebook

COMPILED = compile_rules.TREATY / "compiled"
TITLES = {
    "2": "Use of terms",
    "3": "Scope of application",
    "4": "Offences established under other United Nations conventions and protocols",
    "5": "Protection of sovereignty",
    "6": "Respect for human rights",
    "22": "Jurisdiction",
    "23": "Scope of procedural measures",
    "24": "Conditions and safeguards",
    "25": "Expedited preservation of stored electronic data",
    "26": "Expedited preservation and partial disclosure of traffic data",
    "27": "Production order",
    "28": "Search and seizure of stored electronic data",
    "29": "Real-time collection of traffic data",
    "30": "Interception of content data",
    "35": "General principles of international cooperation",
    "36": "Protection of personal data",
    "40": "General principles and procedures relating to mutual legal assistance",
    "41": "24/7 network",
    "42": "International cooperation for the purpose of expedited preservation of stored electronic data",
    "43": "International cooperation for the purpose of expedited disclosure of preserved traffic data",
    "44": "Mutual legal assistance in accessing stored electronic data",
    "45": "Mutual legal assistance in the real-time collection of traffic data",
    "46": "Mutual legal assistance in the interception of content data",
    "47": "Law enforcement cooperation",
    "48": "Joint investigations",
    "64": "Signature, ratification, acceptance, approval and accession",
    "65": "Entry into force",
}


def content(name: str = "rulebook.json") -> dict:
    """Return the content of a compiled file."""
    return json.loads((COMPILED / name).read_bytes())["content"]


def compiled(changed: dict) -> bytes:
    """Return a compiled file with this content and a right digest."""
    printed = json.dumps(changed).encode()
    return msgspec.json.encode({"content": msgspec.Raw(printed), "content_digest": str(Digest.of(printed)), "source_digest": "0" * 64})


def places(value: object, path: tuple = ()) -> list[tuple]:
    """Return the path of every row that has a source."""
    found = [path] if isinstance(value, dict) and "source" in value else []
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return found + [place for key, below in inner for place in places(below, (*path, key))]


def at(value: dict, path: tuple) -> dict:
    """Return what stands at a path."""
    for key in path:
        value = value[key]
    return value


def test_what_is_committed_is_what_the_rules_say(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Compiling again gives the same bytes; the tool says so, and says otherwise when it is not so."""
    made = {parts: compile_rules.compile_pack(compile_rules.TREATY / "rules", parts) for parts in compile_rules.PACKS.values()}
    assert {name: made[parts] == (COMPILED / name).read_bytes() for name, parts in compile_rules.PACKS.items()} == dict.fromkeys(
        compile_rules.PACKS, True
    )
    monkeypatch.setattr(compile_rules, "compile_pack", lambda _, parts: made[parts])
    assert compile_rules.main(["--check"]) == 0
    whole = content()
    whole["version"] += "x"
    made[compile_rules.PACKS["rulebook.json"]] = compiled(whole)
    assert compile_rules.main(["--check"]) == 1
    assert "rulebook.json is not what the rules say" in capsys.readouterr().err


def test_every_rule_names_instrument_article_title_source_and_how_it_was_checked(book: Rulebook):
    """A rule can always be cited; what this project set itself stands under its own name alone."""
    for rule in book.rules.values():
        assert (rule.instrument, rule.article.partition("(")[0]) in book.articles
        assert rule.source
        assert rule.title["en"]
        assert rule.verified is not None
        nature = book.instruments[rule.instrument].nature
        assert (rule.verified is Verified.PROJECT) is (nature == "safeguard") or nature == "arrangement", rule.id
        for values in rule.values.values():
            assert values
            assert all(row.source and row.article and row.verified for row in values)


def test_every_rule_of_the_convention_cites_a_paragraph_that_is_printed(book: Rulebook):
    """Whoever follows a citation finds the gist of that paragraph, or of the one that it belongs to."""
    for rule in (rule for rule in book.rules.values() if rule.instrument == "UNCC" and "(" in rule.article):
        number, _, mark = rule.article.partition("(")
        marks = {paragraph.mark.replace("(", "").replace(")", "") for paragraph in book.articles["UNCC", number].paragraphs}
        cited = mark.replace("(", "").replace(")", "")
        assert any(one.startswith(cited) or cited.startswith(one) for one in marks), rule.id


@pytest.mark.parametrize("name", ["rulebook.json", "demo.json"])
def test_a_row_without_its_source_keeps_the_whole_pack_out(name: str):
    """Each row in turn loses its source; none loads, and each does with it: so it was the source."""
    whole, demo = content(name), name == "demo.json"
    head = {key: value for key, value in whole.items() if not isinstance(value, list)}
    taken = 0
    for section, rows in whole.items():
        for row in rows if isinstance(rows, list) else ():
            alone = {**head, section: [row]}
            read_pack(compiled(alone), demo=demo)
            for place in places(row):
                # Paragraphs stand in their article's source, and may name a better one.
                if "paragraphs" in place:
                    continue
                holder = at(row, place)
                source = holder.pop("source")
                with pytest.raises(UncitedRule):
                    read_pack(compiled(alone), demo=demo)
                holder["source"] = source
                taken += 1
    assert taken > (0 if demo else 500)


@pytest.mark.parametrize("lacks", ["article", "verified", "source"])
def test_a_rule_without_citation_does_not_load(lacks: str):
    """Article, source, degree of checking: each is needed."""
    changed = content()
    changed["rules"][0][lacks] = "" if lacks != "verified" else None
    with pytest.raises(UncitedRule, match=lacks):
        read_pack(compiled(changed), demo=False)


def test_unknown_keys_are_refused_everywhere():
    """A misspelt key is not passed over in silence."""
    whole = content()
    for section in ("instruments", "articles", "rules", "grounds", "answers", "clocks", "kinds", "status", "forms"):
        changed = copy.deepcopy(whole)
        changed[section][0]["sourse"] = "x"
        with pytest.raises(Malformed):
            read_pack(compiled(changed), demo=False)
    with pytest.raises(Malformed):
        read_pack(compiled({**whole, "extra": []}), demo=False)


@pytest.mark.parametrize(
    "words", [{"en": "Only English"}, {"en": "a", "vi": " "}, {"en": "a", "vi": "b", "fr": "c"}, {"en": "%(day)s", "vi": "b"}]
)
def test_a_sentence_stands_in_both_languages_with_the_same_places(words: dict):
    """Neither language says less than the other."""
    changed = content()
    changed["rules"][0]["title"] = words
    with pytest.raises(Malformed):
        read_pack(compiled(changed), demo=False)


def test_content_that_is_not_what_its_digest_says_is_refused():
    """One changed byte keeps the pack out."""
    data = (COMPILED / "rulebook.json").read_bytes()
    with pytest.raises(Malformed, match="digest"):
        read_pack(data.replace(b'"value":60', b'"value":59'), demo=False)


def test_a_pack_over_its_cap_is_not_read():
    """Size comes first."""
    with pytest.raises(TooLarge):
        read_pack(b" " * (loading.CAP + 1), demo=False)


def test_a_real_node_refuses_ruritania():
    """The demonstration's pack, and a fictional State in a real one."""
    with pytest.raises(DemoData):
        read_pack((COMPILED / "demo.json").read_bytes(), demo=False)
    changed = content()
    changed["status"][0]["country"] = "XR"
    with pytest.raises(DemoData):
        read_pack(compiled(changed), demo=False)
    with pytest.raises(Malformed):
        read_pack((COMPILED / "rulebook.json").read_bytes(), demo=True)


def test_ruritania_is_known_in_the_demonstration_only(book: Rulebook, demo: Rulebook):
    """Status and languages of XR come with demo=True alone, and the digest tells."""
    state, on = Country("XR"), date(2026, 11, 24)
    assert demo.status_of(state, instrument="UNCC", on=on)
    assert demo.languages_of(state, instrument="UNCC", on=on).value == ("en", "fr")
    assert not book.status_of(state, instrument="UNCC", on=on)
    assert book.languages_of(state, instrument="UNCC", on=on) is None
    assert book.digest != demo.digest
    assert (book.demo, demo.demo) == (False, True)


def test_the_same_rule_twice_is_refused():
    """Packs add, and never replace."""
    read = read_pack((COMPILED / "rulebook.json").read_bytes(), demo=False)
    with pytest.raises(Malformed, match="twice"):
        join_packs([read, read])


def test_loading_twice_gives_the_same_rulebook():
    """It is read once."""
    assert load_rulebook() is load_rulebook()
    assert load_rulebook(demo=True) is load_rulebook(demo=True)


def test_articles_have_their_titles(book: Rulebook):
    """Published data sets number this Convention wrongly: title and number are held together."""
    held = {number: article.title["en"] for (instrument, number), article in book.articles.items() if instrument == "UNCC"}
    assert {number: held.get(number) for number in TITLES} == TITLES
    assert max(int(number) for number in held) <= 68


@pytest.mark.parametrize(
    ("rule", "name", "value", "unit"),
    [
        ("uncc.42.8", "least_days", 60, "days"),
        ("uncc.25.home-order", "most_days", 90, "days"),
        ("uncc.2.serious-crime", "least_months", 48, "months"),
        ("uncc.40.29", "safe_conduct_days", 15, "days"),
        ("uncc.65.in-force", "instruments", 40, "instruments"),
        ("uncc.65.in-force", "days_after", 90, "days"),
        ("uncc.65.in-force", "later_party_days", 30, "days"),
    ],
)
def test_the_numbers(book: Rulebook, rule: str, name: str, value: int, unit: str):
    """Each number with its citation."""
    cited = book.value(rule, name, on=date(2026, 11, 24))
    assert (cited.value, cited.instrument) == (value, "UNCC")
    assert cited.article
    assert cited.source
    assert book.rules[rule].values[name][0].unit == unit


def test_before_the_first_value_there_is_no_answer(book: Rulebook):
    """Absence refuses; it never defaults."""
    with pytest.raises(NoRule):
        book.value("uncc.42.8", "least_days", on=date(2024, 12, 23))
    with pytest.raises(NoRule):
        book.in_force("UNCC", on=date(2024, 12, 23))
    for look in (
        lambda: book.rule("uncc.6.access"),
        lambda: book.kind("REQ-TAP"),
        lambda: book.form("REQ-PRESERVE", "speech"),
        lambda: book.ground("FISCAL", kind="REQ-PRESERVE"),
        lambda: book.ground("TRIBUTE", kind="REQ-STORED"),
    ):
        with pytest.raises(NoRule):
            look()


def test_the_later_value_holds_from_its_day_on():
    """An amendment is a second dated value, and old acts keep the old one."""
    changed = content()
    rule = next(row for row in changed["rules"] if row["id"] == "uncc.42.8")
    rule["values"]["least_days"].append({**rule["values"]["least_days"][0], "since": "2030-01-01", "value": 75})
    amended = join_packs([read_pack(compiled(changed), demo=False)])
    assert amended.value("uncc.42.8", "least_days", on=date(2029, 12, 31)).value == 60
    assert amended.value("uncc.42.8", "least_days", on=date(2030, 1, 1)).value == 75


def test_the_convention_is_not_in_force_and_nobody_is_a_party(book: Rulebook):
    """What is reported of ratifications stays a report."""
    row = book.in_force("UNCC", on=date(2026, 11, 24))
    assert not row.in_force
    rows = [status for status in book.status if status.instrument == "UNCC"]
    assert {status.act for status in rows} == {"signed", "not-signed", "ratification-reported"}
    signed = {status.country for status in rows if status.act == "signed" and status.on in {"2025-10-25", "2025-10-26"}}
    assert len(signed) == 72


def test_every_question_is_asked_and_every_rule_says_what_can_be_found(book: Rulebook):
    """No question without a rule, none that is unknown."""
    asked = {rule.question for rule in book.rules.values() if rule.question}
    assert asked == set(QUESTIONS)
    for rule in book.rules.values():
        for case in rule.cases.values():
            assert case.outcome == "pass" or case.mend, f"{rule.id} stops or warns and says nothing that would mend it"


def test_no_number_code_or_ground_of_law_stands_in_the_code():
    """The modules know neither the numbers of the treaty nor its codes."""
    grounds = {row["code"] for row in content()["grounds"]}
    for module in Path(rulebook.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant):
                assert node.value not in {30, 40, 48, 60, 90}, module.name
                if isinstance(node.value, str):
                    assert not node.value.startswith(("OFF-", "D-", "NEC-", "SEC-", "RISK-", "C-UN")), module.name
                    assert node.value not in grounds, module.name


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("rules: &all []", "not used"),
        ("rules: *all", "not used"),
        ("rules: !python/name []", "not used"),
        ("- a", "sections"),
        ("rules: [{id: a, title: {en: yes, it is, vi: b}}]", "nothing stands after"),
        ("rules: [{id: a, id: b}]", "line 1"),
        ("rules: {id: a}", "list of rows"),
    ],
)
def test_only_plain_yaml_is_compiled(tmp_path: Path, text: str, says: str):
    """What a lawyer cannot see is not law."""
    (tmp_path / "uncc").mkdir()
    (tmp_path / "VERSION").write_text("1", encoding="utf-8")
    (tmp_path / "uncc" / "x.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Malformed, match=says):
        compile_rules.compile_pack(tmp_path, ("uncc",))


def test_norway_is_a_country_and_not_false(tmp_path: Path):
    """YAML 1.1 reads NO as false; a date stays a date, a fraction is refused."""
    (tmp_path / "uncc").mkdir()
    (tmp_path / "VERSION").write_text("1", encoding="utf-8")
    file = tmp_path / "uncc" / "x.yaml"
    file.write_text("status: [{country: NO, on: 2025-10-25}]", encoding="utf-8")
    read = json.loads(compile_rules.compile_pack(tmp_path, ("uncc",)))["content"]
    assert read["status"] == [{"country": "NO", "on": "2025-10-25"}]
    file.write_text("status: [{days: 1.5}]", encoding="utf-8")
    with pytest.raises(Malformed, match="fraction"):
        compile_rules.compile_pack(tmp_path, ("uncc",))


def test_rules_are_kept_by_all_that_they_were_asked_by(demo, book):
    """Each act, role, day and text its own, as often as they are asked; a kind that a peer made up is kept nowhere."""
    asked = [
        {"kind": kind, "part": "request", "role": role, "on": on, "instrument": text}
        for kind in ("REQ-PRESERVE", "REQ-STORED")
        for role in ("drafter", "nobody")
        for on in (date(1990, 1, 1), date(2026, 11, 24))
        for text in ("UNCC", "BUDAPEST", "")
    ]
    for rules in (demo, book):
        slowly = [rules.rules_for(**each) for each in asked]
        for _ in range(2):
            assert [rules_of(**each, rulebook=rules).every for each in asked] == slowly
        assert len({tuple(rule.id for rule in found) for found in slowly}) >= 5, "these are no different questions"
        kept = len(rules.asking)
        for strange in ({"kind": "REQ-MADE-UP"}, {"instrument": "MADE-UP"}):
            assert rules_of(**asked[0] | strange, rulebook=rules).every == rules.rules_for(**asked[0] | strange)
        assert len(rules.asking) == kept > 0
