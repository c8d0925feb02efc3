"""The pages of writing: to whom, one thing a page, the answers to check."""

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from comity.desk.drafting.resolving import Resolved
from comity.desk.meaning import GIVING, SHARING, WARNING, opens_request
from comity.desk.onward.gate import links_of
from comity.desk.permitting.queries import switched_on
from comity.desk.reading.drafts import DraftView
from comity.desk.rules import rulebook
from comity.desk.states import DraftState
from comity.directory.book import book
from comity.directory.home import home
from comity.directory.partners import outside_nodes
from comity.directory.sections import Node
from comity.directory.ways import is_outside
from comity.doors.web.pages.compose import CheckPage, ComposePage, Step
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Act, Fault, Form, Link, Saved
from comity.doors.web.views import written
from comity.doors.web.views.addresses import crumbs
from comity.doors.web.views.file_lists import draft_list
from comity.doors.web.views.inputs import leaf_fields
from comity.doors.web.views.leaves import Leaf, leaf_of, leaves
from comity.doors.web.views.naming import country_of, in_words, kind_name, language_name, one_of, own_authority
from comity.doors.web.views.onward_words import against, next_act
from comity.doors.web.views.printing import draft_letters
from comity.doors.web.views.refusing import next_step_of, sentence_of
from comity.doors.web.views.working import Work, fresh_token
from comity.terms.identifiers import NodeId
from comity.treaty.describing import kinds_by_family
from comity.treaty.legalbasis import Basis, LegalBasis
from comity.treaty.wording import cite

MEND: Final = "mend=1"
_ELSEWHERE: Final = (SHARING, WARNING, GIVING)


Begun: TypeAlias = tuple[tuple[str, str], ...]  # from what a request is begun: names and values of hidden fields


def peers() -> tuple[Node, ...]:
    """Return the nodes that a request can go to: those of authorities that may receive a kind of any sort."""
    receiving = {role for code in kinds() for role in rulebook().kind(code).receiver}
    return tuple(node for node in (*book().peers(home().node), *outside_nodes()) if receiving & set(book().authority_of(node.id).roles))


def kinds() -> tuple[str, ...]:
    """Return the kinds that begin a case, family by family; what goes to providers is recorded, what is off is listed too.

    A commitment is shared from the register, which fills it in; a warning goes out from the threat exchange, to all at once;
    threat sets from the collection that they are of.
    """
    found = kinds_by_family(rulebook())
    return tuple(row.code for row in found if row.opens and row.nature in ("wire", "record") and row.code not in _ELSEWHERE)


def is_offered(kind: str, at_work: Work) -> bool:
    """Say whether a kind may be begun today: it is not off, or two officers switched it on."""
    row = rulebook().kind(kind)
    return not row.off or switched_on(kind, on=at_work.at.datetime().date())


def may_receive(node: Node, kind: str) -> bool:
    """Say whether the authority of a node has a role that receives a kind."""
    return bool(set(rulebook().kind(kind).receiver) & set(book().authority_of(node.id).roles))


def start_page(at_work: Work, *, to: str = "", kind: str = "", faults: tuple[Fault, ...] = (), begun: Begun = ()) -> ComposePage:
    """Return the first page: to whom, and what for."""
    offered = kinds()
    chosen = kind or (offered[0] if len(offered) == 1 else "")
    wrong = {fault.key: fault.sentence for fault in faults}
    countries = tuple(node_choice(node, at_work, chosen=str(node.id) == to) for node in peers())
    asked = tuple(kind_choice(code, at_work, chosen=code == chosen) for code in offered)
    return ComposePage(
        heading=gettext("New request"),
        deck=gettext("Choose whom to ask, and for what. Nothing is sent before a second officer approves it."),
        crumbs=crumbs(gettext("New request")),
        form=Form(reverse("compose-start"), fresh_token(), hidden=begun),
        steps=(),
        step=0,
        fields=(
            FieldWrite("to", "code", gettext("Which country is asked?"), fault=wrong.get("to", ""), choices=countries),
            FieldWrite("kind", "code", gettext("What is asked for?"), fault=wrong.get("kind", ""), choices=asked),
        ),
        saved=Saved(0),
        faults=faults,
    )


def node_choice(node: Node, at_work: Work, *, chosen: bool) -> Choice:
    """Return an authority to choose: its country, its name, what it reads, and whether it is reached on the wire."""
    authority = book().authority_of(node.id)
    country = book().country_names(authority.id.country)
    reached = gettext("outside the wire") if is_outside(node.id) else gettext("on the wire")
    facts = {
        "reached": reached,
        "authority": in_words(authority.names, at_work.language),
        "languages": ", ".join(language_name(tag, at_work.language) for tag in authority.languages),
    }
    label = f"{in_words(country, at_work.language)} ({authority.id.country})"
    return Choice(str(node.id), label, gettext("%(authority)s; reads: %(languages)s; %(reached)s") % facts, chosen=chosen)


