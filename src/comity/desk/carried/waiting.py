"""What waits for its answer whether it goes on on the wire, and what goes on with which node."""

from comity.desk.carried.states import CarryState, may_be_accepted
from comity.records.models import Carry
from comity.records.statements import finds
from comity.terms.identifiers import NodeId, Reference
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

_WAITING = """
SELECT 1 FROM records_carry JOIN records_request ON records_request.id = records_carry.request_id
WHERE records_request.reference = %s AND records_carry.state = 'waiting'
"""


class CarryWaits(Refused):
    """Nothing else is done in a case while it waits whether it goes on on the wire."""

    wire_class = "policy"
    sentence = gettext_noop("%(reference)s waits for the answer whether it goes on on the wire; nothing else is begun in it until then.")
    next_step = gettext_noop(
        "Answer the proposal, or call the other side so that it does. Refused, or withdrawn by two officers, it leaves the case on paper."
    )


def waits(reference: str) -> Carry | None:
    """Return the proposal for a case that nobody has answered."""
    return Carry.objects.select_related("request").filter(request__reference=reference, state="waiting").first()


def is_waiting(reference: str) -> bool:
    """Say whether `waits` returns any."""
    return finds(_WAITING, [reference])


def require_not_waiting(reference: str) -> None:
    """Raise `CarryWaits` while a proposal for the case is not answered: nothing may change what it says."""
    if is_waiting(reference):
        raise CarryWaits(reference=reference)


def carried_with(case: Reference, *, node: NodeId) -> str:
    """Return on which side of the case this node stands that goes on, or may go on, with `node`; empty where none does.

    What we gave up may have been accepted there before: what follows their acceptance comes in the same post, and is not turned away.
    """
    found = Carry.objects.filter(request__reference=str(case), peer=str(node)).select_related("request")
    here = (row for row in found if row.state == CarryState.ACCEPTED or (row.side == "ours" and may_be_accepted(row.state)))
    row = next(here, None)
    return row.request.direction if row else ""
