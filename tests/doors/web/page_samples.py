"""Pages as they would stand at a desk in Ha Noi at 03:13 on 24 November 2026, in both languages: for tests and for looking."""

from collections.abc import Callable
from dataclasses import replace

from comity.doors.web import trouble
from comity.doors.web.pages import compose, decision, fields, frame, others, parts, request, watch

FLOOD = 25
_DIGEST = "8f3a91c207deb4f6a1c05e7733d2419b8f60a4d1e2c39b7755aa01fe6c88d213"
_OTHER = "8f3a91c207deb4829d3e1a7733d2419b8f60a4d1e2c39b7755aa01fe6c88d213"
_DRAFT = "c41e77a95d02e8bb0f4c9917ab3360de5512f8c7a94e0db16ac5f3302b7788e1"


def samples(language: str) -> dict[str, object]:
    """Return every page by name, in `vi` or `en`."""

    def say(vi: str, en: str) -> str:
        return vi if language == "vi" else en

    pages: dict[str, object] = {}
    for make in (_watch, _request, _compose, _decision, _approve, _others, _notices):
        pages.update(make(say))
    return pages


def frames(language: str, *, world: str = "real", theme: str = "", signed_in: bool = True) -> frame.Frame:
    """Return the frame around the samples."""

    def say(vi: str, en: str) -> str:
        return vi if language == "vi" else en

    return frame.Frame(
        world="drill" if world == "drill" else "real",
        authority=say("Đầu mối 24/7 Việt Nam", "24/7 Contact Point, Viet Nam"),
        desk_time="03:13",
        desk_date=say("Thứ Ba 24/11/2026", "Tue 24 Nov 2026"),
        utc_time="20:13",
        utc_note=say("23/11", "23 Nov"),
        made_at=say("03:13:20 ngày 24/11/2026", "03:13:20 on 24 Nov 2026"),
        zone="UTC+7",
        officer="Hà N." if signed_in else "",
        post=say("Bàn trực 1", "Desk 1"),
        links_up=False if signed_in else None,
        links=say("1/2 đường truyền thông", "1 of 2 links up") if signed_in else "",
        places=(
            frame.Place(say("Hàng trực", "Watch"), "/", 9, current=True),
            frame.Place(say("Yêu cầu", "Requests"), "/requests/"),
            frame.Place(say("Lập yêu cầu", "New request"), "/compose/"),
            frame.Place(say("Nhật ký", "Journal"), "/history/"),
        )
        if signed_in
        else (),
        path="/",
        theme="light" if theme == "light" else "dark" if theme == "dark" else "",
        language_href="/switch/language/",
        theme_href="/switch/theme/",
        sign_out_href="/account/logout/" if signed_in else "",
        search_href="/requests/" if signed_in else "",
        security_href="/account/second-factor/" if signed_in else "",
        demo_href="" if signed_in else "/demo/",
    )


Say = Callable[[str, str], str]


def _clock(say: Say, which: str) -> parts.Clock:
    decide = say("Quyết định", "Decide")
    kept = say("Hết bảo quản", "Preservation ends")
    treaty = say("Điều 42: không dưới 60 ngày", "Art. 42: not less than 60 days")
    return {
        "late": parts.Clock(
            say("Xác nhận đã nhận", "Acknowledge"),
            "late",
            parts.Moment("2026-11-23T20:05:00Z", "03:05", "", say("20:05 UTC, 23/11", "20:05 UTC, 23 Nov")),
            say("quá 8 phút", "8 min late"),
            say("Mục tiêu của bàn trực, 30 phút", "Desk target, 30 min"),
            parts.Rail(196, (100,)),
        ),
        "soon": parts.Clock(
            decide,
            "due-soon",
            parts.Moment("2026-11-23T22:00:00Z", "05:00", "", say("22:00 UTC, 23/11", "22:00 UTC, 23 Nov")),
            say("còn 1 giờ 47 phút", "1 h 47 min left"),
            say("Mục tiêu của bàn trực, 4 giờ", "Desk target, 4 h"),
            parts.Rail(108, (100, 149)),
        ),
        "time": parts.Clock(
            decide,
            "on-time",
            parts.Moment("2026-11-24T05:00:00Z", "12:00", "", "05:00 UTC"),
            say("còn 8 giờ 47 phút", "8 h 47 min left"),
            say("Mục tiêu của bàn trực, 24 giờ", "Desk target, 24 h"),
            parts.Rail(59, (149,)),
        ),
        "held": parts.Clock(
            say("Chờ ý kiến tham vấn", "Views awaited"),
            "paused",
            parts.Moment("2026-11-27T10:00:00Z", say("27/11", "27 Nov"), "17:00", "10:00 UTC"),
            say("dừng tối đa đến lúc này", "paused until then at most"),
            say("Dừng: đã hỏi ý kiến Ruritania lúc 22:10", "Paused: views asked of Ruritania at 22:10"),
            parts.Rail(78, (149,), held=True),
        ),
        "kept": parts.Clock(
            kept,
            "due-soon",
            parts.Moment("2026-11-30T05:00:00Z", say("30/11", "30 Nov"), "12:00", "05:00 UTC"),
            say("còn 6 ngày 8 giờ", "6 days 8 h left"),
            treaty,
            parts.Rail(176, (100, 153, 174)),
        ),
        "later": parts.Clock(
            kept,
            "on-time",
            parts.Moment("2027-01-02T03:00:00Z", say("02/01", "2 Jan"), "2027 10:00", "03:00 UTC"),
            say("còn 39 ngày", "39 days left"),
            treaty,
            parts.Rail(70, (100, 153, 174)),
        ),
        "unstarted": parts.Clock(
            say("Bảo quản", "Preservation"),
            "waiting",
            parts.Moment("", say("60 ngày", "60 days"), "", say("từ ngày bắt đầu", "from its start")),
            "",
            say("Điều 42, không dưới 60 ngày · bắt đầu khi chấp thuận", "Art. 42, not less than 60 days · starts with the grant"),
        ),
        "met": parts.Clock(
            say("Xác nhận đã nhận", "Acknowledge"),
            "met",
            parts.Moment("2026-11-23T18:12:00Z", "01:12", "", say("18:12 UTC, 23/11", "18:12 UTC, 23 Nov")),
            "",
            say("dừng 18 phút trước hạn, bởi biên nhận số 2", "stopped 18 min before it was due, by receipt 2"),
        ),
    }[which]


