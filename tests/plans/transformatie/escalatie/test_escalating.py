"""A plan goes to the bestuurlijk overleg with a question and its whole course, and what came of it is noted."""

import json
from datetime import timedelta
from io import BytesIO

import page as pdf_page
import pikepdf
import pypdfium2
import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InternalError, ProgrammingError, transaction
from django.utils import timezone

from iza_portal.dossiers.adopted import make_waiting
from iza_portal.hashing import hash_of
from plans.models.transformatie import (
    Advies,
    Escalatie,
    Loketstand,
    Toewijzing,
    Transformatieplan,
    Uitkomst,
    Vraag,
    Vraagfase,
)
from plans.transformatie.escalatie.escalating import close, escalate
from plans.transformatie.workflow import Planstand
from tests.at_once import at_once
from tests.factories import MembershipFactory
from tests.plans.transformatie.judged import judge
from tests.queries import queries_of

LEADERS = {"beoordelaar_1", "beoordelaar_1b", "beoordelaar_2", "beoordelaar_2b"}
READERS = {
    "ambtenaar",
    "bestuurder",
    "beheerder",
    "zorgaanbieder",
    "betrokkene",
    "toekenner",
    "loketbeheerder",
} | LEADERS
QUESTION = "Wie heeft er gelijk? <b>Wij</b> & zij."


def ask(indiening, organisation, by, text, *, phase=Vraagfase.BEOORDELING, answer=""):
    at = timezone.now()
    answered = {"answer": answer, "answered_at": at, "answered_by": by} if answer else {}
    return Vraag.objects.create(
        indiening=indiening, organisation=organisation, by=by, text=text, phase=phase, at=at, **answered
    )


def test_it_is_brought_by_who_speaks_for_the_lead_or_for_a_leader_and_the_state_stays(company, submitted):
    plan = submitted().plan
    may = set()
    for name, person in company.people.items():
        with transaction.atomic():
            try:
                escalate(plan, by=person, question=QUESTION)
            except PermissionDenied:
                pass
            else:
                may.add(name)
            transaction.set_rollback(True)
    assert may == {"ambtenaar", "bestuurder"} | LEADERS
    escalate(plan, by=company.beoordelaar_2, question=QUESTION)
    assert Transformatieplan.objects.get(pk=plan.pk).status == Planstand.SNELLE_TOETS


def test_it_needs_a_question_a_submission_and_nobody_who_recused_themselves(company, submitted):
    with pytest.raises(PermissionDenied):
        escalate(company.transformatieplan, by=company.ambtenaar, question=QUESTION)
    indiening = submitted()
    for question in ("", "  ", "x" * 5000):
        with pytest.raises(ValidationError) as raised:
            escalate(indiening.plan, by=company.ambtenaar, question=question)
        assert "question" in raised.value.error_dict
    Toewijzing.objects.create(
        indiening=indiening,
        organisation=company.insurer_1,
        person=company.beoordelaar_1,
        by=company.beoordelaar_1,
        at=timezone.now(),
        recused_at=timezone.now(),
        recusal_reason="Familie.",
    )
    with pytest.raises(PermissionDenied):
        escalate(indiening.plan, by=company.beoordelaar_1, question=QUESTION)


