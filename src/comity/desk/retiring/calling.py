"""What the head of the queue asks: which proposals wait, which cases are past their day. Apart from the rest, for every queue asks it."""

from collections.abc import Sequence
from typing import Final

from comity.desk.visibility import of_visible, visible_to
from comity.directory.policy import Actor
from comity.records.models import Erasure
from comity.records.statements import finds
from comity.terms.instants import Instant

SHOWN: Final = 200
_WAITING: Final = "SELECT 1 FROM records_erasure WHERE outcome = '' LIMIT 1"


def past_due(*, by: Actor, at: Instant) -> Sequence[str]:
    """Return the numbers of the ended cases whose day has come and for which nothing is proposed; `SHOWN` at most."""
    rows = visible_to(by).filter(retain_until__lte=at).exclude(pk__in=Erasure.objects.filter(outcome="").values("request"))
    return list(rows.order_by("retain_until", "id").values_list("reference", flat=True)[:SHOWN])


def waiting_erasures(*, by: Actor) -> Sequence[Erasure]:
    """Return the proposals that wait for a second officer, of cases that `by` may know of."""
    if not finds(_WAITING):
        return ()
    rows = Erasure.objects.select_related("request", "officer").filter(of_visible(by, "request"), outcome="")
    return list(rows.order_by("id")[:SHOWN])