def _strip(say: Say, number: int, clock: str, **other: object) -> watch.Strip:
    strip = watch.Strip(
        title=say("Bảo quản khẩn cấp dữ liệu điện tử", "Expedited preservation of electronic data"),
        href=f"/requests/XR-2026-{number:06d}/",
        direction="in",
        other_side="Ruritania",
        reference=f"XR-2026-{number:06d}",
        article="42",
        facts=(say("Khẩn", "Urgent"),),
        clock=_clock(say, clock),
        holder="Minh T.",
        presence="",
        act=parts.Act(say("Mở", "Open"), "/"),
    )
    return replace(strip, **other)


def _watch(say: Say) -> dict[str, object]:
    nobody, you = say("Chưa ai giữ", "Nobody holds it"), say("Bạn giữ", "You hold it")
    take = parts.Act(say("Nhận việc", "Take it"), "/take/", post=True, token="t1")
    decide = parts.Act(say("Ra quyết định", "Decide"), "/requests/1/decide/")
    sections = (
        watch.Section(
            "decide",
            (
                _strip(say, 118, "late", holder=nobody, presence=say("Minh T. đang xem", "Minh T. is looking"), act=take, unread=True),
                _strip(say, 117, "soon", holder=you, presence=say("An P. đang xem", "An P. is looking"), act=decide, mine=True),
                _strip(say, 109, "time", title=say("Gia hạn bảo quản dữ liệu", "Extension of a preservation")),
            ),
            3,
        ),
        watch.Section(
            "approve",
            (
                _strip(
                    say,
                    111,
                    "time",
                    holder=say("Chờ An P.", "Waits for An P."),
                    presence=say("Bạn soạn, người khác duyệt", "You drafted it; another approves"),
                    facts=(say("Chấp thuận một phần", "Granted in part"), say("bản 6", "version 6")),
                    act=parts.Act(say("Xem bản trình", "See it"), "/"),
                ),
            ),
            1,
        ),
        watch.Section(
            "theirs",
            (
                _strip(say, 102, "held"),
                _strip(
                    say,
                    96,
                    "time",
                    direction="out",
                    reference="VN-2026-000096",
                    holder=you,
                    facts=(say("mất liên lạc, 1 thư chờ gửi", "link down, 1 message waiting"),),
                ),
            ),
            2,
        ),
        watch.Section(
            "preserved",
            (
                _strip(
                    say, 51, "kept", act=parts.Act(say("Hỏi gia hạn", "Ask to extend"), "/"), direction="out", reference="VN-2026-000051"
                ),
                _strip(say, 77, "later", holder=you),
            ),
            2,
        ),
        watch.Section(
            "drafts",
            (),
            0,
            empty=say(
                "Không có bản nháp nào của bạn. Chữ bạn gõ được lưu trên nút mỗi 5 giây và nằm ở đây cho đến khi bạn trình hoặc xếp lại.",
                "You have no drafts. What you type is saved on the node every 5 seconds and stays here until you submit it or set it aside.",
            ),
        ),
    )
    page = watch.WatchPage(
        heading=say("Hàng trực", "Watch queue"),
        deck=say("Tám việc: một quá hạn, hai sắp hạn. Hạn gần nhất trước.", "Eight items: one late, two due soon. Nearest deadline first."),
        late=1,
        next_deadline=parts.Fact(say("05:00 Quyết định", "05:00 Decide"), "XR-2026-000117, Ruritania", "due-soon"),
        unheld=parts.Fact(say("1 việc", "1 item"), say("quá hạn 8 phút", "8 min late"), "late"),
        links=parts.Fact(
            say("Ruritania mất từ 02:51", "Ruritania down since 02:51"),
            say("1 thư chờ gửi, sẽ gửi đúng một lần", "1 message waiting, sent exactly once"),
        ),
        ending=parts.Fact(say("30/11 12:00", "30 Nov 12:00"), say("còn 6 ngày 8 giờ", "6 days 8 h left")),
        sections=sections,
        filters=(parts.Link(say("Của tôi 3", "Mine 3"), "/?mine"), parts.Link(say("Chưa ai giữ 1", "Held by nobody 1"), "/?free")),
        act=parts.Act(say("Mở việc quá hạn", "Open the late item"), "/"),
    )
    empty = replace(
        page,
        late=0,
        deck=say("Không có việc nào. Hạn kế tiếp: 30/11 12:00.", "Nothing is waiting. Next deadline: 30 Nov 12:00."),
        next_deadline=parts.Fact(say("30/11 12:00", "30 Nov 12:00"), say("Hết bảo quản", "Preservation ends")),
        unheld=parts.Fact(say("Không có", "None")),
        links=parts.Fact(say("1/1 thông", "1 of 1 up"), "Ruritania"),
        filters=(),
        act=parts.Act(say("Lập yêu cầu", "New request"), "/compose/"),
        sections=tuple(
            watch.Section(
                code,
                (),
                0,
                empty=say(
                    "Không có việc nào chờ quyết định. Hạn kế tiếp: 30/11 12:00.", "Nothing needs a decision. Next deadline: 30 Nov 12:00."
                ),
            )
            for code in ("decide", "approve", "theirs", "preserved", "drafts")
        ),
    )
    flood = replace(
        page,
        sections=(
            watch.Section(
                "decide",
                tuple(_strip(say, number, "time") for number in range(FLOOD)),
                143,
                more=118,
                more_due=say("01/12", "1 Dec"),
                more_links=(parts.Link(say("25 việc tiếp theo", "Next 25"), "/?from=25"),),
            ),
            *sections[1:],
        ),
    )
    requests = watch.RequestsPage(
        say("Yêu cầu", "Requests"),
        say("Tất cả yêu cầu đến và đi.", "All requests, in and out."),
        (
            replace(sections[0], code="open"),
            watch.Section(
                "closed",
                (_strip(say, 12, "met", act=parts.Act(say("Mở", "Open"), "/"), facts=(say("Đã trả lời", "Answered"),)),),
                1,
            ),
        ),
    )
    lists = tuple(
        watch.Choice(name, label, (watch.Option("", say("tất cả", "any")), watch.Option("x", value, chosen=True)))
        for name, label, value in (
            ("direction", say("Chiều gửi", "Direction"), say("bên khác gửi đến", "from others to us")),
            ("kind", say("Loại", "Kind"), say("Bảo quản khẩn cấp dữ liệu điện tử", "Expedited preservation of electronic data")),
            ("state", say("Tình trạng", "Where it stands"), say("đã chuyển đến", "delivered")),
            ("country", say("Phía bên kia", "Other side"), "Ruritania"),
            ("holder", say("Người giữ", "Holder"), say("chưa ai", "nobody")),
            ("urgency", say("Mức độ khẩn", "Urgency"), say("khẩn", "urgent")),
        )
    )
    kept = (
        watch.Kept("Tây Nguyên", "/requests/?q=dak+lak", say("của bàn trực", "the desk's"), "/filters/1/"),
        watch.Kept("Ngân hàng chờ quyết định", "/requests/?q=ngan+hang", change_href="/filters/2/"),
    )
    search = replace(
        requests,
        words="dak lak",
        choices=lists,
        since="2026-01-01",
        narrowed=True,
        asked=True,
        keep_href="/filters/keep/?q=dak+lak",
        kept=kept,
    )
    wrong = replace(
        search,
        sections=(),
        fault=say("“--” không có từ nào: chỉ tìm theo chữ cái và chữ số.", "“--” holds no word: letters and digits are searched for."),
        fault_next=say("Nhập tên, số hoặc địa danh.", "Type a name, a number or a place."),
    )
    keep = watch.FilterPage(
        say("Lưu lượt tìm này", "Keep this search"),
        say("Bộ lọc nằm cạnh hàng trực.", "It stands beside the watch queue."),
        parts.Crumbs((parts.Link(say("Yêu cầu", "Requests"), "/requests/"),), say("Lưu lượt tìm này", "Keep this search")),
        parts.Form("/filters/keep/", "t"),
        "Tây Nguyên",
        (say("Các từ: dak lak", "Words: dak lak"), say("Tình trạng: đã chuyển đến", "Where it stands: delivered")),
        say("Lưu", "Keep"),
        "/requests/",
        scope=(
            watch.Option("own", say("Cho riêng tôi", "For me"), chosen=True),
            watch.Option("desk", say("Cho mọi người ở bàn trực này", "For everybody at this desk")),
        ),
        fault=say("Đã có bộ lọc “Tây Nguyên”; bộ lọc đó được giữ nguyên.", "There is a filter “Tây Nguyên” already; it was left as it is."),
        fault_next=say("Đặt tên khác.", "Give this one another name."),
        retire=parts.Form("/filters/1/retire/", "t"),
    )
    return {
        "watch": replace(page, kept=kept),
        "watch-empty": empty,
        "watch-flood": flood,
        "requests": requests,
        "search": search,
        "search-wrong": wrong,
        "filter": keep,
    }


