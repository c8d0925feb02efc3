"""Loads modules without their docstrings and the columns of their lines, from what set-up has compiled so (docs/adr/0057).

Nobody reads either in a process that serves, and each process of a node holds them: this takes a twentieth of its memory away. Assertions
stay, where `python -OO` would drop them, and so do the numbers of the lines in a traceback. What was not compiled so, or was changed since,
is loaded as ever: only memory is lost.
"""

import marshal
import sys
from importlib.machinery import (
    BYTECODE_SUFFIXES,
    EXTENSION_SUFFIXES,
    SOURCE_SUFFIXES,
    ExtensionFileLoader,
    FileFinder,
    SourceFileLoader,
    SourcelessFileLoader,
)
from importlib.util import MAGIC_NUMBER
from types import CodeType
from typing import Any

FOLDER = f"{sys.prefix}/lean"
HEAD = 16


def kept_at(source: str) -> str:
    """Return where the lean form of the module at the absolute path `source` is kept."""
    return f"{FOLDER}{source}c"


def head_of(stats: Any) -> bytes:  # noqa: ANN401 as `path_stats` has it
    """Return the `HEAD` bytes before the code of a source of this time and size, by this interpreter; of any other they are different."""
    return MAGIC_NUMBER + int(stats["mtime"]).to_bytes(6, "little") + int(stats["size"]).to_bytes(6, "little")


class LeanLoader(SourceFileLoader):
    """Loads a module from its lean form where that is of this source, and as ever where not."""

    def get_code(self, fullname: str) -> CodeType | None:
        """Return the code of the module."""
        try:
            found = self.get_data(kept_at(self.path))
            if found[:HEAD] == head_of(self.path_stats(self.path)):
                return marshal.loads(memoryview(found)[HEAD:])  # noqa: S302 set-up wrote it beside all other code that is run here
        except OSError:
            pass
        return super().get_code(fullname)


def load_lean() -> None:
    """Load lean forms from now on in this process; what is loaded stays as it is."""
    ways = (ExtensionFileLoader, EXTENSION_SUFFIXES), (LeanLoader, SOURCE_SUFFIXES), (SourcelessFileLoader, BYTECODE_SUFFIXES)
    sys.path_hooks.insert(0, FileFinder.path_hook(*ways))
    sys.path_importer_cache.clear()
