"""Evidence of a milestone, and the decision on it."""

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, transaction

from iza_portal.trail.recording import history
from plans.models.transformatie import Mijlpaalbewijs, Toewijzing, Transformatiestuk
from plans.papers import MOST_BYTES
from plans.transformatie.uitvoering import ending
from plans.transformatie.uitvoering.changing import decide_change, request_change
from plans.transformatie.uitvoering.evidence import decide, deliver
from plans.transformatie.uitvoering.reading import milestones_of
from plans.transformatie.workflow import Planstand
from tests.at_once import at_once
from tests.factories import IndieningFactory, MembershipFactory, TransformatiemijlpaalFactory, UserFactory
from tests.plans.pdfs import pdf
from tests.plans.transformatie.uitvoering.conftest import reach
from tests.plans.vaststelling.test_papers import with_file, with_script


def may(company, act) -> set[str]:
    """Answer who can do the act; nobody's act stays."""
    done = set()
    for name, person in company.people.items():
        try:
            with transaction.atomic():
                act(person)
                transaction.set_rollback(True)
        except PermissionDenied:
            continue
        done.add(name)
    return done


def test_the_party_that_is_named_delivers_and_where_none_is_all_who_submit(company, carried):
    assert may(company, lambda by: deliver(carried.first, by=by, text="Klaar.")) == {"ambtenaar"}
    assert may(company, lambda by: deliver(carried.second, by=by, text="Klaar.")) == {"zorgaanbieder"}
    assert may(company, lambda by: deliver(carried.third, by=by, text="Klaar.")) == {"ambtenaar", "zorgaanbieder"}


def test_who_submits_delivers_for_a_party_that_the_portal_does_not_know(company, carried, put_in_state):
    put_in_state(carried.plan, Planstand.UITWERKEN)
    carried.third.partij = company.hit
    carried.third.save()
    put_in_state(carried.plan, Planstand.UITVOERING)
    assert may(company, lambda by: deliver(carried.third, by=by, text="Klaar.")) == {"ambtenaar", "zorgaanbieder"}


def test_the_coordinating_insurer_decides(company, carried):
    bewijs = deliver(carried.first, by=company.ambtenaar, text="Klaar.")
    assert may(company, lambda by: decide(bewijs, by=by, outcome="behaald")) == {"beoordelaar_1", "beoordelaar_1b"}


def test_what_was_not_reached_is_delivered_again_and_all_of_it_is_kept(company, carried):
    bewijs = deliver(carried.first, by=company.ambtenaar, text=" Het team is er. ")
    with pytest.raises(ValidationError) as refused:
        decide(bewijs, by=company.beoordelaar_1, outcome="niet_behaald", reason=" ")
    assert "reason" in refused.value.message_dict
    decide(bewijs, by=company.beoordelaar_1, outcome="niet_behaald", reason="Er ontbreekt een verpleegkundige.")
    again = deliver(carried.first, by=company.ambtenaar, text="Nu wel.")
    decide(again, by=company.beoordelaar_1b, outcome="behaald")
    told = [(each.number, each.text, each.outcome) for each in carried.first.bewijzen.all()]
    assert told == [(1, "Het team is er.", "niet_behaald"), (2, "Nu wel.", "behaald")]
    with pytest.raises(ValidationError, match="al behaald"):
        deliver(carried.first, by=company.ambtenaar, text="Nog eens.")
    verbs = [event.verb for event in history(carried.plan)][::-1]
    assert verbs == ["transformatieplan.bewijs", "transformatieplan.bewijs.besluit"] * 2


def test_a_milestone_stands_where_its_evidence_is(company, carried):
    def stands():
        return [each.stand.value for each in milestones_of(carried.plan)]

    assert stands() == ["te_laat", "te_laat", "open"]
    bewijs = deliver(carried.first, by=company.ambtenaar, text="Klaar.")
    assert stands() == ["geleverd", "te_laat", "open"]
    decide(bewijs, by=company.beoordelaar_1, outcome="niet_behaald", reason="Nog niet.")
    reach(company, carried.third)
    assert stands() == ["te_laat", "te_laat", "behaald"]


@pytest.mark.parametrize("status", [each for each in Planstand if each != Planstand.UITVOERING])
def test_only_a_plan_in_execution_takes_evidence(company, carried, put_in_state, status):
    bewijs = deliver(carried.first, by=company.ambtenaar, text="Klaar.")
    put_in_state(carried.plan, status)
    with pytest.raises(ValidationError, match="alleen in de uitvoering"):
        deliver(carried.second, by=company.zorgaanbieder, text="Klaar.")
    with pytest.raises(ValidationError, match="alleen in de uitvoering"):
        decide(bewijs, by=company.beoordelaar_1, outcome="behaald")


