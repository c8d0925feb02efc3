"""Collects what a pack of figures says. A further breakdown is one more of `breakdowns`, with figures of its own."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

from comity.directory.book import book
from comity.directory.home import home
from comity.directory.policy import Actor
from comity.letters.brief import Quote, clip
from comity.letters.pack import Breakdown, Line, Listing, Measure, Pack, Row
from comity.letters.tongue import Tongue
from comity.records.models import Commitment
from comity.register.commitments.figures import Figures, figures, figures_by_mechanism, figures_by_owner, figures_by_partner
from comity.register.mechanisms.queries import titles_of
from comity.register.packing.counting import (
    LISTED,
    Listed,
    Span,
    by_source,
    median_days,
    medians,
    overdue,
    since,
    spans,
    uncounted,
    unowned,
)
from comity.terms.instants import Instant

LANGUAGES: Final = ("en", "vi")
WORDS: Final[Mapping[str, Mapping[str, str]]] = json.loads((files("comity.register.packing") / "words.json").read_bytes())
MEASURES: Final = ("registered", "accepted", "on_time", "overdue", "fulfilled", "confirmed", "without_owner", "without_due")
_ROWS: Final = 25  # of a breakdown
_QUOTED: Final = 180  # characters of a commitment's words in a list


@dataclass(frozen=True, slots=True)
class _Counted:
    """Who asks, when, in which words; and the days to the first evidence, which several parts need."""

    by: Actor
    at: Instant
    tongue: Tongue
    spans: tuple[Span, ...]
    unknown: int

    def country(self, code: str) -> str:
        """Return the name of a State."""
        return self.tongue.label("country", code) if code else ""

    def days(self, found: int | None) -> str:
        """Return a number of days; a dash where there is none."""
        return self.tongue.say("nothing") if found is None else self.tongue.count(found)


def pack_of(*, language: str, by: Actor, at: Instant) -> Pack:
    """Return the pack; raises `NotAllowed` for who may not look into the register."""
    node = home()
    tongue = Tongue(language, ZoneInfo(node.zone), WORDS)
    counted = _Counted(by, at, tongue, *spans(by=by))
    say = tongue.say
    names = book().authority(node.authority).names
    first = since(by=by)
    return Pack(
        language=language,
        kind=say("kind"),
        title=say("title"),
        author=names.get(language) or names.get("en") or next(iter(names.values()), node.authority.text),
        stated=(
            say("as-of", when=tongue.when(at)),
            say("period", since=tongue.on(first)) if first is not None else say("no-period"),
            say("made-by", who=by.name),
            say("inside"),
        ),
        measures_heading=say("measures"),
        measures=_measures(counted),
        breakdowns=(_by_partner(counted), _by_mechanism(counted), _by_owner(counted)),
        listings=(
            _listing(counted, "overdue", overdue(by=by, at=at)),
            _listing(counted, "unowned", unowned(by=by)),
        ),
        excluded_heading=say("excluded"),
        excluded_heads=(say("what"), say("how-many"), say("why")),
        excluded=_excluded(counted),
        foot_heading=say("sources"),
        foot=_foot(counted),
        footer=say("footer", when=tongue.when(at)),
        day=at.datetime().astimezone(tongue.zone).date(),
    )


def _measures(counted: _Counted) -> tuple[Measure, ...]:
    tongue, found = counted.tongue, figures(by=counted.by, at=counted.at)
    measures = [
        Measure(
            tongue.say(f"m-{name}"),
            tongue.count(getattr(found, name)),
            tongue.say(f"d-{name}"),
            late=name == "overdue" and found.overdue > 0,
        )
        for name in MEASURES
    ]
    days = counted.days(median_days(counted.spans))
    facts = {"count": tongue.count(len(counted.spans)), "unknown": tongue.count(counted.unknown)}
    meaning = tongue.say("d-days" if counted.spans else "d-days-none", **facts)
    return (*measures, Measure(tongue.say("m-days"), days, meaning))


def _by_partner(counted: _Counted) -> Breakdown:
    found = figures_by_partner(by=counted.by, at=counted.at)
    names = {code: counted.country(code) or counted.tongue.say("no-partner") for code in found}
    return _breakdown(counted, "partner", found, names)


def _by_owner(counted: _Counted) -> Breakdown:
    found = figures_by_owner(by=counted.by, at=counted.at)
    return _breakdown(counted, "owner", found, {owner: owner or counted.tongue.say("no-owner") for owner in found})


def _by_mechanism(counted: _Counted) -> Breakdown:
    found = figures_by_mechanism(by=counted.by, at=counted.at)
    titles = titles_of([number for number in found if number], language=counted.tongue.language, by=counted.by)
    named = {number: f"{number} {title}" for number, title in titles.items()}
    return _breakdown(counted, "mechanism", found, {number: named.get(number) or counted.tongue.say("no-mechanism") for number in found})


def _breakdown(counted: _Counted, name: str, found: Mapping[str, Figures], names: Mapping[str, str]) -> Breakdown:
    """Return the figures by something: the most commitments first; `name` is a member of `Span` too."""
    tongue, days = counted.tongue, medians(counted.spans, name)
    ranked = sorted(found.items(), key=lambda one: (-one[1].registered, names[one[0]]))
    lines = tuple(
        Line(
            names[key],
            (*(tongue.count(getattr(one, measure)) for measure in MEASURES), counted.days(days.get(key))),
            length=one.registered,
            done=one.fulfilled,
            late=one.overdue,
        )
        for key, one in ranked[:_ROWS]
    )
    hidden = len(ranked) - len(lines)
    return Breakdown(
        heading=tongue.say(f"by-{name}"),
        heads=(tongue.say(f"h-{name}"), *(tongue.say(f"s-{measure}") for measure in (*MEASURES, "days"))),
        lines=lines,
        finding=_finding(tongue, name, [one for (key, _), one in zip(ranked, lines, strict=False) if key], lines),
        legend=tongue.say("legend"),
        empty=tongue.say("none-counted"),
        rest=tongue.say("rest-rows", count=tongue.count(hidden)) if hidden else "",
    )


def _finding(tongue: Tongue, name: str, named: Sequence[Line], lines: Sequence[Line]) -> str:
    """Say what a chart shows: who has the most, and where the most is overdue."""
    if not named:
        return tongue.say(f"finding-unnamed-{name}", count=tongue.count(sum(one.length for one in lines))) if lines else ""
    first = named[0]
    said = tongue.say("finding", name=first.name, count=tongue.count(first.length), done=tongue.count(first.done))
    worst = max(named, key=lambda one: one.late)
    if worst.late:
        return f"{said} {tongue.say('finding-late', name=worst.name, late=tongue.count(worst.late))}"
    return said if any(one.late for one in lines) else f"{said} {tongue.say('finding-none-late')}"


def _listing(counted: _Counted, name: str, found: Listed) -> Listing:
    say = counted.tongue.say
    return Listing(
        heading=say(f"l-{name}"),
        heads=tuple(say(f"c-{head}") for head in ("number", "commitment", "due", "state", "owner")),
        rows=tuple(_row(counted, one) for one in found.rows),
        empty=say(f"none-{name}"),
        rest=say("rest-list", count=counted.tongue.count(LISTED)) if found.more else "",
    )


def _row(counted: _Counted, one: Commitment) -> Row:
    tongue = counted.tongue
    sides = [_side(counted, one.obligor, one.obligor_country, one.obligor_words)]
    to = _side(counted, one.beneficiary, one.beneficiary_country, one.beneficiary_words)
    source = tongue.label("row-source", one.source)
    return Row(
        number=one.number,
        sides=tongue.say("sides", who=sides[0], to=to) if to else sides[0],
        quote=Quote(clip(one.words, _QUOTED), one.language),
        due=tongue.day(one.due) if one.due else tongue.say("no-due"),
        state=tongue.label("commitment-state", one.state),
        owner=one.owner or tongue.say("no-owner"),
        source=f"{source}, {one.document.number}" if one.document is not None else source,
    )


def _side(counted: _Counted, actor: object, code: str, words: str) -> str:
    """Return a party: somebody's name with the State; the State alone; what the document says, where it names neither."""
    state = counted.country(code)
    name = str(actor) if actor is not None else ""
    if name and state and name != state:
        return f"{name} ({state})"
    return name or state or words


def _excluded(counted: _Counted) -> tuple[tuple[str, str, str], ...]:
    tongue, found = counted.tongue, uncounted(by=counted.by)
    counts = {"readiness": found.readiness, "wish": found.wish, "proposed": found.proposed}
    rows = [(tongue.say(f"x-{name}"), tongue.count(count), tongue.say(f"y-{name}")) for name, count in counts.items()]
    return (*rows, *((tongue.say(f"x-{name}"), tongue.say("nothing"), tongue.say(f"y-{name}")) for name in ("taken-out", "protocol")))


def _foot(counted: _Counted) -> tuple[str, ...]:
    tongue, found = counted.tongue, by_source(by=counted.by)
    facts = {name: tongue.count(found.get(name, 0)) for name in ("official", "press", "own")}
    return (tongue.say("by-source", **facts), tongue.say("press-note"), tongue.say("once"), tongue.say("where"))
