"""Pages of retention: the list, and one case until its content is destroyed and after."""

from collections.abc import Iterator, Mapping
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext

from comity.desk.permissions import Verb, may
from comity.desk.retiring.actions import CAP, GROUNDS
from comity.desk.retiring.calling import waiting_erasures
from comity.desk.retiring.queries import Standing, destroyed_lately, due_cases
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Crumbs, Form, Link
from comity.doors.web.pages.posts import Ask, Cell, Table, TablesPage
from comity.doors.web.views.addresses import crumbs
from comity.doors.web.views.naming import kind_name, retention_name
from comity.doors.web.views.words import state_words
from comity.doors.web.views.working import Row, Work, fresh_token
from comity.terms.vocabulary import vocabulary

_COUNTED: Final = ("acts", "files", "drafts", "leaves")


def list_page(at_work: Work) -> TablesPage:
    """Return what is due or nearly, what waits for a second officer, what was destroyed."""
    who = at_work.actor
    return TablesPage(
        heading=gettext("Retention"),
        deck=gettext("What ended cases say is kept until a day that a rule names, then destroyed by two officers; the log stays."),
        crumbs=Crumbs(),
        tables=(
            Table(
                gettext("Waits for a second officer"),
                (gettext("Request"), gettext("Rule"), gettext("Proposed by"), gettext("Reason")),
                tuple(
                    (_case(one.request), Cell(rule_words(one.rule, at_work)), Cell(one.officer.name), Cell(one.reason))
                    for one in waiting_erasures(by=who)
                ),
                gettext("Nothing waits."),
            ),
            Table(
                gettext("Kept until"),
                (gettext("Request"), gettext("What it is"), gettext("How it ended"), gettext("Until")),
                tuple(_due(one, at_work) for one in due_cases(by=who, at=at_work.at)),
                gettext("No day is near."),
            ),
            Table(
                gettext("Destroyed"),
                (gettext("Request"), gettext("Rule"), gettext("When"), gettext("By")),
                tuple(
                    (
                        _case(one.request),
                        Cell(rule_words(one.rule, at_work)),
                        Cell(at_work.fully(one.ended_at)),
                        Cell(f"{one.officer.name}, {one.second.name}"),
                    )
                    for one in destroyed_lately(by=who)
                ),
                gettext("Nothing was destroyed."),
            ),
        ),
    )


def case_page(one: Standing, at_work: Work, *, fault: str, typed: Mapping[str, str]) -> TablesPage:
    """Return how one case stands, and what this officer may do about it; `typed` by the address of the form it was typed in."""
    reference = one.request.reference
    tables = (_destroyed(one, at_work),) if one.done else (_term(one, at_work), _keepers(one), *_holds(one, at_work))
    return TablesPage(
        heading=gettext("Retention of %(reference)s") % {"reference": reference},
        deck=_gone(one, at_work) if one.done else gettext("Until when what this case says is kept, and what keeps it longer."),
        crumbs=crumbs(gettext("Retention"), reference=reference),
        tables=tables,
        asks=() if one.done else tuple(_asks(one, at_work, typed=typed)),
        filters=tuple(_ways(one, at_work)),
        fault=fault,
    )


def _ways(one: Standing, at_work: Work) -> Iterator[Link]:
    """Yield the ways from here: what happened, and, of what is gone, the file that a court can still be shown."""
    reference = one.request.reference
    if may(at_work.actor, Verb.READ_LOG):
        yield Link(gettext("Timeline"), reverse("request-history", args=[reference]))
    if one.done and may(at_work.actor, Verb.EXPORT_PROOF):
        yield Link(gettext("Download the proof of what is left"), reverse("proof", args=[reference]))


def rule_words(rule: str, at_work: Work) -> str:
    """Return what a rule of retention is called; its code where this node does not have it any more."""
    return retention_name(rule, at_work.language)


def _case(request: Row) -> Cell:
    return Cell(request.reference, reverse("retire", args=[request.reference]))


def _due(request: Row, at_work: Work) -> tuple[Cell, ...]:
    kind, state = kind_name(request.kind, at_work.language), state_words(request.state)
    return (_case(request), Cell(kind), Cell(state), Cell(at_work.fully(request.retain_until)))


def _gone(one: Standing, at_work: Work) -> str:
    assert one.done is not None  # noqa: S101 -- the caller asked
    facts = {"rule": rule_words(one.done.rule, at_work), "time": at_work.fully(one.done.ended_at)}  # type: ignore[arg-type]  # it is ended
    facts |= {"first": one.done.officer.name, "second": one.done.second.name if one.done.second else ""}
    return gettext("What this case said was destroyed on %(time)s by %(first)s and %(second)s. Rule: %(rule)s.") % facts


