"""A draft as it is read before every approval, with what is asked of it first, and how it leaves: one statement each; and for a page."""

import functools
import uuid
from typing import Any, Final, NamedTuple

from comity.records.models import Draft, DraftBody, Request, Reuse
from comity.records.rows import columns, find, is_there, row_of
from comity.records.statements import own_connection, run, vendor
from comity.records.streams import next_place, place_in
from comity.terms.identifiers import EnvelopeId

_SAVERS: Final = """
SELECT records_officer.officer_id FROM records_draftversion
JOIN records_officer ON records_officer.id = records_draftversion.saved_by_id
WHERE records_draftversion.draft_id = %s
"""
_TAKE: Final = """
UPDATE records_draft SET state = %s, env_id = %s WHERE id = %s AND state = %s AND version = %s AND submitted_at = %s
"""
_OWN: Final = len(Draft._meta.concrete_fields)  # noqa: SLF001 Django's documented name for it
_KEY: Final[Any] = Draft._meta.pk  # noqa: SLF001 as above
_BESIDE: Final[Any] = Draft._meta.get_field("bytes")  # noqa: SLF001 as above
_TOLD: Final = "_told"
_JOINED: Final = {"sqlite": "group_concat(officer_id)", "postgresql": "string_agg(officer_id, ',')"}


class Read(NamedTuple):
    """A draft with its body, and what hides the request that has its number: `wall` and `level` as there, None where there is none yet.

    The row keeps what the questions below are answered with, as of when it was read.
    """

    draft: Draft
    wall: str | None
    level: str | None


class _Told(NamedTuple):
    savers: tuple[str, ...]
    reused: bool
    flagged: bool
    bonded: bool
    place: tuple[int, bytes | None]


def find_beside_request(draft_id: uuid.UUID | str) -> Read | None:
    """Return the draft with this key without its body and what is asked before an approval; raises as `read_whole`."""
    draft = find(Draft, id=_KEY.to_python(draft_id))
    return None if draft is None else with_request(draft)


def with_request(draft: Draft) -> Read:
    """Return a draft with what hides the request that has its number."""
    hidden = find(Request, reference=draft.reference) if draft.reference else None
    return Read(draft, None, None) if hidden is None else Read(draft, hidden.wall, hidden.level)


def read_whole(draft_id: uuid.UUID | str, *, node: str) -> Read | None:
    """Return the draft with this key at `node`, this one; None where there is none. Raises `ValidationError` for what is no key."""
    key = _KEY.to_python(draft_id)
    found = run(_read(), [str(key), node, _KEY.get_db_prep_value(key, own_connection())]).fetchone()
    if found is None:
        return None
    *body, wall, level, savers, reused, flagged, bonded, seq, head, life = found[_OWN:]
    draft = row_of(Draft, found[:_OWN])
    if body[0] is not None:
        _BESIDE.set_cached_value(draft, row_of(DraftBody, body))
    draft.__dict__[_TOLD] = _Told(
        tuple(dict.fromkeys(savers.split(","))) if savers else (), bool(reused), bool(flagged), bool(bonded), place_in(seq, head, life)
    )
    return Read(draft, wall, level)


@functools.cache
def _read() -> str:
    return f"""
SELECT {columns(Draft)}, {columns(DraftBody)}, records_request.wall, records_request.level,
(SELECT {_JOINED[vendor()]} FROM records_draftversion JOIN records_officer ON records_officer.id = records_draftversion.saved_by_id
WHERE records_draftversion.draft_id = records_draft.id),
EXISTS (SELECT 1 FROM records_reuse WHERE records_reuse.draft_id = records_draft.id),
EXISTS (SELECT 1 FROM records_flag WHERE origin >= '' AND ended_at IS NULL),
EXISTS (SELECT 1 FROM records_casebond WHERE draft = %s),
records_stream.next_seq, records_stream.head, (SELECT life FROM records_life WHERE node = %s)
FROM records_draft
LEFT JOIN records_draftbody ON records_draftbody.draft_id = records_draft.id
LEFT JOIN records_request ON records_request.reference = records_draft.reference
LEFT JOIN records_stream ON records_stream.peer = records_draft.peer AND records_stream."case" = records_draft.reference
AND records_stream.direction = 'out'
WHERE records_draft.id = %s
"""  # noqa: S608 names of columns


def savers_of(draft: Draft) -> tuple[str, ...]:
    """Return the sign-in names of all who saved a version of `draft`."""
    told: _Told | None = vars(draft).get(_TOLD)
    if told is not None:
        return told.savers
    return tuple(dict.fromkeys(name for (name,) in run(_SAVERS, [_key(draft)]).fetchall()))


def is_reused(draft: Draft) -> bool:
    """Say whether anything was ever said of what `draft` uses."""
    told: _Told | None = vars(draft).get(_TOLD)
    return is_there(Reuse, draft=draft.pk) if told is None else told.reused


def may_be_flagged(draft: Draft) -> bool:
    """Say whether any flag counted here, on whatever request; True of a draft that was read without asking."""
    told: _Told | None = vars(draft).get(_TOLD)
    return told is None or told.flagged


def may_be_bonded(draft: Draft) -> bool:
    """Say whether a row of the register began `draft`; True of one that was read without asking."""
    told: _Told | None = vars(draft).get(_TOLD)
    return told is None or told.bonded


def take_draft(draft: Draft, *, waiting: str, taken: str, env_id: EnvelopeId) -> bool:
    """Let `draft` go from the state `waiting` to `taken` as the envelope `env_id`, if it still waits as it was read.

    The same version, submitted at the same moment, has the same bytes: they name that moment, and are written with it. In the caller's
    transaction; returns whether it did.
    """
    values = [taken, env_id.text, _key(draft), waiting, draft.version, draft.submitted_at.micros]
    return bool(run(_TAKE, values).rowcount)


def place_of(draft: Draft, *, node: str) -> tuple[int, bytes | None]:
    """Return what `streams.next_place` does for the case of `draft`; of one that was read whole, as of then."""
    told: _Told | None = vars(draft).get(_TOLD)
    return next_place(node=node, peer=draft.peer, case=draft.reference) if told is None else told.place


def _key(draft: Draft) -> object:
    return _KEY.get_db_prep_value(draft.pk, own_connection())
