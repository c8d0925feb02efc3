"""A whole node in one file, and back: byte for byte, sealed under a passphrase, quarantined; on either database."""

import hashlib
import io
import os
import sqlite3
import stat
import subprocess
import sys
import tarfile
from contextlib import closing
from dataclasses import replace
from itertools import count

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from quick_tables import copy_database, copy_tables
from worlds.places import HERE

from comity.courier.copying import putting
from comity.courier.copying.backing import KeysInClear, back_up
from comity.courier.copying.manifest import NAME, Manifest, parse_manifest, print_manifest
from comity.courier.copying.putting import DatabaseWanted, FolderInUse, KeyNeeded, OtherRelease, is_sealed, put_back
from comity.courier.copying.tables import ProgramFailed
from comity.courier.epochs import keep_seeds
from comity.directory.databases import Database
from comity.directory.home import print_home, read_home
from comity.seal import locked
from comity.seal.locked import Locker, Unlocker
from comity.seal.refusals import NotUnlocked
from comity.terms.refusals import Malformed, Refused

PASSPHRASE = "the key of the old harbour"
NUMBERS = count()
FULL = ["full database"] if os.environ.get("COMITY_TEST_DATABASE") else []  # a file has no database that could be full already
SERVER = os.environ.get("COMITY_TEST_DATABASE", "")


@pytest.fixture(autouse=True)
def quick_passphrases(request, monkeypatch):
    """Spare most tests the tenth of a second that a passphrase costs by design."""
    if "stretched" not in request.fixturenames:
        monkeypatch.setattr(locked, "stretch", lambda passphrase, salt: hashlib.sha256(passphrase.encode() + salt).digest())


@pytest.fixture
def stretched():
    """Let a passphrase cost what it costs."""


@pytest.fixture
def empty():
    """Make an empty database on the server of this run; None where its tables are in files."""
    made = []

    def make(*, tables=False):
        if not SERVER:
            return None
        found = replace(Database.parse(SERVER), name=f"copies_{os.getpid()}_{next(NUMBERS)}")
        made.append(found.name)
        if tables:
            copy_database(SERVER, to=found.name)
        else:
            with psycopg.connect(SERVER, autocommit=True) as server:
                server.execute(f'CREATE DATABASE "{found.name}"')
        return found

    yield make
    for name in made:
        with psycopg.connect(SERVER, autocommit=True) as server:
            server.execute(f'DROP DATABASE "{name}"')


@pytest.fixture
def node(world, empty):
    """This node with tables of its own, as a real one has them, and with files."""
    home = replace(world.home, database=empty(tables=True))
    if home.database is None:
        copy_tables(home.sqlite)
    (home.path / "node.toml").write_text(print_home(home), encoding="utf-8")
    asked(home, "INSERT INTO records_numbering (year, last) VALUES (2026, 41) RETURNING year")
    for name, data in (
        ("files/ab/abcd", os.urandom(3_000_000)),
        ("papers/one", b"paper"),
        ("files/coming/half", b"x"),
        ("log/checkpoint", b""),
    ):
        (home.path / name).parent.mkdir(parents=True, exist_ok=True)
        (home.path / name).write_bytes(data)
    (home.keys / "country.key").write_text("the country's")
    return home


