"""The reference data of transformatieplannen: what the sources say, and rows that are only added to."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Sum

from iza_portal.reference.datasets import FileRefusedError
from iza_portal.reference.loading import load
from iza_portal.reference.models import Certainty
from plans.models.transformatie import Kader, Kadercriterium, Loketstand, Potmutatie, Potsoort, Thema
from plans.reference_data import DATA_SETS
from plans.transformatie.workflow import Stap
from tests.factories import UserFactory

BY_SLUG = {data_set.slug: data_set for data_set in DATA_SETS}
DESK, POT = "loket-transformatieplannen", "pot-transformatiemiddelen"


@pytest.fixture
def loaded(db):
    for data_set in DATA_SETS:
        load(data_set)


def copy_of(slug, tmp_path, *changes):
    """Answer the data set with its file's text changed: pairs of what stands there once, and what comes instead."""
    data_set = BY_SLUG[slug]
    text = data_set.path.read_text()
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    path = tmp_path / data_set.path.name
    path.write_text(text)
    return replace(data_set, path=path)


def test_two_frameworks_have_the_same_criteria_and_differ_in_the_social_domain(loaded):
    first, second = Kader.objects.all()
    assert (first.valid_from, first.covers_structural_social) == (date(2023, 1, 10), False)
    assert (second.valid_from, second.covers_structural_social) == (date(2024, 9, 30), True)
    assert (second.certainty, first.certainty) == (Certainty.AFGELEID, Certainty.VASTGESTELD)
    codes = [list(kader.criteria.values_list("code", flat=True)) for kader in (first, second)]
    assert codes[0] == codes[1]
    assert len(codes[0]) == 45
    said = dict(Kadercriterium.objects.filter(kader=first).values_list("code", "description"))
    others = [each for each in second.criteria.all() if each.description != said[each.code]]
    assert [(each.code, each.certainty) for each in others] == [("TM-2", Certainty.AFGELEID)]
    assert "sociaal domein" in others[0].description


def test_three_themes_had_priority_in_the_second_half_of_2025(loaded):
    period = (date(2025, 7, 8), date(2025, 12, 31))
    assert list(Thema.objects.values_list("title", "priority_from", "priority_until")) == [
        ("Mentale gezondheidsnetwerken", *period),
        ("Zorgcoördinatie", *period),
        ("Spreiding en concentratie", *period),
        ("Sociaal domein", None, None),
    ]


def test_the_desk_of_each_step_opened_and_closed_as_the_sources_say(loaded):
    rows = list(Loketstand.objects.values_list("step", "from_on", "is_open", "stops_clock"))
    assert rows == [
        (Stap.BEOORDELING, date(2023, 2, 1), True, False),
        (Stap.BEOORDELING, date(2026, 2, 24), False, True),
        (Stap.SNELLE_TOETS, date(2023, 2, 1), True, False),
        (Stap.SNELLE_TOETS, date(2025, 7, 1), False, False),
    ]
    stopped = Loketstand.objects.get(stops_clock=True)
    assert stopped.certainty == Certainty.AFGELEID
    assert "De datum is afgeleid" in stopped.reason


def test_of_the_pot_nothing_is_left_and_conflicting_figures_are_both_told(loaded):
    rows = Potmutatie.objects.all()
    assert rows.filter(kind=Potsoort.BESCHIKBAAR).get().amount == Decimal(2_800_000_000)
    assert rows.aggregate(Sum("amount"))["amount__sum"] == 0
    told = " ".join(f"{row.what} {row.certainty_note}" for row in rows)
    for figure in ("361", "346", "365", "411", "1.961", "88 miljoen"):
        assert figure in told


@pytest.mark.parametrize("slug", [DESK, POT])
def test_loading_again_adds_nothing(loaded, slug):
    model = BY_SLUG[slug].model
    before = list(model.objects.values())
    outcome = load(BY_SLUG[slug])
    assert (outcome.new, outcome.changed, outcome.unchanged, outcome.remarks) == (0, 0, len(before), [])
    assert list(model.objects.values()) == before


