"""What every row of the pack has in common: unknown keys refuse it, and it says where it stands."""

import msgspec

from comity.terms.vocabulary import Verified


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A row of the pack: an unknown key refuses it."""


class Sourced(Row, frozen=True, kw_only=True):
    """A row that says where it stands and how well that was checked."""

    source: str = ""
    verified: Verified | None = None
