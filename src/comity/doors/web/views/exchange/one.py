"""The page of one warning: what it says in both languages, its versions, its ledger, and what may be done with it."""

from collections.abc import Iterator
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from comity.desk.holding.actions import look_at
from comity.desk.reading.requests import find_request
from comity.desk.walls.actions import note_reading
from comity.desk.warning.acknowledging import acknowledge_warning
from comity.desk.warning.reading import see_warning, waiting_word
from comity.doors.web.framing import render_page
from comity.doors.web.pages.exchange import WarningPage
from comity.doors.web.pages.parts import Fact, Link
from comity.doors.web.pages.sheets import Bit, Cell, Row, Sheet, Table
from comity.doors.web.views.addresses import address_of, onward
from comity.doors.web.views.exchange import words
from comity.doors.web.views.exchange.asking import asks_of
from comity.doors.web.views.exchange.ledgers import ledger_sheets
from comity.doors.web.views.naming import country_of, language_name
from comity.doors.web.views.reading import is_navigation
from comity.doors.web.views.refusing import next_step_of, saying_no, sentence_of
from comity.doors.web.views.working import Work, verb_token, work
from comity.doors.web.whereabouts import sitting_of
from comity.intel.warnings.actions import begin_recall, begin_update, set_warning_aside, take_back_warning, take_up_warning
from comity.intel.warnings.queries import WarningFile
from comity.terms.refusals import Refused

_CAP: Final = 1000


@saying_no
@require_http_methods(["GET", "POST"])
def one_warning(request: HttpRequest, key: str) -> HttpResponse:
    """Show a warning; a post does what its form names and leads on."""
    at_work, fault = work(request), ""
    if request.method == "POST":
        try:
            return onward(_step(request, key, at_work))
        except Refused as refusal:
            fault = f"{sentence_of(refusal)} {next_step_of(refusal)}"
    file = see_warning(key, by=at_work.actor, at=at_work.at)
    if file.warning.case:
        _have_before_them(request, file.warning.case, at_work)
    return render_page(request, _page(file, at_work, fault=fault), status=422 if fault else 200)


def _have_before_them(request: HttpRequest, case: str, at_work: Work) -> None:
    """Tell the sender that an officer has it before them, as the page of its case does; note the reading where that is restricted."""
    found = find_request(case, by=at_work.actor)
    note_reading(found, what=f"warning {case}", sitting=sitting_of(request), by=at_work.officer, at=at_work.at)
    if is_navigation(request):
        look_at(found, by=at_work.officer, at=at_work.at)


def _step(request: HttpRequest, key: str, at_work: Work) -> str:
    """Do what a posted form names; return where to go on."""
    post, name = request.POST, request.POST.get("step", "")
    how: Any = {"by": at_work.officer, "at": at_work.at, "token": verb_token(request, f"w-{name[:10]}")}
    if name == "acknowledge":
        return address_of(_acknowledge(request, key, how))
    if name == "update":
        begin_update(key, **how)
        return reverse("warning-item", args=[key, "threat"])
    if name == "recall":
        begin_recall(key, reason=post.get("reason", "")[:24], **how)
        return reverse("warning-check", args=[key])
    if name == "take-back":
        take_back_warning(key, **how)
        return reverse("warning-check", args=[key])
    if name == "take-up":
        take_up_warning(key, **how)
        return reverse("warning-check", args=[key])
    set_warning_aside(key, **how)
    return reverse("exchange")


def _acknowledge(request: HttpRequest, key: str, how: Any) -> Any:  # noqa: ANN401 -- who, when, with which form; a row of a room below
    post = request.POST
    done = post.get("done", "")
    declined = post.get("as") == "decline"
    grounds = tuple(sorted(set(post.getlist("grounds"))))[:8]
    said = {"text": post.get("note.text", "")[:_CAP], "language": post.get("note.language", "")}
    return acknowledge_warning(key, done="" if declined else done, grounds=grounds or ("-",) if declined else (), words=said, **how)


def _page(file: WarningFile, at_work: Work, *, fault: str) -> WarningPage:
    warning, language = file.warning, at_work.language
    other = words.OTHER[language]
    told, waits = file.told, waiting_word(warning.case, by=at_work.actor)
    return WarningPage(
        heading=words.title(warning, language),
        deck=_deck(file, at_work),
        crumbs=words.crumbs(warning.number),
        facts=tuple(_facts(file, at_work)),
        fields=words.reads(told, warning.number, language) if told else (),
        other=words.reads(told, warning.number, other) if told else (),
        other_label=gettext("How it reads in: %(language)s") % {"language": language_name(other, language)},
        other_language=other,
        sheets=(*ledger_sheets(file, at_work), *_versions(file, at_work)),
        links=tuple(_links(file, waits)),
        asks=() if waits else tuple(asks_of(file, at_work)),
        notice=_notice(file),
        alert=_alert(file, at_work),
        fault=fault,
    )


