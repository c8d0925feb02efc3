"""For how long a look at a request counts as being there."""

from datetime import timedelta
from typing import Final

PRESENT_FOR: Final = timedelta(minutes=2)
