"""Collects what a letter says, from any act of any kind: signed text, form, legal basis, directory; no kind has code of its own."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from comity.desk.filelists import files_of
from comity.desk.lettering.citing import article_of, is_of_this_rulebook, items_of, known_form
from comity.desk.lettering.refusals import NoLetterOfTheirs
from comity.desk.meaning import CARRYING, opens_request
from comity.desk.reading.drafts import DraftView
from comity.desk.reading.requests import read_here
from comity.desk.reading.standing import disclosed_of
from comity.desk.rules import rulebook
from comity.directory.book import book
from comity.directory.home import home
from comity.letters.letter import LANGUAGES, Basis, Field, Letter, Line, ListedFile, Party, Proof, Signer, Words
from comity.letters.wording import DRAFT
from comity.records.models import Message, Request
from comity.seal.disclosed import Disclosed
from comity.seal.headers import parse_inner
from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId, OfficerId
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.markings import Tlp
from comity.terms.refusals import Refused
from comity.terms.vocabulary import Verified
from comity.treaty.forms import Form
from comity.treaty.legalbasis import legal_basis
from comity.treaty.rulebook import country_words
from comity.treaty.wording import print_date
from comity.wire.act import ActBody, RenderedField, parse_act
from comity.wire.listed import ListedFile as ActFile

_ABOUT: Final = {"en": "request %(reference)s of %(on)s", "vi": "yêu cầu %(reference)s ngày %(on)s"}
# Which words open the letter, where the part alone would say something else: here no request is withdrawn.
_PARTS: Final = {("withdrawal", CARRYING): "proposal-withdrawal"}
_SHOWN: Final = 16  # digits of a key, as pages show them
_TLP: Final = "tlp"

Text = Mapping[str, Sequence[RenderedField]]


def letter_of(request: Request, message: Message) -> Letter:
    """Return the letter of an act that was sent or received; the same at both nodes, when both know the same directory.

    Its signatures are verified now; raises what `disclosed_of` does where they no longer hold.
    """
    if message.road == "carried" or (message.road == "outside" and message.direction == "in"):
        raise NoLetterOfTheirs(reference=request.reference)
    disclosed = disclosed_of(message)
    inner, body = disclosed.inner, parse_act(bytes(message.body))
    on = day_at(inner.sender, inner.created)
    text = {tag: read_signed(body, tag) for tag in LANGUAGES}
    articles = {number: article_of(item, body) for number, item in items_of(body, text).items()}
    return Letter(
        languages=_languages(inner.to[0]),
        sender=party_of(inner.sender),
        addressee=party_of(inner.to[0]),
        part=_PARTS.get((body.act, body.kind), body.act),
        subject=_subject(body.kind),
        reference=str(body.reference),
        about={} if opens_request(body.act, body.kind) else _about(request),
        on=on,
        basis=basis_of(body.kind, instrument=body.instrument, article=body.article, sender=inner.sender, receiver=inner.to[0], on=on),
        fields=_fields(text, articles, body.fields),
        marking=_marking(known_form(body.kind, body.act, instrument=body.instrument), body.fields),
        files=_listed(body.files),
        signers=_signers(body, disclosed),
        proof=Proof(digest=Digest.of(bytes(message.body)), envelope=str(inner.env_id)),
    )


def letter_of_draft(view: DraftView) -> Letter:
    """Return the letter that a draft would make as it stands, marked as a draft across every page."""
    draft, meant = view.draft, view.meant
    part, kind, fields = (meant.act, meant.kind, meant.fields) if meant else (draft.act, draft.kind, view.fields)
    row, form = rulebook().kind(kind), known_form(kind, part, instrument=draft.instrument)
    sender, receiver = home().node, NodeId(draft.peer)
    articles = {str(one.number): one.article for one in form.items} if form else {}
    on = day_at(sender, draft.submitted_at or draft.saved_at)
    request = Request.objects.filter(reference=draft.reference).first() if draft.reference else None
    return Letter(
        languages=_languages(receiver),
        sender=party_of(sender),
        addressee=party_of(receiver),
        part=_PARTS.get((part, kind), part),
        subject=_subject(kind),
        reference=draft.reference,
        about={} if request is None or opens_request(part, kind) else _about(request),
        on=on,
        basis=basis_of(kind, instrument=row.instrument, article=row.article, sender=sender, receiver=receiver, on=on),
        fields=_fields(view.body.text if view.body else view.text, articles, fields),
        marking=_marking(form, fields),
        files=_listed(view.body.files if view.body else files_of(draft)),
        signers=(_signer(*view.drafters),),
        proof=Proof(digest=view.digest, envelope="") if view.digest else None,
        watermark=DRAFT,
    )


def _listed(files: Sequence[ActFile]) -> tuple[ListedFile, ...]:
    return tuple(ListedFile(name=file.name, size=file.size, digest=file.sha256) for file in files)


def day_at(node: NodeId, at: Instant) -> date:
    """Return the day of `at` where the authority of `node` works: a letter bears its sender's date."""
    return at.datetime().astimezone(ZoneInfo(book().authority_of(node).zone)).date()


def read_signed(body: ActBody, language: str) -> Sequence[RenderedField]:
    """Return the text as it was signed in `language`; as this node renders it where its sender signed none in it.

    Of an act of other rules that was signed in one language of letters alone, that text stands in the other too: the items of today's
    form have other numbers.
    """
    signed = body.text.get(language)
    if not signed and not is_of_this_rulebook(body):
        signed = next((body.text[tag] for tag in LANGUAGES if tag in body.text), None)
    return signed or read_here(body, language=language)


