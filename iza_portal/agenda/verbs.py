from django.db import models


class AgendaVerb(models.TextChoices):
    """What happens to the address at which somebody's own calendar reads along; the phrase follows the person's name."""

    FEED_MADE = "agenda.adres_gemaakt", "maakte een adres voor de eigen agenda"
    FEED_CHANGED = "agenda.adres_gewijzigd", "koos wat er in de eigen agenda komt"
    FEED_REVOKED = "agenda.adres_ingetrokken", "trok het adres voor de eigen agenda in"
