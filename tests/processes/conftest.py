"""Two founded nodes, and the ports on which they run; every process is real, and every file of this folder keeps to one worker."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from forked_couriers import Forker
from founded_once import founded_once
from real_nodes import Pair, copy_pair, found_pair, free_ports
from server_rows import SERVER

from comity.doors.cli.demo.people import SIDES


@pytest.fixture(scope="session")
def port() -> int:
    """The first of the ports that this worker's nodes use, one test at a time."""
    return free_ports()


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory, port: int, request: pytest.FixtureRequest) -> Path:
    """The folder of two founded nodes with their officers and tables; tests copy it and never start it."""
    folder = tmp_path_factory.mktemp("founded")
    if SERVER:  # a database has one name, and each worker its own copy
        request.getfixturevalue("django_db_setup")  # with which the server gets the empty tables that are copied
        found_pair(folder, port=port)
    else:
        founded_once("pair", folder, port=port, found=lambda making: found_pair(making, port=port))
    return folder


@pytest.fixture(scope="session")
def loaded(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, tuple[Forker | None, Forker | None]]]:
    """Where the two run, file after file, and the processes that have loaded them; on a server each file has databases of its own."""
    folder = tmp_path_factory.mktemp("pair")
    if SERVER:
        yield folder, (None, None)
        return
    copy_pair(founded, folder)
    first, second = (Forker(folder / side.code) for side in SIDES)
    yield folder, (first, second)
    first.end()
    second.end()


@pytest.fixture(scope="module")
def pair(founded: Path, loaded: tuple[Path, tuple[Forker | None, Forker | None]], port: int) -> Iterator[Pair]:
    """Two nodes, as they were founded, with both couriers and the officers of both; what a test stopped is started for the next."""
    folder, forkers = loaded
    for side in SIDES:
        shutil.rmtree(folder / side.code, ignore_errors=True)
    copy_pair(founded, folder)
    with Pair.at(folder, port=port, lent=forkers) as both:
        yield both