def _deck(file: WarningFile, at_work: Work) -> str:
    warning = file.warning
    facts = {"number": warning.number, "state": words.STATES.get(warning.state, warning.state), "version": warning.version}
    if warning.side == "theirs":
        facts["country"] = country_of(warning.peer, at_work.language)
        return gettext("%(number)s of %(country)s: %(state)s; version %(version)s") % facts
    return gettext("%(number)s: %(state)s; version %(version)s") % facts if warning.version else gettext("%(number)s: %(state)s") % facts


def _notice(file: WarningFile) -> str:
    if file.over and file.warning.state not in ("recalled", "set-aside"):
        return gettext("Its last day is over: read it as what was known then.")
    if file.warning.version and file.told is None and file.warning.told:
        return gettext("A newer node wrote it in a way that this one cannot read. The case on the desk has its signed text.")
    return ""


def _alert(file: WarningFile, at_work: Work) -> str:
    recalls = [one for one in file.issues if one.follow == "FOLLOW-RECALL" and one.state in ("sent", "received")]
    if file.warning.state != "recalled":
        return ""
    reason = words.label("recall-reason", recalls[-1].reason, at_work.language) if recalls else gettext("no reason given")
    return gettext("Recalled: %(reason)s. Do not rely on it and do not pass it on.") % {"reason": reason}


def _facts(file: WarningFile, at_work: Work) -> Iterator[tuple[str, Fact]]:
    warning, language = file.warning, at_work.language
    if not warning.version:
        return
    yield gettext("Field of exchange"), Fact(words.label("exchange-field", warning.field, language))
    yield gettext("Urgency"), Fact(words.label("urgency", warning.urgency, language))
    yield gettext("Marking"), Fact(warning.tlp, words.label("warning-onward", str(warning.told.get("onward", "")), language))
    yield gettext("Good until"), Fact(words.day(warning.good_until), gettext("over") if file.over else "")
    if warning.done:
        version = gettext("of version %(version)s") % {"version": warning.done_version}
        yield gettext("We said"), Fact(words.label("warning-done", warning.done, language), version)
    for code in warning.grounds:
        yield gettext("We declined"), Fact(words.ground(code, language))


def _links(file: WarningFile, waits: Any) -> Iterator[Link]:  # noqa: ANN401 -- a draft of the desk, or None
    warning = file.warning
    if waits is not None:
        yield Link(gettext("Our word waits for the second officer"), address_of(waits))
    if warning.case:
        yield Link(gettext("The case on the desk, as it was signed"), reverse("request", args=[warning.case]))
    if file.live is not None:
        name = "warning-approve" if file.live.state == "submitted" else "warning-check"
        label = gettext("What waits for the second officer") if file.live.state == "submitted" else gettext("What is being written")
        yield Link(label, reverse(name, args=[warning.number]))
    if warning.source:
        statement = warning.source.isdigit()
        yield Link(gettext("Begun from"), reverse("register-statement" if statement else "request", args=[warning.source]))


def _versions(file: WarningFile, at_work: Work) -> Iterator[Sheet]:
    rows = tuple(_version(one, at_work) for one in reversed(file.issues) if one.state in ("sent", "received"))
    if len(rows) > 1 or any(one.follow for one in file.issues):
        heads = (gettext("Version"), gettext("What it did"), gettext("When"), gettext("By"))
        yield Sheet("versions", gettext("Versions"), table=Table(heads, rows, gettext("Nothing was sent yet.")))


def _version(one: Any, at_work: Work) -> Row:  # noqa: ANN401 -- as above
    what = words.label("warning-follow", one.follow, at_work.language) if one.follow else gettext("First text")
    why = (Bit(words.label("recall-reason", one.reason, at_work.language), soft=True),) if one.reason else ()
    by = [officer.name for officer in (one.drafter, one.approver) if officer is not None]
    cells = (
        Cell((Bit(str(one.version)),)),
        Cell((Bit(what), *why)),
        Cell((Bit(at_work.when(one.sent_at)),)),
        Cell((Bit(", ".join(by) or words.NOTHING, language="und" if by else ""),)),
    )
    return Row(cells)
