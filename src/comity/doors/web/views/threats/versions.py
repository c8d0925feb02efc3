"""The versions of an object, and what one says otherwise than another, in words."""

import contextlib
import json
from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext, pgettext

from comity.doors.web.pages.parts import Link
from comity.doors.web.pages.picture import Section
from comity.doors.web.pages.sheets import Bit, Cell, Row, Table
from comity.doors.web.views.threats import words
from comity.doors.web.views.threats.saying import clean, label_of, value_bits
from comity.doors.web.views.threats.shelf import number
from comity.doors.web.views.working import Work
from comity.intel.reading.objects import Found, Version, find
from comity.intel.reading.onlooking import Onlooker
from comity.intel.store.refusals import NoObject
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.wire.stix import BadStix, parse_timestamp
from comity.wire.stix.differing import Difference, differences, narrowed

_LONG = 200  # characters from which on a text is shown from where it differs


def version_sections(eye: Onlooker, found: Found, request: HttpRequest, at_work: Work) -> Iterator[Section]:
    """Yield what changed since the version before, or since the one that `?beside=` names, then the list of versions."""
    beside = _beside(found, number(request.GET.get("beside", "")))
    if beside is not None:
        yield from _changes(eye, found, beside, at_work)
    yield _versions(found, beside, at_work)


def changes_link(found: Found) -> Iterator[Link]:
    """Yield the way to what changed, where there is a version before this one."""
    if _beside(found, 0) is not None:
        yield Link(gettext("What changed"), "#changes")


def _beside(found: Found, asked: int) -> Version | None:
    """Return the version that is compared with: the one that was asked for, else the one before."""
    others = [one for one in found.versions if one.added != found.place.added]
    if asked:
        return next((one for one in others if one.added == asked), None)
    keys = [one.added for one in found.versions]
    at = keys.index(found.place.added) + 1 if found.place.added in keys else len(keys)
    return found.versions[at] if at < len(keys) else None


def _changes(eye: Onlooker, found: Found, beside: Version, at_work: Work) -> Iterator[Section]:
    try:
        other = find(eye, found.holding, found.stix_id, added=beside.added)
    except NoObject:
        return
    newer = (found.place.version, found.place.added) > (beside.version, beside.added)
    before, after = (other, found) if newer else (found, other)
    facts = {"before": before.place.version, "after": after.place.version}
    heads = (gettext("Property"), pgettext("of a version", "Before"), pgettext("of a version", "After"))
    rows = tuple(_row(one, at_work) for one in differences(before.told, after.told))
    empty = gettext("Both versions say the same in every property; only their stamps differ.")
    heading = gettext("What changed since the version before") if newer else gettext("What the later version says otherwise")
    note = gettext("Version %(before)s beside version %(after)s.") % facts
    yield Section("changes", heading, note, table=Table(heads, rows, empty))


def _row(one: Difference, at_work: Work) -> Row:
    name = Cell((label_of(one.name),))
    if one.kind == "new":
        return Row((name, Cell((Bit(gettext("was not there"), soft=True),)), Cell(_bits(one.name, one.after, at_work))))
    if one.kind == "gone":
        return Row((name, Cell(_bits(one.name, one.before, at_work)), Cell((Bit(gettext("is not there any more"), soft=True),))))
    if one.came or one.went:
        went = tuple(Bit(gettext("no longer: %(what)s") % {"what": _short(each)}) for each in one.went[:20])
        came = tuple(Bit(gettext("added: %(what)s") % {"what": _short(each)}) for each in one.came[:20])
        same = Bit(gettext("nothing else"), soft=True)
        return Row((name, Cell(went or (same,)), Cell(came or (same,))))
    if isinstance(one.before, str) and isinstance(one.after, str) and max(len(one.before), len(one.after)) > _LONG:
        old, new = narrowed(one.before, one.after)
        return Row((name, Cell(_bits(one.name, old, at_work)), Cell(_bits(one.name, new, at_work))))
    return Row((name, Cell(_bits(one.name, one.before, at_work)), Cell(_bits(one.name, one.after, at_work))))


def _bits(name: str, value: JsonValue, at_work: Work) -> tuple[Bit, ...]:
    if isinstance(value, bool):
        return (Bit(gettext("yes") if value else gettext("no")),)
    return tuple(value_bits(name, value, at_work)) or (Bit(words.NOTHING),)


def _short(value: JsonValue) -> str:
    if isinstance(value, dict):
        parts = [value.get(name) for name in ("kill_chain_name", "phase_name", "source_name", "external_id", "url", "description")]
        told = " · ".join(part for part in parts if isinstance(part, str))
        return clean(told or json.dumps(value, ensure_ascii=False))[:300]
    return clean(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))[:300]


def _versions(found: Found, beside: Version | None, at_work: Work) -> Section:
    href = words.object_href(found.holding, found.stix_id)
    rows = tuple(_version(one, found, href, beside, at_work) for one in found.versions)
    heads = (gettext("Version"), gettext("Came"), pgettext("of a version", "How it stands"), gettext("Side by side"))
    return Section("versions", gettext("Versions that you may see"), table=Table(heads, rows))


def _version(one: Version, found: Found, href: str, beside: Version | None, at_work: Work) -> Row:
    here = one.added == found.place.added
    state = gettext("revoked") if one.revoked else gettext("this one") if here else words.NOTHING
    compare = Bit(words.NOTHING)
    if not here:
        label = gettext("compared with above") if beside is not None and beside.added == one.added else gettext("compare with this one")
        compare = Bit(label, f"{href}?added={found.place.added}&beside={one.added}#changes")
    return Row(
        (
            Cell(tuple(_stamp(one, "" if here else f"{href}?added={one.added}", at_work))),
            Cell((Bit(at_work.when(one.came)),)),
            Cell((Bit(state),)),
            Cell((compare,)),
        )
    )


def _stamp(one: Version, href: str, at_work: Work) -> Iterator[Bit]:
    """Yield when a version was made, at the desk's time, and as it is written."""
    with contextlib.suppress(BadStix, ValueError, OverflowError):
        yield Bit(at_work.when(Instant(parse_timestamp(one.version))), href)
        yield Bit(one.version, soft=True, language="en")
        return
    yield Bit(one.version, href, language="en")