def kind_choice(code: str, at_work: Work, *, chosen: bool) -> Choice:
    """Return a kind to choose, under the name of its family."""
    row = rulebook().kind(code)
    family = rulebook().families[row.family].labels[at_work.language]
    return Choice(
        code,
        row.labels[at_work.language],
        row.purpose[at_work.language],
        chosen=chosen,
        offered=is_offered(code, at_work),
        why_not=gettext("Off by itself. Two officers can switch it on under Permissions, with the law and an independent authority."),
        group=family,
    )


def basis_page(
    at_work: Work, *, to: NodeId, kind: str, found: LegalBasis, chosen: str = "", fault: str = "", begun: Begun = ()
) -> ComposePage:
    """Return the page on which an officer chooses the text of a request; what carries nothing stays listed, with its reason."""
    language = at_work.language
    facts = {"kind": kind_name(kind, language), "country": country_of(str(to), language)}
    none = "" if found.carrying else gettext("No text carries this between the two States today; each line says why, and what would help.")
    heading = gettext("On which text")
    return ComposePage(
        heading=heading,
        deck=gettext("%(kind)s, to %(country)s") % facts,
        crumbs=crumbs(gettext("New request")),
        form=Form(reverse("compose-start"), fresh_token(), hidden=(("to", str(to)), ("kind", kind), *begun)),
        steps=(),
        step=0,
        fields=(
            FieldWrite(
                "instrument",
                "code",
                gettext("On which text does the request stand?"),
                hint=gettext("Chosen per pair of States and day. A text that is not in force is used by reciprocity, and the act says so."),
                fault=fault,
                choices=tuple(_text(basis, language, chosen=chosen) for basis in (*found.carrying, *found.others)),
            ),
        ),
        saved=Saved(0),
        faults=(Fault("instrument", fault),) if fault else (),
        notice=none,
    )


def _text(basis: Basis, language: str, *, chosen: str) -> Choice:
    name = rulebook().instruments[basis.instrument].short[language]
    said = f"{basis.title[language]}. {basis.reason[language]}"
    help_ = f"{said} {basis.mend[language]}" if basis.mend else said
    return Choice(
        basis.instrument,
        f"{name}, {cite(basis.article, language)}",
        said,
        chosen=basis.instrument == chosen,
        offered=basis.carries,
        why_not=help_,
    )


def leaf_page(view: DraftView, pages: Sequence[Leaf], at: int, at_work: Work, *, mend: bool, more: str) -> ComposePage:
    """Return one page of the form of a draft; with `mend` it says what is wrong here."""
    draft, leaf = view.draft, pages[at]
    faults = leaf.faults_in(view.faults) if mend else ()
    href = reverse("compose-item", args=[draft.pk, leaf.key])
    return ComposePage(
        heading=leaf.label,
        deck=deck_of(draft, at_work.language),
        crumbs=crumbs(gettext("Draft"), reference=draft.reference if has_request(draft) else ""),
        form=Form(
            href,
            fresh_token(),
            draft.version,
            reverse("draft-autosave", args=[draft.pk, leaf.key]),
            hidden=(("seen", "1"),) if mend else (),
        ),
        steps=_steps(view, pages, at),
        step=at + 1,
        fields=leaf_fields(leaf, draft.fields, at_work, peer=draft.peer, faults=faults, more=more),
        saved=written.saved(draft, at_work),
        faults=written.field_faults(faults, at_work.language),
        notice=gettext("You can go on and mend this later; it is submitted only when all of it is right.") if faults else "",
        next_label=gettext("Save and check the answers") if at + 1 == len(pages) else "",
        back_href=reverse("compose-item", args=[draft.pk, pages[at - 1].key]) if at else "",
        set_aside=set_aside_act(draft),
        editing=other_hand(view, at_work),
    )


def _steps(view: DraftView, pages: Sequence[Leaf], at: int) -> tuple[Step, ...]:
    if len(pages) < 2:
        return ()
    pk = view.draft.pk
    steps = [
        Step(
            str(n + 1),
            leaf.label,
            reverse("compose-item", args=[pk, leaf.key]),
            "current" if n == at else "done" if _done(leaf, view) else "todo",
        )
        for n, leaf in enumerate(pages)
    ]
    return (*steps, Step(str(len(pages) + 1), gettext("Check"), reverse("draft-check", args=[pk]), "todo"))


def _done(leaf: Leaf, view: DraftView) -> bool:
    return not leaf.faults_in(view.faults) and any(field.key in view.draft.fields for field in leaf.fields)


def other_hand(view: DraftView, at_work: Work) -> str:
    """Say that a colleague saved the newest version, and what follows from writing on."""
    draft = view.draft
    if draft.saved_by_id == at_work.officer.pk:
        return ""
    facts = {"officer": draft.saved_by.name, "version": draft.version}
    return gettext("%(officer)s saved version %(version)s. Whoever saves a version cannot approve it.") % facts


def has_request(draft: Any) -> bool:  # noqa: ANN401 -- a row of a room below
    """Say whether the draft belongs to a request that exists already."""
    return bool(draft.reference) and not opens_request(draft.act, draft.kind)


