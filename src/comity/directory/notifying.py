"""By which ways this node tells officers what waits for them: the table `[notices]` of `node.toml`, as values. Pure.

A node whose file says nothing tells on its pages alone. Passwords stand in files of their own (`keys/mail.secret`, `keys/webhook.secret`).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

Tls = Literal["starttls", "implicit", "none"]
_TLS: Final = ("starttls", "implicit", "none")
_PORTS: Final[Mapping[str, int]] = {"starttls": 587, "implicit": 465, "none": 25}
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_ATOM: Final = r"[A-Za-z0-9_+-]+"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_ADDRESS: Final = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+", re.ASCII)
LONGEST_ADDRESS: Final = 254  # RFC 5321, section 4.5.3.1.3


class BadAddress(Refused):
    """The text is no e-mail address that notices could be sent to."""

    sentence = gettext_noop("This is not an e-mail address that notices can be sent to.")
    next_step = gettext_noop("Type one like name@desk.example, in plain letters and without spaces.")


@dataclass(frozen=True, slots=True)
class Mail:
    """The server that takes mail from this node. `ca` is a file of certificates to trust beside the system's, "" for none."""

    host: str
    sender: str
    tls: Tls = "starttls"
    port: int = 587
    user: str = ""
    ca: str = ""


@dataclass(frozen=True, slots=True)
class Webhook:
    """The one address to which notices are posted."""

    url: str
    ca: str = ""


@dataclass(frozen=True, slots=True)
class Notices:
    """`address` is this node as a browser reaches it, before the path; every link in a notice begins with it."""

    address: str = ""
    mail: Mail | None = None
    webhook: Webhook | None = None

    @property
    def any_way(self) -> bool:
        """Whether anybody is told otherwise than on the pages."""
        return self.mail is not None or self.webhook is not None


def parse_address(text: str) -> str:
    """Return an e-mail address that is safe in a header and at a server; raises `BadAddress`."""
    typed = text.strip()
    if len(typed) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(typed):
        raise BadAddress
    return typed


def parse_notices(table: Mapping[str, Any]) -> Notices:
    """Read `[notices]`; raises `ValueError` with what is wrong."""
    _require_known(table, {"address", "mail", "webhook"}, "notices")
    mail = _mail(table["mail"]) if "mail" in table else None
    webhook = _webhook(table["webhook"]) if "webhook" in table else None
    address = _text(table, "address", "notices").rstrip("/")
    if address:
        _require_safe(address, "notices.address")
    elif mail or webhook:
        message = "notices.address is missing: the links in a notice begin with it"
        raise ValueError(message)
    return Notices(address, mail, webhook)


def print_notices(notices: Notices) -> str:
    """Print the table that `parse_notices` reads; nothing where nothing is set."""
    if notices == Notices():
        return ""
    lines = ["", "[notices]", f"address = {json.dumps(notices.address)}"]
    if mail := notices.mail:
        lines += ["", "[notices.mail]", f"host = {json.dumps(mail.host)}", f"port = {mail.port}", f'tls = "{mail.tls}"']
        lines += [f"from = {json.dumps(mail.sender)}", f"user = {json.dumps(mail.user)}", f"ca = {json.dumps(mail.ca)}"]
    if hook := notices.webhook:
        lines += ["", "[notices.webhook]", f"url = {json.dumps(hook.url)}", f"ca = {json.dumps(hook.ca)}"]
    return "\n".join(lines) + "\n"


def _mail(table: object) -> Mail:
    _require_known(table, {"host", "port", "tls", "from", "user", "ca"}, "notices.mail")
    assert isinstance(table, Mapping)  # noqa: S101 -- just required
    host, tls = _text(table, "host", "notices.mail"), _text(table, "tls", "notices.mail") or "starttls"
    if not host or urlsplit(f"//{host}").hostname != host.lower():
        message = "notices.mail.host is the name of a mail server"
        raise ValueError(message)
    if tls not in _TLS:
        message = f"notices.mail.tls is one of {', '.join(_TLS)}"
        raise ValueError(message)
    if tls == "none" and host not in _LOOPBACK:
        message = "notices.mail.tls is none for a server on this very machine only"
        raise ValueError(message)
    port = table.get("port", _PORTS[tls])
    if type(port) is not int or not 0 < port < 65_536:
        message = "notices.mail.port is a TCP port"
        raise ValueError(message)
    try:
        sender = parse_address(_text(table, "from", "notices.mail"))
    except BadAddress as fault:
        message = "notices.mail.from is an address like comity@desk.example"
        raise ValueError(message) from fault
    return Mail(host, sender, tls, port, _text(table, "user", "notices.mail"), _text(table, "ca", "notices.mail"))  # type: ignore[arg-type]  # one of _TLS


def _webhook(table: object) -> Webhook:
    _require_known(table, {"url", "ca"}, "notices.webhook")
    assert isinstance(table, Mapping)  # noqa: S101 -- just required
    url = _text(table, "url", "notices.webhook")
    _require_safe(url, "notices.webhook.url")
    return Webhook(url, _text(table, "ca", "notices.webhook"))


def _require_known(table: object, known: set[str], name: str) -> None:
    if not isinstance(table, Mapping):
        message = f"{name} is a table"
        raise ValueError(message)  # noqa: TRY004 -- one kind of fault for whoever reads the file
    if unknown := sorted(set(table) - known):
        message = f"unknown setting {unknown[0]!r} in [{name}]"
        raise ValueError(message)


def _text(table: Mapping[str, Any], name: str, where: str) -> str:
    value = table.get(name, "")
    if not isinstance(value, str) or not value.isprintable():
        message = f"{where}.{name} is a text of one line"
        raise ValueError(message)
    return value


def _require_safe(address: str, name: str) -> None:
    """TLS, but on this very machine."""
    parts = urlsplit(address)
    if not parts.hostname or parts.username or parts.fragment or any(one.isspace() for one in address):
        message = f"{name} is a plain address like https://desk.example, not {address!r}"
        raise ValueError(message)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        message = f"{name} begins with https, not {address!r}"
        raise ValueError(message)
