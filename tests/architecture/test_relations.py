"""Reverse relations are imports that no linter sees: across table families there are none."""

import pytest
from django.apps import apps
from django.db import models


def family(model: type[models.Model]) -> str:
    """The file that a table stands in is its family."""
    return model.__module__


def crossing() -> list[str]:
    """Name every reverse relation by which one family of our tables reaches another."""
    return [
        f"{relation.related_model.__name__}.{relation.field.name} reaches back from {model.__name__} as {relation.get_accessor_name()}"
        for model in apps.get_app_config("records").get_models()
        for relation in model._meta.related_objects
        if not relation.hidden
        and relation.related_model.__module__.startswith("comity.")
        and family(relation.related_model) != family(model)
    ]


def test_no_reverse_relation_crosses_table_families():
    """`related_name="+"` on every foreign key into another family: reads go forward, by name."""
    assert crossing() == []


@pytest.mark.parametrize("model", apps.get_models(), ids=lambda model: model.__name__)
def test_only_records_has_tables_of_ours(model: type[models.Model]):
    """Every table of the package is in records, under one label, so that migrations form one line."""
    if model.__module__.startswith("comity."):
        assert model._meta.app_label == "records"
        assert model.__module__.startswith("comity.records.models")
