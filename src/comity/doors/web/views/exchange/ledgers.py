"""The ledger of a warning: who has it and what came of that, and from whom it is withheld, by which rule."""

from collections.abc import Iterator
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext

from comity.doors.web.pages.sheets import Bit, Cell, Row, Sheet, Table
from comity.doors.web.views.exchange import words
from comity.doors.web.views.words import class_words
from comity.doors.web.views.working import Work
from comity.intel.warnings.queries import Ledgered, WarningFile
from comity.intel.warnings.reasons import read_whys

# What somebody must see to comes first.
_FIRST: Final = ("refused", "expired", "declined", "sent", "received", "acknowledged", "recalled")


def ledger_sheets(file: WarningFile, at_work: Work) -> Iterator[Sheet]:
    """Yield the ledger of one of ours: one row an authority, and every line of it."""
    if file.warning.side != "ours" or not file.ledger:
        return
    had = [one for one in file.ledger if one.delivery.state != "withheld"]
    kept = [one for one in file.ledger if one.delivery.state == "withheld"]
    heads = (gettext("Authority"), gettext("How it stands"), gettext("What came back"), gettext("Line by line"))
    said = sum(one.delivery.answered_at is not None for one in had)
    note = gettext("Acknowledged is what a person there said and a second one approved; received is the receipt of their node.")
    answered = gettext("%(said)s of %(all)s have said a word") % {"said": said, "all": len(had)}
    had.sort(key=lambda one: (_FIRST.index(one.delivery.state), one.delivery.authority))
    table = Table(heads, tuple(_row(one, file, at_work) for one in had), gettext("Nobody got it."))
    yield Sheet("ledger", gettext("Delivery"), note, count=answered, table=table)
    yield words.withheld_sheet([(one.delivery.authority, read_whys(one.delivery.facts)) for one in kept], at_work)


def _row(one: Ledgered, file: WarningFile, at_work: Work) -> Row:
    delivery = one.delivery
    case = Bit(delivery.case, reverse("request", args=[delivery.case]))
    state = Bit(str(words.DELIVERIES.get(delivery.state, delivery.state)))
    behind = gettext("has version %(has)s of %(newest)s") % {"has": delivery.version, "newest": file.warning.version}
    late = (Bit(behind, soft=True),) if delivery.version < file.warning.version else ()
    lines = tuple(Bit(_line(line, at_work), soft=True) for line in one.lines)
    cells = (
        Cell((*words.authority_bits(delivery.authority, at_work.language), case)),
        Cell((state, *_why(delivery), *late)),
        Cell(tuple(_said(delivery, at_work)) or (Bit(words.NOTHING),)),
        Cell(lines or (Bit(words.NOTHING),)),
    )
    return Row(cells)


def _why(delivery: Any) -> tuple[Bit, ...]:  # noqa: ANN401 -- a row of a room below
    if delivery.state == "refused":
        return (Bit(refused(delivery.rule), soft=True),)
    return (
        (Bit(gettext("Nobody took it from this node in time; call its contact point."), soft=True),) if delivery.state == "expired" else ()
    )


def refused(wire_class: str) -> str:
    """Say why the other node refused an act, by the class that it signed."""
    if wire_class == "policy":
        return gettext("Its node does not take such an act: it may run an older version that knows no warnings. Send it a letter.")
    return gettext("Its node refused it: %(class)s. Call its contact point.") % {"class": class_words(wire_class)}


def _said(delivery: Any, at_work: Work) -> Iterator[Bit]:  # noqa: ANN401 -- as above
    if delivery.done:
        yield Bit(words.label("warning-done", delivery.done, at_work.language))
        yield Bit(gettext("of version %(version)s") % {"version": delivery.done_version}, soft=True)
    for code in delivery.grounds:
        yield Bit(words.ground(code, at_work.language))
    if delivery.answered_at:
        yield Bit(at_work.when(delivery.answered_at), soft=True)


def _line(line: Any, at_work: Work) -> str:  # noqa: ANN401 -- as above
    said = str(words.LINES.get(line.what, line.what))
    if line.what == "sent" and line.code:
        said = words.label("warning-follow", line.code, at_work.language)
    if line.what == "acknowledged" and line.code:
        said = f"{said}: {words.label('warning-done', line.code, at_work.language)}"
    return gettext("%(time)s: %(what)s (version %(version)s)") % {"time": at_work.when(line.at), "what": said, "version": line.version}
