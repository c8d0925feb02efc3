"""What the second officer sees, exactly; and what the drafter and everybody else sees while it waits."""

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from comity.desk.counselling.gate import require_counsel
from comity.desk.counselling.queries import counsel_on_draft
from comity.desk.counselling.refusals import CounselOwed
from comity.desk.drafting.composing import LANGUAGES, findings_of, rendered
from comity.desk.drafting.resolving import Resolved
from comity.desk.filelists import files_of
from comity.desk.meaning import opens_request
from comity.desk.reading.drafts import DraftView
from comity.desk.reading.requests import Act, acts_of
from comity.desk.reading.submissions import Submission, submissions
from comity.desk.rules import rulebook
from comity.desk.unread import unread_by
from comity.directory.epochs import sealing_key_id
from comity.directory.ways import is_outside
from comity.doors.web.pages.decision import ApprovePage, AwaitingPage, Change
from comity.doors.web.pages.parts import Clock, Consequence, Fault, Form, Halves, Letter, halves
from comity.doors.web.views import written
from comity.doors.web.views.addresses import crumbs
from comity.doors.web.views.beside_pages import counsel_entries
from comity.doors.web.views.compose_pages import deck_of, has_request
from comity.doors.web.views.file_lists import changed_files, draft_list
from comity.doors.web.views.letters import Text, letter, letter_note
from comity.doors.web.views.naming import authority_of, country_of, kind_name, officer_name, one_of, short
from comity.doors.web.views.onward_words import against
from comity.doors.web.views.printing import draft_letters
from comity.doors.web.views.refusing import next_step_of, sentence_of
from comity.doors.web.views.words import act_words
from comity.doors.web.views.working import Work, fresh_token
from comity.terms.identifiers import NodeId
from comity.treaty.fields import read_draft
from comity.treaty.findings import Finding
from comity.treaty.forms import Form as TreatyForm
from comity.treaty.rendering import RenderedField, render_form


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that the page of a submitted draft is made of. `meant` and the letter come from the exact bytes and nothing else."""

    view: DraftView
    request: Any
    at_work: Work
    meant: Resolved
    form: TreatyForm
    sent: tuple[Submission, ...]
    acts: tuple[Act, ...] = field(default=())

    @classmethod
    def of(cls, view: DraftView, *, request: Any, at_work: Work) -> "Sheet":  # noqa: ANN401 -- a row of a room below, or None
        """Collect it; the draft has been submitted."""
        meant = view.meant or Resolved(view.draft.act, view.draft.kind, dict(view.fields))
        form = rulebook().form_under(meant.kind, meant.act, view.draft.instrument)
        return cls(view, request, at_work, meant, form, submissions(view.draft), acts_of(request) if request else ())

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the rules say today, to the one who approves."""
        return findings_of(self.view.draft, resolved=self.meant, role="approver", at=self.at_work.at)


def approve_page(sheet: Sheet, *, faults: tuple[Fault, ...] = (), reason: str = "", token: str = "") -> ApprovePage:
    """Return the heavy frame: what, to whom, to which key, by whom, what changed, both digests, two equal acts."""
    view, at_work, draft = sheet.view, sheet.at_work, sheet.view.draft
    authority, drafter = authority_of(draft.peer, at_work.language), _drafters(view)
    found = sheet.findings
    label, before = _before(sheet)
    return ApprovePage(
        heading=_heading(sheet),
        deck=deck_of(draft, at_work.language, kind=sheet.meant.kind),
        crumbs=crumbs(gettext("Approval"), reference=draft.reference if has_request(draft) else ""),
        clock=_clock(sheet),
        frame_heading=gettext("You are the second officer"),
        what=_what(sheet),
        to=authority,
        key=_key(draft.peer, at_work),
        drafted=_drafted(sheet, drafter),
        changes_label=label,
        changes=(*_changes(sheet, before), *_changed_files(sheet)),
        findings=written.findings(found, at_work.language),
        unread=_unread(sheet),
        letter=_letter(sheet, before=before),
        letter_note=letter_note(),
        files=draft_list(draft, at_work),
        letters=draft_letters(draft.pk),
        counsel=counsel_entries(counsel_on_draft(draft), at_work, version=draft.version),
        counsel_href=reverse("draft-counsel", args=[draft.pk]),
        waits=_waits(sheet),
        halves=_halves(sheet),
        consequences=_consequences(sheet),
        approve=Form(reverse("approve", args=[draft.pk]), token or fresh_token()),
        approve_label=_approve_label(draft.peer, authority),
        send_back=Form(reverse("return", args=[draft.pk]), fresh_token()),
        send_back_label=gettext("Do not approve; return to %(officer)s with a reason") % {"officer": drafter},
        faults=(*faults, *_stopped(found, at_work.language)),
        reason=reason,
    )


