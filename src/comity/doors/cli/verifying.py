"""What `comity verify` makes of a file, whichever it is: answers for people, JSON for programs. Loads no Django."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from comity.desk.proving.choice import label_of
from comity.desk.proving.custody import ProvenHiding, ProvenItem
from comity.desk.proving.destroyed import ProvenDestruction
from comity.desk.proving.forked import MAGIC as FORK
from comity.desk.proving.forked import verify_fork
from comity.desk.proving.package import MAGIC as PACKAGE
from comity.desk.proving.said import Answer, Line
from comity.desk.proving.trust import Vouching
from comity.desk.proving.verdict import ProvenAct, TakenBack, Verdict
from comity.desk.proving.verifying import verify_proof
from comity.desk.proving.witnessed import Countersigned
from comity.directory.book import key_rows, verify_section
from comity.doors.cli.voice import say
from comity.letters.code import parse_code, verification_code
from comity.seal.envelope import MAGIC as ENVELOPE
from comity.seal.envelope import parse_envelope
from comity.seal.frames import parse_frames
from comity.seal.keyring import DatedKeyring
from comity.seal.keys import VerifyingKey, parse_signature
from comity.seal.receipt import MAGIC as RECEIPT
from comity.seal.receipt import verify_receipt
from comity.terms.digests import Digest
from comity.terms.identifiers import Country, KeyId
from comity.terms.refusals import Malformed, Refused
from comity.terms.speech import gettext_noop
from comity.wire.receipts import ReceiptBody, parse_receipt

UNVOUCHED: Final = gettext_noop(
    "everything holds together, but nobody vouches for the country keys. Read these fingerprints out to each country by telephone:"
)
SEALED: Final = gettext_noop("it is whole, and it can be opened only by the node that it is sealed for: who signed it is inside.")
NO_SECTION: Final = gettext_noop(
    "it is well formed, but whose key signed it cannot be said without the directory file of that country (--section, with --trust)."
)

_RECEIPT_CAP: Final = 128 * 1024


@dataclass(frozen=True, slots=True)
class Verified:
    """It holds, and the keys are those that the reader trusts."""

    kind: str
    answers: tuple[Answer, ...]
    facts: Mapping[str, Any]
    acts: tuple[ProvenAct, ...] = ()

    def json(self) -> dict[str, Any]:
        """Return the line for programs."""
        return {"kind": self.kind, "verdict": "verified", **self.facts, "answers": print_answers(self.answers)}


@dataclass(frozen=True, slots=True)
class Unvouched:
    """It holds in itself, and whose word it is cannot be said here; `ask` are fingerprints to read out."""

    kind: str
    answers: tuple[Answer, ...]
    facts: Mapping[str, Any]
    why: str
    ask: tuple[tuple[Country, KeyId], ...] = ()
    acts: tuple[ProvenAct, ...] = ()

    def json(self) -> dict[str, Any]:
        """Return the line for programs."""
        ask = {str(country): str(key_id) for country, key_id in self.ask}
        return {"kind": self.kind, "verdict": "trust-unknown", **self.facts, "ask": ask, "answers": print_answers(self.answers)}


Found: TypeAlias = Verified | Unvouched


def print_answers(answers: Sequence[Answer]) -> list[dict[str, Any]]:
    """Return the answers in the language of the command, with their facts as they are."""
    return [
        {
            "number": answer.number,
            "question": say(answer.question),
            "lines": [{"text": say(line.sentence, line.facts), "facts": dict(line.facts)} for line in answer.lines],
        }
        for answer in answers
    ]


def print_text(act: ProvenAct, language: str) -> list[str]:
    """Return the lines of an act as its sender's officers signed them, in `language` where they rendered it so."""
    if act.closed:
        return [say(gettext_noop("It was destroyed."))]
    if act.body is None:
        return [say(gettext_noop("It is withheld."))]
    fields = act.body.text.get(language) or next(iter(act.body.text.values()))
    return [line for field in fields for line in (f"{field.number} {field.label}", *(f"    {part}" for part in field.lines))]


