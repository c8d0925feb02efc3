"""What failed, for whoever sees the end of a long run's words only: each failure is a line of the file that `COMITY_FAILED` names.

`.ci/run` names the file and tells it last, after the words of everything that ran beside each other.
"""

from pathlib import Path
from typing import Final

import pytest

NAMED_BY: Final = "COMITY_FAILED"
_WIDE: Final = 240  # characters of a line


class Failures:
    """A plugin of the process that begins a run; `file` gets a line for each failure, those of other runs stay in it."""

    def __init__(self, file: Path) -> None:
        """Write nothing before something fails."""
        self._file = file
        self._told = 0

    def tell(self, what: str) -> None:
        """Write one line, of bounded width: `what` may have several."""
        line = " ".join(what.split())
        self._told += 1
        with self._file.open("a", encoding="utf-8") as file:
            file.write(f"{line if len(line) <= _WIDE else line[: _WIDE - 1] + '…'}\n")

    @staticmethod
    def _why(report: pytest.TestReport | pytest.CollectReport) -> str:
        crash = getattr(report.longrepr, "reprcrash", None)
        return str(crash.message) if crash else str(report.longrepr).strip().rpartition("\n")[2]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Tell a test that failed, or what it asks for."""
        if report.failed:
            self.tell(f"{report.nodeid} ({report.when}): {self._why(report)}")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Tell a module that could not be read."""
        if report.failed:
            self.tell(f"{report.nodeid} (collect): {self._why(report)}")

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Tell that a run failed, where no test of it did."""
        if exitstatus and not self._told:
            self.tell(f"{' '.join(map(str, session.config.args))}: no test failed, and pytest ended with {int(exitstatus)}")
