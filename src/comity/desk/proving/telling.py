"""Tells a judge what a proof shows: one report a language, from the verdict, in words that name what is not proven. Pure but for law."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from comity.desk.proving.choice import label_of
from comity.desk.proving.custody import ProvenItem, ProvenStep
from comity.desk.proving.package import SUFFIX
from comity.desk.proving.verdict import ProvenAct, ProvenReceipt, Verdict
from comity.evidence.chain import UNTOLD
from comity.evidence.states import Kind
from comity.letters.report import Block, Chapter, Heading, Report, Table, Words
from comity.terms.identifiers import Country
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.vocabulary import vocabulary
from comity.treaty.rulebook import Rulebook, country_words
from comity.treaty.wording import cite, print_instant

LANGUAGES: Final = ("vi", "en")
WORDS: Final[Mapping[str, Mapping[str, str]]] = json.loads((files("comity.desk.proving") / "words.json").read_bytes())


@dataclass(frozen=True, slots=True)
class Telling:
    """What is told, in which language, with the names that the law of this node has for kinds."""

    verdict: Verdict
    language: str
    rules: Rulebook

    def say(self, name: str, /, **facts: object) -> str:
        """Return the words in the language of the report."""
        words = WORDS[name][self.language]
        return words % facts if facts else words

    def when(self, at: Instant) -> str:
        """Return a moment."""
        return print_instant(at, self.language)

    def kind(self, code: str) -> str:
        """Return what a kind is called; its code where no rule of this node knows it."""
        try:
            return f"{self.rules.kind(code).labels[self.language]} ({code})"
        except Refused:
            return code

    def label(self, name: str, code: str) -> str:
        """Return the label of a code; the code where this node does not know it."""
        try:
            return vocabulary(name).label(code, self.language)
        except Refused:
            return code

    def party(self, node: object) -> str:
        """Return the name of the authority behind a node of the request."""
        names = next(names for one, names in self.verdict.authorities.items() if one == node)
        return names.get(self.language) or names.get("en") or next(iter(names.values()), str(node))


def report_of(verdict: Verdict, *, language: str, rules: Rulebook) -> Report:
    """Return the report in one language."""
    telling = Telling(verdict, language, rules)
    tell = telling.say
    chapters = (
        ("acts", tuple(_acts(telling))),
        ("items", tuple(_items(telling))),
        ("withheld", tuple(_withheld(telling))),
        ("destroyed", tuple(_destroyed(telling))),
        ("log", tuple(_log(telling))),
        ("open", tuple(Words(f"• {line}") for line in _open(telling))),
        ("check", tuple(_check(telling))),
    )
    return Report(
        language=language,
        kind=tell("kind"),
        title=tell("title", reference=verdict.reference),
        author=telling.party(verdict.node),
        facts=tuple(_facts(telling)),
        boxes=((tell("b-what"), (tell("what-1"), tell("what-2"))), (tell("b-short"), tuple(_short(telling)))),
        contents="",
        chapters=tuple(Chapter(f"{name}-{language}", tell(f"c-{name}"), blocks) for name, blocks in chapters if blocks),
        footer=tell("footer", reference=verdict.reference, at=telling.when(verdict.made_at)),
        mark="",
        day=str(verdict.made_at)[:10],
    )


def _facts(telling: Telling) -> Iterator[tuple[str, str]]:
    verdict, tell = telling.verdict, telling.say
    first = verdict.acts[0]
    yield tell("f-reference"), str(verdict.reference)
    parties = [tell("party", names=telling.party(node), node=node) for node in sorted(verdict.authorities, key=str)]
    yield tell("f-parties"), "; ".join(parties)
    article = cite(first.body.article, telling.language) if first.body is not None else ""
    instrument = first.body.instrument if first.body is not None else ""
    yield tell("f-first"), ", ".join(filter(None, (telling.kind(first.inner.kind), instrument, article)))
    yield tell("f-maker"), tell("party", names=telling.party(verdict.node), node=verdict.node)
    yield tell("f-made"), telling.when(verdict.made_at)
    yield tell("f-acts"), str(len(verdict.acts))
    hidden = len(verdict.withheld.choice.items) if verdict.withheld is not None else 0
    yield tell("f-items"), str(len(verdict.custody) + hidden)
    if verdict.withheld is not None:
        choice = verdict.withheld.choice
        yield tell("f-withheld"), telling.label("withholding-ground", choice.ground)
    else:
        yield tell("f-withheld"), tell("nothing")
    if verdict.destroyed is not None:
        yield tell("f-destroyed"), telling.when(verdict.destroyed.at)


def _short(telling: Telling) -> Iterator[str]:
    verdict, tell = telling.verdict, telling.say
    held = sum(act.body is None for act in verdict.acts)
    if verdict.destroyed is not None:
        yield tell("short-acts-gone", count=len(verdict.acts), gone=held, at=telling.when(verdict.destroyed.at))
    else:
        yield tell("short-acts-less" if held else "short-acts", count=len(verdict.acts), held=held)
    moments = [verdict.seen(act.env_id) for act in verdict.acts]
    moments += [verdict.latest(step.leaf) for item in verdict.custody for step in item.steps]
    seen = [moment for moment in moments if moment is not None]
    yield tell("short-seen", at=telling.when(max(seen))) if len(seen) == len(moments) else tell("short-unseen")
    changed = [item for item in verdict.custody if any(step.kind is Kind.LOCKED for step in item.steps)]
    for item in changed:
        yield tell("short-locked" if item.now.locked else "short-changed", item=item.item.item)
    if verdict.custody and not changed:
        yield tell("short-items", count=len(verdict.custody))
    elif not verdict.custody and (verdict.withheld is None or not verdict.withheld.choice.items):
        yield tell("short-none")


def _acts(telling: Telling) -> Iterator[Block]:
    tell = telling.say
    heads = tuple(tell(f"h-{name}") for name in ("number", "act", "way", "approved", "when"))
    yield Table(heads, tuple(_act(act, telling) for act in telling.verdict.acts), kind="acts")
    for act in telling.verdict.acts:
        given = ", ".join(_given(receipt, telling) for receipt in act.receipts.values())
        if given:
            yield Words(f"• {tell('signed-for', number=act.number, node=telling.party(act.receiver), what=given)}")
    for act in telling.verdict.acts:
        if act.body_digest is not None:
            yield Words(tell("digest-of", number=act.number, digest=_groups(str(act.body_digest))), machine=True)


def _given(receipt: ProvenReceipt, telling: Telling) -> str:
    name = "broken" if getattr(receipt.body, "broken", None) is not None else receipt.kind
    decision = getattr(receipt.body, "decision", "")
    told = telling.say(f"decision-{decision}") if decision else ""
    return telling.say(f"given-{name}", at=telling.when(receipt.body.at), decision=told)


def _act(act: ProvenAct, telling: Telling) -> tuple[str, ...]:
    tell, body = telling.say, act.body
    kind = {"part": tell(f"part-{act.part}"), "kind": telling.kind(act.inner.kind)}
    if body is not None:
        named = tell("act", **kind, article=f"{body.instrument} {cite(body.article, telling.language)}".strip())
    else:
        named = tell("act-gone" if act.closed else "act-held", **kind)
    received, seen = act.receipts.get("received"), telling.verdict.seen(act.env_id)
    drafter = body.drafted_by if body is not None else tell("not-known" if act.closed else "not-told")
    return (
        str(act.number),
        named,
        f"{telling.party(act.inner.sender)}\n→ {telling.party(act.receiver)}",
        f"{drafter};\n{', '.join(map(str, act.approved_by))}",
        "\n".join(
            (
                f"{telling.when(act.inner.created)};",
                f"{telling.when(received.body.at) if received is not None else tell('no-receipt')};",
                telling.when(seen) if seen is not None else tell("not-seen"),
            )
        ),
    )


def _items(telling: Telling) -> Iterator[Block]:
    for item in telling.verdict.custody:
        yield from _item(item, telling)


def _item(item: ProvenItem, telling: Telling) -> Iterator[Block]:
    tell, now = telling.say, item.now
    yield Heading(tell("item", item=item.item.item, what=item.item.what))
    digest = _groups(str(now.digests.sha256)) if now.digests is not None else "-"
    yield Words(tell("item-file" if item.named else "item-hand", name=item.item.name, number=item.named, digest=digest))
    limits = next((step.step.limits for step in reversed(item.steps) if step.step is not None), ())
    yield Words(
        tell(
            "stands",
            state=tell(f"state-{now.state.value}"),
            who=tell("not-told") if now.custodian == UNTOLD else now.custodian or "-",
            holds=", ".join(map(str, now.holds)) or tell("none"),
            limits="; ".join(telling.label("condition", code) for code in limits) or tell("none"),
        ),
        strong=now.locked,
    )
    heads = tuple(tell(f"h-{name}") for name in ("number", "step", "at", "who", "how", "leaf"))
    yield Table(heads, tuple(_step(step, telling) for step in item.steps), kind="steps")


def _step(step: ProvenStep, telling: Telling) -> tuple[str, ...]:
    tell, done = telling.say, step.step
    head = (str(step.number), tell(f"step-{step.kind.value}"), telling.when(step.at))
    if done is None:
        return (*head, tell("not-told"), tell("held-step"), str(step.leaf))
    recipient = telling.label("destruction-rule" if step.kind is Kind.DESTROYED else "custody-recipient", done.sort) if done.sort else ""
    state = country_words(Country(done.state))[telling.language] if done.state else ""
    to = ", ".join(filter(None, (done.to, recipient, state, done.present)))
    how = (done.place, f"{done.tool} {done.version}".strip(), to, done.reason)
    return (*head, "\n".join(filter(None, (done.by, done.second))), ";\n".join(filter(None, how)), str(step.leaf))


def _withheld(telling: Telling) -> Iterator[Block]:
    hiding, tell = telling.verdict.withheld, telling.say
    if hiding is None:
        return
    choice = hiding.choice
    for act in choice.acts:
        yield Words(f"• {tell('held-act', number=act.number)}")
    for item in choice.items:
        yield Words(f"• {tell('held-item', item=label_of(choice.reference, item.number), count=len(item.leaves))}")
    for step in choice.steps:
        yield Words(f"• {tell('held-one', number=step.number, item=label_of(choice.reference, step.item))}")
    yield Words(tell("held-why", ground=telling.label("withholding-ground", choice.ground), words=choice.words))
    yield Words(tell("held-by", by=choice.chosen_by, second=hiding.approved_by, leaf=hiding.leaf))


def _destroyed(telling: Telling) -> Iterator[Block]:
    done, tell = telling.verdict.destroyed, telling.say
    if done is None:
        return
    told = {"by": done.proposed_by, "first": telling.when(done.proposed_at), "second": done.by, "at": telling.when(done.at)}
    told |= {"rule": done.rule, "due": telling.when(done.due), "one": done.proposed, "other": done.leaf, "reason": done.reason}
    yield Words(tell("gone-by", **told), strong=True)
    for act in telling.verdict.acts:
        if act.closed:
            yield Words(f"• {tell('gone-act', number=act.number, digest=_groups(str(act.inner.plaintext_commit)))}")


def _log(telling: Telling) -> Iterator[Block]:
    verdict, tell = telling.verdict, telling.say
    log = verdict.checkpoint
    yield Words(tell("log", origin=log.origin, size=log.size, root=_groups(str(log.root))))
    for signed in verdict.countersigned:
        for one in signed.cosigned:
            yield Words(f"• {tell('saw', node=one.node, country=one.country, size=signed.size, at=telling.when(one.at))}")
        for stamp in signed.stamps:
            yield Words(f"• {tell('stamped', size=signed.size, at=telling.when(stamp))}")
    if not verdict.countersigned:
        yield Words(tell("nobody-saw"), strong=True)


def _open(telling: Telling) -> Iterator[str]:
    verdict, tell = telling.verdict, telling.say
    yield from (tell(f"open-{name}") for name in ("true", "mind", "time"))
    yield tell("open-after", at=telling.when(verdict.made_at))
    yield tell("open-person")
    if verdict.custody:
        yield from (tell(f"open-{name}") for name in ("step", "else"))
    if verdict.custody or any(act.body is not None and act.body.files for act in verdict.acts):
        yield tell("open-bytes")
    if verdict.destroyed is not None:
        yield tell("open-gone")
    yield tell("open-law")


def _check(telling: Telling) -> Iterator[Block]:
    verdict, tell = telling.verdict, telling.say
    yield from (Words(tell(f"check-{number}")) for number in (1, 2, 3))
    roots = " --root ".join(f"{one.country}=…" for one in verdict.vouching)
    yield Words(tell("command", name=f"{verdict.reference}{SUFFIX}", root=roots), machine=True)


def _groups(digits: str) -> str:
    return " ".join(digits[at : at + 8] for at in range(0, len(digits), 8))
