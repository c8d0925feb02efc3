"""Every call that MISP's instances and PyMISP make of a server, by PyMISP where it has it: answered, or refused with a reason."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from misp_samples import number
from pymisp import MISPAttribute, MISPEvent, MISPEventReport, MISPNote, MISPObject, MISPSighting
from test_loading import COUNTRY, TEMPLATE, TLP, load, warninglist

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def own(world: Any) -> Any:
    """PyMISP as an instance of this authority, at a node with vocabularies and an event."""
    from misp_instances import instance, key_for
    from programs import collection

    collection("misp", at=world.at)
    for one in (TLP, COUNTRY, TEMPLATE, warninglist("Documentation", "cidr", ["198.51.100.0/24"])):
        load(world, one)
    world.key = key_for("own", at=world.at)
    world.misp = instance(world.key)
    event = MISPEvent()
    event.info, event.distribution, event.date = "Fraud", 3, "2026-11-20"
    event.add_attribute("ip-dst", "198.51.100.7", to_ids=True)
    account = MISPObject("bank-account", misp_objects_template_custom={**TEMPLATE, "description": ""})
    account.add_attribute("iban", "DE89370400440532013000")
    event.add_object(account)
    event.add_tag("tlp:green")
    world.event = world.misp.add_event(event, pythonify=True)
    return world


def attribute(value: str = "a.example") -> MISPAttribute:
    """An attribute."""
    made = MISPAttribute()
    made.from_dict(type="domain", value=value, category="Network activity")
    return made


def report() -> MISPEventReport:
    """A report of an event."""
    made = MISPEventReport()
    made.from_dict(name="What we saw", content="# Words", distribution=5)
    return made


def sighting() -> MISPSighting:
    """Seen here."""
    made = MISPSighting()
    made.from_dict(type="0", source="sensor")
    return made


def another() -> MISPObject:
    """One more object."""
    made = MISPObject("domain-ip")
    made.add_attribute("domain", "b.example")
    return made


def changed(one: Any, **fields: str) -> Any:
    """Set fields, so that PyMISP sends it as something new."""
    for name, value in fields.items():
        setattr(one, name, value)
    return one


def names(told: Any, *members: str) -> list[Any]:
    """Return one member of each of a list."""
    found = []
    for one in told:
        for member in members:
            one = one[member]  # noqa: PLW2901 -- one step down
        found.append(one)
    return found


# Each by the address that exchange.md 3.3 and PyMISP name, and what PyMISP must see of it. The order matters: they are one story.
CALLS: list[tuple[str, Callable[[Any, MISPEvent], bool]]] = [
    ("servers/getPyMISPVersion", lambda misp, _: misp.recommended_pymisp_version["version"].startswith("2.5")),
    ("servers/getVersion", lambda misp, _: misp.misp_instance_version["perm_sync"]),
    ("users/view", lambda misp, _: misp.get_user(pythonify=True).email == "own@client.invalid"),
    ("attributes/describeTypes", lambda misp, _: misp.describe_types_remote == misp.describe_types_local),
    ("events/view", lambda misp, event: misp.get_event(event, pythonify=True).info == "Fraud"),
    ("events/index", lambda misp, event: names(misp.events(), "uuid") == [event.uuid]),
    ("events/edit", lambda misp, event: misp.update_event(changed(event, info="Fraud"), pythonify=True).uuid == event.uuid),
    ("events/publish", lambda misp, event: misp.publish(event)["success"] and misp.get_event(event, pythonify=True).published),
    ("events/unpublish", lambda misp, event: misp.unpublish(event)["success"] and not misp.get_event(event, pythonify=True).published),
    ("events/freeTextImport", lambda misp, event: misp.freetext(event, "c[.]example", pythonify=True)[0].value == "c.example"),
    ("events/restSearch", lambda misp, event: [one.uuid for one in misp.search(tags=["tlp:green"], pythonify=True)] == [event.uuid]),
    ("attributes/restSearch", lambda misp, _: len(misp.search(controller="attributes", value="198.51.100.7", pythonify=True)) == 1),
    (
        "objects/restSearch",
        lambda misp, _: [one.name for one in misp.search(controller="objects", type_attribute="iban", pythonify=True)] == ["bank-account"],
    ),
    ("attributes/add", lambda misp, event: misp.add_attribute(event, attribute(), pythonify=True).value == "a.example"),
    ("attributes/view", lambda misp, event: misp.get_attribute(event.attributes[0], pythonify=True).value == "198.51.100.7"),
    (
        "attributes/edit",
        lambda misp, event: misp.update_attribute(changed(event.attributes[0], comment="x"), pythonify=True).comment == "x",
    ),
    ("objects/add", lambda misp, event: misp.add_object(event, another(), pythonify=True).name == "domain-ip"),
    ("objects/edit", lambda misp, event: misp.update_object(event.objects[0], pythonify=True).name == "bank-account"),
    ("tags/attachTagToObject", lambda misp, event: misp.tag(event.uuid, "workflow:todo")["success"]),
    ("tags/index", lambda misp, _: {"tlp:green", "workflow:todo"} <= {one.name for one in misp.tags(pythonify=True)}),
    ("tags/search", lambda misp, _: [one.name for one in misp.search_tags("workflow%", pythonify=True)] == ["workflow:todo"]),
    ("tags/removeTagFromObject", lambda misp, event: misp.untag(event.uuid, "workflow:todo")["success"]),
    ("sightings/add", lambda misp, event: misp.add_sighting(sighting(), event.attributes[0])["Sighting"]["type"] == "0"),
    ("eventReports/add", lambda misp, event: misp.add_event_report(event, report(), pythonify=True).name == "What we saw"),
    (
        "eventReports/index",
        lambda misp, event: [one.name for one in misp.get_event_reports(int(event.id), pythonify=True)] == ["What we saw"],
    ),
    (
        "eventReports/view",
        lambda misp, event: (
            misp.get_event_report(misp.get_event_reports(int(event.id), pythonify=True)[0], pythonify=True).name == "What we saw"
        ),
    ),
    ("sharingGroups/index", lambda misp, _: misp.sharing_groups(pythonify=True) == []),
    ("organisations/index", lambda misp, _: len(misp.organisations(pythonify=True)) == 1),
    (
        "organisations/view",
        lambda misp, _: (
            misp.get_organisation(misp.organisations(pythonify=True)[0], pythonify=True).name == misp.organisations(pythonify=True)[0].name
        ),
    ),
    ("taxonomies/index", lambda misp, _: [one.namespace for one in misp.taxonomies(pythonify=True)] == ["tlp"]),
    ("taxonomies/view", lambda misp, _: names(misp.get_taxonomy("tlp")["entries"], "tag") == ["tlp:red", "tlp:clear"]),
    ("galaxies/index", lambda misp, _: [(one.type, one.uuid) for one in misp.galaxies(pythonify=True)] == [("country", COUNTRY["uuid"])]),
    ("galaxies/view", lambda misp, _: names(misp.get_galaxy(COUNTRY["uuid"])["GalaxyCluster"], "value") == ["Ruritania"]),
    (
        "galaxy_clusters/view",
        lambda misp, _: (
            misp.get_galaxy_cluster(COUNTRY["values"][0]["uuid"])["GalaxyCluster"]["tag_name"] == 'misp-galaxy:country="ruritania"'
        ),
    ),
    ("objectTemplates/index", lambda misp, _: [one.name for one in misp.object_templates(pythonify=True)] == ["bank-account"]),
    (
        "objectTemplates/view",
        lambda misp, _: (
            names(misp.get_object_template(TEMPLATE["uuid"])["ObjectTemplateElement"], "object_relation") == ["iban", "swift", "text"]
        ),
    ),
    (
        "objectTemplates/getRaw",
        lambda misp, _: misp.get_raw_object_template("bank-account") == misp.get_raw_object_template(TEMPLATE["uuid"]) == TEMPLATE,
    ),
    ("warninglists/index", lambda misp, _: [one.name for one in misp.warninglists(pythonify=True)] == ["Documentation"]),
    (
        "warninglists/checkValue",
        lambda misp, _: misp.values_in_warninglist(["198.51.100.7", "203.0.113.1"])["198.51.100.7"][0]["name"] == "Documentation",
    ),
    ("shadowAttributes/index", lambda misp, event: misp.attribute_proposals(event) == misp.attribute_proposals() == []),
    ("attributes/delete", lambda misp, event: misp.delete_attribute(event.attributes[0])["success"]),
    ("events/delete", lambda misp, event: misp.delete_event(event)["success"] and not misp.event_exists(event)),
]


@pytest.mark.both_databases
def test_every_call_of_pymisp_is_answered(own: Any):
    """One story through all of them."""
    for name, asked in CALLS:
        try:
            seen = asked(own.misp, own.event)
        except Exception as fault:
            raise AssertionError(name) from fault
        assert seen, name


def test_what_is_not_taken_is_refused_with_its_reason(own: Any):
    """Proposals, analyst data, clusters by themselves, another key: 403 with a sentence, and nothing is kept."""
    from misp_instances import ask

    misp, event = own.misp, own.event
    one = event.attributes[0]
    for told in (
        misp.add_attribute_proposal(event, attribute()),
        misp.update_attribute_proposal(one, attribute()),
        misp.delete_attribute_proposal(one),
        misp.accept_attribute_proposal(1),
        misp.discard_attribute_proposal(1),
    ):
        assert told["errors"][0] == 403
        assert "proposals" in told["errors"][1]["message"]
    note = MISPNote()
    note.from_dict(note="Not so", object_uuid=one.uuid, object_type="Attribute")
    assert "analyst data" in misp.add_analyst_data(note)["errors"][1]["message"]
    for path, says in (
        ("analyst_data/pushAnalystData", "analyst data"),
        ("galaxies/pushCluster", "galaxy clusters"),
        ("galaxy_clusters/add/1", "galaxy clusters"),
        ("users/resetauthkey/me", "Keys are handed out"),
    ):
        answer = ask(own.key, "POST", path, {})
        assert (answer.status_code, says in answer.json()["message"]) == (403, True), path
    assert ask(own.key, "POST", "analyst_data/filterAnalystDataForPush", {"Note": []}).json()["Note"] == []
    assert ask(own.key, "POST", "analyst_data/indexMinimal", {}).json() == []
    assert ask(own.key, "POST", "galaxy_clusters/restSearch", {"published": 1}).json() == []
    assert ask(own.key, "GET", "analyst_data/index/Note/uuid[]:x").json() == []
    for path in ("taxonomies/view/none", "galaxies/view/0", "objectTemplates/getRaw/none", f"galaxy_clusters/view/{number(1)}"):
        assert ask(own.key, "GET", path).status_code == 404
    assert ask(own.key, "POST", "warninglists/checkValue", {"value": [1]}, **{"Accept-Language": "vi"}).status_code == 400
    assert ask(own.key, "POST", "warninglists/checkValue", {"value": "203.0.113.1"}).json() == []
    assert "ShadowAttribute" in json.dumps(misp.get_event(event))


def test_the_document_lists_every_address():
    """Each address that is answered stands in the operator's document, and each call of this story by the name that clients use."""
    from comity.doors.api.misp.addresses import _ADDRESSES

    named = set(re.findall(r"`([a-zA-Z_]+/[a-zA-Z]+)", (ROOT / "docs" / "operators" / "misp.md").read_text(encoding="utf-8")))
    said = {one.replace("_", "").lower() for one in named}
    answered = {"/".join(map(str, wanted[:2])) for wanted, _ in _ADDRESSES if len(wanted) > 1 and wanted[1] is not None}
    assert answered - said == set()
    assert {name for name, _ in CALLS} - named == set()
