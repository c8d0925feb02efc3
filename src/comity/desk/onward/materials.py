"""Writes down what an act of another State handed over, in the transaction that takes the act; and reads it."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from comity.desk.onward.policy import codes_of, hands_over, onward_rule
from comity.desk.rules import rulebook
from comity.desk.visibility import of_visible
from comity.directory.book import book
from comity.directory.home import home
from comity.directory.policy import Actor
from comity.records.models import ActFile, Material, Message, Passage, Request
from comity.records.rows import find_all, insert
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.wire.act import ActBody, parse_act

_PURPOSE_CAP = 240
_NEWEST: Final = 300  # materials that are looked at for cases to name as a source
_SOURCES: Final = 100
_DISPATCHED = "dispatched"  # a step of a paper; the room that records papers stands above this one


def country_of(peer: str) -> str:
    """Return the code of the country behind a node, or behind a partner without one."""
    return book().authority_of(NodeId(peer)).id.country.text


def keep_material(message: Message, request: Request, *, body: ActBody, at: Instant) -> Material | None:
    """Keep whose material an act brought and under which conditions; None where it brought none."""
    row = rulebook().kinds.get(body.kind)
    sets = row.sets if row else ("personal",)  # of a kind that is not known here, the stricter is assumed
    if not hands_over(body.act, sets) and not body.files:
        return None
    conditions = codes_of(body.fields.get("conditions"))
    return insert(
        Material(
            request=request,
            message=message,
            originator=country_of(request.peer),
            purpose=_purpose(request, body),
            conditions=list(conditions),
            onward=onward_rule(sets, conditions=conditions, files=len(body.files)),
            retain_until=_day(body.fields.get("retain_until")),
            at=at,
        )
    )


def _purpose(request: Request, body: ActBody) -> str:
    """Return for which case it was given: what we asked for it for, else what the act itself names."""
    asked = find_all(Message, request_id=request.pk, direction="out", act="request")
    fields = parse_act(bytes(asked[0].body)).fields if asked else body.fields
    return str(fields.get("case_number") or "")[:_PURPOSE_CAP]


def _day(value: JsonValue) -> str:
    try:
        return date.fromisoformat(value).isoformat() if isinstance(value, str) else ""
    except ValueError:
        return ""  # what another node wrote wrongly counts as nothing, and reads as it was written


def end_of(day: str) -> Instant:
    """Return the end of a day (ISO) where this node works."""
    return Instant.of(datetime.combine(date.fromisoformat(day) + timedelta(days=1), time(), tzinfo=ZoneInfo(home().zone)))


def materials_in(request: Request) -> Sequence[Material]:
    """Return what came in one case, oldest first."""
    return list(Material.objects.select_related("message").filter(request=request).order_by("id"))


def sources_for(recipient: str, *, by: Actor) -> Sequence[Request]:
    """Return the cases that `by` may know of in which a State other than `recipient` gave something lately, the last moved first."""
    given = Material.objects.filter(of_visible(by, "request"), onward="authorization").exclude(originator=recipient)
    newest = given.order_by("-id").values_list("request", flat=True)
    found = Request.objects.filter(pk__in=list(dict.fromkeys(newest[:_NEWEST]))).order_by("-last_act_at")
    return list(found[:_SOURCES])


def holds_of_others(recipient: str) -> bool:
    """Say whether anything is here that may go to `recipient` only with somebody else's yes."""
    return Material.objects.filter(onward="authorization").exclude(originator=recipient).exists()


def bringers_of(digest: str, *, recipient: str) -> Sequence[Request]:
    """Return the cases in which another State brought exactly these bytes; none where they were ours first, or the recipient's own.

    Files beside acts and documents outside the wire are looked at alike: bytes have one digest, whatever they are called.
    """
    came = ActFile.objects.filter(digest=digest).values_list("message_id", "message__direction", "message__request_id")
    papers = Passage.objects.filter(digest=digest).values_list("message_id", "step", "message__request_id")
    # Of papers only what we dispatched is ours; a receipt or a result that stands with an act of ours came from the other side.
    rows = sorted({*came, *((key, "out" if step == _DISPATCHED else "in", request) for key, step, request in papers)})
    if not rows or rows[0][1] == "out":
        return []
    keys = dict.fromkeys(request for _, direction, request in rows if direction == "in")
    found = {one.pk: one for one in Request.objects.filter(pk__in=keys)}
    requests = [found[key] for key in keys]
    return [] if any(country_of(one.peer) == recipient for one in requests) else requests
