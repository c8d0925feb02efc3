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
    # ---------------------------------------------------------------- patterns (section 9)
    "pattern-too-long": gettext_noop("The pattern has %(size)s characters; at most %(cap)s are read."),
    "pattern-too-deep": gettext_noop("Line %(line)s, character %(column)s: more than %(cap)s brackets stand inside each other."),
    "pattern-early": gettext_noop("Line %(line)s, character %(column)s: the pattern ends before it is complete."),
    "pattern-end": gettext_noop(
        'Line %(line)s, character %(column)s: AND, OR, FOLLOWEDBY or a qualifier is expected here, or nothing more, not "%(found)s".'
    ),
    "pattern-quote": gettext_noop("Line %(line)s, character %(column)s: this text in single quotes is not closed, or not escaped rightly."),
    "pattern-word": gettext_noop('Line %(line)s, character %(column)s: the word %(word)s is expected here, not "%(found)s".'),
    "pattern-observation": gettext_noop(
        'Line %(line)s, character %(column)s: an observation in square brackets is expected here, not "%(found)s".'
    ),
    "pattern-square-end": gettext_noop('Line %(line)s, character %(column)s: a closing square bracket is expected here, not "%(found)s".'),
    "pattern-round-end": gettext_noop('Line %(line)s, character %(column)s: a closing round bracket is expected here, not "%(found)s".'),
    "pattern-path": gettext_noop(
        'Line %(line)s, character %(column)s: an object path such as ipv4-addr:value is expected here, not "%(found)s".'
    ),
    "pattern-colon": gettext_noop('Line %(line)s, character %(column)s: a colon and a property are expected here, not "%(found)s".'),
    "pattern-key": gettext_noop(
        'Line %(line)s, character %(column)s: a property\'s name, or a key in quotes, is expected here, not "%(found)s".'
    ),
    "pattern-index": gettext_noop('Line %(line)s, character %(column)s: a place in a list, or *, is expected here, not "%(found)s".'),
    "pattern-operator": gettext_noop(
        'Line %(line)s, character %(column)s: an operator such as =, IN or MATCHES is expected here, not "%(found)s".'
    ),
    "pattern-constant": gettext_noop(
        'Line %(line)s, character %(column)s: a constant is expected here, not "%(found)s"; a text stands in single quotes.'
    ),
    "pattern-ordered": gettext_noop('Line %(line)s, character %(column)s: "%(found)s" is neither more nor less than anything.'),
    "pattern-text": gettext_noop('Line %(line)s, character %(column)s: a text in single quotes is expected here, not "%(found)s".'),
    "pattern-list": gettext_noop('Line %(line)s, character %(column)s: a list in round brackets is expected here, not "%(found)s".'),
    "pattern-list-goes-on": gettext_noop(
        'Line %(line)s, character %(column)s: a comma or a closing round bracket is expected here, not "%(found)s".'
    ),
    "pattern-number": gettext_noop('Line %(line)s, character %(column)s: a number of seconds is expected here, not "%(found)s".'),
    "pattern-count": gettext_noop('Line %(line)s, character %(column)s: a whole number from 1 is expected here, not "%(found)s".'),
    "pattern-timestamp": gettext_noop(
        "Line %(line)s, character %(column)s: a moment such as t'2026-11-29T04:05:06Z' is expected here, not \"%(found)s\"."
    ),
    "pattern-backwards": gettext_noop("Line %(line)s, character %(column)s: STOP must be later than START."),
    "pattern-qualified-twice": gettext_noop("Line %(line)s, character %(column)s: an observation has this qualifier already."),
    # ---------------------------------------------------------------- words in their form
    "bad-timestamp": gettext_noop("%(value)s is no timestamp: RFC 3339 in UTC is expected, as in 2026-11-29T04:05:06.789Z."),
    "bad-id": gettext_noop("%(value)s is no identifier: a type, two hyphens and a UUID are expected."),
    "bad-type": gettext_noop("%(value)s is no name of a type."),
    "other-type": gettext_noop("The identifier names the type %(found)s; %(wanted)s is expected."),
    "null": gettext_noop("Nothing in STIX is null: leave the property out."),
    "empty-list": gettext_noop("A list has at least one entry: leave an empty one out."),
    "empty-object": gettext_noop("Something has to stand in it: leave an empty one out."),
    "bad-name": gettext_noop("%(name)s is no name of a property: 3 to 250 small letters, digits and _ are expected, a letter first."),
    "bad-key": gettext_noop("%(key)s is no key of a dictionary: letters, digits, - and _ are expected."),
    "bad-form": gettext_noop("%(value)s is not written as it has to be: %(wanted)s."),
    "bad-hash": gettext_noop("%(value)s cannot be what %(algorithm)s gives."),
    "no-millis": gettext_noop("%(value)s says no milliseconds, which a version needs."),
    "spec-version": gettext_noop("The version of the standard is %(value)s; 2.1 is read here."),
    "out-of-range": gettext_noop("%(value)s is out of its range (from %(least)s to %(most)s)."),
    "not-in-vocabulary": gettext_noop("%(value)s is not in the closed vocabulary %(vocabulary)s."),
    "bad-extension": gettext_noop("%(name)s is no extension: the identifier of an extension definition is expected."),
    "reserved": gettext_noop("The name %(name)s is reserved by the standard."),
    "not-random": gettext_noop("An observable without what its identifier is computed from has a random one (UUID of version 4)."),
    "is-a-bundle": gettext_noop("This is a bundle; its objects are validated one by one."),
    # ---------------------------------------------------------------- several properties
    "one-of": gettext_noop("At least one of these has to be there: %(names)s."),
    "exactly-one": gettext_noop("Exactly one of these has to be there: %(names)s."),
    "needs": gettext_noop("%(name)s needs %(other)s beside it."),
    "not-with": gettext_noop("%(name)s does not go with what %(other)s says."),
    "not-after": gettext_noop("This has to be later than %(other)s, which is %(value)s."),
    "before": gettext_noop("This must not be earlier than %(other)s, which is %(value)s."),
    "no-neighbour": gettext_noop("No observable beside it, or none with a type, has the key %(value)s."),
    "marks-itself": gettext_noop("A marking definition cannot mark itself."),
    "no-such-place": gettext_noop("The selector %(value)s leads to nothing in this object."),
    "tlp-instance": gettext_noop(
        "%(value)s: the Traffic Light Protocol has only its published marking definitions, each with its identifier."
    ),
    # ---------------------------------------------------------------- hints
    "open-vocabulary": gettext_noop("%(value)s is not among the words that %(vocabulary)s recommends."),
    "custom-property": gettext_noop("%(name)s is no property of the standard, and no extension tells of it."),
    "custom-type": gettext_noop("%(value)s is no type of the standard, and no extension tells of it."),
    "deprecated": gettext_noop("%(name)s is deprecated by the standard."),
    "not-ascii": gettext_noop("%(value)s has letters outside ASCII, which RFC 3986 wants escaped."),
    "not-computed": gettext_noop("The identifier computed from what this observable says is %(value)s."),
    "odd-uuid": gettext_noop("The UUID is of version %(value)s; random ones are recommended, and computed ones for observables."),
    "capital-uuid": gettext_noop("%(value)s has capital letters, and is read as another identifier than the same in small ones."),
    "unlisted-relationship": gettext_noop("The standard names no relationship %(word)s from %(source)s to %(target)s."),
    "other-pattern-version": gettext_noop("The pattern is of version %(value)s, and is not read here."),
    "unsafe-text": gettext_noop("A text holds a character that can hide or reorder what is read."),
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
