"""Who wrote a draft: asked before every approval."""

from typing import Final

from django.db import connection

from comity.records.models import Draft
from comity.records.statements import run

_SAVERS: Final = """
SELECT DISTINCT records_officer.officer_id FROM records_draftversion
JOIN records_officer ON records_officer.id = records_draftversion.saved_by_id
WHERE records_draftversion.draft_id = %s
"""


def savers_of(draft: Draft) -> tuple[str, ...]:
    """Return the sign-in names of all who saved a version of `draft`."""
    key = Draft._meta.pk.get_db_prep_value(draft.pk, connection)  # noqa: SLF001 Django's documented name for it
    return tuple(name for (name,) in run(_SAVERS, [key]).fetchall())
