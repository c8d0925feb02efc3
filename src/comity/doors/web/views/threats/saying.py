"""What an object says, in words, and its bytes: digest, size, what the standard finds wrong, where to take it away."""

import contextlib
import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.utils.translation import gettext, gettext_lazy

from comity.doors.web.pages.parts import Link
from comity.doors.web.pages.picture import Section
from comity.doors.web.pages.sheets import Bit, Cell, Row, Table
from comity.doors.web.views.naming import short
from comity.doors.web.views.threats import kinds, words
from comity.doors.web.views.threats.patterns import pattern_section
from comity.doors.web.views.working import Work
from comity.intel.reading.objects import Found
from comity.intel.store.granting import Holding
from comity.terms.instants import Instant
from comity.terms.text import is_safe
from comity.wire.stix import BadStix, parse_timestamp, validate

_SHOWN: Final = 1500  # characters of one value
_FAULTS: Final = 20
_LABELS: Final = {
    "name": gettext_lazy("Name"),
    "description": gettext_lazy("Description"),
    "abstract": gettext_lazy("Abstract"),
    "content": gettext_lazy("Content"),
    "explanation": gettext_lazy("Explanation"),
    "opinion": gettext_lazy("Opinion"),
    "value": gettext_lazy("Value"),
    "hashes": gettext_lazy("Digests"),
    "size": gettext_lazy("Size in bytes"),
    "aliases": gettext_lazy("Also called"),
    "relationship_type": gettext_lazy("Relationship"),
    "indicator_types": gettext_lazy("What it means"),
    "pattern": gettext_lazy("Pattern"),
    "pattern_type": gettext_lazy("Language of the pattern"),
    "valid_from": gettext_lazy("Holds from"),
    "valid_until": gettext_lazy("Holds until"),
    "confidence": gettext_lazy("Confidence"),
    "labels": gettext_lazy("Labels"),
    "first_seen": gettext_lazy("First seen"),
    "last_seen": gettext_lazy("Last seen"),
    "count": gettext_lazy("How many times"),
    "first_observed": gettext_lazy("First observed"),
    "last_observed": gettext_lazy("Last observed"),
    "number_observed": gettext_lazy("How many times"),
    "published": gettext_lazy("Published"),
    "sectors": gettext_lazy("Sectors"),
    "kill_chain_phases": gettext_lazy("Phase of the attack"),
    "external_references": gettext_lazy("Sources elsewhere"),
    "created": gettext_lazy("Made"),
    "modified": gettext_lazy("Changed"),
}
_MOMENTS: Final = frozenset(
    ("valid_from", "valid_until", "first_seen", "last_seen", "first_observed", "last_observed", "published", "created", "modified")
)
_ELSEWHERE: Final = frozenset(("type", "id", "spec_version", "object_marking_refs", "created_by_ref", "revoked", "granular_markings"))


def says_section(found: Found, at_work: Work) -> Iterator[Section]:
    """Yield what an object says, property by property, and its pattern."""
    if not found.told:
        return
    names = [name for name in _LABELS if name in found.told] + sorted(found.told.keys() - _LABELS.keys())
    pattern = found.told.get("pattern")
    is_stix = isinstance(pattern, str) and found.told.get("pattern_type") == "stix"
    apart = _ELSEWHERE | ({"pattern", "pattern_type", "pattern_version"} if is_stix else set())
    rows = tuple(_row(name, found.told[name], at_work) for name in names if name not in apart and not name.endswith(("_ref", "_refs")))
    author = found.told.get("created_by_ref")
    if isinstance(author, str):
        rows = (*rows, Row((Cell((Bit(gettext("Says who wrote it")),)), Cell((Bit(author[:300], code=True),)))))
    table = Table((gettext("Property"), gettext("What it says")), rows)
    yield Section("says", gettext("What it says"), gettext("As whoever gave it wrote it; nothing is translated."), table=table)
    if is_stix:
        yield pattern_section(str(pattern))


def _row(name: str, value: Any, at_work: Work) -> Row:  # noqa: ANN401 -- whatever JSON has there
    return Row((Cell((label_of(name),)), Cell(tuple(value_bits(name, value, at_work)))))


