"""Tells a case as a report: cover, contents, chapters, each fact once and in the order in which a judge asks."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from comity.desk.casefile.gathering import Case, Clearing, Entry, is_decision
from comity.desk.casefile.layout import Manifest, Member, Withheld
from comity.desk.casefile.wording import say, say_of
from comity.desk.lettering.collecting import basis_of, day_at, read_signed
from comity.desk.rules import rulebook
from comity.directory.book import book
from comity.directory.ways import is_outside
from comity.letters.report import Block, Chapter, Heading, Report, Table, Words
from comity.letters.wording import print_checked, print_number
from comity.records.models import Clock, Passage
from comity.terms.identifiers import NodeId, OfficerId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.vocabulary import vocabulary
from comity.treaty.rulebook import country_words
from comity.treaty.wording import cite, print_instant
from comity.wire.act import RenderedField

_HERE: Final = frozenset({"due", "whole"})


@dataclass(frozen=True, slots=True)
class Telling:
    """What the report is made of: the case, its terms as the manifest has them, the approver's word where one was needed."""

    case: Case
    terms: Manifest
    word: str

    @property
    def language(self) -> str:
        """The language of the report."""
        return self.terms.language

    @property
    def held(self) -> frozenset[int]:
        """The numbers of the acts that are withheld."""
        return frozenset(one.act for one in self.terms.withheld)

    def say(self, name: str, /, **facts: object) -> str:
        """Return the words in the language of the report."""
        return say(name, self.language, **facts)

    def when(self, at: Instant) -> str:
        """Return a moment."""
        return print_instant(at, self.language)

    def kind(self, code: str) -> str:
        """Return what a kind is called; its code where no rule of this node knows it."""
        try:
            return f"{rulebook().kind(code).labels[self.language]} ({code})"
        except Refused:
            return code

    def authority(self, node: NodeId) -> str:
        """Return the name of the authority behind a node."""
        return _in(self.language, book().authority_of(node).names)

    def country(self, node: NodeId) -> str:
        """Return the name of its country."""
        country = book().authority_of(node).id.country
        return _in(self.language, book().country_names(country), country_words(country))

    def label(self, name: str, code: str) -> str:
        """Return the label of a code; the code where this node does not know it."""
        try:
            return vocabulary(name).label(code, self.language)
        except Refused:
            return code


def _in(language: str, names: Mapping[str, str], otherwise: Mapping[str, str] | None = None) -> str:
    return names.get(language) or (otherwise or {}).get(language) or names.get("en") or next(iter(names.values()), "")


def officer_named(officer: str) -> str:
    """Return the officer's name as the directory spells it, with the sign-in name."""
    person = book().officer(OfficerId(officer))
    return f"{person.name} ({officer})" if person and person.name != officer else officer


def report_of(telling: Telling, members: tuple[Member, ...]) -> Report:
    """Return the whole report; `members` are those that were written before it."""
    terms, case, tell = telling.terms, telling.case, telling.say
    reader = tell(f"for-{terms.reader}")
    chapters: tuple[tuple[str, Iterable[Block]], ...] = (
        ("clearing", _clearing(telling)),
        ("binds", _conditions(telling)),
        ("parties", _parties(telling)),
        ("basis", _basis(telling)),
        ("chronology", _chronology(telling)),
        ("decisions", _decisions(telling)),
        ("clocks", _clocks(telling)),
        ("withheld", _withheld(telling)),
        ("check", _check(telling)),
        ("members", _members(telling, members)),
    )
    return Report(
        language=telling.language,
        kind=tell("kind"),
        title=tell("title", reference=terms.reference, **{"for": reader}),
        author=f"{telling.authority(terms.node)}, {telling.country(terms.node)}",
        facts=tuple(_cover(telling)),
        boxes=tuple(_boxes(telling)),
        contents=tell("contents"),
        chapters=tuple(Chapter(name, tell(f"c-{name}"), tuple(blocks)) for name, blocks in chapters),
        footer=tell("footer", reference=terms.reference, at=telling.when(terms.made_at), **{"for": reader}),
        mark=_marking(case),
        day=day_at(terms.node, terms.made_at).isoformat(),
    )


