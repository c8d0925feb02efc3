"""The refusal family: one class for the wire, one sentence and one next step for people.

An attacker learns `wire_class` and nothing else. The officer or operator reads `sentence` and
`next_step`, translated by the door, with `facts` filled into their named placeholders.
"""

from typing import ClassVar, Final

from comity.terms.speech import gettext_noop

WIRE_CLASSES: Final = frozenset(
    {
        "malformed",  # the bytes are not what the format's printer would have written
        "too-large",  # over a size cap; nothing was parsed
        "bad-signature",  # a signature is missing, or does not verify, or not both do
        "unknown-key",  # no such key in the directory
        "key-expired",  # the key is not valid at this instant
        "revoked",  # the key's country took it back before this instant
        "not-for-us",  # this node is not among the signed recipients
        "commitment",  # opened, but not what the sender committed to
        "conflict",  # the same identifier with other bytes
        "stale",  # expired, or from the future
        "policy",  # understood, and not allowed here
        "unavailable",  # this node cannot take anything now; try again
        "no-credit",  # this node has no room now for what is of this class; try again
    }
)

CLASS_WORDS: Final = {
    "malformed": gettext_noop("not readable"),
    "too-large": gettext_noop("too large"),
    "bad-signature": gettext_noop("a signature is missing or wrong"),
    "unknown-key": gettext_noop("unknown key"),
    "key-expired": gettext_noop("key that is over"),
    "revoked": gettext_noop("key taken back"),
    "not-for-us": gettext_noop("sealed for another node"),
    "commitment": gettext_noop("another content than was signed"),
    "conflict": gettext_noop("other bytes under the same identifier"),
    "stale": gettext_noop("too old or too new"),
    "policy": gettext_noop("understood, and not taken"),
    "unavailable": gettext_noop("nothing could be taken just then"),
    "no-credit": gettext_noop("no room just then"),
}
"""Each class as people read it, whoever refused; the bytes say the code."""


class Refused(Exception):
    """Something was refused. Subclasses fill the four class fields; `facts` fill the placeholders.

    `str(refusal)` is the English sentence, for logs and tests; doors translate `sentence` instead.
    """

    wire_class: ClassVar[str] = "policy"
    sentence: ClassVar[str] = gettext_noop("This was refused.")
    next_step: ClassVar[str] = gettext_noop("Look into the journal for the reason.")

    def __init__(self, **facts: object) -> None:
        """Keep `facts`; each must have a placeholder in `sentence` or `next_step`."""
        self.facts: dict[str, str] = {name: str(value) for name, value in facts.items()}
        super().__init__(self.sentence % self.facts)


class Malformed(Refused):
    """Bytes or text that the format's own printer would not have written."""

    wire_class = "malformed"
    sentence = gettext_noop("The %(what)s cannot be read: %(where)s.")
    next_step = gettext_noop("Nothing was kept of it. Ask its sender to send it again.")

    def __init__(self, what: str, where: str) -> None:
        """`what` names the format, `where` the place and the fault."""
        super().__init__(what=what, where=where)


class TooLarge(Refused):
    """Over the size cap of its format; refused before parsing."""

    wire_class = "too-large"
    sentence = gettext_noop("The %(what)s has %(size)s bytes; at most %(cap)s are accepted.")
    next_step = gettext_noop("Nothing of it was read. Ask its sender to send less at once.")

    def __init__(self, what: str, *, size: int, cap: int) -> None:
        """`size` and `cap` in bytes."""
        super().__init__(what=what, size=size, cap=cap)
