"""By which keys this node is known on the line to its peers, and at which address: named in the section that its country signs.

A key is drawn by `comity init`, or by the operator's command; never by itself. While a new key takes the place of another one the section
names both, and the node goes on showing the old one until its time is over: a peer whose section is older still knows it.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from comity.directory.book import book
from comity.directory.home import Home
from comity.directory.keyfiles import KEPT_LINE_TITLE, BadKeyFile, line_key_file
from comity.seal.linekey import LineCertificate
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

TLS: Final = "https://"
PLAIN: Final = "http://"


class NoLineKey(Refused):
    """This node cannot show who it is on the line."""

    sentence = gettext_noop("This node has no TLS key that its country's directory names.")
    next_step = gettext_noop("Make one with “comity key tls”, and hand the new directory file to every peer.")


class BadAddress(Refused):
    """No address that a peer could call."""

    sentence = gettext_noop("%(address)s is no address at which peers could reach this node.")
    next_step = gettext_noop("Write it as https://poc.vn.example:8411, or with http:// where a VPN carries it; nothing may follow.")


def shown_at(home: Home, *, at: Instant) -> tuple[Path, LineCertificate]:
    """Return the key file and certificate that this node shows at `at`; raises `NoLineKey`, `BadKeyFile`.

    Of two that are good it is the one that ends first. Where none is, it is the last one: peers refuse it, and `comity fsck` says so.
    """
    named = book(home).node(home.node).tls
    if not named:
        raise NoLineKey
    good = [dated for dated in named if dated.good(at)]
    certificate = (min(good, key=lambda dated: dated.until) if good else named[-1]).key
    file = line_key_file(home, certificate)
    try:
        if file.stat().st_mode & 0o077:
            raise BadKeyFile(file=file, where="other accounts may read it; set its mode to 600")
    except OSError as fault:
        raise BadKeyFile(file=file, where=fault) from fault
    return file, certificate


def line_password(home: Home, file: Path) -> Callable[[], str]:
    """Return what opens a key file of the line: nothing where it lies in the clear, else what keeps this node's keys is asked."""

    def asked() -> str:
        text = file.read_text(encoding="ascii")
        if not text.startswith(KEPT_LINE_TITLE):
            return ""
        from comity.directory.keeping import password_of_line  # noqa: PLC0415 a node whose keys lie in the clear loads nothing of it

        return password_of_line(home, text)

    return asked


def speaks_tls(home: Home) -> bool:
    """Say whether this node's own address, as its country names it, is one of TLS."""
    return book(home).node(home.node).endpoint.startswith(TLS)


def require_address(address: str) -> None:
    """Raise `BadAddress` unless it is a scheme, a host and a port."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as fault:
        raise BadAddress(address=ascii(address)) from fault
    plain = address.isascii() and address.isprintable() and " " not in address and "@" not in address
    if not plain or port is None or not parts.hostname or address not in (f"{TLS}{parts.netloc}", f"{PLAIN}{parts.netloc}"):
        raise BadAddress(address=ascii(address))
