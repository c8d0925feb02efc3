"""Labels: what decides about one object, as one value. Equal labels are one row of the store's, and one bit of a bitmap.

A limit (`fields`, `kinds`, `countries`, `groups`, `purposes`) is None where nobody limited anything, and otherwise the set of what is let
in: an empty set lets in nobody. `narrowest` is the meet of labels: what it gives is shown to nobody to whom one of the two is not shown.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar, Final, TypeAlias, TypeVar

from comity.terms.identifiers import AuthorityId, Country, OfficerId
from comity.terms.instants import Instant
from comity.terms.json import JsonValue, parse_json, print_json
from comity.terms.markings import Pap, Tlp, least, strictest
from comity.terms.refusals import Malformed, Refused
from comity.terms.speech import gettext_noop

SPEC: Final = "docs/specs/sharing-label.md"
CAP: Final = 64 * 1024  # bytes of a printed label; a few hundred names
WHAT: Final = "label"

_CODE: Final = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*")
OPEN: Final = frozenset({Tlp.GREEN, Tlp.CLEAR})  # markings that name no recipients
_Named = TypeVar("_Named")


@dataclass(frozen=True, slots=True, order=True)
class GroupId:
    """A sharing group: a short name of this network, or the UUID that it has in MISP; lower case, at most 64 characters."""

    text: str

    pattern: ClassVar[re.Pattern[str]] = re.compile(r"(?=.{1,64}\Z)[a-z0-9]+(?:-[a-z0-9]+)*")

    def __post_init__(self) -> None:
        """Refuse what the pattern does not match."""
        if not self.pattern.fullmatch(self.text):
            raise Malformed("sharing group", ascii(self.text[:80]))

    def __str__(self) -> str:
        """Return the name."""
        return self.text


Recipient: TypeAlias = AuthorityId | OfficerId | GroupId


class ExpiresTooEarly(Refused):
    """A label that would have ended before its object began, or before its embargo ends: nobody would ever see it."""

    wire_class = "malformed"
    sentence = gettext_noop("The label ends at %(expires)s, but what it stands on begins at %(begins)s: nobody would ever see it.")
    next_step = gettext_noop("Correct the expiry or the embargo.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Who may see one object.

    `owner` is the authority that gave the information, as the node knows it from who delivered it; None where labels of two owners met.
    `recipients` are those to whom it was given by name (under TLP:RED, AMBER+STRICT and AMBER; none otherwise). `kinds` are codes of
    `authority-role`, `fields` of `exchange-field`, `purposes` of `purpose`; a code that this node does not know is kept, and lets nobody
    in. It is shown from `embargo` on and before `expires`. `consent` names who may pass it on by the owner's word.
    """

    tlp: Tlp
    owner: AuthorityId | None
    recipients: frozenset[Recipient] = frozenset()
    pap: Pap = Pap.CLEAR
    fields: frozenset[str] | None = None
    kinds: frozenset[str] | None = None
    countries: frozenset[Country] | None = None
    barred: frozenset[Country] = frozenset()
    groups: frozenset[GroupId] | None = None
    purposes: frozenset[str] | None = None
    embargo: Instant | None = None
    expires: Instant | None = None
    consent: frozenset[AuthorityId] = frozenset()

    def __post_init__(self) -> None:
        """Refuse codes that are none, and recipients under a marking that knows no recipients."""
        for name in ("fields", "kinds", "purposes"):
            for code in getattr(self, name) or ():
                if not isinstance(code, str) or not _CODE.fullmatch(code):
                    raise Malformed(WHAT, f"{name}: {ascii(code)[:80]}")
        if self.recipients and self.is_open:
            raise Malformed(WHAT, f"{self.tlp} names no recipients; a sharing group or a stricter marking does")

    @property
    def is_open(self) -> bool:
        """Whether its TLP names no recipients."""
        return self.tlp in OPEN

    @property
    def served(self) -> frozenset[Country]:
        """The States whose authorities are, under TLP:AMBER, those whom a recipient or the owner serves."""
        named = (*self.recipients, self.owner)
        return frozenset(one.country for one in named if isinstance(one, AuthorityId))


def at_home(*, owner: AuthorityId, home: AuthorityId) -> Label:
    """Return the strictest label: only the owner and the authority that keeps the object see it."""
    return Label(tlp=Tlp.RED, owner=owner, recipients=frozenset({home}), pap=Pap.RED)


def of_owner(label: Label, owner: AuthorityId) -> Label:
    """Return `label`, such as one that a collection gives to what it holds, for an object of `owner`."""
    return replace(label, owner=owner)


def narrowest(one: Label, other: Label) -> Label:
    """Return the meet: commutative, associative, idempotent, and shown to nobody to whom one of both is not shown.

    Sets of names meet in what they have in common, which may be nobody. Labels of different owners meet in one without owner. TLP:AMBER
    without a field that meets a limit of fields becomes AMBER+STRICT: its compatriots had no need to know, and none arises by narrowing.
    """
    if one == other:
        return one
    tlp, fields = strictest((one.tlp, other.tlp)), _common(one.fields, other.fields)
    if tlp is Tlp.AMBER and fields is not None and any(label.tlp is tlp and label.fields is None for label in (one, other)):
        tlp = Tlp.AMBER_STRICT
    return Label(
        tlp=tlp,
        owner=one.owner if one.owner == other.owner else None,
        recipients=_recipients(one, other),
        pap=least((one.pap, other.pap)),
        fields=fields,
        kinds=_common(one.kinds, other.kinds),
        countries=_common(one.countries, other.countries),
        barred=one.barred | other.barred,
        groups=_common(one.groups, other.groups),
        purposes=_common(one.purposes, other.purposes),
        embargo=max(filter(None, (one.embargo, other.embargo)), default=None),
        expires=min(filter(None, (one.expires, other.expires)), default=None),
        consent=one.consent & other.consent,
    )


