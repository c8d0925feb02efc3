"""What each single key does, in words, and what the pages' script is told of an officer's own keys."""

from typing import Any, Final, TypeAlias

from django.urls import reverse
from django.utils.translation import gettext_lazy

from comity.doors.web.pages.frame import Desk, Key
from comity.terms.json import print_json

Officer: TypeAlias = Any  # the signed-in user: doors may not import its table

DEEDS: Final = {
    "next": gettext_lazy("next row"),
    "previous": gettext_lazy("row before"),
    "take": gettext_lazy("take the request in hand"),
    "hand": gettext_lazy("hand the request over"),
    "note": gettext_lazy("write an internal note"),
    "decide": gettext_lazy("decide"),
    "search": gettext_lazy("search"),
    "sheet": gettext_lazy("show these keys"),
    "queue": gettext_lazy("go to the watch queue"),
    "requests": gettext_lazy("go to the list of requests"),
}


def desk_of(officer: Officer) -> Desk:
    """Return what the pages' script is told of this officer's habits."""
    from comity.directory.habits import LEAD, SEQUENCES, habits_of

    chosen = habits_of(officer)
    keys_of = tuple(Key(deed, str(DEEDS[deed]), (LEAD, key) if deed in SEQUENCES else (key,)) for deed, key in chosen.keys.items())
    told = {key.deed: " ".join(key.presses) for key in keys_of}
    return Desk(
        keys_on=chosen.keys_on,
        keys=keys_of,
        by_deed=print_json(told).decode(),
        pulse_href=reverse("pulse"),
        keys_href=reverse("keys"),
        sound=chosen.sound,
    )
