"""Prints what stands beside a proof for people and for tools of forensics, from what the proof shows; no verdict rests on it."""

from collections.abc import Mapping

from comity.desk.proving.bag import CASE_UCO, REPORT
from comity.desk.proving.caseuco import print_case
from comity.desk.proving.telling import LANGUAGES, report_of
from comity.desk.proving.verdict import Verdict
from comity.desk.rules import rulebook
from comity.directory.fonts import added_fonts
from comity.directory.home import home
from comity.letters.refusals import NoPrinter
from comity.letters.report import print_reports, spell


def papers_of(verdict: Verdict) -> Mapping[str, bytes]:
    """Return the report in both languages, and the custody as CASE/UCO where there is any.

    A node without a printer of letters makes no report, and its proof is as good.
    """
    fonts = added_fonts(home())
    parts = tuple(spell(report_of(verdict, language=language, rules=rulebook()), extra=fonts) for language in LANGUAGES)
    case = {CASE_UCO: print_case(verdict)} if verdict.custody else {}
    try:
        return case | {REPORT: print_reports(parts, extra=fonts)}
    except NoPrinter:
        return case
