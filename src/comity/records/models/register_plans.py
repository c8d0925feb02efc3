"""Plans of work: a plan of a year, its tasks with their owners, what was reported of each period, every step."""

from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField
from comity.records.models.register_training import REPORT_CAP
from comity.records.models.shifts import WORDS_CAP

PLAN_STATES: Final = ("drafted", "in-force", "closed")
TASK_STATES: Final = ("planned", "under-way", "blocked", "done", "dropped")
PERIODS: Final = ("once", "month", "quarter", "half-year", "year")


class Plan(models.Model):
    """A plan of one year: who ordered it, and by which document."""

    number = models.CharField(max_length=12, unique=True)
    titles = models.JSONField(default=dict)
    year = models.PositiveIntegerField()
    ordered_by = models.CharField(max_length=300)
    reference = models.CharField(max_length=200, blank=True)
    document = models.ForeignKey("records.Document", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = InstantField()

    class Meta:
        """Lists by year."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(state__in=PLAN_STATES), name="plan_state_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["year", "id"], name="plan_year")]

    def __str__(self) -> str:
        """Return its number."""
        return self.number


class PlanTask(models.Model):
    """One task of a plan. `counts` says that its plan is in force; `report_due` is the last day of the first period without a report.

    `due` is an ISO date as finely as it is known, `due_last` its last day.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="tasks")
    place = models.PositiveIntegerField()
    titles = models.JSONField(default=dict)
    owner = models.CharField(max_length=200)
    period = models.CharField(max_length=9)
    indicator = models.CharField(max_length=300, blank=True)
    due = models.CharField(max_length=24, blank=True)
    due_last = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=9)
    counts = models.BooleanField(default=False)
    report_due = models.CharField(max_length=10, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = InstantField()

    class Meta:
        """In order within its plan; what is overdue and what nobody reported."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(state__in=TASK_STATES), name="task_state_known"),
            models.CheckConstraint(condition=models.Q(period__in=PERIODS), name="task_period_known"),
            models.UniqueConstraint(fields=["plan", "place"], name="task_place_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["counts", "due_last", "id"], name="task_due"),
            models.Index(fields=["counts", "report_due", "id"], name="task_report_due"),
        ]

    def __str__(self) -> str:
        """Return its place in the plan."""
        return f"task {self.place}"


class TaskReport(models.Model):
    """What was reported of a task for one period (`2023`, `2023-H1`, `2023-Q1`, `2023-01`). A later one stands beside it, and counts."""

    task = models.ForeignKey(PlanTask, on_delete=models.PROTECT, related_name="reports")
    period = models.CharField(max_length=7)
    progress = models.CharField(max_length=12)
    words = models.CharField(max_length=REPORT_CAP)
    language = models.CharField(max_length=12)
    document = models.ForeignKey("records.Document", null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = InstantField()

    def __str__(self) -> str:
        """Return its period."""
        return self.period


class TaskMove(models.Model):
    """One step in the life of a task. Written once."""

    task = models.ForeignKey(PlanTask, on_delete=models.PROTECT, related_name="moves")
    from_state = models.CharField(max_length=9, blank=True)
    to_state = models.CharField(max_length=9)
    reason = models.CharField(max_length=WORDS_CAP, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = InstantField()

    def __str__(self) -> str:
        """Return both states."""
        return f"{self.from_state} > {self.to_state}"
