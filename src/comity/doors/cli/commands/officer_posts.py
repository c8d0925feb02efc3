"""`comity officer …`: what officers are trusted with: roles, units, clearance, a mission's country, mandates with dates."""

from datetime import date, datetime, timedelta
from pathlib import Path

import click

from comity.directory.policy import Role
from comity.doors.cli.node import boot, now, of_node
from comity.doors.cli.voice import say, spoken, tell
from comity.terms.identifiers import Country
from comity.terms.instants import Instant
from comity.terms.levels import Level
from comity.terms.speech import gettext_noop

ROLES = tuple(role.value for role in Role)
LEVELS = tuple(level.value for level in Level)


@click.command
@click.argument("sign_in")
@click.argument("roles", nargs=-1, required=True, type=click.Choice(ROLES))
@of_node
@spoken
def role(sign_in: str, *, roles: tuple[str, ...], home_path: Path) -> None:
    """Give SIGN_IN exactly ROLES, without dates; a role with mandates holds by those alone."""
    boot(home_path)
    from comity.directory.people import find_officer
    from comity.directory.posts import give_roles

    given = give_roles(find_officer(sign_in), roles=map(Role, roles), by="operator", at=now())
    tell(say(gettext_noop("%(officer)s now has: %(given)s."), officer=sign_in, given=", ".join(given.roles)))


@click.command
@click.argument("code", required=False)
@click.option("--en", help="What the unit is called in English.")
@click.option("--vi", help="What the unit is called in Vietnamese.")
@click.option("--of", "members", multiple=True, help="An officer who is to belong to it; repeatable.")
@of_node
@spoken
def unit(code: str | None, *, en: str | None, vi: str | None, members: tuple[str, ...], home_path: Path) -> None:
    """Make or name the unit CODE, and let officers belong to it; without CODE list the units."""
    boot(home_path)
    from comity.directory.people import find_officer
    from comity.directory.posts import give_units, make_unit, units_here

    if code is None:
        for one in units_here():
            tell(f"{one.code}  {one.names.get('en', '')}  {one.names.get('vi', '')}")
        return
    if (en is None) != (vi is None):
        raise click.UsageError(say(gettext_noop("Name the unit in both languages: --en and --vi.")))
    if en is not None and vi is not None:
        make_unit(code, names={"en": en, "vi": vi}, by="operator", at=now())
    for name in members:
        member = find_officer(name)
        give_units(member, units=[*member.units, code], by="operator", at=now())
    tell(say(gettext_noop("The unit %(unit)s is as you said."), unit=code))


@click.command
@click.argument("sign_in")
@click.argument("level", type=click.Choice(LEVELS))
@of_node
@spoken
def clearance(sign_in: str, *, level: str, home_path: Path) -> None:
    """Let SIGN_IN read up to LEVEL."""
    boot(home_path)
    from comity.directory.people import find_officer
    from comity.directory.posts import give_clearance

    give_clearance(find_officer(sign_in), level=Level(level), by="operator", at=now())
    tell(say(gettext_noop("%(officer)s may read up to: %(level)s."), officer=sign_in, level=level))


@click.command
@click.argument("sign_in")
@click.argument("code", default="")
@of_node
@spoken
def country(sign_in: str, *, code: str, home_path: Path) -> None:
    """Name the one country CODE whose cases SIGN_IN sees at a mission abroad; without CODE none."""
    boot(home_path)
    from comity.directory.people import find_officer
    from comity.directory.posts import give_country

    give_country(find_officer(sign_in), country=Country(code.upper()) if code else None, by="operator", at=now())
    tell(
        say(
            gettext_noop("%(officer)s, of a mission abroad, sees the cases with: %(country)s."),
            officer=sign_in,
            country=code.upper() or "-",
        )
    )


@click.command
@click.argument("sign_in")
@click.option("--role", "held", type=click.Choice(ROLES), help="The role that the mandate gives.")
@click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), help="Its first day, at the node's place.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Its last day; without it the mandate has no end.")
@click.option("--basis", default="", help="The decision that it rests on.")
@click.option("--acts-for", help="The colleague in whose place the officer acts.")
@click.option("--end", "number", type=int, help="End the mandate of this number now.")
@of_node
@spoken
def mandate(
    sign_in: str,
    *,
    held: str | None,
    since: datetime | None,
    until: datetime | None,
    basis: str,
    acts_for: str | None,
    number: int | None,
    home_path: Path,
) -> None:
    """Give SIGN_IN a role with dates, end one, or list them all."""
    home = boot(home_path)
    from comity.directory.people import find_officer
    from comity.directory.posts import end_mandate, give_mandate, written_mandates

    found = find_officer(sign_in)
    if number is not None:
        end_mandate(found, number=number, by="operator", at=now())
    elif held is not None and since is not None:
        give_mandate(
            found,
            role=Role(held),
            since=_midnight(since.date(), home.zone),
            until=_midnight(until.date() + timedelta(days=1), home.zone) if until else None,
            basis=basis,
            by="operator",
            at=now(),
            acts_for=find_officer(acts_for) if acts_for else None,
        )
    elif held is not None or since is not None:
        raise click.UsageError(say(gettext_noop("A mandate needs --role and --from.")))
    for one in written_mandates(found):
        tell(f"{one.pk}  {one.role}  {one.since}  {one.until or '-'}  {one.acts_for.officer_id if one.acts_for else '-'}  {one.basis}")


COMMANDS = (role, unit, clearance, country, mandate)


def _midnight(day: date, zone: str) -> Instant:
    from zoneinfo import ZoneInfo

    return Instant.of(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)))
