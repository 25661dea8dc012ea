from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, connection, transaction

from iza_portal.texts.building import paragraph, text
from iza_portal.trail.recording import history
from iza_portal.writing.history.sides import compare_parts, matched, side_adopted, side_now, side_of
from iza_portal.writing.history.versions import adopted_version, keep_version, versions_of
from iza_portal.writing.models import Version
from iza_portal.writing.verbs import HistoryVerb
from plans.adoption import move
from plans.models import Regioplan
from regions.regiobeelden import adoption as beeld_adoption
from regions.regiobeelden.starting import start_herijking
from tests.adopting import let_all_agree
from tests.factories import RegiobeeldFactory, RegioplanFactory, SectionFactory, ThemeFactory

FORTH = ["concept", "ter_consultatie", "akkoord_tafel", "vastgesteld", "gepubliceerd"]


def go(plan, by, *, until):
    for source, target in pairwise(FORTH):
        if plan.status == source and FORTH.index(until) >= FORTH.index(target):
            plan = let_all_agree(plan) if target == "vastgesteld" else move(plan, by=by, source=source, target=target)
    return plan


def parts(version):
    return [(part.title, part.moment.body) for part in version.parts.select_related("moment")]


def test_a_whole_plan_is_kept_under_a_name(cast, section, write):
    empty = SectionFactory(plan=cast.plan, position=2, title="Opgaven")
    write(" Ook nu.", cast.ambtenaar)
    version = keep_version(cast.plan, by=cast.ambtenaar, name=" Voor de  tafel ")
    assert version.name == "Voor de tafel"
    assert [title for title, _ in parts(version)] == ["1 Inleiding", "2 Opgaven"]
    assert parts(version)[0][1]["content"][0]["content"][0]["text"] == "De gemeenten kiezen samen. Ook nu."
    assert parts(version)[1][1] == empty.body
    assert history(cast.plan).first().verb == HistoryVerb.WHOLE_KEPT
    # A text in which nothing was written since is not kept once more.
    again = keep_version(cast.plan, by=cast.ambtenaar, name="Nog eens")
    assert [part.moment_id for part in again.parts.all()] == [part.moment_id for part in version.parts.all()]


@pytest.mark.parametrize("who", ["bestuurder", "beoordelaar_1", "andere_ambtenaar", "portaalbeheerder"])
def test_only_who_writes_in_a_plan_keeps_a_version_of_it(cast, section, who):
    with pytest.raises(PermissionDenied):
        keep_version(cast.plan, by=cast.people[who], name="Mijn versie")
    with pytest.raises(ValidationError):
        keep_version(cast.plan, by=cast.ambtenaar, name="")


def test_each_step_keeps_the_texts_and_who_adopts_knows_what(cast, section, write):
    write(" Ook nu.", cast.ambtenaar)
    plan = go(cast.plan, cast.regiocoordinator, until="gepubliceerd")
    kept = list(versions_of(plan).order_by("pk"))
    assert [(version.step, version.kind) for version in kept] == [
        ("ter_consultatie", "stap"),
        ("akkoord_tafel", "stap"),
        ("vastgesteld", "stap"),
    ]
    assert adopted_version(plan).name == "De versie die de colleges vaststelden"
    assert "Ook nu." in parts(adopted_version(plan))[0][1]["content"][0]["content"][0]["text"]
    # The last step is the portal's own, when the last college said yes.
    assert [version.by for version in kept] == [cast.regiocoordinator, cast.regiocoordinator, None]


def test_a_step_that_is_refused_keeps_nothing(cast, section):
    with pytest.raises(ValidationError):
        move(cast.plan, by=cast.regiocoordinator, source="ter_consultatie", target="akkoord_tafel")
    assert not Version.objects.exists()


