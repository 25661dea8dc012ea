import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone

from plans.models.transformatie import (
    Gelijkgerichtheid,
    Indiening,
    Loketstand,
    Planbesluit,
    Toewijzing,
    Vraag,
)
from plans.transformatie.beoordeling import assigning, signing
from plans.transformatie.werkbank.standing import Stand, standing_for
from plans.transformatie.workflow import Planstand
from tests.factories import ThemaFactory, VraagFactory
from tests.queries import queries_of

WERKBANK = "/transformatieplannen/werkbank/"


def _stand(user, indiening):
    user = type(user).objects.get(pk=user.pk)
    return standing_for(user, timezone.localdate()).values_list("stand", flat=True).filter(pk=indiening.pk).first()


def _titles(client, query=""):
    body = client.get(f"{WERKBANK}{query}").content.decode()
    return re.findall(r'<th scope="row"><a href="/transformatieplannen/\d+/[^"]*">([^<]*)</a><br>', body)


def _cells(client, query=""):
    return " ".join(client.get(f"{WERKBANK}{query}").content.decode().split())


def _besluit(indiening, company, **fields):
    return Planbesluit.objects.create(
        indiening=indiening,
        step="snelle_toets",
        outcome="impactvol",
        motivation="Ja.",
        proposed_by=company.beoordelaar_1,
        proposed_for=company.insurer_1,
        proposed_at=timezone.now(),
        **fields,
    )


def test_where_a_submission_stands_is_told_to_each_insurer_by_what_it_did_itself(company, indiening, steps):
    one, two = company.beoordelaar_1, company.beoordelaar_2
    assert _stand(one, indiening) == Stand.NIEMAND
    assigning.assign(indiening, by=one, person=one, instead_of=None)
    assert (_stand(one, indiening), _stand(two, indiening)) == (Stand.BEZIG, Stand.NIEMAND)
    judgment = steps.hand_over(indiening, one)
    assert (_stand(one, indiening), _stand(two, indiening)) == (Stand.TEKENEN, Stand.NIEMAND)
    signing.sign(indiening, by=company.beoordelaar_1b, version=judgment.version)
    assert (_stand(one, indiening), _stand(two, indiening)) == (Stand.INGEDIEND, Stand.NIEMAND)
    steps.complete(indiening, two, company.beoordelaar_2b, ST_5="deels")
    assert (_stand(one, indiening), _stand(two, indiening)) == (Stand.BESPREKEN, Stand.BESPREKEN)


def test_where_both_find_the_same_a_decision_is_to_be_proposed_confirmed_and_sent(company, indiening, steps):
    one, two = company.beoordelaar_1, company.beoordelaar_2
    steps.both(indiening)
    assert (_stand(one, indiening), _stand(two, indiening)) == (Stand.VOORSTELLEN, Stand.VOORSTELLEN)
    besluit = _besluit(indiening, company)
    assert (_stand(one, indiening), _stand(two, indiening)) == (Stand.VOORGESTELD, Stand.BEVESTIGEN)
    besluit.status, besluit.confirmed_by, besluit.confirmed_for = "bevestigd", two, company.insurer_2
    besluit.confirmed_at = timezone.now()
    besluit.save()
    assert (_stand(one, indiening), _stand(two, indiening)) == (Stand.VERZENDEN, Stand.VERZENDEN)


def test_an_advice_that_differs_is_to_be_talked_through(company, indiening, steps):
    steps.complete(indiening, company.beoordelaar_1, company.beoordelaar_1b, ST_4="deels")
    steps.complete(indiening, company.beoordelaar_2, company.beoordelaar_2b, ST_4="deels", advice="aanvullen")
    assert _stand(company.beoordelaar_1, indiening) == Stand.BESPREKEN


