"""The questions that safeguards ask, whatever text an act stands on: complete, authorized, limited in time and number, one case."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from comity.treaty.questions import Asked, Question, Verdict
from comity.treaty.wording import Fact


def complete(asked: Asked) -> Verdict | None:
    """Ask whether the form lacks nothing that it demands."""
    lacking = asked.lacking([item.key for item in asked.form.items])
    if not lacking:
        return Verdict("complete")
    return Verdict("missing", {"labels": tuple(one.labels for one in lacking)}, tuple(one.key for one in lacking))


def kind_roles(asked: Asked) -> Verdict | None:
    """Ask whether the kind may pass between these authorities, by the roles that the directory gives them."""
    kind = asked.book.kind(asked.facts.about if asked.facts.about in asked.book.kinds else asked.facts.kind)
    answering = asked.facts.part in asked.uses("answering")
    sides = (
        (asked.facts.from_country, asked.facts.from_role, kind.receiver if answering else kind.sender),
        (asked.facts.to_country, asked.facts.to_role, kind.sender if answering else kind.receiver),
    )
    wrong = tuple(asked.country(country) for country, role, may in sides if role is not None and role not in may)
    if wrong:
        return Verdict("wrong", {"states": wrong, "roles": (*kind.sender, *kind.receiver)})
    silent = tuple(asked.country(country) for country, role, _ in sides if role is None)
    return Verdict("not-recorded", {"states": silent}) if silent else Verdict("right")


def authorization(asked: Asked) -> Verdict | None:
    """Ask an intrusive kind for its authorization: given, by whom, in force on the day; silent where the kind needs none."""
    if not asked.book.kind(asked.facts.kind).intrusive:
        return None
    keys = asked.uses("fields")
    lacking = tuple(key for key in keys if not asked.given(key))
    if lacking:
        return Verdict("missing", {"labels": tuple(asked.label_of_field(key) for key in lacking)}, lacking)
    given, until = asked.day(asked.use("given")), asked.day(asked.use("until"))
    facts: dict[str, Fact] = {"given": given or asked.on, "until": until or asked.on, "on": asked.on}
    if given is not None and given > asked.on:
        return Verdict("not-yet", facts, (asked.use("given"),))
    if until is not None and until < asked.on:
        return Verdict("expired", facts, (asked.use("until"),))
    wanted, covered = asked.codes(asked.use("asked")), asked.codes(asked.use("scope"))
    beyond = tuple(code for code in wanted if code not in covered)
    if beyond:
        return Verdict("beyond", {**facts, "beyond": asked.labels_of(asked.use("asked"), beyond)}, (asked.use("scope"),))
    return Verdict("in-order", facts, keys)


def secrecy_end(asked: Asked) -> Verdict | None:
    """Ask secrecy for its end and its reviewer, and the end to lie within the time after which it is looked at again."""
    if not set(asked.codes(asked.use("field"))) & set(asked.uses("codes")):
        return None
    day, most = asked.day(asked.use("date")), asked.book.value(asked.rule.id, "most_days", on=asked.on).value
    latest = _later(asked.on, most)
    facts: dict[str, Fact] = {"most": most, "latest": latest, "day": day or latest}
    if day is None:
        return Verdict("undated", facts, (asked.use("date"),))
    if day < asked.on:
        return Verdict("past", facts, (asked.use("date"),))
    if day > latest:
        return Verdict("long", facts, (asked.use("date"),))
    reviewer = asked.rule.uses.get("reviewer")
    if reviewer and str(reviewer) in asked.form.by_key and not asked.given(str(reviewer)):
        return Verdict("unreviewed", facts, (str(reviewer),))
    return Verdict("limited", facts, (asked.use("date"),))


def emergency(asked: Asked) -> Verdict | None:
    """Ask an emergency by the test of the text that the act stands on; silent where none is claimed."""
    claimed = asked.text(asked.use("urgency")) == asked.use("claims") or asked.given(asked.use("risk"))
    if not claimed:
        return None
    keys = tuple(key for key in asked.uses("fields") if key in asked.form.by_key)
    lacking = tuple(key for key in keys if not asked.given(key))
    if lacking or not keys:
        return Verdict("missing", {"labels": tuple(asked.label_of_field(key) for key in lacking)}, lacking)
    risk = asked.codes(asked.use("risk"))
    met = set(risk) & set(asked.uses("accepts"))
    facts: dict[str, Fact] = {"risk": asked.labels_of(asked.use("risk"), risk)}
    return Verdict("met" if met else "not-met", facts, (asked.use("risk"),))


def selectors(asked: Asked) -> Verdict | None:
    """Ask whether one request names no more persons and identifiers than a case needs; silent while it does not."""
    most = asked.book.value(asked.rule.id, "most", on=asked.on).value
    count = sum(len(value) for key in asked.uses("fields") if isinstance(value := asked.facts.fields.get(key), list))
    return Verdict("many", {"count": count, "most": most}, asked.uses("fields")) if count > most else None


def ticked(asked: Asked) -> Verdict | None:
    """Say so when a box is ticked and what it wants beside it is, or is not, given; silent otherwise."""
    if asked.facts.fields.get(asked.use("field")) is not True:
        return None
    lacking = tuple(key for key in asked.uses("wants") if not asked.given(key))
    return Verdict("unsaid" if lacking else "said", {}, (asked.use("field"),))


def codes_named(asked: Asked) -> Verdict | None:
    """Say so when a field holds one of the codes named; silent otherwise."""
    held = tuple(code for code in asked.codes(asked.use("field")) if code in asked.uses("codes"))
    return Verdict("named", {"codes": asked.labels_of(asked.use("field"), held)}, (asked.use("field"),)) if held else None


def days_in_order(asked: Asked) -> Verdict | None:
    """Ask whether one day comes before another; silent when it does, or one of them is not given."""
    first, second = asked.day(asked.use("first")), asked.day(asked.use("second"))
    if first is None or second is None or first <= second:
        return None
    return Verdict("reversed", {"first": first, "second": second}, (asked.use("first"), asked.use("second")))


def linked_request(asked: Asked) -> Verdict | None:
    """Ask for the number of the request that this one is about; whether it is known here is for the desk's own record."""
    key = asked.use("field")
    return Verdict("named", {"reference": asked.text(key)}, (key,)) if asked.given(key) else Verdict("missing", {}, (key,))


def switched_on(asked: Asked) -> Verdict | None:
    """Ask whether a kind that is off was switched on at home; silent for every other kind."""
    if not asked.book.kind(asked.facts.kind).off:
        return None
    return Verdict("on" if asked.facts.switched_on else "off")


def peer_allowed(asked: Asked) -> Verdict | None:
    """Ask whether a kind of high risk is allowed with this State; silent for every other kind."""
    if not asked.book.kind(asked.facts.kind).high_risk:
        return None
    other = asked.facts.from_country if asked.role == "receiver" else asked.facts.to_country
    return Verdict("allowed" if asked.facts.peer_allowed else "denied", {"to": asked.country(other)})


def _later(day: date, count: int) -> date:
    try:
        return day + timedelta(days=count)
    except OverflowError:
        return date.max


QUESTIONS: Final[Mapping[str, Question]] = {
    "complete": complete,
    "kind-roles": kind_roles,
    "authorization": authorization,
    "secrecy-end": secrecy_end,
    "emergency": emergency,
    "selectors": selectors,
    "ticked": ticked,
    "codes-named": codes_named,
    "days-in-order": days_in_order,
    "linked-request": linked_request,
    "switched-on": switched_on,
    "peer-allowed": peer_allowed,
}
