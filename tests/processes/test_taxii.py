"""A real node as a TAXII server: read and written by the client of OASIS, killed while it is read, asked by two workers at once."""

import base64
import contextlib
import gzip
import http.client
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import stix2
from real_nodes import PATIENCE, PROGRAM, descendants, fetch, wait_until
from server_rows import SERVER
from taxii2client.exceptions import TAXIIServiceException
from taxii2client.v21 import Collection, Server, as_pages
from test_supervisor import child_of, opened, serving

MEDIA = "application/taxii+json;version=2.1"
MARKED = ["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]
TWO_WORKERS = """
import sys
from pathlib import Path
from granian import Granian
from granian.constants import Interfaces
from comity.site.booting import boot, load_for_all
from comity.site.parentage import name_supervisor

boot(Path(sys.argv[1]))
load_for_all()
name_supervisor()
Granian(
    "comity.site.wsgi:application", address="127.0.0.1", port=int(sys.argv[2]), interface=Interfaces.WSGI, workers=2, blocking_threads=2,
    websockets=False,
).serve()
"""


def indicator(number: int) -> dict[str, Any]:
    """Return an indicator of some size."""
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--{number:08x}-0000-4000-8000-000000000000",
        "created": "2026-01-01T00:00:00.000Z",
        "modified": "2026-01-01T00:00:00.000Z",
        "name": f"Số {number}",
        "pattern": "[ipv4-addr:value = '198.51.100.7']",
        "pattern_type": "stix",
        "valid_from": "2026-01-01T00:00:00Z",
        "object_marking_refs": MARKED,
    }


def typed(home: Path, *words: str) -> Any:
    """Type a command, and return its one line of JSON."""
    done = subprocess.run(
        [*PROGRAM, "intel", *words, "--home", str(home), "--json"], capture_output=True, text=True, timeout=PATIENCE, check=True
    )
    return json.loads(done.stdout)


def write_and_read_by_stix2(collection: Collection, one: dict[str, Any]) -> None:
    """The library of OASIS for objects, on that client: what it makes is kept, and comes out as what it was, in each version.

    Its own way to add (3.0.2) sends a bundle, which TAXII 2.0 wanted and 2.1 does not take (section 5.5): it is told so.
    """
    made = stix2.v21.Indicator(pattern="[url:value = 'https://a.example/']", pattern_type="stix", object_marking_refs=MARKED)
    later = made.new_version(name="Tên khác")
    store = stix2.TAXIICollectionStore(collection)
    with pytest.raises(requests.HTTPError, match="422"):
        store.add(made)
    collection.add_objects({"objects": [json.loads(version.serialize()) for version in (made, later)]})
    assert store.get(made.id) == later
    assert sorted(store.all_versions(made.id), key=lambda version: version.modified) == [made, later]
    assert json.loads(store.get(one["id"]).serialize()) == {**one, "pattern_version": "2.1"}, (
        "which the library supposes where none is said"
    )
    assert store.query([stix2.Filter("id", "=", made.id), stix2.Filter("type", "=", "indicator")]) == [later]
    collection.delete_object(made.id)


