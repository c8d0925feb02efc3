"""The fields in which a suggestion is corrected, and what was typed in them, by the names of `Suggestion.value`."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext

from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.views.register import words
from comity.doors.web.views.working import Work
from comity.register.confirming.queries import Review
from comity.terms.written_days import print_written, read_written

Value = Mapping[str, Any]
_CAP: Final = 2400
# By kind: which members are plain text, which are codes of a list, which are parties, which point at another suggestion.
_PLAIN: Final = {
    "actor": ("name", "sort", "country"),
    "event": ("title", "type", "said", "place", "country", "standing", "series", "ordinal"),
    "statement": ("act",),
    "commitment": ("strength", "due"),
    "figure": ("value", "bound", "unit", "period", "issuer"),
}
_DAYS: Final = ("said", "due")
_PARTIES: Final = {"statement": ("speaker", "addressee"), "commitment": ("obligor", "beneficiary")}
_POINTERS: Final = {"event": ("parent",), "statement": ("meeting",), "figure": ("meeting",)}


def typed_of(post: QueryDict, kind: str, value: Value) -> dict[str, Any]:
    """Return the members that were typed otherwise than `value` has them."""
    typed: dict[str, Any] = {}
    for name in _PLAIN.get(kind, ()):
        given = read_written(post.get(name, "")) if name in _DAYS else post.get(name, "").strip()
        if name in post and given != str(value.get(name) or ""):
            typed[name] = given[:_CAP]
    for name in _PARTIES.get(kind, ()):
        if name in post and post[name] != _party_code(value.get(name)):
            typed[name] = _party(post[name])
    for name in _POINTERS.get(kind, ()):
        if name in post and post[name] != _pointer_code(value.get(name)):
            typed[name] = int(post[name]) if post[name].isascii() and post[name].isdigit() and len(post[name]) < 6 else None
    if "said" in typed:
        typed |= {"precision": "", "basis": "officer", "said_words": ""}
    if "due" in typed:
        typed |= {"due_precision": "", "due_basis": "officer"}
    return typed


def _party(code: str) -> dict[str, Any] | None:
    sort, _, rest = code.partition(":")
    if sort == "a" and rest.isascii() and rest.isdigit() and len(rest) < 6:
        return {"actor": int(rest), "country": "", "words": ""}
    return {"actor": None, "country": rest[:2], "words": words.label("country", rest[:2], "en")} if sort == "c" else None


def _party_code(value: Any) -> str:  # noqa: ANN401 -- a party as JSON has it
    if not value:
        return ""
    if value.get("actor") is not None:
        return f"a:{value['actor']}"
    return f"c:{value['country']}" if value.get("country") else "keep"


def _pointer_code(value: Any) -> str:  # noqa: ANN401 -- a number or nothing
    return "" if value in (None, "") else str(value)


def fields_of(kind: str, value: Value, found: Review, at_work: Work, *, reason: str) -> tuple[FieldWrite, ...]:
    """Return the fields of a suggestion's form, holding `value`, and the reason of a rejection."""
    maker = _Fields(value, found, at_work)
    why = FieldWrite("reason", "text", gettext("If it is rejected: why"), value=reason, cap=1000, optional=True)
    return (*getattr(maker, kind)(), why)


