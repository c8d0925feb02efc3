"""The small pages of a mission's report, what is typed on them, and the list at the desk."""

from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from comity.desk.missions.actions import CODES, Told
from comity.desk.missions.queries import taken_report, waiting_reports
from comity.desk.outside.papers import MIB, Upload
from comity.desk.permissions import Verb, may
from comity.directory.home import home
from comity.doors.web.pages.fields import Choice
from comity.doors.web.pages.missions import Arrived, ArrivedPage, MissionPage
from comity.doors.web.pages.parts import Form
from comity.doors.web.views.addresses import crumbs
from comity.doors.web.views.naming import in_words
from comity.doors.web.views.working import Row, Work, fresh_token
from comity.terms.vocabulary import vocabulary

STEPS: Final = 3
_WORDS: Final = 4000


def step_of(request: HttpRequest) -> int:
    """Return the step that the address names, from 1."""
    text = request.GET.get("step", "1")
    return int(text) if text in ("1", "2", "3") else 1


def mission_page(found: Row | None, at_work: Work, *, step: int, fault: str = "") -> MissionPage:
    """Return one step of a report, or what to say once it is filed."""
    here = reverse("mission-report", args=[found.pk]) if found else reverse("mission")
    filed = found is not None and found.filed_at is not None
    facts = {"number": found.pk, "time": at_work.when(found.filed_at)} if found is not None and filed else {}
    return MissionPage(
        heading=gettext("Report to the capital"),
        step=step if found else 1,
        steps=STEPS,
        form=Form(f"{here}?step={step if found else 1}", fresh_token()),
        incidents=_choices("incident", found.incident if found else "", at_work),
        origins=_choices("origin", found.origin if found else "", at_work),
        markings=_choices("tlp", found.tlp if found else "", at_work),
        place=found.place if found else "",
        happened_on=found.happened_on if found else "",
        persons=str(found.persons) if found is not None and found.persons is not None else "",
        words=found.words if found else "",
        document=found.name if found else "",
        fault=fault,
        done=gettext("Report %(number)s was filed at %(time)s. The desk in the capital has it.") % facts if facts else "",
        back_href=f"{here}?step={step - 1}" if found and step > 1 else "",
        again_href=reverse("mission"),
    )


def _choices(field: str, chosen: str, at_work: Work) -> tuple[Choice, ...]:
    items = vocabulary(CODES[field]).items
    nothing = Choice("", gettext("Choose"), chosen=not chosen)
    return (nothing, *(Choice(item.code, item.labels[at_work.language], chosen=item.code == chosen) for item in items))


def told(request: HttpRequest, step: int) -> Told:
    """Return what the step on the page tells, and nothing of the others."""
    post = request.POST
    if step == 1:
        return Told(incident=post.get("incident"), place=post.get("place", "")[:200], happened_on=post.get("happened_on", "")[:40])
    if step == 2:
        text = post.get("persons", "").strip()
        persons = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else None
        return Told(persons=persons, origin=post.get("origin"), tlp=post.get("tlp"))
    given = request.FILES.get("document")
    upload = None if given is None else Upload(given.name or "", given.read(home().papers_mib * MIB + 1))
    return Told(words=post.get("words", "")[:_WORDS], upload=upload)


def arrived_page(at_work: Work) -> ArrivedPage:
    """Return what waits at the desk."""
    drafts = may(at_work.actor, Verb.DRAFT)
    return ArrivedPage(
        heading=gettext("Reports of missions"),
        deck=gettext("What missions abroad reported to the capital and nobody took up yet, the oldest first."),
        crumbs=crumbs(gettext("Reports of missions")),
        reports=tuple(_arrived(row, at_work, drafts=drafts) for row in waiting_reports()),
        new_href=reverse("mission"),
    )


def _arrived(row: Row, at_work: Work, *, drafts: bool) -> Arrived:
    return Arrived(
        number=row.pk,
        heading=f"{_label('incident', row.incident, at_work)}, {row.place}",
        lines=tuple(line for line in _lines(row, at_work) if line),
        words=row.words,
        form=Form(reverse("mission-take", args=[row.pk]), fresh_token()) if drafts else None,
    )


def _lines(row: Row, at_work: Work) -> tuple[str, ...]:
    facts = {"officer": row.by.name, "authority": row.authority, "time": at_work.when(row.filed_at)}
    return (
        gettext("%(officer)s, %(authority)s, %(time)s") % facts,
        row.happened_on,
        gettext("Persons concerned: %(count)s") % {"count": row.persons} if row.persons is not None else "",
        _label("origin", row.origin, at_work),
        _label("tlp", row.tlp, at_work),
        f"{row.name} · {row.digest}" if row.digest else "",
    )


def _label(field: str, code: str, at_work: Work) -> str:
    return vocabulary(CODES[field]).label(code, at_work.language)


def prefilled(text: str, at_work: Work, *, keys: frozenset[str]) -> dict[str, object]:
    """Return what a report that this officer took up fills into a new request whose form has `keys`: the facts, in its words."""
    found = taken_report(int(text), by=at_work.officer) if text.isascii() and text.isdigit() and len(text) < 19 else None
    if found is None or "facts" not in keys:
        return {}
    incident = in_words(vocabulary("incident").item(found.incident).labels, at_work.language)
    said = "; ".join(one for one in (incident, found.place, found.happened_on) if one)
    return {"facts": {"text": f"{said}\n{found.words}".strip(), "language": at_work.officer.language}}
