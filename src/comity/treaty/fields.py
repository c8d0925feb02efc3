"""Reads what was typed or received into a form: typed, normalised, JSON-ready values, or one fault for each wrong field.

Values by type: authority, name, code, date, instant, reference are text; `text` is `{"text", "language"}`; codes a list
of text; number an integer; yesno a boolean; period `{"from", "to"}` of dates; outside `{"type", "value"}`, outsides a
list of them. An empty field is absent, never `""` or null.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeAlias

from comity.terms.identifiers import AuthorityId, Reference
from comity.terms.instants import Instant
from comity.terms.languages import Language
from comity.terms.outside import outside_json, parse_outside
from comity.terms.refusals import Malformed, Refused
from comity.terms.speech import gettext_noop
from comity.terms.text import FreeText, TextTooLong, UnsafeText
from comity.treaty.forms import Field, Form
from comity.treaty.wording import Fact, show_all

Fields: TypeAlias = dict[str, object]

MISSING: Final = gettext_noop("Missing: %(label)s (%(article)s).")
ONE_OF_MISSING: Final = gettext_noop("Give at least one of: %(labels)s (%(article)s).")
NOT_NOW: Final = gettext_noop("%(label)s does not go with the answer that was chosen; leave it empty.")
UNKNOWN: Final = gettext_noop("This form has no field named %(name)s.")
WRONG_SHAPE: Final = gettext_noop("%(label)s cannot be read.")
UNKNOWN_CODE: Final = gettext_noop("%(label)s does not know the code %(code)s.")
CODE_TWICE: Final = gettext_noop("%(label)s has %(code)s twice.")
NOT_A_NUMBER: Final = gettext_noop("%(label)s must be a whole number from %(least)s to %(most)s.")
NOT_A_DATE: Final = gettext_noop("%(label)s must be a day of the calendar, written 2026-11-23.")
NOT_AN_INSTANT: Final = gettext_noop("%(label)s must be a moment in UTC, written 2026-11-23T03:07:00.000000Z.")
HALF_A_PERIOD: Final = gettext_noop("%(label)s needs its first and its last day, each written 2026-11-23.")
TOO_LONG: Final = gettext_noop("%(label)s has %(length)s characters; at most %(cap)s are kept.")
TOO_MANY: Final = gettext_noop("%(label)s has %(length)s entries; at most %(cap)s may stand in one request.")
BAD_TEXT: Final = gettext_noop("%(label)s holds a character that can hide or reorder what is read; take it out.")
ONE_LINE: Final = gettext_noop("%(label)s takes one line.")
NO_LANGUAGE: Final = gettext_noop("Say in which language %(label)s is written.")
BAD_AUTHORITY: Final = gettext_noop("%(label)s must be the identifier of an authority, such as vn-poc.")
BAD_REFERENCE: Final = gettext_noop("%(label)s must be the number of a request, such as VN-2026-000123.")
BAD_OUTSIDE: Final = gettext_noop("%(label)s: %(value)s is not an identifier of the kind %(kind)s.")
NOT_YES_OR_NO: Final = gettext_noop("Answer %(label)s with yes or no.")

_DAY_CHARS: Final = 10
_YES: Final = {"yes": True, "true": True, "on": True, "1": True, "no": False, "false": False, "0": False}
_SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with one field: a sentence for translation with its facts; the first fault of a field only."""

    key: str
    number: int
    sentence: str
    facts: dict[str, Fact] = field(default_factory=dict)

    def facts_in(self, language: str) -> dict[str, str]:
        """Return the facts as the sentence in `language` needs them."""
        return show_all(self.facts, language)

    def __str__(self) -> str:
        """Return the English sentence."""
        return self.sentence % self.facts_in("en")


class FieldFaults(Refused):
    """A form that cannot be sent as it is; `faults` has one entry for each wrong field, in the order of the form."""

    wire_class = "malformed"
    sentence = gettext_noop("Fields to correct: %(count)s.")
    next_step = gettext_noop("Correct the marked fields; everything typed is kept.")

    def __init__(self, faults: tuple[FieldFault, ...]) -> None:
        """`faults` is not empty."""
        super().__init__(count=len(faults))
        self.faults = faults


