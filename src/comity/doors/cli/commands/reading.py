"""`comity reading`: suggestions from a report, and how well reports are read. Offline, without Django, tables or network."""

from pathlib import Path
from typing import Any, Final

import click

from comity.doors.cli.node import for_programs
from comity.doors.cli.patience import patience
from comity.doors.cli.readingtext import lines_of, miss_lines, table_of
from comity.doors.cli.voice import say, say_next, say_refusal, spoken, tell, tell_json
from comity.reading.labels import label_files, parse_labels
from comity.reading.normalising import CAP
from comity.reading.printing import print_reading
from comity.reading.reading import read_report
from comity.reading.refusals import NoReports
from comity.reading.scoring import Share, Tally
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

REFUSED: Final = 1

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


class _FileFirst(click.Group):
    """Takes what is no command for a file: `comity reading FILE` is `comity reading file FILE`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the command `file` before arguments without one."""
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = ["file", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_FileFirst)
def reading() -> None:
    """Reads reports of the press: FILE prints suggestions, `evaluate FOLDER` how well labelled reports are read.

    Rules and lists of names only; the same report gives the same suggestions on every machine.
    """


@reading.command("file")
@click.argument("file", type=_FILE)
@for_programs
@spoken
def read_file(file: Path, *, as_json: bool) -> None:
    """Read the report FILE (text in UTF-8, Vietnamese or English) and print what it suggests.

    Ends with 0, also where nothing was found, and with 1 where the file is no text of a report.
    """
    with file.open("rb") as source:
        data = source.read(CAP + 1)
    try:
        found = read_report(data)
    except Refused as refusal:
        if not as_json:
            raise
        tell_json(
            {
                "file": str(file),
                "kind": "reading",
                "verdict": "refused",
                "class": refusal.wire_class,
                "why": say_refusal(refusal),
                "next": say_next(refusal),
            }
        )
        click.get_current_context().exit(REFUSED)
    if as_json:
        tell_json({"file": str(file), **print_reading(found)})
        return
    for line in lines_of(found):
        tell(line)


@reading.command
@click.argument("folder", type=_FOLDER)
@click.option("--misses", is_flag=True, help="List every suggestion too many, and every label that was not found.")
@click.option("--hand", type=_FOLDER, help="Instead of suggestions take labels of the same reports by another hand: how far two agree.")
@for_programs
@spoken
def evaluate(folder: Path, *, misses: bool, hand: Path | None, as_json: bool) -> None:
    """Read every labelled report of FOLDER (001.txt beside 001.json) and print precision and recall by kind.

    The format of labels, and what counts as a match, are in docs/specs/reading.md.
    """
    files = [one for one in label_files(folder) if hand is None or (hand / one[1].name).is_file()]
    if not files:
        raise NoReports(folder=folder)
    tally = Tally()
    with patience(gettext_noop("reading")) as news:
        for number, (text, labels) in enumerate(files, 1):
            news.tell(say(gettext_noop("reading")), number, len(files))
            found, told = read_report(text.read_bytes()), parse_labels(labels.read_bytes(), file=labels.name)
            if hand is None:
                tally.add(text.stem, found, told)
            else:
                tally.compare(text.stem, found, told, parse_labels((hand / labels.name).read_bytes(), file=labels.name))
    if as_json:
        tell_json(_facts(folder, tally, with_misses=misses))
        return
    tell(say(gettext_noop("%(count)s labelled reports"), count=tally.reports))
    for line in (*table_of(tally), *(miss_lines(tally) if misses else ())):
        tell(line)


def _facts(folder: Path, tally: Tally, *, with_misses: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "folder": str(folder),
        "kind": "reading-evaluation",
        "reports": tally.reports,
        "scores": {
            kind: {
                "right": score.right,
                "suggested": score.suggested,
                "labelled": score.labelled,
                "precision": _share(score.precision),
                "recall": _share(score.recall),
            }
            for kind, score in tally.scores.items()
        },
        "rules": [
            {"kind": kind, "rule": rule, "right": score.right, "suggested": score.suggested, "precision": _share(score.precision)}
            for (kind, rule), score in sorted(tally.rules.items())
        ],
    }
    if with_misses:
        found["misses"] = [{"report": one.report, "kind": one.kind, "wrong": one.wrong, "what": one.what} for one in tally.misses]
    return found


def _share(share: Share) -> dict[str, Any]:
    low, high = share.bounds
    return {"share": None if share.value is None else round(share.value, 4), "low": round(low, 4), "high": round(high, 4)}
