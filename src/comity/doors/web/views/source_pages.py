"""The page of a draft's sources: what stands against it, what it uses, what it could use."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext

from comity.desk.onward.consents import asked_in, consent_of, fitting_consents, is_covered
from comity.desk.onward.gate import links_of
from comity.desk.onward.materials import country_of, materials_in, sources_for
from comity.desk.onward.policy import consent_needed
from comity.desk.onward.refusals import OnwardRefused
from comity.desk.reading.drafts import DraftView
from comity.doors.web.pages.parts import Act
from comity.doors.web.pages.safeguards import Entry, Group, SafeguardsPage
from comity.doors.web.views.addresses import address_of, crumbs
from comity.doors.web.views.compose_pages import deck_of, has_request
from comity.doors.web.views.naming import country_name, kind_name
from comity.doors.web.views.onward_words import against, next_act, terms_of
from comity.doors.web.views.refusing import next_step_of, sentence_of
from comity.doors.web.views.working import Row, Work, fresh_token


def sources_page(view: DraftView, at_work: Work) -> SafeguardsPage:
    """Return the page of an open draft."""
    draft = view.draft
    links, refusal = links_of(draft), against(view)
    named = {link.source_id for link in links}
    others = [one for one in sources_for(country_of(draft.peer), by=at_work.actor) if one.pk not in named]
    nothing = Act(gettext("Nothing of it is used"), reverse("source-none", args=[draft.pk]), post=True, token=fresh_token())
    return SafeguardsPage(
        heading=gettext("What this act uses of what other States gave"),
        deck=deck_of(draft, at_work.language),
        crumbs=crumbs(gettext("Sources"), reference=draft.reference if has_request(draft) else ""),
        groups=(
            Group("against", gettext("What stands against it"), "", tuple(_against(refusal, at_work)), gettext("Nothing.")),
            Group(
                "named",
                gettext("Named as sources"),
                gettext("The originator's written yes is looked for before this act is submitted, and again before it leaves"),
                tuple(_link(link, draft, at_work) for link in links),
                gettext("Nothing has been said yet."),
                () if any(link.what == "nothing" for link in links) else (nothing,),
            ),
            Group(
                "others",
                gettext("Cases in which another State gave something"),
                gettext("Files are matched by their digests in any case"),
                tuple(_possible(one, draft, at_work) for one in others),
                gettext("In no other case that you may know of did another State give anything."),
            ),
        ),
        acts=(Act(gettext("Back to the draft"), address_of(draft)),),
        internal=True,
    )


def _against(refusal: OnwardRefused | None, at_work: Work) -> Iterator[Entry]:
    if refusal is not None:
        yield Entry(sentence_of(refusal), gettext("It waits"), (next_step_of(refusal),), acts=(next_act(refusal, at_work.language),))


def _link(link: Row, draft: Row, at_work: Work) -> Entry:
    said = [gettext("Said by %(officer)s, %(time)s") % {"officer": link.officer.name, "time": at_work.when(link.at)}]
    if link.source is None:
        return Entry(gettext("Nothing of what other States gave is used"), gettext("Said"), tuple(said))
    if link.what == "path":
        said.append(gettext("The path was disclosed so that the next State can be asked; no authorization is owed for it."))
        return Entry(_titled(link.source, at_work), gettext("A disclosed path"), tuple(said))
    drop = _deed(draft, link.source, "drop", gettext("It is not used after all"))
    standing, acts = _consent(link, draft, at_work)
    said += [line for material in materials_in(link.source) for line in terms_of(material, at_work.language)]
    return Entry(_titled(link.source, at_work), standing, tuple(said), acts=(*acts, drop))


def _consent(link: Row, draft: Row, at_work: Work) -> tuple[str, tuple[Act, ...]]:
    """Say how it stands with the originator's yes, and offer what can be done about it."""
    recipient, originator = country_of(draft.peer), country_of(link.source.peer)
    kind = consent_needed(originator=originator, recipient=recipient, purpose=link.purpose)
    if not kind:
        return gettext("It goes back to the State that gave it, for the same purpose"), ()
    consent = consent_of(link)
    if consent is not None:
        facts = {"reference": consent.reference, "country": country_name(originator, at_work.language)}
        look = Act(gettext("Open %(reference)s") % facts, reverse("request", args=[consent.reference]))
        if is_covered(asked_in(consent), kind=kind, source=link.source, recipient=recipient):
            return gettext("%(country)s said yes in writing: %(reference)s") % facts, (look,)
        return gettext("%(country)s was asked in %(reference)s and has not said yes in writing") % facts, (look,)
    if link.asked is not None:
        return gettext("The question is being written"), (Act(gettext("Go on with the question"), address_of(link.asked)),)
    fitting = fitting_consents(link.source, kind=kind, recipient=recipient, by=at_work.actor)
    ask = _deed(draft, link.source, "ask", gettext("Ask for it: %(kind)s") % {"kind": kind_name(kind, at_work.language)})
    return gettext("Nobody has asked yet"), (*(_fitting(one, link, draft) for one in fitting), ask)


def _fitting(consent: Row, link: Row, draft: Row) -> Act:
    said = gettext("Link the yes in %(reference)s") % {"reference": consent.reference}
    href = reverse("source-link", args=[draft.pk, link.source.reference, consent.reference])
    return Act(said, href, post=True, token=fresh_token())


def _possible(source: Row, draft: Row, at_work: Work) -> Entry:
    same = _deed(draft, source, "same", gettext("It is used, for the purpose for which it was given"))
    another = _deed(draft, source, "another", gettext("It is used, for another purpose"))
    said = [line for material in materials_in(source) for line in terms_of(material, at_work.language)]
    return Entry(_titled(source, at_work), gettext("Not named"), tuple(said), acts=(same, another))


def _deed(draft: Row, source: Row, deed: str, said: str) -> Act:
    return Act(said, reverse("source-deed", args=[draft.pk, source.reference, deed]), post=True, token=fresh_token())


def _titled(source: Row, at_work: Work) -> str:
    country = country_name(country_of(source.peer), at_work.language)
    return f"{source.reference} · {country} · {kind_name(source.kind, at_work.language)}"
