"""Keeps papers that were presented at a meeting, by the digest of their file. One transaction."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from comity.directory.noting import note
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Meeting, MeetingPaper, Officer
from comity.register.codes import code_of, said
from comity.register.meetings.actions import find_row
from comity.register.policy import require_keep
from comity.register.refusals import NoSuchRow
from comity.register.typed import file_of, titles_of
from comity.terms.instants import Instant
from comity.terms.json import JsonValue


@transaction.atomic
def add_paper(meeting: str, *, typed: Mapping[str, Any], by: Officer, at: Instant, token: str) -> MeetingPaper:
    """Keep a paper of a meeting: titles (by language), author (`id` of an actor, or words), language, `document` (number) or `digest`.

    Raises `NoSuchRow`, `NotOfItsList`, and what text and digests refuse.
    """
    require_keep(actor(by, at=at))

    def add() -> str:
        found = Meeting.objects.filter(number=meeting, taken_out_at__isnull=True).first()
        if found is None:
            raise NoSuchRow(number=meeting[:20])
        document, digest = file_of(typed)
        who = find_row(int(typed["id"])) if typed.get("id") else None
        made = MeetingPaper.objects.create(
            meeting=found,
            titles=titles_of(typed.get("titles")),
            author=who,
            author_words=said(typed.get("author"), cap=300, what="author", empty=who.name if who else None),
            language=code_of("language", typed.get("language")),
            document=document,
            digest=digest,
            made_by=by,
            made_at=at,
        )
        facts: dict[str, JsonValue] = {"meeting": found.number, "paper": made.pk, "digest": digest}
        note("meeting.paper-added", by=by, at=at, facts=facts)
        return str(made.pk)

    return MeetingPaper.objects.get(pk=once(token, add, officer=by, verb="meeting.paper", at=at))
