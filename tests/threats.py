"""A node with threat information in it: collections, objects of several givers under several markings, one hop around an indicator."""

import json
from dataclasses import dataclass
from typing import Any

from programs import CLEAR, GREEN, RED

from comity.intel.policy import Label, Principal, marking_of
from comity.intel.store.granting import Holding, add_collection, holdings_of
from comity.intel.store.ingesting import add_objects, look_at_all
from comity.intel.store.sight import Reader
from comity.intel.store.sources import Source
from comity.terms.identifiers import AuthorityId, Country
from comity.terms.markings import Tlp

OURS, THEIRS = AuthorityId("vn-poc"), AuthorityId("xr-cert")
STAMP = "2026-11-20T01:02:03.000Z"


def named(kind: str, number: int) -> str:
    """An identifier."""
    return f"{kind}--00000000-0000-4000-8000-{number:012d}"


def thing(kind: str, number: int, *, mark: str | None = GREEN, **more: Any) -> dict[str, Any]:
    """A domain object or a relationship."""
    base = {"type": kind, "spec_version": "2.1", "id": named(kind, number), "created": STAMP, "modified": STAMP}
    return base | ({"object_marking_refs": [mark]} if mark else {}) | more


def indicator(number: int, pattern: str, **more: Any) -> dict[str, Any]:
    """An indicator with a pattern."""
    told = {"name": f"Indicator {number}", "pattern": pattern, "pattern_type": "stix", "valid_from": STAMP}
    return thing("indicator", number, **(told | more))


def only_for(country: str, number: int) -> dict[str, Any]:
    """A definition of a marking that lets in one State."""
    label = Label(tlp=Tlp.GREEN, owner=None, countries=frozenset({Country(country)}))
    return marking_of(label, id_=named("marking-definition", number), created=STAMP)


@dataclass
class Threats:
    """Collections of a world, and deeds in one call."""

    world: Any

    def collection(
        self,
        title: str,
        *,
        alias: str,
        readers: tuple[str, ...] = ("anyone",),
        writers: tuple[str, ...] = ("authority:vn-poc",),
        **more: Any,
    ) -> Holding:
        """Make one, and return it as whoever may do everything uses it."""
        both = {"readers": (*readers, "authority:vn-poc"), "writers": writers}
        made = add_collection(title, alias=alias, at=self.world.at, **both, **more)
        return holdings_of(Principal(authority=OURS, country=OURS.country))[made.uuid]

    def put(self, into: Holding, *objects: dict[str, Any], by: AuthorityId = THEIRS) -> None:
        """Put objects in, as a program of `by` does."""
        looked = look_at_all([json.dumps(one).encode() for one in objects], checks="head")
        reader = Reader(Principal(authority=by, country=by.country))
        add_objects(looked, to=into, giver=into.giver(by), source=Source("client", f"of {by}", str(by)), reader=reader, at=self.world.at)


def full(world: Any) -> dict[str, Holding]:
    """Two collections: one of cybercrime with everything in it, one of financing that is open to nobody else."""
    threats = Threats(world)
    crime = threats.collection(
        "Phishing and malware", alias="crime", fields=("EF-CYBERCRIME",), unmarked=Tlp.GREEN, description="Thư lừa đảo, mã độc"
    )
    money = threats.collection("Wallets", alias="money", readers=(), fields=("EF-FINANCING",), unmarked=Tlp.GREEN)
    server = indicator(1, "[ipv4-addr:value = '198.51.100.7' AND network-traffic:dst_port IN (443, 8443)]", name="Server of the stealer")
    threats.put(
        crime,
        server,
        server | {"modified": "2026-11-21T01:02:03.000Z", "confidence": 85, "indicator_types": ["malicious-activity", "botnet"]},
        indicator(2, "[domain-name:value = 'relief-zenda.example'] FOLLOWEDBY [url:value LIKE 'https://%'] WITHIN 600 SECONDS", mark=CLEAR),
        indicator(3, "[file:hashes.'SHA-256' = 'not closed]", name="Spoiled pattern"),
        thing("malware", 4, name="Zenda stealer", is_family=True, malware_types=["spyware"]),
        thing("threat-actor", 5, name="Nhóm “Đèn lồng”", aliases=["Lantern"]),
        thing("relationship", 6, relationship_type="indicates", source_ref=named("indicator", 1), target_ref=named("malware", 4)),
        thing("relationship", 7, relationship_type="attributed-to", source_ref=named("malware", 4), target_ref=named("threat-actor", 5)),
        thing("relationship", 8, relationship_type="related-to", source_ref=named("indicator", 1), target_ref=named("campaign", 99)),
        thing("report", 9, name="Báo cáo quý IV", published=STAMP, object_refs=[named("indicator", 1), named("malware", 4)]),
        thing("sighting", 10, sighting_of_ref=named("indicator", 1), count=3),
        thing("note", 11, abstract="Seen at two banks", content="Seen at two banks.", object_refs=[named("indicator", 1)]),
        thing("opinion", 12, opinion="agree", object_refs=[named("indicator", 1)]),
        only_for("XR", 40),
        indicator(13, "[url:value = 'https://a.example/x']", name="Only theirs", mark=named("marking-definition", 40)),
        thing(
            "relationship",
            15,
            relationship_type="uses",
            source_ref=named("indicator", 13),
            target_ref=named("indicator", 1),
            mark=named("marking-definition", 40),
        ),
        indicator(16, "[ipv6-addr:value = '2001:db8::7']", name="For us by name", mark=RED),
        thing("campaign", 14, name="Over", revoked=True),
    )
    threats.put(crime, indicator(20, "[domain-name:value = 'ours.example']", name="Ours"), by=OURS)
    threats.put(money, thing("x-comity-note", 30, name="Wallet of the fund", mark=GREEN), by=OURS)
    return {"crime": crime, "money": money}
