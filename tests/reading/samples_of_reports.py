"""Small reports of our own, each for one thing. The persons are invented."""

TALKS = """Bộ trưởng Đinh Quang Thạch hội đàm với Bộ trưởng Nội vụ Slovenia

Thứ ba, 11/03/2025, 10:20 (GMT+7)

(BCA) - Sáng 11/3, tại Hà Nội, Đại tướng Đinh Quang Thạch, Ủy viên Bộ Chính trị, Bộ trưởng Bộ Công an đã hội đàm với ông Matjaž Kovačič, Bộ trưởng Nội vụ Slovenia đang thăm, làm việc tại Việt Nam từ ngày 10 đến 13/3 theo lời mời của Bộ trưởng Đinh Quang Thạch.

Phát biểu tại hội đàm, Bộ trưởng Đinh Quang Thạch chào mừng ông Kovačič và đánh giá cao kết quả hợp tác; đề nghị hai bên trao đổi thông tin về tội phạm mạng.

Quang cảnh hội đàm. Ảnh: Minh Tú

Quang cảnh hội đàm. Ảnh: Minh Tú

Ông Kovačič cảm ơn Bộ Công an Việt Nam đã giải cứu 12 công dân Slovenia; khẳng định Slovenia sẵn sàng đào tạo 20 cán bộ Việt Nam.

Hai bên nhất trí tổ chức diễn tập chung trước tháng 10/2025. Kết thúc hội đàm, hai Bộ trưởng đã ký Biên bản ghi nhớ. Theo Biên bản ghi nhớ, hai bên có trách nhiệm trả lời nhau trong 48 giờ.

Lan Chi
"""

CONFERENCE = """Trong hai ngày 16-17/10, Đoàn đại biểu do Thượng tướng Phan Huy Khôi làm Trưởng đoàn đã tham dự Hội nghị an ninh quốc tế lần thứ 9 tại Praha, Séc.

Hội nghị thu hút hơn 300 đại biểu của 41 quốc gia. Phát biểu tại phiên khai mạc, Thủ tướng Séc Tomáš Dvořák kêu gọi các nước chia sẻ thông tin.

Bên lề Hội nghị, Thượng tướng Phan Huy Khôi đã có các cuộc gặp song phương với Trưởng đoàn Ba Lan, Áo và Hungary.

Hội nghị lần thứ 10 sẽ được tổ chức tại Vienna vào năm sau.
"""

ENGLISH = """Ministers meet on cybercrime

Geneva, 4 March 2026 - Deputy Minister of Public Security Lieutenant General Hoàng Đức Ninh met Swiss State Secretary Claudia Brunner in Geneva on 4 March 2026.

General Ninh thanked Switzerland for its support and asked it to train 15 investigators. Brunner said Switzerland would host a workshop in Bern in June.

"Evidence crosses borders in seconds," she said.

The two sides agreed to exchange indicators within 48 hours.
"""

NOTHING = "Hôm qua trời mưa ở nhiều nơi, và người dân được khuyên mang theo ô khi ra ngoài trong những ngày tới của tuần này.\n"