def _languages(receiver: NodeId) -> tuple[str, ...]:
    """Return the languages of the letter: first the one in which its addressee reads."""
    theirs = [tag for tag in book().authority_of(receiver).languages if tag in LANGUAGES]
    return tuple(dict.fromkeys([*theirs[:1], *LANGUAGES]))


def party_of(node: NodeId) -> Party:
    """Return the authority of a node, and its country, as the directory names them."""
    authority = book().authority_of(node)
    country = authority.id.country
    named = book().country_names(country)
    return Party(country=country, countries=_in_each(named, country_words(country)), names=_in_each(authority.names, {}))


def _in_each(names: Mapping[str, str], otherwise: Mapping[str, str]) -> Words:
    """Return a name in each language of letters; where it has none there, the English one, or any that there is."""
    anything = names.get("en") or next(iter(names.values()), "")
    return {tag: names.get(tag) or otherwise.get(tag) or anything for tag in LANGUAGES}


def _subject(kind: str) -> Words:
    try:
        labels = rulebook().kind(kind).labels
    except Refused:  # a newer node's kind
        return dict.fromkeys(LANGUAGES, kind)
    # In the middle of a line, and never an abbreviation's first letter alone.
    return {tag: label[:1].lower() + label[1:] if label[1:2].islower() else label for tag, label in labels.items()}


def _about(request: Request) -> Words:
    first = Message.objects.filter(request=request).order_by("id").first()
    if first is None:
        return {}
    inner = parse_inner(bytes(first.inner))
    on = day_at(inner.sender, inner.created)
    return {tag: words % {"reference": request.reference, "on": print_date(on, tag)} for tag, words in _ABOUT.items()}


def basis_of(kind: str, *, instrument: str, article: str, sender: NodeId, receiver: NodeId, on: date) -> Basis:
    """Return the legal basis on the letter's day; where no rule knows the kind, what the act itself names."""
    treaty = rulebook().instruments.get(instrument)
    title = treaty.title if treaty else dict.fromkeys(LANGUAGES, instrument)
    from_, to = (book().authority_of(node).id.country for node in (sender, receiver))
    try:
        found = legal_basis(kind, from_=from_, to=to, on=on, rulebook=rulebook()).under(instrument)
        text = rulebook().kind(kind).base(instrument)
    except Refused:
        found = text = None
    if found is None or text is None:
        return Basis(instrument=title, article=article, verified=None, standing={}, checked_on=None)
    return Basis(
        instrument=title, article=article, verified=text.verified or Verified.MEMORY, standing=found.title, checked_on=found.checked_on
    )


def _fields(text: Text, articles: Mapping[str, str], fields: Mapping[str, JsonValue]) -> tuple[Field, ...]:
    """Return every numbered item that says something, with its article where the item is known here."""
    own_words = _own_words(fields)
    by_number = {tag: {one.number: one for one in text.get(tag, ())} for tag in LANGUAGES}
    numbers = dict.fromkeys(number for held in by_number.values() for number, one in held.items() if one.lines)
    return tuple(
        Field(
            number=number,
            labels={tag: by_number[tag][number].label for tag in LANGUAGES if number in by_number[tag]},
            article=articles.get(number, ""),
            lines={
                tag: tuple(Line(line, own_words.get(line, "")) for line in by_number[tag][number].lines if line)
                for tag in LANGUAGES
                if number in by_number[tag]
            },
        )
        for number in numbers
    )


def _own_words(fields: Mapping[str, JsonValue]) -> dict[str, str]:
    """Return each line that a person wrote in words of their own, with its language; every kind holds such text in this shape."""
    found: dict[str, str] = {}
    for value in fields.values():
        if isinstance(value, Mapping) and value.keys() == {"text", "language"}:
            found |= dict.fromkeys(str(value["text"]).split("\n"), str(value["language"]))
    return found


def _marking(form: Form | None, fields: Mapping[str, JsonValue]) -> Tlp | None:
    """Return the TLP marking where the form asks for one."""
    for field in form.fields if form else ():
        if field.vocabulary == _TLP and fields.get(field.key):
            return Tlp.parse(str(fields[field.key]))
    return None


def _signers(body: ActBody, disclosed: Disclosed) -> tuple[Signer, ...]:
    drafted = _signer(str(body.drafted_by))
    approved, node = [], []
    for entry in disclosed.signed_by:
        digits = str(entry.key.key_id)[:_SHOWN]
        mark = " ".join(digits[at : at + 4] for at in range(0, _SHOWN, 4))
        if isinstance(entry.owner, OfficerId):
            approved.append(Signer(hand="approved", names=_named((str(entry.owner),)), mark=mark))
        else:
            node.append(Signer(hand="node", names=party_of(NodeId(str(entry.owner))).names, mark=mark))
    return (drafted, *approved, *node)


def _signer(*officers: str) -> Signer:
    return Signer(hand="drafted", names=_named(officers), mark="")


def _named(officers: Iterable[str]) -> Words:
    """Return the officers' names as their directory spells them, else their sign-in names."""
    found = []
    for officer in officers:
        person = book().officer(OfficerId(officer))
        found.append(person.name if person else officer)
    return dict.fromkeys(LANGUAGES, ", ".join(found))
