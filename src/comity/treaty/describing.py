"""A kind of request as data: what it is for, what it asks, on which texts it stands, who answers what, by when; how well each was checked.

The values are JSON-ready, words in both languages (docs/specs/treaty-list.md); the command line prints them, the reference pages and
the pages of the law are made from them. Nothing is decided here.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final, TypeAlias

from comity.terms.refusals import Refused
from comity.terms.vocabulary import Verified, vocabulary
from comity.treaty.forms import Field, Form, Item
from comity.treaty.looking import rules_on
from comity.treaty.pack import AnswerRow, BaseRow, ClockRow, GroundRow, KindRow, Rule
from comity.treaty.rulebook import Rulebook
from comity.treaty.wording import Words

VERSION: Final = 1
CLAUSES: Final = ("confidentiality", "costs", "data-protection", "language", "signature", "urgent", "use")

Described: TypeAlias = dict[str, Any]

# What the machine sees for itself before any rule is asked.
TYPE_CHECKS: Final[Mapping[str, Words]] = {
    "authority": {"en": "an authority of the directory", "vi": "một cơ quan trong danh bạ"},
    "bytes": {"en": "bytes in base64, within their length", "vi": "các byte ghi theo base64, trong giới hạn độ dài"},
    "code": {"en": "one code of the list", "vi": "một mã trong danh mục"},
    "codes": {"en": "codes of the list, none twice", "vi": "các mã trong danh mục, không trùng nhau"},
    "date": {"en": "a day of the calendar", "vi": "một ngày có thật"},
    "instant": {"en": "a moment in UTC", "vi": "một thời điểm theo giờ UTC"},
    "money": {"en": "an amount and a currency of the list", "vi": "số tiền và đơn vị tiền tệ trong danh mục"},
    "name": {"en": "one line, within its length", "vi": "một dòng, trong giới hạn độ dài"},
    "number": {"en": "a whole number within its bounds", "vi": "một số nguyên trong giới hạn"},
    "outside": {"en": "an identifier that has the shape of its kind", "vi": "một định danh đúng dạng của loại đã chọn"},
    "outsides": {"en": "identifiers, each in the shape of its kind", "vi": "các định danh, mỗi định danh đúng dạng của loại đã chọn"},
    "papers": {
        "en": "papers of a case, each with its side, day and way",
        "vi": "các văn bản của vụ việc, mỗi văn bản có bên gửi, ngày và phương thức",
    },
    "period": {"en": "a first and a last day, in order", "vi": "ngày đầu và ngày cuối, đúng thứ tự"},
    "persons": {"en": "persons, each with a name and a relation to the case", "vi": "những người, mỗi người có tên và quan hệ với vụ việc"},
    "reference": {"en": "the number of a request", "vi": "số hiệu của một yêu cầu"},
    "text": {"en": "a text in a named language, within its length", "vi": "một văn bản ghi rõ ngôn ngữ, trong giới hạn độ dài"},
    "yesno": {"en": "yes or no", "vi": "có hoặc không"},
}


def kinds_by_family(rulebook: Rulebook) -> tuple[KindRow, ...]:
    """Return every kind, those of a family together."""
    order = list(rulebook.families)
    return tuple(sorted(rulebook.kinds.values(), key=lambda row: order.index(row.family)))


def describe_all(rulebook: Rulebook, *, on: date, kinds: Iterable[str] = ()) -> Described:
    """Return the list: version and digest of the rulebook, the day, and the kinds named, or all, in the pack's order.

    Raises `NoRule` for a kind that the rulebook does not have.
    """
    wanted = tuple(kinds) or tuple(rulebook.kinds)
    return {
        "v": VERSION,
        "on": on.isoformat(),
        "rulebook": {"version": rulebook.version, "digest": str(rulebook.digest)},
        "kinds": [describe_kind(code, rulebook=rulebook, on=on) for code in wanted],
    }


def describe_kind(code: str, *, rulebook: Rulebook, on: date) -> Described:
    """Return one kind, its numbers as they hold on a day; raises `NoRule`."""
    kind = rulebook.kind(code)
    return {
        "code": code,
        "family": {"code": kind.family, "labels": rulebook.families[kind.family].labels},
        "labels": kind.labels,
        "purpose": kind.purpose,
        "complete": kind.complete,
        "nature": kind.nature,
        "opens": kind.opens,
        "evidential": kind.evidential,
        "intrusive": kind.intrusive,
        "off": kind.off,
        "high_risk": kind.high_risk,
        "sender": [_role(role) for role in kind.sender],
        "receiver": [_role(role) for role in kind.receiver],
        "bases": [_base(kind, base, rulebook) for base in kind.bases],
        "parts": [_part(rulebook.form(code, part), rulebook) for part in kind.parts],
        "answers": [_answer(row) for row in _answers(code, rulebook)],
        "grounds": [_ground(row) for row in grounds_in_order(code, rulebook)],
        "clocks": [_clock(row, rulebook, on) for row in rulebook.clocks if code in row.kinds],
    }


def verified_counts(code: str, rulebook: Rulebook) -> dict[Verified, int]:
    """Return how many of the rules, grounds, answers and items that a kind meets were checked how well."""
    counts = dict.fromkeys(Verified, 0)
    rows: list[Any] = [*rules_of(code, rulebook), *grounds_in_order(code, rulebook), *_answers(code, rulebook)]
    rows += [item for part in rulebook.kind(code).parts for item in rulebook.form(code, part).items]
    for row in rows:
        counts[row.verified or Verified.MEMORY] += 1
    return counts


def rules_of(code: str, rulebook: Rulebook) -> tuple[Rule, ...]:
    """Return every rule that asks something of an act of a kind, in the pack's order."""
    acts = {f"{code}/{part}" for part in rulebook.kind(code).parts}
    return tuple(rule for rule in rulebook.rules.values() if acts & set(rule.acts))


