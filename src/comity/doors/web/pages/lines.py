"""The lines to partners: at one glance whether anything needs somebody, then each line, what was refused, test calls."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from comity.doors.web.pages.parts import Crumbs, Fact, Form, Link
from comity.doors.web.pages.posts import Ask, Table


@dataclass(frozen=True, slots=True)
class Need:
    """What needs somebody, and what that person does; empty where the first says it; the form of who may say they saw it."""

    said: str
    step: str = ""
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class Partner:
    """One line: how it stands in a sentence, unless what needs somebody says so; alarms with who saw them; what waits; all else, folded."""

    name: str
    node: str
    tone: Literal["pass", "warn", "stop", ""]
    standing: str
    needs: tuple[Need, ...] = ()
    seen: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    more: tuple[str, ...] = ()

    @property
    def shape(self) -> str:
        """The shape that repeats the tone."""
        return self.tone or "ring"


@dataclass(frozen=True, slots=True)
class LinesPage:
    """The page. `tone`: of the verdict; `own`: what of this node needs somebody; `calls`: those for which somebody here has time."""

    template: ClassVar[str] = "web/lines.html"
    heading: str
    deck: str
    crumbs: Crumbs
    verdict: str
    tone: Literal["pass", "warn", "stop"]
    facts: tuple[tuple[str, Fact], ...]
    partners: tuple[Partner, ...]
    none: str
    tables: tuple[Table, ...]
    own: tuple[Need, ...] = ()
    calls: tuple[Ask, ...] = ()
    asks: tuple[Ask, ...] = ()
    filters: tuple[Link, ...] = ()
    fault: str = ""
