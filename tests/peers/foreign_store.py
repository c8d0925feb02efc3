"""moto's server of S3, in the environment of the peers, with one bucket of versions in which objects may be locked."""

import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.world import ROOT, free_port

PYTHON = ROOT / ".venv-peers" / "bin" / "python"
_PATIENCE = 60.0


@contextmanager
def moto(folder: Path) -> Iterator[str]:
    """Start it on loopback, and yield its address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with (folder / "moto.log").open("wb") as log:
        server = subprocess.Popen([PYTHON, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], stdout=log, stderr=log, cwd=folder)
        try:
            _wait(url, server)
            yield url
        finally:
            server.terminate()
            server.wait(timeout=10)


def _wait(url: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/moto-api/", timeout=1).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    message = "moto does not answer: run tools/setup.sh dev peers"
    raise RuntimeError(message)
