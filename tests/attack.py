"""A small matrix like that of ATT&CK: two tactics in an order of their own, techniques under them, who uses them."""

from typing import Any

from threats import STAMP, Threats, indicator, named, thing

from comity.intel.store.granting import Holding

CHAIN = "mitre-attack"


def coded(code: str) -> dict[str, Any]:
    """The reference by which an object is known."""
    return {"external_references": [{"source_name": CHAIN, "external_id": code}]}


def technique(number: int, name: str, code: str, *phases: str, chain: str = CHAIN, **more: Any) -> dict[str, Any]:
    """An attack-pattern that serves tactics."""
    told = [{"kill_chain_name": chain, "phase_name": phase} for phase in phases]
    return thing("attack-pattern", number, name=name, kill_chain_phases=told, **coded(code), **more)


def joins(number: int, word: str, source: str, target: str, **more: Any) -> dict[str, Any]:
    """A relationship."""
    return thing("relationship", number, relationship_type=word, source_ref=source, target_ref=target, **more)


def matrix_objects() -> list[dict[str, Any]]:
    """Two tactics in an order, a third without one; a technique in two tactics, one under another, one revoked, one of one's own."""
    tactic = {"created": STAMP, "modified": STAMP, "spec_version": "2.1", "type": "x-mitre-tactic"}
    tactics = [(1, "Execution", "execution", "TA0002"), (2, "Initial Access", "initial-access", "TA0001")]
    return [
        *(thing("x-mitre-tactic", number, name=name, x_mitre_shortname=short, **coded(code)) for number, name, short, code in tactics),
        thing(
            "x-mitre-matrix",
            3,
            name="Enterprise",
            tactic_refs=[named("x-mitre-tactic", 2), named("x-mitre-tactic", 1)],
            **coded("enterprise-attack"),
        ),
        technique(800, "Phishing", "T1566", "initial-access"),
        technique(801, "Spearphishing Link", "T1566.002", "initial-access", x_mitre_is_subtechnique=True),
        technique(802, "Scheduled Task", "T1053", "execution", "persistence"),
        technique(803, "Old way", "T1064", "execution", revoked=True),
        technique(804, "<b>Con lừa</b>", "", "initial-access"),
        technique(805, "Block Command Message", "T0803", "inhibit-response-function", chain="mitre-ics-attack"),
        {**tactic, "id": named("x-mitre-tactic", 9), "name": "No short name"},
    ]


def used_objects() -> list[dict[str, Any]]:
    """A group and a stealer that use techniques, an indicator that points to one, what mitigates one."""
    return [
        thing("intrusion-set", 810, name="Nhóm “Đèn lồng”"),
        thing("malware", 811, name="Zenda stealer", is_family=True),
        indicator(812, "[domain-name:value = 'lure.example']", name="Lure"),
        thing("course-of-action", 813, name="Train people"),
        joins(820, "uses", named("intrusion-set", 810), named("attack-pattern", 800)),
        joins(821, "uses", named("intrusion-set", 810), named("attack-pattern", 801)),
        joins(822, "uses", named("malware", 811), named("attack-pattern", 800)),
        joins(823, "indicates", named("indicator", 812), named("attack-pattern", 800)),
        joins(824, "mitigates", named("course-of-action", 813), named("attack-pattern", 800)),
        joins(825, "uses", named("malware", 899), named("attack-pattern", 800)),
        joins(826, "uses", named("malware", 811), named("attack-pattern", 805)),
    ]


def with_matrix(world: Any) -> dict[str, Holding]:
    """Two collections: the matrix itself, for everybody, and of cybercrime who uses it."""
    threats = Threats(world)
    attack = threats.collection("ATT&CK", alias="attack")
    seen = threats.collection("Methods seen", alias="methods", fields=("EF-CYBERCRIME",))
    threats.put(attack, *matrix_objects())
    threats.put(seen, *used_objects())
    return {"attack": attack, "methods": seen}
