"""What an officer types of a step, read strictly: which parts each kind asks for, and that none is missing or hides anything. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from comity.evidence.limits import OTHER_STATE, RECIPIENTS, RULES
from comity.evidence.refusals import StepIncomplete
from comity.evidence.states import Kind
from comity.evidence.steps import Digests
from comity.terms.digests import Digest
from comity.terms.identifiers import Country
from comity.terms.refusals import Malformed
from comity.terms.speech import gettext_noop
from comity.terms.text import FreeText
from comity.terms.vocabulary import vocabulary

REASON_CAP: Final = 1000
WHAT_CAP: Final = 300
CAPS: Final[Mapping[str, int]] = {"place": 120, "tool": 80, "version": 40, "to": 200, "present": 200}
PURPOSES: Final = ("same", "another")
_USE: Final = ("purpose", "present")
# Beside the reason, which every step has.
_ASKED: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.RECEIVED: ("place", "tool", "version", "sha256", "sha512"),
    Kind.VERIFIED: ("tool", "version", "sha256", "sha512"),
    Kind.OPENED: _USE,
    Kind.COPIED: (*_USE, "tool", "version"),
    Kind.EXPORTED: (*_USE, "sort", "state", "to"),
    Kind.EXAMINED: (*_USE, "place", "tool", "version"),
    Kind.SEALED: ("place",),
    Kind.HANDED_OVER: ("place",),
    Kind.RELEASED: (*_USE, "sort", "state", "to", "place"),
    Kind.RETURNED: ("sort", "state", "to", "place"),
    Kind.HOLD_PLACED: (),
    Kind.HOLD_LIFTED: ("hold",),
    Kind.DESTROYED: ("sort", "place", "tool"),
}
# Measured by the node itself where the vault has the bytes.
_MEASURED: Final = frozenset({"sha256", "sha512"})
_PURPOSE_OWED: Final = gettext_noop("say whether it serves the same purpose")
_OPTIONAL: Final = frozenset({"present", "sha512", "state"})
_WHERE: Final[Mapping[str, str]] = {
    "place": gettext_noop("say where it was done"),
    "tool": gettext_noop("name the tool, or the means"),
    "version": gettext_noop("name the version of the tool"),
    "to": gettext_noop("name who gets it"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was typed of one step, each part as it is kept. `measured` is what a tool of others measured."""

    reason: str
    place: str = ""
    tool: str = ""
    version: str = ""
    to: str = ""
    sort: str = ""
    state: str = ""
    purpose: str = ""
    present: str = ""
    hold: int = 0
    measured: Digests | None = None


def asked_of(kind: Kind, *, in_vault: bool) -> tuple[str, ...]:
    """Return what a step of that kind asks for beside its reason; what the node measures and does itself is not asked for."""
    own = _MEASURED | ({"tool", "version"} if kind in (Kind.VERIFIED, Kind.RECEIVED, Kind.COPIED) else frozenset())
    return tuple(part for part in _ASKED.get(kind, ()) if not (in_vault and part in own))


def read_told(typed: Mapping[str, str], *, kind: Kind, in_vault: bool) -> Told:
    """Return what was typed. Raises `StepIncomplete`, and what text refuses."""
    asked = asked_of(kind, in_vault=in_vault)
    lines = {part: line_of(typed.get(part, ""), part=part) for part in asked if part in CAPS}
    return Told(
        reason=reason_of(typed.get("reason", "")),
        sort=_sort(typed.get("sort", ""), kind=kind) if "sort" in asked else "",
        state=_state(typed) if "state" in asked else "",
        purpose=_one_of(typed.get("purpose", ""), PURPOSES, gettext_noop("say whether it serves the same purpose"), part="purpose")
        if "purpose" in asked
        else "",
        hold=_number(typed.get("hold", "")) if "hold" in asked else 0,
        measured=digests_of(typed) if "sha256" in asked else None,
        **lines,
    )


def line_of(text: str, *, part: str, cap: int = 0, optional: bool = False) -> str:
    """Return one line as it is kept. Raises `StepIncomplete` where it is missing or has more lines, and what text refuses."""
    if not text.strip():
        if optional or part in _OPTIONAL:
            return ""
        raise StepIncomplete(_WHERE.get(part, gettext_noop("say what it is")), part=part)
    found = FreeText.parse(text, cap=cap or CAPS[part], what=part)
    if len(found.lines) > 1:
        raise StepIncomplete(gettext_noop("write it on one line"), part=part)
    return str(found)


def reason_of(text: str) -> str:
    """Return the reason. Raises `StepIncomplete` for none, and what text refuses."""
    if not text.strip():
        raise StepIncomplete(gettext_noop("give the reason"), part="reason")
    return str(FreeText.parse(text, cap=REASON_CAP, what="reason"))


def digests_of(typed: Mapping[str, str]) -> Digests:
    """Return the digests that a tool of others measured, in whatever case and groups it wrote them; raises `StepIncomplete`."""
    short, long = ("".join(typed.get(part, "").split()).lower() for part in ("sha256", "sha512"))
    try:
        return Digests(Digest.parse(short), long)
    except Malformed as fault:
        raise StepIncomplete(gettext_noop("a SHA-256 has 64 hexadecimal digits, a SHA-512 has 128"), part="sha256") from fault


def _sort(code: str, *, kind: Kind) -> str:
    name = RULES if kind is Kind.DESTROYED else RECIPIENTS
    where = gettext_noop("name the rule") if kind is Kind.DESTROYED else gettext_noop("say what sort of recipient it is")
    return _one_of(code, tuple(item.code for item in vocabulary(name).offered), where, part="sort")


def _state(typed: Mapping[str, str]) -> str:
    """Return the State of a recipient abroad; of one at home there is none."""
    if typed.get("sort") != OTHER_STATE:
        return ""
    where = gettext_noop("name the State")
    code = typed.get("state", "")
    try:
        return Country(code).text if code in vocabulary("country").by_code else _one_of("", (), where, part="state")
    except Malformed as fault:
        raise StepIncomplete(where, part="state") from fault


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise StepIncomplete(gettext_noop("say which hold ends"), part="hold")
    return int(text)


def _one_of(code: str, known: tuple[str, ...], where: str, *, part: str) -> str:
    if code not in known:
        raise StepIncomplete(where, part=part)
    return code
