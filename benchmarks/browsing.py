"""A browser as far as the figures need one: it signs in through the demo's door, follows links and forms, and weighs what a page loads."""

import re
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlencode, urljoin, urlsplit

import urllib3

_OK: Final = 200
_MOVED: Final = range(301, 309)
_URL: Final = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")


@dataclass
class Form:
    """A form: where it goes, and what is filled in already."""

    action: str
    method: str = "get"
    values: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Page(HTMLParser):
    """A page as it was read: its address, its links, its forms, and what it loads."""

    address: str
    text: str
    size: int
    ms: float
    links: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read the text."""
        HTMLParser.__init__(self)
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note links, forms and what is loaded."""
        found = {name: value or "" for name, value in attrs}
        match tag:
            case "a" if found.get("href"):
                self.links.append(urljoin(self.address, found["href"]))
            case "form":
                self.forms.append(Form(urljoin(self.address, found.get("action", "")), found.get("method", "get").lower()))
            case "input" | "button" if self.forms and found.get("name") and found.get("type") in ("hidden", "submit", None):
                self.forms[-1].values.append((found["name"], found.get("value", "")))
            case "script" | "img" if found.get("src"):
                self.loads.append(urljoin(self.address, found["src"]))
            case "link" if found.get("rel") in ("stylesheet", "icon", "preload"):
                self.loads.append(urljoin(self.address, found["href"]))

    def link(self, pattern: str) -> str | None:
        """Return the first link whose path matches `pattern` as a whole."""
        return next((link for link in self.links if re.fullmatch(pattern, urlsplit(link).path)), None)

    def form(self, pattern: str) -> Form | None:
        """Return the first form that is posted to a path which matches `pattern` as a whole."""
        return next((one for one in self.forms if one.method == "post" and re.fullmatch(pattern, urlsplit(one.action).path)), None)


class Browser:
    """One officer's browser: one connection kept open, cookies, nothing else."""

    def __init__(self, base: str) -> None:
        """Nobody is signed in yet."""
        self._base = base
        self._pool = urllib3.PoolManager(num_pools=2, maxsize=1, retries=False)
        self._cookies: dict[str, str] = {}

    def enter(self, form: int = 0) -> Page:
        """Sign in through the demo's door, as the officer of its so-manieth form."""
        door = self.get(f"{self._base}/demo/")
        doors = [one for one in door.forms if one.method == "post" and urlsplit(one.action).path == "/demo/"]
        return self.post(doors[form])

    def get(self, address: str) -> Page:
        """Load a page, and where it sends us on."""
        return self._ask("GET", address)

    def post(self, form: Form) -> Page:
        """Send a form as it is filled in already, and load what follows."""
        return self._ask("POST", form.action, urlencode(form.values))

    def weight(self, page: Page) -> int:
        """Return the bytes on the wire of a page and of all it loads, also the fonts that its style sheets name and it may not need."""
        seen: dict[str, int] = {}
        todo = list(page.loads)
        while todo:
            address = todo.pop()
            if address not in seen:
                status, body, _, kind = self._fetch("GET", address)
                assert status == _OK, f"{address}: {status}"
                seen[address] = len(body[0])
                if kind.startswith("text/css"):
                    todo += [urljoin(address, found) for found in _URL.findall(body[1].decode()) if not found.startswith("data:")]
        return page.size + sum(seen.values())

    def _ask(self, method: str, address: str, body: str | None = None) -> Page:
        for _ in range(5):
            begun = time.perf_counter()
            status, found, to, _ = self._fetch(method, address, body)
            ms = (time.perf_counter() - begun) * 1000
            if status not in _MOVED:
                assert status == _OK, f"{method} {address}: {status}"
                return Page(address, found[1].decode(), len(found[0]), ms)
            method, address, body = "GET", urljoin(address, to), None
        message = f"{address} sends us in circles"
        raise RuntimeError(message)

    def _fetch(self, method: str, address: str, body: str | None = None) -> tuple[int, tuple[bytes, bytes], str, str]:
        """Return status, body as transferred and as meant, where to go instead, and the type."""
        headers = {
            "Accept-Encoding": "gzip",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            "Referer": address,
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        response = self._pool.request(method, address, body=body, headers=headers, redirect=False, preload_content=False)
        raw = response.read(decode_content=False)
        response.release_conn()
        for line in response.headers.getlist("Set-Cookie"):
            name, _, value = line.split(";", 1)[0].partition("=")
            self._cookies[name] = value
        return (
            response.status,
            (raw, _unpacked(raw, response.headers)),
            response.headers.get("Location", ""),
            response.headers.get("Content-Type", ""),
        )


def _unpacked(raw: bytes, headers: urllib3.HTTPHeaderDict) -> bytes:
    if headers.get("Content-Encoding") != "gzip":
        return raw
    return urllib3.response.GzipDecoder().decompress(raw)
