"""The forms of custody: fields of a registration and of each step, as asked and as typed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy

from comity.desk.custody.actions import takers
from comity.desk.custody.queries import InCase
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.views.evidence_words import PURPOSES
from comity.doors.web.views.naming import country_name
from comity.doors.web.views.refusing import sentence_of
from comity.doors.web.views.working import Work
from comity.evidence.actions import SORTS
from comity.evidence.limits import RECIPIENTS, RULES
from comity.evidence.refusals import StepIncomplete
from comity.evidence.states import Kind
from comity.evidence.words import CAPS, REASON_CAP, WHAT_CAP, asked_of
from comity.terms.refusals import Refused
from comity.terms.vocabulary import vocabulary

PARTS: Final = (
    *("what", "sort", "whose", "place", "tool", "version", "sha256", "sha512"),
    *("purpose", "present", "state", "to", "taker", "hold"),
)
_TYPED_CAP: Final = 4_000
_LABELS: Final[Mapping[str, tuple[Any, Any]]] = {
    "place": (gettext_lazy("Where?"), ""),
    "tool": (gettext_lazy("With which tool?"), gettext_lazy("Its name as its maker writes it.")),
    "version": (gettext_lazy("Which version of the tool?"), ""),
    "sha256": (gettext_lazy("SHA-256"), gettext_lazy("64 hexadecimal digits, as the tool measured it.")),
    "sha512": (gettext_lazy("SHA-512"), gettext_lazy("128 hexadecimal digits, if the tool measured it.")),
    "present": (
        gettext_lazy("Who attended?"),
        gettext_lazy("Officials of the State that gave it, where it wants that; others."),
    ),
    "to": (gettext_lazy("Who gets it?"), gettext_lazy("Name and body.")),
}
_MEANS: Final = (gettext_lazy("By which means?"), gettext_lazy("Erased, overwritten, shredded: the tool or the machine."))
_WHOSE: Final = {"ours": gettext_lazy("It is our own"), "theirs": gettext_lazy("The other side gave it in this case")}


def typed_of(post: QueryDict) -> dict[str, str]:
    """Return what was typed; the reason comes from its own box."""
    typed = {part: post.get(part, "")[:_TYPED_CAP] for part in PARTS}
    return typed | {"reason": post.get("reason.text", "")[:_TYPED_CAP]}


def step_fields(one: InCase, kind: Kind, typed: Mapping[str, str], at_work: Work) -> tuple[FieldWrite, ...]:
    """Return the fields of a step."""
    asked = asked_of(kind, in_vault=one.held.item.in_vault)
    return tuple(_step_fields(one, kind, asked, typed, at_work))


def _step_fields(one: InCase, kind: Kind, asked: Sequence[str], typed: Mapping[str, str], at_work: Work) -> Iterator[FieldWrite]:
    if kind is Kind.HANDED_OVER:
        people = takers(but=at_work.officer, at=at_work.at)
        yield FieldWrite(
            "taker",
            "list",
            gettext("To whom?"),
            choices=(
                Choice("", gettext("Choose")),
                *(Choice(who.officer_id, who.name, chosen=who.officer_id == typed.get("taker")) for who in people),
            ),
        )
    for part in asked:
        if part == "purpose":
            choices = tuple(Choice(code, str(words), chosen=code == typed.get(part)) for code, words in PURPOSES.items())
            yield FieldWrite(part, "code", gettext("For which purpose?"), choices=choices, coded=False)
        elif part == "sort":
            name, label = (RULES, gettext("By which rule?")) if kind is Kind.DESTROYED else (RECIPIENTS, gettext("What sort of recipient?"))
            yield FieldWrite(part, "code", label, choices=_coded(name, typed.get(part, ""), at_work), coded=False)
        elif part == "state":
            hint = gettext("For an authority of another State.")
            yield FieldWrite(part, "list", gettext("Of which State?"), hint=hint, optional=True, choices=_states(typed, at_work))
        elif part == "hold":
            held = tuple(
                Choice(str(number), gettext("The one of step %(number)s") % {"number": number}, chosen=str(number) == typed.get(part))
                for number in one.held.now.holds
            )
            yield FieldWrite(part, "code", gettext("Which hold?"), choices=held, coded=False)
        else:
            yield line_field(part, typed, kind=kind)
    yield reason_field(typed)


def line_field(part: str, typed: Mapping[str, str], *, kind: Kind | None = None) -> FieldWrite:
    """Return a field of one line."""
    label, hint = _MEANS if part == "tool" and kind is Kind.DESTROYED else _LABELS[part]
    return FieldWrite(
        part,
        "reference" if part.startswith("sha") else "name",
        str(label),
        hint=str(hint),
        value=typed.get(part, ""),
        cap=CAPS.get(part, 0),
        optional=part in ("present", "sha512"),
    )


def reason_field(typed: Mapping[str, str]) -> FieldWrite:
    """Return the box of the reason."""
    hint = gettext("It stands in the chain of custody, with your name.")
    return FieldWrite("reason", "text", gettext("Reason"), hint=hint, value=typed.get("reason", ""), cap=REASON_CAP)


def heads(typed: Mapping[str, str]) -> tuple[FieldWrite, ...]:
    """Return the fields of taking a file of an act into custody."""
    hint = gettext("In words that a court understands, on one line.")
    what = FieldWrite("what", "name", gettext("What is it?"), hint=hint, value=typed.get("what", ""), cap=WHAT_CAP)
    return what, line_field("place", typed), reason_field(typed)


def hand_fields(typed: Mapping[str, str], at_work: Work) -> tuple[FieldWrite, ...]:
    """Return the fields of a registration by hand."""
    what, place, reason = heads(typed)
    hint = gettext("As the tool measured it; only where no bytes come.")
    whose = tuple(Choice(code, str(words), chosen=code == typed.get("whose", "ours")) for code, words in _WHOSE.items())
    return (
        FieldWrite("sort", "code", gettext("What sort of evidence?"), choices=_coded(SORTS, typed.get("sort", ""), at_work), coded=False),
        what,
        FieldWrite("whose", "code", gettext("Whose is it?"), choices=whose, coded=False),
        place,
        line_field("tool", typed),
        line_field("version", typed),
        FieldWrite("file", "file", gettext("Its bytes"), hint=gettext("Up to 100 MiB; or the digests below."), optional=True),
        FieldWrite("sha256", "reference", "SHA-256", hint=hint, value=typed.get("sha256", ""), optional=True),
        line_field("sha512", typed),
        reason,
    )


def part_of(fault: Refused | None) -> str:
    """Return the key of the field that is wrong; nothing where it is no one field."""
    return fault.part if isinstance(fault, StepIncomplete) else ""


def marked(fields: tuple[FieldWrite, ...], fault: Refused | None) -> tuple[FieldWrite, ...]:
    """Return the fields, what was wrong beside the one that it is of."""
    part = part_of(fault)
    return tuple(replace(one, fault=sentence_of(fault)) if fault and one.key == part else one for one in fields)


def _coded(name: str, chosen: str, at_work: Work) -> tuple[Choice, ...]:
    language = at_work.language
    return tuple(
        Choice(item.code, item.label(language), item.definition.get(language, ""), chosen=item.code == chosen)
        for item in vocabulary(name).offered
    )


def _states(typed: Mapping[str, str], at_work: Work) -> tuple[Choice, ...]:
    known = vocabulary("country")
    named = sorted((country_name(code, at_work.language), code) for code in known.by_code)
    words = [(known.label(code, at_work.language) if name == code else name, code) for name, code in named]
    return (Choice("", gettext("none")), *(Choice(code, name, chosen=code == typed.get("state")) for name, code in sorted(words)))
