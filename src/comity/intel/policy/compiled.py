"""All labels at once: which of them a principal may see, as one integer. Bit i stands for label i.

For each axis it is kept which labels let in which country, role, field, group: a bitmap each. What a principal may see is then a few dozen
ORs and ANDs of integers, however many labels there are, and the store's scan asks for one bit. `decide` is the reference.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from comity.intel.policy.labels import GroupId, Label
from comity.intel.policy.principals import Principal
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.terms.markings import Pap, Tlp

RULES: Final = 1  # grows when the rules themselves change, so that no cached answer outlives them


@dataclass(frozen=True, slots=True)
class Epoch:
    """How long an answer is good: for this principal, so many labels, these rules, from `since` to before `until` (None: by time for ever).

    Roles, fields, groups and the directory's word are part of the principal: when one of them changes it is another one, and so is the
    epoch.
    """

    principal: Digest
    labels: int
    since: Instant
    until: Instant | None

    def holds(self, principal: Principal, *, labels: int, at: Instant) -> bool:
        """Say whether what was reckoned then may be used now. Labels may only have been added if none of them is asked for."""
        in_time = self.since <= at and (self.until is None or at < self.until)
        return in_time and labels <= self.labels and self.principal == digest_of(principal)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a principal may see: bit i of `bits` is set where label i may be shown, as long as `epoch` holds."""

    bits: int
    epoch: Epoch

    def __contains__(self, label: int) -> bool:
        """Say whether label number `label` may be shown."""
        return bool(self.bits >> label & 1)

    def numbers(self) -> tuple[int, ...]:
        """The numbers of the labels that may be shown, rising."""
        digits = bin(self.bits)[:1:-1]
        return tuple(at for at, digit in enumerate(digits) if digit == "1")


def digest_of(principal: Principal) -> Digest:
    """Return what names a principal in an epoch, with the number of the rules."""
    return Digest.of(b"policy %d " % RULES, principal.printed())


class Compiled:
    """The bitmaps of `labels`; a value: more labels make another one."""

    def __init__(self, labels: Sequence[Label]) -> None:
        """Read each label once."""
        self.count: Final = len(labels)
        self._tlp: Final = self._index((label.tlp,) for label in labels)
        self._owner: Final = self._index((label.owner,) for label in labels)
        self._named: Final = self._index(_namely(label) for label in labels)
        self._served: Final = self._index(label.served if label.tlp is Tlp.AMBER else () for label in labels)
        self._pap: Final = self._index(tuple(use for use in Pap if label.pap.allows(use)) for label in labels)
        self._fields: Final = self._index(label.fields for label in labels)
        self._kinds: Final = self._index(label.kinds for label in labels)
        self._countries: Final = self._index(label.countries for label in labels)
        self._groups: Final = self._index(label.groups for label in labels)
        self._purposes: Final = self._index(label.purposes for label in labels)
        self._barred: Final = self._index(label.barred or None for label in labels)
        self._embargo: Final = _Moments(label.embargo for label in labels)
        self._expiry: Final = _Moments(label.expires for label in labels)

    def seen(self, principal: Principal, *, at: Instant) -> Seen:
        """Return what `principal` may see at `at`, and how long that holds."""
        own = self._owner.of((principal.authority,)) if principal.authority is not None else 0
        but_for_time = self._by_names(principal, at) & ~own
        shown = but_for_time & ~self._embargo.later_than(at, self.count) & ~self._expiry.not_after(at, self.count)
        moments = (self._embargo.next_of(but_for_time, at), self._expiry.next_of(but_for_time, at), principal.changes_after(at))
        until = min((moment for moment in moments if moment is not None), default=None)
        return Seen(own | shown, Epoch(digest_of(principal), self.count, at, until))

    def _by_names(self, principal: Principal, at: Instant) -> int:
        """Every axis but time, and but for what an authority gave itself."""
        groups = principal.groups_at(at) if principal.authority is not None else frozenset()
        country = (principal.country,)
        free = ~self._barred.of(country) if principal.country is not None else ~self._barred.limited
        return (
            self._by_tlp(principal, groups)
            & self._pap.of((principal.use,))
            & self._fields.within(principal.fields)
            & self._kinds.within(principal.roles)
            & self._countries.within(country)
            & self._groups.within(groups)
            & self._purposes.within(principal.purposes)
            & free
        )

    def _by_tlp(self, principal: Principal, groups: frozenset[GroupId]) -> int:
        if principal.authority is None:
            return self._tlp.of((Tlp.CLEAR,))
        named = self._named.of((principal.authority, principal.officer, *groups))
        # Of no field, nobody needs to know: so `of`, not `within`.
        served = self._served.of((principal.country,)) & self._fields.of(principal.fields)
        return self._tlp.of((Tlp.CLEAR, Tlp.GREEN)) | named | served

    def _index(self, values: Iterable[Collection[object] | None]) -> "_Axis":
        return _Axis(values, self.count)


class _Axis:
    """For each value of one axis the labels that have it; and the labels that have a limit on it at all."""

    def __init__(self, values: Iterable[Collection[object] | None], count: int) -> None:
        found: dict[object, list[int]] = defaultdict(list)
        limited: list[int] = []
        for at, held in enumerate(values):
            if held is None:
                continue
            limited.append(at)
            for value in held:
                found[value].append(at)
        self.limited: Final = _bits(limited, count)
        self._found: Final = {value: _bits(numbers, count) for value, numbers in found.items()}
        self._free: Final = ((1 << count) - 1) & ~self.limited

    def of(self, values: Iterable[object]) -> int:
        """The labels that have one of `values`."""
        bits = 0
        for value in values:
            bits |= self._found.get(value, 0)
        return bits

    def within(self, values: Iterable[object]) -> int:
        """The labels that have one of `values`, and those without a limit."""
        return self._free | self.of(values)


class _Moments:
    """The labels of which something begins or ends at a moment, in the order of the moments."""

    def __init__(self, moments: Iterable[Instant | None]) -> None:
        timed = sorted((moment.micros, at) for at, moment in enumerate(moments) if moment is not None)
        self._micros: Final = [micros for micros, _ in timed]
        self._labels: Final = [at for _, at in timed]

    def not_after(self, at: Instant, count: int) -> int:
        """The labels whose moment has come at `at`."""
        return _bits(self._labels[: bisect_right(self._micros, at.micros)], count)

    def later_than(self, at: Instant, count: int) -> int:
        """The labels whose moment has not come at `at`."""
        return _bits(self._labels[bisect_right(self._micros, at.micros) :], count)

    def next_of(self, labels: int, at: Instant) -> Instant | None:
        """The first moment after `at` of one of `labels`."""
        for place in range(bisect_right(self._micros, at.micros), len(self._micros)):
            if labels >> self._labels[place] & 1:
                return Instant(self._micros[place])
        return None


def visible(labels: Sequence[Label] | Compiled, principal: Principal, *, at: Instant) -> int:
    """Return the bitmap of what `principal` may see: bit i is set where label i may be shown. A store keeps `Compiled`, and asks `seen`."""
    return (labels if isinstance(labels, Compiled) else Compiled(labels)).seen(principal, at=at).bits


def _namely(label: Label) -> Collection[object]:
    """Whom a label names: under TLP:RED a group names nobody."""
    return tuple(one for one in label.recipients if label.tlp is not Tlp.RED or not isinstance(one, GroupId))


def _bits(numbers: Iterable[int], count: int) -> int:
    """Return the integer with these bits set; one pass, whatever their number."""
    held = bytearray((count + 7) // 8)
    for number in numbers:
        held[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(held, "little")
