"""When a draft was submitted, as which bytes; what the second officer compares with."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from comity.desk.filelists import listed_files
from comity.records.models import Draft, DraftVersion, JournalAct
from comity.terms.digests import Digest
from comity.terms.json import parse_json
from comity.wire.listed import ListedFile

_CAP: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Submission:
    """One submission as the journal has it: the version, the digest of the exact bytes, what was typed, and the files that went with it."""

    version: int
    digest: Digest
    fields: dict[str, Any]
    files: tuple[ListedFile, ...] = ()


def submissions(draft: Draft) -> tuple[Submission, ...]:
    """Return every submission of the draft, newest first; erased entries of the journal are left out."""
    return tuple(_submissions(draft)) if draft.reference else ()


def _submissions(draft: Draft) -> Iterator[Submission]:
    rows = JournalAct.objects.filter(about=draft.reference, name="draft.submitted", facts__isnull=False).order_by("-index")
    for row in rows:
        facts = parse_json(bytes(row.facts), _CAP)["facts"]
        if facts["draft"] != str(draft.pk):
            continue
        version = DraftVersion.objects.filter(draft=draft, version=facts["version"]).first()
        if version is not None:
            yield Submission(version.version, Digest.parse(facts["body"]), dict(version.fields), listed_files(version.files))