def verify_bytes(
    data: bytes, *, trusted: Mapping[Country, KeyId], keys: Mapping[Country, VerifyingKey], sections: Sequence[tuple[str, bytes]]
) -> Found:
    """Return what the file shows, or raise `Refused`; its first bytes say what it is.

    `trusted` are fingerprints of country keys, `keys` those of them that are known whole, `sections` directory files by name.
    """
    if data.startswith(ENVELOPE):
        return _envelope(data)
    if data.startswith(RECEIPT):
        return _receipt(data, keys=keys, sections=sections)
    if data.startswith(FORK):
        return _fork(data, keys=keys, sections=sections)
    if data.startswith(PACKAGE):
        later = [verify_section(section, trusted=dict(keys), file=name) for name, section in sections]
        return proof_found(verify_proof(data, trusted=trusted, later=later))
    raise Malformed("file", "it is neither a proof file nor an envelope, a receipt or a fork proof")


# ---------------------------------------------------------------- the code on a letter


class NotThisLetter(Refused):
    """No act of the file is the one whose code stands on the letter."""

    wire_class = "commitment"
    sentence = gettext_noop("No act in this file has the verification code %(code)s.")
    next_step = gettext_noop(
        "The letter shows another act, or was changed. Compare its reference, and ask for the proof file of that request."
    )


def with_code(found: Found, typed: str) -> Found:
    """Return what was found with the act named whose code stands on a letter; raises `BadCode`, `NotThisLetter`."""
    code = parse_code(typed)
    for act in found.acts:
        if act.body_digest is not None and verification_code(act.body_digest) == code:
            line = Line(
                gettext_noop("The letter with the verification code %(code)s shows act %(number)s."),
                {"code": code, "number": str(act.number)},
            )
            answer = Answer(len(found.answers) + 1, gettext_noop("Which act does the letter show?"), (line,))
            return replace(found, answers=(*found.answers, answer), facts={**found.facts, "letter": {"code": code, "act": act.number}})
    raise NotThisLetter(code=code)


# ---------------------------------------------------------------- proof


def proof_found(verdict: Verdict) -> Found:
    """Return what a verified proof shows, for people and for programs."""
    facts = {
        "reference": str(verdict.reference),
        "node": str(verdict.node),
        "made_at": str(verdict.made_at),
        "log": {"origin": verdict.checkpoint.origin, "size": verdict.checkpoint.size, "root": str(verdict.checkpoint.root)},
        "countries": [_vouching(one) for one in verdict.vouching],
        "acts": [_act(act) for act in verdict.acts],
        "receipts": [
            {"id": str(one.env_id), "kind": one.kind, "digest": str(one.digest), "by": str(one.node), "at": str(one.body.at)}
            for one in verdict.receipts
        ],
    }
    if verdict.taken_back:
        facts["revoked"] = [_taken_back(one) for one in verdict.taken_back]
    if verdict.countersigned:
        facts["countersigned"] = [_countersigned(one) for one in verdict.countersigned]
    if verdict.custody:
        facts["custody"] = [_item(one) for one in verdict.custody]
    if verdict.withheld is not None:
        facts["withheld"] = _withheld(verdict.withheld)
    if verdict.destroyed is not None:
        facts["destroyed"] = _destroyed(verdict.destroyed)
    if verdict.vouched:
        return Verified("proof", verdict.answers, facts, verdict.acts)
    ask = tuple((one.country, one.fingerprint) for one in verdict.vouching if not one.vouched)
    return Unvouched("proof", verdict.answers, facts, UNVOUCHED, ask, verdict.acts)


def _taken_back(one: TakenBack) -> dict[str, Any]:
    doubtful = [{"id": str(receipt.env_id), "kind": receipt.kind} for receipt in one.doubtful]
    return {"key": str(one.key), "of": one.owner, "since": str(one.since), "doubtful": doubtful}