class _Fields:
    """Makes the fields of one suggestion."""

    def __init__(self, value: Value, found: Review, at_work: Work) -> None:
        """Keep what is asked about."""
        self.value, self.found, self.at_work = value, found, at_work

    def actor(self) -> Iterator[FieldWrite]:
        """Who it is; names and posts stay as they are written."""
        yield self._name("name", gettext("Name"), cap=200)
        yield self._codes("sort", gettext("Sort"), "actor-sort")
        yield self._codes("country", gettext("Country"), "country", nothing=gettext("not known"))

    def event(self) -> Iterator[FieldWrite]:
        """What, when, where."""
        yield self._name("title", gettext("Its title"), cap=500)
        yield self._codes("type", gettext("Type"), "meeting-type")
        yield self._day("said", gettext("When"))
        yield self._name("place", gettext("Place"), cap=200, optional=True)
        yield self._codes("country", gettext("Country"), "country", nothing=gettext("not known"))
        yield self._codes("standing", gettext("Stands as"), "meeting-standing")
        yield self._name("series", gettext("Series"), cap=300, optional=True)
        yield self._name("ordinal", gettext("Which of the series"), cap=6, optional=True)
        yield self._pointer("parent", gettext("Part of"), nothing=gettext("of nothing else"))

    def statement(self) -> Iterator[FieldWrite]:
        """Which act, by whom, to whom, where."""
        yield self._codes("act", gettext("Speech act"), "speech-act")
        yield self._party("speaker", gettext("Speaker"))
        yield self._party("addressee", gettext("Said to"))
        yield self._pointer("meeting", gettext("Said at"), nothing=gettext("not known"))

    def commitment(self) -> Iterator[FieldWrite]:
        """Who owes what to whom, how strongly, until when."""
        yield self._party("obligor", gettext("Who promises"))
        yield self._party("beneficiary", gettext("Beneficiary"))
        yield self._codes("strength", gettext("How strong"), "promise-strength")
        yield self._day("due", gettext("Due"))

    def figure(self) -> Iterator[FieldWrite]:
        """The number exactly, of what, of when, by whom."""
        yield self._name("value", gettext("Number"), cap=40)
        bounds = (("", gettext("exactly")), (">", gettext("more than")), ("<", gettext("less than")), ("~", gettext("about")))
        yield self._list("bound", gettext("Bound"), bounds, str(self.value.get("bound") or ""))
        yield self._name("unit", gettext("Unit"), cap=100)
        yield self._name("period", gettext("Period"), cap=100, optional=True)
        yield self._name("issuer", gettext("Issued by"), cap=200, optional=True)
        yield self._pointer("meeting", gettext("Named at"), nothing=gettext("not known"))

    def _name(self, key: str, label: str, *, cap: int, hint: str = "", optional: bool = False) -> FieldWrite:
        return FieldWrite(key, "name", label, value=str(self.value.get(key) or ""), cap=cap, hint=hint, optional=optional)

    def _day(self, key: str, label: str) -> FieldWrite:
        value = print_written(str(self.value.get(key) or ""))
        return FieldWrite(key, "name", label, value=value, cap=24, hint=day_hint(), optional=True)

    def _codes(self, key: str, label: str, name: str, *, nothing: str = "") -> FieldWrite:
        known = words.labels(name, self.at_work.language)
        return self._list(key, label, ((("", nothing),) if nothing else ()) + known, str(self.value.get(key) or ""))

    def _party(self, key: str, label: str) -> FieldWrite:
        code, value = _party_code(self.value.get(key)), self.value.get(key)
        people = tuple((f"a:{one.suggestion.number}", str(one.value.get("name") or "")) for one in self.found.of("actor") if one.value)
        states = [(f"c:{code}", name) for code, name in words.labels("country", self.at_work.language)]
        kept = (("keep", str(value["words"])),) if code == "keep" and value else ()
        choices = (
            Choice("", gettext("not known"), chosen=not code),
            *(Choice(item, name, chosen=item == code, language="und") for item, name in kept),
            *(Choice(item, name, chosen=item == code, group=gettext("People of this document"), language="und") for item, name in people),
            *(Choice(item, name, chosen=item == code, group=gettext("States")) for item, name in states),
        )
        return FieldWrite(key, "list", label, choices=choices)

    def _pointer(self, key: str, label: str, *, nothing: str) -> FieldWrite:
        own = str(self.value.get("title") or "") if key == "parent" else ""
        titles = [(str(one.suggestion.number), str(one.value.get("title") or "")[:100]) for one in self.found.of("event") if one.value]
        chosen = _pointer_code(self.value.get(key))
        first = Choice("", nothing, chosen=not chosen)
        known = (Choice(code, title, chosen=code == chosen, language="und") for code, title in titles if title != own)
        return FieldWrite(key, "list", label, choices=(first, *known))

    def _list(self, key: str, label: str, known: tuple[tuple[str, str], ...], chosen: str) -> FieldWrite:
        return FieldWrite(key, "list", label, choices=tuple(Choice(code, name, chosen=code == chosen) for code, name in known))


def day_hint() -> str:
    """Say how a date is written."""
    return gettext("What is known and no more: 28/11/2026, 11/2026, 2026; 28/11 without a year; two with a dash for a span.")
