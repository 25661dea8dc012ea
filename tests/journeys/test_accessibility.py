"""axe on every page, in the states that people meet, at desktop and phone width."""

from datetime import time, timedelta
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from iza_portal.dossiers.making import request_dossier
from iza_portal.notices.telling import tell
from iza_portal.texts.building import bullets, footnote, heading, paragraph, table, text
from iza_portal.texts.plain import to_search_text
from plans.models import Section
from regions.figures.aggregating import aggregate
from regions.models import Criterion, Point, PointFigure, PointKind, Theme, ThemeIndicator
from regions.regiobeelden import adoption as beeld_adoption
from regions.regiobeelden.checking import answer_criterion
from regions.regiobeelden.cycles import close_cycle, open_cycle
from regions.regiobeelden.enriching import add_point
from regions.regiobeelden.involvement import say_involved, say_not_involved
from regions.regiobeelden.reacting import handle, react
from regions.regiobeelden.starting import start_herijking
from tests.factories import (
    AreaFigureFactory,
    CriterionFactory,
    FigureFactory,
    IndelingFactory,
    IndicatorFactory,
    MunicipalityFactory,
    PointFactory,
    RegiobeeldFactory,
    RegiodatumFactory,
    RegioplanFactory,
    SectionFactory,
    TermijnFactory,
    ThemeFactory,
)
from tests.regions.figures.importing.conftest import hand_in, processed, read

pytestmark = pytest.mark.django_db(transaction=True)

BODY = text(
    heading("Wat wij doen"),
    paragraph("Zie de [cijfers](https://www.cbs.nl/)."),
    bullets("wonen", "zorg"),
    table(["Opgave", "Doel"], ["Gezond ouder worden", "3%"]),
    {"type": "paragraph", "content": [*paragraph("Met een noot.")["content"], footnote("De bron in woorden.")]},
)
NOBODYS = [
    "/", "/regios/", "/regios/zhe-bar/", "/gemeenten/", "/gemeenten/GM0597/", "/gegevens/", "/plannen/",
    "/cijfers/", "/cijfers/BEV04/", "/cijfers/BEV04/?regio=zhe-bar&jaar=abc", "/cijfers/BEV13/?regio=zhe-bar",
    "/cijfers/ARB01/", "/regios/zhe-bar/cijfers/", "/regios/zhe-bar/cijfers/bevolking/",
    "/regios/zhe-bar/cijfers/leefstijl/",
    "/plannen/?woorden=zorg", "/plannen/?editie=x", "/toegankelijkheid/", "/accounts/login/", "/accounts/signup/",
    "/accounts/password/reset/", "/dossiers/", "/regiobeelden/", "/regiobeelden/?editie=x", "/regiobeelden/{published}/",
    "/regiobeelden/{published}/themas/{published_theme}/",
    "/agenda/", "/agenda/?per=onderdeel&periode=alles", "/agenda/?periode=x",
]  # fmt: skip
COORDINATORS = [
    "/cijfers/inlezen/", "/cijfers/inlezen/{laid_out}/", "/cijfers/inlezen/{laid_out}/kolommen/",
    "/cijfers/inlezen/{read}/", "/cijfers/inlezen/{refused}/", "/cijfers/inlezen/{processed}/",
    "/cijfers/inlezen/{processed}/intrekken/",
    "/mijn-werk/", "/plannen/{plan}/", "/plannen/{plan}/geschiedenis/", "/plannen/{plan}/indelen/",
    "/plannen/{plan}/gegevens/",
    "/plannen/{plan}/onderdelen/{section}/", "/plannen/{plan}/onderdelen/{section}/bewerken/",
    "/plannen/{plan}/status/concept/ter_consultatie/", "/regios/zhe-bar/regioplan-beginnen/",
    "/regios/zhe-bar/deelnemers/", "/regios/zhe-bar/geschiedenis/", "/dossiers/", "/dossiers/{dossier}/",
    "/dossiers/{region_dossier}/", "/regios/zhe-bar/", "/dossiers/?regio=zhe-bar&soort=regiobeeld",
    "/organisatie/", "/organisatie/geschiedenis/", "/organisaties/{organisation}/uitnodigen/", "/profiel/",
    "/profiel/berichten/", "/berichten/", "/mijn-werk/?toon=alles",
    "/agenda/", "/agenda/abonnement/", "/regios/zhe-bar/datums/", "/regios/zhe-bar/datums/{datum}/",
    "/accounts/password/set/", "/accounts/2fa/",
    "/regios/zhe-bar/regiobeeld-beginnen/", "/regiobeelden/{beeld}/", "/regiobeelden/{beeld}/geschiedenis/",
    "/regiobeelden/{beeld}/wat-veranderde/", "/regiobeelden/{beeld}/indelen/", "/regiobeelden/{beeld}/gegevens/",
    "/regiobeelden/{beeld}/themas/{theme}/", "/regiobeelden/{beeld}/themas/{theme}/bewerken/",
    "/regiobeelden/{beeld}/themas/{theme}/gegevens/", "/regiobeelden/{beeld}/themas/{theme}/nieuw/verhaal_inwoner/",
    "/regiobeelden/{beeld}/punten/{point}/", "/regiobeelden/{beeld}/status/verrijking/leesversie/",
    "/regiobeelden/{cycles}/cycli/openen/", "/regiobeelden/{cycles}/cycli/1/", "/regiobeelden/{cycles}/cycli/2/",
    "/regiobeelden/{cycles}/cycli/2/reageren/", "/regiobeelden/{cycles}/cycli/2/reacties/",
    "/regiobeelden/{cycles}/cycli/2/afsluiten/", "/regiobeelden/{cycles}/betrokkenen/", "/regiobeelden/{cycles}/toets/",
    "/regiobeelden/{cycles}/status/verrijking/leesversie/", "/regiobeelden/{beeld}/themas/{theme}/nieuw/knelpunt/",
    "/regiobeelden/{beeld}/themas/{theme}/nieuw/preventie_universeel/", "/cijfers/", "/cijfers/BEV04/?regio=zhe-bar",
]  # fmt: skip
MARKTLEIDERS = ["/mijn-werk/", "/regiobeelden/{proposed}/", "/regiobeelden/{proposed}/procesvoorstel/"]
WITHOUT_WORK = ["/mijn-werk/"]
ADMINS = [
    "/plannen/besloten/", "/plannen/{plan}/inzage/", "/beheer/organisaties/", "/beheer/accounts/{person}/", "/mijn-werk/",
]  # fmt: skip


