"""Files beside acts against the acts that list them: every whole one is there, unchanged, and for this account alone."""

import stat
from collections.abc import Iterator

from comity.courier.fsck.faults import FILE_CHANGED, FILE_MISSING, FILE_NOT_LISTED, FILE_OPEN, RESTORE, Fault
from comity.courier.fsck.reading import CHUNK, Reading
from comity.desk.filelists import files_of
from comity.evidence.queries import destroyed_digests
from comity.records.models import ActFile, Draft, Message
from comity.records.store import Store
from comity.terms.digests import Digest
from comity.terms.refusals import Refused
from comity.wire.act import parse_act


def check_act_files(reading: Reading) -> Iterator[Fault]:
    """Rows say what the signed acts say; each file that is ours, or has come, is read and hashed once; drafts lack none."""
    yield from _rows()
    gone = destroyed_digests()
    wanted: dict[str, tuple[str, str]] = {}
    for digest, name, case in (
        ActFile.objects.filter(message__request__erased_at__isnull=True)
        .exclude(state="coming")
        .exclude(state="broken", message__direction="in")
        .order_by("id")
        .values_list("digest", "name", "message__request__reference")
        .iterator(CHUNK)
    ):
        if digest not in gone:  # by a rule and two officers; the chain of custody says when
            wanted.setdefault(digest, (name, case))
    drafts = Draft.objects.filter(state__in=("open", "submitted"), content__files__isnull=False)
    for draft in drafts.select_related("content").order_by("opened_at"):
        for file in files_of(draft):
            wanted.setdefault(str(file.sha256), (file.name, draft.reference or str(draft.pk)))
    kept = Store(reading.home.files)
    for digest, (name, case) in reading.counted(iter(sorted(wanted.items())), total=len(wanted)):
        yield from _stored(kept, Digest.parse(digest), place={"name": name, "case": case})


def _stored(kept: Store, digest: Digest, *, place: dict[str, str]) -> Iterator[Fault]:
    path = kept.path(digest)
    if not path.is_file():
        yield Fault(FILE_MISSING, RESTORE, place)
        return
    if not kept.holds(digest):
        yield Fault(FILE_CHANGED, RESTORE, place)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Fault(FILE_OPEN, RESTORE, place)


def _rows() -> Iterator[Fault]:
    """Compare the rows with what each signed act lists; an act that cannot be read is reported with the acts."""
    rows: dict[int, set[tuple[str, str, int]]] = {}
    for message, digest, name, size in ActFile.objects.values_list("message_id", "digest", "name", "size").iterator(CHUNK):
        rows.setdefault(message, set()).add((digest, name, size))
    for key, env_id, body in Message.objects.order_by("id").values_list("pk", "env_id", "body").iterator(CHUNK):
        if key not in rows and b'"files":' not in bytes(body):
            continue  # parsing every act of a large node would take longer than all the other checks
        try:
            listed = {(str(file.sha256), file.name, file.size) for file in parse_act(bytes(body)).files}
        except Refused:
            continue
        if listed != rows.get(key, set()):
            yield Fault(FILE_NOT_LISTED, RESTORE, {"envelope": env_id})
