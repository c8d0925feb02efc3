"""How long a letter takes: that of the demonstration's request, as its second officer would print it."""

import time
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Final

from benchmarks.arithmetic import p50, p95
from benchmarks.figures import Figure, Report
from benchmarks.machine import load
from comity.doors.cli.demo import fields
from comity.letters.docx import print_docx
from comity.letters.letter import LANGUAGES, Basis, Field, Letter, Line, Party, Proof
from comity.letters.pdf import print_pdf
from comity.terms.digests import Digest
from comity.terms.identifiers import Country
from comity.terms.instants import Instant
from comity.terms.vocabulary import Verified
from comity.treaty.rendering import render_form
from comity.treaty.rulebook import country_words, load_rulebook

MILLISECONDS: Final = 500
ROUNDS: Final = 40
QUICK_ROUNDS: Final = 8


def measure(*, quick: bool, report: Report) -> None:
    """Print one letter for the first time, then others; each has its own number, so that nothing is printed from memory."""
    rounds = QUICK_ROUNDS if quick else ROUNDS
    first, *pdf = _times(print_pdf, rounds, clock=time.perf_counter)
    _, *docx = _times(print_docx, rounds, clock=time.perf_counter)
    _, *worked = _times(print_pdf, rounds, clock=time.thread_time)
    report.circumstances["letters"] = {"load": load(), "letters": rounds, "pages": "2 languages, 2 pages each"}
    report.figures += [
        Figure("first letter of a process, PDF", round(first, 1), "ms"),
        Figure("a letter, warm, PDF: p50", round(p50(pdf), 1), "ms", most=MILLISECONDS),
        Figure("a letter, warm, PDF: p95", round(p95(pdf), 1), "ms"),
        Figure("a letter, warm, PDF: p50 of processor", round(p50(worked), 1), "ms"),
        Figure("an editable draft, warm, DOCX: p50", round(p50(docx), 1), "ms", most=MILLISECONDS),
    ]


def _times(printer: Callable[[Letter], bytes], rounds: int, *, clock: Callable[[], float]) -> list[float]:
    """Return the milliseconds of a first letter and of each of `rounds` more; a thread's own clock minds a loaded machine less."""
    marks = [clock()]
    for number in range(rounds + 1):
        assert printer(_letter(number))
        marks.append(clock())
    return [(end - start) * 1000 for start, end in pairwise(marks)]


def _letter(number: int) -> Letter:
    rules, on = load_rulebook(), date(2026, 11, 28)
    form = rules.form("REQ-PRESERVE", "request")
    values = fields.request("hospital", at=Instant.parse("2026-11-28T03:07:00.000000Z"))
    shown = {tag: render_form(form, values, tag) for tag in LANGUAGES}
    return Letter(
        languages=LANGUAGES,
        part="request",
        sender=_party("VN"),
        addressee=_party("TH"),
        subject=rules.kind("REQ-PRESERVE").labels,
        reference=f"VN-2026-{number:06d}",
        about={},
        on=on,
        basis=Basis(instrument=rules.instruments["UNCC"].title, article="42", verified=Verified.MEMORY, standing={}, checked_on=None),
        fields=tuple(
            Field(
                number=str(at),
                labels={tag: items[at - 1].label for tag, items in shown.items()},
                article=item.article,
                lines={tag: tuple(map(Line, items[at - 1].printed)) for tag, items in shown.items()},
            )
            for at, item in enumerate(form.items, 1)
        ),
        proof=Proof(digest=Digest.of(str(number).encode()), envelope="0198f3a0b1c2d3e4f5a6b7c8d9e0f1a2"),
    )


def _party(country: str) -> Party:
    words = country_words(Country(country))
    return Party(country=Country(country), countries=words, names=words)
