"""The first page of a plan: what is asked of the reader, with whom it is, and what others than its parties see of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from iza_portal.trail.recording import history
from plans.models.transformatie import (
    Beoordeling,
    Gelijkgerichtheid,
    Loketstand,
    Partijrol,
    Toewijzing,
    Transformatieonderdeel,
    Transformatieplan,
)
from plans.transformatie.beoordeling.opening import open_judgments
from plans.transformatie.pages import others_of, row_of
from plans.transformatie.starten.starting import template_parts
from plans.transformatie.verbs import TransformatieVerb
from plans.transformatie.workflow import APPROVED, Planstand
from tests.factories import (
    IndieningFactory,
    OpgaveFactory,
    TransformatiepartijFactory,
    TransformatieplanFactory,
    VraagFactory,
)
from tests.queries import queries_of

OWN = "/transformatieplannen/van-mij/"


@pytest.fixture
def plan(company):
    """The company's plan with its texts, all empty."""
    Transformatieonderdeel.objects.bulk_create(
        Transformatieonderdeel(plan=company.transformatieplan, position=position, **fields)
        for position, fields in enumerate(template_parts(), start=1)
    )
    return company.transformatieplan


@pytest.fixture
def page(plan, sign_in):
    """Answer a function that gives the overview as a person sees it, its spaces put together."""
    return lambda user: " ".join(sign_in(user).get(plan.get_absolute_url()).text.split())


def _judged(put_in_state, plan, status, **details):
    plan = put_in_state(plan, status, first_submitted_at=timezone.now())
    step = "snelle_toets" if status == Planstand.SNELLE_TOETS else "beoordeling"
    indiening = IndieningFactory(plan=plan, step=step, **details)
    open_judgments(indiening)
    return indiening


def test_a_writer_is_led_to_the_first_text_that_is_empty(company, plan, page):
    plan.onderdelen.filter(code="knelpunten").update(plain_text="Er staat iets.")
    html = page(company.ambtenaar)
    assert "De indieners schrijven aan de snelle toets." in html
    assert "Er zijn nog 4 verplichte onderdelen leeg. Het eerste is “Aansluiting op regioplan" in html
    assert f'href="/transformatieplannen/{plan.pk}/schrijven/relatie/">Schrijf verder</a>' in html
    assert "1 van 5 verplichte onderdelen hebben tekst" in html


def test_who_reads_along_is_told_so(company, plan, page):
    html = page(company.betrokkene)
    assert "U leest mee en kunt opmerkingen plaatsen." in html
    assert f'href="/transformatieplannen/{plan.pk}/tekst/">Lees mee</a>' in html
    assert "Wijzig" not in html.partition("<main")[2]


def test_when_all_is_written_the_lead_is_told_to_look_and_submit(company, plan, page):
    plan.onderdelen.update(plain_text="Er staat iets.")
    html = page(company.ambtenaar)
    assert "en dien dan in." in html
    assert f'href="/transformatieplannen/{plan.pk}/indienen/">Dien de snelle toets in</a>' in html
    assert html.count("Dien de snelle toets in</a>") == 1
    assert "De trekker dient in." in page(company.zorgaanbieder)


def test_questions_that_wait_are_what_the_applicants_do(company, plan, page, put_in_state):
    indiening = _judged(put_in_state, plan, Planstand.SNELLE_TOETS)
    assert "Van u wordt nu niets gevraagd." in page(company.ambtenaar)
    vraag = VraagFactory(indiening=indiening, by=company.beoordelaar_1)
    html = page(company.ambtenaar)
    assert f'href="/transformatieplannen/{plan.pk}/vragen/">Beantwoord de vragen</a>' in html
    assert "1 vraag wacht op uw antwoord." in html
    # The other market leader learns nothing of it before both have judged.
    assert vraag.text not in page(company.beoordelaar_2)
    assert "vraag wacht" not in page(company.beoordelaar_2)


