"""The forms of a commitment: written down, moved, assigned, shown, promoted; and what was typed in them."""

from collections.abc import Iterator
from typing import Any, Final

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Form, Link
from comity.doors.web.pages.posts import Ask
from comity.doors.web.pages.register import FormPage
from comity.doors.web.views.naming import in_words
from comity.doors.web.views.placing import form_with
from comity.doors.web.views.register import recurrences, words
from comity.doors.web.views.register.fix_fields import day_hint
from comity.doors.web.views.register.meeting_forms import codes
from comity.doors.web.views.working import Work, fresh_token, verb_token
from comity.register.commitments.actions import (
    accept_commitment,
    assign_commitment,
    give_evidence,
    move_commitment,
    own_authorities,
    promote_commitment,
    register_commitment,
)
from comity.register.commitments.queries import CommitmentFile
from comity.register.states import BINDING, NEEDS_EVIDENCE, NEEDS_REASON, State
from comity.terms.refusals import Refused
from comity.terms.written_days import print_written

_CAP: Final = 1000
_EVIDENCE: Final = ("sort", "reference", "digest", "words", "supplied_by")
_STEPS: Final = {
    State.REGISTERED: gettext_lazy("Take it into the register"),
    State.ACCEPTED: gettext_lazy("Accept it for its owner"),
    State.IN_PROGRESS: gettext_lazy("Work on it is under way"),
    State.BLOCKED: gettext_lazy("It cannot go on"),
    State.CLAIMED: gettext_lazy("It is fulfilled"),
    State.CONFIRMED: gettext_lazy("The counterpart confirms it"),
    State.DISPUTED: gettext_lazy("The counterpart disputes it"),
    State.LAPSED: gettext_lazy("It will not be fulfilled any more"),
    State.SUPERSEDED: gettext_lazy("Another commitment stands in its place"),
}


def step(request: HttpRequest, number: str, at_work: Work) -> None:
    """Do the step that a posted form names."""
    post, name = request.POST, request.POST.get("step", "")
    how: Any = {"by": at_work.officer, "at": at_work.at, "token": verb_token(request, f"cm-{name[:11]}")}
    reason = post.get(f"{name}.reason.text", "")[: 2 * _CAP]
    if name in recurrences.STEPS:
        recurrences.step(request, number, how)
    elif name == "assign":
        given = {key: post.get(key, "")[:_CAP] for key in ("owner", "authority", "focal", "indicator", "due")}
        assign_commitment(number, **given, **how)
    elif name == "evidence":
        typed = {key: post.get("words.text" if key == "words" else key, "").strip()[:_CAP] for key in _EVIDENCE}
        give_evidence(number, typed=typed, **how)
    elif name == "promote":
        promote_commitment(number, reason=reason, **how)
    elif name == State.REGISTERED:
        register_commitment(number, **how)
    elif name == State.ACCEPTED:
        accept_commitment(number, **how)
    else:
        other = post.get("superseded_by", "").strip().upper()[:12]
        move_commitment(number, to=name, reason=reason, superseded_by=other, **how)


def asks_of(request: HttpRequest, found: CommitmentFile, at_work: Work) -> Iterator[Ask]:
    """Yield what may be done with a commitment from where it stands."""
    post, one = request.POST, found.commitment
    here = reverse("register-commitment", args=[one.number])

    def form(name: str) -> Form:
        return Form(here, fresh_token(), hidden=(("step", name),))

    for state in found.next:
        does, effect = str(_STEPS[state]), ""
        if state in NEEDS_EVIDENCE:
            effect = gettext("It needs evidence, given below before.")
        yield Ask(does, form(state.value), does, tuple(_move_fields(post, state)), effect)
    yield Ask(gettext("Owner, due date, indicator"), form("assign"), gettext("Keep it"), tuple(_assign_fields(post, one, at_work)))
    yield Ask(gettext("Give evidence"), form("evidence"), gettext("Put it beside the commitment"), tuple(_evidence_fields(post, at_work)))
    yield from recurrences.asks_of(one, post, at_work)
    if one.strength not in BINDING and one.promoted_at is None:
        effect = gettext("By its words it counts in no figure. Its owner may say that it does, with a reason; the journal keeps it.")
        why = FieldWrite("promote.reason", "text", gettext("Why"), value=post.get("promote.reason.text", "")[:_CAP], cap=_CAP)
        yield Ask(gettext("Let it count as a commitment"), form("promote"), gettext("Let it count"), (why,), effect)


def _move_fields(post: QueryDict, state: State) -> Iterator[FieldWrite]:
    if state in (State.REGISTERED, State.ACCEPTED):
        return
    if state is State.SUPERSEDED:
        typed = post.get("superseded_by", "")[:12]
        yield FieldWrite("superseded_by", "reference", gettext("Number of the other commitment"), value=typed, cap=12)
    optional = state not in NEEDS_REASON
    key = f"{state.value}.reason"
    yield FieldWrite(key, "text", gettext("Why"), value=post.get(f"{key}.text", "")[:_CAP], cap=_CAP, optional=optional)


