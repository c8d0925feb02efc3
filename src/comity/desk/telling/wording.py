"""What a notice says, made from coded facts only: no name, no reference, no field, no marking, nothing that anybody typed. Pure.

A `Line` holds codes that this node itself knows. `print_mail` and `print_body` are the one way from them to words and bytes.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final
from zoneinfo import ZoneInfo

from comity.terms.instants import Instant
from comity.terms.speech import gettext_noop

SPEC: Final = "notice/1"
LISTED: Final = 20  # lines in one notice; it counts the others
Say = Callable[[str], str]
Label = Callable[[str], str]

_WHAT: Final = {
    "act.arrived": gettext_noop("Arrived"),
    "clock.warning": gettext_noop("Due soon"),
    "clock.breach": gettext_noop("Late"),
    "draft.to-approve": gettext_noop("To approve"),
    "draft.waits": gettext_noop("Still waits for a second officer"),
    "handover": gettext_noop("Offered to you"),
    "call.waits": gettext_noop("Test call, of no case: confirm on the watch queue that you are awake"),
    "call.still-waits": gettext_noop("Test call, of no case: half of its time is over, and nobody has confirmed"),
}
_WORLDS: Final = {"real": gettext_noop("REAL"), "drill": gettext_noop("DRILL")}
_WAYS: Final = {"in": gettext_noop("incoming"), "out": gettext_noop("outgoing")}
_URGENCIES: Final = {"emergency": gettext_noop("emergency"), "urgent": gettext_noop("urgent"), "routine": gettext_noop("routine")}
_RUNGS: Final = {
    "desk": gettext_noop("to the desk"),
    "deputy": gettext_noop("to the deputy: the desk has not answered"),
    "supervisor": gettext_noop("to the supervisor: nobody has answered"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to tell. Each code is one that this node knows, or empty; `number` is the occasion's, and leads to the page."""

    number: int
    name: str
    direction: str = ""
    kind: str = ""
    country: str = ""
    urgency: str = ""
    due: Instant | None = None
    level: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Everything that one mail or one POST says. `more` counts what is not listed."""

    world: str
    lines: tuple[Line, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: what translates fixed sentences, labels in the same language, the desk's zone, the node's address."""

    say: Say
    kind: Label
    country: Label
    zone: ZoneInfo
    address: str


@dataclass(frozen=True, slots=True)
class Words:
    """A mail: one line of subject, plain text, and the same as HTML."""

    subject: str
    text: str
    html: str


def print_mail(notice: Notice, *, reader: Reader) -> Words:
    """Print a notice as a mail that tells at 3 a.m. what it is about."""
    paragraphs = [[_headline(notice, line, reader), *_details(line, reader)] for line in notice.lines[:LISTED]]
    more = notice.more + max(0, len(notice.lines) - LISTED)
    if more:
        paragraphs.append([reader.say(gettext_noop("%(count)s more are on the page.")) % {"count": more}, f"{reader.address}/"])
    paragraphs.append([reader.say(gettext_noop("This message has no content of a case. Sign in to read it."))])
    return _words(_subject(notice, more, reader), paragraphs)


def print_code(code: str, *, reader: Reader) -> Words:
    """Print the mail that confirms an address."""
    subject = reader.say(gettext_noop("Code that confirms your address for notices"))
    body = [
        [reader.say(gettext_noop("The code is %(code)s. It holds for half an hour.")) % {"code": code}],
        [reader.say(gettext_noop("If you did not ask for it, nothing is sent to this address.")), f"{reader.address}/account/notices/"],
    ]
    return _words(subject, body)


def print_test(world: str, *, reader: Reader) -> Words:
    """Print the mail by which the operator tries the way."""
    nothing = reader.say(gettext_noop("Test of notices: nothing to do"))
    subject = f"{reader.say(_WORLDS[world])} · {nothing}"
    told = reader.say(gettext_noop("The operator of the node tries whether notices reach you."))
    return _words(subject, [[told], [f"{reader.address}/"]])


def print_body(notice: Notice, *, number: str, node: str, made_at: Instant, address: str, purpose: str = "notices") -> bytes:
    """Print a notice as the body of a POST: canonical JSON, docs/specs/notice.md."""
    rows = [
        {
            "country": line.country,
            "direction": line.direction,
            "due": str(line.due) if line.due else None,
            "kind": line.kind,
            "link": _link(line, address),
            "name": line.name,
            "number": line.number,
            "rung": line.level,
            "urgency": line.urgency,
        }
        for line in notice.lines[:LISTED]
    ]
    body = {
        "comity": SPEC,
        "id": number,
        "made_at": str(made_at),
        "more": notice.more + max(0, len(notice.lines) - LISTED),
        "node": node,
        "notices": rows,
        "purpose": purpose,
        "world": notice.world,
    }
    return json.dumps(body, separators=(",", ":"), sort_keys=True, ensure_ascii=True).encode("ascii")


def _subject(notice: Notice, more: int, reader: Reader) -> str:
    if len(notice.lines) == 1 and not more:
        return _headline(notice, notice.lines[0], reader)
    said = [reader.say(_WORLDS[notice.world]), reader.say(gettext_noop("%(count)s notices")) % {"count": len(notice.lines) + notice.more}]
    if dues := [line.due for line in notice.lines if line.due]:
        said.append(reader.say(gettext_noop("nearest deadline %(when)s")) % {"when": _when(min(dues), reader)})
    return " · ".join(said)


def _headline(notice: Notice, line: Line, reader: Reader) -> str:
    said = [reader.say(_WORLDS[notice.world]), reader.say(_WHAT[line.name])]
    if line.urgency == "emergency":
        said.insert(1, reader.say(_URGENCIES["emergency"]).upper())
    said += [reader.say(_WAYS[line.direction])] if line.direction else []
    said += [f"{reader.kind(line.kind)} ({line.kind})"] if line.kind else []
    said += [reader.country(line.country)] if line.country else []
    said += [_when(line.due, reader)] if line.due else []
    return " · ".join(said)


def _details(line: Line, reader: Reader) -> list[str]:
    said = []
    if line.urgency:
        said.append(reader.say(gettext_noop("Urgency: %(urgency)s")) % {"urgency": reader.say(_URGENCIES[line.urgency])})
    if line.level:
        said.append(reader.say(gettext_noop("Told: %(rung)s")) % {"rung": reader.say(_RUNGS[line.level])})
    if line.due:
        said.append(reader.say(gettext_noop("Deadline: %(when)s")) % {"when": f"{_when(line.due, reader)} ({line.due})"})
    return [*said, _link(line, reader.address)]


def _when(due: Instant, reader: Reader) -> str:
    here = due.datetime().astimezone(reader.zone)
    minutes = int(here.utcoffset().total_seconds()) // 60  # type: ignore[union-attr]  # an aware moment has one
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    return f"{here:%d/%m/%Y %H:%M} UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


def _link(line: Line, address: str) -> str:
    return f"{address}/told/{line.number}/"


def _words(subject: str, paragraphs: Sequence[Sequence[str]]) -> Words:
    text = "\n\n".join("\n".join(lines) for lines in paragraphs) + "\n"
    html = "".join(f"<p>{'<br>'.join(map(_linked, lines))}</p>" for lines in paragraphs)
    return Words(subject, text, f"<!doctype html><html><head><title>{escape(subject)}</title></head><body>{html}</body></html>")


def _linked(line: str) -> str:
    told = escape(line)
    return f'<a href="{told}">{told}</a>' if line.startswith(("https://", "http://")) else told