def test_a_criterion_that_one_of_them_left_open_differs_on_the_workbench_as_where_both_stand_side_by_side(
    company, indiening, steps
):
    from plans.transformatie.beoordeling import signing
    from plans.transformatie.kaders import criteria_of

    indiening.kader.criteria.filter(code="ST-6").update(is_mandatory=False)
    steps.complete(indiening, company.beoordelaar_1, company.beoordelaar_1b)
    for criterion in criteria_of(indiening):
        if criterion.code != "ST-6":
            steps.one(indiening, company.beoordelaar_2, criterion.code)
    version = indiening.beoordelingen.get(organisation=company.insurer_2).version
    said = {"advice": "impactvol", "motivation": "Dit vinden wij."}
    judgment = signing.hand_over(indiening, by=company.beoordelaar_2, version=version, **said)
    signing.sign(indiening, by=company.beoordelaar_2b, version=judgment.version)
    for user in (company.beoordelaar_1, company.beoordelaar_2):
        assert _stand(user, indiening) == Stand.BESPREKEN


def test_in_the_question_round_the_other_insurers_find_it_too(company, indiening, steps, put_in_state):
    assert _stand(company.andere_verzekeraar, indiening) is None
    steps.both(indiening)
    now = timezone.now()
    until = timezone.localdate() + timedelta(days=3)
    Indiening.objects.filter(pk=indiening.pk).update(questions_until=until)
    put_in_state(indiening.plan, Planstand.VOORGENOMEN, shared_at=now)
    assert _stand(company.andere_verzekeraar, indiening) == Stand.VRAGEN
    assert _stand(company.beoordelaar_1, indiening) == Stand.VRAGENRONDE
    Indiening.objects.filter(pk=indiening.pk).update(questions_until=timezone.localdate() - timedelta(days=1))
    assert _stand(company.andere_verzekeraar, indiening) is None
    assert _stand(company.beoordelaar_1, indiening) == Stand.VOORSTELLEN


def test_what_is_closed_is_gone(company, indiening):
    Indiening.objects.filter(pk=indiening.pk).update(closed_at=timezone.now())
    assert _stand(company.beoordelaar_1, indiening) is None


def test_who_stood_back_sees_that_it_is_there_and_nothing_of_the_judging(company, indiening, steps, sign_in):
    assigning.assign(indiening, by=company.beoordelaar_1, person=company.beoordelaar_1, instead_of=None)
    assigning.recuse(indiening, by=company.beoordelaar_1b, reason="Ik werkte er.")
    client = sign_in(company.beoordelaar_1b)
    before = _cells(client)
    assert "u beoordeelt dit niet" in before
    assert '<td data-label="Beoordelaar">–</td>' in before
    VraagFactory(indiening=indiening, by=company.beoordelaar_1)
    steps.hand_over(indiening, company.beoordelaar_1)
    caches["fragments"].clear()
    assert _without_keys(_cells(client)) == _without_keys(before)
    assert _titles(client, "?stand=tekenen") == []
    assert _titles(client, f"?beoordelaar={company.beoordelaar_1.pk}") == []


def _without_keys(body):
    return re.sub(r'name="(csrfmiddlewaretoken|form_key)" value="[^"]*"', "", body)


def test_the_row_says_what_it_is_and_by_when(company, another, sign_in, put_in_state, steps):
    theme = ThemaFactory(title="Ouderen thuis")
    indiening = another("Thuis met zorg", days=3, theme=theme, requested=1_250_000)
    criterion = indiening.kader.criteria.get(code="ST-1")
    steps.one(indiening, company.beoordelaar_1, criterion.code)
    Vraag.objects.create(
        indiening=indiening,
        organisation=company.insurer_1,
        phase="beoordeling",
        text="Hoeveel?",
        by=company.beoordelaar_1,
        at=timezone.now(),
    )
    body = _cells(sign_in(company.beoordelaar_1))
    for words in ("Thuis met zorg", "Ouderen thuis", "ZHE-BAR", "€\xa01.250.000", "nog 3 dagen", "1 vraag open"):
        assert words.replace("\xa0", " ") in body.replace("\xa0", " ")
    assert "niemand toegewezen, 1 van 10" in body
    assert "1 vraag open" not in _cells(sign_in(company.beoordelaar_2))


