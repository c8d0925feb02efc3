"""The pages that show what is there: the queue, all requests, one request, the journal; and what opening and taking do."""

import html
import re
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import translation
from visitors import Page, sign_in, stop_clock

from comity.desk.holding.actions import open_request, take_request
from comity.desk.reading.timeline import Entry
from comity.doors.cli.demo import fields
from comity.doors.web.moments import print_fully, print_when
from comity.doors.web.views import queue, urls_reading
from comity.doors.web.views.stations import SENTENCES, journal, without_facts
from comity.doors.web.views.working import Work
from comity.letters.refusals import NoPrinter
from comity.records.models import JournalAct, Line, Receipt, Request
from comity.terms.instants import Instant


@pytest.fixture(autouse=True)
def _moment(world, monkeypatch):
    """The pages are made at the moment of the world."""
    stop_clock(monkeypatch, world.at)


def test_an_act_is_named_without_what_it_says():
    """What the auditor reads of every act of the journal: words, and no fact of it nor a place where one would stand."""
    for name in SENTENCES:
        with translation.override("en"):
            said = without_facts(name)
        assert re.search(r"[A-Za-z]{3}", said), name
        assert "%" not in said
        assert name not in said


@pytest.mark.parametrize("fact", ["2027-01-21", "2027-01-21T08:00:00.000000Z", "a word", "ha.n@vn-poc", "xr.example", "", "-"])
def test_no_fact_of_the_journal_keeps_a_page_from_being_read(world, fact):
    """Whatever an act of the journal holds, its page is made: what is not understood stands as it is."""
    names = {name for _, template in SENTENCES.values() for name in re.findall(r"%\((\w+)\)s", str(template))}
    told = dict.fromkeys(sorted(names | {"clock", "due", "item", "list", "outcome", "cause", "remark"}), fact)
    entries = [Entry(place, name, "ha.n", "Hà N.", "XR-2026-000007", world.at, told) for place, name in enumerate(SENTENCES)]
    days = journal(entries, Work(world.drafter, world.at, ZoneInfo("Asia/Ho_Chi_Minh"), "vi"))
    assert sum(len(day.stations) for day in days) == len(SENTENCES)


@pytest.fixture
def browser(world):
    """The browser of an officer who drafts."""
    return sign_in(world.drafter)


def page(client, href, **headers):
    """Return a page as a person reads it, its marks of escaping taken away."""
    response = client.get(href, headers=headers)
    assert response.status_code == 200, response.status_code
    return html.unescape(response.content.decode())


def one(request, query=""):
    """Return the address of a request."""
    return reverse("request", args=[request.reference]) + query


def opened(request):
    """Count the receipts that say an officer opened the request."""
    return Receipt.objects.filter(case=request.reference, kind="opened", direction="out").count()


# ---------------------------------------------------------------- the queue


def test_an_empty_queue_says_why_that_is_safe(browser):
    """Every section stands there with its one sentence; nothing is late; the next thing to do is a new request."""
    shown = page(browser, "/")
    assert "Nothing is waiting." in shown
    assert shown.count('class="empty"') == 5
    assert re.search(r"(\d) of \1 up", shown)
    assert ">New request<" in shown


def test_what_needs_us_what_waits_for_them_and_what_is_kept(world, browser):
    """Each request stands in the section of who must act, with its nearest clock; what nobody holds can be taken in the row."""
    asked, ours = world.receive(), world.send()
    shown = page(browser, "/")
    decide, rest = shown.split('id="s-decide"')[1].split('id="s-approve"')
    assert asked.reference in decide
    assert "Acknowledge" in decide
    assert "Desk target, 30\N{NO-BREAK SPACE}min" in decide
    assert "not read yet" in decide
    assert f'action="{reverse("take", args=[asked.reference])}"' in decide
    assert ours.reference in rest.split('id="s-theirs"')[1].split('id="s-preserved"')[0]


def test_what_is_late_stands_in_the_title_of_the_tab(world, browser, monkeypatch):
    """And in the page's first sentence."""
    world.receive()
    stop_clock(monkeypatch, world.later(hours=5))
    shown = page(browser, "/")
    assert "(1!) Watch queue" in shown.split("<title>")[1].split("</title>")[0].replace("\n", "")
    assert "1 item: 1 late" in shown
    assert "late</p>" in shown


