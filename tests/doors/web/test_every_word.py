"""The pseudo-locale: every sentence of the catalogues and every word of the law stands in brackets, and nothing on any page outside.

What an officer, a directory or a machine wrote is in brackets too, or is a code. A word outside was written for people, and nobody
was asked to translate it.
"""

import ast
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import trans_real
from lxml.etree import HTMLParser
from tests.register.hands import SECOND, Hands
from visitors import sign_in, stop_clock

from comity import register
from comity.desk.checking.actions import Outcome, stamp_item
from comity.desk.holding.actions import offer_request, take_request
from comity.desk.holding.snoozing import snooze_request
from comity.desk.remarks.actions import write_remark
from comity.desk.shifts.attending import note_presence
from comity.desk.shifts.batches import Verb, act_on_many
from comity.desk.shifts.handover import accept_brief, hand_over
from comity.doors.cli.demo import fields
from comity.doors.web import moments
from comity.doors.web.entrance import CONFIRMED
from comity.doors.web.views.refusal_words import NAMED
from comity.records.models import Line
from comity.terms import vocabulary as vocabularies
from comity.treaty import forms, rendering, wording
from comity.treaty import rulebook as rulebooks
from comity.treaty.loading import read_pack
from comity.treaty.pack import Pack

OPEN, SHUT = "\u27e6", "\u27e7"
PAGES: Final = 600  # more than a desk of this size has: a walk that goes in circles fails
ALIKE: Final = re.compile(
    r"(/law/kinds/|/law/|/countries/|/picture/levels/|/register/treaties/)[^/]+/(?:[^/]+/)?|(/register/calendar/)(?:\w+/)?"
)
SAMPLES: Final = 8
NO_PAGES: Final = ("/proof/", ".pdf", ".docx")  # files, each with a test of its own
SPOKEN: Final = frozenset({"alt", "aria-description", "aria-label", "aria-roledescription", "placeholder", "title"})
SILENT: Final = frozenset({"script", "style"})
VOID: Final = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
# Codes, citations, names of nodes and officers, digests, moments: a machine wrote them, or they are the same for every reader.
CODES: Final = re.compile(
    r"""
      \b\d{1,2}\ (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b(?:\ \d{4})?   # a date as the law's own room prints it
    | \b[\w.-]+@[\w.-]+ | \b(?:poc|cert)\.\w\w\.example\b | \b(?:vn|th)-poc\b | \bxr-(?:cert|poc)\b | \b2AP\b  # who
    | (?:\b[0-9a-f]{4}\b\s*){2,}                                                              # digests in groups
    | \b[A-Z][A-Z0-9]*(?:[-_][A-Z0-9]+)*\b                                                     # codes: REQ-PRESERVE, UNCC, UTC, REAL
    | \b[0-9a-f]{64}\b | \b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b | \b[A-Z2-7]{32}\b       # digests, numbers of drafts, secrets
    | \b\w+(?:\.[\w-]+)+\b                                                                     # dotted names of acts and rules
    """,
    re.VERBOSE,
)
# What officers and people of the register are called, and what is the same in both languages; languages by themselves and their codes.
SAME: Final = frozenset(
    {
        "Comity",
        "Tiếng",
        "Việt",
        "English",
        "THẬT",
        "vi",
        "en",
        "fr",
        "es",
        "ru",
        "ar",
        "zh",
        "ha",
        "an",
        "minh",
        "lan",
        "quang",
        "hanna",
        "otto",
        "Nguyễn",
        "Văn",
        "Minh",
        "Tanaka",
        "Kenji",
    }
)


# Words that stand in both languages beside the code that prints what is signed.
WORDS: Final = {wording: ("_CHECKED", "_ARTICLE"), rendering: ("_WORDS",)}


def mark(text: str) -> str:
    """Put a sentence into brackets."""
    return f"{OPEN}{text}{SHUT}" if text.strip() else text


