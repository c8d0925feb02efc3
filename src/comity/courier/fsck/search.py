"""The search index against the acts: each request is found by every word that its acts say, and as what it is."""

from collections.abc import Iterator

from comity.courier.fsck.faults import NOT_INDEXED, REINDEX, SEARCHED_OTHERWISE, Fault
from comity.courier.fsck.reading import CHUNK, Reading
from comity.desk.indexing import MOST, words_of_act
from comity.records.models import Message, Request, SearchOwed, SearchText
from comity.records.search import IndexSums
from comity.terms.refusals import Refused
from comity.wire.act import parse_act


def check_search(reading: Reading) -> Iterator[Fault]:
    """Each request has its words, they hold those of its acts, and the index finds it by all of them and by its tags.

    What an act is still owed is no fault: a request with such an act is left out.
    """
    owing = SearchOwed.objects.values("message__request")
    rows = Request.objects.filter(erased_at__isnull=True).exclude(pk__in=owing).order_by("id").values_list("pk", "reference")
    index = IndexSums()
    for key, reference in reading.counted(rows.iterator(CHUNK), total=rows.count()):
        kept = SearchText.objects.filter(pk=key).values_list("words", "tags").first()
        if kept is None:
            yield Fault(NOT_INDEXED, REINDEX, {"case": reference})
            continue
        words, tags = kept[0].split(" "), kept[1].split(" ")
        missing = set() if len(words) >= MOST else _said(key) - set(words)
        if missing or not index.finds(key, [*words, *tags]):
            yield Fault(SEARCHED_OTHERWISE, REINDEX, {"case": reference})


def _said(request: int) -> set[str]:
    """Return the words of the acts of a request; one that cannot be read is reported with the acts."""
    found: set[str] = set()
    for body in Message.objects.filter(request=request).values_list("body", flat=True):
        try:
            found.update(words_of_act(parse_act(bytes(body))))
        except Refused:
            continue
    return found