def _assign_fields(post: QueryDict, one: Any, at_work: Work) -> Iterator[FieldWrite]:  # noqa: ANN401 -- a row of a room below
    stands = {
        "authority": one.owner_authority,
        "owner": one.owner,
        "focal": one.focal,
        "indicator": one.indicator,
        "due": print_written(one.due),
    }
    value = {key: post.get(key, kept)[:_CAP] for key, kept in stands.items()} if post.get("step") == "assign" else stands
    known = ((str(row.id), in_words(row.names, at_work.language)) for row in own_authorities())
    choices = (("", gettext("none of these, or a part of one: written below")), *known)
    chosen = tuple(Choice(key, name, chosen=key == value["authority"]) for key, name in choices)
    yield FieldWrite("authority", "list", gettext("Who owns it here: authority"), choices=chosen)
    yield FieldWrite("owner", "name", gettext("Who owns it here"), value=value["owner"], cap=120, optional=True)
    yield FieldWrite(
        "focal",
        "name",
        gettext("Who is asked about it on the other side"),
        value=value["focal"],
        cap=200,
        optional=True,
    )
    yield FieldWrite(
        "indicator",
        "name",
        gettext("What shows that it is fulfilled"),
        value=value["indicator"],
        cap=300,
        optional=True,
    )
    yield FieldWrite("due", "name", gettext("Due"), hint=day_hint(), value=value["due"], cap=24, optional=True)


def _evidence_fields(post: QueryDict, at_work: Work) -> Iterator[FieldWrite]:
    yield codes("sort", gettext("Sort of evidence"), "evidence-sort", post.get("sort", "document"), at_work)
    yield FieldWrite("reference", "name", gettext("Number here, or address"), value=post.get("reference", "")[:500], cap=500)
    yield FieldWrite("supplied_by", "name", gettext("Who gave it"), value=post.get("supplied_by", "")[:200], cap=200)
    yield FieldWrite("digest", "reference", gettext("Digest"), value=post.get("digest", "")[:80], cap=80, optional=True)
    yield FieldWrite("words", "text", gettext("What it says"), value=post.get("words.text", "")[:_CAP], cap=_CAP, optional=True)


def typed_of(post: QueryDict) -> dict[str, Any]:
    """Return what was typed of a commitment that stands in no document."""
    sides = {
        name: {"country": post.get(f"{name}_country", ""), "words": post.get(name, "").strip()[:300]} for name in ("obligor", "beneficiary")
    }
    plain = {"words": post.get("words.text", "")[: 3 * _CAP], "language": post.get("words.language", "")}
    return {**sides, **plain, "strength": post.get("strength", ""), "due": post.get("due", "").strip()[:24]}


def propose_page(request: HttpRequest, at_work: Work, *, refusal: Refused | None = None) -> FormPage:
    """Return the form of a commitment that stands in no document here."""
    page = FormPage(
        heading=gettext("Write down a commitment"),
        deck=gettext("For one that stands in no document here. It counts once it is taken into the register."),
        crumbs=words.crumbs(gettext("Write down"), Link(gettext("Commitments"), reverse("register-commitments"))),
        form=Form(reverse("register-commitment-new"), fresh_token()),
        label=gettext("Write it down"),
        fields=tuple(_propose_fields(request.POST, at_work)),
        tabs=words.tabs("register-commitments"),
        back_href=reverse("register-commitments"),
    )
    return form_with(page, refusal)


def _propose_fields(post: QueryDict, at_work: Work) -> Iterator[FieldWrite]:
    none, theirs = gettext("no State"), post.get("beneficiary_country", "")
    yield codes("obligor_country", gettext("Who promises: country"), "country", post.get("obligor_country", ""), at_work, nothing=none)
    yield FieldWrite("obligor", "name", gettext("Who promises: name or office"), value=post.get("obligor", "")[:300], cap=300)
    yield codes("beneficiary_country", gettext("Beneficiary: country"), "country", theirs, at_work, nothing=none)
    yield FieldWrite(
        "beneficiary", "name", gettext("Beneficiary: name or office"), value=post.get("beneficiary", "")[:300], cap=300, optional=True
    )
    chosen = post.get("words.language", at_work.language)
    languages = tuple(Choice(code, name, chosen=code == chosen) for code, name in (("vi", "Tiếng Việt"), ("en", "English")))
    yield FieldWrite(
        "words", "text", gettext("In which words"), value=post.get("words.text", "")[: 2 * _CAP], cap=2400, languages=languages
    )
    yield codes("strength", gettext("How strong"), "promise-strength", post.get("strength", "unilateral-public"), at_work)
    yield FieldWrite("due", "name", gettext("Due"), hint=day_hint(), value=print_written(post.get("due", "")[:24]), cap=24, optional=True)
