"""Rules over several properties of one object: made from the words of a table, or of their own where they are too much for one."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from comity.terms.json import JsonValue
from comity.wire.stix.checks import Findings
from comity.wire.stix.faults import Fault, at
from comity.wire.stix.forms import HASHES, PROPERTY_NAME, is_language
from comity.wire.stix.identifiers import TYPE, split_id
from comity.wire.stix.pattern_parser import parse_pattern
from comity.wire.stix.patterns import Comparison, Kind, Operator, comparisons_in, print_path
from comity.wire.stix.refusals import BadStix
from comity.wire.stix.tables.observables import CONTRIBUTING
from comity.wire.stix.tables.vocabularies import FOR_ALL, RELATIONSHIPS, TLP_1, TLP_2, TLP_EXTENSION
from comity.wire.stix.timestamps import is_timestamp, order_of

Rule = Callable[[Mapping[str, JsonValue], str, Findings], None]
Properties = Mapping[str, JsonValue]

# ---------------------------------------------------------------- made from the words of a table


def one_of(names: Sequence[str]) -> Rule:
    """At least one of `names` is there."""
    wanted, shown = frozenset(names), ", ".join(names)

    def rule(value: Properties, path: str, found: Findings) -> None:
        if wanted.isdisjoint(value):
            found.fault(path, "one-of", names=shown)

    return rule


def exactly_one(names: Sequence[str]) -> Rule:
    """One of `names` is there, and no other of them."""
    shown = ", ".join(names)

    def rule(value: Properties, path: str, found: Findings) -> None:
        if sum(name in value for name in names) != 1:
            found.fault(path, "exactly-one", names=shown)

    return rule


def needs(names: Sequence[str]) -> Rule:
    """The first of `names` is there only together with all others."""
    first, *others = names

    def rule(value: Properties, path: str, found: Findings) -> None:
        if first in value:
            for other in others:
                if other not in value:
                    found.fault(path, "needs", name=first, other=other)

    return rule


def after(names: Sequence[str]) -> Rule:
    """The first of two timestamps is later than the second."""
    return _ordered(*names, code="not-after", bad=lambda later, earlier: later <= earlier)


def not_before(names: Sequence[str]) -> Rule:
    """The first of two timestamps is not earlier than the second."""
    return _ordered(*names, code="before", bad=lambda later, earlier: later < earlier)


def _ordered(later: str, earlier: str, *, code: str, bad: Callable[[tuple[str, str], tuple[str, str]], bool]) -> Rule:
    def rule(value: Properties, path: str, found: Findings) -> None:
        if later not in value or earlier not in value or (value[later] == value[earlier] and code == "before"):
            return
        last, first = value[later], value[earlier]
        if type(last) is str and type(first) is str and is_timestamp(last) and is_timestamp(first) and bad(order_of(last), order_of(first)):
            found.fault(at(path, later), code, other=earlier, value=first)

    return rule


FROM_WORDS: Final[Mapping[str, Callable[[Sequence[str]], Rule]]] = {
    "one-of": one_of,
    "exactly-one": exactly_one,
    "needs": needs,
    "after": after,
    "not-before": not_before,
}

# ---------------------------------------------------------------- by name

_NUMBERED: Final = {"cve": re.compile(r"CVE-\d{4}-(?:0\d{3}|[1-9]\d{3,})", re.ASCII), "capec": re.compile(r"CAPEC-\d+", re.ASCII)}


def external_reference(value: Properties, path: str, found: Findings) -> None:
    """Numbers of CVE and CAPEC have their form (section 2.5.2)."""
    form = _NUMBERED.get(str(value.get("source_name")))
    number = value.get("external_id")
    if form and not (type(number) is str and form.fullmatch(number)):
        found.fault(at(path, "external_id"), "bad-form", value=number or "", wanted=str(value["source_name"]).upper())


def indicator(value: Properties, path: str, found: Findings) -> None:
    """A pattern of STIX can be read (section 9), and what it compares could be there."""
    text = value.get("pattern")
    if value.get("pattern_type") != "stix" or type(text) is not str:
        return
    place = at(path, "pattern")
    try:
        pattern = parse_pattern(text)
    except BadStix as refused:
        if value.get("pattern_version", "2.1") == "2.1":
            found.add(Fault(place, refused.fault.code, refused.fault.facts))
        else:
            found.hint(place, "other-pattern-version", value=str(value["pattern_version"]))
        return
    for test in comparisons_in(pattern):
        first = str(test.path.steps[0])
        if not TYPE.fullmatch(test.path.type):
            found.fault(place, "bad-type", value=test.path.type)
        elif not PROPERTY_NAME.fullmatch(first) and first != "id":
            found.fault(place, "bad-name", name=first)
        elif len(test.path.steps) > 1 and isinstance(test, Comparison):
            _compared_hashes(test, place, found)


def _compared_hashes(test: Comparison, path: str, found: Findings) -> None:
    *before, name = test.path.steps
    form = HASHES.get(name) if isinstance(name, str) else None
    if form and before[-1] == "hashes" and test.operator in _EXACT:
        for constant in test.constants:
            if constant.kind is Kind.TEXT and not form.fullmatch(constant.value):
                found.fault(path, "bad-hash", value=constant.value, algorithm=print_path(test.path))


_EXACT: Final = frozenset({Operator.EQUAL, Operator.UNEQUAL, Operator.IN})


def malware(value: Properties, path: str, found: Findings) -> None:
    """A family has a name (section 4.11)."""
    if value.get("is_family") is True and "name" not in value:
        found.fault(path, "missing", name="name")


def relationship(value: Properties, path: str, found: Findings) -> None:
    """Relationships that the standard does not name are allowed, and told (section 3.7)."""
    word, source, target = (value.get(name) for name in ("relationship_type", "source_ref", "target_ref"))
    if not found.advises or not (type(word) is str and type(source) is str and type(target) is str) or word in FOR_ALL:
        return
    kinds = split_id(source), split_id(target)
    allowed = _RELATIONSHIPS.get((kinds[0], word), frozenset())
    if all(kinds) and kinds[1] not in allowed:
        found.hint(path, "unlisted-relationship", source=kinds[0], word=word, target=kinds[1])


_OBSERVABLES: Final = frozenset(line.split()[0] for line in CONTRIBUTING.strip().splitlines())
_RELATIONSHIPS: Final = {
    (source, word): frozenset(targets) | (_OBSERVABLES if "@sco" in targets else frozenset())
    for source, word, *targets in (line.split() for line in RELATIONSHIPS.strip().splitlines())
}


def language_content(value: Properties, path: str, found: Findings) -> None:
    """Languages, and in each the properties that it gives in that language (section 7.1)."""
    contents = value.get("contents")
    for language, inner in contents.items() if type(contents) is dict else ():
        place = at(at(path, "contents"), language)
        if not is_language(language):
            found.fault(at(path, "contents"), "bad-form", value=language, wanted="language (RFC 5646)")
        if type(inner) is not dict:
            found.wrong(place, "object", inner)
            continue
        for name in inner:
            if not PROPERTY_NAME.fullmatch(name):
                found.fault(place, "bad-name", name=name)


def marking_definition(value: Properties, path: str, found: Findings) -> None:
    """A definition with its type, or an extension (section 7.2.1); of the Traffic Light Protocol only the marks that there are."""
    kind, definition, extensions = value.get("definition_type"), value.get("definition"), value.get("extensions")
    for name, other in (("definition", "definition_type"), ("definition_type", "definition")):
        if name in value and other not in value:
            found.fault(path, "needs", name=name, other=other)
    if "definition" not in value and "definition_type" not in value and "extensions" not in value:
        found.fault(path, "one-of", names="definition, extensions")
    if kind == "statement" and type(definition) is dict and type(definition.get("statement")) is not str:
        found.fault(at(path, "definition"), "missing", name="statement")
    level = definition.get("tlp") if kind == "tlp" and type(definition) is dict else None
    if kind == "tlp" and (type(level) is not str or TLP_1.get(level) != value.get("id") or value.get("created") != _TLP_1_SINCE):
        found.fault(path, "tlp-instance", value=str(level))
    marked = extensions.get(TLP_EXTENSION) if type(extensions) is dict else None
    level = marked.get("tlp_2_0") if type(marked) is dict else None
    if marked is not None and (type(level) is not str or TLP_2.get(level) != value.get("id")):
        found.fault(path, "tlp-instance", value=str(level))
    # The other way about: nobody else's mark may stand under an identifier of the protocol, which others decide by.
    identifier = str(value.get("id"))
    if (identifier in _TLP_1_IDS and kind != "tlp") or (identifier in _TLP_2_IDS and marked is None):
        found.fault(at(path, "id"), "tlp-instance", value=identifier)


_TLP_1_SINCE: Final = "2017-01-20T00:00:00.000Z"
_TLP_1_IDS: Final = frozenset(TLP_1.values())
_TLP_2_IDS: Final = frozenset(TLP_2.values())


def extension_definition(value: Properties, path: str, found: Findings) -> None:
    """Somebody answers for it, and top-level properties are listed only by what adds some (section 7.3)."""
    if "created_by_ref" not in value:
        found.fault(path, "missing", name="created_by_ref")
    kinds = value.get("extension_types")
    if "extension_properties" in value and type(kinds) is list and "toplevel-property-extension" not in kinds:
        found.fault(path, "needs", name="extension_properties", other="toplevel-property-extension")


def email_message(value: Properties, path: str, found: Findings) -> None:
    """A body in one part or in several, as it says (section 6.6)."""
    several = value.get("is_multipart")
    if several is True and "body" in value:
        found.fault(path, "not-with", name="body", other="is_multipart")
    if several is False and "body_multipart" in value:
        found.fault(path, "not-with", name="body_multipart", other="is_multipart")


def network_traffic(value: Properties, path: str, found: Findings) -> None:
    """What goes on has no end (section 6.12)."""
    if value.get("is_active") is True and "end" in value:
        found.fault(path, "not-with", name="end", other="is_active")


BY_NAME: Final[Mapping[str, Rule]] = {
    "external-reference": external_reference,
    "indicator": indicator,
    "malware": malware,
    "relationship": relationship,
    "language-content": language_content,
    "marking-definition": marking_definition,
    "extension-definition": extension_definition,
    "email-message": email_message,
    "network-traffic": network_traffic,
}
