"""Says that an officer has seen the alarms about a partner: by name and moment, to everybody, and in the log. Nothing ends by it."""

from typing import Final

from django.db import transaction

from comity.desk.journalling import note
from comity.desk.permissions import Verb, require
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Alarm, Officer
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

_VERB: Final = "alarm.see"


class NothingToSee(Refused):
    """No such alarm waits for anybody."""

    wire_class = "conflict"
    sentence = gettext_noop("No alarm of this kind about %(peer)s waits to be seen.")
    next_step = gettext_noop("Open the line again: it names the colleague who has seen this already.")


def see_alarms(peer: str, kind: str, *, newest: int, by: Officer, at: Instant, token: str) -> int:
    """Say that `by` has seen the alarms of one kind about `peer` up to the row `newest`, and take them on; return how many.

    Those that somebody saw before stay theirs; one that is raised later waits for somebody again. Raises `NotAllowed`, `NothingToSee`.
    """
    require(actor(by, at=at), Verb.ANSWER_CLOCK)

    def see() -> str:
        seen = Alarm.objects.filter(peer=peer, kind=kind, id__lte=newest, seen_at=None).update(seen_at=at, seen_by=by)
        if not seen:
            raise NothingToSee(peer=peer)
        note("alarm.seen", by=by, about="", at=at, facts={"kind": kind, "peer": peer, "count": seen})
        return str(seen)

    with transaction.atomic():
        return int(once(token, see, officer=by, verb=_VERB, at=at))
