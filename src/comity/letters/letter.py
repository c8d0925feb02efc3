"""What a letter is: plain facts, in the languages in which it will be written; nothing here is printed yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

from comity.terms.digests import Digest
from comity.terms.identifiers import Country
from comity.terms.markings import Tlp
from comity.terms.refusals import Malformed
from comity.terms.vocabulary import UnknownLanguage, Verified

Words: TypeAlias = Mapping[str, str]
Hand: TypeAlias = Literal["drafted", "approved", "node"]

LANGUAGES: Final = ("en", "vi")  # those whose fixed words are in `wording`
_WHAT: Final = "letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """An authority that writes or is written to, with its country, as the directory names them."""

    country: Country
    countries: Words
    names: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What the letter rests on: `standing` says whether the instrument binds the two or this is voluntary, as looked up on `checked_on`.

    `verified` is how well the text was checked. It and `checked_on` are None, and `standing` empty, where no rule of this node knows.
    """

    instrument: Words
    article: str
    verified: Verified | None
    standing: Words
    checked_on: date | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a field; `written_in` names the language of a person's own words, and is empty for what codes say."""

    text: str
    written_in: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One numbered item as both sides read it; `article` is empty where the form is not known here."""

    number: str
    labels: Words
    article: str
    lines: Mapping[str, tuple[Line, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFile:
    """A file that goes with the act; `size` in bytes."""

    name: str
    size: int
    digest: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who stands for the letter, and in which part; `mark` is the short form of the key that signed, empty before it did."""

    hand: Hand
    names: Words
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The act that the letter shows: SHA-256 of its exact bytes, and its envelope once there is one."""

    digest: Digest
    envelope: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Everything that stands in a letter.

    `languages`: in this order, the addressee's own first, each from `LANGUAGES`. `part` chooses the opening sentence
    (`request`, `answer`, …; one that `wording` does not know gets the plain one). `subject` is what the act is called;
    `about` the earlier request it belongs to, empty for one that opens a request. `on` is the day at the sender's. `watermark`
    goes across every page. `proof` is None while no exact act exists. All text is what people and codes say: markup in it
    is text.
    """

    languages: tuple[str, ...]
    part: str
    sender: Party
    addressee: Party
    subject: Words
    reference: str
    about: Words
    on: date
    basis: Basis
    fields: tuple[Field, ...]
    files: tuple[ListedFile, ...] = ()
    signers: tuple[Signer, ...] = ()
    marking: Tlp | None = None
    classification: Words | None = None
    proof: Proof | None = None
    watermark: Words | None = None

    def __post_init__(self) -> None:
        """Refuse a letter in no language, twice in one, or in one that has no words here (`UnknownLanguage`)."""
        if not self.languages or len(set(self.languages)) != len(self.languages):
            raise Malformed(_WHAT, "its languages")
        for language in self.languages:
            if language not in LANGUAGES:
                raise UnknownLanguage(language=ascii(language[:40]))
