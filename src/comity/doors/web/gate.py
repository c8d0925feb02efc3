"""Before every page of the desk: may this officer do that here, and may they know of what the address names? What no line names is refused.

The deeds below ask the same table again. This one stands before the views so that an address that somebody adds is closed until a
line says what it is; a test walks every address with every role.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from comity.desk.permissions import Verb, may
from comity.doors.web.whereabouts import sitting_of
from comity.terms.refusals import Refused

View = Callable[..., HttpResponse]
_SAFE: Final = ("GET", "HEAD", "OPTIONS")
_WRITING: Final = frozenset({Verb.DRAFT, Verb.DECIDE, Verb.HAND_OVER_RESULT})


def _of(*verbs: Verb) -> frozenset[Verb]:
    return frozenset(verbs)


# By name of the address: which of these verbs an officer must hold to look, and to post.
ADDRESSES: Final[Mapping[str, tuple[frozenset[Verb], frozenset[Verb]]]] = {
    "watch": (_of(Verb.READ), _of(Verb.READ)),
    "requests": (_of(Verb.READ), _of(Verb.READ)),
    "request": (_of(Verb.READ), _of(Verb.READ)),
    "request-history": (_of(Verb.READ_LOG), _of(Verb.READ_LOG)),
    "history": (_of(Verb.READ_LOG), _of(Verb.READ_LOG)),
    "take": (_of(Verb.TAKE), _of(Verb.TAKE)),
    "proof": (_of(Verb.EXPORT_PROOF), _of(Verb.EXPORT_PROOF)),
    "withholding": (_of(Verb.EXPORT_PROOF), _of(Verb.EXPORT_PROOF)),
    "withholding-settle": (_of(Verb.EXPORT_PROOF, Verb.RELEASE_CASEFILE), _of(Verb.EXPORT_PROOF, Verb.RELEASE_CASEFILE)),
    "withholding-proof": (_of(Verb.EXPORT_PROOF), _of(Verb.EXPORT_PROOF)),
    "casefile": (_of(Verb.EXPORT_CASEFILE), _of(Verb.EXPORT_CASEFILE)),
    "letter-pdf": (_of(Verb.PRINT_LETTER), _of(Verb.PRINT_LETTER)),
    "letter-docx": (_of(Verb.PRINT_LETTER), _of(Verb.PRINT_LETTER)),
    "draft-letter-pdf": (_of(Verb.PRINT_LETTER), _of(Verb.PRINT_LETTER)),
    "draft-letter-docx": (_of(Verb.PRINT_LETTER), _of(Verb.PRINT_LETTER)),
    "compose-start": (_of(Verb.DRAFT), _of(Verb.DRAFT)),
    "compose-item": (_of(Verb.READ_DRAFT), _WRITING),
    "draft-autosave": (_WRITING, _WRITING),
    "draft-check": (_of(Verb.READ_DRAFT), _WRITING),
    "draft-changed": (_WRITING, _WRITING),
    "draft-mark": (_WRITING, _WRITING),
    "approve": (_of(Verb.READ_DRAFT), _of(Verb.APPROVE)),
    "return": (_of(Verb.RETURN), _of(Verb.RETURN)),
    "take-back": (_WRITING, _WRITING),
    "set-aside": (_WRITING, _WRITING),
    "take-up": (_WRITING, _WRITING),
    "decide": (_of(Verb.DECIDE), _of(Verb.DECIDE)),
    "decide-autosave": (_of(Verb.DECIDE), _of(Verb.DECIDE)),
    "views": (_of(Verb.DRAFT), _of(Verb.DRAFT)),
    "extend": (_of(Verb.DRAFT), _of(Verb.DRAFT)),
    "withdraw": (_of(Verb.DRAFT), _of(Verb.DRAFT)),
    "begin": (_WRITING, _WRITING),
    "filter": (_of(Verb.READ), _of(Verb.READ)),
    "filter-keep": (_of(Verb.READ), _of(Verb.READ)),
    "filter-retire": (_of(Verb.READ), _of(Verb.READ)),
    "told": (_of(Verb.READ), _of(Verb.READ)),
    "keys": (_of(Verb.READ), _of(Verb.READ)),
    "since": (_of(Verb.READ_LOG), _of(Verb.READ_LOG)),
    "tidings-read": (_of(Verb.READ), _of(Verb.READ)),
    "notes": (_of(Verb.READ), _of(Verb.NOTE)),
    "checklist": (_of(Verb.READ), _of(Verb.STAMP)),
    "offer": (_of(Verb.HAND_ON), _of(Verb.HAND_ON)),
    "offer-page": (_of(Verb.READ), _of(Verb.READ)),
    "offer-accept": (_of(Verb.TAKE), _of(Verb.TAKE)),
    "offer-decline": (_of(Verb.READ), _of(Verb.READ)),
    "offer-recall": (_of(Verb.READ), _of(Verb.READ)),
    "snooze": (_of(Verb.HAND_ON), _of(Verb.HAND_ON)),
    "wake": (_of(Verb.HAND_ON), _of(Verb.HAND_ON)),
    "handover": (_of(Verb.HAND_ON), _of(Verb.HAND_ON)),
    "brief": (_of(Verb.HAND_ON), _of(Verb.HAND_ON)),
    "brief-accept": (_of(Verb.HAND_ON), _of(Verb.HAND_ON)),
    "brief-recall": (_of(Verb.HAND_ON), _of(Verb.HAND_ON)),
    "many": (_of(Verb.TAKE), _of(Verb.TAKE)),
    "many-told": (_of(Verb.READ), _of(Verb.READ)),
    "clock-acknowledge": (_of(Verb.READ), _of(Verb.READ)),
    "clock-pause": (_of(Verb.TEND_CLOCK), _of(Verb.TEND_CLOCK)),
    "clock-resume": (_of(Verb.TEND_CLOCK), _of(Verb.TEND_CLOCK)),
    "lines": (_of(Verb.READ), _of(Verb.READ)),
    "call-make": (_of(Verb.ANSWER_CLOCK), _of(Verb.ANSWER_CLOCK)),
    "call-confirm": (_of(Verb.ANSWER_CLOCK), _of(Verb.ANSWER_CLOCK)),
    "alarm-seen": (_of(Verb.ANSWER_CLOCK), _of(Verb.ANSWER_CLOCK)),
    "law": (_of(Verb.READ), _of(Verb.READ)),
    "law-text": (_of(Verb.READ), _of(Verb.READ)),
    "law-article": (_of(Verb.READ), _of(Verb.READ)),
    "law-kind": (_of(Verb.READ), _of(Verb.READ)),
    "law-offences": (_of(Verb.READ), _of(Verb.READ)),
    "countries": (_of(Verb.READ), _of(Verb.READ)),
    "country": (_of(Verb.READ), _of(Verb.READ)),
    "country-brief": (_of(Verb.READ), _of(Verb.READ)),
    "country-paper": (_of(Verb.READ_REGISTER), _of(Verb.READ_REGISTER)),
    "partners": (_of(Verb.READ), _of(Verb.READ)),
    "partner-new": (_of(Verb.PROPOSE_PARTNER), _of(Verb.PROPOSE_PARTNER)),
    "partner-change": (_of(Verb.PROPOSE_PARTNER), _of(Verb.PROPOSE_PARTNER)),
    "partner-approve": (_of(Verb.APPROVE_PARTNER), _of(Verb.APPROVE_PARTNER)),
    "partner-join": (_of(Verb.PROPOSE_PARTNER), _of(Verb.PROPOSE_PARTNER)),
    "joining-approve": (_of(Verb.APPROVE_PARTNER), _of(Verb.APPROVE_PARTNER)),
    "carry": (_of(Verb.DRAFT), _of(Verb.DRAFT)),
    "carry-back": (_of(Verb.DRAFT), _of(Verb.DRAFT)),
    "record-start": (_of(Verb.DRAFT), _of(Verb.DRAFT)),
    "paper": (_of(Verb.DRAFT), _of(Verb.DRAFT)),
    "outside-came": (_of(Verb.DRAFT), _of(Verb.DRAFT)),
    "outside-step": (_of(Verb.DRAFT), _of(Verb.DRAFT)),
    "paper-file": (_of(Verb.READ), _of(Verb.READ)),
    "home-questions": (_of(Verb.READ), _of(Verb.ASK_AT_HOME)),
    "home-answer": (_of(Verb.ANSWER_AT_HOME, Verb.TAKE), _of(Verb.ANSWER_AT_HOME, Verb.TAKE)),
    "mission": (_of(Verb.FILE_REPORT), _of(Verb.FILE_REPORT)),
    "mission-report": (_of(Verb.FILE_REPORT), _of(Verb.FILE_REPORT)),
    "missions": (_of(Verb.DRAFT), _of(Verb.DRAFT)),
    "mission-take": (_of(Verb.DRAFT), _of(Verb.DRAFT)),
    "permissions": (_of(Verb.READ), _of(Verb.READ)),
    "permission-propose": (_of(Verb.PROPOSE_PERMISSION), _of(Verb.PROPOSE_PERMISSION)),
    "permission-approve": (_of(Verb.APPROVE_PERMISSION), _of(Verb.APPROVE_PERMISSION)),
    "permission-end": (_of(Verb.END_PERMISSION), _of(Verb.END_PERMISSION)),
    "safeguards": (_of(Verb.READ), _of(Verb.READ)),
    "flag": (_of(Verb.FLAG), _of(Verb.FLAG)),
    "flag-end": (_of(Verb.REVIEW_SAFEGUARD), _of(Verb.REVIEW_SAFEGUARD)),
    "review": (_of(Verb.REVIEW_SAFEGUARD), _of(Verb.REVIEW_SAFEGUARD)),
    "secrecy-agree": (_of(Verb.REVIEW_SAFEGUARD), _of(Verb.REVIEW_SAFEGUARD)),
    "report": (_of(Verb.READ, Verb.READ_METADATA, Verb.SEE_POSTS), _of(Verb.READ)),
    "report-newest": (_of(Verb.READ, Verb.READ_METADATA, Verb.SEE_POSTS), _of(Verb.READ)),
    "act-file": (_of(Verb.READ), _of(Verb.READ)),
    "draft-files": (_of(Verb.READ_DRAFT), _WRITING),
    "draft-file": (_of(Verb.READ_DRAFT), _of(Verb.READ_DRAFT)),
    "draft-file-off": (_WRITING, _WRITING),
    "draft-sources": (_of(Verb.READ_DRAFT), _of(Verb.READ_DRAFT)),
    "source-none": (_WRITING, _WRITING),
    "source-deed": (_WRITING, _WRITING),
    "source-link": (_WRITING, _WRITING),
    "conditions-carry": (_WRITING, _WRITING),
    "path-follow": (_of(Verb.DRAFT), _of(Verb.DRAFT)),
    "received": (_of(Verb.READ), _of(Verb.READ)),
    "disposal": (_of(Verb.DISPOSE), _of(Verb.DISPOSE)),
    "disposal-certify": (_of(Verb.CERTIFY_DISPOSAL), _of(Verb.CERTIFY_DISPOSAL)),
    "retention": (_of(Verb.DISPOSE, Verb.CERTIFY_DISPOSAL), _of(Verb.DISPOSE, Verb.CERTIFY_DISPOSAL)),
    "retire": (_of(Verb.READ), _of(Verb.DISPOSE)),
    "retire-destroy": (_of(Verb.CERTIFY_DISPOSAL), _of(Verb.CERTIFY_DISPOSAL)),
    "retire-drop": (_of(Verb.DISPOSE, Verb.CERTIFY_DISPOSAL), _of(Verb.DISPOSE, Verb.CERTIFY_DISPOSAL)),
    "hold-place": (_of(Verb.DISPOSE), _of(Verb.DISPOSE)),
    "hold-lift": (_of(Verb.CERTIFY_DISPOSAL), _of(Verb.CERTIFY_DISPOSAL)),
    "disposal-tell": (_of(Verb.DRAFT), _of(Verb.DRAFT)),
    "evidence": (_of(Verb.READ), _of(Verb.READ)),
    "evidence-new": (_of(Verb.KEEP_EVIDENCE), _of(Verb.KEEP_EVIDENCE)),
    "evidence-take-in": (_of(Verb.KEEP_EVIDENCE), _of(Verb.KEEP_EVIDENCE)),
    "evidence-item": (_of(Verb.READ), _of(Verb.READ)),
    "evidence-step": (_of(Verb.KEEP_EVIDENCE), _of(Verb.KEEP_EVIDENCE)),
    "evidence-settle": (_of(Verb.KEEP_EVIDENCE, Verb.CERTIFY_DISPOSAL), _of(Verb.KEEP_EVIDENCE, Verb.CERTIFY_DISPOSAL)),
    "counsel": (_of(Verb.READ_DRAFT), _of(Verb.READ_DRAFT)),
    "counsel-give": (_of(Verb.OPINE), _of(Verb.OPINE)),
    "draft-counsel": (_of(Verb.READ_DRAFT), _of(Verb.READ_DRAFT)),
    "draft-counsel-give": (_of(Verb.OPINE), _of(Verb.OPINE)),
    "reassign": (_of(Verb.REASSIGN), _of(Verb.REASSIGN)),
    "event": (_of(Verb.RECORD_EVENT), _of(Verb.RECORD_EVENT)),
    "forwarded": (_of(Verb.READ), _of(Verb.READ)),
    "forward": (_of(Verb.FORWARD), _of(Verb.FORWARD)),
    "forwarded-file": (_of(Verb.READ), _of(Verb.READ)),
    "walls": (_of(Verb.SET_WALL), _of(Verb.SET_WALL)),
    "wall": (_of(Verb.SET_WALL), _of(Verb.SET_WALL)),
    "wall-confirm": (_of(Verb.SET_WALL), _of(Verb.SET_WALL)),
    "wall-keep": (_of(Verb.SET_WALL), _of(Verb.SET_WALL)),
    "officers": (_of(Verb.SEE_POSTS), _of(Verb.GIVE_POSTS)),
    "officer": (_of(Verb.SEE_POSTS), _of(Verb.GIVE_POSTS)),
    "incidents": (_of(Verb.TEND_INCIDENT), _of(Verb.TEND_INCIDENT)),
    "incident": (_of(Verb.TEND_INCIDENT), _of(Verb.TEND_INCIDENT)),
    "incident-notice": (_of(Verb.DRAFT), _of(Verb.DRAFT)),
    "remedies": (_of(Verb.TEND_REMEDY), _of(Verb.TEND_REMEDY)),
    "remedy": (_of(Verb.TEND_REMEDY), _of(Verb.TEND_REMEDY)),
    "remedy-letter": (_of(Verb.TEND_REMEDY), _of(Verb.TEND_REMEDY)),
    "persons": (_of(Verb.READ), _of(Verb.CLAIM)),
    "claim-take-back": (_of(Verb.CLAIM), _of(Verb.CLAIM)),
    "costs": (_of(Verb.READ), _of(Verb.KEEP_COST)),
    "register": (_of(Verb.READ_REGISTER), _of(Verb.READ_REGISTER)),
    "register-pack-pdf": (_of(Verb.READ_REGISTER), _of(Verb.READ_REGISTER)),
    "register-pack-docx": (_of(Verb.READ_REGISTER), _of(Verb.READ_REGISTER)),
    "register-documents": (_of(Verb.READ_REGISTER), _of(Verb.READ_REGISTER)),
    "register-import": (_of(Verb.KEEP_REGISTER), _of(Verb.KEEP_REGISTER)),
    "register-original": (_of(Verb.READ_REGISTER), _of(Verb.READ_REGISTER)),
    "register-labels": (_of(Verb.READ_REGISTER), _of(Verb.READ_REGISTER)),
    "register-replace": (_of(Verb.KEEP_REGISTER), _of(Verb.KEEP_REGISTER)),
    "register-review": (_of(Verb.READ_REGISTER), _of(Verb.KEEP_REGISTER)),
    "register-suggestion": (_of(Verb.KEEP_REGISTER), _of(Verb.KEEP_REGISTER)),
    "register-meetings": (_of(Verb.READ_REGISTER), _of(Verb.READ_REGISTER)),
    "register-meeting-new": (_of(Verb.KEEP_REGISTER), _of(Verb.KEEP_REGISTER)),
    "register-meeting": (_of(Verb.READ_REGISTER), _of(Verb.KEEP_REGISTER)),
    "register-seat": (_of(Verb.KEEP_REGISTER), _of(Verb.KEEP_REGISTER)),
    "register-commitments": (_of(Verb.READ_REGISTER), _of(Verb.READ_REGISTER)),
    "register-commitment-new": (_of(Verb.KEEP_REGISTER), _of(Verb.KEEP_REGISTER)),
    "register-commitment": (_of(Verb.READ_REGISTER), _of(Verb.KEEP_REGISTER)),
    "register-statements": (_of(Verb.READ_REGISTER), _of(Verb.READ_REGISTER)),
    "register-statement": (_of(Verb.READ_REGISTER), _of(Verb.READ_REGISTER)),
    "register-actors": (_of(Verb.READ_REGISTER), _of(Verb.READ_REGISTER)),
    "register-actor": (_of(Verb.READ_REGISTER), _of(Verb.KEEP_REGISTER)),
    "register-shares": (_of(Verb.READ_REGISTER), _of(Verb.READ_REGISTER)),
    "register-share": (_of(Verb.READ_REGISTER), _of(Verb.DECIDE)),
    "register-exercises": (_of(Verb.READ_REGISTER), _of(Verb.READ_REGISTER)),
    "register-exercise-new": (_of(Verb.KEEP_REGISTER), _of(Verb.KEEP_REGISTER)),
    "register-exercise": (_of(Verb.READ_REGISTER), _of(Verb.KEEP_REGISTER)),
    "mission-note": (_of(Verb.FILE_REPORT), _of(Verb.FILE_REPORT)),
    "mission-note-own": (_of(Verb.FILE_REPORT), _of(Verb.FILE_REPORT)),
    "register-programme": (_of(Verb.READ_REGISTER), _of(Verb.READ_REGISTER)),
    "register-courses": (_of(Verb.READ_REGISTER), _of(Verb.READ_REGISTER)),
    "register-course-new": (_of(Verb.KEEP_REGISTER), _of(Verb.KEEP_REGISTER)),
    "register-course": (_of(Verb.READ_REGISTER), _of(Verb.KEEP_REGISTER)),
    "register-plans": (_of(Verb.READ_REGISTER), _of(Verb.READ_REGISTER)),
    "register-plan-new": (_of(Verb.KEEP_REGISTER), _of(Verb.KEEP_REGISTER)),
    "register-plan": (_of(Verb.READ_REGISTER), _of(Verb.KEEP_REGISTER)),
    "register-task": (_of(Verb.READ_REGISTER), _of(Verb.KEEP_REGISTER)),
    "register-plan-pack-pdf": (_of(Verb.READ_REGISTER), _of(Verb.READ_REGISTER)),
    "register-plan-pack-docx": (_of(Verb.READ_REGISTER), _of(Verb.READ_REGISTER)),
    "register-delegations": (_of(Verb.READ_REGISTER), _of(Verb.READ_REGISTER)),
    "register-delegation-new": (_of(Verb.KEEP_REGISTER), _of(Verb.KEEP_REGISTER)),
    "register-delegation": (_of(Verb.READ_REGISTER), _of(Verb.KEEP_REGISTER)),
    "register-lines": (_of(Verb.READ_REGISTER), _of(Verb.READ_REGISTER)),
    "register-line-new": (_of(Verb.KEEP_REGISTER), _of(Verb.KEEP_REGISTER)),
    "register-line": (_of(Verb.READ_REGISTER), _of(Verb.KEEP_REGISTER, Verb.AGREE_LINE)),
    "picture": (_of(Verb.READ_PICTURE), _of(Verb.READ_PICTURE)),
    "picture-level": (_of(Verb.READ_PICTURE), _of(Verb.ASSESS)),
    "picture-links": (_of(Verb.READ_PICTURE), _of(Verb.READ_PICTURE)),
    "picture-map": (_of(Verb.READ_PICTURE), _of(Verb.READ_PICTURE)),
    "picture-brief": (_of(Verb.READ_PICTURE), _of(Verb.READ_PICTURE)),
    "picture-indicator-new": (_of(Verb.ASSESS), _of(Verb.ASSESS)),
    "picture-indicator": (_of(Verb.READ_PICTURE), _of(Verb.ASSESS)),
    "picture-series-new": (_of(Verb.ASSESS), _of(Verb.ASSESS)),
    "picture-series": (_of(Verb.READ_PICTURE), _of(Verb.ASSESS)),
    "exchange": (_of(Verb.READ_WARNINGS), _of(Verb.READ_WARNINGS)),
    "warning-new": (_of(Verb.WARN), _of(Verb.WARN)),
    "warning": (_of(Verb.READ_WARNINGS), _of(Verb.WARN, Verb.DECIDE)),
    "warning-check": (_of(Verb.READ_WARNINGS), _of(Verb.WARN)),
    "warning-approve": (_of(Verb.READ_WARNINGS), _of(Verb.APPROVE)),
    "warning-return": (_of(Verb.RETURN), _of(Verb.RETURN)),
    "warning-item": (_of(Verb.READ_WARNINGS), _of(Verb.WARN)),
    "warning-autosave": (_of(Verb.WARN), _of(Verb.WARN)),
    "threats": (_of(Verb.READ_THREATS), _of(Verb.READ_THREATS)),
    "threat-search": (_of(Verb.READ_THREATS), _of(Verb.READ_THREATS)),
    "threat-collection": (_of(Verb.READ_THREATS), _of(Verb.READ_THREATS)),
    "threat-object": (_of(Verb.READ_THREATS), _of(Verb.READ_THREATS)),
    "threat-say": (_of(Verb.KEEP_THREATS), _of(Verb.KEEP_THREATS)),
    "threat-bytes": (_of(Verb.READ_THREATS), _of(Verb.READ_THREATS)),
    "threat-permissions": (_of(Verb.READ_THREATS), _of(Verb.READ_THREATS)),
    "threat-onward": (_of(Verb.DRAFT), _of(Verb.DRAFT)),
    "threat-groups": (_of(Verb.READ_THREATS), _of(Verb.READ_THREATS)),
    "threat-matrix": (_of(Verb.READ_THREATS), _of(Verb.READ_THREATS)),
    "threat-matrix-of": (_of(Verb.READ_THREATS), _of(Verb.READ_THREATS)),
    "threat-technique": (_of(Verb.READ_THREATS), _of(Verb.READ_THREATS)),
    "threat-feeds": (_of(Verb.READ_THREATS), _of(Verb.KEEP_THREATS)),
    "threat-removal": (_of(Verb.READ_THREATS), _of(Verb.KEEP_THREATS, Verb.APPROVE)),
    "threat-removal-new": (_of(Verb.KEEP_THREATS), _of(Verb.KEEP_THREATS)),
    "threat-lots": (_of(Verb.READ_THREATS), _of(Verb.READ_THREATS)),
    "threat-import": (_of(Verb.KEEP_THREATS), _of(Verb.KEEP_THREATS)),
    "threat-compose": (_of(Verb.KEEP_THREATS), _of(Verb.KEEP_THREATS)),
    "threat-lot": (_of(Verb.READ_THREATS), _of(Verb.KEEP_THREATS, Verb.APPROVE)),
    "threat-lot-bytes": (_of(Verb.READ_THREATS), _of(Verb.READ_THREATS)),
    "threat-sets": (_of(Verb.READ_THREATS), _of(Verb.READ_THREATS)),
    "threat-set-propose": (_of(Verb.KEEP_THREATS), _of(Verb.KEEP_THREATS)),
    "threat-set": (_of(Verb.READ_THREATS), _of(Verb.KEEP_THREATS, Verb.APPROVE)),
    "threat-set-approve": (_of(Verb.READ_THREATS), _of(Verb.APPROVE)),
    "register-calendar": (_of(Verb.READ_REGISTER), _of(Verb.READ_REGISTER)),
    "register-calendar-file": (_of(Verb.READ_REGISTER), _of(Verb.READ_REGISTER)),
    "register-invitation": (_of(Verb.KEEP_REGISTER), _of(Verb.KEEP_REGISTER)),
    "register-mechanisms": (_of(Verb.READ_REGISTER), _of(Verb.READ_REGISTER)),
    "register-mechanism-new": (_of(Verb.KEEP_REGISTER), _of(Verb.KEEP_REGISTER)),
    "register-mechanisms-named": (_of(Verb.READ_REGISTER), _of(Verb.READ_REGISTER)),
    "register-groups": (_of(Verb.READ_REGISTER), _of(Verb.READ_REGISTER)),
    "register-mechanism": (_of(Verb.READ_REGISTER), _of(Verb.KEEP_REGISTER)),
    "register-assistance": (_of(Verb.READ_REGISTER), _of(Verb.READ_REGISTER)),
    "register-assistance-new": (_of(Verb.KEEP_REGISTER), _of(Verb.KEEP_REGISTER)),
    "register-assistance-one": (_of(Verb.READ_REGISTER), _of(Verb.KEEP_REGISTER)),
    "register-treaties": (_of(Verb.READ_REGISTER), _of(Verb.READ_REGISTER)),
    "register-treaty": (_of(Verb.READ_REGISTER), _of(Verb.KEEP_REGISTER)),
    "register-tables": (_of(Verb.READ_REGISTER), _of(Verb.READ_REGISTER)),
    "register-table-in": (_of(Verb.KEEP_REGISTER), _of(Verb.KEEP_REGISTER)),
    "register-table": (_of(Verb.READ_REGISTER), _of(Verb.READ_REGISTER)),
    "audit": (_of(Verb.READ_METADATA), _of(Verb.READ_METADATA)),
    "audit-case": (_of(Verb.READ_METADATA), _of(Verb.READ_METADATA)),
    "audit-log": (_of(Verb.READ_METADATA), _of(Verb.READ_METADATA)),
}
# Addresses that name a case without showing it: its wall, and its facts from outside.
# Pages of a case that say what is left of it when two officers destroyed what it said; every other one refuses then.
_OUTLIVING: Final = frozenset({"request", "request-history", "retire", "proof"})
_FROM_OUTSIDE: Final = frozenset({"wall", "wall-confirm", "wall-keep", "audit-case"})
# Where those go first who read no case.
_HOMES: Final = ((Verb.READ, "watch"), (Verb.READ_METADATA, "audit"), (Verb.SEE_POSTS, "officers"))
# Coming in, staying in and going, and how the pages look: an officer's own.
OWN: Final = ("account/", "switch/", "demo/")


class Gate:
    """Middleware: asks the table before the view runs; stands after `Attending`, which saw that the officer is there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep what answers."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; Django calls `process_view` before the view."""
        return self._get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]) -> HttpResponse | None:
        """(1) whose address, (2) does the role allow it, (3) is what it names visible, (4) is reading it an act of the journal."""
        del view, args
        match = request.resolver_match
        if not request.user.is_authenticated or match is None or match.route.startswith(OWN):
            return None
        from comity.doors.web.views.refusing import refused
        from comity.doors.web.views.working import work

        at_work = work(request)
        request.actor = at_work.actor  # type: ignore[attr-defined]  # for the frame of the page, which comes after the view
        if match.url_name == "watch" and not may(at_work.actor, Verb.READ) and (home := home_of(at_work.actor)) != "watch":
            return HttpResponseRedirect(reverse(home))
        try:
            _require(str(match.url_name), at_work.actor, safe=request.method in _SAFE)
            _look(str(match.url_name), kwargs, request=request, at_work=at_work)
        except Refused as refusal:
            return refused(request, refusal)
        return None


