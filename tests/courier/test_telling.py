"""Officers are told by mail and webhook: who may know, once, in coded words, over servers that refuse, are slow, lie or die."""

import base64
import email
import hashlib
import hmac
import json
import ssl
from dataclasses import replace
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds.posts import Box, dying_server, hook_server, mail_server

from comity.courier import mailing, telling
from comity.courier.hooking import sign
from comity.desk import occasions, waits
from comity.desk.clockwork.schedule import keep_clocks
from comity.desk.telling import outcomes
from comity.desk.telling.gathering import gather
from comity.desk.telling.lines import line_of
from comity.directory import home as homes
from comity.directory import reaching
from comity.directory.duties import give_duty
from comity.directory.home import home
from comity.directory.notifying import BadAddress, Mail, Notices, Webhook, parse_address, parse_notices, print_notices
from comity.records.models import Dispatch, Draft, DraftWait, Occasion, Reach, Request, Tiding, Told

ADDRESS = "https://desk.example"


def use(monkeypatch, notices):
    """Let this process's node tell by these ways."""
    told = replace(homes.home(), notices=notices)
    modules = ("comity.desk.occasions", "comity.desk.telling.gathering", "comity.desk.telling.outcomes")
    for module in modules:
        monkeypatch.setattr(f"{module}.home", lambda: told)
    return told


@pytest.fixture
def box():
    """An empty box."""
    return Box()


@pytest.fixture
def mailed(world, box, monkeypatch):
    """This node tells by a mail server on loopback; the drafter has a confirmed address."""
    with mail_server(box) as port:
        node = use(monkeypatch, Notices(ADDRESS, Mail("127.0.0.1", "comity@desk.example", "none", port)))
        reach(world, world.drafter)
        yield node


def reach(world, officer, **more):
    """Give an officer an address that counts."""
    choices = {"classes": list(reaching.SUBJECTS), "confirmed_at": world.at, "up_to": reaching.newest_occasion()} | more
    name = officer.officer_id
    return Reach.objects.create(name=name, officer=officer, address=name.replace("@", "_at_") + "@mail.example", **choices)


def run(world, node, *, at):
    """Gather, and send what is due."""
    gather(at=at)
    for key in outcomes.due(at=at):
        telling.send_one(key, home=node, now=lambda: at)


def states():
    """Return state and reason of every dispatch."""
    return list(Dispatch.objects.order_by("pk").values_list("state", "why"))


def read(mail):
    """Return a mail as the reader has it."""
    return email.message_from_bytes(mail[1], policy=default)


# -- words ----------------------------------------------------------------------------------------


def test_a_mail_is_enough_to_triage(world, mailed, box):
    """Real or drill, in or out, kind by code and label, country, deadline with its zone, and a link by a number that says nothing."""
    request = world.receive()
    run(world, mailed, at=world.at)
    mail = read(box.mails[0])
    text = mail.get_body(("plain",)).get_content()
    assert mail["subject"].startswith("REAL · Arrived · incoming · ")
    assert "(REQ-PRESERVE)" in mail["subject"]
    assert "UTC+7" in mail["subject"]
    assert mail["auto-submitted"] == "auto-generated"
    assert mail["message-id"] == f"<{Dispatch.objects.get().number}@desk.example>"
    assert f"{ADDRESS}/told/{Occasion.objects.get().pk}/" in text
    assert request.reference not in text + mail["subject"]
    assert mail.get_body(("html",)) is not None
    assert states() == [("sent", "")]


def test_it_comes_in_the_officers_language(world, mailed, box):
    """Vietnamese for who reads Vietnamese."""
    world.drafter.language = "vi"
    world.drafter.save()
    world.receive()
    run(world, mailed, at=world.at)
    assert read(box.mails[0])["subject"].startswith("THẬT · ")


GREEK = "αβγδεζηθικλμνξοπρστυφχψω"
TEXT = st.text(st.sampled_from(GREEK + "\r\n<&%\u202e"), min_size=3, max_size=30).filter(lambda one: set(one) & set(GREEK))


