"""What keeps a calendar file from being read."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NoCalendar(Refused):
    """The file is no iCalendar."""

    wire_class = "malformed"
    sentence = gettext_noop("The file is no calendar that can be read (line %(line)s).")
    next_step = gettext_noop("Save the invitation as an .ics file again, or write the meeting down by hand; nothing was kept.")


class NoMeetingInIt(Refused):
    """A calendar without an event."""

    wire_class = "malformed"
    sentence = gettext_noop("The calendar file holds no meeting.")
    next_step = gettext_noop("Choose the invitation itself; tasks and free times are not read.")


class CalendarTooLarge(Refused):
    """More bytes or more meetings than are read at once."""

    wire_class = "too-large"
    sentence = gettext_noop("The calendar file has %(size)s; at most %(cap)s are read at once.")
    next_step = gettext_noop("Save the meetings that matter one by one; nothing was kept.")


class DayMissing(Refused):
    """A meeting without a day."""

    wire_class = "malformed"
    sentence = gettext_noop("The meeting that begins at line %(line)s names no day that can be read.")
    next_step = gettext_noop("Write that meeting down by hand; nothing was kept.")
