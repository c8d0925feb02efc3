"""On which text a request to a peer can stand, and on which it stands unless an officer chooses another."""

from comity.desk.rules import rulebook
from comity.directory.book import book
from comity.directory.home import home
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.treaty.legalbasis import LegalBasis, legal_basis


class NoBasis(Refused):
    """No text carries this kind between the two States today."""

    wire_class = "policy"
    sentence = gettext_noop("No text carries %(kind)s between this State and the other on this day.")
    next_step = gettext_noop("The page says of each text why it does not, and what would help.")


def bases(kind: str, *, peer: NodeId, at: Instant) -> LegalBasis:
    """Return what every text gives for a request of `kind` from this node to `peer`; raises `NoRule` for an unknown kind."""
    known = book()
    return legal_basis(kind, from_=home().country, to=known.authority_of(peer).id.country, on=at.datetime().date(), rulebook=rulebook())


def basis_of(kind: str, *, peer: NodeId, at: Instant, instrument: str = "") -> str:
    """Return the text on which a request stands: the one named, or the first that carries it; raises `NoBasis` where it does not."""
    found = bases(kind, peer=peer, at=at)
    basis = found.under(instrument) if instrument else found.first
    if basis is None or not basis.carries:
        raise NoBasis(kind=kind)
    return basis.instrument


def basis_of_theirs(kind: str, *, peer: NodeId, at: Instant) -> str:
    """Return the text on which a request of `peer` stands: the first that carries it, else the kind's own.

    What came is recorded as it came; that nothing carries it is for the rules to say, and for the answer.
    """
    from_ = book().authority_of(peer).id.country
    found = legal_basis(kind, from_=from_, to=home().country, on=at.datetime().date(), rulebook=rulebook())
    basis = found.first
    return basis.instrument if basis is not None and basis.carries else rulebook().kind(kind).instrument
