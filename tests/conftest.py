"""What every test stands on: no network but loopback, one throw-away node folder, reproducible examples."""

import atexit
import contextlib
import gc
import importlib.util
import os
import shutil
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from failures import NAMED_BY, Failures
from hypothesis import settings as hypothesis_settings
from rewritten import write_a_share
from shares import draw_a_share
from statements import OWN, TWIN, Statements

ROOT = Path(__file__).resolve().parent.parent
PROCESSES = ROOT / "tests" / "processes"

# ---------------------------------------------------------------- hypothesis: no deadlines; the same examples every time in CI

hypothesis_settings.register_profile("desk", deadline=None)
hypothesis_settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "desk")

# ---------------------------------------------------------------- the seeded authorities, for whichever test asks for them

pytest_plugins = ("worlds.fixtures",)
pytest.register_assert_rewrite("desks", "officers", "windows", "real_nodes", "row_evidence", "visitors", "worlds")

# ---------------------------------------------------------------- what tests write lies in memory, where there is room

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")  # empty in the process that begins a run
MEMORY = Path("/dev/shm")
ROOM = 6 * 1024**3  # bytes that must be free there
ON_DISK = Path(tempfile.gettempdir())
if not WORKER and "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
    # For all processes of this run: nodes promise each commit as ever, and wait for no disk.
    # The name is short, for the path of a socket may have 107 bytes.
    os.environ["TMPDIR"] = tempfile.tempdir = tempfile.mkdtemp(prefix="c", dir=MEMORY)
    atexit.register(shutil.rmtree, tempfile.tempdir, ignore_errors=True)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Keep on disk what the tests of a run that failed wrote in memory."""
    written = Path(tempfile.gettempdir())
    if not WORKER and exitstatus == pytest.ExitCode.TESTS_FAILED and MEMORY in written.parents:
        with contextlib.suppress(shutil.Error):  # sockets and pipes cannot be copied
            shutil.copytree(written, ON_DISK / written.name, symlinks=True)
        session.config.get_terminal_writer().line(f"\nwhat these tests wrote is kept in {ON_DISK / written.name}")


# ---------------------------------------------------------------- one node's folder a test process, made before Django's settings are read

HOME = Path(tempfile.mkdtemp(prefix="comity-tests-"))
SERVER = os.environ.get("COMITY_TEST_DATABASE", "")  # a PostgreSQL server (tools/cluster.py); without one the tables are in SQLite
BOTH = os.environ.get("COMITY_ON_POSTGRESQL", "").split()  # whose statements PostgreSQL is sent; said when all runs on SQLite now
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
(HOME / "node.toml").write_text(
    'node = "poc.vn.example"\n'
    'authority = "vn-poc"\n'
    'zone = "Asia/Ho_Chi_Minh"\n'
    'language = "en"\n'
    'web = "127.0.0.1:8401"\n'
    'peers = "127.0.0.1:8411"\n'
    "demo = true\n" + (f'database = "{SERVER}"\n' if SERVER else ""),
    encoding="ascii",
)
for folder in ("keys", "directory", "log", "proofs", "run"):
    (HOME / folder).mkdir()
os.environ["COMITY_HOME"] = str(HOME)
# Empty tables, made once for all workers and the nodes that tests found (processes/quick_tables.py): workers inherit the name of the file.
os.environ.setdefault("COMITY_TEST_TABLES", str(HOME / "tables.sqlite3"))


def pytest_configure(config: pytest.Config) -> None:
    """Read Django's settings now: pytest-django would read them before this folder exists, and looks again after us."""
    if BOTH and not SERVER:
        config.pluginmanager.register(Statements(ROOT, BOTH), "statements")
    if not WORKER and (named := os.environ.pop(NAMED_BY, "")):  # a run that a test begins is none of this one's
        config.pluginmanager.register(Failures(Path(named)), "failures")
    if importlib.util.find_spec("comity.site.settings"):
        os.environ["DJANGO_SETTINGS_MODULE"] = "comity.site.settings"
        from django.conf import settings

        database = settings.DATABASES["default"]
        if not SERVER:
            # A file, as a node has one: a database in memory has no second writer that could wait for the first.
            database.setdefault("TEST", {})["NAME"] = str(HOME / "tests.sqlite3")


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, Any, Any]:
    """Keep the collector of garbage from looking through what is collected to be run: it stays until the end.

    Of all that a worker does after it, looking through it again and again would be a tenth. What tests leave is looked through when there
    are twenty thousand objects more, not seven hundred: drawing one page makes thousands, which go by themselves.
    """
    gc.disable()
    if BOTH and WORKER and not sys.dont_write_bytecode:
        write_a_share(
            session.config, ROOT / "tests", worker=int(WORKER.removeprefix("gw")), of=int(os.environ["PYTEST_XDIST_WORKER_COUNT"])
        )
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()
        gc.set_threshold(20_000, 10, 10)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None, django_db_blocker: Any) -> bool:
    """Begin with the run's tables, in which nothing is left to migrate; on PostgreSQL one worker makes them and the others take copies."""
    from django.db import connection
    from quick_tables import copy_database, copy_tables

    with django_db_blocker.unblock():
        name = connection.creation._get_test_db_name()
        if SERVER:
            copy_database(SERVER, to=name)
        else:
            copy_tables(Path(name))
    return True


