"""What an act about a threat set does in the tables of intel, once it is sent or taken: in its transaction."""

from collections.abc import Mapping, Sequence

from comity.desk.meaning import GIVING
from comity.directory.book import book
from comity.intel.sets.keeping import keep_receipts, keep_theirs, keep_undelivered, keep_withdrawn
from comity.intel.sets.states import OURS, THEIRS
from comity.records.bell import ring_on_commit
from comity.records.models import Message, Officer
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.wire.act import ActBody
from comity.wire.threatset import parse_set


def settle_set_sent(message: Message, body: ActBody, *, by: Officer, at: Instant) -> None:
    """Do what our act does here. What gives or recalls is kept by who sends it."""
    if body.act == "withdrawal":
        keep_withdrawn(message.request.reference, env_id=message.env_id, side=OURS, by=by, at=at)


def settle_set_received(message: Message, body: ActBody, *, sender: str, at: Instant) -> None:
    """Do what the other side's act does here; `admitting` was asked before. What crossed does nothing."""
    case = message.request.reference
    if message.crossed:
        return
    if body.act == "withdrawal":
        keep_withdrawn(case, env_id=message.env_id, side=THEIRS, by=sender, at=at)
    elif body.kind == GIVING and body.act in ("request", "report"):
        said = parse_set(body.fields, files=body.files)
        authority = str(book().authority_of(NodeId(sender)).id)
        keep_theirs(said, case=case, env_id=message.env_id, node=sender, authority=authority, tlp=body.tlp, at=at)
    else:
        return
    ring_on_commit()


def settle_receipts(cases: Mapping[str, Sequence[str]], *, at: Instant) -> None:
    """Let the ledger know which acts arrived, by case."""
    for case, env_ids in cases.items():
        keep_receipts(case, env_ids, at=at)


def settle_undelivered(case: str, *, envelope: str, why: str, at: Instant) -> None:
    """Let the ledger know what did not arrive, and why."""
    keep_undelivered(case, env_id=envelope, why=why, at=at)
