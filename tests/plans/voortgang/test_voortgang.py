"""How far milestones are: late by their quarter, noted by who answers for them, with evidence."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import history
from plans.models import Mijlpaal, Regioplan, Stand, Status
from plans.voortgang.following import Voortgang, counts_of_each, note, progress_of
from tests.at_once import at_once
from tests.factories import ActieFactory, MijlpaalFactory, OpgaveFactory
from tests.plans.pdfs import pdf
from tests.queries import queries_of


@pytest.fixture
def mijlpaal(cast):
    """A milestone of Ridderkerk in the first quarter of 2027, in a plan to which the tafel agreed."""
    actie = ActieFactory(opgave=OpgaveFactory(plan=cast.plan), organisation=cast.ambtenaar_2.hat)
    mijlpaal = MijlpaalFactory(actie=actie, quarter=date(2027, 1, 1), organisation=cast.ambtenaar.hat)
    for status in (Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL):
        Regioplan.objects.filter(pk=cast.plan.pk).update(status=status)
    cast.plan.refresh_from_db()
    return mijlpaal


def now(mijlpaal) -> Mijlpaal:
    return Mijlpaal.objects.select_related("stand").get(pk=mijlpaal.pk)


@pytest.mark.parametrize(
    ("today", "progress"),
    [
        (date(2026, 11, 1), Voortgang.OP_TIJD),
        (date(2027, 3, 31), Voortgang.OP_TIJD),
        (date(2027, 4, 1), Voortgang.TE_LAAT),
    ],
)
def test_a_milestone_is_late_the_day_after_its_quarter(mijlpaal, today, progress):
    assert progress_of(now(mijlpaal), today) == progress


def test_one_that_is_put_off_is_late_after_the_quarter_in_which_it_is_expected(cast, mijlpaal):
    note(mijlpaal, by=cast.ambtenaar, version=0, status="open", expected=date(2027, 4, 1), note="Wacht op de ggz.")
    assert progress_of(now(mijlpaal), date(2027, 6, 30)) == Voortgang.UITGESTELD
    assert progress_of(now(mijlpaal), date(2027, 7, 1)) == Voortgang.TE_LAAT


def test_done_with_evidence_and_dropped_with_a_reason(cast, mijlpaal):
    for fields, field in (
        ({"status": "gereed"}, "note"),
        ({"status": "gereed", "note": "Klaar.", "done_on": timezone.localdate() + timedelta(days=1)}, "done_on"),
        ({"status": "gereed", "note": "Klaar.", "done_on": date(26, 11, 1)}, "done_on"),
        ({"status": "vervallen"}, "note"),
        ({"status": "open", "expected": date(2020, 1, 1)}, "expected"),
        ({"status": "open", "expected": date(2027, 5, 1)}, "expected"),
        ({"status": "gereed", "evidence_url": "geen adres"}, "evidence_url"),
    ):
        with pytest.raises(ValidationError) as refused:
            note(mijlpaal, by=cast.ambtenaar, version=0, **fields)
        assert field in refused.value.message_dict, fields
    assert not Stand.objects.exists()
    stand = note(mijlpaal, by=cast.ambtenaar, version=0, status="gereed", note="40 mensen geschoold.")
    assert (stand.done_on, progress_of(now(mijlpaal))) == (timezone.localdate(), Voortgang.GEREED)
    note(mijlpaal, by=cast.ambtenaar, version=1, status="vervallen", note="Toch niet nodig.")
    assert progress_of(now(mijlpaal)) == Voortgang.VERVALLEN
    assert [event.after["stand"] for event in history(cast.plan)] == ["vervallen", "gereed"]


def test_who_answers_for_it_notes_it_and_the_regiocoordinator(cast, mijlpaal):
    did = set()
    for name, person in cast.people.items():
        try:
            note(mijlpaal, by=person, version=len(did), status="open", note=name)
        except PermissionDenied:
            continue
        did.add(name)
    assert did == {"ambtenaar", "bestuurder", "regiocoordinator"}


def test_of_a_milestone_of_nobody_the_organisation_of_its_action_answers(cast):
    actie = ActieFactory(opgave=OpgaveFactory(plan=cast.plan), organisation=cast.ambtenaar_2.hat)
    mijlpaal = MijlpaalFactory(actie=actie, organisation=None)
    for status in (Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL):
        Regioplan.objects.filter(pk=cast.plan.pk).update(status=status)
    with pytest.raises(PermissionDenied):
        note(mijlpaal, by=cast.ambtenaar, version=0, status="open")
    note(mijlpaal, by=cast.ambtenaar_2, version=0, status="open")


def test_before_the_tafel_agreed_nothing_is_noted(cast):
    mijlpaal = MijlpaalFactory(
        actie=ActieFactory(opgave=OpgaveFactory(plan=cast.plan)), organisation=cast.ambtenaar.hat
    )
    with pytest.raises(PermissionDenied):
        note(mijlpaal, by=cast.ambtenaar, version=0, status="gereed", note="Klaar.")


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_note_at_once_one_is_told_what_stands(cast, mijlpaal):
    results = at_once(
        lambda: note(mijlpaal, by=cast.ambtenaar, version=0, status="gereed", note="Klaar."),
        lambda: note(mijlpaal, by=cast.bestuurder, version=0, status="vervallen", note="Niet nodig."),
    )
    kept = [result for result in results if isinstance(result, Stand)]
    [told] = [result for result in results if result not in kept]
    assert isinstance(told, OutdatedVersion)
    assert told.current.status == kept[0].status


def test_counts_leave_out_what_was_dropped(cast, mijlpaal):
    with time_machine.travel("2027-05-01", tick=False):
        opgave = mijlpaal.actie.opgave_id
        assert counts_of_each([opgave])[opgave].te_laat == 1
        note(mijlpaal, by=cast.ambtenaar, version=0, status="vervallen", note="Niet nodig.")
        counts = counts_of_each([opgave])[opgave]
    assert (counts.total, counts.vervallen) == (0, 1)


def test_progress_is_noted_in_the_browser_with_a_pdf_as_evidence(cast, mijlpaal, sign_in):
    client, path = sign_in(cast.ambtenaar), f"/plannen/{cast.plan.pk}/voortgang/{mijlpaal.pk}/"
    assert client.get(path).status_code == 200
    fields = {"version": 0, "status": "gereed", "note": "Klaar."}
    bad = SimpleUploadedFile("bewijs.pdf", b"MZ")
    assert client.post(path, fields | {"paper": bad}).status_code == 422
    assert client.post(path, fields | {"paper": SimpleUploadedFile("bewijs.pdf", pdf())}).status_code == 302
    page = client.get(f"/plannen/{cast.plan.pk}/voortgang/").content.decode()
    assert "1 van 1 mijlpalen gereed" in page
    assert "Bewijs (PDF)" in page
    answer = client.post(path, {"version": 0, "status": "vervallen", "note": "Toch niet."})
    assert answer.status_code == 422
    assert "Dit is intussen gewijzigd" in answer.content.decode()
    assert "Toch niet." in answer.content.decode()
    assert sign_in(cast.zorgaanbieder).get(path).status_code == 403
    assert sign_in(cast.andere_ambtenaar).get(path).status_code == 404


def test_the_page_asks_no_oftener_for_a_hundred_milestones_than_for_one(cast, mijlpaal, sign_in):
    client, path = sign_in(cast.ambtenaar), f"/plannen/{cast.plan.pk}/voortgang/"
    client.get(path)
    one = len(queries_of(client, path))
    Regioplan.objects.filter(pk=cast.plan.pk).update(status=Status.CONCEPT)
    for _ in range(20):
        actie = ActieFactory(opgave=OpgaveFactory(plan=cast.plan), organisation=cast.ambtenaar_2.hat)
        for _ in range(5):
            MijlpaalFactory(actie=actie, organisation=cast.ambtenaar.hat)
    for status in (Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL):
        Regioplan.objects.filter(pk=cast.plan.pk).update(status=status)
    assert len(queries_of(client, path)) <= one <= 20
    assert len(queries_of(client, f"{path}?toon=alles")) == one


def test_of_more_than_a_handful_the_milestones_are_opened_opgave_by_opgave(cast, mijlpaal, sign_in):
    client, path = sign_in(cast.ambtenaar), f"/plannen/{cast.plan.pk}/voortgang/"
    Regioplan.objects.filter(pk=cast.plan.pk).update(status=Status.CONCEPT)
    for _ in range(5):
        actie = ActieFactory(opgave=OpgaveFactory(plan=cast.plan), organisation=cast.ambtenaar.hat)
        MijlpaalFactory(actie=actie, quarter=date(2020, 1, 1))
    for status in (Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL):
        Regioplan.objects.filter(pk=cast.plan.pk).update(status=status)
    page = client.get(path).content.decode()
    assert "0 van 6 mijlpalen gereed, 5 te laat" in page
    assert page.count('<span class="overdue">1 te laat</span>') == 5
    assert "<table" not in page
    opgave = mijlpaal.actie.opgave_id
    assert f'href="?opgave={opgave}#mijlpalen-van-{opgave}"' in page
    back = client.post(f"{path}{mijlpaal.pk}/", {"version": 0, "status": "vervallen", "note": "Niet nodig."})[
        "Location"
    ]
    assert back == f"{path}?opgave={opgave}#mijlpaal-{mijlpaal.pk}"
    opened = client.get(back).content.decode()
    assert opened.count("<table") == 1
    assert f'id="mijlpaal-{mijlpaal.pk}"' in opened
    assert "0 van 5 mijlpalen gereed, 5 te laat; 1 vervallen" in opened
    assert client.get(f"{path}?toon=alles").content.decode().count("<table") == 6
