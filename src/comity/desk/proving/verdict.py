"""What a proof shows once it is verified, and what it does not: values, and the numbered sentences that say so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from comity.desk.proving.custody import ProvenHiding, ProvenItem
from comity.desk.proving.destroyed import ProvenDestruction
from comity.desk.proving.held import (
    CUSTODY,
    DESTROYED,
    WITHHELD,
    told_custody,
    told_destroyed,
    told_withheld,
    unproven_parts,
)
from comity.desk.proving.layout import Direction
from comity.desk.proving.listed import is_proposal, listed_papers
from comity.desk.proving.said import ACTS, DECISIONS, Answer, Line, Word
from comity.desk.proving.trust import Vouching
from comity.desk.proving.witnessed import EVIDENCE, ROUTINE, Countersigned, latest, seen_by, stamp_command
from comity.ledger.checkpoint import Checkpoint
from comity.seal.headers import Inner
from comity.terms.digests import Digest
from comity.terms.identifiers import Country, EnvelopeId, KeyId, NodeId, OfficerId, Reference
from comity.terms.instants import Instant
from comity.terms.speech import gettext_noop
from comity.wire.act import ActBody
from comity.wire.receipts import ReceiptBody


@dataclass(frozen=True, slots=True)
class ProvenReceipt:
    """A receipt that its node signed for one act."""

    env_id: EnvelopeId
    kind: str
    node: NodeId
    digest: Digest
    body: ReceiptBody
    key: KeyId


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A key that signed something in the file and was taken back, and the receipts of which nothing shows that they were given before."""

    key: KeyId
    owner: str
    since: Instant
    doubtful: tuple[ProvenReceipt, ...]


@dataclass(frozen=True, slots=True)
class ProvenMandate:
    """By what the approver held the role, as the maker's log has it: from when until when ("" for no end), by which decision, for whom."""

    role: str
    since: str
    until: str
    basis: str
    acts_for: str


@dataclass(frozen=True, slots=True)
class ProvenAct:
    """An act word for word, signed by its node and officers; `receiver` is the one it was sealed for.

    Where its content is withheld or was destroyed, `body` and `body_digest` are None, and `part` is what the maker's log calls it.
    """

    number: int
    direction: Direction
    inner: Inner
    inner_digest: Digest
    body: ActBody | None = field(repr=False)
    body_digest: Digest | None
    part: str
    receiver: NodeId
    approved_by: tuple[OfficerId, ...]
    index: int
    receipts: Mapping[str, ProvenReceipt]
    mandate: ProvenMandate | None = None
    closed: bool = False
    """Whether its content was destroyed: then its leaf can not be opened, and which one it is is the maker's word."""

    @property
    def env_id(self) -> EnvelopeId:
        """The envelope's identifier."""
        return self.inner.env_id


