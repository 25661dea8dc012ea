import re

import pytest
from django.utils import timezone

from plans.models.transformatie import Beoordelingstand, Indiening, Notitie, Oordeel
from plans.transformatie.beoordeling import noting
from plans.transformatie.workflow import Planstand
from tests.at_once import at_once
from tests.factories import TransformatieplanFactory
from tests.queries import queries_of

IN_PLACE = {"HX-Request": "true"}


def _at(indiening, rest=""):
    return f"/transformatieplannen/{indiening.plan_id}/indieningen/{indiening.pk}/beoordelen/{rest}"


def _criterion(indiening, code="ST-1"):
    return indiening.kader.criteria.get(code=code)


def _judge_at(indiening, code="ST-1"):
    return _at(indiening, f"criteria/{_criterion(indiening, code).pk}/")


def test_the_page_shows_each_criterion_beside_the_text_with_the_way_to_its_place(company, indiening, sign_in, steps):
    steps.one(
        indiening, company.beoordelaar_1, "ST-5", outcome="deels", reason="Het getal ontbreekt.", place="urgentie"
    )
    body = sign_in(company.beoordelaar_1b).get(_at(indiening)).content.decode()
    assert "1 van 10 beoordeeld" in body
    assert 'id="deel-urgentie"' in body
    assert 'Zie <a href="#deel-urgentie">Gedeelde urgentie</a>' in body
    assert "Het getal ontbreekt." in body
    assert "ST-0" not in body


def test_the_page_takes_as_many_queries_for_no_judgment_as_for_all(company, indiening, sign_in, steps):
    client = sign_in(company.beoordelaar_1)
    few = queries_of(client, _at(indiening))
    steps.every(indiening, company.beoordelaar_1)
    for number in range(30):
        noting.add_note(indiening, by=company.beoordelaar_1b, text=f"Notitie {number}", is_shared=True)
    many = queries_of(client, _at(indiening))
    assert len(few) == len(many) <= 12, "\n".join(many)


def test_a_criterion_is_saved_and_one_goes_on_to_the_next_without_script(company, indiening, sign_in):
    client = sign_in(company.beoordelaar_1)
    opened = client.get(_judge_at(indiening)).content.decode()
    assert "Uw oordeel over ST-1" in opened
    assert "Wat is ingediend" in opened
    answer = client.post(_judge_at(indiening), {"version": "0", "outcome": "voldoet", "verder": "ja"})
    following = _criterion(indiening, "ST-1a")
    assert answer.url == f"{_judge_at(indiening, 'ST-1a')}#criterium-{following.pk}"
    answer = client.post(_judge_at(indiening, "ST-6"), {"version": "0", "outcome": "voldoet", "verder": "ja"})
    assert answer.url == f"{_at(indiening)}#criterium-{_criterion(indiening, 'ST-6').pk}"


def test_in_place_the_form_comes_alone_and_the_piece_comes_back_whole(company, indiening, sign_in):
    client = sign_in(company.beoordelaar_1)
    form = client.get(_judge_at(indiening), headers=IN_PLACE)
    assert "<html" not in form.content.decode()
    answer = client.post(_judge_at(indiening), {"version": "0", "outcome": "voldoet"}, headers=IN_PLACE, follow=True)
    criterion = _criterion(indiening)
    assert answer.redirect_chain[-1][0] == f"{_at(indiening)}?bij=criterium-{criterion.pk}"
    assert answer.headers["HX-Retarget"] == "#ter-plekke"
    assert "1 van 10 beoordeeld" in answer.content.decode()
    following = _criterion(indiening, "ST-1a").pk
    said = {"version": "1", "outcome": "deels", "reason": "Iets.", "verder": "ja"}
    answer = client.post(_judge_at(indiening), said, headers=IN_PLACE)
    assert answer.url == f"{_at(indiening)}?bij=beoordeel-{following}&open=beoordeel-{following}"


def test_what_a_colleague_saved_meanwhile_stands_beside_what_was_typed(company, indiening, sign_in, steps):
    steps.one(indiening, company.beoordelaar_1, outcome="deels", reason="Te vaag.")
    client = sign_in(company.beoordelaar_1b)
    said = {"version": "0", "outcome": "voldoet_niet", "reason": "Er staat niets."}
    answer = client.post(_judge_at(indiening), said)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "Te vaag." in body
    assert "Er staat niets." in body
    assert client.post(_judge_at(indiening), said | {"version": "1"}).status_code == 302
    assert Oordeel.objects.get().reason == "Er staat niets."


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"version": "0"},
        {"version": "0", "outcome": "prima"},
        {"version": "0", "outcome": "deels"},
        {"version": "0", "outcome": "deels", "reason": "x" * 4001},
        {"version": "0", "outcome": "deels", "reason": "nul\x00"},
        {"version": "0", "outcome": "voldoet", "place": "elders"},
        {"version": "-1", "outcome": "voldoet"},
        {"version": "x", "outcome": "voldoet"},
    ],
)
def test_what_is_not_right_is_shown_again_and_nothing_is_kept(company, indiening, sign_in, said):
    answer = sign_in(company.beoordelaar_1).post(_judge_at(indiening), said)
    assert answer.status_code == 422
    assert not Oordeel.objects.exists()


