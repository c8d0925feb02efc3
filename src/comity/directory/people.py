"""Finds officers of this node; the one road from a door to their table."""

from django.contrib.sessions.models import Session

from comity.directory.home import home
from comity.records.models import Officer
from comity.records.rows import find
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NoSuchOfficer(Refused):
    """Nobody of that name works here."""

    sentence = gettext_noop("There is no officer %(officer)s at this node.")
    next_step = gettext_noop("“comity officer list” shows who is enrolled.")


def find_officer(officer_id: str) -> Officer:
    """Return the active officer with this sign-in name; raises `NoSuchOfficer`."""
    found = Officer.objects.filter(officer_id=officer_id.lower(), is_active=True).first()
    if found is None:
        raise NoSuchOfficer(officer=officer_id[:80])
    return found


def find_signed_in(key: int) -> Officer | None:
    """Return the officer of a session, active or not."""
    return find(Officer, id=key)


def session_of(key: str) -> Session | None:
    """Return the row of a browser's session, over or not."""
    return find(Session, session_key=key)


def known_officer(officer_id: str) -> Officer | None:
    """Return the officer of that name, active or not, for whoever counts attempts."""
    return Officer.objects.filter(officer_id=officer_id).first()


def sign_in_name(typed: str) -> str:
    """Return the sign-in name that was meant: without a node's name after it, that of this node."""
    name = typed.strip().lower()
    if "@" in name or Officer.objects.filter(officer_id=name).exists():
        return name
    return f"{name}@{home().node}"


def officers_here() -> tuple[Officer, ...]:
    """Return every active officer, by name."""
    return tuple(Officer.objects.filter(is_active=True))


def keep_language(officer: Officer, *, language: str) -> None:
    """Remember in which language `officer` reads; the caller offers only languages that there are."""
    officer.language = language
    officer.save(update_fields=["language"])


def keep_theme(officer: Officer, *, theme: str) -> None:
    """Remember whether `officer` reads light on dark: `device`, `light` or `dark`."""
    officer.theme = theme
    officer.save(update_fields=["theme"])
