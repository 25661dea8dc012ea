from django.db import models


class DossierVerb(models.TextChoices):
    """What people do with dossiers, on the trail of the plan, the regiobeeld or the region that it is of."""

    REQUESTED = "dossier.gevraagd", "vroeg een dossier aan"
    RETRIED = "dossier.opnieuw", "liet een dossier opnieuw maken"
