"""Domain names in their one form: lower case, A-labels, no trailing dot. Shared by addresses, e-mail and URLs."""

import re
import unicodedata
from typing import Final

from comity.terms.refusals import Malformed

_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")  # `_`: not for hosts, yet hosts with it exist
_DOTS: Final = re.compile("[.\u3002\uff0e\uff61]")  # RFC 3490, section 3.1
_DEVIATIONS: Final = re.compile("[\xdf\u1e9e\u03c2\u200c\u200d]")  # IDNA 2003 and 2008 give different names (UTS 46, section 7)
_NOT_LETTERS: Final = frozenset({"Cc", "Cs", "Co", "Zs", "Zl", "Zp"})  # a joiner (Cf) may stand in a name
_NUMERIC: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")


def canonical_domain(text: str, *, what: str = "domain") -> str:
    """Return `text` as lower-case A-labels without a trailing dot; raises `Malformed`.

    Names with letters outside ASCII are converted by IDNA 2003; where IDNA 2008 would give another name, or the
    letter is younger than that, the name is refused and has to be written in its `xn--` form. A name needs two
    labels, and its last one may not be a number, since such a name is taken for an address.
    """
    if not 0 < len(text) <= 254:
        raise Malformed(what, "empty, or longer than 253 characters")
    labels = [_canonical_label(label, what) for label in _DOTS.split(text)]
    if labels[-1] == "":
        labels.pop()
    name = ".".join(labels)
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels) or len(name) > 253:
        raise Malformed(what, f"no domain name: {text[:80]!a}")
    if _NUMERIC.fullmatch(labels[-1]):
        raise Malformed(what, f"ends like an address: {text[:80]!a}")
    return name


def _canonical_label(label: str, what: str) -> str:
    if _DEVIATIONS.search(label):
        raise Malformed(what, f"write this name in its xn-- form: {label[:63]!a}")
    if not label.isascii():
        try:
            return label.encode("idna").decode("ascii").lower()
        except UnicodeError as fault:
            raise Malformed(what, f"no domain name, or write it in its xn-- form: {label[:63]!a}") from fault
    label = label.lower()
    if label.startswith("xn--"):
        try:
            meant = label[4:].encode("ascii").decode("punycode")
            sound = (
                not meant.isascii()
                and meant.encode("punycode").decode("ascii") == label[4:]
                and not any(unicodedata.category(letter) in _NOT_LETTERS for letter in meant)
            )
        except (UnicodeError, ValueError, OverflowError):
            sound = False
        if not sound:
            raise Malformed(what, f"an xn-- name that stands for nothing: {label[:63]}")
    return label
