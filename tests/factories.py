"""Factories: the smallest true object of each kind, to be varied by the test that needs it."""

from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from io import BytesIO

import factory
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from factory.django import DjangoModelFactory
from PIL import Image

from funding.models import (
    Aanvraagdeelnemer,
    Begrotingsregel,
    Budgetregel,
    Controle,
    Deel,
    Geldstuk,
    Ontvanger,
    Regeling,
    Regelingonderdeel,
    Regelingregel,
    Regelsoort,
    Rekenwijze,
    Sisaindicator,
    SpukAanvraag,
    Verplichting,
    Waardesoort,
)
from iza_portal.accounts.models import Function, Kind, Membership, Organisation, User
from iza_portal.hashing import hash_of
from iza_portal.reference.models import Certainty
from iza_portal.texts.tree import empty_tree
from iza_portal.writing.models import Document, Picture
from iza_portal.writing.pictures.decoding import decode
from plans.models import Actie, Consultatie, Consultatiereactie, Dekking, Doel, Mijlpaal, Opgave, Regioplan, Section
from plans.models.transformatie import (
    Businesscaseregel,
    Indiening,
    Kader,
    Mijlpaalbedrag,
    Partijrol,
    Samenvatting,
    Sector,
    Thema,
    Transformatieafspraak,
    Transformatiemijlpaal,
    Transformatiepartij,
    Transformatieplan,
    Transformatiestuk,
    Vraag,
)
from regions.agreements import Geldstroom
from regions.models import (
    Aggregation,
    AreaFigure,
    BatchState,
    Criterion,
    Direction,
    Figure,
    FigureBatch,
    FigureStatus,
    FigureTheme,
    Indeling,
    Indicator,
    Layer,
    Mandaatregio,
    Method,
    Moment,
    Municipality,
    Participation,
    Point,
    PointKind,
    Purpose,
    Regiobeeld,
    Regiodatum,
    Region,
    RegionRole,
    Termijn,
    Theme,
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

    # Past all codes that CBS gave, which tests name; begun anew after 5,000, more than one test makes.
    cbs_code = factory.Sequence(lambda n: f"GM{5000 + n % 5000}")
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


class IndicatorFactory(ProvenanceFactory):
    """A percentage of the inhabitants, weighted by them."""

    class Meta:
        model = Indicator
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"TST{n % 100:02}-{n}")
    position = factory.Sequence(lambda n: n)
    theme = FigureTheme.GEZONDHEID
    label = factory.Sequence(lambda n: f"Indicator {n}")
    short_label = factory.LazyAttribute(lambda indicator: indicator.label)
    unit = "%"
    decimals = 1
    least = 0
    most = 100
    aggregation = Aggregation.GEWOGEN
    denominator = "inwoners"
    phrase = "is {} van de inwoners gezond"
    level = "gemeente; landelijk"
    layer = Layer.BASISBEELD
    frequency = "jaarlijks"
    direction = Direction.GEEN
    figure_source = "CBS"
    published_in = "test"


class FigureBatchFactory(ProvenanceFactory):
    class Meta:
        model = FigureBatch

    file_name = "cijfers.csv"
    digest = "0" * 64
    bytes = 100
    requested_by = factory.SubFactory(UserFactory)
    requested_at = factory.LazyFunction(timezone.now)
    applied_at = factory.LazyFunction(timezone.now)
    state = BatchState.VERWERKT


class FigureFactory(DjangoModelFactory):
    """A figure of the country that counts; name a municipality or a region to have one of that."""

    class Meta:
        model = Figure

    batch = factory.SubFactory(FigureBatchFactory)
    indicator = factory.SubFactory(IndicatorFactory)
    year = 2024
    status = FigureStatus.GEMETEN
    value = "20.0"
    is_current = True


class RegiobeeldFactory(DjangoModelFactory):
    class Meta:
        model = Regiobeeld

    region = factory.SubFactory(RegionFactory)
    edition = 2026
    title = factory.LazyAttribute(lambda regiobeeld: f"Regiobeeld {regiobeeld.region.name} {regiobeeld.edition}")


class ThemeFactory(DjangoModelFactory):
    class Meta:
        model = Theme

    regiobeeld = factory.SubFactory(RegiobeeldFactory)
    position = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Thema {n}")
    body = factory.LazyFunction(empty_tree)


class PointFactory(DjangoModelFactory):
    class Meta:
        model = Point

    theme = factory.SubFactory(ThemeFactory)
    kind = PointKind.KNELPUNT
    position = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Punt {n}")


class AreaFigureFactory(DjangoModelFactory):
    """A weighted figure of the country; name a region to have one of that."""

    class Meta:
        model = AreaFigure

    indicator = factory.SubFactory(IndicatorFactory)
    year = 2024
    status = FigureStatus.GEMETEN
    method = Method.GEWOGEN
    value = "20.0"


