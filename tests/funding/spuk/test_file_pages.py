"""The file of an application on its page: having it made, seeing how far it is, taking it along, and who may."""

import pytest
from django.utils import timezone

from funding.models import Aanvraagbestand, Begrotingsregel, SpukAanvraag
from funding.spuk import filing
from funding.spuk.applying import discard
from iza_portal.dossiers import files
from iza_portal.work.models import State
from tests.factories import IndieningFactory
from tests.funding.spuk.complete import file_of, handed_in
from tests.queries import queries_of

ZIP = b"PK: a ZIP"


@pytest.fixture
def approved(complete, settings, tmp_path):
    """The application that lacks nothing, of a plan of which the submission that was approved is kept."""
    settings.DOSSIER_DIR = tmp_path / "dossiers"
    content = {"title": complete.plan.title, "parts": []}
    IndieningFactory(plan=complete.plan, step="beoordeling", content=content, closed_at=timezone.now())
    return complete


def path_of(aanvraag, rest=""):
    return f"{aanvraag.get_absolute_url()}bestand/{rest}"


def status_of(client, path) -> int:
    answer = client.get(path)
    b"".join(answer)  # A file is let go of once it was read.
    return answer.status_code


def test_one_asks_on_the_page_and_sees_how_far_it_is(approved, no_broker, sign_in):
    client = sign_in(approved.ambtenaar)
    page = client.get(approved.aanvraag.get_absolute_url()).text
    assert "Maak het bestand" in page
    answer = client.post(path_of(approved.aanvraag))
    assert answer.headers["Location"] == f"{approved.aanvraag.get_absolute_url()}#bestand"
    bestand = Aanvraagbestand.objects.get()
    assert (bestand.state, bestand.requested_by) == (State.AANGEVRAAGD, approved.ambtenaar)
    page = client.get(approved.aanvraag.get_absolute_url()).text
    assert "wacht op zijn beurt" in page
    assert f'hx-get="{path_of(approved.aanvraag, "stand/")}"' in page
    Aanvraagbestand.objects.update(state=State.BEZIG, percent=40, stage="begroting maken")
    fragment = client.get(path_of(approved.aanvraag, "stand/")).text
    assert "Begroting maken" in fragment
    assert "<html" not in fragment
    Aanvraagbestand.objects.update(state=State.MISLUKT, failure="Het duurde te lang.")
    fragment = client.get(path_of(approved.aanvraag, "stand/")).text
    assert "Het duurde te lang." in fragment
    assert "Maak het bestand opnieuw" in fragment
    assert "hx-get" not in fragment
    assert "csrfmiddlewaretoken" in fragment
    client.post(path_of(approved.aanvraag))
    assert Aanvraagbestand.objects.get().state == State.AANGEVRAAGD


def test_who_asks_for_what_is_there_already_is_told_so(approved, no_broker, sign_in):
    client = sign_in(approved.ambtenaar)
    client.post(path_of(approved.aanvraag))
    Aanvraagbestand.objects.update(state=State.KLAAR, file=files.store(ZIP, ".zip"), sha256="0" * 64, bytes=9)
    page = client.post(path_of(approved.aanvraag), follow=True).text
    assert "niet veranderd sinds dit bestand is gemaakt" in page
    assert Aanvraagbestand.objects.count() == 1


def test_an_application_that_lacks_something_has_no_file_and_says_so(begun, sign_in):
    client = sign_in(begun.ambtenaar)
    page = client.get(begun.aanvraag.get_absolute_url()).text
    assert "zodra er niets meer ontbreekt" in page
    assert "Maak het bestand" not in page
    assert "nog niet compleet" in client.post(path_of(begun.aanvraag), follow=True).text
    assert not Aanvraagbestand.objects.exists()


def test_a_plan_without_an_approved_submission_says_so(complete, sign_in):
    page = sign_in(complete.ambtenaar).post(path_of(complete.aanvraag), follow=True).text
    assert "geen versie in het portaal" in page


def test_an_application_that_changed_says_that_its_file_is_of_before(approved, sign_in):
    client = sign_in(approved.ambtenaar)
    first = file_of(approved.aanvraag, by=approved.ambtenaar)
    page = client.get(approved.aanvraag.get_absolute_url()).text
    assert "Het bestand is klaar" in page
    assert first.sha256 in page
    assert "Maak het bestand" not in page
    line = Begrotingsregel.objects.first()
    line.activity = "Iets anders"
    line.save()
    page = client.get(approved.aanvraag.get_absolute_url()).text
    assert f"De aanvraag is veranderd sinds bestand {first.code}" in page
    assert "Maak het bestand opnieuw" in page
    second = file_of(approved.aanvraag, by=approved.ambtenaar, number=2)
    page = client.get(approved.aanvraag.get_absolute_url()).text
    assert page.index(path_of(approved.aanvraag, f"{second.pk}/zip/")) < page.index("Eerdere bestanden")
    assert page.index("Eerdere bestanden") < page.index(path_of(approved.aanvraag, f"{first.pk}/zip/"))


