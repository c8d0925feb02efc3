"""The receipts of a proof: each signed by the node that it should come from, about an act that is in the same file."""

from collections.abc import Mapping, Sequence
from typing import Final

from comity.desk.proving.acts import ReadAct
from comity.desk.proving.layout import Contents, receipt_path
from comity.desk.proving.refusals import NotProven, at_file
from comity.desk.proving.trust import Signers
from comity.desk.proving.verdict import ProvenReceipt
from comity.seal.envelope import CLOCK_DRIFT
from comity.seal.receipt import verify_receipt
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId
from comity.wire.decided import DecidedBody
from comity.wire.files import FilesBody
from comity.wire.opened import OpenedBody
from comity.wire.receipts import ReceiptBody, parse_receipt
from comity.wire.received import ReceivedBody
from comity.wire.refused import RefusedBody

SPEC: Final = "docs/specs/proof.md, section 4.4"

_KINDS: Final[Mapping[type, str]] = {
    ReceivedBody: "received",
    RefusedBody: "refused",
    OpenedBody: "opened",
    DecidedBody: "decided",
    FilesBody: "files",
}
_NEVER_ASKED: Final = ("refused", "files")  # no sender asks for them, and every receiver owes them


def read_receipts(contents: Contents, *, acts: Sequence[ReadAct], signers: Signers) -> dict[tuple[EnvelopeId, str], ProvenReceipt]:
    """Return the receipts by envelope and kind; raises `NotProven` naming the one that does not hold."""
    by_envelope = {act.env_id: act for act in acts}
    found: dict[tuple[EnvelopeId, str], ProvenReceipt] = {}
    for (env_id, kind), data in contents.receipts.items():
        path = receipt_path(env_id, kind)
        act = by_envelope.get(env_id)
        if act is None:
            raise NotProven(file=path, why="its act is not in this file")
        with at_file(path):
            verified = verify_receipt(data, keyring=signers.keyring)
            body = parse_receipt(verified.body_bytes)
        for holds, why in (
            (_KINDS[type(body)] == kind, "it is a receipt of another kind"),
            (verified.node == act.receiver, f"it is signed by {verified.node}, and the act was sealed for {act.receiver}"),
            (_about(body) == (env_id, act.disclosed.inner_digest, act.disclosed.inner.case), "it is about another act"),
            (kind in _NEVER_ASKED or kind in act.disclosed.inner.requires, "the act did not ask for it"),
            (act.disclosed.inner.created - body.at <= CLOCK_DRIFT, "it was given before the act was made"),
        ):
            if not holds:
                raise NotProven(file=path, why=why)
        _require_place(body, act=act, path=path, signers=signers)
        found[env_id, kind] = ProvenReceipt(env_id, kind, verified.node, Digest.of(data), body, verified.entry.key.key_id)
    _require_answers(found, acts=by_envelope)
    return found


def _about(body: ReceiptBody) -> tuple[object, object, object]:
    return body.env_id, body.inner, body.case


def _require_place(body: ReceiptBody, *, act: ReadAct, path: str, signers: Signers) -> None:
    """Refuse a number that is not the act's, and a log that is not the receiver's."""
    if isinstance(body, ReceivedBody | RefusedBody) and body.seq != act.disclosed.inner.seq:
        raise NotProven(file=path, why="it is about another act of the request")
    if isinstance(body, FilesBody) and not _fits_files(body, act=act):
        raise NotProven(file=path, why="it counts other files than its act lists")
    log = getattr(body, "log", None)
    if log is not None and log.origin != signers.node(act.receiver, file=path).log_origin:
        raise NotProven(file=path, why=f"it names the log {log.origin}, which is not that of {act.receiver}")


def _fits_files(body: FilesBody, *, act: ReadAct) -> bool:
    if act.body is None:  # its list is withheld with it
        return True
    listed = {file.sha256 for file in act.body.files}
    return body.whole == len(listed) if body.broken is None else body.broken in listed and body.whole < len(listed)


def _require_answers(found: Mapping[tuple[EnvelopeId, str], ProvenReceipt], *, acts: Mapping[EnvelopeId, ReadAct]) -> None:
    """Refuse a decision whose answer is in this file and answers something else; an answer that is not here is shown as open."""
    for receipt in found.values():
        answer = receipt.body.answer if isinstance(receipt.body, DecidedBody) else None
        act = acts.get(answer) if answer is not None else None
        if act is not None and (act.disclosed.inner.sender, act.disclosed.inner.reply_to) != (receipt.node, receipt.env_id):
            raise NotProven(file=receipt_path(receipt.env_id, receipt.kind), why="the answer that it names answers another act")