def test_in_the_full_plan_the_texts_of_both_steps_count(company, plan, page, put_in_state):
    put_in_state(plan, Planstand.UITWERKEN, first_submitted_at=timezone.now())
    html = page(company.ambtenaar)
    mandatory = sum(part["is_mandatory"] for part in template_parts())
    assert f"0 van {mandatory} verplichte onderdelen hebben tekst" in html


def test_while_it_is_judged_it_is_said_who_does_so_and_until_when(company, plan, page, put_in_state):
    due_on = timezone.localdate() + timedelta(days=3)
    _judged(put_in_state, plan, Planstand.SNELLE_TOETS, due_on=due_on)
    for user in (company.ambtenaar, company.beoordelaar_2):
        html = page(user)
        assert "CZ en VGZ beoordelen de snelle toets." in html
        assert "nog 3 dagen." in html
    assert "Neem de snelle toets terug</a>" in page(company.bestuurder)
    assert "los van de andere marktleider" in page(company.beoordelaar_1)


def test_a_term_that_is_over_is_said_and_one_that_stands_still_too(company, plan, page, put_in_state):
    _judged(put_in_state, plan, Planstand.BEOORDELING, due_on=timezone.localdate() - timedelta(days=2))
    assert "2 dagen te laat." in page(company.ambtenaar)
    Loketstand.objects.create(
        step="beoordeling", from_on=timezone.localdate(), is_open=False, stops_clock=True, reason="Het geld is op."
    )
    html = page(company.ambtenaar)
    assert "de termijn staat stil" in html
    assert "te laat" not in html


@pytest.mark.parametrize("status", [each for each in Planstand if each != Planstand.GENOEMD])
def test_in_every_state_everybody_who_may_see_it_sees_a_page(company, plan, put_in_state, sign_in, status):
    now = timezone.now()
    first = None if status == Planstand.CONCEPT else now
    approved = now if status in APPROVED else None
    put_in_state(plan, status, first_submitted_at=first, shared_at=approved, approved_at=approved)
    seen = set()
    for name, user in company.people.items():
        answer = sign_in(None if user.is_anonymous else user).get(plan.get_absolute_url())
        if answer.status_code == 200:
            seen.add(name)
            assert answer.text.count("nl-button--primary") <= 1
    assert seen >= {"ambtenaar", "betrokkene"}
    assert ("beoordelaar_1" in seen) == (status != Planstand.CONCEPT)
    assert ("toekenner" in seen) == (status in APPROVED)


@pytest.mark.parametrize("status", [Planstand.CONCEPT, Planstand.AANVULLEN])
def test_while_it_is_written_anew_insurers_see_nothing_of_what_is_written(company, plan, page, put_in_state, status):
    Transformatieplan.objects.filter(pk=plan.pk).update(requested=1234567, impacts=["vastgoed"])
    put_in_state(plan, status, first_submitted_at=timezone.now())
    assert "1.234.567" in page(company.ambtenaar)
    html = page(company.beoordelaar_1)
    assert "De indieners schrijven nu aan het plan." in html
    for secret in ("1.234.567", "zorgvastgoed", "Huisartsen Ridderkerk", "verplichte onderdelen"):
        assert secret not in html


def test_who_keeps_the_pot_sees_what_a_plan_asks_and_not_who_is_in_it(company, plan, page, put_in_state):
    Transformatieplan.objects.filter(pk=plan.pk).update(requested=1234567)
    put_in_state(plan, Planstand.WACHTRIJ, first_submitted_at=timezone.now(), approved_at=timezone.now())
    html = page(company.toekenner)
    assert "1.234.567" in html
    assert "Huisartsen Ridderkerk" not in html
    assert "U kent het geld toe" in html


