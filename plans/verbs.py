from django.db import models


class PlanVerb(models.TextChoices):
    """What happens to a regioplan; the phrase follows the person's name in the history."""

    STARTED = "regioplan.begonnen", "begon het regioplan"
    CHANGED = "regioplan.gewijzigd", "wijzigde de gegevens van het plan"
    MOVED = "regioplan.status", "veranderde de status"
    INZAGE = "regioplan.inzage", "las het concept in als portaalbeheerder"
    SECTION_ADDED = "onderdeel.toegevoegd", "voegde een onderdeel toe"
    SECTION_CHANGED = "onderdeel.gewijzigd", "wijzigde de gegevens van een onderdeel"
    SECTION_ORDERED = "onderdeel.verplaatst", "verplaatste een onderdeel"
    SECTION_REMOVED = "onderdeel.verwijderd", "haalde een onderdeel weg"
    SECTION_RESTORED = "onderdeel.teruggezet", "zette een onderdeel terug"
    SECTION_WRITTEN = "onderdeel.bewerkt", "schreef aan een onderdeel"
    SECTION_READY = "onderdeel.klaar", "meldde een onderdeel klaar"
    SECTION_REOPENED = "onderdeel.heropend", "nam de melding klaar terug"
    OPGAVE_ADDED = "opgave.toegevoegd", "voegde een opgave toe"
    OPGAVE_CHANGED = "opgave.gewijzigd", "wijzigde een opgave"
    OPGAVE_REMOVED = "opgave.weggehaald", "haalde een opgave uit het plan"
    OPGAVE_RESTORED = "opgave.teruggezet", "zette een opgave terug"
    ROW_ADDED = "opgave.regel.toegevoegd", "voegde toe"
    ROW_CHANGED = "opgave.regel.gewijzigd", "wijzigde"
    ROW_ORDERED = "opgave.regel.verplaatst", "verplaatste"
    ROW_REMOVED = "opgave.regel.weggehaald", "haalde weg"
    TRANSFORMATIEPLAN_NAMED = "transformatieplan.genoemd", "noemde een transformatieplan"
