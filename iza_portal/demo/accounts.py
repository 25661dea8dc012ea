"""The people of the demonstration: named for their role, since nobody here is a real or an invented person."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from iza_portal.accounts.demonstration import DEMO_DOMAIN, DEMO_PASSWORD
from iza_portal.accounts.models import Function, Kind, Membership, Organisation, User
from iza_portal.accounts.people import create_person, make_portal_admin
from iza_portal.demo.verbs import DemoVerb
from iza_portal.reference.models import Certainty
from iza_portal.trail.recording import record
from regions.models import Participation, Region, RegionRole
from regions.models.participation import SINGLE_ROLES


@dataclass(frozen=True)
class Hat:
    """What somebody does at an organisation."""

    kind: Kind
    organisation: str
    functions: tuple[Function, ...] = (Function.MEDEWERKER,)


@dataclass(frozen=True)
class Account:
    """A person of the demonstration; `can` says to the reader of the terminal what there is to try."""

    local_part: str
    name: str
    hats: tuple[Hat, ...]
    can: str
    is_portal_admin: bool = False

    @property
    def email(self) -> str:
        return self.local_part + DEMO_DOMAIN


@dataclass(frozen=True)
class Part:
    """An organisation's part in a region that no source states; `note` says so wherever the part is shown."""

    kind: Kind
    organisation: str
    region: str
    role: RegionRole
    note: str


def _gemeente(name: str, *functions: Function) -> Hat:
    return Hat(Kind.GEMEENTE, name, functions or (Function.MEDEWERKER,))


GGD = "GGD Demonstratie"
NATIONAL = "Landelijke partij Demonstratie"
# No public source names them all, so the portal makes them for the demonstration and says so by their name.
INVENTED_ORGANISATIONS = [(Kind.GGD, GGD), (Kind.LANDELIJK, NATIONAL)]
# Published as parties in the three transformatieplannen that the demonstration shows.
PARTIES = [
    (Kind.ZORGAANBIEDER, "Flevoziekenhuis"),
    (Kind.ZORGAANBIEDER, "Zorggroep Almere"),
    (Kind.ZORGAANBIEDER, "GGZ Centraal"),
    (Kind.ZORGAANBIEDER, "Pantein"),
    (Kind.ZORGAANBIEDER, "Groene Hart Ziekenhuis"),
    (Kind.GGD, "GGD Flevoland"),
    (Kind.BURGERS, "Flevolandse Patiëntenfederatie"),
]

#: The municipalities of ZHE-BAR (BWBR0048411, bijlage 1).
OF_ZHE_BAR = [
    "Albrandswaard",
    "Barendrecht",
    "Goeree-Overflakkee",
    "Hoeksche Waard",
    "Nissewaard",
    "Ridderkerk",
    "Voorne aan Zee",
]

