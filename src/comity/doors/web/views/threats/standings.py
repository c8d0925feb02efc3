"""How an indicator stands, in the reader's words: the small word of lists, the section of its page with every reason."""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext, gettext_lazy

from comity.doors.web.pages.picture import Section
from comity.doors.web.pages.sheets import Bit, Cell, Row, Table
from comity.doors.web.views.threats import kinds, words
from comity.doors.web.views.working import Work
from comity.intel.reading.objects import Found, standing_of
from comity.intel.reading.onlooking import Onlooker
from comity.intel.standing.reckoning import STANDS, Word
from comity.intel.standing.sentences import Part, Reason
from comity.terms.identifiers import AuthorityId
from comity.terms.instants import Instant

_MEANS: Final = {
    Word.FRESH: gettext_lazy("It was said or seen lately, and nobody outweighs it."),
    Word.AGEING: gettext_lazy("It still stands, and was not said or seen for some time."),
    Word.SPENT: gettext_lazy("It ended, or was not said or seen for so long that it is no longer counted on."),
    Word.DISPUTED: gettext_lazy("Those who disagree weigh as much as those who say it."),
}
# What a list may be narrowed to, by the word in the address.
CHOICES: Final = {"stands": STANDS, **{one.value: frozenset({one}) for one in Word}}


def choice(code: str) -> str:
    """Return what a list is narrowed to, in words."""
    return gettext("still stands") if code == "stands" else gettext("indicators: %(word)s") % {"word": kinds.STANDING[Word(code)]}


def standing_section(eye: Onlooker, found: Found, at_work: Work) -> Iterator[Section]:
    """Yield how an indicator stands for this reader, and why; nothing for anything else."""
    stood = standing_of(eye, found)
    if stood is None:
        return
    said = gettext("%(shown)s. %(means)s") % {"shown": kinds.standing(stood), "means": _MEANS[stood.word]}
    reasons = (in_words(one, at_work) for one in stood.reasons)
    note = gettext("Reckoned now, from what you may see: another authority may be shown another number. No byte of it changes.")
    model = Row((Cell((Bit(stood.model.name, language="en"),)), Cell((Bit(stood.model.source, language="en"),))))
    table = Table((gettext("Model"), gettext("Source of the model")), (model,))
    yield Section("standing", gettext("How it stands now"), note, text=(said[:1].upper() + said[1:], *reasons), table=table)


def in_words(reason: Reason, at_work: Work) -> str:
    """Return a reason as one sentence."""
    return gettext(reason.sentence) % {name: _part(part, at_work) for name, part in reason.parts.items()}


def _part(part: Part, at_work: Work) -> str:
    if isinstance(part, Instant):
        return at_work.when(part)
    return words.authority_name(str(part), at_work.language) if isinstance(part, AuthorityId) else str(part)