@dataclass(frozen=True, slots=True)
class Verdict:
    """Everything in the file holds together. Whether the countries' keys are real, only `vouching` says."""

    reference: Reference
    node: NodeId
    authorities: Mapping[NodeId, Mapping[str, str]]
    made_at: Instant
    checkpoint: Checkpoint
    acts: tuple[ProvenAct, ...]
    vouching: tuple[Vouching, ...]
    home: Country | None = None
    """The country of the maker; a witness of its own country counts for nothing."""
    countersigned: tuple[Countersigned, ...] = ()
    grown: tuple[int, ...] = ()
    """Sizes at which the maker's receipts name the log: what it was then is the beginning of what it is under the checkpoint."""
    custody: tuple[ProvenItem, ...] = ()
    withheld: ProvenHiding | None = None
    destroyed: ProvenDestruction | None = None
    report: bool = False
    """Whether a report for people stands beside it."""
    taken_back: tuple[TakenBack, ...] = ()
    """Keys that signed something here and were taken back later: what they signed was seen before that by somebody else."""
    verifier: bool | None = None
    """Whether the `verify.py` that travels with the file is the one of this version; None where none does."""

    @property
    def vouched(self) -> bool:
        """Whether the reader trusts every country's key that the proof stands on."""
        return all(one.vouched for one in self.vouching)

    @property
    def needed(self) -> int:
        """How many witnesses make the log shown to others: more where files are handed over."""
        told = all(act.body is not None and not act.body.files for act in self.acts)  # what is withheld may list files
        hidden = self.withheld is not None and bool(self.withheld.choice.items)
        return ROUTINE if told and not self.custody and not hidden else EVIDENCE

    def latest(self, index: int) -> Instant | None:
        """Return when leaf `index` stood in the log at the latest: when enough witnesses had cosigned it; None where too few have."""
        return latest(self.countersigned, index, needed=self.needed, home=self.home)

    def seen(self, env_id: EnvelopeId) -> Instant | None:
        """Return when an act stood in the log at the latest; None also where its leaf is closed: it may be that of any act."""
        return next((self.latest(act.index) for act in self.acts if act.env_id == env_id and not act.closed), None)

    @property
    def witnessed(self) -> bool:
        """Whether enough witnesses have cosigned the log with every act of this file in it."""
        return all(self.seen(act.env_id) is not None for act in self.acts)

    @property
    def receipts(self) -> tuple[ProvenReceipt, ...]:
        """Every receipt, in the order of the acts."""
        return tuple(receipt for act in self.acts for receipt in act.receipts.values())

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The questions with their answers, in the order in which a judge asks them."""
        first = (_asked, _approved, _moments, _unchanged, _receipted, _logged, _keys)
        told: list[tuple[str, Iterator[Line]]] = [(question, tell(self)) for question, tell in zip(QUESTIONS, first, strict=False)]
        if self.custody:
            told.append((CUSTODY, told_custody(self.custody, latest=self.latest)))
        if self.withheld is not None:
            told.append((WITHHELD, told_withheld(self.withheld)))
        if self.destroyed is not None:
            told.append((DESTROYED, told_destroyed(self.destroyed, self.acts)))
        told.append((QUESTIONS[-1], _open(self)))
        return tuple(Answer(number, question, tuple(lines)) for number, (question, lines) in enumerate(told, 1))


QUESTIONS: Final = (
    gettext_noop("Who asked what of whom, under which article?"),
    gettext_noop("Who approved it?"),
    gettext_noop("When was it sent, and when was it received?"),
    gettext_noop("Is it unchanged?"),
    gettext_noop("Who signed for having received, opened or decided it?"),
    gettext_noop("Where does it stand in the log?"),
    gettext_noop("Whose word are the keys?"),
    gettext_noop("What does this not prove?"),
)


def _asked(verdict: Verdict) -> Iterator[Line]:
    for node, names in sorted(verdict.authorities.items()):
        yield Line(
            gettext_noop("%(node)s is the node of: %(names)s."), {"node": str(node), "names": " / ".join(dict.fromkeys(names.values()))}
        )
    for act in verdict.acts:
        facts = {
            "number": str(act.number),
            "act": Word(ACTS[act.part]),
            "kind": act.inner.kind,
            "instrument": act.body.instrument if act.body is not None else "",
            "article": act.body.article if act.body is not None else "",
            "sender": str(act.inner.sender),
            "receiver": str(act.receiver),
        }
        sentence = gettext_noop(
            "Act %(number)s: %(act)s (%(kind)s) under %(instrument)s, Article %(article)s, from %(sender)s to %(receiver)s."
        )
        if act.closed:
            sentence = gettext_noop("Act %(number)s: %(act)s (%(kind)s) from %(sender)s to %(receiver)s; its content was destroyed.")
        elif act.body is None:
            sentence = gettext_noop("Act %(number)s: %(act)s (%(kind)s) from %(sender)s to %(receiver)s; its content is withheld.")
        yield Line(sentence, facts)
        if act.inner.world != "real":
            yield Line(gettext_noop("Act %(number)s belongs to an exercise."), {"number": str(act.number)})
        yield from _listed(act)


def _listed(act: ProvenAct) -> Iterator[Line]:
    """Say what went before outside the wire, as the act lists it."""
    for paper in listed_papers(act.body) if act.body is not None else ():
        facts = {"number": str(act.number), "act": Word(ACTS.get(paper.act, paper.act)), "kind": paper.kind, "on": paper.on}
        facts |= {"method": paper.method, "digest": paper.document}
        if paper.document:
            sentence = gettext_noop(
                "Act %(number)s lists, outside the wire: %(act)s (%(kind)s) by %(method)s on %(on)s, document with SHA-256 %(digest)s."
            )
        else:
            sentence = gettext_noop("Act %(number)s lists, outside the wire: %(act)s (%(kind)s) by %(method)s on %(on)s, no document.")
        yield Line(sentence, facts)


def _approved(verdict: Verdict) -> Iterator[Line]:
    for act in verdict.acts:
        facts = {"number": str(act.number), "approvers": ", ".join(map(str, act.approved_by))}
        if act.closed:
            sentence = gettext_noop("Act %(number)s was approved and signed by %(approvers)s; who drafted it is not known any more.")
        elif act.body is None:
            sentence = gettext_noop("Act %(number)s was approved and signed by %(approvers)s; who drafted it is withheld.")
        else:
            sentence = gettext_noop("Act %(number)s was drafted by %(drafter)s, and approved and signed by %(approvers)s.")
            facts["drafter"] = str(act.body.drafted_by)
        yield Line(sentence, facts)
        yield from _mandated(act)


def _mandated(act: ProvenAct) -> Iterator[Line]:
    """Say by which mandate it was approved, where the maker's log names one with dates."""
    if act.mandate is None:
        return
    held = {"number": str(act.number), "from": act.mandate.since, "until": act.mandate.until, "basis": act.mandate.basis}
    if act.mandate.until:
        yield Line(gettext_noop("Act %(number)s was approved by a mandate from %(from)s until %(until)s, by decision: %(basis)s."), held)
    else:
        yield Line(gettext_noop("Act %(number)s was approved by a mandate from %(from)s without end, by decision: %(basis)s."), held)
    if act.mandate.acts_for:
        yield Line(
            gettext_noop("Act %(number)s was approved by an acting officer, in place of %(officer)s."),
            {"number": str(act.number), "officer": act.mandate.acts_for},
        )


