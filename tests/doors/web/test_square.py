"""The square of states, moves and roles before the web door: done exactly where the tables say, and else nothing is left.

Cells come from the tables. A state, a happening, a role or a verb that is added stands in the square by itself, or the last
test here fails because nobody has said how it is played.
"""

from typing import Final

import pytest
from django.http import HttpResponse
from test_gate import DESK, address
from visitors import sign_in, stop_clock
from worlds.square import ACTS, NO_ACTS, TRUSTS, Told, cell, rows, stand

from comity.desk.drafting.actions import set_aside
from comity.desk.permissions import Verb
from comity.desk.reading.openings import Wish
from comity.desk.rules import rulebook
from comity.desk.states import DECIDABLE, DRAFT_MOVES, MOVES, DraftState, Happening, State
from comity.doors.web.gate import ADDRESSES
from comity.doors.web.views import approving, refusing
from comity.records.models import Draft, DraftVersion, Message, Request
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, OfficerId
from comity.wire.act import print_act

DONE: Final = 302
REFUSED: Final = (403, 404, 409)


@pytest.fixture(autouse=True)
def _moment(world, monkeypatch):
    """The pages are made at the moment of the world; how a page looks that says no is the matter of other tests, and most of the time."""
    stop_clock(monkeypatch, world.at)
    monkeypatch.setattr(refusing, "_who_can", lambda _refusal: "")
    monkeypatch.setattr(refusing, "render_page", lambda _request, page, *, status: HttpResponse(type(page).__name__, status=status))


def browser_of(officer):
    """Return a browser that posts what no page offered."""
    browser = sign_in(officer)
    browser.handler.enforce_csrf_checks = False
    return browser


def says_no(response, *, left=False):
    """See that the door said no: with a page, or to who left with the way in."""
    return "/login" in response.get("Location", "") if left else response.status_code in REFUSED


# -- what may be begun on a request ----------------------------------------------------------------

# Each wish: whose side it is, what it makes happen, the address that begins it, on which case it is played.
WISHES: Final = {
    Wish.DECIDE: ("in", None, "decide", "REQ-STORED"),
    Wish.VIEWS: ("out", Happening.VIEWS, "views", "REQ-STORED"),
    Wish.EXTEND: ("out", Happening.EXTENSION, "extend", "REQ-PRESERVE"),
    Wish.WITHDRAW: ("out", Happening.WITHDRAWAL, "withdraw", "REQ-STORED"),
    Wish.QUESTION: ("in", Happening.QUESTION, "begin/question", "REQ-STORED"),
    Wish.INFORM: ("out", Happening.INFORMATION, "begin/inform", "REQ-STORED"),
    Wish.CONSULT: ("in", Happening.CONSULTATION, "begin/consult", "REQ-STORED"),
    Wish.ASK_STATUS: ("out", Happening.STATUS, "begin/ask-status", "REQ-STORED"),
    Wish.GIVE_STATUS: ("in", Happening.STATUS, "begin/give-status", "REQ-STORED"),
    Wish.PATH: ("in", Happening.PATH, "begin/path", "REQ-STORED"),
    Wish.RESULT: ("in", Happening.RESULT, "begin/result", "REQ-STORED"),
    Wish.REPORT: ("out", Happening.REPORT, "begin/report", "REQ-STORED"),
    Wish.CLOSE: ("out", Happening.CLOSURE, "begin/close", "REQ-STORED"),
}
VERBS: Final = {Wish.DECIDE: Verb.DECIDE, Wish.RESULT: Verb.HAND_OVER_RESULT}


def case_of(world, direction, kind, *, number=7):
    """Return a case of that kind, asked of us or by us, in which the other side has already asked and consulted."""
    if direction == "in":
        said = world.puppet.act(kind=kind, values={}, case=f"XR-2026-{number:06}")
        world.deliver(world.puppet.say(said))
        return Request.objects.get(reference=str(said.reference))
    request = world.send()
    Request.objects.filter(pk=request.pk).update(kind=kind)
    for act, of in (("consultation", "ADM-CONSULT"), ("question", "ADM-MOREINFO")):
        original = world.message(request).env_id
        world.deliver(world.puppet.say(world.puppet.act(act, of, {}, case=request.reference, original=original)))
    assert Message.objects.filter(request=request, direction="in").count() == 2
    return request