class CriterionFactory(ProvenanceFactory):
    class Meta:
        model = Criterion

    code = factory.Sequence(lambda n: f"RB-{n + 1}")
    position = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Criterium {n}")
    description = "Wat er moet staan."
    is_mandatory = True
    moment = Moment.VASTSTELLEN


class DocumentFactory(DjangoModelFactory):
    class Meta:
        model = Document

    kind = "onderdeel"


class PictureFactory(DjangoModelFactory):
    """A picture as `iza_portal.writing.pictures` keeps it: by default a dot of another grey each time."""

    class Meta:
        model = Picture

    document = factory.SubFactory(DocumentFactory)
    content = factory.Sequence(lambda n: decode(_dot(n)).content)
    media_type = "image/png"
    width = height = 1
    sha256 = factory.LazyAttribute(lambda picture: sha256(picture.content).hexdigest())
    uploaded_by = factory.SubFactory(UserFactory)


def _dot(number: int) -> bytes:
    kept = BytesIO()
    Image.new("RGB", (1, 1), (number % 256, number // 256 % 256, 0)).save(kept, "PNG")
    return kept.getvalue()


class OpgaveFactory(DjangoModelFactory):
    class Meta:
        model = Opgave

    plan = factory.SubFactory(RegioplanFactory)
    position = factory.LazyAttribute(lambda opgave: opgave.plan.opgaven.count() + 1)
    title = factory.Sequence(lambda n: f"Opgave {n}")


class DoelFactory(DjangoModelFactory):
    """A goal that is specific, measurable and bound to a time."""

    class Meta:
        model = Doel

    opgave = factory.SubFactory(OpgaveFactory)
    position = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Doel {n}: van 5% naar 14%")
    measure = "65-plussers bij wie het valrisico is ingeschat"
    unit = "%"
    start_value = 5
    start_on = date(2025, 12, 31)
    target_value = 14
    target_on = date(2028, 12, 31)


class ActieFactory(DjangoModelFactory):
    class Meta:
        model = Actie

    opgave = factory.SubFactory(OpgaveFactory)
    position = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Actie {n}")


class MijlpaalFactory(DjangoModelFactory):
    class Meta:
        model = Mijlpaal

    actie = factory.SubFactory(ActieFactory)
    quarter = date(2027, 1, 1)
    activity = factory.Sequence(lambda n: f"Mijlpaal {n}")


class DekkingFactory(DjangoModelFactory):
    class Meta:
        model = Dekking

    opgave = factory.SubFactory(OpgaveFactory)
    stream = "spuk_iza"
    year = 2026
    amount = 1000


class ConsultatieFactory(DjangoModelFactory):
    """A round in which parties can still react; name its `parties` to ask them."""

    class Meta:
        model = Consultatie
        skip_postgeneration_save = True

    plan = factory.SubFactory(RegioplanFactory)
    number = factory.LazyAttribute(lambda consultatie: consultatie.plan.consultaties.count() + 1)
    content = factory.LazyAttribute(lambda consultatie: {"sections": [], "opgaven": []})
    content_hash = factory.LazyAttribute(lambda consultatie: hash_of(consultatie.content))
    question = "Herkent u zich in dit plan?"
    opened_at = factory.LazyFunction(timezone.now)
    due_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=14))

    @factory.post_generation
    def parties(self, create, parties, **kwargs):
        for organisation in parties or []:
            self.asked.create(organisation=organisation)


