"""What an object's page says more of a technique: who uses it; and of whoever uses techniques: where they stand in the matrix."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext

from comity.doors.web.pages.parts import Link
from comity.doors.web.pages.picture import Section
from comity.doors.web.pages.sheets import Bit, Cell, Row, Table
from comity.doors.web.views.threats import kinds, words
from comity.doors.web.views.working import Work
from comity.intel.reading.matrix import BESIDE, MOST_USERS, User, users_of
from comity.intel.reading.objects import Found
from comity.intel.reading.onlooking import Onlooker
from comity.wire.stix.attack import CHAINS, TECHNIQUE, Technique, read_attack


def in_the_matrix(found: Found) -> Iterator[Link]:
    """Yield the way to the matrix: of a technique to its domain, of whoever may stand beside with them beside."""
    technique = read_attack(found.body) if found.sort == TECHNIQUE else None
    if isinstance(technique, Technique):
        chain = next(chain for chain, _ in technique.phases if chain in CHAINS)
        yield Link(gettext("In the matrix of ATT&CK"), reverse("threat-matrix-of", args=[chain]))
    if found.sort in BESIDE:
        yield Link(gettext("Beside the matrix of ATT&CK"), f"{reverse('threat-matrix')}?{urlencode({'beside': found.stix_id})}")


def used_sections(eye: Onlooker, found: Found, at_work: Work) -> Iterator[Section]:
    """Yield who uses a technique, all of them and not one hop's worth."""
    if found.sort != TECHNIQUE:
        return
    users, more = users_of(eye, found.stix_id)
    heads = (gettext("Object"), gettext("Type"), gettext("How it is joined to this"))
    note = gettext("The first %(count)s are shown.") % {"count": MOST_USERS} if more else ""
    empty = gettext("Nothing that you may see uses this technique or points to it.")
    table = Table(heads, tuple(_row(one, at_work) for one in users), empty)
    yield Section("used", gettext("What uses this technique"), note, table=table)


def _row(one: User, at_work: Work) -> Row:
    card = one.card
    value = (Bit(card.said.value, code=True),) if card.said and card.said.value not in ("", card.said.title) else ()
    return Row(
        (
            Cell((Bit(words.title(card), words.object_href(card.holding, card.stix_id), language=words.NAMED), *value)),
            Cell((Bit(kinds.kind(card.sort)), Bit(card.holding.title, soft=True, language=words.NAMED))),
            Cell(
                (
                    Bit(kinds.relation(one.word), words.object_href(one.by.holding, one.by.stix_id)),
                    *((Bit(one.told, language=words.NAMED),) if one.told else ()),
                    Bit(at_work.when(one.by.came), soft=True),
                )
            ),
        )
    )