def allowed_by_states(wish, direction, state):
    """Say what the table of moves says of a wish."""
    side, happening, _, _ = WISHES[wish]
    if side != direction:
        return False
    return state in DECIDABLE if happening is None else (state, happening) in MOVES


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("direction", ["in", "out"])
def test_states_by_wishes_by_roles(world, direction, state):
    """Every wish, of either side, in every state, by everybody: a draft is opened where both tables allow it, and nowhere else.

    Who may not begin something by their role is asked in one state: the gate says no to them before anybody looks at the request.
    """
    cases = {kind: case_of(world, direction, kind, number=at) for at, kind in enumerate(("REQ-STORED", "REQ-PRESERVE"), 1)}
    Request.objects.update(state=state.value)
    begun = Draft.objects.count()
    verbs = {Verb.DRAFT, *VERBS.values()}
    for trust in [trust for trust in TRUSTS if state is State.SENT or any(map(trust.allows, verbs))]:
        with cell():
            officer = stand(world, trust, world.both)
            browser, before = browser_of(officer), rows(world)
            for wish, (_, _, address, kind) in WISHES.items():
                href, role = f"/requests/{cases[kind].reference}/{address}/", trust.allows(VERBS.get(wish, Verb.DRAFT))
                if not role and state is not State.SENT:
                    continue
                if not (role and allowed_by_states(wish, direction, state)):
                    assert says_no(browser.post(href, {"act": "preview"}), left=trust.left), (trust.name, wish)
                    continue
                with cell():
                    response = browser.post(href, {"act": "preview"})
                    assert response.status_code == DONE, (wish, response.content)
                    assert Draft.objects.count() == begun + 1, wish
            assert rows(world) == before, trust.name  # what was refused left nothing, one after the other


# -- what happens to a request when an act of ours is approved -------------------------------------


def waiting(world, request, told, *, by):
    """Return a draft of that act which waits for its second officer, as if the law had nothing against it."""
    original = Message.objects.filter(request=request, direction="in").values_list("env_id", flat=True).first() or ""
    said = {"case": request.reference, "drafted_by": OfficerId(by.officer_id), "original": EnvelopeId(original) if original else None}
    body = print_act(world.puppet.act(told.act, told.kind, dict(told.fields), **said))
    moment = {"opened_at": world.at, "saved_at": world.at, "submitted_at": world.at}
    about = {"act": told.act, "kind": told.kind, "peer": request.peer, "reference": request.reference, "instrument": "UNCC"}
    waits = {"state": DraftState.SUBMITTED, "body": body, "fields": dict(told.fields), "replies_to": original}
    draft = Draft.objects.create(drafter=by, saved_by=by, **about, **moment, **waits)
    DraftVersion.objects.create(draft=draft, version=1, fields=draft.fields, saved_at=world.at, saved_by=by)
    return draft


@pytest.mark.parametrize("direction", ["in", "out"])
def test_states_by_happenings(world, direction, monkeypatch):
    """Every act that this side may say, approved in every state: the request goes where the table says, or nothing at all happens."""
    monkeypatch.setattr(approving, "unlock_key", lambda officer, **_: world.key(officer))
    monkeypatch.setattr("comity.desk.sending.actions.require_unstopped", lambda *_, **__: None)  # the law has squares of its own
    ours = {happening: told for happening, told in ACTS.items() if told.asked == (direction == "in")}
    if direction == "out":
        ours[Happening.STATUS] = Told("question", "ADM-STATUS", {}, asked=False)
    kinds = sorted({told.about for told in ours.values()})
    cases = {kind: case_of(world, direction, kind, number=at) for at, kind in enumerate(kinds, 1)}
    browser = browser_of(world.approver)
    for happening, told in ours.items():
        for state in State:
            with cell():
                request = cases[told.about]
                Request.objects.filter(pk=request.pk).update(state=state.value)
                draft = waiting(world, request, told, by=world.drafter)
                before = rows(world)
                posted = {"password": "-", "digest": str(Digest.of(bytes(draft.body)))}
                response = browser.post(f"/drafts/{draft.pk}/approve/", posted)
                if (state, happening) not in MOVES:
                    assert says_no(response), (happening, state)
                    assert rows(world) == before
                    continue
                assert response.status_code == DONE, (happening, state, response.content)
                request.refresh_from_db()
                assert request.state == MOVES[state, happening], (happening, state)


# -- drafts ----------------------------------------------------------------------------------------

# Each move of a draft: the address, the verb that allows it, what is posted; from where to where the table of moves says.
DRAFTS: Final = {
    "save": ("{item}/", Verb.DRAFT, {"act": "save", "case_number": "C-1"}, {DraftState.OPEN: DraftState.OPEN}),
    "mark": ("mark/", Verb.DRAFT, {"tlp": "TLP:RED", "classification": ""}, {DraftState.OPEN: DraftState.OPEN}),
    "submit": ("check/", Verb.DRAFT, {"act": "submit"}, {DraftState.OPEN: DraftState.SUBMITTED}),
    "set-aside": ("set-aside/", Verb.DRAFT, {"reason": "r"}, {DraftState.OPEN: DraftState.SET_ASIDE}),
    "take-up": ("take-up/", Verb.DRAFT, {}, {DraftState.SET_ASIDE: DraftState.OPEN}),
    "take-back": ("take-back/", Verb.DRAFT, {}, {DraftState.SUBMITTED: DraftState.OPEN}),
    "return": ("return/", Verb.RETURN, {"reason": "r"}, {DraftState.SUBMITTED: DraftState.OPEN}),
    "approve": ("approve/", Verb.APPROVE, {"password": "-"}, {DraftState.SUBMITTED: DraftState.SENT}),
}


