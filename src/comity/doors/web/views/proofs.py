"""The panel that says what is proved of an act: two halves that must be the same digest, who signed, where it stands in the log."""

from django.urls import reverse
from django.utils.translation import gettext

from comity.desk.permissions import Verb, may
from comity.desk.reading.requests import Act
from comity.desk.reading.standing import Standing, standing_of
from comity.doors.web.pages.parts import Proof, halves
from comity.doors.web.views.naming import authority_of, country_of, officer_name, short
from comity.doors.web.views.working import Row, Work


def proof_panel(act: Act, *, request: Row, at_work: Work) -> Proof:
    """Return the panel for one act, verified while the page is made."""
    standing = standing_of(request, act.env_id, direction=act.direction)
    country = country_of(request.peer, at_work.language)
    theirs = str(standing.theirs) if standing.theirs else ""
    return Proof(
        halves=halves(str(standing.ours), theirs, ours_label=gettext("Our copy"), theirs_label=_their_label(standing, country)),
        signed_by=", ".join(_name(owner, at_work.language) for owner, _ in standing.signed_by) or gettext("nobody known here"),
        key=" · ".join(short(str(key)) for _, key in standing.signed_by),
        log=_log(standing),
        download_href="" if act.road != "wire" else reverse("proof", args=[request.reference]),
        withhold_href=_withhold(request, at_work) if act.road == "wire" else "",
        pending=_pending(act, standing, country),
        outside=act.road in ("outside", "carried"),
    )


def _withhold(request: Row, at_work: Work) -> str:
    return reverse("withholding", args=[request.reference]) if may(at_work.actor, Verb.EXPORT_PROOF) else ""


def _their_label(standing: Standing, country: str) -> str:
    if standing.named_by == "receipt":
        return gettext("Named in the receipt of %(country)s") % {"country": country}
    return gettext("Signed by %(country)s") % {"country": country}


def _pending(act: Act, standing: Standing, country: str) -> str:
    """Say why the other half is missing where nothing is wrong: no receipt has come yet, or none can come."""
    if act.road == "carried":
        return gettext("Outside the wire: %(country)s lists it in its proposal, and nobody signed this record of it.") % {
            "country": country
        }
    if act.road == "outside" and act.direction == "in":
        return gettext("%(country)s signed a paper and not this record. The document's digest stands with the act.") % {"country": country}
    if act.road == "outside":
        return gettext("Signed here. No node of %(country)s can sign a receipt; what was acknowledged stands with the act.") % {
            "country": country
        }
    if act.road == "returned":
        return gettext("%(country)s signed no receipt for it: it did not arrive, and stands in no proof.") % {"country": country}
    if act.direction == "out" and standing.theirs is None and "received" not in act.receipts:
        return gettext("The receipt of %(country)s has not come yet.") % {"country": country}
    return ""


def _name(owner: str, language: str) -> str:
    return officer_name(owner) if "@" in owner else authority_of(owner, language)


def _log(standing: Standing) -> str:
    if standing.leaf is None:
        return gettext("its entry is not in the log of this node")
    return gettext("entry %(index)s of this node") % {"index": standing.leaf}