def test_evidence_waits_for_the_decision_on_a_change_that_is_asked(company, carried):
    changed = request_change(
        carried.first, by=company.ambtenaar, title="Een kleiner team", due_on=carried.first.due_on, reason="Te duur."
    )
    bewijs = deliver(carried.first, by=company.ambtenaar, text="Klaar.")
    with pytest.raises(ValidationError, match="verzoek"):
        decide(bewijs, by=company.beoordelaar_1, outcome="behaald")
    decide_change(changed, by=company.beoordelaar_1, is_granted=True)
    assert decide(bewijs, by=company.beoordelaar_1, outcome="behaald").outcome == "behaald"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_deliver_at_once_one_is_told_that_evidence_lies_there(company, carried):
    act = lambda: deliver(carried.first, by=company.ambtenaar, text="Klaar.")  # noqa: E731
    results = at_once(act, act)
    assert sorted(type(each).__name__ for each in results) == ["Mijlpaalbewijs", "ValidationError"]
    assert carried.first.bewijzen.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_decides_and_the_other_is_told_what(company, carried):
    bewijs = deliver(carried.first, by=company.ambtenaar, text="Klaar.")
    results = at_once(
        lambda: decide(bewijs, by=company.beoordelaar_1, outcome="behaald"),
        lambda: decide(bewijs, by=company.beoordelaar_1b, outcome="niet_behaald", reason="Nee."),
    )
    [kept] = [each for each in results if isinstance(each, Mijlpaalbewijs)]
    [told] = [each for each in results if each is not kept]
    assert told.messages == [f"Hierover is intussen beslist: {kept.get_outcome_display()}."]
    assert Mijlpaalbewijs.objects.get().outcome == kept.outcome


def test_a_decision_stays(company, carried):
    reach(company, carried.first)
    for act in (lambda: Mijlpaalbewijs.objects.update(outcome=""), lambda: Mijlpaalbewijs.objects.all().delete()):
        with pytest.raises(ProgrammingError), transaction.atomic():
            act()


# --- The pages ---


def path_of(plan, mijlpaal) -> str:
    return f"/transformatieplannen/{plan.pk}/uitvoering/mijlpalen/{mijlpaal.pk}/bewijs/"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04" + b"\x00" * 500, "geen PDF"),
        (pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "wachtwoord"),
        (pdf(with_script), "script"),
        (pdf(with_file), "ander bestand"),
        (b"%PDF-1.7\nMZ\x90" + b"\x00" * 500, "beschadigd"),
        (b"%PDF-" + b" " * (MOST_BYTES + 1_000_000), "te groot"),
    ],
    ids=["zip", "locked", "script", "file inside", "broken", "16 MB"],
)
def test_a_pdf_that_is_not_plain_is_refused_and_nothing_that_was_typed_is_lost(
    company, carried, sign_in, content, words
):
    upload = SimpleUploadedFile("bewijs.pdf", content, content_type="application/pdf")
    fields = {"text": "Zie het verslag.", "paper": upload}
    answer = sign_in(company.ambtenaar).post(path_of(carried.plan, carried.first), fields)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Zie het verslag." in answer.content.decode()
    assert not Transformatiestuk.objects.exists()
    assert not Mijlpaalbewijs.objects.exists()


def test_evidence_comes_back_as_a_file_for_who_reads_the_plan(company, carried, sign_in):
    content = pdf()
    upload = SimpleUploadedFile('..\\..\\b"ewijs\r\n.pdf', content, content_type="text/html")
    answer = sign_in(company.ambtenaar).post(path_of(carried.plan, carried.first), {"text": "Zie.", "paper": upload})
    assert answer.status_code == 302
    stuk = Transformatiestuk.objects.get()
    assert "\n" not in stuk.name
    assert "/" not in stuk.name
    assert "\\" not in stuk.name
    path = f"/transformatieplannen/{carried.plan.pk}/stukken/{stuk.pk}/"
    got = {name for name, person in company.people.items() if _gets(sign_in, person, path, content)}
    assert got == {
        *("ambtenaar", "bestuurder", "beheerder", "zorgaanbieder", "betrokkene", "andere_verzekeraar"),
        *("beoordelaar_1", "beoordelaar_1b", "beoordelaar_2", "beoordelaar_2b"),
    }


def _gets(sign_in, person, path, content) -> bool:
    answer = sign_in(None if person.is_anonymous else person).get(path)
    if answer.status_code != 200:
        return False
    assert answer.content == content
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "sandbox"
    return True


def test_a_paper_of_another_plan_is_not_there(company, carried, sign_in):
    other = TransformatiemijlpaalFactory().plan
    stuk = Transformatiestuk.objects.create(
        plan=other, name="x.pdf", content=b"x", size=1, sha256="0" * 64, by=UserFactory()
    )
    answer = sign_in(company.ambtenaar).get(f"/transformatieplannen/{carried.plan.pk}/stukken/{stuk.pk}/")
    assert answer.status_code == 404