def _waits(sheet: Sheet) -> str:
    """Say what another State, or the law at home, is to say before this is approved; nothing where nothing is."""
    refusals = [against(sheet.view), _counsel_owed(sheet)]
    return " ".join(f"{sentence_of(one)} {next_step_of(one)}" for one in refusals if one is not None)


def _counsel_owed(sheet: Sheet) -> CounselOwed | None:
    try:
        require_counsel(sheet.view.draft, body=sheet.meant, at=sheet.at_work.at)
    except CounselOwed as refusal:
        return refusal
    return None


def _key(peer: str, at_work: Work) -> str:
    """Return the digits of the key that it is sealed for; a partner without a node has none."""
    if is_outside(peer):
        return gettext("none: it goes outside the wire, as a letter")
    return short(str(sealing_key_id(NodeId(peer), at=at_work.at)))


def _approve_label(peer: str, authority: str) -> str:
    if is_outside(peer):
        return gettext("Approve for dispatch to: %(authority)s") % {"authority": authority}
    return gettext("Approve and send to: %(authority)s") % {"authority": authority}


def awaiting_page(sheet: Sheet, *, rule: str) -> AwaitingPage:
    """Return the page of those who cannot approve: it waits, who can, and for its drafters the way to take it back."""
    view, at_work, draft = sheet.view, sheet.at_work, sheet.view.draft
    names = [officer.name for officer in view.approvers]
    mine = at_work.officer.officer_id in view.drafters
    can = gettext("%(names)s can approve it.") % {"names": one_of(names)} if names else gettext("Nobody at this node can approve it.")
    return AwaitingPage(
        heading=gettext("It waits for the second officer"),
        deck=deck_of(draft, at_work.language, kind=sheet.meant.kind),
        crumbs=crumbs(gettext("Approval"), reference=draft.reference if has_request(draft) else ""),
        clock=_clock(sheet),
        sentence=_drafted_short(sheet),
        rule=rule,
        letter=_letter(sheet),
        letter_note=letter_note(),
        files=draft_list(draft, at_work),
        letters=draft_letters(draft.pk),
        halves=_halves(sheet),
        consequences=_consequences(sheet),
        approvers=can,
        take_back=Form(reverse("take-back", args=[draft.pk]), fresh_token()) if mine else None,
        take_back_label=gettext("Take it back and go on writing"),
    )


def _heading(sheet: Sheet) -> str:
    meant = sheet.meant
    facts = {"country": country_of(sheet.view.draft.peer, sheet.at_work.language), "act": act_words(meant.act, meant.kind)}
    sentences = {
        "request": gettext("Approve the request to %(country)s"),
        "answer": gettext("Approve the answer to %(country)s"),
        "consultation": gettext("Approve the consultation of %(country)s"),
        "views": gettext("Approve the views for %(country)s"),
        "notice": gettext("Approve the risk notice to %(country)s"),
        "withdrawal": gettext("Approve the withdrawal towards %(country)s"),
    }
    return sentences.get(meant.act, gettext("Approve, to %(country)s: %(act)s")) % facts


def _what(sheet: Sheet) -> str:
    """Say in a few words what goes: the answer by its own name, anything else by its kind."""
    field_ = sheet.form.by_key.get("decision")
    option = field_.by_code.get(str(sheet.meant.fields.get("decision"))) if field_ else None
    return option.labels[sheet.at_work.language] if option else kind_name(sheet.meant.kind, sheet.at_work.language)


def _drafters(view: DraftView) -> str:
    return ", ".join(officer_name(name) for name in view.drafters)


def _drafted(sheet: Sheet, drafter: str) -> str:
    at = sheet.view.draft.submitted_at
    facts = {"officers": drafter, "time": written.print_moment(at, sheet.at_work)}
    return gettext("%(officers)s; submitted at %(time)s. Whoever drafted it cannot approve it.") % facts


