"""Reads from the acts of one case what each State says of persons and accounts; codes only, never words.

A form that asks for one person alone and for identifiers beside it says that they are that person's; a form that asks for several
says nothing of which belong together, and nothing is made up.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from comity.desk.claims.graph import CASE, PERSON, PROVIDER, SAYS, Claim, Entity, Graph, graph_of
from comity.desk.reading.requests import acts_of
from comity.desk.rules import rulebook
from comity.directory.book import book
from comity.directory.home import home
from comity.records.models import Claim as Kept
from comity.records.models import Request
from comity.terms.identifiers import NodeId
from comity.terms.json import JsonValue
from comity.treaty.forms import Form

_PERSONS: Final = "persons"
_LISTS: Final = ("outside", "outsides")
_ACCOUNT: Final = "account"
_RELATION: Final = "relation"
_USES, _HELD = "CR-USES", "CR-HELD"


def graph_of_case(request: Request) -> Graph:
    """Return the graph of a case that the caller was shown: what its acts say, and what officers here added and did not take back."""
    claims: list[Claim] = []
    alone: list[Entity] = []
    for place, act in enumerate(acts_of(request), start=1):
        form = rulebook().forms.get((act.body.kind, act.body.act))
        if form is None:
            continue
        node = home().node if act.direction == "out" else NodeId(request.peer)
        state = book().authority_of(node).id.country.text
        source = f"{place} {act.body.act} {act.body.kind}"
        found = _Said(form, act.body.fields, request.reference)
        alone += found.entities()
        claims += [Claim(*said, SAYS, state, str(act.at), source) for said in found.said()]
    claims += [_at_home(row) for row in home_claims(request)]
    return graph_of(claims, alone=alone)


def home_claims(request: Request) -> list[Kept]:
    """Return the claims that officers here added to a case and did not take back, oldest first."""
    return list(Kept.objects.select_related("officer").filter(request=request, ended_at__isnull=True).order_by("id"))


def _at_home(row: Kept) -> Claim:
    one, other = Entity(row.one_type, row.one), Entity(row.other_type, row.other)
    return Claim(one, row.relation, other, row.stand, row.state, str(row.at), row.source, row.confidence, row.pk)


class _Said:
    """One act: its form, its fields, the case."""

    def __init__(self, form: Form, fields: Mapping[str, JsonValue], reference: str) -> None:
        self._form, self._fields = form, fields
        self._case = Entity(CASE, reference)

    def entities(self) -> list[Entity]:
        """Return every person, identifier and provider that the act names."""
        return [*(person for person, _ in self._persons()), *self._identifiers(), *self._providers()]

    def said(self) -> Iterator[tuple[Entity, str, Entity]]:
        """Yield what the act says of two of them: the role of a person, whose an account is, where it is held."""
        persons, identifiers = list(self._persons()), list(self._identifiers())
        for person, role in persons:
            if role:
                yield person, role, self._case
        if self._is_of_one_person() and len(persons) == 1:
            for identifier in identifiers:
                yield persons[0][0], _USES, identifier
        related = self._fields.get(_RELATION)
        if isinstance(related, list) and len(related) == 1:
            for identifier in identifiers:
                yield identifier, str(related[0]), self._case
        for identifier in identifiers:
            if identifier.type == _ACCOUNT and " " in identifier.value:
                yield identifier, _HELD, Entity(PROVIDER, identifier.value.split(" ", 1)[0])

    def _is_of_one_person(self) -> bool:
        field = self._form.by_key.get(_PERSONS)
        return field is not None and field.type == _PERSONS and field.cap == 1

    def _persons(self) -> Iterator[tuple[Entity, str]]:
        listed = self._fields.get(_PERSONS)
        for one in listed if isinstance(listed, list) else ():
            if isinstance(one, Mapping) and isinstance(one.get("name"), str):
                yield Entity(PERSON, str(one["name"])), str(one.get("role") or "")

    def _identifiers(self) -> Iterator[Entity]:
        for field in self._form.fields:
            value = self._fields.get(field.key)
            if field.type not in _LISTS or value is None:
                continue
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, Mapping) and {"type", "value"} <= one.keys():
                    yield Entity(str(one["type"]), str(one["value"]))

    def _providers(self) -> Iterator[Entity]:
        name = self._fields.get(PROVIDER)
        if isinstance(name, str) and name:
            yield Entity(PROVIDER, name)
