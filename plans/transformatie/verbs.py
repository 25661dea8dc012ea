from django.db import models


class TransformatieVerb(models.TextChoices):
    """What happens to a transformatieplan; the phrase follows the person's name in the history."""

    STARTED = "transformatieplan.begonnen", "begon het transformatieplan"
    MOVED = "transformatieplan.stand", "veranderde de stand"
    # the desk, the queue and the pot
    DESK_CHANGED = "loket.gewijzigd", "veranderde de stand van het loket"
    CLOCK_RAN = "loket.termijnen", "liet de termijnen weer lopen"
    TERM_MOVED = "transformatieplan.termijn", "schoof de termijn op met de dagen dat het loket stilstond"
    POT_CHANGED = "pot.gewijzigd", "legde een verandering van de pot vast"
    FREED = "transformatieplan.vrijval", "liet toegekend geld vrijvallen"
    # what is public
    SUMMARY_STARTED = "transformatieplan.samenvatting.begonnen", "begon een openbare samenvatting"
    SUMMARY_CHANGED = "transformatieplan.samenvatting.gewijzigd", "wijzigde de openbare samenvatting"
    SUMMARY_CHECKED = "transformatieplan.samenvatting.gecontroleerd", "controleerde de openbare samenvatting"
    SUMMARY_PUBLISHED = "transformatieplan.samenvatting.openbaar", "maakte de samenvatting openbaar"
    SUMMARY_WITHDRAWN = "transformatieplan.samenvatting.ingetrokken", "trok de openbare samenvatting in"
