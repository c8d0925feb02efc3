"""The page of what is left out of a proof: chosen, approved by another and downloaded by clicking, without scripts, in both languages."""

import zipfile
from io import BytesIO

import pytest
from django.urls import reverse
from keepers import given
from visitors import sign_in, stop_clock

from comity.evidence.states import Kind
from comity.records.models import Withholding

WHY = {"ground": "WH-PERSON", "word.text": "Bảo vệ người làm chứng."}


@pytest.fixture
def case(world, monkeypatch):
    """A case with an item that was opened once; papers are printed by nobody, they have tests of their own."""
    stop_clock(monkeypatch, world.later(minutes=5))
    monkeypatch.setattr("comity.desk.proving.papers.print_reports", lambda *_, **__: b"%PDF-")
    keeper = given(world)
    keeper.step(keeper.file(), Kind.OPENED)[1].close()
    return keeper


def test_one_chooses_another_approves_and_the_file_is_made_without_it(world, case):
    """The form says what is always given; a fault keeps what was typed; the second officer reads each part; the file lacks the step."""
    first, second = sign_in(world.drafter), sign_in(world.approver)
    first.handler.enforce_csrf_checks = second.handler.enforce_csrf_checks = False
    href = reverse("withholding", args=[case.request.reference])
    page = first.get(href).content.decode()
    assert "E1, step 3: Opened" in page
    assert "it says which request this is" in page
    assert href in first.get(reverse("request", args=[case.request.reference])).content.decode()
    refused = first.post(href, {"withhold": ["step-1-1"], "token": world.token(), **WHY})
    assert refused.status_code == 422
    assert "Bảo vệ người làm chứng." in refused.content.decode()
    assert "A proof cannot leave out step 1 of E1: it says which bytes the item has." in refused.content.decode()
    assert first.post(href, {"withhold": ["step-1-3"], "token": world.token(), **WHY}).status_code == 302
    row = Withholding.objects.get()
    settle = reverse("withholding-settle", args=[case.request.reference, row.pk])
    assert 'value="approve"' not in first.get(href).content.decode()
    read = second.get(href).content.decode()
    assert 'value="approve"' in read
    assert "Bảo vệ người làm chứng." in read
    assert second.post(settle, {"act": "approve", "token": world.token()}).status_code == 302
    answer = first.get(reverse("withholding-proof", args=[case.request.reference, row.pk]))
    assert answer["Content-Type"] == "application/zip"
    names = zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content))).namelist()
    assert "data/withheld.json" in names
    assert "data/custody/E1/0003.json" not in names
    assert {"report.pdf", "custody.jsonld"} <= set(names)
    assert "/proof/" in first.get(href).content.decode()
    world.drafter.language = "vi"
    world.drafter.save()
    assert "Phần không cung cấp trong bằng chứng của" in first.get(href).content.decode()
