"""Names the one family of tables for Django."""

from django.apps import AppConfig


class Records(AppConfig):
    """The tables of `comity.records`."""

    name = "comity.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
