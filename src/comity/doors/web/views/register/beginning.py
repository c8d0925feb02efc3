"""What a statement of the register fills into a request that is begun from it."""

from comity.doors.web.views.working import Work

_LANGUAGES = ("en", "vi")


def facts_said(text: str, at_work: Work, *, keys: frozenset[str]) -> dict[str, object]:
    """Return the facts of a new request whose form has `keys`: the statement in its own words, with the document that it stands in.

    Raises `NoSuchRow` for a statement that is not there.
    """
    if "facts" not in keys or not (text.isascii() and text.isdigit() and len(text) < 19):
        return {}
    from comity.register.meetings.queries import find_statement  # every request asks here, few are begun from a statement

    found = find_statement(int(text), by=at_work.actor)
    language = found.language if found.language in _LANGUAGES else at_work.language
    return {"facts": {"text": f"{found.words}\n({found.document.number})", "language": language}}
