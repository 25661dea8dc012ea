import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from iza_portal.trail.recording import record
from regions.models import (
    AreaFigure,
    BeeldStatus,
    CriterionAnswer,
    CriterionOf,
    FigureTheme,
    InvolvedGroup,
    Moment,
    Point,
    PointFigure,
    PointKind,
    Purpose,
    Regiobeeld,
    Stance,
    Theme,
    ThemeIndicator,
)
from regions.regiobeelden import checking
from regions.regiobeelden.checking import RULES, Verdict, answer_criterion, check, obstacles
from regions.regiobeelden.cycles import close_cycle
from regions.regiobeelden.involvement import say_involved, say_not_involved
from regions.regiobeelden.reacting import handle, react
from regions.verbs import BeeldVerb
from tests.criteria import criteria_of
from tests.factories import (
    CriterionFactory,
    IndelingFactory,
    IndicatorFactory,
    MunicipalityFactory,
    RegiobeeldFactory,
    ThemeFactory,
    ZorgkantoorregioFactory,
)
from tests.queries import queries_of


@pytest.fixture
def criteria(db):
    """The national criteria for a regiobeeld, by code; those for a regioplan are there as well."""
    return criteria_of(CriterionOf.REGIOBEELD)


@pytest.fixture
def found(criteria, enriched):
    """Answer a function that checks the regiobeeld as it is in the database, and answers the result of one criterion."""

    def found(code):
        results = check(Regiobeeld.objects.get(pk=enriched.pk))
        return next(result for result in results if result.criterion.code == code)

    return found


def _indicator(theme, *statuses, about=FigureTheme.GEZONDHEID, **fields):
    indicator = IndicatorFactory(theme=about, **fields)
    ThemeIndicator.objects.create(theme=theme, indicator=indicator, position=theme.theme_indicators.count() + 1)
    for number, status in enumerate(statuses):
        AreaFigure.objects.create(
            indicator=indicator,
            region=theme.regiobeeld.region,
            year=2024 + number,
            status=status,
            scenario="midden" if status == "prognose" else "",
            method="gegeven",
            value=20,
        )
    return indicator


def _point(theme, kind, *, indicator=None):
    point = Point.objects.create(theme=theme, kind=kind, position=theme.points.count() + 1, title="Iets")
    if indicator:
        PointFigure.objects.create(point=point, indicator=indicator)
    return point


def test_every_criterion_of_the_reference_data_has_its_rule(criteria):
    assert RULES.keys() == criteria.keys()


def test_a_criterion_that_the_portal_does_not_know_is_asked(cast, enriched, criteria):
    new = CriterionFactory(code="RB-16", position=16)
    (result,) = [each for each in check(enriched) if each.criterion == new]
    assert (result.verdict, result.can_be_answered) == (Verdict.ONBEKEND, True)


def test_an_empty_regiobeeld_meets_nothing_and_says_why(enriched, criteria):
    for result in check(enriched):
        assert result.verdict != Verdict.VOLDOET, result.criterion
        assert result.found.why.endswith(".")
    assert len(obstacles(enriched, Moment.VASTSTELLEN)) == 12
    assert [each[:5] for each in obstacles(enriched, Moment.PUBLICEREN)] == ["RB-12"]


def test_the_scale_is_that_of_the_zorgkantoorregio_or_explained(found, enriched):
    area, other = ZorgkantoorregioFactory(name="Rotterdam"), ZorgkantoorregioFactory(name="Zuid-Hollandse Eilanden")
    assert found("RB-1").verdict == Verdict.ONBEKEND
    inside = MunicipalityFactory()
    IndelingFactory(municipality=inside, region=enriched.region)
    IndelingFactory(municipality=inside, purpose=Purpose.ZORGKANTOOR, zorgkantoorregio=area)
    assert "vormen samen de zorgkantoorregio Rotterdam" in found("RB-1").found.why
    IndelingFactory(purpose=Purpose.ZORGKANTOOR, zorgkantoorregio=area)
    assert "een deel van de zorgkantoorregio Rotterdam" in found("RB-1").found.why
    second = MunicipalityFactory()
    IndelingFactory(municipality=second, region=enriched.region)
    IndelingFactory(municipality=second, purpose=Purpose.ZORGKANTOOR, zorgkantoorregio=other)
    result = found("RB-1")
    assert result.verdict == Verdict.VOLDOET_NIET
    assert "Rotterdam en Zuid-Hollandse Eilanden" in result.found.why
    Regiobeeld.objects.filter(pk=enriched.pk).update(scale_note="Zo werken wij al samen.")
    assert found("RB-1").verdict == Verdict.VOLDOET


