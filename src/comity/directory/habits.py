"""How an officer works the pages: which single keys do what, whether at all, and whether the desk may sound."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from comity.records.models import Habits, Officer
from comity.records.rows import find
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

# What a key does, and the usual key. A sequence begins with `g`; its second key can be chosen. No key sends or destroys anything.
USUAL: Final[Mapping[str, str]] = {
    "next": "j",
    "previous": "k",
    "take": "t",
    "hand": "h",
    "note": "c",
    "decide": "a",
    "search": "/",
    "sheet": "?",
    "queue": "q",
    "requests": "r",
}
SEQUENCES: Final = frozenset({"queue", "requests"})
LEAD: Final = "g"


class KeyNotPossible(Refused):
    """Not one visible character, or one that does something else already. `deed` names what it was chosen for."""

    sentence = gettext_noop("The key “%(key)s” cannot be used here.")
    next_step = gettext_noop("Choose one letter, digit or sign that nothing else uses; g begins the keys that go somewhere.")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The habits of one officer; `keys` holds every deed."""

    keys_on: bool = True
    keys: Mapping[str, str] = field(default_factory=lambda: dict(USUAL))
    sound: bool = False


def habits_of(officer: Officer) -> Chosen:
    """Return the officer's habits; as it comes where nothing was chosen."""
    row = find(Habits, officer_id=officer.pk)
    if row is None:
        return Chosen()
    kept = {deed: row.keys.get(deed, usual) for deed, usual in USUAL.items()}
    return Chosen(keys_on=row.keys_on, keys=kept, sound=row.sound)


def keep_habits(officer: Officer, *, keys_on: bool, keys: Mapping[str, str], sound: bool) -> Chosen:
    """Keep what the officer chose; raises `KeyNotPossible` for a key that is none, or is chosen twice."""
    kept = {deed: _key(keys.get(deed, usual)) for deed, usual in USUAL.items()}
    singles = [key for deed, key in kept.items() if deed not in SEQUENCES]
    second = [key for deed, key in kept.items() if deed in SEQUENCES]
    for several in (singles, second):
        for key in several:
            if several.count(key) > 1 or (several is singles and key == LEAD):
                raise KeyNotPossible(key=key)
    own = {deed: key for deed, key in kept.items() if key != USUAL[deed]}
    Habits.objects.update_or_create(officer=officer, defaults={"keys_on": keys_on, "keys": own, "sound": sound})
    return habits_of(officer)


def _key(typed: str) -> str:
    key = unicodedata.normalize("NFC", typed.strip()).lower()
    if len(key) != 1 or not key.isprintable() or key.isspace():
        raise KeyNotPossible(key=typed[:8])
    return key
