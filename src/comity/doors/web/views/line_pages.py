"""The page of the lines: whether anything needs somebody, how each partner is reached, what waits, what was refused, test calls."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from comity.courier.overview.hands import Hand, hands, own_hands, taken_on
from comity.courier.overview.lines import LineSeen, see_lines
from comity.courier.overview.refusals import SHOWN, RefusedSeen, refused_of_ours, refused_of_theirs
from comity.courier.overview.words import Said, about, standing, waiting
from comity.desk.permissions import Verb, may
from comity.desk.proving.said import Word
from comity.desk.testcalls.queries import waiting_here, years
from comity.directory.freshness import Age, read_seen
from comity.directory.home import home
from comity.doors.web.pages.lines import LinesPage, Need, Partner
from comity.doors.web.pages.parts import Crumbs, Fact, Form, Link
from comity.doors.web.pages.posts import Cell, Table
from comity.doors.web.views.call_pages import call, confirms, figures_of, newest
from comity.doors.web.views.naming import NODE_FACTS, authority_of
from comity.doors.web.views.words import act_words
from comity.doors.web.views.working import Work, fresh_token
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

_MOST: Final = 9999
_DAY: Final = timedelta(hours=24)


def lines_page(at_work: Work, *, year: int | None, fault: str = "") -> LinesPage:
    """Return the page; `year` is the one whose figures of test calls are shown, the newest that has any where it is None."""
    known = years()
    shown = year if year is not None and 1 <= year < _MOST else (known[0] if known else None)
    seen = see_lines(home(), at=at_work.at)
    ours, theirs = refused_of_ours(by=at_work.actor), refused_of_theirs(home(), by=at_work.actor)
    partners = tuple(_partner(one, at_work) for one in seen)
    needing, own = sum(bool(one.needs) for one in partners), tuple(_need(hand, at_work) for hand in own_hands(seen))
    return LinesPage(
        heading=gettext("Lines and test calls"),
        deck=gettext(
            "How each partner is reached, what waits for it, what was refused and why. A test call is of no case: it asks, signed,"
            " whether the node is alive, and where wanted, whether a person there is awake. Both are in the log."
        ),
        crumbs=Crumbs(),
        verdict=_verdict(needing, own=bool(own), away=_away(seen)),
        tone="stop" if needing or own else "warn" if _away(seen) else "pass",
        own=own,
        facts=_facts(seen, [*ours, *theirs], at_work, needed=bool(needing or own)),
        partners=tuple(sorted(partners, key=lambda one: (not one.needs, one.tone in ("pass", ""), one.name))),
        none=gettext("The directory names no other node."),
        tables=(
            _refused(gettext("Refused by partners, of ours"), ours, at_work, none=gettext("No partner refused anything of ours.")),
            _refused(gettext("Refused here, of what partners sent"), theirs, at_work, none=gettext("Nothing of theirs was refused here.")),
            newest(at_work),
            *(figures_of(shown, at_work) if shown is not None else ()),
        ),
        calls=tuple(confirms(waiting_here(at=at_work.at), at_work)),
        asks=tuple(call(at_work)),
        filters=tuple(Link(str(one), f"?year={one}") for one in known if one != shown),
        fault=fault,
    )


def _verdict(needing: int, *, own: bool, away: int) -> str:
    if own and not needing:
        return gettext("This node itself needs somebody.")
    if not needing and away:
        said = ngettext(
            "%(count)s partner is not reached, and is tried again by itself. Nobody is needed yet.",
            "%(count)s partners are not reached, and are tried again by themselves. Nobody is needed yet.",
            away,
        )
        return said % {"count": away}
    if not needing:
        return gettext("Nothing on the lines needs anybody.")
    said = ngettext("%(count)s line needs somebody. It stands first.", "%(count)s lines need somebody. They stand first.", needing)
    return said % {"count": needing}


def _facts(seen: Sequence[LineSeen], refused: Sequence[RefusedSeen], at_work: Work, *, needed: bool) -> tuple[tuple[str, Fact], ...]:
    lately = sum(one.at > at_work.at + -_DAY for one in refused)
    return (
        (gettext("Partners"), _reached([one for one in seen if one.peer.endpoint], needed=needed)),
        (gettext("Waiting"), _waiting(seen, at_work)),
        (gettext("Refused in 24 hours"), Fact(f"{lately}{'+' * (lately >= SHOWN)}" if lately else gettext("None"))),
        (gettext("Directory"), _directory(at_work)),
    )


def _away(seen: Sequence[LineSeen]) -> int:
    return sum(one.down_since is not None for one in seen if one.peer.endpoint)


def _reached(seen: Sequence[LineSeen], *, needed: bool) -> Fact:
    facts = {"all": len(seen), "down": _away(seen)}
    if facts["down"]:
        return Fact(gettext("%(down)s of %(all)s not reached") % facts, state="late" if needed else "due-soon")
    return Fact(gettext("none is out of reach") if seen else gettext("None"))


def _waiting(seen: Sequence[LineSeen], at_work: Work) -> Fact:
    acts, urgent = sum(one.acts for one in seen), sum(one.urgent for one in seen)
    if not acts:
        return Fact(gettext("None"))
    said = ngettext("%(count)s act, urgent: %(urgent)s", "%(count)s acts, urgent: %(urgent)s", acts)
    oldest = min((one.oldest for one in seen if one.oldest is not None), default=at_work.at)
    return Fact(said % {"count": acts, "urgent": urgent}, gettext("the oldest since %(time)s") % {"time": at_work.when(oldest)})


def _directory(at_work: Work) -> Fact:
    try:
        seen = read_seen(home())
    except (Refused, OSError):
        return Fact(gettext("cannot be read"), gettext("Tell the operator."), state="late")
    if seen is None:
        return Fact(gettext("given by hand"), gettext("this node follows no repository"))
    note = gettext("signed as the newest %(time)s") % {"time": at_work.when(seen.issued)}
    age = seen.age(at_work.at)
    words = {Age.FRESH: gettext("fresh"), Age.OLD: gettext("older than 7 days"), Age.OVERDUE: gettext("older than 30 days: receives only")}
    return Fact(words[age], note, state=None if age is Age.FRESH else "due-soon" if age is Age.OLD else "late")


def _partner(one: LineSeen, at_work: Work) -> Partner:
    needs = tuple(_need(hand, at_work, peer=one.peer.id.text) for hand in hands(one, at=at_work.at))
    reached = "pass" if one.heard_at is not None else ""
    waits, first = [spoken(said, at_work) for said in waiting(one)], spoken(standing(one), at_work)
    rest = [spoken(said, at_work) for said in about(one) if not said.operator]
    return Partner(
        name=authority_of(one.peer.id.text, at_work.language),
        node=one.peer.id.text,
        tone="stop" if needs else "warn" if one.down_since is not None else reached,  # type: ignore[arg-type]  # one of its four words
        standing="" if first in (need.said for need in needs) else first,
        needs=needs,
        seen=tuple(spoken(said, at_work) for said in taken_on(one, at=at_work.at)),
        waiting=tuple(waits),
        more=tuple(text for text in rest if text != first and text not in waits),
    )


def _need(hand: Hand, at_work: Work, *, peer: str = "") -> Need:
    form = None
    if hand.alarm and may(at_work.actor, Verb.ANSWER_CLOCK):
        hidden = (("peer", peer), ("kind", hand.alarm), ("newest", str(hand.newest)))
        form = Form(reverse("alarm-seen"), fresh_token(), hidden=hidden)
    return Need(spoken(hand.said, at_work), spoken(hand.step, at_work), form)


def spoken(said: Said, at_work: Work) -> str:
    """Return a sentence about a line in the reader's language, as a sentence of its own; nothing where nothing is said."""
    if not said.sentence:
        return ""
    facts = {name: _fact(name, fact, at_work) for name, fact in said.facts.items()}
    text = (gettext(said.sentence) % facts if facts else gettext(said.sentence)).strip()
    return text[:1].upper() + text[1:]