def files(folder):
    """Return every file under a folder, but for tables and settings, by its path."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not name.startswith("node.")}


def asked(home, sql):
    """Ask the tables of a restored node."""
    opened = psycopg.connect(str(home.database)) if home.database else sqlite3.connect(home.sqlite)
    with closing(opened) as own:
        found = own.execute(sql).fetchall()
        own.commit()
        return found


def backed(node, world, tmp_path, **how):
    """Back the node up, and return the file."""
    file = tmp_path / f"{len(list(tmp_path.iterdir()))}.backup"
    back_up(node, file=file, at=world.at, **({"passphrase": PASSPHRASE, "keys": True} | how))
    return file


@pytest.mark.both_databases("a copy, and what comes back from it")
def test_a_node_comes_back_as_it_was_and_quarantined(node, empty, world, tmp_path, stretched):
    """Every file and every row; not what counts for nothing, nor the log's files, nor the country's key. Nobody else may read any of it."""
    keep_seeds(node, at=world.at)
    (seed,) = node.epochs_folder.iterdir()
    file = backed(node, world, tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not (set((node.path / "run").iterdir()) if (node.path / "run").exists() else set())
    database = empty()
    done = put_back(file, into=tmp_path / "new", passphrase=PASSPHRASE, database=database, at=world.later(days=1))
    left_out = {"files/coming/half", "log/checkpoint", "keys/country.key", f"epochs/{seed.name}"}
    assert files(done.home.path) == {name: data for name, data in files(node.path).items() if name not in left_out}
    assert read_home(done.home.path) == done.home == replace(node, path=done.home.path, database=database)
    assert asked(done.home, "SELECT year, last FROM records_numbering") == [(2026, 41)]
    assert asked(done.home, "SELECT stopped FROM records_loghead") == [(True,)]
    row = ("restored", world.later(days=1).micros, world.at.micros)
    assert asked(done.home, "SELECT why, since, made_at FROM records_quarantine") == [row]
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in done.home.path.rglob("*")} == {0}


def test_keys_leave_sealed_or_not_at_all(node, empty, world, tmp_path):
    """Without a passphrase no backup has keys; one without keys is readable, and has none."""
    with pytest.raises(KeysInClear):
        backed(node, world, tmp_path, passphrase="")
    assert not list(tmp_path.glob("*.backup"))
    sealed = backed(node, world, tmp_path)
    secret = (node.keys / "node.key").read_bytes()
    assert is_sealed(sealed)
    assert secret not in sealed.read_bytes()
    assert b"paper" not in sealed.read_bytes()
    clear = backed(node, world, tmp_path, passphrase="", keys=False)
    assert secret not in clear.read_bytes()
    done = put_back(clear, into=tmp_path / "new", passphrase="", database=empty(), at=world.at)
    assert not any(done.home.keys.iterdir())


@pytest.mark.parametrize("spoiled", ["passphrase", "no passphrase", "cut", "a byte", "not empty", "database", "release", "nothing", *FULL])
def test_what_is_not_whole_makes_no_node(node, world, tmp_path, monkeypatch, empty, spoiled):
    """Whatever is wrong, nothing is left in the folder, and what was there before stays."""
    file, into, how = backed(node, world, tmp_path), tmp_path / "new", {"passphrase": PASSPHRASE, "database": empty()}
    data = bytearray(file.read_bytes())
    expected = Refused
    match spoiled:
        case "passphrase":
            how["passphrase"], expected = "another", NotUnlocked
        case "no passphrase":
            how["passphrase"], expected = "", KeyNeeded
        case "cut":
            del data[-20:]
            expected = NotUnlocked
        case "a byte":
            data[len(data) // 2] ^= 1
            expected = NotUnlocked
        case "not empty":
            into.mkdir()
            (into / "letter").write_text("mine")
            expected = FolderInUse
        case "database":
            how["database"], expected = (None if SERVER else Database("none")), DatabaseWanted
        case "full database":
            how["database"], expected = node.database, ProgramFailed
        case "release":
            monkeypatch.setattr(putting, "__version__", "9.9.9")
            expected = OtherRelease
        case "nothing":
            data, expected = bytearray(b"nothing"), Malformed
    file.write_bytes(data)
    with pytest.raises(expected):
        put_back(file, into=into, at=world.at, **how)
    assert [path.name for path in into.rglob("*")] == (["letter"] if spoiled == "not empty" else [])


@pytest.mark.parametrize("name", ["../out", "/etc/out", "keys/../../out", "run/bell", "node.sqlite3-wal", "log/checkpoint", "keys/a/../b"])
def test_a_member_that_no_backup_has_is_refused(world, tmp_path, name):
    """Nothing is written outside of the folder, nor where only the node itself writes."""
    file = tmp_path / "bad.backup"
    with tarfile.open(file, "w", format=tarfile.PAX_FORMAT) as archive:
        head = print_manifest(Manifest(HERE, world.at, putting.__version__, "sqlite", keys=True, leaves=0))
        for member, data in ((NAME, head), (name, b"x")):
            info = tarfile.TarInfo(member)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    with pytest.raises(Malformed):
        put_back(file, into=tmp_path / "new", passphrase="", database=None, at=world.at)
    assert not (tmp_path / "new").exists()
    assert not (tmp_path / "out").exists()


def test_a_restore_needs_no_node():
    """There is none yet: nothing of it may ask for tables."""
    program = "import sys, comity.courier.copying.putting; print('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "False\n"


def test_a_manifest_is_read_as_it_is_printed(world):
    """And no other way."""
    one = Manifest(HERE, world.at, "0.1.0", "postgresql", keys=False, leaves=7)
    assert parse_manifest(print_manifest(one)) == one
    for data in (
        b"{}",
        b"[]",
        print_manifest(one).replace(b"7", b"-7"),
        print_manifest(one).replace(b"false", b"0"),
        print_manifest(one) + b" ",
    ):
        with pytest.raises(Refused):
            parse_manifest(data)


@settings(max_examples=8)
@given(st.lists(st.integers(0, 1_400_000), min_size=1, max_size=3), st.integers(50_000, 900_000))
def test_a_locked_stream_opens_to_what_was_written(lengths, step):
    """However it was written and read; one byte less or changed and it does not."""
    out, data = io.BytesIO(), [bytes([number]) * length for number, length in enumerate(lengths, 1)]
    locker = Locker(out, passphrase=PASSPHRASE)
    for one in data:
        locker.write(one)
    if not any(lengths):
        with pytest.raises(Malformed):
            locker.close()
        return
    locker.close()
    opened = Unlocker(io.BytesIO(out.getvalue()), passphrase=PASSPHRASE)
    parts = []
    while part := opened.read(step):
        parts.append(part)
    assert b"".join(parts) == b"".join(data)
    short = Unlocker(io.BytesIO(out.getvalue()[:-1]), passphrase=PASSPHRASE)
    with pytest.raises(NotUnlocked):
        short.read(2**24)