def _moments(verdict: Verdict) -> Iterator[Line]:
    for act in verdict.acts:
        facts = {"number": str(act.number), "sent": str(act.inner.created), "sender": str(act.inner.sender)}
        yield Line(gettext_noop("Act %(number)s was sealed at %(sent)s by the clock of %(sender)s."), facts)
        received = act.receipts.get("received")
        if received is not None:
            facts = {"number": str(act.number), "received": str(received.body.at), "node": str(received.node)}
            yield Line(gettext_noop("Act %(number)s was received at %(received)s by the clock of %(node)s."), facts)
        if (at := verdict.seen(act.env_id)) is not None:
            facts = {"number": str(act.number), "at": str(at), "needed": str(verdict.needed)}
            told = gettext_noop("Act %(number)s stood in the log at %(at)s at the latest: witnesses of %(needed)s countries had seen it.")
            yield Line(told, facts)
        elif verdict.countersigned and not act.closed:
            count = seen_by(verdict.countersigned, act.index, home=verdict.home)
            facts = {"number": str(act.number), "count": str(count), "needed": str(verdict.needed)}
            told = gettext_noop(
                "Act %(number)s: witnesses of %(count)s other countries saw it, under keys that you trust; %(needed)s are needed."
            )
            yield Line(told, facts)
    if not verdict.countersigned:
        yield Line(gettext_noop("No third party has stamped these moments: two nodes name them, and nobody else."))


