"""Two founded nodes, and the ports on which they run; every process is real, and every file of this folder keeps to one worker."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from forked_couriers import Forker
from founded_once import founded_once
from lent_nodes import LentNodes
from real_nodes import Pair, found_pair, lay_out_pair
from server_rows import SERVER


@pytest.fixture(scope="session")
def port(lent_nodes: LentNodes) -> int:
    """The first of the ports that this worker's nodes use, one test at a time."""
    return lent_nodes.port


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
def loaded(founded: Path, lent_nodes: LentNodes) -> tuple[Path, tuple[Forker | None, ...]]:
    """Where the two run, file after file, and the processes that have loaded them; on a server each file has databases of its own."""
    return lent_nodes.folder, (None, None) if SERVER else lent_nodes.forkers(founded)


@pytest.fixture(scope="module")
def pair(founded: Path, loaded: tuple[Path, tuple[Forker | None, ...]], port: int) -> Iterator[Pair]:
    """Two nodes, as they were founded, with both couriers and the officers of both; what a test stopped is started for the next."""
    folder, forkers = loaded
    lay_out_pair(founded, folder)
    with Pair.at(folder, port=port, lent=forkers) as both:
        yield both