@pytest.fixture
def beeld(cast):
    """A regiobeeld that was besproken, with a theme in it."""
    beeld = RegiobeeldFactory(region=cast.region, edition=2024, status="besproken")
    ThemeFactory(regiobeeld=beeld, title="Wonen", body=text(paragraph("Eerst.")), plain_text="Eerst.", position=1)
    ThemeFactory(regiobeeld=beeld, title="Zorg", body=text(paragraph("Zorg.")), plain_text="Zorg.", position=2)
    return beeld


def test_what_is_adopted_of_a_regiobeeld_is_kept_before_it_freezes(cast, beeld):
    beeld = beeld_adoption.move(beeld, by=cast.regiocoordinator, source="besproken", target="vastgesteld")
    assert parts(adopted_version(beeld)) == [
        ("Wonen", text(paragraph("Eerst."))),
        ("Zorg", text(paragraph("Zorg."))),
    ]


def test_the_next_edition_of_a_regiobeeld_is_held_against_what_was_adopted(cast, beeld):
    beeld_adoption.move(beeld, by=cast.regiocoordinator, source="besproken", target="vastgesteld")
    type(beeld).objects.filter(pk=beeld.pk).update(status="gepubliceerd")
    following = start_herijking(beeld, by=cast.regiocoordinator, edition=2027, title="Beeld 2027")
    following.themes.filter(title="Wonen").update(title="Wonen en leven", body=text(paragraph("Nu.")))
    following.themes.filter(title="Zorg").update(position=None)
    ThemeFactory(regiobeeld=following, title="Groen", position=5)
    side = side_adopted(following)
    assert side.label == f"{beeld}, zoals vastgesteld"
    compared = matched(side, side_now(following))
    assert [(part.title, part.state, part.was_titled) for part in compared] == [
        ("Wonen en leven", "changed", "Wonen"),
        ("Groen", "added", ""),
        ("Zorg", "removed", ""),
    ]


def test_a_plan_is_held_against_the_edition_before_it_by_the_titles_of_its_sections(cast, section):
    old = RegioplanFactory(region=cast.region, edition=2023, title="Regioplan 2023", status="gepubliceerd")
    SectionFactory(plan=old, position=1, title="Voorwoord", is_numbered=False, body=text(paragraph("Voor.")))
    SectionFactory(plan=old, position=2, title="Inleiding", body=text(paragraph("De gemeenten kiezen.")))
    side = side_adopted(cast.plan)
    # It was adopted before versions were kept: its texts have not changed since.
    assert side.label == "Regioplan 2023, zoals vastgesteld"
    compared = matched(side, side_now(cast.plan))
    assert [(part.title, part.state) for part in compared] == [("1 Inleiding", "changed"), ("Voorwoord", "removed")]
    compare_parts(compared)
    assert compared[0].words == "1 alinea gewijzigd; 2 punten toegevoegd"
    assert "<ins>" in compared[0].html


def test_a_plan_without_an_edition_before_it_is_held_against_nothing(cast, section):
    assert side_adopted(cast.plan) is None


def test_a_text_keeps_its_place_beside_itself_whatever_its_title_becomes(cast, section):
    version = keep_version(cast.plan, by=cast.ambtenaar, name="Eerst")
    type(section).objects.filter(pk=section.pk).update(title="Begin")
    SectionFactory(plan=cast.plan, position=0, title="Inleiding", is_numbered=False)
    compared = matched(side_of(version, cast.plan), side_now(Regioplan.objects.get(pk=cast.plan.pk)))
    assert [(part.title, part.state, part.was_titled) for part in compared] == [
        ("Inleiding", "added", ""),
        ("1 Begin", "same", "1 Inleiding"),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE writing_version SET name = 'anders'",
        "DELETE FROM writing_versionpart",
        "UPDATE writing_versionpart SET title = 'anders'",
        "DELETE FROM writing_version",
    ],
)
def test_versions_are_kept_for_good(cast, section, statement):
    keep_version(cast.plan, by=cast.ambtenaar, name="Voor de tafel")
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        connection.cursor().execute(statement)
