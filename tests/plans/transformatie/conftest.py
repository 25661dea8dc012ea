"""The cast around a transformatieplan: who submits it, who judges it, who follows, and who looks after the money."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils import timezone

from iza_portal.accounts.models import Function, Kind, Organisation
from plans.models.transformatie import Partijrol, Sector, Transformatieplan
from plans.transformatie.workflow import Planstand
from tests.conftest import _person
from tests.factories import OrganisationFactory, TransformatiepartijFactory, TransformatieplanFactory
from tests.kaders import load_kaders
from tests.transformatieplannen import complete_full_plan, complete_snelle_toets


@pytest.fixture
def company(cast):
    """The cast of `cast`, a transformatieplan that is written, its framework, and who is needed besides.

    Ridderkerk is the lead and submits together with the Zorgaanbieder; the GGD is involved; the Huisartsen are hit
    and not involved. CZ (coördinerend) and VGZ judge, each with two reviewers; DSW is another insurer. At the national
    party are a kassier, who awards, and a bestuurder, who keeps the desk. `company.people` holds everybody by
    name; `nobody` is not signed in.
    """
    insurer_1 = Organisation.objects.get(kind=Kind.ZORGVERZEKERAAR, name="CZ")
    insurer_2 = Organisation.objects.get(kind=Kind.ZORGVERZEKERAAR, name="VGZ")
    other_insurer = Organisation.objects.get(kind=Kind.ZORGVERZEKERAAR, name="DSW")
    national = Organisation.objects.get(kind=Kind.LANDELIJK)
    ridderkerk = Organisation.objects.get(kind=Kind.GEMEENTE, name="Ridderkerk")
    provider = Organisation.objects.get(kind=Kind.ZORGAANBIEDER)
    ggd = OrganisationFactory(kind=Kind.GGD, name="GGD")
    people = {
        **cast.people,
        "beoordelaar_1b": _person("beoordelaar 1b", insurer_1, Function.BEOORDELAAR),
        "beoordelaar_2b": _person("beoordelaar 2b", insurer_2, Function.BEOORDELAAR),
        "betrokkene": _person("betrokkene", ggd),
        "toekenner": _person("toekenner", national, Function.KASSIER),
        "loketbeheerder": _person("loketbeheerder", national, Function.BESTUURDER),
        "nobody": AnonymousUser(),
    }
    kaders = load_kaders()
    plan = TransformatieplanFactory(
        region=cast.region,
        title="Samen sterker thuis",
        marktleider_1=insurer_1,
        marktleider_2=insurer_2,
        insurer=insurer_1,
        lead=ridderkerk,
    )
    TransformatiepartijFactory(
        plan=plan, organisation=provider, part=Partijrol.INDIENER, sector=Sector.WIJKVERPLEGING, carries_urgency=True
    )
    TransformatiepartijFactory(plan=plan, organisation=ggd, part=Partijrol.BETROKKEN, sector=Sector.PUBLIEKE_GEZONDHEID)
    hit = TransformatiepartijFactory(
        plan=plan,
        organisation=None,
        name="Huisartsen Ridderkerk",
        part=Partijrol.GERAAKT,
        sector=Sector.HUISARTSENZORG,
        how="Krijgen meer vragen van ouderen.",
    )
    return SimpleNamespace(
        **{**vars(cast), **people, "people": people},
        kaders=kaders,
        kader=max(kaders.values(), key=lambda kader: kader.valid_from),
        transformatieplan=plan,
        hit=hit,
        ridderkerk=ridderkerk,
        provider=provider,
        ggd=ggd,
        insurer_1=insurer_1,
        insurer_2=insurer_2,
        other_insurer=other_insurer,
        national=national,
    )


@pytest.fixture
def put_in_state(db):
    """Answer a function that puts a plan in a state past the table of moves, for tests that begin there."""

    def put_in_state(plan, status, **fields):
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            Transformatieplan.objects.filter(pk=plan.pk).update(status=status, **fields)
            cursor.execute("SET session_replication_role = origin")
        return Transformatieplan.objects.get(pk=plan.pk)

    return put_in_state


@pytest.fixture
def plan(company):
    """The plan of the company with a snelle toets that lacks nothing."""
    complete_snelle_toets(company.transformatieplan)
    return company.transformatieplan


@pytest.fixture
def rows(company, plan):
    """The rows of the full plan, by name."""
    return complete_full_plan(plan, by=company.ambtenaar)


@pytest.fixture
def working_out(company, rows, put_in_state):
    """The plan while it is worked out, lacking nothing."""
    return put_in_state(company.transformatieplan, Planstand.UITWERKEN, first_submitted_at=timezone.now())
