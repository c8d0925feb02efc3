"""Checks an act that stands in a file, outside a node: what is wrong with its fields, what the rules say, which texts carry it.

The file is one JSON object (docs/specs/treaty-list.md, section 2):

    {"kind": "REQ-PRESERVE", "from": "XR", "to": "VN", "fields": {"urgency": "urgent", ...}}
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec

from comity.terms.identifiers import Country
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed, Refused, TooLarge
from comity.terms.speech import gettext_noop
from comity.treaty.check import check
from comity.treaty.faults import FieldFault
from comity.treaty.fields import read_draft
from comity.treaty.findings import Facts, Finding, Original, Role
from comity.treaty.legalbasis import LegalBasis, legal_basis
from comity.treaty.rulebook import NoRule, Rulebook

CAP: Final = 1024 * 1024
WHAT: Final = "act"
REQUIRED: Final = ("kind", "from", "to", "fields")
OPTIONAL: Final = ("part", "instrument", "roles", "on", "original", "consulted", "role")
_OF_ORIGINAL: Final = frozenset({"kind", "fields", "start", "end"})
_DEEPEST: Final = 16
_SHOWN: Final = 50


class UnreadableAct(Refused):
    """A file that is offered for a check is no act."""

    wire_class = "malformed"
    sentence = gettext_noop("This cannot be checked: %(where)s.")
    next_step = gettext_noop("Correct the file; “comity treaty list --json” shows every kind with its parts and fields.")

    def __init__(self, where: str) -> None:
        """`where` names the place and the fault."""
        super().__init__(where=where)


@dataclass(frozen=True, slots=True)
class Tried:
    """What came out: the facts as they were read, faults of fields, findings, and the texts; `stops` where it may not go out."""

    facts: Facts
    on: date
    role: Role
    faults: tuple[FieldFault, ...]
    findings: tuple[Finding, ...]
    basis: LegalBasis

    @property
    def stops(self) -> bool:
        """Say whether something must be mended before the act could go out."""
        return bool(self.faults) or any(finding.outcome == "stop" for finding in self.findings)


def try_act(data: bytes, *, rulebook: Rulebook, on: date) -> Tried:
    """Return what the rules say of the act in `data`; `on` counts where the file names no day.

    Raises `TooLarge` before anything is read, `UnreadableAct` for what is no act (an unknown kind, part or text among it), `NoRule`
    for a day before every text that knows the kind.
    """
    read = _read(data)
    facts, on, role = _facts(read, rulebook, on)
    form = rulebook.form_under(facts.kind, facts.part, facts.instrument or rulebook.kind(facts.kind).instrument)
    fields, faults = read_draft(form, facts.fields)
    # Rules are asked about what could be read; what could not is a fault of its own.
    known = Facts(**{**{name: getattr(facts, name) for name in facts.__dataclass_fields__}, "fields": fields})
    return Tried(
        facts=known,
        on=on,
        role=role,
        faults=faults,
        findings=check(known, rulebook=rulebook, role=role, on=on),
        basis=legal_basis(known.about, from_=facts.from_country, to=facts.to_country, on=on, rulebook=rulebook),
    )


def _read(data: bytes) -> Mapping[str, Any]:
    if len(data) > CAP:
        raise TooLarge(WHAT, size=len(data), cap=CAP)
    try:
        read = msgspec.json.decode(data)
    except (msgspec.DecodeError, ValueError, RecursionError) as fault:
        raise UnreadableAct(f"it is not JSON: {fault}") from fault
    if not isinstance(read, dict):
        raise UnreadableAct("one object in braces expected")
    if lacking := [name for name in REQUIRED if name not in read]:
        raise UnreadableAct(f"no “{lacking[0]}”")
    if strange := [name for name in read if name not in {*REQUIRED, *OPTIONAL}]:
        raise UnreadableAct(f"nobody knows “{strange[0][:_SHOWN]}”; known are {', '.join((*REQUIRED, *OPTIONAL))}")
    _require_shallow(read, _DEEPEST)
    return read


def _require_shallow(value: object, left: int) -> None:
    if not left:
        raise UnreadableAct(f"more than {_DEEPEST} brackets inside each other")
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if isinstance(inner, dict | list):
            _require_shallow(inner, left - 1)


def _facts(read: Mapping[str, Any], rulebook: Rulebook, on: date) -> tuple[Facts, date, Role]:
    kind, part, instrument = _text(read, "kind"), _text(read, "part", "request"), _text(read, "instrument", "")
    try:
        row = rulebook.kind(kind)
    except NoRule as fault:
        raise UnreadableAct(f"no kind “{kind[:_SHOWN]}”") from fault
    if part not in row.parts:
        raise UnreadableAct(f"{kind} has no part “{part[:_SHOWN]}”; it has {', '.join(row.parts)}")
    original = _original(read.get("original"), rulebook)
    about = rulebook.kind(original.kind) if original is not None and original.kind else row
    if instrument and about.base(instrument) is None and row.base(instrument) is None:
        raise UnreadableAct(f"“{instrument[:_SHOWN]}” carries no {about.code}; {', '.join(base.instrument for base in about.bases)} do")
    roles = _mapping(read, "roles", {"from", "to"})
    facts = Facts(
        kind=kind,
        part=part,
        from_country=_country(read, "from"),
        to_country=_country(read, "to"),
        fields=_mapping(read, "fields", None),
        from_role=_text(roles, "from", "") or None,
        to_role=_text(roles, "to", "") or None,
        instrument=instrument,
        original=original,
        consulted=read.get("consulted") is True,
    )
    role = _text(read, "role", "drafter")
    if role not in ("drafter", "approver", "receiver"):
        raise UnreadableAct("“role” is drafter, approver or receiver")
    return facts, _day(read, on), role  # type: ignore[return-value]  # one of the three


def _text(read: Mapping[str, Any], name: str, default: str | None = None) -> str:
    value = read.get(name, default)
    if not isinstance(value, str):
        raise UnreadableAct(f"“{name}” is a text")
    return value


def _mapping(read: Mapping[str, Any], name: str, keys: set[str] | None) -> Mapping[str, Any]:
    value = read.get(name, {})
    if not isinstance(value, dict):
        raise UnreadableAct(f"“{name}” is an object in braces")
    if keys is not None and (strange := set(value) - keys):
        raise UnreadableAct(f"“{name}” has no “{min(strange)[:_SHOWN]}”")
    return value


def _country(read: Mapping[str, Any], name: str) -> Country:
    try:
        return Country(_text(read, name))
    except Malformed as fault:
        raise UnreadableAct(f"“{name}” is the code of a country, such as VN") from fault


def _day(read: Mapping[str, Any], on: date) -> date:
    try:
        return date.fromisoformat(_text(read, "on", on.isoformat()))
    except ValueError as fault:
        raise UnreadableAct("“on” is a day, written 2026-11-23") from fault


def _original(value: object, rulebook: Rulebook) -> Original | None:
    """Return the request that an act answers; a file for a check has only what rules look at."""
    if value is None:
        return None
    held = _mapping({"original": value}, "original", set(_OF_ORIGINAL))
    kind = _text(held, "kind")
    if kind not in rulebook.kinds:
        raise UnreadableAct(f"no kind “{kind[:_SHOWN]}”")
    moments = {}
    for name in ("start", "end"):
        try:
            moments[name] = Instant.parse(_text(held, name)) if name in held else None
        except Refused as fault:
            raise UnreadableAct(f"“{name}” is a moment in UTC, written 2026-11-23T03:07:00.000000Z") from fault
    return Original(kind=kind, fields=_mapping(held, "fields", None), start=moments["start"], end=moments["end"])