ACCOUNTS = [
    Account(
        "ambtenaar.ridderkerk",
        "Ambtenaar Ridderkerk",
        (_gemeente("Ridderkerk"),),
        "official of Ridderkerk: writes in the regioplan of ZHE-BAR, follows its brede SPUK",
    ),
    Account(
        "ambtenaar.bar",
        "Ambtenaar BAR",
        (_gemeente("Albrandswaard"), _gemeente("Barendrecht"), _gemeente("Ridderkerk")),
        "official of three municipalities: changes hats, writes in ZHE-BAR",
    ),
    Account(
        "beheerder.ridderkerk",
        "Beheerder Ridderkerk",
        (_gemeente("Ridderkerk", Function.BEHEERDER),),
        "lets people of Ridderkerk in, and ends what they do there",
    ),
    Account(
        "bestuurder.ridderkerk",
        "Bestuurder Ridderkerk",
        (_gemeente("Ridderkerk", Function.BESTUURDER),),
        "reads along in ZHE-BAR and makes dossiers; approves what colleagues enter on the brede SPUK",
    ),
    Account(
        "ambtenaar.nissewaard",
        "Ambtenaar Nissewaard",
        (_gemeente("Nissewaard"),),
        "official of Nissewaard: writes in ZHE-BAR",
    ),
    Account(
        "kassier.nissewaard",
        "Kassier Nissewaard",
        (_gemeente("Nissewaard", Function.KASSIER),),
        "looks after the SPUK IZA of ZHE-BAR: divides, books, reads in files, and writes the chapter on money",
    ),
    Account(
        "tweede.kassier.nissewaard",
        "Tweede kassier Nissewaard",
        (_gemeente("Nissewaard", Function.KASSIER),),
        "approves what the kassier of ZHE-BAR entered: a payment waits",
    ),
    Account(
        "bestuurders.zhe-bar",
        "Bestuurder van zeven gemeenten",
        tuple(_gemeente(name, Function.BESTUURDER) for name in OF_ZHE_BAR),
        "changes hats; agrees to the division of the SPUK IZA, settles the account of Nissewaard",
    ),
    Account(
        "regiocoordinator.zhe-bar",
        "Regiocoördinator ZHE-BAR",
        (_gemeente("Nissewaard", Function.REGIOCOORDINATOR),),
        "arranges the regioplan of ZHE-BAR; runs the second cycle of its regiobeeld",
    ),
    Account(
        "beoordelaar.cz",
        "Beoordelaar CZ",
        # The market leader writes along in the regioplan; judging is for what comes later.
        (Hat(Kind.ZORGVERZEKERAAR, "CZ", (Function.BEOORDELAAR, Function.MEDEWERKER)),),
        "insurer: writes in ZHE-BAR; is asked to react on its regiobeeld",
    ),
    Account(
        "adviseur.ggd",
        "Adviseur GGD",
        (Hat(Kind.GGD, GGD),),
        "GGD: writes in ZHE-BAR; reads in figures of its municipalities",
    ),
    Account(
        "ambtenaar.almere",
        "Ambtenaar Almere",
        (_gemeente("Almere"),),
        "official in another region: reads Flevoland, and no draft of ZHE-BAR; keeps the money of a transformatieplan",
    ),
    Account(
        "regiocoordinator.flevoland",
        "Regiocoördinator Flevoland",
        (_gemeente("Lelystad", Function.REGIOCOORDINATOR),),
        "runs the consultation on the plan of Flevoland; begins the next regiobeeld",
    ),
    Account(
        "beoordelaar.zilverenkruis",
        "Beoordelaar Zilveren Kruis",
        (Hat(Kind.ZORGVERZEKERAAR, "Zilveren Kruis (Achmea)", (Function.BEOORDELAAR,)),),
        "insurer: is asked to react on the plan of Flevoland",
    ),
    Account(
        "ambtenaar.goes",
        "Ambtenaar Goes",
        (_gemeente("Goes"),),
        "official in Zeeland, whose plan is published",
    ),
    Account(
        "regiocoordinator.zeeland",
        "Regiocoördinator Zeeland",
        (_gemeente("Goes", Function.REGIOCOORDINATOR),),
        "may begin the regiobeeld and the next plan of Zeeland",
    ),
    Account(
        "ambtenaar.gouda",
        "Ambtenaar Gouda",
        (_gemeente("Gouda"),),
        "submits the transformatieplan Gedeelde Zorg Midden-Holland, and answers questions on it",
    ),
    Account(
        "ambtenaar.landvancuijk",
        "Ambtenaar Land van Cuijk",
        (_gemeente("Land van Cuijk"),),
        "submits the transformatieplan MooiMaasvallei, across two regions",
    ),
    Account(
        "adviseur.flevoziekenhuis",
        "Adviseur Flevoziekenhuis",
        (Hat(Kind.ZORGAANBIEDER, "Flevoziekenhuis"),),
        "provider: delivers evidence of milestones of Positief Gezond Almere, and keeps its part of the money",
    ),
    Account(
        "tweede.zilverenkruis",
        "Tweede beoordelaar Zilveren Kruis",
        (Hat(Kind.ZORGVERZEKERAAR, "Zilveren Kruis (Achmea)", (Function.BEOORDELAAR,)),),
        "insurer: gives the second signature",
    ),
    Account(
        "beoordelaar.vgz",
        "Beoordelaar VGZ",
        (Hat(Kind.ZORGVERZEKERAAR, "VGZ", (Function.BEOORDELAAR,)),),
        "insurer: judges transformatieplannen on the workbench, coordinates two of them",
    ),
    Account(
        "tweede.vgz",
        "Tweede beoordelaar VGZ",
        (Hat(Kind.ZORGVERZEKERAAR, "VGZ", (Function.BEOORDELAAR,)),),
        "insurer: gives the second signature",
    ),
    Account(
        "tweede.cz",
        "Tweede beoordelaar CZ",
        (Hat(Kind.ZORGVERZEKERAAR, "CZ", (Function.BEOORDELAAR,)),),
        "insurer: gives the second signature",
    ),
    Account(
        "beoordelaar.dsw",
        "Beoordelaar DSW",
        (Hat(Kind.ZORGVERZEKERAAR, "DSW", (Function.BEOORDELAAR,)),),
        "another insurer: asks in the question round, says how it follows",
    ),
    Account(
        "toekenner",
        "Toekenner van de middelen",
        (Hat(Kind.LANDELIJK, NATIONAL, (Function.KASSIER,)),),
        "gives transformatiemiddelen to the plan at the top of the queue",
    ),
    Account(
        "loket",
        "Beheerder van het loket",
        (Hat(Kind.LANDELIJK, NATIONAL, (Function.BESTUURDER,)),),
        "opens and closes the desk for transformatieplannen",
    ),
    Account(
        "landelijk",
        "Landelijke partij",
        (Hat(Kind.LANDELIJK, NATIONAL),),
        "reads what is published; reads in figures of the whole country",
    ),
    Account(
        "beheer",
        "Portaalbeheerder",
        (),
        "runs the portal; reads a draft only with a reason that is kept",
        is_portal_admin=True,
    ),
]