def require_lasting(label: Label, *, created: Instant) -> None:
    """Raise `ExpiresTooEarly` where `label` ends before `created` or before its own embargo."""
    begins = max(filter(None, (created, label.embargo)))
    if label.expires is not None and label.expires <= begins:
        raise ExpiresTooEarly(expires=label.expires, begins=begins)


def _recipients(one: Label, other: Label) -> frozenset[Recipient]:
    if one.is_open:
        return other.recipients
    return one.recipients if other.is_open else one.recipients & other.recipients


def _common(one: frozenset[_Named] | None, other: frozenset[_Named] | None) -> frozenset[_Named] | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other


# ---------------------------------------------------------------- the printed form

_LIMITS: Final = ("fields", "kinds", "countries", "groups", "purposes")
_NAMED: Final = ("authorities", "officers", "groups")  # of recipients, by what they are


def print_label(label: Label) -> str:
    """Print the one canonical text: JSON with what is not the default; equal labels print alike, and no others do."""
    return print_json(label_json(label), what=WHAT).decode()


def label_json(label: Label) -> dict[str, JsonValue]:
    """Return `label` as the JSON object that is printed."""
    told: dict[str, JsonValue] = {"tlp": label.tlp.value}
    if label.owner is not None:
        told["owner"] = str(label.owner)
    if label.recipients:
        sorts = {AuthorityId: "authorities", OfficerId: "officers", GroupId: "groups"}
        told["recipients"] = {
            name: _texts(one for one in label.recipients if type(one) is kind)
            for kind, name in sorts.items()
            if any(type(one) is kind for one in label.recipients)
        }
    if label.pap is not Pap.CLEAR:
        told["pap"] = label.pap.value
    told |= {name: _texts(limit) for name in _LIMITS if (limit := getattr(label, name)) is not None}
    told |= {name: _texts(names) for name in ("barred", "consent") if (names := getattr(label, name))}
    told |= {name: str(moment) for name in ("embargo", "expires") if (moment := getattr(label, name)) is not None}
    return told


def parse_label(text: str) -> Label:
    """Read what `print_label` prints, and nothing else; raises `Malformed` or `TooLarge`."""
    label = label_from(parse_json(text.encode("utf-8", "surrogatepass"), CAP, what=WHAT))
    if print_label(label) != text:
        raise Malformed(WHAT, "not in canonical form")
    return label


def label_from(told: JsonValue) -> Label:
    """Build a label from its JSON object, whose lists may stand in any order; raises `Malformed`."""
    known = {"tlp", "owner", "recipients", "pap", *_LIMITS, "barred", "consent", "embargo", "expires"}
    if not isinstance(told, dict) or "tlp" not in told:
        raise Malformed(WHAT, "an object with tlp expected")
    if unknown := sorted(set(told) - known):
        raise Malformed(WHAT, f"nobody here knows {ascii(unknown[0])[:80]}")
    return Label(
        tlp=Tlp.parse(_text(told["tlp"], "tlp")),
        owner=AuthorityId(_text(told["owner"], "owner")) if "owner" in told else None,
        recipients=_named(told.get("recipients", {})),
        pap=Pap.parse(_text(told["pap"], "pap")) if "pap" in told else Pap.CLEAR,
        fields=_limit(told, "fields"),
        kinds=_limit(told, "kinds"),
        countries=None if "countries" not in told else frozenset(map(Country, _list(told["countries"], "countries"))),
        barred=frozenset(map(Country, _list(told.get("barred", []), "barred"))),
        groups=None if "groups" not in told else frozenset(map(GroupId, _list(told["groups"], "groups"))),
        purposes=_limit(told, "purposes"),
        embargo=Instant.parse(_text(told["embargo"], "embargo")) if "embargo" in told else None,
        expires=Instant.parse(_text(told["expires"], "expires")) if "expires" in told else None,
        consent=frozenset(map(AuthorityId, _list(told.get("consent", []), "consent"))),
    )


def _texts(names: Iterable[object]) -> list[str]:
    return sorted(str(one) for one in names)


def _text(value: JsonValue, where: str) -> str:
    if not isinstance(value, str):
        raise Malformed(WHAT, f"{where}: text expected")
    return value


def _list(value: JsonValue, where: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Malformed(WHAT, f"{where}: a list of texts expected")
    return value


def _limit(told: dict[str, JsonValue], name: str) -> frozenset[str] | None:
    return frozenset(_list(told[name], name)) if name in told else None


def _named(told: JsonValue) -> frozenset[Recipient]:
    if not isinstance(told, dict) or set(told) - set(_NAMED):
        raise Malformed(WHAT, "recipients: an object with authorities, officers and groups expected")
    return frozenset(
        (
            *map(AuthorityId, _list(told.get("authorities", []), "recipients")),
            *map(OfficerId, _list(told.get("officers", []), "recipients")),
            *map(GroupId, _list(told.get("groups", []), "recipients")),
        )
    )
