"""Words by which a sentence tells who owes: what is passed on, what is said in one breath, whom somebody values."""

import re
from typing import Final

PASSES_ON: Final = re.compile(
    r"(?:hứa|cam kết|sẽ|đồng ý|xin|tôi|bà|ông| )*(?:chuyển (?:các |những )?"
    r"(?:đề nghị|đề xuất|ý kiến|kiến nghị|lời mời|nguyện vọng|thông điệp)|vận động)|"
    r"(?:promised|undertook|pledged|agreed|will|would|to| )*(?:convey|forward|pass on|relay|lobby)\b",
    re.IGNORECASE,
)
CLAUSES: Final = re.compile(r"; (?:còn |và |and )?(?:the )?|, (?:và|còn|trong khi|and|while) (?:the )?| (?:and|và) (?:the )?")
IN_A_BREATH: Final = re.compile(r"(?:,| và| đồng thời| and)(?: luôn| also)?(?: is| was| stands| stood)? $")
SAYS: Final = re.compile(
    r"\b(?:khẳng định|nhấn mạnh|cho biết|nêu rõ|tuyên bố|chia sẻ|affirmed|reaffirmed|stressed|underlined|said|noted|emphasi[sz]ed)"
    r"(?: rằng| that|,)? (?:the )?$"
)
VALUES: Final = re.compile(
    r" (?:Việt Nam )?(?:sẽ|will|would|luôn|coi|đánh giá|ủng hộ|rất|hết sức|đặc biệt|nhất quán|trân trọng|quan tâm|mong|always |attach|"
    r"value|support|highly|remain|regard|consider)"
)
