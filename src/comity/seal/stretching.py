"""Room for what is stretched: passphrases and passwords cost 64 to 100 MiB each while Argon2id reckons, so a few are reckoned at once."""

import threading
from typing import Final

AT_ONCE: Final = 4
"""In one process; whoever comes beyond them waits a tenth of a second, where each would cost the node its memory."""
ROOM: Final = threading.BoundedSemaphore(AT_ONCE)
