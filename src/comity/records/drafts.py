"""Who wrote a draft, asked before every approval; and how it leaves, in one statement."""

from typing import Final

from comity.records.models import Draft
from comity.records.statements import own_connection, run
from comity.terms.identifiers import EnvelopeId

_SAVERS: Final = """
SELECT records_officer.officer_id FROM records_draftversion
JOIN records_officer ON records_officer.id = records_draftversion.saved_by_id
WHERE records_draftversion.draft_id = %s
"""
_TAKE: Final = """
UPDATE records_draft SET state = %s, env_id = %s WHERE id = %s AND state = %s
AND EXISTS (SELECT 1 FROM records_draftbody WHERE draft_id = records_draft.id AND body = %s)
"""


def savers_of(draft: Draft) -> tuple[str, ...]:
    """Return the sign-in names of all who saved a version of `draft`."""
    return tuple(dict.fromkeys(name for (name,) in run(_SAVERS, [_key(draft)]).fetchall()))


def take_draft(draft: Draft, *, waiting: str, taken: str, env_id: EnvelopeId) -> bool:
    """Let `draft` go from the state `waiting` to `taken` as the envelope `env_id`, if it still waits with the body that it was read with.

    In the caller's transaction; returns whether it did.
    """
    return bool(run(_TAKE, [taken, env_id.text, _key(draft), waiting, bytes(draft.body)]).rowcount)


def _key(draft: Draft) -> object:
    return Draft._meta.pk.get_db_prep_value(draft.pk, own_connection())  # noqa: SLF001 Django's documented name for it
