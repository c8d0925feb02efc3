"""Why a proof file is refused, and why none could be made. Both name the place."""

from collections.abc import Iterator
from contextlib import contextmanager

from comity.seal.refusals import KeyRevoked
from comity.terms.identifiers import Country, KeyId
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NotProven(Refused):
    """One file of the proof does not hold, or does not belong to the others.

    Where the cause is a refusal of its own (`__cause__`), `why` is its English sentence, and a door translates that one.
    """

    wire_class = "commitment"
    sentence = gettext_noop("The proof does not hold at %(file)s: %(why)s")
    next_step = gettext_noop("Do not rely on it. Ask its maker for the file again, and keep this copy.")

    def __init__(self, *, file: str, why: str) -> None:
        """`file` is a path inside the archive, `why` what is wrong there, in English."""
        super().__init__(file=file, why=why)


class SignedTooLate(NotProven):
    """Signed with a key that was taken back, at a moment from then on, or where nothing shows that it was before."""

    wire_class = "revoked"


class ForeignCountryKey(Refused):
    """The proof was made with another key than the one that the reader trusts for that country."""

    wire_class = "unknown-key"
    sentence = gettext_noop("The key of %(country)s in this file is %(found)s; the one that you trust is %(trusted)s.")
    next_step = gettext_noop("Somebody else may have made this file. Compare the fingerprint with that country by telephone.")

    def __init__(self, *, country: Country, found: KeyId, trusted: KeyId) -> None:
        """`found` stands in the file, `trusted` was given by the reader."""
        super().__init__(country=country, found=found, trusted=trusted)


class CannotProve(Refused):
    """This node has not what a proof of the request would need."""

    wire_class = "unavailable"
    sentence = gettext_noop("No proof of request %(reference)s can be made: %(where)s.")
    next_step = gettext_noop("Run “comity fsck”: it says what is missing and what to do.")


@contextmanager
def at_file(file: str) -> Iterator[None]:
    """Turn a refusal inside into `NotProven` that names `file`."""
    try:
        yield
    except NotProven:
        raise
    except Refused as refusal:
        kind = SignedTooLate if isinstance(refusal, KeyRevoked) else NotProven
        raise kind(file=file, why=str(refusal)) from refusal
