"""A werkagenda in consultation: parties read what it leaves out as well, and it is called by its own words."""

import csv
import io
from decimal import Decimal

import pytest
from django.utils import timezone

from plans.adoption import move
from plans.consultaties import reacting, rounds
from plans.consultaties.changes import changes_since
from plans.consultaties.places import places_of
from plans.models import Section
from plans.werkagenda.choosing import leave_out, take_up
from plans.werkagenda.inzet import agree_inzet


@pytest.fixture
def asked(cast, agenda):
    """A round about a werkagenda that leaves out one mandatory aanpak."""
    leave_out(agenda, "3a.2", by=cast.regiocoordinator, motive="De buurregio doet dit voor ons.")
    Section.objects.filter(plan=agenda).update(plain_text="Er staat iets.")
    move(agenda, by=cast.regiocoordinator, source="concept", target="ter_consultatie")
    return rounds.open_round(
        agenda,
        by=cast.regiocoordinator,
        question="Herkent u zich hierin?",
        due_on=timezone.localdate(),
        parties=[cast.ambtenaar.hat],
    )


def test_parties_read_what_is_left_out_and_why(cast, asked, sign_in):
    client = sign_in(cast.ambtenaar)
    for page in ("leesversie/", "reageren/plan/"):
        text = client.get(f"{asked.get_absolute_url()}{page}").text
        assert "Verplichte aanpakken die er niet in staan" in text
        assert "De buurregio doet dit voor ons." in text


def test_what_changed_in_the_amounts_and_in_the_reasons_is_told(cast, asked):
    move(asked.plan, by=cast.regiocoordinator, source="ter_consultatie", target="concept", reason="Verwerken.")
    assert changes_since(asked) == []
    opgave = asked.plan.opgaven.get(aanpak="5a")
    agree_inzet(opgave, "valrisico", by=cast.ambtenaar, version=0, path={2030: Decimal(1)}, motive="Te weinig mensen.")
    take_up(asked.plan, "3a.2", by=cast.regiocoordinator)
    leave_out(asked.plan, "3a.2", by=cast.regiocoordinator, motive="Dat doen wij later.")
    assert [(each["title"], each["state"], each["words"]) for each in changes_since(asked)] == [
        (opgave.title, "gewijzigd", "aantallen en ingroeipad"),
        (asked.plan.opgaven.get(aanpak="3a.2").title, "gewijzigd", "waarom zij er niet in staat"),
    ]


def test_an_aanpak_is_called_so(cast, asked, sign_in):
    place = next(place for place in places_of(asked) if place.title.startswith("Aanpak 5a "))
    reacting.react(asked, place, by=cast.ambtenaar, stance="eens")
    client, page = sign_in(cast.regiocoordinator), asked.get_absolute_url()
    rows = list(csv.reader(io.StringIO(client.get(f"{page}verantwoording/csv/").text), delimiter=";"))
    assert rows[1][1] == "een aanpak"
    for each in (page, f"{page}leesversie/", f"{page}verantwoording/"):
        words = client.get(each).text.lower()
        assert "een opgave" not in words
        assert "opgave 1" not in words
