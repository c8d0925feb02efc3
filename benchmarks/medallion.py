"""medallion, the reference TAXII 2.1 server of OASIS, in the environment of the peers, as its documentation starts it.

Its memory keeps everything in one process, so one worker is the only set-up that is right; threads let requests overlap.
"""

import json
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.world import ROOT, free_port

PYTHON: Final = ROOT / ".venv-peers" / "bin" / "python"
_IDENTIFIER: Final = "91a7b528-80eb-42ed-a74d-c6fbd5a2611{number}"
_MEDIA: Final = "application/taxii+json;version=2.1"
_STIX: Final = "application/stix+json;version=2.1"
_PATIENCE: Final = 60.0


@dataclass(frozen=True, slots=True)
class Peer:
    """The running server: its master process, its port, who may use it, and the identifiers of its collections."""

    pid: int
    port: int
    credentials: str = "bench:bench-only"
    collections: tuple[str, ...] = ()

    @property
    def collection(self) -> str:
        """The path of its first collection."""
        return f"/api/collections/{self.collections[0]}/"


@contextmanager
def medallion(folder: Path, *, rights: Sequence[tuple[bool, bool]] = ((True, True),), page: int = 1000, also: str = "") -> Iterator[Peer]:
    """Start it on loopback with a collection for each pair of rights (to read, to write), and stop it at the end.

    `also` is a second identity, as `name:secret`. Raises `RuntimeError` where it does not answer, or `make` has not installed it.
    """
    if not PYTHON.exists():
        message = "medallion is not installed: run tools/setup.sh dev peers"
        raise RuntimeError(message)
    own = folder / "medallion"
    own.mkdir(parents=True)
    peer = Peer(0, free_port(), collections=tuple(_IDENTIFIER.format(number=number) for number in range(1, 1 + len(rights))))
    root = f"http://127.0.0.1:{peer.port}/api/"
    (own / "data.json").write_text(json.dumps(_data(root, dict(zip(peer.collections, rights, strict=True)))), encoding="utf-8")
    backend = {"module": "medallion.backends.memory_backend", "module_class": "MemoryBackend", "filename": str(own / "data.json")}
    users = dict(one.split(":") for one in (peer.credentials, also) if one)
    (own / "config.json").write_text(json.dumps({"backend": backend, "users": users, "taxii": {"max_page_size": page}}), encoding="utf-8")
    (own / "served.py").write_text(f"from medallion import load_app\napp = load_app({str(own / 'config.json')!r})\n", encoding="utf-8")
    with served(own, "served:app", port=peer.port, ready=root, words=("--threads", "4")) as pid:
        yield Peer(pid, peer.port, collections=peer.collections)


@contextmanager
def served(
    folder: Path, application: str, *, port: int, ready: str, words: Sequence[str] = (), env: dict[str, str] | None = None
) -> Iterator[int]:
    """Serve an application of a peer's by one worker of gunicorn, and yield its process when `ready` answers, whatever it says."""
    log = folder / "messages.log"
    bound = (
        "--workers",
        "1",
        "--bind",
        f"127.0.0.1:{port}",
        "--timeout",
        "900",
        "--keep-alive",
        "75",
        "--control-socket",
        str(folder / "control"),
        *words,
    )
    with log.open("wb") as out:
        server = subprocess.Popen([PYTHON, "-m", "gunicorn", application, *bound], cwd=folder, stdout=out, stderr=out, env=env)
        try:
            _await(ready, server, log)
            yield server.pid
        finally:
            server.terminate()
            server.wait(30)


def _data(root: str, collections: dict[str, tuple[bool, bool]]) -> dict[str, object]:
    made = [
        {"id": one, "title": "bench", "can_read": read, "can_write": write, "media_types": [_STIX], "objects": [], "manifest": []}
        for one, (read, write) in collections.items()
    ]
    information = {"title": "bench", "versions": [_MEDIA], "max_content_length": 100 * 2**20}
    return {
        "/discovery": {"title": "bench", "default": root, "api_roots": [root]},
        "api": {"information": information, "status": [], "collections": made},
    }


def _await(ready: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(ready, timeout=5)  # noqa: S310 an address of our own
        except urllib.error.HTTPError:
            return  # it answers: with 401, as nobody signed in
        except OSError:
            time.sleep(0.1)
        else:
            return
    message = f"{ready} does not answer:\n{log.read_text(encoding='utf-8')[-2000:]}"
    raise RuntimeError(message)
