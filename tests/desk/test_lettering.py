"""Letters of acts and drafts: what they say, in which order of languages, and what the journal keeps of them."""

import html
import io
import re
from dataclasses import replace

import docx
import pytest
from msgspec import structs
from printed import printed_words
from samples_of_letters import letter as sample
from shares import SHARE

from comity.desk.drafting.composing import rendered
from comity.desk.lettering import actions, collecting
from comity.desk.lettering.actions import print_draft, print_letter
from comity.desk.lettering.collecting import letter_of, letter_of_draft
from comity.desk.lettering.refusals import AlreadySent, NoSuchAct
from comity.desk.reading.drafts import view_draft
from comity.desk.rules import rulebook
from comity.directory.fonts import added_fonts
from comity.doors.cli.demo import fields
from comity.letters.code import verification_code
from comity.letters.docx import print_docx
from comity.letters.faces import require_printable
from comity.letters.letter import LANGUAGES
from comity.letters.parts import lay_out, texts
from comity.letters.pdf import page_of_letter, print_pdf
from comity.letters.refusals import MissingGlyph
from comity.letters.wording import DRAFT
from comity.records.models import JournalAct, Message
from comity.terms.digests import Digest
from comity.terms.json import parse_json
from comity.terms.refusals import Refused
from comity.wire.act import CheckLine, RulebookUsed, parse_act


def squeezed(text):
    """Return the text without any space."""
    return "".join(text.split())


def facts_of(name):
    """Return the facts of the newest act of that name in the journal."""
    return parse_json(bytes(JournalAct.objects.filter(name=name).latest("index").facts), 65536)["facts"]


def test_the_letter_of_a_sent_request(world):
    """Sender, addressee, every signed line in both languages, who drafted and approved, the digest and its code."""
    request = world.send()
    message = world.message(request)
    body = parse_act(bytes(message.body))
    letter = letter_of(request, message)
    assert letter.reference == request.reference
    assert letter.sender.country.text == "VN"
    assert letter.addressee.country.text == "XR"
    assert letter.languages == ("en", "vi")
    for language in LANGUAGES:
        signed = [line for field in body.text[language] for line in field.lines]
        assert [line.text for field in letter.fields for line in field.lines[language]] == signed
    assert {field.article for field in letter.fields} <= {item.article for item in rulebook().form(body.kind, body.act).items}
    own = [line for field in letter.fields for line in field.lines["vi"] if line.written_in]
    assert [line.text for line in own] == body.fields["facts"]["text"].split("\n")
    assert [(signer.hand, signer.names["en"]) for signer in letter.signers] == [
        ("drafted", "ha.n"),
        ("approved", "an.p"),
        ("node", "vn-poc"),
    ]
    assert all(signer.mark for signer in letter.signers[1:])
    assert letter.proof.digest == Digest.of(bytes(message.body))
    assert letter.watermark is None
    assert "by reciprocity" in letter.basis.standing["en"]
    assert letter.basis.checked_on
    assert not letter.about


def test_the_addressee_reads_first(world, puppet):
    """Whoever that is: its directory says in which language it reads."""
    asked = world.receive()
    letter = letter_of(asked, world.message(asked, direction="in"))
    assert letter.addressee.country.text == "VN"
    section = collecting.book().sections[letter.addressee.country]
    assert letter.languages[0] == section.authorities[0].languages[0]


def test_both_nodes_print_the_same_letter(world):
    """The day is the sender's and the moment that of sealing, so that nothing depends on who prints."""
    request = world.send()
    message = world.message(request)
    first = print_pdf(letter_of(request, message))
    message.at, message.direction = world.later(hours=30), "in"
    assert print_pdf(letter_of(request, message)) == first


def test_an_answer_names_the_request_that_it_answers(world):
    """With its number and the day of its letter."""
    asked = world.receive()
    answered = world.answer(asked, fields.preserved(at=world.at))
    letter = letter_of(answered, world.message(answered))
    assert letter.part == "answer"
    assert asked.reference in letter.about["vi"]
    assert letter.proof.envelope == world.message(answered).env_id


