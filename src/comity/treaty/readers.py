"""Reads the value of one field, by its type: what comes out is typed, normalised, and ready to be printed as JSON."""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from comity.terms.identifiers import AuthorityId, Reference
from comity.terms.instants import Instant, PreciseDate
from comity.terms.languages import Language
from comity.terms.outside import outside_json, parse_outside
from comity.terms.refusals import Malformed, Refused
from comity.terms.text import FreeText, TextTooLong, UnsafeText
from comity.terms.vocabulary import vocabulary
from comity.treaty.faults import (
    BAD_AUTHORITY,
    BAD_BIRTH,
    BAD_MONEY,
    BAD_NATIONALITY,
    BAD_OUTSIDE,
    BAD_PERSON,
    BAD_REFERENCE,
    BAD_TEXT,
    CODE_TWICE,
    HALF_A_PERIOD,
    NO_LANGUAGE,
    NOT_A_DATE,
    NOT_A_NUMBER,
    NOT_AN_INSTANT,
    NOT_YES_OR_NO,
    ONE_LINE,
    TOO_LONG,
    TOO_MANY,
    UNKNOWN_CODE,
    WRONG_SHAPE,
    FaultError,
)
from comity.treaty.forms import Field
from comity.treaty.papers import read_papers

_DAY_CHARS: Final = 10
_YES: Final = {"yes": True, "true": True, "on": True, "1": True, "no": False, "false": False, "0": False}
_SHOWN: Final = 50
PERSON_CAP: Final = 120
_PERSON: Final = ("name", "role", "other_names", "born", "nationality", "place", "document")
_AMOUNT: Final = re.compile(r"(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,18})?")


def read_value(one: Field, value: object) -> object:
    """Return the value of one field, None when it is empty; raises `FaultError`."""
    if isinstance(value, str):
        value = value.strip()
    if value in (None, "", [], {}, ()):
        return None
    return _READERS[one.type](one, value)


def _as_text(value: object) -> str:
    if not isinstance(value, str):
        raise FaultError(WRONG_SHAPE)
    return value


def _read_text_value(value: object, cap: int) -> str:
    """Return text of any number of lines as `FreeText` leaves it."""
    try:
        return FreeText.parse(_as_text(value), cap=cap).text
    except TextTooLong as fault:
        raise FaultError(TOO_LONG, length=fault.facts["size"], cap=cap) from None
    except UnsafeText:
        raise FaultError(BAD_TEXT) from None
    except Malformed:
        raise FaultError(WRONG_SHAPE) from None


def _read_name(one: Field, value: object) -> object:
    name = _read_text_value(value, one.cap)
    if "\n" in name:
        raise FaultError(ONE_LINE)
    return name


def _read_text(one: Field, value: object) -> object:
    if not isinstance(value, dict) or not set(value) <= {"text", "language"}:
        raise FaultError(WRONG_SHAPE)
    written = value.get("text")
    if written is None or (isinstance(written, str) and not written.strip()):
        return None
    text = _read_text_value(written, one.cap)
    try:
        return {"text": text, "language": str(Language(_as_text(value.get("language") or "")))}
    except Malformed:
        raise FaultError(NO_LANGUAGE) from None


def _read_code(one: Field, value: object) -> object:
    code = _as_text(value)
    if code not in one.accepts:
        raise FaultError(UNKNOWN_CODE, code=ascii(code)[1:-1][:_SHOWN])
    return code


def _read_codes(one: Field, value: object) -> object:
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list | tuple):
        raise FaultError(WRONG_SHAPE)
    codes = [_as_text(code) for code in given if code != ""]
    for code in codes:
        _read_code(one, code)
        if codes.count(code) > 1:
            raise FaultError(CODE_TWICE, code=code)
    order = list(one.by_code)
    return sorted(codes, key=order.index) or None


def _read_number(one: Field, value: object) -> object:
    wrong = FaultError(NOT_A_NUMBER, least=one.least, most=one.cap)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= len(str(one.cap)):
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not one.least <= value <= one.cap:
        raise wrong
    return value


def _read_date(_: Field, value: object) -> object:
    text = _as_text(value)
    if len(text) != _DAY_CHARS:
        raise FaultError(NOT_A_DATE)
    try:
        day = date.fromisoformat(text).isoformat()
    except ValueError:
        raise FaultError(NOT_A_DATE) from None
    if day != text:  # ISO 8601 has week dates of the same length
        raise FaultError(NOT_A_DATE)
    return text


def _read_instant(_: Field, value: object) -> object:
    try:
        return str(Instant.parse(_as_text(value)))
    except Malformed:
        raise FaultError(NOT_AN_INSTANT) from None


