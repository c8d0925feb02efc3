"""MISP instances that ask a node, without a network: PyMISP itself, whose requests are answered by the door as the web server would."""

import io
import json
from typing import Any
from urllib.parse import urlsplit

import requests
from pymisp import PyMISP
from requests.adapters import BaseAdapter

from comity.intel.misp.keys import let_in_as_misp
from comity.intel.store.clients import add_client

VERSION = "2.5.34"


class Door(BaseAdapter):
    """Hands what `requests` would send to the door."""

    def send(self, request: Any, **_: Any) -> requests.Response:
        """Ask the door, and return its answer."""
        from comity.doors.api.misp.door import application

        target = urlsplit(request.url)
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in request.headers.items()}
        environ = {
            **headers,
            "REQUEST_METHOD": request.method,
            "PATH_INFO": target.path,
            "QUERY_STRING": target.query,
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "127.0.0.1:8401",
            "wsgi.url_scheme": "https",
            "wsgi.input": io.BytesIO(body),
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": request.headers.get("Content-Type", ""),
            "HTTP_ACCEPT_ENCODING": "identity",
        }
        heard: list[Any] = []
        pieces = b"".join(application(environ, lambda *told: heard.extend(told)))
        found = requests.Response()
        found.status_code = int(heard[0].split()[0])
        found.headers.update(dict(heard[1]))
        found.raw = io.BytesIO(pieces)
        found._content = pieces
        found.request, found.url = request, request.url
        return found

    def close(self) -> None:
        """Nothing is open."""


def key_for(name: str, *, at: Any, authority: str = "vn-poc", version: str = VERSION, **more: Any) -> str:
    """Enter a client that comes in as a MISP instance, and return its key."""
    add_client(name, authority=authority, at=at, **more)
    return let_in_as_misp(name, version=version, at=at)


def instance(key: str) -> PyMISP:
    """PyMISP with a key."""
    return PyMISP("https://127.0.0.1:8401/misp/", key, ssl=False, https_adapter=Door())


def ask(key: str, method: str, path: str, body: Any = None, **headers: str) -> requests.Response:
    """Ask without PyMISP."""
    session = requests.Session()
    session.mount("https://", Door())
    data = body if isinstance(body, bytes) else json.dumps(body) if body is not None else None
    return session.request(method, f"https://127.0.0.1:8401/misp/{path}", data=data, headers={"Authorization": key, **headers})
