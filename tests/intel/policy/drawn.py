"""Labels and principals at random, from few names, so that most axes meet: for Hypothesis, and seeded for long runs."""

from random import Random
from typing import Any, Final

from hypothesis import strategies as st

from comity.intel.policy import GroupId, Label, Membership, Principal
from comity.terms.identifiers import AuthorityId, Country, OfficerId
from comity.terms.instants import Instant
from comity.terms.markings import Pap, Tlp

AT: Final = Instant.parse("2026-11-29T03:00:00.000000Z")
MOMENTS: Final = tuple(Instant(AT.micros + step) for step in (-2, -1, 0, 1, 2))
AUTHORITIES: Final = tuple(map(AuthorityId, ("vn-poc", "vn-fiu", "fi-poc", "fi-fiu", "fr-cert")))
COUNTRIES: Final = tuple(map(Country, ("VN", "FI", "FR", "XR")))
OFFICERS: Final = tuple(map(OfficerId, ("ha.n@poc.vn.example", "aino@poc.fi.example")))
GROUPS: Final = tuple(map(GroupId, ("hanoi", "3b175931-962f-5536-9d2c-5768d94b906c")))
FIELDS: Final = ("EF-CYBERCRIME", "EF-FINANCING", "EF-NOBODY-KNOWS")
ROLES: Final = ("POC", "FIU", "CERT")
PURPOSES: Final = ("PUR-INVESTIGATE", "PUR-FREEZE")
LIMITS: Final = {"fields": FIELDS, "kinds": ROLES, "countries": COUNTRIES, "groups": GROUPS, "purposes": PURPOSES}
OPEN: Final = (Tlp.GREEN, Tlp.CLEAR)


class Draw:
    """The few ways of drawing that a label and a principal need; `of` a seeded `Random`, or a strategy's own."""

    def __init__(
        self, random: Random, *, moments: tuple[Instant, ...] = MOMENTS, authorities: tuple[AuthorityId, ...] = AUTHORITIES
    ) -> None:
        """Draw from `random`: moments at which something begins or ends, and authorities."""
        self.random, self.moments, self.authorities = random, moments, authorities

    def one(self, values: tuple[Any, ...]) -> Any:
        """Draw one value."""
        return self.random.choice(values)

    def some(self, values: tuple[Any, ...], chance: float = 0.4) -> frozenset[Any]:
        """Draw a set of values, each by chance."""
        return frozenset(value for value in values if self.random.random() < chance)

    def limit(self, values: tuple[Any, ...]) -> frozenset[Any] | None:
        """Draw a limit: mostly none, sometimes a set, which may be empty."""
        return None if self.random.random() < 0.7 else self.some(values, 0.6)

    def maybe(self, values: tuple[Any, ...], chance: float = 0.15) -> Any | None:
        """Draw a value or nothing."""
        return self.one(values) if self.random.random() < chance else None

    def label(self, *, owner: AuthorityId | None = None) -> Label:
        """Draw a label, of `owner` if one is given."""
        tlp = self.one(tuple(Tlp))
        return Label(
            tlp=tlp,
            owner=owner or self.one((*self.authorities, None)),
            recipients=frozenset() if tlp in OPEN else self.some((*self.authorities, *OFFICERS, *GROUPS), 0.3),
            pap=self.one((Pap.CLEAR, *Pap)),
            fields=self.limit(FIELDS),
            kinds=self.limit(ROLES),
            countries=self.limit(COUNTRIES),
            barred=self.some(COUNTRIES, 0.1),
            groups=self.limit(GROUPS),
            purposes=self.limit(PURPOSES),
            embargo=self.maybe(self.moments),
            expires=self.maybe(self.moments),
            consent=self.some(self.authorities, 0.2),
        )

    def principal(self) -> Principal:
        """Draw a principal, which may speak for no authority."""
        authority = self.maybe(self.authorities, 0.9)
        return Principal(
            authority=authority,
            country=authority.country if authority else self.maybe(COUNTRIES, 0.7),
            roles=self.some(ROLES),
            fields=self.some(FIELDS, 0.5),
            groups=frozenset(Membership(group, self.maybe(self.moments, 0.5)) for group in self.some(GROUPS)),
            purposes=self.some(PURPOSES),
            officer=self.maybe(OFFICERS, 0.3),
            use=self.one((Pap.RED, Pap.RED, Pap.AMBER, Pap.GREEN, Pap.CLEAR)),
        )


labels = st.randoms(use_true_random=False).map(lambda random: Draw(random).label())
own_labels = st.randoms(use_true_random=False).map(lambda random: Draw(random).label(owner=AUTHORITIES[0]))
principals = st.randoms(use_true_random=False).map(lambda random: Draw(random).principal())
moments = st.sampled_from(MOMENTS)
