"""What of a collection an authority does not get, and by which rule: known here, and told to nobody who does not get it."""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from comity.directory.sections import Authority
from comity.intel.carrying.choosing import Choice
from comity.intel.policy import Label, Reason, decide, may_reshare, parse_label
from comity.intel.policy.decisions import READER
from comity.intel.sets.outcomes import UNKNOWN
from comity.intel.store.clock import Clock
from comity.intel.store.ingesting import labels_of
from comity.intel.store.principals import principal_of
from comity.intel.store.scanning import scan
from comity.intel.store.sight import Reader
from comity.intel.warnings.reasons import Why, print_whys
from comity.records.models import IntelCollection, IntelLabel
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.wire.taxii.filters import ALL, Filters

_PAGE: Final = 5000
_COLUMNS: Final = "p.added, p.object_id, p.label"
_EVERYTHING: Final = Filters(keywords=(ALL,), spec_versions=("2.0", "2.1"))
_ENTRY: Final = struct.Struct("<qB")
_MOST_RULES: Final = UNKNOWN


@dataclass(frozen=True, slots=True)
class Withheld:
    """Packed keys, each with the place of its rule; and the rules, each with every reason. `labels` are those of what does go."""

    packed: bytes
    rules: list[JsonValue]
    labels: frozenset[int]


def withheld_from(collection: IntelCollection, there: Authority, *, ours: Authority, choice: Choice, clock: Clock, at: Instant) -> Withheld:
    """Return what this authority sees in a collection and the other one does not get, with the rule or the name that keeps it here.

    What goes (`choice`) is left out; the labels are those of all that goes, whatever collection it lies in.
    """
    goes = {key for _, key in choice.objects}
    naming = dict(choice.withheld)
    sight = Reader(principal_of(ours)).sight(clock, at=at)
    places: dict[str, int] = {}
    rules: list[JsonValue] = []
    found: list[tuple[int, int]] = []
    by_label: dict[int, int | None] = {}
    labels: set[int] = set()
    after, more = 0, True
    while more:
        page = scan(collection.pk, sight, _EVERYTHING, columns=_COLUMNS, limit=_PAGE, after=after)
        for _, key, label in page.rows:
            if label not in by_label:
                whys = _whys(_label(label), there, ours=ours, at=at)
                by_label[label] = None if whys is None else _place(whys, places, rules)
            if key in goes:
                labels.add(label)
                goes.discard(key)
            elif key in naming:
                why = Why.of(Reason(naming[key], {READER: there.id}))
                found.append((key, _place((why,), places, rules)))
            elif (rule := by_label[label]) is not None:
                found.append((key, rule))
        after, more = page.last, page.more
    packed = zlib.compress(b"".join(_ENTRY.pack(key, rule) for key, rule in found)) if found else b""
    return Withheld(packed, rules, frozenset(labels | labels_of(goes)))  # what came along lies elsewhere


def unpack_withheld(packed: bytes) -> Sequence[tuple[int, int]]:
    """Return each key with the place of its rule."""
    return list(_ENTRY.iter_unpack(zlib.decompress(packed))) if packed else ()


def _label(number: int) -> Label:
    return parse_label(IntelLabel.objects.get(number=number).text)


def _whys(label: Label, there: Authority, *, ours: Authority, at: Instant) -> tuple[Why, ...] | None:
    """Return every reason why what bears `label` does not go there; None where nothing stands against it."""
    shown = decide(principal_of(there), label, at=at)
    if not shown.allowed:
        return tuple(map(Why.of, shown.reasons))
    passed = may_reshare(principal_of(ours), label, at=at)
    return None if passed.allowed else tuple(map(Why.of, passed.reasons))


def _place(whys: tuple[Why, ...], places: dict[str, int], rules: list[JsonValue]) -> int:
    """Return the place of these reasons among `rules`; the last place stands for all that do not fit into a byte."""
    printed = print_whys(whys)
    key = repr(printed)
    if key not in places:
        if len(rules) >= _MOST_RULES:
            return _MOST_RULES - 1
        places[key] = len(rules)
        rules.append(printed)
    return places[key]
