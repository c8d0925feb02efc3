"""What keeps an opinion from being written, or an act from leaving without one."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class CounselNotCoded(Refused):
    """No opinion of the list was chosen."""

    wire_class = "policy"
    sentence = gettext_noop("No opinion of the list was chosen.")
    next_step = gettext_noop("Choose one; the words beside it say the rest.")


class OwnCounsel(Refused):
    """Who wrote a draft would give the opinion on it."""

    wire_class = "policy"
    sentence = gettext_noop("%(name)s wrote a version of this draft and cannot give the opinion on it.")
    next_step = gettext_noop("Another legal adviser can.")


class CounselOwed(Refused):
    """Home law wants a legal opinion before approval, and there is none on this version."""

    wire_class = "policy"
    sentence = gettext_noop("%(instrument)s, Article %(article)s, wants a legal opinion before this is approved; this version has none.")
    next_step = gettext_noop("A legal adviser reads it and gives the opinion; if it asks for a change, the changed version is read again.")