@pytest.fixture(scope="module")
def home(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A founded node with a collection, which nobody has asked yet."""
    folder = tmp_path_factory.mktemp("taxii") / "vn"
    shutil.copytree(founded / "vn", folder)
    typed(folder, "collection", "add", "Shared", "--alias", "shared", "--unmarked", "TLP:GREEN", "--read", "anyone", "--write", "anyone")
    return folder


@pytest.fixture(scope="module")
def secret(home: Path) -> str:
    """The secret of its one client."""
    return str(typed(home, "client", "add", "feed", "--authority", "vn-poc")["secret"])


def ask(port: int, secret: str, path: str, *, method: str = "GET", body: bytes | None = None, **headers: str) -> tuple[int, Any]:
    """Ask by hand; return status and resource."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    told = base64.b64encode(f"feed:{secret}".encode()).decode()
    try:
        line.request(method, f"/taxii2/{path}", body, {"Accept": MEDIA, "Content-Type": MEDIA, "Authorization": f"Basic {told}", **headers})
        answer = line.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        line.close()


def up(port: int) -> bool:
    """Say whether the node answers people."""
    return fetch(port, "/account/login/") is not None


def post(port: int, secret: str, *headers: str) -> socket.socket:
    """Begin a POST of objects by hand, with these headers; the body is for the caller."""
    line = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    told = base64.b64encode(f"feed:{secret}".encode()).decode()
    head = (
        f"POST /taxii2/intel/collections/shared/objects/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Basic {told}\r\n"
        f"Accept: {MEDIA}\r\nContent-Type: {MEDIA}\r\n"
    )
    line.sendall((head + "".join(f"{one}\r\n" for one in headers) + "\r\n").encode())
    return line


def refuse_what_lies_about_its_length(port: int, secret: str) -> None:
    """A gigabyte is refused by its length, unread; a body that ends before its length, or goes on behind it, is no envelope."""
    body = json.dumps({"objects": [indicator(7777)]}).encode()
    for length, sent, status in ((2**30, b"", b"413"), (len(body) + 100, body, b"400"), (len(body) - 10, body, b"400")):
        with post(port, secret, f"Content-Length: {length}") as line:
            line.sendall(sent)
            line.shutdown(socket.SHUT_WR)
            answer = line.recv(64)
            assert answer.startswith(b"HTTP/1.1 " + status) or (not answer and length > len(sent) > 0), (length, answer)


def refuse_what_never_ends(port: int, secret: str, worker: int) -> None:
    """A gigabyte in pieces, without a length: refused long before its end, and the worker never holds it; a bomb of gzip likewise."""
    piece, sent = b"100000\r\n" + b" " * 2**20 + b"\r\n", 0
    before = resident(worker)
    with post(port, secret, "Transfer-Encoding: chunked") as line, contextlib.suppress(ConnectionError):
        while sent < 1024 and not select.select([line], [], [], 0)[0]:
            line.sendall(piece)
            sent += 1
        assert line.recv(64).startswith(b"HTTP/1.1 413")
    assert sent < 256
    bomb = gzip.compress(b" " * 2**30, compresslevel=1)
    with post(port, secret, f"Content-Length: {len(bomb)}", "Content-Encoding: gzip") as line:
        try:
            line.sendall(bomb)
            answer = line.recv(64)
        except ConnectionError:  # it was not read to its end, and the answer went with the line
            answer = b""
        assert answer.startswith(b"HTTP/1.1 413") or not answer, answer
    assert resident(worker) - before < 160 * 2**20


def resident(pid: int) -> int:
    """Return the most bytes of memory that a process has had."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


@pytest.mark.skipif(bool(SERVER), reason="a node in a folder; the store is tested on both databases")
def test_the_client_of_oasis_reads_a_real_node_without_loss(home: Path, secret: str, port: int) -> None:
    """What it adds comes back page by page, also after its worker was killed; stix2 reads with it; a gigabyte is refused unread."""
    with serving(home) as parent:
        wait_until(lambda: up(port), "node up")
        with contextlib.closing(Server(f"http://127.0.0.1:{port}/taxii2/", user="feed", password=secret)) as server:
            (collection,) = server.default.collections
            assert (collection.title, collection.can_read, collection.can_write) == ("Shared", True, True)
            sent = [indicator(number) for number in range(250)]
            status = collection.add_objects({"objects": sent}, wait_for_completion=True)
            assert (status.status, status.success_count, status.failure_count) == ("complete", 250, 0)
            pages = as_pages(collection.get_objects, per_request=100)
            got = next(pages)["objects"]
            worker = child_of(parent, "comity-web")
            assert worker is not None
            os.kill(worker, signal.SIGKILL)
            wait_until(lambda: child_of(parent, "comity-web") not in (None, worker) and up(port), "another web worker")
            got += [one for page in pages for one in page["objects"]]
            assert got == sent
            assert [one["id"] for page in as_pages(collection.get_manifest, per_request=99) for one in page["objects"]] == [
                one["id"] for one in sent
            ]
            assert collection.get_object(sent[7]["id"])["objects"] == [sent[7]]
            assert collection.object_versions(sent[7]["id"])["versions"] == [sent[7]["modified"]]
            write_and_read_by_stix2(collection, sent[7])
            collection.delete_object(sent[7]["id"])
            with pytest.raises((TAXIIServiceException, OSError)):
                collection.get_object(sent[7]["id"])
        refuse_what_lies_about_its_length(port, secret)
        worker = child_of(parent, "comity-web")
        assert worker is not None
        refuse_what_never_ends(port, secret, worker)
        assert ask(port, secret, "intel/collections/shared/objects/")[1]["objects"] == [one for one in sent if one is not sent[7]]
        assert not any("node.sqlite3" in name for name in opened(parent.pid))
    assert secret not in (home / "messages.log").read_text()


@contextlib.contextmanager
def two_workers(home: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """Serve the node by two workers that are forked from one process."""
    parent = subprocess.Popen([sys.executable, "-c", TWO_WORKERS, str(home), str(port)], text=True, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: up(port), "two workers up")
        yield parent
    finally:
        for pid in (parent.pid, *descendants(parent.pid)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        parent.wait()


@pytest.mark.skipif(bool(SERVER), reason="looks for the database among open files")
def test_two_workers_after_a_fork_have_a_connection_each(home: Path, secret: str, port: int) -> None:
    """Three readers and a writer at two workers whose parent never opened the tables: each answer is whole, and of its own question."""
    with two_workers(home, port) as parent:
        path, faults = "intel/collections/shared/objects/", []

        def write() -> None:
            for number in range(1000, 1060):
                body = json.dumps({"objects": [indicator(number)]}).encode()
                status, done = ask(port, secret, path, method="POST", body=body)
                if status != 202 or done["success_count"] != 1:
                    faults.append(done)

        def read(number: int) -> None:
            one = indicator(number)
            for _ in range(60):
                status, found = ask(port, secret, f"{path}{one['id']}/")
                if status != 200 or found["objects"] != [one]:
                    faults.append(found)

        ask(port, secret, path, method="POST", body=json.dumps({"objects": [indicator(number) for number in (1, 2, 3)]}).encode())
        threads = [threading.Thread(target=write), *(threading.Thread(target=read, args=(number,)) for number in (1, 2, 3))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert faults == []
        workers = [pid for pid in descendants(parent.pid) if any("node.sqlite3" in name for name in opened(pid))]
        assert len(workers) == 2
        assert not any("node.sqlite3" in name for name in opened(parent.pid))
