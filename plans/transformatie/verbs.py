from django.db import models


class TransformatieVerb(models.TextChoices):
    """What happens to a transformatieplan; the phrase follows the person's name in the history."""

    STARTED = "transformatieplan.begonnen", "begon het transformatieplan"
    MOVED = "transformatieplan.stand", "veranderde de stand"
    # Kept on the judgment of one market leader (`Beoordeling`), and shown to that insurer alone.
    ASSIGNED = "beoordeling.toegewezen", "zette de beoordeling op naam"
    RECUSED = "beoordeling.teruggetrokken", "trok zich terug uit de beoordeling"
    JUDGED = "beoordeling.oordeel", "beoordeelde een criterium"
    ADVISED = "beoordeling.advies", "schreef het advies"
    JUDGMENT_HANDED_OVER = "beoordeling.voorgelegd", "legde de beoordeling voor aan een tweede"
    JUDGMENT_SENT_BACK = "beoordeling.teruggestuurd", "stuurde de beoordeling terug"
    JUDGMENT_SIGNED = "beoordeling.ondertekend", "ondertekende de beoordeling en diende haar in"
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