def findings(say: Say) -> tuple[parts.Finding, ...]:
    """Return one finding of each outcome and more."""
    return (
        parts.Finding(
            "warn",
            say("Tự nguyện, có đi có lại; Công ước chưa có hiệu lực", "Voluntary, by reciprocity; the Convention is not in force"),
            say(
                "Giữa Việt Nam và Ruritania ngày 24/11/2026. Không chặn việc chấp thuận.",
                "Between Viet Nam and Ruritania on 24 Nov 2026. Does not stop an approval.",
            ),
            "65",
            "memory",
        ),
        parts.Finding(
            "warn",
            say("Không nêu thời hạn bảo quản", "No length of preservation given"),
            say("Đề xuất ít nhất 60 ngày.", "At least 60 days is proposed."),
            "42",
            "memory",
            say("Chọn thời hạn khi ra quyết định.", "Choose the length when you decide."),
        ),
        parts.Finding(
            "pass",
            say("Không thấy dấu hiệu nhằm vào ngôn luận, tín ngưỡng, hội họp", "No sign that speech, belief or assembly is the target"),
            say("Cán bộ trực đã đọc trường 2, 3 và 4.", "The duty officer has read fields 2, 3 and 4."),
            "6, 40(22)",
            "text",
        ),
        parts.Finding(
            "pass",
            say("Đủ bảy nội dung bắt buộc", "All seven required contents are there"),
            say("Từ điểm (a) đến điểm (g).", "Items (a) to (g)."),
            "42(3)",
            "certified-text",
        ),
    )


def letter_links(say: Say) -> tuple[parts.Link, ...]:
    """Return the ways to a letter."""
    return (
        parts.Link(say("Thư (PDF)", "Letter (PDF)"), "#main"),
        parts.Link(say("Bản để chỉnh sửa (DOCX)", "Editable draft (DOCX)"), "#main"),
    )


def read_fields(say: Say) -> tuple[parts.FieldRead, ...]:
    """Return the numbered form of the hospital's case."""
    facts = (
        "Between 3 and 9 November 2026 the patient-records server of a public hospital in Strelsau was entered and its data encrypted. "
        "Two mailboxes hosted in Viet Nam received the keys."
    )
    return (
        parts.FieldRead(
            "1",
            say("Cơ quan yêu cầu bảo quản", "Authority seeking preservation"),
            "42(3)(a)",
            (
                parts.Line(
                    say("Đơn vị Tội phạm mạng, Cảnh sát Liên bang Ruritania", "Cybercrime Unit, Federal Police of Ruritania"), "XR-FPC-CYB"
                ),
            ),
            sent_label="Authority seeking preservation",
            sent=("Cybercrime Unit, Federal Police of Ruritania (XR-FPC-CYB)",),
            sent_language="en",
        ),
        parts.FieldRead(
            "2",
            say("Tội phạm đang điều tra", "Offence under investigation"),
            "42(3)(b)",
            (
                parts.Line(say("Truy cập trái phép", "Illegal access"), "OFF-07"),
                parts.Line(say("Can thiệp dữ liệu điện tử", "Interference with electronic data"), "OFF-09"),
            ),
            say("Mức tối đa 72 tháng tù theo luật Ruritania", "Maximum 72 months under the law of Ruritania"),
            sent_label="Offence under investigation",
            sent=("Illegal access (OFF-07)", "Interference with data (OFF-09)"),
            sent_language="en",
            differs=say(
                "Bản dựng của ta khác bản đã ký ở OFF-09: từ vựng bản 3 ở đây, bản 2 ở bên gửi. Mã là như nhau.",
                "Our rendering differs from what was signed at OFF-09: vocabulary 3 here, 2 at the sender. The code is the same.",
            ),
        ),
        parts.FieldRead(
            "3",
            say("Tóm tắt sự việc", "Brief facts"),
            "42(3)(b)",
            quote=parts.Quote(facts, "en", say("tiếng Anh", "English")),
            sent_label="Brief facts",
            sent=(facts,),
            sent_language="en",
        ),
        parts.FieldRead(
            "4",
            say("Dữ liệu cần bảo quản", "Data to preserve"),
            "42(3)(c)",
            (
                parts.Line(say("Dữ liệu thuê bao", "Subscriber information"), "DAT-SUB"),
                parts.Line(say("Dữ liệu lưu lượng", "Traffic data"), "DAT-TRF"),
                parts.Line("k7-relay@post.example", machine=True),
                parts.Line("ml0I1l@post.example", machine=True),
            ),
            say("Từ 01/11/2026 00:00 đến 23/11/2026 24:00 UTC", "From 1 Nov 2026 00:00 to 23 Nov 2026 24:00 UTC"),
            sent_label="Data to preserve",
            sent=("Subscriber information (DAT-SUB)", "Traffic data (DAT-TRF)", "k7-relay@post.example", "ml0I1l@post.example"),
            sent_language="en",
        ),
        parts.FieldRead(
            "5",
            say("Thời hạn bảo quản", "Length of preservation"),
            "42",
            missing=say(
                "Không nêu. Quy tắc đề xuất 60 ngày, đến 23/01/2027; bạn xác nhận khi ra quyết định.",
                "Not stated. The rule proposes 60 days, to 23 Jan 2027; you confirm it when you decide.",
            ),
            sent_label="Length of preservation",
            sent_language="en",
        ),
    )


