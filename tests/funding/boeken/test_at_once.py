"""Two kassiers in the same second, on connections of their own."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from funding.boeken.opdrachten import approve
from funding.grootboek.standing import obligation_saldi_in_years
from funding.models import Boekstuk, Opdracht
from tests.at_once import at_once
from tests.funding.boeken.test_opdrachten import pay

pytestmark = pytest.mark.django_db(transaction=True)


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def test_a_payment_above_what_is_left_by_two_in_the_same_second_is_one_payment_and_one_clear_page(obliged):
    path = f"/geld/budgetten/{obliged.budget.pk}/verplichtingen/{obliged.verplichting.pk}/betaling/"
    told = {"year": "2026", "cents": "600,00", "text": "Factuur 1", "on": "2026-11-20"}
    clients = [signed_in(obliged.kassier), signed_in(obliged.tweede_kassier)]
    answers = at_once(*[lambda client=client: client.post(path, told) for client in clients])
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    (refused,) = (answer for answer in answers if answer.status_code == 422)
    page = refused.content.decode()
    assert "Bij verplichting V-1 zou over 2026" in page
    assert "600,00" in page
    opdracht = Opdracht.objects.get()
    other = obliged.tweede_kassier if opdracht.by == obliged.kassier else obliged.kassier
    approve(opdracht, by=other)
    assert obligation_saldi_in_years(obliged.verplichting)[2026].betaald == 60_000


def test_one_payment_approved_by_two_in_the_same_second_is_booked_once(obliged):
    opdracht = pay(obliged, 60_000)
    people = [obliged.tweede_kassier, obliged.bestuurder_nissewaard]
    results = at_once(*[lambda by=by: approve(Opdracht.objects.get(pk=opdracht.pk), by=by) for by in people])
    assert sorted(type(result) for result in results if not isinstance(result, Boekstuk)) == [ValidationError]
    assert Boekstuk.objects.filter(act="betaling").count() == 1
