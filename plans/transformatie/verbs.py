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
    # the full plan
    ROW_ADDED = "transformatieplan.rij_toegevoegd", "voegde toe:"
    ROW_CHANGED = "transformatieplan.rij_gewijzigd", "wijzigde:"
    ROW_REMOVED = "transformatieplan.rij_weggehaald", "haalde weg:"
    ROW_ORDERED = "transformatieplan.rij_verplaatst", "zette op een andere plaats:"
    DECLARED = "transformatieplan.verklaard", "verklaarde:"
    DECLARATION_TAKEN_BACK = "transformatieplan.verklaring_terug", "nam een verklaring terug:"
