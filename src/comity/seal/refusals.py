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


# -- where keys are kept ------------------------------------------------------------------------


class KeeperAway(Refused):
    """What keeps this node's keys cannot be asked now. Nothing that waits for it is lost."""

    wire_class = "unavailable"
    sentence = gettext_noop("What keeps this node's keys cannot be asked.")
    next_step = gettext_noop("Nothing is lost: what needs a signature waits. Ask the operator of the node: comity key where --check")


class TokenMissing(KeeperAway):
    """No such token."""

    sentence = gettext_noop("There is no token “%(token)s” behind %(module)s.")
    next_step = gettext_noop(
        "Put it in, or correct label and serial in [keys.token] of node.toml. Nothing is lost: what needs a signature waits."
    )


class TokenAmbiguous(KeeperAway):
    """Several tokens answer to what node.toml says."""

    sentence = gettext_noop("More than one token is called “%(token)s”: serial numbers %(serials)s.")
    next_step = gettext_noop("Name the right one with “serial” in [keys.token] of node.toml. No PIN was tried on any of them.")


class TokenGone(KeeperAway):
    """It was there, and does not do what it is asked."""

    sentence = gettext_noop("The token “%(token)s” does not answer: %(why)s.")
    next_step = gettext_noop(
        "Put it back, or start its service again. Nothing is lost: what needs a signature waits, and goes on by itself."
    )


class ModuleUnusable(KeeperAway):
    """The library of the token's maker, or ours that speaks with it, cannot be loaded."""

    sentence = gettext_noop("The token's library %(module)s cannot be used: %(why)s.")
    next_step = gettext_noop("Correct “module” in [keys.token] of node.toml, or install what is missing: docs/operators/keys.md.")


class PinUnreadable(KeeperAway):
    """The PIN is not where it should be."""

    sentence = gettext_noop("The PIN of the token cannot be read from %(source)s: %(why)s.")
    next_step = gettext_noop("Put the PIN there as one line, readable by the node's account alone (mode 600). No PIN was tried.")


class WrongPin(KeeperAway):
    """The token refused the PIN."""

    sentence = gettext_noop("The token “%(token)s” refused the PIN. After a few wrong ones it locks itself.")
    next_step = gettext_noop("The node does not try again by itself. Correct the PIN first, then say so once: comity key try-pin")


class PinHeld(WrongPin):
    """It was refused before, and nobody has said since that it was corrected."""

    sentence = gettext_noop("The PIN of the token “%(token)s” was refused before, and is not tried again by itself.")


class PinLastTry(KeeperAway):
    """One attempt is left."""

    sentence = gettext_noop("The token “%(token)s” says that one attempt at its PIN is left: it was not used.")
    next_step = gettext_noop("Compare the PIN with the paper, then use the attempt: comity key try-pin. A correct PIN sets the count back.")


class PinLocked(KeeperAway):
    """The token locked itself."""

    sentence = gettext_noop("The token “%(token)s” has locked itself after wrong PINs.")
    next_step = gettext_noop("Unlock it with its security officer's PIN and the tool of its maker, then: comity key try-pin")


class TokenUnfit(KeeperAway):
    """It cannot do what is needed."""

    sentence = gettext_noop("The token “%(token)s” cannot keep the keys of a node: %(why)s.")
    next_step = gettext_noop("Use one that has EdDSA on Ed25519 and AES-256 with GCM: docs/operators/keys.md.")


class KeyNotInToken(KeeperAway):
    """The token is there, and not the key."""

    sentence = gettext_noop("The token “%(token)s” does not hold the key %(key)s of this node.")
    next_step = gettext_noop("Is it another token, or initialised anew? Put in the right one, or restore its copy: docs/operators/keys.md.")


class KeyTwiceInToken(KeeperAway):
    """The token holds two under one identifier."""

    sentence = gettext_noop("The token “%(token)s” holds the key %(key)s more than once.")
    next_step = gettext_noop("Look at both with the tool of its maker, and remove the one that this node did not make.")


class SecretMissing(KeeperAway):
    """The secret that opens the key files is not where node.toml says."""

    sentence = gettext_noop("The secret of the node's keys cannot be read from %(source)s: %(why)s.")
    next_step = gettext_noop(
        "Bring it there from its copy, for the node's account alone (mode 600). Without it nothing is signed or opened."
    )


class OtherKeeper(KeeperAway):
    """A key file was wrapped by a keeper that node.toml does not name."""

    sentence = gettext_noop("A key of this node is kept by “%(mark)s”, and node.toml names none such.")
    next_step = gettext_noop("Name in [keys] of node.toml the secret, or the token, under which it was put: docs/operators/keys.md.")


class WrapBroken(KeeperAway):
    """What was wrapped does not open: changed, or put into another's place."""

    sentence = gettext_noop("A wrapped key does not open: its file was changed, or it belongs to another secret or token.")
    next_step = gettext_noop("Restore the key's file from the backup of this node.")


class OtherKeyKept(KeeperAway):
    """It opens, and is not the key that is named."""

    sentence = gettext_noop("A key file holds another key than it names.")
    next_step = gettext_noop("Restore the key's file from the backup of this node.")


class SignedWrong(KeeperAway):
    """What was signed inside does not verify."""

    sentence = gettext_noop("The token made a signature that does not verify with this node's key: nothing was sent.")
    next_step = gettext_noop("Stop the node, and look at the token: it is faulty, or not the one that it should be.")


class HeldElsewhere(Refused):
    """The seed is asked for of a key that never leaves its token."""

    sentence = gettext_noop("This key is in a token and never leaves it.")
    next_step = gettext_noop("Put another key in its place: comity key signing --renew")


class UnknownFamily(Refused):
    """The keeper does not sign with such keys."""

    sentence = gettext_noop("What keeps this node's keys cannot make a key of the family %(family)s.")
    next_step = gettext_noop("Keep that half wrapped in its file, as it is by itself.")
