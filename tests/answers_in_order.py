"""Answers in order: what each decision that a kind knows needs, as an officer would fill it in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from comity.treaty.answers import answers_for
from comity.treaty.fields import holds
from comity.treaty.rulebook import Rulebook

_NEEDS: Final[dict[str, dict[str, Any]]] = {"D-COND": {"conditions": ["C-USE"]}, "D-PART": {"conditions": ["C-USE"]}}


@dataclass(frozen=True)
class Answers:
    """The answers to a request of one kind on one text, as of one day."""

    book: Rulebook
    kind: str
    instrument: str
    today: date

    def decisions(self) -> list[str]:
        """Return the decisions that are offered, in the order of the page."""
        return [one.code for one in answers_for(self.kind, rulebook=self.book, instrument=self.instrument) if one.offered]

    def filled(self, decision: str, *, own: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of an answer by one of the decisions; `own` are those of an answer in order by another."""
        form = self.book.form(self.kind, "answer")
        fields = {**own, **_NEEDS.get(decision, {}), "decision": decision}
        fields = {key: value for key, value in fields.items() if key in form.by_key}
        for _ in range(2):  # a field may hang on one that itself hangs on the decision
            fields = {key: value for key, value in fields.items() if not form.by_key[key].only or holds(form.by_key[key].only, fields)}
        for one in form.fields:
            if one.key not in fields and one.mandatory.startswith("when:") and holds(one.mandatory.removeprefix("when:"), fields):
                fields[one.key] = self._some(one.key)
        return fields

    def ground(self, *, consult: bool) -> str:
        """Return a ground that may be used, with or without consultation before it."""
        rows = self.book.grounds_of(self.kind, instrument=self.instrument)
        return next(row.code for row in rows if row.offered and row.consult.owed is consult)

    def _some(self, key: str) -> Any:
        one = self.book.form(self.kind, "answer").by_key[key]
        if one.type == "codes":
            return [self.ground(consult=False)] if key == "grounds" else [next(iter(one.options)).code]
        if one.type == "code":
            return next(iter(one.options)).code
        if one.type == "date":
            return (self.today + timedelta(days=20)).isoformat()
        if one.type == "instant":
            return f"{self.today + timedelta(days=0 if key == 'start' else 70)}T{'00:00:00' if key == 'start' else '12:00:00'}.000000Z"
        message = f"{self.kind} {key}: {one.type}"
        raise NotImplementedError(message)
