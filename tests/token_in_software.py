"""SoftHSM, a token of PKCS#11 in software: made in a folder of the test's own, pulled out by taking that folder away."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

MODULES: Final = (
    Path("/usr/lib/softhsm/libsofthsm2.so"),
    *Path("/usr/lib").glob("*/softhsm/libsofthsm2.so"),
    Path("/usr/lib64/pkcs11/libsofthsm2.so"),
)
PIN: Final = "704915"
SO_PIN: Final = "11223344"
LABEL: Final = "comity"
SETTING: Final = "SOFTHSM2_CONF"


def module() -> str:
    """Return where the library is; fail where the set-up did not install it (`make test` does; so does `tools/setup.sh dev softhsm`)."""
    found = next((one for one in MODULES if one.is_file()), None)
    if found is None or shutil.which("softhsm2-util") is None:
        pytest.fail("no SoftHSM: run tools/setup.sh dev softhsm")
    return str(found)


class SoftwareToken:
    """One or more tokens behind one module, and a file with the PIN."""

    def __init__(self, folder: Path) -> None:
        """Make the first token; its settings are in this process's environment, and in that of what it starts."""
        self.module, self._tokens, self._away = module(), folder / "tokens", folder / "away"
        self._tokens.mkdir(parents=True)
        settings = folder / "softhsm2.conf"
        settings.write_text(f"directories.tokendir = {self._tokens}\nobjectstore.backend = file\nlog.level = ERROR\n")
        os.environ[SETTING] = str(settings)
        self.pin_file = folder / "pin"
        self.say_pin(PIN)
        self.serial = self.add()

    def add(self, label: str = LABEL) -> str:
        """Make another token; return its serial number."""
        before = set(self._tokens.iterdir())
        command = ("softhsm2-util", "--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", SO_PIN)
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        (made,) = set(self._tokens.iterdir()) - before
        return made.name.replace("-", "")[-16:]

    def say_pin(self, pin: str) -> None:
        """Write the PIN into its file."""
        self.pin_file.unlink(missing_ok=True)
        self.pin_file.touch(mode=0o600)
        self.pin_file.write_text(f"{pin}\n")

    def pull_out(self) -> None:
        """Take it away from under whoever uses it."""
        self._tokens.rename(self._away)

    def put_back(self) -> None:
        """Put it where it was."""
        self._away.rename(self._tokens)

    def table(self) -> str:
        """Return what node.toml says of it."""
        return f'\n[keys.token]\nmodule = "{self.module}"\nlabel = "{LABEL}"\npin = "{self.pin_file}"\n'
