"""The file of an application: made by a worker of what was kept, with exactly the papers that belong in it."""

import hashlib
import io
import re
import zipfile
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from funding.models import Aanvraagbestand, Begrotingsregel, SpukAanvraag
from funding.spuk.filing import frozen, request_file, thawed
from funding.spuk.letters import in_groups
from funding.spuk.reading import application_of
from iza_portal.dossiers import application_files
from iza_portal.trail.recording import history
from iza_portal.work.models import State
from plans.models.transformatie import Mijlpaalbedrag
from tests.dossiers.test_letters import require_accessible, words_of
from tests.funding.spuk.complete import TOTAL, applied_for, handed_in
from tests.plans.transformatie.conftest import company  # noqa: F401 (the fixture)
from tests.processes import ended
from tests.sheets.files import cells

NAMES = [
    "0 Inhoud.pdf",
    "1 Transformatieplan.pdf",
    "2 Overeenkomst.pdf",
    "3 Begroting.pdf",
    "3 Begroting.xlsx",
    "4 Penvoerderschap Gemeente Barendrecht.pdf",
    "5 Mijlpalenplanning.pdf",
    "5 Mijlpalenplanning.xlsx",
]


@pytest.fixture
def here(settings):
    """The work is done in this process: no thread looks for a row that only the test sees."""
    settings.WORK_BEAT = timedelta(hours=1)


@pytest.fixture
def applied(company, here):  # noqa: F811
    return applied_for(company)


@pytest.fixture
def asked(applied, no_broker):
    """The file, asked for and made."""
    bestand = request_file(applied.aanvraag, by=applied.ambtenaar)
    application_files.make(bestand.pk)
    bestand.refresh_from_db()
    assert bestand.failure == ""
    return bestand


