"""Two founded nodes, and the ports on which they run; every process is real, and every file of this folder keeps to one worker."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from real_nodes import Pair, copy_pair, found_pair, free_ports


@pytest.fixture(scope="session")
def port() -> int:
    """The first of the ports that this worker's nodes use, one test at a time."""
    return free_ports()


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory, port: int) -> Path:
    """The folder of two founded nodes with their officers and tables; tests copy it and never start it."""
    folder = tmp_path_factory.mktemp("founded")
    found_pair(folder, port=port)
    return folder


@pytest.fixture(scope="module")
def pair(founded: Path, tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[Pair]:
    """Two nodes of this file's own, with both couriers and the officers of both; what a test stopped is started for the next."""
    folder = tmp_path_factory.mktemp("pair")
    copy_pair(founded, folder)
    with Pair.at(folder, port=port) as both:
        yield both
