"""One decision, with every reason. The slow road, which explains; `compiled` is the fast one, and a test says that both agree.

Each axis of a label is asked by itself. One that says no is enough; the reasons are then all that say no. Otherwise they are all that say
yes. What an authority gave itself it sees, whatever the label says. Whatever no rule lets in is not shown.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from comity.intel.policy.labels import Label, Recipient
from comity.intel.policy.principals import Principal
from comity.intel.policy.sentences import SENTENCES
from comity.terms.identifiers import AuthorityId, Country
from comity.terms.instants import Instant
from comity.terms.markings import Tlp


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes of one vocabulary, sorted: words say them with their labels."""

    vocabulary: str
    codes: tuple[str, ...]


Part: TypeAlias = "AuthorityId | Recipient | Country | Instant | Codes | tuple[Recipient | Country, ...] | str"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one axis says yes or no: a code for ledgers, and the parts of its sentence, which `words.in_words` says."""

    code: str
    parts: Mapping[str, Part]

    @property
    def allows(self) -> bool:
        """Whether it speaks for showing the object."""
        return not self.code.endswith("-no")

    @property
    def sentence(self) -> str:
        """The sentence, marked for translation, with a named place for each part."""
        return SENTENCES[self.code]


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether an object may be shown, why, and the first moment at which the answer may be another one (None: by time alone never)."""

    allowed: bool
    reasons: tuple[Reason, ...]
    until: Instant | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the reasons, in the order of the axes: what a ledger keeps."""
        return tuple(reason.code for reason in self.reasons)


READER: Final = "reader"


def decide(principal: Principal, label: Label, *, at: Instant) -> Decision:
    """Return whether `principal` may be shown what bears `label`, and why. Never raises; what is not let in is not shown."""
    if principal.authority is not None and principal.authority == label.owner:
        return Decision(allowed=True, reasons=(Reason("owner-yes", {READER: principal.authority}),))
    told = tuple(_told(principal, label, at))
    denying = tuple(reason for reason in told if not reason.allows)
    return Decision(allowed=not denying, reasons=denying or told, until=_until(principal, label, at))


def is_named(principal: Principal, label: Label, *, at: Instant) -> bool:
    """Say whether `principal` is among the recipients: by its authority, as an officer, or (not under TLP:RED) by a group."""
    if principal.authority is None:
        return False
    by_group = label.tlp is not Tlp.RED and bool(label.recipients & principal.groups_at(at))
    return principal.authority in label.recipients or (principal.officer is not None and principal.officer in label.recipients) or by_group


def is_served(principal: Principal, label: Label) -> bool:
    """Say whether `principal` is of the State of a recipient or the owner, and needs to know: it works in a field of the label."""
    return principal.country in label.served and bool(principal.fields & (label.fields or frozenset()))


def _told(principal: Principal, label: Label, at: Instant) -> Iterator[Reason]:
    yield _tlp(principal, label, at)
    if not label.pap.allows(principal.use):
        yield Reason("pap-no", _of(principal, pap=Codes("pap", (label.pap.value,)), use=Codes("pap", (principal.use.value,))))
    for name, vocabulary, held in (
        ("fields", "exchange-field", principal.fields),
        ("kinds", "authority-role", principal.roles),
        ("purposes", "purpose", principal.purposes),
    ):
        limit: frozenset[str] | None = getattr(label, name)
        if limit is not None:
            yield _limit(principal, name, limit=Codes(vocabulary, tuple(sorted(limit))), fits=bool(limit & held), empty=not limit)
    if label.countries is not None:
        countries = tuple(sorted(label.countries))
        yield _limit(principal, "countries", limit=countries, fits=principal.country in label.countries, empty=not countries)
    if label.barred:
        free = principal.country is not None and principal.country not in label.barred
        yield Reason(_code("barred", fits=free), _of(principal, limit=tuple(sorted(label.barred))))
    if label.groups is not None:
        groups = tuple(sorted(label.groups))
        fits = principal.authority is not None and bool(label.groups & principal.groups_at(at))
        yield _limit(principal, "groups", limit=groups, fits=fits, empty=not groups)
    if label.embargo is not None:
        yield Reason(_code("embargo", fits=label.embargo <= at), {"moment": label.embargo})
    if label.expires is not None:
        yield Reason(_code("expiry", fits=at < label.expires), {"moment": label.expires})


def _tlp(principal: Principal, label: Label, at: Instant) -> Reason:
    tlp = Codes("tlp", (label.tlp.value,))
    if label.tlp is Tlp.CLEAR:
        return Reason("tlp-clear-yes", {})
    if principal.authority is None:
        return Reason("directory-no", {"tlp": tlp})
    if label.tlp is Tlp.GREEN:
        return Reason("tlp-green-yes", _of(principal))
    if is_named(principal, label, at=at):
        return Reason("named-yes", _of(principal, tlp=tlp))
    return _unnamed(principal, label)


def _unnamed(principal: Principal, label: Label) -> Reason:
    """Answer for an authority that is no recipient, under a marking that has recipients."""
    if label.tlp is not Tlp.AMBER:
        return Reason("tlp-red-no" if label.tlp is Tlp.RED else "tlp-strict-no", _of(principal))
    if is_served(principal, label):
        shared = principal.fields & (label.fields or frozenset())
        return Reason("served-yes", _of(principal, fields=Codes("exchange-field", tuple(sorted(shared)))))
    if principal.country not in label.served:
        return Reason("state-no", _of(principal))
    return Reason("need-no" if label.fields else "no-field-no", _of(principal))


def _limit(principal: Principal, name: str, *, limit: Part, fits: bool, empty: bool) -> Reason:
    return Reason(f"{name}-empty-no", {}) if empty else Reason(_code(name, fits=fits), _of(principal, limit=limit))


def _code(axis: str, *, fits: bool) -> str:
    return f"{axis}-{'yes' if fits else 'no'}"


def _of(principal: Principal, **parts: Part) -> dict[str, Part]:
    """Return the parts, with who reads: the authority, or an empty text for somebody who speaks for none."""
    return {READER: principal.authority or "", **parts}


def _until(principal: Principal, label: Label, at: Instant) -> Instant | None:
    moments = (label.embargo, label.expires, principal.changes_after(at))
    return min((moment for moment in moments if moment is not None and at < moment), default=None)