def _days(say: Say) -> tuple[parts.Day, ...]:
    def at(hour: str, utc: str) -> parts.Moment:
        return parts.Moment(f"2026-11-23T{utc}:00Z", hour, "", f"{utc} UTC")

    return (
        parts.Day(
            say("Thứ Ba 24/11/2026", "Tue 24 Nov 2026"),
            (
                parts.Station(
                    at("03:12", "20:12"), "internal", say("Bản nháp quyết định 14 được lưu", "Draft decision, version 14, saved"), "Hà N."
                ),
                parts.Station(
                    at("03:09", "20:09"), "viewed", say("Đã xem trường 4, dữ liệu hạn chế", "Looked at field 4, restricted"), "An P."
                ),
                parts.Station(
                    at("02:40", "19:40"),
                    "internal",
                    say("Đã gọi nhà cung cấp: nhật ký chỉ còn 30 ngày.", "Called the provider: logs go back 30 days only."),
                    say("Ghi chú của Hà N. Ruritania không thấy.", "Note by Hà N. Ruritania does not see it."),
                    internal=True,
                ),
                parts.Station(
                    at("01:12", "18:12"),
                    "message",
                    say("Đã gửi xác nhận; nút bên kia ký nhận lúc 01:12:09", "Acknowledgement sent; their node signed for it at 01:12:09"),
                    say("Đồng hồ Xác nhận dừng · biên nhận số 2", "Clock Acknowledge stopped · receipt 2"),
                ),
                parts.Station(at("01:04", "18:04"), "act", say("Nhận việc", "Took the item"), "Hà N."),
                parts.Station(
                    at("01:00", "18:00"),
                    "clock",
                    say("Đồng hồ Quyết định bắt đầu", "Clock Decide started"),
                    say("biên nhận số 1", "receipt 1"),
                ),
                parts.Station(at("00:59", "17:59"), "theirs", say("Ruritania ký và niêm phong", "Signed and sealed by Ruritania")),
            ),
        ),
    )


def _request(say: Say) -> dict[str, object]:
    document = request.Document(
        say("Yêu cầu", "Request"),
        say("Đang đọc bằng tiếng Việt.", "You are reading in English."),
        read_fields(say),
        side_href="?side=1",
        mine_label=say("Tiếng Việt, dựng ở đây", "English, rendered here"),
        sent_label=say("Như đã ký và gửi (tiếng Anh)", "As signed and sent (English)"),
        letters=letter_links(say),
    )
    page = request.RequestPage(
        heading=say("Bảo quản khẩn cấp dữ liệu điện tử", "Expedited preservation of electronic data"),
        deck=say(
            "Yêu cầu của Ruritania (XR) gửi Việt Nam, Điều 42 Công ước Hà Nội",
            "Ruritania (XR) asks Viet Nam under Article 42 of the Hanoi Convention",
        ),
        crumbs=parts.Crumbs((parts.Link(say("Hàng trực", "Watch queue"), "/"),), "XR-2026-000117"),
        what=parts.Fact(
            say("Giữ nguyên dữ liệu của 2 hộp thư", "Keep the data of 2 mailboxes"), say("chưa tiết lộ gì", "nothing is disclosed")
        ),
        from_whom=parts.Fact(say("Đầu mối 24/7 Ruritania", "24/7 Contact Point, Ruritania"), say("chữ ký hợp lệ", "valid signature")),
        by_when=parts.Fact("05:00", say("22:00 UTC · còn 1 giờ 47 phút", "22:00 UTC · 1 h 47 min left"), "due-soon"),
        you_do=parts.Fact(
            say("Ra quyết định", "Decide"),
            say("một cán bộ khác phê duyệt rồi mới gửi", "another officer approves before it goes"),
        ),
        documents=(document,),
        findings=findings(say),
        clocks=(_clock(say, "soon"), _clock(say, "unstarted"), _clock(say, "met")),
        clocks_at="03:13",
        proof=parts.Proof(
            parts.halves(_DIGEST, _DIGEST, ours_label=say("Bản của ta", "Our copy"), theirs_label=say("Bản của Ruritania", "Their copy")),
            say("Đầu mối 24/7 Ruritania", "24/7 Contact Point, Ruritania"),
            "xr-poc 3c9e 17aa",
            say("dòng 18 442, nút của ta", "entry 18 442, our node"),
            download_href="/requests/1/proof/",
        ),
        present=say("Hà N. giữ việc này. An P. đang đọc.", "Hà N. holds this. An P. is reading."),
        days=_days(say),
        events=7,
        bar_note=say("Chưa có gì được gửi cho Ruritania từ 01:12.", "Nothing has gone to Ruritania since 01:12."),
        act=parts.Act(say("Ra quyết định", "Decide"), "/requests/1/decide/"),
        second_acts=(parts.Act(say("Giao cho người khác", "Hand to someone else"), "/requests/1/hand/"),),
        timeline_links=(parts.Link(say("Lịch sử đầy đủ", "Whole history"), "/requests/1/history/"),),
    )
    apart = parts.halves(_DIGEST, _OTHER, ours_label=say("Ruritania đã ký", "Ruritania signed"), theirs_label=say("Đã nhận", "Received"))
    return {
        "request": page,
        "request-side": replace(
            page,
            documents=(replace(document, side_by_side=True),),
            proof=replace(page.proof, halves=apart),
            notice=say("Yêu cầu đã được giao cho bạn.", "The request was handed to you."),
        ),
    }


