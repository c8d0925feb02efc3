"""Questions at the gate of a text: is the offence one of its own, is the crime transnational, is only one person named, is it recent."""

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Final

from comity.treaty.fields import holds
from comity.treaty.questions import Asked, Question, Verdict
from comity.treaty.wording import Fact

HOUR: Final = timedelta(hours=1)
# What a description of a method never needs: an address of a mailbox, or a telephone number in its international form.
_OF_A_PERSON: Final = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+|\+\d[\d .()-]{6,18}\d")


def names_one_of(asked: Asked) -> Verdict | None:
    """Ask whether a field, or one of several, names a code of the rule's list; `none` shows what it names instead."""
    keys = tuple(key for key in asked.uses("fields") if key in asked.form.by_key)
    named = tuple((key, code) for key in keys for code in asked.codes(key))
    held = tuple((key, code) for key, code in named if code in asked.uses("codes"))
    facts: dict[str, Fact] = {**asked.states(), "codes": _labels(asked, held or named)}
    return Verdict("named" if held else "none", facts, keys)


def transnational(asked: Asked) -> Verdict | None:
    """Ask for organized crime across borders: more than one State, a group, and an offence of the text or the floor in months."""
    across, group = asked.use("across"), asked.use("group")
    lacking = tuple(key for key in (across, group) if not asked.given(key))
    if lacking:
        return Verdict("not-shown", {"labels": tuple(asked.label_of_field(key) for key in lacking)}, lacking)
    own = tuple(code for code in asked.codes(asked.use("own")) if code in asked.uses("codes"))
    if own:
        return Verdict("own", {"codes": asked.labels_of(asked.use("own"), own)}, (asked.use("own"), across, group))
    floor, months = asked.floor(), asked.number(asked.use("months"))
    if months is None:
        return Verdict("no-penalty", {"floor": floor}, (asked.use("months"),))
    facts: dict[str, Fact] = {**asked.states(), "floor": floor, "months": months}
    return Verdict("serious" if months >= floor else "below", facts, (asked.use("months"), across, group))


def only_codes(asked: Asked) -> Verdict | None:
    """Ask whether a field holds nothing but codes of the rule's list; silent where it is empty."""
    key = asked.use("field")
    codes = asked.codes(key)
    if not codes:
        return None
    other = tuple(code for code in codes if code not in asked.uses("codes"))
    return Verdict("other" if other else "within", {"codes": asked.labels_of(key, other or codes)}, (key,))


def given_when(asked: Asked) -> Verdict | None:
    """Ask for fields where a condition holds, `<field>=<code>,<code>`; silent where it does not."""
    if not holds(asked.use("when"), asked.facts.fields):
        return None
    lacking = tuple(key for key in asked.uses("fields") if not asked.given(key))
    facts: dict[str, Fact] = {"labels": tuple(asked.label_of_field(key) for key in lacking or asked.uses("fields"))}
    return Verdict("missing" if lacking else "given", facts, lacking or asked.uses("fields"))


def about_kind(asked: Asked) -> Verdict | None:
    """Say so where the case was opened by a request of one of the kinds named; silent otherwise."""
    return Verdict(asked.use("case"), asked.states()) if asked.facts.about in asked.uses("kinds") else None


def one_alone(asked: Asked) -> Verdict | None:
    """Ask whether a list has exactly one entry; silent where it is empty, for then the form asks for it."""
    key = asked.use("field")
    value = asked.facts.fields.get(key)
    count = len(value) if isinstance(value, list) else 0
    return Verdict("one" if count == 1 else "many", {"count": count}, (key,)) if count else None


def free_of_persons(asked: Asked) -> Verdict | None:
    """Ask whether nothing points to a person: no such field, no such identifier, no mailbox or number in the words."""
    fields = asked.facts.fields
    strange = tuple(key for key in asked.uses("never") if asked.given(key))
    marks = fields.get(asked.use("marks"))
    rows = [row for row in marks if isinstance(row, Mapping)] if isinstance(marks, list) else []
    if any(row.get("type") not in asked.uses("types") for row in rows):
        strange += (asked.use("marks"),)
    strange += tuple(key for key in asked.uses("texts") if _OF_A_PERSON.search(_written(fields.get(key))))
    if strange:
        return Verdict("person", {"labels": tuple(asked.label_of_field(key) for key in strange)}, strange)
    return Verdict("clear")


def elapsed(asked: Asked) -> Verdict | None:
    """Ask how long ago something was done, in whole hours; silent where the moment is not given."""
    key = asked.use("field")
    moment = asked.instant(key)
    if moment is None:
        return None
    most = asked.book.value(asked.rule.id, "hours", on=asked.on).value
    facts: dict[str, Fact] = {"moment": moment, "most": most}
    if asked.now < moment:
        return Verdict("ahead", facts, (key,))
    hours = (asked.now - moment) // HOUR
    return Verdict("recent" if hours < most else "late", {**facts, "hours": hours}, (key,))


def _written(value: object) -> str:
    found = value.get("text") if isinstance(value, Mapping) else value
    return found if isinstance(found, str) else ""


def _labels(asked: Asked, held: Iterable[tuple[str, str]]) -> tuple[Fact, ...]:
    return tuple(label for key, code in held for label in asked.labels_of(key, (code,)))


QUESTIONS: Final[Mapping[str, Question]] = {
    "names-one-of": names_one_of,
    "transnational": transnational,
    "only-codes": only_codes,
    "given-when": given_when,
    "about-kind": about_kind,
    "one-alone": one_alone,
    "free-of-persons": free_of_persons,
    "elapsed": elapsed,
}
