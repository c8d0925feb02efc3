"""What an invitation says, as forms of a meeting: one for each, filled in, with what the register may have of it already."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext

from comity.directory.home import home
from comity.doors.web.pages.fields import FieldWrite
from comity.doors.web.pages.parts import Form
from comity.doors.web.pages.posts import Ask
from comity.doors.web.views.register import words
from comity.doors.web.views.working import Work, fresh_token
from comity.register.calendar.ical import Invitation
from comity.register.calendar.known import known_meetings


def invited_fields() -> tuple[FieldWrite, ...]:
    """Return the field of the file."""
    return (FieldWrite("file", "file", gettext("The invitation"), hint=gettext("An .ics file, at most 256 KiB with 20 meetings.")),)


def invited_asks(read: Sequence[Invitation], at_work: Work) -> Iterator[Ask]:
    """Yield each meeting that was read, with the button that begins the form of a meeting with it."""
    for one in read:
        standing = "cancelled" if one.cancelled else "planned"
        told = (("begin", "yes"), ("title", one.title), ("said", one.said), ("place", one.place), ("standing", standing))
        title = one.title or gettext("without a title")
        yield Ask(
            f"{words.print_said(one.said)} · {title}",
            Form(reverse("register-meeting-new"), fresh_token(), hidden=told),
            gettext("Begin a meeting with it"),
            effect=" ".join(_effects(one, at_work)),
            open=True,
        )


def _effects(one: Invitation, at_work: Work) -> Iterator[str]:
    known = known_meetings(one, node=str(home().node), by=at_work.actor)
    if known:
        numbers = "; ".join(f"{row.number} {words.print_said(row.said)}" for row in known)
        yield gettext("The register may have this already: %(numbers)s.") % {"numbers": numbers}
    if one.cancelled:
        yield gettext("The file says that it does not take place.")
    if one.repeats:
        yield gettext("It repeats in the file; this is its first day.")
