"""Who must have signed a bundle: the node that gives it, one officer or more of that node, and nobody else."""

from comity.directory.book import book
from comity.directory.home import home
from comity.intel.carrying.refusals import NotTheirNode, WrongSigners
from comity.seal.statement import verify_statement
from comity.terms.instants import Instant
from comity.wire.bundle import HEADER_TYPE, BundleHeader, parse_header


def verify_signed(statement: bytes, *, at: Instant) -> BundleHeader:
    """Return the header that its node and an officer of it signed, with keys that are good at `at`: now, and not when it says it was made.

    A file that was carried comes with nothing that bounds its date, and who holds a key that was taken back would write an older one.
    Raises what `verify_statement` and `parse_header` raise, and `WrongSigners`, `NotTheirNode`, `NotInDirectory`.
    """
    directory = book(home())
    verified = verify_statement(statement, payload_type=HEADER_TYPE, keyring=directory, at=at)
    header = parse_header(verified.payload)
    roles = [entry.role for entry in verified.signed_by]
    if any(entry.node != header.node for entry in verified.signed_by) or roles.count("node") != 1 or "officer" not in roles:
        raise WrongSigners(node=header.node)
    if directory.node(header.node).authority != header.authority:
        raise NotTheirNode(node=header.node, authority=header.authority)
    return header