def filled(form):
    """Return a value for every field of a form, as an act would hold it."""
    found = {}
    for one in form.fields:
        code = one.options[0].code if one.options else ""
        found[one.key] = {
            "authority": "vn-poc",
            "name": "Bộ Công an & “Ruritania” <24/7>",
            "text": {"text": "Dòng thứ nhất\nDòng thứ hai", "language": "vi"},
            "code": code,
            "codes": [option.code for option in one.options],
            "number": max(one.least, 60),
            "date": "2026-11-28",
            "instant": "2026-11-28T03:07:00.000000Z",
            "period": {"from": "2026-11-01", "to": "2026-11-28"},
            "outside": {"type": code, "value": "192.0.2.17"},
            "outsides": [{"type": code, "value": "192.0.2.17"}],
            "reference": "VN-2026-000123",
            "yesno": True,
        }.get(one.type, "2026-11-28")
    return found


FORMS = [(kind, part) for kind, part in collecting.rulebook().forms]
# The longest form of each part is printed for good, in both shapes, and `make test-long` prints all: what a page says is what its PDF says
# (below, and tests/letters/test_pdf.py), what was laid out is what its DOCX says (below, and tests/letters/test_docx.py).
LONGEST = {
    part: max((one for one in FORMS if one[1] == part), key=lambda one: len(collecting.rulebook().form(*one).items)) for _, part in FORMS
}
PRINTED = FORMS if SHARE == 1.0 else LONGEST.values()


def words_of(page):
    """Return what a page says to a reader, squeezed."""
    body = re.sub(r"(?s)<(head|style)\b.*?</\1>|<[^>]+>", "", page)
    return squeezed(html.unescape(body))


def words_laid_out(letter):
    """Return the words in the places of a letter, squeezed; each has a font."""
    parts = lay_out(letter)
    require_printable(parts)
    return squeezed("".join(text for part in parts for text, _ in texts(part)))


@pytest.mark.parametrize(("kind", "part"), FORMS, ids=[f"{kind}-{part}" for kind, part in FORMS])
def test_every_form_of_the_rulebook_has_its_letter(kind, part):
    """Also those that are added tomorrow: a letter works from what the form renders, and no kind has code of its own.

    Either order of the languages, each in one of the two shapes; both print what was laid out and nothing else. Of each part of an act
    the longest form is printed, the others stay the page and the places from which it would be, in characters that have a font.
    """
    form, labels = rulebook().form(kind, part), rulebook().kind(kind).labels
    text = {tag: rendered(form, filled(form), tag) for tag in LANGUAGES}
    articles = {str(item.number): item.article for item in form.items}
    letter = sample(part=part, subject=collecting._subject(kind), fields=collecting._fields(text, articles, filled(form)))
    other = replace(letter, languages=("vi", "en"))
    if (kind, part) in PRINTED:
        printed = printed_words(print_pdf(letter))
        document = docx.Document(io.BytesIO(print_docx(other)))
        edited = squeezed("".join(paragraph.text for paragraph in document.paragraphs))
    else:
        printed, edited = words_of(page_of_letter(letter)), words_laid_out(other)
    for tag in LANGUAGES:
        assert squeezed(labels[tag])[1:] in printed
        for item in form.items:
            assert squeezed(item.labels[tag]) in printed, item.key
            assert squeezed(item.labels[tag]) in edited, item.key


def test_a_kind_that_is_not_known_here_has_a_letter_too(world, puppet):
    """A newer node's act is printed as it was signed, and says that no rule of this node knows it."""
    body = puppet.act("request", "REQ-UNHEARD-OF", {"x": "y"})
    world.deliver(puppet.say(body))
    request = world.receive_of(str(body.reference))
    letter = letter_of(request, world.message(request, direction="in"))
    assert letter.basis.verified is None
    assert letter.subject["vi"] == "REQ-UNHEARD-OF"
    assert squeezed("no rule of this node knows it") in printed_words(print_pdf(letter))


def test_an_act_whose_signatures_no_longer_hold_has_no_letter(world):
    """A letter that says "signed electronically" over changed bytes would be a forgery of our own making."""
    request = world.send()
    message = world.message(request)
    Message.objects.filter(pk=message.pk).update(body=bytes(message.body).replace(b"VN-2026", b"VN-2027"))
    before = JournalAct.objects.count()
    with pytest.raises(Refused):
        print_letter(request, place=1, shape="pdf", at=world.at, by=world.drafter)
    assert JournalAct.objects.count() == before


