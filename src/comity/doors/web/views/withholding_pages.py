"""The page of what is left out of a proof: every choice so far, the one that waits part by part, and the form of a new one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from comity.desk.permissions import Verb, may
from comity.desk.proving.choice import WORDS_CAP
from comity.desk.proving.choice import Choice as Chosen
from comity.desk.withholding.choosing import GROUNDS, Whole, whole_of
from comity.desk.withholding.queries import choice_of, has_gone_on, withholdings_of
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Form
from comity.doors.web.pages.posts import Ask, Cell, Table, TablesPage
from comity.doors.web.views.addresses import crumbs
from comity.doors.web.views.evidence_words import step_words
from comity.doors.web.views.words import act_words
from comity.doors.web.views.working import Row, Work, fresh_token
from comity.evidence.states import Kind
from comity.terms.vocabulary import vocabulary

_NO_GROUND = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into the form."""

    names: tuple[str, ...] = ()
    ground: str = _NO_GROUND
    words: str = ""

    @classmethod
    def of(cls, posted: QueryDict) -> Self:
        """Read a posted form."""
        return cls(tuple(posted.getlist("withhold")), posted.get("ground", _NO_GROUND), posted.get("word.text", ""))


def withholding_page(request: Row, at_work: Work, typed: Typed, *, fault: str = "") -> TablesPage:
    """Return the page."""
    rows = withholdings_of(request)
    waiting = next((row for row in rows if row.ended_at is None), None)
    whole = whole_of(request, by=at_work.actor, at=at_work.at)
    tables = [_so_far(request, [row for row in rows if row is not waiting], at_work)]
    if waiting is not None:
        tables.insert(0, _waiting(request, waiting, whole, at_work))
        asks = tuple(_settling(request, waiting, at_work))
    else:
        asks = (_choosing(request, whole, at_work, typed),) if may(at_work.actor, Verb.EXPORT_PROOF) else ()
    return TablesPage(
        heading=gettext("What is left out of the proof of %(reference)s") % {"reference": request.reference},
        deck=gettext("The file says what is missing, why, and who decided it; that the missing part exists stays proven."),
        crumbs=crumbs(gettext("Withheld"), reference=request.reference),
        tables=tuple(tables),
        asks=asks,
        fault=fault,
    )


def _so_far(request: Row, rows: list[Row], at_work: Work) -> Table:
    columns = (gettext("When"), gettext("Chosen by"), gettext("Left out"), gettext("Ground"), gettext("What became of it"))
    return Table(
        gettext("Chosen so far"),
        columns,
        tuple(_past(request, row, at_work) for row in rows),
        gettext("Nothing was left out of a proof of this case."),
    )


def _past(request: Row, row: Row, at_work: Work) -> tuple[Cell, ...]:
    choice = choice_of(row)
    facts = {"officer": row.ended_by.name, "time": at_work.when(row.ended_at)}
    if row.outcome != "approved":
        ended = Cell(gettext("dropped by %(officer)s, %(time)s") % facts)
    elif has_gone_on(request, choice):
        ended = Cell(gettext("approved by %(officer)s, %(time)s; the case went on since, choose anew") % facts)
    else:
        href = reverse("withholding-proof", args=[request.reference, row.pk])
        ended = Cell(gettext("approved by %(officer)s, %(time)s: download the file") % facts, href)
    return (Cell(at_work.when(row.at)), Cell(row.officer.name), Cell(_in_short(choice)), Cell(_why(choice, at_work)), ended)


def _in_short(choice: Chosen) -> str:
    acts = [gettext("act %(number)s") % {"number": one.number} for one in choice.acts]
    items = [f"E{one.number}" for one in choice.items]
    steps = [gettext("step %(number)s of %(item)s") % {"number": one.number, "item": f"E{one.item}"} for one in choice.steps]
    return ", ".join((*acts, *items, *steps))


def _why(choice: Chosen, at_work: Work) -> str:
    known = vocabulary(GROUNDS)
    ground = known.label(choice.ground, at_work.language) if choice.ground in known else choice.ground
    return f"{ground}: {choice.words}"


def _waiting(request: Row, row: Row, whole: Whole, at_work: Work) -> Table:
    """Return what the second officer reads: each part that is left out, with a way to it, and why."""
    choice = choice_of(row)
    rows = [(Cell(label, href), Cell(told)) for label, told, href in _parts(request, choice, whole)]
    rows.append((Cell(gettext("why")), Cell(_why(choice, at_work))))
    facts = {"officer": row.officer.name, "time": at_work.when(row.at)}
    return Table(
        gettext("Chosen by %(officer)s, %(time)s: it waits for a second officer") % facts,
        (gettext("Left out"), gettext("What stays in the file")),
        tuple(rows),
    )


