"""The set-up never ends without a word: what a bare system lacks it installs where it may, and otherwise one line says what to install."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# What the set-up calls before there is a .venv.
PROGRAMS = ("sh", "dirname", "rm", "sed", "tail", "grep", "env")
# What the set-up can bring that `make test` does without: the peers have targets of their own, the sets come with `dev`.
OF_OTHERS = {"gnupg", "peers", "store", "token"}


class System:
    """A system of our own: its programs are stubs and links, and its Python cannot make an environment before `python3-venv` is there."""

    def __init__(self, folder: Path) -> None:
        """Nothing of the real system is found by name but PROGRAMS."""
        self.folder, self.bin, self.said = folder, folder / "bin", folder / "installed"
        (folder / "tools").mkdir()
        self.bin.mkdir()
        script = (ROOT / "tools" / "setup.sh").read_text(encoding="utf-8")
        (folder / "tools" / "setup.sh").write_text(script.replace("/usr/bin/python3", str(self.bin / "python3")), encoding="utf-8")
        for name in PROGRAMS:
            found = shutil.which(name)
            assert found
            (self.bin / name).symlink_to(found)
        self.program(
            "python3", f'case "$*" in *ensurepip*) [ -f {self.said} ];; *venv*) echo no disk; exit 1;; -V) echo Python 3.13.5;; esac'
        )

    def program(self, name: str, does: str) -> None:
        """Put a program of this name there."""
        (self.bin / name).write_text(f"#!{self.bin}/sh\n{does}\n", encoding="utf-8")
        (self.bin / name).chmod(0o755)

    def set_up(self) -> tuple[int, list[str]]:
        """Run the set-up; return its status and its lines."""
        done = subprocess.run(
            [self.bin / "sh", self.folder / "tools" / "setup.sh", "run"],
            env={"PATH": str(self.bin), "TMPDIR": str(self.folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout.splitlines()


@pytest.fixture
def bare(tmp_path: Path) -> System:
    """A system without python3-venv, as Debian and Ubuntu come."""
    return System(tmp_path)


def test_who_may_install_gets_what_the_system_lacks(bare: System):
    """Root, or whoever sudo lets: python3-venv is installed, and the set-up goes on to its next step (which this system refuses)."""
    bare.program("id", "echo 0")
    bare.program("apt-get", f'echo "$*" >>{bare.said}')
    status, lines = bare.set_up()
    assert bare.said.read_text(encoding="utf-8").split()[-1] == "python3-venv"
    assert status == 1
    assert lines == [
        "setup: installing python3-venv (for making .venv)",
        "setup: making .venv with Python 3.13.5",
        "no disk",
        "setup: python3 -m venv failed: see the lines above.",
    ]


def test_who_may_not_install_is_told_in_one_line_what_to_install(bare: System):
    """An ordinary account, with sudo that asks for a password or without any."""
    bare.program("id", "echo 1000")
    bare.program("apt-get", f"echo >>{bare.said}")
    told = ["setup: python3-venv is needed for making .venv: run  sudo apt-get install python3-venv  and then this again."]
    assert bare.set_up() == (1, told)
    bare.program("sudo", "echo a password is required >&2; exit 1")
    assert bare.set_up() == (1, told)
    assert not bare.said.exists()


def test_without_python_one_line_says_so(bare: System):
    """Neither the distribution's nor another one on the PATH."""
    (bare.bin / "python3").unlink()
    status, lines = bare.set_up()
    assert (status, len(lines)) == (1, 1)
    assert "Python 3.11 or later is needed" in lines[0]


@pytest.mark.parametrize("command", ["test", "check", "demo"])
def test_make_that_is_asked_what_it_would_do_does_nothing(command: str):
    """`make -n` shows the lines; one that named $(MAKE) itself would be run all the same, and `make -n test` be all tests."""
    shown = subprocess.run(
        ["make", "-n", command, "PYTHON_IN=false"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},  # nothing of the make that runs this test
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.startswith("tools/setup.sh")


@pytest.mark.parametrize("target", ["test", "test-long"])
def test_a_whole_run_of_tests_brings_all_that_its_tests_start(target: str):
    """On a system where no other command was run before: what is there because `make check` ran first is no set-up."""
    script = (ROOT / "tools" / "setup.sh").read_text(encoding="utf-8")
    known = set(re.findall(r"^\t([a-z]+)\)", script, re.MULTILINE))
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").split(f"\n{target}: ", 1)[1]
    asked = re.search(r"tools/setup\.sh dev (.+)", recipe)
    assert asked
    assert set(asked[1].split()) == known - OF_OTHERS
