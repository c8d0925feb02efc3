"""The papers of a case that goes on on the wire, as a field of an act: read strictly, shown one line a paper.

    [{"act":"request","by":"asking","envelope":"…","fields":{…},"kind":"REQ-PRESERVE","method":"DEL-POST","on":"2026-11-20T…Z"}, …]

An act that carries them also names, as codes, the kind and the legal text of the case and the clocks that run; `shown_code` and
`shown_clocks` are their words.

`by` is the side whose paper it was; `document` the SHA-256 of it and `number` the other side's number, where there are any; `original` the
paper that it answered. `fields` are those of the act's own form, as who wrote the paper down understood it.
"""

from collections.abc import Mapping
from typing import Final

from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.vocabulary import vocabulary
from comity.treaty.faults import BAD_PAPER, TOO_MANY, WRONG_SHAPE, FaultError
from comity.treaty.forms import Names
from comity.treaty.wording import Words, print_instant

ASKING: Final = "asking"
ASKED: Final = "asked"
METHODS: Final = "delivery-method"
_ALWAYS: Final = frozenset({"by", "act", "kind", "on", "method", "envelope", "fields"})
_SOMETIMES: Final = frozenset({"number", "document", "original"})
_LINE: Final = 80
_SIDES: Final = {
    ASKING: {"en": "of the requesting State", "vi": "của Quốc gia yêu cầu"},
    ASKED: {"en": "of the requested State", "vi": "của Quốc gia được yêu cầu"},
}
_NUMBER: Final = {"en": "number %(value)s", "vi": "số %(value)s"}
_PARTS: Final = {
    "request": {"en": "Request", "vi": "Yêu cầu"},
    "answer": {"en": "Answer", "vi": "Trả lời"},
    "result": {"en": "Result", "vi": "Kết quả"},
    "report": {"en": "Report on use", "vi": "Báo cáo việc sử dụng"},
    "closure": {"en": "Closing of the case", "vi": "Kết thúc vụ việc"},
    "consultation": {"en": "Consultation", "vi": "Tham vấn"},
    "views": {"en": "Views", "vi": "Ý kiến"},
    "notice": {"en": "Risk notice", "vi": "Thông báo rủi ro"},
    "question": {"en": "Question", "vi": "Câu hỏi"},
    "information": {"en": "Information", "vi": "Thông tin"},
    "withdrawal": {"en": "Withdrawal", "vi": "Rút yêu cầu"},
}
_CLOCK: Final = {"en": "%(clock)s, since %(start)s", "vi": "%(clock)s, tính từ %(start)s"}
_BETWEEN_CLOCKS: Final = "; "
NOT_GIVEN: Final = {"en": "not given", "vi": "không nêu"}
"""What stands where another node left something out."""
_NO_DOCUMENT: Final = {"en": "no document", "vi": "không có văn bản"}


def read_papers(value: object, *, cap: int) -> list[object]:
    """Return the papers in the order in which they were recorded; raises `FaultError`."""
    if not isinstance(value, list | tuple):
        raise FaultError(WRONG_SHAPE)
    if len(value) > cap:
        raise FaultError(TOO_MANY, length=len(value), cap=cap)
    return [_read(row, number) for number, row in enumerate(value, 1)]


def _read(row: object, number: int) -> dict[str, object]:
    wrong = FaultError(BAD_PAPER, number=number)
    if not isinstance(row, dict) or not set(row) >= _ALWAYS or set(row) - _ALWAYS - _SOMETIMES:
        raise wrong
    lines = [row[name] for name in ("act", "kind", "number") if name in row]
    if row["by"] not in _SIDES or not isinstance(row["fields"], dict) or not all(map(_is_line, lines)):
        raise wrong
    try:
        Instant.parse(str(row["on"]))
        EnvelopeId(str(row["envelope"]))
        vocabulary(METHODS).item(str(row["method"]))
        if "original" in row:
            EnvelopeId(str(row["original"]))
        if "document" in row:
            Digest.parse(str(row["document"]))
    except Refused:
        raise wrong from None
    return {name: row[name] for name in sorted(row)}


def _is_line(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and len(value) <= _LINE and "\n" not in value


def shown_paper(row: Mapping[str, object], language: str, *, names: Names) -> str:
    """Return one paper on one line: whose, when, what, how, under which number, with which document; total on any row."""
    on, part, kind, method = (row.get(name) for name in ("on", "act", "kind", "method"))
    of_part = NOT_GIVEN[language] if part is None else shown_code(str(part), language, names=_PARTS)
    of_kind = NOT_GIVEN[language] if kind is None else shown_code(str(kind), language, names=names.kinds)
    pieces = [NOT_GIVEN[language] if on is None else _instant(on, language), f"{of_part}: {of_kind}"]
    side = _SIDES.get(str(row.get("by")))
    pieces += [side[language]] if side else []
    pieces.append(NOT_GIVEN[language] if method is None else _method(str(method), language))
    if row.get("number"):
        pieces.append(_NUMBER[language] % {"value": row["number"]})
    pieces.append(f"SHA-256 {row['document']}" if row.get("document") else _NO_DOCUMENT[language])
    return "; ".join(pieces)


def shown_clocks(value: str, language: str, *, names: Names) -> list[str]:
    """Return a line for each clock that an act names as `CODE moment`, parted by semicolons; what is no such pair as it stands."""
    return [_clock(piece, language, names.clocks) for piece in value.split(_BETWEEN_CLOCKS)]


def _clock(piece: str, language: str, names: Mapping[str, Words]) -> str:
    code, _, start = piece.partition(" ")
    shown = _instant(start, language)
    return piece if shown == start else _CLOCK[language] % {"clock": shown_code(code, language, names=names), "start": shown}


def shown_code(code: str, language: str, *, names: Mapping[str, Words]) -> str:
    """Return what a code is called; the code itself where a newer node wrote one that has no name here."""
    return names[code][language] if code in names else code


def _method(code: str, language: str) -> str:
    try:
        return vocabulary(METHODS).label(code, language)
    except Refused:
        return code


def _instant(value: object, language: str) -> str:
    try:
        return print_instant(Instant.parse(str(value)), language)
    except Refused:
        return str(value)
