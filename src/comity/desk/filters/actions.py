"""Keeps a search under a name, renames it, takes it out of use. Nothing is overwritten: a name in use is refused."""

from typing import Final

from django.db import transaction

from comity.desk.journalling import note
from comity.desk.reading.filters import find_filter
from comity.desk.reading.search import Query, print_query
from comity.directory.once import once
from comity.records.models import Officer, SavedFilter
from comity.terms.folding import fold
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.terms.text import FreeText

LONGEST: Final = 60


class FilterNameTaken(Refused):
    """Two filters of one name could not be told apart."""

    wire_class = "conflict"
    sentence = gettext_noop("There is a filter “%(name)s” already; it was left as it is.")
    next_step = gettext_noop("Give this one another name, or retire the other first.")


class BadFilterName(Refused):
    """A name that is none."""

    sentence = gettext_noop("A filter needs a name of one line, at most %(cap)s characters long.")
    next_step = gettext_noop("Type a short name by which you find it again.")


class NothingToKeep(Refused):
    """An empty search is the list of all requests."""

    sentence = gettext_noop("This search asks for nothing yet; there is nothing to keep.")
    next_step = gettext_noop("Search for words, or narrow the list, and then keep that.")


@transaction.atomic
def save_filter(name: str, *, query: Query, shared: bool, by: Officer, at: Instant, token: str) -> SavedFilter:
    """Keep `query` under `name`, for `by` alone or, `shared`, for the desk; raises `BadFilterName`, `FilterNameTaken`, `NothingToKeep`."""

    def save() -> str:
        shown = _name(name)
        if query == Query():
            raise NothingToKeep
        _require_free(shown, shared=shared, officer=by)
        row = SavedFilter.objects.create(name=shown, key=fold(shown), officer=by, shared=shared, query=print_query(query), saved_at=at)
        note("filter.saved", by=by, about="", at=at, facts={"name": shown, "query": row.query, "shared": shared})
        return str(row.pk)

    return SavedFilter.objects.get(pk=once(token, save, officer=by, verb="filter.save", at=at))


@transaction.atomic
def rename_filter(key: int, *, name: str, by: Officer, at: Instant) -> SavedFilter:
    """Give a filter in use another name; raises `NoSuchFilter`, `BadFilterName`, `FilterNameTaken`. The same name changes nothing."""
    row, shown = find_filter(key, by=by), _name(name)
    if shown == row.name:
        return row
    _require_free(shown, shared=row.shared, officer=row.officer, but=row.pk)
    facts = {"name": shown, "before": row.name, "shared": row.shared}
    row.name, row.key = shown, fold(shown)
    row.save(update_fields=["name", "key"])
    note("filter.renamed", by=by, about="", at=at, facts=facts)
    return row


@transaction.atomic
def retire_filter(key: int, *, by: Officer, at: Instant) -> SavedFilter:
    """Take a filter out of use; its row stays, and its name is free again. Raises `NoSuchFilter`."""
    row = find_filter(key, by=by)
    row.retired_at = at
    row.save(update_fields=["retired_at"])
    note("filter.retired", by=by, about="", at=at, facts={"name": row.name, "query": row.query, "shared": row.shared})
    return row


def _name(typed: str) -> str:
    try:
        shown = FreeText.parse(" ".join(typed.split()), cap=LONGEST, what="name").text
    except Refused as fault:
        raise BadFilterName(cap=LONGEST) from fault
    if not fold(shown).strip():
        raise BadFilterName(cap=LONGEST)
    return shown


def _require_free(name: str, *, shared: bool, officer: Officer, but: int = 0) -> None:
    """Raise unless no other filter in use looks like this one to who would choose between them."""
    same = SavedFilter.objects.filter(key=fold(name), shared=shared, retired_at__isnull=True).exclude(pk=but)
    if (same if shared else same.filter(officer=officer)).exists():
        raise FilterNameTaken(name=name)
