"""Who may look into the register, and who may write in it."""

import pytest

from comity.directory.policy import Actor, MandateLapsed, NotAllowed, Role
from comity.register.policy import KEEPERS, READERS, may_keep, may_read, operator, require_keep, require_read, require_why
from comity.register.refusals import WhyMissing
from comity.terms.identifiers import NodeId, OfficerId

NAME = OfficerId("a.b@poc.vn.example")


def actor(*roles, active=True, lapsed=()):
    """Return an officer with these roles."""
    return Actor(NAME, "A", frozenset(roles), active=active, lapsed=frozenset(lapsed))


@pytest.mark.parametrize("role", Role)
def test_what_each_role_may(role):
    """Whoever drafts writes; every role reads but that of who only runs the node."""
    who = actor(role)
    assert may_keep(who) == (role is Role.DRAFTER) == (role in KEEPERS)
    assert may_read(who) == (role is not Role.ADMINISTRATOR) == (role in READERS)
    for may, require in ((may_keep, require_keep), (may_read, require_read)):
        if may(who):
            require(who)
        else:
            with pytest.raises(NotAllowed):
                require(who)


def test_who_left_or_whose_mandate_ended_may_nothing():
    """An officer who left, one without a role, one whose mandate is over."""
    for gone in (actor(Role.DRAFTER, active=False), actor()):
        assert not may_read(gone)
        assert not may_keep(gone)
        with pytest.raises(NotAllowed):
            require_read(gone)
    with pytest.raises(MandateLapsed):
        require_keep(actor(lapsed=[Role.DRAFTER]))


def test_the_operator_looks_and_does_not_write():
    """By the command line, as an auditor does."""
    who = operator(NodeId("poc.vn.example"))
    assert may_read(who)
    assert not may_keep(who)


def test_a_reason_says_something():
    """Spaces are no reason."""
    require_why("because")
    with pytest.raises(WhyMissing):
        require_why(" \n")
