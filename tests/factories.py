"""Factories: the smallest true object of each kind, to be varied by the test that needs it."""

from datetime import date

import factory
from django.db.backends.postgresql.psycopg_any import DateRange
from factory.django import DjangoModelFactory

from iza_portal.accounts.models import Function, Kind, Membership, Organisation, User
from iza_portal.reference.models import Certainty
from iza_portal.texts.tree import empty_tree
from plans.models import Regioplan, Section
from regions.models import (
    Indeling,
    Mandaatregio,
    Municipality,
    Participation,
    Purpose,
    Region,
    RegionRole,
    Zorgkantoorregio,
)


class ProvenanceFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    source = "test"
    peildatum = date(2026, 1, 1)
    certainty = Certainty.VASTGESTELD


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"persoon{n}@voorbeeld.nl")
    name = factory.Sequence(lambda n: f"Persoon {n}")

    @classmethod
    def _create(cls, model, *args, **kwargs):
        user = model.objects.create_user(*args, **kwargs)
        user.emailaddress_set.create(email=user.email, verified=True, primary=True)
        return user


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation
        django_get_or_create = ("kind", "name")

    kind = Kind.GEMEENTE
    name = factory.Sequence(lambda n: f"Gemeente{n}")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    function = Function.MEDEWERKER


class MandaatregioFactory(ProvenanceFactory):
    class Meta:
        model = Mandaatregio

    slug = factory.Sequence(lambda n: f"mandaat-{n}")
    name = factory.Sequence(lambda n: f"Mandaatregio {n}")
    legal_number = factory.Sequence(lambda n: n + 1)
    mandaathouder = factory.SubFactory(OrganisationFactory)


class ZorgkantoorregioFactory(ProvenanceFactory):
    class Meta:
        model = Zorgkantoorregio

    code = factory.Sequence(lambda n: f"Z{n % 1000:03}")
    name = factory.Sequence(lambda n: f"Zorgkantoorregio {n}")
    zorgkantoor = factory.SubFactory(OrganisationFactory, kind=Kind.ZORGKANTOOR, name="Zorgkantoor")


class RegionFactory(ProvenanceFactory):
    class Meta:
        model = Region

    slug = factory.Sequence(lambda n: f"regio-{n}")
    name = factory.Sequence(lambda n: f"Regio {n}")
    short_name = factory.Sequence(lambda n: f"R{n}")
    province = "Zuid-Holland"
    mandaatregio = factory.SubFactory(MandaatregioFactory)
    zorgkantoorregio = factory.SubFactory(ZorgkantoorregioFactory)
    centroid_latitude = "52.000"
    centroid_longitude = "5.000"
    tile_column = factory.Sequence(lambda n: n % 200)
    tile_row = factory.Sequence(lambda n: n // 200)


class MunicipalityFactory(ProvenanceFactory):
    class Meta:
        model = Municipality

    cbs_code = factory.Sequence(lambda n: f"GM{n:04}")
    name = factory.Sequence(lambda n: f"Gemeente{n}")
    province = "Zuid-Holland"
    population = 10_000
    organisation = factory.SubFactory(OrganisationFactory)


class IndelingFactory(ProvenanceFactory):
    class Meta:
        model = Indeling

    municipality = factory.SubFactory(MunicipalityFactory)
    purpose = Purpose.STRUCTUUR
    period = DateRange(date(2023, 1, 1), None)


class ParticipationFactory(ProvenanceFactory):
    class Meta:
        model = Participation

    organisation = factory.SubFactory(OrganisationFactory)
    region = factory.SubFactory(RegionFactory)
    role = RegionRole.DEELNEMER
    started_on = date(2023, 1, 1)


class RegioplanFactory(DjangoModelFactory):
    class Meta:
        model = Regioplan

    region = factory.SubFactory(RegionFactory)
    edition = 2026
    title = factory.LazyAttribute(lambda plan: f"Regioplan {plan.region.name} {plan.edition}")


class SectionFactory(DjangoModelFactory):
    class Meta:
        model = Section

    plan = factory.SubFactory(RegioplanFactory)
    position = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Onderdeel {n}")
    body = factory.LazyFunction(empty_tree)
