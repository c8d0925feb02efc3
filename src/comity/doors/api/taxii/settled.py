"""What the operator settled about the way in, as the pages' door has it: hosts, the one believed proxy, whether this is a demonstration."""

import hmac
from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from comity.directory.bindings import Identity, read_escaped_certificate
from comity.terms.refusals import Refused

_LOOPBACK = ("127.0.0.1", "::1")
_SHORTEST = 32  # bytes of the secret that proxy and node share


def is_own_host(host: str) -> bool:
    """Say whether `host`, with or without a port, is one by which this node is asked."""
    return _is_one_of(host, tuple(settings.ALLOWED_HOSTS))


@lru_cache(maxsize=256)
def _is_one_of(host: str, allowed: tuple[str, ...]) -> bool:
    name, _ = split_domain_port(host)
    return bool(name) and bool(validate_host(name, allowed))


def proxy() -> str:
    """Return the one address whose word about clients counts; empty for nobody's."""
    return str(settings.COMITY_ACCESS.proxy)


def may_send_secrets(peer: str, *, encrypted: bool) -> bool:
    """Say whether a secret may come from `peer`: by TLS, from this machine, from the proxy that ended TLS; in a demonstration anyhow."""
    return encrypted or peer in _LOOPBACK or peer == proxy() or settings.COMITY_DEMO


def tls_header() -> tuple[str, str] | None:
    """Return name and value of the header in which a proxy says that TLS carried a request; None where nobody's word counts."""
    return getattr(settings, "SECURE_PROXY_SSL_HEADER", None)


def shown_certificate(peer: str, header: Callable[[str], str]) -> Identity | None:
    """Return the certificate that the proxy has checked; None where none was shown, or where nobody's word about that counts.

    As at the door of officers (docs/operators/accounts.md): (1) it is switched on, (2) the other end is the proxy, (3) it shows the secret
    that it shares with this node, (4) its verdict, (5) the certificate.
    """
    if not settings.COMITY_ACCESS.certificates or not proxy() or peer != proxy():
        return None
    file = settings.COMITY_HOME / "keys" / "proxy.secret"
    kept = file.read_bytes().strip() if file.exists() else b""
    if len(kept) < _SHORTEST or not hmac.compare_digest(kept, header("HTTP_X_COMITY_PROXY").encode()):
        return None
    if header("HTTP_X_COMITY_CLIENT_VERIFY") != "SUCCESS":
        return None
    try:
        return read_escaped_certificate(header("HTTP_X_COMITY_CLIENT_CERT"))
    except Refused:
        return None
