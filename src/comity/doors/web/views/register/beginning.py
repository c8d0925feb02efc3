"""What a statement of the register fills into a request that is begun from it."""

from collections.abc import Mapping

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


def bind_begun(draft: str, post: Mapping[str, str], at_work: Work) -> None:
    """Let the register keep which of its rows a draft was begun from: the answer will be offered there as evidence.

    Raises `NoSuchRow` for a row that is not there.
    """
    text, commitment = post.get("statement", ""), post.get("commitment", "")[:12]
    statement = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
    if statement is None and not commitment:
        return
    from comity.register.offering.actions import begin_bond

    begin_bond(draft, statement=statement, commitment=commitment, by=at_work.officer, at=at_work.at)