def _act(act: ProvenAct) -> dict[str, Any]:
    """Return one act; what is withheld of it, or was destroyed, is null."""
    body = act.body
    return {
        "number": act.number,
        "envelope": str(act.env_id),
        "act": act.part,
        "kind": act.inner.kind,
        "article": f"{body.instrument} {body.article}" if body is not None else None,
        "from": str(act.inner.sender),
        "to": str(act.receiver),
        "drafted_by": str(body.drafted_by) if body is not None else None,
        "approved_by": [str(one) for one in act.approved_by],
        "sealed_at": str(act.inner.created),
        "digest": str(act.body_digest) if act.body_digest is not None else None,
        "leaf": act.index,
    }


def _item(item: ProvenItem) -> dict[str, Any]:
    digests = item.now.digests
    return {
        "item": item.item.item,
        "sha256": str(digests.sha256) if digests is not None else None,
        "act": item.named or None,
        "state": item.now.state.value,
        "locked": item.now.locked,
        "holds": list(item.now.holds),
        "steps": [
            {
                "number": step.number,
                "kind": step.kind.value,
                "at": str(step.at),
                "leaf": step.leaf,
                "by": step.step.by if step.step is not None else None,
                "second": step.step.second if step.step is not None else None,
            }
            for step in item.steps
        ],
    }


def _destroyed(done: ProvenDestruction) -> dict[str, Any]:
    return {
        "acts": [one.number for one in done.remains.acts],
        "rule": done.rule,
        "due": str(done.due),
        "reason": done.reason,
        "proposed_by": str(done.proposed_by),
        "proposed_at": str(done.proposed_at),
        "destroyed_by": str(done.by),
        "at": str(done.at),
        "leaves": [done.proposed, done.leaf],
    }


def _withheld(hiding: ProvenHiding) -> dict[str, Any]:
    choice = hiding.choice
    return {
        "acts": [one.number for one in choice.acts],
        "items": [label_of(choice.reference, one.number) for one in choice.items],
        "steps": [[label_of(choice.reference, one.item), one.number] for one in choice.steps],
        "ground": choice.ground,
        "chosen_by": str(choice.chosen_by),
        "approved_by": str(hiding.approved_by),
        "leaf": hiding.leaf,
    }


def _countersigned(signed: Countersigned) -> dict[str, Any]:
    cosigned = [{"node": str(one.node), "country": str(one.country), "at": str(one.at), "vouched": one.vouched} for one in signed.cosigned]
    return {"size": signed.size, "cosigned": cosigned, "stamps": [str(stamp) for stamp in signed.stamps]}


def _vouching(one: Vouching) -> dict[str, Any]:
    return {"country": str(one.country), "fingerprint": str(one.fingerprint), "vouched": one.vouched}


# ---------------------------------------------------------------- envelope


def _envelope(data: bytes) -> Unvouched:
    sealed = parse_envelope(data)
    outer = sealed.outer
    to = ", ".join(map(str, outer.to))
    facts = {
        "envelope": str(outer.env_id),
        "to": [str(node) for node in outer.to],
        "size": len(data),
        "expires": str(outer.expires),
        "priority": outer.priority,
        "outer_digest": str(sealed.outer_digest),
    }
    lines = (
        Line(
            gettext_noop("It is envelope %(envelope)s of %(size)s bytes, sealed for %(to)s."),
            {"envelope": str(outer.env_id), "size": str(len(data)), "to": to},
        ),
        Line(
            gettext_noop("It was to be delivered before %(expires)s (%(priority)s)."),
            {"expires": str(outer.expires), "priority": outer.priority},
        ),
        Line(
            gettext_noop("Every sealed part is the one that its outer header announces; the header's SHA-256 is %(digest)s."),
            {"digest": str(sealed.outer_digest)},
        ),
    )
    return Unvouched("envelope", (Answer(1, gettext_noop("What is it?"), lines),), facts, SEALED)


