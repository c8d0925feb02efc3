"""For whom, why and with what left out a case file may be made. Pure. docs/adr/0019-case-files.md argues it."""

from collections.abc import Collection
from dataclasses import dataclass

from comity.desk.casefile.layout import Reader
from comity.desk.casefile.refusals import ApproverNeeded, GroundMissing, NeverWithheld, NothingWithheldFromCourt, TermsMissing, WordNeeded
from comity.desk.permissions import Verb, may
from comity.directory.policy import Actor
from comity.terms.refusals import Refused
from comity.terms.text import FreeText

COURT_CAP = 200
NUMBER_CAP = 80
PURPOSE_CAP = 1000
WORD_CAP = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the officer says. `withhold` are numbers of acts, `ground` its code, `word` why it is allowed or withheld."""

    reader: Reader
    court: str
    number: str
    purpose: str
    language: str
    withhold: frozenset[int] = frozenset()
    ground: str = ""
    word: str = ""


def terms_of(
    *, reader: str, court: str, number: str, purpose: str, language: str, withhold: Collection[int] = (), ground: str = "", word: str = ""
) -> Terms:
    """Return the terms as they were typed, cleaned; raises `TermsMissing`, `UnsafeText`, `TextTooLong`."""
    texts = (court, number, purpose)
    if reader not in set(Reader) or language not in {"vi", "en"} or not all(text.strip() for text in texts):
        raise TermsMissing
    return Terms(
        reader=Reader(reader),
        court=FreeText.parse(court, cap=COURT_CAP, what="court").text,
        number=FreeText.parse(number, cap=NUMBER_CAP, what="case number").text,
        purpose=FreeText.parse(purpose, cap=PURPOSE_CAP, what="purpose").text,
        language=language,
        withhold=frozenset(withhold),
        ground=ground,
        word=FreeText.parse(word, cap=WORD_CAP, what="reason").text if word.strip() else "",
    )


def require_terms(
    terms: Terms, *, by: Actor, reference: str, binds: bool, acts: int, exculpatory: Collection[int], grounds: Collection[str]
) -> None:
    """Raise unless `by` may make a file on these terms of a case of `acts` acts, of which `exculpatory` are never withheld."""
    if terms.withhold and terms.reader is Reader.COURT:
        raise NothingWithheldFromCourt
    if bool(terms.withhold) != bool(terms.ground) or (terms.ground and terms.ground not in grounds):
        raise GroundMissing
    for number in sorted(terms.withhold):
        if number in exculpatory or not 1 <= number <= acts:
            raise NeverWithheld(number=number)
    if binds or terms.withhold:
        if not may(by, Verb.RELEASE_CASEFILE):
            raise ApproverNeeded(reference=reference)
        if not terms.word:
            raise WordNeeded(reference=reference)


REFUSALS: tuple[type[Refused], ...] = (TermsMissing, NothingWithheldFromCourt, GroundMissing, NeverWithheld, ApproverNeeded, WordNeeded)
