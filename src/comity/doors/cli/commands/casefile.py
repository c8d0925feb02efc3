"""`comity casefile`: case files for courts and the defence, verified offline. Made they are on the page of a request alone."""

from pathlib import Path
from typing import Any, Final

import click

from comity.desk.casefile.layout import Manifest
from comity.desk.casefile.verifying import CaseVerdict, verify_casefile
from comity.desk.proving.said import Line, Word
from comity.doors.cli.commands.verify import REFUSED, TRUST_UNKNOWN, trusted_ids, trusted_keys
from comity.doors.cli.node import for_programs
from comity.doors.cli.patience import patience
from comity.doors.cli.voice import groups_of_four, say, say_next, say_refusal, spoken, tell, tell_json
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_READERS: Final = {"court": gettext_noop("the court"), "defence": gettext_noop("the defence")}
UNVOUCHED: Final = gettext_noop("everything holds together, but nobody vouches here for the countries' keys.")


@click.group
def casefile() -> None:
    """Case files: a whole case for a court or the defence. An officer exports them on the request's page; an operator cannot."""


@casefile.command("verify")
@click.argument("file", type=_FILE)
@click.option("--trust", "trust_files", type=_FILE, multiple=True, help="Country keys that you trust: trust.json, or VN.trust.json.")
@click.option(
    "--root", "roots", multiple=True, metavar="VN=FINGERPRINT", help="The fingerprint of a country's key, as you have it on paper."
)
@for_programs
@spoken
def verify_file(file: Path, trust_files: tuple[Path, ...], roots: tuple[str, ...], *, as_json: bool) -> None:
    """Verify the case file FILE: its members, its signature, the proof inside. Needs neither node nor network.

    Ends with 0 when it is verified, 1 when it is refused, 2 when the command was typed wrongly, and 3 when everything holds
    together but nobody vouches for the keys.
    """
    trusted = trusted_ids(trusted_keys(trust_files), roots)
    try:
        with patience(gettext_noop("verifying")), file.open("rb") as source:
            found = verify_casefile(source, trusted=trusted)
    except Refused as refusal:
        if not as_json:
            tell(say(gettext_noop("REFUSED")))
            raise
        said = {"class": refusal.wire_class, "why": say_refusal(refusal), "next": say_next(refusal)}
        tell_json({"file": str(file), "kind": "casefile", "verdict": "refused", **said})
        click.get_current_context().exit(REFUSED)
    if as_json:
        tell_json({"file": str(file), **_facts(found)})
    else:
        _tell(found)
    click.get_current_context().exit(0 if found.vouched else TRUST_UNKNOWN)


def _facts(found: CaseVerdict) -> dict[str, Any]:
    manifest = found.manifest
    return {
        "kind": "casefile",
        "verdict": "verified" if found.vouched else "trust-unknown",
        "reference": str(manifest.reference),
        "node": str(manifest.node),
        "reader": manifest.reader.value,
        "court": manifest.court,
        "number": manifest.number,
        "made_at": str(manifest.made_at),
        "made_by": str(manifest.made_by),
        "members": len(manifest.members),
        "proof": len(found.proof.acts) if found.proof else 0,
        "withheld": [{"act": one.act, "ground": one.ground, "officer": str(one.officer)} for one in manifest.withheld],
        "ask": {str(one.country): str(one.fingerprint) for one in found.vouching if not one.vouched},
    }


def _tell(found: CaseVerdict) -> None:
    for line in _lines(found):
        tell(f"- {say(line.sentence, line.facts)}")
    if found.vouched:
        tell(say(gettext_noop("VERIFIED")))
        return
    tell(say(gettext_noop("NOT VERIFIED: %(why)s"), why=say(UNVOUCHED)))
    for one in found.vouching:
        if not one.vouched:
            tell(f"  {one.country}  {groups_of_four(str(one.fingerprint))}")


def _lines(found: CaseVerdict) -> list[Line]:
    """Return in words what holds, and what is not there."""
    manifest = found.manifest
    facts = _said(manifest)
    lines = [
        Line(gettext_noop("It is the case file of request %(reference)s for %(reader)s: %(court)s, %(number)s."), facts),
        Line(gettext_noop("%(node)s signed it at %(at)s; %(officer)s made it, for: %(purpose)s"), facts),
        Line(gettext_noop("All %(count)s members are those that were signed for: none is changed, missing or added."), facts),
    ]
    if found.proof is not None:
        lines.append(
            Line(
                gettext_noop("The proof inside holds: %(acts)s acts, each signed by its node and a second officer, and in the log."),
                {"acts": str(len(found.proof.acts))},
            )
        )
    elif manifest.withheld:
        lines.append(Line(gettext_noop("There is no proof inside: it would show what is withheld."), {}))
    else:
        lines.append(
            Line(
                gettext_noop("There is no proof inside: nothing of this case went on the wire. No signature of the other side is shown."),
                {},
            )
        )
    for one in manifest.withheld:
        held = {"number": str(one.act), "ground": one.ground, "officer": str(one.officer), "words": one.words}
        lines.append(Line(gettext_noop("Act %(number)s is withheld by %(officer)s (%(ground)s): %(words)s"), held))
    return lines


def _said(manifest: Manifest) -> dict[str, str]:
    return {
        "reference": str(manifest.reference),
        "reader": Word(_READERS[manifest.reader.value]),
        "court": manifest.court,
        "number": manifest.number,
        "node": str(manifest.node),
        "at": str(manifest.made_at),
        "officer": str(manifest.made_by),
        "purpose": manifest.purpose,
        "count": str(len(manifest.members)),
    }
