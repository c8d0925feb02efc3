"""What the operator settled about the way in, as the pages' door has it: hosts, the one believed proxy, whether this is a demonstration."""

from django.conf import settings
from django.http.request import split_domain_port, validate_host

_LOOPBACK = ("127.0.0.1", "::1")


def is_own_host(host: str) -> bool:
    """Say whether `host`, with or without a port, is one by which this node is asked."""
    name, _ = split_domain_port(host)
    return bool(name) and bool(validate_host(name, settings.ALLOWED_HOSTS))


def proxy() -> str:
    """Return the one address whose word about clients counts; empty for nobody's."""
    return str(settings.COMITY_ACCESS.proxy)


def may_send_secrets(peer: str, *, encrypted: bool) -> bool:
    """Say whether a secret may come from `peer`: by TLS, from this machine, from the proxy that ended TLS; in a demonstration anyhow."""
    return encrypted or peer in _LOOPBACK or peer == proxy() or settings.COMITY_DEMO


def tls_header() -> tuple[str, str] | None:
    """Return name and value of the header in which a proxy says that TLS carried a request; None where nobody's word counts."""
    return getattr(settings, "SECURE_PROXY_SSL_HEADER", None)