def test_the_opgave_is_named_to_who_may_read_its_plan(company, plan, page):
    opgave = OpgaveFactory(plan=company.plan, title="Langer thuis", onderdelen=["F"])
    elsewhere = OpgaveFactory(plan__region=company.other_region, title="Geheim van Zeeland")
    Transformatieplan.objects.filter(pk=plan.pk).update(opgave=opgave)
    assert "F Sociaal domein, huisartsenzorg en ggz" in page(company.ambtenaar)
    Transformatieplan.objects.filter(pk=plan.pk).update(opgave=elsewhere, regioplan=elsewhere.plan)
    assert "Geheim van Zeeland" not in page(company.ambtenaar)


def test_the_page_takes_as_many_queries_for_30_parties_as_for_4(company, plan, put_in_state, sign_in):
    client = sign_in(company.ambtenaar)
    Transformatieplan.objects.filter(pk=plan.pk).update(opgave=OpgaveFactory(plan=company.plan), regioplan=company.plan)
    _judged(put_in_state, plan, Planstand.SNELLE_TOETS)
    few = queries_of(client, plan.get_absolute_url())
    put_in_state(plan, Planstand.CONCEPT)
    for _ in range(26):
        TransformatiepartijFactory(plan=plan)
    writing = queries_of(client, plan.get_absolute_url())
    put_in_state(plan, Planstand.SNELLE_TOETS)
    many = queries_of(client, plan.get_absolute_url())
    assert len(few) == len(many) <= 12, "\n".join(many)
    assert len(writing) <= 12, "\n".join(writing)


def test_who_judges_is_told_what_their_insurer_does_next_and_who_stands_aside_that_they_do(
    company, plan, page, put_in_state
):
    indiening = _judged(put_in_state, plan, Planstand.SNELLE_TOETS)
    at = f"/transformatieplannen/{plan.pk}/indieningen/{indiening.pk}"
    assert f'href="{at}/beoordelen/">Beoordeel</a>' in page(company.beoordelaar_1)
    assert f'href="{at}/">Lees wat is ingediend</a>' in page(company.ambtenaar)
    own = Beoordeling.objects.filter(organisation=company.insurer_1)
    own.update(status="ter_ondertekening", submitted_by=company.beoordelaar_1, submitted_at=timezone.now())
    assert "wacht op de handtekening van een tweede" in page(company.beoordelaar_1b)
    # Of that the other market leader sees nothing.
    assert f'href="{at}/beoordelen/">Beoordeel</a>' in page(company.beoordelaar_2)
    _recuse(company.beoordelaar_2, indiening, company.insurer_2)
    html = page(company.beoordelaar_2)
    assert "U beoordeelt dit plan niet mee." in html
    assert "Beoordeel</a>" not in html


def _recuse(person, indiening, organisation):
    now = timezone.now()
    Toewijzing.objects.create(
        indiening=indiening,
        organisation=organisation,
        person=person,
        by=person,
        at=now,
        ended_at=now,
        recused_at=now,
        recusal_reason="Mijn partner werkt er.",
    )


@pytest.mark.parametrize("status", [Planstand.WACHTRIJ, Planstand.UITVOERING])
def test_another_insurer_is_asked_to_acknowledge_an_approved_plan(company, plan, page, put_in_state, status):
    now = timezone.now()
    put_in_state(plan, status, first_submitted_at=now, shared_at=now, approved_at=now)
    row = Gelijkgerichtheid.objects.create(plan=plan, organisation=company.other_insurer)
    asked = f'href="/transformatieplannen/{plan.pk}/gelijkgerichtheid/erkennen/">Erken het plan</a>'
    assert asked in page(company.andere_verzekeraar)
    assert asked not in page(company.beoordelaar_1)
    Gelijkgerichtheid.objects.filter(pk=row.pk).update(
        acknowledged_by=company.andere_verzekeraar, acknowledged_at=now, follows="volgt"
    )
    assert asked not in page(company.andere_verzekeraar)


