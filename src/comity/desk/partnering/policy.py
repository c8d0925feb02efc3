"""Why a partner is not entered. Pure."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from comity.desk.permissions import Verb, require
from comity.directory.policy import Actor
from comity.directory.ways import Way
from comity.terms.identifiers import OfficerId
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.terms.vocabulary import vocabulary

WAYS = "delivery-method"
ROLES = "authority-role"
LANGUAGES = "language"


class PartnerIncomplete(Refused):
    """Something is missing, or is no code of its list."""

    wire_class = "policy"
    sentence = gettext_noop("The entry of %(authority)s is not right: %(where)s.")
    next_step = gettext_noop("Mend what is named; nothing was entered.")


class HasNode(Refused):
    """The directory already knows the authority, with its node."""

    wire_class = "policy"
    sentence = gettext_noop("%(authority)s is in the signed directory: it is reached through its node.")
    next_step = gettext_noop("Write to it on the wire, or choose another short name for another authority of that country.")


class OwnEntry(Refused):
    """The proposer tried to be the second officer as well."""

    wire_class = "policy"
    sentence = gettext_noop("%(name)s proposed this entry and cannot approve it.")
    next_step = gettext_noop("Another officer with the role of approver can.")


def require_second(actor: Actor, *, proposed_by: OfficerId) -> None:
    """Raise unless `actor` may approve an entry that another officer proposed."""
    require(actor, Verb.APPROVE_PARTNER)
    if actor.officer == proposed_by:
        raise OwnEntry(name=actor.name)


def require_whole(
    authority: str,
    *,
    names: Mapping[str, str],
    roles: Sequence[str],
    languages: Sequence[str],
    zone: str,
    ways: Sequence[Way],
    source: str,
    verified_on: date,
    today: date,
) -> None:
    """Raise `PartnerIncomplete` unless the entry names the authority, what it may do, how it is reached, and on whose word."""

    def no(where: str) -> PartnerIncomplete:
        return PartnerIncomplete(authority=authority, where=where)

    if not names.get("en", "").strip() and not names.get("vi", "").strip():
        raise no(gettext_noop("it has no name"))
    for what, codes in ((ROLES, roles), (LANGUAGES, languages), (WAYS, [way.method for way in ways])):
        if not codes:
            raise no(_LACKING[what])
        _require_codes(what, codes, no=no)
    if any(not way.address.strip() for way in ways):
        raise no(gettext_noop("a way to reach it has no address"))
    if not source.strip():
        raise no(gettext_noop("nobody is named on whose word it stands"))
    if verified_on > today:
        raise no(gettext_noop("it cannot have been verified on a day to come"))
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as fault:
        raise no(gettext_noop("there is no such time zone")) from fault


_LACKING = {
    ROLES: gettext_noop("it has no role"),
    LANGUAGES: gettext_noop("it reads no language"),
    WAYS: gettext_noop("there is no way to reach it"),
}


def _require_codes(name: str, codes: Sequence[str], *, no: Callable[[str], Refused]) -> None:
    known = vocabulary(name)
    for code in codes:
        try:
            known.item(code)
        except Refused as fault:
            raise no(gettext_noop("a code is not in its list")) from fault
