"""What changed, in sentences: one for each sort of coded fact. Nothing of a case but its number, its kind and its country."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal

from django.urls import reverse
from django.utils.translation import gettext

from comity.doors.web.pages.picture import Change
from comity.doors.web.views.naming import country_name, kind_name
from comity.doors.web.views.picture import words
from comity.doors.web.views.register.words import label, print_said
from comity.doors.web.views.working import Work
from comity.picture.changes import Happened

Tone = Literal["", "warn", "stop", "pass"]
_TONES: Final[Mapping[str, Tone]] = {"level-raised": "warn", "crossed": "warn", "level-lowered": "pass"}
_PAGES: Final = {
    "crossed": "picture-indicator",
    "read": "picture-indicator",
    "figure": "picture-series",
    "asked": "request",
    "came": "request",
    "commitment": "register-commitment",
}
BOUNDS: Final = {">": "> ", "<": "< ", "~": "≈ "}


def changes(found: Sequence[Happened], at_work: Work) -> tuple[Change, ...]:
    """Return each as a sentence with its day and its link."""
    return tuple(Change(sentence_of(one, at_work.language), at_work.when(one.at), _href(one), _TONES.get(one.sort, "")) for one in found)


def sentence_of(one: Happened, language: str) -> str:
    """Return what changed, in a sentence."""
    return _SENTENCES[one.sort](one.facts, language)


def _href(one: Happened) -> str:
    if one.sort in _PAGES:
        return reverse(_PAGES[one.sort], args=[one.about])
    return reverse("picture-level", args=[one.about])


def _level(facts: Mapping[str, str], language: str) -> dict[str, str]:
    return {
        "scope": words.scope_name(facts["scope"], language),
        "level": words.level_word(facts["level"], language),
        "was": words.level_word(facts["was"], language) if facts["was"] else "",
    }


def _set(facts: Mapping[str, str], language: str) -> str:
    return gettext("%(scope)s: the level was set, to %(level)s") % _level(facts, language)


def _raised(facts: Mapping[str, str], language: str) -> str:
    return gettext("%(scope)s: raised from %(was)s to %(level)s") % _level(facts, language)


def _lowered(facts: Mapping[str, str], language: str) -> str:
    return gettext("%(scope)s: lowered from %(was)s to %(level)s") % _level(facts, language)


def _kept(facts: Mapping[str, str], language: str) -> str:
    return gettext("%(scope)s: looked at again; it stays %(level)s") % _level(facts, language)


def _reading(facts: Mapping[str, str]) -> dict[str, str]:
    return {
        "name": facts["name"],
        "value": f"{words.number(facts['value'])} {facts['unit']}",
        "threshold": words.number(facts["threshold"]),
        "day": words.day(facts["on"]),
    }


def _crossed(facts: Mapping[str, str], _: str) -> str:
    return gettext("“%(name)s” warns: %(value)s on %(day)s, threshold %(threshold)s") % _reading(facts)


def _read(facts: Mapping[str, str], _: str) -> str:
    return gettext("“%(name)s” was read: %(value)s on %(day)s") % _reading(facts)


def _figure(facts: Mapping[str, str], _: str) -> str:
    value = facts["value"]
    bound = BOUNDS.get(value[:1], "")
    told = {"name": facts["name"], "value": f"{bound}{words.number(value[1:] if bound else value)} {facts['unit']}"}
    return gettext("“%(name)s”: %(value)s for %(period)s") % {**told, "period": print_said(facts["said"])}


def _request(facts: Mapping[str, str], language: str) -> dict[str, str]:
    country = country_words(facts["country"], language) if facts["country"] else facts["peer"]
    return {"country": country, "kind": kind_name(facts["kind"], language), "reference": facts["reference"]}


def _asked(facts: Mapping[str, str], language: str) -> str:
    return gettext("%(country)s was asked: %(kind)s (%(reference)s)") % _request(facts, language)


def _came(facts: Mapping[str, str], language: str) -> str:
    return gettext("%(country)s asks: %(kind)s (%(reference)s)") % _request(facts, language)


def _commitment(facts: Mapping[str, str], language: str) -> str:
    told = {"number": facts["number"], "state": label("commitment-state", facts["state"], language)}
    if not facts["partner"]:
        return gettext("Commitment %(number)s: %(state)s") % told
    return gettext("Commitment %(number)s with %(country)s: %(state)s") % {**told, "country": label("country", facts["partner"], language)}


_SENTENCES: Final[Mapping[str, Callable[[Mapping[str, str], str], str]]] = {
    "level-set": _set,
    "level-raised": _raised,
    "level-lowered": _lowered,
    "level-kept": _kept,
    "crossed": _crossed,
    "read": _read,
    "figure": _figure,
    "asked": _asked,
    "came": _came,
    "commitment": _commitment,
}


def country_words(code: str, language: str) -> str:
    """Return the name of a State as the directory or the vocabulary has it; what to say where no node is known."""
    if not code:
        return gettext("not in the directory")
    found: Any = country_name(code, language)
    return label("country", code, language) if found == code else found
