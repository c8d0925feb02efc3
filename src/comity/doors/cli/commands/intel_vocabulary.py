"""`comity intel vocabulary`: taxonomies, galaxies, object templates and warning lists of MISP, put into this node as their own JSON."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from comity.doors.cli.node import boot, for_programs, now, of_node
from comity.doors.cli.voice import printable, say, say_next, say_refusal, spoken, tell, tell_json
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

if TYPE_CHECKING:
    from comity.intel.vocabularies.queries import Head

REFUSED: Final = 1
MOST_FILES: Final = 5_000
_CAP: Final = 64 * 2**20 + 1  # bytes that are read of a file: one more than is taken
_SAID: Final = {
    "fresh": gettext_noop("%(file)s: loaded, %(title)s, version %(version)s, %(count)s entries."),
    "here": gettext_noop("%(file)s: here already, %(title)s, version %(version)s."),
    "passed": gettext_noop("%(file)s: passed over, none of the four sorts."),
}


@click.group
def vocabulary() -> None:
    """Vocabularies of MISP: what tags mean, what objects must have, which values are rarely meant."""


@vocabulary.command("load")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--source", default="", help="Where it is from, for whoever asks later: a repository and its commit.")
@click.option("--licence", default="", help="Its licence.")
@of_node
@for_programs
@spoken
def vocabulary_load(path: Path, *, source: str, licence: str, home_path: Path, as_json: bool) -> None:
    """Load the vocabulary in the file PATH, or those of the folder PATH.

    Of a folder every JSON file is looked at by itself: what is no vocabulary is passed over and told, what cannot be read is refused and
    told, and then it ends with 1. A later version takes the place of the one before.
    """
    boot(home_path)
    from comity.intel.vocabularies.refusals import NothingInFolder

    files = _files(path)
    if not files:
        raise NothingInFolder(folder=path)
    outcomes = [_load(file, name, alone=file == path, source=source, licence=licence) for file, name in files]
    refused = [one for one in outcomes if one["outcome"] == "refused"]
    if as_json:
        tell_json(outcomes)
    else:
        facts = {name: sum(one["outcome"] == name for one in outcomes) for name in ("fresh", "here", "passed", "refused")}
        for one in outcomes:
            _tell_outcome(one)
        tell(say(gettext_noop("Loaded: %(fresh)s. Here already: %(here)s. Passed over: %(passed)s. Refused: %(refused)s."), facts))
    if refused:
        click.get_current_context().exit(REFUSED)


def _files(path: Path) -> list[tuple[Path, str]]:
    """Return the files with their names for the record: beneath the folder that was given, so that no path of this machine is kept."""
    if path.is_file():
        return [(path, path.name)]
    found = sorted(one for one in path.rglob("*.json") if one.is_file())[:MOST_FILES]
    return [(one, one.relative_to(path).as_posix()) for one in found]


def _load(file: Path, name: str, *, alone: bool, source: str, licence: str) -> dict[str, Any]:
    from comity.intel.vocabularies.actions import load_vocabulary
    from comity.intel.vocabularies.refusals import NoVocabulary

    with file.open("rb") as opened:
        data = opened.read(_CAP)
    try:
        found = load_vocabulary(data, file=name, source=source, licence=licence, at=now())
    except NoVocabulary as refusal:
        if not alone:
            return {"file": name, "outcome": "passed"}
        return {"file": name, "outcome": "refused", "refusal": refusal, "why": str(refusal)}
    except Refused as refusal:
        return {"file": name, "outcome": "refused", "refusal": refusal, "why": str(refusal)}
    row = found.row
    told = {"number": row.pk, "sort": row.sort, "title": row.title, "version": row.version, "count": row.count, "digest": row.digest}
    return {"file": name, "outcome": "fresh" if found.fresh else "here", **told}


def _tell_outcome(one: dict[str, Any]) -> None:
    refusal = one.pop("refusal", None)
    if refusal is not None:
        tell(printable(say_refusal(refusal)))
        tell(printable(f"  {say_next(refusal)}"))
    elif one["outcome"] != "passed":
        tell(
            say(
                _SAID[one["outcome"]],
                {name: one[name] for name in ("file", "title", "version", *(["count"] if one["outcome"] == "fresh" else []))},
            )
        )
    else:
        tell(say(_SAID["passed"], file=one["file"]))


@vocabulary.command("list")
@click.option("--ended", is_flag=True, help="Those too that were dropped, or that a later version took the place of.")
@of_node
@for_programs
@spoken
def vocabulary_list(*, ended: bool, home_path: Path, as_json: bool) -> None:
    """List the vocabularies that are here: version, digest, source, licence, since when."""
    boot(home_path)
    from comity.intel.vocabularies.queries import vocabularies

    rows = vocabularies(ended=ended)
    if as_json:
        tell_json([_told(one) for one in rows])
        return
    for one in rows:
        tell(printable("\n".join(_lines(one))))


def _told(one: "Head") -> dict[str, Any]:
    return {
        "number": one.number,
        "sort": one.sort,
        "name": one.name,
        "title": one.title,
        "version": one.version,
        "entries": one.count,
        "digest": one.digest,
        "file": one.file,
        "source": one.source,
        "licence": one.licence,
        "loaded_at": str(one.loaded_at),
        "ended_at": str(one.ended_at) if one.ended_at else None,
    }


def _lines(one: "Head") -> Iterator[str]:
    yield f"{one.number}  {one.sort}  {one.title}  {one.version}  ({one.count})"
    yield f"  SHA-256 {one.digest}  {one.file}"
    since = str(one.loaded_at) + (f" – {one.ended_at}" if one.ended_at else "")  # noqa: RUF001 -- from when until when
    yield f"  {one.source or '-'}  {one.licence or '-'}  {since}"


@vocabulary.command("drop")
@click.argument("number", type=int)
@of_node
@spoken
def vocabulary_drop(number: int, *, home_path: Path) -> None:
    """Let go of the vocabulary NUMBER of “vocabulary list”. What it was stays in the list, under --ended."""
    boot(home_path)
    from comity.intel.vocabularies.actions import drop_vocabulary

    row = drop_vocabulary(number, at=now())
    tell(say(gettext_noop("Dropped: %(title)s, version %(version)s."), title=row.title, version=row.version))
