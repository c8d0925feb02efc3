"""Exports a case file: gathers, writes member by member to the disk, signs, verifies what was written, and says so in the journal."""

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from django.db import transaction

from comity.desk.casefile.bundle import PIECE, SUFFIX, BundleWriter
from comity.desk.casefile.gathering import Case, Entry, gather
from comity.desk.casefile.layout import (
    BOOK,
    MANIFEST,
    PAYLOAD_TYPE,
    READMES,
    SIGNED,
    SUMS,
    Manifest,
    Member,
    Withheld,
    print_manifest,
    print_sums,
)
from comity.desk.casefile.policy import Terms, require_terms
from comity.desk.casefile.refusals import PartMissing
from comity.desk.casefile.telling import Telling, report_of
from comity.desk.casefile.verifying import verify_casefile
from comity.desk.casefile.wording import say
from comity.desk.filelists import store
from comity.desk.journalling import note
from comity.desk.lettering.collecting import letter_of, read_signed
from comity.desk.outside.papers import paper_path
from comity.desk.permissions import Verb, require
from comity.desk.proving.exporting import proof_of
from comity.desk.proving.package import SUFFIX as PROOF_SUFFIX
from comity.desk.reading.timeline import timeline
from comity.desk.visibility import require_visible
from comity.directory.book import SUFFIX as SECTION_SUFFIX
from comity.directory.book import book
from comity.directory.fonts import added_fonts
from comity.directory.home import Home, home
from comity.directory.keyfiles import node_keys
from comity.directory.officers import actor
from comity.letters.pdf import print_pdf
from comity.letters.refusals import MissingGlyph
from comity.letters.report import print_report, spell
from comity.records.models import Message, Officer, Request
from comity.seal.statement import sign_statement
from comity.terms.digests import Digest
from comity.terms.identifiers import OfficerId, Reference
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.text import UnsafeText
from comity.terms.vocabulary import vocabulary
from comity.treaty.wording import print_instant

GROUNDS: Final = "withholding-ground"
_HERE: Final = frozenset({"due", "whole"})
_EXTENSION: Final = 8


@dataclass(frozen=True, slots=True)
class Exported:
    """A case file on the disk, without a name there: it is gone when `file` is closed. `digest` stands in the journal."""

    name: str
    file: IO[bytes]
    digest: Digest
    size: int


@dataclass(frozen=True, slots=True)
class Past:
    """One export as the journal has it."""

    at: Instant
    by: str
    reader: str
    court: str
    number: str
    purpose: str
    withheld: int
    digest: str


def export_casefile(request: Request, *, terms: Terms, at: Instant, by: Officer) -> Exported:
    """Write the case file of the request for its reader; nothing of it stays at this node but its digest in the journal.

    The CALLER has asked the officer to confirm who they are, and has just published the log. Raises `NotAllowed`, `NoSuchRequest`,
    what `require_terms` and `proof_of` refuse, `PartMissing`, and whatever the verification of the finished file refuses.
    """
    who = actor(by, at=at)
    require(who, Verb.EXPORT_CASEFILE)
    require_visible(request, by=who)
    case = gather(request, language=terms.language, by=who, at=at)
    require_terms(
        terms,
        by=who,
        reference=request.reference,
        binds=case.binds,
        acts=len(case.entries),
        exculpatory=case.exculpatory,
        grounds=[item.code for item in vocabulary(GROUNDS).offered],
    )
    file = tempfile.TemporaryFile(dir=home().path)  # noqa: SIM115 -- it outlives this function, and its caller closes it
    try:
        _Maker(case, terms, at=at, by=by, file=file).make()
        digest, size = _verified(file)
        with transaction.atomic():
            # A case of hundreds of acts takes minutes: whoever may no longer do it when it is done does not get it.
            fresh = actor(Officer.objects.get(pk=by.pk), at=at)
            require(fresh, Verb.EXPORT_CASEFILE)
            require_visible(request, by=fresh)
            note("casefile.exported", by=by, about=request.reference, at=at, facts=_facts(terms, digest, size))
    except BaseException:
        file.close()
        raise
    return Exported(f"{request.reference}.{terms.reader}{SUFFIX}", file, digest, size)