def _enriched(cast):
    """A regiobeeld with a cycle that is closed and one that is open, a bit of everything in both."""
    theme = ThemeFactory(
        regiobeeld=RegiobeeldFactory(region=cast.region, status="verrijking"),
        body=BODY,
        plain_text=to_search_text(BODY),
    )
    beeld, by = theme.regiobeeld, cast.regiocoordinator
    ThemeFactory(regiobeeld=beeld, position=theme.position + 1)
    for code, is_mandatory in [("RB-5", True), ("RB-6", True), ("RB-13", False), ("RB-15", True)]:
        CriterionFactory(code=code, is_mandatory=is_mandatory)
    parties = [by.hat, cast.beoordelaar_1.hat, cast.ambtenaar.hat]
    for number in [1, 2]:
        cycle = open_cycle(beeld, by=by, question="Herkent u dit?", due_on=timezone.localdate(), parties=parties)
        for user, stance in [(by, "aanvulling"), (cast.beoordelaar_1, "oneens")]:
            reaction = react(cycle, theme, by=user, stance=stance, text="Noem ook de mantelzorg.")
            if number == 1 or user != by:
                handle(reaction, by=by, seen=reaction.at, handling="deels", answer="Het staat erin.")
        if number == 1:
            say_involved(beeld, by=by, group="ggd", name="GGD", how="Leverde cijfers.")
            close_cycle(cycle, by=by, account="Wij namen het over.")
    say_not_involved(beeld, by=by, group="inwoners", why="Nog geen raad gevonden.")
    answer_criterion(beeld, Criterion.objects.get(code="RB-15"), by=by, is_met=True, reason="Herijking in 2028.")
    return beeld


