"""OpenTAXII, the server of EclecticIQ, in the environment of the peers: its SQL storage on SQLite, one worker."""

import json
import os
import re
import sqlite3
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from benchmarks.medallion import PYTHON, served
from benchmarks.world import free_port

ACCOUNT: Final = {"username": "checker", "password": "of-the-test"}


@dataclass(frozen=True, slots=True)
class OpenTaxii:
    """The running server: where it is discovered, and a token that is let in."""

    url: str
    token: str
    collection: str
    pid: int = 0
    port: int = 0
    root: str = ""

    @property
    def path(self) -> str:
        """The path of its collection."""
        return f"/taxii2/{self.root}/collections/{self.collection}/"


@contextmanager
def opentaxii(folder: Path) -> Iterator[OpenTaxii]:
    """Start it on loopback with one API root and one collection that everybody may read and write."""
    own = folder / "opentaxii"
    own.mkdir(parents=True)
    port = free_port()
    (own / "settings.yml").write_text(_settings(own, port), encoding="utf-8")
    env = os.environ | {"OPENTAXII_CONFIG": str(own / "settings.yml")}

    def run(name: str, *words: str) -> str:
        done = subprocess.run([PYTHON.with_name(f"opentaxii-{name}"), *words], env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    run("create-account", "-u", ACCOUNT["username"], "-p", ACCOUNT["password"], "-a")
    run("add-api-root", "-t", "root", "-d", "of the test", "--default")
    (root,) = set(re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", run("add-collection", "-h")))
    run("add-collection", "-r", root, "-t", "test", "-a", "test", "--public", "--public-write")
    with closing(sqlite3.connect(own / "data.db")) as tables:  # the list of collections cannot be asked for, which is one of its faults
        ((found,),) = tables.execute("SELECT id FROM opentaxii_collection").fetchall()
    url = f"http://127.0.0.1:{port}/taxii2/"
    with served(own, "opentaxii.http:app", port=port, ready=url, env=env) as pid:
        asked = urllib.request.Request(
            f"http://127.0.0.1:{port}/management/auth", json.dumps(ACCOUNT).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310 an address of our own
            yield OpenTaxii(url, json.load(answer)["token"], str(UUID(str(found))), pid, port, root)


def _settings(own: Path, port: int) -> str:
    """Return its settings; without `taxii1` set to nothing it refuses to start."""
    return f"""\
domain: "127.0.0.1:{port}"
taxii1:
taxii2:
  persistence_api:
    class: opentaxii.persistence.sqldb.Taxii2SQLDatabaseAPI
    parameters: {{db_connection: "sqlite:///{own}/data.db", create_tables: yes}}
  title: "test"
  public_discovery: true
  max_content_length: 2097152
auth_api:
  class: opentaxii.auth.sqldb.SQLDatabaseAPI
  parameters: {{db_connection: "sqlite:///{own}/auth.db", create_tables: yes, secret: long-enough-for-a-key-of-this-test-alone}}
logging: {{opentaxii: warning, root: warning}}
"""
