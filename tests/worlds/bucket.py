"""A small server that speaks S3 well enough for one bucket, and does whatever a test says to one of its answers."""

import base64
import hashlib
import http.server
import re
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from urllib.parse import parse_qs, unquote, urlsplit

Fault = tuple[int, str, bytes]


@dataclass
class Bucket:
    """What is kept, what was asked, and `fault`: what is answered instead, None for what a store answers."""

    url: str = ""
    things: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    fault: Callable[[str, str], Fault | None] = lambda *_: None
    obeys: bool = True
    """Whether `If-None-Match` counts."""
    cut: int = 0
    """How many bytes of a body are not sent."""

    def answer(self, verb: str, key: str, query: dict[str, list[str]], headers: dict[str, str], body: bytes) -> Fault:
        """Return status, word and body."""
        if fault := self.fault(verb, key):
            return fault
        if verb == "PUT":
            return self._put(key, headers, body)
        if verb == "GET" and "versions" in query:
            listed = "".join(
                f"<Version><Key>{name}</Key><VersionId>null</VersionId><IsLatest>true</IsLatest><Size>{len(data)}</Size></Version>"
                for name, data in sorted(self.things.items())
                if name.startswith(query["prefix"][0])
            )
            return 200, "", f"<ListVersionsResult>{listed}</ListVersionsResult>".encode()
        if verb == "GET" and "uploads" in query:
            return 200, "", b"<ListMultipartUploadsResult></ListMultipartUploadsResult>"
        if verb == "DELETE":
            self.things.pop(key, None)
            return 204, "", b""
        return (200, "", self.things[key]) if key in self.things else (404, "NoSuchKey", b"")

    def _put(self, key: str, headers: dict[str, str], body: bytes) -> Fault:
        if base64.b64encode(hashlib.sha256(body).digest()).decode() != headers["x-amz-checksum-sha256"]:
            return 400, "BadDigest", b""
        if self.obeys and headers.get("if-none-match") == "*" and key in self.things:
            return 412, "PreconditionFailed", b""
        self.things[key] = body
        return 200, "", b""


@contextmanager
def serving(bucket: Bucket, *, tls: ssl.SSLContext | None = None) -> Iterator[Bucket]:
    """Serve it on loopback, with a certificate where there is one."""

    class Door(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _do(self) -> None:
            parts = urlsplit(self.path)
            key = unquote(parts.path).removeprefix("/evidence").removeprefix("/")
            headers = {name.lower(): value for name, value in self.headers.items()}
            if headers.get("expect"):
                self.send_response_only(100)
                self.end_headers()
            body = self.rfile.read(int(headers.get("content-length", "0")))
            bucket.asked.append((self.command, key, headers))
            status, word, data = bucket.answer(self.command, key, parse_qs(parts.query, keep_blank_values=True), headers, body)
            if word:
                data = f"<Error><Code>{escape(word)}</Code></Error>".encode()
            self.send_response(status)
            self.send_header("ETag", '"0"')
            if status in (301, 307):
                self.send_header("Location", "http://127.0.0.1:1/")
            self.send_header("Content-Length", "0" if status == 204 else str(len(data)))
            if bucket.cut:
                self.send_header("Connection", "close")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data[: len(data) - bucket.cut])
            self.close_connection = bool(bucket.cut)

        do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = _do  # noqa: N815 the library's names

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # a client that does not trust us hangs up
    bucket.url = f"http://127.0.0.1:{server.server_port}"
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        bucket.url = f"https://localhost:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield bucket
    finally:
        server.shutdown()
        server.server_close()


def without(headers: dict[str, str], *secrets: str) -> bool:
    """Say whether none of the secrets stands in a header."""
    return not re.search("|".join(map(re.escape, secrets)), str(headers))
