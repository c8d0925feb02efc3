"""Somebody saved while this officer was writing: three versions side by side, and both acts make a new version."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from comity.desk.drafting.actions import save_draft
from comity.desk.drafting.refusals import ChangedElsewhere
from comity.desk.reading.drafts import see_draft
from comity.desk.rules import rulebook
from comity.doors.web.framing import render_page
from comity.doors.web.pages.compose import ChangedPage, ChangedRow
from comity.doors.web.pages.parts import Form
from comity.doors.web.views.addresses import address_of, crumbs, onward, posted_version
from comity.doors.web.views.refusing import saying_no, sentence_of
from comity.doors.web.views.working import Work, fresh_token, work
from comity.terms.json import DEPTH, is_deeper, outside_strings
from comity.treaty.forms import Field
from comity.treaty.forms import Form as TreatyForm
from comity.treaty.rendering import render_form

Typed = Mapping[str, Any]


def changed(request: HttpRequest, draft: Any, refusal: ChangedElsewhere, *, mine: Typed, at_work: Work) -> HttpResponse:  # noqa: ANN401 -- a row of a room below
    """Answer with the page of the three versions; it carries `mine`, so that nothing typed is lost."""
    form = rulebook().form_under(draft.kind, draft.act, draft.instrument)
    facts = {"name": refusal.facts["name"], "version": refusal.facts["version"], "base": refusal.facts["based_on"]}
    page = ChangedPage(
        heading=gettext("Changed by somebody else"),
        crumbs=crumbs(gettext("Draft")),
        sentence=sentence_of(refusal),
        base_label=gettext("Version %(base)s, common") % facts if facts["base"] != "0" else gettext("Before"),
        mine_label=gettext("Yours, not saved yet"),
        theirs_label=gettext("Version %(version)s, %(name)s") % facts,
        rows=_rows(form, refusal.base, mine, refusal.theirs, at_work.language),
        form=Form(
            reverse("draft-changed", args=[draft.pk]),
            fresh_token(),
            draft.version,
            hidden=(("mine", json.dumps(dict(mine), ensure_ascii=False)),),
        ),
        use_theirs_label=gettext("Go on with version %(version)s") % facts,
        keep_mine_label=gettext("Go on with mine, as a new version"),
    )
    return render_page(request, page, status=409)


def _rows(form: TreatyForm, base: Typed, mine: Typed, theirs: Typed, language: str) -> tuple[ChangedRow, ...]:
    differ = [field for field in form.fields if not base.get(field.key) == mine.get(field.key) == theirs.get(field.key)]
    return tuple(
        ChangedRow(field.labels[language], *(_shown(form, field, version.get(field.key), language) for version in (base, mine, theirs)))
        for field in differ
    )


def _shown(form: TreatyForm, field: Field, value: object, language: str) -> str:
    items = render_form(form, {field.key: value}, language)
    lines = next(item.lines for item in items if item.key == field.item)
    return "; ".join(lines) or gettext("Not given")


@saying_no
@require_POST
def draft_changed(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Save the officer's version on top; and theirs on top of that, where theirs is to go on. Each stays in the history."""
    at_work, version = work(request), posted_version(request)
    draft = see_draft(draft_id, by=at_work.actor)
    theirs, mine = dict(draft.fields), _carried(request)
    try:
        draft = save_draft(draft_id, fields=mine, based_on=version, by=at_work.officer, at=at_work.at)
        if request.POST.get("act") == "theirs":
            draft = save_draft(draft_id, fields=theirs, based_on=draft.version, by=at_work.officer, at=at_work.at)
    except ChangedElsewhere as refusal:
        return changed(request, draft, refusal, mine=mine, at_work=at_work)
    return onward(address_of(draft))


def _carried(request: HttpRequest) -> dict[str, Any]:
    """Return the version that the page carried; raises `BadRequest` for what no page of ours carries."""
    carried = request.POST.get("mine", "")
    if is_deeper(outside_strings(carried.encode("utf-8", "replace")), DEPTH):
        raise BadRequest
    try:
        mine = json.loads(carried)
    except ValueError as fault:
        raise BadRequest from fault
    if not isinstance(mine, dict):
        raise BadRequest
    return mine
