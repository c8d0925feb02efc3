"""What `comity run` loads before it forks: what both need, nothing that one alone or neither does, nothing that is not to be forked."""

import json
import subprocess
import sys
from pathlib import Path

from comity.site import watching

LOADED = """
import gc, json, sys, threading
from pathlib import Path
from types import FunctionType, SimpleNamespace
from comity.site import entry

# As `comity run` begins, but for what it then does.
sys.modules["comity.site.supervise"] = SimpleNamespace(serve=lambda home: None)
sys.argv = ["comity", "run", "--home", home := sys.argv[1]]
try:
    entry.main()
except SystemExit as ended:
    assert not ended.code
del sys.modules["comity.site.supervise"]
from django.db import connection
from comity.site import supervise
from comity.site.booting import boot, load_for_all, may_fork

boot(Path(home))
load_for_all()
alone = may_fork()
over = threading.Event()
beside = threading.Thread(target=over.wait)
beside.start()
with_thread = may_fork()
over.set()
beside.join()
connection.cursor().close()
with_connection = may_fork()
modules = sorted(sys.modules)
functions = [one for one in gc.get_objects() if type(one) is FunctionType and "/django/db/" in one.__code__.co_filename]
columns = {place[3] for one in functions for place in one.__code__.co_positions()}
import comity.doors.web.views.exchange.home
told = {"alone": alone, "thread": with_thread, "connection": with_connection, "modules": modules, "exchange": sorted(sys.modules)}
import comity.doors.web.views.line_pages
told["lines"] = sorted(sys.modules)
told["documented"], told["functions"], told["columns"] = sum(bool(one.__doc__) for one in functions), len(functions), len(columns)
print(json.dumps(told))
"""

DRAWN = """
import os
from comity.seal.keys import SealingKey, SigningKey
from comity.seal.rehearsal import rehearse

rehearse()
for _ in range(2):
    if not os.fork():
        break
os.write(1, f"{SigningKey.generate().public.key_id} {SealingKey.generate().public.key_id}\\n".encode())
"""


WATCHING = """
import sys

sys.path.insert(0, sys.argv[1])
import watching

print(*sys.modules)
"""


def told(program: str, *words: str) -> str:
    """Return what a program prints that is run by itself."""
    return subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=True, timeout=60).stdout


def test_what_is_loaded_for_all_may_be_forked_and_holds_nothing_idle(founded: Path) -> None:
    """The desk that both use is there; pages, peers, what prints letters, draws tracebacks or asks identity providers is not.

    A second thread, or a connection to the database, forbids the fork.
    """
    found = json.loads(told(LOADED, str(founded / "vn")))
    assert {"comity.desk.drafting.actions", "comity.desk.telling.gathering", "comity.desk.rules"} <= set(found["modules"])
    assert not {"weasyprint", "docxtpl", "rich", "requests", "pytest", "botocore"} & set(found["modules"])
    of_one = ("comity.doors.web.", "granian", "whitenoise", "comity.courier.", "cheroot", "urllib3")
    # The command itself asks whether the folder is a relay's.
    assert {name for name in found["modules"] if name.startswith(of_one)} == {"comity.courier.relay"}
    rare = ("comity.intel.", "comity.doors.api.", "comity.wire.stix", "comity.wire.taxii")
    assert not {name for name in found["modules"] if name.startswith(("tuf", "securesystemslib", "comity.directory.repository"))}
    # Whose keys lie in the clear needs nothing that keeps them, and a token's library does not live through a fork.
    assert not {"pkcs11", "comity.seal.keeper", "comity.directory.keepers", "comity.directory.keyplaces"} & set(found["modules"])
    words = {name for name in found["modules"] if name.startswith("comity.intel.") and name.endswith(".refusals")}
    assert not {name for name in found["modules"] if name.startswith(rare)} - words - {name.removesuffix(".refusals") for name in words}
    # The first page of the threat exchange lists warnings; formats of threat information come with the pages that show objects.
    assert not {name for name in found["exchange"] if name.startswith(("comity.wire.stix", "comity.wire.taxii", "comity.wire.misp"))}
    # The page of the lines reads what the courier wrote, and brings nothing that opens a connection.
    assert not {name for name in found["lines"] if name.startswith(("urllib3", "cheroot", "comity.courier.opening"))}
    # Docstrings and columns stay where they are (comity.site.lean): what set-up compiled is loaded, and of that nothing has either.
    assert found["functions"] > 1_000
    assert found["documented"] < found["functions"] / 50
    assert found["columns"] == 1
    assert found["alone"]
    assert not found["thread"]
    assert not found["connection"]


def test_the_watch_loads_nothing_of_ours_and_little_else() -> None:
    """It stays as long as the node: what it imported would be held for nothing."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", WATCHING, str(Path(watching.__file__).parent)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    loaded = set(done.stdout.split())
    assert "watching" in loaded
    assert not {name for name in loaded if name.startswith("comity")} | (
        {"os", "signal", "enum", "typing", "re", "subprocess", "threading"} & loaded
    )


def test_forked_processes_draw_different_keys() -> None:
    """The library of cryptography was used before the fork, and no two processes draw the same afterwards."""
    drawn = told(DRAWN).split()
    assert len(drawn) == 6
    assert len(set(drawn)) == 6
