"""Pages beside a case that are no part of any act: legal opinions, what missions forward, what happened, who is to hold it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext

from comity.desk.counselling.actions import CODES
from comity.desk.counselling.refusals import CounselNotCoded
from comity.desk.forwarding.queries import forwarded_on
from comity.desk.holding.refusals import CannotReceive, HoldsAlready
from comity.desk.occurring.actions import EventAhead, EventUnfit
from comity.desk.occurring.queries import events_for, recorded_in
from comity.desk.outside.papers import PaperNotTaken, PaperTooLarge
from comity.desk.permissions import Verb, may
from comity.directory.people import NoSuchOfficer
from comity.doors.web.filling import moment_parts
from comity.doors.web.pages.compose import ReasonPage
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Act, Fault, Form
from comity.doors.web.pages.safeguards import Entry, Group, SafeguardsPage
from comity.doors.web.views.addresses import address_of, crumbs
from comity.doors.web.views.naming import kind_name, short
from comity.doors.web.views.offering import colleagues
from comity.doors.web.views.onward_words import event_words, label
from comity.doors.web.views.refusing import next_step_of, sentence_of
from comity.doors.web.views.working import Row, Work, fresh_token
from comity.doors.web.views.written import marked
from comity.terms.refusals import Refused
from comity.terms.vocabulary import vocabulary

WORDS: Final = 4000  # characters
_AT: Final = {CounselNotCoded: "code", NoSuchOfficer: "to", CannotReceive: "to", HoldsAlready: "to", EventUnfit: "event", EventAhead: "on"}


def counsel_entries(rows: Sequence[Row], at_work: Work, *, version: int = 0) -> tuple[Entry, ...]:
    """Return opinions, newest first; one on an older version of a draft than `version` says so."""
    return tuple(_counsel(row, at_work, version=version) for row in rows)


def _counsel(row: Row, at_work: Work, *, version: int) -> Entry:
    said = [gettext("%(officer)s, %(time)s") % {"officer": row.officer.name, "time": at_work.when(row.at)}]
    if row.draft_id is not None:
        facts = {"version": row.version, "kind": kind_name(row.draft.kind, at_work.language)}
        said.append(gettext("On version %(version)s of the draft: %(kind)s") % facts)
    old = version and row.version != version
    standing = gettext("On an older version") if old else gettext("On this version") if version else gettext("Given")
    return Entry(label(CODES, row.code, at_work.language), standing, tuple(said), words=row.words)


def counsel_page(about: Row, rows: Sequence[Row], at_work: Work, *, draft: bool) -> SafeguardsPage:
    """Return the opinions on a draft or a request."""
    give = reverse("draft-counsel-give" if draft else "counsel-give", args=[about.pk if draft else about.reference])
    open_ = not draft or about.state in ("open", "submitted")
    acts = (Act(gettext("Give an opinion"), give),) if open_ and may(at_work.actor, Verb.OPINE) else ()
    entries = counsel_entries(rows, at_work, version=about.version if draft else 0)
    back = address_of(about) if draft else reverse("request", args=[about.reference])
    return SafeguardsPage(
        heading=gettext("Legal opinions"),
        deck=gettext("For who drafts and who approves. No act, letter or proof has a word of it."),
        crumbs=crumbs(gettext("Legal opinions"), reference="" if draft else about.reference),
        groups=(Group("counsel", gettext("Opinions"), gettext("The newest counts"), entries, gettext("No opinion has been given."), acts),),
        acts=(Act(gettext("Back"), back),),
        internal=True,
    )


def counsel_form(
    href: str, back: str, typed: Mapping[str, str], at_work: Work, *, version: int = 0, refusal: Refused | None = None
) -> ReasonPage:
    """Return the form of an opinion; of a draft on the version that was read."""
    page = ReasonPage(
        heading=gettext("Give a legal opinion"),
        crumbs=crumbs(gettext("Legal opinion")),
        effects=(
            gettext("Who drafts and who approves read it with your name; it never leaves this authority."),
            gettext("It is on the version that you read. A changed draft is read again."),
        ),
        form=Form(href, fresh_token(), hidden=(("of", str(version)),)),
        act_label=gettext("Give the opinion"),
        back_href=back,
        reason=typed.get("reason", ""),
        words_label=gettext("The opinion in words"),
        words_needed=True,
        hint=gettext("Your name stands with it; the journal keeps its digest."),
        cap=WORDS,
        choices=(_coded(CODES, gettext("What is the opinion?"), typed, at_work),),
    )
    return _faulted(page, refusal)


def reassign_form(request: Row, typed: Mapping[str, str], at_work: Work, *, refusal: Refused | None = None) -> ReasonPage:
    """Return the form by which a supervisor gives a request to another officer."""
    holder = request.holder.name if request.holder else ""
    facts = {"reference": request.reference, "officer": holder}
    effects = [gettext("The officer whom you choose holds it at once, and is told.")]
    if holder:
        effects.append(gettext("%(officer)s no longer holds it, and is told.") % facts)
    effects.append(gettext("Clocks go on. Drafts stay where they are. The other side does not see it."))
    choices = tuple(
        one for one in colleagues(at_work, chosen=typed.get("to", "")) if request.holder is None or one.code != request.holder.officer_id
    )
    page = ReasonPage(
        heading=gettext("Give %(reference)s to another officer") % facts,
        crumbs=crumbs(gettext("Give to another officer"), reference=request.reference),
        effects=tuple(effects),
        form=Form(reverse("reassign", args=[request.reference]), fresh_token()),
        act_label=gettext("Give it to this officer"),
        back_href=reverse("request", args=[request.reference]),
        reason=typed.get("reason", ""),
        choices=(FieldWrite("to", "code", gettext("Who is to hold it?"), choices=choices),),
    )
    return _faulted(page, refusal)


def event_form(request: Row, typed: Mapping[str, str], at_work: Work, *, refusal: Refused | None = None) -> ReasonPage:
    """Return the form that records what happened outside any act."""
    choices = tuple(Choice(event, gettext(said), chosen=event == typed.get("event")) for event, said in events_for(request).items())
    done = tuple(
        gettext("Recorded: %(event)s, %(day)s (%(officer)s)")
        % {"event": event_words(row.event), "day": at_work.when(row.on), "officer": row.officer.name}
        for row in recorded_in(request)
    )
    page = ReasonPage(
        heading=gettext("Record what happened in %(reference)s") % {"reference": request.reference},
        crumbs=crumbs(gettext("Record what happened"), reference=request.reference),
        effects=(gettext("Clocks of the case start, stop or go on by it. Nothing is sent."), *done),
        form=Form(reverse("event", args=[request.reference]), fresh_token()),
        act_label=gettext("Record it"),
        back_href=reverse("request", args=[request.reference]),
        reason=typed.get("reason", ""),
        words_label=gettext("How is it known?"),
        words_needed=True,
        choices=(
            FieldWrite("event", "code", gettext("What happened?"), choices=choices),
            FieldWrite("on", "date", gettext("On which day?"), date=moment_parts(typed.get("on", ""), zone=at_work.zone)),
        ),
    )
    if refusal is not None and not typed.get("event"):
        return replace(page, choices=marked(page.choices, (Fault("event", gettext("Choose what happened.")),)))
    return _faulted(page, refusal)


def forwarded_page(request: Row, at_work: Work) -> SafeguardsPage:
    """Return what missions forwarded about a case."""
    forwards = may(at_work.actor, Verb.FORWARD)
    acts = (Act(gettext("Forward something"), reverse("forward", args=[request.reference])),) if forwards else ()
    return SafeguardsPage(
        heading=gettext("Forwarded by missions, on %(reference)s") % {"reference": request.reference},
        deck=gettext("What missions abroad passed on to this desk. It is recorded as an act only when an officer does so."),
        crumbs=crumbs(gettext("Forwarded by missions"), reference=request.reference),
        groups=(
            Group(
                "forwarded",
                gettext("Forwarded"),
                "",
                tuple(_forwarded(row, request, at_work) for row in forwarded_on(request)),
                gettext("Nothing has been forwarded."),
                acts,
            ),
        ),
        acts=(Act(gettext("Back to the request"), reverse("request", args=[request.reference])),),
        internal=True,
    )


def _forwarded(row: Row, request: Row, at_work: Work) -> Entry:
    facts = {"officer": row.officer.name, "authority": row.officer.authority, "time": at_work.when(row.at)}
    acts = (Act(row.name, reverse("forwarded-file", args=[request.reference, row.digest])),) if row.digest else ()
    said = (gettext("SHA-256: %(digest)s …") % {"digest": short(row.digest)},) if row.digest else ()
    return Entry(gettext("%(officer)s, %(authority)s") % facts, facts["time"], said, words=row.words, acts=acts)


def forward_form(request: Row, words: str, *, refusal: Refused | None = None) -> ReasonPage:
    """Return the form by which a mission forwards; what was wrong with the document stands beside the document."""
    unkept = _fault(refusal) if isinstance(refusal, (PaperTooLarge, PaperNotTaken)) else ""
    return ReasonPage(
        heading=gettext("Forward to the desk, on %(reference)s") % {"reference": request.reference},
        crumbs=crumbs(gettext("Forward"), reference=request.reference),
        effects=(gettext("The desk sees the request as new, and who holds it is told. The other side does not see it."),),
        form=Form(reverse("forward", args=[request.reference]), fresh_token()),
        act_label=gettext("Forward it"),
        back_href=reverse("forwarded", args=[request.reference]),
        reason=words,
        fault="" if unkept else _fault(refusal),
        words_label=gettext("From whom did it come, and what does it say?"),
        words_needed=True,
        hint=gettext("Your name stands with it; the journal keeps its digest."),
        cap=WORDS,
        choices=(FieldWrite("document", "file", gettext("The document, if there is one"), optional=True, fault=unkept),),
        upload=True,
    )


def _coded(name: str, said: str, typed: Mapping[str, str], at_work: Work) -> FieldWrite:
    items = vocabulary(name).offered
    choices = (
        Choice(item.code, item.label(at_work.language), item.definition.get(at_work.language, ""), chosen=item.code == typed.get("code"))
        for item in items
    )
    return FieldWrite("code", "code", said, choices=tuple(choices))


def _faulted(page: ReasonPage, refusal: Refused | None) -> ReasonPage:
    """Return the page with what was refused at the field that it is about; else at the words."""
    key = next((key for sort, key in _AT.items() if isinstance(refusal, sort)), "")
    at_words = "" if key else _fault(refusal)
    return replace(page, fault=at_words, choices=marked(page.choices, (Fault(key, _fault(refusal)),)))


def _fault(refusal: Refused | None) -> str:
    return f"{sentence_of(refusal)} {next_step_of(refusal)}" if refusal else ""
