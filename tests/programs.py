"""Programs that ask a node over TAXII, without a network: they call the door itself, as the web server does."""

import base64
import io
import json
from dataclasses import dataclass
from typing import Any

from comity.intel.store.clients import add_client
from comity.intel.store.granting import add_collection
from comity.terms.markings import Tlp

TAXII = "application/taxii+json;version=2.1"
CLEAR = "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"
GREEN = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
AMBER = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"
RED = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def __getitem__(self, name: str) -> Any:
        """The member of the resource."""
        return self.json[name]

    @property
    def json(self) -> Any:
        """The resource."""
        return json.loads(self.body)

    def header(self, name: str) -> str | None:
        """The first header of that name."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def ids(self) -> list[str]:
        """The identifiers of the objects in it."""
        return [one["id"] for one in self.json.get("objects", [])]


class Program:
    """One client with its secret, or without one."""

    def __init__(self, name: str = "", secret: str = "", *, bearer: bool = False) -> None:
        """Keep what it says of itself."""
        told = f"Bearer {name}.{secret}" if bearer else "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()
        self.headers = {"HTTP_AUTHORIZATION": told} if name else {}

    def ask(self, method: str, path: str, *, query: str = "", body: bytes = b"", **environ: Any) -> Reply:
        """Ask, and return the answer; `environ` adds to or replaces what a web server says, None takes away."""
        from comity.doors.api.taxii.door import application

        said: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "127.0.0.1:8401",
            "HTTP_ACCEPT": TAXII,
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            **({"CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": TAXII} if method == "POST" else {}),
            **self.headers,
            **environ,
        }
        heard: list[Any] = []
        answer = application({key: value for key, value in said.items() if value is not None}, lambda *told: heard.extend(told))
        return Reply(int(heard[0].split()[0]), heard[1], b"".join(answer))

    def get(self, path: str, query: str = "", **environ: Any) -> Reply:
        """GET."""
        return self.ask("GET", path, query=query, **environ)

    def post(self, path: str, objects: Any, **environ: Any) -> Reply:
        """POST objects in an envelope, or bytes as they are."""
        body = objects if isinstance(objects, bytes) else json.dumps({"objects": objects}).encode()
        return self.ask("POST", path, body=body, **environ)

    def delete(self, path: str, query: str = "", **environ: Any) -> Reply:
        """DELETE."""
        return self.ask("DELETE", path, query=query, **environ)


def indicator(number: int, *, version: int = 0, marking: str | None = GREEN, **more: Any) -> dict[str, Any]:
    """Return an indicator; `version` is the second in which it was modified."""
    made = {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--{number:08x}-0000-4000-8000-000000000000",
        "created": "2026-01-01T00:00:00.000Z",
        "modified": f"2026-01-01T00:{version // 60:02}:{version % 60:02}.000Z",
        "name": f"number {number}",
        "pattern": f"[ipv4-addr:value = '198.51.100.{number % 250}']",
        "pattern_type": "stix",
        "valid_from": "2026-01-01T00:00:00Z",
        **more,
    }
    return made | ({"object_marking_refs": [marking]} if marking else {})


def collection(alias: str, *, at: Any, read: tuple[str, ...] = ("anyone",), write: tuple[str, ...] = ("anyone",), **more: Any) -> str:
    """Make a collection and return its address."""
    more.setdefault("unmarked", Tlp.GREEN)
    made = add_collection(alias.title(), alias=alias, at=at, readers=read, writers=write, **more)
    return f"/taxii2/intel/collections/{made.uuid}/"


def program(name: str, *, at: Any, authority: str = "vn-poc", **more: Any) -> Program:
    """Enter a client and return it."""
    return Program(name, add_client(name, authority="" if "programme" in more else authority, at=at, **more))
