"""Shared parts of the tests: the fixed cast of `docs/architecture.md`, the database's mark, and people signed in."""

import tempfile
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from celery.contrib.testing.worker import start_worker
from django.core.cache import caches
from django.db import connection
from django.test import Client

from iza_portal.accounts.models import Function, Kind
from iza_portal.celery import app
from regions.models import RegionRole
from tests.factories import (
    IndicatorFactory,
    MembershipFactory,
    MunicipalityFactory,
    OrganisationFactory,
    ParticipationFactory,
    RegionFactory,
    RegioplanFactory,
    SectionFactory,
    UserFactory,
)
from tests.processes import Broker, Worker


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tell the test database that it is one: the trail's trigger lets pytest empty the tables there, and only there."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"ALTER DATABASE {name} SET iza.test_database = 'on'")


def _person(name, organisation=None, function=Function.MEDEWERKER, **fields):
    user = UserFactory(name=name, email=f"{name.replace(' ', '.')}@voorbeeld.nl", **fields)
    if organisation:
        MembershipFactory(user=user, organisation=organisation, function=function)
    return user


@pytest.fixture(autouse=True)
def _no_kept_pieces():
    """Begin without the pieces of pages that an earlier test left in the cache."""
    caches["fragments"].clear()


@pytest.fixture
def cast(db):
    """The fixed cast around one region with a regioplan: `cast.people` holds everybody by name, `nobody` is not signed in.

    Two officials of different municipalities, the regiocoördinator, the kassier, a bestuurder, the reviewers of both market
    leaders, a provider, an organisation's administrator; outside the region: another insurer's reviewer, another region's
    official and regiocoördinator, a national viewer, an outsider without any organisation, and the portal's administrator.
    """
    region = RegionFactory(name="ZHE-BAR", slug="zhe-bar", short_name="ZHE-BAR")
    other_region = RegionFactory(name="Zeeland", slug="zeeland", short_name="Zeeland")
    ridderkerk = OrganisationFactory(name="Ridderkerk")
    nissewaard = OrganisationFactory(name="Nissewaard")
    goes = OrganisationFactory(name="Goes")
    insurer_1 = OrganisationFactory(kind=Kind.ZORGVERZEKERAAR, name="CZ")
    insurer_2 = OrganisationFactory(kind=Kind.ZORGVERZEKERAAR, name="VGZ")
    other_insurer = OrganisationFactory(kind=Kind.ZORGVERZEKERAAR, name="DSW")
    provider = OrganisationFactory(kind=Kind.ZORGAANBIEDER, name="Zorgaanbieder")
    national = OrganisationFactory(kind=Kind.LANDELIJK, name="Landelijke partij")
    for organisation, role in [
        (ridderkerk, RegionRole.DEELNEMER),
        (nissewaard, RegionRole.DEELNEMER),
        (nissewaard, RegionRole.MANDAATHOUDER),
        (nissewaard, RegionRole.REGIOCOORDINATOR),
        (insurer_1, RegionRole.MARKTLEIDER_1),
        (insurer_2, RegionRole.MARKTLEIDER_2),
        (provider, RegionRole.DEELNEMER),
    ]:
        ParticipationFactory(organisation=organisation, region=region, role=role)
    ParticipationFactory(organisation=goes, region=other_region)
    ParticipationFactory(organisation=goes, region=other_region, role=RegionRole.REGIOCOORDINATOR)
    ParticipationFactory(organisation=other_insurer, region=other_region, role=RegionRole.MARKTLEIDER_1)

    people = {
        "ambtenaar": _person("ambtenaar", ridderkerk),
        "ambtenaar_2": _person("ambtenaar 2", nissewaard),
        "regiocoordinator": _person("regiocoordinator", nissewaard, Function.REGIOCOORDINATOR),
        "kassier": _person("kassier", nissewaard, Function.KASSIER),
        "bestuurder": _person("bestuurder", ridderkerk, Function.BESTUURDER),
        "beheerder": _person("beheerder", ridderkerk, Function.BEHEERDER),
        "beoordelaar_1": _person("beoordelaar 1", insurer_1, Function.BEOORDELAAR),
        "beoordelaar_2": _person("beoordelaar 2", insurer_2, Function.BEOORDELAAR),
        "zorgaanbieder": _person("zorgaanbieder", provider),
        "andere_verzekeraar": _person("andere verzekeraar", other_insurer, Function.BEOORDELAAR),
        "andere_ambtenaar": _person("andere ambtenaar", goes),
        "andere_regiocoordinator": _person("andere regiocoordinator", goes, Function.REGIOCOORDINATOR),
        "landelijk": _person("landelijk", national),
        "buitenstaander": _person("buitenstaander"),
        "portaalbeheerder": _person("portaalbeheerder", is_portal_admin=True),
    }
    plan = RegioplanFactory(region=region, title="Regioplan ZHE-BAR 2026")
    section = SectionFactory(plan=plan, position=1, title="Inleiding")
    municipality = MunicipalityFactory(name="Ridderkerk", cbs_code="GM0597", organisation=ridderkerk)
    indicator = IndicatorFactory(code="BEV04", short_label="Inwoners van 65 jaar en ouder", theme="bevolking")
    return SimpleNamespace(
        municipality=municipality,
        indicator=indicator,
        region=region,
        other_region=other_region,
        plan=plan,
        section=section,
        people=people,
        **people,
    )


@pytest.fixture
def sign_in():
    """Answer a function that gives a client signed in as a person, or not signed in for None."""

    def sign_in(user):
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return sign_in


@contextmanager
def _broker_at(url):
    """Let tasks go to the broker at this address, and afterwards to the one before.

    Celery keeps the connections of the first broker that it meets in a process; it forgets them as after a fork.
    """
    address = app.conf.broker_url
    app.conf.broker_url = url
    app._after_fork()
    try:
        yield
    finally:
        app.conf.broker_url = address
        app._after_fork()


@pytest.fixture
def no_broker():
    """A broker that is away: nothing listens at its address."""
    with _broker_at("redis://127.0.0.1:1/0"):
        yield


@pytest.fixture(scope="module")
def real_broker():
    """A broker of the module's own, in a folder for it and its worker."""
    # The path of a socket must be short.
    with tempfile.TemporaryDirectory(prefix="iza-", dir="/tmp") as folder:
        broker = Broker(Path(folder))
        broker.start()
        yield broker
        broker.kill()


@pytest.fixture(scope="module")
def lasting_worker(real_broker):
    worker = Worker(real_broker.folder, real_broker.url)
    yield worker
    worker.kill()


@pytest.fixture
def at_real_broker(real_broker):
    with _broker_at(real_broker.url.replace("unix://", "redis+socket://")):
        yield


@pytest.fixture
def worker(transactional_db, settings, lasting_worker, at_real_broker):
    """A worker at work, also after a test that killed it; the database exists by then.

    It goes on from one test to the next, so they have one folder of dossiers.
    """
    settings.DOSSIER_DIR = lasting_worker.folder / "dossiers"
    if lasting_worker.process is None or lasting_worker.process.poll() is not None:
        lasting_worker.start()
    return lasting_worker


@pytest.fixture
def worker_in_thread():
    """A worker on a broker of its own, in a thread of this process, so that its mail lands in the test's outbox."""
    # The path of a socket must be short.
    with tempfile.TemporaryDirectory(prefix="iza-", dir="/tmp") as folder:
        broker = Broker(Path(folder))
        broker.start()
        try:
            with (
                _broker_at(broker.url.replace("unix://", "redis+socket://")),
                start_worker(app, pool="solo", perform_ping_check=False),
            ):
                yield
        finally:
            broker.kill()
