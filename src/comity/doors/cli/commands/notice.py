"""`comity notice`: whether mail and webhook work, and what waits or failed."""

from pathlib import Path

import click

from comity.doors.cli.node import boot, for_programs, now, of_node
from comity.doors.cli.voice import say, spoken, tell, tell_json
from comity.terms.speech import gettext_noop


@click.group
def notice() -> None:
    """Notices by mail and webhook."""


@notice.command
@of_node
@for_programs
@spoken
def status(home_path: Path, *, as_json: bool) -> None:
    """Count what is sent, waits, was refused or given up, and say why the last ones did not go.

    Ends with 1 where something was refused or given up.
    """
    boot(home_path)
    from comity.desk.telling.showing import counts, faults

    found, wrong = counts(), faults()
    if as_json:
        tell_json({"counts": found, "faults": [{"state": one.state, "why": one.why, "attempts": one.attempts} for one in wrong]})
    else:
        facts = {name: found.get(name, 0) for name in ("sent", "owed", "held", "refused", "dropped")}
        template = gettext_noop(
            "%(sent)s sent, %(owed)s wait to be sent, %(held)s held for their hour, %(refused)s refused, %(given)s given up, "
            "%(dropped)s not sent."
        )
        tell(say(template, given=found.get("given-up", 0), **facts))
        for one in wrong:
            tell(f"  {one.state}: {one.why} ({one.to or 'webhook'}, {one.attempts}, {one.at})")
    click.get_current_context().exit(1 if found.get("refused", 0) + found.get("given-up", 0) else 0)


@notice.command
@click.option("--officer", "officer_id", default="", help="The officer whose confirmed address gets the test; without it the webhook.")
@of_node
@for_programs
@spoken
def test(officer_id: str, *, home_path: Path, as_json: bool) -> None:
    """Send a test now, to an officer's address or to the webhook, and say what became of it.

    Ends with 1 where it was not taken. The node may run meanwhile.
    """
    home = boot(home_path)
    from comity.courier.telling import send_one
    from comity.desk.telling.showing import NoWay, outcome_of, owe_test
    from comity.directory.people import find_officer

    if (home.notices.mail if officer_id else home.notices.webhook) is None:
        raise NoWay
    key = owe_test(find_officer(officer_id) if officer_id else None, at=now())
    send_one(key, home=home, now=now)
    found = outcome_of(key)
    if as_json:
        tell_json({"state": found.state, "why": found.why})
    elif found.state == "sent":
        tell(say(gettext_noop("The test was taken.")))
    else:
        tell(say(gettext_noop("The test was not taken: %(why)s. docs/operators/notices.md says what each reason means."), why=found.why))
    click.get_current_context().exit(0 if found.state == "sent" else 1)
