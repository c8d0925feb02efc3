"""Fields of the risk picture's forms, filled with what was posted."""

from django.http import QueryDict

from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.views.register.words import labels
from comity.doors.web.views.working import Work


def name(post: QueryDict, key: str, label: str, *, cap: int, value: str = "", hint: str = "", optional: bool = False) -> FieldWrite:
    """Return a field of one line."""
    return FieldWrite(key, "name", label, hint=hint, value=post.get(key, value)[:cap], cap=cap, optional=optional)


def listed(post: QueryDict, key: str, label: str, vocabulary: str, at_work: Work) -> FieldWrite:
    """Return a list of the codes of a vocabulary."""
    choices = tuple(Choice(code, text, chosen=code == post.get(key)) for code, text in labels(vocabulary, at_work.language))
    return FieldWrite(key, "list", label, choices=choices)


def languages(post: QueryDict, key: str, label: str, at_work: Work) -> FieldWrite:
    """Return the choice of a language, the reader's first."""
    chosen = post.get(key, at_work.language)
    return FieldWrite(
        key,
        "list",
        label,
        choices=tuple(Choice(code, text, chosen=code == chosen) for code, text in (("vi", "Tiếng Việt"), ("en", "English"))),
    )