def test_mine_and_free_are_addresses(world, browser):
    """A filter can be kept as a bookmark; it shows only what it says."""
    held, free = world.receive(), world.receive(case="XR-2026-000008")
    take_request(held, by=world.drafter, at=world.at, token=world.token())
    mine, nobody = page(browser, "/?mine"), page(browser, "/?free")
    assert held.reference in mine
    assert free.reference not in mine
    assert free.reference in nobody
    assert held.reference not in nobody


def test_a_draft_is_read_by_one_and_approved_by_another(world, browser):
    """The row of a submitted draft asks the second officer to read it, and the drafter only to look."""
    draft = world.submit(world.draft())
    assert "Look at it" in page(browser, "/")
    assert "Read and approve" in page(sign_in(world.approver), "/")
    assert reverse("approve", args=[draft.pk]) in page(browser, "/")


def test_a_line_that_is_down_is_named_with_what_waits_on_it(world, browser):
    """And that each message goes exactly once."""
    world.send()
    Line.objects.create(peer=str(world.puppet.node), attempts=1, down_since=world.at, last_fault="no-answer")
    shown = page(browser, "/")
    assert "XR down since" in shown
    assert "1 message waiting, sent exactly once" in shown


def test_an_overfull_section_shows_25_and_counts_the_rest(world, browser):
    """Nearest deadline first; then how many more, and when the earliest of those is due."""
    first = world.receive()
    rows = [
        Request(
            reference=f"XR-2025-{number:06d}",
            direction="in",
            peer=first.peer,
            kind=first.kind,
            instrument="UNCC",
            article="42",
            urgency="urgent",
            state="opened",
            opened_at=world.at,
            last_act_at=world.at,
            due_at=world.later(minutes=number),
            due_clock="DECIDE",
        )
        for number in range(1, 130)
    ]
    Request.objects.bulk_create(rows)
    decide = page(browser, "/").split('id="s-decide"')[1].split('id="s-approve"')[0]
    assert decide.count('<li class="strip') == 25
    assert '<span class="n">99+</span>' in decide
    assert "And at least 75 more." in decide
    assert "The earliest of them is due" in decide


def test_the_queue_asks_the_database_a_fixed_number_of_times(world, browser, django_assert_max_num_queries):
    """However many rows there are."""
    for number in range(3):
        world.receive(case=f"XR-2026-00010{number}")
    with django_assert_max_num_queries(52):
        page(browser, "/")


# ---------------------------------------------------------------- all requests


def test_a_request_is_found_by_number_digits_or_country(world, browser):
    """And what fits nothing says what would."""
    request = world.receive()
    for words in (request.reference, "7", request.reference[:6], "xr", "Xr"):
        assert request.reference in page(browser, f"/requests/?q={words}"), words
    for words in ("XR-2026-000099", "zanzibar", "<zz>"):
        shown = page(browser, f"/requests/?q={words}")
        assert request.reference not in shown
        assert "No request fits" in shown


def test_older_requests_are_a_link_away(world, browser):
    """Pages of 25, by the row and not by the count: a new request moves none of them."""
    first = world.receive()
    Request.objects.bulk_create(
        Request(
            reference=f"XR-2025-{number:06d}",
            direction="in",
            peer=first.peer,
            kind=first.kind,
            instrument="UNCC",
            article="42",
            urgency="urgent",
            state="refused",
            opened_at=world.at,
            last_act_at=world.at,
        )
        for number in range(1, 31)
    )
    newest = page(browser, "/requests/")
    assert newest.count('<li class="strip') == 25
    older = newest.split('<p class="more-row"><a href="')[1].split('"')[0]
    assert page(browser, f"/requests/{older}").count('<li class="strip') == 6


# ---------------------------------------------------------------- one request


def test_a_request_says_what_from_whom_by_when_and_what_to_do(world, browser):
    """In the reader's language, with each article, the clocks that run and the one that has not started, and the proof."""
    request = world.receive()
    shown = page(browser, one(request))
    for words in (
        "Keep the data of 2 identifiers",
        "xr-poc",
        "Decide",
        "Art. 42(3)(a)",
        "Voluntary, by reciprocity",
        "Not started",
        "60 days",
        "The two halves match",
        "Not machine-translated",
        "stopped at",
    ):
        assert words in shown, words
    world.drafter.language = "vi"
    world.drafter.save()
    shown = page(browser, one(request))
    assert '<html lang="vi"' in shown
    assert "Cơ quan yêu cầu bảo quản" in shown


