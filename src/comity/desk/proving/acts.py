"""The acts of a proof: word for word as they were signed, and none missing between the first and the last of either side."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from comity.desk.proving.destroyed import Remains
from comity.desk.proving.layout import ActFiles, Contents, Manifest
from comity.desk.proving.listed import is_proposal, listed_papers
from comity.desk.proving.refusals import NotProven, at_file
from comity.desk.proving.trust import Signers
from comity.seal.disclosed import Disclosed, Header, verify_disclosed, verify_header
from comity.seal.frames import parse_frames
from comity.seal.headers import Inner
from comity.seal.keys import SIGNATURE_CAP, Signature, parse_signature
from comity.seal.signers import MAX_SIGNATURES
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId, OfficerId
from comity.terms.lives import begins_life
from comity.wire.act import ActBody, parse_act

SPEC: Final = "docs/specs/proof.md, sections 4.2 and 4.3"

_SIGNATURES_CAP: Final = MAX_SIGNATURES * (4 + SIGNATURE_CAP)


@dataclass(frozen=True, slots=True)
class ReadAct:
    """An act whose signatures and content hold, before receipts and log are read."""

    files: ActFiles
    disclosed: Disclosed | Header
    body: ActBody | None
    """None where the content is withheld or was destroyed."""
    approved_by: tuple[OfficerId, ...]
    receiver: NodeId

    @property
    def env_id(self) -> EnvelopeId:
        """The envelope's identifier."""
        return self.files.env_id


def read_act(files: ActFiles, *, manifest: Manifest, signers: Signers) -> ReadAct:
    """Return the act that the sending node and a second officer signed, as the request of the manifest knows it; raises `NotProven`."""
    with at_file(files.folder):
        printed = parse_frames(files.signatures, what="list of signatures", cap=_SIGNATURES_CAP, least=1, most=MAX_SIGNATURES)
        signatures = [parse_signature(one) for one in printed]
        disclosed, body = _opened(files, signatures, signers=signers)
    inner = disclosed.inner
    officers = tuple(entry.owner for entry in disclosed.signed_by if isinstance(entry.owner, OfficerId))
    for holds, why in (
        (inner.env_id == files.env_id, "its folder names another envelope"),
        (inner.case == manifest.reference, f"it belongs to the request {inner.case}"),
        ((inner.sender == manifest.node) == (files.direction == "out"), "its folder names the other direction"),
        (len(inner.to) == 1 and inner.to[0] != inner.sender, "it is not sealed for one other node"),
        *(_fits(body, inner=inner, officers=officers) if body is not None else ()),
    ):
        if not holds:
            raise NotProven(file=files.folder, why=why)
    return ReadAct(files, disclosed, body, officers, inner.to[0])


def _opened(files: ActFiles, signatures: Sequence[Signature], *, signers: Signers) -> tuple[Disclosed | Header, ActBody | None]:
    if files.salt is None or files.body is None:
        return verify_header(files.inner, signatures, keyring=signers.keyring), None
    disclosed = verify_disclosed(files.inner, signatures, salt=files.salt, payload=files.body, keyring=signers.keyring)
    return disclosed, parse_act(files.body)


def _fits(body: ActBody, *, inner: Inner, officers: Sequence[OfficerId]) -> Iterator[tuple[bool, str]]:
    """Yield whether the content is that of its header, and drafted by another officer than approved it."""
    yield (body.reference, body.kind, body.original) == (inner.case, inner.kind, inner.reply_to), "header and act differ"
    second = body.drafted_by.node == inner.sender and body.drafted_by not in officers
    yield second, "it was not approved by a second officer"


def papers_in(acts: Sequence[ReadAct]) -> frozenset[EnvelopeId]:
    """Return the identifiers of the papers that a proposal to go on on the wire lists: later acts answer them, and they are in no proof."""
    first = acts[0].body if acts else None
    return frozenset(paper.envelope for paper in listed_papers(first)) if first is not None else frozenset()


def _follows(inner: Inner, stream: Mapping[int, Digest]) -> bool:
    """Say whether an act comes after the one before it; the first of a later life of its sender, after any that stands here."""
    if inner.seq in stream:
        return False
    if begins_life(inner.seq):
        return inner.previous is None or inner.previous in stream.values()
    return inner.previous == stream.get(inner.seq - 1) and (inner.seq == 1 or inner.seq - 1 in stream)


def require_whole(
    acts: Sequence[ReadAct], *, manifest: Manifest, contents: Contents, signers: Signers, remains: Remains | None = None
) -> None:
    """Refuse gaps, a third node, a reply to what came later or is not there, and a case that begins without a request."""
    if not acts:
        raise NotProven(file="acts", why="there is none")
    first = acts[0]
    parties = {first.disclosed.inner.sender, first.receiver}
    seen: dict[EnvelopeId, ReadAct] = {}
    listed = papers_in(acts)
    unlisted = remains is not None and remains.proposes(first.files, kind=first.disclosed.inner.kind)  # it may answer a paper
    streams: dict[NodeId, dict[int, Digest]] = {}
    for number, act in enumerate(acts, 1):
        inner = act.disclosed.inner
        stream = streams.setdefault(inner.sender, {})
        for holds, why in (
            (act.files.number == number, f"act {number} is missing"),
            ({inner.sender, act.receiver} == parties and manifest.node in parties, "it passes between other nodes"),
            (inner.world == first.disclosed.inner.world, "it is of another world, real or drill"),
            (_follows(inner, stream), "an act of the same sender is missing before it, or is not this one"),
            (act.env_id not in seen, "the same envelope twice"),
            (inner.reply_to in {None, *seen, *listed} or unlisted, "it answers an act that is not in this file"),
        ):
            if not holds:
                raise NotProven(file=act.files.folder, why=why)
        seen[act.env_id] = act
        stream[inner.seq] = act.disclosed.inner_digest
    countries = {signers.country(node) for node in parties if signers.node(node, file="directory")}
    begins = first.body is not None and (first.body.act == "request" or is_proposal(first.body))
    begins |= remains is not None and remains.begins(first.files, kind=first.disclosed.inner.kind)
    if not begins or manifest.reference.country != signers.country(first.disclosed.inner.sender):
        raise NotProven(file=first.files.folder, why="a request does not begin here")
    if countries != set(contents.countries):
        raise NotProven(file="directory", why="it holds a country that has no part in this request")
