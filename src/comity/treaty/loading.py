"""Reads a compiled pack strictly: every key known, every row with a source, both languages, no fictional State where it is real."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Final

import msgspec

from comity.terms.digests import Digest
from comity.terms.refusals import Malformed, Refused, TooLarge
from comity.terms.speech import gettext_noop
from comity.terms.vocabulary import Verified
from comity.treaty.pack import ClockRow, Compiled, Length, OfState, Pack
from comity.treaty.pack_calendars import EscalationRow, PauseRow, calendar_rows
from comity.treaty.pack_forms import ItemRow
from comity.treaty.rows import Sourced
from comity.treaty.sharing import share_pieces
from comity.treaty.wording import LANGUAGES, Words

CAP: Final = 8 * 1024 * 1024
_PLACE: Final = re.compile(r"%\((\w+)\)s")
_FICTIONAL: Final = re.compile(r"X[A-Z]")  # user-assigned codes of ISO 3166-1


class UncitedRule(Refused):
    """A row of the pack has no source, no article or no instrument; the whole pack stays out."""

    sentence = gettext_noop("The rule %(rule)s has no %(lacks)s; the rulebook was not loaded.")
    next_step = gettext_noop("Add the instrument, the article and the source of the rule, then compile the rulebook again.")

    def __init__(self, rule: str, *, lacks: str) -> None:
        """`rule` is the identifier of the row, `lacks` what is missing."""
        super().__init__(rule=rule, lacks=lacks)


class DemoData(Refused):
    """A pack with a fictional State was offered to a real node."""

    sentence = gettext_noop("The rulebook %(pack)s describes a fictional State; only a demonstration may load it.")
    next_step = gettext_noop("Use the rulebook that came with Comity.")

    def __init__(self, pack: str) -> None:
        """`pack` names what was offered."""
        super().__init__(pack=pack)


def read_pack(data: bytes, *, demo: bool) -> tuple[Pack, Digest]:
    """Return the pack in a compiled file and the digest of its content.

    `demo` says which of the two kinds is expected. Raises `TooLarge`, `Malformed` (unknown keys, wrong types, digest),
    `UncitedRule` (a row without source), `DemoData` (a fictional State where a real pack is expected).
    """
    pack, digest = decode_pack(data)
    require_sound(pack, demo=demo)
    return pack, digest


def decode_pack(data: bytes) -> tuple[Pack, Digest]:
    """Return the pack as it is written, sound or not, and its digest; for the linter. Raises `TooLarge`, `Malformed`."""
    if len(data) > CAP:
        raise TooLarge("rulebook", size=len(data), cap=CAP)
    try:
        compiled = msgspec.json.decode(data, type=Compiled)
        pack = msgspec.json.decode(compiled.content, type=Pack)
    except msgspec.DecodeError as fault:
        raise Malformed("rulebook", str(fault)) from fault
    digest = Digest.of(bytes(compiled.content))
    if str(digest) != compiled.content_digest:
        raise Malformed("rulebook", "its content is not what its digest says")
    share_pieces(pack)
    return pack, digest


def require_sound(pack: Pack, *, demo: bool) -> None:
    """Refuse a pack with an uncited row, a sentence in one language only, or a fictional State in the wrong place."""
    for fault in unsound(pack, demo=demo):
        raise fault


def unsound(pack: Pack, *, demo: bool) -> Iterator[Refused]:
    """Yield everything for which `require_sound` refuses a pack."""
    if not demo and (pack.demo or any(_FICTIONAL.fullmatch(country) for country in _countries(pack))):
        yield DemoData(pack.version)
    if demo and not pack.demo:
        yield Malformed("rulebook", "not a demonstration pack")
    for name, row in _rows(pack):
        if lacks := _lacking(row):
            yield UncitedRule(name, lacks=lacks)
    for path in _half_said(pack):
        yield Malformed("rulebook", f"pack.{path}")


def _rows(pack: Pack) -> Iterator[tuple[str, Sourced]]:
    """Yield every row that must cite, with a name to find it by."""
    yield from ((row.code, row) for row in pack.instruments)
    yield from ((f"{row.code} in force", one) for row in pack.instruments for one in row.in_force)
    yield from ((f"{row.instrument} in force", row) for row in pack.force)
    yield from ((f"{row.rule} {row.name}", row) for row in pack.values)
    yield from ((f"{article.instrument} {article.number}", article) for article in pack.articles)
    yield from ((rule.id, rule) for rule in pack.rules)
    yield from ((f"{rule.id} {name}", one) for rule in pack.rules for name, values in rule.values.items() for one in values)
    yield from ((ground.code, ground) for ground in pack.grounds)
    yield from ((f"{ground.code} consultation", ground.consult) for ground in pack.grounds)
    yield from ((answer.code, answer) for answer in pack.answers)
    yield from ((clock.id, clock) for clock in pack.clocks)
    yield from ((clock.id, one) for clock in pack.clocks for one in clock.lengths)
    yield from ((f"{clock.id} pause", clock.pause) for clock in pack.clocks if clock.pause is not None)
    yield from ((f"escalation of a {row.on}", row) for row in pack.escalation)
    yield from calendar_rows(pack.calendars)
    yield from ((f"{kind.code} under {base.instrument}", base) for kind in pack.kinds for base in kind.bases)
    yield from ((f"{row.instrument} carries {' '.join(row.kinds)}", row) for row in pack.bases)
    yield from ((row.code, row) for row in pack.offences)
    yield from ((f"status of {state.country}", state) for state in _states(pack))
    yield from ((f"{form.kind}/{form.part} {item.key}", item) for form in pack.forms for item in form.items)
    yield from ((row.id, row) for row in pack.checklists)
    yield from ((row.id, row) for row in pack.limits)
    yield from ((row.id, row) for row in pack.retention)


def _states(pack: Pack) -> tuple[OfState, ...]:
    return (*pack.status, *pack.languages, *pack.reservations, *pack.notified)


def _countries(pack: Pack) -> Iterator[str]:
    yield from (row.country for row in _states(pack))
    yield from (row.country for row in pack.calendars)


def _lacking(row: Sourced) -> str:
    """Return what a row must have to be cited and has not; empty for nothing."""
    desk = isinstance(row, ClockRow) and row.nature == "desk-target"
    for lacks in ("source", "verified", "instrument", "article"):
        if desk and lacks != "source":
            continue
        if isinstance(row, Length | PauseRow | EscalationRow) and lacks == "verified":
            continue
        if lacks == "instrument" and isinstance(row, ItemRow):
            continue  # an empty one means the form's own
        if not getattr(row, lacks, True):
            return lacks
    return ""


def _half_said(value: object) -> tuple[str, ...]:
    """Return where words stand in one language only, and how; empty nearly always, so that no path is put together for what is right."""
    found: tuple[str, ...] = ()
    if isinstance(value, msgspec.Struct):
        for name, is_words in _looked_into(type(value)):
            inner = getattr(value, name)
            if is_words and isinstance(inner, dict):
                found += (f"{name} {fault}",) if (fault := _one_sided(inner)) else ()
            elif inner and not isinstance(inner, _PLAIN):
                found += tuple(f"{name}.{path}" for path in _half_said(inner))
    elif isinstance(value, tuple):
        for inner in value if value and not isinstance(value[0], _PLAIN) else ():
            found += tuple(f"{_name_of(inner)}.{path}" for path in _half_said(inner))
    elif isinstance(value, dict):
        for name, inner in value.items():
            if not isinstance(inner, _PLAIN):
                found += tuple(f"{name}.{path}" for path in _half_said(inner))
    return found


def _name_of(row: object) -> str:
    return str(getattr(row, "id", getattr(row, "code", getattr(row, "key", ""))))


_PLAIN: Final = (str, int, date)  # most of a pack, and nothing to look into
_WORDS: Final = frozenset(
    {"title", "short", "gist", "claim", "reason", "mend", "labels", "why_not", "effect", "rule", "expiry", "hint", "note", "purpose"}
    | {"complete", "said", "name", "means"}
)


@cache
def _looked_into(row: type[msgspec.Struct]) -> tuple[tuple[str, bool], ...]:
    """Return the fields of a sort of row that may hold words, and whether they are words themselves: found once for thousands of rows."""
    found = []
    for one in msgspec.structs.fields(row):
        if one.name in _WORDS and one.type is not str:
            found.append((one.name, True))
        elif one.type not in (str, bool, int, date) and one.type != Verified | None:
            found.append((one.name, False))
    return tuple(found)


def _one_sided(words: Words) -> str:
    """Say what is wrong with words in two languages; empty where nothing is."""
    en, vi = words.get("en", ""), words.get("vi", "")
    if len(words) != len(LANGUAGES) or not en.strip() or not vi.strip():
        return "is not in both languages"
    if ("%(" in en or "%(" in vi) and set(_PLACE.findall(en)) != set(_PLACE.findall(vi)):
        return "has other places in vi than in en"
    return ""
