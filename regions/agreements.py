"""The words of the national agreements (IZA, GALA, AZWA) by which plans are put in order."""

from django.db import models


class IzaOnderdeel(models.TextChoices):
    """The twelve parts of the IZA."""

    A = "A", "A Passende zorg"
    B = "B", "B Regionale samenwerking"
    C = "C", "C Samenwerking in de acute zorg"
    D = "D", "D Concentratie en spreiding"
    E = "E", "E Eerstelijnszorg"
    F = "F", "F Sociaal domein, huisartsenzorg en ggz"
    G = "G", "G Gezond leven en preventie"
    H = "H", "H Arbeidsmarkt en ontzorgen van professionals"
    I = "I", "I Digitalisering en gegevensuitwisseling"  # noqa: E741
    J = "J", "J Contractering"
    K = "K", "K Financiën"
    L = "L", "L Monitoring"


class Akkoord(models.TextChoices):
    """The other agreements of which a date can be a part, and the money that comes with them."""

    ALGEMEEN = "ALGEMEEN", "IZA als geheel"
    GALA = "GALA", "GALA Gezond en actief leven"
    AZWA = "AZWA", "AZWA Aanvullend zorg- en welzijnsakkoord"
    SPUK = "SPUK", "SPUK Specifieke uitkeringen"


#: The parts that a date can belong to: of the IZA, and the other agreements.
Domein = models.TextChoices(
    "Domein",
    {choice.name: (choice.value, choice.label) for choices in (IzaOnderdeel, Akkoord) for choice in choices},
    module=__name__,
)


class Schaal(models.TextChoices):
    """On which scale a solution is worked out."""

    LOKAAL = "lokaal", "lokaal"
    SUBREGIONAAL = "subregionaal", "subregionaal"
    REGIONAAL = "regionaal", "regionaal"
    BOVENREGIONAAL = "bovenregionaal", "bovenregionaal"
    LANDELIJK = "landelijk", "landelijk"


class Doelgroep(models.TextChoices):
    """The groups of people whom the IZA names."""

    GEZONDHEIDSVAARDIGHEDEN = "gezondheidsvaardigheden", "mensen met beperkte gezondheidsvaardigheden"
    PSYCHISCH = "psychisch", "mensen met psychische klachten"
    KANKER = "kanker", "mensen met (risico op) kanker"
    HART_EN_VAATZIEKTEN = "hart_en_vaatziekten", "mensen met (risico op) hart- en vaatziekten"
    KWETSBARE_OUDEREN = "kwetsbare_ouderen", "ouderen met een kwetsbare gezondheid"


class Ketenaanpak(models.TextChoices):
    """The five chains of prevention that each region has (GALA)."""

    KANSRIJKE_START = "kansrijke_start", "kansrijke start"
    VALPREVENTIE = "valpreventie", "valpreventie bij ouderen"
    OVERGEWICHT_KINDEREN = "overgewicht_kinderen", "overgewicht en obesitas bij kinderen"
    LEEFSTIJL_VOLWASSENEN = "leefstijl_volwassenen", "gecombineerde leefstijlinterventie voor volwassenen"
    WELZIJN_OP_RECEPT = "welzijn_op_recept", "welzijn op recept"


class Geldstroom(models.TextChoices):
    """Where the money for an action comes from."""

    BREDE_SPUK = "brede_spuk", "brede SPUK (GALA)"
    SPUK_IZA = "spuk_iza", "SPUK IZA"
    TRANSFORMATIEMIDDELEN = "transformatiemiddelen", "transformatiemiddelen"
    SPUK_AZWA = "spuk_azwa", "SPUK AZWA"
    ZVW = "zvw", "Zorgverzekeringswet"
    WLZ = "wlz", "Wet langdurige zorg"
    EIGEN = "eigen", "eigen middelen van de partijen"
    ANDERS = "anders", "andere middelen"
