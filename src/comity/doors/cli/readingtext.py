"""What `comity reading` shows to people: the suggestions of a report in the language of the command, and how well reports are read."""

from collections.abc import Iterator
from typing import Final

from comity.doors.cli.voice import language, printable, say
from comity.reading.reading import READ, Reading
from comity.reading.scoring import Share, Tally
from comity.reading.suggestions import Commitment, Confidence, Event, Ground, Party, Statement
from comity.reading.when import Basis, When
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.terms.vocabulary import vocabulary

_SURE: Final = {
    Confidence.HIGH: gettext_noop("sure in nine cases of ten"),
    Confidence.MEDIUM: gettext_noop("right in most cases"),
    Confidence.LOW: gettext_noop("look twice"),
}
_BASIS: Final = {
    Basis.EXPLICIT: "",
    Basis.HEADER_YEAR: gettext_noop("year from the date above the report"),
    Basis.HEADER_ONLY: gettext_noop("the day of the report"),
    Basis.HEADLINE_YEAR: gettext_noop("year from the headline"),
    Basis.CONTEXT_YEAR: gettext_noop("year from a date in the report"),
    Basis.FROM_PARENT: gettext_noop("the date of what it is a part of"),
    Basis.NO_YEAR: gettext_noop("no year is given"),
    Basis.NO_DATE: gettext_noop("no date is given"),
}
_KINDS: Final = {
    "actors": gettext_noop("people"),
    "events": gettext_noop("meetings and events"),
    "dates": gettext_noop("their dates"),
    "places": gettext_noop("their places"),
    "statements": gettext_noop("speech acts"),
    "commitments": gettext_noop("commitments"),
    "commitments-whole": gettext_noop("commitments with beneficiary"),
    "figures": gettext_noop("figures"),
}
_STATUS: Final = {"held": "", "planned": gettext_noop("planned"), "cancelled": gettext_noop("cancelled")}
_LONG: Final = 160


def lines_of(reading: Reading) -> Iterator[str]:
    """Yield the lines of a listing."""
    name = language_name(reading.language)
    yield say(gettext_noop("SHA-256 of the file: %(digest)s"), digest=reading.normal.digest)
    if reading.language not in READ:
        yield say(gettext_noop("This looks like %(language)s, which is not read: nothing was looked for."), language=name)
        return
    yield say(gettext_noop("Language: %(language)s. These are suggestions: nothing counts before a person confirms it."), language=name)
    if not reading.found:
        yield say(gettext_noop("Nothing was found in it."))
        return
    for heading, lines in _parts(reading):
        if lines:
            yield ""
            yield heading
            yield from (f"  {printable(line)}" for line in lines)


def _parts(reading: Reading) -> Iterator[tuple[str, list[str]]]:
    yield say(gettext_noop("People")), [_actor(reading, number) for number in range(len(reading.actors))]
    yield say(gettext_noop("Meetings and events")), [_event(one) for one in reading.events]
    yield say(gettext_noop("Statements")), [_statement(reading, one) for one in reading.statements]
    yield say(gettext_noop("Commitments")), [_commitment(reading, one) for one in reading.commitments]
    yield say(gettext_noop("Figures")), [f"{one.bound or ''}{one.number:,f} {one.unit} {_mark(one.ground)}" for one in reading.figures]
    yield say(gettext_noop("Places")), [f"{one.name} {_mark(one.ground)}" for one in reading.places]


def _statement(reading: Reading, one: Statement) -> str:
    parties = f"{_party(one.speaker)}{_to(one.addressee)}"
    return f"{_label('speech-act', one.act)}: {parties} {_mark(one.ground)}  {_cut(reading.quote(one.sentence))}"


def _commitment(reading: Reading, one: Commitment) -> str:
    parties = f"{_party(one.obligor)}{_to(one.beneficiary)}"
    return f"{_label('promise-strength', one.strength)}: {parties} {_mark(one.ground)}  {_cut(reading.quote(one.action))}"


def _actor(reading: Reading, number: int) -> str:
    actor = reading.actors[number]
    others = [form.text for form in actor.forms if form.text != actor.name]
    posts = "; ".join(post.text for post in actor.posts)
    forms = f" ({', '.join(others)})" if others else ""
    country = f", {vocabulary('country').label(actor.country, language())}" if actor.country else ""
    return f"{actor.name}{forms}: {posts or '—'}{country} {_mark(actor.ground)}"


def _event(event: Event) -> str:
    place = f", {event.place}" if event.place else ""
    status = _STATUS[event.status.value]
    planned = f", {say(status)}" if status else ""
    told = f"[{when_text(event.when)}{place}{planned}] {_mark(event.ground)}"
    return f"{event.number}. {_label('meeting-type', event.type)}: {_cut(event.title)} {told}"


def when_text(when: When) -> str:
    """Return a date with what it rests on."""
    basis = _BASIS[when.basis]
    if when.iso is None:
        return say(basis)
    return f"{when.iso} ({say(basis)})" if basis else when.iso


def _party(party: Party | None) -> str:
    return party.text if party else say(gettext_noop("the paper itself"))


def _to(party: Party | None) -> str:
    return f" → {party.text}" if party else ""


def _mark(ground: Ground) -> str:
    return f"<{ground.rule}: {say(_SURE[ground.confidence])}>"


def _label(name: str, code: str) -> str:
    return vocabulary(name).label(code, language())


def _cut(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"


def language_name(code: str) -> str:
    """Return what a language is called; its code where the vocabulary has no word for it."""
    if code == "vi-bare":
        return say(gettext_noop("Vietnamese without its marks"))
    if code == "und":
        return say(gettext_noop("a language that could not be told"))
    try:
        return vocabulary("language").label(code, language())
    except Refused:
        return code


def table_of(tally: Tally) -> Iterator[str]:
    """Yield precision and recall by kind, with their 95 % intervals."""
    width = max(len(say(name)) for name in _KINDS.values())
    precision, recall = say(gettext_noop("precision")), say(gettext_noop("recall"))
    yield f"{'':{width}}  {precision} (95 %)        {recall} (95 %)"
    for kind, score in tally.scores.items():
        yield f"{say(_KINDS[kind]):{width}}  {_share(score.precision)}  {_share(score.recall)}"


def miss_lines(tally: Tally) -> Iterator[str]:
    """Yield every miss: what was suggested and is not labelled, and what is labelled and was not suggested."""
    for miss in tally.misses:
        what = gettext_noop("too many") if miss.wrong else gettext_noop("missing")
        yield printable(f"{miss.report}  {say(_KINDS[miss.kind])}  {say(what)}: {miss.what}")


def _share(share: Share) -> str:
    low, high = share.bounds
    value = f"{share.value:.3f}" if share.value is not None else "  -  "
    return f"{value} [{low:.3f}, {high:.3f}] {share.right:>4}/{share.of:<4}"
