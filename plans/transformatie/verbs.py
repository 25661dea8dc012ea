from django.db import models


class TransformatieVerb(models.TextChoices):
    """What happens to a transformatieplan; the phrase follows the person's name in the history."""

    STARTED = "transformatieplan.begonnen", "begon het transformatieplan"
    MOVED = "transformatieplan.stand", "veranderde de stand"
    # writing
    GEGEVENS_CHANGED = "transformatieplan.gegevens", "wijzigde de gegevens"
    INSURERS_CORRECTED = "transformatieplan.verzekeraars", "wijzigde de marktleiders"
    NUMBERED = "transformatieplan.nummer", "gaf het landelijk nummer"
    PARTY_ADDED = "transformatiepartij.toegevoegd", "voegde een partij toe:"
    PARTY_CHANGED = "transformatiepartij.gewijzigd", "wijzigde een partij:"
    PARTY_REMOVED = "transformatiepartij.weggehaald", "haalde een partij weg:"
    LEAD_HANDED_OVER = "transformatieplan.trekker", "droeg het trekkerschap over aan"
    TEXT_WRITTEN = "transformatieonderdeel.geschreven", "schreef aan"
    # submitting and asking
    SUBMITTED = "transformatieplan.ingediend", "diende het plan in"
    TAKEN_BACK = "indiening.teruggenomen", "nam de indiening terug"
    ASKED = "vraag.gesteld", "stelde een vraag bij"
    QUESTION_WITHDRAWN = "vraag.ingetrokken", "trok een vraag in bij"
    ANSWERED = "vraag.beantwoord", "beantwoordde een vraag bij"
