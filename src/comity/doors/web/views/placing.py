"""Where a refusal stands on a page of forms: at the field that it is about, and above everything, leading to that field."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from comity.desk.policy import ReasonMissing
from comity.doors.web.pages.fields import FieldWrite
from comity.doors.web.pages.parts import Fault
from comity.doors.web.pages.picture import PicturePage
from comity.doors.web.pages.posts import TablesPage
from comity.doors.web.pages.register import FormPage, RegisterPage
from comity.doors.web.views.refusing import next_step_of, sentence_of
from comity.doors.web.views.written import marked, marked_page
from comity.register.refusals import WhyMissing
from comity.terms.refusals import Refused

Known = Mapping[type[Refused], str]
NONE: Final[Known] = MappingProxyType({})
_REASONS: Final[Known] = {ReasonMissing: "reason", WhyMissing: "reason"}


def field_of(refusal: Refused, fields: Iterable[FieldWrite], known: Known = NONE) -> str:
    """Return the key of the field that a refusal is about, "" for none.

    That is the one that `known` says, or the one in which stands what the refusal quotes, or the one that it names as lacking.
    """
    given = tuple(fields)
    named = {**_REASONS, **known}.get(type(refusal)), refusal.facts.get("what")
    quoted = {fact.casefold() for fact in refusal.facts.values() if fact}
    found = (
        *(field.key for field in given if named[0] in field.key.split(".")),
        *(field.key for field in given if field.value.strip().casefold() in quoted),
        *(field.key for field in given if named[1] in field.key.split(".")),
    )
    return found[0] if found else ""


def form_with(page: FormPage, refusal: Refused | None) -> FormPage:
    """Return the page of a form with what was refused, if anything was."""
    if refusal is None:
        return page
    key, sentence = field_of(refusal, page.fields), sentence_of(refusal)
    fields = marked(page.fields, (Fault(key, sentence),))
    return replace(page, fields=fields, fault=sentence, fault_next=next_step_of(refusal), fault_at=key)


def page_with(show: Callable[[str], Any], refusal: Refused, known: Known = NONE) -> Any:  # noqa: ANN401 -- the page that `show` makes
    """Return the page that `show` makes of a refusal in words, with the field marked that it is about, in a form that stands open."""
    said = f"{sentence_of(refusal)} {next_step_of(refusal)}"
    page = show(said)
    if isinstance(page, TablesPage):
        fields = (field for ask in page.asks for field in ask.fields)
        return marked_page(replace(page, fault=""), (Fault(field_of(refusal, fields, known), said),))
    if not isinstance(page, (RegisterPage, PicturePage)):
        return page
    key = field_of(refusal, (field for ask in page.asks if ask.open for field in ask.fields), known)
    wrong = (Fault(key, sentence_of(refusal)),)
    asks = tuple(replace(ask, fields=marked(ask.fields, wrong)) if ask.open else ask for ask in page.asks)
    return replace(page, asks=asks, fault_at=key)
