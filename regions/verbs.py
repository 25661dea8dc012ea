from django.db import models


class RegionVerb(models.TextChoices):
    """What happens to who takes part in a region; the phrase follows the person's name in the history."""

    PARTICIPATION_ADDED = "deelname.toegevoegd", "gaf een organisatie een rol in de regio"
    PARTICIPATION_ENDED = "deelname.beeindigd", "beëindigde een rol in de regio"
    PARTICIPATIONS_LOADED = "deelname.bijgewerkt", "bracht de deelnemers in lijn met de referentiegegevens"


class EnrichmentVerb(models.TextChoices):
    """What happens around the content of a regiobeeld: its cycles, who took part, the answers to the criteria."""

    CYCLE_OPENED = "cyclus.geopend", "opende een cyclus"
    CYCLE_CLOSED = "cyclus.afgesloten", "sloot een cyclus af"
    REACTED = "cyclus.gereageerd", "reageerde op een thema"
    REACTION_CHANGED = "cyclus.reactie_gewijzigd", "wijzigde een reactie op een thema"
    REACTION_HANDLED = "cyclus.reactie_afgehandeld", "handelde een reactie op een thema af"
    INVOLVED = "betrokkene.toegevoegd", "legde vast wie meedeed"
    NOT_INVOLVED = "betrokkene.niet", "legde vast dat een groep niet meedeed"
    INVOLVEMENT_REMOVED = "betrokkene.verwijderd", "haalde een betrokkene weg"
    CRITERION_ANSWERED = "criterium.beantwoord", "beantwoordde een criterium"