def _facts(terms: Terms, digest: Digest, size: int) -> dict[str, object]:
    return {
        "digest": str(digest),
        "size": size,
        "reader": terms.reader.value,
        "court": terms.court,
        "number": terms.number,
        "purpose": terms.purpose,
        "language": terms.language,
        "withheld": sorted(terms.withhold),
        "ground": terms.ground,
        "words": terms.word,
    }


def _verified(file: IO[bytes]) -> tuple[Digest, int]:
    """Verify the finished file as its reader would, by the keys that this node trusts, and return its digest."""
    file.seek(0)
    verify_casefile(file, trusted={country: key.key_id for country, key in book().trusted.items()})  # type: ignore[arg-type]  # a file in binary mode
    file.seek(0)
    state, size = hashlib.sha256(), 0
    while piece := file.read(PIECE):
        state.update(piece)
        size += len(piece)
    file.seek(0)
    return Digest(state.digest()), size


def exports_of(request: Request) -> tuple[Past, ...]:
    """Return every export of the case, newest first; the CALLER has the request from `find_request`."""
    return tuple(
        Past(
            one.at,
            one.shown,
            str(one.facts["reader"]),
            str(one.facts["court"]),
            str(one.facts["number"]),
            str(one.facts["purpose"]),
            len(one.facts["withheld"]),
            str(one.facts["digest"]),
        )
        for one in timeline(request)
        if one.name == "casefile.exported" and one.facts
    )