def test_the_first_term_stands_first_and_what_is_overdue_is_counted_unless_the_clock_stands_still(
    company, another, sign_in
):
    another("Later", days=20)
    another("Te laat", days=-2)
    another("Straks", days=5)
    client = sign_in(company.beoordelaar_1)
    assert _titles(client) == ["Te laat", "Straks", "Later"]
    assert "1 te laat" in _cells(client)
    assert _titles(client, "?termijn=laat") == ["Te laat"]
    assert _titles(client, "?termijn=week") == ["Straks"]
    Loketstand.objects.create(
        step="snelle_toets", from_on=timezone.localdate(), is_open=False, stops_clock=True, reason="Dicht."
    )
    assert "de termijn staat stil" in _cells(client)
    assert "te laat</a>" not in _cells(client)
    assert _titles(client, "?termijn=laat") == []


def test_each_filter_keeps_what_it_says(company, another, sign_in):
    theme = ThemaFactory(title="Ouderen thuis", code="ouderen")
    first = another("Ouderen thuis", theme=theme, requested=500)
    another("Jeugd op tijd", requested=10_000)
    assigning.assign(first, by=company.beoordelaar_1, person=company.beoordelaar_1, instead_of=None)
    client = sign_in(company.beoordelaar_1)
    kept = {
        "?woorden=ouderen": ["Ouderen thuis"],
        "?stap=beoordeling": [],
        "?stand=bezig": ["Ouderen thuis"],
        "?stand=niemand": ["Jeugd op tijd"],
        "?beoordelaar=mij": ["Ouderen thuis"],
        "?beoordelaar=niemand": ["Jeugd op tijd"],
        f"?beoordelaar={company.beoordelaar_1b.pk}": [],
        "?thema=ouderen": ["Ouderen thuis"],
        "?vanaf=501": ["Jeugd op tijd"],
        "?vanaf=100&tot=500": ["Ouderen thuis"],
        "?regio=zeeland": [],
        "?regio=zhe-bar&stap=snelle_toets": ["Ouderen thuis", "Jeugd op tijd"],
    }
    for query, titles in kept.items():
        assert _titles(client, query) == titles, query


@pytest.mark.parametrize(
    "query",
    [
        "?stand=prima", "?vanaf=1000000000000000", "?vanaf=-1", "?vanaf=NaN", "?vanaf=1e9999", "?tot=%00",
        "?woorden=%00", "?woorden=" + "x" * 5000, "?pagina=999", "?pagina=x", "?beoordelaar=99999999999999999999",
        "?regio=%27%3B--", "?thema=bestaat-niet", "?termijn=ooit",
    ],
)  # fmt: skip
def test_strange_filters_break_nothing(company, indiening, sign_in, query):
    assert sign_in(company.beoordelaar_1).get(f"{WERKBANK}{query}").status_code == 200


def test_how_much_each_reviewer_has_in_hand_is_told_to_their_own_insurer(company, another, sign_in):
    for title, days in (("Een", 3), ("Twee", -3)):
        assigning.assign(
            another(title, days=days), by=company.beoordelaar_1, person=company.beoordelaar_1b, instead_of=None
        )
    body = _cells(sign_in(company.beoordelaar_1))
    row = re.search(r'beoordelaar 1b</a></th><td class="numeric">(\d+)</td><td class="numeric">(.*?)</td>', body)
    assert row.groups() == ("2", '<span class="overdue">1</span>')
    assert "beoordelaar 1b" not in _cells(sign_in(company.beoordelaar_2))


def test_where_nobody_is_left_the_workbench_says_so(company, indiening, sign_in):
    client = sign_in(company.director_1)
    assigning.recuse(indiening, by=company.beoordelaar_1, reason="Ik werkte er.")
    assert "Niemand bij u" not in _cells(client)
    assigning.recuse(indiening, by=company.beoordelaar_1b, reason="Ik ook.")
    assert "Niemand bij u kan dit nog beoordelen." in _cells(client)
    assigning.recuse(indiening, by=company.beoordelaar_2, reason="Ik werkte er.")
    assigning.recuse(indiening, by=company.director_2, reason="Ik werkte er.")
    assert "Er is geen tweede persoon om te tekenen." in _cells(sign_in(company.beoordelaar_2b))