def mark_words(value: Any) -> Any:
    """Put every text that stands in both languages into brackets, wherever in the law it stands."""
    if isinstance(value, Mapping):
        if set(value) == {"en", "vi"}:
            return {language: mark(text) if isinstance(text, str) else mark_words(text) for language, text in value.items()}
        return {key: mark_words(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [mark_words(inner) for inner in value]
    return value


def each_marked(words: Callable[[], tuple[str, ...]]) -> Callable[[], tuple[str, ...]]:
    """Return `words` with brackets around each instead of around all."""
    return lambda: tuple(mark(word.strip(OPEN + SHUT)) for word in words())


def forget() -> None:
    """Empty whatever a room keeps for the life of the process: the law and its words are read anew, whoever asked for them before."""
    for name, module in list(sys.modules.items()):
        if name.startswith("comity."):
            for kept in vars(module).values():
                if isinstance(kept, type(forms._offered)):
                    kept.cache_clear()


@pytest.fixture
def pseudo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Everything that is said in a language stands in brackets."""
    whole = trans_real.DjangoTranslation
    for name in ("gettext", "ngettext"):
        said = getattr(whole, name)

        def bracketed(self: Any, *args: Any, _said: Callable[..., str] = said) -> str:
            text = _said(self, *args)
            # A sentence with a context is looked for as both in one; what is not found comes back so, and must stay recognisable.
            return text if trans_real.CONTEXT_SEPARATOR in text else mark(text)

        monkeypatch.setattr(whole, name, bracketed)

    for name in ("_months", "_weekdays"):  # several words in one sentence, taken apart again
        monkeypatch.setattr(moments, name, each_marked(getattr(moments, name)))

    def read(data: bytes, **how: Any) -> tuple[Pack, Any]:
        pack, digest = read_pack(data, **how)
        return msgspec.convert(mark_words(msgspec.to_builtins(pack)), type=Pack), digest

    monkeypatch.setattr(rulebooks, "read_pack", read)
    for module, names in WORDS.items():
        for name in names:
            monkeypatch.setattr(module, name, mark_words(getattr(module, name)))
    plain = vocabularies.vocabulary_from

    def marked(compiled: Mapping[str, Any]) -> Any:
        return replace(plain(mark_words(compiled)), digest=plain(compiled).digest)

    monkeypatch.setattr(vocabularies, "vocabulary_from", marked)
    forget()
    yield
    forget()


class Words:
    """Collects what stands outside brackets, and the addresses that a page leads to; the events of a parser (lxml) go to it."""

    def __init__(self) -> None:
        """Nothing is read yet."""
        self.said: list[str] = []
        self.spoken: list[str] = []
        self.onward: list[str] = []
        self._quiet: list[str] = []

    def start(self, tag: str, given: Mapping[str, str]) -> None:
        """Take one element."""
        named = tag != "html" and given.get("lang")  # words in a language that the page names: a switch, a quotation
        if tag not in VOID and (self._quiet or tag in SILENT or named or given.get("translate") == "no"):
            self._quiet.append(tag)
        if not self._quiet:
            self.spoken += [value for name, value in given.items() if name in SPOKEN and value]
            if tag in ("input", "button") and given.get("type") in ("submit", "button"):
                self.spoken.append(given.get("value") or "")
        if tag == "a" and given.get("href"):
            self.onward.append(given["href"])

    def end(self, tag: str) -> None:
        """Leave an element."""
        if tag in self._quiet:
            while self._quiet.pop() != tag:
                pass

    def data(self, data: str) -> None:
        """Take its words."""
        if not self._quiet:
            self.said.append(data)

    def comment(self, text: str) -> None:
        """Pass over what no reader meets."""

    def close(self) -> "Words":
        """Return what was collected."""
        return self

    def outside(self) -> list[str]:
        """Return what the page says outside brackets."""
        return [*outside("\n".join(self.said)), *(word for said in self.spoken for word in outside(said))]


def read_words(html: str) -> Words:
    """Read a page."""
    parser = HTMLParser(target=Words(), encoding="utf-8")
    parser.feed(html.encode())
    return parser.close()


def outside(text: str) -> list[str]:
    """Return the words of `text` that stand in no brackets."""
    while OPEN in text:
        shorter = re.sub(rf"{OPEN}[^{OPEN}{SHUT}]*{SHUT}", " ", text)
        assert shorter != text, f"brackets that do not close: {' '.join(text.split())[:400]}"
        text = shorter
    left = re.findall(r"[^\W\d_]{2,}", CODES.sub(" ", text))
    return [word for word in left if word not in SAME]


def unmarked(html: str) -> list[str]:
    """Return what a page says outside brackets."""
    return read_words(html).outside()


def laid_out_as(href: str) -> str:
    """Return what pages have in common that are laid out by the same lines: their address, without the row that it names."""
    path = href.split("?", maxsplit=1)[0]
    alike = ALIKE.fullmatch(path)
    return (alike[1] or alike[2]) if alike else re.sub(r"[0-9a-f-]{36}|\w+-(?:\d{4}-)?\d{6}|\d+", "N", path)


def walk(client: Client, start: list[str], found: dict[str, list[str]], seen: set[str], *, of_each: int = PAGES) -> None:
    """Follow every link from `start`; keep what each page says outside brackets.

    Of the pages that are laid out by the same lines `of_each` are read, but every request: its state and its reader decide what it says.
    """
    todo, read = list(start), Counter()
    while todo:
        href = todo.pop(0).split("#")[0]
        shape = re.sub(r"[0-9a-f-]{36}|\w\w-\d{4}-\d{6}", "N", href)
        if (
            href in seen
            or not href.startswith("/")
            or href.startswith("/static/")
            or href.split("?")[0].endswith(("/proof/", ".pdf", ".docx"))
        ):
            continue
        alike = ALIKE.fullmatch(href.split("?")[0])
        # Hundreds of articles, countries and months are laid out by the same lines; the words of the law are data, and marked as a whole.
        if alike and sum(one.startswith(alike[1] or alike[2]) for one in seen) >= SAMPLES:
            continue
        layout = laid_out_as(href)
        if read[layout] >= of_each and layout != "/requests/N/":
            continue
        read[layout] += 1
        seen.add(href)
        assert len(seen) < PAGES
        response = client.get(href, headers={"sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "sec-fetch-site": "same-origin"})
        if response.status_code in (301, 302):
            todo.append(response["Location"])
            continue
        if not response["Content-Type"].startswith("text/html"):
            continue
        page = read_words(response.content.decode())
        if words := page.outside():
            found.setdefault(shape, words)
        todo += page.onward


def quoted(values: dict[str, Any]) -> dict[str, Any]:
    """Return a form in which what an officer types stands in brackets."""
    typed = {key: mark(value) for key, value in values.items() if key in ("authority_name", "custodian", "case_number", "law_reference")}
    return values | typed | {"facts": {"text": mark("The facts."), "language": "en"}}


def busy_shift(world: Any, received: list[Any]) -> None:
    """Let everything of a night happen: offered, put off, stamped, remarked, handed over, accepted, while somebody was away."""
    drafter, both = world.drafter, world.both
    note_presence(drafter, at=world.at + timedelta(hours=-2))

    def how(officer: Any) -> dict[str, Any]:
        return {"by": officer, "at": world.at, "token": world.token()}

    held = [take_request(one, **how(drafter)) for one in received[3:6]]
    snooze_request(held[1], until=world.at + timedelta(hours=1), code="SN-HOME", words=mark("The court."), **how(drafter))
    offer_request(held[0], to=both, words=mark("Yours."), **how(drafter))
    stamp_item(held[0], item="form", outcome=Outcome.BLOCKED, words=mark("Unclear."), **how(drafter))
    older = write_remark(held[0], words=mark("Call them."), **how(drafter))
    write_remark(held[0], words=mark("Called. @minh.d"), corrects=older.pk, **how(drafter))
    give, notes = [held[2].reference], {held[2].reference: mark("Ring first.")}
    brief = hand_over(receiver=None, notes=notes, give=give, words=mark("Quiet."), **how(drafter))
    accept_brief(brief.pk, references=give, **how(both))
    take_request(held[1], reason=mark("Gone."), code="TO-ABSENT", **how(both))
    hand_over(receiver=drafter, notes={}, give=[], words="", **how(both))
    act_on_many(Verb.TAKE, [one.reference for one in received], **how(both))
    note_presence(drafter, at=world.at)


@pytest.fixture
def busy(world: Any, pseudo: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A desk on which everything has happened once."""
    stop_clock(monkeypatch, world.at)
    asked = quoted(fields.request("hospital", at=world.at))
    received = [world.receive(case=f"XR-2026-00000{number}", values=asked) for number in range(1, 7)]
    world.answer(received[0], fields.preserved(at=world.at))
    consulted = fields.consultation("ESSENTIAL_INTEREST", at=world.at)
    world.send("consultation", "ADM-CONSULT", consulted, request=received[1], replies_to=world.message(received[1], direction="in").env_id)
    world.answer(received[2], fields.refused("DISCRIMINATION"))
    waiting = world.draft(
        "answer",
        "REQ-PRESERVE",
        fields.preserved(at=world.at),
        request=received[3],
        replies_to=world.message(received[3], direction="in").env_id,
    )
    world.submit(waiting)
    ours = world.fields(**quoted(world.fields()))
    world.send(values=ours)
    world.draft(values={})
    world.submit(world.draft(values=ours))
    busy_shift(world, received)
    hands = Hands(world)
    hands.accept_all(hands.bring())
    hands.bring(SECOND)
    Line.objects.create(peer=str(world.puppet.node), attempts=1, down_since=world.at, last_fault="no-answer")
    return world


def test_a_word_outside_is_seen():
    """In text, in what is read aloud, on a button; brackets that reach over elements hold; what names its own language is left alone."""
    assert unmarked(f"<p>{OPEN}Sound <b>and</b> {OPEN}nested{SHUT} whole{SHUT}</p><p>Loose</p>") == ["Loose"]
    assert unmarked(f'<img alt="Spoken"><input type="submit" value="Send"><b title="{OPEN}Marked{SHUT}">VN-2026-000001</b>') == [
        "Spoken",
        "Send",
    ]
    assert unmarked('<html lang="en"><span lang="vi">Nói</span><em>Said</em><script>var left = 1</script>') == ["Said"]


# Of each layout, how many pages are read as an officer of both roles, as an approver, as a drafter: what a role is shown there may differ.
SOME, ALL = (3, 1, 1), (PAGES, 2, 2)


@pytest.mark.parametrize("of_each", [pytest.param(SOME, id="some"), pytest.param(ALL, id="all", marks=pytest.mark.long)])
def test_no_page_says_a_word_that_nobody_can_translate(busy, of_each):
    """Every layout that an officer of both roles can reach from the queue, every request, the form of each item, and the pages that say no.

    `make test-long` reads every page that this officer can reach.
    """
    found: dict[str, list[str]] = {}
    seen: set[str] = set()
    start = [
        "/",
        "/requests/",
        "/requests/?q=nothing",
        "/register/",
        "/register/meetings/?q=nothing",
        "/journal/",
        "/compose/",
        "/handover/",
        "/since/",
        "/keys/",
        "/account/notices/",
        "/nothing/",
        "/account/second-factor/",
        "/account/logout/",
    ]
    for officer, pages in zip((busy.both, busy.approver, busy.drafter), of_each, strict=True):
        seen.clear()
        walk(sign_in(officer), start, found, seen, of_each=pages)
        assert len(seen) > len(start)
    assert found == {}


def test_no_door_says_a_word_that_nobody_can_translate(world, pseudo):
    """Sign-in, refused too; the second factor; the demonstration's door."""
    found: dict[str, list[str]] = {}
    walk(Client(), ["/account/login/", "/demo/"], found, set())
    stranger = Client()
    refused = stranger.post("/account/login/", {"login": "nobody", "password": "nothing"})
    if words := unmarked(refused.content.decode()):
        found["refused"] = words
    half = Client()
    half.force_login(world.drafter)
    assert CONFIRMED not in half.session
    walk(half, [reverse("watch")], found, set())
    assert found == {}


def test_what_the_register_misses_has_its_word():
    """What a room there says is missing or not well formed is called by a word that is translated, or by the title of its list."""
    source = Path(register.__file__).parent
    calls = [one for file in source.rglob("*.py") for one in ast.walk(ast.parse(file.read_text())) if isinstance(one, ast.Call)]
    named = [word.value.value for one in calls for word in one.keywords if word.arg == "what" and isinstance(word.value, ast.Constant)]
    assert len(named) > 50
    assert {word for word in named if word not in NAMED and word not in vocabularies.names()} == set()