def test_the_file_of_what_it_says_now_is_shown_however_many_were_asked_since(approved, sign_in):
    """An application that was changed back has its file already, and asking again would make no other."""
    first = file_of(approved.aanvraag, by=approved.ambtenaar)
    Begrotingsregel.objects.filter(bedrag=approved.first).update(activity="Iets anders")
    for number in range(2, filing.MOST_SHOWN + 3):
        file_of(approved.aanvraag, by=approved.ambtenaar, number=number)
    Begrotingsregel.objects.filter(bedrag=approved.first).update(activity="Loket open")
    page = sign_in(approved.ambtenaar).get(approved.aanvraag.get_absolute_url()).text
    assert "Het bestand is klaar" in page
    assert path_of(approved.aanvraag, f"{first.pk}/zip/") in page


def test_nobody_is_asked_to_upload_again_what_was_handed_in(approved, sign_in):
    file_of(approved.aanvraag, by=approved.ambtenaar)
    Begrotingsregel.objects.filter(bedrag=approved.first).update(activity="Iets anders")
    handed_in(approved.aanvraag)
    page = sign_in(approved.ambtenaar).get(approved.aanvraag.get_absolute_url()).text
    assert "zegt iets anders dan deze pagina" in page
    assert "voordat u het uploadt" not in page


def test_the_file_is_a_file_that_no_browser_keeps(approved, sign_in):
    bestand = file_of(approved.aanvraag, by=approved.ambtenaar)
    client = sign_in(approved.ambtenaar_barendrecht)
    answer = client.get(path_of(approved.aanvraag, f"{bestand.pk}/zip/"))
    assert b"".join(answer.streaming_content) == ZIP
    assert answer["Content-Type"] == "application/zip"
    assert "no-store" in answer["Cache-Control"]
    name = f"SPUK-aanvraag Gemeente Ridderkerk {approved.aanvraag.pk}-1.zip"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    bestand.path.unlink()
    assert client.get(path_of(approved.aanvraag, f"{bestand.pk}/zip/")).status_code == 404
    assert "er niet meer" in client.get(path_of(approved.aanvraag, "stand/")).text


def test_the_budget_is_taken_along_before_the_application_is_complete(begun, sign_in):
    answer = sign_in(begun.ambtenaar).get(path_of(begun.aanvraag, "begroting/xlsx/"))
    assert answer.content.startswith(b"PK")
    assert "concept-begroting" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]


def test_only_who_reads_the_application_reads_its_file_and_only_its_keepers_ask(approved, sign_in):
    bestand = file_of(approved.aanvraag, by=approved.ambtenaar)
    reading, asking = set(), set()
    for name, person in approved.people.items():
        client = sign_in(None if person.is_anonymous else person)
        codes = {
            status_of(client, path_of(approved.aanvraag, rest))
            for rest in ("stand/", f"{bestand.pk}/zip/", "begroting/xlsx/")
        }
        assert len(codes) == 1, name
        if codes == {200}:
            reading.add(name)
        answer = client.post(path_of(approved.aanvraag))
        if answer.headers.get("Location", "").endswith("#bestand"):
            asking.add(name)
    page = approved.aanvraag.get_absolute_url()
    signed_in = {name: person for name, person in approved.people.items() if not person.is_anonymous}
    readers = {name for name, person in signed_in.items() if status_of(sign_in(person), page) == 200}
    assert reading == readers
    assert asking == {"ambtenaar", "kassier_ridderkerk"}
    assert {"ambtenaar_barendrecht", "bestuurder"} <= reading
    assert not reading & {"zorgaanbieder", "beoordelaar_1", "betrokkene", "andere_ambtenaar", "landelijk"}


def test_a_file_of_another_application_is_not_there(approved, sign_in):
    bestand = file_of(approved.aanvraag, by=approved.ambtenaar)
    other = SpukAanvraag.objects.create(plan=approved.plan, aanvrager=approved.barendrecht, by=approved.ambtenaar)
    answer = sign_in(approved.ambtenaar).get(path_of(other, f"{bestand.pk}/zip/"))
    assert answer.status_code == 404


def test_an_application_that_is_thrown_away_takes_its_files_along(approved, django_capture_on_commit_callbacks):
    path = file_of(approved.aanvraag, by=approved.ambtenaar).path
    with django_capture_on_commit_callbacks(execute=True):
        discard(approved.aanvraag, by=approved.ambtenaar, version=approved.aanvraag.version)
        assert path.is_file()
    assert not Aanvraagbestand.objects.exists()
    assert not path.exists()


def test_many_files_take_the_queries_of_one(approved, sign_in):
    client = sign_in(approved.ambtenaar)
    file_of(approved.aanvraag, by=approved.ambtenaar)
    pages = [approved.aanvraag.get_absolute_url(), path_of(approved.aanvraag, "stand/")]
    few = [len(queries_of(client, page)) for page in pages]
    for number in range(2, 9):
        file_of(approved.aanvraag, by=approved.ambtenaar, number=number)
    many = [queries_of(client, page) for page in pages]
    assert [len(each) for each in many] == few
    assert max(few) <= 12, many
