"""An answer under the eyes of a case: each question returns what was asked for, or raises the failure that says what is wrong."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from comity.courier.taxii.checking.case import NotJson, WrongHeader, WrongMedia, WrongProperty, WrongStatus
from comity.courier.taxii.exchange import Answered, Asked, parse_media
from comity.terms.json import is_deeper, outside_strings
from comity.terms.speech import gettext_noop

STAMP: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z", re.ASCII)  # RFC 3339 in UTC; TAXII 2.1, 2
DEEPEST: Final = 80
"""Levels of an answer: an object of STIX as deep as this node takes it, in an envelope. Deeper, whoever shows it runs out of stack."""

_SHOWN: Final = 80


@dataclass(frozen=True, slots=True)
class Reply:
    """One exchange. `what` names it in messages."""

    asked: Asked
    answered: Answered

    @property
    def what(self) -> str:
        """Method and address, as a reader finds them in the exchange."""
        return f"{self.asked.method} {self.asked.url}"

    @property
    def status(self) -> int:
        """The status."""
        return self.answered.status

    def must(self, *wanted: int) -> "Reply":
        """Require one of these statuses; raises `WrongStatus`."""
        if self.status not in wanted:
            raise WrongStatus(what=self.what, got=self.status, wanted=" / ".join(map(str, wanted)))
        return self

    def taxii(self) -> "Reply":
        """Require TAXII's media type with its version; raises `WrongMedia`."""
        came = self.answered.header("Content-Type")
        media = parse_media(came)
        if media.name != "application/taxii+json" or media.parameters.get("version") != "2.1":
            raise WrongMedia(what=self.what, got=came or "-")
        return self

    def json(self) -> dict[str, Any]:
        """Return the body as a JSON object; raises `WrongMedia`, `NotJson`."""
        self.taxii()
        if is_deeper(outside_strings(self.answered.body), DEEPEST):
            raise NotJson(what=self.what, where=f"more than {DEEPEST} levels")
        try:
            found = json.loads(self.answered.body)
        except ValueError as fault:
            raise NotJson(what=self.what, where=fault) from fault
        if not isinstance(found, dict):
            raise NotJson(what=self.what, where=type(found).__name__)
        return found

    def stamp_header(self, name: str) -> str:
        """Return a header that must be a timestamp; raises `WrongHeader`."""
        came = self.answered.header(name)
        if not STAMP.fullmatch(came):
            raise WrongHeader(what=self.what, name=name, got=came or "-", wanted=gettext_noop("a timestamp in UTC"))
        return came


def shown(value: object) -> str:
    """Return a value as JSON, cut short."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def text_of(found: Mapping[str, Any], name: str, *, what: str, optional: bool = False) -> str:
    """Return a property that must be a text that is not empty; raises `WrongProperty`."""
    value = found.get(name)
    if value is None and optional and name not in found:
        return ""
    if not isinstance(value, str) or not value:
        raise WrongProperty(what=what, name=name, got=shown(value) if name in found else "-", wanted=gettext_noop("a text"))
    return value


def truth_of(found: Mapping[str, Any], name: str, *, what: str) -> bool:
    """Return a property that must be true or false."""
    value = found.get(name)
    if not isinstance(value, bool):
        raise WrongProperty(what=what, name=name, got=shown(value) if name in found else "-", wanted="true / false")
    return value


def count_of(found: Mapping[str, Any], name: str, *, what: str) -> int:
    """Return a property that must be a whole number of zero or more."""
    value = found.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise WrongProperty(what=what, name=name, got=shown(value) if name in found else "-", wanted=gettext_noop("a whole number"))
    return value


def stamp_of(found: Mapping[str, Any], name: str, *, what: str) -> str:
    """Return a property that must be a timestamp."""
    value = found.get(name)
    if not isinstance(value, str) or not STAMP.fullmatch(value):
        raise WrongProperty(what=what, name=name, got=shown(value) if name in found else "-", wanted=gettext_noop("a timestamp in UTC"))
    return value


def list_of(found: Mapping[str, Any], name: str, *, what: str, kind: type) -> list[Any]:
    """Return a property that, where it is there, must be a list of `kind` that is not empty (TAXII 2.1, 2: empty lists are left out)."""
    if name not in found:
        return []
    value = found[name]
    if not isinstance(value, list) or not value or not all(isinstance(one, kind) for one in value):
        raise WrongProperty(what=what, name=name, got=shown(value), wanted=gettext_noop("a list that is not empty, or nothing"))
    return value


def require(good: object, *, what: str, name: str, got: object, wanted: str) -> None:
    """Require something of a property; raises `WrongProperty`."""
    if not good:
        raise WrongProperty(what=what, name=name, got=shown(got), wanted=wanted)


def key_of(stamp: str) -> tuple[str, str]:
    """Return what orders timestamps in UTC whatever number of fraction digits they have."""
    second, _, fraction = stamp.removesuffix("Z").partition(".")
    return second, fraction.rstrip("0")


def ids_of(objects: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the identifiers in their order."""
    return [str(one.get("id")) for one in objects]
