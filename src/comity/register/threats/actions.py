"""Gives an event of the register, such as an incident, its codes. One deed; codes that stood before are kept with when they ended."""

from collections.abc import Collection

from django.db import transaction

from comity.directory.noting import note
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import EventCode, Meeting, Officer
from comity.register.codes import code_of
from comity.register.policy import require_keep
from comity.register.refusals import NoSuchRow
from comity.terms.instants import Instant
from comity.terms.threats import SECTORS, SUPPORTS, USES, threat_rows


@transaction.atomic
def code_event(
    number: str,
    *,
    uses: Collection[str] = (),
    sectors: Collection[str] = (),
    supports: Collection[str] = (),
    by: Officer,
    at: Instant,
    token: str,
) -> Meeting:
    """Say what an event is about: codes of `ict-use`, `sector`, `support-type`, in place of those that it had; none takes them off.

    Raises `NoSuchRow`, `NotOfItsList`.
    """
    require_keep(actor(by, at=at))

    def code() -> str:
        found = Meeting.objects.select_for_update().filter(number=number, taken_out_at__isnull=True).first()
        if found is None:
            raise NoSuchRow(number=number[:20])
        said = [[code_of(name, one) for one in given] for name, given in ((USES, uses), (SECTORS, sectors), (SUPPORTS, supports))]
        rows = threat_rows(uses=said[0], sectors=said[1], supports=said[2])
        EventCode.objects.filter(meeting=found, ended_at__isnull=True).update(ended_at=at)
        EventCode.objects.bulk_create(
            EventCode(meeting=found, ict_use=one.ict_use, sector=one.sector, support=one.support, by=by, at=at) for one in rows
        )
        codes = sorted({*said[0], *said[1], *said[2]})
        note("event.coded", by=by, at=at, facts={"meeting": found.number, "codes": [*codes]})
        return str(found.number)

    return Meeting.objects.get(number=once(token, code, officer=by, verb="event.code", at=at))
