"""The fixed words of a letter in each language, and how dates, sizes and marks are written in it.

A letter holds two languages at once, so its words stand here side by side and not in the catalogues of a page.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from comity.terms.refusals import Refused
from comity.terms.vocabulary import Verified, vocabulary

_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "number": {"en": "No.: %(reference)s", "vi": "Số: %(reference)s"},
    "subject": {"en": "Subject: %(subject)s", "vi": "V/v %(subject)s"},
    "to": {"en": "To:", "vi": "Kính gửi:"},
    "addressee": {"en": "%(authority)s, %(country)s", "vi": "%(authority)s, %(country)s"},
    "about": {"en": "Reference: %(about)s", "vi": "Căn cứ: %(about)s"},
    "title": {"en": "LETTER", "vi": "CÔNG VĂN"},
    "title-request": {"en": "REQUEST FOR COOPERATION", "vi": "YÊU CẦU HỢP TÁC"},
    "title-answer": {"en": "ANSWER TO A REQUEST", "vi": "TRẢ LỜI YÊU CẦU"},
    "title-consultation": {"en": "CONSULTATION", "vi": "THAM VẤN"},
    "title-views": {"en": "VIEWS", "vi": "Ý KIẾN"},
    "title-notice": {"en": "NOTICE", "vi": "THÔNG BÁO"},
    "title-withdrawal": {"en": "WITHDRAWAL OF A REQUEST", "vi": "RÚT YÊU CẦU"},
    "opening": {
        "en": "%(sender)s, %(from)s, presents its compliments to %(addressee)s, %(to)s, and has the honour to communicate the following.",
        "vi": "%(sender)s, %(from)s, trân trọng gửi lời chào tới %(addressee)s, %(to)s, và xin thông báo nội dung sau đây.",
    },
    "opening-request": {
        "en": "%(sender)s, %(from)s, presents its compliments to %(addressee)s, %(to)s, and has the honour to request the following.",
        "vi": "%(sender)s, %(from)s, trân trọng gửi lời chào tới %(addressee)s, %(to)s, và đề nghị hợp tác với nội dung sau đây.",
    },
    "opening-answer": {
        "en": "%(sender)s, %(from)s, presents its compliments to %(addressee)s, %(to)s, and has the honour to answer its request as follows.",
        "vi": "%(sender)s, %(from)s, trân trọng gửi lời chào tới %(addressee)s, %(to)s, và xin trả lời yêu cầu như sau.",
    },
    "opening-consultation": {
        "en": "%(sender)s, %(from)s, presents its compliments to %(addressee)s, %(to)s, and wishes to consult it before deciding, as follows.",
        "vi": "%(sender)s, %(from)s, trân trọng gửi lời chào tới %(addressee)s, %(to)s, và đề nghị tham vấn trước khi quyết định, như sau.",
    },
    "opening-views": {
        "en": "%(sender)s, %(from)s, presents its compliments to %(addressee)s, %(to)s, and has the honour to give its views as follows.",
        "vi": "%(sender)s, %(from)s, trân trọng gửi lời chào tới %(addressee)s, %(to)s, và xin nêu ý kiến như sau.",
    },
    "opening-withdrawal": {
        "en": "%(sender)s, %(from)s, presents its compliments to %(addressee)s, %(to)s, and withdraws its request as follows.",
        "vi": "%(sender)s, %(from)s, trân trọng gửi lời chào tới %(addressee)s, %(to)s, và xin rút yêu cầu như sau.",
    },
    "basis": {"en": "Legal basis", "vi": "Cơ sở pháp lý"},
    "basis-article": {"en": "Article %(article)s, %(instrument)s (%(checked)s).", "vi": "Điều %(article)s, %(instrument)s (%(checked)s)."},
    "in-force": {"en": "In force between the two sides.", "vi": "Có hiệu lực giữa hai bên."},
    "voluntary": {
        "en": "Voluntary, by reciprocity; not in force between the two sides.",
        "vi": "Tự nguyện, theo nguyên tắc có đi có lại; chưa có hiệu lực giữa hai bên.",
    },
    "checked-certified-text": {"en": "checked against the certified text", "vi": "đã đối chiếu với bản chứng thực"},
    "checked-text": {"en": "checked against the text", "vi": "đã đối chiếu với bản văn"},
    "checked-memory": {"en": "not checked against the text", "vi": "chưa đối chiếu với bản văn"},
    "checked-project": {"en": "set by this project, no text to check", "vi": "do dự án đặt ra, không có bản văn để đối chiếu"},
    "checked-none": {"en": "no rule of this node knows it", "vi": "không có quy tắc nào của nút này biết đến"},
    "content": {"en": "Content", "vi": "Nội dung"},
    "article": {"en": "Article %(article)s", "vi": "Điều %(article)s"},
    "own-words": {
        "en": "In the author's own words, in %(own)s; not translated.",
        "vi": "Nguyên văn của người viết, bằng %(own)s; không dịch.",
    },
    "files": {"en": "Files", "vi": "Tệp kèm theo"},
    "file-name": {"en": "Name", "vi": "Tên"},
    "file-size": {"en": "Size", "vi": "Kích thước"},
    "file-digest": {"en": "SHA-256", "vi": "SHA-256"},
    "bytes": {"en": "%(count)s bytes", "vi": "%(count)s byte"},
    "closing": {
        "en": "Both language versions are made from the same coded fields; where they could differ, the codes in square brackets decide. No sentence was machine-translated.",
        "vi": "Hai bản ngôn ngữ được lập từ cùng các trường mã hóa; nếu có khác biệt, mã trong ngoặc vuông là căn cứ. Không câu nào được dịch máy.",
    },
    "hand-drafted": {"en": "Drafted by: %(names)s", "vi": "Người soạn thảo: %(names)s"},
    "hand-approved": {"en": "Approved by", "vi": "Người phê duyệt"},
    "hand-node": {"en": "Signed for the authority by", "vi": "Ký thay mặt cơ quan"},
    "signed-with": {"en": "signed electronically, key %(mark)s", "vi": "đã ký điện tử, khóa %(mark)s"},
    "not-signed": {"en": "not signed yet", "vi": "chưa ký"},
    "distribution": {"en": "Distribution:", "vi": "Nơi nhận:"},
    "as-above": {"en": "- As above;", "vi": "- Như trên;"},
    "on-file": {"en": "- On file: %(reference)s.", "vi": "- Lưu: hồ sơ %(reference)s."},
    "proof": {"en": "To check this letter", "vi": "Kiểm tra văn bản này"},
    "envelope": {"en": "Envelope", "vi": "Phong bì niêm phong"},
    "digest": {"en": "SHA-256 of the act", "vi": "SHA-256 của văn bản gốc"},
    "code": {"en": "Verification code", "vi": "Mã kiểm tra"},
    "how": {
        "en": "The signed act is the record; this letter shows it. Ask the sender or the addressee for the proof file and check it on any machine, without a network:",
        "vi": "Văn bản đã ký số là bản gốc; văn bản này thể hiện nội dung đó. Đề nghị bên gửi hoặc bên nhận cung cấp tệp bằng chứng rồi kiểm tra trên máy bất kỳ, không cần mạng:",
    },
    "no-proof": {
        "en": "No exact act exists yet: there is nothing to check this draft against.",
        "vi": "Chưa có văn bản gốc: chưa có gì để đối chiếu dự thảo này.",
    },
    "not-sent": {
        "en": "These exact bytes await the second officer; until they are sent they stand in no proof.",
        "vi": "Văn bản này đang chờ cán bộ thứ hai phê duyệt; chưa gửi thì chưa có trong bằng chứng nào.",
    },
    "draft": {"en": "DRAFT, not sent", "vi": "DỰ THẢO, chưa gửi"},
    "editable": {
        "en": "Editable copy. The signed act is the record, and changes made here are in no proof.",
        "vi": "Bản để chỉnh sửa. Văn bản đã ký số là bản gốc; nội dung sửa ở đây không có trong bằng chứng.",
    },
    "classification": {"en": "Classification: %(classification)s", "vi": "Độ mật: %(classification)s"},
    "page": {"en": "Page", "vi": "Trang"},
    "unnumbered": {"en": "(number given on submission)", "vi": "(cấp số khi trình)"},
}

DRAFT: Final = WORDS["draft"]


def say(name: str, language: str, **facts: str) -> str:
    """Return the words of that name in `language`, their places filled."""
    return WORDS[name][language] % facts


def say_of(name: str, which: str, language: str, **facts: str) -> str:
    """Return the words for `which` of a family, the plain ones where the family has none for it."""
    own = f"{name}-{which}"
    return say(own if own in WORDS else name, language, **facts)


def print_day(day: date, language: str) -> str:
    """Return `5 February 2026` (en) or `ngày 05 tháng 02 năm 2026` (vi: Decree 30/2020 writes small days and months with a zero)."""
    if language == "vi":
        month = f"{day.month:02d}" if day.month < 3 else str(day.month)
        return f"ngày {day.day:02d} tháng {month} năm {day.year}"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def print_number(number: int, language: str) -> str:
    """Return a whole number with its thousands parted: `1,234,567` (en), `1.234.567` (vi)."""
    parted = f"{number:,}"
    return parted.replace(",", ".") if language == "vi" else parted


def print_checked(verified: Verified | None, language: str) -> str:
    """Return how well a text was checked, as a letter says it."""
    return say(f"checked-{verified.value if verified else 'none'}", language)


def language_name(tag: str, language: str) -> str:
    """Return the name of the language `tag`; the tag where no vocabulary knows it."""
    try:
        return vocabulary("language").label(tag, language)
    except Refused:
        return tag
