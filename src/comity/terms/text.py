"""Free text from people: normalised to NFC, without characters that hide, reorder or break what is read.

Markup has no meaning here: `<script>` is eight characters of text, and whoever shows the text escapes it.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import ClassVar, Final, Self

from comity.terms.refusals import Malformed, Refused
from comity.terms.speech import gettext_noop

CAP: Final = 20_000  # characters; no field of any form asks for more
MARKS_IN_A_ROW: Final = 30  # UAX 15, section 13: more than this is no language's spelling, and slow to normalise
_BEFORE_NORMALISING: Final = 4  # NFD Vietnamese takes up to three characters where NFC takes one; one more for line ends

# The whole list of what may not stand in text, by its reason:
_UNSAFE: Final = re.compile(
    "["
    "\x00-\x09\x0b-\x1f\x7f-\x9f"  # controls, except the line feed
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction marks, overrides and isolates: reorder (UTR 36)
    "\u2028\u2029"  # line and paragraph separators: some programs see a new line, some do not
    "\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"  # deprecated formats, byte order mark, annotations, tags: hide
    "\ud800-\udfff"  # unpaired surrogates: no UTF-8
    "\ufdd0-\ufdef" + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)) + "]"  # noncharacters
)
_LINE_ENDS: Final = re.compile("\r\n|[\r\u2028\u2029]")


class UnsafeText(Malformed):
    """Text with a character that hides, reorders or breaks what is read."""

    sentence = gettext_noop("The %(what)s holds a character that can hide or reorder what is read: %(where)s, character %(at)s.")
    next_step = gettext_noop("Take that character out, or type the passage again instead of pasting it.")

    def __init__(self, what: str, where: str, *, at: int) -> None:
        """`where` is the character's code, `at` its place, counted from 1."""
        Refused.__init__(self, what=what, where=where, at=at)


class MarksHeaped(UnsafeText):
    """More combining marks on one letter than any language writes; `where` is how many may stand in a row."""

    sentence = gettext_noop("The %(what)s holds more than %(where)s combining marks in a row, character %(at)s.")


class TextTooLong(Refused):
    """More characters than a field takes."""

    wire_class = "too-large"
    sentence = gettext_noop("The %(what)s has %(size)s characters; at most %(cap)s are accepted.")
    next_step = gettext_noop("Shorten it, and leave what the coded fields already say to them.")

    def __init__(self, what: str, *, size: int, cap: int) -> None:
        """`size` and `cap` in characters."""
        Refused.__init__(self, what=what, size=size, cap=cap)


def require_clean(text: str, *, cap: int = CAP, what: str = "text") -> str:
    """Return `text` if it is already as `FreeText.parse` would leave it; for what arrives from another node.

    Raises `TextTooLong`, `UnsafeText`, or `Malformed` where it is not in NFC.
    """
    if len(text) > cap:
        raise TextTooLong(what, size=len(text), cap=cap)
    _require_safe(text, what)
    if not unicodedata.is_normalized("NFC", text):
        raise Malformed(what, "not in Unicode normalisation form C")
    return text


def is_safe(text: str) -> bool:
    """Say whether no character of `text` hides, reorders or breaks what is read."""
    return not _UNSAFE.search(text)


def _require_safe(text: str, what: str) -> None:
    """Raise `UnsafeText` at the first character that may not stand in text, counted from 1."""
    if found := _UNSAFE.search(text):
        raise UnsafeText(what, f"U+{ord(found.group()):04X}", at=found.start() + 1)
    if text.isascii():
        return
    run = 0
    for at, character in enumerate(text, start=1):
        run = run + 1 if unicodedata.combining(character) else 0
        if run > MARKS_IN_A_ROW:
            raise MarksHeaped(what, str(MARKS_IN_A_ROW), at=at)


@dataclass(frozen=True, slots=True, order=True)
class FreeText:
    """Text as a person wrote it: NFC, lines ended by U+000A, nothing at its two ends but what is visible, never empty."""

    text: str

    what: ClassVar[str] = "text"

    def __post_init__(self) -> None:
        """Refuse what `parse` would not have left so."""
        require_clean(self.text)
        if not self.text or self.text != self.text.strip():
            raise Malformed(self.what, "empty, or with space around it")

    @classmethod
    def parse(cls, text: str, *, cap: int = CAP, what: str = "text") -> Self:
        """Normalise what was typed or pasted: NFC, line ends to U+000A, tabs to one space, no space around it.

        `cap` is in characters after normalisation. Raises `TextTooLong`, `UnsafeText`, or `Malformed` for empty text.
        """
        if len(text) > _BEFORE_NORMALISING * cap:
            raise TextTooLong(what, size=len(text), cap=cap)
        shown = _LINE_ENDS.sub("\n", text).replace("\t", " ")
        _require_safe(shown, what)
        kept = unicodedata.normalize("NFC", shown).strip()
        if not kept:
            raise Malformed(what, "nothing is written in it")
        if len(kept) > cap:
            raise TextTooLong(what, size=len(kept), cap=cap)
        return cls(kept)

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines, without their ends."""
        return tuple(self.text.split("\n"))

    def __str__(self) -> str:
        """Return the text."""
        return self.text
