from django.db import models


class BeeldVerb(models.TextChoices):
    """What happens to a regiobeeld; the phrase follows the person's name in the history."""

    STARTED = "regiobeeld.begonnen", "begon het regiobeeld"
    RENEWED = "regiobeeld.herijking", "begon de herijking"
    CHANGED = "regiobeeld.gewijzigd", "wijzigde de gegevens van het beeld"
    PROPOSED = "regiobeeld.procesvoorstel", "schreef aan het procesvoorstel"
    MOVED = "regiobeeld.status", "veranderde de status"
    THEME_ADDED = "thema.toegevoegd", "voegde een thema toe"
    THEME_CHANGED = "thema.gewijzigd", "hernoemde een thema"
    THEME_ORDERED = "thema.verplaatst", "verplaatste een thema"
    THEME_REMOVED = "thema.verwijderd", "haalde een thema weg"
    THEME_RESTORED = "thema.teruggezet", "zette een thema terug"
    THEME_WRITTEN = "thema.bewerkt", "schreef aan een thema"
    INDICATORS_CHOSEN = "thema.cijfers", "koos de cijfers van een thema"
    POINT_ADDED = "punt.toegevoegd", "voegde iets toe aan een thema"
    POINT_CHANGED = "punt.gewijzigd", "wijzigde iets in een thema"
    POINT_ORDERED = "punt.verplaatst", "verplaatste iets in een thema"
    POINT_REMOVED = "punt.verwijderd", "haalde iets weg uit een thema"