def _read_period(one: Field, value: object) -> object:
    if not isinstance(value, dict) or not set(value) <= {"from", "to"}:
        raise FaultError(WRONG_SHAPE)
    days = [day for day in (value.get("from"), value.get("to")) if day not in (None, "")]
    if not days:
        return None
    try:
        return {name: _read_date(one, value.get(name)) for name in ("from", "to")}
    except FaultError:
        raise FaultError(HALF_A_PERIOD) from None


def _read_outside(_: Field, value: object) -> object:
    if not isinstance(value, dict) or not set(value) <= {"type", "value"}:
        raise FaultError(WRONG_SHAPE)
    kind, text = _as_text(value.get("type") or ""), _as_text(value.get("value") or "")
    if not text.strip():
        return None
    try:
        return outside_json(parse_outside(kind, text))
    except Refused:
        raise FaultError(BAD_OUTSIDE, value=ascii(text)[1:-1][:_SHOWN], kind=ascii(kind)[1:-1][:_SHOWN]) from None


def _read_outsides(one: Field, value: object) -> object:
    if not isinstance(value, list | tuple):
        raise FaultError(WRONG_SHAPE)
    if len(value) > one.cap:
        raise FaultError(TOO_MANY, length=len(value), cap=one.cap)
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
        raise FaultError(BAD_AUTHORITY) from None


def _read_reference(_: Field, value: object) -> object:
    try:
        return str(Reference(_as_text(value)))
    except Malformed:
        raise FaultError(BAD_REFERENCE) from None


def _read_yesno(_: Field, value: object) -> object:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in _YES:
        return _YES[value]
    raise FaultError(NOT_YES_OR_NO)


def _read_person(one: Field, row: object) -> Mapping[str, object] | None:
    """Return one person: name and relation always, the rest where it is known; None for an empty line."""
    if not isinstance(row, dict) or not set(row) <= set(_PERSON):
        raise FaultError(WRONG_SHAPE)
    given = {name: _as_text(value).strip() for name, value in row.items() if value not in (None, "")}
    if not any(given.get(name) for name in _PERSON if name != "role"):
        return None
    read: dict[str, object] = {name: _read_line(given[name]) for name in ("name", "other_names", "place", "document") if given.get(name)}
    if "name" not in read or given.get("role") not in one.accepts:
        raise FaultError(BAD_PERSON, cap=PERSON_CAP)
    shown = str(read["name"])[:_SHOWN]
    try:
        if given.get("born"):
            read["born"] = str(PreciseDate.parse(given["born"]))
        if given.get("nationality"):
            read["nationality"] = vocabulary("country").item(given["nationality"].upper()).code
    except Malformed:
        raise FaultError(BAD_BIRTH, name=shown) from None
    except Refused:
        raise FaultError(BAD_NATIONALITY, name=shown) from None
    read["role"] = given["role"]
    return {name: read[name] for name in _PERSON if name in read}


def _read_line(value: str) -> str:
    text = _read_text_value(value, PERSON_CAP)
    if "\n" in text:
        raise FaultError(ONE_LINE)
    return text


def _read_persons(one: Field, value: object) -> object:
    if not isinstance(value, list | tuple):
        raise FaultError(WRONG_SHAPE)
    found: list[object] = []
    for row in value:
        person = _read_person(one, row)
        if person is not None and person not in found:
            found.append(person)
    if len(found) > one.cap:
        raise FaultError(TOO_MANY, length=len(found), cap=one.cap)
    return found or None


def _read_money(one: Field, value: object) -> object:
    if not isinstance(value, dict) or not set(value) <= {"amount", "currency"}:
        raise FaultError(WRONG_SHAPE)
    amount, currency = (_as_text(value.get(name) or "").strip() for name in ("amount", "currency"))
    if not amount:
        return None
    if not _AMOUNT.fullmatch(amount) or currency not in one.accepts:
        raise FaultError(BAD_MONEY)
    return {"amount": amount, "currency": currency}


def _read_bytes(one: Field, value: object) -> object:
    """Return base64 as it stands; what is no canonical base64, or over the cap, has the wrong shape."""
    text = _as_text(value)
    if len(text) > one.cap:
        raise FaultError(TOO_LONG, length=len(text), cap=one.cap)
    try:
        canonical = b64encode(b64decode(text, validate=True)).decode() == text
    except ValueError:
        canonical = False
    if not canonical:
        raise FaultError(WRONG_SHAPE)
    return text


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
    "persons": _read_persons,
    "money": _read_money,
    "papers": lambda one, value: read_papers(value, cap=one.cap),
    "bytes": _read_bytes,
}
