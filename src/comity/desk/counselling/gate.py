"""Asked before an approval: does the law at home want a legal opinion on such an act, and is there one on this very version?

Which acts, the rulebook says: a rule of an arrangement that this State is party to lists them under `counsel`, as `KIND/part`. The
words of an opinion are not read here.
"""

from datetime import date
from typing import Final

from comity.desk.counselling.refusals import CounselOwed
from comity.desk.drafting.resolving import Resolved
from comity.desk.rules import rulebook
from comity.directory.home import home
from comity.records.models import Counsel, Draft
from comity.terms.instants import Instant
from comity.treaty.pack import Rule
from comity.wire.act import ActBody

_USE: Final = "counsel"
_PARTY: Final = "party"
_SETTLED: Final = frozenset({"CSL-SOUND", "CSL-AGAINST"})  # whoever approves against it answers for it


def require_counsel(draft: Draft, *, body: ActBody | Resolved, at: Instant) -> None:
    """Raise `CounselOwed` where a rule at home wants an opinion that the version of the draft has not."""
    rule = counsel_rule(body.kind, body.act, on=at.datetime().date())
    if rule is None:
        return
    newest = Counsel.objects.filter(draft=draft, version=draft.version).order_by("-id").values_list("code", flat=True).first()
    if newest not in _SETTLED:
        raise CounselOwed(instrument=rule.instrument, article=rule.article)


def counsel_rule(kind: str, act: str, *, on: date) -> Rule | None:
    """Return the rule at home that wants an opinion on such an act; None where none does."""
    rules = rulebook()
    for rule in rules.listing(_USE, f"{kind}/{act}"):
        if rule.since <= on:
            status = rules.status_of(home().country, instrument=rule.instrument, on=on)
            if any(row.act == _PARTY for row in status):
                return rule
    return None
