"""A refusal from the rooms below becomes a page: what happened, what is kept, what to do next, who can."""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext, pgettext

from comity.courier.overview.faults import FORMATS, UNREADABLE
from comity.desk.attaching.refusals import NoSuchFile
from comity.desk.counselling.refusals import OwnCounsel
from comity.desk.disposing.refusals import NoSuchDisposal, OwnDisposal
from comity.desk.drafting.refusals import ChangedElsewhere, NoSuchDraft
from comity.desk.holding.refusals import NoSuchBatch, NoSuchOffer
from comity.desk.incidents.refusals import NoSuchIncident
from comity.desk.lettering.refusals import NoSuchAct
from comity.desk.missions.policy import ReportTaken
from comity.desk.onward.refusals import NoSuchSource, OnwardRefused
from comity.desk.outside.refusals import NoSuchPaper
from comity.desk.partnering.actions import NoSuchEntry
from comity.desk.partnering.policy import OwnEntry
from comity.desk.permitting.actions import NoSuchPermission
from comity.desk.permitting.policy import OwnProposal
from comity.desk.policy import AboveClearance, SelfApproval
from comity.desk.reading.filters import NoSuchFilter
from comity.desk.remedies.refusals import NoSuchRemedy
from comity.desk.retiring.refusals import NoSuchErasure, NoSuchHold, OwnErasure
from comity.desk.rules import rulebook
from comity.desk.safeguarding.refusals import NoSuchFlag, NoSuchReview, NotAnotherOfficer
from comity.desk.sending.actions import ChangedSinceShown
from comity.desk.shifts.refusals import NoSuchBrief
from comity.desk.visibility import ContentErased, NoSuchRequest
from comity.desk.walls.policy import OwnWall
from comity.directory.book import NotInDirectory
from comity.directory.officers import officers_with
from comity.directory.people import NoSuchOfficer
from comity.directory.policy import ROLES, MandateLapsed, NotAllowed, Role
from comity.directory.posts import OwnPost
from comity.directory.sittings import NoSuchSitting
from comity.doors.web.framing import render_page
from comity.doors.web.moments import print_dated
from comity.doors.web.pages.others import TroublePage
from comity.doors.web.pages.parts import Act
from comity.doors.web.views import evidence_words, working
from comity.doors.web.views.lawful import cited_in_full
from comity.doors.web.views.naming import (
    NODE_FACTS,
    authority_of,
    code_name,
    country_name,
    kind_name,
    language_name,
    one_of,
    retention_name,
)
from comity.doors.web.views.onward_words import next_act
from comity.doors.web.views.refusal_words import CODES, NAMED, PAPER_STEPS
from comity.doors.web.views.words import level_words, state_words
from comity.evidence.refusals import NoSuchItem, NotTheTaker, TwoPersonsOwed
from comity.intel.reading.refusals import NoFeedHere, NoLot, NoRemoval, OwnLot, OwnRemoval
from comity.intel.store.refusals import NoCollection, NoObject
from comity.intel.warnings.refusals import NoSuchWarning, OwnWarning, WarningChanged
from comity.letters.refusals import NoPrinter
from comity.picture.refusals import NoSuchPart
from comity.register.confirming.refusals import NoSuchSuggestion
from comity.register.mechanisms.refusals import NoSuchInstrument
from comity.register.refusals import NoSuchRow
from comity.terms.refusals import Malformed, Refused
from comity.terms.speech import gettext_noop
from comity.terms.vocabulary import UnknownVocabulary, vocabulary

_ABSENT: Final = (
    NoSuchAct,
    NoSuchDraft,
    NoSuchFile,
    NoSuchFilter,
    NoSuchRequest,
    NoSuchOfficer,
    NotInDirectory,
    NoSuchPaper,
    NoSuchEntry,
    NoSuchOffer,
    NoSuchBatch,
    NoSuchBrief,
    NoSuchFlag,
    NoSuchReview,
    NoSuchSource,
    NoSuchDisposal,
    NoSuchErasure,
    NoSuchHold,
    NoSuchRow,
    NoSuchSuggestion,
    NoSuchPart,
    NoSuchWarning,
    NoCollection,
    NoObject,
    NoLot,
    NoRemoval,
    NoFeedHere,
    NoSuchItem,
    NoSuchInstrument,
    NoSuchRemedy,
)
_FORBIDDEN: Final = (
    NotAllowed,
    NotAnotherOfficer,
    MandateLapsed,
    OwnEntry,
    OwnProposal,
    SelfApproval,
    OwnPost,
    OwnWall,
    OwnDisposal,
    OwnErasure,
    OwnCounsel,
    AboveClearance,
    OwnWarning,
    OwnLot,
    OwnRemoval,
    NotTheTaker,
    TwoPersonsOwed,
)
_CHANGED: Final = (ChangedElsewhere, ChangedSinceShown, ReportTaken, WarningChanged)
View = Callable[..., HttpResponse]


