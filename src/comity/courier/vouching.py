"""Asks an identity provider on behalf of a sign-in: only the origins that `node.toml` names, with a time-out, and following nobody.

allauth brings its own client (requests) and takes the session from here; docs/adr/0013 says why.
"""

from collections.abc import Iterable
from typing import Any, Final

import requests

from comity.directory.access import origin_of

_PATIENCE: Final = (5, 10)  # seconds to connect, and to wait for each part of the answer
_LARGEST: Final = 256 * 1024


class NotAllowedThere(requests.RequestException):
    """The address is none of the provider's."""


class AllowedSession(requests.Session):
    """A session that speaks with the allowed origins and nobody else."""

    def __init__(self, allowed: Iterable[str]) -> None:
        """Keep who may be asked; proxies and `.netrc` of this machine's account are left alone."""
        super().__init__()
        self.trust_env = False
        self._allowed = frozenset(allowed)

    def request(self, method: str, url: str, **more: Any) -> Any:  # type: ignore[override]  # noqa: ANN401 -- requests has no types
        """Ask, or raise `NotAllowedThere`; a redirect is an answer like any other, and not followed."""
        if origin_of(url) not in self._allowed:
            raise NotAllowedThere(f"{origin_of(url)} is not on the list of the identity provider's origins")
        answer = super().request(method, url, **{**more, "timeout": _PATIENCE, "allow_redirects": False, "stream": True})
        body = answer.raw.read(_LARGEST + 1, decode_content=True)
        if len(body) > _LARGEST:
            raise NotAllowedThere("the identity provider's answer is too large")
        answer._content, answer._content_consumed = body, True  # noqa: SLF001 -- where requests keeps what was read
        return answer