def test_one_is_open_at_a_time_and_the_national_bestuurder_notes_the_outcome(company, submitted):
    plan = submitted().plan
    first = escalate(plan, by=company.ambtenaar, question=QUESTION)
    with pytest.raises(ValidationError, match="al bij het bestuurlijk overleg"):
        escalate(plan, by=company.beoordelaar_1, question="Nog iets.")
    for name, person in company.people.items():
        if name != "loketbeheerder":
            with pytest.raises(PermissionDenied):
                close(first, by=person, outcome="Zo.")
    with pytest.raises(ValidationError) as raised:
        close(first, by=company.loketbeheerder, outcome=" ")
    assert "outcome" in raised.value.error_dict
    close(first, by=company.loketbeheerder, outcome="Het plan gaat door.")
    with pytest.raises(ValidationError, match="intussen"):
        close(first, by=company.loketbeheerder, outcome="Toch niet.")
    second = escalate(plan, by=company.beoordelaar_1, question="Nog iets.")
    assert second.number == 2
    assert second.content["escalations"][0]["outcome"] == "Het plan gaat door."


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_kept(company, submitted):
    plan = submitted().plan
    results = at_once(
        lambda: escalate(plan, by=company.ambtenaar, question="Een."),
        lambda: escalate(plan, by=company.beoordelaar_1, question="Twee."),
    )
    assert sorted(type(each).__name__ for each in results) == ["Escalatie", "ValidationError"]


def test_the_course_holds_what_was_sent_and_nothing_that_an_insurer_keeps_to_itself(company, submitted, steps):
    today = timezone.localdate()
    with time_machine.travel(timezone.now() - timedelta(weeks=6), tick=False):
        quick = submitted()
        ask(quick, company.insurer_1, company.beoordelaar_1, "Vraag na twee oordelen?", answer="Antwoord erop.")
        steps.decide(quick, Advies.IMPACTVOL, motivation="Verzonden woorden.")
    with time_machine.travel(timezone.now() - timedelta(weeks=5), tick=False):
        full = submitted(Planstand.BEOORDELING, plan=quick.plan, judged=False, due_on=today - timedelta(weeks=5))
        judge(full, company.insurer_1, company.beoordelaar_1, company.beoordelaar_1b, VW_1=Uitkomst.VOLDOET_NIET)
        ask(full, company.insurer_1, company.beoordelaar_1, "Een geheime vraag?", answer="Een geheim antwoord.")
    content = escalate(full.plan, by=company.ambtenaar, question=QUESTION).content
    told = json.dumps(content, ensure_ascii=False)
    names = [company.people[name].name for name in ("ambtenaar", "beoordelaar_1", "beoordelaar_1b", "bestuurder")]
    for said in ("Vraag na twee oordelen?", "Antwoord erop.", "Verzonden woorden.", QUESTION, "Gemeente Ridderkerk"):
        assert said in told, said
    for leak in ("geheim", "Daarom, bij VW-1.", "Zo vinden wij.", *names):
        assert leak not in told, leak
    assert [row["late"] for row in content["terms"]] == [0, 35]
    assert content["terms"][0]["how"] == "verzonden"
    assert "uiterlijk op" in content["waits_for"]
    whats = [row["what"] for row in content["timeline"]]
    assert whats[0] == "De indieners dienden in: snelle toets 1."
    assert "De indieners beantwoordden een vraag van CZ." in whats
    judge(full, company.insurer_2, company.beoordelaar_2, company.beoordelaar_2b)
    steps.propose(full, Advies.AANPASSEN, motivation="Nog niet verzonden.")
    close(Escalatie.objects.get(), by=company.loketbeheerder, outcome="Ga door.")
    told = json.dumps(escalate(full.plan, by=company.ambtenaar, question="Nu?").content, ensure_ascii=False)
    assert "Een geheime vraag?" in told
    assert "Nog niet verzonden." not in told
    assert "Daarom, bij VW-1." not in told


def test_days_on_which_the_desk_stopped_the_clock_are_told_and_are_not_late(company, submitted):
    indiening = submitted(due_on=timezone.localdate() - timedelta(days=3))
    Loketstand.objects.create(
        step=indiening.step,
        from_on=timezone.localdate(),
        is_open=False,
        stops_clock=True,
        reason="De pot is leeg.",
        source="proef",
    )
    content = escalate(indiening.plan, by=company.ambtenaar, question=QUESTION).content
    assert content["terms"][0]["late"] == 0
    assert "staan stil" in content["terms"][0]["how"]
    assert content["desk"][0]["reason"] == "De pot is leeg."


