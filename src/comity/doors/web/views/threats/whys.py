"""Why this officer sees an object; which authorities of the directory do, which do not, and why not."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext, ngettext, pgettext

from comity.doors.web.pages.picture import Section
from comity.doors.web.pages.sheets import Bit, Cell, Row, Table
from comity.doors.web.views.threats import words
from comity.doors.web.views.working import Work
from comity.intel.policy import GroupId, Label
from comity.intel.reading.objects import Verdict, own_verdict, verdicts
from comity.intel.reading.onlooking import Onlooker
from comity.intel.store.granting import Holding
from comity.intel.store.groups import titles
from comity.terms.instants import Instant


def why_sections(eye: Onlooker, label: Label, holding: Holding, at_work: Work) -> tuple[Section, ...]:
    """Return the reasons for the reader, then everybody's."""
    own = words.why(own_verdict(eye, label), at_work)
    rows = tuple(Row((Cell((Bit(name),)), Cell((Bit(value),)))) for name, value in words.label_rows(label, at_work.language))
    dates = tuple(Row((Cell((Bit(name),)), Cell((Bit(at_work.fully(moment)),)))) for name, moment in _dates(label) if moment)
    table = Table((gettext("What its label says"), ""), (*rows, *dates))
    heading = gettext("Why you see it")
    return (Section("why", heading, text=own, caption=gettext("Its label"), table=table), *who_sections(eye, label, holding, at_work))


def _dates(label: Label) -> tuple[tuple[str, Instant | None], ...]:
    return (pgettext("of a label", "Not before"), label.embargo), (pgettext("of a label", "Until"), label.expires)


def who_sections(eye: Onlooker, label: Label, holding: Holding, at_work: Work) -> tuple[Section, ...]:
    """Return two tables of other authorities: who sees what bears this label in this collection, who does not; each with its reasons."""
    found = [one for one in verdicts(label, holding, at=at_work.at) if one.authority.id != eye.authority]
    sees, not_ = [one for one in found if one.sees], [one for one in found if not one.sees]
    count = ngettext("%(count)s authority", "%(count)s authorities", len(sees)) % {"count": len(sees)}
    others = ngettext("%(count)s authority", "%(count)s authorities", len(not_)) % {"count": len(not_)}
    note = gettext("Of those in the directory, by the roles that it gives them. Programs outside it see TLP:CLEAR where they are let in.")
    return (
        Section("sees", gettext("Who else sees it: %(count)s") % {"count": count}, note, table=_table(sees, at_work, gettext("Why"))),
        Section("sees-not", gettext("Who does not: %(count)s") % {"count": others}, table=_table(not_, at_work, gettext("Why not"))),
    )


def _table(found: Iterable[Verdict], at_work: Work, head: str) -> Table:
    known = titles()
    rows = tuple(
        Row((words.authority_cell(one.authority, at_work.language), Cell(tuple(map(Bit, _whys(one, at_work, known)))))) for one in found
    )
    return Table((gettext("Authority"), head), rows, gettext("Nobody."))


def _whys(one: Verdict, at_work: Work, known: Mapping[GroupId, str]) -> tuple[str, ...]:
    closed = () if one.opened else (gettext("The collection is not open to it."),)
    # Of whoever is kept out by the collection alone, what the marking says is no reason.
    told = words.why(one.decision, at_work, known) if one.sees or not one.decision.allowed else ()
    return (*closed, *told)
