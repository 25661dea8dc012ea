"""What a goal lacks, in words, and the gaps of the thread from opgave to money."""

import pytest

from plans.opgaven.gaps import Lacking, count_gaps, gaps_of
from plans.opgaven.reading import opgaven_of
from plans.opgaven.smart import Aspect, is_smart, missing
from tests.factories import (
    ActieFactory,
    DekkingFactory,
    DoelFactory,
    IndicatorFactory,
    MijlpaalFactory,
    OpgaveFactory,
    OrganisationFactory,
)


@pytest.mark.parametrize(
    ("fields", "aspect", "field"),
    [
        ({"measure": " "}, Aspect.SPECIFIEK, "measure"),
        ({"title": "De samenwerking versterken", "target_value": None}, Aspect.SPECIFIEK, "title"),
        ({"start_value": None}, Aspect.MEETBAAR, "start_value"),
        ({"start_on": None}, Aspect.MEETBAAR, "start_on"),
        ({"target_value": None}, Aspect.MEETBAAR, "target_value"),
        ({"unit": ""}, Aspect.MEETBAAR, "unit"),
        ({"target_on": None}, Aspect.TIJDGEBONDEN, "target_on"),
    ],
)
def test_a_goal_says_what_it_lacks(fields, aspect, field):
    doel = DoelFactory.build(opgave=None, **fields)
    assert (aspect, field) in [(lack.aspect, lack.field) for lack in missing(doel)]
    assert not is_smart(doel)


def test_a_whole_goal_lacks_nothing_with_a_measure_or_with_an_indicator(db):
    assert missing(DoelFactory.build(opgave=None)) == []
    assert missing(DoelFactory.build(opgave=None, measure="", unit="", indicator=IndicatorFactory())) == []


def words(plan):
    [opgave] = opgaven_of(plan)
    return [gap.words for gap in gaps_of(opgave)]


def test_an_empty_opgave_has_every_gap(cast):
    OpgaveFactory(plan=cast.plan)
    assert words(cast.plan) == [
        "De opgave is nog niet herleid tot een knelpunt of cijfer van het regiobeeld.",
        "De schaal is nog niet gekozen.",
        "De opgave heeft nog geen trekker.",
        "De opgave heeft nog geen doel dat specifiek, meetbaar en tijdgebonden is.",
        "De opgave heeft nog geen acties.",
        "Voor de opgave is nog geen geld ingevuld.",
    ]


def test_the_thread_breaks_where_nobody_acts_or_no_money_is_meant_for(cast):
    opgave = OpgaveFactory(plan=cast.plan, scale="regionaal")
    opgave.cijfers.create(indicator=cast.indicator)
    opgave.partijen.create(organisation=OrganisationFactory(), part="trekker")
    DoelFactory(opgave=opgave, title="Minder vallen dan 5%")
    actie = ActieFactory(opgave=opgave, title="Cursussen")
    MijlpaalFactory(actie=actie, activity="Eerste cursus")
    ActieFactory(opgave=opgave, title="Scholing", organisation=OrganisationFactory())
    DekkingFactory(opgave=opgave)
    assert words(cast.plan) == [
        "Aan het doel “Minder vallen dan 5%” werkt nog niemand.",
        "De actie “Cursussen” heeft nog geen verantwoordelijke.",
        "De actie “Cursussen” draagt nog aan geen doel bij.",
        "De mijlpaal “Eerste cursus” heeft nog geen verantwoordelijke.",
        "De actie “Scholing” draagt nog aan geen doel bij.",
        "De actie “Scholing” heeft nog geen mijlpalen.",
        "Bij SPUK IZA 2026 staat nog geen actie of transformatieplan.",
    ]


def test_what_is_counted_is_what_is_told_and_the_first_of_it(cast):
    opgaven = [
        OpgaveFactory(plan=cast.plan),
        OpgaveFactory(plan=cast.plan, scale="lokaal"),
        OpgaveFactory(plan=cast.plan),
    ]
    whole = opgaven[1]
    whole.cijfers.create(indicator=cast.indicator)
    whole.partijen.create(organisation=OrganisationFactory(), part="trekker")
    for title in ("Val {niet}", "Val ook niet"):
        DoelFactory(opgave=whole, title=title)
    for _ in range(3):
        MijlpaalFactory(actie=ActieFactory(opgave=whole))
    counted = count_gaps([opgave.pk for opgave in opgaven])
    for opgave in opgaven:
        told = gaps_of(opgave)
        assert len(counted[opgave.pk]) == len(told)
        assert counted[opgave.pk].first == told[0].words
        assert all(gap.lacking in counted[opgave.pk] for gap in told)
    assert counted[whole.pk].first == "Aan het doel “Val {niet}” werkt nog niemand."
    assert counted[whole.pk].counts[Lacking.UITVOERDER] == 3
    assert Lacking.SCHAAL not in counted[whole.pk]


def test_an_opgave_that_lacks_nothing_but_a_measurable_goal_says_so_first(cast):
    opgave = OpgaveFactory(plan=cast.plan, scale="lokaal")
    opgave.cijfers.create(indicator=cast.indicator)
    opgave.partijen.create(organisation=OrganisationFactory(), part="trekker")
    DoelFactory(opgave=opgave, target_on=None)
    assert count_gaps([opgave.pk])[opgave.pk].first.startswith("De opgave heeft nog geen doel dat specifiek")


def test_a_gap_says_where_it_is_mended(cast):
    opgave = OpgaveFactory(plan=cast.plan)
    actie = ActieFactory(opgave=opgave, organisation=OrganisationFactory())
    mijlpaal, dekking = MijlpaalFactory(actie=actie), DekkingFactory(opgave=opgave)
    assert [gap.anchor for gap in gaps_of(opgave)] == [
        "", "", "", "", f"actie-{actie.pk}", f"mijlpaal-{mijlpaal.pk}", f"dekking-{dekking.pk}",
    ]  # fmt: skip
