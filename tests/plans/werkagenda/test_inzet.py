"""The inzet for a streefwaarde: a way to 2030, and a motive where it deviates."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, transaction

from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import history
from plans.models import Inzet, Regioplan, Status
from plans.werkagenda import template
from plans.werkagenda.choosing import leave_out
from plans.werkagenda.inzet import Line, agree_inzet, deviates, lines_of
from plans.werkagenda.measures import for_region
from tests.at_once import at_once
from tests.factories import IndelingFactory

PATH = {2027: Decimal(8), 2030: Decimal("14.5")}


@pytest.fixture
def aanpak(agenda):
    """Valpreventie, which asks for at least 14% and 3%."""
    return agenda.opgaven.get(aanpak="5a")


def line(aanpak, code="valrisico"):
    return next(each for each in lines_of(aanpak, aanpak.inzetten.all()) if each.code == code)


def agree(aanpak, by, *, version=0, path=PATH, motive="", code="valrisico"):
    return agree_inzet(aanpak, code, by=by, version=version, path=path, motive=motive)


@pytest.mark.parametrize(
    ("goal", "least", "most", "expected"),
    [("14", "14", None, False), ("13.9", "14", None, True), ("0.5", "0.2", "0.5", False), ("0.6", "0.2", "0.5", True),
     ("99", None, None, False), ("1", None, "0.5", True)],
)  # fmt: skip
def test_a_value_outside_the_bounds_deviates(goal, least, most, expected):
    assert deviates(Decimal(goal), least and Decimal(least), most and Decimal(most)) is expected


def test_the_bounds_are_told_in_words():
    said = {code: Line(each, None).bounds for code, each in template.streefwaarden().items()}
    assert said["valrisico"] == "ten minste 14% van de 65-plussers"
    assert said["brugfunctionaris"] == "0,2 tot 0,5 per 10.000 inwoners"
    assert said["steunpunten"] == "ten minste 1 per gemeente"


def test_an_inzet_within_the_bounds_needs_no_motive(cast, aanpak):
    agree(aanpak, cast.ambtenaar)
    found = line(aanpak)
    assert found.values == [(2027, "8"), (2028, ""), (2029, ""), (2030, "14,5")]
    assert (found.goal, found.has_path, found.deviates, found.lacks_motive) == (Decimal("14.5"), True, False, False)
    assert history(aanpak.plan)[0].after == {"2027": "8", "2030": "14,5"}


def test_a_deviation_asks_for_a_motive_at_its_field(cast, aanpak):
    low = {2030: Decimal(10)}
    with pytest.raises(ValidationError) as refused:
        agree(aanpak, cast.ambtenaar, path=low)
    assert "ten minste 14% van de 65-plussers" in refused.value.message_dict["motive"][0]
    assert not Inzet.objects.exists()
    agree(aanpak, cast.ambtenaar, path=low, motive="Er zijn te weinig fysiotherapeuten.")
    assert line(aanpak).deviates
    # On the way to it a value below the streefwaarde is no deviation.
    agree(aanpak, cast.ambtenaar, code="beweeginterventie", path={2027: Decimal(1), 2030: Decimal(3)})


@pytest.mark.parametrize(
    "path", [{2027: Decimal(-1)}, {2030: Decimal(10_000_000)}, {2026: Decimal(1)}, {2031: Decimal(1)}]
)
def test_what_is_no_amount_or_no_year_is_refused(cast, aanpak, path):
    with pytest.raises(ValidationError):
        agree(aanpak, cast.ambtenaar, path=path)


@pytest.mark.parametrize("code", ["onzin", "steunpunten"])
def test_a_streefwaarde_of_something_else_is_refused(cast, aanpak, code):
    with pytest.raises(ValidationError):
        agree(aanpak, cast.ambtenaar, code=code)


@pytest.mark.parametrize(
    "who", ["bestuurder", "zorgaanbieder", "beoordelaar_1", "andere_ambtenaar", "portaalbeheerder"]
)
def test_only_who_writes_the_aanpak_agrees_on_it(cast, aanpak, who):
    with pytest.raises(PermissionDenied):
        agree(aanpak, cast.people[who])


def test_a_trekker_of_another_party_agrees_on_its_own_aanpak(cast, aanpak):
    aanpak.partijen.create(organisation=cast.zorgaanbieder.hat, part="trekker")
    assert agree(aanpak, cast.zorgaanbieder).version == 1


def test_emptying_removes_it_and_the_history_keeps_what_it_said(cast, aanpak):
    agree(aanpak, cast.ambtenaar)
    assert agree(aanpak, cast.ambtenaar, version=1, path={2030: None}) is None
    assert not aanpak.inzetten.exists()
    assert history(aanpak.plan)[0].before == {"2027": "8", "2030": "14,5"}
    agree(aanpak, cast.ambtenaar)


def test_an_explanation_of_nothing_is_not_thrown_away(cast, aanpak):
    with pytest.raises(ValidationError) as refused:
        agree(aanpak, cast.ambtenaar, path={}, motive="Wij beginnen later.")
    assert "motive" in refused.value.message_dict


def test_who_saves_on_what_somebody_else_changed_is_told(cast, aanpak):
    agree(aanpak, cast.ambtenaar)
    for stale in (0, 7):
        with pytest.raises(OutdatedVersion) as outdated:
            agree(aanpak, cast.ambtenaar_2, version=stale, path={2030: Decimal(20)})
        assert outdated.value.current.path == {"2027": "8", "2030": "14.5"}
    same = agree(aanpak, cast.ambtenaar_2, version=1)
    assert same.version == 1
    assert history(aanpak.plan).filter(verb="aanpak.inzet").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_fill_it_in_at_once_one_wins_and_the_other_hears_of_it(cast, aanpak):
    results = at_once(
        lambda: agree(aanpak, cast.ambtenaar), lambda: agree(aanpak, cast.ambtenaar_2, path={2030: Decimal(30)})
    )
    assert sorted(type(result).__name__ for result in results) == ["Inzet", "OutdatedVersion"]


def test_what_colleges_decide_on_does_not_change(cast, aanpak):
    agree(aanpak, cast.ambtenaar)
    for status in (Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL):
        Regioplan.objects.filter(pk=aanpak.plan_id).update(status=status)
        with pytest.raises(PermissionDenied):
            agree(aanpak, cast.ambtenaar, version=1)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Inzet.objects.update(motive="Achteraf.")
    with pytest.raises(ProgrammingError), transaction.atomic():
        Inzet.objects.all().delete()


def test_one_that_was_left_out_takes_nothing(cast, agenda, aanpak):
    leave_out(agenda, "5a", by=cast.regiocoordinator, motive="Later.")
    with pytest.raises(ValidationError, match="weggelaten"):
        agree(aanpak, cast.ambtenaar)


def test_what_a_streefwaarde_comes_to_in_the_region(cast, agenda):
    IndelingFactory(region=cast.region, municipality=cast.municipality, purpose="structuur")
    type(cast.municipality).objects.filter(pk=cast.municipality.pk).update(population=48_000)
    referrals = line(agenda.opgaven.get(aanpak="2b"), "verwijzingen")
    assert for_region(referrals, cast.region) == "ten minste 288 in de hele regio"
    bridge = line(agenda.opgaven.get(aanpak="2b"), "brugfunctionaris")
    assert for_region(bridge, cast.region) == "1 tot 2,4 in de hele regio"
    assert for_region(line(agenda.opgaven.get(aanpak="5a")), cast.region) == ""


def test_the_page_takes_dutch_numbers_and_asks_for_the_motive(cast, aanpak, sign_in):
    client = sign_in(cast.ambtenaar)
    path = f"/plannen/{aanpak.plan_id}/inzet/{aanpak.pk}/valrisico/"
    assert "ten minste 14% van de 65-plussers" in client.get(path).text
    refused = client.post(path, {"version": "0", "year_2027": "5,5", "year_2030": "12", "motive": ""})
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["motive"]
    assert 'value="5,5"' in refused.text
    wrong = client.post(path, {"version": "0", "year_2027": "veel", "year_2030": "-3", "motive": ""})
    assert wrong.status_code == 422
    assert "year_2027" in wrong.context["form"].errors
    answer = client.post(path, {"version": "0", "year_2027": "5,5", "year_2030": "12", "motive": "Te weinig mensen."})
    assert answer["Location"] == f"/plannen/{aanpak.plan_id}/opgaven/{aanpak.pk}/#streefwaarde-valrisico"
    page = client.get(answer["Location"]).text
    assert "Wijkt af: </span>" not in page
    assert "Te weinig mensen." in page
    late = client.post(path, {"version": "0", "year_2030": "15", "motive": ""})
    assert late.status_code == 422
    assert "Dit is intussen gewijzigd" in late.text
    assert 'value="15"' in late.text
    again = client.post(path, {"version": late.context["form"]["version"].value(), "year_2030": "15", "motive": ""})
    assert again.status_code == 302
    assert aanpak.inzetten.get().path == {"2030": "15"}


def test_the_page_is_for_who_writes_the_aanpak(cast, aanpak, sign_in):
    path = f"/plannen/{aanpak.plan_id}/inzet/{aanpak.pk}/valrisico/"
    for name in ("bestuurder", "zorgaanbieder"):
        assert sign_in(cast.people[name]).get(path).status_code == 403
    for name in ("andere_ambtenaar", "landelijk", "portaalbeheerder"):
        assert sign_in(cast.people[name]).get(path).status_code == 404
    assert sign_in(None).get(path).status_code == 302
    assert sign_in(cast.ambtenaar).get(path.replace("valrisico", "onzin")).status_code == 404
    assert sign_in(cast.ambtenaar).get(path.replace(str(aanpak.plan_id), str(cast.plan.pk), 1)).status_code == 404