# ---------------------------------------------------------------- pages are drawn as a node draws them


@pytest.fixture(scope="session", autouse=True)
def _templates_as_they_are(django_test_environment: None) -> None:
    """Take off what Django notes in tests of each template and all its values: nobody asks, and it is a twentieth of every page."""
    from django.template import Template
    from django.test.utils import _TestState

    Template._render = _TestState.saved_data.template_render


# ---------------------------------------------------------------- a row is locked inside a transaction of the deed's own


@pytest.fixture(scope="session", autouse=True)
def _locks_inside_transactions() -> Iterator[None]:
    """Refuse what PostgreSQL would refuse in a node: SQLite locks no rows, and around a test stands a transaction that no deed has."""
    from django.db import connections
    from django.db.models.sql.compiler import SQLCompiler
    from django.db.transaction import TransactionManagementError

    as_sql = SQLCompiler.as_sql

    def guarded(self: Any, *args: Any, **options: Any) -> Any:
        if self.query.select_for_update and all(block._from_testcase for block in connections[self.using].atomic_blocks):
            raise TransactionManagementError("rows are locked outside of a transaction")
        return as_sql(self, *args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLCompiler, "as_sql", guarded)
        yield


# ---------------------------------------------------------------- the second database runs what stands on its tables


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With a server named, leave out what asks for no table, or for what SQLite alone has: SQLite's run has said all of it already.

    A test that asks for none gets none: pytest-django lets it touch no database. Real processes ask for theirs by themselves. Without a
    server what has a twin on SQLite is left out, which proves the same of the same statements beside something else.
    """
    for function in {getattr(item, "function", None) for item in items}:
        draw_a_share(function)
    if SERVER:
        left = {item for item in items if item.get_closest_marker(OWN) or not _stands_on_tables(item)}
    else:
        left = {item for item in items if (mark := item.get_closest_marker(TWIN)) and mark.args == ("postgresql",)}
    if left:
        config.hook.pytest_deselected(items=list(left))
        items[:] = [item for item in items if item not in left]


def _stands_on_tables(item: pytest.Item) -> bool:
    asked = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    return bool(asked) or item.get_closest_marker("django_db") is not None or PROCESSES in item.path.parents


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def node_home() -> Path:
    """The folder of the node whose settings this test process runs under."""
    return HOME


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Chromium's program, as the set-up found it (`make test` does; so does `tools/setup.sh dev chromium`)."""
    found = os.environ.get("COMITY_CHROMIUM")
    noted = ROOT / ".venv" / "chromium-path"
    if not found and noted.exists():
        found = noted.read_text(encoding="utf-8").strip()
    if not found:
        pytest.fail("no Chromium: run tools/setup.sh dev chromium, or name one in COMITY_CHROMIUM")
    return found


@pytest.fixture
def software_token(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A token of the test's own."""
    from token_in_software import SETTING, SoftwareToken

    monkeypatch.setenv(SETTING, "")  # what the token sets goes with the test
    return SoftwareToken(tmp_path_factory.mktemp("token"))


@pytest.fixture(scope="session")
def lent_nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The two nodes of this worker that files of tests with real processes, in a browser or not, run one after the other."""
    from lent_nodes import LentNodes

    lent = LentNodes(tmp_path_factory.mktemp("nodes"))
    yield lent
    lent.end()


@pytest.fixture(scope="session")
def large_data() -> Path:
    """The folder of large data; tests that ask for it are marked `data` and run by `make test-data`."""
    named = os.environ.get("COMITY_DATA")
    if not named or not Path(named).is_dir():
        pytest.fail("COMITY_DATA must name the folder of the large data: make test-data COMITY_DATA=/path")
    return Path(named)
