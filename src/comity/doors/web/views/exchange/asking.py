"""What may be done with a warning from its page: acknowledged, declined, updated, recalled, taken up again."""

from collections.abc import Iterator
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext

from comity.desk.meaning import WARNING
from comity.desk.permissions import Verb, may
from comity.desk.rules import rulebook
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Form
from comity.doors.web.pages.posts import Ask
from comity.doors.web.views.exchange.beginning import choices
from comity.doors.web.views.working import Work, fresh_token
from comity.intel.warnings.queries import WarningFile
from comity.treaty.answers import grounds_for

_CAP: Final = 1000
_HELD: Final = frozenset({"sent", "received", "acknowledged", "declined"})


def asks_of(file: WarningFile, at_work: Work) -> Iterator[Ask]:
    """Yield what this officer may do now; what waits for somebody stands open."""
    warning = file.warning
    if warning.side == "theirs":
        if may(at_work.actor, Verb.DECIDE):
            yield from _words_of_ours(file, at_work)
        return
    if not may(at_work.actor, Verb.WARN):
        return
    here = reverse("warning", args=[warning.number])
    if warning.state == "set-aside":
        yield Ask(gettext("Go on with it"), _form(here, "take-up"), gettext("Take it up again"), open=True)
    if warning.state != "published" or file.live is not None or not any(one.delivery.state in _HELD for one in file.ledger):
        return
    effect = gettext("A new text to everybody who has it and may still get it; a second officer approves it once for all.")
    yield Ask(gettext("Update it"), _form(here, "update"), gettext("Write the new text"), effect=effect)
    effect = gettext("Everybody who has it is told not to rely on it any more. That it was read stays on record.")
    reasons = FieldWrite("reason", "list", gettext("Why"), choices=choices("recall-reason", at_work.language, chosen=""))
    yield Ask(gettext("Recall it"), _form(here, "recall"), gettext("Prepare the recall"), (reasons,), effect)


def _words_of_ours(file: WarningFile, at_work: Work) -> Iterator[Ask]:
    warning, language = file.warning, at_work.language
    here = reverse("warning", args=[warning.case])
    effect = gettext("A second officer approves it before it leaves.")
    done = FieldWrite("done", "code", gettext("What was done with it?"), choices=choices("warning-done", language, chosen=""))
    note = FieldWrite(
        "note",
        "text",
        gettext("Further words"),
        hint=gettext("Not required. It is not translated by machine. No name, mailbox, telephone or account of a person."),
        optional=True,
        cap=_CAP,
        languages=tuple(Choice(tag, name, chosen=tag == language) for tag, name in (("vi", "Tiếng Việt"), ("en", "English"))),
    )
    if warning.state == "received":
        yield Ask(
            gettext("Acknowledge it"), _form(here, "acknowledge"), gettext("Submit the acknowledgement"), (done, note), effect, open=True
        )
        grounds = tuple(Choice(one.code, one.labels[language]) for one in grounds_for(WARNING, rulebook=rulebook()))
        why = FieldWrite("grounds", "codes", gettext("Why"), choices=grounds)
        form = Form(here, fresh_token(), hidden=(("step", "acknowledge"), ("as", "decline")))
        yield Ask(gettext("It cannot be kept as it is marked"), form, gettext("Submit the refusal"), (why,), effect, open=True)
    elif warning.state == "acknowledged":
        asked = gettext("Tell what was done since")
        yield Ask(
            asked, _form(here, "acknowledge"), gettext("Submit it"), (done, note), effect, open=warning.done_version < warning.version
        )


def _form(here: str, name: str) -> Form:
    return Form(here, fresh_token(), hidden=(("step", name),))
