"""Why an indicator stands as it does: sentences by their codes, with named places for moments, authorities, numbers and models."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from comity.terms.identifiers import AuthorityId
from comity.terms.instants import Instant
from comity.terms.speech import gettext_noop

Part: TypeAlias = AuthorityId | Instant | int | str

SENTENCES: Final[Mapping[str, str]] = {
    "revoked": gettext_noop("Whoever gave it has revoked it."),
    "over": gettext_noop("Its author said that it holds until %(when)s."),
    "expired": gettext_noop("%(who)s, who gave it, said on %(when)s that it no longer holds."),
    "early": gettext_noop("It holds only from %(when)s on."),
    "model": gettext_noop(
        "Reckoned by the model “%(model)s”: from %(base)s on %(when)s down to nothing in %(days)s days; below %(threshold)s it is spent."
    ),
    "until": gettext_noop("Reckoned from %(base)s on %(when)s down to nothing on %(until)s, until when its author says that it holds."),
    "confidence": gettext_noop("It begins with %(base)s, which is how sure its author is."),
    "usual": gettext_noop("Its author does not say how sure they are: it begins with the usual %(base)s."),
    "author": gettext_noop("The count begins with its author's last word, on %(when)s."),
    "seen": gettext_noop("Seen on %(when)s, says %(who)s: the count begins anew there."),
    "seen-before": gettext_noop("Last seen on %(when)s, says %(who)s: before its author's last word, so the count stays."),
    "seen-after": gettext_noop("Seen again on %(when)s, says %(who)s, after it had ended: its author may say that it holds longer."),
    "against": gettext_noop("%(who)s disagrees, on %(when)s."),
    "against-strongly": gettext_noop("%(who)s strongly disagrees, on %(when)s: a false alarm there."),
    "over-there": gettext_noop("%(who)s said on %(when)s that it no longer holds there."),
    "for": gettext_noop("%(who)s agrees, on %(when)s."),
    "for-strongly": gettext_noop("%(who)s strongly agrees, on %(when)s."),
    "weighed": gettext_noop("Weight of those who speak for it, its author among them: %(yes)s; against it: %(no)s."),
    "noted": gettext_noop("%(who)s noted something on it on %(when)s; a note changes no number."),
    "capped": gettext_noop("More was said of it than was looked through; the newest was."),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: its code, and the parts of its sentence, which the door says in the reader's language."""

    code: str
    parts: Mapping[str, Part]

    @property
    def sentence(self) -> str:
        """The sentence, marked for translation."""
        return SENTENCES[self.code]
