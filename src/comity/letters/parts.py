"""Lays a letter out as text: one part a language, each a whole letter, every string in its place. Both printers print this.

The places are those of an official letter under Decree 30/2020/NĐ-CP, Annex I (verified: memory): sender and number at the
start, national name, motto and date at the end of the head; then whom it is for, the matter, distribution and signatures.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from comity.letters.code import verification_code
from comity.letters.letter import Field, Letter, Party, Signer
from comity.letters.wording import WORDS, language_name, print_checked, print_day, print_number, say, say_of
from comity.terms.vocabulary import vocabulary

_STATES: Final = "states.json"


@dataclass(frozen=True, slots=True)
class Written:
    """A line of text, the language it is in, and a note that says so where it is not the part's own."""

    text: str
    language: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One numbered item."""

    number: str
    label: str
    article: str
    lines: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Hand:
    """One signature."""

    role: str
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class Row:
    """A label and what belongs to it; or one file: name, size, digest."""

    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A whole letter in one language; an empty string or tuple is a place that stays empty."""

    language: str
    watermark: str
    mark: str
    marking: str
    classification: str
    authority: str
    number: str
    subject: str
    nation: str
    motto: str
    date: str
    title: str
    to: str
    addressee: str
    about: str
    opening: str
    basis: str
    basis_lines: tuple[str, ...]
    content: str
    items: tuple[Item, ...]
    files: str
    file_heads: tuple[str, ...]
    file_rows: tuple[Row, ...]
    closing: str
    distribution: tuple[str, ...]
    drafted: str
    hands: tuple[Hand, ...]
    proof: str
    proof_rows: tuple[Row, ...]
    how: str
    command: str
    editable: str
    footer: str


def lay_out(letter: Letter) -> tuple[Part, ...]:
    """Return one part for each language of the letter, in its order."""
    return tuple(_part(letter, language) for language in letter.languages)


def texts(part: Part) -> Iterator[tuple[str, str]]:
    """Yield every text that will be printed, with the name of the place it stands in as a reader knows it."""
    for item in part.items:
        for line in item.lines:
            yield line.text, f"{item.number}. {item.label}"
    yield from ((text, part.title) for text in _strings(part))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _strings(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _strings(getattr(value, field.name))


def _part(letter: Letter, language: str) -> Part:
    nation, motto = _nation(letter.sender, language)
    reference = letter.reference or say("unnumbered", language)
    between = {
        "sender": letter.sender.names[language],
        "from": letter.sender.countries[language],
        "addressee": letter.addressee.names[language],
        "to": letter.addressee.countries[language],
    }
    date = print_day(letter.on, language)
    about = letter.about.get(language, "")
    code = verification_code(letter.proof.digest) if letter.proof else ""
    return Part(
        language=language,
        watermark=letter.watermark[language] if letter.watermark else "",
        mark=letter.marking.value if letter.marking else "",
        marking=vocabulary("tlp").label(letter.marking.value, language) if letter.marking else "",
        classification=say("classification", language, classification=letter.classification[language]) if letter.classification else "",
        authority=letter.sender.names[language].upper(),
        number=say("number", language, reference=reference),
        subject=say("subject", language, subject=letter.subject[language]),
        nation=nation,
        motto=motto,
        date=date[:1].upper() + date[1:],
        title=say_of("title", letter.part, language),
        to=say("to", language),
        addressee=say("addressee", language, authority=between["addressee"], country=between["to"]),
        about=say("about", language, about=about) if about else "",
        opening=say_of("opening", letter.part, language, **between),
        basis=say("basis", language),
        basis_lines=_basis(letter, language),
        content=say("content", language),
        items=tuple(_item(field, language) for field in letter.fields if field.lines.get(language)),
        files=say("files", language) if letter.files else "",
        file_heads=tuple(say(name, language) for name in ("file-name", "file-size", "file-digest")),
        file_rows=_files(letter, language),
        closing=say("closing", language),
        distribution=(say("distribution", language), say("as-above", language), say("on-file", language, reference=reference)),
        drafted=_drafted(letter, language),
        hands=tuple(_hand(signer, language) for signer in letter.signers if signer.hand != "drafted"),
        proof=say("proof", language),
        proof_rows=_proof(letter, language, code=code),
        how=say(_how(letter), language),
        command=f"comity verify {letter.reference}.comity.zip --code {code}" if _how(letter) == "how" else "",
        editable=say("editable", language),
        footer=" · ".join(text for text in (letter.reference, code) if text),
    )


@cache
def _states() -> dict[str, dict[str, dict[str, list[str]]]]:
    held: dict[str, dict[str, dict[str, list[str]]]] = json.loads((files("comity.letters") / _STATES).read_bytes())
    return held


def _nation(sender: Party, language: str) -> tuple[str, str]:
    return nation_of(sender.country.text, language, otherwise=sender.countries[language])


def nation_of(country: str, language: str, *, otherwise: str) -> tuple[str, str]:
    """Return the national name and motto that a state puts over its letters; of a state without an entry, its name alone."""
    held = _states().get(country)
    if held is None:
        return otherwise.upper(), ""
    name, motto = held["lines"][language]
    return name, motto


def _basis(letter: Letter, language: str) -> tuple[str, ...]:
    basis = letter.basis
    facts = {
        "article": basis.article,
        "instrument": basis.instrument[language],
        "checked": print_checked(basis.verified, language),
    }
    lines = [say("basis-article", language, **facts)]
    if basis.standing and basis.checked_on:
        on = print_day(basis.checked_on, language)
        lines.append(say("standing", language, standing=basis.standing[language], on=on))
    return tuple(lines)


def _item(field: Field, language: str) -> Item:
    lines = field.lines[language]
    written = []
    for at, line in enumerate(lines):
        last = at + 1 == len(lines) or lines[at + 1].written_in != line.written_in
        note = say("own-words", language, own=language_name(line.written_in, language)) if line.written_in and last else ""
        written.append(Written(line.text, line.written_in or language, note))
    return Item(
        field.number, field.labels[language], say("article", language, article=field.article) if field.article else "", tuple(written)
    )


def _files(letter: Letter, language: str) -> tuple[Row, ...]:
    return tuple(
        Row((file.name, say("bytes", language, count=print_number(file.size, language)), _grouped(str(file.digest))))
        for file in letter.files
    )


def _hand(signer: Signer, language: str) -> Hand:
    note = say("signed-with", language, mark=signer.mark) if signer.mark else say("not-signed", language)
    return Hand(say(f"hand-{signer.hand}", language), signer.names[language], note)


def _drafted(letter: Letter, language: str) -> str:
    names = ", ".join(signer.names[language] for signer in letter.signers if signer.hand == "drafted")
    return say("hand-drafted", language, names=names) if names else ""


def _proof(letter: Letter, language: str, *, code: str) -> tuple[Row, ...]:
    if letter.proof is None:
        return ()
    rows = (
        (say("code", language), code),
        (say("envelope", language), letter.proof.envelope),
        (say("digest", language), _grouped(str(letter.proof.digest))),
    )
    return tuple(Row(row) for row in rows if row[1])


def _how(letter: Letter) -> str:
    """Return which words say how to check: only what was sent stands in a proof."""
    if letter.proof is None:
        own = f"no-proof-{letter.part}"
        return own if own in WORDS else "no-proof"
    return "how" if letter.proof.envelope else "not-sent"


def _grouped(digits: str) -> str:
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))
