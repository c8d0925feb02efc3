"""The decision page: the answers that the article knows, each with its one detail, and the letter that will go."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext

from comity.desk.drafting.composing import article_of
from comity.desk.reading.drafts import DraftView
from comity.desk.reading.openings import Opening
from comity.desk.reading.requests import clocks_of
from comity.desk.rules import rulebook
from comity.directory.home import home
from comity.directory.officers import approvers_but
from comity.doors.web.pages.decision import DecisionPage, Ground, GroundGroup
from comity.doors.web.pages.fields import Choice, DateParts, FieldWrite
from comity.doors.web.pages.files import FileList
from comity.doors.web.pages.parts import Clock, Fault, Form, Letter, Saved
from comity.doors.web.views import periods, written
from comity.doors.web.views.addresses import crumbs
from comity.doors.web.views.clocking import nearest
from comity.doors.web.views.compose_pages import other_hand, returned_with, submit_label
from comity.doors.web.views.file_lists import draft_list
from comity.doors.web.views.inputs import write
from comity.doors.web.views.letters import letter, letter_note
from comity.doors.web.views.naming import country_of, kind_name, one_of
from comity.doors.web.views.periods import Periods
from comity.doors.web.views.working import Work, fresh_token
from comity.treaty.answers import Ground as Known
from comity.treaty.answers import answers_for, grounds_for
from comity.treaty.forms import Form as TreatyForm

# Fields that have a place of their own on the page; every other field of the form stands among the details.
_PLACED: Final = frozenset({"decision", "start", "end", "conditions", "mla_by", "grounds", "granted_categories", "risks", "note"})
_BLANK: Final = DateParts()


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a decision page is made of. `fields` are as typed; `view` is None while nothing is saved."""

    about: Any
    begun: Opening
    form: TreatyForm
    fields: Mapping[str, Any]
    spans: Periods
    view: DraftView | None = None


def decision_page(sheet: Sheet, at_work: Work, *, faults: tuple[Fault, ...] = (), token: str = "") -> DecisionPage:
    """Return the page; nothing is chosen on it that the officer did not choose, or propose in a consultation."""
    about, fields, view, language = sheet.about, sheet.fields, sheet.view, at_work.language
    other = country_of(about.peer, language)
    names = [officer.name for officer in (view.approvers if view else approvers_but(at_work.officer.officer_id, at=at_work.at))]
    choice = sheet.spans.chosen(dict(fields))
    return DecisionPage(
        heading=gettext("Answer %(country)s") % {"country": other},
        deck=_deck(sheet, language),
        crumbs=crumbs(gettext("Decision"), reference=about.reference),
        clock=_clock(about, at_work),
        form=_form(sheet, token),
        other_side=other,
        answers=_answers(sheet, language),
        periods=periods.choices(sheet.spans, dict(fields), at_work),
        period_hint=sheet.spans.hint,
        start=_day(fields.get("start"), at_work, shown=choice == periods.OTHER, end=False) if sheet.spans.first else None,
        end=_day(fields.get("end"), at_work, shown=choice == periods.OTHER, end=True),
        other_dates=choice == periods.OTHER,
        conditions=_options(sheet, "conditions", language),
        condition_day=_written(sheet, "mla_by", at_work, faults, hint=gettext("Empty: the day on which the preservation ends.")),
        grounds=_grounds(sheet, at_work),
        parts=_parts(sheet, language),
        risk=_written(sheet, "risks", at_work, faults, label=gettext("When a risk is notified: which")),
        details=tuple(
            found for key in sheet.form.by_key if key not in _PLACED and (found := _written(sheet, key, at_work, faults)) is not None
        ),
        message=_written(sheet, "note", at_work, faults, name="message"),
        letter=_letter(sheet, at_work),
        letter_note=letter_note(),
        consequences=written.consequences(view.meant, peer=about.peer, request=about, at_work=at_work) if view and view.meant else (),
        approver=one_of(names),
        submit_label=submit_label(names),
        saved=written.saved(view.draft, at_work) if view else Saved(0),
        faults=faults,
        returned=_notice(view, at_work),
        files=draft_list(view.draft, at_work, change=True) if view else FileList(),
    )


def _notice(view: DraftView | None, at_work: Work) -> str:
    """Say why it came back, or that a colleague writes it too."""
    if view is None:
        return ""
    return returned_with(view.draft) or other_hand(view, at_work)


