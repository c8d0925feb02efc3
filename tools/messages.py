"""The catalogues of what Comity says, in src/comity/locale: Vietnamese and English, complete, current, compiled.

`write` extracts the sources' sentences into both catalogues, fills English with the sentence itself, and compiles.
`check` says what is missing, uncertain, stale or compiled from something else, and changes nothing.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import polib

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGE: Final = ROOT / "src" / "comity"
LANGUAGES: Final = ("en", "vi")
_SOURCES: Final = {".py", ".html", ".txt"}
_PLACEHOLDER: Final = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")

Key = tuple[str | None, str, str]


def catalogue(package: Path, language: str) -> Path:
    """Return the catalogue's path under `package`."""
    return package / "locale" / language / "LC_MESSAGES" / "django.po"


def extract(package: Path) -> None:
    """Run Django's extractor over `package`, merging into its catalogues; needs GNU gettext."""
    (package / "locale").mkdir(exist_ok=True)
    languages = [part for language in LANGUAGES for part in ("--locale", language)]
    command = [sys.executable, "-m", "django", "makemessages", *languages, "--no-wrap", "--add-location=file", "--no-obsolete", "-v0"]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(command, cwd=package, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"translations: the extractor failed:\n{done.stdout}{done.stderr}")


def copy_sources(package: Path, into: Path) -> Path:
    """Copy what the extractor reads, and the catalogues, under `into`; return the copy of `package`."""
    copy = into / package.name
    for file in package.rglob("*"):
        if file.suffix in _SOURCES | {".po"} and file.is_file():
            target = copy / file.relative_to(package)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)
    return copy


def key(entry: polib.POEntry) -> Key:
    """Return what makes an entry the same sentence: context, text, plural."""
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def placeholders(text: str) -> list[str]:
    """Return the placeholders in `text`, sorted."""
    return sorted(_PLACEHOLDER.findall(text))


def entry_faults(entry: polib.POEntry) -> list[str]:
    """Return what is wrong with one translated sentence."""
    if entry.obsolete:
        return ["is obsolete"]
    if entry.fuzzy:
        return ["is marked fuzzy"]
    said = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if not said or not all(said):
        return ["is not translated"]
    # A plural form may say the number in words; no form may name a placeholder that does not exist.
    known = set(placeholders(entry.msgid)) | set(placeholders(entry.msgid_plural))
    if any(set(placeholders(text)) - known for text in said):
        return ["names a placeholder that its source has not"]
    if not entry.msgid_plural and placeholders(entry.msgstr) != placeholders(entry.msgid):
        return ["has other placeholders than its source"]
    return []


def catalogue_faults(file: Path, wanted: set[Key]) -> list[str]:
    """Return what is wrong with the catalogue `file`, whose sentences must be `wanted`."""
    shown = "/".join(file.parts[-4:])
    if not file.exists():
        return [f"{shown} is missing: run `make messages`"]
    book = polib.pofile(str(file))
    faults = [f"{shown}: {entry.msgid[:70]!r} {fault}" for entry in book for fault in entry_faults(entry)]
    have = {key(entry) for entry in book if not entry.obsolete}
    faults += [
        f"{shown}: {msgid[:70]!r} stands in the sources and not here: run `make messages`" for _, msgid, _ in sorted(wanted - have, key=str)
    ]
    faults += [f"{shown}: {msgid[:70]!r} stands in no source: run `make messages`" for _, msgid, _ in sorted(have - wanted, key=str)]
    compiled = file.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != compile_catalogue(book):
        faults.append(f"{shown}: the compiled .mo is not made from it: run `make messages`")
    return faults


def sentences(package: Path) -> set[Key]:
    """Return every sentence that the sources of `package` mark."""
    with tempfile.TemporaryDirectory() as temporary:
        copy = copy_sources(package, Path(temporary))
        shutil.rmtree(copy / "locale", ignore_errors=True)
        extract(copy)
        found = catalogue(copy, "vi")
        return {key(entry) for entry in polib.pofile(str(found))} if found.exists() else set()


def check(package: Path) -> list[str]:
    """Return what is wrong with the catalogues of `package`."""
    wanted = sentences(package)
    return [fault for language in LANGUAGES for fault in catalogue_faults(catalogue(package, language), wanted)]


def write(package: Path) -> list[str]:
    """Extract, fill English, compile; return how much is left to translate."""
    extract(package)
    left = []
    for language in LANGUAGES:
        file = catalogue(package, language)
        if not file.exists():
            return ["the sources mark no sentence"]
        book = polib.pofile(str(file), wrapwidth=0)
        for volatile in ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team", "Report-Msgid-Bugs-To"):
            book.metadata.pop(volatile, None)
        book.metadata["Project-Id-Version"] = "Comity"
        book.metadata["Language"] = language
        book.metadata["Plural-Forms"] = {"en": "nplurals=2; plural=(n != 1);", "vi": "nplurals=1; plural=0;"}[language]
        book.metadata_is_fuzzy = False
        book.header = "What Comity says. `make messages` brings it up to date with the sources."
        if language == "en":
            for entry in book:
                speak_source(entry)
        book.save()
        file.with_suffix(".mo").write_bytes(compile_catalogue(book))
        count = sum(1 for entry in book if entry_faults(entry))
        if count:
            left.append(f"{count} of {len(book)} sentences are left to translate in {'/'.join(file.parts[-4:])}")
    return left


def compile_catalogue(book: polib.POFile) -> bytes:
    """Return what programs read. Of English that is what differs from the source, or has a context: what is not found is said as it stands.

    Nearly all of it is the same, and every process of a node would hold it twice. Vietnamese is compiled whole: what is not found there
    is looked for in the catalogues of packages.
    """
    if book.metadata.get("Language") != "en":
        return bytes(book.to_binary())
    told = polib.POFile()
    told.metadata = book.metadata
    told.extend(entry for entry in book if entry.msgctxt or entry.msgid_plural or entry.msgstr != entry.msgid)
    return bytes(told.to_binary())


def speak_source(entry: polib.POEntry) -> None:
    """Let the English catalogue say the source's own words; what a person wrote there stays."""
    if entry.fuzzy:
        entry.flags.remove("fuzzy")
        entry.msgstr = ""
        entry.msgstr_plural = {}
    if entry.msgid_plural:
        if not all(entry.msgstr_plural.values()) or not entry.msgstr_plural:
            entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
    elif not entry.msgstr:
        entry.msgstr = entry.msgid


def main(arguments: list[str]) -> int:
    """Run `check` or `write`; return the exit status."""
    actions = {"check": check, "write": write}
    if len(arguments) != 1 or arguments[0] not in actions:
        print("usage: tools/messages.py check | write")
        return 2
    faults = actions[arguments[0]](PACKAGE)
    for fault in faults:
        print(f"translations: {fault}")
    return 1 if faults and arguments == ["check"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
