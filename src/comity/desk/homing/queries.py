"""What was asked at home about a request, and whom one can ask."""

from comity.directory.book import book
from comity.directory.home import home
from comity.records.models import HomeQuestion, Officer, Request
from comity.records.rows import is_there


def authorities_at_home() -> dict[str, dict[str, str]]:
    """Return the authorities of this State that the section of the country names, with their names; and those of officers here."""
    section = book().sections.get(home().country)
    found = {str(one.id): dict(one.names) for one in section.authorities} if section else {}
    for authority in Officer.objects.filter(is_active=True).values_list("authority", flat=True).distinct():
        found.setdefault(authority, {"en": authority})
    return found


def asked_at_home(request: Request) -> tuple[HomeQuestion, ...]:
    """Return every question of a request, the oldest first."""
    return tuple(HomeQuestion.objects.filter(request=request).select_related("asked_by", "answered_by").order_by("id"))


def open_question_for(request: Request, question_id: int) -> HomeQuestion | None:
    """Return the question of this request that waits for an answer; None where there is none of that number."""
    return HomeQuestion.objects.filter(request=request, pk=question_id, answered_at__isnull=True).first()


def transferred(request: Request) -> bool:
    """Say whether another authority at home took the request over: the other side is to be told."""
    return is_there(HomeQuestion, request_id=request.pk, want="transfer", code="accepted")
