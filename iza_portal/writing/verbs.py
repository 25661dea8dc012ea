from django.db import models


class HistoryVerb(models.TextChoices):
    """What people do with the history of a text; the phrase follows the person's name in the history of the whole."""

    TEXT_KEPT = "geschiedenis.tekst", "bewaarde een versie van een tekst"
    WHOLE_KEPT = "geschiedenis.geheel", "bewaarde een versie van het geheel"
    PUT_BACK = "geschiedenis.teruggezet", "zette een oudere tekst terug"


class MarginVerb(models.TextChoices):
    """What people say and settle in the margin of a text; the phrase follows the person's name in the history."""

    COMMENTED = "kantlijn.opmerking", "plaatste een opmerking"
    PROPOSED = "kantlijn.voorstel", "stelde een wijziging voor"
    ANSWERED = "kantlijn.antwoord", "antwoordde op een opmerking"
    CLOSED = "kantlijn.afgehandeld", "sloot een opmerking af"
    WITHDRAWN = "kantlijn.ingetrokken", "trok een voorstel in"
    REOPENED = "kantlijn.heropend", "heropende een opmerking of voorstel"
    ACCEPTED = "kantlijn.overgenomen", "nam een voorstel over"
    REFUSED = "kantlijn.afgewezen", "wees een voorstel af"
