"""What a request is found by: the words of its acts, the names by which people call who sent them, and codes of what it is about.

Owed in the transaction in which an act is stored, and paid when nothing else waits: by the courier when the line is quiet, and by a
search before it asks, so that nobody sees the difference. Everything here can be made anew from the acts, and goes when they go.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from django.db import transaction

from comity.desk.meaning import WARNING
from comity.desk.rules import rulebook
from comity.directory.book import book
from comity.directory.home import home
from comity.records.models import Message, Request, RequestCode, SearchOwed, SearchText, WarningDelivery
from comity.records.rows import find_each
from comity.records.search import put_words, words_of_request
from comity.records.statements import run
from comity.terms.folding import joined_names, words_of
from comity.terms.identifiers import Country, NodeId, Reference
from comity.terms.json import JsonValue
from comity.terms.refusals import Malformed, Refused
from comity.terms.threats import threat_rows
from comity.terms.vocabulary import vocabulary
from comity.wire.act import ActBody, parse_act, read_own_act

MOST: Final = 4000  # words of one request; those of the newest act go first when there are more
PAID: Final = 64  # acts that are indexed in one transaction, before a search asks
CHUNK: Final = 500
_OLDEST: Final = "SELECT message_id FROM records_searchowed ORDER BY message_id LIMIT %s"
_PAY: Final = "DELETE FROM records_searchowed WHERE message_id = %s"
_OWE: Final = "INSERT INTO records_searchowed (message_id) VALUES (%s)"
_NEWEST: Final = "SELECT max(message_id) FROM records_searchowed"
_CODED: Final = {"uses": "ict_uses", "sectors": "sectors", "supports": "support_types"}  # fields of forms, by what `threat_rows` calls them


def owe_words(message: Message) -> None:
    """Let the request of this act be found by what it says, soon; in the transaction that stores it."""
    run(_OWE, [message.pk])


def newest_owed() -> int:
    """Return the key of the newest act whose words are owed; 0 where none is."""
    return run(_NEWEST).fetchone()[0] or 0


def pay_words(most: int) -> int:
    """Index what is owed, the oldest first, at most so many acts (up to `PAID`) in one transaction; return how many there were.

    What an act says is looked for before: nobody who writes waits for it.
    """
    owed = [key for (key,) in run(_OLDEST, [most]).fetchall()]
    found = [(message, *_said(message)) for message in _messages(owed)]
    with transaction.atomic():
        for message, body, words in found:
            # It may have been indexed meanwhile, or destroyed.
            if run(_PAY, [message.pk]).rowcount and body is not None:
                _index_act(message.request, body=body, words=words)
    return len(owed)


def _messages(keys: list[int]) -> list[Message]:
    """Return the acts with these keys and their requests, the oldest first."""
    found = sorted(find_each(Message, "id", keys), key=lambda message: message.pk)
    about = {request.pk: request for request in find_each(Request, "id", list({message.request_id for message in found}))}
    for message in found:
        message.request = about[message.request_id]
    return found


def _said(message: Message) -> tuple[ActBody | None, list[str]]:
    try:
        body = read_own_act(bytes(message.body))
    except Malformed:  # changed on the disk: `comity fsck` reports the act, and no search shall fail for it
        return None, []
    return body, words_of_act(body)


def pay_all() -> None:
    """Index everything that is owed, before a search asks."""
    while newest_owed() and pay_words(PAID):
        pass


def _index_act(request: Request, *, body: ActBody, words: Iterable[str]) -> None:
    kept = words_of_request(request.pk)
    fresh = words if kept else [*names_of(request), *words]
    put_words(request.pk, list(dict.fromkeys([*kept, *fresh]))[:MOST])
    keep_codes(request, [body], anew=False)


def index_again(request: Request) -> None:
    """Make the words of `request` anew from the acts that are there, in the caller's transaction."""
    bodies = [parse_act(bytes(body)) for body in Message.objects.filter(request=request).order_by("id").values_list("body", flat=True)]
    found = [*names_of(request), *(word for body in bodies for word in words_of_act(body))]
    put_words(request.pk, list(dict.fromkeys(found))[:MOST])
    keep_codes(request, bodies, anew=True)
    SearchOwed.objects.filter(message__request=request).delete()


