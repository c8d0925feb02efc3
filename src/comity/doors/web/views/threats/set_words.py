"""Threat sets in the reader's words: where a set stands, where an object of it stands and why, who is on the other side."""

from collections.abc import Iterable
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext

from comity.desk.giving.reading import Line, SetFile
from comity.doors.web.pages.fields import Choice
from comity.doors.web.pages.sheets import Bit, Cell, Row, Table
from comity.doors.web.views.threats import kinds, words
from comity.doors.web.views.working import Row as Set
from comity.doors.web.views.working import Work
from comity.intel.reading.onlooking import Onlooker
from comity.intel.reading.shelves import by_ids
from comity.intel.warnings.reasons import Why, said
from comity.terms.vocabulary import vocabulary

STATES: Final = {
    "proposed": gettext_lazy("waits for a second officer"),
    "dropped": gettext_lazy("put away"),
    "sent": gettext_lazy("sent; the other node has not settled it yet"),
    "settled": gettext_lazy("settled: the other node answered for each object"),
    "refused": gettext_lazy("refused by the other node as a whole"),
    "expired": gettext_lazy("nobody took it in time"),
    "coming": gettext_lazy("its objects are still coming"),
    "broken": gettext_lazy("its file broke on the way"),
}
# Of a set that came from the other node, what reads otherwise.
THEIRS: Final = {"settled": gettext_lazy("settled: this node answered for each object")}
STANDS: Final = {
    "proposed": gettext_lazy("would be sent"),
    "dropped": gettext_lazy("was not sent"),
    "sent": gettext_lazy("sent"),
    "received": gettext_lazy("received"),
    "refused": gettext_lazy("refused"),
    "lost": gettext_lazy("did not arrive"),
    "recalled": gettext_lazy("recalled, not acknowledged yet"),
    "acknowledged": gettext_lazy("recalled, acknowledged"),
}
# What somebody must see to comes first.
ORDER: Final = ("refused", "lost", "recalled", "sent", "received", "acknowledged", "proposed", "dropped", "")


def title(row: Set) -> str:
    """Return what a set is called: what it does, with its number."""
    facts = {"number": row.number}
    if row.sort == "SET-RECALL":
        return gettext("Recall %(number)s") % facts
    return gettext("Threat set %(number)s") % facts


def side(row: Set, language: str) -> str:
    """Return to whom it goes, or from whom it came."""
    facts = {"authority": words.authority_name(row.authority, language)}
    return (gettext("to %(authority)s") if row.side == "ours" else gettext("from %(authority)s")) % facts


def state(row: Set) -> str:
    """Return where it stands."""
    words = STATES | THEIRS if row.side == "theirs" else STATES
    return str(words.get(row.state, row.state))


def how_many(count: int) -> str:
    """Say how many objects."""
    return ngettext("%(count)s object", "%(count)s objects", count) % {"count": count}


def stand(code: str, outcome: str, language: str) -> str:
    """Return where an object stands, and what the node said of it."""
    where = str(STANDS.get(code, code))
    if not outcome or outcome in ("SET-RECEIVED", "expired", "refused") or (code == "acknowledged" and outcome == "SET-GONE"):
        return where or words.label("set-outcome", outcome, language)
    told = words.label("set-outcome", outcome, language)
    return f"{where}. {told}" if where else told


def table(rows: Iterable[Set], at_work: Work, *, empty: str) -> Table:
    """Return sets as a table."""
    heads = (gettext("Threat set"), pgettext("threat set", "With"), gettext("Collection"), gettext("How they stand"))
    return Table(heads, tuple(_row(one, at_work) for one in rows), empty)


def _row(one: Set, at_work: Work) -> Row:
    when = one.sent_at or one.at
    shelf = (Bit(one.collection.title, language=words.NAMED),) if one.collection is not None else (Bit(words.NOTHING),)
    why = (Bit(words.label("recall-reason", one.reason, at_work.language), soft=True),) if one.reason else ()
    return Row(
        (
            Cell((Bit(title(one), reverse("threat-set", args=[one.pk])), Bit(how_many(one.objects_count), soft=True), *why)),
            Cell((Bit(side(one, at_work.language)), Bit(at_work.when(when), soft=True))),
            Cell(shelf),
            Cell((Bit(state(one)),)),
        )
    )


def counts_table(file: SetFile, at_work: Work) -> Table:
    """Return how many objects of a set stand where; each line leads to those."""
    rows = sorted(file.counts, key=lambda one: (ORDER.index(one[0]) if one[0] in ORDER else len(ORDER), one[1]))
    heads = (gettext("How they stand"), gettext("How many"))
    told = tuple(
        Row((Cell((Bit(stand(state, code, at_work.language), f"?stand={state}#objects" if state else ""),)), Cell((Bit(str(count)),))))
        for state, code, count in rows
    )
    return Table(heads, told, gettext("Nothing is known of its objects yet."))


def lines_table(lines: Iterable[Line], eye: Onlooker, at_work: Work) -> Table:
    """Return objects of a set as a table; of what this officer may not see, or what was taken out, no name is given."""
    told = tuple(lines)
    cards = by_ids(eye, [one.stix_id for one in told if one.stix_id], most=len(told) or 1)
    rows = []
    for one in told:
        card = cards.get(one.stix_id)
        sort = kinds.kind(one.stix_id.partition("--")[0]) if card else words.NOTHING
        name = Bit(words.title(card), words.object_href(card.holding, card.stix_id), language=words.NAMED) if card else Bit(unseen())
        rows.append(Row((Cell((name,)), Cell((Bit(sort),)), Cell((Bit(stand(one.stand, one.code, at_work.language)),)))))
    return Table((gettext("Object"), gettext("Type"), gettext("How they stand")), tuple(rows), gettext("None."))


def unseen() -> str:
    """Say why an object has no name here."""
    return gettext("refused, taken out since, or not for you to see")


def reason(why: Why, language: str) -> str:
    """Return why an authority does not get an object, as one sentence."""
    return said(why, language=language, translate=gettext, named=lambda one: words.named_as(one, language))


def withheld_table(file: SetFile, eye: Onlooker, at_work: Work) -> Table:
    """Return what was withheld, rule by rule."""
    rows = []
    for one in file.withheld:
        cards = by_ids(eye, one.stix_ids, most=_FEW)
        names = tuple(Bit(words.title(card), soft=True, language=words.NAMED) for card in list(cards.values())[:_FEW])
        rows.append(Row((Cell((Bit(how_many(one.count)), *names)), Cell(tuple(Bit(reason(why, at_work.language)) for why in one.whys)))))
    return Table((gettext("Withheld"), gettext("Why not")), tuple(rows), gettext("Nothing that you see in the collection was withheld."))


def reasons(language: str) -> tuple[Choice, ...]:
    """Return the reasons of a recall."""
    return tuple(Choice(code, vocabulary("recall-reason").label(code, language)) for code in vocabulary("recall-reason").by_code)


_FEW: Final = 10