def grounds_in_order(code: str, rulebook: Rulebook) -> tuple[GroundRow, ...]:
    """Return every ground of a kind under any of its texts, as pages show them: those that protect persons first."""
    found: dict[tuple[str, str], GroundRow] = {}
    for base in rulebook.kind(code).bases:
        for row in rulebook.grounds_of(code, instrument=base.instrument):
            found.setdefault((row.code, row.instrument), row)
    return tuple(sorted(found.values(), key=lambda row: (not row.protects, row.law == "home" and row.protects, not row.offered)))


def _answers(code: str, rulebook: Rulebook) -> tuple[AnswerRow, ...]:
    reached = {name for base in rulebook.kind(code).bases for name in rulebook.reach(base.instrument)}
    return tuple(row for row in rulebook.answers if code in row.kinds and row.instrument in reached)


def _role(code: str) -> Described:
    return {"code": code, "labels": dict(vocabulary("authority-role").item(code).labels)}


def _base(kind: KindRow, base: BaseRow, rulebook: Rulebook) -> Described:
    text = rulebook.instruments[base.instrument]
    clauses = {name: rulebook.clause(kind.code, name, instrument=base.instrument) for name in CLAUSES}
    return {
        "instrument": base.instrument,
        "nature": text.nature,
        "title": text.title,
        "short": text.short,
        "article": base.article,
        "source": base.source,
        "verified": base.verified,
        "clauses": {name: _rule(rule) for name, rule in clauses.items() if rule is not None},
    }


def _rule(rule: Rule) -> Described:
    return {"rule": rule.id, "instrument": rule.instrument, "article": rule.article, "title": rule.title, "verified": rule.verified}


def _part(form: Form, rulebook: Rulebook) -> Described:
    return {"part": form.part, "items": [_item(form, item, rulebook) for item in form.items]}


def _item(form: Form, item: Item, rulebook: Rulebook) -> Described:
    return {
        "number": item.number,
        "key": item.key,
        "labels": item.labels,
        "instrument": item.instrument,
        "article": item.article,
        "cites": dict(item.cites),
        "verified": item.verified,
        "fields": [_field(form, one, rulebook) for one in item.fields],
    }


def _field(form: Form, one: Field, rulebook: Rulebook) -> Described:
    return {
        "key": one.key,
        "type": one.type,
        "labels": one.labels,
        "hint": one.hint,
        "vocabulary": one.vocabulary,
        "codes": [] if _is_whole(one) else [{"code": option.code, "labels": option.labels} for option in one.options],
        "mandatory": one.mandatory,
        "only": one.only,
        "least": one.least,
        "cap": one.cap,
        "sensitivity": one.sensitivity,
        "type_check": TYPE_CHECKS[one.type],
        "rules": [rule.id for rule in rules_on(form, one, rulebook=rulebook)],
    }


def _is_whole(one: Field) -> bool:
    """Say whether a field offers a vocabulary as it is, which stands elsewhere and is not repeated."""
    try:
        return bool(one.vocabulary) and len(one.options) == len(vocabulary(one.vocabulary).offered)
    except Refused:
        return False  # grounds: they stand in the rulebook


def _answer(row: AnswerRow) -> Described:
    return {
        "code": row.code,
        "labels": row.labels,
        "effect": row.effect,
        "instrument": row.instrument,
        "article": row.article,
        "verified": row.verified,
        "offered": row.offered,
        "why_not": row.why_not,
        "needs": list(row.needs),
    }


def _ground(row: GroundRow) -> Described:
    return {
        "code": row.code,
        "labels": row.labels,
        "law": row.law,
        "protects": row.protects,
        "instrument": row.instrument,
        "article": row.article,
        "verified": row.verified,
        "offered": row.offered,
        "why_not": row.why_not,
        "consult_first": row.consult.owed,
        "consult_article": row.consult.article,
    }


def _clock(row: ClockRow, rulebook: Rulebook, on: date) -> Described:
    return {
        "id": row.id,
        "labels": row.labels,
        "nature": row.nature,
        "instrument": row.instrument,
        "article": row.article,
        "verified": row.verified,
        "side": row.side,
        "bound": row.bound,
        "starts": list(row.starts),
        "stops": list(row.stops),
        "lengths": list(lengths_of(row, rulebook, on)),
    }


def lengths_of(row: ClockRow, rulebook: Rulebook, on: date) -> Iterator[Described]:
    """Yield how long a clock runs on a day, by urgency, in the unit in which its row has it; nothing before its first value."""
    if row.follows:
        rule_id, _, name = row.follows.partition("#")
        held = [one for one in rulebook.rule(rule_id).values.get(name, ()) if one.since <= on]
        if held:
            value = max(held, key=lambda one: one.since)
            yield {"urgency": [], "value": value.value, "unit": value.unit, "article": value.article}
        return
    current = [one for one in row.lengths if one.since <= on]
    newest = {one.urgency: max(other.since for other in current if other.urgency == one.urgency) for one in current}
    for one in current:
        if one.since == newest[one.urgency]:
            yield {"urgency": list(one.urgency), "value": one.count or one.minutes, "unit": one.unit, "article": row.article}