def sentence_of(refusal: Refused) -> str:
    """Return the refusal's sentence in the reader's language; of what cannot be read, where the fault is stays a parser's note."""
    facts = _facts(refusal)
    unread = refusal.sentence == Malformed.sentence
    said = gettext(UNREADABLE) % facts + "." if unread else gettext(refusal.sentence) % facts
    return said[:1].upper() + said[1:] if unread or _begins_with_what(refusal) else said


def next_step_of(refusal: Refused) -> str:
    """Return what to do next, in the reader's language."""
    return gettext(refusal.next_step) % _facts(refusal)


def _facts(refusal: Refused) -> dict[str, str]:
    shown = {name: _READ[name](fact) if name in _READ else print_dated(fact) for name, fact in refusal.facts.items()}
    if (fault := getattr(refusal, "fault", None)) and "reason" in shown:  # what stands there has a sentence of its own (wire.stix)
        shown["reason"] = gettext(fault.sentence) % fault.facts
    if _begins_with_what(refusal):
        shown["what"] = shown["what"].removeprefix("the ")  # the sentence has the article
    return shown | {name: level_words(shown[name]) for name in ("level", "most", "clearance") if name in shown}


def _begins_with_what(refusal: Refused) -> bool:
    return refusal.sentence.startswith("The %(what)s")


def _code(fact: str) -> str:
    return str(CODES[fact]) if fact in CODES else state_words(fact)


def _place(fact: str) -> str:
    """Return what is wrong in the reader's language where its sentence is marked, else as it stands."""
    return gettext(fact) if fact else fact


def _country(fact: str) -> str:
    return country_name(fact, (get_language() or "en")[:2])


def _authority(fact: str) -> str:
    return authority_of(fact, (get_language() or "en")[:2])


def _article(fact: str) -> str:
    return cited_in_full(fact, (get_language() or "en")[:2])


def _conditions(fact: str) -> str:
    known, language = vocabulary("condition"), (get_language() or "en")[:2]
    return ", ".join(known.label(code, language) if code in known else code for code in fact.split(", "))


def _instrument(fact: str) -> str:
    row = rulebook().instruments.get(fact)
    return row.short[(get_language() or "en")[:2]] if row else fact


def _part(fact: str) -> str:
    """Return a part of a proof (`act-2`, `item-1`, `step-1-3`) as the page of what is left out calls it."""
    sort, *numbers = fact.split("-")
    if sort == "act" and len(numbers) == 1:
        return gettext("act %(number)s") % {"number": numbers[0]}
    if sort == "item" and len(numbers) == 1:
        return f"E{numbers[0]}"
    if sort == "step" and len(numbers) == 2:
        return gettext("step %(number)s of %(item)s") % {"number": numbers[1], "item": f"E{numbers[0]}"}
    return fact


def _list(fact: str) -> str:
    return vocabulary(fact).title[(get_language() or "en")[:2]]


def _what(fact: str) -> str:
    """Return what is missing or wrong by its word here or by the title of its list; else in the reader's language, or as it stands."""
    if fact in NAMED:
        return str(NAMED[fact])
    try:
        return f"“{_list(fact)}”"
    except UnknownVocabulary:
        return gettext(FORMATS[fact]) if fact in FORMATS else _place(print_dated(fact))


def _clock(fact: str) -> str:
    return code_name(fact, (get_language() or "en")[:2])


def _language(fact: str) -> str:
    return language_name(fact, (get_language() or "en")[:2])


def _paper_step(fact: str) -> str:
    return str(PAPER_STEPS.get(fact, fact))


def _kind(fact: str) -> str:
    return kind_name(fact, (get_language() or "en")[:2])


def _rule(fact: str) -> str:
    return retention_name(fact, (get_language() or "en")[:2])


def _exchange_field(fact: str) -> str:
    fields = vocabulary("exchange-field")
    return fields.label(fact, get_language() or "en") if fact in fields else fact


