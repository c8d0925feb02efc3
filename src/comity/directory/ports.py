"""Whether an address can be listened on: asked before anything is made or started, so that the answer is a sentence."""

import socket

from comity.directory.home import Address
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class PortTaken(Refused):
    """Another program listens there."""

    sentence = gettext_noop("Port %(port)s on %(host)s is taken by another program; the node was not started.")
    next_step = gettext_noop("Stop that program, or choose another port: “web” and “peers” in node.toml, or --port for the demo.")


def require_free(*addresses: Address) -> None:
    """Raise `PortTaken` unless each of `addresses` can be bound."""
    for address in addresses:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address.host, address.port))
            except OSError as fault:
                raise PortTaken(host=address.host, port=address.port) from fault