def _marking(case: Case) -> str:
    return " · ".join(one for one in (case.request.tlp, case.request.classification) if one)


def _cover(telling: Telling) -> Iterator[tuple[str, str]]:
    terms, case, tell = telling.terms, telling.case, telling.say
    outside = sum(one.act.road == "outside" for one in case.entries)
    yield tell("f-reference"), str(terms.reference)
    yield tell("f-what"), telling.kind(case.request.kind)
    yield tell("f-reader"), tell(f"for-{terms.reader}")
    yield tell("f-court"), terms.court
    yield tell("f-number"), terms.number
    yield tell("f-purpose"), terms.purpose
    yield tell("f-state"), say_of("state", case.request.state, telling.language)
    yield tell("f-acts"), tell("acts", count=len(case.entries), outside=outside)
    yield tell("f-made"), telling.when(terms.made_at)
    yield tell("f-by"), officer_named(str(terms.made_by))
    yield tell("f-node"), str(terms.node)
    if _marking(case):
        yield tell("f-marking"), _marking(case)


def _boxes(telling: Telling) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what must not be overlooked: what clears a person first, for both readers."""
    case, terms, tell = telling.case, telling.terms, telling.say
    lines = (tell("clearing", count=len(case.clearing)),) if case.clearing else (tell("no-clearing"),)
    yield tell("b-clearing"), lines
    if case.binds:
        bound = [one for one in case.conditions if one.binds and one.act not in telling.held]
        said = [
            tell("binds-act", number=one.act, by=telling.authority(NodeId(one.by)), article=one.article, lines="; ".join(one.lines))
            for one in bound
        ]
        if _marking(case):
            said.append(tell("binds-marking", marking=_marking(case)))
        if telling.word:
            said.append(tell("binds-word", officer=officer_named(str(terms.made_by)), words=telling.word))
        yield tell("b-binds"), tuple(said)
    if terms.withheld:
        yield tell("b-withheld"), (tell("withheld", count=len(terms.withheld)),)


def _clearing(telling: Telling) -> Iterator[Block]:
    if not telling.case.clearing:
        yield Words(telling.say("no-clearing"))
    for one in telling.case.clearing:
        yield Heading(_cleared(telling, one))
        yield from _fields(one.text)


def _cleared(telling: Telling, one: Clearing) -> str:
    facts = {"kind": telling.kind(one.kind), "at": telling.when(one.at)}
    if one.act:
        return telling.say("clearing-act", number=one.act, **facts)
    return telling.say("clearing-notice", reference=one.reference, **facts)


def _fields(text: Iterable[RenderedField]) -> Iterator[Block]:
    for field in text:
        lines = [line for line in field.lines if line]
        if lines:
            yield Words(f"{field.number}. {field.label}", strong=True)
            yield from (Words(line) for line in lines)


def _conditions(telling: Telling) -> Iterator[Block]:
    tell = telling.say
    yield Words(tell("general-use"))
    rows = tuple(
        (
            str(one.act),
            telling.authority(NodeId(one.by)),
            one.article,
            f"{one.label}: " + "\n".join(one.lines),
            tell("yes") if one.binds else tell("no"),
        )
        for one in telling.case.conditions
        if one.act not in telling.held
    )
    if rows:
        yield Table((tell("h-act"), tell("h-by"), tell("h-article"), tell("h-says"), tell("h-binds")), rows)
    else:
        yield Words(tell("no-conditions"))


def _parties(telling: Telling) -> Iterator[Block]:
    tell, terms = telling.say, telling.terms
    nodes = (terms.node, NodeId(telling.case.request.peer))
    rows = tuple(
        (telling.authority(node), telling.country(node), tell("outside-node") if is_outside(node) else str(node)) for node in nodes
    )
    yield Table((tell("h-authority"), tell("h-country"), tell("h-node")), rows)
    yield Table(
        (tell("h-act"), tell("h-officer"), tell("h-approved"), tell("h-mandate")),
        tuple(_hands(telling, entry) for entry in telling.case.entries if entry.number not in telling.held),
    )


def _hands(telling: Telling, entry: Entry) -> tuple[str, ...]:
    paper = entry.act.road == "outside" and entry.act.direction == "in"
    signed = ", ".join(officer_named(one) for one in entry.act.signers if "@" in one)
    mandate = telling.say("no-mandate")
    if entry.mandate:
        held = entry.mandate
        facts = {
            "role": say_of("role", held["role"], telling.language),
            "from": held["from"],
            "until": held["until"],
            "basis": held["basis"],
        }
        mandate = telling.say("mandate" if held["until"] else "mandate-open", **facts)
        if held["acts_for"]:
            mandate += "; " + telling.say("acting", officer=officer_named(held["acts_for"]))
    drafted = officer_named(str(entry.act.body.drafted_by))
    return (str(entry.number), drafted, telling.say("unsigned") if paper else signed, mandate)


def _basis(telling: Telling) -> Iterator[Block]:
    found: dict[tuple[str, str], list[str]] = {}
    for entry in telling.case.entries:
        if entry.number in telling.held:
            continue
        body = entry.act.body
        basis = basis_of(
            body.kind,
            instrument=body.instrument,
            article=body.article,
            sender=entry.sender,
            receiver=entry.receiver,
            on=day_at(entry.sender, entry.created),
        )
        said = telling.say(
            "basis-line",
            article=basis.article,
            instrument=basis.instrument[telling.language],
            checked=print_checked(basis.verified, telling.language),
        )
        found.setdefault((said, basis.standing.get(telling.language, "")), []).append(str(entry.number))
    rows = tuple((said, standing, ", ".join(numbers)) for (said, standing), numbers in found.items())
    yield Table((telling.say("h-instrument"), telling.say("h-standing"), telling.say("h-acts")), rows)


def _chronology(telling: Telling) -> Iterator[Block]:
    tell = telling.say
    rows = sorted(_moments(telling), key=lambda one: one[0])
    heads = (tell("h-no"), tell("h-when"), tell("h-what"), tell("h-road"), tell("h-digest"))
    yield Table(heads, tuple(row for _, row in rows), machine=frozenset({4}), kind="chron")


def _moments(telling: Telling) -> Iterator[tuple[tuple[Instant, int], tuple[str, ...]]]:
    tell = telling.say
    for entry in telling.case.entries:
        number, road = str(entry.number), tell(entry.act.road)
        facts = {"from": telling.authority(entry.sender), "to": telling.authority(entry.receiver)}
        what = tell("from-to", part=say_of("part", entry.act.body.act, telling.language), kind=telling.kind(entry.act.body.kind), **facts)
        held = entry.number in telling.held
        said = tell("held") if held else what
        yield (entry.created, 0), (number, telling.when(entry.created), said, road, str(entry.act.digest))
        if held:
            continue
        for file in entry.files:
            state = "here" if file.state in _HERE else file.state
            about = tell("file", name=file.name, size=print_number(file.size, telling.language), state=tell(f"file-{state}"))
            yield (entry.created, 1), (number, telling.when(entry.created), about, road, str(file.digest))
        for kind, at, digest in entry.receipts:
            yield (at, 2), (number, telling.when(at), say_of("receipt", kind, telling.language), road, str(digest or ""))
        for passage in entry.passages:
            yield (passage.on, 3), (number, telling.when(passage.on), _step(telling, passage), road, passage.digest)


def _step(telling: Telling, passage: Passage) -> str:
    step = say_of("step", passage.step, telling.language)
    method = telling.label("delivery-method", passage.method)
    return telling.say("step", step=step, method=method, who=passage.who, theirs=passage.theirs).strip()


def _decisions(telling: Telling) -> Iterator[Block]:
    decided = [entry for entry in telling.case.entries if is_decision(entry) and entry.number not in telling.held]
    if any(is_decision(entry) for entry in telling.case.entries if entry.number in telling.held):
        yield Words(telling.say("decisions-held"))
    elif not decided:
        yield Words(telling.say("no-decisions"))
    for entry in decided:
        body = entry.act.body
        yield Heading(
            telling.say(
                "decision-head",
                number=entry.number,
                part=say_of("part", body.act, telling.language),
                kind=telling.kind(body.kind),
                at=telling.when(entry.created),
            )
        )
        yield from _fields(read_signed(body, telling.language))


def _clocks(telling: Telling) -> Iterator[Block]:
    tell = telling.say
    if not telling.case.clocks:
        yield Words(tell("no-clocks"))
        return
    named = {row.id: row for row in rulebook().clocks}
    rows = []
    for clock in sorted(telling.case.clocks, key=lambda one: (one.starts_at, one.pk)):
        row = named.get(clock.code)
        article = (f"{row.instrument} {row.article}".strip() or tell("desk-target")) if row else clock.rule
        name = row.labels[telling.language] if row else clock.code
        rows.append((name, article, telling.when(clock.starts_at), telling.when(clock.due_at), _became(telling, clock)))
    yield Table((tell("h-clock"), tell("h-article"), tell("h-started"), tell("h-due"), tell("h-became")), tuple(rows))


def _became(telling: Telling, clock: Clock) -> str:
    if clock.stopped_at is not None:
        return telling.say("clock-stopped" if clock.stopped_at <= clock.due_at else "clock-stopped-late", at=telling.when(clock.stopped_at))
    if clock.paused_at is not None:
        return telling.say("clock-paused")
    return telling.say("clock-late" if clock.due_at < telling.terms.made_at else "clock-runs")


def _withheld(telling: Telling) -> Iterator[Block]:
    tell = telling.say
    if telling.terms.withheld:
        heads = (tell("h-act"), tell("h-digest"), tell("h-ground"), tell("h-words"), tell("h-who"))
        yield Table(heads, tuple(_held(telling, one) for one in telling.terms.withheld), machine=frozenset({1}))
        if any(entry.act.road == "wire" for entry in telling.case.entries if entry.number in telling.held):
            yield Words(tell("proof-withheld"))
    else:
        yield Words(tell("court-whole" if telling.terms.reader == "court" else "nothing-withheld"))
    yield Words(tell("never"))


def _held(telling: Telling, one: Withheld) -> tuple[str, ...]:
    item = vocabulary("withholding-ground").item(one.ground)
    instrument, _, article = (item.article or "").partition(" Art. ")
    ground = item.labels[telling.language] + (f" ({instrument}, {cite(article, telling.language)})" if article else "")
    return (str(one.act), str(one.digest), ground, one.words, officer_named(str(one.officer)))


def _check(telling: Telling) -> Iterator[Block]:
    tell = telling.say
    yield Words(tell("check-1"))
    yield Words("sha256sum --check SHA256SUMS", machine=True)
    for name in ("check-2", "check-3"):
        yield Words(tell(name))
    country = book().authority_of(telling.terms.node).id.country
    yield Words(f"comity casefile verify {telling.terms.reference}.casefile.zip --root {country}=…", machine=True)
    for name in ("check-4", "check-5", "check-6", "check-7", "spelled"):
        yield Words(tell(name))


def _members(telling: Telling, members: tuple[Member, ...]) -> Iterator[Block]:
    tell = telling.say
    heads = (tell("h-path"), tell("h-name"), tell("h-size"), tell("h-digest"))
    rows = tuple((one.path, one.name, print_number(one.size, telling.language), str(one.digest)) for one in members)
    yield Table(heads, rows, machine=frozenset({0, 3}), kind="members")
    yield Words(tell("members-note"))
