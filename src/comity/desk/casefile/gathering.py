"""Gathers a whole case from its rows, for one reader: acts, passages, receipts, files, clocks, conditions, what clears a person.

What is here is the whole list of what a case file may say. Notes, flags, reviews, checklists, walls, drafts and opinions at home are
not looked at by this room; nor is any other case, but for a notice under Article 40(19) that names this one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from comity.desk.lettering.citing import article_of, items_of
from comity.desk.lettering.collecting import day_at, read_signed
from comity.desk.reading.files import FileHere, files_on
from comity.desk.reading.requests import Act, acts_of, clocks_of
from comity.desk.reading.timeline import timeline
from comity.desk.visibility import visible_to
from comity.directory.home import home
from comity.directory.policy import Actor
from comity.records.models import Clock, Message, Passage, Receipt, Request
from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.levels import Level
from comity.terms.markings import Tlp
from comity.treaty.forms import Item
from comity.wire.act import RenderedField, parse_act

NOTICE: Final = "ADM-EXCULP"  # UNCC Art. 40(5), 40(19): the kind by which exculpatory disclosure is notified
_CLEARS: Final = "SPT-EXCULPATORY"  # spontaneous information that clears a person (UNCC Art. 40(4)-(5))
# Vocabularies of which a code binds or limits the use; the forms say which of their fields they are.
_BINDING: Final = frozenset({"condition", "secrecy", "fiu-caveat", "fiu-use"})
_TOLD: Final = _BINDING | {"purpose"}
_NO_SECRECY: Final = "SEC-NONE"
# Parts of an act that decide, end or explain; requests and notices stand in their letters alone.
_DECIDING: Final = frozenset({"answer", "result", "report", "closure", "withdrawal", "consultation", "views"})
_STRICT: Final = frozenset({Tlp.RED.value, Tlp.AMBER_STRICT.value})


@dataclass(frozen=True, slots=True)
class Condition:
    """What one act says about use or secrecy: `binds` us where the other side set it and it has not ended by the day of export."""

    act: int
    by: str
    label: str
    article: str
    lines: tuple[str, ...]
    binds: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One act of the case. `number` counts from 1 as the case went; `mandate` is what the journal keeps of the approver's."""

    number: int
    act: Act
    sender: NodeId
    receiver: NodeId
    created: Instant
    passages: tuple[Passage, ...]
    files: tuple[FileHere, ...]
    receipts: tuple[tuple[str, Instant, Digest | None], ...]
    mandate: Mapping[str, Any]

    @property
    def stem(self) -> str:
        """The beginning of the names of its members."""
        return f"{self.number:03}-{self.act.direction}"


@dataclass(frozen=True, slots=True)
class Clearing:
    """Something that clears a person: an act of this case, or a notice of another case that names this one (`act` 0)."""

    act: int
    reference: str
    at: Instant
    kind: str
    text: tuple[RenderedField, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A whole case as it stands."""

    request: Request
    entries: tuple[Entry, ...]
    clocks: tuple[Clock, ...]
    conditions: tuple[Condition, ...]
    clearing: tuple[Clearing, ...]

    @property
    def binds(self) -> bool:
        """Whether conditions, a marking or a classification bind what may be done with it."""
        marked = self.request.tlp in _STRICT or self.request.level != Level.OPEN
        return marked or any(one.binds for one in self.conditions)

    @property
    def exculpatory(self) -> frozenset[int]:
        """The numbers of the acts that are never withheld."""
        return frozenset(one.act for one in self.clearing if one.act)


def gather(request: Request, *, language: str, by: Actor, at: Instant) -> Case:
    """Return the case as `by` may know of it, its text in `language`; the CALLER has seen that `by` may know of the request."""
    entries = tuple(_entries(request))
    return Case(
        request=request,
        entries=entries,
        clocks=clocks_of(request),
        conditions=tuple(one for entry in entries for one in _conditions(entry, language=language, at=at)),
        clearing=tuple(_clearing(request, entries, language=language, by=by)),
    )


def _entries(request: Request) -> Iterator[Entry]:
    peer, own = NodeId(request.peer), home().node
    files, mandates = files_on(request), _mandates(request)
    passages: dict[str, list[Passage]] = {}
    for passage in Passage.objects.filter(message__request=request).select_related("message").order_by("id"):
        passages.setdefault(passage.message.env_id, []).append(passage)
    digests = {
        (env_id, kind): Digest.of(bytes(sealed))
        for env_id, kind, sealed in Receipt.objects.filter(case=request.reference).values_list("env_id", "kind", "sealed")
    }
    for number, act in enumerate(acts_of(request), 1):
        env_id = str(act.env_id)
        sender, receiver = (own, peer) if act.direction == "out" else (peer, own)
        yield Entry(
            number=number,
            act=act,
            sender=sender,
            receiver=receiver,
            created=act.at,
            passages=tuple(passages.get(env_id, ())),
            files=files.get(env_id, ()),
            receipts=tuple(
                (kind, when, digests.get((env_id, kind))) for kind, when in sorted(act.receipts.items(), key=lambda one: one[1])
            ),
            mandate=mandates.get(env_id, {}),
        )


def _mandates(request: Request) -> dict[str, Mapping[str, Any]]:
    """Return by envelope what the journal keeps of the mandate under which an act of ours was approved."""
    found = {}
    for one in timeline(request):
        if one.name in ("act.sent", "act.issued") and "mandate" in one.facts:
            found[str(one.facts.get("envelope"))] = one.facts["mandate"]
    return found


def _conditions(entry: Entry, *, language: str, at: Instant) -> Iterator[Condition]:
    body = entry.act.body
    text = read_signed(body, language)
    items = items_of(body, body.text if language in body.text else {language: text})
    for said in text:
        item = items.get(said.number)
        if item is None or not any(said.lines) or not any(field.vocabulary in _TOLD for field in item.fields):
            continue
        binds = entry.act.direction == "in" and _binds(item, body.fields, day=day_at(home().node, at))
        lines = tuple(line for line in said.lines if line)
        yield Condition(entry.number, str(entry.sender), said.label, article_of(item, body), lines, binds)


def _binds(item: Item, fields: Mapping[str, Any], *, day: date) -> bool:
    """Say whether an item limits the use now: it has a code that does, and the day it names as its end is not past."""
    held = [value for field in item.fields if field.vocabulary in _BINDING for value in _codes(fields.get(field.key))]
    until = str(fields.get("secrecy_until") or "")
    return any(code != _NO_SECRECY for code in held) and (not until or until >= day.isoformat())


def _codes(value: object) -> Sequence[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)] if value else []


def _clearing(request: Request, entries: Sequence[Entry], *, language: str, by: Actor) -> Iterator[Clearing]:
    for entry in entries:
        body = entry.act.body
        if body.kind == NOTICE or _CLEARS in _codes(body.fields.get("concerns")):
            yield Clearing(entry.number, request.reference, entry.created, body.kind, tuple(read_signed(body, language)))
    others = visible_to(by).filter(kind=NOTICE).exclude(pk=request.pk)
    for message in Message.objects.filter(request__in=others, act="request").select_related("request").order_by("id"):
        body = parse_act(bytes(message.body))
        if body.fields.get("original") == request.reference:
            yield Clearing(0, message.request.reference, message.at, body.kind, tuple(read_signed(body, language)))


def is_decision(entry: Entry) -> bool:
    """Say whether an act decides or ends something, so that its grounds and conditions stand in the book."""
    return entry.act.body.act in _DECIDING