@pytest.mark.parametrize(
    ("who", "verdict"), [("beoordelaar_1", Verdict.VOLDOET), ("regiocoordinator", Verdict.VOLDOET_NIET)]
)
def test_the_procesvoorstel_comes_from_an_initiator(cast, found, enriched, who, verdict):
    assert found("RB-2").found.why == "Er staat nog geen procesvoorstel."
    Regiobeeld.objects.filter(pk=enriched.pk).update(proposal="Zo doen wij het.")
    record(BeeldVerb.MOVED, enriched, by=cast.people[who], after={"status": BeeldStatus.PROCESVOORSTEL.label})
    assert found("RB-2").verdict == verdict


def test_demand_takes_figures_of_now_and_a_prognosis(found, theme):
    _indicator(theme, "gemeten", short_label="Ouderen")
    assert "een prognose" in found("RB-3").found.why
    _indicator(theme, "prognose", short_label="Ouderen later")
    assert found("RB-3").verdict == Verdict.VOLDOET
    Theme.objects.filter(pk=theme.pk).update(position=None)
    assert found("RB-3").verdict == Verdict.VOLDOET_NIET


@pytest.mark.parametrize("about", ["zorggebruik", "langdurige-zorg", "toegankelijkheid", "arbeidsmarkt"])
def test_capacity_takes_a_figure_of_use_access_or_labour(found, theme, about):
    _indicator(theme, about=about)
    assert found("RB-4").verdict == Verdict.VOLDOET_NIET
    _indicator(theme, "gemeten", about=about)
    assert found("RB-4").verdict == Verdict.VOLDOET


def test_every_bottleneck_has_a_figure(found, theme):
    indicator = _indicator(theme, "gemeten")
    _point(theme, PointKind.KNELPUNT, indicator=indicator)
    assert found("RB-5").verdict == Verdict.VOLDOET
    _point(theme, PointKind.KNELPUNT)
    assert found("RB-5").found.why == "Van de knelpunten (2) hebben er 1 nog geen cijfer dat het laat zien."


def test_stories_are_of_residents_and_of_professionals(found, theme):
    _point(theme, PointKind.VERHAAL_INWONER)
    assert found("RB-6").found.why == "Er staan nog geen verhalen in van professionals."
    _point(theme, PointKind.VERHAAL_PROFESSIONAL)
    assert found("RB-6").verdict == Verdict.VOLDOET


def test_the_municipal_domain_takes_a_figure_or_a_theme_with_text(found, theme, enriched):
    own = ThemeFactory(regiobeeld=enriched, position=3, title="Werk en inkomen")
    assert found("RB-7").verdict == Verdict.VOLDOET_NIET
    Theme.objects.filter(pk=own.pk).update(plain_text="Wie werk heeft, is gezonder.")
    assert found("RB-7").found.why == "Het thema “Werk en inkomen” gaat erover."
    _indicator(theme, "gemeten", about=FigureTheme.SOCIAAL_DOMEIN, short_label="Wmo")
    assert "Wmo" in found("RB-7").found.why


def test_each_of_the_four_kinds_of_prevention_is_there(found, theme):
    for kind in checking.PREVENTION:
        assert found("RB-8").verdict == Verdict.VOLDOET_NIET
        _point(theme, kind)
    assert found("RB-8").verdict == Verdict.VOLDOET


def test_the_ggd_takes_part_and_its_monitor_is_used(cast, found, enriched, theme):
    assert found("RB-9").found.why.startswith("Bij wie meededen staat de GGD nog niet, en bij de thema’s")
    say_involved(enriched, by=cast.regiocoordinator, group=InvolvedGroup.GGD, name="GGD", how="Leverde cijfers.")
    assert found("RB-9").found.why.startswith("Bij de thema’s staan nog geen cijfers")
    _indicator(theme, "gemeten", figure_source="Gezondheidsmonitor Volwassenen en Ouderen")
    assert found("RB-9").verdict == Verdict.VOLDOET


