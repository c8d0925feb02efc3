"""The second officer of a threat set or a recall: what is in it, to whom it goes, and the digest of exactly that act; or not."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from comity.desk.giving.actions import approve_set
from comity.desk.giving.reading import SHOWN, SetFile, see_set
from comity.desk.permissions import Verb, may
from comity.desk.rules import rulebook
from comity.directory.officers import approvers_but
from comity.doors.web.framing import render_page
from comity.doors.web.pages.exchange import WarningApprovePage
from comity.doors.web.pages.parts import Fault, Form, halves
from comity.doors.web.pages.sheets import Sheet
from comity.doors.web.views import written
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.approving import LockedError, digest_seen, unlocked
from comity.doors.web.views.naming import officer_name, one_of
from comity.doors.web.views.refusing import next_step_of, saying_no, sentence_of
from comity.doors.web.views.threats import set_words, words
from comity.doors.web.views.working import Work, fresh_token, verb_token, work
from comity.seal.refusals import WrongPassphrase
from comity.terms.digests import Digest
from comity.terms.refusals import Refused
from comity.wire.act import read_own_act


@sensitive_post_parameters("password")
@saying_no
@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, number: int) -> HttpResponse:
    """Show what waits; a post approves exactly what was shown, and sends it."""
    at_work, faults = work(request), tuple[Fault, ...]()
    if request.method == "POST":
        faults = _approve(request, number, at_work)
        if not faults:
            return onward(reverse("threat-set", args=[number]))
    file = see_set(number, by=at_work.actor)
    if file.row.state != "proposed":
        return onward(reverse("threat-set", args=[number]))
    return render_page(request, _page(file, at_work, faults=faults), status=422 if faults else 200)


def _approve(request: HttpRequest, number: int, at_work: Work) -> tuple[Fault, ...]:
    """(1) the key, (2) exactly what was shown. A wrong password loses nothing; return what stood against it."""
    row = see_set(number, by=at_work.actor).row
    try:
        key, token = unlocked(request, at_work), verb_token(request, "approve")
        approve_set(row.number, digest_seen=digest_seen(request), by=at_work.officer, key=key, at=at_work.at, token=token)
    except LockedError as locked:
        return (Fault("password", str(locked)),)
    except WrongPassphrase:
        return (Fault("password", gettext("This is not your password. Nothing was approved and nothing was sent.")),)
    except Refused as refusal:
        return (Fault("password", f"{sentence_of(refusal)} {next_step_of(refusal)}"),)
    return ()


def _page(file: SetFile, at_work: Work, *, faults: tuple[Fault, ...]) -> WarningApprovePage:
    row = file.row
    body = read_own_act(bytes(row.body))
    mine = at_work.officer.officer_id == row.proposed_by
    approves = may(at_work.actor, Verb.APPROVE) and not mine
    reading = str(Digest.of(bytes(row.body)))
    here = reverse("threat-set", args=[row.pk])
    said = {"officer": officer_name(row.proposed_by), "time": written.print_moment(row.at, at_work)}
    drop = Form(here, fresh_token(), hidden=(("step", "drop"),))
    return WarningApprovePage(
        heading=gettext("Approve a recall") if row.sort == "SET-RECALL" else gettext("Approve a threat set"),
        deck=set_words.side(row, at_work.language),
        crumbs=words.crumbs(row.number),
        fields=written.read_fields(rulebook().form_under(body.kind, body.act, body.instrument), body.fields, at_work.language),
        reach=tuple(_reach(file, at_work)),
        halves=halves(row.digest, reading, ours_label=gettext("As it was proposed"), theirs_label=gettext("What you are reading")),
        drafted=gettext("%(officer)s proposed this at %(time)s.") % said,
        approve=Form(reverse("threat-set-approve", args=[row.pk]), fresh_token()) if approves else None,
        approve_label=_label(file, at_work),
        send_back=drop if approves else None,
        rule=_rule(file, at_work, mine=mine),
        faults=faults,
    )


def _label(file: SetFile, at_work: Work) -> str:
    facts = {"objects": set_words.how_many(file.row.objects_count), "side": set_words.side(file.row, at_work.language)}
    if file.row.sort == "SET-RECALL":
        return gettext("Approve, and recall %(objects)s") % facts
    return gettext("Approve, and send %(objects)s %(side)s") % facts


def _reach(file: SetFile, at_work: Work) -> list[Sheet]:
    eye = words.eye_of(at_work)
    shown = gettext("The first %(count)s are shown.") % {"count": SHOWN} if file.of > SHOWN else ""
    table = set_words.lines_table(file.lines, eye, at_work)
    found = [Sheet("objects", gettext("Objects"), shown, count=str(file.of), table=table)]
    if file.row.sort == "SET-GIVE":
        note = gettext("Nothing that leaves this node speaks of it, so they do not learn that it exists.")
        found.append(Sheet("withheld", gettext("What they do not get"), note, table=set_words.withheld_table(file, eye, at_work)))
    return found


def _rule(file: SetFile, at_work: Work, *, mine: bool) -> str:
    names = one_of([officer.name for officer in approvers_but(file.row.proposed_by, at=at_work.at)])
    if not names:
        return gettext("Nobody else at this node may approve it. The administrator gives roles.")
    waits = gettext("It waits for %(officers)s.") % {"officers": names}
    return " ".join((waits, gettext("You proposed it, so you cannot approve it."))) if mine else waits
