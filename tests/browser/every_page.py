"""A node with something of everything, and every address of its web port as the officer opens it who works with it."""

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from doors import Person
from more_pages import beside, joining, picture, register, remedies
from programme_pages import programme
from tests.desk.test_outside import entry, record, written
from tests.treaty.samples import every_act
from threat_pages import threats
from visitors import Page, sign_in
from warning_pages import exchange
from worlds.paper import bytes_of, pieces
from worlds.world import World

from comity.desk.attaching.actions import attach_file
from comity.desk.checking.actions import Outcome, stamp_item
from comity.desk.filters.actions import save_filter
from comity.desk.holding.actions import offer_request, take_request
from comity.desk.homing.actions import ask_at_home
from comity.desk.outside.queries import outside_acts
from comity.desk.partnering.actions import approve_partner, propose_partner
from comity.desk.permitting.actions import approve_permission, propose_permission
from comity.desk.reading.search import Query
from comity.desk.remarks.actions import write_remark
from comity.desk.reporting.transparency import newest_year
from comity.desk.safeguarding.actions import set_flag
from comity.desk.shifts.handover import accept_brief
from comity.desk.walls.actions import set_wall
from comity.desk.walls.policy import Wall
from comity.directory.keptposts import keep_post
from comity.directory.policy import Role
from comity.directory.posts import give_country, give_mandate, give_roles, make_unit
from comity.doors.cli.demo import fields
from comity.records.models import Batch, Brief, Clock, MissionReport, Officer, Request

SUPERVISOR: Final = "may.v@poc.vn.example"
AUDITOR: Final = "nga.l@poc.vn.example"
MISSION: Final = "bach.d@poc.vn.example"
NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
NOW: Final = "Gọi lại cho nhà cung cấp lúc 5 giờ."


@dataclass(frozen=True)
class Visit:
    """One page: the name of its address, who opens it, where, and with which status it answers.

    With `form`, part of where a form on it leads, that form is sent with what was `typed` into it, and the answer is the page.
    """

    name: str
    officer: Officer | None
    path: str
    status: int = 200
    form: str = ""
    typed: tuple[tuple[str, str], ...] = ()

    def opening(self, client: Client) -> Callable[[], Any]:
        """Return what opens it."""
        if not self.form:
            return functools.partial(client.get, self.path)
        page = Page(client, self.path)
        held, leads = page.held(self.form), page.form(self.form)["action"]
        return functools.partial(client.post, leads.partition("#")[0] or self.path, {**held, **dict(self.typed)})


# What no officer reads as a page of its own, and why.
_POSTED: Final = "a post; it leads on to a page that is visited"
_FILE: Final = "a file that is saved"
_NOBODY: Final = "closed: allauth asks for the name, and it answers 404"
_STATE: Final = "opens only in the middle of a sign-in that test_accounts walks through, and looks at there"
NO_PAGE: Final = {
    **dict.fromkeys(
        (
            "take-up",
            "take-back",
            "return",
            "offer-accept",
            "offer-decline",
            "offer-recall",
            "wake",
            "brief-accept",
            "brief-recall",
            "many",
            "tidings-read",
            "filter-retire",
            "clock-resume",
            "clock-acknowledge",
            "home-answer",
            "mission-take",
            "permission-approve",
            "partner-approve",
            "secrecy-agree",
            "wall-confirm",
            "wall-keep",
            "draft-file-off",
            "draft-changed",
            "set_language",
            "theme",
            "lock",
            "seen",
            "change-shift",
            "send-kept-post",
            "end-sitting",
            "end-other-sittings",
            "decide-autosave",
            "draft-autosave",
            "pulse",
            "source-none",
            "source-link",
            "source-deed",
            "conditions-carry",
            "path-follow",
            "disposal-certify",
            "retire-destroy",
            "retire-drop",
            "hold-place",
            "hold-lift",
            "call-make",
            "call-confirm",
            "alarm-seen",
            "disposal-tell",
            "evidence-settle",
            "withholding-settle",
            "incident-notice",
            "claim-take-back",
            "joining-approve",
            "carry-back",
            "notices-address",
            "notices-confirm",
            "notices-forget",
            "warning-return",
            "threat-removal-new",
            "threat-onward",
            "warning-autosave",
        ),
        _POSTED,
    ),
    "told": "leads from a notice to its request, which is visited",
    "report-newest": "leads to the newest year, which is visited",
    "threat-technique": "leads to the object's page, which is visited",
    **dict.fromkeys(
        (
            "proof",
            "withholding-proof",
            "letter-pdf",
            "letter-docx",
            "draft-letter-pdf",
            "draft-letter-docx",
            "act-file",
            "draft-file",
            "paper-file",
            "forwarded-file",
            "remedy-letter",
            "register-original",
            "register-labels",
            "register-pack-pdf",
            "register-plan-pack-pdf",
            "register-pack-docx",
            "register-plan-pack-docx",
            "picture-brief",
            "register-calendar-file",
            "register-table",
            "country-paper",
            "threat-bytes",
            "threat-lot-bytes",
        ),
        _FILE,
    ),
    **dict.fromkeys(
        (
            "account_signup",
            "socialaccount_signup",
            "socialaccount_connections",
            "account_email",
            "account_reset_password",
            "account_set_password",
        ),
        _NOBODY,
    ),
    **dict.fromkeys(
        (
            "mfa_authenticate",
            "mfa_login_webauthn",
            "mfa_edit_webauthn",
            "mfa_remove_webauthn",
            "account_change_password",
            "certificate-door",
            "provider-door",
            "openid_connect_callback",
            "socialaccount_login_cancelled",
            "socialaccount_login_error",
            "first-factor",
        ),
        _STATE,
    ),
}


