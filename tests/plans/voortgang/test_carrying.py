"""What was noted of a milestone goes along into the next version of the plan."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from plans.adoption import move
from plans.models import Mijlpaal, Regioplan, Section, Stand, Status
from plans.opgaven import editing
from plans.publicatie.next_version import start_next
from plans.voortgang.following import note
from tests.adopting import let_all_agree
from tests.factories import ActieFactory, MijlpaalFactory, OpgaveFactory
from tests.plans.pdfs import pdf


@pytest.fixture
def plan(cast):
    """The cast's plan with three milestones of Ridderkerk, published."""
    Section.objects.filter(pk=cast.section.pk).update(plain_text="Er staat iets.")
    actie = ActieFactory(opgave=OpgaveFactory(plan=cast.plan), organisation=cast.ambtenaar.hat)
    for activity in ("Eerste", "Tweede", "Derde"):
        MijlpaalFactory(actie=actie, activity=activity, quarter=date(2027, 1, 1))
    for status in (Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL, Status.VASTGESTELD, Status.GEPUBLICEERD):
        Regioplan.objects.filter(pk=cast.plan.pk).update(status=status)
    cast.plan.refresh_from_db()
    return cast.plan


def following(cast, plan) -> Regioplan:
    return start_next(plan, by=cast.regiocoordinator, aard="aanvulling", edition=2026, title="Aanvulling 2026")


def agree(cast, plan) -> None:
    for source, target in (("concept", "ter_consultatie"), ("ter_consultatie", "akkoord_tafel")):
        move(plan, by=cast.regiocoordinator, source=source, target=target)


def of(plan, activity) -> Mijlpaal:
    return Mijlpaal.objects.select_related("actie", "stand").get(actie__opgave__plan=plan, activity=activity)


def test_what_was_noted_goes_along_when_the_tafel_agrees_and_not_before(cast, plan):
    note(of(plan, "Eerste"), by=cast.ambtenaar, version=0, status="gereed", note="40 mensen geschoold.")
    note(of(plan, "Tweede"), by=cast.ambtenaar, version=0, status="open", expected=date(2027, 7, 1), note="Later.")
    new = following(cast, plan)
    assert not Stand.objects.filter(mijlpaal__actie__opgave__plan=new).exists()
    agree(cast, new)
    done, later = of(new, "Eerste").stand, of(new, "Tweede").stand
    assert (done.status, done.note, done.by) == ("gereed", "40 mensen geschoold.", cast.ambtenaar)
    assert later.expected == date(2027, 7, 1)
    assert not hasattr(of(new, "Derde"), "stand")
    assert of(plan, "Eerste").stand.pk != done.pk


def test_a_new_quarter_is_what_counts_of_one_that_is_open(cast, plan):
    for activity, status in (("Eerste", "gereed"), ("Tweede", "open")):
        note(of(plan, activity), by=cast.ambtenaar, version=0, status=status, note="Zo staat het.")
    new = following(cast, plan)
    for activity in ("Eerste", "Tweede"):
        editing.change(of(new, activity), by=cast.ambtenaar, version=1, quarter=date(2028, 1, 1))
    agree(cast, new)
    assert of(new, "Eerste").stand.status == "gereed"
    assert not hasattr(of(new, "Tweede"), "stand")


def test_what_was_noted_last_counts_when_all_adopted_it(cast, plan):
    new = following(cast, plan)
    agree(cast, new)
    # All adopted it, and then one of them took its yes back.
    Regioplan.objects.filter(pk=new.pk).update(status=Status.VASTGESTELD)
    note(of(new, "Tweede"), by=cast.ambtenaar, version=0, status="vervallen", note="Niet nodig.")
    Regioplan.objects.filter(pk=new.pk).update(status=Status.AKKOORD_TAFEL)
    note(of(plan, "Eerste"), by=cast.ambtenaar, version=0, status="gereed", note="Klaar.")
    let_all_agree(new)
    assert of(new, "Eerste").stand.status == "gereed"
    assert of(new, "Tweede").stand.status == "vervallen"
    assert of(new, "Tweede").stand.version == 1


def test_the_evidence_that_went_along_is_read_with_the_new_version(cast, plan, sign_in):
    upload = SimpleUploadedFile("bewijs.pdf", pdf())
    paper = note(of(plan, "Eerste"), by=cast.ambtenaar, version=0, status="gereed", upload=upload).paper
    new = following(cast, plan)
    client, path = sign_in(cast.ambtenaar), f"/plannen/{new.pk}/stukken/{paper.pk}/"
    assert client.get(path).status_code == 404
    agree(cast, new)
    assert path in client.get(f"/plannen/{new.pk}/voortgang/").content.decode()
    assert client.get(path).content == bytes(paper.content)
    assert sign_in(cast.andere_ambtenaar).get(path).status_code == 404
