"""The peer's mail server, a process of its own: takes mail over SMTP and answers when it is on the disk.

`python -m benchmarks.spool FOLDER` prints its port and serves until standard input ends.
"""

import email
import os
import sys
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Spool:
    """Writes each message under its own identifier, synced and then renamed, so that a reader sees whole messages only."""

    def __init__(self, folder: Path) -> None:
        """Write into `folder`."""
        self._folder = folder

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 aiosmtpd calls it so
        """Take one message."""
        content = envelope.original_content or b""
        name = email.message_from_bytes(content)["Message-ID"].strip("<>")
        fresh = self._folder / f"{name}.tmp"
        with fresh.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        fresh.rename(self._folder / f"{name}.eml")
        return "250 OK"


def main() -> None:
    """Serve until standard input ends."""
    controller = Controller(Spool(Path(sys.argv[1])), hostname="127.0.0.1", port=int(sys.argv[2]))
    controller.start()
    print("ready", flush=True)
    sys.stdin.buffer.read()
    controller.stop()


if __name__ == "__main__":
    main()