@pytest.fixture
def numbers(cast):
    """The numbers in the addresses, of a plan that has a bit of everything."""
    Section.objects.filter(pk=cast.section.pk).update(body=BODY, plain_text=to_search_text(BODY))
    cast.section.assignees.add(cast.regiocoordinator)
    yesterday = timezone.localdate() - timedelta(days=1)
    held = {"owner": cast.regiocoordinator, "due_on": yesterday}
    SectionFactory(plan=cast.plan, position=2, title="Nog leeg", guidance="Wat hier hoort.", **held)
    SectionFactory(plan=cast.plan, position=None, title="Weggehaald")
    RegioplanFactory(region=cast.other_region, edition=2023, status="gepubliceerd")
    _figures(cast)
    published, beeld = a_published_beeld_and_its_herijking(cast)
    Theme.objects.filter(regiobeeld=beeld).update(**held)
    Point.objects.filter(theme__regiobeeld=beeld).update(**held)
    said = {"kind": "genoemd", "sentence": "U bent genoemd in een opmerking bij “Nog leeg”.", "path": "/plannen/"}
    for number in range(7):
        tell(cast.regiocoordinator, key=f"{number}", **said)
    return {
        "published": published.pk,
        "published_theme": published.themes.get().pk,
        "beeld": beeld.pk,
        "theme": beeld.themes.get(title="Gezond ouder worden").pk,
        "point": Point.objects.filter(theme__regiobeeld=beeld, kind="knelpunt").first().pk,
        "cycles": _enriched(cast).pk,
        "proposed": RegiobeeldFactory(region=cast.region, edition=2027, status="basisbeeld").pk,
        **_files(cast),
        "plan": cast.plan.pk,
        "section": cast.section.pk,
        "dossier": request_dossier(cast.plan, by=cast.regiocoordinator).pk,
        "region_dossier": request_dossier(cast.region, by=cast.regiocoordinator).pk,
        "organisation": cast.regiocoordinator.hat.pk,
        "person": cast.ambtenaar.pk,
        "datum": _dates(cast).pk,
    }


def _dates(cast):
    """Dates of all kinds in the agenda, and one of the region, which is answered."""
    TermijnFactory(precision="kwartaal", certainty="indicatief")
    TermijnFactory(on=timezone.localdate() - timedelta(days=9))
    said = {"starts_at": time(9), "ends_at": time(11), "place": "Ridderkerk", "audience": ["gemeenten"]}
    return RegiodatumFactory(region=cast.region, on=timezone.localdate(), domeinen=["B"], is_provisional=True, **said)


def a_published_beeld_and_its_herijking(cast):
    """A regiobeeld that is published, and the next edition of it, with a bit of everything, being enriched."""
    indicator = IndicatorFactory(short_label="Inwoners van 65 jaar en ouder")
    for year, value in [(2022, "21.9"), (2023, "22.2"), (2024, "22.6")]:
        FigureFactory(indicator=indicator, municipality=cast.municipality, year=year, value=value)
        AreaFigureFactory(indicator=indicator, region=cast.region, year=year, value=value)
        AreaFigureFactory(indicator=indicator, region=None, year=year, value="20.5")
    published = RegiobeeldFactory(region=cast.region, edition=2023, status="verrijking", summary="De regio vergrijst.")
    theme = ThemeFactory(regiobeeld=published, position=1, title="Gezond ouder worden", body=BODY, plain_text="tekst")
    ThemeIndicator.objects.create(theme=theme, indicator=indicator, position=1)
    for kind in PointKind:
        for place in (1, 2):
            PointFactory(theme=theme, kind=kind, position=place, text="Uitleg.", who="de GGD")
    knelpunt = Point.objects.filter(kind="knelpunt").first()
    PointFigure.objects.create(point=knelpunt, indicator=indicator)
    for source, target in pairwise(["verrijking", "leesversie", "besproken", "vastgesteld", "gepubliceerd"]):
        published = beeld_adoption.move(
            published, by=cast.regiocoordinator, source=source, target=target, url="https://zorgakkoorden.nl/"
        )
    beeld = start_herijking(published, by=cast.regiocoordinator, edition=2031, title="Regiobeeld ZHE-BAR 2031")
    for target in ("procesvoorstel", "verrijking"):
        beeld.status = target
        beeld.save(update_fields=["status"])
    AreaFigureFactory(indicator=indicator, region=cast.region, year=2030, value="25.1")
    add_point(beeld.themes.get(), by=cast.ambtenaar, kind="knelpunt", title="Lange wachttijden", text="Weken.")
    ThemeFactory(regiobeeld=beeld, position=2, title="Nog leeg", guidance="Wat hier hoort.")
    ThemeFactory(regiobeeld=beeld, position=None, title="Weggehaald")
    return published, beeld


def _figures(cast):
    """Figures of municipalities in two years and one to come, some suppressed, and one that does not add up."""
    places = [cast.municipality, *MunicipalityFactory.create_batch(3)]
    for place, region in zip(places, [cast.region, cast.region, cast.region, cast.other_region], strict=True):
        IndelingFactory(municipality=place, region=region)
    class_of_place = IndicatorFactory(code="BEV13", theme="bevolking", aggregation="geen", unit="klasse", decimals=0)
    IndicatorFactory(code="ARB01", theme="arbeidsmarkt")
    for number, place in enumerate(places):
        for year, scenario in ((2020, ""), (2024, ""), (2040, "laag"), (2040, "midden")):
            status = "prognose" if scenario else "gemeten"
            FigureFactory(
                indicator=cast.indicator,
                municipality=place,
                year=year,
                scenario=scenario,
                status=status,
                value=20 + number,
            )
        FigureFactory(indicator=class_of_place, municipality=place, value=number + 1)
    suppressed = IndicatorFactory(theme="bevolking")
    FigureFactory(indicator=suppressed, municipality=places[0], value=None, status="onderdrukt")
    aggregate([cast.indicator.pk, suppressed.pk], today=timezone.localdate())


