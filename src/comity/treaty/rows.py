"""What every row of a pack is: strict, frozen, and, where it says something of law or of the desk, sourced."""

import msgspec

from comity.terms.vocabulary import Verified


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A row of the pack: an unknown key refuses it."""


class Sourced(Row, frozen=True, kw_only=True):
    """A row that says where it stands and how well that was checked."""

    source: str = ""
    verified: Verified | None = None
