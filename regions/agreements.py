"""The words of the national agreements (IZA, GALA, AZWA) by which plans and dates are put in order: domain, B, D and E."""

from django.db import models


class IzaOnderdeel(models.TextChoices):
    """The twelve parts of the IZA (domain: E1)."""

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


#: Of which agreement a national date is: one of the parts of the IZA, or another agreement.
DOMEINEN = [
    *IzaOnderdeel.choices,
    ("GALA", "GALA"),
    ("AZWA", "AZWA"),
    ("SPUK", "specifieke uitkeringen"),
    ("algemeen", "algemeen"),
]


class Schaal(models.TextChoices):
    """On which scale a solution is worked out (domain: B10)."""

    LOKAAL = "lokaal", "lokaal"
    SUBREGIONAAL = "subregionaal", "subregionaal"
    REGIONAAL = "regionaal", "regionaal"
    BOVENREGIONAAL = "bovenregionaal", "bovenregionaal"
    LANDELIJK = "landelijk", "landelijk"


class Doelgroep(models.TextChoices):
    """The groups of people whom the IZA names (domain: E3)."""

    GEZONDHEIDSVAARDIGHEDEN = "gezondheidsvaardigheden", "mensen met beperkte gezondheidsvaardigheden"
    PSYCHISCH = "psychisch", "mensen met psychische klachten"
    KANKER = "kanker", "mensen met (risico op) kanker"
    HART_EN_VAATZIEKTEN = "hart_en_vaatziekten", "mensen met (risico op) hart- en vaatziekten"
    KWETSBARE_OUDEREN = "kwetsbare_ouderen", "ouderen met een kwetsbare gezondheid"


class Ketenaanpak(models.TextChoices):
    """The five chains of prevention that each region has (GALA, domain: E6)."""

    KANSRIJKE_START = "kansrijke_start", "kansrijke start"
    VALPREVENTIE = "valpreventie", "valpreventie bij ouderen"
    OVERGEWICHT_KINDEREN = "overgewicht_kinderen", "overgewicht en obesitas bij kinderen"
    LEEFSTIJL_VOLWASSENEN = "leefstijl_volwassenen", "gecombineerde leefstijlinterventie voor volwassenen"
    WELZIJN_OP_RECEPT = "welzijn_op_recept", "welzijn op recept"


class Leefgebied(models.TextChoices):
    """The five fields of life of a werkagenda D5 (AZWA, domain: B16)."""

    MENTALE_GEZONDHEID = "mentale_gezondheid", "mentale gezondheid"
    KANSRIJK_OPGROEIEN = "kansrijk_opgroeien", "kansrijk opgroeien"
    LEEFSTIJL = "leefstijl", "leefstijl"
    VITAAL_OUDER_WORDEN = "vitaal_ouder_worden", "vitaal ouder worden"
    GEZONDHEIDSACHTERSTANDEN = "gezondheidsachterstanden", "gezondheidsachterstanden"


class Geldstroom(models.TextChoices):
    """Where the money for an action comes from (domain: section D)."""

    BREDE_SPUK = "brede_spuk", "brede SPUK (GALA)"
    SPUK_IZA = "spuk_iza", "SPUK IZA"
    TRANSFORMATIEMIDDELEN = "transformatiemiddelen", "transformatiemiddelen"
    SPUK_AZWA = "spuk_azwa", "SPUK AZWA"
    ZVW = "zvw", "Zorgverzekeringswet"
    WLZ = "wlz", "Wet langdurige zorg"
    EIGEN = "eigen", "eigen middelen van de partijen"
    ANDERS = "anders", "andere middelen"
