"""Which rules look at which field: read from what a rule names and from the code of its question, so that no list has to be kept.

A rule names fields and items in its `uses`; a question may also know a field by itself. Both are texts, and are found where they
stand. What is found may be one too many (a text that happens to be a key), never one too few: a test holds it against every sample act.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import CodeType, FunctionType
from typing import Final

from comity.treaty.check import QUESTIONS
from comity.treaty.forms import Field, Form
from comity.treaty.pack import Rule
from comity.treaty.questions import Asked
from comity.treaty.rulebook import Rulebook

_ROOM: Final = "comity.treaty."
_METHODS: Final = {name: value for name, value in vars(Asked).items() if isinstance(value, FunctionType)}


def rules_on(form: Form, one: Field, *, rulebook: Rulebook) -> tuple[Rule, ...]:
    """Return the rules that look at a field of a form, whatever text the act stands on, in the pack's order."""
    act = f"{form.kind}/{form.part}"
    return tuple(rule for rule in rulebook.rules.values() if act in rule.acts and _looks(rule, one))


def _looks(rule: Rule, one: Field) -> bool:
    names, texts = _names(rule.question), looked_at(rule)
    if {"form", "items"} <= names:
        return True  # it goes through every item, whatever it is called
    return bool({one.key, one.item} & texts) or ({"form", "type"} <= names and one.type in texts)


def looked_at(rule: Rule) -> frozenset[str]:
    """Return the texts that a rule and its question name: keys of fields and items among them. Empty for a duty of people."""
    return frozenset(_texts(rule.uses)) | (_of_question(rule.question) if rule.question in QUESTIONS else frozenset())


@cache
def _names(question: str) -> frozenset[str]:
    """Return the names that the code of a question uses; of what it calls not."""
    function = QUESTIONS.get(question)
    if not isinstance(function, FunctionType):
        return frozenset()
    return frozenset(name for code in _codes(function.__code__) for name in code.co_names)


@cache
def _of_question(name: str) -> frozenset[str]:
    return frozenset(_read(QUESTIONS[name], set()))


def _read(function: Callable[..., object], seen: set[object]) -> Iterator[str]:
    """Yield the texts in the code of a question, and in that of what it calls in this room."""
    if not isinstance(function, FunctionType) or function in seen:
        return
    seen.add(function)
    for code in _codes(function.__code__):
        yield from _texts(code.co_consts)
        for name in code.co_names:
            value = function.__globals__.get(name)
            if isinstance(value, FunctionType):
                if value.__module__.startswith(_ROOM):
                    yield from _read(value, seen)
            elif value is not None:
                yield from _texts(value)
            if name in _METHODS:
                yield from _read(_METHODS[name], seen)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _codes(inner)


def _texts(value: object) -> Iterator[str]:
    """Yield every text in a value of the pack or of the code; of a condition `field=CODE` the field."""
    if isinstance(value, str):
        yield value.partition("=")[0]
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(key)
            yield from _texts(inner)
    elif isinstance(value, list | tuple | frozenset | set):
        for inner in value:
            yield from _texts(inner)