def draft_in(world, state):
    """Return a draft of a new request in that state."""
    draft = world.draft()
    if state in (DraftState.SUBMITTED, DraftState.SENT):
        world.submit(draft)
        draft.refresh_from_db()
    if state is DraftState.SENT:
        world.approve(draft)
    if state is DraftState.SET_ASIDE:
        set_aside(draft.pk, reason="r", by=world.drafter, at=world.at, token=world.token())
    draft.refresh_from_db()
    return draft


@pytest.mark.parametrize("state", DraftState)
def test_drafts_by_moves_by_roles(world, state, monkeypatch):
    """Every move, on a draft in every state, by everybody."""
    monkeypatch.setattr(approving, "unlock_key", lambda officer, **_: world.key(officer))
    draft = draft_in(world, state)
    form = rulebook().form_under(draft.kind, draft.act, draft.instrument)
    page = next(item.key for item in form.items if any(field.key == "case_number" for field in item.fields))
    for trust in TRUSTS:
        if trust.outside:
            continue  # a draft of no request stands behind its clearance, not behind a wall: test_walls
        with cell():
            browser = browser_of(stand(world, trust, world.both))
            for name, (address, verb, posted, moves) in DRAFTS.items():
                data = posted | {"version": str(draft.version), "digest": str(Digest.of(bytes(draft.body or b"")))}
                with cell():
                    before = rows(world)
                    response = browser.post(f"/drafts/{draft.pk}/{address.format(item=page)}", data)
                    if not (trust.allows(verb) and state in moves):
                        unmoved(world, before, response, name=name, left=trust.left)
                        continue
                    assert response.status_code == DONE, (name, response.content)
                    draft_now = Draft.objects.get(pk=draft.pk)
                    assert draft_now.state == moves[state], name
                    assert rows(world) != before, name


def unmoved(world, before, response, *, name, left):
    """See that nothing moved; going on where the draft stands now is an answer too, where there was nothing to lose."""
    assert response.status_code in (*REFUSED, DONE), name
    if left:
        assert "/login" in response["Location"]
    assert rows(world) == before, name


def test_the_moves_of_drafts_are_those_of_the_table():
    """Each move that the table has is one of those above, and each of those above is one of the table, or stays where it is."""
    played = {(state, to) for _, _, _, moves in DRAFTS.values() for state, to in moves.items()}
    table = {(state, to) for state, tos in DRAFT_MOVES.items() for to in tos}
    assert {one for one in played if one[0] is not one[1]} == table


def test_every_wish_is_played():
    """What is added to the wishes, or to what can happen, has a place in the square."""
    assert set(WISHES) == set(Wish)
    assert set(ACTS) == set(Happening) - NO_ACTS


# Asked by the deed itself, behind an address that more may come to.
INSIDE: Final[frozenset[Verb]] = frozenset()


def test_every_verb_has_a_way_to_be_played():
    """An address of the web names it, or a deed asks for it behind one; a verb that is added is decided here."""
    named = {verb for look, post in ADDRESSES.values() for verb in (*look, *post)}
    assert named == set(Verb) - INSIDE


@pytest.mark.parametrize("trust", [one for one in TRUSTS if not one.counted], ids=lambda one: one.name)
def test_every_address_by_whom_no_role_counts(world, trust):
    """With no role, with mandates that ended, after leaving, and outside the wall of a case: nothing is done at any address."""
    request, draft = case_of(world, "in", "REQ-STORED"), world.draft()
    officer = stand(world, trust, world.both)
    browser, before = browser_of(officer), rows(world)
    played = 0
    for name, converters in DESK:
        about_a_case = "reference" in converters and name not in OUTSIDE_TOO
        if trust.outside and not about_a_case:
            continue  # who is outside one wall is an officer everywhere else
        played += 1
        response = browser.post(address(name, converters, request=request, draft=draft, officer=world.drafter))
        assert says_no(response, left=trust.left) or response.status_code == 405, (name, response.status_code)
    assert rows(world) == before
    assert played > (20 if trust.outside else 80)


# A supervisor sets, confirms and keeps the wall of a case that they may not read.
OUTSIDE_TOO: Final = ("wall", "wall-confirm", "wall-keep", "audit-case")
