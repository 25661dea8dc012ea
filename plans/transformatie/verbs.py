from django.db import models


class TransformatieVerb(models.TextChoices):
    """What happens to a transformatieplan; the phrase follows the person's name in the history."""

    STARTED = "transformatieplan.begonnen", "begon het transformatieplan"
    MOVED = "transformatieplan.stand", "veranderde de stand"
    SUMMARY_STARTED = "transformatieplan.samenvatting.begonnen", "begon een openbare samenvatting"
    SUMMARY_CHANGED = "transformatieplan.samenvatting.gewijzigd", "wijzigde de openbare samenvatting"
    SUMMARY_CHECKED = "transformatieplan.samenvatting.gecontroleerd", "controleerde de openbare samenvatting"
    SUMMARY_PUBLISHED = "transformatieplan.samenvatting.openbaar", "maakte de samenvatting openbaar"
    SUMMARY_WITHDRAWN = "transformatieplan.samenvatting.ingetrokken", "trok de openbare samenvatting in"