def label_of(name: str) -> Bit:
    """Return what a property is called; one that the standard does not have by its own name."""
    return Bit(str(_LABELS[name])) if name in _LABELS else Bit(clean(name), code=True)


def value_bits(name: str, value: Any, at_work: Work) -> Iterator[Bit]:  # noqa: ANN401 -- as above
    """Yield what a property says, line by line."""
    if name in _MOMENTS and isinstance(value, str):
        yield from _moment(value, at_work)
    elif name == "confidence":
        yield Bit(kinds.sure(value) or clean(str(value)))
    elif name == "indicator_types" and isinstance(value, list):
        yield from (Bit(kinds.meaning(clean(str(one)))) for one in value[:20])
    elif name == "hashes" and isinstance(value, dict):
        yield from (Bit(f"{clean(str(kind))}: {clean(str(one))}", code=True) for kind, one in list(value.items())[:10])
    elif name == "external_references" and isinstance(value, list):
        yield from (Bit(_reference(one), language=words.NAMED) for one in value[:20])
    elif name == "kill_chain_phases" and isinstance(value, list):
        yield from (Bit(_phase(one), language=words.NAMED) for one in value[:20])
    elif isinstance(value, list) and all(isinstance(one, str) for one in value):
        yield from (Bit(clean(one), language=words.NAMED) for one in value[:40])
    elif isinstance(value, str):
        yield Bit(clean(value), code=name in ("value", "pattern"), language=words.NAMED)
    else:
        yield Bit(clean(json.dumps(value, ensure_ascii=False)), code=True)


def _moment(value: str, at_work: Work) -> Iterator[Bit]:
    with contextlib.suppress(BadStix, ValueError, OverflowError):
        yield Bit(at_work.when(Instant(parse_timestamp(value))))
    yield Bit(clean(value), soft=True, language="en")


def _phase(one: Any) -> str:  # noqa: ANN401 -- as above
    parts = [one.get(name) for name in ("kill_chain_name", "phase_name")] if isinstance(one, dict) else []
    return clean(": ".join(part for part in parts if isinstance(part, str)))


def _reference(one: Any) -> str:  # noqa: ANN401 -- as above
    """Return a source as text: nobody is led away from the node by what somebody else wrote."""
    parts = [one.get(name) for name in ("source_name", "external_id", "url")] if isinstance(one, dict) else []
    return clean(" · ".join(part for part in parts if isinstance(part, str)))


def clean(text: str) -> str:
    """Return what somebody wrote as it may be shown: cut, and with a sign in place of what could mislead."""
    shown = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
    return (
        shown
        if is_safe(shown.replace("\n", " ").replace("\t", " "))
        else "".join(one if is_safe(one) or one == "\n" else "\ufffd" for one in shown)
    )


def byte_section(found: Found, others: Sequence[Holding]) -> Section:
    """Return the digest and size of what came, its faults, where else it stands, and the way to take it away."""
    href = f"{words.object_href(found.holding, found.stix_id)}bytes/?added={found.place.added}"
    rows = [
        Row((Cell((Bit("SHA-256"),)), Cell((Bit(short(str(found.digest))), Bit(str(found.digest), code=True))))),
        Row((Cell((Bit(gettext("Size in bytes")),)), Cell((Bit(str(len(found.body))),)))),
    ]
    faults = [
        gettext(one.sentence) % one.facts if not one.path else f"{one.path}: {gettext(one.sentence) % one.facts}"
        for one in validate(found.body)
    ]
    wrong = tuple(Bit(one) for one in faults[:_FAULTS]) or (Bit(gettext("Nothing.")),)
    rows.append(Row((Cell((Bit(gettext("What STIX 2.1 finds wrong in it")),)), Cell(wrong))))
    if others:
        places = tuple(Bit(one.title, words.object_href(one, found.stix_id), language=words.NAMED) for one in others)
        rows.append(Row((Cell((Bit(gettext("Also in")),)), Cell(places))))
    note = gettext("Kept exactly as it came; this page is drawn from it.")
    table = Table((gettext("Bytes"), ""), tuple(rows))
    return Section("bytes", gettext("Exactly what came"), note, table=table, links=(Link(gettext("Download the bytes"), href),))
