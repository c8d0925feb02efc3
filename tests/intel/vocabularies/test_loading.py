"""Vocabularies in a node: loaded, asked, replaced, dropped; journalled; refused where they are none."""

import json

import pytest
from worlds.plans import explain, read_to_the_end

from comity.intel.vocabularies import queries
from comity.intel.vocabularies.actions import drop_vocabulary, load_vocabulary
from comity.intel.vocabularies.queries import (
    Value,
    bytes_of,
    galaxies,
    listed,
    meanings,
    taxonomies,
    template_bodies,
    templates,
    vocabularies,
    warninglists,
)
from comity.intel.vocabularies.refusals import NoVocabulary, OlderVocabulary, VocabularyNotHere, VocabularyUnread
from comity.records.models import IntelListed, IntelTerm, JournalAct

TLP = {
    "namespace": "tlp",
    "expanded": "Traffic Light Protocol",
    "version": 5,
    "exclusive": True,
    "description": "Who may see it.",
    "predicates": [{"value": "red", "expanded": "(TLP:RED) For named recipients only"}, {"value": "clear", "expanded": "No limit"}],
}
ADMIRALTY = {
    "namespace": "admiralty-scale",
    "expanded": "Admiralty Scale",
    "version": 6,
    "predicates": [{"value": "source-reliability", "expanded": "Source Reliability"}],
    "values": [
        {"predicate": "source-reliability", "entry": [{"value": "a", "expanded": "Completely reliable", "description": "No doubt."}]}
    ],
}
COUNTRY = {
    "type": "country",
    "name": "Country",
    "uuid": "84668357-5a8c-4bdd-9f0f-6b50b2aee4c1",
    "version": 1,
    "values": [{"value": "Ruritania", "uuid": "84668357-5a8c-4bdd-9f0f-6b50b2535745", "description": "Of the textbooks."}],
}
TEMPLATE = {
    "uuid": "84668357-5a8c-4bdd-9f0f-6b50b2500001",
    "name": "bank-account",
    "meta-category": "financial",
    "version": 3,
    "required": ["iban"],
    "requiredOneOf": ["swift", "text"],
    "attributes": {name: {"misp-attribute": kind} for name, kind in (("iban", "iban"), ("swift", "bic"), ("text", "text"))},
}


def warninglist(name, kind, entries, **more):
    """A list."""
    return {"name": name, "type": kind, "version": 1, "description": f"About {name}.", "list": entries} | more


def load(world, told, **more):
    """Load one."""
    data = told if isinstance(told, bytes) else json.dumps(told).encode()
    return load_vocabulary(data, file="x.json", at=world.at, **more)


def test_what_is_loaded_is_asked_by_plain_functions(world):
    """Heads by sort; tags in words whatever their capitals; elements by UUID; templates by UUID and name; bytes as they came."""
    for one in (TLP, ADMIRALTY, COUNTRY, TEMPLATE, warninglist("Docs", "cidr", ["198.51.100.0/24"], matching_attributes=["ip-dst"])):
        load(world, one, source="MISP/misp-taxonomies 7591c55", licence="CC0-1.0")
    assert [(one.name, one.version, one.count) for one in taxonomies()] == [("admiralty-scale", 6, 1), ("tlp", 5, 2)]
    assert [(one.name, one.title, one.uuid) for one in galaxies()] == [("country", "Country", COUNTRY["uuid"])]
    assert [(one.title, one.about["required"]) for one in templates()] == [("bank-account", ["iban"])]
    assert [(one.name, one.about["form"]) for one in warninglists()] == [("Docs", "cidr")]
    found = meanings(
        ["TLP:RED", 'admiralty-scale:source-reliability="A"', 'misp-galaxy:country="ruritania"', "of:nobody"],
        uuids=[COUNTRY["values"][0]["uuid"]],
    )
    assert found["TLP:RED"].words == ("Traffic Light Protocol", "(TLP:RED) For named recipients only")
    assert found['admiralty-scale:source-reliability="A"'].words[1:] == ("Source Reliability", "Completely reliable")
    assert found['misp-galaxy:country="ruritania"'].words == found[COUNTRY["values"][0]["uuid"]].words == ("Country", "Ruritania")
    assert "of:nobody" not in found
    assert template_bodies(["bank-account"])["bank-account"] == template_bodies([TEMPLATE["uuid"]])[TEMPLATE["uuid"]]
    head = next(one for one in vocabularies() if one.name == "tlp")
    assert (head.source, head.licence, head.loaded_at) == ("MISP/misp-taxonomies 7591c55", "CC0-1.0", world.at)
    assert bytes_of(head.number) == json.dumps(TLP).encode()
    act = JournalAct.objects.filter(name="intel.vocabulary-loaded").order_by("index").first()
    assert act is not None


