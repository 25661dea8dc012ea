"""An obligation on the regional activity of ZHE-BAR."""

from datetime import date
from types import SimpleNamespace

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from funding.boeken.obliging import oblige
from tests.plans.pdfs import pdf

FEBRUARY = date(2026, 2, 1)
NOVEMBER = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-26T10:00:00+01:00", tick=True):
        yield


@pytest.fixture
def obliged(divided):
    """The divided money with `obliged.verplichting`: V-1, € 1.000 of 2026 on the regional activity."""
    verplichting = oblige(
        divided.activity,
        by=divided.kassier,
        number="V-1",
        title="Coördinatie valpreventie",
        counterparty="Stichting Thuis",
        on=FEBRUARY,
        amounts={2026: 100_000},
    )
    return SimpleNamespace(**vars(divided), verplichting=verplichting)


@pytest.fixture
def plain_pdf():
    """An invoice, as a browser sends it."""
    return SimpleUploadedFile("factuur.pdf", pdf(), content_type="application/pdf")
