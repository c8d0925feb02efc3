"""medallion 3.0.0, the reference TAXII 2.1 server of OASIS, in an environment of its own, as its documentation starts it.

Its memory keeps everything in one process, so one worker is the only set-up that is right; threads let requests overlap.
"""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.world import free_port

PINS: Final = Path(__file__).with_name("medallion.txt")
COLLECTION: Final = "91a7b528-80eb-42ed-a74d-c6fbd5a26116"
_MEDIA: Final = "application/taxii+json;version=2.1"
_PATIENCE: Final = 60.0


@dataclass(frozen=True, slots=True)
class Peer:
    """The running server: its master process, its port, the path of its one collection, and who may use it."""

    pid: int
    port: int
    collection: str = f"/api/collections/{COLLECTION}/"
    credentials: str = "bench:bench-only"


@contextmanager
def medallion(folder: Path) -> Iterator[Peer]:
    """Install it from its pins, start it on loopback, and stop it at the end. Raises `RuntimeError` where it does not answer."""
    own = folder / "medallion"
    own.mkdir(parents=True)
    uv = Path(sys.executable).with_name("uv")
    python = own / "venv" / "bin" / "python"
    subprocess.run([uv, "venv", "--quiet", own / "venv"], check=True)
    subprocess.run([uv, "pip", "sync", "--quiet", "--require-hashes", "--python", python, PINS], check=True)
    peer = Peer(0, free_port())
    name, _, secret = peer.credentials.partition(":")
    root = f"http://127.0.0.1:{peer.port}/api/"
    (own / "data.json").write_text(json.dumps(_data(root)), encoding="utf-8")
    backend = {"module": "medallion.backends.memory_backend", "module_class": "MemoryBackend", "filename": str(own / "data.json")}
    (own / "config.json").write_text(
        json.dumps({"backend": backend, "users": {name: secret}, "taxii": {"max_page_size": 1000}}), encoding="utf-8"
    )
    (own / "served.py").write_text(f"from medallion import load_app\napp = load_app({str(own / 'config.json')!r})\n", encoding="utf-8")
    with (own / "messages.log").open("wb") as log:
        words = ("-m", "gunicorn", "served:app", "--workers", "1", "--threads", "4", "--bind", f"127.0.0.1:{peer.port}", "--timeout", "900")
        server = subprocess.Popen([python, *words], cwd=own, stdout=log, stderr=log)
        try:
            _await(root, server, own / "messages.log")
            yield Peer(server.pid, peer.port)
        finally:
            server.terminate()
            server.wait(30)


def _data(root: str) -> dict[str, object]:
    collection = {"id": COLLECTION, "title": "bench", "can_read": True, "can_write": True, "media_types": [], "objects": [], "manifest": []}
    information = {"title": "bench", "versions": [_MEDIA], "max_content_length": 100 * 2**20}
    return {
        "/discovery": {"title": "bench", "default": root, "api_roots": [root]},
        "api": {"information": information, "status": [], "collections": [collection]},
    }


def _await(root: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(root, timeout=5)  # noqa: S310 an address of our own
        except urllib.error.HTTPError:
            return  # it answers: with 401, as nobody signed in
        except OSError:
            time.sleep(0.1)
    message = f"medallion does not answer:\n{log.read_text(encoding='utf-8')[-2000:]}"
    raise RuntimeError(message)
