"""How a feed's server is reached: who this node is there, where its API root is, and what a fault on the way means."""

from typing import Any, Final

from comity.courier.taxii.dialling import ANONYMOUS, Credential, WrongOrigin
from comity.courier.taxii.exchange import Ask, Asked, NoAnswer
from comity.courier.taxii.meaning import Trouble, trouble_of
from comity.courier.taxii.resources import ApiRoot, Discovery, read_resource
from comity.directory.keyfiles import BadKeyFile, read_secret
from comity.intel.feeds.actions import PULL, secret_file
from comity.records.models import IntelFeed
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed, Refused
from comity.wire.taxii.servers import join

LARGEST: Final = 16 * 2**20  # bytes of one answer: the courier's memory is small, and a page that is larger is asked for in halves


def credential_of(feed: IntelFeed) -> Credential:
    """Return how this node signs in; raises `BadKeyFile`, `BadSecret`."""
    if feed.way == "certificate":
        return Credential(certificate=feed.certificate, key=feed.key)
    if feed.way == "none":
        return ANONYMOUS
    secret = read_secret(secret_file(feed.name))
    return Credential.basic(feed.user, secret) if feed.way == "basic" else Credential.bearer(secret)


def root_of(feed: IntelFeed, ask: Ask, *, at: Instant) -> tuple[str, int]:
    """Return the address of the API root and its `max_content_length` (0: not said). Raises `Trouble`."""
    if feed.api_root:
        root = join(feed.url, feed.api_root)
    else:
        found = _resource(ask, feed.url, Discovery, at=at)
        named = found.default or next(iter(found.api_roots), "")
        if not named:
            raise Trouble("no-api-root")
        root = join(feed.url, named)
    return root, 0 if feed.direction == PULL else _resource(ask, root, ApiRoot, at=at).max_content_length


def _resource(ask: Ask, url: str, kind: type, *, at: Instant) -> Any:  # noqa: ANN401 -- the kind that was asked for
    answered = ask(Asked("GET", url))
    if answered.status != 200:
        raise trouble_of(answered, at=at)
    try:
        return read_resource(answered, kind)
    except Malformed as fault:
        raise Trouble("garbled", fault.facts["where"]) from fault


def as_trouble(fault: Trouble | Refused) -> Trouble:
    """Return what went wrong as a code, and in words that hold no secret."""
    if isinstance(fault, Trouble):
        return fault
    if isinstance(fault, NoAnswer):
        return Trouble(fault.why)
    codes: tuple[tuple[type[Refused], str], ...] = ((WrongOrigin, "elsewhere"), (BadKeyFile, "no-secret"))
    return Trouble(next((code for kind, code in codes if isinstance(fault, kind)), "here"), str(fault)[:200])
