"""A mail server and a webhook's receiver on loopback: they take, refuse, are slow, or die in the middle."""

import contextlib
import http.server
import socket
import threading
import time
from collections.abc import Iterator

from aiosmtpd.controller import Controller


class Box:
    """Keeps what a server was given; `answers` are said in turn instead of taking, the last one for ever."""

    def __init__(self):
        """Empty, and taking everything."""
        self.mails, self.posts, self.answers, self.refuse = [], [], [], ""

    def next_answer(self, usual):
        """Return what to say now."""
        if not self.answers:
            return usual
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 -- aiosmtpd's name
        """Refuse an address, or take it."""
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 -- aiosmtpd's name
        """Take a mail."""
        answer = self.next_answer("250 OK")
        if answer.startswith("250"):
            self.mails.append((list(envelope.rcpt_tos), bytes(envelope.content)))
        return answer


@contextlib.contextmanager
def mail_server(box, *, tls=None, implicit=False) -> Iterator[int]:
    """Serve SMTP on a free port until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    more = {"ssl_context": tls} if implicit else {"tls_context": tls} if tls else {}
    server = Controller(box, hostname="127.0.0.1", port=port, **more)
    server.start()
    try:
        yield port
    finally:
        server.stop()


@contextlib.contextmanager
def dying_server(*, after: bytes) -> Iterator[int]:
    """Serve SMTP by hand and cut the line when `after` is heard; b"" says nothing at all."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        with contextlib.suppress(OSError):
            while True:
                line, _ = listener.accept()
                with line, contextlib.suppress(OSError):
                    if not after:
                        time.sleep(1.5)
                        continue
                    line.sendall(b"220 here\r\n")
                    while data := line.recv(65536):
                        if after.lower() in data.lower():
                            break
                        line.sendall(b"354 go\r\n" if data.upper().startswith(b"DATA") else b"250 OK\r\n")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()
        thread.join(timeout=3)


@contextlib.contextmanager
def hook_server(box, *, tls=None) -> Iterator[int]:
    """Receive POSTs until the block ends; an answer is a status, or a status and a place to go to."""

    class Taker(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            """Keep what came, and say what the box says."""
            body = self.rfile.read(int(self.headers["Content-Length"]))
            box.posts.append((dict(self.headers), body))
            status, place = box.next_answer((204, ""))
            self.send_response(status)
            if place:
                self.send_header("Location", place)
            self.end_headers()
            if status != 204:
                with contextlib.suppress(OSError):
                    self.wfile.write(b"x" * 100_000)

        def log_message(self, *_):
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Taker)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


__all__ = ["Box", "dying_server", "hook_server", "mail_server"]
