"""A region with money: its kassier, the municipalities that it is of, and what was granted to them."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.backends.postgresql.psycopg_any import DateRange

from funding.grootboek.granting import budget_of, grant
from funding.grootboek.posting import Row, post
from funding.models import (
    Beschikkingsoort,
    Boeksoort,
    Deel,
    Handeling,
    Machtiging,
    Ontvanger,
    Regelsoort,
)
from iza_portal.accounts.models import Function, Kind, Organisation
from regions.agreements import Geldstroom
from regions.models import Purpose
from tests.conftest import _person
from tests.factories import (
    BudgetregelFactory,
    GeldstukFactory,
    IndelingFactory,
    MunicipalityFactory,
    OrganisationFactory,
    RegelingFactory,
    RegelingregelFactory,
)

#: «Now» in tests about money, where the clock matters.
TODAY = date(2026, 11, 26)


@pytest.fixture
def money(cast):
    """The cast with the money of ZHE-BAR, all granted and nothing divided.

    `money.budget` is the SPUK IZA of ZHE-BAR (kassier Nissewaard; € 3.427.099 in 2025, € 3.674.551 in 2026), `money.brede`
    the brede SPUK of Ridderkerk (€ 600.000 in 2025, € 500.000 in 2026). Its municipalities are Nissewaard, Ridderkerk and
    Barendrecht; Westvoorne left it at the end of 2025. Besides the cast: `tweede_kassier` and `bestuurder_nissewaard` at
    Nissewaard, `tweede_ambtenaar` at Ridderkerk, `bestuurder_barendrecht`. `money.people` holds everybody by name.
    """
    nissewaard = Organisation.objects.get(kind=Kind.GEMEENTE, name="Nissewaard")
    mandaatregio = cast.region.mandaatregio
    mandaatregio.mandaathouder = nissewaard
    mandaatregio.save()
    barendrecht = OrganisationFactory(name="Barendrecht")
    westvoorne = OrganisationFactory(name="Westvoorne")
    municipalities = {
        "nissewaard": MunicipalityFactory(name="Nissewaard", organisation=nissewaard, population=86_000),
        "ridderkerk": cast.municipality,
        "barendrecht": MunicipalityFactory(name="Barendrecht", organisation=barendrecht, population=49_000),
    }
    for each in municipalities.values():
        IndelingFactory(municipality=each, purpose=Purpose.MANDAAT, mandaatregio=mandaatregio)
    left = MunicipalityFactory(name="Westvoorne", organisation=westvoorne, population=15_000)
    IndelingFactory(
        municipality=left,
        purpose=Purpose.MANDAAT,
        mandaatregio=mandaatregio,
        period=DateRange(date(2023, 1, 1), date(2026, 1, 1)),
    )
    people = {
        **cast.people,
        "tweede_kassier": _person("tweede kassier", nissewaard, Function.KASSIER),
        "bestuurder_nissewaard": _person("bestuurder Nissewaard", nissewaard, Function.BESTUURDER),
        "tweede_ambtenaar": _person("tweede ambtenaar", cast.municipality.organisation),
        "bestuurder_barendrecht": _person("bestuurder Barendrecht", barendrecht, Function.BESTUURDER),
        "westvoorne": _person("ambtenaar Westvoorne", westvoorne),
        "nobody": AnonymousUser(),
    }
    spuk_iza = RegelingFactory(
        code="spuk-iza", short_title="SPUK IZA", sisa_code="H35", sisa_code_between="H35B", position=2
    )
    brede_spuk = RegelingFactory(
        code="brede-spuk",
        short_title="Brede SPUK",
        receivers=Ontvanger.GEMEENTE,
        stream=Geldstroom.BREDE_SPUK,
        position=1,
    )
    RegelingregelFactory(regeling=spuk_iza)
    RegelingregelFactory(regeling=brede_spuk)
    RegelingregelFactory(regeling=brede_spuk, valid_from=date(2025, 1, 1), value=0, text="Ontschot.")
    RegelingregelFactory(
        regeling=brede_spuk,
        kind=Regelsoort.DOORSCHUIVEN,
        valid_from=date(2025, 1, 1),
        value=10,
        text="Ten hoogste 10%.",
    )
    budget = budget_of(spuk_iza, mandaatregio=mandaatregio)
    brede = budget_of(brede_spuk, municipality=cast.municipality)
    for of, by, year, euros in [
        (budget, people["kassier"], 2025, 3_427_099),
        (budget, people["kassier"], 2026, 3_674_551),
        (brede, people["ambtenaar"], 2025, 600_000),
        (brede, people["ambtenaar"], 2026, 500_000),
    ]:
        grant(
            of,
            by=by,
            kind=Beschikkingsoort.VERLENING,
            year=year,
            cents=euros * 100,
            on=date(2025, 1, 15),
            number=f"DUS-I {year}",
            source="DUS-I",
        )
    return SimpleNamespace(
        **{**vars(cast), **people, "people": people},
        **municipalities,
        left=left,
        municipalities=municipalities,
        mandaatregio=mandaatregio,
        spuk_iza=spuk_iza,
        brede_spuk=brede_spuk,
        budget=budget,
        brede=brede,
    )


@pytest.fixture
def divided(money):
    """The money of ZHE-BAR with a division of 2026: € 1.000.000 for a regional activity and € 100.000 for Ridderkerk.

    Two thirds of the activity are of Nissewaard and a third of Ridderkerk; Ridderkerk gave its mandate.
    `divided.activity` and `divided.local` are the lines.
    """
    activity = BudgetregelFactory(budget=money.budget, position=1, title="Coördinatie ketenaanpak valpreventie")
    local = BudgetregelFactory(
        budget=money.budget, position=2, title="Lokaal deel Ridderkerk", part=Deel.LOKAAL, municipality=money.ridderkerk
    )
    mandate(money, money.ridderkerk)
    post(
        money.budget,
        act=Handeling.VERDELING,
        by=money.kassier,
        on=date(2026, 1, 20),
        book_year=2026,
        rows=[
            Row(Boeksoort.VERDELING, 2026, 66_666_667, regel=activity, municipality=money.nissewaard),
            Row(Boeksoort.VERDELING, 2026, 33_333_333, regel=activity, municipality=money.ridderkerk),
            Row(Boeksoort.VERDELING, 2026, 10_000_000, regel=local, municipality=money.ridderkerk),
        ],
    )
    return SimpleNamespace(**vars(money), activity=activity, local=local)


def mandate(money, municipality, *, from_on=date(2025, 1, 1), until_on=None):
    """Let the municipality have given the kassier its mandate."""
    by = money.bestuurder
    return Machtiging.objects.create(
        budget=money.budget,
        municipality=municipality,
        stuk=GeldstukFactory(budget=money.budget, by=by),
        from_on=from_on,
        until_on=until_on,
        by=by,
    )
