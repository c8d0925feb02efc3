"""Which checklist a desk goes through for a kind of request, from data: the list that names the kind, else the general one."""

from comity.treaty.desk_rows import ChecklistRow
from comity.treaty.rulebook import NoRule, Rulebook


def checklist_for(kind: str, *, side: str, rulebook: Rulebook) -> ChecklistRow:
    """Return the list for `kind` at the desk of one side, `requested` or `requesting`.

    A kind that no list names, one of a newer node too, gets the general list of that side; raises `NoRule` where there is none.
    """
    lists = [row for row in rulebook.checklists if row.side == side]
    found = next((row for row in lists if kind in row.kinds), None) or next((row for row in lists if not row.kinds), None)
    if found is None:
        raise NoRule(f"checklist {kind} {side}")
    return found
