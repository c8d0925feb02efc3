"""Each contract of rooms and floors holds, and is seen to fail when one forbidden import is planted in a copy of the package."""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

import pytest

# contract: places and the one forbidden thing planted there
PLANTS: dict[str, list[tuple[str, str]]] = {
    "floors": [
        ("terms/planted.py", "import comity.desk"),
        ("ledger/planted.py", "import comity.seal"),
        ("letters/planted.py", "import comity.treaty"),
        ("reading/planted.py", "import comity.letters"),
        ("records/planted.py", "import comity.directory"),
        ("directory/planted.py", "import comity.desk"),
        ("intel/planted.py", "import comity.register"),
        ("evidence/planted.py", "import comity.desk"),
        ("evidence/planted.py", "import comity.intel"),
        ("desk/sending/planted.py", "import comity.courier"),
        ("desk/sending/planted.py", "import comity.picture"),
        ("picture/planted.py", "import comity.courier"),
        ("courier/planted.py", "import comity.doors"),
        ("utils/__init__.py", ""),
    ],
    "doors": [
        ("doors/web/planted.py", "import comity.doors.cli"),
        ("doors/cli/planted.py", "import comity.doors.web"),
        ("doors/api/planted.py", "import comity.doors.web"),
    ],
    "pure": [
        ("terms/planted.py", "import sqlite3"),
        ("seal/planted.py", "import django"),
        ("ledger/planted.py", "import socket"),
        ("treaty/planted.py", "from django.utils.translation import gettext"),
        ("wire/planted.py", "import urllib3"),
        ("letters/planted.py", "import django"),
        ("reading/planted.py", "import sqlite3"),
        ("courier/protocol/planted.py", "import django.db"),
        ("intel/policy/planted.py", "import socket"),
        ("evidence/chain.py", "import django"),
    ],
    "protocol": [("courier/protocol/planted.py", "import comity.seal")],
    "records": [
        ("doors/web/planted.py", "from comity.records import models"),
        ("doors/api/planted.py", "from comity.records import models"),
    ],
    "drawers": [
        ("desk/sending/states.py", "import django"),
        ("desk/policy.py", "import comity.records"),
        ("intel/policy/planted.py", "import comity.records"),
    ],
    "remarks": [
        ("desk/drafting/planted.py", "import comity.desk.remarks"),
        ("desk/sending/planted.py", "from comity.desk.remarks import queries"),
        ("courier/planted.py", "import comity.desk.reading.watch"),
    ],
    "cryptography": [
        ("courier/planted.py", "from cryptography.hazmat.primitives import hashes"),
        ("directory/planted.py", "import argon2"),
        ("doors/cli/planted.py", "import pkcs11"),
    ],
    "connections": [
        ("doors/cli/planted.py", "import urllib3"),
        ("reading/planted.py", "import httpx"),
        ("evidence/planted.py", "import botocore"),
    ],
    "cycles": [("desk/planted_one.py", "import comity.desk.planted_two"), ("desk/planted_two.py", "import comity.desk.planted_one")],
}


def lint(project: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    """Run import-linter over the package in `project`/src, limited to `contracts` where some are named."""
    limits = [part for contract in contracts for part in ("--contract", contract)]
    return subprocess.run(
        [f"{Path(sys.executable).parent}/lint-imports", "--no-logo", "--no-cache", *limits],
        cwd=project,
        env=os.environ | {"PYTHONPATH": str(project / "src"), "COLUMNS": "200", "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def project(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package's modules and of the contracts."""
    copy = tmp_path_factory.mktemp("project")
    shutil.copy(root / "pyproject.toml", copy)
    package = root / "src" / "comity"
    for module in package.rglob("*.py"):
        target = copy / "src" / "comity" / module.relative_to(package)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(module, target)
    return copy


@pytest.fixture
def plant(project: Path) -> Iterator[Callable[[str, str], Path]]:
    """Plants a module, or a line at the end of one that exists; everything is as before afterwards."""
    before: dict[Path, str | None] = {}
    made: list[Path] = []

    def put(place: str, line: str) -> Path:
        module = project / "src" / "comity" / place
        before.setdefault(module, module.read_text(encoding="utf-8") if module.exists() else None)
        if not module.parent.exists():
            module.parent.mkdir(parents=True)
            made.append(module.parent)
        with module.open("a", encoding="utf-8") as opened:
            opened.write(f"\n{line}\n")
        return module

    yield put
    for module, text in before.items():
        if text is None:
            module.unlink()
        else:
            module.write_text(text, encoding="utf-8")
    for folder in made:
        shutil.rmtree(folder)


def test_every_contract_has_a_plant(root: Path):
    """A contract that nobody has seen failing proves nothing."""
    table = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    assert {contract["id"] for contract in table["contracts"]} == set(PLANTS)


def test_the_copy_keeps_every_contract(project: Path):
    """The plants below fail for what was planted, because without them everything holds."""
    done = lint(project)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("contract", PLANTS)
def test_each_planted_import_breaks_its_contract(contract: str, project: Path, plant: Callable[[str, str], Path]):
    """The contract is reported as broken, by each module that was planted; a look at all plants of a contract costs what one does."""
    for place, line in PLANTS[contract]:
        plant(place, line)
    done = lint(project, contract)
    said = done.stdout + done.stderr
    assert done.returncode != 0, said
    assert "BROKEN" in said, said
    for place, line in PLANTS[contract]:
        module = ".".join(("comity", *PurePosixPath(place.removesuffix("/__init__.py").removesuffix(".py")).parts))
        named = line.split()[1].split(".") if line and contract != "cycles" else []
        found = f"{module} -> {'.'.join(named[: 2 if named[0] == 'comity' else 1])}" if named else PurePosixPath(place).parts[-2:][0]
        assert found in said, (place, line, said)
