"""Two officers take the same requests at once, each in a process of their own."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

TAKER = Path(__file__).with_name("taker.py")
COUNT = 25


def start(home: Path, name: str) -> subprocess.Popen[str]:
    """Start an officer who waits for the word."""
    process = subprocess.Popen(
        [sys.executable, str(TAKER), str(home), "take", name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_of_two_who_take_at_once_one_gets_it(world_folder: Path, tmp_path: Path):
    """For each request one says `taken` and the other the name of who was faster; row and journal agree, one line for each."""
    home = tmp_path / "node"
    shutil.copytree(world_folder, home)
    subprocess.run([sys.executable, str(TAKER), str(home), "found", str(COUNT)], check=True)
    officers = {name: start(home, name) for name in ("ha.n", "minh.d")}
    for process in officers.values():
        process.stdin.write("now\n")
        process.stdin.flush()
    said = {name: process.communicate(timeout=60)[0].split() for name, process in officers.items()}
    assert [process.returncode for process in officers.values()] == [0, 0]
    with closing(sqlite3.connect(home / "node.sqlite3")) as rows:
        held = [
            name
            for (name,) in rows.execute(
                "SELECT o.name FROM records_request r JOIN records_officer o ON o.id = r.holder_id ORDER BY r.reference"
            )
        ]
        journal = rows.execute("SELECT about, count(*) FROM records_journalact WHERE name = 'request.taken' GROUP BY about").fetchall()
    assert len(held) == COUNT
    for winner, first, second in zip(held, said["ha.n"], said["minh.d"], strict=True):
        assert (first, second) == (("taken", "ha.n") if winner == "ha.n" else ("minh.d", "taken"))
    assert {count for _, count in journal} == {1}
    assert len(journal) == COUNT
