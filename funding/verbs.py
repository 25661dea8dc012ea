from django.db.models import TextChoices


class FundingVerb(TextChoices):
    """What happens to money; the phrase follows the person's name in the history of a budget."""

    BOOKED = "budget.geboekt", "boekte"
    SETTLED_AS_GRANTED = "beschikking.vastgesteld", "legde een vaststelling zonder verschil vast"
