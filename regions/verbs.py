from django.db import models


class RegionVerb(models.TextChoices):
    """What happens to who takes part in a region; the phrase follows the person's name in the history."""

    PARTICIPATION_ADDED = "deelname.toegevoegd", "gaf een organisatie een rol in de regio"
    PARTICIPATION_ENDED = "deelname.beeindigd", "beëindigde een rol in de regio"
    PARTICIPATIONS_LOADED = "deelname.bijgewerkt", "bracht de deelnemers in lijn met de referentiegegevens"


class FigureVerb(models.TextChoices):
    """What happens to a file of figures; the phrase follows the person's name, or «Het portaal», in the history."""

    UPLOADED = "cijfers.aangeleverd", "leverde een bestand met cijfers aan"
    LAID_OUT = "cijfers.ingedeeld", "deelde de kolommen in"
    APPLYING = "cijfers.verwerken", "liet de cijfers verwerken"
    APPLIED = "cijfers.verwerkt", "verwerkte de cijfers"
    WITHDRAWING = "cijfers.intrekken", "trok de cijfers in"
    WITHDRAWN = "cijfers.ingetrokken", "nam de cijfers terug"
    DISCARDED = "cijfers.weggegooid", "gooide een bestand met cijfers weg"
