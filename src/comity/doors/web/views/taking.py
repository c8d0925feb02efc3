"""The page that asks why a request is taken over from a colleague."""

from django.urls import reverse
from django.utils.translation import gettext

from comity.doors.web.pages.compose import ReasonPage
from comity.doors.web.pages.parts import Form
from comity.doors.web.views.addresses import crumbs
from comity.doors.web.views.working import Row, fresh_token


def reason_page(request: Row, *, fault: str = "") -> ReasonPage:
    """Return the page for a request that a colleague holds."""
    facts = {"officer": request.holder.name, "reference": request.reference}
    return ReasonPage(
        heading=gettext("Take over %(reference)s") % facts,
        crumbs=crumbs(gettext("Take over"), reference=request.reference),
        effects=(
            gettext("%(officer)s no longer holds it; you do.") % facts,
            gettext("Clocks go on. Drafts stay where they are."),
            gettext("The reason stands in the journal; the other side does not see it."),
        ),
        form=Form(reverse("take", args=[request.reference]), fresh_token()),
        act_label=gettext("Take it over from %(officer)s") % facts,
        back_href=reverse("request", args=[request.reference]),
        fault=fault,
    )
