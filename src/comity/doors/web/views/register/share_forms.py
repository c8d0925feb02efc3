"""What may be done with a commitment beside its own life: shared, told of, shown by what is offered, found to be another."""

from collections.abc import Iterator
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from comity.desk.permissions import Verb, may
from comity.desk.sharing.actions import share_commitment, tell_standing
from comity.directory.book import book
from comity.directory.home import home
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Form
from comity.doors.web.pages.posts import Ask
from comity.doors.web.views.addresses import address_of, onward
from comity.doors.web.views.naming import country_of, in_words
from comity.doors.web.views.register.beside import offers_seen
from comity.doors.web.views.working import Work, fresh_token, verb_token
from comity.register.commitments.queries import CommitmentFile
from comity.register.joining.rows import join_commitments
from comity.register.offering.actions import put_offer_aside, take_offer
from comity.register.sharing.queries import shares_of
from comity.terms.identifiers import NodeId

_CAP: Final = 1000
_SHARED: Final = "shared"
STEPS: Final = frozenset({"share", "tell", "take-offer", "put-aside", "same"})


def step(request: HttpRequest, number: str, at_work: Work) -> HttpResponse:
    """Do what a posted form names, and lead on: to the draft that was begun, or back to the commitment."""
    post, name = request.POST, request.POST.get("step", "")
    how: Any = {"by": at_work.officer, "at": at_work.at, "token": verb_token(request, f"sh-{name}")}
    key = post.get("offer", "")
    offer = int(key) if key.isascii() and key.isdigit() and len(key) < 18 else 0
    if name == "share":
        return onward(address_of(share_commitment(number, peer=NodeId(post.get("to", "-")), **how)))
    if name == "tell":
        return onward(address_of(tell_standing(post.get("case", ""), **how)))
    if name == "same":
        join_commitments(number, same_as=post.get("same_as", "").strip().upper()[:12], **how)
    elif name == "take-offer":
        take_offer(offer, **how)
    else:
        put_offer_aside(offer, reason=post.get("aside.text", "")[:_CAP], **how)
    return onward(reverse("register-commitment", args=[number]))


def asks_beside(post: QueryDict, found: CommitmentFile, at_work: Work) -> Iterator[Ask]:
    """Yield what may be done; what waits for somebody comes first."""
    one = found.commitment
    here = reverse("register-commitment", args=[one.number])
    for offer in offers_seen(one, at_work):
        yield from _of_offer(offer, here)
    shared = shares_of(one, by=at_work.actor)
    if may(at_work.actor, Verb.DRAFT):
        for share, _ in shared:
            if share.state == _SHARED and share.state_told != one.state:
                effect = gettext("A draft with the state that stands here; a second officer approves it before it leaves.")
                where = country_of(share.peer, at_work.language)
                asked = gettext("Tell %(country)s how it stands here") % {"country": where}
                yield Ask(asked, _form(here, "tell", ("case", share.case)), gettext("Write the draft"), effect=effect)
        nodes = _nodes(one, taken={share.peer for share, _ in shared if share.state in ("offered", _SHARED)}, at_work=at_work)
        if nodes:
            effect = gettext("They see its words, parties, strength and source beside their own register, and say whether they know it.")
            field = FieldWrite("to", "list", gettext("With whom"), choices=nodes)
            yield Ask(gettext("Share it with the other side"), _form(here, "share"), gettext("Write the draft"), (field,), effect)
    effect = gettext("That one counts from then on, with the evidence, the requests and the shares of both.")
    field = FieldWrite("same_as", "reference", gettext("Number of the other commitment"), value=post.get("same_as", "")[:12], cap=12)
    yield Ask(gettext("The same as another commitment"), _form(here, "same"), gettext("They are one"), (field,), effect)


def _form(here: str, name: str, *more: tuple[str, str]) -> Form:
    return Form(here, fresh_token(), hidden=(("step", name), *more))


def _of_offer(offer: Any, here: str) -> Iterator[Ask]:  # noqa: ANN401 -- a row of a room below
    key = ("offer", str(offer.pk))
    what = gettext("Take as evidence: %(reference)s") % {"reference": offer.reference}
    effect = gettext("It came by itself, and counts once an officer takes it.")
    yield Ask(what, _form(here, "take-offer", key), gettext("Take it as evidence"), effect=effect, open=True)
    field = FieldWrite("aside", "text", gettext("Why not"), cap=_CAP)
    yield Ask(gettext("It is no evidence of this commitment"), _form(here, "put-aside", key), gettext("Put it aside"), (field,))


def _nodes(one: Any, *, taken: set[str], at_work: Work) -> tuple[Choice, ...]:  # noqa: ANN401 -- as above
    """Return the nodes of the other party; none where this State is no party, or a State is not named."""
    parties = {one.obligor_country, one.beneficiary_country}
    if home().country.text not in parties or len(parties - {""}) < len(parties):
        return ()
    fit = [node for node in book().peers(home().node) if node.authority.country.text in parties and str(node.id) not in taken]
    fit = [node for node in fit if node.authority.country != home().country]
    return tuple(Choice(str(node.id), in_words(book().authority_of(node.id).names, at_work.language)) for node in fit)
