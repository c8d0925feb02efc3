"""Museum: what people type or send into free text. Markup is text; what hides or reorders is refused; Vietnamese is composed."""

import unicodedata

import pytest
from eachof import each_of
from tests.treaty.samples import every_act
from worlds.faults import refused_at_the_desk, refused_on_the_wire
from worlds.world import World

from comity.desk.reading.requests import acts_of, differences, read_here
from comity.doors.cli.demo import fields
from comity.records.models import Draft, DraftContent
from comity.treaty.faults import FieldFaults
from comity.treaty.fields import read_draft
from comity.treaty.rulebook import load_rulebook
from comity.wire.act import parse_act, print_act

MARKUP = (
    "<b>bold</b> & <img src=x onerror=alert(1)>",
    "<script>fetch('//evil.example')</script>",
    "</textarea><script>alert(1)</script>",
    "{{ 7*7 }} {% load static %} ${7*7}",
    "'; DROP TABLE records_request; --",
    "javascript:alert(document.cookie)",
    '=HYPERLINK("http://evil.example")',
    "%(name)s %s {0}",
    "../../etc/passwd",
)
HIDDEN = {
    "null": "a\x00b",
    "bell": "a\x07b",
    "escape": "a\x1b[31mb",
    "delete": "a\x7fb",
    "right-to-left-override": "invoice \u202egpj.exe",
    "left-to-right-override": "a\u202db",
    "isolate": "a\u2066b\u2069",
    "embedding": "a\u202bb\u202c",
    "mark": "a\u200fb",
    "arabic-mark": "a\u061cb",
    "byte-order-mark": "a\ufeffb",
    "tag": "a\U000e0041b",
    "annotation": "a\ufff9b",
    "noncharacter": "a\ufffeb",
    "zalgo": "a" + "\u0301" * 40,
}
# Texts and names of the first kinds, each through the desk; those of all kinds are read below.
TEXTS = {
    "request-facts": ("request", "REQ-PRESERVE", "facts", True),
    "request-authority-name": ("request", "REQ-PRESERVE", "authority_name", False),
    "request-case-number": ("request", "REQ-PRESERVE", "case_number", False),
    "request-law-reference": ("request", "REQ-PRESERVE", "law_reference", False),
    "request-custodian": ("request", "REQ-PRESERVE", "custodian", False),
    "request-location": ("request", "REQ-PRESERVE", "location", False),
    "answer-note": ("answer", "REQ-PRESERVE", "note", True),
    "extension-note": ("request", "REQ-PRESERVE-EXT", "note", True),
    "extension-answer-note": ("answer", "REQ-PRESERVE-EXT", "note", True),
    "consultation-note": ("consultation", "ADM-CONSULT", "note", True),
    "views-note": ("views", "ADM-CONSULT", "note", True),
    "risk-note": ("notice", "MSG-PRESERVE-RISK", "note", True),
    "risk-views-note": ("views", "MSG-PRESERVE-RISK", "note", True),
    "withdrawal-note": ("withdrawal", "ADM-WITHDRAW", "note", True),
}


def ours_answered(world: World):
    """Return a request of ours that the puppet has answered."""
    request = world.send()
    answer = world.puppet.act(
        "answer", values=fields.preserved(at=world.at), case=request.reference, original=world.message(request).env_id
    )
    world.deliver(world.puppet.say(answer))
    return request


