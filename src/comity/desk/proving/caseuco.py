"""The custody of a proof as CASE/UCO in JSON-LD, for tools of forensics: items, who did what to them, when, with which tool.

The graph conforms to the published shapes of CASE 1.5.0 (case_validate, 2026-11-29: no result). It says less than the chain: holds,
limits and digests of steps have no word there. Nothing of a proof relies on it. Pure.
"""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from comity.desk.proving.custody import ProvenItem, ProvenStep
from comity.desk.proving.held import KINDS
from comity.desk.proving.verdict import Verdict
from comity.evidence.steps import Digests, Step
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.terms.json import JsonValue, print_json

_UCO: Final = "https://ontology.unifiedcyberontology.org/uco"
_CONTEXT: Final = {
    "case-investigation": "https://ontology.caseontology.org/case/investigation/",
    **{f"uco-{part}": f"{_UCO}/{part}/" for part in ("action", "core", "identity", "location", "observable", "tool", "types")},
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
Node = dict[str, JsonValue]


def print_case(verdict: Verdict) -> bytes:
    """Return the graph as canonical JSON: the same proof gives the same bytes. Steps that are withheld are in it with kind and moment."""
    graph: dict[str, Node] = {}
    for item in verdict.custody:
        for node in _item(item, case=str(verdict.reference)):
            graph[str(node["@id"])] = node
    found = sorted(graph.values(), key=lambda node: str(node["@id"]))
    actions = [{"@id": node["@id"]} for node in found if node["@type"] == "case-investigation:InvestigativeAction"]
    records = [{"@id": node["@id"]} for node in found if node["@type"] == "case-investigation:ProvenanceRecord"]
    investigation: Node = {
        "@id": _id("case", str(verdict.reference)),
        "@type": "case-investigation:Investigation",
        "uco-core:name": str(verdict.reference),
        "uco-core:object": actions + records,
    }
    return print_json({"@context": _CONTEXT, "@graph": [investigation, *found]}, what="CASE")


def _item(item: ProvenItem, *, case: str) -> Iterator[Node]:
    label, digests = item.item.item, item.now.digests
    facets: list[JsonValue] = []
    if item.item.name:
        file = {"@id": _id("file", label), "@type": "uco-observable:FileFacet", "uco-observable:fileName": item.item.name}
        facets.append(file | {"uco-observable:sizeInBytes": item.item.size})
    if digests is not None:
        facets.append(_content(label, digests, size=item.item.size))
    thing: Node = {
        "@id": _id("item", label),
        "@type": "uco-observable:ObservableObject",
        "uco-core:name": label,
        "uco-core:description": item.item.what,
        "uco-core:hasFacet": facets,
    }
    yield thing
    yield {
        "@id": _id("record", label),
        "@type": "case-investigation:ProvenanceRecord",
        "case-investigation:exhibitNumber": label,
        "uco-core:description": f"Chain of custody of {label} in request {case}",
        "uco-core:object": [{"@id": thing["@id"]}],
    }
    before = ""
    for step in item.steps:
        yield from _step(step, label=label, before=before)
        before = _id("step", label, str(step.number))


def _content(label: str, digests: Digests, *, size: int) -> Node:
    named = [("SHA256", str(digests.sha256)), *((("SHA512", digests.sha512),) if digests.sha512 else ())]
    hashes: list[JsonValue] = [
        {
            "@id": _id("hash", label, method),
            "@type": "uco-types:Hash",
            "uco-types:hashMethod": method,
            "uco-types:hashValue": {"@type": "xsd:hexBinary", "@value": value.upper()},
        }
        for method, value in named
    ]
    facet: Node = {"@id": _id("content", label), "@type": "uco-observable:ContentDataFacet", "uco-observable:hash": hashes}
    return facet | ({"uco-observable:sizeInBytes": size} if size else {})


def _step(step: ProvenStep, *, label: str, before: str) -> Iterator[Node]:
    done = step.step
    action: Node = {
        "@id": _id("step", label, str(step.number)),
        "@type": "case-investigation:InvestigativeAction",
        "uco-core:name": f"{label} step {step.number}: {KINDS[step.kind]}",
        "uco-core:description": done.reason or str(KINDS[step.kind]) if done is not None else "The words of this step are withheld.",
        "uco-action:endTime": _moment(step.at),
        "uco-action:object": [{"@id": _id("item", label)}],
    }
    if before:
        action["case-investigation:wasInformedBy"] = [{"@id": before}]
    if done is not None:
        beside = list(_around(done))
        action |= {name: {"@id": node["@id"]} if name == "uco-action:performer" else [{"@id": node["@id"]}] for name, node in beside}
        yield from (node for _, node in beside)
    yield action


def _around(step: Step) -> Iterator[tuple[str, Node]]:
    """Yield who did it, who was the second, with which tool, where."""
    yield "uco-action:performer", _named("identity", "uco-identity:Identity", step.by)
    if step.second:
        yield "uco-action:participant", _named("identity", "uco-identity:Identity", step.second)
    if step.tool:
        tool = _named("tool", "uco-tool:Tool", step.tool, step.version)
        yield "uco-action:instrument", tool | ({"uco-tool:version": step.version} if step.version else {})
    if step.place:
        yield "uco-action:location", _named("place", "uco-location:Location", step.place)


def _named(sort: str, kind: str, name: str, *more: str) -> Node:
    return {"@id": _id(sort, name, *more), "@type": kind, "uco-core:name": name}


def _moment(at: Instant) -> Node:
    return {"@type": "xsd:dateTime", "@value": str(at)}


def _id(*words: str) -> str:
    """Return the same identifier for the same words, in the form of a random one (UCO wants a UUID)."""
    return f"urn:uuid:{UUID(bytes=Digest.of(print_json(list(words))).raw[:16], version=5)}"
