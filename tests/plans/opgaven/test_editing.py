"""Editing the opgaven of a plan: the operations, their rights, and two people at once."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, ProgrammingError, transaction

from iza_portal.accounts.models import Kind
from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import history
from plans.models import Actie, Doel, Mijlpaal, Opgave, Partij, Status
from plans.opgaven import editing
from plans.opgaven.rows import ACTIE, DEKKING, DOEL, MIJLPAAL, PARTIJ
from plans.opgaven.wording import facts_of
from regions.models import PointKind
from tests.at_once import at_once
from tests.factories import (
    ActieFactory,
    DekkingFactory,
    DoelFactory,
    IndicatorFactory,
    MijlpaalFactory,
    OpgaveFactory,
    OrganisationFactory,
    PointFactory,
    RegiobeeldFactory,
    ThemeFactory,
)


@pytest.fixture
def opgave(cast):
    return editing.add_opgave(cast.plan, by=cast.ambtenaar, title="Langer gezond thuis")


def at(model, row):
    return model.objects.get(pk=row.pk)


def test_an_opgave_traces_to_the_regiobeeld_and_says_whom_it_is_for(cast):
    theme = ThemeFactory(regiobeeld=RegiobeeldFactory(region=cast.region))
    knelpunt = PointFactory(theme=theme, kind=PointKind.KNELPUNT)
    opgave = editing.add_opgave(
        cast.plan,
        by=cast.ambtenaar,
        title="Langer gezond thuis",
        scale="subregionaal",
        subregion="BAR",
        municipalities=[cast.municipality],
        onderdelen=["G", "E"],
        doelgroepen=["kwetsbare_ouderen"],
        ketenaanpakken=["valpreventie"],
        knelpunten=[knelpunt],
        cijfers=[cast.indicator, cast.indicator],
    )
    assert facts_of(at(Opgave, opgave)) == {
        "titel": "Langer gezond thuis",
        "waar het om gaat": "",
        "schaal": "subregionaal",
        "naam van de subregio": "BAR",
        "IZA-onderdelen": "G Gezond leven en preventie, E Eerstelijnszorg",
        "doelgroepen": "ouderen met een kwetsbare gezondheid",
        "GALA-ketenaanpakken": "valpreventie bij ouderen",
        "gemeenten van de subregio": "Ridderkerk",
        "knelpunten": knelpunt.title,
        "transformatieplannen": "",
        "cijfers": "Inwoners van 65 jaar en ouder",
    }
    assert history(cast.plan).first().verb == "opgave.toegevoegd"


def test_what_does_not_belong_to_an_opgave_is_refused_at_its_field(cast):
    elsewhere = PointFactory(theme=ThemeFactory(regiobeeld=RegiobeeldFactory(region=cast.other_region)))
    for field, fields in {
        "title": {"title": ""},
        "scale": {"title": "x", "scale": "wereldwijd"},
        "onderdelen": {"title": "x", "onderdelen": ["Z"]},
        "subregion": {"title": "x", "scale": "lokaal", "subregion": "BAR"},
        "municipalities": {"title": "x", "scale": "lokaal", "municipalities": [cast.municipality]},
        "knelpunten": {"title": "x", "knelpunten": [elsewhere]},
        "cijfers": {"title": "x", "cijfers": [IndicatorFactory() for _ in range(13)]},
    }.items():
        with pytest.raises(ValidationError) as refused:
            editing.add_opgave(cast.plan, by=cast.ambtenaar, **fields)
        assert field in refused.value.message_dict, field
    assert not cast.plan.opgaven.exists()


@pytest.mark.parametrize("name", ["ambtenaar", "ambtenaar_2", "regiocoordinator", "kassier"])
def test_who_writes_in_the_plan_writes_its_opgaven(cast, opgave, name):
    doel = editing.add_row(opgave, DOEL, by=cast.people[name], title="Minder vallen")
    editing.change(doel, by=cast.people[name], version=1, title="Minder valpartijen")
    editing.remove_row(doel, by=cast.people[name])
    assert not opgave.doelen.exists()


@pytest.mark.parametrize(
    "name", ["bestuurder", "beheerder", "zorgaanbieder", "beoordelaar_1", "andere_ambtenaar", "landelijk"]
)
def test_others_do_not(cast, opgave, name):
    person = cast.people[name]
    for act in (
        lambda: editing.add_opgave(cast.plan, by=person, title="x"),
        lambda: editing.add_row(opgave, DOEL, by=person, title="x"),
        lambda: editing.change(opgave, by=person, version=1, title="x"),
        lambda: editing.move(opgave, by=person, steps=1),
        lambda: editing.remove_opgave(opgave, by=person),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert at(Opgave, opgave).title == "Langer gezond thuis"


def test_who_has_a_part_in_an_opgave_writes_in_it_and_in_no_other(cast, opgave):
    other = editing.add_opgave(cast.plan, by=cast.ambtenaar, title="Een andere")
    editing.add_row(opgave, PARTIJ, by=cast.ambtenaar, organisation=cast.zorgaanbieder.hat, part="trekker")
    editing.add_row(opgave, ACTIE, by=cast.zorgaanbieder, title="Cursussen")
    with pytest.raises(PermissionDenied):
        editing.add_row(other, ACTIE, by=cast.zorgaanbieder, title="Cursussen")
    # Order and what is in the plan at all is for who writes in the whole plan.
    for act in (editing.remove_opgave, lambda row, by: editing.move(row, by=by, steps=1)):
        with pytest.raises(PermissionDenied):
            act(opgave, by=cast.zorgaanbieder)


@pytest.mark.parametrize("status", [status for status in Status if status != Status.CONCEPT])
def test_after_the_concept_nothing_is_written_any_more(cast, opgave, status):
    doel = editing.add_row(opgave, DOEL, by=cast.ambtenaar, title="Minder vallen")
    type(cast.plan).objects.filter(pk=cast.plan.pk).update(status=Status.TER_CONSULTATIE)
    if status != Status.TER_CONSULTATIE:
        for step in list(Status)[2 : list(Status).index(status) + 1]:
            type(cast.plan).objects.filter(pk=cast.plan.pk).update(status=step)
    for act in (
        lambda: editing.add_opgave(cast.plan, by=cast.regiocoordinator, title="x"),
        lambda: editing.change(doel, by=cast.regiocoordinator, version=1, title="x"),
        lambda: editing.remove_row(doel, by=cast.regiocoordinator),
    ):
        with pytest.raises(PermissionDenied, match="geen concept meer"):
            act()


def test_what_the_colleges_decide_on_cannot_be_changed_by_sql_either(cast):
    opgave = OpgaveFactory(plan=cast.plan)
    doel, actie = DoelFactory(opgave=opgave), ActieFactory(opgave=opgave)
    mijlpaal, dekking = MijlpaalFactory(actie=actie), DekkingFactory(opgave=opgave)
    actie.doelen.add(doel)
    for status in (Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL):
        type(cast.plan).objects.filter(pk=cast.plan.pk).update(status=status)
    for act in (
        lambda: Opgave.objects.filter(pk=opgave.pk).update(title="x"),
        lambda: Doel.objects.filter(pk=doel.pk).update(title="x"),
        lambda: mijlpaal.delete(),
        lambda: dekking.delete(),
        lambda: actie.doelen.clear(),
        lambda: opgave.municipalities.add(cast.municipality),
        lambda: OpgaveFactory(plan=cast.plan),
        lambda: MijlpaalFactory(actie=actie),
    ):
        with pytest.raises(ProgrammingError, match="What the colleges decide on never changes"), transaction.atomic():
            act()


def test_a_save_on_an_older_version_is_refused_and_tells_what_stands_now(cast, opgave):
    doel = editing.add_row(opgave, DOEL, by=cast.ambtenaar, title="Minder vallen")
    editing.change(doel, by=cast.ambtenaar, version=1, title="Veel minder vallen")
    with pytest.raises(OutdatedVersion) as refused:
        editing.change(doel, by=cast.ambtenaar_2, version=1, title="Niet meer vallen")
    assert refused.value.current.title == "Veel minder vallen"
    assert at(Doel, doel).title == "Veel minder vallen"


def test_saving_the_same_again_keeps_nothing_new(cast, opgave):
    before = history(cast.plan).count()
    editing.change(opgave, by=cast.ambtenaar, version=1, title="Langer gezond thuis")
    assert (at(Opgave, opgave).version, history(cast.plan).count()) == (1, before)


@pytest.mark.django_db(transaction=True)
def test_two_people_who_save_at_once_do_not_overwrite_each_other(cast, opgave):
    doel = editing.add_row(opgave, DOEL, by=cast.ambtenaar, title="Minder vallen")
    results = at_once(
        lambda: editing.change(doel, by=cast.ambtenaar, version=1, title="A"),
        lambda: editing.change(doel, by=cast.ambtenaar_2, version=1, title="B"),
    )
    kept = [result for result in results if isinstance(result, Doel)]
    assert len(kept) == 1
    assert [type(result) for result in results if result not in kept] == [OutdatedVersion]
    assert at(Doel, doel).title == kept[0].title


@pytest.mark.django_db(transaction=True)
def test_ten_opgaven_that_are_added_at_once_get_ten_places(cast):
    at_once(*[lambda n=n: editing.add_opgave(cast.plan, by=cast.ambtenaar, title=str(n)) for n in range(10)])
    assert list(cast.plan.opgaven.present().values_list("position", flat=True)) == list(range(1, 11))


@pytest.mark.parametrize(
    ("index", "steps", "order"), [(0, 1, "BAC"), (2, -2, "CAB"), (0, -1, "ABC"), (2, 99, "ABC"), (0, 99, "BCA")]
)
def test_rows_move_as_far_as_there_are_places(cast, opgave, index, steps, order):
    rows = [editing.add_row(opgave, ACTIE, by=cast.ambtenaar, title=title) for title in "ABC"]
    editing.move(rows[index], by=cast.ambtenaar, steps=steps)
    assert "".join(opgave.acties.order_by("position").values_list("title", flat=True)) == order


def test_an_opgave_that_is_taken_out_is_kept_and_comes_back_at_the_end(cast, opgave):
    other = editing.add_opgave(cast.plan, by=cast.ambtenaar, title="Een andere")
    doel = editing.add_row(opgave, DOEL, by=cast.ambtenaar, title="Minder vallen")
    editing.remove_opgave(opgave, by=cast.ambtenaar)
    assert list(cast.plan.opgaven.present()) == [other]
    with pytest.raises(ValidationError, match="weggehaald"):
        editing.change(doel, by=cast.ambtenaar, version=1, title="x")
    editing.restore_opgave(opgave, by=cast.ambtenaar_2)
    assert list(cast.plan.opgaven.present()) == [other, opgave]
    assert list(opgave.doelen.all()) == [doel]


def test_a_goal_whose_target_equals_its_start_is_refused_by_the_database_too(cast, opgave):
    with pytest.raises(ValidationError) as refused:
        editing.add_row(
            opgave, DOEL, by=cast.ambtenaar, title="x", start_value=Decimal(14), target_value=Decimal("14.0")
        )
    assert refused.value.message_dict == {
        "target_value": ["De streefwaarde is gelijk aan de startwaarde: dan verandert er niets."]
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        DoelFactory(opgave=opgave, start_value=14, target_value=14)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"start_on": date(2027, 1, 1), "target_on": date(2026, 12, 31)}, "target_on"),
        ({"target_on": date(2025, 12, 31)}, "target_on"),
        ({"target_on": date(2060, 1, 1)}, "target_on"),
    ],
)
def test_a_goal_is_reached_after_its_start_and_in_the_time_of_its_plan(cast, opgave, fields, field):
    with pytest.raises(ValidationError) as refused:
        editing.add_row(opgave, DOEL, by=cast.ambtenaar, title="x", **fields)
    assert field in refused.value.message_dict


@pytest.mark.parametrize("quarter", [date(2025, 10, 1), date(2026, 2, 1), date(2047, 1, 1)])
def test_a_milestone_lies_in_a_quarter_of_its_plan(cast, opgave, quarter):
    actie = editing.add_row(opgave, ACTIE, by=cast.ambtenaar, title="Cursussen")
    with pytest.raises(ValidationError) as refused:
        editing.add_row(actie, MIJLPAAL, by=cast.ambtenaar, quarter=quarter, activity="x")
    assert "quarter" in refused.value.message_dict
    mijlpaal = editing.add_row(actie, MIJLPAAL, by=cast.ambtenaar, quarter=date(2026, 1, 1), activity="Eerste cursus")
    assert facts_of(mijlpaal)["kwartaal"] == "Q1 2026"


def test_who_does_not_take_part_in_the_region_has_no_part_in_its_opgaven(cast, opgave):
    stranger = OrganisationFactory(kind=Kind.ZORGAANBIEDER, name="Elders")
    for kind, fields in ((PARTIJ, {"part": "trekker"}), (ACTIE, {"title": "x"})):
        with pytest.raises(ValidationError) as refused:
            editing.add_row(opgave, kind, by=cast.ambtenaar, organisation=stranger, **fields)
        assert "organisation" in refused.value.message_dict


def test_a_party_that_left_is_not_in_the_way_of_another_change(cast, opgave):
    provider = cast.zorgaanbieder.hat
    actie = editing.add_row(opgave, ACTIE, by=cast.ambtenaar, title="Cursussen", organisation=provider)
    cast.region.participations.filter(organisation=provider).update(ended_on=date(2026, 1, 1))
    editing.change(actie, by=cast.ambtenaar, version=1, title="Cursussen in elke wijk", organisation=provider)
    assert at(Actie, actie).organisation == provider


def test_money_is_of_an_action_of_the_same_opgave_and_keeps_it(cast, opgave):
    other = ActieFactory(opgave=editing.add_opgave(cast.plan, by=cast.ambtenaar, title="Een andere"))
    actie = editing.add_row(opgave, ACTIE, by=cast.ambtenaar, title="Cursussen")
    fields = {"stream": "spuk_iza", "year": 2026, "amount": Decimal(325000)}
    for wrong in ({"actie": other}, {"year": 2025}, {"amount": Decimal(0)}):
        with pytest.raises(ValidationError):
            editing.add_row(opgave, DEKKING, by=cast.ambtenaar, **fields | wrong)
    editing.add_row(opgave, DEKKING, by=cast.ambtenaar, **fields, actie=actie)
    with pytest.raises(ValidationError, match="geld"):
        editing.remove_row(actie, by=cast.ambtenaar)


def test_an_action_takes_its_milestones_along_and_serves_goals_of_its_own_opgave(cast, opgave):
    foreign = DoelFactory(opgave=editing.add_opgave(cast.plan, by=cast.ambtenaar, title="Een andere"))
    with pytest.raises(ValidationError):
        editing.add_row(opgave, ACTIE, by=cast.ambtenaar, title="x", doelen=[foreign])
    doel = editing.add_row(opgave, DOEL, by=cast.ambtenaar, title="Minder vallen")
    actie = editing.add_row(opgave, ACTIE, by=cast.ambtenaar, title="Cursussen", doelen=[doel])
    editing.add_row(actie, MIJLPAAL, by=cast.ambtenaar, quarter=date(2027, 1, 1), activity="Eerste cursus")
    editing.remove_row(actie, by=cast.ambtenaar)
    assert not Mijlpaal.objects.exists()
    assert opgave.doelen.get() == doel


def test_a_goal_that_somebody_else_removed_since_it_was_chosen_is_refused_at_its_field(cast, opgave):
    doel = editing.add_row(opgave, DOEL, by=cast.ambtenaar, title="Minder vallen")
    chosen = type(doel).objects.get(pk=doel.pk)
    editing.remove_row(doel, by=cast.ambtenaar_2)
    with pytest.raises(ValidationError) as refused:
        editing.add_row(opgave, ACTIE, by=cast.ambtenaar, title="Cursussen", doelen=[chosen])
    assert list(refused.value.message_dict) == ["doelen"]


def test_one_part_stands_once(cast, opgave):
    editing.add_row(opgave, PARTIJ, by=cast.ambtenaar, organisation=cast.ambtenaar.hat, part="trekker")
    with pytest.raises(ValidationError):
        editing.add_row(opgave, PARTIJ, by=cast.ambtenaar, organisation=cast.ambtenaar.hat, part="trekker")
    editing.add_row(opgave, PARTIJ, by=cast.ambtenaar, organisation=cast.ambtenaar.hat, part="financier")
    assert Partij.objects.count() == 2