def draft_of(world: World, act: str, kind: str, key: str, value: object) -> Draft:
    """Return a saved draft of that act in which one text is `value`, on a request where it belongs."""
    texts = {key: value}
    if act == "request" and kind == "REQ-PRESERVE":
        return world.draft(values=world.fields() | texts)
    if kind == "REQ-PRESERVE-EXT" and act == "request":
        request = ours_answered(world)
        return world.draft(act, kind, fields.extension(request.reference, at=world.at) | texts, request=request)
    if act == "views":
        request = world.send()
        filled = {"go_on": "RSK-GO"} if kind == "MSG-PRESERVE-RISK" else fields.views()
        return world.draft(act, kind, filled | texts, request=request)
    if act == "withdrawal":
        return world.draft(act, kind, {"reason": "WD-CLOSED"} | texts, request=world.send())
    request = world.receive()
    asked = world.message(request, direction="in").env_id
    if kind == "REQ-PRESERVE-EXT":
        world.answer(request, fields.preserved(at=world.at))
        extension = world.puppet.act("request", kind, fields.extension(request.reference, at=world.at))
        world.deliver(world.puppet.say(extension))
        asked = world.message(request, direction="in").env_id
    filled = {
        "answer": fields.extended(at=world.at) if kind == "REQ-PRESERVE-EXT" else fields.preserved(at=world.at),
        "consultation": fields.consultation("ESSENTIAL_INTEREST", at=world.at),
        "notice": {"risks": ["RISK-CONF"], "views_by": "2026-11-27"},
    }[act]
    return world.draft(act, kind, filled | texts, request=request, replies_to=asked)


def as_value(text: str, *, long: bool) -> object:
    """Return `text` as its field takes it."""
    return {"text": text, "language": "en"} if long else text


def texts_of(form):
    """Yield every free text and name of a form."""
    yield from (field for field in form.fields if field.type in ("text", "name"))


@each_of("form", load_rulebook(demo=True).forms.values())
def test_every_text_of_every_form_takes_markup_and_refuses_what_hides(form):
    """Of all kinds there are: letters stay letters, and what could hide or reorder them is a fault of its own field."""
    sample = every_act().get((form.kind, form.part), {})
    for field in texts_of(form):
        long = field.type == "text"
        typed = " ".join(MARKUP)[: min(field.cap, 110)].strip()
        read, _ = read_draft(form, {**sample, field.key: as_value(typed, long=long)})
        assert read[field.key] == as_value(typed, long=long)
        for hidden in HIDDEN.values():
            read, faults = read_draft(form, {**sample, field.key: as_value(hidden, long=long)})
            assert field.key not in read
            assert field.key in {fault.key for fault in faults}


@pytest.mark.parametrize(("act", "kind", "key", "long"), TEXTS.values(), ids=TEXTS)
def test_markup_is_kept_as_text(world, act, kind, key, long):
    """HTML and its like are letters: typed, submitted, signed and read back the same, in both languages."""
    typed = " ".join(MARKUP)[: 1000 if long else 110]
    draft = world.submit(draft_of(world, act, kind, key, as_value(typed, long=long)))
    body = parse_act(bytes(draft.body))
    assert body.fields[key] == as_value(typed, long=long)
    for language in ("en", "vi"):
        lines = [line for field in body.text[language] for line in field.lines]
        assert any(typed in line for line in lines)


@pytest.mark.parametrize("text", HIDDEN.values(), ids=HIDDEN)
@pytest.mark.parametrize(("key", "long"), [("facts", True), ("custodian", False)], ids=["text", "name"])
def test_what_hides_or_reorders_is_refused_at_its_field(world, text, key, long):
    """The officer is told which field; the draft keeps what was typed."""
    draft = draft_of(world, "request", "REQ-PRESERVE", key, as_value(text, long=long))
    refusal = refused_at_the_desk(world, FieldFaults, lambda: world.submit(draft))
    assert [fault.key for fault in refusal.faults] == [key]
    assert "hide or reorder" in str(refusal.faults[0])
    assert Draft.objects.get().fields[key] == as_value(text, long=long)


@pytest.mark.both_databases("text that it does not take")
@pytest.mark.parametrize(("act", "kind", "key", "long"), TEXTS.values(), ids=TEXTS)
def test_bidi_and_null_are_refused_in_every_text(world, act, kind, key, long):
    """One override and one null, in each free text and name of each form."""
    draft = draft_of(world, act, kind, key, as_value("a\u202eb", long=long))
    for text in ("a\u202eb", "a\x00b"):
        DraftContent.objects.filter(pk=draft.pk).update(fields=draft.fields | {key: as_value(text, long=long)})
        refusal = refused_at_the_desk(world, FieldFaults, lambda: world.submit(draft))
        assert [fault.key for fault in refusal.faults] == [key]