def index_all() -> Iterator[int]:
    """Make the words of every request anew, oldest first, some hundreds a transaction; yield after each how many are done.

    The node may run meanwhile; what was interrupted is begun again.
    """
    after = done = 0
    while True:
        with transaction.atomic():
            requests = list(Request.objects.filter(pk__gt=after, erased_at__isnull=True).order_by("pk")[:CHUNK])
            for request in requests:
                index_again(request)
        if not requests:
            return
        after, done = requests[-1].pk, done + len(requests)
        yield done


def forget(request: Request) -> None:
    """Take the words of `request` out of the index, as its acts are erased; in the caller's transaction."""
    SearchOwed.objects.filter(message__request=request).delete()
    SearchText.objects.filter(request=request).delete()
    RequestCode.objects.filter(request=request).delete()


def keep_codes(request: Request, bodies: Iterable[ActBody], *, anew: bool) -> None:
    """Keep what the case is about, in the codes that its acts carry, beside those that are kept unless it is done anew.

    What has no such field has no code: nothing is guessed from words. A warning of ours counts once, however many got it.
    """
    if request.kind == WARNING and request.direction == "out" and not _is_first(request):
        return
    said = {name: {code for body in bodies for code in _codes(body.fields.get(key))} for name, key in _CODED.items()}
    if not anew and not any(said.values()):
        return
    before = RequestCode.objects.filter(request=request)
    if not anew:
        for row in before:
            for name, code in (("uses", row.ict_use), ("sectors", row.sector), ("supports", row.support)):
                said[name] |= {code} - {""}
    before.delete()
    RequestCode.objects.bulk_create(
        RequestCode(request=request, ict_use=one.ict_use, sector=one.sector, support=one.support) for one in threat_rows(**said)
    )


def _is_first(request: Request) -> bool:
    """Say whether this is the first of the cases in which a warning of ours went out."""
    cases = WarningDelivery.objects.filter(warning__deliveries__case=request.reference).exclude(case="").order_by("id")
    return cases.values_list("case", flat=True).first() == request.reference


def _codes(value: JsonValue) -> Iterator[str]:
    if isinstance(value, list | tuple):
        yield from (one for one in value if isinstance(one, str))


def names_of(request: Request) -> list[str]:
    """Return the words of its number, of what it asks for, and of the two countries and the other authority, in every language."""
    reference = Reference(request.reference)
    number = request.reference.rpartition("-")[2]
    texts = [request.reference, number.lstrip("0"), request.kind, *_kind(request.kind), *_country(Country(reference.text[:2]))]
    own = home().country
    try:
        authority = book().authority_of(NodeId(request.peer))
        texts += [request.peer, *authority.names.values(), *_country(authority.id.country)]
    except Refused:
        texts.append(request.peer)
    if request.direction == "out":
        texts += _country(own)
    return _words(texts)


def words_of_act(body: ActBody) -> list[str]:
    """Return the words of an act: of the text as it was signed, in each language, and of codes, values and file names."""
    rendered = (line for fields in body.text.values() for field in fields for line in field.lines)
    return _words([*_kind(body.kind), *rendered, *_strings(body.fields), *(file.name for file in body.files)])


def _kind(kind: str) -> Iterable[str]:
    try:
        return rulebook().kind(kind).labels.values()
    except Refused:
        return ()  # a newer node's: its own text says what it is


def _country(country: Country) -> list[str]:
    section = book().sections.get(country)
    names = [] if section is None else list(section.names.values())
    try:
        return [country.text, *names, *vocabulary("country").item(country.text).labels.values()]
    except Refused:
        return [country.text, *names]


def _strings(value: JsonValue) -> Iterator[str]:
    """Yield every text inside a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)


def _words(texts: Iterable[str]) -> list[str]:
    """Return the different words of `texts` in the order in which they come."""
    whole = "\n".join(dict.fromkeys(texts))  # once for all of them: folding has a price a call
    different = " ".join(dict.fromkeys(whole.split()))  # and one a letter: an act says most of its words several times
    return list(dict.fromkeys([*words_of(different), *joined_names(whole)]))