class ReactieFactory(DjangoModelFactory):
    """What a party says of a plan as a whole."""

    class Meta:
        model = Consultatiereactie

    consultatie = factory.SubFactory(ConsultatieFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    about = "plan"
    place = 0
    title = "Het plan als geheel"
    stance = "aanvulling"
    text = factory.Sequence(lambda n: f"Opmerking {n}")
    by = factory.SubFactory(UserFactory)
    at = factory.LazyFunction(timezone.now)


class TermijnFactory(ProvenanceFactory):
    class Meta:
        model = Termijn

    code = factory.Sequence(lambda n: f"termijn-{n}")
    on = date(2027, 3, 31)
    domeinen = ["SPUK"]
    what = factory.Sequence(lambda n: f"Landelijke datum {n}")
    audience = ["gemeenten"]


class RegiodatumFactory(DjangoModelFactory):
    class Meta:
        model = Regiodatum

    region = factory.SubFactory(RegionFactory)
    on = date(2027, 1, 20)
    what = factory.Sequence(lambda n: f"Regiotafel {n}")
    by = factory.SubFactory(UserFactory)


class ThemaFactory(ProvenanceFactory):
    class Meta:
        model = Thema

    code = factory.Sequence(lambda n: f"thema-{n}")
    title = factory.Sequence(lambda n: f"Thema {n}")
    position = factory.Sequence(lambda n: n + 1)


class TransformatieplanFactory(DjangoModelFactory):
    """A plan of which the snelle toets is being written; name its `lead` to have a party that submits it."""

    class Meta:
        model = Transformatieplan
        skip_postgeneration_save = True

    region = factory.SubFactory(RegionFactory)
    title = factory.Sequence(lambda n: f"Transformatieplan {n}")

    @factory.post_generation
    def lead(self, create, lead, **kwargs):
        self.regions.add(self.region)
        if lead is not None:
            TransformatiepartijFactory(
                plan=self, organisation=lead, part=Partijrol.INDIENER, is_lead=True, carries_urgency=True
            )


class TransformatiepartijFactory(DjangoModelFactory):
    class Meta:
        model = Transformatiepartij

    plan = factory.SubFactory(TransformatieplanFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    part = Partijrol.INDIENER
    sector = Sector.SOCIAAL_DOMEIN


class TransformatieafspraakFactory(DjangoModelFactory):
    """A SMART agreement of a plan; give it its `partij`, which is one of the plan."""

    class Meta:
        model = Transformatieafspraak

    plan = factory.SubFactory(TransformatieplanFactory)
    position = factory.LazyAttribute(lambda row: row.plan.afspraken.count() + 1)
    title = factory.Sequence(lambda n: f"Wachttijd {n} van 12 naar 6 weken")
    measure = "gemiddelde wachttijd"
    unit = "weken"
    start_value = Decimal(12)
    start_on = date(2026, 1, 1)
    target_value = Decimal(6)
    target_on = date(2029, 12, 31)


class BusinesscaseregelFactory(DjangoModelFactory):
    class Meta:
        model = Businesscaseregel

    plan = factory.SubFactory(TransformatieplanFactory)
    kind = "kosten"
    year = 2027
    title = factory.Sequence(lambda n: f"Projectleiding {n}")
    amount = Decimal("1000.00")
    who = "een fonds"


class TransformatiemijlpaalFactory(DjangoModelFactory):
    class Meta:
        model = Transformatiemijlpaal

    plan = factory.SubFactory(TransformatieplanFactory)
    position = factory.LazyAttribute(lambda row: row.plan.mijlpalen.count() + 1)
    kind = "resultaat"
    title = factory.Sequence(lambda n: f"Team {n} werkt")
    due_on = date(2028, 6, 30)
    evidence = "Het verslag van de partijen."


class MijlpaalbedragFactory(DjangoModelFactory):
    """An amount at a milestone; give it its `partij`, which is one of the plan."""

    class Meta:
        model = Mijlpaalbedrag

    mijlpaal = factory.SubFactory(TransformatiemijlpaalFactory)
    partij = factory.SubFactory(TransformatiepartijFactory, plan=factory.SelfAttribute("..mijlpaal.plan"))
    sector = Sector.SOCIAAL_DOMEIN
    costs = "project"
    amount = 1000


class SamenvattingFactory(DjangoModelFactory):
    """A summary that is worked on; with `is_public=True` one that came out, checked by one and published by another."""

    class Meta:
        model = Samenvatting

    class Params:
        is_public = factory.Trait(
            checked_by=factory.SubFactory(UserFactory),
            checked_at=factory.LazyFunction(timezone.now),
            published_by=factory.SubFactory(UserFactory),
            published_at=factory.LazyFunction(timezone.now),
        )

    plan = factory.SubFactory(TransformatieplanFactory)
    number = factory.LazyAttribute(lambda row: row.plan.samenvattingen.count() + 1)
    goals = "Ouderen blijven langer thuis wonen."
    agreements = "- De wijkverpleging komt binnen een dag."
    results = "- Minder opnames."
    parties = "- Gemeente Ridderkerk"
    contact = "Gemeente Ridderkerk"


class IndieningFactory(DjangoModelFactory):
    """A submission of the snelle toets past the operation that makes one: it leaves the state of the plan alone."""

    class Meta:
        model = Indiening

    plan = factory.SubFactory(TransformatieplanFactory)
    step = "snelle_toets"
    number = factory.LazyAttribute(lambda row: row.plan.indieningen.filter(step=row.step).count() + 1)
    kader = factory.LazyFunction(lambda: Kader.objects.order_by("valid_from").last())
    content = factory.LazyAttribute(lambda row: {"title": row.plan.title})
    content_hash = factory.LazyAttribute(lambda row: hash_of(row.content))
    leader_1 = factory.LazyAttribute(lambda row: row.plan.marktleider_1)
    leader_2 = factory.LazyAttribute(lambda row: row.plan.marktleider_2)
    coordinator = factory.LazyAttribute(lambda row: row.plan.insurer)
    by = factory.SubFactory(UserFactory)
    at = factory.LazyFunction(timezone.now)
    due_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(weeks=4))


class VraagFactory(DjangoModelFactory):
    """A question of the first market leader about all of a submission, past the operation that asks one."""

    class Meta:
        model = Vraag

    indiening = factory.SubFactory(IndieningFactory)
    organisation = factory.LazyAttribute(lambda row: row.indiening.leader_1)
    phase = "beoordeling"
    text = "Hoeveel ouderen zijn dit?"
    by = factory.SubFactory(UserFactory)
    at = factory.LazyFunction(timezone.now)


class RegelingFactory(ProvenanceFactory):
    class Meta:
        model = Regeling

    code = factory.Sequence(lambda n: f"regeling-{n}")
    title = "Regeling specifieke uitkering"
    short_title = factory.Sequence(lambda n: f"Regeling {n}")
    explanation = "Waarvoor het geld is."
    receivers = Ontvanger.MANDAATREGIO
    stream = Geldstroom.SPUK_IZA
    first_year = 2023
    last_year = 2026
    is_planned = False
    position = factory.Sequence(lambda n: n)


class RegelingonderdeelFactory(ProvenanceFactory):
    class Meta:
        model = Regelingonderdeel

    regeling = factory.SubFactory(RegelingFactory)
    code = factory.Sequence(lambda n: f"onderdeel-{n}")
    title = factory.Sequence(lambda n: f"Onderdeel {n}")
    theme = "Gezondheid en sociale basis"
    first_year = 2023
    last_year = 2026
    position = factory.Sequence(lambda n: n)


class RegelingregelFactory(ProvenanceFactory):
    class Meta:
        model = Regelingregel

    regeling = factory.SubFactory(RegelingFactory)
    kind = Regelsoort.REGELS_BINDEN
    valid_from = date(2023, 1, 1)
    value = 1
    text = "Een bedrag is gebonden aan zijn regel."


class SisaindicatorFactory(ProvenanceFactory):
    class Meta:
        model = Sisaindicator

    regeling = factory.SubFactory(RegelingFactory)
    is_between = False
    number = factory.Sequence(lambda n: f"{n:02}")
    title = "Besteding (jaar T)"
    control = Controle.R
    kind = Waardesoort.BEDRAG
    meaning = Rekenwijze.BESTEED
    per_receiver = False
    first_year = 2023
    last_year = 2027
    position = factory.Sequence(lambda n: n)


class GeldstukFactory(DjangoModelFactory):
    class Meta:
        model = Geldstuk

    name = "besluit.pdf"
    content = b"%PDF-1.7"
    size = 8
    sha256 = "0" * 64
    by = factory.SubFactory(UserFactory)


class TransformatiestukFactory(DjangoModelFactory):
    class Meta:
        model = Transformatiestuk

    plan = factory.SubFactory(TransformatieplanFactory)
    name = "overeenkomst.pdf"
    content = b"%PDF-1.7"
    size = 8
    sha256 = "0" * 64
    by = factory.SubFactory(UserFactory)


class SpukAanvraagFactory(DjangoModelFactory):
    """An application of a municipality that does the `plan`; give it the plan, and the `aanvrager`."""

    class Meta:
        model = SpukAanvraag

    by = factory.SubFactory(UserFactory)


class AanvraagdeelnemerFactory(DjangoModelFactory):
    """A municipality in an `aanvraag`: its `partij` is one of the plan."""

    class Meta:
        model = Aanvraagdeelnemer

    by = factory.SubFactory(UserFactory)


class BegrotingsregelFactory(DjangoModelFactory):
    """A line of the budget of a `deelnemer`, for one of its amounts (`bedrag`)."""

    class Meta:
        model = Begrotingsregel

    position = factory.Sequence(lambda n: n % 30_000)
    activity = factory.Sequence(lambda n: f"Wijkteam {n}")
    year = 2026
    costs = 100_000
    revenues = 0


class BudgetregelFactory(DjangoModelFactory):
    class Meta:
        model = Budgetregel

    position = factory.Sequence(lambda n: n)
    title = factory.Sequence(lambda n: f"Activiteit {n}")
    part = Deel.REGIONAAL


class VerplichtingFactory(DjangoModelFactory):
    class Meta:
        model = Verplichting

    number = factory.Sequence(lambda n: f"V{n}")
    title = "Coördinatie van de ketenaanpak"
    counterparty = "Stichting Thuis"
    on = date(2026, 2, 1)
    by = factory.SubFactory(UserFactory)
