"""The page of one lot: how it stands, what storing it would do object by object, who would see it, what may be done."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext

from comity.doors.web.pages.fields import FieldWrite
from comity.doors.web.pages.parts import Fact, Form, Link
from comity.doors.web.pages.picture import Section
from comity.doors.web.pages.posts import Ask
from comity.doors.web.pages.sheets import Bit, Cell, Row, Table
from comity.doors.web.pages.threats import ThreatPage
from comity.doors.web.views.naming import officer_name, short
from comity.doors.web.views.threats import kinds, words
from comity.doors.web.views.threats.noticed import notice_sections
from comity.doors.web.views.threats.whys import who_sections
from comity.doors.web.views.working import Row as Lot
from comity.doors.web.views.working import Work, fresh_token
from comity.intel.giving.actions import MOST_LABELS, needs_second
from comity.intel.giving.cutting import cut
from comity.intel.giving.rehearsing import Line, Rehearsal, rehearse
from comity.intel.giving.states import WORDS, LotState
from comity.intel.policy import Label
from comity.intel.reading.objects import verdicts
from comity.intel.reading.onlooking import Onlooker
from comity.intel.reading.policy import may_agree, may_keep
from comity.intel.reading.shelves import by_ids, summarised
from comity.intel.store.granting import Holding
from comity.wire.stix import BadStix, read_head

_SHOWN = 100
_LABELS = 3
_CAP = 500


def lot_page(lot: Lot, eye: Onlooker, at_work: Work, *, fault: str = "") -> ThreatPage:
    """Return the page; while nothing is stored it says what would be, after that what is."""
    state = LotState(lot.state)
    holding = eye.holdings.get(lot.collection.uuid)
    open_ = state in (LotState.OPEN, LotState.WAITING) and holding is not None and holding.can_write
    told = rehearse(lot, into=holding, eye=eye) if open_ and holding is not None else None
    sections = tuple(_rehearsed(told, holding, eye, at_work)) if told is not None and holding is not None else (_stored(lot, eye, at_work),)
    return ThreatPage(
        heading=gettext("Lot %(number)s") % {"number": lot.pk},
        deck=gettext("For the collection %(title)s") % {"title": lot.collection.title},
        crumbs=words.crumbs(gettext("Lot %(number)s") % {"number": lot.pk}, Link(gettext("Put in by officers"), reverse("threat-lots"))),
        tabs=words.tabs("threat-lots"),
        facts=_facts(lot, at_work),
        links=(Link(gettext("Download the bytes"), reverse("threat-lot-bytes", args=[lot.pk])),) if lot.origin != "fetched" else (),
        sections=sections,
        asks=tuple(_asks(lot, told, eye, at_work)),
        notice=_notice(state),
        alert=gettext("It was sent back with this reason: %(reason)s") % {"reason": lot.returned_for} if lot.returned_for else "",
        fault=fault,
    )


def _notice(state: LotState) -> str:
    if state is LotState.OPEN:
        return gettext("Nothing of it is stored yet. This is what storing it would do.")
    if state is LotState.WAITING:
        return gettext("It waits for a second officer. Nothing of it is stored yet.")
    return ""


def _facts(lot: Lot, at_work: Work) -> tuple[tuple[str, Fact], ...]:
    standing = gettext(WORDS[LotState(lot.state)])
    decided = f"{officer_name(lot.decided_by)}, {at_work.when(lot.decided_at)}" if lot.decided_at else ""
    count = ngettext("%(count)s object", "%(count)s objects", lot.came) % {"count": lot.came}
    return (
        (pgettext("of a lot", "How it stands"), Fact(standing, decided)),
        (gettext("In it"), Fact(count, lot.file)),
        (gettext("Made by"), Fact(officer_name(lot.made_by), at_work.when(lot.made_at), language=words.NAMED)),
        (gettext("SHA-256 of its bytes"), Fact(short(lot.digest), language="en")),
    )


def _rehearsed(told: Rehearsal, holding: Holding, eye: Onlooker, at_work: Work) -> Iterator[Section]:
    refused = told.refused
    here = len(told.lines) - told.fresh - len(refused)
    facts = {"fresh": told.fresh, "here": here, "refused": len(refused)}
    said = gettext("New: %(fresh)s. Here already: %(here)s. Not stored because something is wrong in it: %(refused)s.") % facts
    if refused:
        note = _first(refused) or gettext("Each is left out by itself; the others are stored all the same.")
        heads = (gettext("Place in what was brought"), gettext("What is wrong"))
        yield Section("wrong", gettext("What is wrong"), note, table=Table(heads, tuple(_wrong(one) for one in refused[:_SHOWN])))
    yield from notice_sections(told.notices, [_where(one) for one in told.lines], advice=gettext("Look before you store it."))
    good = [one for one in told.lines if not one.refused]
    of = (gettext("Object"), gettext("Type"), gettext("Marking"), gettext("What becomes of it"))
    table = Table(of, tuple(_good(one) for one in good[:_SHOWN]), gettext("No object of it can be stored."))
    yield Section("objects", gettext("What would be stored"), _first(good), text=(said,), table=table)
    if told.along:
        note = gettext("They lie elsewhere in this node, and what is stored names them. Each keeps its marking, and who gave it.")
        found = by_ids(eye, told.along, most=_SHOWN)
        table = words.card_table(
            found.values(), at_work, empty=gettext("Nothing of it is in a collection that you may read."), shelves=True
        )
        count = ngettext("%(count)s object", "%(count)s objects", len(told.along)) % {"count": len(told.along)}
        yield Section("along", gettext("What would come along: %(count)s") % {"count": count}, note, table=table)
    yield from _audience(told, holding, eye, at_work)


def _first(lines: Sequence[Line]) -> str:
    return gettext("The first %(count)s are shown.") % {"count": _SHOWN} if len(lines) > _SHOWN else ""


def _audience(told: Rehearsal, holding: Holding, eye: Onlooker, at_work: Work) -> Iterator[Section]:
    """Yield who would see what: the first labels with every reason, the others with the names alone; none is left out."""
    for number, label in enumerate(told.labels[:_LABELS]):
        heading = gettext("Who would see what is marked %(tlp)s") % {"tlp": label.tlp.value}
        rows = tuple(Row((Cell((Bit(name),)), Cell((Bit(value),)))) for name, value in words.label_rows(label, at_work.language))
        yield Section(f"label-{number}", heading, caption=heading, table=Table((gettext("What its label says"), ""), rows))
        for section in who_sections(eye, label, holding, at_work):
            yield Section(f"{section.key}-{number}", section.heading, section.note, table=section.table)
    others = told.labels[_LABELS:]
    if others:
        heads = (gettext("What its label says"), gettext("Who else sees it"))
        rows = tuple(Row((_label_cell(one, at_work), _seers(one, holding, eye, at_work))) for one in others[:MOST_LABELS])
        yield Section("labels", gettext("Who would see the others"), table=Table(heads, rows))


def _label_cell(label: Label, at_work: Work) -> Cell:
    return Cell(tuple(Bit(f"{name}: {value}") for name, value in words.label_rows(label, at_work.language)))


def _seers(label: Label, holding: Holding, eye: Onlooker, at_work: Work) -> Cell:
    found = [one.authority for one in verdicts(label, holding, at=at_work.at) if one.sees and one.authority.id != eye.authority]
    return Cell(tuple(Bit(words.authority_name(str(one.id), at_work.language)) for one in found) or (Bit(gettext("Nobody.")),))


def _where(one: Line) -> str:
    return gettext("object %(place)s, line %(line)s") % {"place": one.piece.place + 1, "line": one.piece.line}


def _wrong(one: Line) -> Row:
    where = _where(one)
    stix_id = one.outcome.stix_id
    named = (Bit(stix_id, code=True),) if stix_id and not one.hidden else ()
    if one.hidden:
        told: tuple[Bit, ...] = (Bit(gettext("It cannot be kept; what a feed brought and nobody here could label is not shown.")),)
    elif one.faults:
        told = tuple(
            Bit(f"{fault.path}: {gettext(fault.sentence) % fault.facts}" if fault.path else gettext(fault.sentence) % fault.facts)
            for fault in one.faults[:10]
        )
    else:
        told = (Bit(getattr(one.outcome, "why", ""), language="en"),)
    return Row((Cell((Bit(where), *named)), Cell(told)))


def _good(one: Line) -> Row:
    if one.hidden:
        becomes = gettext("is new here") if one.fresh else gettext("is here already")
        unseen = Bit(gettext("not for you by its marking"), soft=True)
        return Row((Cell((unseen,)), Cell((Bit(words.NOTHING),)), Cell((Bit(words.NOTHING),)), Cell((Bit(becomes),))))
    said = summarised(one.piece.raw)
    title = said.title if said else one.outcome.stix_id
    value = (Bit(said.value, code=True),) if said and said.value not in ("", title) else ()
    marks = tuple(Bit(mark) for mark in said.marks) if said else ()
    becomes = gettext("is new here") if one.fresh else gettext("is here already")
    sort = one.outcome.stix_id.partition("--")[0]
    return Row(
        (
            Cell((Bit(title, language=words.NAMED), *value)),
            Cell((Bit(kinds.kind(sort)),)),
            Cell(marks or (Bit(gettext("none")),)),
            Cell((Bit(becomes),)),
        )
    )


def _stored(lot: Lot, eye: Onlooker, at_work: Work) -> Section:
    """Return what is there of it now, as far as they may see."""
    ids = []
    for piece in cut(bytes(lot.body))[:_SHOWN]:
        try:
            ids.append(read_head(piece.raw).id)
        except BadStix:
            continue
    found = by_ids(eye, list(dict.fromkeys(ids)), most=_SHOWN)
    text: tuple[str, ...] = ()
    if lot.state == LotState.STORED:
        text = (gettext("Stored: %(stored)s. Left out: %(refused)s.") % {"stored": lot.stored, "refused": lot.refused},)
    empty = gettext("Nothing of it is in a collection that you may read.")
    table = words.card_table(found.values(), at_work, empty=empty, shelves=True)
    return Section("objects", gettext("What is here of it"), text=text, table=table)


def _asks(lot: Lot, told: Rehearsal | None, eye: Onlooker, at_work: Work) -> Iterator[Ask]:
    state, second = LotState(lot.state), needs_second(lot)
    keeps, able = may_keep(at_work.actor), told is not None and told.fresh > 0
    count = told.fresh if told else 0
    if state is LotState.OPEN and keeps and able:
        if second:
            effect = gettext("Others may read this collection, so another officer looks at it first. Nothing is stored until they agree.")
            yield _ask(
                lot, "submit", gettext("Submit to a second officer"), gettext("Submit %(count)s new objects") % {"count": count}, effect
            )
        else:
            effect = gettext("Nobody but your authority reads this collection.")
            yield _ask(lot, "submit", gettext("Store it"), gettext("Store %(count)s new objects") % {"count": count}, effect)
    if state is LotState.WAITING and may_agree(at_work.actor) and str(eye.actor.officer) != lot.made_by:
        if able:
            effect = gettext("They are then in the collection, for everybody who is named above.")
            yield _ask(
                lot, "agree", gettext("Agree, and store it"), gettext("Agree, and store %(count)s new objects") % {"count": count}, effect
            )
        reason = FieldWrite("reason", "name", gettext("Why"), cap=_CAP)
        yield _ask(lot, "return", gettext("Do not agree; send it back with a reason"), gettext("Send it back"), "", reason)
    if state in (LotState.OPEN, LotState.WAITING) and keeps:
        yield _ask(
            lot, "aside", gettext("Set it aside"), gettext("Set it aside"), gettext("Nothing of it is stored. The lot stays in the list.")
        )


def _ask(lot: Lot, step: str, heading: str, label: str, effect: str, *fields: FieldWrite) -> Ask:
    form = Form(reverse("threat-lot", args=[lot.pk]), fresh_token(), hidden=(("step", step),))
    return Ask(heading, form, label, fields, effect, open=step in ("submit", "agree"))
