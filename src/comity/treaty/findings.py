"""Facts in, findings out: the two values that `check` stands between."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import msgspec

from comity.terms.identifiers import Country, Reference
from comity.terms.instants import Instant
from comity.terms.vocabulary import Verified
from comity.treaty.pack import Case, Outcome
from comity.treaty.wording import Fact, Words, fill

Role = Literal["drafter", "approver", "receiver"]
ROLES: Final[tuple[Role, ...]] = ("drafter", "approver", "receiver")


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The act that this one answers or extends, as far as the rules look at it.

    `kind` and `fields` are those of the request; `start` and `end` those of the preservation that was granted, if one was.
    """

    reference: Reference | None = None
    kind: str = ""
    fields: Mapping[str, object] | None = None
    start: Instant | None = None
    end: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of one act; `fields` may be incomplete or come from another node, and are never trusted.

    `from_country` sends the act, `to_country` receives it. `from_role` and `to_role` are `POC`, `CA` or another role
    of the directory, None when it is not recorded. `instrument` is the text that the act stands on; empty for the kind's first
    one. `consulted` says that the consultation of this request is over. `switched_on` says that the national authority switched
    on a kind that is off; `peer_allowed` that a policy allows a kind of high risk with the other State: neither is ever assumed.
    `at` is the moment of the act, where one is known; otherwise the day of the check counts from its first second.
    """

    kind: str
    part: str
    from_country: Country
    to_country: Country
    fields: Mapping[str, object]
    from_role: str | None = None
    to_role: str | None = None
    instrument: str = ""
    original: Original | None = None
    consulted: bool = False
    switched_on: bool = False
    peer_allowed: bool = False
    at: Instant | None = None

    @property
    def about(self) -> str:
        """The kind of the request that the act belongs to: its own where it opens one."""
        return (self.original.kind if self.original else "") or self.kind


class Finding(msgspec.Struct, frozen=True):
    """What one rule says of one act; `fields` are the keys concerned.

    Its sentences are filled in when somebody reads them: most findings of most checks are only counted.
    """

    rule_id: str
    outcome: Outcome
    instrument: str
    article: str
    verified: Verified
    case: Case
    facts: Mapping[str, Fact]
    fields: tuple[str, ...]
    protects: bool

    @property
    def title(self) -> Words:
        """The claim."""
        return fill(self.case.claim, self.facts)

    @property
    def reason(self) -> Words:
        """Why."""
        return fill(self.case.reason, self.facts)

    @property
    def mend(self) -> Words | None:
        """What would mend it, where something would."""
        return fill(self.case.mend, self.facts) if self.case.mend else None
