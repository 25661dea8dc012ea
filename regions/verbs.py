from django.db import models


class RegionVerb(models.TextChoices):
    """What happens to who takes part in a region; the phrase follows the person's name in the history."""

    PARTICIPATION_ADDED = "deelname.toegevoegd", "gaf een organisatie een rol in de regio"
    PARTICIPATION_ENDED = "deelname.beeindigd", "beëindigde een rol in de regio"
    PARTICIPATIONS_LOADED = "deelname.bijgewerkt", "bracht de deelnemers in lijn met de referentiegegevens"
    MANDATE_GIVEN = "mandaat.gegeven", "gaf een mandaat"
    MANDATE_ENDED = "mandaat.beeindigd", "beëindigde een mandaat"
    DATE_SET = "datum.gezet", "zette een datum in de agenda van de regio"
    DATE_CHANGED = "datum.gewijzigd", "wijzigde een datum in de agenda van de regio"
    DATE_REMOVED = "datum.weggehaald", "haalde een datum uit de agenda van de regio"


class FigureVerb(models.TextChoices):
    """What happens to a file of figures; the phrase follows the person's name, or «Het portaal», in the history."""

    UPLOADED = "cijfers.aangeleverd", "leverde een bestand met cijfers aan"
    LAID_OUT = "cijfers.ingedeeld", "deelde de kolommen in"
    APPLYING = "cijfers.verwerken", "liet de cijfers verwerken"
    APPLIED = "cijfers.verwerkt", "verwerkte de cijfers"
    WITHDRAWING = "cijfers.intrekken", "trok de cijfers in"
    WITHDRAWN = "cijfers.ingetrokken", "nam de cijfers terug"
    DISCARDED = "cijfers.weggegooid", "gooide een bestand met cijfers weg"


class BeeldVerb(models.TextChoices):
    """What happens to a regiobeeld; the phrase follows the person's name in the history."""

    STARTED = "regiobeeld.begonnen", "begon het regiobeeld"
    RENEWED = "regiobeeld.herijking", "begon de herijking"
    CHANGED = "regiobeeld.gewijzigd", "wijzigde de gegevens van het beeld"
    PROPOSED = "regiobeeld.procesvoorstel", "schreef aan het procesvoorstel"
    MOVED = "regiobeeld.status", "veranderde de status"
    THEME_ADDED = "thema.toegevoegd", "voegde een thema toe"
    THEME_CHANGED = "thema.gewijzigd", "wijzigde de gegevens van een thema"
    THEME_ORDERED = "thema.verplaatst", "verplaatste een thema"
    THEME_REMOVED = "thema.verwijderd", "haalde een thema weg"
    THEME_RESTORED = "thema.teruggezet", "zette een thema terug"
    THEME_READY = "thema.klaar", "meldde een thema klaar"
    THEME_REOPENED = "thema.heropend", "nam de melding klaar terug"
    THEME_WRITTEN = "thema.bewerkt", "schreef aan een thema"
    INDICATORS_CHOSEN = "thema.cijfers", "koos de cijfers van een thema"
    POINT_ADDED = "punt.toegevoegd", "voegde iets toe aan een thema"
    POINT_CHANGED = "punt.gewijzigd", "wijzigde iets in een thema"
    POINT_ORDERED = "punt.verplaatst", "verplaatste iets in een thema"
    POINT_REMOVED = "punt.verwijderd", "haalde iets weg uit een thema"


class EnrichmentVerb(models.TextChoices):
    """What happens around the content of a regiobeeld: its cycles, who took part, the answers to the criteria."""

    CYCLE_OPENED = "cyclus.geopend", "opende een cyclus"
    CYCLE_CHANGED = "cyclus.gewijzigd", "gaf een cyclus een andere datum of meer partijen"
    CYCLE_CLOSED = "cyclus.afgesloten", "sloot een cyclus af"
    REACTED = "cyclus.gereageerd", "reageerde op een thema"
    REACTION_CHANGED = "cyclus.reactie_gewijzigd", "wijzigde een reactie op een thema"
    REACTION_HANDLED = "cyclus.reactie_afgehandeld", "handelde een reactie op een thema af"
    INVOLVED = "betrokkene.toegevoegd", "legde vast wie meedeed"
    NOT_INVOLVED = "betrokkene.niet", "legde vast dat een groep niet meedeed"
    INVOLVEMENT_REMOVED = "betrokkene.verwijderd", "haalde een betrokkene weg"
    CRITERION_ANSWERED = "criterium.beantwoord", "beantwoordde een criterium"