@pytest.mark.parametrize("text", HIDDEN.values(), ids=HIDDEN)
def test_what_hides_or_reorders_is_refused_when_it_comes_sealed(world, puppet, text):
    """A peer's node let it pass: in a field, in a name, in the rendered lines, it is refused as malformed."""
    good = puppet.act()
    for values in ({"facts": {"text": text, "language": "en"}}, {"custodian": text}, {"law_reference": text}):
        data = _printed(good, {**good.fields, **values})
        refused_on_the_wire(world, puppet.seal(data), "malformed")


def _printed(good, values) -> bytes:
    from comity.terms.json import print_json
    from comity.wire.act import _value

    return print_json({**_value(good), "fields": values})


def test_text_that_is_not_composed_is_refused_when_it_comes_sealed(world, puppet):
    """A node prints its text composed; another that does not would show one word and sign another."""
    good = puppet.act()
    data = _printed(good, {**good.fields, "custodian": unicodedata.normalize("NFD", "Bưu điện Hà Nội")})
    refused_on_the_wire(world, puppet.seal(data), "malformed")


def test_markup_that_comes_sealed_is_kept_and_shown_as_text(world, puppet):
    """A peer's markup is evidence; it is neither refused nor changed."""
    for number, markup in enumerate(MARKUP, start=1):
        values = fields.request("hospital", at=world.at) | {"facts": {"text": markup, "language": "en"}}
        case = f"XR-2026-{number:06d}"
        body = puppet.act(values=values, case=case)
        world.deliver(puppet.say(body))
        (act,) = acts_of(world.receive_of(case))
        assert act.body.fields["facts"]["text"] == markup
        assert any(markup in line for field in read_here(act.body, language="vi") for line in field.lines)
        assert differences(act.body, language="vi") == ()


VIETNAMESE = "Hệ thống hồ sơ bệnh viện Đa khoa bị mã hoá; khoá được gửi tới hai hộp thư ở Việt Nam."


@pytest.mark.both_databases("text")
@pytest.mark.parametrize("form", ["NFD", "NFKD", "NFC"])
def test_decomposed_vietnamese_becomes_composed(world, form):
    """However a keyboard composes it, the act that is signed holds one spelling."""
    typed = unicodedata.normalize(form, VIETNAMESE)
    values = world.fields(facts={"text": typed, "language": "en"}, custodian=typed[:60])
    body = parse_act(bytes(world.submit(world.draft(values=values)).body))
    assert body.fields["facts"]["text"] == VIETNAMESE
    assert unicodedata.is_normalized("NFC", body.fields["custodian"])


@pytest.mark.both_databases("text")
def test_line_ends_and_tabs_of_every_machine(world):
    """Line ends become one kind; a tab becomes a space; nothing else is touched."""
    values = world.fields(facts={"text": "one\r\ntwo\rthree\tfour\u2028five  ", "language": "en"})
    body = parse_act(bytes(world.submit(world.draft(values=values)).body))
    assert body.fields["facts"]["text"] == "one\ntwo\nthree four\nfive"


def test_a_text_that_reads_otherwise_than_it_was_signed(world, puppet):
    """A peer whose rendering says something else than its codes: both are shown, and where they differ is named."""
    good = puppet.act()
    lie = {
        language: tuple(type(field)(field.number, field.label, ("nothing at all",)) if field.number == "5" else field for field in rendered)
        for language, rendered in good.text.items()
    }
    body = puppet.act(text=lie)
    world.deliver(puppet.say(body))
    (act,) = acts_of(world.receive_of(str(body.reference)))
    (difference,) = differences(act.body, language="en")
    assert (difference.number, difference.signed) == ("5", ("nothing at all",))
    assert difference.here == tuple(line for field in good.text["en"] if field.number == "5" for line in field.lines)
    assert print_act(act.body) == print_act(body)