def _clock(about: Any, at_work: Work) -> Clock | None:  # noqa: ANN401 -- a row of a room below
    row = next((row for row in clocks_of(about) if row.stopped_at is None), None)
    return nearest(row, urgency=about.urgency, at_work=at_work)


def _deck(sheet: Sheet, language: str) -> str:
    kind, instrument = sheet.begun.kind, sheet.about.instrument
    facts = {"kind": kind_name(kind, language), "article": article_of(kind, instrument=instrument)}
    return gettext("%(kind)s, Article %(article)s") % facts


def _form(sheet: Sheet, token: str) -> Form:
    href = reverse("decide", args=[sheet.about.reference])
    autosave = reverse("decide-autosave", args=[sheet.about.reference])
    return Form(href, token or fresh_token(), sheet.view.draft.version if sheet.view else 0, autosave)


def _answers(sheet: Sheet, language: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            one.code,
            one.labels[language],
            one.effect[language],
            one.article,
            chosen=sheet.fields.get("decision") == one.code,
            offered=one.offered,
            why_not=one.why_not[language] if one.why_not else "",
        )
        for one in answers_for(sheet.begun.kind, rulebook=rulebook(), instrument=sheet.about.instrument)
    )


def _day(value: object, at_work: Work, *, shown: bool, end: bool) -> DateParts:
    return periods.parts(value, at_work, end=end) if shown else _BLANK


def _options(sheet: Sheet, key: str, language: str) -> tuple[Choice, ...]:
    field = sheet.form.by_key.get(key)
    held = sheet.fields.get(key) or ()
    return tuple(Choice(one.code, one.labels[language], chosen=one.code in held) for one in field.options) if field else ()


def _parts(sheet: Sheet, language: str) -> tuple[Choice, ...]:
    """Return the categories that the request asks for; what it does not ask for cannot be granted in part."""
    asked = sheet.begun.replies_to.body.fields.get("data_categories") if sheet.begun.replies_to else None
    return tuple(one for one in _options(sheet, "granted_categories", language) if isinstance(asked, list) and one.code in asked)


def _written(
    sheet: Sheet, key: str, at_work: Work, faults: tuple[Fault, ...], *, name: str = "", label: str = "", hint: str = ""
) -> FieldWrite | None:
    field = sheet.form.by_key.get(key)
    if field is None:
        return None
    name = name or key
    fault = next((one.sentence for one in faults if one.key == name), "")
    found = write(field, sheet.fields.get(key), at_work, peer=sheet.about.peer, fault=fault)
    return replace(found, key=name, label=label or found.label, hint=hint or found.hint, article="")


def _grounds(sheet: Sheet, at_work: Work) -> tuple[GroundGroup, ...]:
    known = grounds_for(
        sheet.begun.kind, rulebook=rulebook(), instrument=sheet.about.instrument, of=home().country, on=at_work.at.datetime().date()
    )
    groups = (
        (gettext("Protecting persons, under the instrument"), [one for one in known if one.protects and not one.home]),
        (gettext("Protecting persons, under home law"), [one for one in known if one.protects and one.home]),
        (gettext("Other grounds"), [one for one in known if not one.protects]),
    )
    return tuple(GroundGroup(heading, tuple(_ground(one, sheet, at_work.language) for one in rows)) for heading, rows in groups if rows)


def _ground(one: Known, sheet: Sheet, language: str) -> Ground:
    return Ground(
        one.code,
        one.labels[language],
        one.article,
        chosen=one.code in (sheet.fields.get("grounds") or ()),
        consult=_consultation(one, sheet, language),
        why_not=one.why_not[language] if not one.offered and one.why_not else "",
    )


def _consultation(one: Known, sheet: Sheet, language: str) -> str:
    if not one.consult_first:
        return ""
    facts = {"country": country_of(sheet.about.peer, language), "article": one.consult_article}
    if sheet.about.consulted:
        return gettext("Article %(article)s: %(country)s was consulted, and its views have come.") % facts
    return gettext("Article %(article)s: %(country)s is consulted before a refusal; submitting this sends the consultation.") % facts


def _letter(sheet: Sheet, at_work: Work) -> Letter | None:
    view = sheet.view
    if view is None or not view.fields:
        return None
    about = sheet.begun.replies_to.at if sheet.begun.replies_to else None
    return letter(view.draft, view.text, signed=(view.draft.saved_by.name,), about=about, at_work=at_work)
