"""The pages of evidence: the items of a case, one item with its chain, digests and limits."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext

from comity.desk.custody.queries import InCase, evidence_in, files_outside_custody, wire_acts
from comity.desk.permissions import Verb, may
from comity.doors.web.moments import print_date
from comity.doors.web.pages.evidence import EvidencePage, FreeFile, ItemLine, ItemPage, StepLine, Tone, Waiting
from comity.doors.web.pages.parts import Act, Crumbs, Fact, Form, Halves, Link, halves
from comity.doors.web.views.addresses import crumbs
from comity.doors.web.views.evidence_words import (
    DEEDS,
    PURPOSES,
    STEPS,
    deed_words,
    left_words,
    limits_of,
    limits_told,
    standing_words,
    step_words,
)
from comity.doors.web.views.file_lists import kind_words, size_words
from comity.doors.web.views.naming import authority_of, country_name, officer_name, short
from comity.doors.web.views.refusing import next_step_of, sentence_of
from comity.doors.web.views.words import act_words
from comity.doors.web.views.working import Row, Work, fresh_token
from comity.evidence.chain import Standing
from comity.evidence.limits import RECIPIENTS, RULES
from comity.evidence.queries import Held, has_bytes, step_out, store_of
from comity.evidence.states import ENDING, MOVES, PAIRED, WHILE_LOCKED, Kind, State
from comity.evidence.steps import Digests, Step
from comity.evidence.words import PURPOSES as KNOWN_PURPOSES
from comity.terms.instants import Instant
from comity.terms.vocabulary import vocabulary


def evidence_page(request: Row, at_work: Work) -> EvidencePage:
    """Return what a case has in custody."""
    keeps = may(at_work.actor, Verb.KEEP_EVIDENCE)
    hand = Act(gettext("Register by hand"), reverse("evidence-new", args=[request.reference])) if keeps else None
    return EvidencePage(
        heading=gettext("Evidence in %(reference)s") % {"reference": request.reference},
        deck=gettext("What is in custody, whether it is unchanged, who has it, and under which limits."),
        crumbs=crumbs(gettext("Evidence"), reference=request.reference),
        items=tuple(_item(one, at_work) for one in evidence_in(request, by=at_work.actor, at=at_work.at)),
        files=tuple(_file(row, request, at_work, keeps=keeps) for row in files_outside_custody(request)),
        act=hand,
        court=_court(request, at_work),
    )


def _court(request: Row, at_work: Work) -> tuple[Link, ...]:
    """Return the ways to the file that a court checks: the proof with the whole chain of each item, and the same with less in it."""
    if not may(at_work.actor, Verb.EXPORT_PROOF) or not wire_acts(request):
        return ()
    return (
        Link(gettext("Download the proof with every chain of custody"), reverse("proof", args=[request.reference])),
        Link(gettext("Leave something out of the file"), reverse("withholding", args=[request.reference])),
    )


def _item(one: InCase, at_work: Work) -> ItemLine:
    held, item = one.held, one.held.item
    words, tone = standing_words(held.now)
    _, _, told, _ = _verdict(one, at_work)
    if held.broken is not None:
        words, tone = gettext("its chain does not hold"), "stop"
    limits = "; ".join(limit.label for limit in limits_of(one.limits, at_work.language))
    return ItemLine(
        number=f"E{item.number}",
        what=item.what,
        href=_href(item),
        note=" · ".join(part for part in (_sort(item, at_work), item.name, size_words(item.size) if item.in_vault else "") if part),
        standing=words,
        tone=tone,
        custodian=_person(held.now.custodian),
        digest=item.sha256,
        groups=short(item.sha256),
        told=told,
        waits=_waits(held.offer) if held.offer else "",
        limits=gettext("Limits: %(limits)s") % {"limits": limits} if limits else "",
    )


def _file(row: Row, request: Row, at_work: Work, *, keeps: bool) -> FreeFile:
    came = gettext("came with %(act)s") if row.message.direction == "in" else gettext("went with %(act)s")
    facts = {"act": act_words(row.message.act, row.message.kind)}
    note = " · ".join((kind_words(row.kind, at_work.language), size_words(row.size), came % facts))
    href = reverse("evidence-take-in", args=[request.reference, row.message.env_id, row.digest]) if keeps else ""
    return FreeFile(row.name, note, short(row.digest), href)


def item_page(request: Row, one: InCase, at_work: Work) -> ItemPage:
    """Return the page of one item."""
    held, item = one.held, one.held.item
    verdict, tone, told, pair = _verdict(one, at_work)
    deeds = _deeds(one, at_work)
    act = next((deed for kind, deed in deeds if kind is main_kind(held.now)), None)
    return ItemPage(
        heading=item.what,
        deck=f"{held.label} · {_sort(item, at_work)}" + (f" · {item.name}, {size_words(item.size)}" if item.in_vault else ""),
        crumbs=item_crumbs(request, f"E{item.number}"),
        facts=_facts(one, at_work),
        verdict=verdict,
        tone=tone,
        halves=pair,
        told=told,
        digests=(("SHA-256", item.sha256), *((("SHA-512", item.sha512),) if item.sha512 else ())),
        steps=tuple(reversed([_step(step, leaf, at_work, before=before) for step, leaf, before in _chained(one)])),
        limits=tuple(limits_of(one.limits, at_work.language)),
        limits_told=limits_told(one.limits, at_work.language),
        check=_check(held),
        act=act,
        second_acts=tuple(deed for _, deed in deeds if deed is not act),
        waiting=_waiting(one, at_work) if held.offer else None,
        broken=sentence_of(held.broken) if held.broken else "",
        broken_next=next_step_of(held.broken) if held.broken else "",
        act_link=_act_link(request, item),
        court=_court(request, at_work),
    )


def _chained(one: InCase) -> Iterator[tuple[Step, int, Step | None]]:
    """Yield each step with its leaf and the step before it."""
    steps = one.held.steps
    yield from zip(steps, one.held.leaves, (None, *steps), strict=False)


def main_kind(now: Standing) -> Kind:
    """Return the main thing to do with an item: verify what is locked, out or gone back, else hand it over."""
    return Kind.HANDED_OVER if not now.locked and now.state in (State.KEPT, State.SEALED) else Kind.VERIFIED


def item_crumbs(request: Row, here: str) -> Crumbs:
    """Return the way back from an item."""
    back = Link(gettext("Evidence"), reverse("evidence", args=[request.reference]))
    return Crumbs((*crumbs("", reference=request.reference).links, back), here)


def _href(item: Row) -> str:
    return reverse("evidence-item", args=[item.request.reference, item.number])


def _sort(item: Row, at_work: Work) -> str:
    return vocabulary("custody-sort").label(item.sort, at_work.language)


def _person(name: str) -> str:
    return officer_name(name) if name else gettext("nobody")


def _facts(one: InCase, at_work: Work) -> tuple[tuple[str, Fact], ...]:
    now = one.held.now
    holds = ", ".join(gettext("placed by step %(number)s") % {"number": number} for number in now.holds)
    return (
        (gettext("Stands"), Fact(standing_words(now)[0])),
        (gettext("Who has it"), Fact(_person(now.custodian))),
        (gettext("Holds"), Fact(holds or gettext("none"))),
        (gettext("Where it is"), _whereabouts(one.held, at_work)),
    )


def _whereabouts(held: Held, at_work: Work) -> Fact:
    """Say where an item is: behind the step by which it left that step, and what is kept here still."""
    left = step_out(held)
    if left is None:
        return Fact(_where(held) if held.item.in_vault else gettext("A thing in the store of the authority"))
    said = left_words(left.kind) % {"number": left.number, "time": at_work.when(left.at)}
    return Fact(said, gettext("What is kept here: %(where)s") % {"where": _where(held)} if has_bytes(held) else "")


def _check(held: Held) -> str:
    return gettext("In the vault the same is checked without this software: sha256sum -c sha256sums.txt") if has_bytes(held) else ""


def _where(held: Held) -> str:
    """Say where the bytes are, and which of two places has them where the settings name a store."""
    found = store_of(held)
    if found is None:
        return gettext("In the vault")
    store, has = found
    if has:
        return gettext("In the vault, in its store %(store)s") % {"store": store}
    return gettext("In the vault, on the disk of this node; its store %(store)s gets it by itself") % {"store": store}


def _verdict(one: InCase, at_work: Work) -> tuple[str, Tone, str, Halves | None]:
    """Return whether its bytes are its own, in words, and the two digests beside each other: registered, and measured last."""
    held, item = one.held, one.held.item
    if (left := step_out(held)) is not None and not has_bytes(held) and not held.now.locked:
        return *_gone(left, at_work), None
    step = next((step for step in reversed(held.steps) if step.before is not None), None)
    if held.broken is not None or (step is None and not item.in_vault):
        return gettext("Not measured since it was registered"), "", gettext("Verify it to see whether it is unchanged."), None
    if step is None:
        return gettext("Not measured since it was registered"), "", gettext("It was measured when it came into the vault."), None
    facts = {"time": at_work.when(step.at), "officer": _person(step.second or step.by), "step": step.number}
    labels = {"ours_label": gettext("registered"), "theirs_label": gettext("measured last")}
    if step.kind is Kind.LOCKED:
        if step.after is None:
            told = gettext("Found missing by %(officer)s, %(time)s. The item is locked.") % facts
            return gettext("The bytes are gone"), "stop", told, None
        told = gettext("Measured by %(officer)s, %(time)s: another digest. The item is locked.") % facts
        return gettext("The two halves do not match"), "stop", told, halves(item.sha256, str(step.after.sha256), **labels)
    told = gettext("Measured by %(officer)s, %(time)s, for step %(step)s: every byte is the one that was registered.") % facts
    return (
        gettext("The two halves match"),
        "pass",
        told,
        halves(item.sha256, str(step.after.sha256 if step.after else item.sha256), **labels),
    )


def _gone(left: Step, at_work: Work) -> tuple[str, Tone, str]:
    """Say of an item of which nothing is here by which step it left: what is not here has no two halves that are compared."""
    facts = {"step": left.number, "time": at_work.when(left.at), "first": _person(left.by), "second": _person(left.second)}
    told = gettext("Step %(step)s, %(time)s, by %(first)s and %(second)s. Its digests and its chain of custody stay.") % facts
    return step_words(left.kind), "", told


def _deeds(one: InCase, at_work: Work) -> list[tuple[Kind, Act]]:
    """Return what may be done now, by this officer, in the order of the list."""
    held, item = one.held, one.held.item
    now = held.now
    if held.broken is not None or not may(at_work.actor, Verb.KEEP_EVIDENCE):
        return []
    return [
        (kind, Act(deed_words(kind), reverse("evidence-step", args=[item.request.reference, item.number, kind.value])))
        for kind in DEEDS
        if is_open(kind, now, in_vault=item.in_vault, waits=held.offer is not None)
    ]


def is_open(kind: Kind, now: Standing, *, in_vault: bool, waits: bool) -> bool:
    """Say whether a step can follow now; the chain refuses the others."""
    follows = kind in MOVES[now.state] and (not now.locked or kind in WHILE_LOCKED)
    held = kind in ENDING and bool(now.holds)
    lacks = (kind is Kind.HOLD_LIFTED and not now.holds) or (kind is Kind.EXPORTED and not in_vault)
    return follows and not held and not lacks and not (kind in PAIRED and waits)


def _step(step: Step, leaf: int, at_work: Work, *, before: Step | None) -> StepLine:
    tone: Tone = "stop" if step.kind is Kind.LOCKED else ""
    here = at_work.here(step.at)
    who = _person(step.by) if "@" in step.by else authority_of(step.by, at_work.language)
    if step.second:
        who = gettext("%(first)s and %(second)s") % {"first": who, "second": _person(step.second)}
    return StepLine(
        number=step.number,
        iso=str(step.at),
        hour=f"{here:%H:%M}",
        day=print_date(here),
        mark=STEPS[step.kind][2],
        sentence=step_words(step.kind),
        by=who,
        tone=tone,
        facts=tuple(step_facts(step, at_work, before=before)),
        reason=step.reason,
        digests=tuple(_digests(step)),
        leaf=gettext("Leaf %(leaf)s of the log signs for it.") % {"leaf": leaf},
    )


def step_facts(step: Step, at_work: Work, *, before: Step | None) -> Iterator[tuple[str, str]]:
    """Return what a step says beside who, when and why: a label and its words each; limits where they are others than `before`."""
    coded = RULES if step.kind is Kind.DESTROYED else RECIPIENTS
    recipient = gettext("Rule") if step.kind is Kind.DESTROYED else gettext("Recipient")
    same = before is not None and before.limits == step.limits
    limits = "" if same else "; ".join(_condition(code, at_work) for code in step.limits) or gettext("none")
    named = (
        (gettext("Where"), authority_of(step.place, at_work.language) if step.place == step.by else step.place),
        (gettext("Tool"), f"{step.tool} {step.version}".strip()),
        (gettext("To"), step.to),
        (recipient, vocabulary(coded).label(step.sort, at_work.language) if step.sort else ""),
        (gettext("State"), country_name(step.state, at_work.language) if step.state else ""),
        (gettext("Purpose"), str(PURPOSES[step.purpose]) if step.purpose in KNOWN_PURPOSES else ""),
        (gettext("Attended"), step.present),
        (gettext("Hold"), gettext("placed by step %(number)s") % {"number": step.hold} if step.hold else ""),
        (gettext("Limits"), "" if before is None and not step.limits else limits),
    )
    yield from ((label, words) for label, words in named if words)


def _condition(code: str, at_work: Work) -> str:
    known = vocabulary("condition")
    return known.label(code, at_work.language) if code in known else code


def _digests(step: Step) -> Iterator[tuple[str, str]]:
    for when, digests in ((gettext("before"), step.before), (gettext("after"), step.after)):
        for name, digest in _named(digests):
            yield f"{name}, {when}", digest
    yield gettext("this step"), str(step.digest)
    if step.previous is not None:
        yield gettext("the step before"), str(step.previous)


def _named(digests: Digests | None) -> Sequence[tuple[str, str]]:
    if digests is None:
        return ()
    return (("SHA-256", str(digests.sha256)), *((("SHA-512", digests.sha512),) if digests.sha512 else ()))


def _waits(offer: Row) -> str:
    facts = {"step": deed_words(Kind(offer.kind)), "officer": offer.officer.name}
    return gettext("“%(step)s”, proposed by %(officer)s, waits for a second person") % facts


def _waiting(one: InCase, at_work: Work) -> Waiting:
    held, offer = one.held, one.held.offer
    assert offer is not None  # noqa: S101 -- the caller asked
    kind, args = Kind(offer.kind), [held.item.request.reference, held.item.number]
    own = offer.officer_id == at_work.officer.pk
    named = offer.taker == at_work.officer.officer_id
    verb = Verb.KEEP_EVIDENCE if kind is Kind.HANDED_OVER else Verb.CERTIFY_DISPOSAL
    confirms = not own and (named or not offer.taker) and may(at_work.actor, verb)
    drops = own or named or (not offer.taker and confirms)
    confirm, drop = (Form(reverse("evidence-settle", args=args), fresh_token(), hidden=(("act", act),)) for act in ("confirm", "drop"))
    return Waiting(
        sentence=deed_words(kind),
        facts=tuple(_offer_facts(offer, at_work)),
        reason=offer.told.get("reason", ""),
        confirm=confirm if confirms else None,
        confirm_label=gettext("I have it: confirm") if kind is Kind.HANDED_OVER else gettext("I saw it: confirm as the second officer"),
        drop=drop if drops else None,
        drop_label=gettext("Take it back") if own else gettext("Decline"),
    )


def _offer_facts(offer: Row, at_work: Work) -> Iterator[tuple[str, str]]:
    yield gettext("Proposed by"), f"{offer.officer.name}, {at_work.when(Instant(offer.at.micros))}"
    if offer.taker:
        yield gettext("To"), _person(offer.taker)
    told = offer.told
    destroys = offer.kind == Kind.DESTROYED.value
    coded = vocabulary(RULES if destroys else RECIPIENTS)
    if offer.kind != Kind.HANDED_OVER.value and told.get("sort") in coded:
        yield gettext("Rule") if destroys else gettext("Recipient"), coded.label(told["sort"], at_work.language)
    for label, part in ((gettext("To"), "to"), (gettext("Where"), "place")):
        if told.get(part) and (part != "to" or offer.kind != Kind.HANDED_OVER.value):
            yield label, told[part]


def _act_link(request: Row, item: Row) -> Link | None:
    if item.act_file is None:
        return None
    message = item.act_file.message
    label = gettext("File “%(name)s” of %(act)s") % {"name": item.act_file.name, "act": act_words(message.act, message.kind)}
    return Link(label, reverse("request", args=[request.reference]))
