"""The pack of a month of a plan, as a file."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.working import work
from comity.register.planning.packing import Shape, print_pack


@saying_no
@require_safe
def pack(request: HttpRequest, number: str, shape: Shape) -> HttpResponse:
    """Make the pack now; the journal keeps who took it."""
    at_work, get = work(request), request.GET
    language = get.get("in", at_work.language)
    made = print_pack(number, month=get.get("month", "")[:10], language=language[:2], shape=shape, by=at_work.officer, at=at_work.at)
    return HttpResponse(made.data, content_type=made.type, headers={"Content-Disposition": f'attachment; filename="{made.name}"'})
