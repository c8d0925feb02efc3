"""Takes a signing key back in the section that its country signs, from a moment on.

What it signed before, and was seen before by somebody else, stays good.
"""

from dataclasses import replace

from django.db import transaction

from comity.directory.book import book
from comity.directory.founding import write_section
from comity.directory.home import Home
from comity.directory.keyfiles import read_signing_key
from comity.directory.noting import note
from comity.directory.sections import Node, Person, Reason, Revocation, Section
from comity.terms.identifiers import KeyId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NotOurKey(Refused):
    """A key that this country's section does not name."""

    wire_class = "unknown-key"
    sentence = gettext_noop("The directory of this country names no signing key %(key)s.")
    next_step = gettext_noop("Nothing was changed. “comity directory show --json” lists the keys of nodes and officers.")


class LastNodeKey(Refused):
    """The node would have no key left to sign with."""

    sentence = gettext_noop("%(key)s is the only signing key of %(node)s: without another one it could sign nothing, not even this.")
    next_step = gettext_noop("Nothing was changed. “comity key signing --at-once” puts another key in its place and takes this one back.")


class RevokedEarlier(Refused):
    """A key that was taken back already, from an earlier moment."""

    wire_class = "conflict"
    sentence = gettext_noop("The key %(key)s is revoked from %(since)s on already.")
    next_step = gettext_noop("Nothing was changed. A revocation can be dated back further, never forward, and is never taken away.")


def revoke_key(home: Home, key: KeyId, *, since: Instant, reason: Reason, at: Instant) -> tuple[Section, str]:
    """Take `key` back from `since` on; return the section as it stands now, and whose key it was.

    Raises `NotOurKey`, `LastNodeKey`, `RevokedEarlier`, and `Refused` where the country's key is not at hand.
    """
    country = read_signing_key(home.keys / "country.key")
    section = book(home).sections[home.country]
    holders: list[Node | Person] = [*section.nodes, *section.officers]
    holder = next((one for one in holders if any(dated.key.key_id == key for dated in one.signing)), None)
    if holder is None:
        raise NotOurKey(key=key)
    grown = with_revoked(section, Revocation(key, since, reason))
    if isinstance(holder, Node) and not unrevoked(holder, grown, at=at):
        raise LastNodeKey(key=key, node=holder.id)
    grown = replace(grown, version=section.version + 1, issued=at)
    facts = {"key": str(key), "of": str(holder.id), "since": str(since), "reason": reason.value, "version": grown.version}
    with transaction.atomic():
        note("key.revoked", by="operator", at=at, facts=facts)
        write_section(home, grown, country=country)
    return grown, str(holder.id)


def with_revoked(section: Section, one: Revocation) -> Section:
    """Return `section` with a key taken back; raises `RevokedEarlier` where it is, from an earlier moment or the same."""
    before = next((other for other in section.revoked if other.key == one.key), None)
    if before is not None and before.since <= one.since:
        raise RevokedEarlier(key=one.key, since=before.since)
    return replace(section, revoked=(*(other for other in section.revoked if other.key != one.key), one))


def unrevoked(node: Node, section: Section, *, at: Instant) -> tuple[KeyId, ...]:
    """Return the keys with which `node` may sign at `at`."""
    revoked = {one.key: one.since for one in section.revoked}
    keys = [dated.key.key_id for dated in node.signing if dated.good(at)]
    return tuple(key for key in keys if key not in revoked or at < revoked[key])
