"""What a client reads: the server, its collections, and what is in them. Each reading of objects goes through `store.scanning`."""

import functools
import hmac
from dataclasses import replace
from typing import Final

from django.conf import settings

from comity.directory.book import book
from comity.directory.home import home
from comity.doors.api.taxii.answering import Answer, dated
from comity.doors.api.taxii.asking import MOST_CONTENT, PREFIX, Asked
from comity.doors.api.taxii.entering import Entered
from comity.intel.store.granting import Holding
from comity.intel.store.looking import SPEC_NAMES
from comity.intel.store.refusals import NoObject
from comity.intel.store.scanning import BODIES, PLACES, RECORDS, Page, scan, scan_versions
from comity.intel.store.sight import Sight
from comity.intel.store.statuses import find_status
from comity.wire.taxii import filters
from comity.wire.taxii.filters import Filters, Question, parse_question
from comity.wire.taxii.media import stix_type
from comity.wire.taxii.moments import print_moment
from comity.wire.taxii.refusals import NotThere
from comity.wire.taxii.resources import (
    ApiRoot,
    Collection,
    Discovery,
    ManifestRecord,
    print_collections,
    print_envelope,
    print_manifest,
    print_resource,
    print_versions,
)
from comity.wire.taxii.tokens import Place, print_token, scope, verify_token

PAGE: Final = 1000
LARGEST_PAGE: Final = 5000


def discovery(asked: Asked, _: Entered) -> Answer:
    """Section 4.1."""
    root = f"{asked.origin}{PREFIX}intel/"
    name = book(home()).authority(home().authority).names["en"]
    return Answer(print_resource(Discovery(title=f"Comity: {name}", default=root, api_roots=(root,))))


def api_root(_: Asked, __: Entered) -> Answer:
    """Section 4.2."""
    return Answer(print_resource(ApiRoot(title="Threat information", max_content_length=MOST_CONTENT)))


def status(_: Asked, who: Entered, uuid: str) -> Answer:
    """Section 4.3; for the client that made the request, and for nobody else."""
    found = find_status(uuid, client=who.client)
    if found is None:
        raise NotThere
    return Answer(found)


def collections(_: Asked, who: Entered) -> Answer:
    """Section 5.1; in the order of their identifiers, and none that the client may not know of."""
    return Answer(print_collections([_resource(one) for key, one in who.holdings.items() if key == one.uuid]))


def collection(_: Asked, who: Entered, name: str) -> Answer:
    """Section 5.2."""
    return Answer(print_resource(_resource(holding_of(who, name))))


def manifest(asked: Asked, who: Entered, name: str) -> Answer:
    """Section 5.3."""
    page, following = _page(asked, who, name, columns=RECORDS, takes=filters.OBJECTS)
    records = [
        ManifestRecord(stix_id, print_moment(added), version or print_moment(version_at), stix_type(SPEC_NAMES[spec]))
        for added, stix_id, version, version_at, spec in page.rows
    ]
    return dated(print_manifest(records, following=following), page)


def envelope(asked: Asked, who: Entered, name: str) -> Answer:
    """Section 5.4."""
    page, following = _page(asked, who, name, columns=BODIES, takes=filters.OBJECTS)
    return dated(print_envelope([bytes(row[1]) for row in page.rows], following=following), page)


def one_object(asked: Asked, who: Entered, name: str, stix_id: str) -> Answer:
    """Section 5.6."""
    page, following = _page(asked, who, name, columns=BODIES, takes=filters.OBJECT, stix_id=stix_id)
    return dated(print_envelope([bytes(row[1]) for row in page.rows], following=following), page)


def versions(asked: Asked, who: Entered, name: str, stix_id: str) -> Answer:
    """Section 5.8; the newest first."""
    holding, question, wanted = _asked_for(asked, who, name, takes=filters.VERSIONS, stix_id=stix_id)
    wanted = replace(wanted, keywords=(filters.ALL,))
    bound_to = scope("versions", holding.uuid, stix_id, filters=wanted.digest)
    before = verify_token(question.next, key=_key(), bound_to=bound_to) if question.next else None
    sight = who.sight(at=asked.at)
    page = scan_versions(holding.pk, sight, wanted, limit=_limit(question), before=before)
    _require_there(page, question, holding, sight, stix_id)
    following = ""
    if page.more:
        added, _, version_at, finer = page.rows[-1]
        following = print_token(Place(added, version_at, finer), key=_key(), bound_to=bound_to)
    # Two that say they are the same version are one version.
    named = dict.fromkeys(version or print_moment(version_at) for _, version, version_at, _ in page.rows)
    return dated(print_versions(tuple(named), following=following), page)


def holding_of(who: Entered, name: str) -> Holding:
    """Return the collection of that identifier or alias that the client may know of; raises `NotThere`."""
    found = who.holdings.get(name) or who.holdings.get(name.lower())
    if found is None:
        raise NotThere
    return found


def _page(asked: Asked, who: Entered, name: str, *, columns: str, takes: frozenset[str], stix_id: str = "") -> tuple[Page, str]:
    """Return the page that is asked for, and the token of the one after it, empty where there is none."""
    holding, question, wanted = _asked_for(asked, who, name, takes=takes, stix_id=stix_id)

    def bound_to() -> bytes:
        return scope(columns, holding.uuid, stix_id, filters=wanted.digest)

    after = verify_token(question.next, key=_key(), bound_to=bound_to()).added if question.next else 0
    sight = who.sight(at=asked.at)
    page = scan(holding.pk, sight, wanted, columns=columns, limit=_limit(question), after=after)
    if stix_id:
        _require_there(page, question, holding, sight, stix_id)
    return page, print_token(Place(page.last), key=_key(), bound_to=bound_to()) if page.more else ""


def _asked_for(asked: Asked, who: Entered, name: str, *, takes: frozenset[str], stix_id: str) -> tuple[Holding, Question, Filters]:
    holding = holding_of(who, name)
    holding.require_reading()
    question = parse_question(asked.query, takes=takes)
    return holding, question, replace(question.filters, ids=(stix_id,)) if stix_id else question.filters


def _require_there(page: Page, question: Question, holding: Holding, sight: Sight, stix_id: str) -> None:
    """Raise `NoObject` where not a version of an object may be seen; filters that fit none of it are no reason."""
    if page.rows or question.next:
        return
    if not scan(holding.pk, sight, Filters(ids=(stix_id,), keywords=(filters.ALL,)), columns=PLACES, limit=1).rows:
        raise NoObject


def _limit(question: Question) -> int:
    return min(question.limit or PAGE, LARGEST_PAGE)


def _resource(one: Holding) -> Collection:
    return Collection(
        id=one.uuid, title=one.title, description=one.description, alias=one.alias, can_read=one.can_read, can_write=one.can_write
    )


@functools.cache
def _key() -> bytes:
    """Return the key of this node's tokens: of its web secret, which a restart does not change."""
    return hmac.digest(settings.SECRET_KEY.encode(), b"comity taxii next 1", "sha256")