# ---------------------------------------------------------------- drafts


def test_a_draft_is_marked_and_names_no_proof(world):
    """Before submission there are no exact bytes; what is still missing is simply not there."""
    letter = letter_of_draft(view_draft(world.draft().pk, by=world.actor(world.drafter), at=world.at))
    assert letter.watermark is DRAFT
    assert letter.proof is None
    assert letter.reference == ""
    assert [signer.hand for signer in letter.signers] == ["drafted"]


def test_an_unfinished_draft_has_a_letter(world):
    """With what is there: an officer shows it to the legal adviser long before it can be sent."""
    draft = world.draft(values={"authority_name": "Bộ Công an"})
    letter = letter_of_draft(view_draft(draft.pk, by=world.actor(world.drafter), at=world.at))
    assert [line.text for line in letter.fields[0].lines["vi"]] == ["Tên cơ quan: Bộ Công an"]
    assert print_pdf(letter)


def test_a_submitted_draft_shows_the_digest_that_awaits_approval(world):
    """The code is already that of the act, and the letter says that no proof has it yet."""
    draft = world.submit(world.draft())
    letter = letter_of_draft(view_draft(draft.pk, by=world.actor(world.drafter), at=world.at))
    assert letter.proof.digest == Digest.of(bytes(draft.body))
    for part in lay_out(letter):
        assert verification_code(letter.proof.digest) in part.footer
        assert not part.command
    sent = world.approve(draft)
    assert letter_of(sent, world.message(sent)).proof.digest == letter.proof.digest


def test_what_was_sent_is_no_draft_any_more(world):
    """Its letter would say that it was not sent; that of the act is signed."""
    draft = world.submit(world.draft())
    world.approve(draft)
    before = world.everything()
    with pytest.raises(AlreadySent):
        print_draft(draft.pk, shape="pdf", at=world.at, by=world.drafter)
    assert world.everything() == before


def test_what_becomes_a_consultation_reads_as_one(world):
    """A refusal that must be consulted on first leaves as the consultation; the draft's letter says so."""
    asked = world.receive()
    draft = world.draft(
        "answer",
        "REQ-PRESERVE",
        fields.refused("ESSENTIAL_INTEREST"),
        request=asked,
        replies_to=world.message(asked, direction="in").env_id,
    )
    view = view_draft(draft.pk, by=world.actor(world.drafter), at=world.at)
    assert letter_of_draft(view).part == view.meant.act


# ---------------------------------------------------------------- the journal


def test_who_makes_a_letter_stands_in_the_journal(world):
    """With the digest of the very file: as for a proof, what leaves the node's protection is known."""
    request = world.send()
    for shape, start in (("pdf", b"%PDF-1.7"), ("docx", b"PK")):
        printed = print_letter(request, place=1, shape=shape, at=world.at, by=world.both)
        assert printed.data.startswith(start)
        assert printed.name == f"{request.reference}.1.{shape}"
        facts = facts_of("letter.printed")
        assert facts["digest"] == str(Digest.of(printed.data))
        assert facts["envelope"] == world.message(request).env_id
        assert facts["form"] == shape.upper()
        assert JournalAct.objects.filter(name="letter.printed").latest("index").actor == world.both.officer_id


def test_a_letter_of_a_draft_stands_there_too(world):
    """By the draft's number while it has no other."""
    draft = world.draft()
    printed = print_draft(draft.pk, shape="docx", at=world.at, by=world.drafter)
    assert printed.name.startswith("DRAFT.")
    assert facts_of("letter.printed")["draft"] == str(draft.pk)


@pytest.mark.parametrize("place", [0, 2, -1])
def test_an_act_that_is_not_there(world, place):
    """Is refused by its number."""
    with pytest.raises(NoSuchAct):
        print_letter(world.send(), place=place, shape="pdf", at=world.at, by=world.drafter)


def test_a_letter_that_cannot_be_printed_leaves_no_trace(world):
    """Text in a script that no font here has: refused, nothing journalled, the act itself untouched."""
    request = world.receive(values=world.fields(facts={"text": "医院", "language": "zh"}))
    before = world.everything()
    with pytest.raises(MissingGlyph):
        print_letter(request, place=1, shape="pdf", at=world.at, by=world.drafter)
    assert world.everything() == before