def test_an_enormous_version_is_an_outdated_one(company, indiening, sign_in, steps):
    steps.one(indiening, company.beoordelaar_1)
    said = {"version": str(10**15), "outcome": "deels", "reason": "Nee."}
    assert sign_in(company.beoordelaar_1).post(_judge_at(indiening), said).status_code == 422


def test_what_was_typed_is_shown_back_when_it_was_taken_back_meanwhile(company, indiening, sign_in):
    client = sign_in(company.beoordelaar_1)
    now = timezone.now()
    Indiening.objects.filter(pk=indiening.pk).update(closed_at=now, taken_back_at=now)
    for headers in ({}, IN_PLACE):
        said = {"version": "0", "outcome": "deels", "reason": "Hier schreef ik lang aan."}
        answer = client.post(_judge_at(indiening), said, headers=headers)
        body = answer.content.decode()
        assert answer.status_code == 422
        assert "De indieners hebben dit teruggenomen" in body
        assert "Hier schreef ik lang aan." in body
    said = {"version": "1", "advice": "", "motivation": "Ook hieraan."}
    answer = client.post(_at(indiening, "advies/"), said)
    assert answer.status_code == 422
    assert "Ook hieraan." in answer.content.decode()


def test_a_judgment_is_handed_over_signed_and_sent_back_on_the_pages(company, indiening, sign_in, steps):
    steps.every(indiening, company.beoordelaar_1)
    first, second = sign_in(company.beoordelaar_1), sign_in(company.beoordelaar_1b)
    said = {"version": "1", "advice": "impactvol", "motivation": "Ja.", "voorleggen": "ja"}
    assert first.post(_at(indiening, "advies/"), said).status_code == 302
    assert "Onderteken en dien in" not in first.get(_at(indiening)).content.decode()
    page = second.get(_at(indiening)).content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    assert "Onderteken en dien in" in page
    assert second.post(_at(indiening, "terugsturen/"), {"version": version, "reason": ""}).status_code == 422
    assert second.post(_at(indiening, "terugsturen/"), {"version": version, "reason": "Lees na."}).status_code == 302
    # What was signed from a page that is too old is not signed.
    second.post(_at(indiening, "ondertekenen/"), {"version": version})
    judgment = indiening.beoordelingen.get(organisation=company.insurer_1)
    assert judgment.status == Beoordelingstand.BEZIG
    first.post(_at(indiening, "advies/"), said | {"version": str(judgment.version)})
    judgment.refresh_from_db()
    assert first.post(_at(indiening, "ondertekenen/"), {"version": str(judgment.version)}).status_code == 403
    second.post(_at(indiening, "ondertekenen/"), {"version": str(judgment.version)})
    judgment.refresh_from_db()
    assert judgment.status == Beoordelingstand.INGEDIEND
    assert second.post(_at(indiening, "ondertekenen/"), {"version": "x"}).status_code == 302


def test_all_obstacles_stand_above_the_advice(company, indiening, sign_in):
    said = {"version": "1", "advice": "", "motivation": "", "voorleggen": "ja"}
    answer = sign_in(company.beoordelaar_1).post(_at(indiening, "advies/"), said)
    assert answer.status_code == 422
    assert "Beoordeel eerst alle verplichte criteria" in answer.content.decode()


def test_the_submission_of_another_plan_is_not_found(company, indiening, sign_in, submit):
    other = TransformatieplanFactory(
        region=company.region,
        marktleider_1=company.insurer_1,
        marktleider_2=company.insurer_2,
        insurer=company.insurer_1,
        lead=company.ridderkerk,
    )
    submit(plan=other)
    client = sign_in(company.beoordelaar_1)
    assert client.get(_at(indiening).replace(f"/{indiening.plan_id}/", f"/{other.pk}/", 1)).status_code == 404
    elsewhere = _criterion(indiening, "B-1")
    assert client.get(_at(indiening, f"criteria/{elsewhere.pk}/")).status_code == 404


def test_notes_are_written_and_taken_away_in_place(company, indiening, sign_in):
    client = sign_in(company.beoordelaar_1)
    criterion = _criterion(indiening)
    said = {"text": "Nabellen.", "criterion": criterion.pk, "is_shared": "on"}
    assert client.post(_at(indiening, "notities/"), said).status_code == 302
    note = Notitie.objects.get()
    assert "Nabellen." in sign_in(company.beoordelaar_1b).get(_at(indiening)).content.decode()
    remove = _at(indiening, f"notities/{note.pk}/weg/")
    assert sign_in(company.beoordelaar_1b).post(remove).status_code == 404
    assert client.post(remove).status_code == 302
    assert not Notitie.objects.exists()
    assert client.post(_at(indiening, "notities/"), {"text": ""}).status_code == 422
    assert client.get(_at(indiening, "notities/?criterium=x")).status_code == 200


