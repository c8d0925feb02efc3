"""The pages of flags and reviews."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from comity.desk.permissions import Verb, may
from comity.desk.permitting.policy import ReviewNotAhead
from comity.desk.policy import ReasonMissing
from comity.desk.safeguarding.policy import FLAGS, REVIEWS
from comity.desk.safeguarding.queries import EMERGENCY, SECRECY, all_flags, reviews_of, running
from comity.desk.safeguarding.refusals import FlagNotCoded, OriginMissing, OutcomeNotCoded
from comity.doors.web.filling import moment_parts
from comity.doors.web.moments import print_date
from comity.doors.web.pages.compose import ReasonPage
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Act, Form
from comity.doors.web.pages.safeguards import Entry, Group, SafeguardsPage
from comity.doors.web.views.addresses import crumbs
from comity.doors.web.views.naming import country_name
from comity.doors.web.views.refusing import next_step_of, sentence_of
from comity.doors.web.views.working import Row, Work, fresh_token
from comity.terms.refusals import Refused
from comity.terms.vocabulary import Item, vocabulary

REVIEWED: Final = {
    "flags": gettext_lazy("Review the flags"),
    "emergency": gettext_lazy("Review the emergency"),
    "secrecy": gettext_lazy("Review the secrecy"),
}
_PLACES: Final[Mapping[type[Refused], str]] = {
    FlagNotCoded: "code",
    OutcomeNotCoded: "code",
    OriginMissing: "origin",
    ReviewNotAhead: "until",
    ReasonMissing: "reason",
}


def safeguards_page(request: Row, at_work: Work) -> SafeguardsPage:
    """Return the flags of a request, and what was found by whoever looked."""
    flags = all_flags(request)
    counting = any(flag.ended_at is None for flag in flags)
    return SafeguardsPage(
        heading=gettext("Flags and reviews of %(reference)s") % {"reference": request.reference},
        deck=gettext("A flag decides nothing: it brings the matter before another officer. Nothing here is part of any act."),
        crumbs=crumbs(gettext("Flags and reviews"), reference=request.reference),
        groups=(
            Group(
                "flags",
                gettext("Flags"),
                gettext("They count until an approver who did not set them ends them"),
                tuple(_flag(flag, request, at_work) for flag in flags),
                gettext("No flag on this request."),
                (Act(gettext("Set a flag"), reverse("flag", args=[request.reference])),),
            ),
            Group(
                "reviews",
                gettext("Reviews"),
                "",
                tuple(_review(review, request, at_work) for review in reviews_of(request)),
                gettext("Nobody has reviewed anything yet."),
                tuple(_reviews_open(request, at_work, counting=counting)),
            ),
        ),
        internal=True,
    )


def _flag(flag: Row, request: Row, at_work: Work) -> Entry:
    facts = {"officer": flag.officer.name, "time": at_work.when(flag.at)}
    said = [gettext("Set by %(officer)s, %(time)s") % facts]
    if flag.person:
        said.append(gettext("Person: %(person)s") % {"person": flag.person})
    if flag.origin:
        country = country_name(flag.origin, at_work.language)
        said.append(gettext("Country of origin: %(country)s. Nothing about the person is sent there.") % {"country": country})
    if flag.ended_at is not None:
        ended = {"officer": flag.ended_by.name, "time": at_work.when(flag.ended_at), "reason": flag.ended_for}
        said.append(gettext("Ended by %(officer)s, %(time)s: %(reason)s") % ended)
    may_end = flag.ended_at is None and may(at_work.actor, Verb.REVIEW_SAFEGUARD) and flag.officer_id != at_work.officer.pk
    return Entry(
        heading=_label(FLAGS, flag.code, at_work.language),
        standing=gettext("Ended") if flag.ended_at is not None else gettext("Counts"),
        facts=tuple(said),
        words=flag.words,
        acts=(Act(gettext("End it"), reverse("flag-end", args=[request.reference, flag.pk])),) if may_end else (),
    )


def _review(review: Row, request: Row, at_work: Work) -> Entry:
    facts = {"officer": review.officer.name, "time": at_work.when(review.at), "day": _day(review.until)}
    said = [gettext("Reviewed by %(officer)s, %(time)s") % facts]
    if review.used:
        said.append(gettext("How it was used: %(used)s") % {"used": review.used})
    if review.second is not None:
        said.append(
            gettext("%(officer)s agreed: secrecy goes on until %(day)s") % {"officer": review.second.name, "day": _day(review.until)}
        )
    waits = bool(review.until) and review.second_at is None
    if waits:
        said.append(gettext("Until %(day)s, once a second officer agrees") % facts)
    may_agree = waits and may(at_work.actor, Verb.REVIEW_SAFEGUARD) and review.officer_id != at_work.officer.pk
    href = reverse("secrecy-agree", args=[request.reference, review.pk])
    return Entry(
        heading=str(REVIEWED[review.subject]),
        standing=_label(REVIEWS, review.outcome, at_work.language),
        facts=tuple(said),
        words=review.words,
        acts=(Act(gettext("Agree as the second officer"), href, post=True, token=fresh_token()),) if may_agree else (),
    )


def _reviews_open(request: Row, at_work: Work, *, counting: bool) -> Iterator[Act]:
    if not may(at_work.actor, Verb.REVIEW_SAFEGUARD):
        return
    opened = {
        "flags": counting,
        "emergency": running(request, EMERGENCY) is not None,
        "secrecy": running(request, SECRECY) is not None,
    }
    for subject, label in REVIEWED.items():
        if opened[subject]:
            yield Act(str(label), reverse("review", args=[request.reference, subject]))


def _day(text: str) -> str:
    return print_date(date.fromisoformat(text)) if text else ""


def _label(name: str, code: str, language: str) -> str:
    item = vocabulary(name).by_code.get(code)
    return item.label(language) if item else code


def flag_page(request: Row, at_work: Work, typed: Mapping[str, str], *, refusal: Refused | None = None) -> ReasonPage:
    """Return the form of a flag."""
    wrong = _wrong(refusal)
    language = at_work.language
    return ReasonPage(
        heading=gettext("Set a flag on %(reference)s") % {"reference": request.reference},
        crumbs=crumbs(gettext("Set a flag"), reference=request.reference),
        effects=(
            gettext("Another officer must review it before anything is decided or handed over. It is never sent."),
            gettext("With the flag for asylum nothing about the person goes to the country of origin."),
        ),
        form=Form(reverse("flag", args=[request.reference]), fresh_token()),
        act_label=gettext("Set the flag"),
        back_href=reverse("safeguards", args=[request.reference]),
        reason=typed.get("reason", ""),
        fault=wrong.get("reason", ""),
        choices=(
            _coded(gettext("Which flag?"), vocabulary(FLAGS).offered, typed, language, fault=wrong.get("code", "")),
            FieldWrite(
                "person",
                "name",
                gettext("About which person?"),
                hint=gettext("As written in the request; empty if it is about the whole request."),
                value=typed.get("person", ""),
                cap=200,
                optional=True,
            ),
            FieldWrite(
                "origin",
                "reference",
                gettext("Country of origin"),
                hint=gettext("Two letters; for the flag for asylum only."),
                value=typed.get("origin", ""),
                cap=2,
                optional=True,
                fault=wrong.get("origin", ""),
            ),
        ),
    )


def end_page(request: Row, flag_id: int, *, words: str = "", refusal: Refused | None = None) -> ReasonPage:
    """Return the form that ends a flag."""
    return ReasonPage(
        heading=gettext("End a flag on %(reference)s") % {"reference": request.reference},
        crumbs=crumbs(gettext("End a flag"), reference=request.reference),
        effects=(gettext("It counts no longer, and stays readable with your reason."),),
        form=Form(reverse("flag-end", args=[request.reference, flag_id]), fresh_token()),
        act_label=gettext("End the flag"),
        back_href=reverse("safeguards", args=[request.reference]),
        reason=words,
        fault=_wrong(refusal).get("reason", ""),
    )


def review_page(request: Row, subject: str, at_work: Work, typed: Mapping[str, str], *, refusal: Refused | None = None) -> ReasonPage:
    """Return the form of a review."""
    wrong = _wrong(refusal)
    heading = str(REVIEWED[subject])
    items = tuple(item for item in vocabulary(REVIEWS).offered if item.group == subject)
    more: dict[str, tuple[FieldWrite, ...]] = {
        "emergency": (FieldWrite("used", "name", gettext("How was what came of it used?"), value=typed.get("used", ""), cap=1000),),
        "secrecy": (
            FieldWrite(
                "until",
                "date",
                gettext("If it goes on: until which day?"),
                date=moment_parts(typed.get("until", ""), zone=at_work.zone),
                fault=wrong.get("until", ""),
                optional=True,
            ),
        ),
    }
    return ReasonPage(
        heading=f"{heading}: {request.reference}",
        crumbs=crumbs(heading, reference=request.reference),
        effects=(gettext("Read the whole case first; your name stands with what you find."),),
        form=Form(reverse("review", args=[request.reference, subject]), fresh_token()),
        act_label=gettext("Keep the review"),
        back_href=reverse("safeguards", args=[request.reference]),
        reason=typed.get("reason", ""),
        fault=wrong.get("reason", ""),
        choices=(
            _coded(gettext("What did you find?"), items, typed, at_work.language, fault=wrong.get("code", "")),
            *more.get(subject, ()),
        ),
    )


def _coded(label: str, items: tuple[Item, ...], typed: Mapping[str, str], language: str, *, fault: str) -> FieldWrite:
    choices = (
        Choice(item.code, item.label(language), item.definition.get(language, ""), chosen=item.code == typed.get("code")) for item in items
    )
    return FieldWrite("code", "code", label, choices=tuple(choices), fault=fault)


def _wrong(refusal: Refused | None) -> dict[str, str]:
    if refusal is None:
        return {}
    return {_PLACES.get(type(refusal), "reason"): f"{sentence_of(refusal)} {next_step_of(refusal)}"}
