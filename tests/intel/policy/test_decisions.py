"""Decisions about one object, told as an officer asks: why can this one see it, and why not that one."""

from dataclasses import replace
from importlib.resources import files

import polib
import pytest
from drawn import AT, MOMENTS, labels, moments, principals
from hypothesis import given

from comity.intel.policy import Decision, GroupId, Label, Membership, Principal, decide, fields_of, in_words, may_reshare
from comity.intel.policy.sentences import SENTENCES
from comity.terms.identifiers import AuthorityId, Country, OfficerId
from comity.terms.markings import Pap, Tlp

VN, VN_FIU, FI_FIU, FI_CERT, FR_FIU = map(AuthorityId, ("vn-poc", "vn-fiu", "fi-fiu", "fi-cert", "fr-fiu"))
HANOI = GroupId("hanoi")
CATALOGUE = polib.pofile(str(files("comity") / "locale/vi/LC_MESSAGES/django.po"))
VIETNAMESE = {entry.msgid: entry.msgstr for entry in CATALOGUE}


def reader(authority: AuthorityId, *roles: str, **known: object) -> Principal:
    """A reader of `authority` that works where its roles do."""
    return Principal(authority=authority, country=authority.country, **{"roles": frozenset(roles), "fields": fields_of(roles), **known})


def told(decision: Decision, language: str = "en") -> list[str]:
    """The reasons in words."""
    translate = VIETNAMESE.__getitem__ if language == "vi" else str
    return [in_words(reason, language=language, translate=translate) for reason in decision.reasons]


def test_why_finland_can_see_this_and_france_can_not():
    """A note for one field, to authorities of some States: every reason, in both languages."""
    note = Label(
        tlp=Tlp.GREEN, owner=VN, fields=frozenset({"EF-FINANCING"}), kinds=frozenset({"FIU"}), countries=frozenset({Country("FI")})
    )
    assert told(decide(reader(FI_FIU, "FIU"), note, at=AT)) == [
        "TLP:GREEN: every authority in the directory may see it, and fi-fiu is one.",
        "It is for the field: Financing of terrorism; fi-fiu works in it.",
        "It is for authorities of this kind: Financial intelligence unit; fi-fiu is one.",
        "It is for authorities of: Finland; fi-fiu is one.",
    ]
    denied = decide(reader(FR_FIU, "CERT"), note, at=AT)
    assert denied.codes == ("fields-no", "kinds-no", "countries-no")
    assert told(denied, "vi") == [
        "Thông tin dành cho lĩnh vực: Tài trợ khủng bố; fr-fiu không hoạt động trong lĩnh vực này.",
        "Thông tin dành cho loại cơ quan: Đơn vị tình báo tài chính; fr-fiu không thuộc loại này.",
        "Thông tin dành cho cơ quan của: Phần Lan; fr-fiu không thuộc các nước này.",
    ]


def test_published_to_one_field_only():
    """Whoever works in it, of whichever State; nobody else."""
    note = Label(tlp=Tlp.GREEN, owner=VN, fields=frozenset({"EF-LAUNDERING"}))
    assert decide(reader(FR_FIU, "FIU"), note, at=AT).allowed
    assert decide(reader(FI_CERT, "CERT"), note, at=AT).codes == ("fields-no",)


@pytest.mark.parametrize(
    ("tlp", "shown"),
    [
        (Tlp.RED, {"vn-poc", "fi-fiu"}),
        (Tlp.AMBER_STRICT, {"vn-poc", "fi-fiu", "fr-fiu"}),
        (Tlp.AMBER, {"vn-poc", "fi-fiu", "fr-fiu", "fi-cert"}),
        (Tlp.GREEN, {"vn-poc", "fi-fiu", "fr-fiu", "fi-cert"}),
        (Tlp.CLEAR, {"vn-poc", "fi-fiu", "fr-fiu", "fi-cert", ""}),
    ],
)
def test_each_tlp_shows_more_than_the_one_before(tlp, shown):
    """Owner and who is named; a group's members; compatriots that need to know; the directory; whoever is signed in."""
    recipients = frozenset() if tlp in {Tlp.GREEN, Tlp.CLEAR} else frozenset({FI_FIU, HANOI})
    label = Label(tlp=tlp, owner=VN, recipients=recipients, fields=frozenset({"EF-FRAUD"}))
    readers = (
        reader(VN),
        reader(FI_FIU, "FIU"),
        reader(FR_FIU, "FIU", groups=frozenset({Membership(HANOI)})),
        reader(FI_CERT, "CERT"),
        Principal(authority=None, country=None, fields=frozenset({"EF-FRAUD"}), groups=frozenset({Membership(HANOI)})),
    )
    seen = {str(one.authority or "") for one in readers if decide(one, label, at=AT).allowed}
    assert seen == shown
    # Of the owner's State, but in no field of it: under AMBER no need to know, and under GREEN not for its field.
    assert not decide(reader(VN_FIU, "MFA"), label, at=AT).allowed


def test_amber_needs_a_field_by_which_to_know():
    """Without one it stays with its recipients; with one that a compatriot does not work in, too; another State never."""
    label = Label(tlp=Tlp.AMBER, owner=VN, recipients=frozenset({FI_FIU}))
    assert decide(reader(FI_CERT, "CERT"), label, at=AT).codes == ("no-field-no",)
    financing = replace(label, fields=frozenset({"EF-FINANCING"}))
    assert decide(reader(FI_CERT, "CERT"), financing, at=AT).codes == ("need-no", "fields-no")
    assert decide(reader(FR_FIU, "FIU"), financing, at=AT).codes == ("state-no",)
    assert decide(reader(AuthorityId("fi-police"), "LEA"), financing, at=AT).codes == ("served-yes", "fields-yes")


