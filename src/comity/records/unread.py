"""Counts what officers have not seen: one statement, whoever has a row already and whoever has not."""

from typing import Final

from comity.records.statements import run

_NOBODY: Final = 0  # no officer has this key
_COUNT: Final = """
INSERT INTO records_unread (officer_id, request_id, count)
SELECT id, %s, 1 FROM records_officer WHERE is_active AND id <> %s
ON CONFLICT (officer_id, request_id) DO UPDATE SET count = records_unread.count + 1
"""


def count_unread(request: int, *, but: int | None) -> None:
    """Count one more unseen thing of the request with this key for every active officer except the one with the key `but`."""
    run(_COUNT, [request, but or _NOBODY])