def test_residents_and_small_providers_take_part(cast, found, enriched):
    by = cast.regiocoordinator
    say_not_involved(enriched, by=by, group=InvolvedGroup.INWONERS, why="Geen tijd.")
    assert "Geen tijd." in found("RB-10").found.why
    say_involved(enriched, by=by, group=InvolvedGroup.INWONERS, name="Cliëntenraad", how="Las mee.")
    assert found("RB-10").found.why == "Namens inwoners en patiënten deden mee: Cliëntenraad."
    for group in ["kleine_aanbieders", "nieuwe_aanbieders", "categorale_aanbieders"]:
        assert found("RB-11").verdict == Verdict.VOLDOET_NIET
        say_involved(enriched, by=by, group=group, name="Een aanbieder", how="Las mee.")
    assert found("RB-11").verdict == Verdict.VOLDOET


def test_it_is_public_where_it_has_an_address(found, enriched):
    Regiobeeld.objects.filter(pk=enriched.pk).update(published_url="https://zorgakkoorden.nl/zhe-bar")
    assert found("RB-12").verdict == Verdict.VOLDOET


def test_a_closed_cycle_with_reactions_and_experts_counts(cast, found, cycle, theme, enriched):
    reaction = react(cycle, theme, by=cast.ambtenaar, stance=Stance.EENS)
    say_involved(enriched, by=cast.regiocoordinator, group=InvolvedGroup.DATA_EXPERTS, name="Bureau", how="Rekende.")
    assert found("RB-13").found.why == "Nu is er nog geen cyclus met reacties afgesloten."
    handle(reaction, by=cast.ambtenaar_2, seen=reaction.at, handling="kennisgenomen")
    close_cycle(cycle, by=cast.regiocoordinator, account="Klaar.")
    result = found("RB-13")
    assert (result.verdict, result.blocks) == (Verdict.VOLDOET, False)


def test_every_figure_has_its_source(found, theme):
    assert found("RB-14").verdict == Verdict.ONBEKEND
    _indicator(theme, "gemeten")
    assert "(1 indicator)" in found("RB-14").found.why


def test_a_renewal_is_a_herijking_and_another_one_is_asked(cast, found, enriched, criteria):
    assert found("RB-15").blocks
    answer_criterion(enriched, criteria["RB-15"], by=cast.regiocoordinator, is_met=True, reason="Herijking in 2028.")
    result = found("RB-15")
    assert (result.found.verdict, result.verdict, result.blocks) == (Verdict.ONBEKEND, Verdict.VOLDOET, False)
    previous = RegiobeeldFactory(region=cast.region, edition=2023)
    Regiobeeld.objects.filter(pk=enriched.pk).update(previous=previous)
    assert found("RB-15").answer_counts is False


def test_an_answer_counts_only_where_the_portal_cannot_know_better(cast, found, enriched, criteria, theme):
    by = cast.regiocoordinator
    for code, rule in RULES.items():
        if not rule.can_be_answered:
            with pytest.raises(ValidationError, match="bepaalt het portaal zelf"):
                answer_criterion(enriched, criteria[code], by=by, is_met=True, reason="Toch wel.")
    with pytest.raises(ValidationError) as refused:
        answer_criterion(enriched, criteria["RB-6"], by=by, is_met=True, reason=" ")
    assert "reason" in refused.value.message_dict
    answer_criterion(enriched, criteria["RB-6"], by=by, is_met=True, reason="De verhalen staan in de tekst.")
    result = found("RB-6")
    assert (result.found.verdict, result.verdict) == (Verdict.VOLDOET_NIET, Verdict.VOLDOET)
    answer_criterion(enriched, criteria["RB-6"], by=by, is_met=False, reason="Toch niet.")
    assert CriterionAnswer.objects.count() == 1
    assert "RB-6 Kwalitatieve duiding: Toch niet." in obstacles(enriched, Moment.VASTSTELLEN)
    # What the portal finds met needs no answer.
    _point(theme, PointKind.VERHAAL_INWONER)
    _point(theme, PointKind.VERHAAL_PROFESSIONAL)
    assert found("RB-6").verdict == Verdict.VOLDOET


def test_only_the_regiocoordinator_answers(cast, enriched, criteria):
    for name, user in cast.people.items():
        if name != "regiocoordinator":
            with pytest.raises(PermissionDenied):
                answer_criterion(enriched, criteria["RB-7"], by=user, is_met=True, reason="Ja.")


