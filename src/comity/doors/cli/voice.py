"""How the command line speaks: Vietnamese or English, by `--language` or the environment, on the catalogues that the pages use.

It is the standard library's gettext, because `comity verify` runs without Django.
"""

import gettext
import json
import os
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from comity.desk.proving.said import Word
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

LANGUAGES: Final = ("vi", "en")

_LOCALE: Final = Path(__file__).resolve().parents[2] / "locale"
_DOMAIN: Final = "django"  # the one catalogue of the project
_META: Final = "comity.language"
_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")

Command = TypeVar("Command", bound=Callable[..., Any])


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation(_DOMAIN, localedir=_LOCALE, languages=[language], fallback=True)


def language() -> str:
    """Return the language to speak: asked for, else the environment's first word for it, else English."""
    context = click.get_current_context(silent=True)
    if context is not None and _META in context.meta:
        return str(context.meta[_META])
    named = next((os.environ[name] for name in _VARIABLES if os.environ.get(name)), "")
    return "vi" if named.startswith("vi") else "en"


def speak(to: str) -> None:
    """Speak `to` from now on in this command."""
    click.get_current_context().meta[_META] = to


def say(sentence: str, facts: Mapping[str, object] | None = None, /, **more: object) -> str:
    """Return a marked sentence in the language of the command, its facts filled in; a `Word` among them is translated too."""
    catalogue = _catalogue(language())
    told = {**(facts or {}), **more}
    filled = {name: catalogue.gettext(fact) if isinstance(fact, Word) else printable(str(fact)) for name, fact in told.items()}
    translated = catalogue.gettext(sentence) if sentence else ""
    return translated % filled if filled else translated


def printable(text: str) -> str:
    """Return `text` with a mark in the place of what a terminal would obey instead of show: a file may come from anybody."""
    return "".join(letter if letter.isprintable() or letter == "\n" else "\ufffd" for letter in text)


def moment_of(at: Instant | None) -> str:
    """Return a moment to the second, in UTC."""
    return "?" if at is None else f"{at.datetime():%Y-%m-%d %H:%M:%S} UTC"


def say_refusal(refusal: Refused) -> str:
    """Return what was refused; where another refusal is the cause, its sentence stands in the place of `why`, translated.

    So does the sentence of a fault (wire.stix) in the place of `reason`.
    """
    cause = refusal.__cause__
    facts = dict(refusal.facts)
    if "why" in facts and isinstance(cause, Refused):
        facts["why"] = say_refusal(cause)
    if (fault := getattr(refusal, "fault", None)) and "reason" in facts:
        facts["reason"] = say(fault.sentence, fault.facts)
    return say(refusal.sentence, facts)


def say_next(refusal: Refused) -> str:
    """Return what to do now."""
    return say(refusal.next_step, refusal.facts)


def tell_refusal(refusal: Refused) -> None:
    """Print what was refused, and what to do now, where faults are told."""
    click.echo(f"comity: {say_refusal(refusal)}", err=True)
    click.echo(f"  {say_next(refusal)}", err=True)


def tell(line: str = "") -> None:
    """Print a line for people."""
    click.echo(line)


def tell_json(value: object) -> None:
    """Print one line of JSON for programs."""
    click.echo(json.dumps(value, ensure_ascii=False, sort_keys=True))


def spoken(command: Command) -> Command:
    """Give a command the option `--language`."""

    def keep(context: click.Context, _: click.Parameter, value: str | None) -> None:
        if value:
            context.meta[_META] = value

    return click.option(
        "--language",
        type=click.Choice(LANGUAGES),
        callback=keep,
        expose_value=False,
        is_eager=True,
        help="Speak Vietnamese or English; by default as LC_ALL, LC_MESSAGES or LANG say.",
    )(command)


def groups_of_four(text: str) -> str:
    """Return a fingerprint as it is read out by telephone."""
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))
