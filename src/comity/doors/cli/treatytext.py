"""What `comity treaty` prints: kinds, findings and legal bases, as text for people and as values for programs."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from comity.doors.cli.voice import language, printable
from comity.treaty.faults import FieldFault
from comity.treaty.findings import Finding
from comity.treaty.legalbasis import Basis
from comity.treaty.rulebook import Rulebook
from comity.treaty.trying import Tried
from comity.treaty.wording import LANGUAGES, Words, checked, cite

Say = Callable[..., str]

_WORDS: Final[Mapping[str, Words]] = {
    "stands": {"en": "stands on", "vi": "căn cứ"},
    "from": {"en": "sent by", "vi": "cơ quan gửi"},
    "to": {"en": "received by", "vi": "cơ quan nhận"},
    "complete": {"en": "complete answer", "vi": "trả lời đầy đủ"},
    "always": {"en": "mandatory", "vi": "bắt buộc"},
    "one-of": {"en": "at least one of these", "vi": "ít nhất một trong các mục này"},
    "when": {"en": "mandatory when", "vi": "bắt buộc khi"},
    "rules": {"en": "rules", "vi": "quy tắc"},
    "answers": {"en": "Answers", "vi": "Câu trả lời"},
    "grounds": {"en": "Grounds of refusal", "vi": "Căn cứ từ chối"},
    "clocks": {"en": "Clocks", "vi": "Đồng hồ"},
    "home": {"en": "home law", "vi": "luật trong nước"},
    "not-offered": {"en": "not offered", "vi": "không áp dụng"},
    "desk": {"en": "desk target, no law", "vi": "mục tiêu nội bộ, không phải luật"},
    "stop": {"en": "Stop", "vi": "Dừng"},
    "warn": {"en": "Note", "vi": "Lưu ý"},
    "pass": {"en": "Pass", "vi": "Đạt"},
    "fault": {"en": "Field", "vi": "Trường"},
    "mend": {"en": "What helps", "vi": "Cách khắc phục"},
    "binds": {"en": "binding", "vi": "ràng buộc"},
    "voluntary": {"en": "voluntary, by reciprocity", "vi": "tự nguyện, theo nguyên tắc có đi có lại"},
    "none": {"en": "gives no basis", "vi": "không làm căn cứ được"},
    "texts": {"en": "Legal basis", "vi": "Căn cứ pháp lý"},
}


def _word(name: str, language: str) -> str:
    return _WORDS[name][language]


def print_index(found: Mapping[str, Any], language: str) -> str:
    """Return every kind on a line, under its family."""
    lines: list[str] = []
    family = ""
    for kind in found["kinds"]:
        if kind["family"]["code"] != family:
            family = kind["family"]["code"]
            lines += ["", f"{kind['family']['labels'][language]} ({family})"]
        where = ", ".join(f"{base['instrument']} {base['article']}" for base in kind["bases"])
        lines += [f"  {kind['code']:24} {kind['labels'][language]}", f"  {'':24} {where}"]
    return "\n".join(lines).lstrip("\n")


def print_kind(kind: Mapping[str, Any], language: str) -> str:
    """Return all about one kind."""
    return "\n".join(_kind(kind, language))


def _kind(kind: Mapping[str, Any], language: str) -> Iterator[str]:
    yield f"{kind['code']}: {kind['labels'][language]} ({kind['family']['labels'][language]})"
    yield f"  {kind['purpose'][language]}"
    yield f"  {_word('complete', language)}: {kind['complete'][language]}"
    for side in ("sender", "receiver"):
        yield f"  {_word('from' if side == 'sender' else 'to', language)}: {', '.join(one['labels'][language] for one in kind[side])}"
    for base in kind["bases"]:
        yield f"  {_word('stands', language)} {base['short'][language]}, {_cited(base, language)}"
        for clause in base["clauses"].values():
            yield f"      {clause['title'][language]}: {clause['instrument']} {_cited(clause, language)}"
    for part in kind["parts"]:
        yield ""
        yield f"  [{part['part']}]"
        for item in part["items"]:
            yield f"  {item['number']:3} {item['labels'][language]}: {item['instrument']} {_cited(item, language)}"
            yield from (f"        {line}" for one in item["fields"] for line in _field(one, language))
    for section in ("answers", "grounds", "clocks"):
        yield ""
        yield f"  {_word(section, language)}"
        yield from (f"    {_row(section, row, language)}" for row in kind[section])


def _field(one: Mapping[str, Any], language: str) -> Iterator[str]:
    shape = one["type_check"][language] + (f" ({one['vocabulary']})" if one["vocabulary"] else "")
    must = one["mandatory"]
    if must.startswith("when:"):
        shape += f"; {_word('when', language)} {must.removeprefix('when:')}"
    elif must != "no":
        shape += f"; {_word(must, language)}"
    yield f"{one['key']}: {one['labels'][language]}. {shape}"
    if one["rules"]:
        yield f"    {_word('rules', language)}: {', '.join(one['rules'])}"


def _row(section: str, row: Mapping[str, Any], language: str) -> str:
    if section == "clocks":
        lengths = ", ".join(
            f"{one['value']} {one['unit']}" + (f" ({'/'.join(one['urgency'])})" if one["urgency"] else "") for one in row["lengths"]
        )
        where = f"{row['instrument']} {_cited(row, language)}" if row["article"] else _word("desk", language)
        return f"{row['id']}  {row['labels'][language]}: {row['bound']} {lengths}; {row['side']}; {where}"
    law = f"{_word('home', language)}, " if row.get("law") == "home" else ""
    off = "" if row["offered"] else f"; {_word('not-offered', language)}: {row['why_not'][language]}"
    return f"{row['code']}  {row['labels'][language]}: {law}{row['instrument']} {_cited(row, language)}{off}"


def _cited(row: Mapping[str, Any], language: str) -> str:
    return f"{cite(row['article'], language)} ({checked(row['verified'], language)})"


def print_findings(tried: Tried, book: Rulebook, language: str, *, say: Say) -> str:
    """Return what came out of a check: faults of fields, findings, every text with what it gives."""
    lines = [f"{tried.facts.kind}/{tried.facts.part}, {tried.facts.from_country} > {tried.facts.to_country}, {tried.on}"]
    word = _word("fault", language)
    lines += [f"{word} {fault.number}: {say(fault.sentence, fault.facts_in(language))}" for fault in tried.faults]
    for one in tried.findings:
        lines.append(f"{_word(one.outcome, language)}: {printable(one.title[language])}")
        lines.append(f"    {printable(one.reason[language])}")
        if one.mend:
            lines.append(f"    {_word('mend', language)}: {printable(one.mend[language])}")
        lines.append(f"    {one.rule_id} · {one.instrument} {cite(one.article, language)} ({checked(one.verified, language)})")
    lines += ["", _word("texts", language), *print_basis((*tried.basis.carrying, *tried.basis.others), book, language)]
    return "\n".join(lines)


def print_basis(bases: tuple[Basis, ...], book: Rulebook, language: str) -> list[str]:
    """Return each text with why it gives a basis or not, and what would help."""
    lines = []
    for one in bases:
        gives = "binds" if one.binds else "voluntary" if one.carries else "none"
        short = book.instruments[one.instrument].short[language]
        lines.append(f"  {short}, {cite(one.article, language)}: {_word(gives, language)} ({checked(one.verified, language)})")
        lines += [f"      {one.title[language]}", f"      {one.reason[language]} {one.instrument} {cite(one.cites, language)}"]
        if one.mend:
            lines.append(f"      {_word('mend', language)}: {one.mend[language]}")
    return lines


def findings_json(tried: Tried, book: Rulebook, *, say: Say) -> dict[str, Any]:
    """Return the same for programs: docs/specs/treaty-list.md, section 3."""
    worst = "stop" if tried.stops else "warn" if any(one.outcome == "warn" for one in tried.findings) else "pass"
    return {
        "v": 1,
        "kind": tried.facts.kind,
        "part": tried.facts.part,
        "from": str(tried.facts.from_country),
        "to": str(tried.facts.to_country),
        "on": tried.on.isoformat(),
        "role": tried.role,
        "rulebook": {"version": book.version, "digest": str(book.digest)},
        "outcome": worst,
        "faults": [_fault_json(one, say) for one in tried.faults],
        "findings": [_finding_json(one) for one in tried.findings],
        "basis": [basis_json(one) for one in (*tried.basis.carrying, *tried.basis.others)],
    }


def _fault_json(one: FieldFault, say: Say) -> dict[str, Any]:
    return {"field": one.key, "number": one.number, "sentence": say(one.sentence, one.facts_in(language()))}


def _finding_json(one: Finding) -> dict[str, Any]:
    return {
        "rule": one.rule_id,
        "outcome": one.outcome,
        "instrument": one.instrument,
        "article": one.article,
        "verified": one.verified,
        "title": _both(one.title),
        "reason": _both(one.reason),
        "mend": _both(one.mend) if one.mend else None,
        "fields": list(one.fields),
    }


def basis_json(one: Basis) -> dict[str, Any]:
    """Return one text and what it gives."""
    return {
        "instrument": one.instrument,
        "article": one.article,
        "cites": one.cites,
        "case": one.case,
        "carries": one.carries,
        "binds": one.binds,
        "verified": one.verified,
        "checked_on": one.checked_on.isoformat(),
        "title": _both(one.title),
        "reason": _both(one.reason),
        "mend": _both(one.mend) if one.mend else None,
    }


def _both(words: Words) -> dict[str, str]:
    return {language: words[language] for language in LANGUAGES}
