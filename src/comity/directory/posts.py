"""Gives what officers are trusted with: roles, units, clearance, a mission's country, mandates. Each is an act of the journal."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from django.db import transaction

from comity.directory.noting import note
from comity.directory.policy import Role, require_together
from comity.records.models import Mandate, Officer, Unit
from comity.terms.identifiers import Country
from comity.terms.instants import Instant
from comity.terms.levels import Level
from comity.terms.refusals import Malformed, Refused
from comity.terms.speech import gettext_noop

OPERATOR: Final = "operator"
_UNIT: Final = re.compile(r"[a-z][a-z0-9-]{0,23}")
LANGUAGES: Final = ("en", "vi")


class OwnPost(Refused):
    """An officer tried to change what they themselves are trusted with."""

    wire_class = "policy"
    sentence = gettext_noop("%(name)s cannot change their own post.")
    next_step = gettext_noop("A colleague who gives posts can; the journal keeps who gave what to whom.")


class NoSuchUnit(Refused):
    """The authority has no unit of that code."""

    sentence = gettext_noop("There is no unit %(unit)s at this node.")
    next_step = gettext_noop("“comity officer unit” without a name lists the units, and makes a new one.")


class MandateWrong(Refused):
    """The mandate cannot be as it was typed."""

    sentence = gettext_noop("This mandate cannot be written: %(why)s.")
    next_step = gettext_noop("A mandate names the decision it rests on, and ends after it begins; nobody acts for themselves.")


@transaction.atomic
def give_roles(officer: Officer, *, roles: Iterable[Role], by: Officer | str, at: Instant) -> Officer:
    """Give `officer` exactly `roles`, without dates; raises `OwnPost`, `RolesDoNotGoTogether`."""
    wanted = tuple(dict.fromkeys(roles))
    locked = _locked(officer, by=by)
    dated = {Role(role) for role in Mandate.objects.filter(officer=locked).values_list("role", flat=True)}
    require_together({*wanted, *dated})
    before, locked.roles = locked.roles, [role.value for role in wanted]
    locked.save(update_fields=["roles"])
    note("officer.roles-given", by=by, at=at, facts={"officer": locked.officer_id, "from": before, "to": locked.roles})
    return locked


@transaction.atomic
def make_unit(code: str, *, names: Mapping[str, str], by: Officer | str, at: Instant) -> Unit:
    """Make a unit of the authority, or name it anew; `names` by language. Raises `Malformed` for a code that is none."""
    if not _UNIT.fullmatch(code):
        raise Malformed("unit", f"{code[:24]!a} is not lower-case letters, digits and hyphens, up to 24, a letter first")
    unit, _ = Unit.objects.update_or_create(code=code, defaults={"names": dict(names)})
    note("unit.named", by=by, at=at, facts={"unit": code, "names": dict(names)})
    return unit


@transaction.atomic
def give_units(officer: Officer, *, units: Iterable[str], by: Officer | str, at: Instant) -> Officer:
    """Let `officer` belong to exactly `units`; raises `OwnPost`, `NoSuchUnit`."""
    wanted = list(dict.fromkeys(units))
    known = set(Unit.objects.filter(code__in=wanted).values_list("code", flat=True))
    for code in wanted:
        if code not in known:
            raise NoSuchUnit(unit=code[:24])
    locked = _locked(officer, by=by)
    before, locked.units = locked.units, wanted
    locked.save(update_fields=["units"])
    note("officer.units-given", by=by, at=at, facts={"officer": locked.officer_id, "from": before, "to": wanted})
    return locked


@transaction.atomic
def give_clearance(officer: Officer, *, level: Level, by: Officer | str, at: Instant) -> Officer:
    """Let `officer` read up to `level`; raises `OwnPost`."""
    locked = _locked(officer, by=by)
    before, locked.clearance = locked.clearance, level.value
    locked.save(update_fields=["clearance"])
    note("officer.cleared", by=by, at=at, facts={"officer": locked.officer_id, "from": before, "to": level.value})
    return locked


@transaction.atomic
def give_country(officer: Officer, *, country: Country | None, by: Officer | str, at: Instant) -> Officer:
    """Name the one country whose cases an officer of a mission abroad sees; None for none. Raises `OwnPost`."""
    locked = _locked(officer, by=by)
    before, locked.country = locked.country, country.text if country else ""
    locked.save(update_fields=["country"])
    note("officer.country-given", by=by, at=at, facts={"officer": locked.officer_id, "from": before, "to": locked.country})
    return locked


@transaction.atomic
def give_mandate(
    officer: Officer,
    *,
    role: Role,
    since: Instant,
    until: Instant | None,
    basis: str,
    by: Officer | str,
    at: Instant,
    acts_for: Officer | None = None,
) -> Mandate:
    """Let `officer` hold `role` from `since` until `until`, by the decision `basis`; with `acts_for` in that colleague's place.

    From now on the role holds by its mandates alone. Raises `OwnPost`, `MandateWrong`, `RolesDoNotGoTogether`.
    """
    locked = _locked(officer, by=by)
    for wrong, why in (
        (not basis.strip(), "it names no decision"),
        (until is not None and until <= since, "it ends before it begins"),
        (acts_for is not None and acts_for.pk == locked.pk, "nobody acts for themselves"),
    ):
        if wrong:
            raise MandateWrong(why=why)
    others = {Role(one) for one in (*locked.roles, *Mandate.objects.filter(officer=locked).values_list("role", flat=True))}
    require_together({*others, role})
    made = Mandate.objects.create(
        officer=locked,
        role=role.value,
        since=since,
        until=until,
        basis=basis.strip()[:400],
        acts_for=acts_for,
        given_by=by if isinstance(by, str) else by.officer_id,
        given_at=at,
    )
    _note_mandate("mandate.given", made, by=by, at=at)
    return made


@transaction.atomic
def end_mandate(officer: Officer, *, number: int, by: Officer | str, at: Instant) -> Mandate:
    """End a mandate of the officer's now, if it has not ended before; raises `OwnPost`, `MandateWrong`."""
    locked = _locked(officer, by=by)
    found = Mandate.objects.filter(officer=locked, pk=number).first()
    if found is None or (found.until is not None and found.until <= at) or at <= found.since:
        raise MandateWrong(why="it is not in force")
    found.until = at
    found.save(update_fields=["until"])
    _note_mandate("mandate.ended", found, by=by, at=at)
    return found


def units_here() -> tuple[Unit, ...]:
    """Return the units of the authority, by code."""
    return tuple(Unit.objects.order_by("code"))


def written_mandates(officer: Officer) -> tuple[Mandate, ...]:
    """Return the rows of the officer's mandates, newest first."""
    return tuple(Mandate.objects.filter(officer=officer).select_related("acts_for").order_by("-id"))


def _locked(officer: Officer, *, by: Officer | str) -> Officer:
    if not isinstance(by, str) and by.pk == officer.pk:
        raise OwnPost(name=officer.name)
    return Officer.objects.select_for_update().get(pk=officer.pk)


def _note_mandate(name: str, made: Mandate, *, by: Officer | str, at: Instant) -> None:
    facts = {
        "officer": made.officer.officer_id,
        "mandate": made.pk,
        "role": made.role,
        "from": str(made.since),
        "until": str(made.until) if made.until else "",
        "basis": made.basis,
        "acts_for": made.acts_for.officer_id if made.acts_for else "",
    }
    note(name, by=by, at=at, facts=facts)