def test_who_stood_back_is_refused_on_every_page_and_reads_the_plan(company, indiening, sign_in):
    client = sign_in(company.beoordelaar_1)
    assert client.post(_at(indiening, "terugtrekken/"), {"reason": ""}).status_code == 422
    assert client.post(_at(indiening, "terugtrekken/"), {"reason": "Ik werkte er."}).status_code == 302
    for page in ("", "advies/", "geschiedenis/", "notities/", "terugsturen/", "toewijzen/", "terugtrekken/"):
        assert client.get(_at(indiening, page)).status_code == 403
    assert client.get(f"/transformatieplannen/{indiening.plan_id}/beoordeling/").status_code == 403
    assert client.get(f"/transformatieplannen/{indiening.plan_id}/").status_code == 200


def test_a_bestuurder_signs_and_does_not_judge(company, indiening, sign_in, steps):
    client = sign_in(company.director_1)
    assert "Beoordeel<span" not in client.get(_at(indiening)).content.decode()
    assert client.get(_judge_at(indiening)).status_code == 403
    assert client.get(_at(indiening, "toewijzen/")).status_code == 403
    judgment = steps.hand_over(indiening, company.beoordelaar_1)
    client.post(_at(indiening, "ondertekenen/"), {"version": str(judgment.version)})
    judgment.refresh_from_db()
    assert judgment.signed_by == company.director_1


def test_it_is_assigned_on_its_own_page(company, indiening, sign_in):
    client = sign_in(company.beoordelaar_1)
    said = {"person": company.beoordelaar_1b.pk, "instead_of": ""}
    assert client.post(_at(indiening, "toewijzen/"), said).status_code == 302
    assert "toegewezen aan beoordelaar 1b" in client.get(_at(indiening)).content.decode()
    again = client.post(_at(indiening, "toewijzen/"), {"person": company.beoordelaar_1.pk, "instead_of": ""})
    assert again.status_code == 422
    assert "intussen gewijzigd" in again.content.decode()
    for person in (company.beoordelaar_2.pk, 10**12, "x", ""):
        assert client.post(_at(indiening, "toewijzen/"), {"person": person}).status_code == 422


def test_both_judgments_are_read_side_by_side_with_what_differs_first(company, indiening, sign_in, steps):
    steps.complete(indiening, company.beoordelaar_1, company.beoordelaar_1b)
    side = f"/transformatieplannen/{indiening.plan_id}/indieningen/{indiening.pk}/oordelen/"
    assert sign_in(company.beoordelaar_1).get(side).status_code == 302
    assert sign_in(company.beoordelaar_2).get(side).status_code == 302
    steps.complete(indiening, company.beoordelaar_2, company.beoordelaar_2b, advice="aanvullen", ST_5="deels")
    for name in ("beoordelaar_1", "beoordelaar_2b", "director_1"):
        body = sign_in(company.people[name]).get(side).content.decode()
        assert "Over 1 criterium verschilt u van mening" in body
        assert body.index("ST-5") < body.index("ST-1 ")
        assert "Daarom, bij ST-5." in body
    for name in ("ambtenaar", "andere_verzekeraar", "landelijk", "betrokkene"):
        assert sign_in(company.people[name]).get(side).status_code == 404
    assert len(queries_of(sign_in(company.beoordelaar_1), side)) <= 12


def test_the_history_of_a_judgment_is_read_by_its_own_insurer_also_once_both_are_in(company, indiening, sign_in, steps):
    steps.both(indiening)
    body = sign_in(company.beoordelaar_1).get(_at(indiening, "geschiedenis/")).content.decode()
    assert "beoordelaar 1b" in body
    assert "beoordelaar 2" not in body


def test_the_page_of_the_plan_leads_to_each_submission(company, indiening, sign_in, steps, submit):
    steps.both(indiening)
    Indiening.objects.filter(pk=indiening.pk).update(closed_at=timezone.now())
    submit(Planstand.BEOORDELING)
    body = sign_in(company.director_2).get(f"/transformatieplannen/{indiening.plan_id}/beoordeling/").content.decode()
    assert body.count("/beoordelen/") == 2
    assert body.count("/oordelen/") == 1


@pytest.mark.django_db(transaction=True)
def test_a_criterion_that_is_posted_three_times_at_once_is_one_judgment_and_no_failure(company, indiening, sign_in):
    clients = [sign_in(company.beoordelaar_1) for _ in range(3)]
    address = _judge_at(indiening)

    def post(client, reason):
        said = {"version": "0", "outcome": "deels", "reason": reason}
        return client.post(address, said).status_code

    same = at_once(*(lambda client=client: post(client, "Hetzelfde.") for client in clients))
    assert same == [302, 302, 302]
    assert Oordeel.objects.get().version == 1
    other = at_once(*(lambda n=n, client=client: post(client, f"Anders {n}.") for n, client in enumerate(clients)))
    assert other == [422, 422, 422]
