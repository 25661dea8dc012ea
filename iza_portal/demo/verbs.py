from django.db import models


class DemoVerb(models.TextChoices):
    """What loading the demonstration does besides what its people do; the phrase follows «Het portaal»."""

    ADDED = "demonstratie.toegevoegd", "voegde voor de demonstratie toe"
