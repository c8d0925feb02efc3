"""A mission's report: small pages for poor lines; and the list of what has arrived."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from comity.doors.web.pages.fields import Choice
from comity.doors.web.pages.parts import Crumbs, Form


@dataclass(frozen=True, slots=True)
class MissionPage:
    """One step of a report. `values` is what was saved; `fault` what is missing at the end."""

    template: ClassVar[str] = "web/mission.html"
    heading: str
    step: int
    steps: int
    form: Form
    incidents: tuple[Choice, ...] = ()
    origins: tuple[Choice, ...] = ()
    markings: tuple[Choice, ...] = ()
    place: str = ""
    happened_on: str = ""
    persons: str = ""
    words: str = ""
    document: str = ""
    fault: str = ""
    done: str = ""
    back_href: str = ""
    again_href: str = ""


@dataclass(frozen=True, slots=True)
class Arrived:
    """One report that waits at the desk."""

    number: int
    heading: str
    lines: tuple[str, ...]
    words: str
    form: Form | None


@dataclass(frozen=True, slots=True)
class ArrivedPage:
    """Reports that nobody took up yet, the oldest first."""

    template: ClassVar[str] = "web/missions.html"
    heading: str
    deck: str
    crumbs: Crumbs
    reports: tuple[Arrived, ...]
    new_href: str


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One statement on a mission's note: by which side, what it is, its words."""

    number: int
    sides: tuple[Choice, ...]
    acts: tuple[Choice, ...]
    words: str


@dataclass(frozen=True, slots=True)
class NotePage:
    """A mission's note of a meeting, on one small page; `values` is what was saved, `key` and `saved_at` which saving it shows."""

    template: ClassVar[str] = "web/mission_note.html"
    heading: str
    form: Form
    values: Mapping[str, str]
    types: tuple[Choice, ...] = ()
    countries: tuple[Choice, ...] = ()
    statements: tuple[NoteLine, ...] = ()
    sides: tuple[Choice, ...] = ()
    strengths: tuple[Choice, ...] = ()
    key: str = ""
    saved_at: str = ""
    saved: str = ""
    fault: str = ""
    wrong: str = ""  # the field that the fault is about
    done: str = ""
    again_href: str = ""
