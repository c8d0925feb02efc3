"""Words by which a promise says for whom it is: groups of states and organs, persons, funds; whose wish it takes up."""

import re
from typing import Final

TO: Final = re.compile(
    r"(?:với|cùng|cho|tới|đến|giúp|của|đối với|to|with|for) ("
    r"(?:any (?:\w+ )?(?:country|state|government|agency)|(?:the |all )?(?:neighbou?ring|member|partner|other|fellow|"
    r"interested|requesting|developing|participating|affected) "
    r"(?:states|countries|members|parties|partners)|(?:the|all) (?:provincial|regional|local|member|national) "
    r"(?:police|states|countries|units|agencies|authorities|procuracies))"
    r"[^;.,]{0,60}?|(?:các|mọi|những|tất cả các|toàn bộ|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|the|all|every|each|"
    r"(?:the )?(?:two|three|four|five|six|seven|eight|nine|ten)) "
    r"(?:cơ quan|nước|quốc gia|tổ chức|thành viên|đối tác|bên|đoàn|lực lượng|địa phương|tỉnh|countries|country|states|members|partners|"
    r"agencies|agency|delegations|participants)[^;.]{0,90}?)"
    r"(?= (?:trong|tiến hành|về|nhằm|để|trao đổi|tham gia|triển khai|xây dựng|giải quyết|thực hiện|"
    r"kinh nghiệm|thông tin|dữ liệu|danh sách|cử|cơ sở dữ liệu|phần mềm|thiết bị|tài liệu|mẫu|bộ|công cụ|giáo trình|hệ thống|bản|"
    r"số liệu|báo cáo|kết quả|một|hai|\d+|và (?:sẽ|hứa|cam kết|sẵn sàng|đồng thời)|"
    r"trước|sau|khi|nếu|từ|đến|theo|qua|in|on|to|into|vào|ở|tại|before|by|when|within)\b|[;.\"”]|, (?!các )|$)"
)
# Groups of states and forces, with or without a league before them: *with all IGAD members*, *give the neighbouring states access*.
TO_GROUP: Final = re.compile(
    r"\b(?:with|to|for|among|between|gives?|provides?|offers?|grants?|helps?|assists?|supports?|equips?|trains?|supply|supplies|lends?|"
    r"giving|providing|offering|helping|assisting|supporting|training) "
    r"((?:all |the |other |each |every |any |both )*"
    r"(?:(?:[A-Z]{3,}|ASEAN|EU|IGAD|Pacific|Caribbean|African|Gulf|Nordic|Baltic|Mekong) )?"
    r"(?:(?:[Ff]ellow|[Mm]ember|[Pp]artner|[Nn]eighbou?ring|[Ii]nterested|[Pp]articipating|[Dd]eveloping|[Rr]equesting|[Aa]ffected|[Ss]mall|"
    r"[Ii]sland|[Rr]iparian|[Cc]oastal|[Oo]ther|[Ss]ignatory|[Rr]emaining|least developed) )*"
    r"(?:[Ss]tates|[Cc]ountries|members|participants|partners|delegations|governments|administrations|police forces|capitals|parties|"
    r"economies|neighbou?rs|signatories|coast guards|customs services))\b(?! (?:Office|Party|Parties))"
)
# Whose officers are taken in: *đón cán bộ các nước đến thực tập*.
OF_STATES: Final = re.compile(
    r"\b(?:đón|tiếp nhận|nhận|mời|đào tạo|bồi dưỡng|tập huấn|giúp|hỗ trợ|cử|cho|với)(?: thêm| khoảng| tối đa| \d+| mười| hai mươi)* "
    r"(?:suất học bổng cho )?(?:cán bộ|học viên|sĩ quan|chuyên gia|điều tra viên|công tố viên|kiểm sát viên|kỹ sư|nhân viên|đại diện|"
    r"cảnh sát|"
    r"lực lượng|cơ quan)(?: [a-zà-ỹđ]+){0,4}? (?:của |từ |đến từ )?"
    r"(các (?:nước|quốc gia|bên|thành viên)(?: (?:thành viên|đối tác|láng giềng|khu vực|trong khu vực|ASEAN|tham dự|tham gia|bạn))*)"
)
# Persons without a state whom somebody helps, or with whom somebody will speak; and so that they can do something.
TO_FOLK: Final = re.compile(
    r"\b(?:nói chuyện với|gặp gỡ với|đối thoại với|tư vấn cho|trao đổi trực tiếp với|để|nhằm giúp|gặp gỡ|đến với) "
    r"((?:toàn thể |các |những )?(?:bà con|người dân|kiều bào|công dân|ngư dân|doanh nghiệp|nạn nhân|gia đình|học sinh|sinh viên|lao động|"
    r"du học sinh|cộng đồng|phụ huynh|người lao động|du khách|khách du lịch)(?: (?:người Việt|Việt Nam|bị hại))?)\b|"
    r"\b(?:assist|help|support|advise|inform|brief|warn|compensate|host|protect) "
    r"(the (?:\w+ )?(?:officers|students|trainees|families|victims|workers|"
    r"citizens|nationals|travellers|seafarers|fishermen|crew|crews|participants|journalists|applicants|companies|communities|residents|"
    r"survivors|migrants|passengers|children|women))\b"
)
# Forces without a name: *cho cảnh sát vùng biên giới*.
TO_FORCES: Final = re.compile(
    r"\b(?:cho|giúp|tặng) (?:(?:hơn |khoảng )?\d[\d.]* )?((?:các |toàn bộ |những )?"
    r"(?:cảnh sát|công chức|công an xã|công an cơ sở|dân quân|đồng bào|hộ dân|hộ nghèo|thanh niên|"
    r"các trường|các xã|các bản|các đồn|các trạm|lực lượng tuyến đầu)(?: [a-zà-ỹđ]+){1,5}?)"
    r"(?= (?:trong|về|nhằm|để|trước|sau|khi|nếu|từ|theo|vào|ngay)\b|[;.,\"”]|$)"
)
# With whom somebody at home will talk first, and for whom nothing is: *trao đổi với các cơ quan liên quan*.
CONSULTED: Final = re.compile(
    r"\b(?:trao đổi|phối hợp|làm việc|tham vấn|báo cáo|thảo luận|consult|discuss)(?: it| this)? (?:với|cùng|with) $"
)
AT_HOME: Final = re.compile(
    r"(?:các|the) (?:cơ quan|đơn vị|bộ|ngành|agencies)[\w, ]{0,12} ?(?:liên quan|chức năng|hữu quan|trong nước|concerned)"
)
PERSONS: Final = (
    r"(?:shelters|hospitals|schools|clinics|bệnh viện|trường học|nhà tạm lánh|mái ấm|"
    r"thủy thủ đoàn|thủy thủ|các chuyên gia|tình nguyện viên|nhân viên y tế|con em|giáo viên|"
    r"phụ huynh|doanh nghiệp|người lao động|lao động|thực tập sinh|cơ quan chức năng|"
    r"người sử dụng|người dùng|khách hàng|gia đình|thân nhân|nạn nhân|bị hại|bà con|ngư dân|thuyền viên|người dân|phạm nhân|đồng đội|"
    r"đồng nghiệp|trẻ em|phụ nữ|học sinh|sinh viên|học viên|giảng viên|kiểm sát viên|điều tra viên|công tố viên|thẩm phán|"
    r"người Việt|kiều dân|cộng đồng người Việt|người gốc Việt|du học sinh|lưu học sinh|"
    r"báo chí|phóng viên|báo giới|cư dân|kiều bào|nhà đầu tư|ngân hàng|công dân|"
    r"families|victims|relatives|applicants|students|seafarers|fishermen|reporters|residents|passengers|survivors|"
    r"those (?=on |in |who ))\b"
)
TO_PERSONS: Final = re.compile(
    r"(?:cho|tới|giúp|hỗ trợ|đối với|cam kết với|hứa với|for|to) (?:toàn bộ |toàn thể |tất cả |từng |mọi |mỗi |all )?(?:(?:hơn |"
    r"gần |khoảng |trên |about |over )?\d[\d.]* |hai |ba |bốn |năm |mười )?"
    r"((?:một số |số )?(?:the |các |những )?(?:regional |local |public |rural |district )?"
    + PERSONS
    + r"[^,;.\"”]{0,40}?(?:, (?:"
    + PERSONS
    + r"[^,;.\"”]{0,30}?))*)"
    r"(?= (?:trong|về|nhằm|để|trước|sau|khi|nếu|từ|theo|vào|by|before|sang|đến|ngay|ổn định|hòa nhập|tái hòa nhập|vượt qua|khắc phục|"
    r"tìm|tra cứu|nhận biết|nhận diện|phòng tránh|làm thủ tục|trở về|tiếp cận|nâng cao|phòng ngừa|đối phó|liên lạc|trình báo|"
    r"tố giác|thăm)\b| in |"
    r"[;.,\"”]|$)"
)
# What money or help goes to, where it is none of the other side's organs: a fund, a programme, a network.
TO_FUNDS: Final = re.compile(
    r"(?:\b(?:provide|contribute|give|donate|allocate|commit|pledge|grant)\w*\b(?:[^.;,]|[.,](?=\d)){2,60}? (?:to|for)|"
    r"\b(?:đóng góp|tài trợ|dành|ủng hộ|bổ sung|hỗ trợ)\b(?:[^.;,]|[.,](?=\d)){2,50}? (?:cho|vào)) "
    r"((?:the |a |an |các )?(?:[\w-]+ ){0,3}?(?:network|programme|program|fund|project|initiative|consortium|trust fund|facility|"
    r"quỹ|chương trình|dự án|sáng kiến|mạng lưới)\b(?: (?!over\b|in the\b|in \d|by\b|next\b|this\b|for \w+ years|before\b|trong\b|trước\b)"
    r"[\w-]+,?){0,12}?)"
    r"(?= (?:over|in the|in \d|by|next|this|for \w+ years|before|trong|trước|và|giai đoạn|năm)\b|[.;\"”]|, (?![A-Z])|$)"
)
OF_OTHER_STATES: Final = re.compile(
    r"\b(?:cho|for) (?:\d+ )?((?:cán bộ|sĩ quan|chuyên gia|học viên|điều tra viên|công tố viên|officers|experts|officials|prosecutors) "
    r"(?:của |from |of )?(?:(?:các|the) )?(?:(?:nước|"
    r"quốc gia)(?: thành viên)? )?(?:ASEAN(?: member states| countries)?|khu vực|Tiểu vùng Mê Công|"
    r"other (?:states|countries)|the region))"
)
TOPIC: Final = re.compile(
    r"(?:Về|Trước|Liên quan(?: đến| tới)?|Đáp lại|Theo) (?:việc|đề nghị của|đề xuất của|kiến nghị của|yêu cầu của|"
    r"lời mời của) (?:phía |nước |Chính phủ )?(?=[A-ZĐ])|"
    r"(?:On|Regarding|Responding to|Asked about) (?:the )?(?=[A-Z])"
)
PERSONS_VI: Final = r"(?:cán bộ|sĩ quan|chuyên gia|học viên|giảng viên|điều tra viên|kiểm sát viên|công tố viên|chiến sĩ|lao động|công dân)"
PERSONS_OF: Final = re.compile(
    r"\b[A-Z][a-z]+(?:ese|an|ian|ish|ean|ch|i|o|ai) (?:\w+ )?"
    r"(?:investigators|officers|prosecutors|students|trainees|officials|experts|workers|nationals|judges|instructors)\b"
)
PROMISED_TO: Final = re.compile(
    r" ?((?:the )?(?:families|relatives|victims|people|public|parents|fishermen|seafarers|workers)\b[^,;.]{0,30}?)(?= that\b)|"
    r" ?với ((?:các |toàn thể |những )?"
    r"(?:bà con|cử tri|nhân dân|người dân|gia đình|kiều bào|cộng đồng|doanh nghiệp|học viên|đồng bào)(?: [a-zà-ỹđ]+){0,3}?)"
    r"(?= (?:rằng|là|sẽ|[A-ZĐ])|[,;.:]|$)"
)
ON_REQUEST: Final = re.compile(
    r"(?:yêu cầu|đề nghị)(?: [\w]+){0,4} của ((?:các )?"
    r"(?:cơ quan chức năng|cơ quan thực thi pháp luật|lực lượng chức năng|người dùng|người dân|nạn nhân))"
)
