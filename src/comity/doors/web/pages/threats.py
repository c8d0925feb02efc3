"""Threat information: collections, one of them, one object, what was found, what an officer puts in."""

from dataclasses import dataclass
from typing import ClassVar

from comity.doors.web.pages.fields import FieldWrite
from comity.doors.web.pages.frame import Place
from comity.doors.web.pages.parts import Act, Crumbs, Fact, Form, Link
from comity.doors.web.pages.picture import Section
from comity.doors.web.pages.posts import Ask
from comity.doors.web.pages.register import Search


@dataclass(frozen=True, slots=True)
class ThreatPage:
    """Sections to read under a search or facts; `heading_language` is that of a heading which somebody else wrote."""

    template: ClassVar[str] = "web/threats.html"
    heading: str
    deck: str
    crumbs: Crumbs
    tabs: tuple[Place, ...]
    sections: tuple[Section, ...]
    heading_language: str = ""
    search: Search | None = None
    facts: tuple[tuple[str, Fact], ...] = ()
    links: tuple[Link, ...] = ()
    act: Act | None = None
    asks: tuple[Ask, ...] = ()
    older_href: str = ""
    alert: str = ""
    notice: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class ThreatForm:
    """One form: its fields, its button; `sections` are read before it is sent."""

    template: ClassVar[str] = "web/threats_form.html"
    heading: str
    deck: str
    crumbs: Crumbs
    tabs: tuple[Place, ...]
    form: Form
    label: str
    fields: tuple[FieldWrite, ...]
    back_href: str
    upload: bool = False
    fault: str = ""
    fault_next: str = ""
    wrong: tuple[tuple[str, str], ...] = ()  # key of a field, and what is to be mended in it