def test_the_dossier_is_read_by_its_readers_alone_and_shows_the_national_party_nothing_else(
    company, submitted, sign_in
):
    indiening = submitted()
    escalatie = escalate(indiening.plan, by=company.ambtenaar, question=QUESTION)
    path, plan = escalatie.get_absolute_url(), indiening.plan.get_absolute_url()
    for name, person in company.people.items():
        client = sign_in(None if person.is_anonymous else person)
        expected = 302 if name == "nobody" else 200 if name in READERS else 404
        assert client.get(path).status_code == expected, name
        assert client.get(f"{path}pdf/").status_code == (404 if expected == 404 else 302), name
    for name in ("toekenner", "loketbeheerder"):
        client = sign_in(company.people[name])
        text = client.get(path).text
        assert "Wie heeft er gelijk? &lt;b&gt;Wij&lt;/b&gt; &amp; zij." in text
        assert f'href="{plan}"' not in text
        assert client.get(plan).status_code == 404
        assert client.get(f"{plan}besluiten/").status_code == 404
        assert escalatie.content["plan"]["title"] in client.get("/transformatieplannen/escalaties/").text
    assert sign_in(company.ambtenaar).get("/transformatieplannen/escalaties/").status_code == 403
    assert sign_in(company.ambtenaar).get(f"{plan}escalaties/9/").status_code == 404


def test_the_pages_lead_from_the_question_to_the_outcome(company, submitted, sign_in):
    plan = submitted().plan
    lead, desk = sign_in(company.ambtenaar), sign_in(company.loketbeheerder)
    ask_page = f"{plan.get_absolute_url()}escalatie/"
    assert lead.post(ask_page, {"question": ""}).status_code == 422
    assert lead.post(ask_page, {"question": "\x00"}).status_code == 422
    answer = lead.post(ask_page, {"question": QUESTION}, follow=True)
    assert "ligt bij het overleg" in answer.text
    answer = lead.post(ask_page, {"question": "Weer een vraag."})
    assert answer.status_code == 422
    assert "Weer een vraag." in answer.text
    dossier = Escalatie.objects.get().get_absolute_url()
    assert lead.post(dossier, {"outcome": "Wij winnen."}).status_code == 403
    assert desk.post(dossier, {"outcome": ""}).status_code == 422
    assert "Het plan gaat door." in desk.post(dossier, {"outcome": "Het plan gaat door."}, follow=True).text
    answer = desk.post(dossier, {"outcome": "Een tweede uitkomst."})
    assert answer.status_code == 422
    assert "Een tweede uitkomst." in answer.text
    assert "Het plan gaat door." in lead.get(dossier).text
    assert "afgerond op" in lead.get(f"{plan.get_absolute_url()}besluiten/").text


def test_the_plan_says_that_it_lies_there_to_all_who_see_it_and_shows_the_dossier_to_its_readers(
    company, submitted, sign_in
):
    indiening = submitted(Planstand.VOORGENOMEN)
    plan = type(indiening.plan).objects.filter(pk=indiening.plan_id)
    plan.update(shared_at=timezone.now())
    type(indiening).objects.update(questions_until=timezone.localdate())
    escalatie = escalate(indiening.plan, by=company.ambtenaar, question=QUESTION)
    path = indiening.plan.get_absolute_url()
    for name, links in (("ambtenaar", True), ("beoordelaar_2", True), ("andere_verzekeraar", False)):
        text = sign_in(company.people[name]).get(path).text
        assert "bij het bestuurlijk overleg" in text
        assert (f'href="{escalatie.get_absolute_url()}"' in text) is links
    close(escalatie, by=company.loketbeheerder, outcome="Zo.")
    assert "bij het bestuurlijk overleg" not in sign_in(company.ambtenaar).get(path).text


