"""The page of what came in a case: whose it is, what must be destroyed or returned, what uses it; and the record of a disposal."""

from collections.abc import Iterator, Mapping

from django.urls import reverse
from django.utils.translation import gettext

from comity.desk.disposing.actions import METHODS
from comity.desk.disposing.queries import disposals_of
from comity.desk.disposing.refusals import DisposalIncomplete
from comity.desk.onward.materials import materials_in
from comity.desk.permissions import Verb, may
from comity.desk.reading.openings import Wish, wishes
from comity.desk.reading.requests import acts_of
from comity.desk.reusing.queries import uses_of
from comity.doors.web.filling import moment_parts
from comity.doors.web.moments import print_dated
from comity.doors.web.pages.compose import ReasonPage
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Act, Form
from comity.doors.web.pages.safeguards import Entry, Group, SafeguardsPage
from comity.doors.web.views.addresses import address_of, crumbs
from comity.doors.web.views.naming import country_name, country_of, kind_name
from comity.doors.web.views.onward_words import cause_words, label, terms_of
from comity.doors.web.views.refusing import next_step_of, sentence_of
from comity.doors.web.views.words import act_words
from comity.doors.web.views.working import Row, Work, fresh_token
from comity.terms.vocabulary import vocabulary


def received_page(request: Row, at_work: Work) -> SafeguardsPage:
    """Return what came in one case."""
    told = Wish.REPORT in wishes(request, acts=acts_of(request)) and may(at_work.actor, Verb.DRAFT)
    return SafeguardsPage(
        heading=gettext("What came in %(reference)s") % {"reference": request.reference},
        deck=gettext("Whose it is, under which conditions, and what is owed for it."),
        crumbs=crumbs(gettext("What came"), reference=request.reference),
        groups=(
            Group(
                "materials",
                gettext("Given to us"),
                "",
                tuple(_material(one, at_work) for one in materials_in(request)),
                gettext("Nothing that counts as material has come in this case."),
            ),
            Group(
                "disposals",
                gettext("To be destroyed or returned"),
                gettext("The clock runs on when the case has ended"),
                tuple(_disposal(one, request, at_work, told=told) for one in disposals_of(request)),
                gettext("Nothing is owed."),
            ),
            Group(
                "uses",
                gettext("Drafts that use it"),
                "",
                tuple(_use(one, at_work) for one in uses_of(request, by=at_work.actor)),
                gettext("None that you may know of."),
            ),
        ),
    )


def _material(material: Row, at_work: Work) -> Entry:
    act = act_words(material.message.act, material.message.kind)
    country = country_name(material.originator, at_work.language)
    when = gettext("%(act)s, %(time)s") % {"act": act, "time": at_work.when(material.at)}
    return Entry(gettext("Given by %(country)s") % {"country": country}, when, terms_of(material, at_work.language))


def _use(link: Row, at_work: Work) -> Entry:
    draft = link.draft
    facts = {"kind": kind_name(draft.kind, at_work.language), "country": country_of(draft.peer, at_work.language)}
    said = gettext("Said by %(officer)s, %(time)s") % {"officer": link.officer.name, "time": at_work.when(link.at)}
    standing = gettext("A disclosed path") if link.what == "path" else gettext("Named as a source")
    acts = (Act(gettext("Open it"), address_of(draft)),)
    return Entry(gettext("%(kind)s, to %(country)s") % facts, standing, (said,), acts=acts)


def _disposal(row: Row, request: Row, at_work: Work, *, told: bool) -> Entry:
    heading = gettext("By %(time)s") % {"time": at_work.fully(row.due_at)}
    said = [cause_words(row.cause)]
    if row.certificate:
        said.append(gettext("A condition wants a record by two officers."))
    if row.at is not None:
        said += _recorded(row, at_work)
    return Entry(heading, _standing(row, at_work), tuple(said), words=row.what, acts=tuple(_acts(row, request, at_work, told=told)))


def _recorded(row: Row, at_work: Work) -> Iterator[str]:
    facts = {"method": label(METHODS, row.method, at_work.language), "who": row.who, "day": print_dated(row.on)}
    yield gettext("%(method)s; by %(who)s, on %(day)s") % facts
    yield gettext("Recorded by %(officer)s, %(time)s") % {"officer": row.officer.name, "time": at_work.when(row.at)}
    if row.second is not None:
        yield gettext("Certified by %(officer)s, %(time)s") % {"officer": row.second.name, "time": at_work.when(row.second_at)}


def _standing(row: Row, at_work: Work) -> str:
    if row.done_at is not None:
        return gettext("Done")
    if row.at is not None:
        return gettext("Recorded; it waits for a second officer")
    return gettext("Late") if row.due_at <= at_work.at else gettext("To be done")


def _acts(row: Row, request: Row, at_work: Work, *, told: bool) -> Iterator[Act]:
    args = [request.reference, row.pk]
    if row.done_at is not None:
        if told:
            yield Act(gettext("Tell the State that gave it"), reverse("disposal-tell", args=args), post=True, token=fresh_token())
        return
    if may(at_work.actor, Verb.DISPOSE):
        yield Act(gettext("Record that it was done"), reverse("disposal", args=args))
    if row.at is not None and row.officer_id != at_work.officer.pk and may(at_work.actor, Verb.CERTIFY_DISPOSAL):
        yield Act(gettext("Certify it as the second officer"), reverse("disposal-certify", args=args), post=True, token=fresh_token())


def disposal_page(
    request: Row, disposal_id: int, at_work: Work, typed: Mapping[str, str], *, refusal: DisposalIncomplete | None = None
) -> ReasonPage:
    """Return the form of a record."""
    wrong = {refusal.part: f"{sentence_of(refusal)} {next_step_of(refusal)}"} if refusal else {}
    methods = tuple(
        Choice(item.code, item.label(at_work.language), item.definition.get(at_work.language, ""), chosen=item.code == typed.get("method"))
        for item in vocabulary(METHODS).offered
    )
    return ReasonPage(
        heading=gettext("Destroyed or returned, in %(reference)s") % {"reference": request.reference},
        crumbs=crumbs(gettext("Destroyed or returned"), reference=request.reference),
        effects=(
            gettext("This records what was done; it deletes nothing by itself."),
            gettext("Where a condition wants a record, a second officer certifies it; until then the clock goes on."),
        ),
        form=Form(reverse("disposal", args=[request.reference, disposal_id]), fresh_token()),
        act_label=gettext("Keep the record"),
        back_href=reverse("received", args=[request.reference]),
        reason=typed.get("reason", ""),
        fault=wrong.get("what", ""),
        words_label=gettext("What was destroyed or returned, copies included"),
        words_needed=True,
        choices=(
            FieldWrite("method", "code", gettext("How?"), choices=methods, fault=wrong.get("method", "")),
            FieldWrite("who", "name", gettext("Who did it?"), value=typed.get("who", ""), cap=200, fault=wrong.get("who", "")),
            FieldWrite(
                "on",
                "date",
                gettext("On which day?"),
                date=moment_parts(typed.get("on", ""), zone=at_work.zone),
                fault=wrong.get("on", ""),
            ),
        ),
    )
