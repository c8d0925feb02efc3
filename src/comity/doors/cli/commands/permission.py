"""`comity permission`: what two officers allowed that is off or denied by itself."""

from pathlib import Path

import click

from comity.doors.cli.node import boot, for_programs, now, of_node
from comity.doors.cli.voice import say, spoken, tell, tell_json
from comity.terms.speech import gettext_noop


@click.group
def permission() -> None:
    """Permissions for kinds that are off, and for kinds of high risk; officers give and end them on their pages."""


@permission.command("list")
@click.option("--all", "everything", is_flag=True, help="Those that ended, too.")
@of_node
@for_programs
@spoken
def list_(home_path: Path, *, everything: bool, as_json: bool) -> None:
    """List every permission that counts or waits: kind, State, law, authority, reason, who, until when."""
    boot(home_path)
    from comity.desk.permitting.queries import permissions, standing_of

    today = now().datetime().date()
    found = [(standing_of(one, on=today), one) for one in permissions()]
    shown = [(standing, one) for standing, one in found if everything or standing in ("counts", "proposed")]
    if as_json:
        tell_json(
            [
                {
                    "permission": one.pk,
                    "kind": one.kind,
                    "country": one.country,
                    "standing": standing,
                    "basis": one.basis,
                    "independent": one.independent,
                    "reason": one.reason,
                    "review_on": one.review_on,
                    "proposed_by": one.proposed_by.officer_id,
                    "approved_by": one.approved_by.officer_id if one.approved_by else "",
                    "ended_for": one.ended_for,
                }
                for standing, one in shown
            ]
        )
        return
    for standing, one in shown:
        tell(f"{one.pk}  {one.kind} {one.country or '*'}  {standing}  {one.review_on}")
        tell(f"  {one.basis}" + (f"; {one.independent}" if one.independent else ""))
        tell(f"  {one.reason}")
    if not shown:
        tell(say(gettext_noop("No permission counts: every kind that is off stays off, every kind of high risk is denied.")))