def test_its_readers_are_told_and_nobody_else(company, submitted):
    notices = company.ambtenaar.notices.model.objects
    escalatie = escalate(submitted().plan, by=company.ambtenaar, question=QUESTION)
    people = {notice.person_id for notice in notices.all()}
    told = {name for name, person in company.people.items() if person.pk in people}
    assert told == READERS - {"ambtenaar", "beheerder"}
    notices.all().delete()
    close(escalatie, by=company.loketbeheerder, outcome="Zo.")
    people = {notice.person_id for notice in notices.all()}
    told = {name for name, person in company.people.items() if person.pk in people}
    assert told == READERS - {"toekenner", "loketbeheerder", "beheerder"}


def test_what_was_escalated_never_changes(company, submitted):
    escalatie = escalate(submitted().plan, by=company.ambtenaar, question=QUESTION)
    assert escalatie.content_hash == hash_of(escalatie.content)
    for change in ({"question": "Anders"}, {"content": {}}, {"content_hash": "0"}):
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
            Escalatie.objects.update(**change)


def test_the_pdf_of_the_dossier_is_accessible_and_holds_the_whole_course(company, submitted, steps, sign_in):
    indiening = submitted()
    ask(indiening, company.insurer_1, company.beoordelaar_1, "Klopt <i>dit</i>?", answer="Ja & nee.\n\nTweede alinea.")
    steps.decide(indiening, Advies.NIET_IMPACTVOL, motivation="Geen impact.")
    escalatie = escalate(indiening.plan, by=company.ambtenaar, question=QUESTION)
    assert make_waiting() == 2
    answer = sign_in(company.loketbeheerder).get(f"{escalatie.get_absolute_url()}pdf/")
    assert "samen-sterker-thuis-bestuurlijk-overleg-1.pdf" in answer["Content-Disposition"]
    checked = pdf_page.validate_pdf_bytes(answer.content, profile=pdf_page.ValidationProfile.PDF_UA_1)
    assert checked.is_compliant, str(checked)
    with pikepdf.open(BytesIO(answer.content)) as document:
        assert str(document.docinfo["/Title"]) == "Samen sterker thuis"
    words = " ".join(
        " ".join(each.get_textpage().get_text_range() for each in pypdfium2.PdfDocument(answer.content)).split()
    )
    for said in (
        "Dossier voor het bestuurlijk overleg",
        "Wie heeft er gelijk? <b>Wij</b> & zij.",
        "Klopt <i>dit</i>?",
        "Tweede alinea.",
        "Geen impact.",
        "De indieners dienden in: snelle toets 1.",
        "Daarom, bij ST-1.",
        "Wat een verzekeraar voor zichzelf houdt, ook niet.",
    ):
        assert said in words, said


def test_the_pages_take_as_many_queries_for_many_questions(company, submitted, sign_in):
    indiening = submitted()
    client = sign_in(company.loketbeheerder)
    first = escalate(indiening.plan, by=company.ambtenaar, question=QUESTION)
    one = len(queries_of(client, first.get_absolute_url()))
    listed = len(queries_of(client, "/transformatieplannen/escalaties/"))
    close(first, by=company.loketbeheerder, outcome="Zo.")
    for number in range(30):
        ask(indiening, company.insurer_1, company.beoordelaar_1, f"Vraag {number}?", answer="Ja.")
    second = escalate(indiening.plan, by=company.ambtenaar, question=QUESTION)
    assert len(second.content["questions"]) == 30
    assert len(queries_of(client, second.get_absolute_url())) == one <= 12
    assert len(queries_of(client, "/transformatieplannen/escalaties/")) == listed <= 12


def test_who_acts_for_a_party_does_not_escalate_for_a_market_leader(company, submitted):
    submitted()
    MembershipFactory(user=company.beoordelaar_1, organisation=company.provider)
    reviewer = type(company.beoordelaar_1).objects.get(pk=company.beoordelaar_1.pk)
    reviewer.chosen_hat_id = company.insurer_1.pk
    with pytest.raises(PermissionDenied):
        escalate(company.transformatieplan, by=reviewer, question="Hoe verder?")