def _files(cast):
    """Files of figures in each state that waits for a person, and one that was processed."""
    by = cast.regiocoordinator

    def file(*rows):
        return "Gemeente;Indicator;Jaar;Waarde\n" + "".join(f"Ridderkerk;{cast.indicator.code};{row}\n" for row in rows)

    fields = {"by": by, "region": cast.region}
    return {
        "laid_out": hand_in(file("2021;20"), source="Nog onbekend", **fields).pk,
        "processed": processed(file("2020;20", "2024;21"), **fields).pk,
        "read": read(file("2020;20,5", "2024;x", "2019;19"), **fields).pk,
        "refused": read(file("20225;20", "2022;340"), **fields).pk,
    }


def violations(page):
    """What axe finds, as lines that say what and where."""
    return [
        f"{page.url} {violation['id']}: {[node['target'] for node in violation['nodes']]}"
        for violation in Axe().run(page).response["violations"]
    ]


@pytest.mark.parametrize("width", [1320, 375, 320])
@pytest.mark.parametrize(
    ("who", "paths"),
    [
        (None, NOBODYS),
        ("regiocoordinator", COORDINATORS),
        ("beoordelaar_1", MARKTLEIDERS),
        ("andere_regiocoordinator", WITHOUT_WORK),
        ("portaalbeheerder", ADMINS),
    ],
)
def test_axe_finds_nothing_on_any_page(cast, numbers, open_page, who, paths, width):
    page = open_page(cast.people.get(who), paths[0].format(**numbers), viewport={"width": width, "height": 900})
    base = page.url.removesuffix(paths[0].format(**numbers))
    found = []
    for path in paths:
        answer = page.goto(base + path.format(**numbers))
        assert answer.status == 200, path
        found += violations(page)
        too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert too_wide <= 0, f"{path} is {too_wide} pixels wider than the window of {width}"
    assert found == []


def test_axe_finds_nothing_on_a_form_that_is_refused(cast, numbers, open_page):
    page = open_page(cast.regiocoordinator, "/regios/zhe-bar/regioplan-beginnen/")
    page.get_by_label("Titel").fill("")
    page.get_by_role("button", name="Begin het plan").click()
    page.get_by_role("alert").wait_for()
    assert page.get_by_label("Titel").get_attribute("aria-invalid") == "true"
    assert violations(page) == []
    page.complaints.clear()  # The browser notes that the answer was 422.


@pytest.mark.parametrize(
    ("path", "button"),
    [
        ("/regiobeelden/{beeld}/themas/{theme}/nieuw/knelpunt/", "Sla op"),
        ("/regiobeelden/{cycles}/cycli/2/afsluiten/", "Sluit de cyclus af"),
        ("/cijfers/inlezen/", "Lees dit bestand"),
        ("/cijfers/inlezen/{processed}/intrekken/", "Trek de cijfers in"),
    ],
)
def test_axe_finds_nothing_on_a_refused_form_on_a_phone(cast, numbers, open_page, path, button):
    page = open_page(cast.regiocoordinator, path.format(**numbers), viewport={"width": 375, "height": 812})
    page.get_by_role("button", name=button).click()
    page.get_by_role("alert").wait_for()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    assert violations(page) == []
    page.complaints.clear()  # The browser notes that the answer was 422.


@pytest.mark.parametrize("path", ["/bestaat-niet/", "/plannen/{plan}/"])
def test_axe_finds_nothing_on_a_page_that_is_not_there(cast, numbers, open_page, path):
    page = open_page(None, path.format(**numbers))
    assert page.get_by_role("heading", level=1).text_content() == "Deze pagina is er niet"
    assert violations(page) == []
    page.complaints.clear()  # The browser notes that the answer was 404.


def test_at_200_percent_everything_is_still_there(cast, numbers, open_page):
    page = open_page(cast.regiocoordinator, f"/plannen/{cast.plan.pk}/", viewport={"width": 660, "height": 450})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert page.get_by_role("link", name="Leg voor aan de deelnemers").is_visible()
