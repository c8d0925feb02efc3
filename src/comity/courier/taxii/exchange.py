"""One exchange with a TAXII server, as values: what is asked, and what came back. Knows no network.

A request never holds a secret: `by` names whose credentials the line adds when it is sent, so that whatever is printed or kept of an
exchange can be shown to anybody.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import urlencode

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

MEDIA: Final = "application/taxii+json;version=2.1"  # TAXII 2.1, 1.6.8.1
FIRST: Final = "first"
NOBODY: Final = "nobody"


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
