"""Runs a command and another one beside it: while one waits for a browser, a node or a disk, the other has the processor.

    tools/beside.py COMMAND... -- OTHER...

The words of the second come when both are done. Ends with the exit status of the first, or of the second where only that one failed.
Both stand in the terminal's group: Ctrl-C reaches both, and this waits until they have ended in order.
"""

import shutil
import signal
import subprocess
import sys
import tempfile
from typing import Final

_BETWEEN: Final = "--"


def main(words: list[str]) -> int:
    """Run both, and return the status to end with."""
    at = words.index(_BETWEEN) if _BETWEEN in words else len(words)
    first, second = words[:at], words[at + 1 :]
    if not (first and second):
        sys.stderr.write("usage: tools/beside.py COMMAND... -- OTHER...\n")
        return 2
    signal.signal(signal.SIGINT, lambda *_: None)  # not ignored, or both would ignore it too
    with tempfile.TemporaryFile() as told:
        with subprocess.Popen(second, stdin=subprocess.DEVNULL, stdout=told, stderr=subprocess.STDOUT) as beside:
            status = subprocess.run(first, check=False).returncode
            other = beside.wait()
        told.seek(0)
        shutil.copyfileobj(told, sys.stdout.buffer)
        sys.stdout.flush()
    return status or other


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