@pytest.mark.parametrize("purpose", ["mail", "webhook"])
def test_no_text_of_a_case_comes_out(world, mailed, monkeypatch, purpose):
    """Whatever stands in any field of a request, of a draft or of their rows: none of it is in a mail or a POST."""
    request = world.receive()
    draft = world.submit(world.draft())
    fields = [one.attname for one in Request._meta.concrete_fields if one.get_internal_type() == "CharField"]
    of_draft = [one.attname for one in Draft._meta.concrete_fields if one.get_internal_type() == "CharField"]
    run(world, mailed, at=world.at)

    @given(st.lists(TEXT, min_size=len(fields) + len(of_draft), max_size=len(fields) + len(of_draft), unique=True))
    def thrown(texts):
        marked = texts
        for name, value in zip(fields, marked, strict=False):
            setattr(request, name, value)
        for name, value in zip(of_draft, marked[len(fields) :], strict=True):
            setattr(draft, name, value)
        lines = [
            line_of(Occasion(pk=7, name="act.arrived", subject="arrival", request=request, level=marked[0])),
            line_of(Occasion(pk=8, name="draft.waits", subject="approval", request=request, draft=draft, level="desk")),
        ]
        notice = outcomes.Notice("real", tuple(lines))
        row = Dispatch(number="0" * 32, reach=Reach.objects.get(officer=world.drafter), purpose="notices", made_at=world.at)
        if purpose == "mail":
            words = outcomes._words(row, notice)
            said = words.subject + words.text + words.html
        else:
            said = outcomes.print_body(notice, number="0", node="n", made_at=world.at, address=ADDRESS).decode("ascii")
        assert not set(said) & set(GREEK)
        assert "\\u0" not in said
        assert "\u202e" not in said

    thrown()


def test_a_header_takes_no_second_line():
    """Addresses are plain; what would end a header is no address."""
    assert parse_address(" ha.n@desk.example ") == "ha.n@desk.example"
    for bad in (
        "a@b.example\r\nBcc: x@y.example",
        "a b@c.example",
        "a@b",
        "@c.example",
        "a@c..example",
        "a@-c.example",
        "é@c.example",
        "a" * 250 + "@c.example",
    ):
        with pytest.raises(BadAddress):
            parse_address(bad)


# -- who is told ----------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_a_wall_hides_from_mail_what_it_hides_from_pages(world, mailed, box):
    """Told when written, asked again when sent: a case that was walled in between is told to nobody outside, and to no webhook."""
    request = world.receive()
    gather(at=world.at)
    Request.objects.filter(pk=request.pk).update(wall="named")
    run(world, mailed, at=world.at)
    assert box.mails == []
    assert states() == [("dropped", "not-visible")]


@pytest.mark.parametrize("change", [{"is_active": False}, {"roles": []}])
def test_who_has_no_post_any_more_is_told_nothing(world, mailed, box, change):
    """An officer who left, or whose last mandate ended, between the notice and its sending."""
    world.receive()
    gather(at=world.at)
    for name, value in change.items():
        setattr(world.drafter, name, value)
    world.drafter.save()
    run(world, mailed, at=world.at)
    assert box.mails == []
    assert states()[0][0] == "dropped"


def test_only_what_was_chosen(world, mailed, box):
    """Who wants handovers alone hears of no arrival."""
    Reach.objects.update(classes=["handover"])
    world.receive()
    run(world, mailed, at=world.at)
    assert states() == []


@pytest.mark.both_databases
def test_quiet_hours_hold_all_but_emergencies(world, mailed, box):
    """A warning waits for the morning; an emergency does not, and the morning brings what was held."""
    Reach.objects.update(quiet_from=0, quiet_until=23 * 60 + 59)
    world.receive()
    run(world, mailed, at=world.at)
    assert states() == []
    Occasion.objects.update(urgent=True)
    run(world, mailed, at=world.at)
    assert states() == [("sent", "")]


def test_quiet_hours_may_go_over_midnight(world):
    """From 22:00 until 06:00, and not at its last minute."""
    row = Reach(quiet_from=22 * 60, quiet_until=6 * 60)
    day = world.at.datetime()
    hours = [hour for hour in range(24) if reaching.is_quiet(row, here=day.replace(hour=hour, minute=0))]
    assert hours == [0, 1, 2, 3, 4, 5, 22, 23]