def test_what_people_added_is_never_touched(loaded, tmp_path):
    person = UserFactory()
    theirs = Loketstand.objects.create(
        step=Stap.SNELLE_TOETS, from_on=date(2027, 1, 1), is_open=True, reason="Er is weer geld.", by=person
    )
    line = "beoordeling,2023-02-01,"
    later = copy_of(
        DESK, tmp_path, (line, f"snelle_toets,2027-01-01,nee,nee,,Anders,bron,2026-12-01,vastgesteld,\n{line}")
    )
    outcome = load(later)
    assert (outcome.new, len(outcome.remarks)) == (0, 1)
    assert Loketstand.objects.get(pk=theirs.pk).is_open


def test_a_new_row_of_the_file_is_added(loaded, tmp_path):
    line = "beoordeling,2023-02-01,"
    new = "beoordeling,2026-12-01,ja,nee,,Er is weer geld,bron,2026-12-01,vastgesteld,"
    assert load(copy_of(DESK, tmp_path, (line, f"{new}\n{line}"))).new == 1


@pytest.mark.parametrize(
    ("slug", "changes", "reason"),
    [
        (
            DESK,
            [("Vanaf deze dag dienen partijen een snelle toets in", "Anders")],
            "reads otherwise than in the portal",
        ),
        (DESK, [("snelle_toets,2025-07-01", "snelle_toets,2025-07-02")], "lacks a row that the portal has"),
        (POT, [("-346000000", "-361000000"), ("-38000000", "-23000000")], "lacks a row that the portal has"),
        (POT, [("Specifieke uitkering", "Een uitkering")], "reads otherwise than in the portal"),
    ],
)
def test_a_row_that_was_loaded_is_not_changed_by_the_file(loaded, tmp_path, slug, changes, reason):
    with pytest.raises(FileRefusedError, match=reason):
        load(copy_of(slug, tmp_path, *changes))


@pytest.mark.parametrize(
    ("slug", "old", "new", "reason"),
    [
        (POT, "beschikbaar,2800000000", "beschikbaar,-2800000000", "does not fit beschikbaar"),
        (POT, "anders_besteed,-38000000", "anders_besteed,-38000001", "takes more than there is"),
        (POT, "anders_besteed,-38000000", "toekenning,-38000000", "is of a plan"),
        (POT, "anders_besteed,-38000000", "reservering,38000000", "is given with a reservation"),
        (POT, "-38000000", "38.5", "is not a whole number"),
        (DESK, "2025-07-01,nee,nee", "2025-07-01,ja,ja", "an open desk lets no clock stand still"),
        (DESK, "beoordeling,2026-02-24", "beoordeling,2023-02-01", "is the same as on line"),
        ("themas-transformatieplannen", "Sociaal domein,,", "Sociaal domein,2026-01-01,", "give both"),
        ("themas-transformatieplannen", "Sociaal domein,,", "Sociaal domein,2026-02-01,2026-01-01", "is before"),
        (
            "criteria-transformatieplan",
            "bk-2023,snelle_toets,ST-0,proces",
            "bk-2023,snelle_toets,X-0,proces",
            "does not match",
        ),
        ("beoordelingskaders", "2023-01-10,4,4,2,2,5,nee", "2023-01-10,0,4,2,2,5,nee", "is not between"),
    ],
)
def test_a_file_that_cannot_be_is_refused(db, tmp_path, slug, old, new, reason):
    for data_set in DATA_SETS:
        if data_set.slug == slug:
            break
        load(data_set)
    before = data_set.model.objects.count()
    with pytest.raises(FileRefusedError, match=reason):
        load(copy_of(slug, tmp_path, (old, new)))
    assert data_set.model.objects.count() == before


def test_a_criterion_is_answered_in_a_part_that_a_plan_has(db, tmp_path):
    load(BY_SLUG["beoordelingskaders"])
    wrong = copy_of("criteria-transformatieplan", tmp_path, ("bk-2023,snelle_toets,ST-4", "bk-2023,snelle_toets,ST-4"))
    wrong.path.write_text(wrong.path.read_text().replace("gelijkgerichtheid,", "gelijkheid,"))
    with pytest.raises(FileRefusedError, match="'gelijkheid' is no part of a transformatieplan"):
        load(wrong)


def test_all_sets_are_told_on_the_pages_about_the_data(loaded, client):
    text = client.get("/gegevens/").text
    for data_set in DATA_SETS:
        assert data_set.title in text
        page = client.get(f"/gegevens/{data_set.slug}/")
        assert page.status_code == 200
        assert "Deze gegevens zijn nog niet geladen" not in page.text
