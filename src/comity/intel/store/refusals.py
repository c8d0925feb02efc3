"""What the store refuses to people and programs, in words that tell nothing of what they may not see."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NoCollection(Refused):
    """None of that name, or none that the reader may know of."""

    sentence = gettext_noop("There is no collection %(name)s here for you.")
    next_step = gettext_noop("Look at the list of collections; the operator of the node says who may read and write which.")


class NoObject(Refused):
    """None of that identifier that the reader may know of."""

    sentence = gettext_noop("There is no object of this identifier in the collection for you.")
    next_step = gettext_noop("Look at the identifier. It may have been taken out, or not be meant for you.")


class MayNotRead(Refused):
    """A collection that one may know of, and not read."""

    sentence = gettext_noop("You may not read this collection.")
    next_step = gettext_noop("Ask the operator of this node, who says who may read and who may write.")


class MayNotWrite(Refused):
    """A collection that one may read, and not write; also taking something out of one that one may not read and write."""

    sentence = gettext_noop("You may not put anything into this collection, or take anything out of it.")
    next_step = gettext_noop("Ask the operator of this node, who says who may read and who may write.")


class NotTheirs(Refused):
    """Only who gave an object takes it out."""

    sentence = gettext_noop("This object came from somebody else. Only who put it here takes it out.")
    next_step = gettext_noop("Nothing was taken out. Ask whoever gave it; the operator of the node can tell who that is.")


class CollectionTaken(Refused):
    """A second collection under one alias."""

    sentence = gettext_noop("There is a collection %(name)s already.")
    next_step = gettext_noop("Choose another alias. A collection is not made anew: its readers would lose their place in it.")


class BadName(Refused):
    """A name that does not fit into an address or a header."""

    wire_class = "malformed"
    sentence = gettext_noop("%(name)s is no name for this: small letters, digits and hyphens, at most 64.")
    next_step = gettext_noop("Choose another name.")


class BadSubject(Refused):
    """A grant for nobody that this node could know."""

    wire_class = "malformed"
    sentence = gettext_noop("%(subject)s names nobody who could read or write.")
    next_step = gettext_noop("Write anyone, client:NAME, authority:xr-poc, country:XR, role:CERT or field:CODE.")


class ClientTaken(Refused):
    """A name belongs to one client for ever, so that the log says whom it means."""

    sentence = gettext_noop("The name %(name)s was given to a client before.")
    next_step = gettext_noop("Choose another name; a name is never given twice.")


class NoClient(Refused):
    """No client of that name that counts."""

    sentence = gettext_noop("There is no client %(name)s that could be revoked.")
    next_step = gettext_noop("Look at the list: comity intel client list")


class CertificateTaken(Refused):
    """A certificate says who comes; it cannot say two."""

    sentence = gettext_noop("This certificate is bound to another client already.")
    next_step = gettext_noop("Nothing was bound. Revoke the other client, or use a certificate of its own for each.")


class OneOrTheOther(Refused):
    """A client speaks for an authority or for a programme."""

    sentence = gettext_noop("A client speaks for one authority of the directory or for one programme outside it.")
    next_step = gettext_noop("Name exactly one of the two: --authority or --programme.")


class NoGroup(Refused):
    """No sharing group of that name that goes on."""

    sentence = gettext_noop("There is no sharing group %(name)s here.")
    next_step = gettext_noop("Look at the list: comity intel group list")


class GroupTaken(Refused):
    """A name is one group's for ever: labels that were given with it go on naming it."""

    sentence = gettext_noop("The name or the UUID of %(name)s was given to a sharing group before.")
    next_step = gettext_noop("Choose another one; a name is never given twice, because labels that bear it go on meaning the first.")


class BadGroup(Refused):
    """What was given makes no group, or no place in one."""

    wire_class = "malformed"
    sentence = gettext_noop("This makes no sharing group: %(where)s.")
    next_step = gettext_noop("Nothing was changed. Correct it, and give the command again.")


class NotOfGroups(Refused):
    """A member that is neither an authority nor a client."""

    wire_class = "malformed"
    sentence = gettext_noop("%(subject)s names nobody who could be in a sharing group.")
    next_step = gettext_noop("Write authority:xr-poc for an authority of the directory, or client:NAME for a program.")


class NotInGroup(Refused):
    """Somebody who is not in it cannot be taken out."""

    sentence = gettext_noop("%(subject)s is not in the sharing group %(name)s.")
    next_step = gettext_noop("Nothing was changed. Look at the list: comity intel group list")
