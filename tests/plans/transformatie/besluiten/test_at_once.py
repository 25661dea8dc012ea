"""Two people decide in the same second, each on a connection of their own."""

import pytest
from django.core.exceptions import ValidationError

from iza_portal.outdated import OutdatedVersion
from plans.models.transformatie import Advies, Besluitstand, Planbesluit, Transformatieplan
from plans.transformatie.besluiten import deciding
from plans.transformatie.workflow import Planstand
from tests.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_proposals_one_stands(company, submitted, steps):
    indiening = submitted()
    results = at_once(
        lambda: steps.propose(indiening, Advies.IMPACTVOL, by=company.beoordelaar_1),
        lambda: steps.propose(indiening, Advies.AANVULLEN, by=company.beoordelaar_2),
    )
    assert sorted(type(each).__name__ for each in results) == ["Planbesluit", "ValidationError"]
    assert Planbesluit.objects.count() == 1


def test_of_confirming_and_rejecting_one_stands_and_the_other_is_told_what(company, submitted, steps):
    besluit = steps.propose(submitted(), Advies.IMPACTVOL)
    results = at_once(
        lambda: deciding.confirm(besluit, by=company.beoordelaar_2, version=1),
        lambda: deciding.reject(besluit, by=company.beoordelaar_2b, version=1, reason="Nee."),
    )
    assert sorted(type(each).__name__ for each in results) == ["OutdatedVersion", "Planbesluit"]
    won = next(each for each in results if isinstance(each, Planbesluit))
    lost = next(each for each in results if isinstance(each, OutdatedVersion))
    assert Planbesluit.objects.get().status == won.status == lost.current.status
    assert won.status in {Besluitstand.BEVESTIGD, Besluitstand.AFGEWEZEN}


def test_two_people_who_confirm_on_the_page_get_one_decision_and_a_clear_page(company, submitted, steps, sign_in):
    indiening = submitted()
    besluit = steps.propose(indiening, Advies.IMPACTVOL)
    page = f"{indiening.get_absolute_url()}besluit/"
    clients = [sign_in(company.beoordelaar_2), sign_in(company.beoordelaar_2b)]
    confirm, reject = f"{page}{besluit.pk}/bevestigen/", f"{page}{besluit.pk}/afwijzen/"
    answers = at_once(
        lambda: clients[0].post(confirm, {"version": 1}),
        lambda: clients[1].post(reject, {"version": 1, "reason": "Ik zie dit anders."}),
    )
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    lost = next(answer for answer in answers if answer.status_code == 422)
    assert "Dit is intussen veranderd" in lost.text
    if lost is answers[1]:
        assert "Ik zie dit anders." in lost.text


def test_of_sending_twice_one_leaves(company, submitted, steps):
    besluit = steps.confirm(steps.propose(submitted(), Advies.IMPACTVOL))
    results = at_once(
        lambda: deciding.send(besluit, by=company.beoordelaar_1, version=2),
        lambda: deciding.send(besluit, by=company.beoordelaar_1b, version=2),
    )
    assert sorted(type(each).__name__ for each in results) == ["OutdatedVersion", "Planbesluit"]
    assert Transformatieplan.objects.get(pk=company.transformatieplan.pk).status == Planstand.UITWERKEN


def test_of_sending_and_taking_off_the_table_one_stands(company, submitted, steps):
    besluit = steps.confirm(steps.propose(submitted(), Advies.IMPACTVOL))
    results = at_once(
        lambda: deciding.send(besluit, by=company.beoordelaar_1, version=2),
        lambda: deciding.reject(besluit, by=company.beoordelaar_2, version=2, reason="Wacht."),
    )
    assert sum(isinstance(each, Planbesluit) for each in results) == 1
    assert sum(isinstance(each, OutdatedVersion | ValidationError) for each in results) == 1
    sent = Planbesluit.objects.get().status == Besluitstand.VERZONDEN
    stand = Transformatieplan.objects.get(pk=company.transformatieplan.pk).status
    assert stand == (Planstand.UITWERKEN if sent else Planstand.SNELLE_TOETS)
