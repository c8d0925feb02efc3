"""The letter that answers a person: in each language of letters, from codes and the reasons as they were written."""

from datetime import date
from typing import Final

from django.db import transaction

from comity.desk.journalling import note
from comity.desk.lettering.collecting import day_at, party_of
from comity.desk.remedies.policy import ELSEWHERE, NEITHER, Step, require_step
from comity.desk.remedies.queries import find_remedy, stage_of
from comity.directory.home import home
from comity.directory.officers import actor
from comity.letters.docx import print_docx
from comity.letters.letter import LANGUAGES, Basis, Field, Letter, Line, Party, Signer, Words
from comity.letters.pdf import print_pdf
from comity.letters.printed import TYPES, Printed, Shape
from comity.letters.wording import print_day, say
from comity.records.models import Officer, Remedy
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.terms.vocabulary import Verified, vocabulary

_PRINTERS: Final = {"pdf": print_pdf, "docx": print_docx}
_ARTICLE: Final = "14"
_INSTRUMENT: Final = {"en": "Comity safeguards", "vi": "Biện pháp bảo đảm của Comity"}


@transaction.atomic
def print_answer(number: str, *, shape: Shape, by: Officer, at: Instant) -> Printed:
    """Return the letter of a decision that two agreed to; the journal keeps its digest and who made it. Raises `NotItsTurn`."""
    found = find_remedy(number, by=actor(by, at=at))
    require_step(stage_of(found), Step.PRINT)
    data = _PRINTERS[shape](letter_of_answer(found, at=at))
    note("remedy.letter-made", by=by, about="", at=at, facts={"remedy": found.number, "shape": shape, "digest": str(Digest.of(data))})
    return Printed(f"{found.number}.{shape}", TYPES[shape], data)


def letter_of_answer(found: Remedy, *, at: Instant) -> Letter:
    """Return the letter. One that neither confirms nor denies is the same, but for names and days, whatever is or is not held here."""
    own = party_of(home().node)
    person = Party(country=own.country, countries=own.countries, names=dict.fromkeys(LANGUAGES, found.person))
    received = date.fromisoformat(found.received_on)
    subject = {tag: say("remedy-subject", tag, number=found.number, on=print_day(received, tag)) for tag in LANGUAGES}
    return Letter(
        languages=tuple(LANGUAGES),
        part="remedy",
        sender=own,
        addressee=person,
        subject=subject,
        reference=found.number,
        about={},
        on=day_at(home().node, at),
        basis=Basis(instrument=_INSTRUMENT, article=_ARTICLE, verified=Verified.PROJECT, standing={}, checked_on=None),
        fields=(_asked(found), _decision(found), _next()),
        signers=(Signer(hand="node", names=own.names, mark=""),),
    )


def _asked(found: Remedy) -> Field:
    known = vocabulary("remedy-asked")
    return _field("1", "remedy-asked", {tag: tuple(Line(known.label(code, tag)) for code in found.asked) for tag in LANGUAGES})


def _decision(found: Remedy) -> Field:
    lines = {tag: tuple(_said(found, tag)) for tag in LANGUAGES}
    return _field("2", "remedy-decision", lines)


def _said(found: Remedy, tag: str) -> list[Line]:
    """Return what is decided. Reasons are withheld where they would tell what the decision does not."""
    if found.decision == NEITHER:
        day = print_day(date.fromisoformat(found.until), tag)
        return [Line(say("remedy-neither", tag)), Line(say("remedy-again", tag, day=day))]
    said = [Line(vocabulary("remedy-decision").label(found.decision, tag))]
    if found.decision == ELSEWHERE:
        said.append(Line(say("remedy-elsewhere", tag)))
    said.append(Line(f"{say('remedy-reasons', tag)}:"))
    return said + [Line(line) for line in found.reasons.split("\n")]


def _next() -> Field:
    return _field("3", "remedy-what-next", {tag: (Line(say("remedy-next", tag)),) for tag in LANGUAGES})


def _field(number: str, label: str, lines: dict[str, tuple[Line, ...]]) -> Field:
    labels: Words = {tag: say(label, tag) for tag in LANGUAGES}
    return Field(number=number, labels=labels, article="", lines=lines)
