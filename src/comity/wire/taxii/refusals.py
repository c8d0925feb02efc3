"""What a TAXII server refuses, each with its status of HTTP (TAXII 2.1, section 3.6.1 and the tables of sections 4 and 5)."""

from typing import ClassVar, Final

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

CHALLENGES: Final = ('Basic realm="comity taxii", charset="UTF-8"', 'Bearer realm="comity taxii"')


class TaxiiRefused(Refused):
    """Refused over TAXII; `status` is what HTTP says of it."""

    status: ClassVar[int] = 400
    sentence = gettext_noop("The server did not do this.")
    next_step = gettext_noop("Look into the details of the error; ask the operator of the node if they do not help.")

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """Headers that go with it."""
        return ()


class BadQuery(TaxiiRefused):
    """A parameter of the address is not what the standard lets it be."""

    sentence = gettext_noop("The parameter %(name)s of the address is wrong: %(why)s.")
    next_step = gettext_noop("Correct it. The filters are those of TAXII 2.1, section 3.4; several values are parted by commas.")


class BadToken(TaxiiRefused):
    """A `next` that this node did not give, or gave for another question."""

    sentence = gettext_noop("This “next” belongs to another question, or was not given by this node.")
    next_step = gettext_noop("Send it with exactly the address and filters of the page before, or begin again without it.")


class BadAddress(TaxiiRefused):
    """The request names a host that this node does not answer for, or an address that cannot be read."""

    sentence = gettext_noop("The address of the request cannot be read, or names a host that is not this node's.")
    next_step = gettext_noop("Use the name under which the operator published the node (access.host in node.toml).")


class BadBody(TaxiiRefused):
    """The body of the request is no JSON that can be read."""

    sentence = gettext_noop("The body of the request cannot be read: %(why)s.")
    next_step = gettext_noop("Nothing of it was kept. Send a TAXII envelope: an object with a list named objects.")


class NoCredentials(TaxiiRefused):
    """Nobody said who asks, or with a name and secret that do not go together."""

    status = 401
    sentence = gettext_noop("Name and secret are missing, or do not go together.")
    next_step = gettext_noop("Use the name and secret that the operator of this node handed out (comity intel client add).")

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """Both ways to say it (RFC 9110, section 11.6.1)."""
        return tuple(("WWW-Authenticate", one) for one in CHALLENGES)


class NoEncryption(TaxiiRefused):
    """Secrets over a line that anybody can read."""

    status = 403
    sentence = gettext_noop("This node takes secrets over TLS alone, and this request came without.")
    next_step = gettext_noop("Use the https address. The secret that was just sent in the clear should be replaced.")


class NotThere(TaxiiRefused):
    """Nothing here that the client may know of. The same words whether it is hidden or does not exist."""

    status = 404
    sentence = gettext_noop("There is nothing at this address for this client.")
    next_step = gettext_noop("Begin at /taxii2/ and follow what it lists. Addresses end with a slash.")


class NoSuchMethod(TaxiiRefused):
    """An address that is there, and a method that it does not have."""

    status = 405
    sentence = gettext_noop("This address does not take %(method)s. It takes: %(allowed)s.")
    next_step = gettext_noop("Use one of these methods.")

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """RFC 9110, section 15.5.6."""
        return (("Allow", self.facts["allowed"]),)


class NotAcceptable(TaxiiRefused):
    """The client takes nothing that this server speaks (section 3.2)."""

    status = 406
    sentence = gettext_noop("The client does not accept TAXII 2.1.")
    next_step = gettext_noop("Send Accept: application/taxii+json;version=2.1")


class BodyTooLarge(TaxiiRefused):
    """More than `max_content_length` of the API root; nothing was read."""

    status = 413
    wire_class = "too-large"
    sentence = gettext_noop("The body is larger than %(cap)s bytes, which is the most that is taken at once.")
    next_step = gettext_noop("Nothing was kept. Send the objects in several requests; max_content_length of the API root says how much.")


class NotTaxii(TaxiiRefused):
    """The body is not said to be TAXII 2.1, or is packed in a way that is not known here."""

    status = 415
    sentence = gettext_noop("The body is not said to be TAXII 2.1, or is packed in an unknown way.")
    next_step = gettext_noop("Send Content-Type: application/taxii+json;version=2.1, unpacked or with Content-Encoding: gzip.")


class CannotTake(TaxiiRefused):
    """JSON that can be read, and is not an envelope of objects that could be taken (section 5.5: 422)."""

    status = 422
    sentence = gettext_noop("The body can be read and is no envelope of objects: %(why)s.")
    next_step = gettext_noop("Nothing of it was kept. Send a TAXII envelope: an object with a list named objects.")


class TooOften(TaxiiRefused):
    """Wrong secrets too often; nothing is tried now."""

    status = 429
    sentence = gettext_noop("Too many wrong attempts. Nothing is tried for another %(seconds)s s.")
    next_step = gettext_noop("Wait that long; then use the name and secret that the operator of this node handed out.")

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """RFC 6585, section 4."""
        return (("Retry-After", self.facts["seconds"]),)


class Faulty(TaxiiRefused):
    """A fault of ours."""

    status = 500
    sentence = gettext_noop("The server met a fault of its own.")
    next_step = gettext_noop("What was asked may be asked again. If it stays, tell the operator the error_id; the log of the node has it.")


class NotNow(TaxiiRefused):
    """The node cannot answer now: its tables are not to be had."""

    status = 503
    wire_class = "unavailable"
    sentence = gettext_noop("The server cannot answer now.")
    next_step = gettext_noop("Ask again later; what was sent may be sent again, nothing is kept twice.")

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """RFC 9110, section 10.2.3."""
        return (("Retry-After", "30"),)
