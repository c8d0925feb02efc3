"""On the page of another authority's recall: to whom its objects went on from here, where they stand there, and the way to recall them."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from comity.desk.giving.following import Further, followed, propose_following
from comity.desk.permissions import Verb, may
from comity.doors.web.pages.fields import FieldWrite
from comity.doors.web.pages.parts import Form
from comity.doors.web.pages.picture import Section
from comity.doors.web.pages.posts import Ask
from comity.doors.web.pages.sheets import Bit, Cell, Row, Table
from comity.doors.web.views.threats import set_words, words
from comity.doors.web.views.working import Row as Set
from comity.doors.web.views.working import Work, fresh_token


def following_sections(row: Set, at_work: Work) -> Iterator[Section]:
    """Yield the table of those to whom it went on, if there are any."""
    found = followed(row, by=at_work.actor)
    if not found:
        return
    heads = (gettext("Threat set"), gettext("How they stand"))
    note = gettext("What was recalled here had gone on from here. Each of them is recalled by an act of its own, and signs for it.")
    yield Section("further", gettext("To whom it went on"), note, table=Table(heads, tuple(_row(one, at_work) for one in found)))


def _row(one: Further, at_work: Work) -> Row:
    name = Bit(set_words.title(one.row), reverse("threat-set", args=[one.row.pk]))
    stands = [f"{set_words.stand(state, code, at_work.language)}: {count}" for state, code, count in one.counts]
    return Row((Cell((name, Bit(set_words.side(one.row, at_work.language), soft=True))), Cell(tuple(map(Bit, stands)))))


def following_asks(row: Set, at_work: Work) -> Iterator[Ask]:
    """Yield a form for each of those that still have some of it."""
    if not may(at_work.actor, Verb.KEEP_THREATS):
        return
    for one in followed(row, by=at_work.actor):
        if one.recallable:
            facts = {"authority": words.authority_name(one.row.authority, at_work.language)}
            form = Form(reverse("threat-set", args=[row.pk]), fresh_token(), hidden=(("step", "follow"), ("set", str(one.row.pk))))
            effect = gettext("Their node takes out what is recalled, and signs for it. A second officer approves it before it leaves.")
            reasons = FieldWrite("reason", "list", gettext("Why"), value=row.reason, choices=set_words.reasons(at_work.language))
            heading = gettext("Recall it from %(authority)s too") % facts
            yield Ask(heading, form, gettext("Propose the recall"), (reasons,), effect)


def follow(request: HttpRequest, row: Set, at_work: Work, *, token: str) -> str:
    """Propose what a form of `following_asks` asks for; return where that leads."""
    asked = request.POST.get("set", "")
    given = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0
    told = {"reason": request.POST.get("reason", "")[:24], "who": at_work.actor, "by": at_work.officer, "at": at_work.at}
    return reverse("threat-set", args=[propose_following(row.pk, given, token=token, **told).pk])
