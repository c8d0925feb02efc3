"""Between the decision page and the answer's form: what was posted becomes fields, and faults of fields stand where the page has them."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext

from comity.doors.web.filling import posted
from comity.doors.web.pages.parts import Fault
from comity.doors.web.views.periods import Periods, typed
from comity.doors.web.views.working import Work
from comity.doors.web.views.written import said, stops
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.treaty.faults import NOT_AN_INSTANT, FieldFault
from comity.treaty.fields import holds
from comity.treaty.findings import Finding
from comity.treaty.forms import Form

# Where the page shows what the form calls otherwise.
_PLACES: Final = {"decision": "answer", "granted_categories": "parts", "start": "period", "end": "period", "note": "message"}
_NAMES: Final = {"decision": "answer", "granted_categories": "parts"}
_MLA: Final = "C-MLA"


def read_answer(post: QueryDict, form: Form, *, spans: Periods, at_work: Work) -> dict[str, Any]:
    """Return everything that was typed on the page, under the names of the form."""
    renamed = post.copy()
    for key, name in _NAMES.items():
        renamed.setlist(key, post.getlist(name))
    renamed["note.text"], renamed["note.language"] = post.get("message.text", ""), post.get("message.language", "")
    fields = {key: value for item in form.items for key, value in posted(renamed, item, zone=at_work.zone).items()}
    fields.pop("start", None)
    fields.pop("end", None)
    return fields | typed(post, spans, at_work)


def fitting(form: Form, fields: Mapping[str, Any], held: Mapping[str, Any], at_work: Work) -> dict[str, Any]:
    """Return those fields that go with the answer that was chosen; the others stay in the versions saved while writing.

    A condition that needs a day and has none gets the day on which the preservation ends, and follows it when that moves;
    `held` are the fields of the version before.
    """
    found = dict(fields)
    if "decision" not in found:
        return found
    for _ in range(2):  # a field may hang on one that itself hangs on the answer
        found = {key: value for key, value in found.items() if not form.by_key[key].only or holds(form.by_key[key].only, found)}
    if _MLA in found.get("conditions", ()) and found.get("mla_by") in (None, _last_day(held.get("end"), at_work)):
        day = _last_day(found.get("end"), at_work)
        found |= {"mla_by": day} if day else {}
    return found


def _last_day(end: object, at_work: Work) -> str | None:
    """Return the last day of a preservation that ends then: of one that ends at midnight, the day before."""
    try:
        moment = Instant.parse(end) if isinstance(end, str) else None
    except Refused:
        return None
    return None if moment is None else at_work.here(moment + timedelta(microseconds=-1)).date().isoformat()


def place_of(key: str) -> str:
    """Return under which name the page shows a field of the form."""
    return _PLACES.get(key, key)


def faults_on_page(faults: Iterable[FieldFault], found: Iterable[Finding], language: str) -> tuple[Fault, ...]:
    """Return wrong fields and stopping rules where the page shows them, one a place."""
    shown: dict[str, Fault] = {}
    for fault in faults:
        place = place_of(fault.key)
        sentence = gettext("Give days of the calendar, first and last.") if fault.sentence == NOT_AN_INSTANT else said(fault, language)
        shown.setdefault(place, Fault(place, sentence))
    for finding in stops(found):
        place = next((place_of(key) for key in finding.fields), "answer")
        shown.setdefault(place, Fault(place, f"{finding.title[language]}. {finding.reason[language]}"))
    return tuple(shown.values())
