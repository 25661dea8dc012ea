from django.db import models


class TransformatieVerb(models.TextChoices):
    """What happens to a transformatieplan; the phrase follows the person's name in the history."""

    STARTED = "transformatieplan.begonnen", "begon het transformatieplan"
    MOVED = "transformatieplan.stand", "veranderde de stand"
    SUBMITTED = "transformatieplan.ingediend", "diende het plan in"
