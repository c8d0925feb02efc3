"""A pattern as a table: what is compared, how, with what. One that is more than comparisons side by side is shown as it stands as well."""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext, gettext_lazy

from comity.doors.web.pages.picture import Section
from comity.doors.web.pages.sheets import Bit, Cell, Row, Table
from comity.doors.web.views.threats import kinds
from comity.wire.stix import BadStix, Pattern, parse_pattern
from comity.wire.stix.patterns import (
    Comparison,
    Compound,
    During,
    Exists,
    Junction,
    Observation,
    Path,
    Qualified,
    comparisons_in,
    print_path,
)

_MOST: Final = 40
_WORDS: Final = {
    "=": gettext_lazy("is"),
    "!=": gettext_lazy("is not"),
    "<": gettext_lazy("is less than"),
    "<=": gettext_lazy("is at most"),
    ">": gettext_lazy("is more than"),
    ">=": gettext_lazy("is at least"),
    "IN": gettext_lazy("is one of"),
    "LIKE": gettext_lazy("looks like"),
    "MATCHES": gettext_lazy("matches the expression"),
    "ISSUBSET": gettext_lazy("lies within"),
    "ISSUPERSET": gettext_lazy("contains"),
}


def pattern_section(text: str) -> Section:
    """Return a STIX pattern as a section: its comparisons in a table, how they are joined in a sentence."""
    heading = gettext("What it finds")
    try:
        pattern = parse_pattern(text)
    except BadStix as refused:
        why = gettext(refused.fault.sentence) % refused.fault.facts
        return Section("pattern", heading, text=(why,), table=Table((gettext("Pattern"),), (_raw(text),)))
    tests = list(comparisons_in(pattern))
    rows = tuple(_row(one) for one in tests[:_MOST])
    heads = (gettext("What is compared"), gettext("How"), gettext("With what"))
    if _is_simple(pattern):
        return Section("pattern", heading, _joined(pattern), table=Table(heads, rows))
    more = Row((Cell((Bit(text[:2000], code=True),)), Cell((Bit(gettext("the whole pattern")),)), Cell((Bit(""),))))
    note = gettext("It joins several observations, or says when and how often: the table shows what is compared, the last row how.")
    return Section("pattern", heading, note, table=Table(heads, (*rows, more)))


def _raw(text: str) -> Row:
    return Row((Cell((Bit(text[:2000], code=True),)),))


def _is_simple(pattern: Pattern) -> bool:
    """Say whether a table says all of it: one observation, its comparisons joined by one word, at most within a span of time."""
    if isinstance(pattern, Qualified):
        return (
            isinstance(pattern.observed, Observation)
            and all(isinstance(one, During) for one in pattern.qualifiers)
            and _flat(pattern.observed)
        )
    return isinstance(pattern, Observation) and _flat(pattern)


def _flat(one: Observation) -> bool:
    return not isinstance(one.test, Compound) or not any(isinstance(part, Compound) for part in one.test.parts)


def _joined(pattern: Pattern) -> str:
    said = []
    observed = pattern.observed if isinstance(pattern, Qualified) else pattern
    if isinstance(observed, Observation) and isinstance(observed.test, Compound):
        every = observed.test.junction is Junction.AND
        said.append(gettext("All of this at once.") if every else gettext("Any of this."))
    spans = [one for one in pattern.qualifiers if isinstance(one, During)] if isinstance(pattern, Qualified) else []
    said += [gettext("From %(start)s until before %(stop)s.") % {"start": one.start, "stop": one.stop} for one in spans]
    return " ".join(said)


def _row(one: Comparison | Exists) -> Row:
    if isinstance(one, Exists):
        return Row((_path(one.path), Cell((Bit(gettext("is there")),)), Cell((Bit(""),))))
    how = str(_WORDS[one.operator.value])
    shown = gettext("not: %(how)s") % {"how": how} if one.negated else how
    return Row((_path(one.path), Cell((Bit(shown),)), Cell(tuple(_constants(one)))))


def _constants(one: Comparison) -> Iterator[Bit]:
    for constant in one.constants[:_MOST]:
        yield Bit(constant.value[:500], code=True)
    if len(one.constants) > _MOST:
        yield Bit(gettext("and %(count)s more") % {"count": len(one.constants) - _MOST}, soft=True)


def _path(path: Path) -> Cell:
    return Cell((Bit(kinds.kind(path.type)), Bit(print_path(path), soft=True, language="en")))
