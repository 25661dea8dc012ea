"""Going on in a next version: all that stood there is in it, and what differs is told."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from iza_portal.quarters import next_quarter
from iza_portal.texts import building
from iza_portal.texts.building import paragraph, text
from iza_portal.writing.together.exchange import document_for
from plans.content import content_of
from plans.models import Mijlpaal, Opgave, Regioplan, Section, Status
from plans.opgaven import editing
from plans.opgaven.rows import DOEL
from plans.publicatie.differences import differences, text_differences
from plans.publicatie.next_version import start_next
from tests.factories import PictureFactory, RegioplanFactory, SectionFactory, UserFactory
from tests.plans.opgaven.filling import filled
from tests.queries import queries_of


@pytest.fixture
def plan(cast):
    """The cast's plan with two opgaven, published."""
    Section.objects.filter(pk=cast.section.pk).update(plain_text="Er staat iets.")
    SectionFactory(plan=cast.plan, position=None, title="Weggehaald")
    filled(cast.plan, 2)
    for status in (Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL, Status.VASTGESTELD, Status.GEPUBLICEERD):
        Regioplan.objects.filter(pk=cast.plan.pk).update(status=status)
    cast.plan.refresh_from_db()
    return cast.plan


def following(plan, by, **fields):
    return start_next(plan, by=by, **{"aard": "aanvulling", "edition": 2026, "title": "Aanvulling 2026"} | fields)


def test_a_next_version_has_all_that_stood_there_with_the_same_keys(cast, plan):
    new = following(plan, cast.regiocoordinator)
    assert (new.status, new.edition, new.version, new.based_on, new.aard) == ("concept", 2026, 2, plan, "aanvulling")
    assert [(section.title, section.key) for section in new.sections.all()] == [("Inleiding", cast.section.key)]
    before, after = content_of(plan), content_of(new)
    assert after["opgaven"] == before["opgaven"]
    assert [section["body"] for section in after["sections"]] == [section["body"] for section in before["sections"]]
    assert Mijlpaal.objects.filter(actie__opgave__plan=new).count() == 2
    assert differences(plan, new) == []


def test_pictures_owners_and_writers_come_along(cast):
    picture = PictureFactory(document=document_for(cast.section))
    body = text(paragraph("Zie de kaart."), building.picture(picture.pk, "Kaart"))
    Section.objects.filter(pk=cast.section.pk).update(body=body, plain_text="Zie de kaart.", owner=cast.ambtenaar)
    SectionFactory(plan=cast.plan, position=2, title="Van iemand die weg is", owner=UserFactory())
    cast.section.assignees.set([cast.zorgaanbieder, UserFactory()])
    for status in (Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL, Status.VASTGESTELD, Status.GEPUBLICEERD):
        Regioplan.objects.filter(pk=cast.plan.pk).update(status=status)
    new = following(Regioplan.objects.get(pk=cast.plan.pk), cast.regiocoordinator)
    assert list(new.sections.get(position=1).assignees.all()) == [cast.zorgaanbieder]
    [[told], _] = [section["pictures"] for section in content_of(new)["sections"]]
    assert told["sha256"] == picture.sha256
    assert told["document"] == new.sections.get(position=1).document_id != picture.document_id
    old = Regioplan.objects.get(pk=cast.plan.pk)
    assert text_differences(old, new) == []
    copied = new.sections.get(position=1)
    other = copied.body | {"content": [*copied.body["content"], *text(paragraph("Erbij."))["content"]]}
    Section.objects.filter(pk=copied.pk).update(body=other)
    [changed] = text_differences(old, new)
    assert changed.words == "1 alinea toegevoegd"
    assert f"/afbeeldingen/{told['pk']}/" in changed.html
    assert [section.owner for section in new.sections.order_by("position")] == [cast.ambtenaar, None]


def test_work_goes_on_in_the_new_one_and_the_old_one_stays(cast, plan):
    new = following(plan, cast.regiocoordinator, edition=2028, aard="herijking")
    first, second = new.opgaven.present()
    doel = first.doelen.get()
    editing.change(doel, by=cast.ambtenaar, version=1, title="Doel: van 5% naar 20%", target_value=20)
    editing.add_row(first, DOEL, by=cast.ambtenaar, title="Nog een doel")
    editing.remove_opgave(second, by=cast.ambtenaar)
    told = [(each.state, each.what, each.name) for each in differences(plan, new)]
    assert ("changed", "doel", "Doel: van 5% naar 20%") in told
    assert ("new", "doel", "Nog een doel") in told
    assert ("gone", "opgave", second.title) in told
    [changed] = [each for each in differences(plan, new) if (each.state, each.what) == ("changed", "doel")]
    assert ("streefwaarde", "14", "20") in changed.facts
    assert Opgave.objects.filter(plan=plan).count() == 2
    assert plan.opgaven.first().doelen.get().target_value == 14


def test_who_may_not_or_what_does_not_fit_is_refused(cast, plan):
    for name in ("ambtenaar", "bestuurder", "andere_regiocoordinator"):
        with pytest.raises(PermissionDenied):
            following(plan, cast.people[name])
    for field, fields in (("edition", {"edition": 2025}), ("aard", {"aard": "eerste"}), ("title", {"title": ""})):
        with pytest.raises(ValidationError) as refused:
            following(plan, cast.regiocoordinator, **fields)
        assert field in refused.value.message_dict
    following(plan, cast.regiocoordinator)
    with pytest.raises(ValidationError, match="wordt al gewerkt"):
        following(plan, cast.regiocoordinator)


