"""The pages of permissions."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from comity.desk.permissions import Verb, may
from comity.desk.permitting.policy import NothingToPermit, PermissionIncomplete, ReviewNotAhead
from comity.desk.permitting.queries import Standing, permissions, standing_of
from comity.desk.rules import rulebook
from comity.directory.book import book
from comity.directory.home import home
from comity.doors.web.filling import moment_parts
from comity.doors.web.moments import print_date
from comity.doors.web.pages.compose import ReasonPage
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Act, Crumbs, Form, Link
from comity.doors.web.pages.safeguards import Entry, Group, SafeguardsPage
from comity.doors.web.views.naming import country_name, kind_name, permitted
from comity.doors.web.views.refusing import next_step_of, sentence_of
from comity.doors.web.views.working import Row, Work, fresh_token
from comity.terms.refusals import Refused
from comity.treaty.rulebook import NoRule

_STANDINGS: Final = {
    "proposed": gettext_lazy("Proposed: does not count before a second officer approves it"),
    "counts": gettext_lazy("Counts"),
    "lapsed": gettext_lazy("Its review is past: it counts no longer"),
    "ended": gettext_lazy("Ended"),
}


def list_page(at_work: Work) -> SafeguardsPage:
    """Return the list: what waits, what counts, what is over."""
    today = at_work.at.datetime().date()
    rows = [(standing_of(row, on=today), row) for row in permissions()]
    drafts = may(at_work.actor, Verb.PROPOSE_PERMISSION)
    return SafeguardsPage(
        heading=gettext("Permissions"),
        deck=gettext("What is off or denied by itself, and what two officers allowed until the day of its review."),
        crumbs=Crumbs((Link(gettext("Watch queue"), reverse("watch")),), gettext("Permissions")),
        groups=(
            Group(
                "live",
                gettext("Proposed, and in force"),
                "",
                tuple(_entry(row, standing, at_work) for standing, row in rows if standing in ("proposed", "counts")),
                gettext("Nothing is permitted: every kind that is off stays off, every kind of high risk is denied with every State."),
            ),
            Group(
                "over",
                gettext("Lapsed and ended"),
                gettext("Nothing is ever removed from this list"),
                tuple(_entry(row, standing, at_work) for standing, row in rows if standing in ("lapsed", "ended")),
                gettext("No permission has ended yet."),
            ),
        ),
        acts=(
            Act(gettext("Transparency report"), reverse("report-newest")),
            *((Act(gettext("Propose a permission"), reverse("permission-propose")),) if drafts else ()),
        ),
    )


def _entry(row: Row, standing: Standing, at_work: Work) -> Entry:
    return Entry(
        heading=title_of(row, at_work.language),
        standing=str(_STANDINGS[standing]),
        facts=tuple(_facts(row, at_work)),
        words=row.reason,
        acts=tuple(_acts(row, standing, at_work)),
    )


def title_of(row: Row, language: str) -> str:
    """Name what a permission is for: the kind, and the State or every State."""
    return permitted(row.kind, row.country, language)


def _facts(row: Row, at_work: Work) -> Iterator[str]:
    yield gettext("Law: %(basis)s") % {"basis": row.basis}
    if row.independent:
        yield gettext("Independent authority: %(authority)s") % {"authority": row.independent}
    yield gettext("Last day: %(day)s") % {"day": print_date(date.fromisoformat(row.review_on))}
    yield gettext("Proposed by %(officer)s, %(time)s") % {"officer": row.proposed_by.name, "time": at_work.when(row.proposed_at)}
    if row.approved_by:
        yield gettext("Approved by %(officer)s, %(time)s") % {"officer": row.approved_by.name, "time": at_work.when(row.approved_at)}
    if row.ended_by:
        facts = {"officer": row.ended_by.name, "time": at_work.when(row.ended_at), "reason": row.ended_for}
        yield gettext("Ended by %(officer)s, %(time)s: %(reason)s") % facts


def _acts(row: Row, standing: Standing, at_work: Work) -> Iterator[Act]:
    if standing == "proposed" and may(at_work.actor, Verb.APPROVE_PERMISSION) and row.proposed_by_id != at_work.officer.pk:
        yield Act(gettext("Approve as the second officer"), reverse("permission-approve", args=[row.pk]), post=True, token=fresh_token())
    if standing != "ended":
        yield Act(gettext("End it"), reverse("permission-end", args=[row.pk]))


def propose_page(at_work: Work, typed: Mapping[str, str], *, refusal: Refused | None = None) -> ReasonPage:
    """Return the form of a proposal, with what was typed and what is wrong with it."""
    wrong = _faults(refusal)
    return ReasonPage(
        heading=gettext("Propose a permission"),
        crumbs=Crumbs((Link(gettext("Permissions"), reverse("permissions")),), gettext("Propose")),
        effects=(
            gettext("Nothing is allowed before a second officer approves it."),
            gettext("It ends by itself on the day of its review; any officer may end it before."),
        ),
        form=Form(reverse("permission-propose"), fresh_token()),
        act_label=gettext("Propose"),
        back_href=reverse("permissions"),
        reason=typed.get("reason", ""),
        fault=wrong.get("reason", ""),
        choices=(
            FieldWrite("kind", "code", gettext("What is to be allowed?"), fault=wrong.get("kind", ""), choices=_kinds(at_work, typed)),
            FieldWrite(
                "country",
                "code",
                gettext("With which State?"),
                hint=gettext("A kind that is off is switched on for all; a kind of high risk is allowed with one State."),
                choices=_countries(at_work, typed),
            ),
            FieldWrite(
                "basis", "name", gettext("Which law allows it?"), value=typed.get("basis", ""), cap=400, fault=wrong.get("basis", "")
            ),
            FieldWrite(
                "independent",
                "name",
                gettext("Which independent authority stands behind it?"),
                hint=gettext("Only needed to switch on a kind that is off."),
                value=typed.get("independent", ""),
                cap=200,
                fault=wrong.get("independent", ""),
            ),
            FieldWrite(
                "review_on",
                "date",
                gettext("Last day, on which it is reviewed"),
                date=moment_parts(typed.get("review_on", ""), zone=at_work.zone),
                fault=wrong.get("review_on", ""),
            ),
        ),
    )


def _faults(refusal: Refused | None) -> dict[str, str]:
    """Return where a refusal stands on the page: at each field that it is about."""
    if refusal is None:
        return {}
    said = f"{sentence_of(refusal)} {next_step_of(refusal)}"
    if isinstance(refusal, NoRule):
        return {"kind": gettext("Choose what is to be allowed.")}
    if isinstance(refusal, PermissionIncomplete):
        return dict.fromkeys(refusal.facts["lacks"].split(", "), gettext("Fill this in: %(step)s") % {"step": next_step_of(refusal)})
    return {"review_on" if isinstance(refusal, ReviewNotAhead) else "kind" if isinstance(refusal, NothingToPermit) else "reason": said}


def _kinds(at_work: Work, typed: Mapping[str, str]) -> tuple[Choice, ...]:
    groups = (
        (gettext("Off by itself"), lambda row: row.off),
        (gettext("High risk: denied with every State"), lambda row: row.high_risk and not row.off),
    )
    return tuple(
        Choice(
            row.code,
            kind_name(row.code, at_work.language),
            row.purpose[at_work.language],
            chosen=row.code == typed.get("kind"),
            group=group,
        )
        for group, fits in groups
        for row in rulebook().kinds.values()
        if fits(row)
    )


def _countries(at_work: Work, typed: Mapping[str, str]) -> tuple[Choice, ...]:
    none = Choice("", gettext("None: switch a kind on that is off"), chosen=not typed.get("country"))
    others = sorted(code.text for code in book().sections if code != home().country)
    return (none, *(Choice(code, country_name(code, at_work.language), chosen=code == typed.get("country")) for code in others))
