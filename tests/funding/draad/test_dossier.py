"""The dossier of a plan and of a region with money: a chapter with a chart and its table, that everybody can read."""

from datetime import date
from io import BytesIO

import pikepdf
import pytest

from iza_portal.dossiers.content import Imprint, snapshot
from iza_portal.dossiers.kinds import papers_of
from iza_portal.dossiers.rendering import render
from iza_portal.hashing import hash_of
from tests.dossiers.test_rendering import elements_of, faults_of, texts_of
from tests.factories import DekkingFactory, OpgaveFactory

EURO = "€ "


@pytest.fixture
def asking(divided):
    """The plan of ZHE-BAR asks € 900.000 SPUK IZA and € 50.000 brede SPUK for 2026."""
    opgave = OpgaveFactory(plan=divided.plan, title="Minder vallen")
    DekkingFactory(opgave=opgave, stream="spuk_iza", amount=900_000, year=2026)
    DekkingFactory(opgave=opgave, stream="brede_spuk", amount=50_000, year=2026)
    return divided


def rendered(subject):
    content = snapshot(subject)
    return render(content, Imprint("ZHE-BAR 2026-1", 1, date(2026, 11, 26), hash_of(content)))


def money_in(pdf) -> str:
    """Answer what can be read in the chapter about money."""
    whole = "\n".join(texts_of(pdf)[3:])
    return whole.split("Dit hoofdstuk noemt wat openbaar is")[1].split("Bronnen en zekerheid")[0]


def figures_of(pdf) -> list[str]:
    """Answer what is said in place of each picture, for who does not see it."""
    with pikepdf.open(BytesIO(pdf.file)) as document:
        return [str(each.get("/Alt", "")) for each in elements_of(document) if each.S == "/Figure"]


@pytest.mark.parametrize("of_region", [False, True])
def test_the_chapter_has_a_chart_and_tables_with_the_same_amounts(asking, of_region):
    pdf = rendered(papers_of(asking.region, only_public=False) if of_region else asking.plan)
    assert faults_of(pdf) == []
    money = money_in(pdf)
    for said in (
        "Gevraagd per geldstroom",
        "Gevraagd in het plan",
        "Brede SPUK (GALA)",
        f"{EURO}50.000",
        f"{EURO}900.000",
        "Verleend",
        f"{EURO}3.427.099",
        f"{EURO}3.674.551",
        "DUS-I",
    ):
        assert said in money, said
    assert "Gevraagd per geldstroom, alle jaren samen" in figures_of(pdf)
    assert asking.activity.title not in money


def test_what_the_dossier_says_is_asked_stands_on_the_page_of_the_plan(asking, sign_in):
    page = sign_in(asking.ambtenaar).get(f"/geld/plannen/{asking.plan.pk}/").content.decode()
    on_page = page.split('<h2 id="geld">')[1].split("</section>")[0]
    money = money_in(rendered(asking.plan))
    for amount in ("50.000", "900.000"):
        assert amount in on_page
        assert amount in money