def test_the_check_takes_as_many_queries_for_thirty_themes_as_for_one(
    cast, criteria, enriched, theme, django_assert_num_queries
):
    say_involved(enriched, by=cast.regiocoordinator, group=InvolvedGroup.GGD, name="GGD", how="Las mee.")
    Regiobeeld.objects.filter(pk=enriched.pk).update(proposal="Zo doen wij het.")
    enriched.refresh_from_db()
    _point(theme, PointKind.KNELPUNT, indicator=_indicator(theme, "gemeten"))
    with django_assert_num_queries(7):
        check(enriched)
    for number in range(3, 31):
        more = ThemeFactory(regiobeeld=enriched, position=number)
        _point(more, PointKind.KNELPUNT, indicator=_indicator(more, "gemeten", "prognose"))
    with django_assert_num_queries(7):
        check(enriched)


def test_the_page_shows_what_blocks_and_takes_answers(cast, criteria, enriched, sign_in):
    path, client = f"/regiobeelden/{enriched.pk}/toets/", sign_in(cast.regiocoordinator)
    page = client.get(path).text
    assert "13 verplichte criteria zijn nog niet in orde" in page
    assert page.index("Dit moet nog in orde") < page.index("RB-1 ") < page.index("Let hierop") < page.index("RB-13 ")
    refused = client.post(path, {"criterium": "RB-7", "is_met": "ja", "reason": ""})
    assert refused.status_code == 422
    refused = client.post(path, {"criterium": "RB-5", "is_met": "ja", "reason": "Toch wel."})
    assert (refused.status_code, "bepaalt het portaal zelf" in refused.text, "Toch wel." in refused.text) == (
        422,
        True,
        True,
    )
    assert client.post(path, {"criterium": "RB-99", "is_met": "ja", "reason": "x"}).status_code == 404
    answer = client.post(path, {"criterium": "RB-7", "is_met": "ja", "reason": "Zie bladzijde 12."})
    assert answer.headers["Location"] == f"{path}#RB-7"
    page = client.get(path).text
    assert "Zie bladzijde 12." in page
    assert "Er staan nog geen cijfers over het sociaal domein in" in page
    page = sign_in(cast.ambtenaar).get(path).text
    assert "Zie bladzijde 12." in page
    assert '<form method="post" novalidate' not in page
    assert sign_in(cast.ambtenaar).post(path, {"criterium": "RB-7", "is_met": "ja", "reason": "x"}).status_code == 403


def test_the_page_stays_within_its_queries(cast, criteria, enriched, sign_in):
    path, client = f"/regiobeelden/{enriched.pk}/toets/", sign_in(cast.regiocoordinator)
    Regiobeeld.objects.filter(pk=enriched.pk).update(proposal="Zo doen wij het.")
    client.get(path)
    assert len(queries_of(client, path)) <= 12


def test_an_answer_is_of_the_region_and_names_nobody(cast, criteria, enriched):
    answer_criterion(enriched, criteria["RB-7"], by=cast.regiocoordinator, is_met=True, reason="Ja.")
    (result,) = [each for each in check(enriched) if each.criterion.code == "RB-7"]
    assert result.as_data()["answer"] == {"is_met": True, "reason": "Ja."}


def test_a_figure_that_is_still_to_come_shows_no_bottleneck(found, theme):
    indicator = _indicator(theme)
    point = _point(theme, PointKind.KNELPUNT, indicator=indicator)
    assert found("RB-5").verdict == Verdict.VOLDOET_NIET
    AreaFigure.objects.create(
        indicator=indicator, region=theme.regiobeeld.region, year=2024, status="gemeten", method="gegeven", value=20
    )
    assert found("RB-5").verdict == Verdict.VOLDOET
    point.figures.update(year=2019)
    assert found("RB-5").verdict == Verdict.VOLDOET_NIET
    point.figures.update(year=None, municipality=MunicipalityFactory())
    assert found("RB-5").verdict == Verdict.VOLDOET_NIET


@pytest.mark.parametrize(
    ("title", "verdict"),
    [
        ("Netwerkzorg en samenwerking", Verdict.VOLDOET_NIET),
        ("Asociaal gedrag", Verdict.VOLDOET_NIET),
        ("Werk en inkomen", Verdict.VOLDOET),
        ("Het sociaal domein", Verdict.VOLDOET),
    ],
)
def test_a_theme_about_the_domain_of_municipalities_has_its_words_in_the_title(found, theme, title, verdict):
    Theme.objects.filter(pk=theme.pk).update(title=title, plain_text="Tekst.")
    assert found("RB-7").verdict == verdict
