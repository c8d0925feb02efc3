"""What a refusal of each wire class leaves to its sender: a table over `terms.refusals.WIRE_CLASSES`."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from comity.terms.refusals import Malformed


class Recourse(StrEnum):
    """What can be done after a refusal."""

    FINAL = "final"  # the same bytes will never be taken: recorded, with an alarm
    RESEAL = "reseal"  # the content may be taken once it is sealed afresh
    RETRY = "retry"  # the same bytes may be taken later


STALE: Final = "stale"
NO_CREDIT: Final = "no-credit"

RECOURSE: Final[Mapping[str, Recourse]] = MappingProxyType(
    {
        "malformed": Recourse.FINAL,
        "too-large": Recourse.FINAL,
        "bad-signature": Recourse.FINAL,
        "unknown-key": Recourse.FINAL,
        "not-for-us": Recourse.FINAL,
        "commitment": Recourse.FINAL,
        "conflict": Recourse.FINAL,
        "policy": Recourse.FINAL,
        "revoked": Recourse.FINAL,  # what it signed is signed: people approve it anew under a key that counts
        "key-expired": Recourse.RESEAL,
        # Too new is taken once its moment has come; too old ends by the sender's own clock. Ended at once, a copy on its way could
        # still be taken when the clocks are right again, and nobody would know.
        STALE: Recourse.RETRY,
        "unavailable": Recourse.RETRY,
        NO_CREDIT: Recourse.RETRY,
    }
)


def recourse(wire_class: str) -> Recourse:
    """Return what is left after a refusal of `wire_class`; raises `Malformed` for a class that no table names."""
    try:
        return RECOURSE[wire_class]
    except KeyError as fault:
        raise Malformed("refusal class", ascii(wire_class[:40])) from fault
