from django.db.models import TextChoices


class FundingVerb(TextChoices):
    """What happens to money; the phrase follows the person's name in the history of a budget."""

    BOOKED = "budget.geboekt", "boekte"
    ACCOUNT_OPENED = "verantwoording.geopend", "begon de verantwoording over"
    ACCOUNT_FILLED = "verantwoording.ingevuld", "vulde indicatoren in van de verantwoording over"
    ACCOUNT_OFFERED = "verantwoording.aangeboden", "bood de verantwoording aan over"
    ACCOUNT_RETURNED = "verantwoording.teruggegeven", "gaf de verantwoording terug over"
    ACCOUNT_SETTLED = "verantwoording.vastgesteld", "stelde de verantwoording vast over"
