"""What stands first in the threat exchange: what waits for this officer's signature, who acknowledged which warning, what is new."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext

from comity.desk.permissions import Verb, may
from comity.desk.warning.reading import seen_acknowledged
from comity.doors.web.pages.picture import Section
from comity.doors.web.pages.sheets import Bit, Cell, Row, Table
from comity.doors.web.views.naming import officer_name
from comity.doors.web.views.threats import words
from comity.doors.web.views.working import Row as Stored
from comity.doors.web.views.working import Work
from comity.intel.feeds.queries import proposed_pushes
from comity.intel.giving.queries import waiting_lots
from comity.intel.giving.removing import removals
from comity.intel.reading.onlooking import Onlooker
from comity.intel.reading.policy import may_agree
from comity.intel.reading.shelves import newest
from comity.intel.warnings.queries import unsent
from comity.terms.instants import Instant


def waiting_sections(eye: Onlooker, at_work: Work) -> Iterator[Section]:
    """Yield what others made and this officer may agree to; nothing where nothing waits for them."""
    rows = (*_warnings(at_work), *_lots(eye, at_work), *_removals(eye, at_work), *_pushes(eye, at_work))
    if rows:
        heads = (gettext("What waits"), gettext("Where"), gettext("Made by"))
        yield Section("waits", gettext("Waits for your signature: %(count)s") % {"count": len(rows)}, table=Table(heads, rows))


def _warnings(at_work: Work) -> Iterator[Row]:
    if not may(at_work.actor, Verb.APPROVE) or not may(at_work.actor, Verb.READ_WARNINGS):
        return
    for one in unsent(by=at_work.actor):
        if one.state == "submitted" and str(at_work.officer.officer_id) not in one.savers:
            field = words.label("exchange-field", str(one.typed.get("field", "") or one.warning.field), at_work.language)
            what = gettext("Warning %(number)s") % {"number": one.warning.number}
            made = one.drafter.name if one.drafter else words.NOTHING
            yield _row(what, reverse("warning-approve", args=[one.warning.number]), field, "", made, at_work.when(one.saved_at))


def _lots(eye: Onlooker, at_work: Work) -> Iterator[Row]:
    for one in waiting_lots(eye) if may_agree(eye.actor) else ():
        if one.made_by != str(eye.actor.officer):
            many = ngettext("%(count)s object", "%(count)s objects", one.came) % {"count": one.came}
            what = gettext("Lot %(number)s: %(objects)s") % {"number": one.pk, "objects": many}
            href = reverse("threat-lot", args=[one.pk])
            yield _row(what, href, one.collection.title, words.NAMED, officer_name(one.made_by), at_work.when(one.made_at))


def _removals(eye: Onlooker, at_work: Work) -> Iterator[Row]:
    for one in removals(eye, waiting=True) if may_agree(eye.actor) else ():
        if one.asked_by != str(eye.actor.officer):
            what = gettext("Take out: %(title)s") % {"title": one.title or one.stix_id}
            href = reverse("threat-removal", args=[one.pk])
            yield _row(what, href, one.collection.title, words.NAMED, officer_name(one.asked_by), at_work.when(one.asked_at))


def _pushes(eye: Onlooker, at_work: Work) -> Iterator[Row]:
    for one in proposed_pushes() if may_agree(eye.actor) else ():
        if one.added_by != str(eye.actor.officer):
            what = gettext("Send by the feed %(name)s; approved at the command line") % {"name": one.name}
            yield _row(what, reverse("threat-feeds"), "", "", officer_name(one.added_by), at_work.when(one.added_at))


def _row(what: str, href: str, where: str, language: str, made: str, when: str) -> Row:
    return Row(
        (
            Cell((Bit(what, href),)),
            Cell((Bit(where or words.NOTHING, language=language),)),
            Cell((Bit(made, language=words.NAMED), Bit(when, soft=True))),
        )
    )


def warning_sections(at_work: Work) -> Iterator[Section]:
    """Yield who acknowledged which warning of ours, the last words first, as far as this officer may know of it."""
    if not may(at_work.actor, Verb.READ_WARNINGS):
        return
    found = seen_acknowledged(by=at_work.actor)
    if not found:
        return
    heads = (gettext("Warning"), gettext("Who"), gettext("What they said"))
    rows = tuple(
        Row(
            (
                Cell((Bit(one.warning.number, reverse("warning", args=[one.warning.number])), _field(one, at_work))),
                Cell((Bit(words.authority_name(one.authority, at_work.language), language=words.NAMED),)),
                Cell((Bit(_said(one, at_work)), Bit(at_work.when(one.answered_at), soft=True))),
            )
        )
        for one in found
    )
    yield Section("acknowledged", gettext("Who acknowledged which warning"), gettext("The last words first."), table=Table(heads, rows))


def _field(one: Stored, at_work: Work) -> Bit:
    return Bit(words.label("exchange-field", one.warning.field, at_work.language), soft=True)


def _said(one: Stored, at_work: Work) -> str:
    return words.label("warning-done", one.done, at_work.language) if one.done else pgettext("of a warning", "declined")


def fresh_sections(eye: Onlooker, at_work: Work, since: Instant | None) -> Iterator[Section]:
    """Yield the newest objects that came since this officer was here before."""
    found = newest(eye, since=since) if since is not None else ()
    if found and since is not None:
        heading = gettext("New since your last visit")
        note = gettext("Since %(when)s; the newest of each collection.") % {"when": at_work.when(since)}
        yield Section("fresh", heading, note, table=words.card_table(found, at_work, empty="", shelves=True))
