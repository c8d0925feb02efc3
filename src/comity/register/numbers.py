"""Numbers of rows that people speak of: a letter for its kind and a count, given in the transaction of the row."""

from comity.records.models import RegisterNumber

DOCUMENT = "R"
MEETING = "M"
COMMITMENT = "C"
EXERCISE = "E"
COURSE = "T"
PLAN = "P"
DELEGATION = "D"
LINE = "L"
MECHANISM = "K"
ASSISTANCE = "A"


def next_number(letter: str) -> str:
    """Give the next number of `letter`, such as R-000001; inside the caller's transaction."""
    RegisterNumber.objects.get_or_create(letter=letter)
    row = RegisterNumber.objects.select_for_update().get(letter=letter)
    row.last += 1
    row.save(update_fields=["last"])
    return f"{letter}-{row.last:06d}"
