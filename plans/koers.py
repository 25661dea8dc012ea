from django.db import models


class Koers(models.TextChoices):
    """How the people who do the work judge an opgave or a transformatieplan in a quarter."""

    OP_KOERS = "op_koers", "op koers"
    AANDACHT = "aandacht", "vraagt aandacht"
    VASTGELOPEN = "vastgelopen", "loopt vast"
