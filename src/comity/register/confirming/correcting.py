"""What an officer typed over a suggestion: only its own members, the document's own words, references as numbers. Pure."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from comity.register.importing.suggestions import PARTIES, Suggestion
from comity.register.refusals import NotOfItsList

_REFERENCES: Final = ("meeting", "statement", "parent")
_BOUNDS: Final = ("", ">", "<", "~")
_KINDS: Final = ("count", "money", "share", "time")
_MORE: Final[Mapping[str, frozenset[str]]] = {"event": frozenset({"titles"})}
# What goes with what was typed: a day that an officer wrote is as fine as it is written, a place is in no province that nobody named.
_GOES_WITH: Final[Mapping[str, Mapping[str, Any]]] = {
    "said": {"precision": "", "basis": "officer", "said_words": ""},
    "due": {"due_precision": "", "due_basis": "officer"},
    "place": {"province": "", "province_now": ""},
}


def corrected(suggestion: Suggestion, typed: Mapping[str, Any], *, text: str) -> dict[str, Any]:
    """Return what a suggestion says with what was typed in the place of its own; raises `NotOfItsList`.

    Words are the document's: those of `start` and `end` where these are typed, or they must stand in `text` as they are typed.
    """
    own = suggestion.value
    for name in typed:
        if name not in own and name not in _MORE.get(suggestion.kind, ()):
            raise NotOfItsList(what=str(name)[:40], said="-")
    changed = [name for name in _GOES_WITH if name in typed and typed[name] != own[name]]
    follow = {name: value for one in changed for name, value in _GOES_WITH[one].items()}
    found = {**own, **follow, **typed}
    found |= {name: clean(found[name], name) for name, clean in _CLEAN.items() if name in found}
    if "words" in found:
        found |= _quoted(found, typed, text=text)
    if suggestion.kind == "figure":
        _require_figure(found)
    return found


def _reference(value: Any, what: str) -> int | str | None:  # noqa: ANN401 - whatever JSON or a form has
    if value in (None, ""):
        return None
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise NotOfItsList(what=what, said=str(value)[:40])
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 6:
        return int(value)
    return value


def _party(value: Any, what: str) -> dict[str, Any] | None:  # noqa: ANN401 - whatever JSON or a form has
    if not value:
        return None
    if not isinstance(value, Mapping):
        raise NotOfItsList(what=what, said=str(value)[:40])
    found = dict(value)
    for name in ("actor", "id"):
        key = _reference(found.get(name), what)
        if isinstance(key, str):
            raise NotOfItsList(what=what, said=key[:40])
        if name in found:
            found[name] = key
    return found


def _seats(value: Any, what: str) -> list[Any]:  # noqa: ANN401 - whatever JSON or a form has
    return [_party(one, what) for one in _list(value, what) if one]


def _list(value: Any, what: str) -> list[Any]:  # noqa: ANN401 - whatever JSON or a form has
    if not isinstance(value, list | tuple):
        raise NotOfItsList(what=what, said=str(value)[:40])
    return list(value)


def _quoted(found: Mapping[str, Any], typed: Mapping[str, Any], *, text: str) -> dict[str, Any]:
    if "start" in typed or "end" in typed:
        start, end = (_reference(found[name], name) for name in ("start", "end"))
        if not isinstance(start, int) or not isinstance(end, int) or not start < end <= len(text):
            raise NotOfItsList(what="words", said=f"{start}-{end}")
        return {"start": start, "end": end, "words": text[start:end]}
    words = str(found["words"])
    at = text.find(words) if "words" in typed and words.strip() else int(found["start"])
    if at < 0 or not words.strip():
        raise NotOfItsList(what="words", said=words[:40] or "-")
    return {"start": at, "end": at + len(words), "words": words}


def _require_figure(found: Mapping[str, Any]) -> None:
    try:
        number = Decimal(str(found["value"]))
    except InvalidOperation:
        raise NotOfItsList(what="figure", said=str(found["value"])[:40]) from None
    if not number.is_finite() or found["bound"] not in _BOUNDS or found["kind"] not in _KINDS:
        raise NotOfItsList(what="figure", said=f"{found['bound']} {found['value']} {found['kind']}"[:40])


_CLEAN: Final[Mapping[str, Callable[[Any, str], Any]]] = {
    **dict.fromkeys(_REFERENCES, _reference),
    **dict.fromkeys(PARTIES, _party),
    "participants": _seats,
    "forms": _list,
    "posts": _list,
}
