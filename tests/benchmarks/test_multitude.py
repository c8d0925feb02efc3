"""A benchmark that fills tables has to be told when the tables change: its rows are written past the ORM."""

import pytest
from benchmarks.multitude import Multitude, fill
from django.db import connection

from comity.records.models import Clock, Request, SearchText


@pytest.mark.both_databases("many rows")
def test_a_multitude_is_written_and_found(transactional_db, world):
    """Every column has what the desk would have left there; the words of each are in the index."""
    world.receive()
    fill(Multitude(count=2000, open=100, peer=str(world.puppet.node), countries=("XR", "VN"), at=world.at))
    assert Request.objects.count() == 2001
    assert Clock.objects.filter(code="DECIDE", stopped_at=None, request__pk__gt=1).count() >= 100
    assert SearchText.objects.count() == 2001
    asked = {
        "sqlite": "SELECT count(*) FROM records_searchindex WHERE records_searchindex MATCH 'daklak'",
        "postgresql": "SELECT count(*) FROM records_searchtext WHERE words LIKE '%daklak%'",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        assert cursor.fetchone() == (2,)
