"""Which texts an act may carry: those that `comity.terms.text.require_clean` lets pass.

That function is the reference, and looks at each character. Most of an act is text and most texts are clean, so all of
them are joined and looked at quickly first; the reference is asked only where that look leaves a doubt.

Markup is not refused: a text that quotes HTML is evidence, and it is the reader's page that must show it as text.
"""

from collections.abc import Iterator, Sequence
from typing import Final
from unicodedata import combining, is_normalized

from comity.terms.json import JsonValue
from comity.terms.refusals import Malformed
from comity.terms.text import MARKS_IN_A_ROW, require_clean

SPEC: Final = "docs/specs/act.md, section 4"

_E1: Final = b"\xe1"  # begins U+1000 to U+1FFF; U+1E80 to U+1EFF with one of two bytes behind it
_PLAIN: Final = bytes(range(0x20, 0x7F)) + bytes(range(0x80, 0xC0)) + b"\xc3\xc4\xc5\xc6" + _E1


def require_clean_texts(texts: Sequence[str], *, what: str) -> None:
    """Raise `Malformed` when one of `texts` is not clean; each may hold line feeds."""
    # A space composes with nothing: the joined text is in normal form C only if each part is.
    if not _looks_clean(" ".join(texts).replace("\n", " ")):
        for text in texts:
            require_clean(text, cap=len(text), what=what)


def require_clean_lines(lines: Sequence[str], *, what: str) -> None:
    """Raise `Malformed` when one of `lines` is not clean, or not one line."""
    if "\n" in "".join(lines):
        raise Malformed(what, "a line feed inside a line")
    require_clean_texts(lines, what=what)


def texts_in(value: JsonValue) -> Iterator[str]:
    """Yield every text in `value` except the keys of its objects."""
    todo = [value]
    while todo:
        one = todo.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            todo += one.values()
        elif isinstance(one, list | tuple):
            todo += one


def keys_in(value: JsonValue) -> Iterator[str]:
    """Yield the keys of every object in `value`."""
    todo = [value]
    while todo:
        one = todo.pop()
        if isinstance(one, dict):
            yield from one
            todo += one.values()
        elif isinstance(one, list | tuple):
            todo += one


def looks_clean_printed(data: bytes) -> bool:
    """Say whether every key and text in canonical JSON is seen at once to be clean, and one line; it may doubt, but never errs.

    All that is printed is looked at instead of each text: a quotation mark stands before each, and composes with nothing.
    """
    return b"\\" not in data and (_is_plain(data) or _looks_clean(data.decode("utf-8")))


def _is_plain(data: bytes) -> bool:
    """Say whether well-formed UTF-8 holds nothing but printable ASCII, U+00C0 to U+01BF and U+1E80 to U+1EFF: Vietnamese, too.

    Each of these is printable, combines with nothing, and is itself in normal form C.
    """
    return not data.translate(None, _PLAIN) and data.count(_E1) == data.count(b"\xe1\xba") + data.count(b"\xe1\xbb")


def _looks_clean(text: str) -> bool:
    """Say whether `text` is seen at once to be clean; it may doubt, as of a rare space, but never errs.

    Nothing that is refused is printable, except combining marks; and a row of too many cannot slip between samples
    taken so close.
    """
    return text.isprintable() and is_normalized("NFC", text) and not any(map(combining, text[::MARKS_IN_A_ROW]))