def test_opening_a_request_owes_its_receipt_once(world, browser):
    """Whoever comes to the page has the request before them; coming back changes nothing."""
    request = world.receive()
    page(browser, one(request))
    assert opened(request) == 1
    acts = JournalAct.objects.count()
    page(browser, one(request))
    assert JournalAct.objects.count() == acts
    for _ in range(2):
        page(sign_in(world.approver), one(request))
    assert opened(request) == 1
    assert list(JournalAct.objects.filter(index__gte=acts).values_list("name", flat=True)) == ["request.viewed"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Mode": "navigate"},
        {"Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "cors"},
        {"Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_what_a_browser_fetches_by_itself_opens_nothing(world, browser, headers):
    """A receipt says that an officer has it before them, so only a person's own step gives one."""
    request = world.receive()
    page(browser, one(request), **headers)
    assert opened(request) == 0
    page(browser, one(request), **{"Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "same-origin"})
    assert opened(request) == 1


def test_side_by_side_shows_what_was_signed_and_marks_a_difference(world, puppet, browser):
    """Our rendering beside the signed text; where they differ it is said, and that the codes count."""
    body = puppet.act()
    text = {language: tuple(lines) for language, lines in body.text.items()}
    changed = tuple(
        type(line)(number=line.number, label=line.label, lines=("Something else",)) if line.number == "6" else line for line in text["en"]
    )
    forged = puppet.act(text={**text, "en": changed})
    world.deliver(puppet.say(forged))
    request = Request.objects.get(reference=str(body.reference))
    shown = page(browser, one(request, "?side=1"))
    assert "As signed and sent (English)" in shown
    assert "Signed as: Something else. The codes are what counts." in shown


def test_every_act_of_the_case_can_be_chosen(world, puppet, browser):
    """The newest question and the newest act are open at first; a number opens that one alone; a wrong one is ignored."""
    request = world.send()
    answer = puppet.act("answer", values=fields.preserved(at=world.at), case=request.reference, original=world.message(request).env_id)
    world.deliver(puppet.say(answer))
    assert page(browser, one(request)).count('<section class="doc">') == 2
    alone = page(browser, one(request, "?act=2"))
    assert alone.count('<section class="doc">') == 1
    assert 'id="act-2"' in alone
    assert page(browser, one(request, "?act=99")).count('<section class="doc">') == 2
    assert page(browser, one(request, "?act=²")).count('<section class="doc">') == 2


def test_without_their_receipt_the_other_half_is_not_here_yet(world, puppet, browser):
    """That is no mismatch, and is not shown as one; with the receipt both halves stand there."""
    request = world.send()
    assert "The other half is not here yet" in page(browser, one(request))
    assert "The two halves do not match" not in page(browser, one(request))


def test_a_copy_that_was_changed_does_not_match(world, browser):
    """Somebody with a hand in the database is found when the page is made."""
    request = world.receive()
    message = world.message(request, direction="in")
    message.salt = bytes(32)
    message.save()
    assert "The two halves do not match" in page(browser, one(request))


def test_an_act_of_a_newer_node_is_shown_as_it_was_signed(world, puppet, browser):
    """A kind that this rulebook does not know: its text as signed, no rule, no fault of the page."""
    body = puppet.act("request", "REQ-UNHEARD-OF", {"x": "y"})
    world.deliver(puppet.say(body))
    shown = page(browser, f"/requests/{body.reference}/")
    assert "REQ-UNHEARD-OF" in shown
    assert "No rule of this node asks anything of this act." in shown


def test_the_primary_act_follows_the_state(world, puppet, browser):
    """Decide; after an answer nothing; with a draft on its way that one; for whom may not draft, who can."""
    request = world.receive()
    assert Page(browser, one(request)).text.count(">Decide</a>") == 2
    world.chief.roles = ["legal-adviser"]
    world.chief.save()
    others = page(sign_in(world.chief), one(request))
    assert "You can read this" in others
    assert world.drafter.name in others.split("You can read this")[1].split("</dd>")[0]
    world.answer(request, fields.preserved(at=world.at))
    assert "Nothing now" in page(browser, one(request))


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_timeline_merges_acts_receipts_and_clocks(world, puppet, browser, language):
    """Who signed, who drafted, what the other side has signed for, which clock stopped and how long before it was due."""
    world.drafter.language = language
    world.drafter.save()
    request = world.send()
    world.deliver(puppet.opened(world.message(request)))
    shown = page(browser, one(request))
    if language == "en":
        assert "Request approved, signed by node and officer, sealed for XR" in shown
        assert "drafted by" in shown
        assert "Receipt from XR, verified: an officer opened it" in shown
    assert page(browser, reverse("request-history", args=[request.reference])).count("<li><time") == shown.split('class="day"', 1)[1].count(
        "<li><time"
    )


def test_what_is_not_there_is_a_page(browser):
    """In words, with the way back, and the same whatever the address tries."""
    for reference in ("XR-2026-999999", "nonsense", "<script>"):
        response = browser.get(f"/requests/{reference}/")
        assert response.status_code == 404
        assert b"There is nothing here for you" in response.content
        assert b"<script>" not in response.content


# ---------------------------------------------------------------- taking


def test_a_request_that_nobody_holds_is_taken_with_one_click(world, browser):
    """Twice the same click is one taking."""
    request = world.receive()
    row = Page(browser, "/")
    form = row.form("/take/")
    for _ in range(2):
        response = browser.post(form["action"], {name: value[0] for name, value in form["data"].items()})
        assert response["Location"] == one(request)
    assert JournalAct.objects.filter(name="request.taken").count() == 1
    assert Request.objects.get(pk=request.pk).holder == world.drafter


def test_taking_over_needs_a_reason(world):
    """The page names who holds it and asks; without a reason it asks again; with one it is taken, and the journal keeps it."""
    request = open_request(world.receive(), by=world.drafter, at=world.at)
    take_request(request, by=world.drafter, at=world.at, token=world.token())
    other = sign_in(world.both)
    asked = Page(other, reverse("take", args=[request.reference]))
    assert f"Take it over from {world.drafter.name}" in asked.text
    asked.post({"reason": "  "}, action="/take/")
    assert asked.status == 422
    assert "Say why you take it over." in asked.text
    asked.post({"reason": "Change of shift"}, action="/take/")
    assert asked.status == 422
    assert "Choose a reason from the list." in asked.text
    assert "Change of shift" in asked.text
    asked.post({"reason": "Change of shift", "code": "TO-SHIFT"}, action="/take/")
    assert asked.onward == one(request)
    assert Request.objects.get(pk=request.pk).holder == world.both
    assert "Taken over from" in page(other, one(request))
    assert "Change of shift" in page(other, one(request))


def test_who_may_not_draft_may_not_take(world):
    """An administrator reads; the refusal names who can."""
    request = world.receive()
    client = sign_in(world.administrator)
    client.handler.enforce_csrf_checks = False
    response = client.post(reverse("take", args=[request.reference]), {"token": "t"})
    assert response.status_code == 403


# ---------------------------------------------------------------- proof and journal


def test_the_proof_is_made_when_it_is_asked_for(world, browser, monkeypatch):
    """A whole file, named by the request, and the journal says who took it."""
    monkeypatch.setattr("comity.desk.proving.papers.print_reports", lambda *_, **__: b"%PDF-")
    request = world.receive()
    response = browser.get(reverse("proof", args=[request.reference]))
    data = b"".join(response.streaming_content)
    assert response["Content-Type"] == "application/zip"
    assert request.reference in response["Content-Disposition"]
    assert data.startswith(b"PK")
    exported = JournalAct.objects.get(name="proof.exported")
    assert exported.actor == world.drafter.officer_id


def test_the_journal_goes_back_to_its_beginning(world, browser):
    """Fifty a page, newest first, each with its place in the log; what was erased keeps its place."""
    for number in range(20):
        world.receive(case=f"XR-2026-0002{number:02d}")
    request = world.receive()
    take_request(request, by=world.drafter, at=world.at, token=world.token())
    for officer in (world.drafter, world.both) * 16:
        take_request(Request.objects.get(pk=request.pk), by=officer, at=world.at, token=world.token(), reason="again", code="TO-ASKED")
    JournalAct.objects.filter(index=0).update(facts=None, salt=None)
    newest = page(browser, "/journal/")
    assert newest.count("<li><time") == 50
    older = newest.split('<p class="more-row"><a href="')[1].split('"')[0]
    oldest = page(browser, f"/journal/{older}")
    assert "What was written here was erased" in oldest
    assert "entry 0" in oldest


# ---------------------------------------------------------------- the demo's door


def test_only_a_node_made_by_the_demo_has_its_door():
    """On any other node the address is not routed at all."""
    assert "demo/" in [str(entry.pattern) for entry in urls_reading.addresses(demo=True)]
    assert "demo/" not in [str(entry.pattern) for entry in urls_reading.addresses(demo=False)]


def test_the_demo_door_lets_one_be_an_officer(world, client):
    """Without passphrase and code, each listed but who left; the approval behind it still asks for the passphrase."""
    listed = page(client, "/demo/")
    assert world.drafter.officer_id in listed
    assert world.gone.officer_id not in listed
    assert client.post("/demo/", {"officer": world.approver.officer_id})["Location"] == "/"
    assert client.get("/").wsgi_request.user == world.approver
    assert client.post("/demo/", {"officer": "nobody@poc.vn.example"}).status_code == 404
    draft = world.submit(world.draft())
    assert 'type="password"' in page(client, reverse("approve", args=[draft.pk]))


def test_nobody_else_sees_a_page(world, client):
    """Every address leads a stranger to the door, and comes back to where they wanted to go."""
    request = world.receive()
    for href in ("/", "/requests/", one(request), "/journal/", reverse("proof", args=[request.reference])):
        assert client.get(href)["Location"] == f"/account/login/?next={href}"
    assert opened(request) == 0


def test_a_moment_on_one_line_carries_its_date_when_it_is_not_today():
    """The year only where it is another; never "yesterday"."""
    zone, now = ZoneInfo("Asia/Ho_Chi_Minh"), Instant.parse("2026-11-23T20:13:00.000000Z")
    shown = [
        print_when(Instant.parse(f"{at}:00.000000Z"), zone=zone, now=now)
        for at in ("2026-11-23T22:00", "2026-11-25T01:00", "2027-02-21T14:09")
    ]
    assert shown == ["05:00", "25 Nov 08:00", "21 Feb 2027 21:09"]
    assert print_fully(Instant.parse("2026-11-23T22:00:00.000000Z"), zone=zone, now=now) == "24 Nov 05:00"  # the end of a term


# ---------------------------------------------------------------- letters


def test_each_act_of_a_request_has_its_letter(world, browser):
    """Two files beside each act that is laid open, and the journal says who took one."""
    request = world.receive()
    shown = page(browser, one(request))
    for shape, media in (("pdf", "application/pdf"), ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")):
        href = reverse(f"letter-{shape}", args=[request.reference, 1])
        assert href in shown
        response = browser.get(href)
        assert response.status_code == 200
        assert response["Content-Type"] == media
        assert response["Content-Disposition"] == f'attachment; filename="{request.reference}.1.{shape}"'
    assert JournalAct.objects.filter(name="letter.printed", actor=world.drafter.officer_id, about=request.reference).count() == 2
    assert "Letter made as PDF, digest" in page(browser, reverse("request-history", args=[request.reference]))


def test_a_letter_that_there_is_not(world, browser):
    """Of a request or an act that is not there, or in a shape that nobody prints."""
    request = world.receive()
    assert browser.get(reverse("letter-pdf", args=[request.reference, 9])).status_code == 404
    assert browser.get(reverse("letter-pdf", args=["XR-2026-999999", 1])).status_code == 404
    assert browser.get(f"/requests/{request.reference}/acts/1/letter.exe").status_code == 404
    assert browser.post(reverse("letter-pdf", args=[request.reference, 1])).status_code in (403, 405)


def test_a_letter_that_cannot_be_printed_says_why(world, browser, monkeypatch):
    """Which characters and where, or what is not installed; each with what to do, in the reader's language."""
    request = world.receive(values=world.fields(facts={"text": "医院", "language": "zh"}))
    href = reverse("letter-pdf", args=[request.reference, 1])
    refused = browser.get(href)
    shown = html.unescape(refused.content.decode())
    assert refused.status_code == 409
    assert "医 (U+533B)" in shown
    assert one(request) in shown
    assert "Nothing was changed, and nothing was sent." in shown  # there is no draft here that could be kept
    monkeypatch.setattr("comity.letters.pdf.require_printable", lambda *_, **__: None)
    monkeypatch.setattr("comity.letters.pdf._weasyprint", _without_pango)
    shown = browser.get(href)
    assert shown.status_code == 503
    assert "tools/setup.sh run" in html.unescape(shown.content.decode())


def _without_pango():
    raise NoPrinter(what="Pango")


def test_a_country_with_two_lines_is_named_once(monkeypatch):
    """At the head of the queue."""
    monkeypatch.setattr(queue, "country_of", lambda peer, _: peer[:2])
    lines = [SimpleNamespace(peer=peer, waiting=0, down_since=None) for peer in ("XR one", "TH one", "XR two")]
    with translation.override("en"):
        assert queue._links(lines, SimpleNamespace(language="en")).note == "XR, TH"
