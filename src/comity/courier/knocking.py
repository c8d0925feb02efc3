"""Says whether a node of this machine answers yet; for whoever has just started one."""

from typing import Final

import urllib3

_PATIENCE: Final = urllib3.Timeout(connect=2, read=5)


def answers(address: str) -> bool:
    """Return whether anything speaks HTTP at `address`, whatever it says."""
    try:
        urllib3.request("GET", address, timeout=_PATIENCE, retries=False, redirect=False)
    except urllib3.exceptions.HTTPError:
        return False
    return True
