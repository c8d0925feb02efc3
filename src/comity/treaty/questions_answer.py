"""The questions that rules ask of answers, consultations and notices."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.treaty.answers import reserved_grounds
from comity.treaty.pack import GroundRow
from comity.treaty.questions import DAY, Asked, Question, Verdict
from comity.treaty.wording import Fact


def decided(asked: Asked) -> Verdict | None:
    """Say so when the decision is one of those named."""
    return Verdict(asked.use("case"), {}, ("decision",)) if asked.decided("decisions") else None


def part(asked: Asked) -> Verdict | None:
    """Ask whether a partial grant says which part, and stays within what was asked; silent when it does."""
    if not asked.decided("partly"):
        return None
    key = asked.use("field")
    granted = asked.codes(key)
    if not granted:
        return Verdict("missing", {}, (key,))
    first = asked.facts.original
    wanted = first.fields.get(asked.use("asked")) if first and first.fields else None
    extra = tuple(code for code in granted if isinstance(wanted, list) and code not in wanted)
    return Verdict("beyond", {"extra": asked.labels_of(key, extra)}, (key,)) if extra else None


def reasons(asked: Asked) -> Verdict | None:
    """Ask a refusal, also a partial one, for its grounds."""
    if not asked.decided("refusing"):
        return None
    grounds = asked.codes("grounds")
    if not grounds:
        return Verdict("missing", {}, ("grounds",))
    return Verdict("given", {"grounds": asked.labels_of("grounds", grounds)}, ("grounds",))


def allowed_grounds(asked: Asked) -> Verdict | None:
    """Ask whether each ground may be used; silent when none is named, for then the reasons are asked for."""
    grounds = asked.codes("grounds")
    if not grounds or (asked.facts.part == "answer" and not asked.decided("refusing")):
        return None
    bad = tuple(code for code in grounds if not _may_use(asked, code))
    facts: dict[str, Fact] = {"grounds": asked.labels_of("grounds", bad or grounds)}
    return Verdict("not-allowed" if bad else "allowed", facts, ("grounds",))


def consult_first(asked: Asked) -> Verdict | None:
    """Ask whether consultation is owed for one of the grounds, and took place."""
    grounds = asked.codes("grounds")
    if not grounds or not asked.decided("refusing"):
        return None
    owed = tuple(code for code in grounds if _consult_owed(asked, code))
    facts: dict[str, Fact] = {"grounds": asked.labels_of("grounds", owed or grounds)}
    if not owed:
        return Verdict("not-owed", facts, ("grounds",))
    return Verdict("done" if asked.facts.consulted else "owed", facts, ("grounds",))


def proposal(asked: Asked) -> Verdict | None:
    """Ask a consultation for the ground in view, or for the reason of a postponement in view."""
    grounds = asked.codes("grounds")
    if not grounds:
        key = asked.use("postponing")
        waiting = asked.codes(key)
        return (
            Verdict("postponement", {"reasons": asked.labels_of(key, waiting)}, (key,)) if waiting else Verdict("missing", {}, ("grounds",))
        )
    owed = tuple(code for code in grounds if _consult_owed(asked, code))
    return Verdict("owed" if owed else "not-owed", {"grounds": asked.labels_of("grounds", owed or grounds)}, ("grounds",))


def conditions(asked: Asked) -> Verdict | None:
    """Ask whether the conditions are named and known; silent where none is needed or named."""
    codes = asked.codes("conditions")
    if not codes:
        return Verdict("none", {}, ("conditions",)) if asked.decided("needing") else None
    one = asked.form.by_key.get("conditions")
    unknown = tuple(code for code in codes if one is None or code not in one.accepts)
    if unknown:
        return Verdict("unknown", {"conditions": unknown}, ("conditions",))
    return Verdict("named", {"conditions": asked.labels_of("conditions", codes)}, ("conditions",))


def risk(asked: Asked) -> Verdict | None:
    """Ask a risk notice for the risk."""
    if asked.facts.part == "answer" and not asked.decided("telling"):
        return None
    risks = asked.codes(asked.use("field"))
    if not risks:
        return Verdict("missing", {}, (asked.use("field"),))
    return Verdict("named", {"risks": asked.labels_of(asked.use("field"), risks)}, (asked.use("field"),))


def granted_length(asked: Asked) -> Verdict | None:
    """Ask a grant for explicit start and end, in order, and far enough apart; whole days of 24 hours count."""
    if not asked.decided("granting"):
        return None
    least = asked.book.value(asked.rule.id, "least_days", on=asked.on).value
    start, end = asked.instant("start"), asked.instant("end")
    if start is None or end is None:
        lacking = tuple(key for key, moment in (("start", start), ("end", end)) if moment is None)
        return Verdict("unstated", {"labels": tuple(asked.label_of_field(key) for key in lacking), "least": least}, lacking)
    facts: dict[str, Fact] = {"start": start, "end": end, "least": least, "days": (end - start) // DAY}
    if end <= start:
        return Verdict("reversed", facts, ("start", "end"))
    if end - start < least * DAY:
        return Verdict("short", {**facts, "earliest": _later(start, least * DAY)}, ("end",))
    return Verdict("enough", facts, ("start", "end"))


def home_order(asked: Asked) -> Verdict | None:
    """Ask whether one home order covers the grant; silent when it does."""
    start, end = asked.instant("start"), asked.instant("end")
    if not asked.decided("granting") or start is None or end is None:
        return None
    most = asked.book.value(asked.rule.id, "most_days", on=asked.on).value
    if end - start <= most * DAY:
        return None
    return Verdict("renew", {"days": -((start - end) // DAY), "most": most}, ("end",))


def later_end(asked: Asked) -> Verdict | None:
    """Ask an extension, or the grant of one, for an end after the old one; silent when no old end is known."""
    if asked.facts.part == "answer" and not asked.decided("granting"):
        return None
    key = asked.use("field")
    end, first = asked.instant(key), asked.facts.original
    if end is None:
        return Verdict("missing", {}, (key,))
    if first is None or first.end is None:
        return None
    return Verdict("later" if first.end < end else "not-later", {"old": first.end, "end": end}, (key,))


def _ground(asked: Asked, code: str) -> GroundRow | None:
    try:
        return asked.book.ground(code, kind=asked.facts.about, instrument=asked.facts.instrument)
    except Refused:
        return None


def _may_use(asked: Asked, code: str) -> bool:
    """Say whether the text offers the ground, or the answering State reserved it for itself."""
    row = _ground(asked, code)
    if row is None or row.offered:
        return row is not None
    return code in reserved_grounds(row, of=asked.facts.from_country, rulebook=asked.book, on=asked.on)


def _consult_owed(asked: Asked, code: str) -> bool:
    row = _ground(asked, code)
    return row is not None and row.consult.owed


def _later(start: Instant, length: timedelta) -> Fact:
    try:
        return start + length
    except Refused:
        return start


QUESTIONS: Final[Mapping[str, Question]] = {
    "decided": decided,
    "part": part,
    "reasons": reasons,
    "allowed-grounds": allowed_grounds,
    "consult-first": consult_first,
    "proposal": proposal,
    "conditions": conditions,
    "risk": risk,
    "granted-length": granted_length,
    "home-order": home_order,
    "later-end": later_end,
}
