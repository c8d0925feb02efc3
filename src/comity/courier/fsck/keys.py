"""Keys and directory: what this node signs and opens with is there, is listed, and is good now."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from comity.courier.fsck.faults import (
    DIRECTORY_OLD,
    KEY_IN_THE_CLEAR,
    KEY_NOT_LISTED,
    LINE_KEY_OVER,
    LOCK,
    REFRESH,
    RENEW,
    RENEW_LINE_KEY,
    RENEW_OWN,
    RENEW_SECTION,
    SECTION_EXPIRED,
    SEED_OVER,
    START,
    Fault,
    of_refusal,
)
from comity.courier.fsck.reading import Reading
from comity.directory.book import CallerKeyOver
from comity.directory.epochseeds import own_seeds
from comity.directory.freshness import Age, read_seen
from comity.directory.keyfiles import node_keys
from comity.directory.linekeys import shown_at, speaks_tls
from comity.terms.refusals import Refused

GRACE: Final = timedelta(minutes=10)


def check_keys(reading: Reading) -> Iterator[Fault]:
    """Compare the key files with the directory, and look for sections whose time is over."""
    try:
        keys = node_keys(reading.home)
        own = reading.book.node(reading.home.node)
    except Refused as refusal:
        yield of_refusal(refusal)
        return
    for use, held, listed in (("signing", [keys.signing.public.key_id], own.signing), ("sealing", list(keys.sealing), own.sealing)):
        good = {dated.key.key_id for dated in listed if dated.good(reading.at)}
        if not good & set(held):
            yield Fault(KEY_NOT_LISTED, RENEW_OWN, {"key": str(held[0]), "at": str(reading.at), "use": use})
    yield from _kept(reading)
    yield from _line(reading)
    seen = read_seen(reading.home)
    if seen is not None and seen.age(reading.at) is not Age.FRESH:
        yield Fault(DIRECTORY_OLD, REFRESH, {"issued": str(seen.issued)})
    yield from _seeds(reading)
    for country, section in sorted(reading.book.sections.items()):
        if section.expires <= reading.at:
            remedy = RENEW_SECTION if country == reading.home.country else RENEW
            yield Fault(SECTION_EXPIRED, remedy, {"country": str(country), "until": str(section.expires)})


def _kept(reading: Reading) -> Iterator[Fault]:
    """Where node.toml names what keeps keys: ask it, and look for what lies in the clear all the same."""
    if reading.home.key_use.in_the_clear:
        return
    from comity.directory.keepers import require_there  # noqa: PLC0415 a node whose keys lie in the clear loads nothing of it
    from comity.directory.keyplaces import CLEAR, lying  # noqa: PLC0415 as above

    try:
        for one in lying(reading.home):
            if one.mark == CLEAR:
                yield Fault(KEY_IN_THE_CLEAR, LOCK, {"file": one.file.name})
        require_there(reading.home)
    except Refused as refusal:
        yield of_refusal(refusal)


def _seeds(reading: Reading) -> Iterator[Fault]:
    """Look for seeds of daily keys that should be gone, and for such that cannot be read. One is looked at for minutes before it goes."""
    try:
        for seed in own_seeds(reading.home):
            if not seed.good(reading.at + -GRACE):
                yield Fault(SEED_OVER, START, {"key": seed.key.public.key_id.text, "until": str(seed.epoch.until)})
    except Refused as refusal:
        yield of_refusal(refusal)


def _line(reading: Reading) -> Iterator[Fault]:
    """Look at the key that this node shows to peers; one that is not named, at an address without TLS, is none too few."""
    if not speaks_tls(reading.home) and not reading.book.node(reading.home.node).tls:
        return
    try:
        _, shown = shown_at(reading.home, at=reading.at)
        reading.book.caller(shown.raw, at=reading.at)
    except CallerKeyOver as over:
        yield Fault(LINE_KEY_OVER, RENEW_LINE_KEY, {"key": over.facts["key"]})
    except Refused as refusal:
        yield of_refusal(refusal)
