from django.db import models


class Verb(models.TextChoices):
    """What people do around people; the phrase follows the person's name, the event's detail says in which function."""

    INVITED = "mensen.uitgenodigd", "nodigde iemand uit"
    INVITED_AGAIN = "mensen.opnieuw_uitgenodigd", "stuurde een uitnodiging opnieuw"
    WITHDREW = "mensen.ingetrokken", "trok een uitnodiging in"
    ACCEPTED = "mensen.aangenomen", "nam een uitnodiging aan"
    ENDED = "mensen.beeindigd", "beëindigde een functie"
    MADE_PORTAL_ADMIN = "account.portaalbeheerder", "maakte deze persoon portaalbeheerder"
    CLOSED = "account.gesloten", "sloot dit account"
    OPENED = "account.geopend", "opende dit account weer"
    RENAMED = "account.naam", "veranderde de eigen naam"
    PASSWORD_CHANGED = "account.wachtwoord", "koos een nieuw wachtwoord"
    FACTOR_ADDED = "account.tweede_stap_ingesteld", "stelde een tweede stap in"
    FACTOR_REMOVED = "account.tweede_stap_verwijderd", "verwijderde een tweede stap"
    RECOVERY_CODES_MADE = "account.herstelcodes", "maakte nieuwe herstelcodes"
    IDENTITY_CONNECTED = "account.gekoppeld", "koppelde het account van de eigen organisatie"
    IDENTITY_DISCONNECTED = "account.ontkoppeld", "ontkoppelde het account van de eigen organisatie"
