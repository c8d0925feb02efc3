"""The page of what a case cost at home."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from comity.desk.costing.actions import CostWrong, costs_of, keep_cost
from comity.desk.permissions import Verb, may
from comity.desk.reading.requests import find_request
from comity.doors.web.framing import render_page
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Fault, Form
from comity.doors.web.pages.posts import Ask, Cell, Table, TablesPage
from comity.doors.web.views.addresses import crumbs, onward
from comity.doors.web.views.naming import money_words
from comity.doors.web.views.refusing import next_step_of, saying_no, sentence_of
from comity.doors.web.views.working import Row, Work, fresh_token, verb_token, work
from comity.doors.web.views.written import marked_page
from comity.terms.refusals import Refused
from comity.terms.vocabulary import vocabulary

_CAP = 1000


@saying_no
@require_http_methods(["GET", "POST"])
def costs(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what a case cost; a post adds a line."""
    at_work, post = work(request), request.POST
    faults: tuple[Fault, ...] = ()
    found = find_request(reference, by=at_work.actor)
    if request.method == "POST":
        amount, currency, words = post.get("amount", "")[:40], post.get("currency", ""), post.get("words.text", "")[: 2 * _CAP]
        try:
            token = verb_token(request, "cost")
            keep_cost(found, amount=amount, currency=currency, words=words, by=at_work.officer, at=at_work.at, token=token)
            return onward(request.path)
        except Refused as refusal:
            faults = (_fault_of(refusal, currency),)
    return render_page(request, marked_page(_page(request, found, at_work), faults), status=422 if faults else 200)


def _fault_of(refusal: Refused, currency: str) -> Fault:
    """Return what stands against a cost, at its field."""
    key = "words" if not isinstance(refusal, CostWrong) else "amount" if currency else "currency"
    return Fault(key, f"{sentence_of(refusal)} {next_step_of(refusal)}")


def _page(request: HttpRequest, found: Row, at_work: Work) -> TablesPage:
    columns = (gettext("Amount"), gettext("For what"), gettext("Kept by"))
    rows = tuple(_row(one, at_work) for one in costs_of(found))
    return TablesPage(
        heading=gettext("Costs of %(reference)s") % {"reference": found.reference},
        deck=gettext("What the case cost at home. Never sent; the transparency report has a median of many cases alone."),
        crumbs=crumbs(gettext("Costs"), reference=found.reference),
        tables=(Table(gettext("Costs"), columns, rows, gettext("Nothing was kept yet.")),),
        asks=(_ask(request, found, at_work),) if may(at_work.actor, Verb.KEEP_COST) else (),
    )


def _row(one: Row, at_work: Work) -> tuple[Cell, ...]:
    amount = money_words(Decimal(one.hundredths).scaleb(-2), one.currency)
    return (Cell(amount), Cell(one.words), Cell(f"{one.officer.name}, {at_work.when(one.at)}"))


def _ask(request: HttpRequest, found: Row, at_work: Work) -> Ask:
    post = request.POST
    currencies = tuple(
        Choice(item.code, item.label(at_work.language), chosen=post.get("currency") == item.code) for item in vocabulary("currency").offered
    )
    return Ask(
        gettext("Add a cost"),
        Form(reverse("costs", args=[found.reference]), fresh_token()),
        gettext("Keep it"),
        (
            FieldWrite(
                "amount",
                "name",
                gettext("How much?"),
                hint=gettext("As in 120.50; a correction begins with a minus."),
                value=post.get("amount", "")[:40],
                cap=20,
            ),
            FieldWrite("currency", "list", gettext("Currency"), choices=(Choice("", gettext("Choose")), *currencies)),
            FieldWrite("words", "text", gettext("For what?"), value=post.get("words.text", "")[:_CAP], cap=_CAP),
        ),
    )
