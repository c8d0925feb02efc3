"""Whose browser this is: the session and its officer, which every page asks for before all else, so by statements that are built once."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.utils import timezone

from comity.directory.people import find_signed_in, session_of


class SessionStore(db.SessionStore):
    """Django's sessions in the database."""

    def _get_session_from_db(self) -> Any:  # noqa: ANN401 a row of Django's own
        """Return the session's row while it lasts; None, and a key that is no longer used, otherwise."""
        found = session_of(self.session_key) if self.session_key else None
        if found is not None and found.expire_date > timezone.now():
            return found
        self._session_key = None
        return None


class Officers(AuthenticationBackend):
    """Who may sign in, as allauth asks it."""

    def get_user(self, user_id: int) -> Any:  # noqa: ANN401 an officer: doors may not import its table
        """Return the officer of a session; None where there is none, and for who was struck off."""
        found = find_signed_in(user_id)
        return found if found is not None and self.user_can_authenticate(found) else None
