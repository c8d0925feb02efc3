"""The fixtures that the tests of all rooms share. Django is loaded only when one is asked for."""

import copy
import functools
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from worlds.puppet import Puppet
    from worlds.world import World


@pytest.fixture(scope="session", autouse=True)
def _stretched_once() -> Iterator[None]:
    """Stretch a passphrase over a salt once a process, and passwords by less: 0.2 and 0.3 CPU-s each time, which no test here is about.

    Nodes in processes of their own stretch as nodes do. What is stretched once is what it would be each time.
    """
    from django.contrib.auth.hashers import Argon2PasswordHasher

    from comity.seal import locked, officerkey

    once = functools.cache(officerkey.stretch)
    with pytest.MonkeyPatch.context() as patch:
        for room in (officerkey, locked):
            patch.setattr(room, "stretch", once)
        for cost, least in (("time_cost", 1), ("memory_cost", 8), ("parallelism", 1)):
            patch.setattr(Argon2PasswordHasher, cost, least)
        yield


@pytest.fixture(scope="session")
def founded_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of this node as it was founded, which no test touches."""
    from worlds.places import found

    return found(tmp_path_factory.mktemp("founded"))


@pytest.fixture(scope="session")
def world_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the folder of this node lies, the same for every test of a process."""
    return tmp_path_factory.mktemp("node")


@pytest.fixture
def world_folder(founded_folder: Path, world_path: Path) -> Path:
    """The folder of this node: keys, the signed sections of three countries, pinned country keys; as new as the database is."""
    shutil.rmtree(world_path)
    return Path(shutil.copytree(founded_folder, world_path))


@pytest.fixture
def world(db: None, world_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator["World"]:
    """This node, *Viet Nam (demo)*, with an empty database but for its officers, and no log published yet."""
    from worlds.world import World

    from comity.directory.home import VARIABLE, home

    monkeypatch.setenv(VARIABLE, str(world_folder))
    home.cache_clear()
    yield World(home())
    home.cache_clear()


@pytest.fixture(scope="module")
def sound_once(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple["World", Path]]:
    """A node on which everything agrees, made once for a file of tests, and a copy of its folder; its rows go when the file is done."""
    from django.db import transaction
    from worlds.sound import sound_node

    folder, pristine = tmp_path_factory.mktemp("sound"), tmp_path_factory.mktemp("pristine") / "home"
    around = transaction.atomic()
    around._from_testcase = True  # as what stands around each test: it is no transaction of a deed's
    with django_db_blocker.unblock(), around, pytest.MonkeyPatch.context() as patch:
        with sound_node(folder, patch) as world:
            shutil.copytree(folder, pristine)
        with django_db_blocker.block():
            yield world, pristine
        transaction.set_rollback(True)


@pytest.fixture
def sound(sound_once: tuple["World", Path], db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator["World"]:
    """That node, as it was made; it is this process's node during the test. Its cases are `incoming` and `outgoing`."""
    from comity.directory.home import VARIABLE, home

    made, pristine = sound_once
    world = copy.deepcopy(made)
    shutil.rmtree(world.home.path)
    shutil.copytree(pristine, world.home.path)
    monkeypatch.setenv(VARIABLE, str(world.home.path))
    home.cache_clear()
    yield world
    home.cache_clear()


@pytest.fixture
def puppet(world: "World") -> "Puppet":
    """Ruritania's node, which exists only as keys: it seals what it is told to, good or bad, and opens what we send."""
    return world.puppet
