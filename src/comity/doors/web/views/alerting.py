"""What nobody has acknowledged, in words: on the watch queue, at the clock of a request; and the page that pauses a clock."""

from collections.abc import Mapping
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from comity.desk.clockwork.notices import COUNTED, Open, Waiting, may_answer
from comity.doors.web.moments import clock_state, print_span
from comity.doors.web.pages.compose import ReasonPage
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Act, Form
from comity.doors.web.pages.watch import Alert, Alerts
from comity.doors.web.views.addresses import crumbs
from comity.doors.web.views.clock_words import since_words, told_words
from comity.doors.web.views.strips import title_of
from comity.doors.web.views.working import Row, Work, fresh_token
from comity.terms.instants import Instant
from comity.treaty.clocks import Clock as Ruled
from comity.treaty.wording import cite


def alerts(found: Waiting, at_work: Work, *, names: Mapping[str, Ruled]) -> Alerts | None:
    """Return the part of the queue that stands first; None where everything is answered."""
    if not found.rows:
        return None
    can = may_answer(at_work.officer, at=at_work.at)
    rows = tuple(_alert(row, at_work, named=names.get(row.clock.code), can=can) for row in found.rows)
    more = found.total - len(rows)
    total = f"{found.total - 1}+" if found.total >= COUNTED else str(found.total)
    below = ngettext("And %(count)s more; the most urgent stand here.", "And %(count)s more; the most urgent stand here.", more)
    return Alerts(rows, total, below % {"count": more} if more else "")


def _alert(found: Open, at_work: Work, *, named: Ruled | None, can: bool) -> Alert:
    request, clock = found.request, found.clock
    name = named.labels[at_work.language] if named is not None else clock.code
    span = print_span(abs(clock.due_at - at_work.at))
    late = clock.due_at < at_work.at
    said = gettext("%(clock)s: %(span)s late") if late else gettext("%(clock)s: due in %(span)s")
    warns = tuple(Instant(int(micros)) for micros in clock.warn_at)
    if can:
        place = reverse("clock-acknowledge", args=[request.reference, clock.pk])
        act = Act(gettext("Acknowledge the warning"), place, post=True, token=fresh_token())
    else:
        act = Act(gettext("Open"), reverse("request", args=[request.reference]))
    return Alert(
        state=clock_state(clock.due_at, now=at_work.at, warnings=warns),
        what=said % {"clock": name, "span": span},
        title=title_of(request, at_work.language),
        href=reverse("request", args=[request.reference]),
        reference=request.reference,
        told=told_words(found),
        since=since_words(found, at_work),
        local=named is not None and named.is_local,
        act=act,
        mine=found.mine,
    )


def pause_page(request: Row, row: Row, named: Ruled, at_work: Work, *, why: str = "", words: str = "", fault: str = "") -> ReasonPage:
    """Return the page that asks why a clock is paused: one of the reasons of its rule, and words for colleagues."""
    pause = named.pause
    reasons = pause.reasons if pause is not None else ()
    facts = {"clock": named.labels[at_work.language], "reference": request.reference}
    longest = print_span(timedelta(minutes=pause.most_minutes if pause is not None else 0))
    choices = tuple(Choice(one.code, one.labels[at_work.language], chosen=one.code == why) for one in reasons)
    return ReasonPage(
        heading=gettext("Pause the clock %(clock)s") % facts,
        crumbs=crumbs(gettext("Pause a clock"), reference=request.reference),
        effects=(
            gettext("It stands still and warns nobody; it will be due as much later as it stood still."),
            gettext("It goes on by itself after %(span)s in all.") % {"span": longest},
            gettext("It is a local target. Time limits of a treaty go on; the other side does not see the pause.")
            if named.is_local
            else gettext("Its rule allows this: %(article)s.") % {"article": cite(named.article, at_work.language)},
        ),
        form=Form(reverse("clock-pause", args=[request.reference, row.pk]), fresh_token()),
        act_label=gettext("Pause it"),
        back_href=reverse("request", args=[request.reference]),
        choices=(FieldWrite("why", "code", gettext("Why does it stand still?"), fault=fault, choices=choices),),
        reason=words,
        words_label=gettext("In words, for colleagues"),
    )
