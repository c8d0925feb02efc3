"""What a person should know of objects: values on warning lists, objects that lack something, what tags and elements of galaxies mean."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext

from comity.doors.web.pages.picture import Section
from comity.doors.web.pages.sheets import Bit, Cell, Row, Table
from comity.doors.web.views.threats.saying import clean
from comity.intel.reading.objects import Found
from comity.intel.vocabularies.noticing import Lack, Notices, notices_of_told
from comity.intel.vocabularies.queries import LANGUAGE, Listed, Meaning, meanings
from comity.wire.misp.gathering import told_of

_SHOWN: Final = 100
_LONGEST: Final = 200


def notice_sections(notices: Notices, named: Sequence[str], *, advice: str = "") -> Iterator[Section]:
    """Yield what to know of objects: `named` says where each stands, `advice` what to do now."""
    if notices.listed or notices.unlooked:
        rows = [_listed(named[place], hit) for place, hits in notices.listed.items() for hit in hits]
        notes = [gettext("A warning, and no refusal: such a value may be the very one that is meant."), advice]
        if notices.unlooked:
            unlooked = gettext("Values that were not looked for, because there are too many or patterns would take too long: %(count)s.")
            notes.append(unlooked % {"count": notices.unlooked})
        if len(rows) > _SHOWN:
            notes.append(gettext("The first %(count)s are shown.") % {"count": _SHOWN})
        heads = (gettext("Value"), gettext("Object"), gettext("Warning list"))
        table = Table(heads, tuple(rows[:_SHOWN]), gettext("Of those that were looked for none stands on a warning list."))
        yield Section("listed", gettext("Values that stand on a warning list"), " ".join(filter(None, notes)), table=table)
    if notices.lacking:
        rows = [_lacking(named[place], lack) for place, lacks in notices.lacking.items() for lack in lacks]
        of = (gettext("Object"), gettext("What is not as its template wants it"))
        note = gettext("It is taken all the same; whoever gave it can complete it.")
        yield Section("lacking", gettext("Objects that lack something"), note, table=Table(of, tuple(rows[:_SHOWN])))


def _listed(where: str, hit: Listed) -> Row:
    matched = (Bit(clean(hit.entry), code=True, soft=True),) if hit.entry != hit.value.strip().casefold() else ()
    why = (Bit(hit.why[:_LONGEST], soft=True, language=LANGUAGE),) if hit.why else ()
    return Row(
        (Cell((Bit(clean(hit.value[:_LONGEST]), code=True), *matched)), Cell((Bit(where),)), Cell((Bit(hit.name, language=LANGUAGE), *why)))
    )


def _lacking(where: str, lack: Lack) -> Row:
    return Row((Cell((Bit(where),)), Cell((Bit(gettext(lack.sentence) % lack.parts),))))


def own_sections(found: Found) -> Iterator[Section]:
    """Yield what to know of one object that is here, then what its tags mean."""
    name = found.said.title if found.said else found.stix_id
    yield from notice_sections(notices_of_told([found.told]), [name])
    yield from _tags(found)


def _tags(found: Found) -> Iterator[Section]:
    """Yield the tags of an object that a vocabulary of this node knows, in its words, which are marked with their language."""
    tags, uuid = _labels(found.told), found.stix_id.partition("--")[2]
    known = meanings(tags, uuids=[uuid, *_element(found.told)])
    rows = [_meaning(tag, known[tag]) for tag in tags if tag in known]
    rows += [_meaning(one.tag, one) for name, one in known.items() if name not in tags]
    if rows:
        note = gettext("As the vocabularies say that the operator put here; in English, which is their language.")
        heads = (gettext("Tag"), gettext("What it means"))
        yield Section("tags", gettext("What its tags mean"), note, table=Table(heads, tuple(rows)))


def _meaning(tag: str, one: Meaning) -> Row:
    about = (Bit(one.description, soft=True, language=LANGUAGE),) if one.description else ()
    said = Bit(" › ".join(one.words), language=LANGUAGE)  # noqa: RUF001 -- from the general to the particular
    return Row((Cell((Bit(clean(tag[:_LONGEST]), code=True),)), Cell((said, *about))))


def _labels(told: Mapping[str, Any]) -> list[str]:
    labels = told.get("labels")
    return [one for one in labels if isinstance(one, str)][:_SHOWN] if isinstance(labels, list) else []


def _element(told: Mapping[str, Any]) -> list[str]:
    """Return the UUID that an element of a galaxy has in MISP, where the object was made from one."""
    cluster = told_of(told, "cluster")
    return [str(cluster["uuid"])] if isinstance(cluster, dict) and cluster.get("uuid") else []
