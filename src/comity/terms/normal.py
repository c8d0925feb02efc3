"""What all identifiers of the outside world share: one line of clean text in, the one normal form and nothing else kept."""

import unicodedata
from typing import Final

from comity.terms.refusals import Malformed
from comity.terms.text import FreeText

CAP: Final = 2_048  # characters of any of them, as written


def one_line(text: str, what: str) -> str:
    """Take away the space around one line of text; refuse what has no place in it."""
    text = FreeText.parse(text, cap=CAP, what=what).text
    if "\n" in text:
        raise Malformed(what, "more than one line")
    return text


def require_normal(text: str, normal: str, what: str) -> None:
    """Raise `Malformed` unless `text` is its own normal form."""
    if text != normal or not unicodedata.is_normalized("NFC", text):
        raise Malformed(what, f"not in its normal form: {text[:80]!a}")
