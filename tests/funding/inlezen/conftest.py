"""An obligation on the regional activity of ZHE-BAR, and files of postings that are handed in, read and booked."""

from datetime import date
from types import SimpleNamespace

import pytest
import time_machine

from funding.boeken.obliging import oblige
from funding.inlezen import importing, working
from funding.models import Inlezing

HEAD = "kenmerk;datum;jaar;soort;regel;verplichting;bedrag;omschrijving;corrigeert\r\n"
ACTIVITY = "Coördinatie ketenaanpak valpreventie"


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
        on=date(2026, 2, 1),
        amounts={2026: 100_000},
    )
    return SimpleNamespace(**vars(divided), verplichting=verplichting)


def row(kenmerk="B-1", **change) -> str:
    """Answer a line of a file: a spending of € 12,50 on the activity, with what is told otherwise."""
    cells = {
        "datum": "20-11-2026",
        "jaar": "2026",
        "soort": "besteding",
        "regel": ACTIVITY,
        "verplichting": "",
        "bedrag": "12,50",
        "omschrijving": "Uren",
        "corrigeert": "",
    }
    return ";".join([kenmerk, *(cells | change).values()]) + "\r\n"


def handed_in(money, *rows, by=None, head=HEAD, name="boekingen.csv") -> Inlezing:
    """Let a kassier hand in a file of these lines."""
    content = (head + "".join(rows)).encode()
    return importing.hand_in_file(money.budget, by=by or money.kassier, content=content, file_name=name)


def worked_on(inlezing: Inlezing) -> Inlezing:
    """Let a worker do what is asked for the file."""
    working.work_on(inlezing.pk)
    return Inlezing.objects.get(pk=inlezing.pk)


def read(money, *rows, **told) -> Inlezing:
    """Let a file of these lines be handed in and read."""
    return worked_on(handed_in(money, *rows, **told))


def booked(money, inlezing: Inlezing, by=None) -> Inlezing:
    """Let a second kassier have the file booked."""
    return worked_on(importing.have_booked(inlezing, by=by or money.tweede_kassier))
