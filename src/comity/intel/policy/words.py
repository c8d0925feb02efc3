"""Reasons as an officer reads them. The catalogue of sentences is given by the door; labels of codes come from the vocabularies."""

from collections.abc import Callable

from comity.intel.policy.decisions import Codes, Part, Reason
from comity.terms.identifiers import Country
from comity.terms.instants import Instant
from comity.terms.vocabulary import vocabulary
from comity.treaty.wording import print_instant

_NOBODY = {"en": "the reader", "vi": "người đọc"}
_JOINT = "; "


def _itself(sentence: str) -> str:
    return sentence


def in_words(reason: Reason, *, language: str, translate: Callable[[str], str] = _itself, named: Callable[[object], str] = str) -> str:
    """Return the reason as one sentence in `language` (`en` or `vi`).

    `translate` gives the sentence of that language's catalogue; `named` says authorities, officers and sharing groups by their names.
    """
    return translate(reason.sentence) % {place: _said(part, language, named) for place, part in reason.parts.items()}


def _said(part: Part, language: str, named: Callable[[object], str]) -> str:
    if isinstance(part, tuple):
        return _JOINT.join(_said(one, language, named) for one in part)
    if isinstance(part, Codes):
        return _JOINT.join(_label(part.vocabulary, code, language) for code in part.codes)
    if isinstance(part, Country):
        return _label("country", str(part), language)
    if isinstance(part, Instant):
        return print_instant(part, language)
    return named(part) if part else _NOBODY[language]


def _label(name: str, code: str, language: str) -> str:
    """Return the label, and the code itself where this node's vocabulary does not have it."""
    words = vocabulary(name)
    return words.label(code, language) if code in words else code