def _compose(say: Say) -> dict[str, object]:
    crumbs = parts.Crumbs((parts.Link(say("Hàng trực", "Watch queue"), "/"),), say("Lập yêu cầu", "New request"))
    labels = (
        say("Cơ quan", "Authority"),
        say("Tội phạm", "Offence"),
        say("Sự việc", "Facts"),
        say("Dữ liệu", "Data"),
        say("Bên giữ", "Custodian"),
        say("Lý do", "Reason"),
        say("Ý định", "Intent"),
        say("Thời hạn", "Length"),
    )

    def steps(current: int) -> tuple[compose.Step, ...]:
        return tuple(
            compose.Step(str(n), label, f"?step={n}", "done" if n < current else "current" if n == current else "todo")
            for n, label in enumerate(labels, 1)
        )

    def at(step: int, *which: fields.FieldWrite, faults: tuple[parts.Fault, ...] = ()) -> compose.ComposePage:
        return compose.ComposePage(
            heading=say("Bảo quản khẩn cấp dữ liệu điện tử", "Expedited preservation of electronic data"),
            deck=say("Gửi tới Việt Nam, Điều 42 Công ước Hà Nội", "To Viet Nam, under Article 42 of the Hanoi Convention"),
            crumbs=crumbs,
            form=parts.Form("/compose/1/", "tok", 14, "/compose/1/autosave/"),
            steps=steps(step),
            step=step,
            fields=which,
            saved=parts.Saved(14, "03:12:08"),
            faults=faults,
            back_href="?step=1",
            set_aside=parts.Act(say("Xếp bản nháp lại", "Set the draft aside"), "/compose/1/aside/"),
        )

    offences = fields.FieldWrite(
        "offences",
        "codes",
        say("Tội phạm nào đang được điều tra?", "Which offences are under investigation?"),
        "2",
        "42(3)(b)",
        say("Chọn mọi tội phạm phù hợp.", "Choose all that apply."),
        choices=(
            fields.Choice("OFF-07", say("Truy cập trái phép", "Illegal access"), article="7", chosen=True),
            fields.Choice("OFF-09", say("Can thiệp dữ liệu điện tử", "Interference with electronic data"), article="9"),
        ),
    )
    text = fields.FieldWrite(
        "facts",
        "text",
        say("Tóm tắt sự việc", "Brief facts"),
        "3",
        "42(3)(b)",
        say("Tối đa 1000 ký tự. Không dịch máy.", "At most 1000 characters. Not machine-translated."),
        cap=1000,
        language="vi",
        languages=(fields.Choice("vi", "Tiếng Việt", chosen=True), fields.Choice("en", "English")),
    )
    outsides = fields.FieldWrite(
        "identifiers",
        "outsides",
        say("Tài khoản hoặc địa chỉ nào?", "Which accounts or addresses?"),
        "4",
        "42(3)(c)",
        kinds=(
            fields.Choice("email", say("Hộp thư", "E-mail")),
            fields.Choice("ip-port", say("Địa chỉ IP và cổng", "IP address and port")),
        ),
        entries=(fields.Entry("email", "k7-relay@post.example"), fields.Entry()),
        fault=say("Dòng 2: chọn loại", "Line 2: choose the kind"),
    )
    rest = (
        fields.FieldWrite(
            "months", "number", say("Mức phạt tối đa", "Maximum penalty"), unit=say("tháng", "months"), value="72", fault="x > y"
        ),
        fields.FieldWrite("name", "name", say("Tên nhà cung cấp", "Name of the provider"), "5", "42(3)(d)", optional=True),
        fields.FieldWrite("ref", "reference", say("Yêu cầu nào?", "Which request?"), value="VN-2026-000123"),
        fields.FieldWrite(
            "mla", "yesno", say("Có ý định gửi yêu cầu tương trợ?", "Is a request for legal assistance intended?"), "7", value="yes"
        ),
        fields.FieldWrite("end", "date", say("Giữ đến hết ngày", "Keep until the end of"), date=fields.DateParts("23", "01", "2027")),
        fields.FieldWrite(
            "seen", "instant", say("Thấy lúc nào?", "When was it seen?"), zone="UTC+7", hint=say("Giờ bàn trực", "Desk time")
        ),
        fields.FieldWrite("span", "period", say("Dữ liệu của thời gian nào?", "Data of which period?")),
        fields.FieldWrite("one", "outside", say("Địa chỉ", "Address"), kinds=outsides.kinds, entries=(fields.Entry(),)),
    )
    fault = (
        parts.Fault("identifiers", say("Trường 4, dòng 2: chọn loại", "Field 4, line 2: choose the kind")),
        parts.Fault("months", "x > y"),
    )
    start = replace(
        at(
            1,
            fields.FieldWrite(
                "to",
                "code",
                say("Gửi tới nước nào?", "To which country?"),
                choices=(fields.Choice("XR", "Ruritania", say("Đầu mối 24/7; đọc tiếng Anh", "24/7 contact point; reads English")),),
            ),
        ),
        heading=say("Lập yêu cầu", "New request"),
        deck="",
        steps=(),
        saved=parts.Saved(0),
        back_href="",
        set_aside=None,
        form=parts.Form("/compose/", "tok"),
    )
    read = tuple(replace(field, change_href=f"?step={field.number}") for field in read_fields(say))
    effects = (
        parts.Consequence(
            "message",
            say("Đầu mối 24/7 Ruritania nhận thư này; nút bên kia ký biên nhận", "The contact point receives this; their node signs"),
        ),
        parts.Consequence("clock", say("Đồng hồ Quyết định dừng; đồng hồ Bảo quản chạy", "Clock Decide stops; clock Preservation runs")),
        parts.Consequence("act", say("Nhật ký ghi thêm một dòng", "The log gains one entry")),
    )
    check = compose.CheckPage(
        heading=say("Kiểm tra câu trả lời", "Check your answers"),
        deck=say("Bảo quản khẩn cấp, gửi tới Ruritania", "Expedited preservation, to Ruritania"),
        crumbs=crumbs,
        form=parts.Form("/compose/1/check/", "tok", 14),
        fields=read,
        findings=findings(say),
        consequences=effects,
        letters=letter_links(say),
        saved=parts.Saved(14, "03:12:08"),
        other_side="Ruritania",
        submit_label=say("Trình An P. phê duyệt", "Submit to An P. for approval"),
        approver="An P.",
        set_aside=parts.Act(say("Xếp bản nháp lại", "Set the draft aside"), "/compose/1/aside/"),
    )
    stopped = replace(
        check,
        findings=(
            parts.Finding(
                "stop",
                say("Ngày hết sớm hơn 60 ngày", "The end is earlier than 60 days"),
                say("Điều 42 nêu không dưới 60 ngày.", "Article 42 says not less than 60 days."),
                "42",
                "memory",
                say("Chọn ngày từ 23/01/2027.", "Choose 23 Jan 2027 or later."),
            ),
            *findings(say),
        ),
        stops=say("Chưa trình được: 1 quy tắc chặn.", "Cannot be submitted: 1 rule stops it."),
        faults=(
            parts.Fault(
                "5", say("Trường 5: ngày 20/12/2026 sớm hơn 60 ngày, Điều 42", "Field 5: 20 Dec 2026 is earlier than 60 days, Art. 42")
            ),
        ),
        returned=say("An P. trả lại: thiếu căn cứ.", "An P. returned it: a ground is missing."),
    )
    changed = compose.ChangedPage(
        say("Người khác đã sửa", "Changed by somebody else"),
        crumbs,
        say("An P. đã lưu bản 16 trong lúc bạn viết bản 15.", "An P. saved version 16 while you wrote version 15."),
        say("Bản 14, chung", "Version 14, common"),
        say("Bản 15, của bạn", "Version 15, yours"),
        say("Bản 16, An P.", "Version 16, An P."),
        (compose.ChangedRow(say("Thời hạn", "Length"), say("60 ngày", "60 days"), say("90 ngày", "90 days"), say("60 ngày", "60 days")),),
        parts.Form("/compose/1/changed/", "tok", 16),
        say("Dùng bản 16", "Use version 16"),
        say("Lưu bản của tôi thành bản 17", "Save mine as version 17"),
    )
    reason = compose.ReasonPage(
        say("Xếp bản nháp lại", "Set the draft aside"),
        crumbs,
        (say("Bản nháp và mọi phiên bản được giữ.", "The draft and all its versions are kept."),),
        parts.Form("/compose/1/aside/", "tok"),
        say("Xếp bản nháp lại", "Set the draft aside"),
        "/compose/1/",
        fault=say("Nêu lý do", "Give a reason"),
    )
    return {
        "compose-start": start,
        "compose": at(2, offences),
        "compose-text": at(3, text),
        "compose-faults": at(4, outsides, *rest, faults=fault),
        "check": check,
        "check-stopped": stopped,
        "changed": changed,
        "reason": reason,
    }