@pytest.mark.both_databases
def test_a_storm_is_one_digest(world, mailed, box):
    """Three hundred occasions at once: one mail, which lists twenty and counts the others."""
    request = world.receive()
    occasions.keep(occasions.of_arrival(request, at=world.at) for _ in range(300))
    run(world, mailed, at=world.at)
    assert len(box.mails) == 1
    mail = read(box.mails[0])
    assert "301 notices" in mail["subject"]
    text = mail.get_body(("plain",)).get_content()
    assert text.count("/told/") == 20
    assert "281 more" in text
    assert Told.objects.filter(dispatch__isnull=False).count() == 301


def test_a_second_mail_waits_a_minute(world, mailed, box):
    """Nobody gets two mails within a minute, but for an emergency."""
    world.receive()
    run(world, mailed, at=world.at)
    occasions.keep([occasions.of_arrival(Request.objects.get(), at=world.at)])
    run(world, mailed, at=world.later(seconds=30))
    assert len(box.mails) == 1
    run(world, mailed, at=world.later(seconds=60))
    assert len(box.mails) == 2


def test_clocks_climb_by_mail_too(world, mailed, box):
    """The warning goes to the desk, the rung above to the deputy alone."""
    reach(world, world.both)
    give_duty(world.both, duty="deputy", by="operator", at=world.at)
    world.receive()
    for minute in range(19, 50):
        while keep_clocks(at=world.later(minutes=minute)):
            pass
        run(world, mailed, at=world.later(minutes=minute))
    told = [(mail[0][0].split("_")[0], read(mail).get_body(("plain",)).get_content()) for mail in box.mails]
    deputies = {who for who, text in told if "the desk has not answered" in text}
    assert deputies == {world.both.officer_id.split("@")[0]}
    assert any("Due soon" in text for _, text in told)


@pytest.mark.both_databases
def test_a_draft_that_waits_is_told_and_climbs(world, mailed, box):
    """Its approvers when it is submitted, and from its target on; then the deputy, on the page as well; nobody once it is returned."""
    reach(world, world.approver)
    give_duty(world.both, duty="deputy", by="operator", at=world.at)
    draft = world.submit(world.draft())
    run(world, mailed, at=world.at)
    assert [mail[0][0].split("_")[0] for mail in box.mails] == [world.approver.officer_id.split("@")[0]]
    assert "To approve" in read(box.mails[0])["subject"]
    target = DraftWait.objects.get().next_at
    moment = target
    for _ in range(6):
        waits.keep_waits(at=moment)
        moment = DraftWait.objects.get().next_at
    assert DraftWait.objects.get().level == "deputy"
    assert Tiding.objects.filter(officer=world.both, name="draft-waits").count() == 1
    Draft.objects.filter(pk=draft.pk).update(state="open", submitted_at=None)
    waits.keep_waits(at=moment)
    assert DraftWait.objects.get().next_at is None


# -- the line -------------------------------------------------------------------------------------


def test_a_refused_address_is_not_tried_again(world, mailed, box):
    """5xx is an answer."""
    box.refuse = "550 no such box"
    world.receive()
    run(world, mailed, at=world.at)
    assert states() == [("refused", "address-refused")]


def test_a_busy_server_is_tried_again_and_then_given_up(world, mailed, box):
    """4xx: later, with longer pauses, under the same number; after a day it is given up, and says why."""
    box.answers = ["451 later"]
    world.receive()
    at = world.at
    run(world, mailed, at=at)
    assert states() == [("owed", "mail-refused")]
    pauses = []
    while Dispatch.objects.get().next_at:
        pauses.append(Dispatch.objects.get().next_at - at)
        at = Dispatch.objects.get().next_at
        run(world, mailed, at=at)
    assert pauses == sorted(pauses)
    assert Dispatch.objects.get().attempts <= outcomes.MOST_TRIES
    assert states() == [("given-up", "mail-refused")]


def test_the_same_number_after_a_crash_before_the_outcome_is_kept(world, mailed, box, monkeypatch):
    """Sent and not noted: sent again, and known by its Message-ID as the same."""
    world.receive()
    monkeypatch.setattr(telling, "keep_outcome", lambda *_, **__: None)
    run(world, mailed, at=world.at)
    monkeypatch.undo()
    telling.send_one(Dispatch.objects.get().pk, home=mailed, now=lambda: world.at)
    assert len({read(mail)["message-id"] for mail in box.mails}) == 1


