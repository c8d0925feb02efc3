"""The questions that rules ask of requests."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from comity.terms.identifiers import AuthorityId
from comity.terms.refusals import Refused
from comity.terms.vocabulary import vocabulary
from comity.treaty.legalbasis import basis_case
from comity.treaty.questions import Asked, Question, Verdict, as_day
from comity.treaty.rulebook import country_words
from comity.treaty.wording import Fact


def always(asked: Asked) -> Verdict | None:
    """Give the one case of the rule."""
    return Verdict(asked.use("case"), asked.states())


def given(asked: Asked) -> Verdict | None:
    """Ask whether all the named fields have a value."""
    keys = asked.uses("fields")
    lacking = tuple(key for key in keys if not asked.given(key))
    if lacking:
        return Verdict("missing", {"labels": tuple(asked.label_of_field(key) for key in lacking)}, lacking)
    says = asked.use("says")
    return Verdict("given", {"value": asked.labels_of(says, asked.codes(says))}, keys)


def items(asked: Asked) -> Verdict | None:
    """Ask whether the named items of the form are complete; silent when they are."""
    unknown = asked.rule.uses.get("unknown")
    if unknown and asked.facts.fields.get(str(unknown)) is True and not _other_in_item(asked, str(unknown)):
        return Verdict("unknown", asked.states(), (str(unknown),))
    lacking = asked.lacking(asked.uses("items"))
    if not lacking:
        return None
    return Verdict("missing", {"labels": tuple(one.labels for one in lacking)}, tuple(one.key for one in lacking))


def items_complete(asked: Asked) -> Verdict | None:
    """Say so when every named item is complete; silent otherwise, because each item has its own rule."""
    return None if asked.lacking(asked.uses("items")) else Verdict("complete")


def offence_gate(asked: Asked) -> Verdict | None:
    """Ask for an offence of the Convention, whatever its penalty; else for the floor in months."""
    offences = asked.codes("offences")
    if not offences:
        return None
    convention = tuple(code for code in offences if code in asked.uses("convention"))
    if convention:
        return Verdict("convention", {"offences": asked.labels_of("offences", convention)}, ("offences",))
    floor, months = asked.floor(), asked.number("max_penalty_months")
    if months is None:
        return Verdict("no-penalty", {"floor": floor}, ("max_penalty_months",))
    facts: dict[str, Fact] = {**asked.states(), "floor": floor, "months": months}
    return Verdict("serious" if months >= floor else "below", facts, ("offences", "max_penalty_months"))


def rights_signs(asked: Asked) -> Verdict | None:
    """Look at what the offences say of speech; never more than a note for the person who reads."""
    offences = asked.codes("offences")
    speech = tuple(code for code in offences if code in asked.uses("speech"))
    if speech:
        alone = len(speech) == len(offences)
        return None if alone else Verdict("speech", {"offences": asked.labels_of("offences", speech)}, ("offences",))
    broad = tuple(code for code in offences if code in asked.uses("broad"))
    if broad:
        return Verdict("broad", {"offences": asked.labels_of("offences", broad)}, ("offences", "facts"))
    return Verdict("clear", {}, ("offences",)) if offences else None


def speech_only(asked: Asked) -> Verdict | None:
    """Ask whether the request is about speech alone."""
    offences = asked.codes("offences")
    return Verdict("speech-only", {}, ("offences",)) if offences and set(offences) <= set(asked.uses("speech")) else None


def in_force(asked: Asked) -> Verdict | None:
    """Ask whether the instrument binds both States; silent where the act stands on another one."""
    facts = asked.facts
    if asked.rule.instrument != asked.instrument:
        return None
    base = asked.book.kind(facts.about).base(asked.instrument) if facts.about in asked.book.kinds else None
    name, said, rests_on = basis_case(
        asked.rule.instrument,
        from_=facts.from_country,
        to=facts.to_country,
        on=asked.on,
        rulebook=asked.book,
        article=base.article if base else "",
    )
    return Verdict(name, said, (), rests_on)


def language(asked: Asked) -> Verdict | None:
    """Ask whether the receiver accepts the languages of the free texts; silent when there is none."""
    written = {
        one.key: str(value.get("language", ""))
        for one in asked.form.fields
        if one.type == "text" and isinstance(value := asked.facts.fields.get(one.key), Mapping) and value.get("text")
    }
    if not written:
        return None
    accepted = asked.book.languages_of(asked.facts.to_country, instrument=asked.instrument, on=asked.on)
    if accepted is None:
        accepted = asked.book.languages_of(asked.facts.to_country, instrument=asked.rule.instrument, on=asked.on)
    strange = {key: code for key, code in written.items() if accepted is not None and code not in accepted.value}
    shown = strange or written
    languages = tuple(_language_words(code) for code in dict.fromkeys(shown.values()))
    facts: dict[str, Fact] = {"to": country_words(asked.facts.to_country), "language": languages}
    if accepted is None:
        return Verdict("not-recorded", facts, tuple(shown))
    facts["accepted"] = tuple(_language_words(other) for other in accepted.value)
    return Verdict("not-accepted" if strange else "accepted", facts, tuple(shown))


def roles(asked: Asked) -> Verdict | None:
    """Ask whether a contact point or a central authority stands on each side."""
    sides = ((asked.facts.from_country, asked.facts.from_role), (asked.facts.to_country, asked.facts.to_role))
    wrong = tuple(country_words(country) for country, role in sides if role is not None and role not in asked.uses("roles"))
    if wrong:
        return Verdict("wrong", {"states": wrong}, ("authority",))
    silent = tuple(country_words(country) for country, role in sides if role is None)
    return Verdict("not-recorded", {"states": silent}) if silent else Verdict("right")


def own_authority(asked: Asked) -> Verdict | None:
    """Ask whether the authority is one of the sending State; silent when it is, or is not readable."""
    key = asked.use("field")
    try:
        country = AuthorityId(asked.text(key)).country
    except Refused:
        return None
    if country == asked.facts.from_country:
        return None
    return Verdict("foreign", {"authority": asked.text(key), "from": country_words(asked.facts.from_country)}, (key,))


def period(asked: Asked) -> Verdict | None:
    """Ask whether a period runs forward; silent when it does, or is not given."""
    value = asked.facts.fields.get(asked.use("field"))
    if not isinstance(value, Mapping):
        return None
    start, end = as_day(value.get("from")), as_day(value.get("to"))
    if start is None or end is None or start <= end:
        return None
    return Verdict("reversed", {"start": start, "end": end}, (asked.use("field"),))


def review_date(asked: Asked) -> Verdict | None:
    """Ask for a day of review where secrecy is asked."""
    if not set(asked.codes(asked.use("field"))) & set(asked.uses("codes")):
        return None
    day = asked.day(asked.use("date"))
    if day is None:
        return Verdict("undated", {}, (asked.use("date"),))
    return Verdict("dated" if day >= asked.on else "past", {"day": day}, (asked.use("date"),))


def asked_length(asked: Asked) -> Verdict | None:
    """Ask whether the length that the request names, in days or as a last day, reaches the floor."""
    least, days, until = asked.floor(), asked.number("length_days"), asked.day("length_until")
    facts: dict[str, Fact] = {"least": least, "on": asked.on, "earliest": _days_after(asked.on, least)}
    if days is None and until is None:
        return Verdict("unstated", facts, ("length_days", "length_until"))
    if until is not None:
        facts["end"] = until
        if until < asked.on:
            return Verdict("past", facts, ("length_until",))
        if days is not None and _days_after(asked.on, days) != until:
            return Verdict("both", {**facts, "days": days}, ("length_days", "length_until"))
        days = (until - asked.on).days
    facts["days"] = days or 0
    return Verdict("enough" if (days or 0) >= least else "short", facts, ("length_days", "length_until"))


def mla_date(asked: Asked) -> Verdict | None:
    """Ask whether the request for assistance is planned while the data are kept; silent when it is, or not planned."""
    planned, days, until = asked.day("mla_date"), asked.number("length_days"), asked.day("length_until")
    if planned is None:
        return None
    end = until or _days_after(asked.on, days or asked.floor())
    return Verdict("late", {"day": planned, "end": end}, ("mla_date",)) if planned > end else None


def time_ahead(asked: Asked) -> Verdict | None:
    """Ask whether a day for the reply lies ahead; silent when it does, or none is given."""
    day = asked.day(asked.use("field"))
    return Verdict("past", {"day": day, "on": asked.on}, (asked.use("field"),)) if day is not None and day <= asked.on else None


def original(asked: Asked) -> Verdict | None:
    """Ask for the number of the first request, and whether that one is known here."""
    named = asked.text(asked.use("field"))
    if not named:
        return Verdict("missing", {}, (asked.use("field"),))
    first = asked.facts.original
    if first is None or first.end is None or first.reference is None or first.reference.text != named:
        return Verdict("unknown", {**asked.states(), "original": named}, (asked.use("field"),))
    return Verdict("known", {"original": named, "end": first.end}, (asked.use("field"),))


def in_time(asked: Asked) -> Verdict | None:
    """Ask whether the preservation still runs; silent when no end is known."""
    first = asked.facts.original
    if first is None or first.end is None:
        return None
    return Verdict("in-time" if asked.now < first.end else "gap", {"end": first.end})


def _other_in_item(asked: Asked, key: str) -> bool:
    form = asked.form
    mine = form.item(form.by_key[key].item).fields
    return any(asked.given(one.key) for one in mine if one.key != key)


def _language_words(code: str) -> Fact:
    found = vocabulary("language").by_code.get(code)
    return code if found is None else found.labels


def _days_after(day: date, count: int) -> date:
    try:
        return day + timedelta(days=count)
    except OverflowError:
        return date.max


QUESTIONS: Final[Mapping[str, Question]] = {
    "always": always,
    "given": given,
    "items": items,
    "items-complete": items_complete,
    "offence-gate": offence_gate,
    "rights-signs": rights_signs,
    "speech-only": speech_only,
    "in-force": in_force,
    "language": language,
    "roles": roles,
    "own-authority": own_authority,
    "period": period,
    "review-date": review_date,
    "asked-length": asked_length,
    "mla-date": mla_date,
    "time-ahead": time_ahead,
    "original": original,
    "in-time": in_time,
}