class _FaultError(Exception):
    """Leaves a reader with the sentence and its facts."""

    def __init__(self, sentence: str, **facts: Fact) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.facts = facts


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
            value = _read(one, given.get(one.key))
        except _FaultError as fault:
            faults.append(_fault(one, fault.sentence, fault.facts))
            continue
        if value is not None:
            fields[one.key] = value
    faulty = {fault.key for fault in faults}
    faults += [fault for fault in _missing(form, fields) if fault.key not in faulty]
    faults += [FieldFault(name, 0, UNKNOWN, {"name": name[:_SHOWN]}) for name in given if name not in form.by_key]
    order = {one.key: at for at, one in enumerate(form.fields)}
    return fields, tuple(sorted(faults, key=lambda fault: order.get(fault.key, len(order))))


def absent_in_item(form: Form, item: str, fields: Mapping[str, object]) -> tuple[Field, ...]:
    """Return the fields of `item` that the form demands and `fields` lacks."""
    mine = form.item(item).fields
    one_of = [one for one in mine if one.mandatory == "one-of"]
    lacking = [one for one in mine if _demanded(one, fields) and not is_given(fields, one.key)]
    if one_of and not any(is_given(fields, one.key) for one in one_of):
        lacking += one_of
    return tuple(lacking)


def is_given(fields: Mapping[str, object], key: str) -> bool:
    """Say whether a field has a value; an unticked box and an empty list have none."""
    return fields.get(key) not in (None, "", False, [], {}, ())


def holds(condition: str, fields: Mapping[str, object]) -> bool:
    """Say whether `<field>=<code>,<code>` is true of `fields`; a list is true when any of its codes is named."""
    key, _, codes = condition.partition("=")
    value = fields.get(key)
    held = value if isinstance(value, list) else [value]
    wanted = codes.split(",")
    return any(code in wanted for code in held)


def _demanded(one: Field, fields: Mapping[str, object]) -> bool:
    condition = one.mandatory.removeprefix("when:")
    return one.mandatory == "always" or (condition is not one.mandatory and "=" in condition and holds(condition, fields))


def _missing(form: Form, fields: Fields) -> list[FieldFault]:
    faults = []
    for item in form.items:
        for one in absent_in_item(form, item.key, fields):
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


def _read(one: Field, value: object) -> object:
    """Return the value of one field, None when it is empty; raises `_FaultError`."""
    if isinstance(value, str):
        value = value.strip()
    if value in (None, "", [], {}, ()):
        return None
    return _READERS[one.type](one, value)


def _as_text(value: object) -> str:
    if not isinstance(value, str):
        raise _FaultError(WRONG_SHAPE)
    return value


def _read_text_value(value: object, cap: int) -> str:
    """Return text of any number of lines as `FreeText` leaves it."""
    try:
        return FreeText.parse(_as_text(value), cap=cap).text
    except TextTooLong as fault:
        raise _FaultError(TOO_LONG, length=fault.facts["size"], cap=cap) from None
    except UnsafeText:
        raise _FaultError(BAD_TEXT) from None
    except Malformed:
        raise _FaultError(WRONG_SHAPE) from None


def _read_name(one: Field, value: object) -> object:
    name = _read_text_value(value, one.cap)
    if "\n" in name:
        raise _FaultError(ONE_LINE)
    return name


def _read_text(one: Field, value: object) -> object:
    if not isinstance(value, dict) or not set(value) <= {"text", "language"}:
        raise _FaultError(WRONG_SHAPE)
    written = value.get("text")
    if written is None or (isinstance(written, str) and not written.strip()):
        return None
    text = _read_text_value(written, one.cap)
    try:
        return {"text": text, "language": str(Language(_as_text(value.get("language") or "")))}
    except Malformed:
        raise _FaultError(NO_LANGUAGE) from None