def named_addresses() -> set[str]:
    """Return the name of every address of the web port."""

    def walk(resolver: Any) -> Iterator[str]:
        for one in resolver.url_patterns:
            if isinstance(one, URLResolver):
                yield from walk(one)
            elif isinstance(one, URLPattern):
                yield str(one.name)

    return set(walk(get_resolver()))


class FullWorld:
    """A world in which everything happened once; each method fills one room and returns its visits."""

    def __init__(self, world: World, language: str) -> None:
        """Take the empty one; everybody in it reads `language`."""
        self.world, self.language = world, language
        Officer.objects.update(language=language)
        for officer in (world.drafter, world.approver, world.both, world.chief, world.administrator):
            officer.refresh_from_db()
        self._clients: dict[int, Client] = {}
        self.request = self._received("XR-2026-000107")
        self.other = self._received("XR-2026-000108")
        values = dict(every_act()["REQ-EMERGENCY-DATA", "request"])
        self.urgent = world.receive(case="XR-2026-000109", kind="REQ-EMERGENCY-DATA", values=values)
        self.supervisor, self.auditor, self.mission = (
            self.recruit(name, role) for name, role in ((SUPERVISOR, Role.SUPERVISOR), (AUDITOR, Role.AUDITOR), (MISSION, Role.MISSION))
        )

    def _received(self, case: str) -> Request:
        return self.world.receive(case=case)

    def recruit(self, name: str, role: Role) -> Officer:
        """Make an officer of one role alone."""
        made = Officer.objects.create(
            officer_id=name,
            name=name.split("@", maxsplit=1)[0],
            authority="vn-poc",
            roles=[],
            language=self.language,
            password="!",
        )
        give_roles(made, roles=[role], by="operator", at=self.world.at)
        if role is Role.MISSION:
            from comity.terms.identifiers import Country

            give_country(made, country=Country("XR"), by="operator", at=self.world.at)
        made.refresh_from_db()
        return made

    def client(self, officer: Officer | None) -> Client:
        """Return the browser of an officer, or of nobody; the administrator of accounts came in by the real door, just now."""
        key = officer.pk if officer else 0
        if key not in self._clients:
            self._clients[key] = self._come_in(officer)
        return self._clients[key]

    def _come_in(self, officer: Officer | None) -> Client:
        if officer is None:
            return Client()
        if officer != self.world.chief:
            return sign_in(officer)
        person = Person(officer)
        client = person.sign_in()
        person.confirm(client)
        return client

    def visits(self) -> Iterator[Visit]:
        """Fill room by room and yield each page when it can be opened: what comes later may close it again."""
        for room in (self.reading, self.law, self.writing, self.shifts, self.outside, self.safeguards, self.posts, self.account):
            yield from room()
        for more in (beside, remedies, joining, register, programme, picture, exchange, threats):
            yield from more(self)

    def at(self, name: str, *args: Any, by: Officer | None = None, query: str = "", status: int = 200) -> Visit:
        """Return the visit of an address, by the drafter where nobody is named."""
        return Visit(name, by or self.world.drafter, reverse(name, args=args) + query, status)

    def sent(
        self, name: str, *args: Any, form: str, typed: Mapping[str, str] = NOTHING, by: Officer | None = None, status: int = 422
    ) -> Visit:
        """Return the visit of what a form on that page answers; in error, if nothing else is said."""
        return Visit(name, by or self.world.drafter, reverse(name, args=args), status, form, tuple(typed.items()))

    # -- rooms -----------------------------------------------------------------------------------------

    def reading(self) -> Iterator[Visit]:
        """The queue, requests, the journal, searches."""
        world, reference = self.world, self.request.reference
        kept = save_filter("Đắk Lắk", query=Query(q="lak"), shared=True, by=world.drafter, at=world.at, token=world.token())
        yield self.at("watch")
        yield self.at("requests")
        yield self.at("requests", query="?q=strelsau&direction=in")
        yield self.at("request", reference)
        yield self.at("request", reference, query="?side=1")
        yield self.at("request", self.urgent.reference, by=world.both)
        yield self.at("request-history", reference)
        yield self.at("history")
        yield self.at("filter-keep", query="?q=lak&direction=in")
        yield self.at("filter", kept.pk)
        yield Visit("demo_door", None, "/demo/")

    def law(self) -> Iterator[Visit]:
        """Texts, articles, kinds, countries."""
        for name, *args in (
            ("law",),
            ("law-offences",),
            ("law-kind", "REQ-PRESERVE"),
            ("law-text", "UNCC"),
            ("law-article", "UNCC", "42"),
            ("countries",),
            ("country", "XR"),
            ("country-brief", "XR"),
        ):
            yield self.at(name, *args)

    def writing(self) -> Iterator[Visit]:
        """Drafts in each of their states, a decision, what may be begun on a request."""
        world = self.world
        ours = world.send()
        draft = world.draft()
        attach_file(
            draft.pk,
            pieces=pieces(bytes_of(5000)),
            name="nhật ký tường lửa.csv",
            media_type="text/csv",
            kind="FILE-DATA",
            by=world.drafter,
            at=world.at,
            token=world.token(),
        )
        waiting = world.submit(world.draft())
        take_request(self.other, by=world.drafter, at=world.at, token=world.token())
        yield self.at("compose-start")
        for item in ("facts", "data"):
            yield self.at("compose-item", draft.pk, item)
        yield self.at("draft-check", draft.pk)
        yield self.at("draft-mark", draft.pk)
        yield self.at("draft-files", draft.pk)
        yield self.at("set-aside", draft.pk)
        yield self.at("approve", waiting.pk)
        yield self.at("approve", waiting.pk, by=world.approver)
        yield self.at("decide", self.other.reference)
        yield self.at("request", ours.reference)
        yield self.at("withdraw", ours.reference)
        yield self.at("begin", self.other.reference, "question")
        asked = world.message(ours)
        consults = world.puppet.act(
            "consultation",
            "ADM-CONSULT",
            fields.consultation("ESSENTIAL_INTEREST", at=world.at),
            case=ours.reference,
            original=asked.env_id,
        )
        world.deliver(world.puppet.say(consults))
        yield self.at("views", ours.reference)
        kept = world.send()
        preserved = fields.preserved(at=world.at)
        answer = world.puppet.act("answer", values=preserved, case=kept.reference, original=world.message(kept).env_id)
        world.deliver(world.puppet.say(answer))
        yield self.at("extend", kept.reference)
        yield self.at("request", kept.reference)

    def shifts(self) -> Iterator[Visit]:
        """Taken, offered, put off, noted; the desk handed over; several at once."""
        world, reference = self.world, self.request.reference
        for name in ("handover", "since", "keys"):
            yield self.at(name)
        yield self.sent("keys", form="/keys/", typed={"key-take": "j"})
        yield self.sent("watch", form="/many/", typed={"act": "take"}, status=409)
        yield self.sent("watch", form="/many/", typed={"act": "offer", "row": self.urgent.reference}, status=200)
        held = take_request(self.request, by=world.drafter, at=world.at, token=world.token())
        yield self.at("notes", reference)
        yield self.sent("notes", reference, form="/notes/", typed={"note": "@nobody.there"})
        older = write_remark(held, words=NOW, by=world.drafter, at=world.at, token=world.token())
        write_remark(held, words=NOW, corrects=older.pk, by=world.drafter, at=world.at, token=world.token())
        yield self.at("take", reference, by=world.both)
        for name in ("offer", "snooze"):
            yield self.at(name, reference)
            yield self.sent(name, reference, form=f"/{name}/")
        yield self.at("notes", reference)
        yield self.at("checklist", reference)
        yield self.sent("checklist", reference, form="/checklist/", typed={"act": "blocked"})
        stamp_item(held, item="identity", outcome=Outcome.DONE, words="", by=world.drafter, at=world.at, token=world.token())
        yield self.at("checklist", reference)
        yield self.at("request-history", reference, query="?kind=notes")
        offered = offer_request(held, to=world.both, words=NOW, by=world.drafter, at=world.at, token=world.token())
        yield self.at("request", reference, by=world.both)
        yield self.at("watch", by=world.both)
        yield self.at("offer-page", offered.pk, by=world.both)
        yield self.sent("offer-page", offered.pk, by=world.both, form="/decline/")
        yield self.at("clock-pause", reference, Clock.objects.filter(request=held, stopped_at__isnull=True).first().pk)
        queue = Page(sign_in(world.both), "/")
        queue.post({"row": [self.urgent.reference], "act": "take"}, action="/many/")
        yield self.at("many-told", Batch.objects.get().pk, by=world.both)
        handing = Page(sign_in(world.drafter), reverse("handover"))
        handing.post({"words": "Ca đêm yên tĩnh."}, action="/handover/")
        yield self.at("handover")
        brief = Brief.objects.get()
        yield self.at("brief", brief.pk)
        yield self.at("brief", brief.pk, by=world.both)
        accept_brief(brief.pk, references=[], by=world.both, at=world.at, token=world.token())
        yield self.at("brief", brief.pk, by=world.both)
        yield self.at("since")
        yield self.at("keys")

    def outside(self) -> Iterator[Visit]:
        """A partner without a node, a paper, a question at home, a mission's report."""
        world = self.world
        yield self.at("partners")
        made = propose_partner(entry(world), reason="first contact", by=world.drafter, at=world.at, token=world.token())
        yield self.at("partner-new")
        approve_partner(made.pk, by=world.approver, at=world.at, token=world.token())
        yield self.at("partner-change", "kh-moj")
        yield self.at("record-start")
        yield self.at("paper", written(world).pk)
        case = record(world, written(world))
        (envelope, *_) = outside_acts(case)
        yield self.at("request", case.reference)
        yield self.at("outside-came", case.reference)
        yield self.at("outside-step", case.reference, str(envelope), "acknowledged")
        diplomat = self.recruit("dung.q@poc.vn.example", Role.DRAFTER)
        Officer.objects.filter(pk=diplomat.pk).update(authority="vn-mfa")
        by_day = world.at.datetime().date() + timedelta(days=5)
        ask_at_home(self.other, want="opinion", of="vn-mfa", words=NOW, by_day=by_day, by=world.drafter, at=world.at, token=world.token())
        yield self.at("home-questions", self.other.reference)
        yield self.at("home-questions", self.other.reference, by=diplomat)
        yield from self._missions()

    def _missions(self) -> Iterator[Visit]:
        abroad = Page(sign_in(self.mission), "/mission/")
        yield self.at("mission", by=self.mission)
        abroad.post({"incident": "INC-RANSOMWARE", "place": "Praha", "happened_on": "26/11"}, action="/mission/")
        number = MissionReport.objects.get().pk
        for step in (2, 3):
            yield self.at("mission-report", number, by=self.mission, query=f"?step={step}")
        second = Page(abroad.client, reverse("mission-report", args=[number]) + "?step=2")
        second.post({"persons": "12", "origin": "RSC-OWN", "tlp": "TLP:GREEN"}, action="/mission/")
        third = Page(abroad.client, reverse("mission-report", args=[number]) + "?step=3")
        third.post({"act": "file", "words": "Một bệnh viện bị mã hóa dữ liệu."}, action="/mission/")
        yield self.at("mission-report", number, by=self.mission)
        yield self.at("missions")

    def safeguards(self) -> Iterator[Visit]:
        """Permissions, flags, reviews, the report."""
        world, reference = self.world, self.urgent.reference
        day = world.at.datetime().date() + timedelta(days=30)
        yield self.at("permissions")
        yield self.sent("permission-propose", form="/propose/")
        kept = propose_permission(
            kind="REQ-INTERCEPT-CONTENT",
            country=None,
            basis="Luật số 24/2026/QH16, Điều 5",
            independent="Tòa án nhân dân tối cao",
            reason="Vụ án số 7 năm 2026.",
            review_on=day,
            by=world.drafter,
            at=world.at,
            token=world.token(),
        )
        yield self.at("permissions", by=world.approver)
        yield self.at("permission-propose")
        approve_permission(kept.pk, by=world.approver, at=world.at, token=world.token())
        yield self.at("permission-end", kept.pk)
        yield self.at("safeguards", reference)
        yield self.sent("flag", reference, form="/flag/")
        flag = set_flag(
            self.urgent,
            code="RF-JOURNALIST",
            person="Bùi Thị Xuân",
            origin="",
            words=NOW,
            by=world.drafter,
            at=world.at,
            token=world.token(),
        )
        yield self.at("safeguards", reference, by=world.both)
        yield self.at("request", reference, by=world.both)
        yield self.at("flag", reference)
        yield self.at("flag-end", reference, flag.pk, by=world.both)
        for subject in ("flags", "emergency", "secrecy"):
            yield self.at("review", reference, subject, by=world.both)
        yield self.at("report", newest_year(world.at))

    def posts(self) -> Iterator[Visit]:
        """Officers, walls, the auditor's pages."""
        world = self.world
        make_unit("counter-terrorism", names={"en": "Counter-terrorism", "vi": "Chống khủng bố"}, by="operator", at=world.at)
        give_mandate(
            world.both,
            role=Role.APPROVER,
            since=world.at,
            until=world.later(days=30),
            basis="Quyết định số 12/QĐ",
            by=world.administrator,
            at=world.at,
        )
        wall = Wall.of(names=[world.drafter.officer_id, world.both.officer_id])
        walled = self._received("XR-2026-000110")
        set_wall(walled.reference, wall=wall, reason=NOW, by=self.supervisor, at=world.at, token=world.token())
        set_wall(walled.reference, wall=Wall.of(), reason=NOW, by=self.supervisor, at=world.at, token=world.token())
        yield self.at("officers", by=self.supervisor)
        yield self.at("officer", world.both.officer_id, by=world.administrator)
        yield self.at("walls", by=self.supervisor)
        yield self.at("wall", walled.reference, by=self.supervisor)
        for name, *args in (("audit",), ("audit-case", self.request.reference), ("audit-log",)):
            yield self.at(name, *args, by=self.auditor)

    def account(self) -> Iterator[Visit]:
        """Coming in, staying in, going."""
        officer = self.world.chief
        yield Visit("account_login", None, "/account/login/")
        yield Visit("account_inactive", None, "/account/inactive/")
        kept = keep_post(officer, path="/compose/", fields={"to": ["cert.xr.example"]}, at=self.world.at)
        for name, *args in (
            ("account_logout",),
            ("account_reauthenticate",),
            ("mfa_reauthenticate",),
            ("mfa_reauthenticate_webauthn",),
            ("kept-post", kept.pk),
            ("sittings",),
            ("mfa_index",),
            ("mfa_activate_totp",),
            ("mfa_deactivate_totp",),
            ("mfa_view_recovery_codes",),
            ("mfa_generate_recovery_codes",),
            ("mfa_list_webauthn",),
            ("mfa_add_webauthn",),
        ):
            yield self.at(name, *args, by=officer)
