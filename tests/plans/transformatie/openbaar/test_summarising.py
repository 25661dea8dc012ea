"""The public summary of a plan: begun, written, checked by one and published by another, and withdrawn."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.utils import InternalError, ProgrammingError

from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.models import Event
from plans.models.transformatie import Samenvatting
from plans.transformatie.openbaar import summarising
from plans.transformatie.openbaar.prefilling import FIELDS, LONGEST, prefilled
from plans.transformatie.workflow import Planstand
from tests.at_once import at_once
from tests.factories import SamenvattingFactory

WORDS = {
    "goals": "Ouderen blijven thuis.",
    "agreements": "- Snelle hulp",
    "results": "- Minder opnames",
    "parties": "- Ridderkerk",
    "contact": "Ridderkerk",
}


def checked(summary, by):
    summary.refresh_from_db()
    return summarising.check(summary, by=by, version=summary.version, why={}, no_business=True, no_persons=True)


@pytest.fixture
def summary(company, approved):
    summary = summarising.start(approved, by=company.ambtenaar)
    return summarising.change(summary, by=company.ambtenaar, version=1, **WORDS)


def test_it_begins_with_what_the_plan_says_already(company, approved):
    summary = summarising.start(approved, by=company.ambtenaar)
    assert "Samen sterker thuis" in summary.goals
    assert "Ouderen wachten lang op wijkverpleging." in summary.goals
    assert "Minder ouderen in het ziekenhuis." in summary.goals
    assert summary.agreements == (
        "- De wijkverpleging komt binnen een dag; verantwoordelijk: Gemeente Ridderkerk; uiterlijk 1 januari 2028"
    )
    assert summary.results == "- Wachttijd: van 5,5 naar 1 dagen, 1 januari 2028"
    assert "- Gemeente Ridderkerk (dient in)" in summary.parties
    assert "- GGD (betrokken)" in summary.parties
    assert "Huisartsen" not in summary.parties
    assert "CZ, coördinerend verzekeraar" in summary.contact
    assert all(person.name not in summary.contact for person in company.people.values() if person.is_authenticated)


def test_a_text_that_is_too_long_is_cut_where_it_can_be_read(company, approved):
    approved.onderdelen.filter(code="knelpunten").update(plain_text="Een zin. " * 2000)
    goals = prefilled(approved)["goals"]
    assert len(goals) <= LONGEST
    assert goals.endswith("zin.…")


def test_only_an_approved_plan_gets_one(company, approved, put_in_state):
    plan = put_in_state(approved, Planstand.BEOORDELING)
    with pytest.raises(PermissionDenied):
        summarising.start(plan, by=company.ambtenaar)


def test_there_is_one_at_work_at_a_time(company, approved, summary):
    with pytest.raises(ValidationError, match="al aan een samenvatting"):
        summarising.start(approved, by=company.beoordelaar_1)


def test_a_save_on_an_older_version_is_refused_with_both(company, summary):
    with pytest.raises(OutdatedVersion) as outdated:
        summarising.change(summary, by=company.zorgaanbieder, version=1, **WORDS | {"goals": "Iets anders"})
    assert outdated.value.current.goals == WORDS["goals"]
    assert Samenvatting.objects.get().goals == WORDS["goals"]


def test_saving_the_same_again_keeps_the_check_and_the_version(company, summary):
    summary = checked(summary, company.ambtenaar)
    again = summarising.change(summary, by=company.zorgaanbieder, version=summary.version, **WORDS)
    assert (again.version, again.checked_by) == (summary.version, company.ambtenaar)


def test_a_change_asks_for_a_new_check(company, summary):
    summary = checked(summary, company.ambtenaar)
    summary = summarising.change(
        summary, by=company.ambtenaar, version=summary.version, **WORDS | {"goals": "Iets anders"}
    )
    assert summary.checked_at is None
    with pytest.raises(ValidationError, match="controleert de samenvatting eerst"):
        summarising.publish(summary, by=company.beoordelaar_1, version=summary.version)


def test_each_finding_is_explained_and_both_declarations_are_given(company, summary):
    summary = summarising.change(
        summary, by=company.ambtenaar, version=summary.version, **WORDS | {"contact": "info@ridderkerk.nl"}
    )
    (finding,) = summarising.findings_of(summary)
    with pytest.raises(ValidationError) as refused:
        summarising.check(
            summary,
            by=company.ambtenaar,
            version=summary.version,
            why={finding.key: "  "},
            no_business=False,
            no_persons=False,
        )
    assert set(refused.value.message_dict) == {f"why-{finding.key}", "no_business", "no_persons"}
    why = {finding.key: "Dit is het adres van de organisatie."}
    summary = summarising.check(
        summary, by=company.ambtenaar, version=summary.version, why=why, no_business=True, no_persons=True
    )
    assert summary.remarks == [
        {
            "key": finding.key,
            "kind": "email",
            "field": "contact",
            "text": "info@ridderkerk.nl",
            "why": "Dit is het adres van de organisatie.",
        }
    ]


def test_who_makes_it_public_hears_that_it_was_checked(company, summary):
    checked(summary, company.ambtenaar)
    path = f"/transformatieplannen/{summary.plan_id}/samenvatting/"
    told = {notice.person for notice in company.ambtenaar.notices.model.objects.filter(path=path)}
    assert told >= {company.beoordelaar_1, company.beoordelaar_1b}
    assert told.isdisjoint({company.ambtenaar, company.beoordelaar_2, company.andere_verzekeraar})


def test_an_empty_field_cannot_go_out(company, summary):
    summary = summarising.change(summary, by=company.ambtenaar, version=summary.version, **WORDS | {"results": " \n"})
    with pytest.raises(ValidationError, match="resultaten"):
        checked(summary, company.ambtenaar)


def test_the_names_of_who_works_on_it_are_found(company, summary):
    company.ambtenaar.name = "Sanne de Wit"
    company.ambtenaar.save()
    summary = summarising.change(
        summary, by=company.ambtenaar, version=summary.version, **WORDS | {"contact": "Bel sanne de wit"}
    )
    assert [each.text for each in summarising.findings_of(summary)] == ["sanne de wit"]


def test_who_checked_it_does_not_publish_it(company, summary):
    summary = checked(summary, company.beoordelaar_1)
    with pytest.raises(ValidationError, match="zelf gecontroleerd"):
        summarising.publish(summary, by=company.beoordelaar_1, version=summary.version)
    assert summarising.publish(summary, by=company.beoordelaar_1b, version=summary.version).published_at


def test_not_even_sql_lets_one_person_do_both(company, summary):
    summary = checked(summary, company.beoordelaar_1)
    with pytest.raises(IntegrityError, match="samenvatting_two_people"):
        Samenvatting.objects.filter(pk=summary.pk).update(
            published_at=summary.checked_at, published_by=summary.checked_by
        )


@pytest.mark.parametrize("who", ["ambtenaar", "bestuurder", "beoordelaar_2", "andere_verzekeraar", "toekenner"])
def test_only_the_coordinating_insurer_publishes_and_withdraws(company, summary, who):
    summary = checked(summary, company.zorgaanbieder)
    with pytest.raises(PermissionDenied):
        summarising.publish(summary, by=company.people[who], version=summary.version)
    summary = summarising.publish(summary, by=company.beoordelaar_1, version=summary.version)
    with pytest.raises(PermissionDenied):
        summarising.withdraw(summary, by=company.people[who], reason="Nee")


def test_what_became_suspect_after_the_check_is_checked_again(company, summary):
    summary = summarising.change(
        summary, by=company.ambtenaar, version=summary.version, **WORDS | {"contact": "Vraag het Sanne de Wit"}
    )
    summary = checked(summary, company.ambtenaar)
    company.zorgaanbieder.name = "Sanne de Wit"
    company.zorgaanbieder.save()
    with pytest.raises(ValidationError, match="Sinds de controle"):
        summarising.publish(summary, by=company.beoordelaar_1, version=summary.version)


@pytest.mark.django_db(transaction=True)
def test_published_twice_at_once_it_comes_out_once(company, summary):
    summary = checked(summary, company.ambtenaar)
    results = at_once(
        *(
            lambda by=by: summarising.publish(Samenvatting.objects.get(), by=by, version=summary.version)
            for by in (company.beoordelaar_1, company.beoordelaar_1b)
        )
    )
    assert sorted(type(each).__name__ for each in results) == ["Samenvatting", "ValidationError"]
    assert Event.objects.filter(verb="transformatieplan.samenvatting.openbaar").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_a_change_and_publishing_at_once_what_comes_out_was_checked(company, summary):
    summary = checked(summary, company.ambtenaar)
    at_once(
        lambda: summarising.publish(Samenvatting.objects.get(), by=company.beoordelaar_1, version=summary.version),
        lambda: summarising.change(
            Samenvatting.objects.get(), by=company.ambtenaar, version=summary.version, **WORDS | {"goals": "Anders"}
        ),
    )
    kept = Samenvatting.objects.get()
    assert (kept.goals == "Anders") == (kept.published_at is None)
    assert kept.published_at is None or kept.checked_at


@pytest.mark.django_db(transaction=True)
def test_begun_twice_at_once_there_is_one(company, approved):
    results = at_once(
        lambda: summarising.start(approved, by=company.ambtenaar),
        lambda: summarising.start(approved, by=company.beoordelaar_1),
    )
    assert sorted(type(each).__name__ for each in results) == ["Samenvatting", "ValidationError"]


def test_what_is_public_stays_as_it_is(company, summary):
    summary = checked(summary, company.ambtenaar)
    summary = summarising.publish(summary, by=company.beoordelaar_1, version=summary.version)
    with pytest.raises(ValidationError, match="al openbaar"):
        summarising.change(summary, by=company.ambtenaar, version=summary.version, **WORDS | {"goals": "Anders"})
    for change in (
        {"goals": "Anders"},
        {"checked_by": company.zorgaanbieder},
        {"remarks": [1]},
        {"published_at": None},
    ):
        with pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
            Samenvatting.objects.filter(pk=summary.pk).update(**change)
    with pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
        summary.delete()


def test_withdrawing_is_with_a_reason_that_can_go_out_and_for_good(company, approved):
    summary = SamenvattingFactory(plan=approved, is_public=True)
    with pytest.raises(ValidationError, match="Schrijf op waarom"):
        summarising.withdraw(summary, by=company.beoordelaar_1, reason="  ")
    with pytest.raises(ValidationError, match="mevrouw Jansen"):
        summarising.withdraw(summary, by=company.beoordelaar_1, reason="De naam van mevrouw Jansen stond erin.")
    summary = summarising.withdraw(summary, by=company.beoordelaar_1, reason="Er stond een fout in.")
    with pytest.raises(ValidationError, match="niet \\(meer\\) openbaar"):
        summarising.withdraw(summary, by=company.beoordelaar_1, reason="Nog eens")
    with pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
        Samenvatting.objects.filter(pk=summary.pk).update(withdrawn_at=None)


def test_a_next_version_begins_with_the_last_and_takes_its_place(company, approved, summary):
    summary = checked(summary, company.ambtenaar)
    first = summarising.publish(summary, by=company.beoordelaar_1, version=summary.version)
    second = summarising.start(approved, by=company.ambtenaar)
    assert (second.number, second.goals) == (2, WORDS["goals"])
    assert set(Samenvatting.objects.public()) == {first}
    second = checked(second, company.ambtenaar)
    second = summarising.publish(second, by=company.beoordelaar_1, version=second.version)
    assert set(Samenvatting.objects.public()) == {second}
    summarising.withdraw(second, by=company.beoordelaar_1, reason="Een fout.")
    assert not Samenvatting.objects.public().exists()


def test_the_whole_way_by_the_pages(company, approved, sign_in):
    writer, insurer = sign_in(company.ambtenaar), sign_in(company.beoordelaar_1)
    base = f"/transformatieplannen/{approved.pk}/samenvatting/"
    assert "Begin de samenvatting" in writer.get(base).text
    assert writer.post(f"{base}begin/").status_code == 302
    page = writer.get(f"{base}bewerken/")
    assert "Ouderen wachten lang" in page.text
    words = WORDS | {"contact": "info@ridderkerk.nl <script>alert(1)</script>"}
    assert writer.post(f"{base}bewerken/", words | {"version": 1}).status_code == 302
    assert writer.post(f"{base}bewerken/", words | {"version": 1, "goals": "Later"}).status_code == 422
    page = writer.get(f"{base}controle/")
    assert "info@ridderkerk.nl" in page.text
    assert "<script>alert(1)" not in page.text
    summary = approved.samenvattingen.get()
    (finding,) = summarising.findings_of(summary)
    refused = writer.post(f"{base}controle/", {"version": summary.version})
    assert refused.status_code == 422
    assert "Schrijf op waarom dit openbaar mag" in refused.text
    assert "Dit kan nog niet" in insurer.get(f"{base}openbaar-maken/").text
    declared = {f"why-{finding.key}": "Algemeen adres", "no_business": "on", "no_persons": "on"}
    assert writer.post(f"{base}controle/", declared | {"version": summary.version}).status_code == 302
    summary.refresh_from_db()
    assert insurer.post(f"{base}openbaar-maken/", {"version": summary.version - 1}).status_code == 422
    answer = insurer.post(f"{base}openbaar-maken/", {"version": summary.version})
    assert answer["Location"] == f"/transformatieplannen/{approved.pk}/openbaar/"
    public = sign_in(None).get(answer["Location"])
    assert "Ouderen blijven thuis." in public.text
    assert "<script>alert(1)" not in public.text
    assert insurer.post(f"{base}1/intrekken/", {"reason": ""}).status_code == 422
    assert insurer.post(f"{base}1/intrekken/", {"reason": "Er stond een fout in."}).status_code == 302
    gone = sign_in(None).get(f"/transformatieplannen/{approved.pk}/openbaar/")
    assert gone.status_code == 410
    assert "Er stond een fout in." in gone.text
    assert "Ouderen blijven thuis." not in gone.text


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"version": "x"},
        {"version": "99999999999999999999"},
        {"version": "1", "goals": "a\x00b"},
        {"version": "1", "goals": "x" * (LONGEST + 1)},
    ],
)
def test_what_cannot_be_saved_is_refused_at_its_field(company, approved, sign_in, posted):
    SamenvattingFactory(plan=approved)
    answer = sign_in(company.ambtenaar).post(f"/transformatieplannen/{approved.pk}/samenvatting/bewerken/", posted)
    assert answer.status_code == 422


def test_every_field_can_hold_any_letter(company, approved):
    summary = summarising.start(approved, by=company.ambtenaar)
    words = dict.fromkeys(FIELDS, "Zoë 🚑 مرحبا\r\nregel twee")
    summary = summarising.change(summary, by=company.ambtenaar, version=1, **words)
    assert summary.goals == "Zoë 🚑 مرحبا\nregel twee"


@pytest.mark.parametrize("page", ["bewerken", "controle", "openbaar-maken"])
def test_without_a_summary_at_work_there_is_no_page(company, approved, sign_in, page):
    client = sign_in(company.beoordelaar_1)
    assert client.get(f"/transformatieplannen/{approved.pk}/samenvatting/{page}/").status_code == 404


def test_what_was_not_published_cannot_be_withdrawn(company, approved, sign_in):
    SamenvattingFactory(plan=approved)
    client = sign_in(company.beoordelaar_1)
    assert client.get(f"/transformatieplannen/{approved.pk}/samenvatting/1/intrekken/").status_code == 404
    assert client.get(f"/transformatieplannen/{approved.pk}/samenvatting/99999999999/intrekken/").status_code == 404
