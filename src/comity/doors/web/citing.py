"""How pages cite: an article by its number, and how well its text was checked."""

from typing import Final

from django.utils.translation import gettext, gettext_lazy

_VERIFIED: Final = {
    "certified-text": gettext_lazy("checked: certified text"),
    "text": gettext_lazy("checked: text"),
    "project": gettext_lazy("set by this project"),
    "memory": gettext_lazy("checked: memory only"),
}


def verified(code: str) -> str:
    """Say how well the text of a rule was checked."""
    return str(_VERIFIED[code])


def article(number: str) -> str:
    """Cite an article: `42(3)(a)` becomes `Art. 42(3)(a)`; what is not a number stays as it is."""
    return gettext("Art. %(number)s") % {"number": number} if number[:1].isdigit() else number
