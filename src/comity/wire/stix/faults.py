"""What can be wrong with a STIX object: where it stands, a code for machines, a sentence for people.

A path is written as a selector of the standard (section 7.2.3.1): `external_references.[0].url`; the empty path is the object itself. A
code means the same for ever. `words` are English, for logs and for peers; doors translate `sentence` and fill `facts` into it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from comity.terms.speech import gettext_noop

SENTENCES: Final[Mapping[str, str]] = {
    # ---------------------------------------------------------------- the bytes
    "too-large": gettext_noop("The object has %(size)s bytes; at most %(cap)s are read."),
    "not-json": gettext_noop("This is not JSON in UTF-8: reading stopped at place %(place)s."),
    "not-an-object": gettext_noop("A JSON object is expected here."),
    "key-twice": gettext_noop("The key %(key)s stands twice in the same object: two readers could see two different values."),
    "too-deep": gettext_noop("More than %(cap)s levels stand inside each other."),
    "not-a-number": gettext_noop("%(value)s is no number that JSON can carry."),
    "lone-surrogate": gettext_noop("A text holds half of a surrogate pair, which is no character."),
    "not-a-bundle": gettext_noop("A STIX bundle has the type bundle."),
    # ---------------------------------------------------------------- members
    "missing": gettext_noop("The property %(name)s is missing."),
    "wrong-type": gettext_noop("Expected %(wanted)s, found %(found)s."),
    "bad-timestamp": gettext_noop("%(value)s is no timestamp: RFC 3339 in UTC is expected, as in 2026-11-29T04:05:06.789Z."),
    "bad-id": gettext_noop("%(value)s is no identifier: a type, two hyphens and a UUID are expected."),
    "bad-type": gettext_noop("%(value)s is no name of a type."),
    "other-type": gettext_noop("The identifier names the type %(found)s; %(wanted)s is expected."),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: `path` where it stands, `code` for machines, `facts` for the placeholders of its sentence."""

    path: str
    code: str
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The sentence for translation, with named placeholders."""
        return SENTENCES[self.code]

    @property
    def words(self) -> str:
        """The sentence in English, with its facts."""
        return self.sentence % self.facts

    def __str__(self) -> str:
        """Return path and words on one line, as a TAXII status shows them."""
        return f"{self.path}: {self.words}" if self.path else self.words


def at(path: str, step: str | int) -> str:
    """Return the path of the member or the place `step` below `path`."""
    name = f"[{step}]" if isinstance(step, int) else step
    return f"{path}.{name}" if path else name