_COORDINATOR_NOTE = "Voor de demonstratie bedacht: waar de echte regiocoördinator werkt, is niet nagegaan."
PARTS = [
    Part(Kind.GEMEENTE, "Nissewaard", "zhe-bar", RegionRole.REGIOCOORDINATOR, _COORDINATOR_NOTE),
    Part(Kind.GEMEENTE, "Lelystad", "flevoland", RegionRole.REGIOCOORDINATOR, _COORDINATOR_NOTE),
    Part(Kind.GEMEENTE, "Goes", "zeeland", RegionRole.REGIOCOORDINATOR, _COORDINATOR_NOTE),
    Part(
        Kind.GEMEENTE,
        "Nissewaard",
        "zhe-bar",
        RegionRole.COORDINERENDE_GEMEENTE,
        "Voor de demonstratie bedacht: welke gemeente de regio aanwees, is niet nagegaan.",
    ),
    Part(
        Kind.GEMEENTE,
        "Lelystad",
        "flevoland",
        RegionRole.COORDINERENDE_GEMEENTE,
        "Voor de demonstratie bedacht: dat het er één is. Het Regiobeeld Flevoland 2023 noemt Lelystad en Noordoostpolder.",
    ),
    Part(
        Kind.GGD,
        GGD,
        "zhe-bar",
        RegionRole.DEELNEMER,
        "Voor de demonstratie bedacht: deze GGD staat voor de GGD’en die in de regio werken.",
    ),
]


def add_people() -> int:
    """Make the organisations, parts and people that were never here; answer how many people are new.

    What was here before stays as people made it since: a name, a function that ended, a part that another one took.
    """
    for kind, name in [*INVENTED_ORGANISATIONS, *PARTIES]:
        Organisation.objects.get_or_create(kind=kind, name=name)
    for part in PARTS:
        _add_part(part)
    new = [_add_person(account) for account in ACCOUNTS if not User.objects.filter(email=account.email).exists()]
    # Hashing is slow by design, and this password is public: once is enough.
    User.objects.filter(pk__in=[person.pk for person in new]).update(password=make_password(DEMO_PASSWORD))
    return len(new)


def _add_part(part: Part) -> None:
    organisation = Organisation.objects.get(kind=part.kind, name=part.organisation)
    region = Region.objects.get(slug=part.region)
    ever = Participation.objects.filter(region=region, role=part.role)
    if ever.filter(organisation=organisation).exists() or (part.role in SINGLE_ROLES and ever.current().exists()):
        return
    today = timezone.localdate()
    participation = Participation.objects.create(
        organisation=organisation,
        region=region,
        role=part.role,
        started_on=today,
        source="Demonstratie",
        peildatum=today,
        certainty=Certainty.AANGENOMEN,
        certainty_note=part.note,
    )
    record(DemoVerb.ADDED, region, by=None, detail=f"{organisation}, {participation.get_role_display()}")


def _add_person(account: Account) -> User:
    if account.is_portal_admin:
        return make_portal_admin(email=account.email, name=account.name)
    person = create_person(email=account.email, name=account.name)
    for hat in account.hats:
        organisation = Organisation.objects.get(kind=hat.kind, name=hat.organisation)
        for function in hat.functions:
            membership = Membership.objects.create(user=person, organisation=organisation, function=function)
            record(DemoVerb.ADDED, organisation, by=None, detail=membership.get_function_display())
    return person


def person(local_part: str) -> User:
    """Answer somebody of the demonstration."""
    return User.objects.get(email=local_part + DEMO_DOMAIN)
