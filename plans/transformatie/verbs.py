from django.db import models


class TransformatieVerb(models.TextChoices):
    """What happens to a transformatieplan; the phrase follows the person's name in the history."""

    STARTED = "transformatieplan.begonnen", "begon het transformatieplan"
    MOVED = "transformatieplan.stand", "veranderde de stand"
    # carrying out
    EVIDENCE = "transformatieplan.bewijs", "leverde bewijs bij een mijlpaal"
    EVIDENCE_DECIDED = "transformatieplan.bewijs.besluit", "besliste of een mijlpaal is behaald"
    PAID = "transformatieplan.betaling", "legde een betaling vast"
    CHANGE_ASKED = "transformatieplan.mijlpaal.verzoek", "vroeg om een mijlpaal te wijzigen"
    CHANGE_DECIDED = "transformatieplan.mijlpaal.besluit", "besliste over het wijzigen van een mijlpaal"
    MONITORING_DRAFTED = "transformatieplan.monitoring.concept", "bewaarde een monitorbericht als concept"
    MONITORING_TOLD = "transformatieplan.monitoring", "diende een monitorbericht in"
