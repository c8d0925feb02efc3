"""What came as something else than STIX, as the bytes that came: a MISP event. What is shown of it are views; this is what counts."""

from typing import ClassVar

from django.db import models

from comity.records.fields import InstantField
from comity.records.models.intel import IntelCollection, IntelSource


class IntelDocument(models.Model):
    """One document, by its bytes once in each collection. `name` is the UUID of a MISP event. Never changed, and served to nobody."""

    digest = models.BinaryField(max_length=32)
    collection = models.ForeignKey(IntelCollection, on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.ForeignKey(IntelSource, on_delete=models.PROTECT, related_name="+", db_index=False)
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=100)
    body = models.BinaryField()
    at = InstantField()

    class Meta:
        """Once by its bytes; those of one name, in order."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["digest", "collection", "source"], name="intel_document_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["name", "at"], name="intel_document_name")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name