def _unchanged(verdict: Verdict) -> Iterator[Line]:
    sentence = gettext_noop("Act %(number)s is word for word what was signed; its SHA-256 is %(digest)s.")
    for act in verdict.acts:
        if act.body is None:
            facts = {"number": str(act.number), "digest": str(act.inner.plaintext_commit)}
            if act.closed:
                yield Line(gettext_noop("Act %(number)s has a signed header that holds; its content was destroyed."), facts)
                continue
            told = gettext_noop("Act %(number)s has a content that is withheld: its signed header commits to it by %(digest)s (salted).")
            yield Line(told, facts)
            continue
        yield Line(sentence, {"number": str(act.number), "digest": str(act.body_digest)})
        for file in act.body.files:
            facts = {"number": str(act.number), "name": file.name, "size": str(file.size), "digest": str(file.sha256)}
            yield Line(gettext_noop("Act %(number)s lists the file “%(name)s”, %(size)s bytes, SHA-256 %(digest)s."), facts)
    yield Line(gettext_noop("No act is missing between the first and the last one of either side."))


_RECEIPTS: Final = {
    "received": gettext_noop("%(node)s signed that it received act %(number)s at %(at)s."),
    "opened": gettext_noop("%(node)s signed that an officer opened act %(number)s at %(at)s."),
    "decided": gettext_noop("%(node)s signed that it decided act %(number)s at %(at)s: %(what)s."),
    "files": gettext_noop("%(node)s signed at %(at)s that every file of act %(number)s is there, with the listed digest."),
    "files-broken": gettext_noop("%(node)s signed at %(at)s that a file of act %(number)s is not the listed one: %(what)s."),
    "refused": gettext_noop("%(node)s signed that it refused the envelope of act %(number)s at %(at)s (%(what)s)."),
}


def _receipted(verdict: Verdict) -> Iterator[Line]:
    here = {act.env_id for act in verdict.acts}
    for act in verdict.acts:
        number = {"number": str(act.number), "node": str(act.receiver)}
        for kind, receipt in act.receipts.items():
            decision = getattr(receipt.body, "decision", "")
            broken = getattr(receipt.body, "broken", None)
            what = Word(DECISIONS[decision]) if decision else getattr(receipt.body, "wire_class", "") or str(broken or "")
            yield Line(
                _RECEIPTS[f"{kind}-broken" if broken else kind],
                number | {"node": str(receipt.node), "at": str(receipt.body.at), "what": what},
            )
            answer = getattr(receipt.body, "answer", None)
            if answer is not None and answer not in here:
                yield Line(gettext_noop("The answer that this decision names is not in this file: %(answer)s."), {"answer": str(answer)})
        for kind in act.inner.requires:
            if kind not in act.receipts:
                yield Line(
                    gettext_noop("There is no receipt “%(kind)s” of %(node)s for act %(number)s in this file."), number | {"kind": kind}
                )


def _logged(verdict: Verdict) -> Iterator[Line]:
    log = {"origin": verdict.checkpoint.origin}
    for act in verdict.acts:
        told = gettext_noop("Act %(number)s is entry %(index)s of the log %(origin)s.")
        if act.closed:
            told = gettext_noop("Entry %(index)s of the log %(origin)s is closed: only its maker says that it is act %(number)s.")
        yield Line(told, log | {"number": str(act.number), "index": str(act.index)})
    facts = log | {"size": str(verdict.checkpoint.size), "root": str(verdict.checkpoint.root), "at": str(verdict.made_at)}
    yield Line(gettext_noop("The log %(origin)s had %(size)s entries under the root %(root)s when this file was made, at %(at)s."), facts)
    for size in verdict.grown:
        sentence = gettext_noop(
            "Nothing was removed or reordered since it had %(size)s entries, as its node told the other side in a receipt."
        )
        yield Line(sentence, {"size": str(size)})
    for signed in verdict.countersigned:
        yield from _countersigned(signed)


