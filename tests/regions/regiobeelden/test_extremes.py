"""A regiobeeld that is empty, and one that is larger than any: its pages are there, and hold no id twice."""

import re
from collections import Counter

import pytest

from regions.models import BeeldStatus, PointFigure, PointKind, Regiobeeld, ThemeIndicator
from regions.regiobeelden.adoption import move
from regions.regiobeelden.content import content_of
from regions.regiobeelden.dossier import chapters
from tests.factories import AreaFigureFactory, IndicatorFactory, PointFactory, RegiobeeldFactory, ThemeFactory

PAGES = ["", "indelen/", "gegevens/", "betrokkenen/", "toets/", "geschiedenis/", "cycli/openen/"]


def _twice(page: str) -> list[str]:
    return [each for each, count in Counter(re.findall(r'\bid="([^"]+)"', page)).items() if count > 1]


def test_one_without_themes_has_its_pages(cast, sign_in):
    beeld = RegiobeeldFactory(region=cast.region, status=BeeldStatus.VERRIJKING)
    client = sign_in(cast.regiocoordinator)
    for page in PAGES:
        answer = client.get(f"/regiobeelden/{beeld.pk}/{page}")
        assert (answer.status_code, _twice(answer.text)) == (200, []), page
    assert content_of(beeld)["themes"] == []
    assert chapters(beeld)


@pytest.fixture
def huge(cast):
    """40 themes; the first has 79 indicators with figures and 300 points, half of them knelpunten with a figure."""
    beeld = RegiobeeldFactory(region=cast.region, status=BeeldStatus.VERRIJKING)
    themes = [ThemeFactory(regiobeeld=beeld, position=position) for position in range(1, 41)]
    indicators = [IndicatorFactory() for _ in range(79)]
    for position, indicator in enumerate(indicators, start=1):
        AreaFigureFactory(indicator=indicator, region=cast.region)
        AreaFigureFactory(indicator=indicator, region=cast.region, year=2023)
        ThemeIndicator.objects.create(theme=themes[0], indicator=indicator, position=position)
        ThemeIndicator.objects.create(theme=themes[1], indicator=indicator, position=position)
    kinds = list(PointKind)
    for number in range(300):
        kind = PointKind.KNELPUNT if number % 2 else kinds[number % 8]
        point = PointFactory(theme=themes[0], kind=kind, position=number + 1)
        if kind == PointKind.KNELPUNT:
            PointFigure.objects.create(point=point, indicator=indicators[number % 79])
    return beeld


def test_the_largest_has_its_pages_with_every_id_once(cast, huge, sign_in):
    client, theme = sign_in(cast.regiocoordinator), huge.themes.get(position=1)
    pages = [*PAGES, f"themas/{theme.pk}/", f"themas/{theme.pk}/gegevens/", f"punten/{theme.points.first().pk}/"]
    for page in [*pages, f"themas/{theme.pk}/bewerken/"]:
        answer = client.get(f"/regiobeelden/{huge.pk}/{page}")
        assert (answer.status_code, _twice(answer.text)) == (200, []), page
    Regiobeeld.objects.filter(pk=huge.pk).update(status=BeeldStatus.LEESVERSIE)
    Regiobeeld.objects.filter(pk=huge.pk).update(status=BeeldStatus.BESPROKEN)
    adopted = move(huge, by=cast.regiocoordinator, source="besproken", target="vastgesteld")
    for page in ["", f"themas/{theme.pk}/"]:
        answer = client.get(f"/regiobeelden/{adopted.pk}/{page}")
        assert (answer.status_code, _twice(answer.text)) == (200, []), page
    assert len(chapters(adopted)) > 40
