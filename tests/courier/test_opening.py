"""A node that nobody calls has no address in the directory; whoever started it, or brings a pouch, asks it at its own."""

from types import SimpleNamespace

import pytest
import urllib3

from comity.courier.opening import NoAddressError, PinnedPool
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant


def test_a_node_without_an_address_is_asked_at_its_own_and_nowhere_else(monkeypatch):
    """Plainly, at the address that was given; without one there is no way to it."""
    entry = SimpleNamespace(endpoint="", tls=())
    monkeypatch.setattr("comity.courier.opening.book", lambda _home: SimpleNamespace(node=lambda _node: entry))
    parts = {"now": lambda: Instant(0), "timeout": urllib3.Timeout(1), "node": SimpleNamespace()}
    prefix, pool = PinnedPool(NodeId("poc.vn.example"), **parts, at="127.0.0.1:5")._current()
    assert (prefix, pool.scheme, pool.host, pool.port) == ("", "http", "127.0.0.1", 5)
    with pytest.raises(NoAddressError):
        PinnedPool(NodeId("poc.vn.example"), **parts)._current()
