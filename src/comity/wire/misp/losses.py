"""What a view does not carry, told item by item: where it stands, what it is, and why. Nobody can trust a conversion that is silent.

Codes are for ever; the sentences are translated by the doors. docs/specs/misp.md lists them all, and a test holds both together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from comity.terms.speech import gettext_noop


class Grade(StrEnum):
    """How much is lost: nothing that a program of this product could not read, something of the meaning, or the item itself."""

    ASIDE = "aside"  # in the view, where only who knows this extension looks
    CHANGED = "changed"  # in the view, but narrower, rounded or guessed
    LOST = "lost"  # not in the view; only in the bytes that came


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Loss:
    """One item: `path` in what was converted, a `code` of `REASONS`, and `what` stood there, cut short."""

    path: str
    code: str
    what: str = ""

    def __post_init__(self) -> None:
        """Refuse a code without a reason."""
        if self.code not in REASONS:
            raise ValueError(f"no such reason: {self.code}")

    @property
    def grade(self) -> Grade:
        """How much is lost."""
        return REASONS[self.code][0]

    @property
    def why(self) -> str:
        """The sentence for people, in English; doors translate it."""
        return REASONS[self.code][1]


class Losses:
    """Collects what a conversion meets; the order is that of the document."""

    def __init__(self) -> None:
        """Begin with none."""
        self.found: list[Loss] = []

    def note(self, path: str, code: str, what: object = "") -> None:
        """Add one item."""
        self.found.append(Loss(path=path, code=code, what=str(what)[:80]))


REASONS: Final[Mapping[str, tuple[Grade, str]]] = {
    # From MISP to STIX
    "own-numbers": (Grade.LOST, gettext_noop("Numbers of the sender's own database mean nothing elsewhere.")),
    "unknown-member": (Grade.ASIDE, gettext_noop("This member is not known here; it stands in the extension as it came.")),
    "no-base64": (Grade.LOST, gettext_noop("The bytes of the file cannot be read as base64.")),
    "correlation": (Grade.LOST, gettext_noop("What the sender's instance counted or compared by itself is not part of the event.")),
    "local-tag": (Grade.LOST, gettext_noop("A local tag is meant for the instance that set it alone.")),
    "proposal": (Grade.LOST, gettext_noop("A proposal is not a statement of the event's author.")),
    "no-target": (Grade.LOST, gettext_noop("What it refers to is not in this event.")),
    "later-value": (
        Grade.ASIDE,
        gettext_noop("STIX has room for one value here; the first was written, the others stand in the extension."),
    ),
    "no-place": (Grade.ASIDE, gettext_noop("STIX has no property for it; it stands in the extension.")),
    "sharing": (Grade.ASIDE, gettext_noop("STIX has no sharing group or distribution; the node keeps it as the label of the object.")),
    "custom-type": (Grade.CHANGED, gettext_noop("STIX has no object for this type; a custom object carries type and value.")),
    "custom-object": (Grade.CHANGED, gettext_noop("STIX has no object for this template; a custom object carries its attributes.")),
    "custom-cluster": (Grade.CHANGED, gettext_noop("STIX has no object for this galaxy; a custom object carries the element.")),
    "not-of-its-type": (Grade.CHANGED, gettext_noop("The value is not what its type says; a custom object carries both.")),
    "unknown-marking": (Grade.CHANGED, gettext_noop("This tag is no word of TLP or PAP; it counts as the strictest, RED.")),
    "protocol-guessed": (Grade.CHANGED, gettext_noop("STIX demands a protocol that the value does not tell; TCP was written.")),
    "relation-renamed": (Grade.CHANGED, gettext_noop("The name of the relation was rewritten in the letters that STIX allows.")),
    "expired": (Grade.CHANGED, gettext_noop("An expiry became the end of the indicator's validity.")),
    "false-positive": (Grade.CHANGED, gettext_noop("A false positive became an opinion that strongly disagrees.")),
    "uuid-twice": (Grade.CHANGED, gettext_noop("Two items have one UUID; the later one was given another identifier.")),
    # From STIX to MISP
    "uuid-collapsed": (
        Grade.CHANGED,
        gettext_noop("MISP keeps only the UUID of an identifier, and another object has the same; a UUID was derived for this one."),
    ),
    "no-misp-form": (Grade.LOST, gettext_noop("MISP has no form for objects of this type.")),
    "no-misp-place": (Grade.LOST, gettext_noop("MISP has no place for this property.")),
    "direction-guessed": (
        Grade.CHANGED,
        gettext_noop("MISP wants a direction that the object does not tell; the destination was written."),
    ),
    "pattern-whole": (Grade.CHANGED, gettext_noop("The pattern says more than one value; it is kept whole as a STIX pattern.")),
    "extension-disagrees": (
        Grade.CHANGED,
        gettext_noop("The extension says something else than the object itself; the object was believed."),
    ),
    "outside": (Grade.LOST, gettext_noop("What it refers to is not among these objects.")),
    "marking-foreign": (
        Grade.CHANGED,
        gettext_noop("This marking has no tag in MISP; the event is marked TLP:RED, so that nobody sees more than before."),
    ),
    "marking-renamed": (Grade.CHANGED, gettext_noop("A TLP 1.0 marking became the tag of the same name.")),
    "granular": (Grade.CHANGED, gettext_noop("MISP marks whole attributes; the strictest marking of any part was set on all of it.")),
    "version-only": (Grade.LOST, gettext_noop("MISP keeps the last change alone, in whole seconds, and not when it was created.")),
    # From lists
    "logic": (Grade.CHANGED, gettext_noop("AND, OR and nesting of the source were written as one pattern as far as STIX can say it.")),
    "term-unknown": (Grade.LOST, gettext_noop("STIX has no object path for this search term.")),
    "condition-unknown": (Grade.LOST, gettext_noop("This condition cannot be written as a comparison of STIX.")),
}
