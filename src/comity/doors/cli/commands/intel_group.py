"""`comity intel group`: sharing groups of authorities and programs that this node keeps."""

from pathlib import Path

import click

from comity.doors.cli.node import boot, for_programs, now, of_node
from comity.doors.cli.voice import say, spoken, tell, tell_json
from comity.terms.instants import Instant
from comity.terms.speech import gettext_noop

_UNTIL = "The moment at which it is over, as 2027-01-01T00:00:00.000000Z; without it there is no end."
_COUNTS = gettext_noop("Done: it counts from the next request on.")


@click.group
def group() -> None:
    """Sharing groups: what a label may be limited to by name."""


@group.command("add")
@click.argument("name")
@click.argument("title")
@click.option("--uuid", default="", help="The UUID that the group has in MISP; without it one is drawn.")
@click.option("--released-by", default="", help="The authority that answers for who is in it.")
@click.option("--releasable", default="", help="In words, to whom what bears it may go.")
@click.option("--until", default="", help=_UNTIL)
@of_node
@for_programs
@spoken
def group_add(name: str, title: str, *, uuid: str, released_by: str, releasable: str, until: str, home_path: Path, as_json: bool) -> None:
    """Keep a sharing group NAME, called TITLE. Nobody is in it by that."""
    boot(home_path)
    from comity.intel.store.groups import add_group

    ends = Instant.parse(until) if until else None
    made = add_group(name, title, uuid=uuid, released_by=released_by, releasable=releasable, until=ends, at=now())
    if as_json:
        tell_json({"group": made.name, "uuid": made.uuid, "title": made.title})
        return
    tell(say(gettext_noop("Sharing group %(group)s, in MISP %(uuid)s. Nobody is in it yet."), group=made.name, uuid=made.uuid))


@group.command("list")
@click.option("--ended", is_flag=True, help="Those that ended, too.")
@of_node
@for_programs
@spoken
def group_list(*, ended: bool, home_path: Path, as_json: bool) -> None:
    """List the groups with who is in them."""
    boot(home_path)
    from comity.intel.store.groups import groups

    told = [
        {
            "group": one.group.name,
            "uuid": one.group.uuid,
            "title": one.group.title,
            "released_by": one.group.released_by,
            "until": str(one.group.until or ""),
            "ended": str(one.group.ended_at or ""),
            "members": [{"subject": place.subject, "until": str(place.until or "")} for place in one.places],
        }
        for one in groups(ended=ended)
    ]
    if as_json:
        tell_json(told)
        return
    for one in told:
        tell(f"{one['group']}  {one['uuid']}  {one['title']}  {one['released_by'] or '-'}  {one['until'] or '-'}  {one['ended'] or '-'}")
        for member in one["members"]:
            tell(f"  {member['subject']}  {member['until'] or '-'}")


@group.command("put")
@click.argument("name")
@click.argument("subject")
@click.option("--until", default="", help=_UNTIL)
@of_node
@spoken
def group_put(name: str, subject: str, *, until: str, home_path: Path) -> None:
    """Put SUBJECT (authority:ID or client:NAME) into the group NAME, or give the place that it has another end."""
    boot(home_path)
    from comity.intel.store.groups import put_in_group

    put_in_group(name, subject, until=Instant.parse(until) if until else None, at=now())
    tell(say(_COUNTS))


@group.command("take")
@click.argument("name")
@click.argument("subject")
@of_node
@spoken
def group_take(name: str, subject: str, *, home_path: Path) -> None:
    """Take SUBJECT out of the group NAME."""
    boot(home_path)
    from comity.intel.store.groups import take_from_group

    take_from_group(name, subject, at=now())
    tell(say(_COUNTS))


@group.command("end")
@click.argument("name")
@of_node
@spoken
def group_end(name: str, *, home_path: Path) -> None:
    """End the group NAME: nobody is in it any more, and its name is not given again."""
    boot(home_path)
    from comity.intel.store.groups import end_group

    end_group(name, at=now())
    tell(say(_COUNTS))
