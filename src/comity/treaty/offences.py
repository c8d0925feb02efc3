"""Offences from each of their sides: the code of a form, the article of a text, the class by which response teams sort incidents (RSIT).

The rows are data (`rules/desk/offence-map.yaml`), each with its source. A class is a hint for sorting and no legal judgment: an incident
is what happened, an offence is what a court finds; so a class leads to several offences, and some lead to none.
"""

from collections.abc import Iterable
from typing import Final

from comity.treaty.pack import OffenceRow
from comity.treaty.rulebook import Rulebook

CLASSES: Final = "rsit"  # the vocabulary


def offences_under(rulebook: Rulebook, instrument: str, *, article: str) -> tuple[OffenceRow, ...]:
    """Return the offences that `article` of `instrument` is about, in the table's order: `7`, and `7(1)` as a part of it."""
    return tuple(row for row in rulebook.offences.values() if _covers(row.articles.get(instrument, ""), article))


def offences_of_class(rulebook: Rulebook, rsit: str) -> tuple[OffenceRow, ...]:
    """Return the offences that an incident of the class `rsit` may turn out to be, in the table's order."""
    return tuple(row for row in rulebook.offences.values() if rsit in row.rsit)


def classes_under(rulebook: Rulebook, instrument: str, *, article: str) -> tuple[str, ...]:
    """Return the classes of the offences that `article` is about, each once."""
    return _once(rsit for row in offences_under(rulebook, instrument, article=article) for rsit in row.rsit)


def articles_of_class(rulebook: Rulebook, rsit: str) -> tuple[tuple[str, str], ...]:
    """Return the articles (instrument, number) of the offences that an incident of the class `rsit` may turn out to be, each once."""
    return tuple(dict.fromkeys(place for row in offences_of_class(rulebook, rsit) for place in row.articles.items()))


def _covers(held: str, asked: str) -> bool:
    return bool(held) and (asked == held or asked.startswith(f"{held}("))


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
