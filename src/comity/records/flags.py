"""Flags, as every act that leaves asks about them: one statement, built once."""

from typing import Final

from comity.records.statements import run

_STANDING: Final = """
SELECT 1 FROM records_flag WHERE ended_at IS NULL AND origin = %s
UNION ALL
SELECT 1 FROM records_flag JOIN records_request ON records_request.id = records_flag.request_id
WHERE records_flag.ended_at IS NULL AND records_request.reference = %s
LIMIT 1
"""


def is_any_standing(*, reference: str, origin: str) -> bool:
    """Say whether any flag counts on the request `reference`, or anywhere for the country of origin `origin`."""
    return run(_STANDING, [origin, reference]).fetchone() is not None