def letter(say: Say) -> parts.Letter:
    """Return the bilingual letter of a grant with conditions."""
    vi_first = say("vi", "en") == "vi"

    def pair(vi: str, en: str, number: str = "", place: str = "", added: tuple[str, str] = ("", "")) -> parts.Pair:
        sides = [(vi, added[0]), (en, added[1])]
        runs = [(parts.Run(text), *((parts.Run(new, "added"),) if new else ())) for text, new in sides]
        ours, theirs = runs if vi_first else runs[::-1]
        return parts.Pair(ours, theirs, number, place)

    return parts.Letter(
        say("vi", "en"),
        say("en", "vi"),
        (
            pair("Đầu mối 24/7 Việt Nam", "24/7 Contact Point, Viet Nam", place="head"),
            pair(
                "Kính gửi Đầu mối 24/7 Ruritania\nVề yêu cầu XR-2026-000117 ngày 24/11/2026",
                "To the 24/7 Contact Point of Ruritania\nYour request XR-2026-000117 of 24 November 2026",
            ),
            pair(
                "Chúng tôi chấp thuận, có điều kiện, yêu cầu bảo quản khẩn cấp theo Điều 42 Công ước Hà Nội.",
                "We grant, with conditions, the request for expedited preservation under Article 42 of the Hanoi Convention.",
                "1",
            ),
            pair(
                "Điều kiện: (a) chỉ dùng cho vụ án đã nêu, Điều 40(19); ",
                "Conditions: (a) use only for the case stated, Article 40(19); ",
                "2",
                added=(
                    "(b) gửi yêu cầu tương trợ tư pháp trước 23/01/2027.",
                    "(b) file the request for mutual legal assistance before 23 Jan 2027.",
                ),
            ),
            pair(
                "Người soạn: Hà N.\nNgười phê duyệt: chờ cán bộ thứ hai",
                "Drafted by: Hà N.\nApproved by: awaiting the second officer",
                place="signature",
            ),
        ),
    )


