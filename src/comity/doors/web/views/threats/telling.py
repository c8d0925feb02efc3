"""Say something of an object without knowing STIX: that it was seen, what one thinks of it, a note. The lot shows what would be stored."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from comity.doors.web.filling import read_date
from comity.doors.web.framing import render_page
from comity.doors.web.pages.fields import Choice, DateParts, FieldWrite
from comity.doors.web.pages.parts import Form, Link
from comity.doors.web.pages.threats import ThreatForm
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.refusing import next_step_of, saying_no, sentence_of
from comity.doors.web.views.threats import kinds, words
from comity.doors.web.views.working import Work, fresh_token, verb_token, work
from comity.intel.giving.actions import bring_lot
from comity.intel.giving.saying import NOTE, OPINION, SEEN, Telling, say_of
from comity.intel.reading.objects import Found, find
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

_WORDS: Final = 2000
_MOST: Final = 999_999_999  # STIX 2.1, section 5.2
_WHAT: Final = {
    SEEN: (gettext_lazy("It was seen here"), gettext_lazy("A sighting: from then on it counts as fresh again.")),
    OPINION: (gettext_lazy("What we think of it"), gettext_lazy("An opinion, on a scale of five; the last one of an authority counts.")),
    NOTE: (gettext_lazy("A note"), gettext_lazy("Words that others read beside it; no number changes.")),
}


@dataclass
class _Read:
    """What was typed, as a value, and what is to be mended, by the key of its field."""

    wrong: dict[str, str] = field(default_factory=dict)
    said: Telling | None = None


@saying_no
@require_http_methods(["GET", "POST"])
def tell(request: HttpRequest, name: str, stix_id: str) -> HttpResponse:
    """Ask what is to be said; keep it as a lot, and go to what storing it would do and who would see it."""
    at_work = work(request)
    eye = words.eye_of(at_work)
    found = find(eye, eye.holding(name), stix_id[:300])
    found.holding.require_writing()
    read = _read(request, at_work) if request.method == "POST" else _Read()
    if read.said is None:
        return render_page(request, _page(request, found, read), status=422 if read.wrong else 200)
    try:
        data, token = say_of(found, read.said, eye=eye), verb_token(request, "lot")
        lot = bring_lot(data, into=found.holding.uuid, eye=eye, by=at_work.officer, token=token, origin="composed")
    except Refused as refusal:
        return render_page(request, _page(request, found, read, refusal=refusal), status=422)
    return onward(reverse("threat-lot", args=[lot.pk]))


# ---------------------------------------------------------------- what was typed


def _read(request: HttpRequest, at_work: Work) -> _Read:
    post, read = request.POST, _Read()
    what, text = post.get("what", ""), post.get("words.text", "").strip()[:_WORDS]
    opinion, seen, count = post.get("opinion", ""), None, 1
    if what not in _WHAT:
        read.wrong["what"] = gettext("Choose what is to be said.")
    if what == OPINION and opinion not in kinds.OPINIONS:
        read.wrong["opinion"] = gettext("Choose what you think of it.")
    if what == NOTE and not text:
        read.wrong["words"] = gettext("A note has words.")
    if what == SEEN:
        seen, count = _seen(request, at_work, read), _count(post.get("count", ""), read)
    if not read.wrong:
        read.said = Telling(what=what, words=text, opinion=opinion if what == OPINION else "", seen_at=seen, count=count)
    return read


def _seen(request: HttpRequest, at_work: Work, read: _Read) -> Instant:
    """Return the end of the day that was typed, or now where that is earlier or nothing was."""
    typed = read_date(request.POST, "seen")
    if not typed:
        return at_work.at
    try:
        day = date.fromisoformat(typed)
        begins = Instant.of(datetime(day.year, day.month, day.day, tzinfo=at_work.zone))
        ends = begins + timedelta(days=1, microseconds=-1)
    except (ValueError, OverflowError, Refused):
        read.wrong["seen"] = gettext("There is no such day in the calendar.")
        return at_work.at
    if begins > at_work.at:
        read.wrong["seen"] = gettext("This day has not come yet.")
    return min(ends, at_work.at)


def _count(typed: str, read: _Read) -> int:
    if not typed.strip():
        return 1
    if not (typed.strip().isascii() and typed.strip().isdigit() and 1 <= int(typed.strip()[:12]) <= _MOST):
        read.wrong["count"] = gettext("A whole number from 1 to 999,999,999 is expected.")
        return 1
    return int(typed.strip())


# ---------------------------------------------------------------- the form


def _page(request: HttpRequest, found: Found, read: _Read, *, refusal: Refused | None = None) -> ThreatForm:
    fault, step = (sentence_of(refusal), next_step_of(refusal)) if refusal else ("", "")
    if read.wrong:
        fault, step = gettext("Something is to be mended first."), gettext("What you typed is kept below.")
    href = words.object_href(found.holding, found.stix_id)
    name = found.said.title if found.said else found.stix_id
    return ThreatForm(
        heading=gettext("Say something of an object"),
        deck=gettext("Of “%(name)s”. Nobody who may not see the object sees what you say of it; whoever gave it does.") % {"name": name},
        crumbs=words.crumbs(gettext("Say something"), words.shelf_link(found.holding), Link(kinds.kind(found.sort), href)),
        tabs=words.tabs("threats"),
        form=Form(reverse("threat-say", args=[found.holding.uuid, found.stix_id]), fresh_token()),
        label=gettext("Check it"),
        fields=tuple(_fields(request, read.wrong)),
        back_href=href,
        fault=fault,
        fault_next=step,
        wrong=tuple(read.wrong.items()),
    )


def _fields(request: HttpRequest, wrong: dict[str, str]) -> Iterator[FieldWrite]:
    post = request.POST
    what = tuple(Choice(code, str(said), str(effect), chosen=code == post.get("what")) for code, (said, effect) in _WHAT.items())
    yield FieldWrite("what", "code", gettext("What is to be said"), choices=what, coded=False, fault=wrong.get("what", ""))
    opinions = tuple(Choice(code, str(said), chosen=code == post.get("opinion")) for code, said in kinds.OPINIONS.items())
    hint = gettext("For an opinion alone.")
    label = gettext("What you think of it")
    fault = wrong.get("opinion", "")
    yield FieldWrite("opinion", "code", label, hint=hint, choices=opinions, coded=False, fault=fault, optional=True)
    hint = gettext("For a sighting alone. Empty: now.")
    parts = DateParts(*(post.get(f"seen-{part}", "")[:4] for part in ("day", "month", "year")))
    yield FieldWrite("seen", "date", gettext("Last seen on"), hint=hint, date=parts, fault=wrong.get("seen", ""), optional=True)
    hint = gettext("For a sighting alone. Empty: once.")
    yield FieldWrite(
        "count",
        "number",
        gettext("How many times"),
        hint=hint,
        value=post.get("count", "")[:12],
        fault=wrong.get("count", ""),
        optional=True,
    )
    hint = gettext("Why, or where. In your own language; it is not translated. Name no persons.")
    text = post.get("words.text", "")[:_WORDS]
    fault = wrong.get("words", "")
    yield FieldWrite("words", "text", gettext("In words"), hint=hint, value=text, cap=_WORDS, fault=fault, optional=True)