def _fact(name: str, fact: object, at_work: Work) -> str:
    if isinstance(fact, Instant):
        return at_work.when(fact)
    if name in NODE_FACTS:
        return authority_of(str(fact), at_work.language)
    return gettext(fact) if isinstance(fact, Word) and fact else str(fact)


def _refused(heading: str, rows: Sequence[RefusedSeen], at_work: Work, *, none: str) -> Table:
    columns = (gettext("When"), gettext("Partner"), gettext("What"), gettext("Why"), gettext("What now"))
    if len(rows) >= SHOWN:
        heading = gettext("%(heading)s: the newest %(count)s") % {"heading": heading, "count": len(rows)}
    return Table(heading, columns, tuple(_refusal(one, at_work) for one in rows), none)


def _refusal(one: RefusedSeen, at_work: Work) -> tuple[Cell, ...]:
    times = ngettext("%(count)s time", "%(count)s times", one.times) % {"count": one.times}
    when = at_work.when(one.at) if one.times == 1 else f"{at_work.when(one.at)}, {times}"
    return (
        Cell(when),
        Cell(authority_of(one.peer, at_work.language)),
        _what(one),
        Cell(spoken(one.why, at_work)),
        Cell(spoken(one.step, at_work)),
    )


def _what(one: RefusedSeen) -> Cell:
    if one.case:
        named = f"{one.case}, {act_words(one.act, one.kind)}" if one.kind else one.case
        return Cell(named, reverse("request", args=[one.case]) if one.there_is else "")
    if one.env_id and not one.hidden:
        return Cell(one.env_id, machine=True)
    return Cell(gettext("not shown") if one.hidden else gettext("not named: it could not be read, or there was no room"))