def test_red_names_an_officer_and_nobody_beside():
    """The officer by name, not the colleagues; a group names nobody."""
    ha, nam = OfficerId("ha.n@fiu.fi.example"), OfficerId("nam@fiu.fi.example")
    label = Label(tlp=Tlp.RED, owner=VN, recipients=frozenset({ha, HANOI}))
    assert decide(reader(FI_FIU, officer=ha), label, at=AT).codes == ("named-yes",)
    assert decide(reader(FI_FIU, officer=nam), label, at=AT).codes == ("tlp-red-no",)
    assert decide(reader(FI_FIU, groups=frozenset({Membership(HANOI)})), label, at=AT).codes == ("tlp-red-no",)


def test_a_machine_that_blocks_is_not_given_what_must_not_be_noticed():
    """PAP decides by what the reader does."""
    label = Label(tlp=Tlp.GREEN, owner=VN, pap=Pap.AMBER)
    assert decide(reader(FI_CERT, use=Pap.AMBER), label, at=AT).allowed
    firewall = decide(reader(FI_CERT, use=Pap.GREEN), label, at=AT)
    assert firewall.codes == ("pap-no",)
    assert told(firewall) == [
        "What fi-cert does with information (PAP:GREEN - active measures) goes further than its marking allows: PAP:AMBER - passive checks."
    ]


def test_time_opens_and_closes():
    """Embargo and expiry to the microsecond; the next change is told, and the owner waits for nothing."""
    label = Label(tlp=Tlp.GREEN, owner=VN, embargo=MOMENTS[1], expires=MOMENTS[3])
    answers = [decide(reader(FI_FIU), label, at=at) for at in MOMENTS]
    assert [one.allowed for one in answers] == [False, True, True, False, False]
    assert [one.until for one in answers] == [MOMENTS[1], MOMENTS[3], MOMENTS[3], None, None]
    assert all(decide(reader(VN), label, at=at).allowed for at in MOMENTS)
    group = Label(tlp=Tlp.GREEN, owner=VN, groups=frozenset({HANOI}))
    member = reader(FI_FIU, groups=frozenset({Membership(HANOI, AT)}))
    assert decide(member, group, at=MOMENTS[1]).until == AT
    assert decide(member, group, at=AT).codes == ("groups-no",)


def test_a_code_that_nobody_knows_lets_nobody_in():
    """Kept, shown as it is, and nobody's; a State that is not known is not shown to be another one."""
    label = Label(tlp=Tlp.GREEN, owner=VN, fields=frozenset({"EF-OF-TOMORROW"}))
    assert told(decide(reader(FI_FIU, "FIU"), label, at=AT)) == ["It is for the field: EF-OF-TOMORROW; fi-fiu does not work in it."]
    nobody = Principal(authority=None, country=None)
    assert told(decide(nobody, Label(tlp=Tlp.CLEAR, owner=VN, barred=frozenset({Country("FR")})), at=AT)) == [
        "Authorities of these States are kept out: France; it is not shown that the reader is of another one."
    ]


@given(label=labels, principal=principals, at=moments)
def test_every_answer_has_reasons_that_agree_and_can_be_said(label, principal, at):
    """Either all that say no, or all that say yes; each a sentence in both languages, with nothing left open."""
    for decision in (decide(principal, label, at=at), may_reshare(principal, label, at=at)):
        assert decision.reasons
        assert {reason.allows for reason in decision.reasons if reason.code != "unseen-no"} == {decision.allowed}
        for sentence in (*told(decision), *told(decision, "vi")):
            assert "%(" not in sentence
            assert sentence


def test_each_sentence_stands_in_the_vietnamese_catalogue():
    """And says something else than every other one."""
    said = [VIETNAMESE[sentence] for sentence in SENTENCES.values()]
    assert all(said)
    assert len(set(said)) == len(SENTENCES)


def test_what_came_from_another_is_not_passed_on_unasked():
    """Seen is not passed on: consent names who may; CLEAR needs none; the owner asks nobody; who may not see has nothing to give."""
    label = Label(tlp=Tlp.GREEN, owner=VN)
    assert told(may_reshare(reader(FI_FIU), label, at=AT)) == [
        "It came from vn-poc, who has not agreed that fi-fiu passes it on; ask first."
    ]
    agreed = replace(label, consent=frozenset({FI_FIU}))
    assert may_reshare(reader(FI_FIU), agreed, at=AT).codes == ("consent-yes",)
    assert may_reshare(reader(FR_FIU), agreed, at=AT).codes == ("consent-no",)
    assert may_reshare(reader(VN), label, at=AT).allowed
    assert may_reshare(reader(FR_FIU), replace(label, tlp=Tlp.CLEAR), at=AT).codes == ("clear-onward-yes",)
    assert may_reshare(reader(FR_FIU), replace(label, owner=None), at=AT).codes == ("ownerless-no",)
    hidden = replace(agreed, countries=frozenset({Country("FR")}))
    assert may_reshare(reader(FI_FIU), hidden, at=AT).codes == ("unseen-no", "countries-no")
