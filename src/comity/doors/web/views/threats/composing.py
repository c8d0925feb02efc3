"""Compose an indicator without knowing STIX: what is to be looked for, what it means, for whom it is. The lot shows the answers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from comity.directory.book import book
from comity.doors.web.filling import read_date
from comity.doors.web.framing import render_page
from comity.doors.web.pages.fields import Choice, DateParts, Entry, FieldWrite
from comity.doors.web.pages.parts import Form, Link
from comity.doors.web.pages.threats import ThreatForm
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.refusing import next_step_of, saying_no, sentence_of
from comity.doors.web.views.threats import kinds, words
from comity.doors.web.views.threats.bringing import into_field
from comity.doors.web.views.working import Work, fresh_token, verb_token, work
from comity.intel.giving.actions import bring_lot
from comity.intel.giving.composing import Composed
from comity.intel.giving.composing import compose as made_of
from comity.intel.policy.labels import OPEN
from comity.intel.reading.onlooking import Onlooker
from comity.terms.instants import Instant
from comity.terms.markings import Tlp
from comity.terms.outside import Outside, parse_outside
from comity.terms.refusals import Refused
from comity.terms.vocabulary import vocabulary

_NAME: Final = 120
_WORDS: Final = 2000
_KIND: Final = "identifier-type"
_FIELD: Final = "exchange-field"


@dataclass
class _Read:
    """What was typed, as values, and what is to be mended, by the key of its field."""

    wrong: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)


@saying_no
@require_http_methods(["GET", "POST"])
def compose(request: HttpRequest) -> HttpResponse:
    """Ask for an indicator; keep it as a lot, and go to what storing it would do and who would see it."""
    at_work = work(request)
    eye = words.eye_of(at_work)
    if request.method != "POST":
        return render_page(request, _page(request, eye, at_work, _Read()))
    read = _read(request, eye, at_work)
    if read.wrong:
        return render_page(request, _page(request, eye, at_work, read), status=422)
    try:
        into = request.POST.get("into", "")[:36]
        data = made_of(Composed(**read.values), eye=eye)
        token = verb_token(request, "lot")
        lot = bring_lot(data, into=into, eye=eye, by=at_work.officer, token=token, origin="composed")
    except Refused as refusal:
        return render_page(request, _page(request, eye, at_work, read, refusal=refusal), status=422)
    return onward(reverse("threat-lot", args=[lot.pk]))


# ---------------------------------------------------------------- what was typed


def _read(request: HttpRequest, eye: Onlooker, at_work: Work) -> _Read:
    post, read = request.POST, _Read()
    read.values["what"] = _what(post.get("what.type", ""), post.get("what.value", ""), read, at_work.language)
    if post.get("into", "") not in {one.uuid for one in eye.writable}:
        read.wrong["into"] = gettext("Choose the collection that it is for.")
    levels = {one.value: one for one in Tlp}
    if post.get("tlp", "") in levels:
        read.values["level"] = level = levels[post["tlp"]]
        chosen = {str(one.id): one.id for one in _others(eye)}
        to = frozenset(chosen[one] for one in post.getlist("to") if one in chosen)
        if to and level in OPEN:
            read.wrong["to"] = gettext("%(tlp)s names no recipients: choose a stricter marking, or nobody by name.") % {"tlp": level.value}
        read.values["to"] = to
    else:
        read.wrong["tlp"] = gettext("Choose a marking.")
    read.values |= {
        "name": " ".join(post.get("name", "").split())[:_NAME],
        "words": post.get("words.text", "").strip()[:_WORDS],
        "meanings": tuple(one for one in kinds.MEANINGS if one in post.getlist("meanings")),
        "confidence": kinds.SURE.get(post.get("sure", "")),
        "fields": frozenset({post["field"]}) if post.get("field", "") in vocabulary(_FIELD) else frozenset(),
    }
    if not read.values["meanings"]:
        read.wrong["meanings"] = gettext("Say what it means; “not known” is an answer.")
    _days(request, read, at_work)
    return read


def _what(kind: str, text: str, read: _Read, language: str) -> Outside | None:
    known = vocabulary(_KIND)
    if kind not in known:
        read.wrong["what"] = gettext("Choose what kind of value it is.")
        return None
    plain = text.strip().replace("[.]", ".").replace("(.)", ".").replace("hxxp", "http")
    try:
        return parse_outside(kind, plain)
    except Refused:
        item = known.item(kind)
        facts = {"kind": item.label(language), "how": item.definition.get(language, "")}
        read.wrong["what"] = gettext("This cannot be read as: %(kind)s. %(how)s") % facts
        return None


def _days(request: HttpRequest, read: _Read, at_work: Work) -> None:
    """Read from when until when it holds: from now on where nothing is typed; the last day counts whole."""
    found: dict[str, Instant | None] = {}
    for name, more in (("since", 0), ("until", 1)):
        typed = read_date(request.POST, name)
        try:
            found[name] = _midnight(date.fromisoformat(typed) + timedelta(days=more), at_work) if typed else None
        except (ValueError, OverflowError, Refused):
            read.wrong[name] = gettext("There is no such day in the calendar.")
            return
    since, until = found["since"] or at_work.at, found["until"]
    if until is not None and until <= since:
        read.wrong["until"] = gettext("It would end before it begins.")
    read.values |= {"valid_from": since, "valid_until": until}


def _midnight(day: date, at_work: Work) -> Instant:
    return Instant.of(datetime(day.year, day.month, day.day, tzinfo=at_work.zone))


# ---------------------------------------------------------------- the form


def _page(request: HttpRequest, eye: Onlooker, at_work: Work, read: _Read, *, refusal: Refused | None = None) -> ThreatForm:
    fault, step = (sentence_of(refusal), next_step_of(refusal)) if refusal else ("", "")
    if read.wrong:
        fault, step = gettext("Something is to be mended first."), gettext("What you typed is kept below.")
    return ThreatForm(
        heading=gettext("Compose an indicator"),
        deck=gettext("One value that colleagues can look for in their own records, and what it means."),
        crumbs=words.crumbs(gettext("Compose"), Link(gettext("Put in by officers"), reverse("threat-lots"))),
        tabs=words.tabs("threat-lots"),
        form=Form(reverse("threat-compose"), fresh_token()),
        label=gettext("Check the answers"),
        fields=tuple(_fields(request, eye, at_work, read.wrong)),
        back_href=reverse("threat-lots"),
        fault=fault,
        fault_next=step,
        wrong=tuple(read.wrong.items()),
    )


def _fields(request: HttpRequest, eye: Onlooker, at_work: Work, wrong: dict[str, str]) -> Iterator[FieldWrite]:
    post, language = request.POST, at_work.language
    known = tuple(Choice(one.code, one.label(language)) for one in vocabulary(_KIND).offered)
    entry = Entry(post.get("what.type", ""), post.get("what.value", "")[:_WORDS])
    hint = gettext("It is brought into the one form that all compare. evil[.]example is read as it is meant.")
    label = gettext("What is to be looked for")
    yield FieldWrite("what", "outside", label, hint=hint, entries=(entry,), kinds=known, fault=wrong.get("what", ""))
    meant = tuple(Choice(code, str(said), chosen=code in post.getlist("meanings")) for code, said in kinds.MEANINGS.items())
    yield FieldWrite("meanings", "codes", gettext("What it means"), choices=meant, coded=False, fault=wrong.get("meanings", ""))
    name = gettext("Empty: the value itself.")
    yield FieldWrite("name", "name", gettext("What it is called"), hint=name, value=post.get("name", "")[:_NAME], cap=_NAME, optional=True)
    told = gettext("Where it was met, and what to do. In your own language; it is not translated.")
    yield FieldWrite(
        "words", "text", gettext("More about it"), hint=told, value=post.get("words.text", "")[:_WORDS], cap=_WORDS, optional=True
    )
    sure = tuple(Choice(code, kinds.sure_words(code), chosen=code == post.get("sure")) for code in kinds.SURE)
    yield FieldWrite("sure", "code", gettext("How sure you are"), choices=sure, coded=False, optional=True)
    since = gettext("Empty: from now on.")
    yield FieldWrite(
        "since", "date", gettext("Holds from"), hint=since, date=_parts(request, "since"), fault=wrong.get("since", ""), optional=True
    )
    until = gettext("The last day on which it holds. Empty: until you say otherwise.")
    yield FieldWrite(
        "until", "date", gettext("Holds until"), hint=until, date=_parts(request, "until"), fault=wrong.get("until", ""), optional=True
    )
    yield from _audience(request, eye, at_work, wrong)


def _audience(request: HttpRequest, eye: Onlooker, at_work: Work, wrong: dict[str, str]) -> Iterator[FieldWrite]:
    """Yield the fields that say for whom it is."""
    post, language = request.POST, at_work.language
    yield into_field(request, eye, fault=wrong.get("into", ""))
    levels = tuple(
        Choice(item.code, item.label(language), item.definition.get(language, ""), chosen=item.code == post.get("tlp"))
        for item in vocabulary("tlp").offered
    )
    yield FieldWrite("tlp", "code", gettext("Marking"), choices=levels, coded=False, fault=wrong.get("tlp", ""))
    every = Choice("", gettext("as the collection says"), chosen=post.get("field", "") not in vocabulary(_FIELD))
    fields_ = tuple(Choice(item.code, item.label(language), chosen=item.code == post.get("field")) for item in vocabulary(_FIELD).offered)
    hint = gettext("Who does not work in it does not see it, whatever the marking says.")
    yield FieldWrite("field", "list", gettext("Only in the field"), hint=hint, choices=(every, *fields_), optional=True)
    to = tuple(
        Choice(str(one.id), words.authority_name(str(one.id), language), chosen=str(one.id) in post.getlist("to")) for one in _others(eye)
    )
    hint = gettext("TLP:RED, TLP:AMBER+STRICT and TLP:AMBER are for those who are named; without a name they stay with your authority.")
    yield FieldWrite(
        "to", "codes", gettext("Given by name to"), hint=hint, choices=to, coded=False, fault=wrong.get("to", ""), optional=True
    )


def _parts(request: HttpRequest, name: str) -> DateParts:
    return DateParts(*(request.POST.get(f"{name}-{part}", "")[:4] for part in ("day", "month", "year")))


def _others(eye: Onlooker) -> list[Any]:
    """Return every other authority of the directory, by its identifier."""
    found = [one for section in book().sections.values() for one in section.authorities if one.id != eye.authority]
    return sorted(found, key=lambda one: str(one.id))