def test_who_comes_second_reads_what_happened_and_keeps_the_words(company, carried, sign_in):
    client = sign_in(company.ambtenaar)
    deliver(carried.first, by=company.ambtenaar, text="De eerste.")
    answer = client.post(path_of(carried.plan, carried.first), {"text": "De tweede."})
    assert answer.status_code == 422
    assert "Er ligt al bewijs" in answer.content.decode()
    assert "De tweede." in answer.content.decode()
    answer = client.get(path_of(carried.plan, carried.first), follow=True)
    assert "Er ligt al bewijs" in answer.content.decode()
    assert answer.redirect_chain[0][0].endswith(f"/uitvoering/#mijlpaal-{carried.first.pk}")


def test_the_same_form_twice_is_delivered_once(company, carried, sign_in):
    fields = {"text": "Klaar.", "form_key": "0f4e7f1c-8e43-4b6c-9b35-1d2a3c4d5e6f"}
    client = sign_in(company.ambtenaar)
    answers = [client.post(path_of(carried.plan, carried.first), fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert carried.first.bewijzen.count() == 1


@pytest.mark.parametrize("text", ["", "   ", "\x00", "a" * 4001])
def test_words_that_do_not_fit_are_refused_at_their_field(company, carried, sign_in, text):
    answer = sign_in(company.ambtenaar).post(path_of(carried.plan, carried.first), {"text": text})
    assert answer.status_code == 422
    assert "text" in answer.context["form"].errors


def test_a_milestone_of_another_plan_is_not_there(company, carried, sign_in):
    other = TransformatiemijlpaalFactory()
    for page in ("bewijs", "wijzigen"):
        path = f"/transformatieplannen/{carried.plan.pk}/uitvoering/mijlpalen/{other.pk}/{page}/"
        assert sign_in(company.ambtenaar).get(path).status_code == 404
        assert sign_in(company.ambtenaar).post(path, {"text": "x"}).status_code == 404


def test_the_insurer_decides_on_the_page_that_the_panel_leads_to(company, carried, sign_in):
    bewijs = deliver(carried.first, by=company.ambtenaar, text="Klaar.")
    client = sign_in(company.beoordelaar_1)
    path = f"/transformatieplannen/{carried.plan.pk}/uitvoering/bewijzen/{bewijs.pk}/"
    assert path in client.get(f"/transformatieplannen/{carried.plan.pk}/uitvoering/").content.decode()
    assert "Klaar." in client.get(path).content.decode()
    answer = client.post(path, {"outcome": "niet_behaald", "reason": ""})
    assert answer.status_code == 422
    assert "reason" in answer.context["form"].errors
    for outcome in ("", "vervallen", "behaald\x00"):
        assert client.post(path, {"outcome": outcome, "reason": "x"}).status_code == 422
    assert client.post(path, {"outcome": "behaald", "reason": ""}).status_code == 302
    assert Mijlpaalbewijs.objects.get().outcome == "behaald"
    assert client.get(path).status_code == 302
    assert client.post(path, {"outcome": "niet_behaald", "reason": "Toch niet."}).status_code == 422


def test_who_acts_for_a_party_or_recused_themselves_does_not_decide_for_the_insurer(company, carried):
    bewijs = deliver(carried.first, by=company.ambtenaar, text="Het verslag is er.")
    MembershipFactory(user=company.beoordelaar_1, organisation=company.ridderkerk)
    of_party = type(company.beoordelaar_1).objects.get(pk=company.beoordelaar_1.pk)
    of_party.chosen_hat_id = company.insurer_1.pk
    Toewijzing.objects.create(
        indiening=IndieningFactory(plan=carried.plan, by=company.ambtenaar),
        organisation=company.insurer_1,
        person=company.beoordelaar_1b,
        by=company.beoordelaar_1b,
        at=carried.plan.approved_at,
        recused_at=carried.plan.approved_at,
        recusal_reason="Familie.",
    )
    for person in (of_party, company.beoordelaar_1b):
        for act in (
            lambda by: decide(bewijs, by=by, outcome="behaald"),
            lambda by: ending.stop(carried.plan, by=by, reason="Het lukt niet."),
        ):
            with pytest.raises(PermissionDenied):
                act(person)


def test_who_keeps_the_pot_reads_nowhere_what_the_milestones_are(company, carried, sign_in):
    assert "Het team staat" in sign_in(company.andere_verzekeraar).get(carried.plan.get_absolute_url()).text
    for page in ("", "verloop/"):
        html = sign_in(company.toekenner).get(f"{carried.plan.get_absolute_url()}{page}").text
        assert "Het team staat" not in html
        assert "Mijlpalen behaald" not in html