def test_the_operators_fonts_are_found_in_their_folder(world, tmp_path):
    """Fonts alone, by name; a node without the folder has none."""
    node = replace(world.home, path=tmp_path)
    assert added_fonts(node) == ()
    node.fonts.mkdir()
    for name in ("b.TTF", "a.otf", "readme.txt"):
        (node.fonts / name).write_bytes(name.encode())
    assert [(one.name, one.data) for one in added_fonts(node)] == [("a.otf", b"a.otf"), ("b.TTF", b"b.TTF")]


def test_the_printers_are_those_of_the_shapes():
    """One for each file that a page offers."""
    assert set(actions._PRINTERS) == set(actions.TYPES)


# ---------------------------------------------------------------- an act of an older form

OLDER = RulebookUsed(version="2025.1.0", digest=Digest(b"o" * 32))


def of_older_rules(body):
    """Return an act as it would have been signed under an older rulebook, whose form had neither the first nor the third item."""
    kept = {language: [one for one in fields if one.number not in ("1", "3")] for language, fields in body.text.items()}
    older = {language: tuple(structs.replace(one, number=str(at)) for at, one in enumerate(fields, 1)) for language, fields in kept.items()}
    return replace(body, rulebook=OLDER, text=older)


def letter_of_theirs(world, body):
    """Let the puppet send an act, and return its letter."""
    world.deliver(world.puppet.say(body))
    request = world.receive_of(str(body.reference))
    return letter_of(request, Message.objects.filter(request=request, direction="in").last())


def test_an_older_act_prints_as_it_was_signed(world, puppet):
    """Its own numbers, labels and lines; beside each the article of the item of that name, whatever number that has today."""
    body = of_older_rules(puppet.act())
    letter = letter_of_theirs(world, body)
    today = {item.labels["en"]: item.article for item in rulebook().form(body.kind, body.act).items}
    assert [(one.number, one.labels["en"]) for one in letter.fields] == [(one.number, one.label) for one in body.text["en"] if one.lines]
    assert all(field.article == today[field.labels["en"]] for field in letter.fields)
    by_number = {str(item.number): item.article for item in rulebook().form(body.kind, body.act).items}
    assert any(field.article != by_number[field.number] for field in letter.fields)  # by number some were wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_item_that_was_called_otherwise_has_no_article(world, puppet, language):
    """In either language: what it is today, nobody can tell from its number."""
    body = of_older_rules(puppet.act())
    renamed = tuple(structs.replace(one, label="Something else") if one.number == "2" else one for one in body.text[language])
    letter = letter_of_theirs(world, replace(body, text={**body.text, language: renamed}))
    assert [field.number for field in letter.fields if not field.article] == ["2"]


def test_the_article_that_was_signed_stands(world, puppet):
    """A rule that cited another article when the act was checked is cited as it then was, beside its item alone."""
    request = world.receive()
    item = rulebook().form("ADM-WITHDRAW", "withdrawal").item("reason")
    rule = next(
        one for one in rulebook().rules.values() if "ADM-WITHDRAW/withdrawal" in one.acts and "reason" in one.uses.get("fields", ())
    )
    assert rule.article == item.article
    values = {"reason": "WD-CLOSED", "note": {"text": "Thank you.", "language": "en"}}
    body = puppet.act("withdrawal", "ADM-WITHDRAW", values, case=request.reference)
    signed = (CheckLine(rule="uncc.gone", outcome="pass", article="12"), CheckLine(rule=rule.id, outcome="pass", article="99(9)"))
    letter = letter_of_theirs(world, replace(body, rulebook=OLDER, check=signed))
    other = rulebook().form("ADM-WITHDRAW", "withdrawal").item("note").article
    assert [field.article for field in letter.fields] == ["99(9)", other]


def test_an_older_act_in_one_language_mixes_no_numbers(world, puppet):
    """The other half of the letter shows what was signed, and not today's items under the old numbers."""
    body = of_older_rules(puppet.act())
    letter = letter_of_theirs(world, replace(body, text={"en": body.text["en"]}))
    assert all(field.labels["vi"] == field.labels["en"] for field in letter.fields)
    assert all(field.lines["vi"] == field.lines["en"] for field in letter.fields)