_READ: Final[Mapping[str, Callable[[str], str]]] = {
    "state": _code,
    "role": _code,
    "where": _place,
    "standing": _place,
    "clock": _clock,
    "kind": _kind,
    "language": _language,
    "paper_step": _paper_step,
    "rule": _rule,
    "country": _country,
    "article": _article,
    "originator": _country,
    "recipient": _country,
    "conditions": _conditions,
    "instrument": _instrument,
    "list": _list,
    "what": _what,
    "part": _part,
    "exchange_field": _exchange_field,
    "custody_step": evidence_words.deed_or_step,
    "custody_state": evidence_words.state_words,
    **dict.fromkeys(NODE_FACTS, _authority),
}


def refusal_page(refusal: Refused, request: HttpRequest, *, act: Act | None = None) -> TroublePage:
    """Return the page of a refusal, with the one thing to do from there; at the address of a draft it says that this is kept."""
    if isinstance(refusal, ContentErased):
        act = Act(gettext("See what was destroyed"), reverse("retire", args=[refusal.facts["reference"]]))
    return TroublePage(
        _heading(refusal),
        _status(refusal),
        sentence_of(refusal),
        "" if isinstance(refusal, (ContentErased, *_ABSENT)) else _kept(request),
        next_step_of(refusal),
        _who_can(refusal),
        act=act or Act(gettext("To the watch queue"), "/"),
    )


def _kept(request: HttpRequest) -> str:
    if request.resolver_match is not None and "draft_id" in request.resolver_match.kwargs:
        return gettext("Nothing was sent. Every saved version of a draft is kept.")
    return gettext("Nothing was changed, and nothing was sent.")


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Answer with the page of a refusal."""
    page = refusal_page(refusal, request)
    return render_page(request, page, status=page.status)


def _status(refusal: Refused) -> int:
    if isinstance(refusal, _ABSENT):
        return 404
    if isinstance(refusal, NoPrinter):
        return 503
    return 403 if isinstance(refusal, _FORBIDDEN) else 409


def _heading(refusal: Refused) -> str:
    if isinstance(refusal, _ABSENT):
        return gettext("There is nothing here for you")
    if isinstance(refusal, _FORBIDDEN):
        return gettext("You cannot do this here")
    if isinstance(refusal, ContentErased):
        return gettext("Its content was destroyed")
    if isinstance(refusal, _CHANGED):
        return gettext("It changed in the meantime")
    return pgettext("an act", "This was not done")


def _who_can(refusal: Refused) -> str:
    """Name the colleagues who have the role that was lacking, by a mandate in force where it has dates."""
    if not isinstance(refusal, (NotAllowed, MandateLapsed)):
        return ""
    return who_can(role for role in ROLES if role == refusal.facts["role"])


def who_can(roles: Iterable[Role]) -> str:
    """Name the colleagues who hold one of `roles` now."""
    names = [officer.name for officer in officers_with(roles, at=working.now())]
    return gettext("%(names)s can.") % {"names": one_of(names)} if names else gettext("Nobody at this node can.")


def saying_no(view: View) -> View:
    """Decorate a view: what the rooms below refuse becomes a page, with the way back to the draft or request of the address."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refused as refusal:
            page = refusal_page(refusal, request, act=_way_on(refusal, kwargs))
            return render_page(request, page, status=page.status)

    return guarded


# The list that a refusal says to open: its page leads there.
_LISTS: Final[dict[type[Refused], tuple[str, str]]] = {
    NoSuchIncident: (gettext_noop("To the incidents"), "incidents"),
    NoSuchPermission: (gettext_noop("To the permissions"), "permissions"),
    NoSuchSitting: (gettext_noop("To sign-in and second factor"), "mfa_index"),
}


def _way_on(refusal: Refused, kwargs: dict[str, object]) -> Act | None:
    """Return the one thing to do from a refusal: what it waits for where another State must say yes first, else the way back."""
    if isinstance(refusal, OnwardRefused):
        return next_act(refusal, (get_language() or "en")[:2])
    if type(refusal) in _LISTS:
        label, name = _LISTS[type(refusal)]
        return Act(gettext(label), reverse(name))
    return None if isinstance(refusal, _ABSENT) else _way_back(kwargs)


def _way_back(kwargs: dict[str, object]) -> Act | None:
    try:
        if "draft_id" in kwargs:
            return Act(gettext("Look at the draft"), reverse("draft-check", args=[kwargs["draft_id"]]))
        if "reference" in kwargs:
            return Act(gettext("Look at the request"), reverse("request", args=[kwargs["reference"]]))
    except NoReverseMatch:
        return None
    return None
