from django.db.models import TextChoices


class FundingVerb(TextChoices):
    """What happens to money; the phrase follows the person's name in the history of a budget."""

    BOOKED = "budget.geboekt", "boekte"
    ENTERED = "budget.ingevoerd", "voerde ter goedkeuring in"
    REFUSED = "budget.geweigerd", "keurde niet goed"
    HANDED_IN = "budget.bestand_ingeleverd", "leverde een bestand met boekingen in"
    LAID_ASIDE = "budget.bestand_weggelegd", "legde een bestand met boekingen weg"
    TIED = "budget.opgave", "koppelde een regel aan een opgave"
