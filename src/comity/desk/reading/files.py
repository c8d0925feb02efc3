"""The files of a case as they stand: what each act lists, and how far each has come."""

from dataclasses import dataclass

from comity.records.models import ActFile, Request
from comity.terms.digests import Digest
from comity.terms.instants import Instant


@dataclass(frozen=True, slots=True)
class FileHere:
    """One listed file. `state` is due or coming, then whole or broken for good; `direction` is that of its act."""

    env_id: str
    direction: str
    digest: Digest
    name: str
    kind: str
    language: str
    size: int
    state: str
    ended_at: Instant | None


def files_on(request: Request) -> dict[str, tuple[FileHere, ...]]:
    """Return the files of every act of the request that has some, by its envelope, in the order of the act."""
    found: dict[str, tuple[FileHere, ...]] = {}
    rows = ActFile.objects.select_related("message").filter(message__request=request).order_by("message_id", "place")
    for row in rows:
        message = row.message
        one = FileHere(
            env_id=message.env_id,
            direction=message.direction,
            digest=Digest.parse(row.digest),
            name=row.name,
            kind=row.kind,
            language=row.language,
            size=row.size,
            state=row.state,
            ended_at=row.ended_at,
        )
        found[message.env_id] = (*found.get(message.env_id, ()), one)
    return found