class _Maker:
    """Writes the members in their order; each is on the disk before the next is made."""

    def __init__(self, case: Case, terms: Terms, *, at: Instant, by: Officer, file: IO[bytes]) -> None:
        self._case, self._terms, self._at, self._own = case, terms, at, home()
        self._fonts = added_fonts(self._own)
        self._writer = BundleWriter(file)  # type: ignore[arg-type]  # a file in binary mode
        self._by = OfficerId(by.officer_id)
        self._members: list[Member] = []
        self._messages = {one.env_id: one.pk for one in Message.objects.filter(request=case.request).only("pk", "env_id")}

    def make(self) -> None:
        """Write everything. Raises `PartMissing`, `CannotProve`, `TooLarge`."""
        shown = [entry for entry in self._case.entries if entry.number not in self._terms.withhold]
        for entry in shown:
            self._act(entry)
            self._papers(entry)
            self._files(entry)
        self._proof()
        self._directory()
        self._book()
        for path, language in zip(READMES, ("en", "vi"), strict=True):
            self._put(path, _readme(self._manifest(), language, own=self._own))
        self._put(SUMS, print_sums(tuple(self._members)))
        printed = print_manifest(self._manifest())
        self._writer.add(MANIFEST, [printed])
        self._writer.add(SIGNED, [sign_statement(printed, payload_type=PAYLOAD_TYPE, keys=(node_keys(self._own).signing,))])
        self._writer.finish()

    def _put(self, path: str, data: bytes, *, act: int = 0, name: str = "") -> None:
        stored = self._writer.add(path, [data])
        self._members.append(Member(path=path, digest=stored.digest, size=stored.size, act=act, name=name))

    def _copy(self, path: str, source: Path, digest: Digest, *, act: int, name: str) -> None:
        """Write a file of this node, a piece at a time; raises `PartMissing` where it is gone or no longer has its digest."""
        missing = PartMissing(reference=self._case.request.reference, name=name, number=act)
        try:
            stored = self._writer.add(path, _pieces(source))
        except OSError as fault:
            raise missing from fault
        if stored.digest != digest:
            raise missing
        self._members.append(Member(path=path, digest=digest, size=stored.size, act=act, name=name))

    def _act(self, entry: Entry) -> None:
        message = Message.objects.get(pk=self._messages[str(entry.act.env_id)])
        if not (entry.act.road == "outside" and entry.act.direction == "in"):  # its letter is the document that came
            self._letter(entry, message)
        self._put(f"acts/{entry.stem}.json", bytes(message.body), act=entry.number)

    def _letter(self, entry: Entry, message: Message) -> None:
        try:
            letter = letter_of(self._case.request, message)
        except Refused as fault:
            reference = self._case.request.reference
            raise PartMissing(reference=reference, name=f"acts/{entry.stem}.pdf", number=entry.number) from fault
        try:
            self._put(f"acts/{entry.stem}.pdf", print_pdf(letter, extra=self._fonts), act=entry.number)
        except (MissingGlyph, UnsafeText) as fault:
            self._put(f"acts/{entry.stem}.txt", self._as_text(entry, fault), act=entry.number)

    def _as_text(self, entry: Entry, fault: Refused) -> bytes:
        lines = [say("letter-txt", self._terms.language, why=str(fault)), ""]
        for field in read_signed(entry.act.body, self._terms.language):
            lines += [f"{field.number}. {field.label}", *(f"    {line}" for line in field.lines), ""]
        return "\n".join(lines).encode()

    def _papers(self, entry: Entry) -> None:
        for place, passage in enumerate(entry.passages, 1):
            if passage.digest:
                path = f"papers/{entry.number:03}-{place}-{passage.step}{_ending(passage.name)}"
                digest = Digest.parse(passage.digest)
                self._copy(path, paper_path(digest), digest, act=entry.number, name=passage.name)

    def _files(self, entry: Entry) -> None:
        kept = store()
        for place, file in enumerate(entry.files, 1):
            if file.state in _HERE or file.direction == "out":
                path = f"files/{entry.number:03}-{place:02}{_ending(file.name)}"
                self._copy(path, kept.path(file.digest), file.digest, act=entry.number, name=file.name)

    def _proof(self) -> None:
        wire = [entry for entry in self._case.entries if entry.act.road == "wire"]
        if wire and not any(entry.number in self._terms.withhold for entry in wire):
            reference = self._case.request.reference
            self._put(f"proof/{reference}{PROOF_SUFFIX}", proof_of(reference, at=self._at))

    def _directory(self) -> None:
        country = self._own.country
        self._put(f"directory/{country}.key", book().trusted[country].raw)
        self._put(f"directory/{country}.section", (self._own.sections / f"{country}{SECTION_SUFFIX}").read_bytes())

    def _book(self) -> None:
        telling = Telling(self._case, self._manifest(), self._terms.word)
        report = spell(report_of(telling, tuple(self._members)), extra=self._fonts)
        self._put(BOOK, print_report(report, extra=self._fonts))

    def _manifest(self) -> Manifest:
        terms = self._terms
        digests = {entry.number: entry.act.digest for entry in self._case.entries}
        return Manifest(
            reference=Reference(self._case.request.reference),
            node=self._own.node,
            reader=terms.reader,
            court=terms.court,
            number=terms.number,
            purpose=terms.purpose,
            language=terms.language,
            made_at=self._at,
            made_by=self._by,
            members=tuple(self._members),
            withheld=tuple(Withheld(one, digests[one], terms.ground, terms.word, self._by) for one in sorted(terms.withhold)),
        )


def _readme(manifest: Manifest, language: str, *, own: Home) -> bytes:
    facts = {
        "reference": manifest.reference,
        "for": say(f"for-{manifest.reader}", language),
        "at": print_instant(manifest.made_at, language),
        "node": manifest.node,
        "country": own.country,
        "purpose": manifest.purpose,
        "court": manifest.court,
        "number": manifest.number,
    }
    return say("readme", language, **facts).encode()


def _pieces(source: Path) -> Iterator[bytes]:
    with source.open("rb") as opened:
        while piece := opened.read(PIECE):
            yield piece


def _ending(name: str) -> str:
    """Return the ending of a name where it is a plain one; the whole name stands in the manifest."""
    ending = name.rpartition(".")[2].lower()
    plain = "." in name and ending.isascii() and ending.isalnum() and len(ending) <= _EXTENSION
    return f".{ending}" if plain else ".bin"
