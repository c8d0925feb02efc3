"""Questions that look a code up among the cases of their rule, or hold two fields of one act against each other."""

from collections.abc import Mapping
from typing import Final

from comity.treaty.fields import holds
from comity.treaty.questions import Asked, Question, Verdict, as_day
from comity.treaty.wording import Fact


def by_code(asked: Asked) -> Verdict | None:
    """Give the case that the rule names for the code of a field, or `otherwise`; silent where it names none."""
    key, cases = asked.use("field"), asked.rule.uses["cases"]
    code = next(iter(asked.codes(key)), "")
    case = cases.get(code, asked.rule.uses.get("otherwise"))
    return Verdict(str(case), {**asked.states(), "code": asked.labels_of(key, (code,) if code else ())}, (key,)) if case else None


def some_given(asked: Asked) -> Verdict | None:
    """Ask for at least one of the named fields that the form has; silent when one is given, or the form has none of them."""
    keys = tuple(key for key in asked.uses("fields") if key in asked.form.by_key)
    if not keys or any(asked.given(key) for key in keys):
        return None
    return Verdict("none", {"labels": tuple(asked.label_of_field(key) for key in keys)}, keys)


def offences_among(asked: Asked) -> Verdict | None:
    """Ask whether all, some or none of the offences are among those that the rule names; silent where none is named."""
    offences = asked.codes("offences")
    inside = tuple(code for code in offences if code in asked.uses("among"))
    outside = tuple(code for code in offences if code not in inside)
    if not offences:
        return None
    case = "mixed" if inside and outside else "inside" if inside else "outside"
    return Verdict(case, {"offences": asked.labels_of("offences", outside or inside)}, ("offences",))


def given_only(asked: Asked) -> Verdict | None:
    """Ask whether a field that goes with one condition alone stands under it; silent where the field is empty."""
    key = asked.use("field")
    if not asked.given(key):
        return None
    return Verdict("in-order" if holds(asked.use("only"), asked.facts.fields) else "out-of-place", {}, (key,))


def codes_all(asked: Asked) -> Verdict | None:
    """Ask whether every code that the rule names is chosen."""
    key, held = asked.use("field"), asked.codes(asked.use("field"))
    lacking = tuple(code for code in asked.uses("codes") if code not in held)
    return Verdict("lacking" if lacking else "all", {"codes": asked.labels_of(key, lacking or held)}, (key,))


def granted_with(asked: Asked) -> Verdict | None:
    """Ask a grant for a code without which nothing may be granted; silent for every other decision."""
    if not asked.decided("granting"):
        return None
    key = asked.use("field")
    met = set(asked.codes(key)) & set(asked.uses("accepts"))
    return Verdict("met" if met else "not-met", {}, (key,))


def consult_postponing(asked: Asked) -> Verdict | None:
    """Ask whether consultation went before a postponement; silent for every other decision."""
    if not asked.decided("postponing"):
        return None
    return Verdict("done" if asked.facts.consulted else "owed", {}, ("decision",))


def person_roles(asked: Asked) -> Verdict | None:
    """Ask whether the persons have roles that the rule names; silent when they have, or none is named."""
    key = asked.use("field")
    value = asked.facts.fields.get(key)
    rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
    strange = tuple(dict.fromkeys(str(row.get("role", "")) for row in rows if row.get("role") not in asked.uses("roles")))
    return Verdict("other", {"roles": asked.labels_of(key, strange)}, (key,)) if strange else None


def outside_types(asked: Asked) -> Verdict | None:
    """Say so when an identifier is of one of the types that the rule names; silent otherwise."""
    key = asked.use("field")
    value = asked.facts.fields.get(key)
    rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
    named = tuple(str(row.get("value", "")) for row in rows if row.get("type") in asked.uses("types"))
    return Verdict("named", {"values": named}, (key,)) if named else None


def period_covered(asked: Asked) -> Verdict | None:
    """Ask whether a period lies ahead and ends no later than a day; silent where the period is not readable."""
    key, until = asked.use("field"), asked.day(asked.use("until"))
    value = asked.facts.fields.get(key)
    end = as_day(value.get("to")) if isinstance(value, Mapping) else None
    if end is None:
        return None
    facts: dict[str, Fact] = {"end": end, "on": asked.on, "until": until or end}
    if end < asked.on:
        return Verdict("past", facts, (key,))
    return Verdict("beyond" if until is not None and end > until else "covered", facts, (key,))


QUESTIONS: Final[Mapping[str, Question]] = {
    "by-code": by_code,
    "some-given": some_given,
    "offences-among": offences_among,
    "given-only": given_only,
    "codes-all": codes_all,
    "granted-with": granted_with,
    "consult-postponing": consult_postponing,
    "person-roles": person_roles,
    "outside-types": outside_types,
    "period-covered": period_covered,
}
