"""Founded nodes for all workers of a run: founded by whoever comes first, copied by each, and moved to ports of its own.

Founding a pair (keys, tables, officers' passphrases) is seconds of a processor; moving one is two signatures. A node learns its ports
from its `node.toml`, and its peer from the directory file that its country signs: both are written anew.
"""

import fcntl
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from comity.directory.book import read_book
from comity.directory.founding import own_section_path, write_section
from comity.directory.home import Address, print_home, read_home
from comity.directory.keyfiles import read_signing_key
from comity.doors.cli.demo.nodes import HOST, PEER_OFFSET
from comity.doors.cli.demo.people import SIDES

KEPT: Final = Path(os.environ["COMITY_TEST_TABLES"]).parent  # tests/conftest.py: one folder for all workers


def founded_once(name: str, folder: Path, *, port: int, found: Callable[[Path], None]) -> None:
    """Put the pair of that name into `folder`, on ports from `port` on; `found` founds it, the first time."""
    kept = KEPT / name
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            making = kept.with_suffix(".making")
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            found(making)
            making.rename(kept)
    shutil.copytree(kept, folder, dirs_exist_ok=True)
    _move(folder, port=port)


def _move(folder: Path, *, port: int) -> None:
    homes = []
    for place, side in enumerate(SIDES):
        home = read_home(folder / side.code)
        home = replace(home, web=Address(HOST, port + place), peers=Address(HOST, port + place + PEER_OFFSET))
        (home.path / "node.toml").write_text(print_home(home), encoding="utf-8")
        section = read_book(home).sections[home.country]
        nodes = tuple(replace(node, endpoint=f"{node.endpoint.partition(':')[0]}://{home.peers}") for node in section.nodes)
        write_section(home, replace(section, nodes=nodes), country=read_signing_key(home.keys / "country.key"))
        homes.append(home)
    for here, there in (homes, homes[::-1]):
        section = own_section_path(there)
        shutil.copy(section, here.sections / section.name)
