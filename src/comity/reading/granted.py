"""Words by which a promise names whom it serves without *cho*: given to, put first in the sentence, those to whom it will be done."""

import re
from typing import Final

FOLK: Final = (
    r"(?:công dân|nạn nhân|bị hại|người [a-zà-ỹđ]+|gia đình|thân nhân|lao động|học viên|cán bộ|địa phương|đơn vị|doanh nghiệp|sinh viên|"
    r"kiều bào|bà con|ngư dân|thuyền viên|nhân chứng|điều tra viên|kiểm sát viên|thẩm phán|giảng viên|trẻ em|phụ nữ|du khách|ngân hàng|"
    r"cơ sở|trường|bệnh viện|xã|huyện|tỉnh|nước|học sinh|hộ|chiến sĩ|lực lượng|cơ quan|trường hợp|khách hàng|nhà đầu tư|tổ chức)"
)
_END: Final = (
    r"(?= (?:[\d.,]+|một|hai|ba|bốn|năm|mười|mẫu|tài liệu|báo cáo|thiết bị|kinh phí|máy|phần mềm|đến|sang|danh sách|thông tin|dữ liệu|bản|"
    r"bộ|kinh nghiệm|"
    r"trong|vào|trước|sau|từ|qua|về|thăm|làm|hoàn tất|khi|nếu|để|nhằm|về|theo|tại|ở|truy|tra|nâng|mở|xây|"
    r"tiếp cận|trình báo)\b|[,;.:\"”]|$)"
)
# *Đối với công dân ở xa, Đại sứ quán sẽ …*
TOPICAL: Final = re.compile(
    rf"(?:Đối với|Riêng đối với|Riêng với|Với|Dành cho|Còn đối với|Về phần) "
    rf"((?:các |những |mọi |tất cả |toàn thể )?{FOLK}\b[^,;.]{{0,60}}?), (?=[A-ZĐ])"
)
# *Các nạn nhân … cũng sẽ được Đại sứ quán miễn lệ phí*
DONE_TO: Final = re.compile(
    rf"((?:[Cc]ác |[Nn]hững |[Mm]ọi |[Tt]ất cả )?(?i:{FOLK})\b[^,;.]{{0,60}}?)(?: cũng| đều| còn)? sẽ được (?=[A-ZĐ])"
)
# *tặng các đơn vị dự khóa học 20 bản quyền*, *cung cấp cho các địa phương mẫu*
GIVEN_TO: Final = re.compile(
    r"(?:tặng|trao|cấp|gửi|cung cấp|chuyển|bàn giao|phát|hỗ trợ|giúp|tập huấn|đào tạo|dành|bồi dưỡng|hướng dẫn)"
    r"(?: lại| thêm| tận tay| miễn phí)?(?: cho| tới| đến)? "
    r"((?:(?:các |những |mọi |tất cả các |toàn bộ )" + FOLK + r")\b(?: (?!mẫu\b)[a-zà-ỹđA-ZĐ]+){0,6}?)" + _END
)
# *regional hospitals in Balti and Cahul*
HOUSES_IN: Final = re.compile(
    r"((?:[a-z]+ ){0,2}(?:schools|hospitals|shelters|clinics|villages) in (?:the )?(?!January|February|March|April|May|June|July|August|"
    r"September|October|November|December)[A-Za-z][\w-]+(?: (?!by\b|before\b|in\b|within\b|next\b|this\b|over\b)[\w-]+){0,3})"
)
# *mở đường dây nóng hỗ trợ nạn nhân lừa đảo*
HELPED: Final = re.compile(
    r"(?:đường dây nóng|văn phòng|điểm|luật sư|phiên dịch|tổ công tác|để) "
    r"(?:hỗ trợ|giúp|giúp đỡ|tư vấn|hướng dẫn|bảo vệ) (?:cho )?"
    r"((?:nạn nhân|bà con|công dân|người lao động|gia đình|ngư dân|sinh viên|người dân|phụ nữ|học sinh|trẻ em)\b(?: [a-zà-ỹđA-ZĐ]+){0,6}?)"
    + _END
)
# Those who hold it: *gửi cho ban tổ chức*
HOLDERS: Final = re.compile(
    r"\b(?:cho|tới|đến|gửi|tặng|với) (ban tổ chức|ban thư ký|ban soạn thảo|tổ biên tập|lớp học|"
    r"nhóm soạn thảo|đoàn công tác|ban điều phối)\b|"
    r"\b(?:to|for|with|give|send) (the (?:organisers|organizers|drafting group|working group|drafting committee|organising committee))\b"
)
_PERSONS: Final = (
    r"(?:prosecutors|investigators|analysts|officers|judges|trainees|instructors|operators|officials|experts|interpreters|lawyers|teachers|"
    r"inspectors|detectives|magistrates|migrants|workers|victims|families|citizens|nationals|travellers|customers|users|consumers|"
    r"police units|units|units|laboratories|agencies|authorities|forces|stations|posts|schools|banks|applicants|companies|pupils|refugees)"
)
# *provide prosecutors in the region with a model*, *places on a course to 30 investigators from the region*
FOR_PERSONS: Final = re.compile(
    r"\b(?:to|for|provide|train|training|help|helping|assist|assisting|support|supporting|give|giving|teach|equip|advise|issue|lend) "
    r"(?:up to |about |some |at least |another )?(?:(?:\d+|two|three|four|five|six|ten|twelve|twenty|thirty) )?"
    rf"((?:the |all |any |every |young |local |provincial |regional |national |public |foreign |other |senior |junior )*{_PERSONS}"
    r"(?: (?:in|from|of|at|on|across) (?:the |all |each |every |any |both |other )?[a-z][a-z -]{2,40}?)?)"
    r"(?= (?:with|in \d|in [A-Z]|by|before|next|this|on how|to|how|a|an|the|free|within|each|every|and|at|so|"
    r"for|about|over|through|from|on|in)\b|[,;.\"”]|$)"
)
ANY: Final = re.compile(
    r"\b(?:to|for|with|help|assist|support) ((?:any|every|each|all|the) (?:\w+ )?(?:member|members|partner|partners|delegation|delegations|"
    r"(?:participating |interested |partner |requesting |affected |neighbouring )?(?:country|countries|state|states|agency|force|service)|"
    r"participating state|participating states|signatory|signatories|applicant|victim|victims|country in the region|"
    r"countries of the region|"
    r"states of the region|countries in the region|neighbours))\b(?! (?:state|States|country|countries|office|secretariat))"
)
# Whose thing is paid for: *finance the Secretariat's threat bulletin*
PAID_FOR: Final = frozenset(
    {
        "finance",
        "fund",
        "support",
        "sponsor",
        "upgrade",
        "equip",
        "maintain",
        "translate",
        "host",
        "renovate",
        "expand",
        "refurbish",
        "modernise",
        "rebuild",
        "funding",
        "financing",
    }
)
