"""The pages that say no: 400, 403, 404, 409, 500. They never touch the database."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from comity.doors.web.framing import frame_of
from comity.doors.web.pages.others import TroublePage
from comity.doors.web.pages.parts import Act


def trouble(request: HttpRequest, page: TroublePage) -> HttpResponse:
    """Lay `page` out without asking who is signed in."""
    return render(request, page.template, {"page": page, "frame": frame_of(request, signed_in=False)}, status=page.status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what came cannot be read."""
    del exception
    return trouble(request, bad_request_page())


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: this officer may not."""
    del exception
    return trouble(request, forbidden_page())


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form does not carry this session's token (Django's CSRF failure)."""
    del reason
    return trouble(request, form_too_old_page())


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing here, or nothing that this officer may see."""
    del exception
    return trouble(request, not_found_page())


def conflict(request: HttpRequest) -> HttpResponse:
    """409: the same thing was changed or sent in the meantime."""
    return trouble(request, conflict_page())


def server_fault(request: HttpRequest) -> HttpResponse:
    """500: our own fault."""
    return trouble(request, server_fault_page())


def bad_request_page() -> TroublePage:
    """Return the page for 400."""
    return TroublePage(
        gettext("This cannot be read"),
        400,
        gettext("The node received something that no page of it would have sent."),
        gettext("Nothing was changed, and nothing was sent."),
        gettext("Open the page again from the watch queue."),
        act=_home(),
    )


def forbidden_page() -> TroublePage:
    """Return the page for 403 where nothing more is known; actions that know who can use their own `TroublePage`."""
    return TroublePage(
        gettext("You cannot do this here"),
        403,
        gettext("Your post does not allow this act."),
        gettext("Nothing was changed, and nothing was sent."),
        gettext("Another officer of your authority may be able to. The administrator of your node knows who."),
        gettext("The attempt stands in the journal, as every act does."),
        act=_home(),
    )


def form_too_old_page() -> TroublePage:
    """Return the page for a form from another session."""
    return TroublePage(
        gettext("This form is from another session"),
        403,
        gettext("You signed in again, or another officer did, after this form was opened."),
        gettext("Nothing was sent. What was saved of a draft is kept on the node."),
        gettext("Go back, copy what is not saved yet, open the page again and submit once more."),
        act=_home(),
    )


def not_found_page() -> TroublePage:
    """Return the page for 404; it does not tell whether there is something."""
    return TroublePage(
        gettext("There is nothing here for you"),
        404,
        gettext("The address is wrong, or what it names is not visible to you."),
        "",
        gettext("Check the reference, letter by letter, or look for it in the list of requests."),
        act=_home(),
    )


def conflict_page() -> TroublePage:
    """Return the page for 409."""
    return TroublePage(
        gettext("Somebody was faster"),
        409,
        gettext("This was changed or sent since you opened the page."),
        gettext("Nothing of yours was lost, and nothing went out twice."),
        gettext("Open it again and look at what is there now."),
        act=_home(),
    )


def server_fault_page() -> TroublePage:
    """Return the page for 500."""
    return TroublePage(
        gettext("A fault of this node"),
        500,
        gettext("The node could not finish what you asked. The fault stands in its log with the time at the foot of this page."),
        gettext("An act is done wholly or not at all: this one was not done. Saved drafts are kept."),
        gettext("Try once more. If it fails again, tell the operator the time below, and use the telephone for what is urgent."),
        act=_home(),
    )


def _home() -> Act:
    return Act(gettext("To the watch queue"), "/")
