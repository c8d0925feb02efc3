"""What the seal refuses, each with its class on the wire. Facts name keys, nodes and instants, never content."""

from comity.terms.identifiers import Country, KeyId, NodeId, OfficerId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class BadSignature(Refused):
    """A signature is missing or does not verify; both halves of a hybrid signature must."""

    wire_class = "bad-signature"
    sentence = gettext_noop("The signature made with key %(key)s does not verify.")
    next_step = gettext_noop("Do not rely on it. Ask the sender, by another road, what was sent.")

    def __init__(self, *, key: KeyId) -> None:
        """`key` is the key that the signature names."""
        super().__init__(key=key)


class BadNoteSignature(BadSignature):
    """A signature line of a note does not verify."""

    sentence = gettext_noop("The note is not signed by %(name)s.")

    def __init__(self, *, name: str) -> None:
        """`name` is the name of the key in the signature line."""
        Refused.__init__(self, name=name)


class NodeSignatureMissing(BadSignature):
    """Not exactly one signature is the sending node's."""

    sentence = gettext_noop("It does not carry exactly one signature of the sending node %(node)s.")

    def __init__(self, *, node: NodeId) -> None:
        """`node` is the sender that the header names."""
        Refused.__init__(self, node=node)


class OfficerSignatureMissing(BadSignature):
    """Nobody at the sending node signed for it."""

    sentence = gettext_noop("No officer of the node %(node)s signed it.")

    def __init__(self, *, node: NodeId) -> None:
        """`node` is the sender that the header names."""
        Refused.__init__(self, node=node)


class ForeignSigner(BadSignature):
    """Somebody signed who has no part in what the node sends."""

    sentence = gettext_noop("%(owner)s signed it, but does not sign for %(node)s.")

    def __init__(self, *, owner: NodeId | OfficerId | Country, node: NodeId | Country | str) -> None:
        """`owner` holds the key; `node` is for whom it would have to sign."""
        Refused.__init__(self, owner=owner, node=node)


class SignedTwice(BadSignature):
    """Two signatures of one owner would count as two people."""

    sentence = gettext_noop("%(owner)s signed it more than once.")

    def __init__(self, *, owner: NodeId | OfficerId | Country | KeyId) -> None:
        """`owner` holds the key, or is the key itself."""
        Refused.__init__(self, owner=owner)


class UnknownKey(Refused):
    """The directory has no such key."""

    wire_class = "unknown-key"
    sentence = gettext_noop("The directory knows no key %(key)s.")
    next_step = gettext_noop("Renew the directory; if the key stays unknown, ask the country whose key it should be.")

    def __init__(self, *, key: KeyId) -> None:
        """`key` is the key that was named."""
        super().__init__(key=key)


class KeyExpired(Refused):
    """The directory has the key, but not for that moment."""

    wire_class = "key-expired"
    sentence = gettext_noop("The key %(key)s is not valid at %(at)s.")
    next_step = gettext_noop("Ask the sender to sign again with a key that the directory shows as valid.")

    def __init__(self, *, key: KeyId, at: Instant) -> None:
        """`at` is the moment for which the key was wanted."""
        super().__init__(key=key, at=at)


class KeyRevoked(Refused):
    """The country took the key back: from a moment on nothing that it signed counts, nor what was not seen before that moment."""

    wire_class = "revoked"
    sentence = gettext_noop("The key %(key)s is revoked from %(since)s on, and nothing shows that this was signed before.")
    next_step = gettext_noop("Do not rely on it. Ask its sender to approve and send it again, with a key that counts.")

    def __init__(self, *, key: KeyId, since: Instant) -> None:
        """`since` is the moment from which the country no longer stands for the key."""
        super().__init__(key=key, since=since)


class NotForUs(Refused):
    """This node is not among the recipients, or the envelope was not sealed to a key that it holds."""

    wire_class = "not-for-us"
    sentence = gettext_noop("The envelope is not addressed to %(node)s.")
    next_step = gettext_noop("Nothing was opened. Tell the node that delivered it.")

    def __init__(self, *, node: NodeId) -> None:
        """`node` is the node that tried to open."""
        super().__init__(node=node)


class NotSealedToUs(NotForUs):
    """Addressed to this node, but sealed to a key that it does not hold, or no longer; the sender seals anew."""

    wire_class = "key-expired"
    sentence = gettext_noop("The envelope for %(node)s is sealed to the key %(key)s, which this node does not hold.")
    next_step = gettext_noop("Ask the sender to renew the directory and to send again.")

    def __init__(self, *, node: NodeId, key: KeyId) -> None:
        """`key` is the sealing key that the wrap names."""
        Refused.__init__(self, node=node, key=key)


class SealBroken(Refused):
    """Authenticated decryption failed: the bytes are not those that were sealed, or not to this key."""

    wire_class = "malformed"
    sentence = gettext_noop("The seal over the %(part)s is broken.")
    next_step = gettext_noop("Nothing was opened. Ask the sender to deliver the same envelope again.")

    def __init__(self, *, part: str) -> None:
        """`part` is `keys`, `header` or `content`."""
        super().__init__(part=part)


class CommitmentBroken(Refused):
    """Opened, but not what the sender committed to under signature."""

    wire_class = "commitment"
    sentence = gettext_noop("The %(part)s is not the one that the sender committed to.")
    next_step = gettext_noop("Keep the envelope: with the signed header it proves that the sender contradicted itself.")

    def __init__(self, *, part: str) -> None:
        """`part` is `key` or `content`."""
        super().__init__(part=part)


class Stale(Refused):
    """Outside the time for which it was sent."""

    wire_class = "stale"
    sentence = gettext_noop("It was to be delivered before %(expires)s.")
    next_step = gettext_noop("Ask the sender to send it again, as a new envelope.")

    def __init__(self, *, expires: Instant) -> None:
        """`expires` is the end that the sender set."""
        super().__init__(expires=expires)


class FromTheFuture(Stale):
    """Made later than the clock of this node can explain."""

    sentence = gettext_noop("It says that it was made at %(created)s, which is not yet.")
    next_step = gettext_noop("Compare the clocks of both nodes; the sender can then send it again.")

    def __init__(self, *, created: Instant) -> None:
        """`created` is the moment that the signed header names."""
        Refused.__init__(self, created=created)


class WrongPassphrase(Refused):
    """The passphrase does not open the officer's key, or the file was changed; the two cannot be told apart."""

    wire_class = "policy"
    sentence = gettext_noop("The passphrase does not open this key.")
    next_step = gettext_noop("Type it again. If it stays refused, restore the key's file from its copy.")


class NotUnlocked(Refused):
    """A locked stream does not open under this passphrase, or was changed or cut off; they cannot be told apart."""

    wire_class = "policy"
    sentence = gettext_noop("The passphrase does not open this file, or the file was changed or cut off.")
    next_step = gettext_noop("Type the passphrase again. If it stays refused, take another copy of the file.")
