"""A path that was disclosed proposes whom to ask next: a draft, filled in, linked to the case, sent by two officers or by nobody."""

import pytest
from tests.treaty.samples import every_act
from worlds.places import THIRD

from comity.desk.onward.gate import links_of
from comity.desk.reusing.paths import NobodyKnown, NoPath, follow_path, leads_of
from comity.directory.policy import NotAllowed
from comity.records.models import Draft, JournalAct, Outbox, Request

PATH = dict(every_act()["MSG-PATH", "notice"])
KNOWN = {"authority": "vn-poc", "authority_name": "Contact point"}


def disclosed(world, **changes):
    """Ask Ruritania, which discloses a path; return our request."""
    request = world.send()
    body = world.puppet.act("notice", "MSG-PATH", PATH | {"provider_state": "TH", "next_state": "TH"} | changes, case=request.reference)
    world.deliver(world.puppet.say(body))
    return request


def follow(world, request, *, by=None, token=None):
    """Follow the only path."""
    (lead,) = leads_of(request)
    return follow_path(request, number=lead.message.pk, known=KNOWN, by=by or world.drafter, at=world.at, token=token or world.token())


def test_the_next_state_is_asked_with_what_was_disclosed(world):
    """The provider, the points of the path, traffic data; of our own request the case, the offence, the facts."""
    request = disclosed(world, next_state="TH", path_seen="2026-11-20T03:00:00.000000Z")
    first = world.fields()
    draft = follow(world, request)
    assert (draft.peer, draft.kind, draft.state) == (str(THIRD), "REQ-PRESERVE", "open")
    fields = draft.fields
    assert fields["custodian"] == "Transit Example GmbH"
    assert fields["identifiers"] == PATH["path_points"]
    assert fields["data_categories"] == ["DAT-TRF"]
    assert fields["period"] == {"from": "2026-11-20", "to": "2026-11-20"}
    for key in ("case_number", "offences", "facts", "necessity"):
        assert fields[key] == first[key]
    (link,) = links_of(draft)
    assert (link.what, link.source) == ("path", request)
    assert JournalAct.objects.filter(name="path.followed", about=request.reference).exists()


def test_it_can_be_submitted_as_it_is_and_two_officers_send_it(world):
    """A path is disclosed so that the next State can be asked: no authorization is owed for it."""
    request = disclosed(world)
    draft = follow(world, request)
    assert not Outbox.objects.filter(peer=str(THIRD)).exists()
    sent = world.approve(world.submit(draft))
    assert (sent.peer, Request.objects.filter(peer=str(THIRD)).count()) == (str(THIRD), 1)


def test_followed_twice_it_is_one_draft(world):
    """By a repeated click, and by another one."""
    request, token = disclosed(world), world.token()
    assert {follow(world, request, token=token).pk, follow(world, request, token=token).pk, follow(world, request).pk} == {
        Draft.objects.get(peer=str(THIRD)).pk
    }


def test_where_nobody_is_known_it_says_so(world):
    """And opens nothing."""
    request = disclosed(world, provider_state="DE", next_state="DE")
    before = Draft.objects.count()
    with pytest.raises(NobodyKnown) as nobody:
        follow(world, request)
    assert nobody.value.facts["country"] == "DE"
    assert Draft.objects.count() == before


@pytest.mark.both_databases
def test_a_path_is_one_of_this_case(world):
    """And is followed by who drafts."""
    request = disclosed(world)
    with pytest.raises(NotAllowed):
        follow(world, request, by=world.approver)
    with pytest.raises(NoPath):
        follow_path(request, number=10**6, known=KNOWN, by=world.drafter, at=world.at, token=world.token())
