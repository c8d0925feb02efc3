"""What the verdicts of a document say by now: which row each suggestion became. Read once for each deed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from comity.records.models import Document, Meeting, RegisterActor, Statement, Verdict
from comity.register.codes import country_of, said
from comity.register.confirming.refusals import FirstComes
from comity.register.importing.suggestions import Suggestion
from comity.register.people.naming import counting
from comity.register.refusals import NoSuchRow


@dataclass(frozen=True, slots=True)
class Party:
    """Who speaks, owes or receives, as a row has it."""

    actor: RegisterActor | None = None
    country: str = ""
    words: str = ""


class Settled:
    """The verdicts of one document that count, by kind and number."""

    def __init__(self, document: Document, *, suggestions: Mapping[tuple[str, int], Suggestion]) -> None:
        """Read the verdicts."""
        self.document = document
        self.suggestions = suggestions
        self.verdicts: dict[tuple[str, int], Verdict] = {
            (one.kind, one.number): one for one in Verdict.objects.filter(document=document, ended_at__isnull=True).select_related("by")
        }

    def row(self, kind: str, number: int) -> int:
        """Return the key of the row that a suggestion became, 0 where it was rejected; raises `FirstComes` where nobody looked at it."""
        verdict = self.verdicts.get((kind, number))
        if verdict is None:
            raise FirstComes(first=self.name(kind, number), kind=kind, number=number)
        return verdict.row

    def name(self, kind: str, number: int) -> str:
        """Return what people know a suggestion by."""
        found = self.suggestions.get((kind, number))
        value = found.value if found else {}
        return str(value.get("name") or value.get("title") or value.get("words") or f"{kind} {number}")[:120]

    def party(self, value: Mapping[str, Any] | None) -> Party:
        """Return a party of what was confirmed: a suggested person (`actor`), a row (`id`), or words and a State alone."""
        if not value:
            return Party()
        country = country_of(value.get("country"))
        words = said(value.get("words"), cap=300, what="party", empty="")
        key = value.get("id") or (self.row("actor", int(value["actor"])) if value.get("actor") is not None else 0)
        if not key:
            return Party(None, country, words)
        actor = RegisterActor.objects.select_related("same_as").filter(pk=int(key)).first()
        if actor is None:
            raise NoSuchRow(number=f"#{key}")
        actor = counting(actor)
        return Party(actor, country or actor.country, words or actor.name)

    def meeting(self, value: object) -> Meeting | None:
        """Return a meeting: by the number of its suggestion, or by its own (M-000001); none where there is none, or it was rejected."""
        if value in (None, ""):
            return None
        if isinstance(value, int):
            return Meeting.objects.filter(pk=self.row("event", value)).first()
        found = Meeting.objects.filter(number=str(value), taken_out_at__isnull=True).first()
        if found is None:
            raise NoSuchRow(number=str(value)[:20])
        return found

    def statement(self, value: object) -> Statement | None:
        """Return the statement that a commitment was made in, by the number of its suggestion."""
        return None if not isinstance(value, int) else Statement.objects.filter(pk=self.row("statement", value)).first()
