"""Draws up the act of a threat set: its content, in the act or beside it, and the act's exact bytes, before anybody approves them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from comity.desk.drafting.actions import next_reference
from comity.desk.drafting.basis import NoBasis, basis_of
from comity.desk.drafting.composing import compose
from comity.desk.drafting.refusals import Stopped
from comity.desk.filelists import rows_of, store
from comity.desk.meaning import GIVING
from comity.desk.states import DraftState, State
from comity.directory.book import book
from comity.directory.home import home
from comity.directory.sections import Authority
from comity.intel.policy import parse_label
from comity.intel.sets.refusals import NoWayThere
from comity.intel.store.ingesting import bodies_of, names_of
from comity.records.models import Draft, IntelCollection, IntelLabel, IntelSet, Officer, Request
from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.markings import Tlp
from comity.terms.refusals import Refused
from comity.terms.text import FreeText
from comity.wire.act import ActBody, print_act
from comity.wire.listed import ListedFile
from comity.wire.threatset import (
    FILE_KIND,
    GIVE,
    MAX_CONTENT,
    MAX_INLINE,
    MEDIA_TYPE,
    RECALL,
    ThreatSet,
    print_digests,
    print_objects,
    print_set,
)

# Cases in which nothing more is said begin anew under another number.
_GOING: Final = frozenset(State) - {State.CLOSED, State.REFUSED, State.UNDELIVERED, State.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class Way:
    """Who gets it: the authority, its node, the text that carries it, and the case that it goes on with ("" for a new one)."""

    authority: Authority
    node: NodeId
    instrument: str
    case: str


def way_to(there: Authority, collection: IntelCollection, *, at: Instant) -> Way:
    """Return how a set of a collection goes to an authority; raises `NoWayThere`, `NoBasis`."""
    node = node_of(there, at=at)
    return Way(there, node, basis_of(GIVING, peer=node, at=at), _case_going(collection, there))


def node_of(there: Authority, *, at: Instant) -> NodeId:
    """Return the node of an authority for which one can seal; raises `NoWayThere`."""
    known = book()
    node = next((one.id for one in known.peers(home().node) if one.authority == there.id), None)
    try:
        if node is None:
            raise NoWayThere(authority=there.id)
        known.sealing_key(node, at=at)
    except NoWayThere:
        raise
    except Refused as refusal:
        raise NoWayThere(authority=there.id) from refusal
    return node


def reaches(there: Authority, *, at: Instant) -> bool:
    """Say whether a set could go to an authority today."""
    try:
        basis_of(GIVING, peer=node_of(there, at=at), at=at)
    except (NoWayThere, NoBasis):
        return False
    return True


def objects_content(keys: Sequence[int]) -> bytes:
    """Return the content of a set with these objects, in order."""
    found = bodies_of(keys)
    return print_objects(found[key] for key in keys)


def recall_content(keys: Sequence[int]) -> tuple[list[int], bytes]:
    """Return these objects in the order of their digests, and the content of their recall."""
    by_digest = {digest: key for key, (_, digest) in names_of(keys).items()}
    return [by_digest[digest] for digest in sorted(by_digest)], print_digests(by_digest)


def strictest(labels: frozenset[int], *, unmarked: str = "") -> str:
    """Return the marking under which the act travels: the strictest of what it holds."""
    texts = IntelLabel.objects.filter(number__in=labels).values_list("text", flat=True)
    levels = [level for level in (parse_label(text).tlp for text in texts) if level is not None]
    return max(levels, key=_strictness).value if levels else unmarked


def _strictness(level: Tlp) -> int:
    return sum(level.covers(other) for other in Tlp)


def draw_up(row: IntelSet, way: Way, content: bytes, *, collection: IntelCollection, by: Officer, at: Instant) -> Draft:
    """Give `row`, which is not saved yet, the exact act of `content`; return its draft. Raises `Stopped`, `FieldFaults`, `TooManyFiles`."""
    row.content, row.node, row.instrument = str(Digest.of(content)), str(way.node), way.instrument
    gives = row.sort == GIVE
    said = ThreatSet(
        number=row.number,
        collection=collection.uuid,
        objects=row.objects_count,
        content=Digest.of(content),
        title=FreeText.parse(collection.title).text.replace("\n", " ") if gives else "",
        fields=tuple(sorted(collection.fields)) if gives else (),
        unmarked=parse_label(collection.label).tlp if gives and collection.label else None,
        reason=row.reason,
        inline=content if len(content) <= MAX_INLINE else None,
    )
    row.files = rows_of(_beside(row.number, content)) if said.inline is None else None
    row.case = way.case or next_reference(at)
    draft = draft_of(row, fields=print_set(said), opens=not way.case, by=by, at=at)
    composed = compose(draft, drafted_by=by, at=at)
    if any(finding.outcome == "stop" for finding in composed.findings):
        raise Stopped(composed.findings)
    home().file_caps.require([file.size for file in composed.body.files])
    row.body = draft.body = print_act(composed.body)
    row.digest = str(Digest.of(row.body))
    return draft


def draft_of(row: IntelSet, *, fields: dict[str, object], opens: bool, by: Officer, at: Instant) -> Draft:
    """Return the draft of a set, unsaved."""
    return Draft(
        act="request" if opens else "report",
        kind=GIVING,
        peer=row.node,
        reference=row.case,
        instrument=row.instrument,
        state=DraftState.SUBMITTED,
        fields=fields,
        files=row.files,
        drafter=by,
        saved_by=by,
        opened_at=row.at,
        saved_at=row.at,
        submitted_at=at,
        tlp=row.tlp,
        body=row.body,
    )


def draft_again(row: IntelSet, body: ActBody, *, by: Officer) -> Draft:
    """Return the draft of a set as it was proposed, unsaved."""
    return draft_of(row, fields=dict(body.fields), opens=body.act == "request", by=by, at=row.at)


def _beside(number: str, content: bytes) -> list[ListedFile]:
    kept = store().keep([content], cap=MAX_CONTENT)
    return [ListedFile(name=f"{number}.threat-set", media_type=MEDIA_TYPE, size=kept.size, sha256=kept.digest, kind=FILE_KIND, language="")]


def _case_going(collection: IntelCollection, there: Authority) -> str:
    """Return the newest case in which objects of the collection went to an authority, where it still goes on."""
    gone = IntelSet.objects.filter(side="ours", collection=collection, authority=str(there.id), sort=GIVE, sent_at__isnull=False)
    case = gone.order_by("-pk").values_list("case", flat=True).first()
    going = Request.objects.filter(reference=case or "", state__in=[state.value for state in _GOING])
    return str(case) if case and going.exists() else ""


def is_recall(row: IntelSet) -> bool:
    """Say whether a row takes back what was given."""
    return row.sort == RECALL
