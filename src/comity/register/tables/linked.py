"""JSON-LD 1.1 of the register's tables: words of schema.org and PROV where they fit, the register's own where none does. Pure.

The context stands in the document itself, so that nobody needs the network to read it; docs/specs/register-tables.md explains each word.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

import msgspec

from comity.register.tables.columns import Table
from comity.terms.json import JsonValue, print_json

_STATUS: Final[Mapping[str, str]] = {"planned": "schema:EventScheduled", "cancelled": "schema:EventCancelled", "held": "register:Held"}
_SORTS: Final[Mapping[str, str]] = {
    "person": "schema:Person",
    "state": "schema:Country",
    "company": "schema:Corporation",
    "unknown": "prov:Agent",
}
_WHOLE_DAY: Final = len("2026-11-29")


@cache
def context() -> Mapping[str, JsonValue]:
    """Return the context, as it stands in every document."""
    data = files("comity.register.tables").joinpath("context.json").read_bytes()
    return msgspec.json.decode(data, type=dict[str, Any])


def print_linked(table: Table, rows: Iterable[Mapping[str, Any]], *, node: str) -> Iterator[str]:
    """Yield a JSON-LD document of a table, a line a row; one row is in memory at a time. `node` names whose register it is."""
    yield f'{{"@context":{print_json(dict(context())).decode()},\n"@graph":[\n'
    comma = ""
    for row in rows:
        made = {name: value for name, value in _MAKERS[table](row, node).items() if value not in ("", [], None)}
        yield comma + print_json(made).decode()
        comma = ",\n"
    yield "\n]}\n"


def name_of(node: str, sort: str, key: object) -> str:
    """Return the IRI of a row: the same each time, of this node's register alone."""
    return f"urn:comity:{node}:{sort}:{key}"


def _meeting(row: Mapping[str, Any], node: str) -> dict[str, JsonValue]:
    return {
        "@id": name_of(node, "meeting", row["number"]),
        "@type": "schema:Event",
        "identifier": row["number"],
        "meetingType": row["type"],
        "name": row["title"],
        "nameVi": row["title_vi"],
        "nameEn": row["title_en"],
        **_days(row["said"]),
        "precision": row["precision"],
        "basis": row["basis"],
        "location": row["place"],
        "country": row["country"],
        "series": row["series"],
        "ordinal": row["ordinal"],
        "partOf": name_of(node, "meeting", row["parent"]) if row["parent"] else "",
        "eventStatus": _STATUS[row["standing"]],
        "countries": row["countries"].split(),
        "standsAs": row["source"],
    }


def _days(said: str) -> dict[str, JsonValue]:
    """Return a date as it is known; schema.org's own words only where both ends are whole days."""
    first, _, last = said.partition("/")
    if any(len(one) != _WHOLE_DAY for one in (first, last or first)):
        return {"said": said}
    return {"said": said, "startDate": first, "endDate": last or first}


def _statement(row: Mapping[str, Any], node: str) -> dict[str, JsonValue]:
    speaker = name_of(node, "actor", row["speaker_key"]) if row["speaker_key"] else ""
    return {
        "@id": name_of(node, "statement", row["key"]),
        "@type": ["schema:Quotation", "prov:Entity"],
        "act": row["act"],
        "speaker": speaker,
        "speakerName": row["speaker"],
        "speakerCountry": row["speaker_country"],
        "post": row["post"],
        "behalf": row["behalf"],
        "behalfCountry": row["behalf_country"],
        "addressee": row["addressee"],
        "addresseeCountry": row["addressee_country"],
        "saidAt": name_of(node, "meeting", row["meeting"]) if row["meeting"] else "",
        "day": row["sorts"],
        **_quoted(row),
        **_derived(row, node),
        "standsAs": row["source"],
    }


def _commitment(row: Mapping[str, Any], node: str) -> dict[str, JsonValue]:
    return {
        "@id": name_of(node, "commitment", row["number"]),
        "@type": ["register:Commitment", "prov:Entity"],
        "identifier": row["number"],
        "state": row["state"],
        "strength": row["strength"],
        "counted": row["counted"] == "yes",
        "obligor": row["obligor"],
        "obligorCountry": row["obligor_country"],
        "beneficiary": row["beneficiary"],
        "beneficiaryCountry": row["beneficiary_country"],
        **_quoted(row),
        "due": row["due"],
        "dueBasis": row["due_basis"],
        "owner": row["owner"],
        "indicator": row["indicator"],
        "evidence": row["evidence"],
        "saidIn": name_of(node, "statement", row["statement"]) if row["statement"] else "",
        **_derived(row, node),
        "standsAs": row["source"],
    }


def _actor(row: Mapping[str, Any], node: str) -> dict[str, JsonValue]:
    return {
        "@id": name_of(node, "actor", row["key"]),
        "@type": _SORTS.get(row["sort"], "schema:Organization"),
        "name": row["name"],
        "alternateName": [one for one in row["names"].split(" | ") if one and one != row["name"]],
        "country": row["country"],
        "jobTitle": [one for one in row["posts"].split(" | ") if one],
        "sameAs": name_of(node, "actor", row["same_as"]) if row["same_as"] else "",
        "standsAs": row["source"],
    }


def _quoted(row: Mapping[str, Any]) -> dict[str, JsonValue]:
    """Return words with their language; `und` where nobody knows it, which JSON-LD says by leaving it out."""
    value: dict[str, JsonValue] = {"@value": row["words"]}
    return {"text": value if row["language"] == "und" else {**value, "@language": row["language"]}}


def _derived(row: Mapping[str, Any], node: str) -> dict[str, JsonValue]:
    if not row["document"]:
        return {}
    return {"wasDerivedFrom": {"@id": name_of(node, "document", row["document"]), "digest": row["document_digest"]}}


_MAKERS: Final = {"meetings": _meeting, "statements": _statement, "commitments": _commitment, "actors": _actor}
