"""On which documents a row of the register rests."""

from django.urls import reverse
from django.utils.translation import gettext

from comity.doors.web.pages.sheets import Bit, Cell, Row, Sheet, Table
from comity.doors.web.views.register import words
from comity.doors.web.views.working import Work
from comity.register.confirming.queries import sources_of


def source_sheet(kind: str, row: int, at_work: Work) -> Sheet:
    """Return the documents that a row rests on, and who confirmed it from each."""
    rows = []
    for one in sources_of(kind, row, by=at_work.actor):
        better = one.official or one.document
        name = (Bit(better.number, reverse("register-review", args=[better.number])), Bit(better.title, language=better.language))
        standing = words.label("row-source", better.standing, at_work.language)
        who = gettext("%(officer)s, %(time)s") % {"officer": one.by.name, "time": at_work.when(one.at)}
        rows.append(Row((Cell(name), Cell((Bit(standing),)), Cell((Bit(who),)))))
    heads = (gettext("Document"), gettext("Standing"), gettext("Confirmed by"))
    empty = gettext("It rests on no document: an officer wrote it down here.")
    return Sheet("sources", gettext("On what it rests"), table=Table(heads, tuple(rows), empty))