def opened(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def seen_in(file: bytes) -> str:
    return re.sub(r"[\s\u200b\ufffe]+", " ", words_of(file))


@pytest.mark.django_db(transaction=True)
def test_a_worker_makes_it_and_who_waits_sees_that_it_is_ready(company, worker, sign_in):  # noqa: F811
    applied = applied_for(company)
    client = sign_in(applied.ambtenaar)
    assert client.post(applied.path).headers["Location"] == f"{applied.aanvraag.get_absolute_url()}#bestand"
    bestand = ended(Aanvraagbestand.objects.get())
    assert (bestand.state, bestand.failure, bestand.attempts) == (State.KLAAR, "", 1)
    assert "Het bestand is klaar" in client.get(f"{applied.path}stand/").text
    answer = client.get(f"{applied.path}{bestand.pk}/zip/")
    content = b"".join(answer.streaming_content)
    assert list(opened(content)) == NAMES
    assert (bestand.sha256, bestand.bytes) == (hashlib.sha256(content).hexdigest(), len(content))


def test_it_holds_exactly_the_papers_of_the_application(applied, asked):
    made = opened(asked.path.read_bytes())
    assert list(made) == NAMES
    assert made["2 Overeenkomst.pdf"] == bytes(applied.agreement.content)
    assert made["4 Penvoerderschap Gemeente Barendrecht.pdf"] == bytes(applied.proof.content)
    plan = seen_in(made["1 Transformatieplan.pdf"])
    assert "Samen sterker thuis" in plan
    assert applied.besluit.motivation in plan
    assert "goedgekeurd op" in plan.lower()
    index = seen_in(made["0 Inhoud.pdf"])
    for name in NAMES[1:]:
        assert in_groups(hashlib.sha256(made[name]).hexdigest()) in index, name
    for criterion in range(1, 8):
        assert f"SP-{criterion}" in index


def test_each_pdf_that_the_portal_makes_is_accessible(asked):
    made = opened(asked.path.read_bytes())
    for name in ("0 Inhoud.pdf", "1 Transformatieplan.pdf", "3 Begroting.pdf", "5 Mijlpalenplanning.pdf"):
        require_accessible(made[name])


def test_the_sums_are_those_of_the_plan_and_of_the_budget_to_the_cent(applied, asked):
    municipalities = applied.aanvraag.deelnemers.values("partij")
    of_plan = sum(each.amount for each in Mijlpaalbedrag.objects.filter(partij__in=municipalities))
    lines = Begrotingsregel.objects.filter(deelnemer__aanvraag=applied.aanvraag)
    assert of_plan * 100 == sum(each.costs - each.revenues for each in lines) == TOTAL
    made = opened(asked.path.read_bytes())
    budget = cells(made["3 Begroting.xlsx"])[1:]
    assert sum(Decimal(row[-1]) for row in budget if row[2]) == of_plan == Decimal(budget[-1][-1])
    milestones = cells(made["5 Mijlpalenplanning.xlsx"])[1:]
    assert sum(Decimal(row[-1]) for row in milestones[:-1]) == of_plan == Decimal(milestones[-1][-2])
    said = f"{of_plan:,.2f}".translate(str.maketrans(",.", ".,"))
    for name in ("0 Inhoud.pdf", "3 Begroting.pdf", "5 Mijlpalenplanning.pdf"):
        assert said in words_of(made[name]), name


def test_the_same_row_gives_the_same_bytes(asked):
    first = asked.path.read_bytes()
    assert application_files.archive_of(asked) == first
    assert hashlib.sha256(first).hexdigest() == asked.sha256


def test_what_was_kept_reads_as_the_application_and_the_same_again(applied):
    application = application_of(applied.aanvraag)
    kept = frozen(application)
    assert frozen(thawed(kept)) == kept
    assert thawed(kept).budget[0].asked == application.budget[0].asked


def test_the_same_content_is_made_once_and_another_is_another_file(applied, asked):
    assert request_file(applied.aanvraag, by=applied.kassier_ridderkerk) == asked
    assert Aanvraagbestand.objects.count() == 1
    line = Begrotingsregel.objects.first()
    line.activity, line.version = "Loket inrichten en openen", 2
    line.save()
    second = request_file(applied.aanvraag, by=applied.ambtenaar)
    assert (second.number, second.state) == (2, State.AANGEVRAAGD)
    line.activity, line.version = "Loket inrichten", 3
    line.save()
    assert request_file(applied.aanvraag, by=applied.ambtenaar) == asked


def test_a_file_that_failed_or_got_lost_is_made_again_of_the_same_content(applied, asked):
    first = asked.path.read_bytes()
    asked.path.unlink()
    again = request_file(applied.aanvraag, by=applied.ambtenaar)
    assert (again, again.state) == (asked, State.AANGEVRAAGD)
    application_files.make(again.pk)
    again.refresh_from_db()
    assert again.path.read_bytes() == first
    Aanvraagbestand.objects.update(state=State.MISLUKT, failure="Het lukte niet.")
    assert request_file(applied.aanvraag, by=applied.ambtenaar).failure == ""


def test_a_chapter_that_cannot_be_printed_is_named(applied, no_broker):
    bestand = request_file(applied.aanvraag, by=applied.ambtenaar)
    chapter = next(each for each in bestand.content["plan"]["chapters"] if "body" in each["context"])
    chapter["context"]["body"] = {"type": "doc", "content": [{"type": "rocket"}]}
    chapter["context"]["is_empty"] = False
    broken = Aanvraagbestand.objects.create(
        aanvraag=applied.aanvraag,
        number=2,
        on=bestand.on,
        content=bestand.content,
        content_hash="f" * 64,
        requested_by=applied.ambtenaar,
        requested_at=bestand.requested_at,
    )
    application_files.make(broken.pk)
    broken.refresh_from_db()
    assert broken.state == State.MISLUKT
    assert f"“{chapter['title']}”" in broken.failure


def test_an_application_that_lacks_something_gets_no_file(applied):
    SpukAanvraag.objects.update(overeenkomst=None)
    with pytest.raises(ValidationError, match="nog niet compleet"):
        request_file(applied.aanvraag, by=applied.ambtenaar)
    assert not Aanvraagbestand.objects.exists()


def test_only_who_enters_for_the_applicant_has_it_made(applied):
    for name in ("barendrecht", "beoordelaar_1", "zorgaanbieder", "bestuurder"):
        with pytest.raises(PermissionDenied):
            request_file(applied.aanvraag, by=applied.people[name])


def test_what_was_kept_never_changes_and_stays_once_it_was_handed_in(applied, asked):
    for change in ({"content": {}}, {"content_hash": "0" * 64}, {"number": 9}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Aanvraagbestand.objects.update(**change)
    handed_in(applied.aanvraag)
    with pytest.raises(DatabaseError), transaction.atomic():
        Aanvraagbestand.objects.all().delete()


def test_asking_and_taking_stand_in_the_history(applied, asked, sign_in):
    client = sign_in(applied.barendrecht)
    for ask in (client.get, client.get, client.head):
        answer = ask(f"{applied.path}{asked.pk}/zip/")
        assert answer.status_code == 200
        b"".join(answer)  # A file is let go of once it was read.
    said = [(str(each.verb), each.actor, each.detail) for each in history(applied.aanvraag)]
    taken = ("spuk_aanvraag.bestand_gedownload", applied.barendrecht, asked.code)
    assert said == [taken, taken, ("spuk_aanvraag.bestand_gevraagd", applied.ambtenaar, asked.code)]


@pytest.mark.parametrize("name", ["../..\\=cmd|' /C calc'!A0\u202egnp.exe\r\nX-Header: 1 " + "x" * 60, "漢字"])
def test_a_hostile_name_of_a_municipality_does_no_harm(company, no_broker, here, name):  # noqa: F811
    applied = applied_for(company, other=name)
    bestand = request_file(applied.aanvraag, by=applied.ambtenaar)
    application_files.make(bestand.pk)
    bestand.refresh_from_db()
    assert bestand.state == State.KLAAR, bestand.failure
    made = opened(bestand.path.read_bytes())
    assert len(made) == len(NAMES)
    for each in made:
        assert re.fullmatch(r"[0-5] [A-Za-z0-9 -]{1,80}\.(pdf|xlsx)", each), each
    for each in ("3 Begroting.xlsx", "5 Mijlpalenplanning.xlsx"):
        assert b"<f>" not in zipfile.ZipFile(io.BytesIO(made[each])).read("xl/worksheets/sheet1.xml")
    for each in ("0 Inhoud.pdf", "3 Begroting.pdf"):
        require_accessible(made[each])
