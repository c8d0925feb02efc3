"""Reads the legal adviser's opinions, words included; no room that makes, sends or proves an act reaches this one."""

from collections.abc import Sequence

from comity.records.models import Counsel, Draft, Request


def counsel_on_request(request: Request) -> Sequence[Counsel]:
    """Return every opinion on a request and on the drafts of its acts, newest first."""
    mine = Counsel.objects.select_related("officer", "draft").filter(request=request)
    drafts = Counsel.objects.select_related("officer", "draft").filter(draft__reference=request.reference)
    return sorted((*mine, *drafts), key=lambda one: -one.pk)


def counsel_on_draft(draft: Draft) -> Sequence[Counsel]:
    """Return every opinion on a draft, newest first."""
    return list(Counsel.objects.select_related("officer").filter(draft=draft).order_by("-id"))
