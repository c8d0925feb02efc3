"""Addresses of what other States gave, of evidence in custody, of what a proof leaves out, and of what stays in the house beside a case."""

from django.urls import path

from comity.doors.web.views import beside, evidence, received, retiring, sources, withholding

_OF_DRAFT = "drafts/<uuid:draft_id>/"
_OF_REQUEST = "requests/<str:reference>/"

urlpatterns = [
    path(f"{_OF_DRAFT}sources/", sources.sources, name="draft-sources"),
    path(f"{_OF_DRAFT}sources/nothing/", sources.nothing_used, name="source-none"),
    path(f"{_OF_DRAFT}sources/conditions/", sources.conditions_carry, name="conditions-carry"),
    path(f"{_OF_DRAFT}sources/<str:reference>/link/<str:consent>/", sources.source_link, name="source-link"),
    path(f"{_OF_DRAFT}sources/<str:reference>/<slug:deed>/", sources.source_deed, name="source-deed"),
    path(f"{_OF_DRAFT}counsel/", beside.draft_counsel, name="draft-counsel"),
    path(f"{_OF_DRAFT}counsel/give/", beside.draft_counsel_give, name="draft-counsel-give"),
    path(f"{_OF_REQUEST}path/<int:number>/", sources.path_follow, name="path-follow"),
    path(f"{_OF_REQUEST}received/", received.received, name="received"),
    path(f"{_OF_REQUEST}received/<int:disposal_id>/", received.disposal, name="disposal"),
    path(f"{_OF_REQUEST}received/<int:disposal_id>/certify/", received.certify, name="disposal-certify"),
    path(f"{_OF_REQUEST}received/<int:disposal_id>/tell/", received.tell, name="disposal-tell"),
    path("retention/", retiring.retention, name="retention"),
    path(f"{_OF_REQUEST}retention/", retiring.retire, name="retire"),
    path(f"{_OF_REQUEST}retention/destroy/", retiring.destroy, name="retire-destroy"),
    path(f"{_OF_REQUEST}retention/drop/", retiring.drop, name="retire-drop"),
    path(f"{_OF_REQUEST}retention/holds/", retiring.hold_place, name="hold-place"),
    path(f"{_OF_REQUEST}retention/holds/<int:hold_id>/lift/", retiring.hold_lift, name="hold-lift"),
    path(f"{_OF_REQUEST}evidence/", evidence.evidence, name="evidence"),
    path(f"{_OF_REQUEST}evidence/new/", evidence.by_hand, name="evidence-new"),
    path(f"{_OF_REQUEST}evidence/take-in/<str:env_id>/<str:digest>/", evidence.take_in, name="evidence-take-in"),
    path(f"{_OF_REQUEST}evidence/<int:number>/", evidence.item, name="evidence-item"),
    path(f"{_OF_REQUEST}evidence/<int:number>/settle/", evidence.settle, name="evidence-settle"),
    path(f"{_OF_REQUEST}evidence/<int:number>/<slug:kind>/", evidence.step, name="evidence-step"),
    path(f"{_OF_REQUEST}withholding/", withholding.withholding, name="withholding"),
    path(f"{_OF_REQUEST}withholding/<int:key>/", withholding.settle, name="withholding-settle"),
    path(f"{_OF_REQUEST}withholding/<int:key>/proof/", withholding.file, name="withholding-proof"),
    path(f"{_OF_REQUEST}counsel/", beside.counsel, name="counsel"),
    path(f"{_OF_REQUEST}counsel/give/", beside.counsel_give, name="counsel-give"),
    path(f"{_OF_REQUEST}reassign/", beside.reassign, name="reassign"),
    path(f"{_OF_REQUEST}event/", beside.event, name="event"),
    path(f"{_OF_REQUEST}forwarded/", beside.forwarded, name="forwarded"),
    path(f"{_OF_REQUEST}forwarded/forward/", beside.forward_on, name="forward"),
    path(f"{_OF_REQUEST}forwarded/<str:digest>/file/", beside.forwarded_file, name="forwarded-file"),
]
