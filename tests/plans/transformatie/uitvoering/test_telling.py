"""Who hears of what in the execution of a plan: what waits for whom, and what was decided."""

from datetime import date
from decimal import Decimal

import pytest

from iza_portal.notices.models import Notice
from plans.transformatie.uitvoering.changing import decide_change, request_change
from plans.transformatie.uitvoering.ending import stop
from plans.transformatie.uitvoering.evidence import decide, deliver
from plans.transformatie.uitvoering.paying import pay
from tests.plans.transformatie.money import awarded
from tests.plans.transformatie.uitvoering.conftest import TODAY, reach

APPLICANTS = {"ambtenaar", "bestuurder", "zorgaanbieder"}
COORDINATING = {"beoordelaar_1", "beoordelaar_1b"}


@pytest.fixture
def told(company):
    """Answer a function that tells who of the company heard of what `act` did, and the words."""

    def told(act):
        Notice.objects.all().delete()
        act()
        names = {user.pk: name for name, user in company.people.items()}
        return {names.get(each.person_id): each.sentence for each in Notice.objects.all() if each.person_id in names}

    return told


def test_evidence_waits_for_the_coordinating_insurer_and_its_decision_reaches_the_parties(company, carried, told):
    heard = told(lambda: deliver(carried.first, by=company.ambtenaar, text="Geheim bewijs."))
    assert heard.keys() == COORDINATING
    assert "Er is bewijs bij de mijlpaal “Het team staat”" in heard["beoordelaar_1"]
    assert "Geheim" not in str(heard)
    bewijs = carried.first.bewijzen.get()
    heard = told(lambda: decide(bewijs, by=company.beoordelaar_1, outcome="niet_behaald", reason="Onvolledig."))
    assert heard.keys() >= APPLICANTS
    assert heard.keys().isdisjoint({*COORDINATING, "beoordelaar_2", "andere_verzekeraar", "buitenstaander"})
    assert "niet behaald" in heard["zorgaanbieder"]


def test_a_request_to_change_and_the_answer_to_it_reach_who_waits(company, carried, told):
    said = {
        "title": "Het hele team staat",
        "due_on": date(2026, 12, 31),
        "reason": "Ziekte.",
        "evidence": "Een verslag.",
    }
    heard = told(lambda: request_change(carried.first, by=company.ambtenaar, **said))
    assert heard.keys() == COORDINATING
    wijziging = carried.first.wijzigingen.get()
    heard = told(lambda: decide_change(wijziging, by=company.beoordelaar_1, is_granted=True))
    assert heard.keys() >= APPLICANTS
    assert heard["ambtenaar"].endswith("beslist: toegestaan.")


def test_a_payment_reaches_the_party_that_was_paid_and_no_other(company, carried, told):
    reach(company, carried.first)
    heard = told(lambda: pay(carried.bedrag, by=company.beoordelaar_1, on=TODAY, amount=Decimal("1000.00")))
    assert "een betaling van € 1.000" in heard["ambtenaar"].replace("\xa0", " ")
    assert "zorgaanbieder" not in heard


def test_that_it_was_stopped_reaches_all_concerned_and_free_money_who_awards(company, carried, told):
    awarded(carried.plan, by=company.toekenner)
    heard = told(lambda: stop(carried.plan, by=company.beoordelaar_1, reason="Het lukt niet."))
    assert heard.keys() >= {*APPLICANTS, "beoordelaar_1b", "beoordelaar_2", "toekenner"}
    assert "valt vrij" in heard["ambtenaar"]
    assert "voor het bovenste plan in de wachtrij" in heard["toekenner"]
    assert "loketbeheerder" not in heard
