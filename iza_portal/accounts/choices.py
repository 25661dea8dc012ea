"""What kinds of organisations there are, and what a person does at one."""

from django.db import models


class Kind(models.TextChoices):
    """What kind of party an organisation is at a regional table (domain: IZA, section F)."""

    GEMEENTE = "gemeente", "gemeente"
    ZORGVERZEKERAAR = "zorgverzekeraar", "zorgverzekeraar"
    ZORGKANTOOR = "zorgkantoor", "zorgkantoor"
    ZORGAANBIEDER = "zorgaanbieder", "zorgaanbieder"
    GGD = "ggd", "GGD"
    BURGERS = "burgers", "burger- of patiëntvertegenwoordiging"
    OPENBAAR_LICHAAM = "openbaar_lichaam", "openbaar lichaam"
    LANDELIJK = "landelijk", "landelijke partij"


class Function(models.TextChoices):
    """What a person does at an organisation. With the organisation's part in a region it gives a person's rights."""

    MEDEWERKER = "medewerker", "medewerker"
    BESTUURDER = "bestuurder", "bestuurder"
    REGIOCOORDINATOR = "regiocoordinator", "regiocoördinator"
    KASSIER = "kassier", "kassier"
    BEOORDELAAR = "beoordelaar", "beoordelaar"
    BEHEERDER = "beheerder", "beheerder van de organisatie"
