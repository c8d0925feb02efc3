"""Numbers of warnings: a letter and a count, given in the transaction of the warning."""

from comity.records.models import RegisterNumber

_LETTER = "W"


def next_number() -> str:
    """Give the next number, such as W-000001; inside the caller's transaction."""
    RegisterNumber.objects.get_or_create(letter=_LETTER)
    row = RegisterNumber.objects.select_for_update().get(letter=_LETTER)
    row.last += 1
    row.save(update_fields=["last"])
    return f"{_LETTER}-{row.last:06d}"
