"""Which share of the examples that a property asks for is drawn."""

import os
from typing import Any, Final

from hypothesis import settings

# Two in five; `make test-long` draws all of them, other ones each time.
SHARE: Final = 1.0 if os.environ.get("COMITY_EXAMPLES") == "all" else 0.4
LEAST: Final = 25  # what asks for no more has all of them


def draw_a_share(function: Any) -> None:
    """Let a test draw its share, however many examples it asks for; what is no property of hypothesis's is left as it is."""
    asked = getattr(function, "_hypothesis_internal_use_settings", None)
    if asked is not None and asked.max_examples > LEAST:
        function._hypothesis_internal_use_settings = settings(asked, max_examples=max(LEAST, int(asked.max_examples * SHARE)))