def _destroyed(one: Standing, at_work: Work) -> Table:
    assert one.done is not None  # noqa: S101 -- the caller asked
    row = one.done
    said = {
        "acts": gettext("Acts: text, fields, envelopes, salts"),
        "files": gettext("Files beside acts"),
        "drafts": gettext("Drafts with every version"),
        "leaves": gettext("Entries of the journal: facts and salts"),
    }
    rows = [(Cell(said[name]), Cell(str(row.counts.get(name, 0)))) for name in _COUNTED]
    rows += [
        (Cell(gettext("Reason")), Cell(row.reason)),
        (Cell(gettext("Source of the rule")), Cell(row.source, language="en")),
        (Cell(gettext("Its day")), Cell(at_work.fully(row.due_at))),
        (Cell(gettext("Files still to be removed")), Cell(gettext("within a minute") if row.owed else gettext("none"))),
        (Cell(gettext("What stays")), Cell(gettext("Numbers, codes, moments, digests, receipts, names of officers, the log."))),
        (
            Cell(gettext("Proofs")),
            Cell(gettext("One made before still verifies. One made now shows headers, receipts and this destruction, and no word.")),
        ),
    ]
    return Table(gettext("What was destroyed"), (gettext("What"), gettext("How much")), tuple(rows), paired=True)


def _term(one: Standing, at_work: Work) -> Table:
    columns = (gettext("Rule"), gettext("Why so long"), gettext("Until"), gettext("Source of the rule"))
    rows: tuple[tuple[Cell, ...], ...] = ()
    if one.term is not None:
        rule, language = one.term.rule, at_work.language
        until = Cell(at_work.fully(one.term.due_at))
        rows = ((Cell(rule.labels[language]), Cell(rule.means[language]), until, Cell(rule.source, language="en")),)
    return Table(gettext("Its time"), columns, rows, gettext("The case is not over, or no rule names its kind: it is kept."))


def _keepers(one: Standing) -> Table:
    rows = tuple((Cell(gettext(why)),) for why in one.held)
    return Table(gettext("What keeps it longer"), (gettext("Why"),), rows, gettext("Nothing."))


def _holds(one: Standing, at_work: Work) -> Iterator[Table]:
    if one.holds:
        columns = (gettext("Ground"), gettext("In words"), gettext("Placed by"), gettext("When"))
        grounds = vocabulary(GROUNDS)
        rows = tuple(
            (Cell(grounds.label(row.ground, at_work.language)), Cell(row.words), Cell(row.officer.name), Cell(at_work.when(row.at)))
            for row in one.holds
        )
        yield Table(gettext("Holds"), columns, rows)


def _asks(one: Standing, at_work: Work, *, typed: Mapping[str, str]) -> Iterator[Ask]:
    reference, who = one.request.reference, at_work.actor
    if one.proposal is not None:
        yield from _decide(one.proposal, reference, at_work)
    elif one.term is not None and one.term.due_at <= at_work.at and not one.held and may(who, Verb.DISPOSE):
        here = reverse("retire", args=[reference])
        yield Ask(
            gettext("Destroy what it says"),
            Form(here, fresh_token()),
            gettext("Propose it"),
            (_reason(gettext("It stays in the journal for ever: write no name in it and nothing of the case."), typed.get(here, "")),),
            effect=gettext("Nothing is destroyed before a second officer agrees."),
        )
    if may(who, Verb.DISPOSE):
        grounds = tuple(Choice(item.code, item.label(at_work.language)) for item in vocabulary(GROUNDS).offered)
        here = reverse("hold-place", args=[reference])
        yield Ask(
            gettext("Keep it longer"),
            Form(here, fresh_token()),
            gettext("Place a hold"),
            (FieldWrite("ground", "code", gettext("Why is it still needed?"), choices=grounds), _reason("", typed.get(here, ""))),
        )
    if may(who, Verb.CERTIFY_DISPOSAL):
        for row in one.holds:
            ground = vocabulary(GROUNDS).label(row.ground, at_work.language)
            form = Form(reverse("hold-lift", args=[reference, row.pk]), fresh_token())
            reason = _reason("", typed.get(form.href, ""))
            yield Ask(gettext("Lift the hold: %(ground)s") % {"ground": ground}, form, gettext("Lift it"), (reason,))


def _decide(proposal: Row, reference: str, at_work: Work) -> Iterator[Ask]:
    facts = {"officer": proposal.officer.name, "time": at_work.when(proposal.at), "reason": proposal.reason}
    facts["rule"] = rule_words(proposal.rule, at_work)
    said = gettext("%(officer)s proposed at %(time)s that what it says is destroyed. %(rule)s. Reason: %(reason)s") % facts
    own = proposal.officer_id == at_work.officer.pk
    if not own and may(at_work.actor, Verb.CERTIFY_DISPOSAL):
        form = Form(reverse("retire-destroy", args=[reference]), fresh_token())
        yield Ask(gettext("Agree as the second officer"), form, gettext("Destroy what it says, for good"), effect=said)
        said = ""
    if own or may(at_work.actor, Verb.CERTIFY_DISPOSAL):
        keeping = Form(reverse("retire-drop", args=[reference]), fresh_token())
        label = gettext("Take it back") if own else gettext("Decline")
        yield Ask(gettext("Leave it as it is"), keeping, label, effect=said)


def _reason(hint: str, typed: str) -> FieldWrite:
    return FieldWrite("reason", "text", gettext("Reason"), hint=hint, value=typed, cap=CAP)
