"""The pages of submitting: what is told before, what a submission reads like, and what comes of hostile posts."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from iza_portal.texts.building import paragraph, text
from plans.models.transformatie import Indiening, Loketstand
from plans.transformatie import rules
from plans.transformatie.content import content_of, places_of
from plans.transformatie.indienen.submitting import submit, take_back
from plans.transformatie.workflow import Planstand, Stap
from tests.factories import IndieningFactory, TransformatiemijlpaalFactory, VraagFactory
from tests.queries import queries_of
from tests.transformatieplannen import words_of, write

HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)>'


def _of(plan, page="") -> str:
    return f"/transformatieplannen/{plan.pk}/{page}"


def _submit(company, source=Planstand.CONCEPT):
    return submit(company.transformatieplan, by=company.ambtenaar, source=source)


def test_before_submitting_one_reads_who_judges_by_when_on_what_and_whether_the_desk_is_open(company, plan, sign_in):
    page = sign_in(company.ambtenaar).get(_of(plan, "indienen/")).content.decode()
    for said in ("CZ en VGZ", "CZ coördineert", "4 weken na vandaag", str(company.kader), "Open"):
        assert said in page
    assert "Dien de snelle toets in" in page
    assert "Dit ontbreekt nog" not in page


def test_what_is_lacking_leads_to_where_it_is_mended_and_there_is_no_button(company, plan, sign_in):
    write(plan, "knelpunten", "")
    page = sign_in(company.ambtenaar).get(_of(plan, "indienen/")).content.decode()
    assert "ST-5" in page
    assert f'href="/transformatieplannen/{plan.pk}/schrijven/knelpunten/' in page or "#onderdeel-knelpunten" in page
    assert 'name="source"' not in page


def test_who_does_not_speak_for_the_lead_reads_who_does(company, plan, sign_in):
    client = sign_in(company.zorgaanbieder)
    page = client.get(_of(plan, "indienen/")).content.decode()
    assert "Gemeente Ridderkerk is de trekker" in page
    assert 'name="source"' not in page
    assert client.post(_of(plan, "indienen/"), {"source": "concept"}).status_code == 403


def test_a_closed_desk_is_told_with_its_reason_and_its_exception(company, plan, sign_in):
    Loketstand.objects.create(
        step=Stap.SNELLE_TOETS,
        from_on=timezone.localdate(),
        is_open=False,
        reason="Het geld is op.",
        exception="Voorrangsthema’s kunnen nog.",
    )
    client = sign_in(company.ambtenaar)
    page = client.get(_of(plan, "indienen/")).content.decode()
    assert "Het geld is op." in page
    assert page.count("Voorrangsthema’s kunnen nog.") == 1
    assert 'name="source"' not in page
    refused = client.post(_of(plan, "indienen/"), {"source": "concept"})
    assert refused.status_code == 422
    assert "Het geld is op." in refused.content.decode()


def test_the_button_submits_once_and_leads_to_what_was_submitted(company, plan, sign_in):
    client = sign_in(company.ambtenaar)
    answer = client.post(_of(plan, "indienen/"), {"source": "concept"})
    indiening = Indiening.objects.get()
    assert answer.headers["Location"] == indiening.get_absolute_url()
    again = client.post(_of(plan, "indienen/"), {"source": "concept"})
    assert again.status_code == 422
    assert "De status is intussen" in again.content.decode()
    assert Indiening.objects.count() == 1


@pytest.mark.parametrize(
    "data", [{}, {"source": ""}, {"source": "x" * 5000}, {"source": "uitvoering"}, {"source": "\0"}]
)
@pytest.mark.parametrize("page", ["indienen/", "terugnemen/"])
def test_hostile_posts_are_refused_and_change_nothing(company, plan, sign_in, data, page):
    answer = sign_in(company.ambtenaar).post(_of(plan, page), data | {"reason": "Zomaar."})
    assert answer.status_code == 422
    assert "ingediend" in answer.content.decode() or "terug" in answer.content.decode()
    assert not Indiening.objects.exists()
    plan.refresh_from_db()
    assert plan.status == Planstand.CONCEPT


def test_taking_back_asks_why_and_keeps_what_was_typed(company, plan, sign_in):
    _submit(company)
    client = sign_in(company.ambtenaar)
    refused = client.post(_of(plan, "terugnemen/"), {"source": "snelle_toets", "reason": " "})
    assert refused.status_code == 422
    stale = client.post(_of(plan, "terugnemen/"), {"source": "beoordeling", "reason": "Een partij haakt af."})
    assert stale.status_code == 422
    assert "Een partij haakt af." in stale.content.decode()
    done = client.post(_of(plan, "terugnemen/"), {"source": "snelle_toets", "reason": "Een partij haakt af."})
    assert done.status_code == 302
    assert client.get(_of(plan, "terugnemen/")).status_code == 302


def test_a_submission_reads_as_it_was_with_its_mark_its_framework_and_an_anchor_for_each_part(company, plan, sign_in):
    indiening = _submit(company)
    page = sign_in(company.beoordelaar_1).get(indiening.get_absolute_url()).content.decode()
    assert indiening.content_hash in page
    assert str(company.kader) in page
    assert words_of("knelpunten") in page
    for key in places_of(indiening.content):
        assert page.count(f'id="deel-{key}"') == 1
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_what_was_written_after_it_was_taken_back_does_not_show_in_it(company, plan, sign_in):
    indiening = _submit(company)
    take_back(plan, by=company.ambtenaar, source=Planstand.SNELLE_TOETS, reason="De reden.")
    write(plan, "knelpunten", "Nieuwe woorden.")
    page = sign_in(company.beoordelaar_1).get(indiening.get_absolute_url()).content.decode()
    assert "Nieuwe woorden." not in page
    assert "teruggenomen" in page
    assert "De reden." in page


def test_the_reviewers_see_what_is_other_than_before_marked_in_its_place_and_as_a_list(company, plan, sign_in):
    _submit(company)
    take_back(plan, by=company.ambtenaar, source=Planstand.SNELLE_TOETS, reason="De reden.")
    write(plan, "knelpunten", words_of("knelpunten").replace("wijkteams", "buurtteams"))
    second = _submit(company)
    page = sign_in(company.beoordelaar_1).get(second.get_absolute_url()).content.decode()
    assert "Wat is er veranderd" in page
    assert re.search(r"<del>.*?wijkteams.*?</del>", page)
    assert re.search(r"<ins>.*?buurtteams.*?</ins>", page)
    assert 'href="#deel-knelpunten"' in page


def test_a_replaced_market_leader_s_successor_reads_nothing_of_what_was_taken_back_before(
    company, working_out, sign_in, put_in_state
):
    first = _submit(company, Planstand.UITWERKEN)
    take_back(working_out, by=company.ambtenaar, source=Planstand.BEOORDELING, reason="De reden.")
    working_out.refresh_from_db()
    working_out.marktleider_2 = company.other_insurer
    working_out.save()
    write(working_out, "realisatie", "Nieuwe woorden.")
    second = _submit(company, Planstand.UITWERKEN)
    client = sign_in(company.andere_verzekeraar)
    assert client.get(first.get_absolute_url()).status_code == 404
    page = client.get(second.get_absolute_url()).content.decode()
    assert "Nieuwe woorden." in page
    assert words_of("realisatie") not in page
    assert "Wat is er veranderd" not in page
    assert str(first) not in client.get(_of(working_out, "verloop/")).content.decode().replace(str(second), "")


def test_other_insurers_read_what_was_shared_and_nothing_else(company, working_out, sign_in, put_in_state):
    toets = IndieningFactory(plan=working_out, closed_at=timezone.now())
    first = _submit(company, Planstand.UITWERKEN)
    client = sign_in(company.andere_verzekeraar)
    assert client.get(first.get_absolute_url()).status_code == 404
    Indiening.objects.filter(pk=first.pk).update(questions_until=timezone.localdate(), closed_at=timezone.now())
    plan = put_in_state(working_out, Planstand.AANPASSEN, shared_at=timezone.now())
    second = _submit(company, Planstand.AANPASSEN)
    plan.refresh_from_db()
    assert client.get(first.get_absolute_url()).status_code == 200
    assert client.get(toets.get_absolute_url()).status_code == 404
    assert client.get(second.get_absolute_url()).status_code == 404
    course = client.get(_of(plan, "verloop/")).content.decode()
    assert first.get_absolute_url() in course
    assert second.get_absolute_url() not in course
    assert "uiterlijk" not in course


def test_the_filter_and_the_predicate_of_reading_a_submission_agree_for_the_whole_company(
    company, working_out, put_in_state
):
    now = timezone.now()
    rows = [
        IndieningFactory(plan=working_out, closed_at=now),
        IndieningFactory(plan=working_out, closed_at=now, taken_back_at=now),
        IndieningFactory(plan=working_out, step="beoordeling", closed_at=now, questions_until=now.date()),
        IndieningFactory(
            plan=working_out, step="beoordeling", closed_at=now, taken_back_at=now, questions_until=now.date()
        ),
        IndieningFactory(
            plan=working_out,
            closed_at=now,
            taken_back_at=now,
            leader_2=company.other_insurer,
            coordinator=company.insurer_1,
        ),
        IndieningFactory(plan=working_out, step="beoordeling"),
    ]
    for status, shared in ((Planstand.BEOORDELING, None), (Planstand.VOORGENOMEN, now), (Planstand.WACHTRIJ, now)):
        plan = put_in_state(
            working_out, status, shared_at=shared, approved_at=now if status == Planstand.WACHTRIJ else None
        )
        for name, user in company.people.items():
            seen = set(Indiening.objects.readable_to(user).filter(plan=plan))
            assert seen == {row for row in rows if rules.may_read_indiening(user, plan, row)}, (name, status)


def test_nothing_that_is_typed_becomes_markup(company, working_out, rows, sign_in, put_in_state):
    plan = put_in_state(working_out, Planstand.UITWERKEN, title=HOSTILE[:200])
    write(plan, "realisatie", HOSTILE)
    rows.afspraak.title = rows.afspraak.how = rows.afspraak.measure = HOSTILE
    rows.afspraak.save()
    rows.mijlpaal.evidence = HOSTILE
    rows.mijlpaal.save()
    plan.partijen.filter(part="geraakt").update(name=HOSTILE, how=HOSTILE)
    plan.partijen.filter(is_lead=True).update(commitment_text=HOSTILE)
    _submit(company, Planstand.UITWERKEN)
    take_back(plan, by=company.ambtenaar, source=Planstand.BEOORDELING, reason=HOSTILE)
    write(plan, "realisatie", HOSTILE + HOSTILE)
    rows.mijlpaal.evidence = "<b>" + HOSTILE
    rows.mijlpaal.save()
    second = _submit(company, Planstand.UITWERKEN)
    VraagFactory(indiening=second, text=HOSTILE, answer=HOSTILE, answered_at=timezone.now(), place="realisatie")
    client = sign_in(company.beoordelaar_1)
    pages = [
        second.get_absolute_url(),
        _of(plan, "verloop/"),
        _of(plan, "vragen/"),
        _of(plan, "vragen/nieuw/?deel=<b>"),
    ]
    for path in [*pages, plan.indieningen.first().get_absolute_url()]:
        page = client.get(path).content.decode()
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path
        assert "alert(" in page or "nieuw" in path, path


def test_a_text_of_a_hundred_thousand_characters_is_submitted_and_read(company, plan, sign_in):
    long = [paragraph("Dit is een zin over de zorg in de regio. " * 20) for _ in range(130)]
    plan.onderdelen.filter(code="knelpunten").update(body=text(*long), plain_text="x" * 100_000)
    indiening = _submit(company)
    assert len(sign_in(company.beoordelaar_1).get(indiening.get_absolute_url()).content) > 100_000


def test_a_submission_with_a_content_of_an_earlier_layout_reads(company, plan, sign_in, put_in_state):
    put_in_state(plan, Planstand.SNELLE_TOETS, first_submitted_at=timezone.now())
    indiening = IndieningFactory(plan=plan)
    assert sign_in(company.beoordelaar_1).get(indiening.get_absolute_url()).status_code == 200


def test_the_pages_take_as_many_questions_for_thirty_as_for_one(company, working_out, sign_in):
    first = _submit(company, Planstand.UITWERKEN)
    take_back(working_out, by=company.ambtenaar, source=Planstand.BEOORDELING, reason="De reden.")
    write(working_out, "realisatie", "Anders.")
    indiening = _submit(company, Planstand.UITWERKEN)
    VraagFactory(indiening=indiening, by=company.beoordelaar_1, place="realisatie")
    paths = [indiening.get_absolute_url(), _of(working_out, "vragen/"), _of(working_out, "verloop/")]
    paths += [first.get_absolute_url()]
    for name in ("ambtenaar", "beoordelaar_1"):
        client = sign_in(company.people[name])
        few = [len(queries_of(client, path)) for path in paths]
        made = [
            VraagFactory(indiening=indiening, by=company.beoordelaar_1, place=key, text=f"Vraag over {key}?")
            for key in list(places_of(content_of(working_out)))[:29]
        ]
        assert [len(queries_of(client, path)) for path in paths] == few
        assert max(few) <= 12, dict(zip(paths, few, strict=True))
        for vraag in made:
            type(vraag).objects.filter(pk=vraag.pk).update(withdrawn_at=timezone.now())


def test_before_submitting_takes_as_many_questions_for_thirty_milestones_as_for_one(
    company, working_out, rows, sign_in
):
    client = sign_in(company.ambtenaar)
    few = len(queries_of(client, _of(working_out, "indienen/")))
    TransformatiemijlpaalFactory.create_batch(29, plan=working_out)
    # All of the zelftoets is asked: each table of the plan once.
    assert len(queries_of(client, _of(working_out, "indienen/"))) == few <= 19


def test_a_term_that_is_over_is_said_so_and_one_that_stands_still_as_well(company, plan, sign_in):
    indiening = _submit(company)
    client = sign_in(company.beoordelaar_1)
    with time_machine.travel(timezone.now() + timedelta(weeks=5), tick=False):
        late = sign_in(company.beoordelaar_1).get(indiening.get_absolute_url()).content.decode()
        assert "7 dagen te laat" in late
    Loketstand.objects.create(
        step=Stap.SNELLE_TOETS, from_on=timezone.localdate(), is_open=False, stops_clock=True, reason="Het geld is op."
    )
    for path in (indiening.get_absolute_url(), _of(plan, "verloop/")):
        assert "staat stil" in client.get(path).content.decode()
