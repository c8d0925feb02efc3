"""The bilingual letter: what will go, paragraph by paragraph in two languages, both rendered from the same codes."""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from django.utils.translation import gettext, override

from comity.doors.web.moments import print_date
from comity.doors.web.pages.parts import Letter, Pair, Run
from comity.doors.web.views.naming import authority_of, own_authority
from comity.doors.web.views.working import Work
from comity.terms.instants import Instant
from comity.wire.act import RenderedField

Text = Mapping[str, Sequence[RenderedField]]
_OTHER: Final = {"en": "vi", "vi": "en"}


class Addressed(Protocol):
    """What a letter needs to know of a draft."""

    peer: str
    reference: str


def letter(
    draft: Addressed, text: Text, *, signed: Sequence[str], about: Instant | None, at_work: Work, before: Text | None = None
) -> Letter:
    """Return the letter; `signed` names the drafter and, once there is one, the approver; `about` is when the request was made.

    With `before`, what was added to and removed from that version is marked.
    """
    ours, theirs = at_work.language, _OTHER[at_work.language]
    head, to, foot = (
        [(Run(say(language)),) for language in (ours, theirs)]
        for say in (
            own_authority,
            lambda language: _addressed(draft, about, language, at_work),
            lambda language: _signature(signed, language),
        )
    )
    matter = _numbered(text, before, ours=ours, theirs=theirs)
    pairs = (Pair(head[0], head[1], place="head"), Pair(to[0], to[1]), *matter, Pair(foot[0], foot[1], place="signature"))
    return Letter(ours, theirs, pairs)


def letter_note() -> str:
    """Say how the two columns came about."""
    return gettext("No sentence is machine-translated: both columns are rendered from the same codes. Free text stands as it was written.")


def _numbered(text: Text, before: Text | None, *, ours: str, theirs: str) -> list[Pair]:
    columns = {language: _runs(text.get(language, ()), None if before is None else before.get(language, ())) for language in (ours, theirs)}
    numbers = [number for number, runs in columns[ours].items() if runs]
    return [Pair(columns[ours][number], columns[theirs].get(number, ()), number) for number in numbers]


def _runs(fields: Sequence[RenderedField], before: Sequence[RenderedField] | None) -> dict[str, tuple[Run, ...]]:
    old = {field.number: tuple(field.lines) for field in before or ()}
    found: dict[str, tuple[Run, ...]] = {}
    for field in fields:
        was = old.get(field.number, ()) if before is not None else tuple(field.lines)
        lines = [Run(f"{line}\n", "" if line in was else "added") for line in field.lines]
        lines += [Run(f"{line}\n", "removed") for line in was if line not in field.lines]
        found[field.number] = (Run(f"{field.label}\n"), *lines) if lines else ()
    return found


def _addressed(draft: Addressed, about: Instant | None, language: str, at_work: Work) -> str:
    with override(language):
        lines = [gettext("To: %(authority)s") % {"authority": authority_of(draft.peer, language)}]
        if draft.reference and about is not None:
            facts = {"reference": draft.reference, "date": print_date(at_work.here(about))}
            lines.append(gettext("On request %(reference)s of %(date)s") % facts)
        elif draft.reference:
            lines.append(gettext("Request %(reference)s") % {"reference": draft.reference})
        return "\n".join(lines)


def _signature(signed: Sequence[str], language: str) -> str:
    with override(language):
        drafted = gettext("Drafted by: %(officer)s") % {"officer": signed[0]}
        if len(signed) > 1:
            return drafted + "\n" + gettext("Approved by: %(officer)s") % {"officer": signed[1]}
        return drafted + "\n" + gettext("Approved by: awaits the second officer")
