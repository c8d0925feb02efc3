"""Between these two States, on this day: which texts carry a request, which of them bind, and why the others do not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from comity.terms.identifiers import Country
from comity.terms.vocabulary import Verified
from comity.treaty.pack import BaseRow, Instrument, Outcome, ReservationRow, StatusRow
from comity.treaty.rulebook import NoRule, Rulebook, country_words
from comity.treaty.wording import Cited, Fact, Words, fill, weaker

_BOUND: Final = frozenset({"party", "member"})
_KEPT: Final = 512  # answers of `basis_case`: each text between two States on a day, for each article, is one


@dataclass(frozen=True, slots=True)
class Basis:
    """One text and what it gives between two States on a day.

    `article` is where the kind stands; `cites` where the text says whom it binds. `case` is the case of that rule that holds;
    `carries` says whether a request may stand on it; `binds` whether both States are bound. A text that carries without binding
    is voluntary, by reciprocity: a warning, never a stop.
    """

    instrument: str
    article: str
    cites: str
    case: str
    carries: bool
    binds: bool
    outcome: Outcome
    verified: Verified
    title: Words
    reason: Words
    mend: Words | None
    checked_on: date
    from_status: tuple[StatusRow, ...]
    to_status: tuple[StatusRow, ...]


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """Every text that knows a kind, those that carry it first; the rest say why they do not.

    A treaty of the two States stands before all, then what binds before what is voluntary; texts that serve offences or authorities of
    their own alone come last, for only an officer can say that the case is one of theirs.
    """

    kind: str
    carrying: tuple[Basis, ...]
    others: tuple[Basis, ...]

    @property
    def first(self) -> Basis | None:
        """The text on which a request stands unless an officer chooses another; None where none carries it."""
        return self.carrying[0] if self.carrying else None

    def under(self, instrument: str) -> Basis | None:
        """Return what one text gives, None where it does not know the kind."""
        return next((basis for basis in (*self.carrying, *self.others) if basis.instrument == instrument), None)


def legal_basis(kind: str, *, from_: Country, to: Country, on: date, rulebook: Rulebook) -> LegalBasis:
    """Return what every text that knows `kind` gives between two States on a day; raises `NoRule` for an unknown kind.

    A text that did not exist on that day is left out; when all of them are, the day is too early and `NoRule` is raised.
    """
    row = rulebook.kind(kind)
    found = tuple(_bases(row.bases, from_=from_, to=to, on=on, rulebook=rulebook))
    if not found:
        raise NoRule(kind, on=on)
    carrying = sorted((basis for basis in found if basis.carries), key=lambda basis: _place(basis, rulebook.instruments[basis.instrument]))
    return LegalBasis(kind, tuple(carrying), tuple(basis for basis in found if not basis.carries))


def _bases(rows: Iterable[BaseRow], *, from_: Country, to: Country, on: date, rulebook: Rulebook) -> Iterable[Basis]:
    for row in rows:
        treaty = rulebook.instruments[row.instrument]
        if not any(one.since <= on for one in treaty.in_force):
            continue
        rule = rulebook.rule(treaty.basis)
        name, facts, rests_on = basis_case(row.instrument, from_=from_, to=to, on=on, rulebook=rulebook, article=row.article)
        case = rule.cases[name]
        yield Basis(
            instrument=row.instrument,
            article=row.article,
            cites=rule.article,
            case=name,
            carries=case.outcome != "stop",
            binds=name == "in-force",
            outcome=case.outcome,
            verified=weaker(rule.verified, rests_on),
            title=fill(case.claim, facts),
            reason=fill(case.reason, facts),
            mend=fill(case.mend, facts) if case.mend else None,
            checked_on=rulebook.in_force(row.instrument, on=on).checked_on,
            from_status=rulebook.status_of(from_, instrument=row.instrument, on=on),
            to_status=rulebook.status_of(to, instrument=row.instrument, on=on),
        )


def _place(basis: Basis, text: Instrument) -> tuple[bool, bool, bool]:
    """Return where a text stands on the list; what is false comes first."""
    return text.narrow, not basis.binds, text.nature != "bilateral"


def basis_case(
    instrument: str, *, from_: Country, to: Country, on: date, rulebook: Rulebook, article: str = ""
) -> tuple[str, Mapping[str, Fact], Verified]:
    """Return which case of the text's rule holds, its facts, and how well the status behind it was checked; found once for a day.

    Cases: `unknown-state`, `not-in-force`, `not-parties`, `reserved` (a reservation takes `article` away), `in-force`.
    """
    asked = (instrument, from_.text, to.text, on, article)
    known: tuple[str, Mapping[str, Fact], Verified] | None = rulebook.standing.get(asked)
    if known is None:
        known = _basis_case(instrument, from_=from_, to=to, on=on, rulebook=rulebook, article=article)
        if len(rulebook.standing) >= _KEPT:
            rulebook.standing.clear()
        rulebook.standing[asked] = known
    return known


def _basis_case(
    instrument: str, *, from_: Country, to: Country, on: date, rulebook: Rulebook, article: str
) -> tuple[str, dict[str, Fact], Verified]:
    in_force = rulebook.in_force(instrument, on=on)
    facts: dict[str, Fact] = {"from": country_words(from_), "to": country_words(to), "on": on, "checked": in_force.checked_on}
    rests_on = in_force.verified or Verified.MEMORY
    treaty = rulebook.instruments[instrument]
    known = {state: rulebook.status_of(state, instrument=instrument, on=on) for state in (from_, to)}
    for state in (from_, to):
        if state.text.startswith("X") and not known[state] and state.text not in treaty.parties:
            return "unknown-state", {**facts, "state": state.text}, Verified.CERTIFIED_TEXT
    if not in_force.in_force:
        return "not-in-force", facts, rests_on
    if treaty.parties or treaty.nature == "resolution":
        bound = treaty.nature == "resolution" or {from_.text, to.text} <= set(treaty.parties)
    else:
        last = [_last_act(known[state]) for state in (from_, to)]
        bound = all(row is not None and row.act in _BOUND for row in last)
        for row in last:
            rests_on = weaker(rests_on, row.verified) if row is not None and row.act in _BOUND else rests_on
    if not bound:
        return "not-parties", facts, rests_on
    reserved = _reserved(instrument, article, (from_, to), on=on, rulebook=rulebook)
    if reserved is not None:
        return (
            "reserved",
            {**facts, "state": country_words(Country(reserved.country)), "said": reserved.said},
            reserved.verified or rests_on,
        )
    return "in-force", facts, rests_on


def _last_act(rows: tuple[StatusRow, ...]) -> StatusRow | None:
    """Return the act that says whether a State is bound: the last one that makes it so or ends it."""
    return next((row for row in reversed(rows) if row.act in {*_BOUND, "left"}), None)


def _reserved(instrument: str, article: str, states: tuple[Country, ...], *, on: date, rulebook: Rulebook) -> ReservationRow | None:
    for state in states:
        for row in rulebook.reservations_of(state, instrument=instrument, on=on):
            if row.removes and article and _within(article, row.article):
                return row
    return None


def _within(article: str, reserved: str) -> bool:
    """Say whether `article` is the reserved one or a paragraph of it."""
    return article == reserved or article.startswith(f"{reserved}(")


def status_answer(country: Country, *, instrument: str, on: date, rulebook: Rulebook) -> Cited[StatusRow] | None:
    """Return the latest thing recorded of a State, cited; None when nothing is."""
    rows = rulebook.status_of(country, instrument=instrument, on=on)
    if not rows:
        return None
    last = rows[-1]
    treaty: Instrument = rulebook.instruments[instrument]
    cites = rulebook.rule(treaty.clauses.get("signature", treaty.basis))
    return Cited(last, instrument, cites.article, last.source, last.verified or Verified.MEMORY)