@pytest.mark.parametrize(("after", "why"), [(b"MAIL", "broke-off"), (b"\r\n.\r\n", "broke-off"), (b"", "broke-off")])
def test_a_server_that_dies_or_says_nothing(world, monkeypatch, after, why):
    """In the middle of the talk, at the end of the mail, or silent: owed still."""
    monkeypatch.setattr(mailing, "PATIENCE", 0.3)
    with dying_server(after=after) as port:
        node = use(monkeypatch, Notices(ADDRESS, Mail("127.0.0.1", "comity@desk.example", "none", port)))
        reach(world, world.drafter)
        world.receive()
        run(world, node, at=world.at)
    assert states() == [("owed", why)]


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_tls_with_a_certificate_of_nobody_is_left(world, box, monkeypatch, tls, wrong_certificate):
    """Nothing is said to a server whose certificate nobody vouches for; with the operator's own file it is taken."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*wrong_certificate)
    with mail_server(box, tls=context, implicit=False) if tls == "starttls" else hook_server(box, tls=context) as port:
        for ca, expected in (("", [("owed", "certificate")]), (str(wrong_certificate[0]), [("sent", "")])):
            if tls == "implicit" and ca:
                return
            Told.objects.all().delete()
            Dispatch.objects.all().delete()
            Reach.objects.all().delete()
            node = use(monkeypatch, Notices(ADDRESS, Mail("localhost", "comity@desk.example", tls, port, ca=ca)))
            reach(world, world.drafter)
            occasions.keep([occasions.of_arrival(Request.objects.first() or world.receive(), at=world.at)])
            run(world, node, at=world.at)
            assert states() == expected


@pytest.mark.both_databases
def test_a_server_without_tls_is_left(world, box, monkeypatch):
    """STARTTLS was asked for and is not offered: nothing is sent in clear."""
    with mail_server(box) as port:
        node = use(monkeypatch, Notices(ADDRESS, Mail("127.0.0.1", "comity@desk.example", "starttls", port)))
        reach(world, world.drafter)
        world.receive()
        run(world, node, at=world.at)
    assert states() == [("owed", "no-tls")]
    assert box.mails == []


# -- webhook --------------------------------------------------------------------------------------


@pytest.fixture
def hooked(world, box, monkeypatch, tmp_path):
    """This node posts to a receiver on loopback."""
    key = base64.b64encode(b"k" * 32).decode()
    with hook_server(box) as port:
        node = use(monkeypatch, Notices(ADDRESS, None, Webhook(f"http://127.0.0.1:{port}/in")))
        file = homes.home().keys / "webhook.secret"
        file.write_text(f"whsec_{key}\n")
        file.chmod(0o600)
        gather(at=world.at)
        yield node
        file.unlink()


@pytest.mark.both_databases
def test_a_post_is_signed_and_coded(world, hooked, box):
    """The receiver computes the signature from its own secret; the body holds codes alone."""
    request = world.receive()
    run(world, hooked, at=world.at)
    headers, body = box.posts[0]
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = base64.b64encode(hmac.new(b"k" * 32, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{wanted}"
    said = json.loads(body)
    assert said["comity"] == "notice/1"
    assert said["world"] == "real"
    (one,) = said["notices"]
    assert (one["name"], one["direction"], one["kind"], one["country"]) == ("act.arrived", "in", "REQ-PRESERVE", "XR")
    assert request.reference.encode() not in body
    assert states() == [("sent", "")]


def test_no_post_tells_of_what_is_restricted(world, hooked, box):
    """The webhook is nobody's eyes."""
    request = world.receive()
    Request.objects.filter(pk=request.pk).update(tlp="TLP:RED", level="secret")
    run(world, hooked, at=world.at)
    assert box.posts == []


