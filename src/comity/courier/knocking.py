"""Says whether a node of this machine answers yet; for whoever has just started one."""

from typing import Final

import urllib3

from comity.courier.opening import PinnedPool
from comity.directory.home import Home
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

_NOT_YET: Final = 503  # it asks its peers whether it came up from an older copy
_PATIENCE: Final = urllib3.Timeout(connect=2, read=5)


def answers(address: str) -> bool:
    """Return whether anything speaks HTTP at `address`, whatever it says."""
    try:
        urllib3.request("GET", address, timeout=_PATIENCE, retries=False, redirect=False)
    except urllib3.exceptions.HTTPError:
        return False
    return True


def listens(home: Home, *, at: Instant) -> bool:
    """Return whether the node of `home` takes what comes at its address for peers, asked with its own key where that is one of TLS."""
    pool = PinnedPool(home.node, now=lambda: at, timeout=_PATIENCE, node=home, at=str(home.peers))
    try:
        answer = pool.request("GET", "/comity/1/log/checkpoint")
    except (urllib3.exceptions.HTTPError, Refused):
        return False
    finally:
        pool.clear()
    return answer.status != _NOT_YET
