"""Addresses of work in shifts: taking, offering, putting off, notes, checklists, several rows, the handover, keys."""

from django.urls import path

from comity.doors.web.views import checking, handing, keying, many, offering, remarking, since_pages, snoozing, taking

urlpatterns = [
    path("requests/<str:reference>/take/", taking.take, name="take"),
    path("requests/<str:reference>/offer/", offering.offer, name="offer"),
    path("offers/<int:offer_id>/", offering.offer_page, name="offer-page"),
    path("offers/<int:offer_id>/accept/", offering.accept, name="offer-accept"),
    path("offers/<int:offer_id>/decline/", offering.decline, name="offer-decline"),
    path("offers/<int:offer_id>/recall/", offering.recall, name="offer-recall"),
    path("requests/<str:reference>/snooze/", snoozing.snooze, name="snooze"),
    path("requests/<str:reference>/wake/", snoozing.wake, name="wake"),
    path("requests/<str:reference>/notes/", remarking.notes, name="notes"),
    path("requests/<str:reference>/checklist/", checking.checklist, name="checklist"),
    path("many/", many.many, name="many"),
    path("many/<uuid:batch_id>/", many.told, name="many-told"),
    path("handover/", handing.handover, name="handover"),
    path("handover/<uuid:brief_id>/", handing.brief, name="brief"),
    path("handover/<uuid:brief_id>/accept/", handing.accept, name="brief-accept"),
    path("handover/<uuid:brief_id>/recall/", handing.recall, name="brief-recall"),
    path("since/", since_pages.since, name="since"),
    path("tidings/read/", since_pages.tidings_read, name="tidings-read"),
    path("keys/", keying.keys, name="keys"),
    path("told/<int:number>/", since_pages.told, name="told"),
    path("switch/pulse/", keying.pulse, name="pulse"),
]
