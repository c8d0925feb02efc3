"""What is refused about a repository, by whoever makes one and by every node that takes it over."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

_ASK = gettext_noop("Nothing was changed: this node goes on with the directory that it has. Ask for a newer copy, by another road.")


class BadRepository(Refused):
    """It is not what a repository must be."""

    wire_class = "malformed"
    sentence = gettext_noop("The directory repository is refused: %(where)s.")
    next_step = _ASK


class NotFollowed(Refused):
    """This node follows no repository."""

    sentence = gettext_noop("This node follows no directory repository.")
    next_step = gettext_noop("Begin with “comity directory follow” and the fingerprint that you were given on paper.")


class FollowedAlready(Refused):
    """This node follows one already."""

    wire_class = "conflict"
    sentence = gettext_noop("This node follows a directory repository already, by the fingerprint %(fingerprint)s.")
    next_step = gettext_noop("Nothing was changed. Take newer copies over with “comity directory refresh”.")


class NoSuchRoot(Refused):
    """No root in it has the fingerprint that was given."""

    wire_class = "unknown-key"
    sentence = gettext_noop("No root of this repository has the fingerprint %(fingerprint)s.")
    next_step = gettext_noop("Nothing was trusted. Compare the fingerprint with the paper, and read it back by telephone.")


class TooFewAuthorities(Refused):
    """Not as many distinct authorities signed, with both kinds of signature, as the role demands."""

    wire_class = "bad-signature"
    sentence = gettext_noop("%(have)s of the authorities that sign “%(role)s” have signed it, with both signatures; %(need)s are needed.")
    next_step = _ASK

    def __init__(self, *, role: str, have: int, need: int) -> None:
        """`role` is `root`, `timestamp`, `snapshot`, `targets` or a country."""
        super().__init__(role=role, have=have, need=need)


class RolledBack(Refused):
    """Older than what was seen before."""

    wire_class = "stale"
    sentence = gettext_noop("The directory repository is older than the one that this node has seen: %(where)s.")
    next_step = _ASK


class OverdueRole(Refused):
    """The time for which somebody signed is over."""

    wire_class = "stale"
    sentence = gettext_noop("The time of “%(role)s” in the directory repository is over: it may be an old copy, held back.")
    next_step = _ASK


class MixedUp(Refused):
    """Its parts do not belong together."""

    wire_class = "conflict"
    sentence = gettext_noop("The parts of the directory repository do not belong together: %(where)s.")
    next_step = _ASK


class HistoryRewritten(Refused):
    """The log of changes is not the one that was seen before, grown."""

    wire_class = "conflict"
    sentence = gettext_noop("The log of changes of the directory repository does not continue the one that this node has seen: %(where)s.")
    next_step = gettext_noop(
        "Keep this copy: it shows that the directory was told in two ways. Call the authorities that sign the repository."
    )


class TwoSections(Refused):
    """Two files of one country with one version."""

    wire_class = "conflict"
    sentence = gettext_noop("The directory repository has another file of %(country)s under version %(version)s than this node.")
    next_step = gettext_noop("Keep this copy: the directory was told in two ways. Call %(country)s by a number that you know.")


class NotYours(Refused):
    """A key that has no part in what is to be signed."""

    wire_class = "policy"
    sentence = gettext_noop("The key %(key)s has no part in “%(role)s” of this repository.")
    next_step = gettext_noop("Nothing was signed. “comity directory root staged” shows who signs what.")