def _read_code(one: Field, value: object) -> object:
    code = _as_text(value)
    if code not in one.accepts:
        raise _FaultError(UNKNOWN_CODE, code=ascii(code)[1:-1][:_SHOWN])
    return code


def _read_codes(one: Field, value: object) -> object:
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list | tuple):
        raise _FaultError(WRONG_SHAPE)
    codes = [_as_text(code) for code in given if code != ""]
    for code in codes:
        _read_code(one, code)
        if codes.count(code) > 1:
            raise _FaultError(CODE_TWICE, code=code)
    order = list(one.by_code)
    return sorted(codes, key=order.index) or None


def _read_number(one: Field, value: object) -> object:
    wrong = _FaultError(NOT_A_NUMBER, least=one.least, most=one.cap)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= len(str(one.cap)):
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not one.least <= value <= one.cap:
        raise wrong
    return value


def _read_date(_: Field, value: object) -> object:
    text = _as_text(value)
    if len(text) != _DAY_CHARS:
        raise _FaultError(NOT_A_DATE)
    try:
        day = date.fromisoformat(text).isoformat()
    except ValueError:
        raise _FaultError(NOT_A_DATE) from None
    if day != text:  # ISO 8601 has week dates of the same length
        raise _FaultError(NOT_A_DATE)
    return text


def _read_instant(_: Field, value: object) -> object:
    try:
        return str(Instant.parse(_as_text(value)))
    except Malformed:
        raise _FaultError(NOT_AN_INSTANT) from None


def _read_period(one: Field, value: object) -> object:
    if not isinstance(value, dict) or not set(value) <= {"from", "to"}:
        raise _FaultError(WRONG_SHAPE)
    days = [day for day in (value.get("from"), value.get("to")) if day not in (None, "")]
    if not days:
        return None
    try:
        return {name: _read_date(one, value.get(name)) for name in ("from", "to")}
    except _FaultError:
        raise _FaultError(HALF_A_PERIOD) from None


def _read_outside(_: Field, value: object) -> object:
    if not isinstance(value, dict) or not set(value) <= {"type", "value"}:
        raise _FaultError(WRONG_SHAPE)
    kind, text = _as_text(value.get("type") or ""), _as_text(value.get("value") or "")
    if not text.strip():
        return None
    try:
        return outside_json(parse_outside(kind, text))
    except Refused:
        raise _FaultError(BAD_OUTSIDE, value=ascii(text)[1:-1][:_SHOWN], kind=ascii(kind)[1:-1][:_SHOWN]) from None


def _read_outsides(one: Field, value: object) -> object:
    if not isinstance(value, list | tuple):
        raise _FaultError(WRONG_SHAPE)
    if len(value) > one.cap:
        raise _FaultError(TOO_MANY, length=len(value), cap=one.cap)
    found: list[object] = []
    for row in value:
        outside = _read_outside(one, row)
        if outside is not None and outside not in found:
            found.append(outside)
    return found or None


def _read_authority(_: Field, value: object) -> object:
    try:
        return str(AuthorityId(_as_text(value)))
    except Malformed:
        raise _FaultError(BAD_AUTHORITY) from None


def _read_reference(_: Field, value: object) -> object:
    try:
        return str(Reference(_as_text(value)))
    except Malformed:
        raise _FaultError(BAD_REFERENCE) from None


def _read_yesno(_: Field, value: object) -> object:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in _YES:
        return _YES[value]
    raise _FaultError(NOT_YES_OR_NO)


_READERS: Final[Mapping[str, Callable[[Field, object], object]]] = {
    "authority": _read_authority,
    "name": _read_name,
    "text": _read_text,
    "code": _read_code,
    "codes": _read_codes,
    "number": _read_number,
    "date": _read_date,
    "instant": _read_instant,
    "period": _read_period,
    "outside": _read_outside,
    "outsides": _read_outsides,
    "reference": _read_reference,
    "yesno": _read_yesno,
}