@pytest.mark.parametrize("status", [Status.CONCEPT, Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL])
def test_a_plan_that_is_not_adopted_goes_on_in_itself(cast, status):
    for step in list(Status)[1 : list(Status).index(status) + 1]:
        Regioplan.objects.filter(pk=cast.plan.pk).update(status=step)
    with pytest.raises(PermissionDenied):
        following(cast.plan, cast.regiocoordinator)


def test_versions_are_seen_and_begun_in_the_browser(cast, plan, sign_in):
    client, path = sign_in(cast.regiocoordinator), f"/plannen/{plan.pk}/versies/"
    assert "Begin een volgende versie" in client.get(path).content.decode()
    begin = f"/plannen/{plan.pk}/volgende-versie/"
    assert client.get(begin).status_code == 200
    assert client.post(begin, {"aard": "", "edition": "2026", "title": ""}).status_code == 422
    answer = client.post(begin, {"aard": "aanvulling", "edition": "2026", "title": "Aanvulling 2026"})
    new = plan.next_versions.get()
    assert answer["Location"] == new.get_absolute_url()
    page = client.get(f"/plannen/{new.pk}/versies/").content.decode()
    assert "zijn gelijk" in page
    assert "2026, versie 2" in page
    assert sign_in(cast.ambtenaar).get(begin).status_code == 403
    assert sign_in(cast.andere_ambtenaar).get(begin).status_code == 404


@pytest.mark.parametrize("is_landed", [False, True])
def test_the_page_tells_what_the_texts_say_other_also_when_the_new_one_is_adopted(cast, plan, sign_in, is_landed):
    new = following(plan, cast.regiocoordinator)
    new.sections.update(body=text(paragraph("Nu iets heel anders.")), plain_text="Nu iets.", title="Vooraf")
    SectionFactory(plan=new, position=2, title="Erbij", body=text(paragraph("Nieuw.")), plain_text="Nieuw.")
    if is_landed:
        for status in (Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL, Status.VASTGESTELD):
            Regioplan.objects.filter(pk=new.pk).update(status=status)
    client, path = sign_in(cast.regiocoordinator), f"/plannen/{new.pk}/versies/"
    page = client.get(path).content.decode()
    for words in ("heel anders", "Heette eerst “1 Inleiding”", "2 Erbij", "Nieuw."):
        assert words in page
    assert "De teksten zijn gelijk." not in page
    one = client.get(f"{path}?deel=2").content.decode()
    assert "Erbij" in one
    assert "Heette eerst" not in one
    assert client.get(f"{path}?deel=onzin").status_code == 200


def test_a_party_that_came_and_one_that_went_are_told(cast, plan):
    new = following(plan, cast.regiocoordinator)
    opgave = new.opgaven.first()
    gone = opgave.partijen.get()
    opgave.partijen.create(organisation=cast.ambtenaar.hat, part="financier")
    told = [(each.state, each.what, each.name) for each in differences(plan, new)]
    assert told == [("new", "partij", f"{cast.ambtenaar.hat} (financier) bij {opgave}")]
    gone.delete()
    told = [(each.state, each.what, each.name) for each in differences(plan, new)]
    assert ("gone", "partij", f"{gone.organisation} (trekker) bij {opgave}") in told


def test_the_page_asks_as_often_for_two_opgaven_as_for_thirty(cast, plan, sign_in):
    client = sign_in(cast.regiocoordinator)
    path = f"/plannen/{following(plan, cast.regiocoordinator).pk}/versies/"
    client.get(path)
    few = len(queries_of(client, path))
    larger = RegioplanFactory(region=cast.region, edition=2027)
    filled(larger, 30)
    for status in (Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL, Status.VASTGESTELD):
        Regioplan.objects.filter(pk=larger.pk).update(status=status)
    path = f"/plannen/{following(larger, cast.regiocoordinator, edition=2028).pk}/versies/"
    client.get(path)
    assert len(queries_of(client, path)) <= few


def test_what_lies_before_the_new_edition_can_be_changed_in_all_but_its_date(cast, plan, sign_in):
    new = following(plan, cast.regiocoordinator, edition=2030, aard="herijking")
    opgave = new.opgaven.present()[0]
    mijlpaal = Mijlpaal.objects.filter(actie__opgave=opgave).first()
    dekking = opgave.dekkingen.first()
    client = sign_in(cast.ambtenaar)
    said = {"version": 1, "quarter": mijlpaal.quarter.isoformat(), "activity": "Andere woorden"}
    assert client.post(f"{opgave.get_absolute_url()}mijlpaal/{mijlpaal.pk}/", said).status_code == 302
    said = {"version": 1, "stream": dekking.stream, "year": dekking.year, "amount": "7"}
    assert client.post(f"{opgave.get_absolute_url()}dekking/{dekking.pk}/", said).status_code == 302
    mijlpaal.refresh_from_db()
    dekking.refresh_from_db()
    assert (mijlpaal.activity, dekking.amount) == ("Andere woorden", 7)
    with pytest.raises(ValidationError, match="vóór het begin van het plan"):
        editing.change(mijlpaal, by=cast.ambtenaar, version=2, quarter=next_quarter(mijlpaal.quarter, 1))
