"""The page of deciding: the differences first, what the other leader still has to do, the letter, and who sees nothing."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from plans.models.transformatie import Advies, Besluitstand, Loketstand, Planbesluit, Uitkomst
from plans.transformatie.besluiten import deciding
from plans.transformatie.kaders import criteria_of
from plans.transformatie.workflow import Planstand
from tests.plans.transformatie.judged import all_meet, judge
from tests.queries import queries_of

EVIL = "<script>alert(1)</script> & {{ 7|add:7 }} \u202e omgekeerd"


@pytest.fixture
def differing(company, submitted):
    """A submission on which the two leaders differ at ST-4, and agree on all else."""
    indiening = submitted(judged=False)
    judge(indiening, company.insurer_1, company.beoordelaar_1, company.beoordelaar_1b, ST_2=Uitkomst.DEELS)
    people = company.beoordelaar_2, company.beoordelaar_2b
    judge(
        indiening,
        company.insurer_2,
        *people,
        advice=Advies.AANVULLEN,
        ST_2=Uitkomst.DEELS,
        ST_4=Uitkomst.VOLDOET_NIET,
    )
    return indiening


def page_of(indiening) -> str:
    return f"{indiening.get_absolute_url()}besluit/"


def filled_in(indiening, outcome="impactvol", motivation="Omdat het helpt.", **others) -> dict:
    data = {"step": "snelle_toets", "outcome": outcome, "motivation": motivation}
    for row in all_meet(indiening, **others):
        data |= {f"oordeel-{row['code']}": row["outcome"], f"reden-{row['code']}": row["reason"]}
    return data


def test_where_the_two_agree_it_is_filled_in_and_where_they_differ_it_has_to_be_chosen(company, differing, sign_in):
    answer = sign_in(company.beoordelaar_1).get(page_of(differing))
    form = answer.context["form"]
    assert (form["oordeel-ST-2"].value(), form["reden-ST-2"].value()) == ("deels", "Daarom, bij ST-2.")
    assert (form["oordeel-ST-4"].value(), form["oordeel-ST-1"].value()) == ("", "voldoet")
    assert form["outcome"].value() == ""
    assert [row[0].criterion.code for row in form.differing] == ["ST-4"]
    assert len(form.agreed) == len(all_meet(differing)) - 1
    text = answer.text
    assert text.index("Waar de beoordelingen verschillen") < text.index("Waar de beoordelingen gelijk zijn")
    assert "Daarom, bij ST-4." in text


def test_a_term_that_stands_still_is_not_called_late(company, differing, sign_in):
    past = timezone.localdate() - timedelta(days=1)
    type(differing).objects.filter(pk=differing.pk).update(due_on=past)
    pages = [page_of(differing), f"/transformatieplannen/{differing.plan_id}/besluiten/"]
    client = sign_in(company.beoordelaar_1)
    assert all("1 dag te laat" in client.get(page).text for page in pages)
    Loketstand.objects.create(
        step="snelle_toets", from_on=timezone.localdate(), is_open=False, stops_clock=True, reason="Het geld is op."
    )
    for page in pages:
        text = client.get(page).text
        assert "de termijn staat stil" in text
        assert "te laat" not in text


def test_a_form_that_is_refused_keeps_what_was_typed_and_says_what_at_its_field(company, differing, sign_in):
    client = sign_in(company.beoordelaar_1)
    data = filled_in(differing, motivation="Zoals besproken.", ST_4=Uitkomst.VOLDOET_NIET)
    answer = client.post(page_of(differing), data)
    assert answer.status_code == 422
    assert "Dit criterium is verplicht" in answer.text
    assert "Zoals besproken." in answer.text
    for missing in ("step", "outcome", "motivation", "oordeel-ST-4"):
        answer = client.post(page_of(differing), {key: value for key, value in data.items() if key != missing})
        assert answer.status_code == 422
        assert answer.context["form"][missing].errors
    assert not Planbesluit.objects.exists()


@pytest.mark.parametrize("outcome", ["goedkeuren", "onzin", "\x00", "9" * 15])
def test_hostile_values_are_refused_at_their_field(company, differing, sign_in, outcome):
    client = sign_in(company.beoordelaar_1)
    answer = client.post(page_of(differing), filled_in(differing, outcome=outcome))
    assert answer.status_code == 422
    data = filled_in(differing) | {"motivation": "x" * 30_000, "oordeel-ST-1": "beter", "reden-ST-1": "\x00"}
    answer = client.post(page_of(differing), data)
    assert answer.status_code == 422
    assert {"motivation", "oordeel-ST-1", "reden-ST-1"} <= set(answer.context["form"].errors)


def test_from_proposal_to_letter_each_sees_what_is_theirs_to_do(company, differing, sign_in):
    first, second = sign_in(company.beoordelaar_1), sign_in(company.beoordelaar_2)
    page = page_of(differing)
    assert first.post(page, filled_in(differing, motivation=EVIL)).status_code == 302
    besluit = Planbesluit.objects.get()
    assert "Neem dit voorstel terug" in first.get(page).text
    assert "Bevestig dit besluit" not in first.get(page).text
    seen = second.get(page).text
    assert "Bevestig dit besluit" in seen
    assert "<script>alert" not in seen
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; {{ 7|add:7 }}" in seen
    assert "\u202e" not in seen
    assert second.post(f"{page}{besluit.pk}/bevestigen/", {"version": 1}).status_code == 302
    assert "Verzend het besluit" not in second.get(page).text
    preview = first.get(page)
    assert "Dit is een voorbeeld. De brief is nog niet verzonden." in preview.text
    assert "<script>alert" not in preview.text
    answer = first.post(f"{page}{besluit.pk}/verzenden/", {"version": 2}, follow=True)
    assert "Het besluit is verzonden" in answer.text
    letter = sign_in(company.ambtenaar).get(f"/transformatieplannen/{differing.plan_id}/besluiten/{besluit.pk}/")
    assert "Dit is een voorbeeld" not in letter.text
    assert "<script>alert" not in letter.text
    assert Planbesluit.objects.get().content["motivation"].startswith("<script>")


def test_a_second_proposal_is_refused_and_what_was_typed_is_shown(company, differing, sign_in, steps):
    steps.propose(differing, Advies.IMPACTVOL)
    answer = sign_in(company.beoordelaar_2).post(page_of(differing), filled_in(differing, motivation="Mijn woorden."))
    assert answer.status_code == 422
    assert "Dit is intussen veranderd" in answer.text
    assert "Mijn woorden." in answer.text
    assert "Bevestig dit besluit" in answer.text


def test_a_reason_that_was_typed_for_an_older_proposal_is_not_lost(company, differing, sign_in, steps):
    besluit = steps.propose(differing, Advies.IMPACTVOL)
    steps.confirm(besluit)
    client, page = sign_in(company.beoordelaar_2b), page_of(differing)
    answer = client.post(f"{page}{besluit.pk}/afwijzen/", {"version": 1, "reason": "Er is iets nieuws."})
    assert answer.status_code == 422
    assert "Er is iets nieuws." in answer.text
    answer = client.post(f"{page}{besluit.pk}/afwijzen/", {"version": 2, "reason": ""})
    assert answer.status_code == 422
    assert Planbesluit.objects.get().status == Besluitstand.BEVESTIGD
    assert client.post(f"{page}{besluit.pk}/afwijzen/", {"version": 2, "reason": "Nieuw."}).status_code == 302
    assert "Niet bevestigd" in client.get(page).text


def test_a_proposal_that_was_meant_for_the_preliminary_decision_is_none_for_the_final_one(
    company, submitted, steps, sign_in
):
    with time_machine.travel(timezone.now() - timedelta(weeks=3), tick=False):
        indiening = submitted(Planstand.BEOORDELING)
        old = filled_in(indiening, outcome="goedkeuren", motivation="Voor de vorige stap.") | {"step": "voorgenomen"}
        steps.decide(indiening, Advies.AANPASSEN)
    client, page = sign_in(company.beoordelaar_1), page_of(indiening)
    answer = client.post(page, old)
    assert answer.status_code == 422
    assert "Voor de vorige stap." in answer.text
    assert Planbesluit.objects.count() == 1
    form = client.get(page).context["form"]
    assert (form["step"].value(), form["outcome"].value()) == ("definitief", "aanpassen")
    assert client.post(page, old | {"step": "definitief"}).status_code == 302


def test_confirming_what_is_off_the_table_shows_the_way_to_a_next_proposal(company, submitted, steps, sign_in):
    indiening = submitted()
    besluit = steps.propose(indiening, Advies.IMPACTVOL)
    deciding.reject(besluit, by=company.beoordelaar_2b, version=1, reason="Niet zo.")
    answer = sign_in(company.beoordelaar_2).post(f"{page_of(indiening)}{besluit.pk}/bevestigen/", {"version": 1})
    assert answer.status_code == 422
    assert "Dit is intussen veranderd" in answer.text
    assert "Dit gaat nog niet goed" not in answer.text
    assert "Stel dit besluit voor" in answer.text
    assert "Niet zo." in answer.text


@pytest.mark.parametrize("act", ["bevestigen", "afwijzen", "verzenden"])
def test_an_act_needs_a_post_a_version_and_a_decision_of_this_submission(company, submitted, sign_in, steps, act):
    indiening = submitted()
    besluit = steps.propose(indiening, Advies.IMPACTVOL)
    who = company.beoordelaar_1 if act == "verzenden" else company.beoordelaar_2
    client, page = sign_in(who), page_of(indiening)
    assert client.get(f"{page}{besluit.pk}/{act}/").status_code == 405
    for version in ("", "x", "-1", "9" * 30):
        answer = client.post(f"{page}{besluit.pk}/{act}/", {"version": version, "reason": "Nee."})
        assert answer.status_code == 422, version
    assert client.post(f"{page}{besluit.pk + 999}/{act}/", {"version": 1}).status_code == 404
    assert client.post(page.replace(f"/{indiening.pk}/", f"/{indiening.pk + 999}/"), {}).status_code == 404
    assert Planbesluit.objects.get().status == Besluitstand.VOORSTEL


def test_before_both_judged_the_page_tells_nothing_of_the_other_judgment(company, submitted, sign_in):
    indiening = submitted(judged=False)
    judge(indiening, company.insurer_1, company.beoordelaar_1, company.beoordelaar_1b, ST_4=Uitkomst.VOLDOET_NIET)
    text = sign_in(company.beoordelaar_2).get(page_of(indiening)).text
    judge(indiening, company.insurer_2, company.beoordelaar_2, company.beoordelaar_2b, status="bezig")
    assert "pas als beide marktleiders" in text
    assert "Daarom, bij ST-4." not in text
    answer = sign_in(company.beoordelaar_2).post(page_of(indiening), filled_in(indiening))
    assert answer.status_code == 422
    assert "Daarom, bij ST-4." not in answer.text


def test_applicants_and_other_insurers_see_nothing_before_sending(company, submitted, sign_in, steps):
    indiening = submitted(Planstand.BEOORDELING)
    path = f"/transformatieplannen/{indiening.plan_id}/besluiten/"
    besluit = steps.confirm(steps.propose(indiening, Advies.AANPASSEN, motivation="Een geheim woord."))
    for person in (company.ambtenaar, company.betrokkene):
        client = sign_in(person)
        assert client.get(page_of(indiening)).status_code == 403
        text = client.get(path).text
        assert "De twee marktleiders besluiten" in text
        for leak in ("geheim", "aanpassen", "voorgesteld", "bevestigd", page_of(indiening)):
            assert leak not in text.lower(), leak
        assert client.get(f"{path}{besluit.pk}/").status_code == 404
        assert client.get(f"{path}{besluit.pk}/pdf/").status_code == 404
    assert sign_in(company.andere_verzekeraar).get(page_of(indiening)).status_code == 404


def test_the_page_takes_as_many_queries_for_thirty_criteria(company, submitted, sign_in, steps):
    indiening = submitted()
    client = sign_in(company.beoordelaar_1)
    few = len(queries_of(client, page_of(indiening)))
    kader = indiening.kader
    for number in range(30):
        kader.criteria.create(
            step=indiening.step,
            code=f"EX-{number}",
            group="voorwaarde",
            position=900 + number,
            title=f"Criterium {number}",
            description="Nog een.",
            is_mandatory=True,
            source="proef",
            peildatum="2026-01-01",
            certainty="vastgesteld",
        )
    assert len(criteria_of(indiening)) > 30
    assert len(queries_of(client, page_of(indiening))) == few
    assert few <= 12
    besluit = steps.propose(indiening, Advies.IMPACTVOL)
    open_one = len(queries_of(client, page_of(indiening)))
    steps.confirm(besluit)
    assert max(open_one, len(queries_of(client, page_of(indiening)))) <= 14
