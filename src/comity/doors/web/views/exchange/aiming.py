"""Whom a warning is for within its field: kinds of authorities, and authorities by name where the marking names its recipients."""

from typing import Final

from django.utils.translation import gettext

from comity.desk.meaning import WARNING
from comity.desk.rules import rulebook
from comity.desk.warning.planning import KINDS, TO
from comity.desk.warning.viewing import IssueView
from comity.directory.book import book
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.views.exchange import words
from comity.doors.web.views.working import Work
from comity.intel.policy import fields_of, roles_in
from comity.intel.policy.labels import OPEN
from comity.intel.warnings.recipients import others
from comity.terms.vocabulary import vocabulary

_OPEN: Final = frozenset(one.value for one in OPEN)


def aim_fields(view: IssueView, at_work: Work) -> tuple[FieldWrite, ...]:
    """Return the two inputs: kinds of authorities, and authorities by name, where the marking names its recipients."""
    return (_kinds(view, at_work), _named(view, at_work))


def _kinds(view: IssueView, at_work: Work) -> FieldWrite:
    field, language = str(view.issue.typed.get("field", "")), at_work.language
    chosen = frozenset(map(str, view.issue.typed.get(KINDS) or ()))
    working = roles_in(field).intersection(rulebook().kind(WARNING).receiver)
    choices = tuple(
        Choice(one.code, one.label(language), one.definition.get(language, ""), chosen=one.code in chosen)
        for one in vocabulary("authority-role").offered
        if one.code in working | chosen
    )
    hint = gettext("Choose none, and every authority that works in the field may get it.")
    return FieldWrite(KINDS, "codes", gettext("Only authorities of these kinds"), hint=hint, optional=True, choices=choices)


def _named(view: IssueView, at_work: Work) -> FieldWrite:
    typed, language = view.issue.typed, at_work.language
    field, tlp = str(typed.get("field", "")), str(typed.get("tlp", ""))
    chosen = frozenset(map(str, typed.get(TO) or ()))
    open_ = tlp in _OPEN
    why_open = gettext("%(tlp)s names no recipients: whoever works in the field gets it.") % {"tlp": tlp}
    choices = []
    for one in others(book()):
        if one.id.text not in chosen and (open_ or field not in fields_of(one.roles)):
            continue  # why the others get nothing stands on the page of the answers
        name, state = words.authority(one.id.text, language)
        roles = ", ".join(words.label("authority-role", role, language) for role in one.roles)
        choices.append(Choice(one.id.text, name, f"{state}; {roles}", chosen=one.id.text in chosen))
    hint = why_open if open_ else gettext("Under TLP:RED, AMBER+STRICT and AMBER only whom you name gets it.")
    return FieldWrite(TO, "codes", gettext("To these authorities by name"), hint=hint, optional=open_, choices=tuple(choices), coded=False)
