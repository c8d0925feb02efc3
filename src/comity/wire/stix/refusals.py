"""Why bytes that should have been STIX are refused as a whole; a fault that leaves an object readable is a `Fault` and no refusal."""

from collections.abc import Mapping
from typing import Final

from comity.terms.refusals import Malformed, Refused
from comity.terms.speech import gettext_noop
from comity.wire.stix.faults import Fault

_WHOLE: Final = "$"


class BadStix(Malformed):
    """Bytes from which no STIX object, or no head of one, can be read. `fault` says where and why, for translation."""

    sentence = gettext_noop("The STIX content cannot be read at %(path)s: %(reason)s")
    next_step = gettext_noop("Nothing was kept of it. Ask its sender to correct it, and show this message.")

    def __init__(self, fault: Fault) -> None:
        """`fault` is what was found first."""
        Refused.__init__(self, path=fault.path or _WHOLE, reason=fault.words, **fault.facts)
        self.fault = fault


class KeyTwice(BadStix):
    """A key that stands twice in one JSON object."""

    sentence = gettext_noop("The STIX content has the key %(key)s twice at %(path)s: two readers could see two different values.")


class TooDeep(BadStix):
    """More containers inside each other than any STIX object needs."""

    sentence = gettext_noop("The STIX content has more than %(cap)s levels inside each other.")


class NotANumber(BadStix):
    """NaN, an infinity, or a number beyond what a double holds."""

    sentence = gettext_noop("The STIX content has %(value)s where a number is expected; JSON cannot carry it.")


class NotJson(BadStix):
    """Bytes that are no JSON in UTF-8."""

    sentence = gettext_noop("The STIX content is not JSON in UTF-8: reading stopped at place %(place)s.")

    def __init__(self, fault: Fault) -> None:
        """`fault` says at which character reading stopped."""
        Refused.__init__(self, **fault.facts)
        self.fault = fault


class BadPattern(BadStix):
    """A STIX pattern that cannot be read (section 9)."""

    sentence = gettext_noop("The pattern cannot be read. %(reason)s")
    next_step = gettext_noop("Correct the pattern at that place.")

    def __init__(self, fault: Fault) -> None:
        """`fault` is at the place where reading stopped, or says that there is too much of it."""
        Refused.__init__(self, reason=fault.words, **fault.facts)
        self.fault = fault


class BundleGiven(Malformed):
    """A STIX bundle where a TAXII envelope is wanted (TAXII 2.1, section 3.7)."""

    sentence = gettext_noop("This is a STIX bundle; a TAXII envelope is expected here.")
    next_step = gettext_noop('Send the objects of the bundle as {"objects": [...]}, or import the bundle as a file.')

    def __init__(self) -> None:
        """Nothing varies: the one word that tells them apart is `type`."""
        Refused.__init__(self)


_BY_CODE: Final[Mapping[str, type[BadStix]]] = {"key-twice": KeyTwice, "too-deep": TooDeep, "not-a-number": NotANumber, "not-json": NotJson}


def refusal(path: str, code: str, **facts: object) -> BadStix:
    """Return the refusal for a fault of that code."""
    fault = Fault(path, code, {name: str(value) for name, value in facts.items()})
    kind = BadPattern if code.startswith("pattern-") else _BY_CODE.get(code, BadStix)
    return kind(fault)