# ---------------------------------------------------------------- receipt


def _receipt(data: bytes, *, keys: Mapping[Country, VerifyingKey], sections: Sequence[tuple[str, bytes]]) -> Found:
    if not sections or not keys:
        body_bytes, printed = parse_frames(data[len(RECEIPT) :], what="receipt", cap=_RECEIPT_CAP, least=2, most=2)
        key_id = parse_signature(printed).key_id
        body = parse_receipt(body_bytes)
        facts = _said(body, data)
        return Unvouched("receipt", (_told(body, by=str(key_id)),), facts | {"key": str(key_id)}, NO_SECTION)
    read = [verify_section(section, trusted=dict(keys), file=name) for name, section in sections]
    verified = verify_receipt(data, keyring=DatedKeyring(key_rows(read)))
    body = parse_receipt(verified.body_bytes)
    return Verified("receipt", (_told(body, by=str(verified.node)),), _said(body, data) | {"by": str(verified.node)})


def _fork(data: bytes, *, keys: Mapping[Country, VerifyingKey], sections: Sequence[tuple[str, bytes]]) -> Verified:
    """Return of which node's log it is a fork: of those that the given directory files name, the one that signed it."""
    if not sections or not keys:
        raise NoDirectory
    read = [verify_section(section, trusted=dict(keys), file=name) for name, section in sections]
    keyring, refused = DatedKeyring(key_rows(read)), None
    pairs = [(node, dated) for section in read for node in section.nodes for dated in node.signing]
    for node, dated in pairs:
        try:
            fork = verify_fork(data, node=node.id, origin=node.log_origin, key=dated.key, keyring=keyring)
        except Refused as refusal:
            refused = refused or refusal
            continue
        facts = {"node": str(node.id), "origin": fork.origin, "size": str(fork.size), "said": str(fork.said), "shown": str(fork.shown)}
        lines = (
            Line(gettext_noop("%(node)s signed that its log %(origin)s had, with %(size)s entries, the root %(said)s."), facts),
            Line(gettext_noop("It also signed a checkpoint of a log whose root with %(size)s entries is %(shown)s."), facts),
            Line(gettext_noop("A log has one root at each size: that node keeps two logs, or lost its data and wrote it anew."), facts),
        )
        return Verified("fork", (Answer(1, gettext_noop("What does it prove?"), lines),), facts)
    raise refused or NoDirectory


class NoDirectory(Refused):
    """Whose log it is cannot be said without the directory."""

    wire_class = "unknown-key"
    sentence = gettext_noop("Whose log this is about cannot be said without the directory file of that country.")
    next_step = gettext_noop("Give it with --section, and the country's key with --trust.")


def _said(body: ReceiptBody, data: bytes) -> dict[str, Any]:
    return {
        "receipt": _kind(body),
        "envelope": str(body.env_id or ""),
        "case": str(body.case or ""),
        "at": str(body.at),
        "digest": str(Digest.of(data)),
    }


def _told(body: ReceiptBody, *, by: str) -> Answer:
    facts = {"kind": _kind(body), "envelope": str(body.env_id or "?"), "case": str(body.case or "?"), "by": by, "at": str(body.at)}
    lines = [Line(gettext_noop("It is the receipt “%(kind)s” for envelope %(envelope)s of request %(case)s."), facts)]
    lines.append(Line(gettext_noop("It names %(at)s as its moment, and %(by)s as its signer."), facts))
    log = getattr(body, "log", None)
    if log is not None:
        place = {"origin": log.origin, "index": str(log.index), "size": str(log.size)}
        lines.append(Line(gettext_noop("It promises entry %(index)s of the log %(origin)s, which then had %(size)s entries."), place))
    return Answer(1, gettext_noop("What is it?"), tuple(lines))


def _kind(body: ReceiptBody) -> str:
    return type(body).__name__.removesuffix("Body").lower()
