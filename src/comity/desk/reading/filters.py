"""The filters that an officer finds beside the queue: their own, and those of the desk."""

from django.db.models import Q, QuerySet

from comity.records.models import Officer, SavedFilter
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NoSuchFilter(Refused):
    """Retired meanwhile, or somebody else's own."""

    sentence = gettext_noop("There is no such filter in use.")
    next_step = gettext_noop("A colleague may have retired it. The search itself can be made and kept again.")


def filters_of(officer: Officer) -> tuple[SavedFilter, ...]:
    """Return the filters in use that `officer` sees: the desk's first, each by name."""
    return tuple(_in_use(officer).select_related("officer").order_by("-shared", "key"))


def find_filter(key: int, *, by: Officer) -> SavedFilter:
    """Return a filter in use that `by` sees; whoever sees one of the desk's may change it. Raises `NoSuchFilter`."""
    found = _in_use(by).select_related("officer").filter(pk=key).first()
    if found is None:
        raise NoSuchFilter
    return found


def _in_use(officer: Officer) -> QuerySet[SavedFilter]:
    mine_or_ours = SavedFilter.objects.filter(Q(shared=True) | Q(officer=officer), retired_at__isnull=True)
    return mine_or_ours if officer.is_active else mine_or_ours.none()
