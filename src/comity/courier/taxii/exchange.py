"""One exchange with a TAXII server, as values: what is asked, and what came back. Knows no network.

A request never holds a secret: `by` names whose credentials the line adds when it is sent, so that whatever is printed or kept of an
exchange can be shown to anybody.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import urlencode, urljoin, urlsplit

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

MEDIA: Final = "application/taxii+json;version=2.1"  # TAXII 2.1, 1.6.8.1
DISCOVERY: Final = "/taxii2/"  # TAXII 2.1, 4.1
FIRST: Final = "first"
NOBODY: Final = "nobody"

_PORTS: Final = {"https": 443, "http": 80}
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class BadServer(Refused):
    """The text is no address of a TAXII server."""

    sentence = gettext_noop("%(url)s is not the address of a TAXII server: %(where)s.")
    next_step = gettext_noop("Give an address like https://taxii.example/taxii2/; plain http is for this very machine only.")


class NoAnswer(Refused):
    """The server gave no answer that could be read; `why` is a code that docs/operators/taxii.md explains."""

    wire_class = "unavailable"
    sentence = gettext_noop("%(origin)s gave no answer: %(why)s.")
    next_step = gettext_noop(
        "Look whether the address, the network and the certificate are right; docs/operators/taxii.md says what each reason means."
    )

    def __init__(self, why: str, *, origin: str) -> None:
        """`why` is one of the codes."""
        super().__init__(why=why, origin=origin)
        self.why = why


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. `headers` are those that the line does not add by itself; `by` says as whom."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = (("Accept", MEDIA),)
    body: bytes = b""
    by: str = FIRST


@dataclass(frozen=True, slots=True)
class Answered:
    """One response; the body is decompressed and whole."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """Return a header's value, several joined by commas (RFC 9110, 5.3); "" where it is missing."""
        return ", ".join(value for key, value in self.headers if key.lower() == name.lower())


Ask: TypeAlias = Callable[[Asked], Answered]


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


def ask_at(url: str, parameters: Mapping[str, str | int]) -> str:
    """Return `url` with parameters, those that are empty left out; brackets and commas stand as the standard prints them."""
    kept = {name: str(value) for name, value in parameters.items() if value != ""}
    return f"{url}?{urlencode(kept, safe='[],:')}" if kept else url


@dataclass(frozen=True, slots=True)
class MediaType:
    """A media type without its case and spaces; parameters by name."""

    name: str
    parameters: Mapping[str, str]

    @property
    def taxii_21(self) -> bool:
        """Whether it is TAXII, and of version 2.1 or of none said: what a lenient reader takes."""
        return self.name == "application/taxii+json" and self.parameters.get("version", "2.1") == "2.1"


def parse_media(text: str) -> MediaType:
    """Read a `Content-Type` as it came, however it is spaced, quoted or capitalised; never fails."""
    name, *rest = text.split(";")
    pairs = (part.partition("=") for part in rest if "=" in part)
    return MediaType(name.strip().lower(), {key.strip().lower(): value.strip().strip('"').lower() for key, _, value in pairs})