def _decision(say: Say) -> dict[str, object]:
    consult = say(
        "Điều 40(28): hỏi ý kiến Ruritania trước khi từ chối. Chưa hỏi.",
        "Art. 40(28): Ruritania is consulted before a refusal. Not yet done.",
    )
    page = decision.DecisionPage(
        heading=say("Trả lời Ruritania", "Answer Ruritania"),
        deck=say("Bảo quản khẩn cấp dữ liệu điện tử, Điều 42", "Expedited preservation of electronic data, Article 42"),
        crumbs=parts.Crumbs(
            (parts.Link(say("Hàng trực", "Watch queue"), "/"), parts.Link("XR-2026-000117", "/requests/1/")), say("Quyết định", "Decision")
        ),
        clock=_clock(say, "soon"),
        form=parts.Form("/requests/1/decide/", "tok", 14, "/requests/1/decide/autosave/"),
        other_side="Ruritania",
        answers=(
            fields.Choice("GRANT", say("Chấp thuận", "Grant"), say("Giữ dữ liệu như đã yêu cầu.", "The data are kept as asked.")),
            fields.Choice(
                "GRANT_CONDITIONS",
                say("Chấp thuận có điều kiện", "Grant with conditions"),
                say("Giữ dữ liệu; Ruritania nhận kèm điều kiện.", "The data are kept; Ruritania receives the conditions with it."),
            ),
            fields.Choice(
                "GRANT_PART",
                say("Chấp thuận một phần", "Grant in part"),
                say("Nêu căn cứ cho phần còn lại.", "A ground is given for the rest."),
            ),
            fields.Choice(
                "REFUSE",
                say("Từ chối", "Refuse"),
                say("Chọn ít nhất một căn cứ; lý do đi kèm.", "On at least one ground; the reasons go with it."),
                "40(25)",
            ),
            fields.Choice(
                "RISK_NOTICE",
                say("Thông báo rủi ro", "Notice of risk"),
                say(
                    "Bảo quản sẽ không đủ, hoặc làm lộ việc điều tra.",
                    "Preservation would not suffice, or would endanger the investigation.",
                ),
                "42(5)",
            ),
            fields.Choice(
                "POSTPONE",
                say("Hoãn", "Postpone"),
                offered=False,
                why_not=say(
                    "Không có ở Điều 42. Nếu giữ dữ liệu gây hại cho vụ án, hãy gửi Thông báo rủi ro.",
                    "Not in Article 42. If keeping the data would harm the case, send a Notice of risk.",
                ),
            ),
        ),
        periods=(
            fields.Choice("60", say("60 ngày", "60 days"), say("24/11/2026 đến hết 23/01/2027", "24 Nov 2026 to the end of 23 Jan 2027")),
            fields.Choice("90", say("90 ngày", "90 days"), say("24/11/2026 đến hết 22/02/2027", "24 Nov 2026 to the end of 22 Feb 2027")),
        ),
        period_hint=say("Điều 42: không dưới 60 ngày.", "Art. 42: not less than 60 days."),
        start=fields.DateParts(),
        end=fields.DateParts(),
        conditions=(
            fields.Choice("C-USE", say("Chỉ dùng cho vụ án đã nêu", "Use only for the case stated"), article="40(19)"),
            fields.Choice(
                "C-MLA", say("Gửi yêu cầu tương trợ trước ngày hết hạn", "File the request for assistance before the end"), article="42"
            ),
        ),
        grounds=(
            decision.GroundGroup(
                say("Bảo vệ con người, theo văn kiện", "Protecting persons, under the instrument"),
                (
                    decision.Ground(
                        "DISCRIMINATION",
                        say(
                            "Có cơ sở tin rằng nhằm truy cứu vì giới, chủng tộc, ngôn ngữ, tôn giáo, quốc tịch, nguồn gốc dân tộc hoặc chính kiến",
                            "Reason to believe that it is made to prosecute for sex, race, language, religion, nationality, ethnic origin or political opinions",
                        ),
                        "40(22)",
                    ),
                ),
            ),
            decision.GroundGroup(
                say("Bảo vệ con người, theo luật trong nước", "Protecting persons, under home law"),
                (
                    decision.Ground("RIGHTS_BREACH", say("Trái nghĩa vụ về quyền con người", "Against human rights obligations"), "6"),
                    decision.Ground("DATA_PROTECTION", say("Trái luật bảo vệ dữ liệu cá nhân", "Against the law on personal data"), "36"),
                ),
            ),
            decision.GroundGroup(
                say("Căn cứ khác", "Other grounds"),
                (
                    decision.Ground(
                        "ESSENTIAL_INTEREST",
                        say(
                            "Có thể phương hại chủ quyền, an ninh, trật tự công cộng",
                            "Likely to prejudice sovereignty, security, ordre public",
                        ),
                        "40(21)(b)",
                        consult=consult,
                    ),
                    decision.Ground(
                        "DOMESTIC_BAR",
                        say("Luật trong nước không cho làm việc này", "Domestic law would prohibit the action"),
                        "40(21)(c)",
                        consult=consult,
                    ),
                ),
            ),
        ),
        message=fields.FieldWrite(
            "message",
            "text",
            say("Lời gửi thêm cho Ruritania", "A further message to Ruritania"),
            optional=True,
            cap=1000,
            hint=say("Ruritania đọc tiếng Anh. Không dịch máy.", "Ruritania reads English. Not machine-translated."),
        ),
        letter=None,
        letter_note="",
        consequences=(),
        approver="An P.",
        submit_label=say("Trình An P. phê duyệt", "Submit to An P. for approval"),
        saved=parts.Saved(0),
        second=parts.Link(say("Hỏi thêm Ruritania trước", "Ask Ruritania for more first"), "/requests/1/ask/"),
    )
    consequences = (
        parts.Consequence(
            "message",
            say(
                "Đầu mối 24/7 Ruritania nhận thư này; nút bên kia ký biên nhận",
                "The 24/7 Contact Point of Ruritania receives this; their node signs",
            ),
        ),
        parts.Consequence(
            "clock",
            say("Đồng hồ Quyết định dừng; đồng hồ Bảo quản chạy đến 23/01/2027", "Clock Decide stops; Preservation runs to 23 Jan 2027"),
        ),
    )
    note = say(
        "Không có câu nào do máy dịch: cả hai cột dựng từ cùng một mã.",
        "No sentence is machine-translated: both columns are rendered from the same codes.",
    )
    chosen = tuple(replace(choice, chosen=choice.code == "GRANT_CONDITIONS") for choice in page.answers)
    filled = replace(
        page,
        answers=chosen,
        periods=(replace(page.periods[0], chosen=True), page.periods[1]),
        conditions=tuple(replace(choice, chosen=True) for choice in page.conditions),
        letter=letter(say),
        letter_note=note,
        consequences=consequences,
        saved=parts.Saved(14, "03:12:08"),
    )
    faulty = replace(
        page,
        answers=tuple(replace(choice, chosen=choice.code == "REFUSE") for choice in page.answers),
        faults=(
            parts.Fault(
                "grounds", say("Trường 3: chọn ít nhất một căn cứ khi từ chối", "Field 3: choose at least one ground for a refusal")
            ),
        ),
        saved=parts.Saved(15, "03:18:41"),
    )
    return {"decision": page, "decision-filled": filled, "decision-faults": faulty}


