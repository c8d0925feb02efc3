"""`comity verify`: offline, without Django, tables or network."""

from pathlib import Path
from typing import Any, Final

import click

from comity.doors.cli.node import for_programs
from comity.doors.cli.patience import patience
from comity.doors.cli.verifying import Found, Verified, print_text, verify_bytes, with_code
from comity.doors.cli.voice import groups_of_four, language, printable, say, say_next, say_refusal, spoken, tell, tell_json
from comity.seal.keys import VerifyingKey
from comity.terms.identifiers import Country, KeyId
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

REFUSED: Final = 1
TRUST_UNKNOWN: Final = 3

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_LARGEST: Final = 64 * 1024 * 1024


@click.command
@click.argument("file", type=_FILE)
@click.option(
    "--trust",
    "trust_files",
    type=_FILE,
    multiple=True,
    help="Country keys that you trust: trust.json of a node, or a peer's VN.trust.json.",
)
@click.option(
    "--root", "roots", multiple=True, metavar="VN=FINGERPRINT", help="The fingerprint of a country's key, as you have it on paper."
)
@click.option(
    "--section",
    "sections",
    type=_FILE,
    multiple=True,
    help="A country's directory file; a single receipt needs it. A proof brings its own: a newer one says which keys are revoked since.",
)
@click.option("--code", metavar="CODE", help="The verification code on a letter: says which act of the proof the letter shows.")
@click.option("--text", "with_text", is_flag=True, help="Print the acts of a proof too, as they were signed.")
@for_programs
@spoken
def verify(
    file: Path,
    trust_files: tuple[Path, ...],
    roots: tuple[str, ...],
    sections: tuple[Path, ...],
    code: str | None,
    *,
    with_text: bool,
    as_json: bool,
) -> None:
    """Verify FILE: a proof file, a sealed envelope (its structure only), or a receipt. Needs neither node nor network.

    Ends with 0 when it is verified, 1 when it is refused, 2 when the command was typed wrongly, and 3 when everything holds
    together but nobody vouches for the keys: say whom you trust with --trust or --root, or compare the fingerprints by telephone.
    """
    keys = trusted_keys(trust_files)
    trusted = trusted_ids(keys, roots)
    with file.open("rb") as source:
        data = source.read(_LARGEST + 1)
    try:
        with patience(gettext_noop("verifying")):
            found = verify_bytes(data, trusted=trusted, keys=keys, sections=[(one.name, one.read_bytes()) for one in sections])
        found = with_code(found, code) if code is not None else found
    except Refused as refusal:
        if not as_json:
            tell(say(gettext_noop("REFUSED")))
            raise
        tell_json(
            {"file": str(file), "verdict": "refused", "class": refusal.wire_class, "why": say_refusal(refusal), "next": say_next(refusal)}
        )
        click.get_current_context().exit(REFUSED)
    if as_json:
        tell_json({"file": str(file), **found.json()})
    else:
        _tell(found, with_text=with_text)
    click.get_current_context().exit(0 if isinstance(found, Verified) else TRUST_UNKNOWN)


def _tell(found: Found, *, with_text: bool) -> None:
    for number, answer in enumerate(found.answers, 1):
        tell(f"{number}. {say(answer.question)}")
        for line in answer.lines:
            tell(f"   - {say(line.sentence, line.facts)}")
    for act in found.acts if with_text else ():
        tell(say(gettext_noop("Act %(number)s, as it was signed:"), number=act.number))
        for text in print_text(act, language()):
            tell(f"   {printable(text)}")
    if isinstance(found, Verified):
        tell(say(gettext_noop("VERIFIED")))
        return
    tell(say(gettext_noop("NOT VERIFIED: %(why)s"), why=say(found.why)))
    for country, fingerprint in found.ask:
        tell(f"  {country}  {groups_of_four(str(fingerprint))}")


def trusted_keys(files: tuple[Path, ...]) -> dict[Country, VerifyingKey]:
    """Read the country keys of all `files`; two that disagree about a country are refused."""
    from comity.directory.book import parse_trust

    found: dict[Country, VerifyingKey] = {}
    for file in files:
        for country, key in parse_trust(file.read_text(encoding="ascii", errors="replace"), file=file).items():
            if found.setdefault(country, key) != key:
                raise click.UsageError(f"the files given with --trust disagree about {country}")
    return found


def trusted_ids(keys: dict[Country, VerifyingKey], roots: tuple[str, ...]) -> dict[Country, KeyId]:
    """Return the fingerprints that the reader trusts, from files and from paper; two that disagree are refused."""
    found: dict[Country, Any] = {country: key.key_id for country, key in keys.items()}
    for root in roots:
        name, _, text = root.partition("=")
        try:
            country, key_id = Country(name.strip().upper()), KeyId("".join(text.lower().replace(":", "").split()))
        except Refused as refusal:
            raise click.BadParameter(f"{root!r} is not a country, =, and 64 hexadecimal digits", param_hint="--root") from refusal
        if found.setdefault(country, key_id) != key_id:
            raise click.UsageError(f"--root and --trust disagree about {country}")
    return found
