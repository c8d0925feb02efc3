"""What the register asks for of plans, training, delegations and press lines: a row each, for its home."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from comity.doors.web.pages.sheets import Bit, Cell, Row
from comity.doors.web.views.register import words
from comity.doors.web.views.register.delegation_forms import chore_words
from comity.doors.web.views.register.programme import name_bits
from comity.doors.web.views.working import Work
from comity.register.reminders import Reminders


def programme_asks(found: Reminders, at_work: Work) -> Iterator[Row]:
    """Yield what is overdue, unreported, unanswered, or may be released."""
    for task in found.overdue_tasks:
        yield _row(gettext("Task overdue since %(day)s") % {"day": words.print_said(task.due)}, _task(task, at_work))
    for task in found.unreported_tasks:
        yield _row(gettext("The report until %(day)s is missing") % {"day": words.print_said(task.report_due)}, _task(task, at_work))
    for course in found.unreported_courses:
        yield _row(gettext("The report of the course is missing"), name_bits(course.number, "register-course", course.titles, at_work))
    for one in found.unanswered:
        said = gettext("The invitation wanted its reply by %(day)s") % {"day": words.print_said(one.reply_due)}
        yield _row(said, _delegation(one, at_work))
    for one in found.back_without_report:
        yield _row(gettext("The report on return is missing"), _delegation(one, at_work))
    for chore in found.overdue_chores:
        said = gettext("To be seen to since %(day)s") % {"day": words.print_said(chore.due)}
        text, _, language = chore_words(chore, at_work.language)
        yield _row(said, (Bit(text, language=language), *_delegation(chore.delegation, at_work)))
    for line in found.due_lines:
        link = Bit(line.number, reverse("register-line", args=[line.number]))
        yield _row(gettext("The moment of this press line has come; release it or withdraw it"), (link,))


def _row(said: str, of: tuple[Bit, ...]) -> Row:
    return Row((Cell((Bit(said),)), Cell(of)))


def _task(task: Any, at_work: Work) -> tuple[Bit, ...]:  # noqa: ANN401 -- a row of a room below
    number = f"{task.plan.number}/{task.place}"
    return (
        *name_bits(number, "register-task", task.titles, at_work, task.plan.number, task.place),
        Bit(task.owner, soft=True, language="und"),
    )


def _delegation(one: Any, at_work: Work) -> tuple[Bit, ...]:  # noqa: ANN401 -- as above
    return name_bits(one.number, "register-delegation", one.titles, at_work)
