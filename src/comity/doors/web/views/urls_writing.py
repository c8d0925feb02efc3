"""Addresses of writing: compose, decide, approve, and what may be begun on a request."""

from django.urls import path

from comity.desk.reading.openings import Wish
from comity.doors.web.views import approving, beginning, clock_acts, composing, conflicts, deciding, filing, marking, printing

urlpatterns = [
    path("compose/", composing.compose_start, name="compose-start"),
    path("drafts/<uuid:draft_id>/check/", composing.draft_check, name="draft-check"),
    path("drafts/<uuid:draft_id>/changed/", conflicts.draft_changed, name="draft-changed"),
    path("drafts/<uuid:draft_id>/approve/", approving.approve, name="approve"),
    path("drafts/<uuid:draft_id>/return/", approving.send_back, name="return"),
    path("drafts/<uuid:draft_id>/take-back/", approving.draft_take_back, name="take-back"),
    path("drafts/<uuid:draft_id>/set-aside/", composing.draft_set_aside, name="set-aside"),
    path("drafts/<uuid:draft_id>/mark/", marking.draft_mark, name="draft-mark"),
    path("drafts/<uuid:draft_id>/take-up/", composing.draft_take_up, name="take-up"),
    path("drafts/<uuid:draft_id>/letter.pdf", printing.draft_letter, {"shape": "pdf"}, name="draft-letter-pdf"),
    path("drafts/<uuid:draft_id>/letter.docx", printing.draft_letter, {"shape": "docx"}, name="draft-letter-docx"),
    path("drafts/<uuid:draft_id>/files/", filing.draft_files, name="draft-files"),
    path("drafts/<uuid:draft_id>/files/<str:digest>/", filing.draft_file, name="draft-file"),
    path("drafts/<uuid:draft_id>/files/<str:digest>/off/", filing.draft_file_off, name="draft-file-off"),
    path("drafts/<uuid:draft_id>/<slug:item>/", composing.compose_item, name="compose-item"),
    path("drafts/<uuid:draft_id>/<slug:item>/autosave/", composing.draft_autosave, name="draft-autosave"),
    path("requests/<str:reference>/decide/", deciding.decide, name="decide"),
    path("requests/<str:reference>/decide/autosave/", deciding.decide_autosave, name="decide-autosave"),
    path("requests/<str:reference>/clocks/<int:clock>/pause/", clock_acts.pause, name="clock-pause"),
    path("requests/<str:reference>/clocks/<int:clock>/resume/", clock_acts.resume, name="clock-resume"),
    path("requests/<str:reference>/clocks/<int:clock>/acknowledge/", clock_acts.acknowledge, name="clock-acknowledge"),
    path("requests/<str:reference>/views/", beginning.begin, {"wish": Wish.VIEWS}, name="views"),
    path("requests/<str:reference>/extend/", beginning.begin, {"wish": Wish.EXTEND}, name="extend"),
    path("requests/<str:reference>/withdraw/", beginning.begin, {"wish": Wish.WITHDRAW}, name="withdraw"),
    path("requests/<str:reference>/begin/<slug:wish>/", beginning.begin_named, name="begin"),
]