def _parts(request: Row, choice: Chosen, whole: Whole) -> Iterator[tuple[str, str, str]]:
    case = reverse("request", args=[request.reference])
    for act in choice.acts:
        message = whole.messages[act.number - 1]
        label = gettext("the words of act %(number)s: %(act)s") % {"number": act.number, "act": act_words(message.act, message.kind)}
        yield label, gettext("who signed it, for whom, when and of which kind; its place in the log"), case
    names = {held.item.number: held for held in whole.items}
    for item in choice.items:
        href = reverse("evidence-item", args=[request.reference, item.number])
        label = gettext("all of %(item)s: %(what)s") % {"item": f"E{item.number}", "what": names[item.number].item.what}
        yield label, gettext("that its steps stand in the log, of which kind and when"), href
    for step in choice.steps:
        href = reverse("evidence-item", args=[request.reference, step.item])
        kind = names[step.item].steps[step.number - 1].kind
        facts = {"number": step.number, "item": f"E{step.item}", "step": step_words(kind)}
        label = gettext("the words of step %(number)s of %(item)s: %(step)s") % facts
        yield label, gettext("of which kind it was, when, and its place in the chain and the log"), href


def _settling(request: Row, row: Row, at_work: Work) -> Iterator[Ask]:
    href = reverse("withholding-settle", args=[request.reference, row.pk])
    own = row.officer_id == at_work.officer.pk
    releases = may(at_work.actor, Verb.RELEASE_CASEFILE)
    if releases and not own:
        yield Ask(
            gettext("Approve what is left out"),
            Form(href, fresh_token(), hidden=(("act", "approve"),)),
            gettext("I have read it: approve as the second officer"),
            effect=gettext("The approval stands in the log and in the file, with your name. If the case goes on, it counts no more."),
        )
    if releases or own:
        yield Ask(
            gettext("Drop this choice"),
            Form(href, fresh_token(), hidden=(("act", "drop"),)),
            gettext("Take it back") if own else gettext("Decline"),
            effect=gettext("Nothing is left out then. The journal keeps that it was chosen."),
        )


def _choosing(request: Row, whole: Whole, at_work: Work, typed: Typed) -> Ask:
    known = vocabulary(GROUNDS)
    grounds = tuple(
        Choice(
            item.code,
            item.labels[at_work.language],
            article=(item.article or "").rpartition("Art. ")[2],
            chosen=item.code == typed.ground,
        )
        for item in known.offered
    )
    fields = (
        FieldWrite(
            "withhold",
            "codes",
            gettext("What the file does not show"),
            hint=gettext(
                "Always given: which request this is, what may clear a person, and each step that says whether evidence is unchanged."
            ),
            choices=tuple(_choices(whole, typed)),
            coded=False,
        ),
        FieldWrite("ground", "code", gettext("Ground"), choices=grounds),
        FieldWrite(
            "word",
            "text",
            gettext("Why, in words"),
            hint=gettext("Whoever reads the file reads this: say nothing in it that is withheld."),
            value=typed.words,
            cap=WORDS_CAP,
        ),
    )
    return Ask(
        gettext("Leave something out"),
        Form(reverse("withholding", args=[request.reference]), fresh_token()),
        gettext("Propose it to a second officer"),
        fields,
        effect=gettext("Nothing happens until a second officer has read it and approves it."),
    )


def _choices(whole: Whole, typed: Typed) -> Iterator[Choice]:
    named = dict(_names(whole))
    acts, evidence = gettext("Acts"), gettext("Evidence")
    for part in whole.parts:
        if part.always and part.name.startswith("step-"):
            continue  # most steps: the hint says which
        yield Choice(
            part.name,
            named[part.name],
            chosen=part.name in typed.names,
            offered=not part.always,
            why_not=gettext(part.always) if part.always else "",
            group=acts if part.name.startswith("act-") else evidence,
        )


def _names(whole: Whole) -> Iterator[tuple[str, str]]:
    for number, message in enumerate(whole.messages, 1):
        yield f"act-{number}", f"{number}. {act_words(message.act, message.kind)}"
    for held in whole.items:
        item = held.item.number
        yield f"item-{item}", gettext("All of %(item)s: %(what)s") % {"item": f"E{item}", "what": held.item.what}
        for step in held.steps:
            yield f"step-{item}-{step.number}", _step_name(item, step.number, step.kind)


def _step_name(item: int, number: int, kind: Kind) -> str:
    return gettext("%(item)s, step %(number)s: %(step)s") % {"item": f"E{item}", "number": number, "step": step_words(kind)}