def _approve(say: Say) -> dict[str, object]:
    crumbs = parts.Crumbs(
        (parts.Link(say("Hàng trực", "Watch queue"), "/"), parts.Link("XR-2026-000117", "/requests/1/")), say("Phê duyệt", "Approval")
    )
    labels = {"ours_label": say("Hà N. đã trình", "Hà N. submitted"), "theirs_label": say("Bạn đang đọc", "You are reading")}
    effects = (parts.Consequence("message", say("Đầu mối 24/7 Ruritania nhận thư này", "The contact point of Ruritania receives this")),)
    note = say("Không có câu nào do máy dịch.", "No sentence is machine-translated.")
    page = decision.ApprovePage(
        heading=say("Phê duyệt trả lời cho Ruritania", "Approve the answer to Ruritania"),
        deck=say("Bảo quản khẩn cấp dữ liệu điện tử, Điều 42", "Expedited preservation of electronic data, Article 42"),
        crumbs=crumbs,
        clock=_clock(say, "soon"),
        frame_heading=say("Bạn là cán bộ thứ hai", "You are the second officer"),
        what=say("Chấp thuận có điều kiện", "Grant with conditions"),
        to=say("Đầu mối 24/7 Ruritania", "24/7 Contact Point of Ruritania"),
        key="3c9e 17aa 40d2 8b11",
        drafted=say("Hà N., trình lúc 03:14. Hà N. không thể phê duyệt bản này.", "Hà N., submitted at 03:14. Hà N. cannot approve it."),
        changes_label=say("Đổi so với bản 13", "Changed since version 13"),
        changes=(
            decision.Change(say("Điều kiện", "Conditions"), say("không có", "none"), say("gửi yêu cầu tương trợ", "file the request")),
        ),
        findings=findings(say),
        unread=say("Trường 4 của yêu cầu", "Field 4 of the request"),
        letter=letter(say),
        letter_note=note,
        letters=letter_links(say),
        halves=parts.halves(_DRAFT, _DRAFT, **labels),
        consequences=effects,
        approve=parts.Form("/approve/1/", "tok"),
        approve_label=say("Phê duyệt và gửi cho Đầu mối 24/7 Ruritania", "Approve and send to the 24/7 Contact Point of Ruritania"),
        send_back=parts.Form("/approve/1/return/", "tok2"),
        send_back_label=say("Từ chối phê duyệt, trả lại Hà N. kèm lý do", "Do not approve; return to Hà N. with the reason"),
    )
    awaiting = decision.AwaitingPage(
        page.heading,
        page.deck,
        crumbs,
        page.clock,
        say("Bạn soạn bản này nên không thể phê duyệt.", "You drafted this, so you cannot approve it."),
        say(
            "Quy tắc: hai cán bộ cho mọi việc gửi ra ngoài, kể cả quản trị viên.",
            "Rule: two officers for everything that goes out, administrators included.",
        ),
        letter(say),
        note,
        page.halves,
        effects,
        say("An P. và Minh T. có thể phê duyệt trước 05:00.", "An P. and Minh T. can, before 05:00."),
        parts.Form("/approve/1/back/", "tok"),
        say("Rút lại để sửa", "Take it back to change it"),
    )
    faults = (parts.Fault("password", say("Đây không phải mật khẩu của bạn", "This is not your password")),)
    apart = parts.halves(_DIGEST, _OTHER, **labels)
    return {"approve": page, "approve-faults": replace(page, faults=faults, halves=apart, changes=()), "awaiting": awaiting}


def _others(say: Say) -> dict[str, object]:
    authority = say("Đầu mối 24/7 Việt Nam", "24/7 Contact Point, Viet Nam")
    people = tuple(
        others.Person(
            name,
            post,
            authority,
            parts.Form("/demo/enter/", hidden=(("officer", name),)),
            say(f"Vào với tư cách {name}", f"Enter as {name}"),
        )
        for name, post in (("Hà N.", say("soạn", "drafts")), ("An P.", say("phê duyệt", "approves")))
    )
    crumbs = parts.Crumbs((parts.Link(say("Hàng trực", "Watch queue"), "/"),), say("Nhật ký", "Journal"))
    history = others.HistoryPage(
        say("Lịch sử", "History"),
        say("Mọi việc làm và mọi lần xem, mới nhất trước.", "Every act and every view, latest first."),
        crumbs,
        _days(say),
        7,
        say("Không mục nào bị sửa hoặc gỡ bỏ", "No entry is ever changed or taken out"),
    )
    return {
        "demo-door": others.DemoDoorPage(
            say("Vào bản trình diễn", "Enter the demo"), say("Chọn một cán bộ.", "Choose an officer."), people
        ),
        "history": history,
        "history-empty": replace(history, days=(), total=0, empty=say("Chưa có gì xảy ra.", "Nothing has happened yet.")),
        "not-allowed": others.TroublePage(
            say("Bạn không thể phê duyệt bản này", "You cannot approve this"),
            403,
            say("Bạn soạn bản này nên không thể phê duyệt.", "You drafted this, so you cannot approve it."),
            say("Chưa có gì được gửi.", "Nothing has been sent."),
            say("An P. và Minh T. có thể phê duyệt trước 05:00.", "An P. and Minh T. can, before 05:00."),
            say("Quy tắc: hai cán bộ, kể cả quản trị viên.", "Rule: two officers, administrators included."),
            parts.Act(say("Tới hàng trực", "To the watch queue"), "/"),
        ),
        "400": trouble.bad_request_page(),
        "403": trouble.forbidden_page(),
        "403-form": trouble.form_too_old_page(),
        "404": trouble.not_found_page(),
        "409": trouble.conflict_page(),
        "500": trouble.server_fault_page(),
    }


def _notices(say: Callable[[str, str], str]) -> dict[str, object]:
    """An officer's own page of notices: with a fault at a field and things that did not go, and confirmed."""
    from dataclasses import replace

    from comity.doors.web.pages.notices import Choice, NoticesPage
    from comity.doors.web.pages.parts import Crumbs, Fault, Form

    page = NoticesPage(
        heading=say("Thông báo qua thư điện tử", "Notices by mail"),
        deck=say("Thư không có nội dung vụ việc.", "A mail has no content of a case."),
        crumbs=Crumbs((), say("Thông báo qua thư điện tử", "Notices by mail")),
        ways=(say("Trang: luôn luôn.", "Page: always."), say("Webhook: không có.", "Webhook: none.")),
        mail_on=True,
        address="ha.n.of.a.very.long.name.indeed@night-desk.contact-point.example",
        typed="ha.n.of.a.very.long.name.indeed@night-desk.contact-point.example",
        confirmed=False,
        address_form=Form("/account/notices/address/", "t1"),
        code_form=Form("/account/notices/confirm/", "t2"),
        forget_form=Form("/account/notices/forget/", "t3"),
        form=Form("/account/notices/", "t4"),
        subjects=(
            Choice("clock", say("Thời hạn", "Clocks"), say("Cảnh báo và quá hạn.", "Warnings and missed deadlines."), chosen=True),
            Choice("handover", say("Bàn giao", "Handover"), say("Được đề nghị nhận ca.", "The desk is offered to you.")),
        ),
        digests=(
            Choice("0", say("Gửi ngay", "As it comes"), chosen=True),
            Choice("60", say("Mỗi giờ một lần", "Together, once an hour")),
        ),
        quiet_from="22:00",
        quiet_until="",
        zone="UTC+7",
        sent=(say("Thư gửi Hà N.: đã gửi. 03:12", "Mail to Ha N.: sent. 03:12"),),
        faults=(Fault("quiet-from", say("Điền cả hai giờ hoặc để trống cả hai.", "Fill in both times, or neither.")),),
    )
    return {"notices": page, "notices-confirmed": replace(page, confirmed=True, faults=(), saved=True)}