def test_several_are_assigned_from_the_list(company, another, sign_in):
    first, second = another("Een"), another("Twee")
    client = sign_in(company.beoordelaar_1)
    said = {
        "kies": [f"{first.pk}:0", f"{second.pk}:0"],
        "person": company.beoordelaar_1b.pk,
        "filters": "stand=niemand",
    }
    answer = client.post(f"{WERKBANK}verdelen/", said, follow=True)
    assert answer.redirect_chain == [(f"{WERKBANK}?stand=niemand", 302)]
    assert "2 beoordelingen zijn toegewezen aan beoordelaar 1b." in answer.content.decode()
    answer = client.post(f"{WERKBANK}verdelen/", said | {"person": company.beoordelaar_1.pk}, follow=True)
    assert "beoordelaar 1b heeft dit nu" in answer.content.decode()
    assert Toewijzing.objects.filter(ended_at=None, person=company.beoordelaar_1b).count() == 2


@pytest.mark.parametrize(
    "said",
    [
        {}, {"person": "x"}, {"kies": ["1:0"]}, {"kies": ["x"], "person": "1"},
        {"kies": ["99999999999999999999:0"], "person": "99999999999999999999"},
        {"kies": ["1:0", "1"], "filters": "https://elders.nl/?x=1"}, {"filters": "//elders.nl"},
    ],
)  # fmt: skip
def test_dividing_nothing_or_nonsense_changes_nothing_and_leads_back(company, indiening, sign_in, said):
    answer = sign_in(company.beoordelaar_1).post(f"{WERKBANK}verdelen/", said)
    assert answer.url == WERKBANK
    assert not Toewijzing.objects.exists()


def test_what_another_insurer_judges_is_not_divided_by_its_key(company, indiening, sign_in):
    said = {"kies": [f"{indiening.pk}:0"], "person": company.andere_verzekeraar.pk}
    sign_in(company.andere_verzekeraar).post(f"{WERKBANK}verdelen/", said)
    assert not Toewijzing.objects.exists()
    assert sign_in(company.director_1).post(f"{WERKBANK}verdelen/", said).status_code == 403


def test_plans_that_wait_to_be_acknowledged_are_counted(company, indiening, put_in_state, sign_in):
    Gelijkgerichtheid.objects.create(plan=indiening.plan, organisation=company.other_insurer)
    assert "goedgekeurd plan wacht" not in _cells(sign_in(company.andere_verzekeraar))
    put_in_state(indiening.plan, Planstand.UITVOERING, approved_at=timezone.now())
    assert "Eén goedgekeurd plan wacht" in _cells(sign_in(company.andere_verzekeraar))


def test_the_list_takes_as_many_queries_for_one_as_for_thirty(company, many, sign_in):
    client = sign_in(company.beoordelaar_1)
    counts = []
    for count in (1, 29):
        many(count)
        caches["fragments"].clear()
        counts.append(len(queries_of(client, WERKBANK)))
        caches["fragments"].clear()
        filtered = queries_of(client, f"{WERKBANK}?stap=snelle_toets&regio=zhe-bar")
        counts.append(len(filtered))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 12, "\n".join(query.strip()[:90] for query in filtered)


def test_a_page_has_twenty_five_and_the_next_the_rest(company, many, sign_in):
    many(30)
    client = sign_in(company.beoordelaar_1)
    assert len(_titles(client)) == 25
    assert len(_titles(client, "?pagina=2")) == 5
    assert len(_titles(client, "?pagina=2&stap=snelle_toets")) == 5


def test_an_empty_workbench_says_what_will_be_here(company, sign_in):
    assert "Er ligt nu niets ter beoordeling bij CZ." in _cells(sign_in(company.beoordelaar_1))


@pytest.mark.parametrize("name", ["ambtenaar", "bestuurder", "landelijk", "zorgaanbieder", "portaalbeheerder"])
def test_the_workbench_is_for_insurers(company, sign_in, name):
    assert sign_in(company.people[name]).get(WERKBANK).status_code == 404