@pytest.mark.parametrize("status", [each for each in Planstand if each != Planstand.GENOEMD])
def test_the_row_of_pages_is_short_and_the_overview_has_the_rest(company, plan, put_in_state, page, status):
    now = timezone.now()
    first = None if status == Planstand.CONCEPT else now
    plan = put_in_state(plan, status, first_submitted_at=first, approved_at=now if status in APPROVED else None)
    row = row_of(company.ambtenaar, plan, "transformatieplan")
    assert len(row) <= 10
    assert {page.label for page in row} >= {"Overzicht", "Verloop"}
    html = page(company.ambtenaar)
    for each in others_of(company.ambtenaar, plan):
        assert f">{each.label}</a>" in html
    # The page that is open stands in the row, in whatever state the plan is.
    assert "transformatieplan-tekst" in [
        each.name for each in row_of(company.ambtenaar, plan, "transformatieplan-tekst")
    ]


# --- Withdrawing ---


def test_the_lead_withdraws_the_plan_with_a_reason(company, plan, sign_in):
    client = sign_in(company.bestuurder)
    path = f"/transformatieplannen/{plan.pk}/intrekken/concept/"
    assert path in client.get(plan.get_absolute_url()).text
    assert "Dit kunt u niet terugdraaien." in client.get(path).text
    assert client.post(path, {"reason": " "}).status_code == 422
    assert client.post(path, {"reason": "Het gaat anders"}).status_code == 302
    plan.refresh_from_db()
    assert plan.status == Planstand.INGETROKKEN
    assert history(plan).get(verb=TransformatieVerb.MOVED).reason == "Het gaat anders"
    # A second time it is no longer where the person saw it.
    answer = client.post(path, {"reason": "Nog eens"}, follow=True)
    assert "De status is intussen “ingetrokken door de indieners”." in answer.text


@pytest.mark.parametrize("source", ["snelle_toets", "uitvoering", "bestaat-niet"])
def test_from_where_it_cannot_be_withdrawn_there_is_no_page(company, plan, sign_in, source):
    path = f"/transformatieplannen/{plan.pk}/intrekken/{source}/"
    assert sign_in(company.ambtenaar).get(path).status_code == 404
    assert sign_in(company.ambtenaar).post(path, {"reason": "x"}).status_code == 404


# --- Of whom it is: Mijn werk ---


def test_mijn_werk_fetches_the_own_plans_for_who_applies(company, sign_in):
    assert f'hx-get="{OWN}"' in sign_in(company.ambtenaar).get("/mijn-werk/").text
    for name in ("beoordelaar_1", "landelijk", "beheerder", "buitenstaander"):
        assert OWN not in sign_in(company.people[name]).get("/mijn-werk/").text


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("beoordelaar_1", {"werkbank/", "gelijkgerichtheid/", "monitoring/"}),
        ("toekenner", {"monitoring/", "escalaties/", "wachtrij/"}),
        ("loketbeheerder", {"monitoring/", "escalaties/", "loket/"}),
        ("ambtenaar", set()),
    ],
)
def test_mijn_werk_leads_to_where_one_works_on_all_plans_and_each_of_these_opens(company, sign_in, name, expected):
    client = sign_in(company.people[name])
    mine = client.get("/mijn-werk/").text
    for path in ("werkbank/", "gelijkgerichtheid/", "monitoring/", "escalaties/", "wachtrij/", "loket/"):
        address = f"/transformatieplannen/{path}"
        assert (f'href="{address}"' in mine) == (path in expected), path
        if path in expected:
            assert client.get(address).status_code == 200


