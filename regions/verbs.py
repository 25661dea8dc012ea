from django.db import models


class RegionVerb(models.TextChoices):
    """What happens to who takes part in a region; the phrase follows the person's name in the history."""

    PARTICIPATION_ADDED = "deelname.toegevoegd", "gaf een organisatie een rol in de regio"
    PARTICIPATION_ENDED = "deelname.beeindigd", "beëindigde een rol in de regio"
    PARTICIPATIONS_LOADED = "deelname.bijgewerkt", "bracht de deelnemers in lijn met de referentiegegevens"
