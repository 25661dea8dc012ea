from django.db import models


class Verb(models.TextChoices):
    """What is done to who takes part in a region; the trail shows the phrase after the name of who did it."""

    PARTICIPATION_ADDED = "participation_added", "voegde een deelname toe"
    PARTICIPATION_ENDED = "participation_ended", "beëindigde een deelname"
    PARTICIPATIONS_LOADED = "participations_loaded", "bracht de deelnemers in lijn met de referentiegegevens"
