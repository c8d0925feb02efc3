"""What was asked in a case, as the act says it that opened it."""

from comity.records.models import Message, Request
from comity.terms.refusals import Refused
from comity.wire.act import parse_act
from comity.wire.resharing import Asked, parse_asked


def asked_in(request: Request) -> Asked | None:
    """Return which objects were to go to whom; None where the act that asked is not here or cannot be read."""
    found = Message.objects.filter(request=request, act="request").order_by("id").first()
    try:
        return None if found is None else parse_asked(parse_act(bytes(found.body)).fields)
    except Refused:
        return None


def case_of(reference: str) -> Request | None:
    """Return the case of a permission."""
    return Request.objects.filter(reference=reference).first()
