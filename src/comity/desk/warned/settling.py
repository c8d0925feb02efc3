"""What an act about a warning does in the tables of intel, once it is sent or taken: in its transaction."""

from collections.abc import Mapping, Sequence

from comity.desk.meaning import REFUSING, WARNING
from comity.intel.warnings.keeping import (
    keep_follow_up,
    keep_our_word,
    keep_receipt,
    keep_refused_by_answer,
    keep_their_word,
    keep_theirs,
    keep_undelivered,
    keep_withdrawn,
)
from comity.records.models import Message, Officer
from comity.terms.instants import Instant
from comity.wire.act import ActBody
from comity.wire.warning import parse_acknowledged, parse_done_since, parse_followed, parse_published


def settle_warning_sent(message: Message, body: ActBody, *, by: Officer, at: Instant) -> None:
    """Do what our act does here. What is published or follows is kept by who sends it to all, once all left."""
    case = message.request.reference
    if body.act == "withdrawal":
        keep_withdrawn(case, by=by, at=at)
    elif body.kind == WARNING and body.act == "answer":
        keep_our_word(case, parse_acknowledged(body.fields), by=by, at=at)
    elif body.kind == WARNING and body.act == "notice":
        keep_our_word(case, parse_done_since(body.fields), by=by, at=at)


def settle_warning_received(message: Message, body: ActBody, *, sender: str, at: Instant) -> None:
    """Do what the other side's act does here; `admitting` was asked before. What crossed does nothing, but a late word is kept."""
    case = message.request.reference
    if body.kind == WARNING and body.act == "answer":
        keep_their_word(case, parse_acknowledged(body.fields), env_id=message.env_id, at=at)
    elif body.kind == WARNING and body.act == "notice":
        keep_their_word(case, parse_done_since(body.fields), env_id=message.env_id, at=at)
    elif message.crossed:
        return
    elif body.act == "withdrawal":
        keep_withdrawn(case, by=sender, at=at)
    elif body.kind == REFUSING and body.act == "answer":
        keep_refused_by_answer(case, _codes(body.fields.get("grounds")), env_id=message.env_id, at=at)
    elif body.kind == WARNING and body.act == "request":
        keep_theirs(parse_published(body.fields), case=case, peer=sender, at=at)
    elif body.kind == WARNING and body.act == "report":
        keep_follow_up(parse_followed(body.fields), case=case, peer=sender, at=at)


def settle_receipts(cases: Mapping[str, Sequence[str]], *, at: Instant) -> None:
    """Let the ledger know which acts arrived, by case."""
    for case, env_ids in cases.items():
        keep_receipt(case, env_ids, at=at)


def settle_undelivered(case: str, *, envelope: str, why: str, at: Instant) -> None:
    """Let the ledger know what did not arrive, and why."""
    keep_undelivered(case, env_id=envelope, why=why, at=at)


def _codes(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else ()