@pytest.mark.both_databases
def test_a_later_version_takes_the_place_and_the_same_bytes_change_nothing(world):
    """The row of the one before stays with its digest, without bytes; an older version is refused; dropped is dropped."""
    first = load(world, TLP)
    assert not load(world, TLP).fresh
    second = load(world, TLP | {"version": 6, "predicates": TLP["predicates"][:1]})
    assert second.before == first.row.pk
    assert [one.version for one in taxonomies()] == [6]
    assert "tlp:clear" not in meanings(["tlp:clear"])
    with pytest.raises(OlderVocabulary) as refused:
        load(world, TLP)
    assert refused.value.facts["here"] == "6"
    with pytest.raises(VocabularyNotHere):
        bytes_of(first.row.pk)
    drop_vocabulary(second.row.pk, at=world.at)
    assert vocabularies() == ()
    assert [(one.version, one.ended_at is None) for one in vocabularies(ended=True)] == [(5, False), (6, False)]
    assert not IntelTerm.objects.exists()
    with pytest.raises(VocabularyNotHere):
        drop_vocabulary(second.row.pk, at=world.at)
    assert load(world, TLP).fresh


@pytest.mark.parametrize(
    ("told", "refusal", "said"),
    [
        ({"a": 1}, NoVocabulary, "x.json is no taxonomy"),
        ([], NoVocabulary, "x.json is no taxonomy"),
        (b"{", VocabularyUnread, "not JSON"),
        (b'{"name": 1, "name": 2}', VocabularyUnread, "twice in one object"),
        ({"namespace": "x", "predicates": [{}]}, VocabularyUnread, "taxonomy.predicates[0].value: missing"),
        ({"namespace": "x", "predicates": [], "values": [{"predicate": "y"}]}, VocabularyUnread, "no predicate of it"),
        (TEMPLATE | {"required": ["bic"]}, VocabularyUnread, "requires 'bic'"),
        (warninglist("L", "cidr", ["300.1.1.1"]), VocabularyUnread, "no network: '300.1.1.1'"),
        (warninglist("L", "soundex", ["x"]), VocabularyUnread, "one of string, substring"),
        (warninglist("L", "regex", ["(a+)+b"]), VocabularyUnread, "could take too long"),
        (warninglist("L", "regex", [r"(.)\1"]), VocabularyUnread, "is not taken"),
    ],
)
def test_what_is_none_is_refused_with_file_and_place(world, told, refusal, said):
    """And nothing is kept of it."""
    with pytest.raises(refusal, match=r"x\.json") as found:
        load(world, told)
    assert said in str(found.value)
    assert vocabularies() == ()


@pytest.mark.both_databases("what a question finds")
def test_values_are_found_on_every_form_of_list_in_one_statement(world, django_assert_num_queries):
    """Exact, a part, a name above, a network, a pattern; only lists about the type; a long list is cut into parts."""
    for one in (
        warninglist("Hashes", "string", ["D41D8CD98F00B204E9800998ECF8427E"], matching_attributes=["md5"]),
        warninglist("Parts", "substring", ["Sinkhole", "xy"]),
        warninglist("Blogs", "hostname", [".blog.example", "hack.example"], matching_attributes=["domain", "url"]),
        warninglist("Private", "cidr", ["10.0.0.0/8", "2001:db8::/32", "192.0.2.1"]),
        warninglist("Phones", "regex", [r"/^\+33\d{4}$/"]),
        warninglist("Many", "hostname", [f"n{number}.example" for number in range(5000)], category="known"),
    ):
        load(world, one)
    assert IntelListed.objects.count() > 6 + 40
    values = [
        "d41d8cd98f00b204e9800998ecf8427e",
        "my.sinkhole.test",
        "https://a.blog.example:8443/x",
        "10.3.2.1",
        "2001:db8:1::/48",
        "192.0.2.1|53",
        "+331234",
        "www.n4999.example",
        "none.test",
        "",
    ]
    found = listed(values)
    assert {(one.name, one.value) for one in found.hits} == set(
        zip(("Hashes", "Parts", "Blogs", "Private", "Private", "Private", "Phones", "Many"), values[:8], strict=True)
    )
    (hit,) = found.of("www.n4999.example")
    assert (hit.entry, hit.why, hit.category) == ("n4999.example", "About Many.", "known")
    assert not listed([Value("hack.example", frozenset({"filename"}))]).hits
    assert listed([Value("hack.example", frozenset({"domain"}))]).hits
    assert listed([]).hits == ()


def test_questions_find_what_they_ask_for_by_its_key(world, monkeypatch):
    """One statement each, and no table is read to its end."""
    asked = []
    run = queries.run
    monkeypatch.setattr(queries, "run", lambda sql, values: asked.append((sql, values)) or run(sql, values))
    load(world, COUNTRY)
    load(world, warninglist("Docs", "cidr", ["198.51.100.0/24"]))
    assert listed([f"198.51.100.{number}" for number in range(200)]).hits
    assert meanings([f"a:{number}" for number in range(200)], uuids=[COUNTRY["values"][0]["uuid"]])
    assert len(asked) == 2
    for sql, values in asked:
        plan = explain(sql, values)
        assert read_to_the_end(sql, plan) == [], plan