def home_of(actor: Any) -> str:  # noqa: ANN401 -- an Actor; the doors hand it on
    """Return the name of the page on which this officer begins."""
    return next((name for verb, name in _HOMES if may(actor, verb)), "watch")


def _require(name: str, actor: Any, *, safe: bool) -> None:  # noqa: ANN401 -- as above
    from comity.desk.permissions import holders
    from comity.directory.policy import require_one_of

    look, post = ADDRESSES.get(name, (frozenset(), frozenset()))
    roles = [role for verb in (look if safe else post) for role in holders(verb)]
    require_one_of(actor, roles)


def _look(name: str, kwargs: Mapping[str, Any], *, request: HttpRequest, at_work: Any) -> None:  # noqa: ANN401 -- as above
    """Raise where the address names what the officer may not know of; note that they read what is restricted."""
    from comity.desk.reading.drafts import see_draft
    from comity.desk.reading.requests import find_any, find_request
    from comity.desk.walls.actions import note_reading, note_reading_draft

    sitting = sitting_of(request)
    if "draft_id" in kwargs:
        draft = see_draft(kwargs["draft_id"], by=at_work.actor)
        note_reading_draft(draft, sitting=sitting, by=at_work.officer, at=at_work.at)
    if "reference" in kwargs and name not in _FROM_OUTSIDE:
        if name in _OUTLIVING and find_any(kwargs["reference"], by=at_work.actor).erased_at is not None:
            return  # what it said is gone, and these say so
        about = find_request(kwargs["reference"], by=at_work.actor)
        if name != "request":  # its view notes each act that it shows
            note_reading(about, what=name, sitting=sitting, by=at_work.officer, at=at_work.at)
