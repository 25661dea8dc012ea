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