def test_the_own_plans_are_a_page_and_a_piece_of_one(company, sign_in):
    client = sign_in(company.ambtenaar)
    assert "<h1>Uw transformatieplannen</h1>" in client.get(OWN).text
    piece = client.get(OWN, headers={"HX-Request": "true"}).text
    assert "<h1>" not in piece
    assert "Samen sterker thuis" in piece
    assert "U schrijft en dient in." in piece
    assert "/transformatieplannen/beginnen/" in piece
    assert "U dient in." in sign_in(company.bestuurder).get(OWN).text
    assert "U schrijft mee." in sign_in(company.zorgaanbieder).get(OWN).text
    # A party that is involved, and a plan that ended, stand in the list of all that one may open.
    everything = "/transformatieplannen/?toon=mijn"
    assert f'href="{everything}"' in sign_in(company.betrokkene).get(OWN).text
    assert "Samen sterker thuis" in sign_in(company.betrokkene).get(everything).text
    for name in ("betrokkene", "beoordelaar_1", "andere_ambtenaar", "portaalbeheerder"):
        text = sign_in(company.people[name]).get(OWN).text
        assert "Samen sterker thuis" not in text
        assert "Hier staan de transformatieplannen" in text


def test_what_waits_for_the_applicants_comes_first_and_what_ended_is_gone(company, put_in_state, sign_in):
    judged = TransformatieplanFactory(
        region=company.region,
        title="Aan de beurt",
        lead=company.ridderkerk,
        marktleider_1=company.insurer_1,
        marktleider_2=company.insurer_2,
        insurer=company.insurer_1,
    )
    _judged(put_in_state, judged, Planstand.SNELLE_TOETS, due_on=timezone.localdate() + timedelta(days=5))
    ended = TransformatieplanFactory(region=company.region, title="Voorbij", lead=company.ridderkerk)
    put_in_state(ended, Planstand.INGETROKKEN)
    text = sign_in(company.ambtenaar).get(OWN).text
    assert text.index("Samen sterker thuis") < text.index("Aan de beurt")
    assert "Ligt bij CZ en VGZ." in text
    assert "nog 5 dagen" in text
    assert "Voorbij" not in text
    Loketstand.objects.create(
        step="snelle_toets", from_on=timezone.localdate(), is_open=False, stops_clock=True, reason="Dicht"
    )
    assert "De termijn staat stil" in sign_in(company.ambtenaar).get(OWN).text


def test_the_list_takes_as_many_queries_for_30_plans_as_for_1(company, put_in_state, sign_in):
    client = sign_in(company.ambtenaar)
    one = queries_of(client, OWN)
    for number in range(29):
        plan = TransformatieplanFactory(region=company.region, lead=company.ridderkerk)
        TransformatiepartijFactory(plan=plan, part=Partijrol.INDIENER)
        plan.marktleider_1, plan.marktleider_2, plan.insurer = company.insurer_1, company.insurer_2, company.insurer_1
        plan.save()
        if number % 2:
            _judged(put_in_state, plan, Planstand.SNELLE_TOETS)
    thirty = queries_of(client, OWN)
    assert len(one) == len(thirty) <= 12, "\n".join(thirty)


def test_what_was_not_submitted_to_an_insurer_is_not_on_the_page_though_an_earlier_plan_was(
    company, plan, page, put_in_state, sign_in
):
    now = timezone.now()
    Transformatieplan.objects.filter(pk=plan.pk).update(requested=1234567, impacts=["vastgoed"])
    put_in_state(plan, Planstand.BEOORDELING, shared_at=now, first_submitted_at=now)
    IndieningFactory(plan=plan, step="beoordeling", due_on=timezone.localdate() + timedelta(days=3))
    besluiten = f"{plan.get_absolute_url()}besluiten/"
    html = page(company.andere_verzekeraar) + sign_in(company.andere_verzekeraar).get(besluiten).text
    for secret in ("1.234.567", "zorgvastgoed", "Huisartsen Ridderkerk", "nog 3 dagen"):
        assert secret not in html
        assert secret in page(company.beoordelaar_1)
    assert "nog 3 dagen" in sign_in(company.beoordelaar_1).get(besluiten).text
    put_in_state(plan, Planstand.INGETROKKEN, ended_at=now)
    for user in (company.andere_verzekeraar, company.beoordelaar_1):
        assert "1.234.567" not in page(user)
    assert "1.234.567" in page(company.betrokkene)