def _countersigned(signed: Countersigned) -> Iterator[Line]:
    for one in signed.cosigned:
        facts = {"node": str(one.node), "country": str(one.country), "size": str(signed.size), "at": str(one.at)}
        if one.vouched:
            yield Line(gettext_noop("The witness %(node)s (%(country)s) cosigned the log of %(size)s entries at %(at)s."), facts)
        else:
            yield Line(
                gettext_noop(
                    "The witness %(node)s (%(country)s) cosigned the log of %(size)s entries at %(at)s; you did not give its country's key."
                ),
                facts,
            )
    for number, stamp in enumerate(signed.stamps, 1):
        yield Line(
            gettext_noop(
                "A time stamp (RFC 3161) over the log of %(size)s entries names %(at)s. Who signed it is not checked here; with the"
                " authority's certificate, in the unpacked file: %(command)s"
            ),
            {"size": str(signed.size), "at": str(stamp), "command": stamp_command(signed.size, number)},
        )


def _keys(verdict: Verdict) -> Iterator[Line]:
    for one in verdict.vouching:
        facts = {"country": str(one.country), "fingerprint": str(one.fingerprint)}
        if one.vouched:
            yield Line(gettext_noop("%(country)s: the country key %(fingerprint)s, which you trust, names its nodes and officers."), facts)
        else:
            yield Line(
                gettext_noop(
                    "%(country)s: the country key is %(fingerprint)s. Nobody vouches for it here: read it out to that country by telephone."
                ),
                facts,
            )
    numbers = {act.env_id: str(act.number) for act in verdict.acts}
    for taken in verdict.taken_back:
        facts = {"key": str(taken.key), "owner": taken.owner, "since": str(taken.since)}
        yield Line(
            gettext_noop("The key %(key)s of %(owner)s is revoked from %(since)s on. What it signed here was seen before that by others."),
            facts,
        )
        for receipt in taken.doubtful:
            yield Line(
                gettext_noop("But nothing shows that the receipt “%(kind)s” of %(owner)s for act %(number)s was given before that."),
                facts | {"kind": receipt.kind, "number": numbers[receipt.env_id]},
            )


def _open(verdict: Verdict) -> Iterator[Line]:
    yield Line(gettext_noop("That anybody understood what they opened: a receipt shows an act on a screen, not in a mind."))
    if verdict.witnessed:
        yield Line(
            gettext_noop(
                "The exact time: each moment is by the clock of the node that signed it; witnesses show only the latest that it can be."
            )
        )
    else:
        yield Line(
            gettext_noop("The exact time: each moment is by the clock of the node that signed it, and no third party has stamped it.")
        )
    yield Line(gettext_noop("That what an act says is true: only that this node and these officers said it."))
    yield Line(
        gettext_noop("That nothing came after: this file was made at %(at)s, and later acts are not in it."), {"at": str(verdict.made_at)}
    )
    if any(act.body is not None and act.body.files for act in verdict.acts) or verdict.custody:
        yield Line(gettext_noop("What stands in the files: their digests are in this file, their bytes are not. Whoever has one compares."))
    yield from unproven_parts(custody=bool(verdict.custody), destroyed=verdict.destroyed is not None)
    if any(act.body is not None and is_proposal(act.body) for act in verdict.acts):
        yield Line(
            gettext_noop(
                "That the papers outside the wire came and went as listed: one side listed them, and the other accepted or refused."
            )
        )
    if not verdict.witnessed:
        facts = {"origin": verdict.checkpoint.origin}
        yield Line(gettext_noop("That the log %(origin)s shows everybody the same: too few witnesses have cosigned it."), facts)
    if verdict.report:
        yield Line(
            gettext_noop("What report.pdf and custody.jsonld say: their maker wrote them for reading, and nothing here relies on them.")
        )
    if verdict.verifier is not None:
        yield Line(_COPY[verdict.verifier])


_COPY: Final = {
    True: gettext_noop("The verify.py in this file is the one of this version of Comity."),
    False: gettext_noop(
        "The verify.py in this file is not the one of this version of Comity: take one from elsewhere, never from a proof."
    ),
}