def _drafted_short(sheet: Sheet) -> str:
    body, at = sheet.view.body, sheet.view.draft.submitted_at
    name = officer_name(str(body.drafted_by)) if body else sheet.view.draft.saved_by.name
    return gettext("%(officer)s submitted this at %(time)s.") % {"officer": name, "time": written.print_moment(at, sheet.at_work)}


def _clock(sheet: Sheet) -> Clock | None:
    urgency = sheet.request.urgency if sheet.request else sheet.view.body.urgency if sheet.view.body else "urgent"
    return written.approval_clock(sheet.view.draft, sheet.at_work, urgency=urgency)


def _before(sheet: Sheet) -> tuple[str, dict[str, object] | None]:
    """Return what to compare with: the version submitted before this one, else our last act of the same sort in this request."""
    view = sheet.view
    earlier = _earlier(sheet)
    if earlier is not None and (view.draft.act, view.draft.kind) == (sheet.meant.act, sheet.meant.kind):
        return gettext("Changed since version %(version)s") % {"version": earlier.version}, read_draft(sheet.form, earlier.fields)[0]
    ours = [act for act in sheet.acts if act.direction == "out" and act.body.act == sheet.meant.act]
    if ours:
        date = written.print_moment(ours[-1].at, sheet.at_work)
        held = {key: value for key, value in ours[-1].body.fields.items() if key in sheet.form.by_key}
        return gettext("Changed since the one sent at %(time)s") % {"time": date}, held
    return gettext("Changed"), None


def _changes(sheet: Sheet, before: dict[str, object] | None) -> tuple[Change, ...]:
    if before is None:
        return ()
    language = sheet.at_work.language
    old, new = (render_form(sheet.form, fields, language) for fields in (before, sheet.meant.fields))
    rows = [_change(was, now) for was, now in zip(old, new, strict=True) if was.lines != now.lines]
    return tuple(rows) or (Change("", "", gettext("Nothing differs.")),)


def _earlier(sheet: Sheet) -> Submission | None:
    """Return what was submitted before this version, which the second officer may have read."""
    return next((one for one in sheet.sent if one.version < sheet.view.draft.version), None)


def _changed_files(sheet: Sheet) -> tuple[Change, ...]:
    """Say which files came, went, or have other bytes under their name since the version that was submitted before this one."""
    earlier = _earlier(sheet)
    if earlier is None:
        return ()
    gone, come = changed_files(earlier.files, files_of(sheet.view.draft))
    return (Change(gettext("Files"), gone, come),) if gone or come else ()


def _change(was: RenderedField, now: RenderedField) -> Change:
    gone, come = ([line for line in one.lines if line not in other.lines] for one, other in ((was, now), (now, was)))
    return Change(now.label, "; ".join(gone), "; ".join(come))


def _letter(sheet: Sheet, *, before: dict[str, object] | None = None) -> Letter:
    body = sheet.view.body
    text: Text = dict(body.text) if body else dict(sheet.view.text)
    old: Text | None = None if before is None else {language: rendered(sheet.form, dict(before), language) for language in LANGUAGES}  # type: ignore[arg-type] # read by the form, so JSON
    signed = (officer_name(str(body.drafted_by)) if body else sheet.view.draft.saved_by.name,)
    about = None if opens_request(sheet.meant.act, sheet.meant.kind) or not sheet.acts else sheet.acts[0].at
    return letter(sheet.view.draft, text, signed=signed, about=about, at_work=sheet.at_work, before=old)


def _halves(sheet: Sheet) -> Halves:
    """Compare the digest that the journal has of the submission with that of the bytes on this page."""
    reading = str(sheet.view.digest)
    submitted = next((str(one.digest) for one in sheet.sent), reading)
    return halves(submitted, reading, ours_label=gettext("As submitted, by the journal"), theirs_label=gettext("What you are reading"))


def _consequences(sheet: Sheet) -> tuple[Consequence, ...]:
    return written.consequences(sheet.meant, peer=sheet.view.draft.peer, request=sheet.request, at_work=sheet.at_work)


def _unread(sheet: Sheet) -> str:
    count = unread_by(sheet.at_work.officer, sheet.request) if sheet.request else 0
    return (
        gettext("New in this request since you last opened it: %(count)s. Open the request and read it first.") % {"count": count}
        if count
        else ""
    )


def _stopped(found: tuple[Finding, ...], language: str) -> tuple[Fault, ...]:
    return tuple(Fault("password", f"{one.title[language]}. {one.reason[language]}") for one in written.stops(found))
