from django.db import models


class TransformatieVerb(models.TextChoices):
    """What happens to a transformatieplan; the phrase follows the person's name in the history."""

    STARTED = "transformatieplan.begonnen", "begon het transformatieplan"
    MOVED = "transformatieplan.stand", "veranderde de stand"
    # deciding
    BESLUIT_PROPOSED = "transformatieplan.besluit.voorgesteld", "stelde een besluit voor"
    BESLUIT_CONFIRMED = "transformatieplan.besluit.bevestigd", "bevestigde het besluit"
    BESLUIT_REJECTED = "transformatieplan.besluit.afgewezen", "haalde het voorgestelde besluit van de baan"
    BESLUIT_SENT = "transformatieplan.besluit.verzonden", "verzond het besluit van de marktleiders"
    ACKNOWLEDGED = "transformatieplan.gelijkgericht.erkend", "erkende het plan namens de verzekeraar"
    FOLLOWED = "transformatieplan.gelijkgericht.gewijzigd", "wijzigde hoe de verzekeraar het plan volgt"
    ESCALATED = "transformatieplan.escalatie.voorgelegd", "legde het plan voor aan het bestuurlijk overleg"
    ESCALATION_CLOSED = "transformatieplan.escalatie.afgesloten", "legde de uitkomst van het bestuurlijk overleg vast"
