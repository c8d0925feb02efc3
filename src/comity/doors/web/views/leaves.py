"""Over which pages a form is spread: a request has one thing a page, a short form stands on one."""

from dataclasses import dataclass
from typing import Final

from django.http import Http404

from comity.desk.meaning import opens_request
from comity.doors.web.views.naming import kind_name
from comity.treaty.faults import FieldFault
from comity.treaty.forms import Field, Form, Item

WHOLE: Final = "all"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a form: its name in addresses, its heading, its items."""

    key: str
    label: str
    items: tuple[Item, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field of the page."""
        return tuple(field for item in self.items for field in item.fields)

    def faults_in(self, faults: tuple[FieldFault, ...]) -> tuple[FieldFault, ...]:
        """Return those of `faults` that are mended here."""
        keys = {field.key for field in self.fields}
        return tuple(fault for fault in faults if fault.key in keys)


def leaves(form: Form, language: str) -> tuple[Leaf, ...]:
    """Return the pages of a form, in their order."""
    if opens_request(form.part, form.kind):
        return tuple(Leaf(item.key, item.labels[language], (item,)) for item in form.items)
    return (Leaf(WHOLE, kind_name(form.kind, language), form.items),)


def find_leaf(pages: tuple[Leaf, ...], key: str) -> int:
    """Return which page of `pages` is called `key`; raises `Http404`."""
    for at, leaf in enumerate(pages):
        if leaf.key == key:
            return at
    raise Http404


def leaf_of(pages: tuple[Leaf, ...], item: str) -> Leaf:
    """Return the page on which an item stands."""
    return next(leaf for leaf in pages if any(one.key == item for one in leaf.items))
