"""What an object of STIX speaks of, as MISP has types for it: values with the types that they may be of. Pure.

A pattern says more than MISP's type does, or less: an address is `ip-src` or `ip-dst`, and nobody said which. So a value has several types,
and a list or a model that is about one of them is about it.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from comity.intel.vocabularies.values import Value
from comity.wire.misp.types import TYPES
from comity.wire.stix import BadStix, parse_pattern
from comity.wire.stix.patterns import Comparison, Kind, comparisons_in, print_path

MOST: Final = 64  # values of one object
_ADDRESS: Final = frozenset({"ip-src", "ip-dst", "ip-src|port", "ip-dst|port", "domain|ip"})
_MORE: Final[Mapping[str, frozenset[str]]] = {
    "ipv4-addr:value": _ADDRESS,
    "ipv6-addr:value": _ADDRESS,
    "email-addr:value": frozenset({"email", "email-src", "email-dst", "target-email"}),
    "x-comity-iban:value": frozenset({"iban"}),
    "x-comity-bank-account:value": frozenset({"bank-account-nr"}),
    "x-comity-wallet:value": frozenset({"btc", "xmr", "dash"}),
    "x-comity-phone:value": frozenset({"phone-number", "prtn"}),
}


@cache
def _types() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for kind, mapped in TYPES.items():
        for part in mapped.parts:
            found.setdefault(part.path, set()).add(kind)
    return {path: frozenset(found.get(path, set())) | _MORE.get(path, frozenset()) for path in (*found, *_MORE)}


def types_of(path: str) -> frozenset[str]:
    """Return the MISP types of what stands under a path, such as `file:hashes.MD5`; none where MISP has none."""
    return _types().get(path, frozenset())


def values_in(told: Mapping[str, Any]) -> tuple[Value, ...]:
    """Return the values that an object speaks of, at most `MOST`; of what cannot be read none."""
    found = dict.fromkeys(one for one in _spoken(told) if one.text.strip())
    return tuple(found)[:MOST]


def _spoken(told: Mapping[str, Any]) -> Iterator[Value]:
    pattern, kind = told.get("pattern"), str(told.get("type", ""))
    if isinstance(pattern, str) and told.get("pattern_type") == "stix":
        yield from _compared(pattern)
    if kind == "x-misp-attribute":
        yield Value(str(told.get("x_misp_value", "")), frozenset({str(told.get("x_misp_type", ""))}))
    if kind == "x-misp-object":
        yield from _inside(told.get("x_misp_attributes"))
    for name in ("value", "name", "path", "key", "account_login"):
        value = told.get(name)
        if isinstance(value, str) and (types_of(f"{kind}:{name}") or name == "value"):
            yield Value(value, types_of(f"{kind}:{name}"))
    yield from _digests(kind, told.get("hashes"))


def _inside(listed: Any) -> Iterator[Value]:  # noqa: ANN401 -- whatever JSON has there
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict):
            yield Value(str(one.get("value", "")), frozenset({str(one.get("type", ""))}))


def _digests(kind: str, hashes: Any) -> Iterator[Value]:  # noqa: ANN401 -- as above
    for name, value in hashes.items() if isinstance(hashes, dict) else ():
        if isinstance(value, str):
            yield Value(value, types_of(f"{kind}:hashes.{name if name.isalnum() else repr(name)}"))


def _compared(pattern: str) -> Iterator[Value]:
    try:
        tests = list(comparisons_in(parse_pattern(pattern)))
    except BadStix:
        return
    for one in tests:
        if isinstance(one, Comparison):
            path = print_path(one.path)
            types = types_of(path)
            if types or path.endswith(":value"):  # what stands elsewhere says of which sort a value is: `dst_ref.type = 'ipv4-addr'`
                yield from (Value(constant.value, types) for constant in one.constants if constant.kind is Kind.TEXT)
