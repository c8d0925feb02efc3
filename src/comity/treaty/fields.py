"""Reads what was typed or received into a form: typed, normalised, JSON-ready values, or one fault for each wrong field.

Values by type: authority, name, code, date, instant, reference are text; `text` is `{"text", "language"}`; codes a list
of text; number an integer; yesno a boolean; period `{"from", "to"}` of dates; outside `{"type", "value"}`, outsides a
list of them; persons a list of `{"name", "role", "other_names", "born", "nationality", "place", "document"}`, the first two always;
money `{"amount", "currency"}`, the amount as it was written;
papers as `papers` says; bytes are text in base64. An empty field is absent, never `""` or null.
"""

from collections.abc import Mapping
from typing import Final, TypeAlias

from comity.treaty.faults import MISSING, NOT_NOW, ONE_OF_MISSING, UNKNOWN, FaultError, FieldFault, FieldFaults
from comity.treaty.forms import Field, Form, Item
from comity.treaty.readers import read_value
from comity.treaty.wording import Fact

Fields: TypeAlias = dict[str, object]

_SHOWN: Final = 50


def parse_fields(form: Form, raw: Mapping[str, object]) -> Fields:
    """Return the values of a complete form, or raise `FieldFaults`. Parsing what it returned gives the same again."""
    fields, faults = read_draft(form, raw)
    if faults:
        raise FieldFaults(faults)
    return fields


def read_draft(form: Form, raw: Mapping[str, object]) -> tuple[Fields, tuple[FieldFault, ...]]:
    """Return what could be read and what is wrong or missing; nothing is raised, for drafts and for what others sent.

    Composite values may also come flat, as web forms send them: `facts.text`, `period.from`, `identifiers.0.type`.
    """
    given = _nested(raw)
    fields: Fields = {}
    faults: list[FieldFault] = []
    for one in form.fields:
        try:
            value = read_value(one, given.get(one.key))
        except FaultError as fault:
            faults.append(_fault(one, fault.sentence, fault.facts))
            continue
        if value is not None:
            fields[one.key] = value
    faulty = {fault.key for fault in faults}
    faults += [fault for fault in _missing(form, fields) if fault.key not in faulty]
    faults += [FieldFault(name, 0, UNKNOWN, {"name": name[:_SHOWN]}) for name in given if name not in form.by_key]
    order = {one.key: at for at, one in enumerate(form.fields)}
    return fields, tuple(sorted(faults, key=lambda fault: order.get(fault.key, len(order))))


def absent_in_item(item: Item, fields: Mapping[str, object]) -> list[Field]:
    """Return the fields of `item` that the form demands and `fields` lacks."""
    lacking = []
    for one, condition in item.demanded:
        # What is_given says of a field, without a call for each: every check of every act asks every demanded one.
        if not fields.get(one.key) and (not condition or holds(condition, fields)):
            lacking.append(one)
    if item.one_of and not any(is_given(fields, one.key) for one in item.one_of):
        lacking += item.one_of
    return lacking


def is_given(fields: Mapping[str, object], key: str) -> bool:
    """Say whether a field has a value; an unticked box and an empty list have none."""
    return bool(fields.get(key))


def holds(condition: str, fields: Mapping[str, object]) -> bool:
    """Say whether `<field>=<code>,<code>` is true of `fields`; a list is true when any of its codes is named."""
    key, _, codes = condition.partition("=")
    value = fields.get(key)
    held = value if isinstance(value, list) else [value]
    wanted = codes.split(",")
    return any(code in wanted for code in held)


def _missing(form: Form, fields: Fields) -> list[FieldFault]:
    faults = []
    for item in form.items:
        for one in absent_in_item(item, fields):
            if one.mandatory == "one-of":
                labels: tuple[Fact, ...] = tuple(other.labels for other in item.fields if other.mandatory == "one-of")
                faults.append(FieldFault(one.key, item.number, ONE_OF_MISSING, {"labels": labels, "article": item.article}))
                break
            faults.append(_fault(one, MISSING, {"article": one.article}))
        faults += [
            _fault(one, NOT_NOW, {})
            for one in item.fields
            if one.only and is_given(fields, one.only.partition("=")[0]) and is_given(fields, one.key) and not holds(one.only, fields)
        ]
    return faults


def _fault(one: Field, sentence: str, facts: Mapping[str, Fact]) -> FieldFault:
    return FieldFault(one.key, one.number, sentence, {"label": one.labels, **facts})


def _nested(raw: Mapping[str, object]) -> dict[str, object]:
    """Put `facts.text` under `facts`, and `identifiers.0.type` into a list of objects; the rest stays."""
    found: dict[str, object] = {}
    rows: dict[str, dict[int, dict[str, object]]] = {}
    for name, value in raw.items():
        key, *rest = name.split(".")
        if len(rest) == 1 and key not in raw:
            inner = found.setdefault(key, {})
            if isinstance(inner, dict):
                inner[rest[0]] = value
        elif len(rest) == 2 and rest[0].isascii() and rest[0].isdigit() and len(rest[0]) < 4 and key not in raw:
            rows.setdefault(key, {}).setdefault(int(rest[0]), {})[rest[1]] = value
        else:
            found[name] = value
    for key, by_row in rows.items():
        found[key] = [by_row[at] for at in sorted(by_row)]
    return found