@pytest.mark.parametrize(
    ("answer", "expected"),
    [((302, "/elsewhere"), ("owed", "redirect")), ((500, ""), ("owed", "hook-refused")), ((410, ""), ("refused", "hook-refused"))],
)
def test_a_receiver_that_does_not_take(world, hooked, box, answer, expected):
    """A redirect is not followed; a fault is tried again; gone is gone. A long answer is not read."""
    box.answers = [answer]
    world.receive()
    run(world, hooked, at=world.at)
    assert len(box.posts) == 1
    assert states() == [expected]


def test_the_signature_of_the_specification():
    """The vector of docs/specs/notice.md, with the secret as an operator writes it."""
    vector = json.loads((Path(__file__).parents[2] / "vectors" / "notice" / "signature.json").read_text())
    key = base64.b64decode(vector["secret"].removeprefix("whsec_"))
    assert sign(vector["body"].encode(), number=vector["id"], second=vector["timestamp"], key=key) == vector["expect"]


# -- settings and addresses -----------------------------------------------------------------------


def test_settings_print_what_they_read():
    """Every way, and none."""
    for notices in (
        Notices(),
        Notices(
            "https://desk.example",
            Mail("mail.example", "a@desk.example", "implicit", 465, "comity", "/ca.pem"),
            Webhook("https://h.example/x"),
        ),
    ):
        import tomllib

        assert parse_notices(tomllib.loads(print_notices(notices)).get("notices", {})) == notices


@pytest.mark.parametrize(
    "table",
    [
        {"mail": {"host": "m.example", "from": "a@b.example"}},
        {"address": "http://desk.example"},
        {"address": ADDRESS, "mail": {"host": "m.example", "from": "a@b.example", "tls": "none"}},
        {"address": ADDRESS, "mail": {"host": "m.example", "from": "nobody"}},
        {"address": ADDRESS, "mail": {"host": "m.example", "from": "a@b.example", "password": "x"}},
        {"address": ADDRESS, "webhook": {"url": "http://hook.example/"}},
        {"address": ADDRESS, "webhook": {"url": "https://u:p@hook.example/"}},
        {"colour": "red"},
    ],
)
def test_settings_that_cannot_be(table):
    """No link without an address, no mail in clear but on this machine, no password in the file."""
    with pytest.raises(ValueError, match=r"notices|setting"):
        parse_notices(table)


@pytest.mark.both_databases
def test_an_address_counts_once_its_code_came_back(world, mailed, box):
    """The code goes to the address, holds for half an hour and five attempts, and works once."""
    officer = world.approver
    reaching.ask_code(officer, address="night@mail.example", at=world.at)
    with pytest.raises(reaching.CodeTooSoon):
        reaching.ask_code(officer, address="night@mail.example", at=world.at)
    run(world, mailed, at=world.at)
    code = Reach.objects.get(officer=officer).code
    assert code in read(box.mails[0]).get_body(("plain",)).get_content()
    with pytest.raises(reaching.WrongCode):
        reaching.confirm(officer, code="0", at=world.at)
    with pytest.raises(reaching.WrongCode):
        reaching.confirm(officer, code=code, at=world.later(minutes=31))
    reaching.confirm(officer, code=code, at=world.later(minutes=1))
    assert reaching.reach_of(officer).confirmed
    with pytest.raises(reaching.WrongCode):
        reaching.confirm(officer, code=code, at=world.later(minutes=1))


def test_five_wrong_codes_are_enough(world):
    """The sixth is refused even if it is right."""
    reaching.ask_code(world.approver, address="night@mail.example", at=world.at)
    for _ in range(5):
        with pytest.raises(reaching.WrongCode):
            reaching.confirm(world.approver, code="x", at=world.at)
    with pytest.raises(reaching.WrongCode):
        reaching.confirm(world.approver, code=Reach.objects.get(officer=world.approver).code, at=world.at)


def test_times_that_cannot_be(world):
    """One end of the quiet hours alone, both the same, a digest that is not offered."""
    for quiet, every in (((1, None), 0), ((5, 5), 0), ((0, 2000), 0), ((None, None), 7)):
        with pytest.raises(reaching.BadTimes):
            reaching.choose(world.drafter, subjects=("clock",), quiet=quiet, every_minutes=every, at=world.at)


def test_a_node_without_ways_writes_nothing(world):
    """No occasion, and no cost with an act."""
    world.receive()
    assert Occasion.objects.count() == 0
    assert home().notices == Notices()
