from django.db.models import TextChoices


class FundingVerb(TextChoices):
    """What happens to money; the phrase follows the person's name in the history of a budget."""

    BOOKED = "budget.geboekt", "boekte"
    ENTERED = "budget.ingevoerd", "voerde ter goedkeuring in"
    REFUSED = "budget.geweigerd", "keurde niet goed"
    HANDED_IN = "budget.bestand_ingeleverd", "leverde een bestand met boekingen in"
    LAID_ASIDE = "budget.bestand_weggelegd", "legde een bestand met boekingen weg"
    # dividing
    PROPOSED = "verdeelvoorstel.begonnen", "begon een verdeelvoorstel"
    PROPOSAL_LINE_SET = "verdeelvoorstel.regel", "schreef in een verdeelvoorstel"
    PROPOSAL_LINE_REMOVED = "verdeelvoorstel.regel.weg", "haalde uit een verdeelvoorstel"
    PROPOSAL_PUT = "verdeelvoorstel.voorgelegd", "legde aan de gemeenten voor:"
    PROPOSAL_ANSWERED = "verdeelvoorstel.antwoord", "antwoordde namens de gemeente"
    PROPOSAL_BOOKED = "verdeelvoorstel.verwerkt", "verwerkte in de verdeling:"
    PROPOSAL_WITHDRAWN = "verdeelvoorstel.ingetrokken", "trok in:"
    MANDATE_GIVEN = "machtiging.gegeven", "gaf de kassier een machtiging namens"
    MANDATE_ENDED = "machtiging.beëindigd", "beëindigde de machtiging van"
    ACCOUNT_OPENED = "verantwoording.geopend", "begon de verantwoording over"
    ACCOUNT_FILLED = "verantwoording.ingevuld", "vulde indicatoren in van de verantwoording over"
    ACCOUNT_OFFERED = "verantwoording.aangeboden", "bood de verantwoording aan over"
    ACCOUNT_RETURNED = "verantwoording.teruggegeven", "gaf de verantwoording terug over"
    ACCOUNT_SETTLED = "verantwoording.vastgesteld", "stelde de verantwoording vast over"
    SETTLED_AS_GRANTED = "beschikking.vastgesteld", "legde een vaststelling zonder verschil vast"
    TIED = "budget.opgave", "koppelde een regel aan een opgave"
    PLAN_BUDGET_OPENED = "budget.geopend", "begon de administratie van"
    APPLICATION_FILE_ASKED = "spuk_aanvraag.bestand_gevraagd", "liet het bestand van de aanvraag maken:"
    APPLICATION_FILE_TAKEN = "spuk_aanvraag.bestand_gedownload", "downloadde het bestand van de aanvraag:"
