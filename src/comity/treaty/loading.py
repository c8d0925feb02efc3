"""Reads a compiled pack strictly: every key known, every row with a source, both languages, no fictional State where it is real."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

import msgspec

from comity.terms.digests import Digest
from comity.terms.refusals import Malformed, Refused, TooLarge
from comity.terms.speech import gettext_noop
from comity.treaty.pack import ClockRow, Compiled, ItemRow, Length, OfState, Pack
from comity.treaty.pack_calendars import EscalationRow, PauseRow, calendar_rows
from comity.treaty.rows import Sourced
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
    require_sound(pack, demo=demo)
    return pack, digest


def require_sound(pack: Pack, *, demo: bool) -> None:
    """Refuse a pack with an uncited row, a sentence in one language only, or a fictional State in the wrong place."""
    if not demo and (pack.demo or any(_FICTIONAL.fullmatch(country) for country in _countries(pack))):
        raise DemoData(pack.version)
    if demo and not pack.demo:
        raise Malformed("rulebook", "not a demonstration pack")
    for name, row in _rows(pack):
        _require_cited(name, row)
    for path, words in _all_words(pack, "pack"):
        _require_both(path, words)


def _rows(pack: Pack) -> Iterator[tuple[str, Sourced]]:
    """Yield every row that must cite, with a name to find it by."""
    yield from ((row.code, row) for row in pack.instruments)
    yield from ((f"{row.code} in force", one) for row in pack.instruments for one in row.in_force)
    yield from ((f"{row.instrument} in force", row) for row in pack.force)
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


def _states(pack: Pack) -> tuple[OfState, ...]:
    return (*pack.status, *pack.languages, *pack.reservations, *pack.notified)


def _countries(pack: Pack) -> Iterator[str]:
    yield from (row.country for row in _states(pack))
    yield from (row.country for row in pack.calendars)


def _require_cited(name: str, row: Sourced) -> None:
    desk = isinstance(row, ClockRow) and row.nature == "desk-target"
    for lacks in ("source", "verified", "instrument", "article"):
        if desk and lacks != "source":
            continue
        if isinstance(row, Length | PauseRow | EscalationRow) and lacks == "verified":
            continue
        if lacks == "instrument" and isinstance(row, ItemRow):
            continue  # an empty one means the form's own
        if hasattr(row, lacks) and not getattr(row, lacks):
            raise UncitedRule(name, lacks=lacks)


def _all_words(value: object, path: str) -> Iterator[tuple[str, Words]]:
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            inner = getattr(value, name)
            if name in _WORDS and isinstance(inner, dict):
                yield f"{path}.{name}", inner
            elif inner and not isinstance(inner, _PLAIN):
                yield from _all_words(inner, f"{path}.{name}")
    elif isinstance(value, tuple):
        for inner in value if value and not isinstance(value[0], _PLAIN) else ():
            yield from _all_words(inner, f"{path}.{getattr(inner, 'id', getattr(inner, 'code', getattr(inner, 'key', '')))}")
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _all_words(inner, f"{path}.{name}")


_PLAIN: Final = (str, int, date)  # most of a pack, and nothing to look into
_WORDS: Final = frozenset(
    {"title", "short", "gist", "claim", "reason", "mend", "labels", "why_not", "effect", "rule", "expiry", "hint", "note", "purpose"}
    | {"complete", "said", "name", "means"}
)


def _require_both(path: str, words: Words) -> None:
    if set(words) != set(LANGUAGES) or not all(text.strip() for text in words.values()):
        raise Malformed("rulebook", f"{path} is not in both languages")
    if set(_PLACE.findall(words["en"])) != set(_PLACE.findall(words["vi"])):
        raise Malformed("rulebook", f"{path} has other places in vi than in en")
