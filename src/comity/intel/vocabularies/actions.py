"""Deeds of the operator: a vocabulary is loaded, and dropped. A later version takes the place of the one before; its row stays."""

import zlib
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from comity.directory.noting import note
from comity.intel.vocabularies.keys import key_of
from comity.intel.vocabularies.refusals import NoVocabulary, OlderVocabulary, VocabularyNotHere, VocabularyUnread
from comity.intel.vocabularies.sorting import Sorted, sorted_out
from comity.records.models import IntelListed, IntelTerm, IntelVocabulary
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.refusals import Refused

_AT_ONCE: Final = 2000
_GONE: Final = b""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A vocabulary that is here; `fresh`: by this deed; `before`: the number of the version that it took the place of, or None."""

    row: IntelVocabulary
    fresh: bool
    before: int | None = None


def load_vocabulary(data: bytes, *, file: str, at: Instant, source: str = "", licence: str = "", by: str = "operator") -> Loaded:
    """Keep the vocabulary in `data`. The same bytes again change nothing.

    Raises `NoVocabulary`, `VocabularyUnread` with what is wrong in it, `OlderVocabulary`; nothing is kept then.
    """
    try:
        found = sorted_out(data)
    except Refused as refusal:
        raise VocabularyUnread(file=file, why=refusal) from refusal
    if found is None:
        raise NoVocabulary(file=file)
    return _keep(found, data, file=file, at=at, source=source, licence=licence, by=by)


@transaction.atomic
def _keep(found: Sorted, data: bytes, *, file: str, at: Instant, source: str, licence: str, by: str) -> Loaded:
    digest = str(Digest.of(data))
    before = IntelVocabulary.objects.select_for_update().filter(sort=found.sort, name=found.name, ended_at__isnull=True).first()
    if before is not None:
        if before.digest == digest:
            return Loaded(before, fresh=False)
        if found.version < before.version:
            raise OlderVocabulary(title=found.title, here=before.version, came=found.version, number=before.pk)
        _end(before, at)
    row = IntelVocabulary.objects.create(
        sort=found.sort,
        name=found.name,
        title=found.title,
        version=found.version,
        count=found.count,
        about=found.about,
        digest=digest,
        body=zlib.compress(data),
        file=file[-300:],
        source=source[:300],
        licence=licence[:100],
        loaded_at=at,
    )
    terms = (
        IntelTerm(vocabulary=row, key=key_of(one.tag), uuid=one.uuid, tag=one.tag[:500], words=list(one.words), description=one.description)
        for one in found.terms
    )
    IntelTerm.objects.bulk_create(terms, batch_size=_AT_ONCE)
    IntelListed.objects.bulk_create((IntelListed(vocabulary=row, shard=shard, body=body) for shard, body in found.parts), batch_size=16)
    more: dict[str, JsonValue] = {"file": file, "source": source, "licence": licence, "replaces": before.pk if before else None}
    note("intel.vocabulary-loaded", by=by, at=at, facts=_facts(row) | more)
    return Loaded(row, fresh=True, before=before.pk if before else None)


@transaction.atomic
def drop_vocabulary(number: int, *, at: Instant, by: str = "operator") -> IntelVocabulary:
    """Let go of one: nothing is asked of it any more. Its row says what it was. Raises `VocabularyNotHere`."""
    row = IntelVocabulary.objects.select_for_update().filter(pk=number, ended_at__isnull=True).first()
    if row is None:
        raise VocabularyNotHere(number=number)
    _end(row, at)
    note("intel.vocabulary-dropped", by=by, at=at, facts=_facts(row))
    return row


def _end(row: IntelVocabulary, at: Instant) -> None:
    """Keep what it was; its bytes are anybody's, and what was made of them is made again when it is loaded again."""
    IntelTerm.objects.filter(vocabulary=row).delete()
    IntelListed.objects.filter(vocabulary=row).delete()
    row.body, row.ended_at = _GONE, at
    row.save(update_fields=["body", "ended_at"])


def _facts(row: IntelVocabulary) -> dict[str, JsonValue]:
    return {
        "vocabulary": row.pk,
        "sort": row.sort,
        "name": row.name,
        "version": row.version,
        "digest": row.digest,
        "entries": row.count,
    }
