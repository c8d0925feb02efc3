"""From the bytes of a report to its normal text, with a way back to each byte.

Normal text: NFC, lines ended by U+000A, one space between words, no invisible characters, each paragraph on a line of its own with an
empty line between two, no paragraph twice (pages repeat the captions of pictures), no stray marks before one, and the leading date of
a press archive on its own line. Normalising normal text changes nothing.
"""

import re
import unicodedata
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from comity.reading.refusals import MarkedUp, NothingWritten, NotText, NotUtf8, Overmarked, PdfFile, PictureFile, ReportTooLong, WordFile
from comity.terms.digests import Digest

CAP: Final = 64 * 1024  # bytes; the longest reports of the press are half of it
MARKS: Final = 8  # combining marks on one letter: the most that any living spelling needs is about half

_KINDS: Final[tuple[tuple[bytes, type[NotText]], ...]] = (
    (b"%PDF-", PdfFile),
    (b"PK\x03\x04", WordFile),
    (b"\xd0\xcf\x11\xe0", WordFile),
    (b"{\\rtf", WordFile),
    (b"\x1f\x8b", WordFile),
    (b"\x89PNG", PictureFile),
    (b"\xff\xd8\xff", PictureFile),
    (b"GIF8", PictureFile),
)

_HTML: Final = re.compile(
    r"<!doctype html|<html[\s>]|<body[\s>]|<(?:p|div|br|span|table|script|article)(?:\s[^<>]{0,200})?/?>", re.IGNORECASE
)
_TAGS: Final = 3  # that many, and it is a page and no report that mentions one
_LOST: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
)
_LINE: Final = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_SPACES: Final = re.compile(r"[^\S\n]+")
_LEADING: Final = re.compile(r"[\s*•▪■►●◆]*")  # stars and bullets that a page shows before a paragraph
_STAMP: Final = re.compile(r"date (?:\d{4}-\d{2}-\d{2}|\d{4}-\d{2}|\d{4})(?= |$)")
# Characters that may join the one before although they are no marks (Unicode's composition pairs): a cluster is not cut before them.
_JOINING: Final = re.compile(
    "[\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0cc2\u0cd5\u0cd6\u0d3e\u0d57\u0dcf\u0ddf\u102e\u1161-\u1175\u11a8-\u11c2\u1b35]"
)


@dataclass(frozen=True, slots=True)
class Normal:
    """The normal text, and for each of its characters where the bytes that it was made from begin and end."""

    text: str
    digest: Digest  # of the bytes as they came
    size: int  # of them
    begins: "array[int]"
    ends: "array[int]"
    repeated: frozenset[str]  # paragraphs that stood in it more than once, as captions do

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the bytes [first, after) of the original that the characters [start, end) were made from; they are not none."""
        return self.begins[start], self.ends[end - 1]


def normalise(data: bytes) -> Normal:
    """Return the normal text of a report; raises a subclass of `Unreadable`, and never guesses at an encoding."""
    if len(data) > CAP:
        raise ReportTooLong(cap=CAP)
    for magic, kind in _KINDS:
        if data.startswith(magic):
            raise kind
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise (
            NotText() if b"\x00" in data[2:] and not data.startswith((b"\xff\xfe", b"\xfe\xff")) else NotUtf8(byte=fault.start + 1)
        ) from fault
    if "\x00" in text:
        raise NotText
    if len(_HTML.findall(text[:200_000])) >= _TAGS:
        raise MarkedUp
    return _paragraphs(_composed(text), data)


@dataclass(frozen=True, slots=True)
class _Composed:
    """Text in NFC without what cannot be seen; where the bytes of each character begin and end."""

    text: str
    begins: "array[int]"
    ends: "array[int]"


def _composed(text: str) -> _Composed:
    places = _byte_places(text)
    kept = [at for at, letter in enumerate(text) if not _LOST.match(letter)] if _LOST.search(text) else range(len(text))
    seen = "".join([text[at] for at in kept]) if len(kept) != len(text) else text
    begins = array("L", [places[at] for at in kept])
    ends = array("L", [places[at + 1] for at in kept])
    if unicodedata.is_normalized("NFC", seen):
        return _Composed(seen, begins, ends)
    out: list[str] = []
    first, last = array("L"), array("L")
    for start, end in _clusters(seen):
        made = unicodedata.normalize("NFC", seen[start:end])
        out.append(made)
        first.extend([begins[start]] * len(made))  # each of several letters that one cluster makes leads to the whole of it
        last.extend([ends[end - 1]] * len(made))
    return _Composed("".join(out), first, last)


def _byte_places(text: str) -> "array[int]":
    """Return the byte offset of each character, and of the end."""
    if text.isascii():
        return array("L", range(len(text) + 1))
    places, at = array("L"), 0
    for letter in text:
        places.append(at)
        code = ord(letter)
        at += 1 if code < 0x80 else 2 if code < 0x800 else 3 if code < 0x10000 else 4
    places.append(at)
    return places


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Yield the pieces that normalise each by itself: a letter with its marks. Raises `Overmarked`."""
    start = marks = 0
    for at, letter in enumerate(text):
        if unicodedata.combining(letter) or _JOINING.match(letter) or ord(letter) > 0xFFFF:
            marks += 1 if unicodedata.combining(letter) else 0
            if marks > MARKS:
                raise Overmarked(cap=MARKS, where=at + 1)
            continue
        if at > start:
            yield start, at
        start, marks = at, 0
    if text:
        yield start, len(text)


def _paragraphs(composed: _Composed, data: bytes) -> Normal:
    """Put the paragraphs together again as the module's docstring says."""
    text = composed.text
    lines: dict[str, int] = {}  # each once, and where in `text` it began
    repeated = set()
    for line, at in _lines(text):
        if lines.setdefault(line, at) != at:
            repeated.add(line)
    if not any(letter.isalnum() for line in lines for letter in line):
        raise NothingWritten
    begins, ends = array("L"), array("L")
    for line, start in lines.items():
        if begins:
            begins.extend((composed.begins[start], composed.begins[start]))
            ends.extend((composed.begins[start], composed.begins[start]))
        at = start
        for letter in line:
            begins.append(composed.begins[at])
            at += 1
            while letter == " " and text[at].isspace():
                at += 1
            ends.append(composed.ends[at - 1])
    return Normal("\n\n".join(lines), Digest.of(data), len(data), begins, ends, frozenset(repeated))


def _lines(text: str) -> Iterator[tuple[str, int]]:
    """Yield each paragraph in its normal form, and where it begins."""
    start = 0
    for found in (*_LINE.finditer(text), None):
        end = found.start() if found else len(text)
        yield from _parts(text, start, end)
        start = found.end() if found else end


def _parts(text: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    """Yield what one line holds: nothing, itself, or the stamps of an archive and the rest."""
    while True:
        leading = _LEADING.match(text, start, end)
        start = leading.end() if leading else start
        shown = _SPACES.sub(" ", text[start:end]).strip()
        if not shown:
            return
        stamp = _STAMP.match(shown)
        if not stamp or stamp.end() == len(shown):
            yield shown, start
            return
        yield stamp.group(), start
        number = stamp.group().rsplit(" ", 1)[1]
        start = text.index(number, start) + len(number)
