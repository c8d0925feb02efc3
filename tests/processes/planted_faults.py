"""A copy of the program with one fault in it: what a careless shell around the protocol might do."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True)
class Line:
    """In which file what is put in the place of what."""

    file: str
    before: str
    after: str


Planted = tuple[Line, ...]


_ANSWER_FIRST: Final = """def _keep_acts(delivery, *, at):
    import threading, time
    from django.db import connection
    kept = threading.Event()
    def keep():
        try:
            with transaction.atomic():
                _keep_acts_at_last(delivery, at=at)
                kept.set()
                time.sleep(0.1)
        finally:
            kept.set()
            connection.close()
    threading.Thread(target=keep).start()
    kept.wait()


def _keep_acts_at_last("""

_OPEN: Final = "        rows = open_entries(str(self._peer), limit=WINDOW)\n"
_ONLY_NEW: Final = """        if not hasattr(self, "_old"):
            self._old = {row.id for row in rows}
        rows = [row for row in rows if row.id not in self._old]
"""

PLANTED: Final[dict[str, Planted]] = {
    # The receipt is on its way a tenth of a second before what it promises is on the disk.
    "acknowledge-before-commit": (Line("courier/accepting.py", "def _keep_acts(", _ANSWER_FIRST),),
    # A repeat is taken for something new wherever it is looked for: before it is opened, and when it is decided about, alone or not.
    "no-dedupe": (
        Line("courier/accepting.py", "    if not came.before:\n", "    if came:\n"),
        Line("courier/shelf.py", "stored = {} if found.outer_digest is None else", "stored = {} if True else"),
        Line("courier/shelf.py", "for peer, env_ids in by_peer.items()", "for peer, env_ids in ()"),
    ),
    # The outcome is written, and the bytes that prove it are not.
    "receipt-not-stored": (Line("courier/carrying.py", "insert_all(kept, keep_first=True)", "kept.clear()"),),
    # What was owed when the process ended is not looked at by the next one.
    "no-retry-after-restart": (Line("courier/carrying.py", _OPEN, _OPEN + _ONLY_NEW),),
}


def planted(fault: Planted, source: Path, folder: Path) -> Path:
    """Copy the package under `source` to `folder` with `fault` in it; return the folder that goes before all others on the path."""
    # With what is compiled already, but for what another process is compiling at this moment and will have renamed in the next.
    shutil.copytree(source / "comity", folder / "comity", ignore=shutil.ignore_patterns("*.pyc.*"))
    for line in fault:
        file = folder / "comity" / line.file
        text = file.read_text(encoding="utf-8")
        assert text.count(line.before) == 1, line
        file.write_text(text.replace(line.before, line.after), encoding="utf-8")
    return folder
