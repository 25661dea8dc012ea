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
    TAKEN_BACK = "indiening.teruggenomen", "nam de indiening terug"
    ASKED = "vraag.gesteld", "stelde een vraag bij"
    QUESTION_WITHDRAWN = "vraag.ingetrokken", "trok een vraag in bij"
    ANSWERED = "vraag.beantwoord", "beantwoordde een vraag bij"
    # carrying out
    EVIDENCE = "transformatieplan.bewijs", "leverde bewijs bij een mijlpaal"
    EVIDENCE_DECIDED = "transformatieplan.bewijs.besluit", "besliste of een mijlpaal is behaald"
    PAID = "transformatieplan.betaling", "legde een betaling vast"
    CHANGE_ASKED = "transformatieplan.mijlpaal.verzoek", "vroeg om een mijlpaal te wijzigen"
    CHANGE_DECIDED = "transformatieplan.mijlpaal.besluit", "besliste over het wijzigen van een mijlpaal"
    MONITORING_DRAFTED = "transformatieplan.monitoring.concept", "bewaarde een monitorbericht als concept"
    MONITORING_TOLD = "transformatieplan.monitoring", "diende een monitorbericht in"
    # the full plan
    ROW_ADDED = "transformatieplan.rij_toegevoegd", "voegde toe:"
    ROW_CHANGED = "transformatieplan.rij_gewijzigd", "wijzigde:"
    ROW_REMOVED = "transformatieplan.rij_weggehaald", "haalde weg:"
    ROW_ORDERED = "transformatieplan.rij_verplaatst", "zette op een andere plaats:"
    DECLARED = "transformatieplan.verklaard", "verklaarde:"
    DECLARATION_TAKEN_BACK = "transformatieplan.verklaring_terug", "nam een verklaring terug:"
    # the desk, the queue and the pot
    DESK_CHANGED = "loket.gewijzigd", "veranderde de stand van het loket"
    CLOCK_RAN = "loket.termijnen", "liet de termijnen weer lopen"
    TERM_MOVED = "transformatieplan.termijn", "schoof de termijn op met de dagen dat het loket stilstond"
    POT_CHANGED = "pot.gewijzigd", "legde een verandering van de pot vast"
    FREED = "transformatieplan.vrijval", "liet toegekend geld vrijvallen"
    # deciding
    BESLUIT_PROPOSED = "transformatieplan.besluit.voorgesteld", "stelde een besluit voor"
    BESLUIT_CONFIRMED = "transformatieplan.besluit.bevestigd", "bevestigde het besluit"
    BESLUIT_REJECTED = "transformatieplan.besluit.afgewezen", "haalde het voorgestelde besluit van de baan"
    BESLUIT_SENT = "transformatieplan.besluit.verzonden", "verzond het besluit van de marktleiders"
    ACKNOWLEDGED = "transformatieplan.gelijkgericht.erkend", "erkende het plan namens de verzekeraar"
    FOLLOWED = "transformatieplan.gelijkgericht.gewijzigd", "wijzigde hoe de verzekeraar het plan volgt"
    ESCALATED = "transformatieplan.escalatie.voorgelegd", "legde het plan voor aan het bestuurlijk overleg"
    ESCALATION_CLOSED = "transformatieplan.escalatie.afgesloten", "legde de uitkomst van het bestuurlijk overleg vast"
