from django.db import models


class Purpose(models.TextChoices):
    """What a letter to the council is for. A council that decides itself gets a proposal, which it is asked to agree to."""

    INFORMATIE = "informatie", "De raad informeren"
    BESLUIT = "besluit", "De raad om een besluit vragen"
