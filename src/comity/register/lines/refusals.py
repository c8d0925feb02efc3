"""What keeps a press line from being agreed or released."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class LanguageMissing(Refused):
    """One language has no words."""

    wire_class = "policy"
    sentence = gettext_noop("Press line %(number)s lacks its words in %(language)s.")
    next_step = gettext_noop("Write both: what is said in one language alone will be translated by others.")


class MomentMissing(Refused):
    """No moment of release."""

    wire_class = "policy"
    sentence = gettext_noop("Nobody has said yet when press line %(number)s may be released.")
    next_step = gettext_noop("Agree on day, hour and zone with the other side, and write them down.")


class WordsFrozen(Refused):
    """The words wait for the second officer, or were agreed."""

    wire_class = "policy"
    sentence = gettext_noop("The words of press line %(number)s are not changed any more while it is %(state)s.")
    next_step = gettext_noop("Let the second officer give it back, or withdraw it and write another one.")


class OwnWords(Refused):
    """Nobody agrees to what they wrote."""

    wire_class = "policy"
    sentence = gettext_noop("You wrote words of press line %(number)s, and cannot be the second officer who agrees to it.")
    next_step = gettext_noop("Ask a colleague who approves and wrote nothing of it.")


class OtherWords(Refused):
    """The words changed since they were looked at."""

    wire_class = "policy"
    sentence = gettext_noop("The words of press line %(number)s changed since you opened it.")
    next_step = gettext_noop("Read them again as they stand now; then agree, or give them back.")


class UnderEmbargo(Refused):
    """Its moment has not come."""

    wire_class = "policy"
    sentence = gettext_noop("Press line %(number)s is under embargo until %(moment)s; it was not released.")
    next_step = gettext_noop("Wait for that moment. An earlier one needs another line, agreed anew.")


class NoSuchZone(Refused):
    """No zone of that name."""

    wire_class = "policy"
    sentence = gettext_noop("“%(zone)s” is no time zone.")
    next_step = gettext_noop("Write its name, such as Asia/Ho_Chi_Minh, Europe/Moscow or UTC.")
