"""Addresses of TAXII servers: which texts are one, which origin they are of, and where what a server names leads."""

from typing import Final
from urllib.parse import urljoin, urlsplit

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

DISCOVERY: Final = "/taxii2/"  # TAXII 2.1, 4.1

_PORTS: Final = {"https": 443, "http": 80}
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class BadServer(Refused):
    """The text is no address of a TAXII server."""

    sentence = gettext_noop("%(url)s is not the address of a TAXII server: %(where)s.")
    next_step = gettext_noop("Give an address like https://taxii.example/taxii2/; plain http is for this very machine only.")


def parse_server(text: str) -> str:
    """Return the address at which discovery is asked; raises `BadServer`. The path is `/taxii2/` where none is given."""
    if any(one.isspace() for one in text) or not text.isprintable():
        raise BadServer(url=ascii(text), where="it holds a space")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as fault:
        raise BadServer(url=text, where=fault) from fault
    if parts.username is not None or parts.password is not None:
        raise BadServer(url=f"{parts.scheme}://…@{parts.hostname}", where="a name or password does not belong into it")
    if not parts.hostname or parts.scheme not in _PORTS or parts.query or parts.fragment:
        raise BadServer(url=text, where="it is not scheme, host and path alone")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise BadServer(url=text, where="it does not begin with https")
    assert port is None or port > 0  # noqa: S101 -- urlsplit has checked its range
    path = parts.path if parts.path not in ("", "/") else DISCOVERY
    return f"{parts.scheme}://{parts.netloc}{path if path.endswith('/') else path + '/'}"


def origin_of(url: str) -> str:
    """Return scheme, host and port, the port always named."""
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}:{parts.port or _PORTS.get(parts.scheme, 0)}"


def join(base: str, reference: str) -> str:
    """Return where `reference`, absolute or relative to `base`, leads, with its slash at the end (TAXII 2.1, 4.1: `api_roots`)."""
    found = urljoin(base, reference)
    return found if found.endswith("/") else found + "/"