def deck_of(draft: Any, language: str, *, kind: str = "") -> str:  # noqa: ANN401 -- as above
    """Say what is being written, and to whom; `kind` is what the draft becomes on its way out, where that is another one."""
    facts = {"kind": kind_name(kind or draft.kind, language), "country": country_of(draft.peer, language)}
    if draft.direction == "in":
        return gettext("%(kind)s, from %(country)s, written down from a paper") % facts
    return gettext("%(kind)s, to %(country)s") % facts


def set_aside_act(draft: Any) -> Act:  # noqa: ANN401 -- as above
    """Return the way to put a draft away."""
    return Act(gettext("Set the draft aside"), reverse("set-aside", args=[draft.pk]))


def submit_label(approvers: Sequence[str]) -> str:
    """Name in the act who may be the second officer."""
    if not approvers:
        return gettext("Submit for approval")
    return gettext("Submit to %(officers)s for approval") % {"officers": one_of(approvers)}


def check_page(view: DraftView, at_work: Work, *, request: object = None) -> CheckPage:
    """Return all answers with what the rules say of them; what stops the submission is named and no act is offered."""
    draft, language = view.draft, at_work.language
    away, came = draft.state == DraftState.SET_ASIDE, draft.direction == "in"
    names = [officer.name for officer in view.approvers]
    pages = leaves(view.form, language)
    hrefs = {} if away else _hrefs(view, pages)
    meant = view.meant or Resolved(draft.act, draft.kind, dict(view.fields))
    waits = None if away else against(view)
    return CheckPage(
        heading=gettext("Check your answers"),
        deck=deck_of(draft, language),
        crumbs=crumbs(gettext("Draft"), reference=draft.reference if has_request(draft) else ""),
        form=Form(reverse("draft-check", args=[draft.pk]), fresh_token(), draft.version),
        fields=written.read_fields(view.form, view.fields, language, faults=view.faults, hrefs=hrefs),
        findings=written.findings(view.findings, language),
        consequences=() if view.faults or away or came else written.consequences(meant, peer=draft.peer, request=request, at_work=at_work),
        saved=written.saved(draft, at_work),
        other_side=own_authority(language) if came else country_of(draft.peer, language),
        submit_label=gettext("Go on to the document") if came else submit_label(names),
        approver="" if came else one_of(names),
        faults=tuple(Fault(str(max(fault.number, 1)), written.said(fault, language)) for fault in view.faults),
        stops=_stops(view, names),
        set_aside=_take_up(draft) if away else set_aside_act(draft),
        returned=returned_with(draft),
        files=draft_list(draft, at_work, change=not away),
        letters=() if came else draft_letters(draft.pk),
        marking=None if away else Link(_marked(draft), reverse("draft-mark", args=[draft.pk])),
        sources=None if away or came else Link(_sourced(draft), reverse("draft-sources", args=[draft.pk])),
        waits="" if waits is None else f"{sentence_of(waits)} {next_step_of(waits)}",
        waits_act=None if waits is None else next_act(waits, language),
        counsel=Link(gettext("Legal opinions on this draft"), reverse("draft-counsel", args=[draft.pk])),
    )


def _sourced(draft: Any) -> str:  # noqa: ANN401 -- as above
    links = links_of(draft)
    named = sum(link.source_id is not None for link in links)
    if links and not named:
        return gettext("Sources: nothing of what other States gave is used")
    return gettext("Sources: %(count)s named") % {"count": named} if named else gettext("Sources: nothing said yet")


def _marked(draft: Any) -> str:  # noqa: ANN401 -- a row of a room below
    marks = ", ".join(mark for mark in (draft.tlp, draft.classification) if mark)
    return gettext("Marking: %(marks)s") % {"marks": marks or gettext("not marked")}


def _hrefs(view: DraftView, pages: Sequence[Leaf]) -> dict[str, str]:
    found = {}
    for item in view.form.items:
        href = reverse("compose-item", args=[view.draft.pk, leaf_of(tuple(pages), item.key).key])
        found[item.key] = f"{href}?{MEND}#f-{item.fields[0].key}"
    return found


def _take_up(draft: Any) -> Act:  # noqa: ANN401 -- as above
    return Act(gettext("Take the draft up again"), reverse("take-up", args=[draft.pk]), post=True, token=fresh_token())


def _stops(view: DraftView, approvers: Sequence[str]) -> str:
    if view.draft.state == DraftState.SET_ASIDE:
        return gettext("This draft was set aside.")
    count = len(view.faults)
    if count:
        return ngettext("It cannot be submitted: %(count)s thing to mend.", "It cannot be submitted: %(count)s things to mend.", count) % {
            "count": count
        }
    if view.draft.direction == "in":
        return ""  # what came is recorded as it came
    count = len(written.stops(view.findings))
    if count:
        return ngettext("It cannot be submitted: %(count)s rule stops it.", "It cannot be submitted: %(count)s rules stop it.", count) % {
            "count": count
        }
    return "" if approvers else gettext("It cannot be submitted: nobody else at this node may approve it. The administrator gives roles.")


def returned_with(draft: Any) -> str:  # noqa: ANN401 -- as above
    """Say with which reason a second officer returned the draft."""
    if not draft.returned_for:
        return ""
    return gettext("It was returned with this reason: %(reason)s") % {"reason": draft.returned_for}
