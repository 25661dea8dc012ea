"""What the ledger's trigger refuses, said in Dutch to who tried it."""

import json

from django.core.exceptions import ValidationError
from django.db import DatabaseError

from funding.models.holding import REFUSED
from iza_portal.page.templatetags.page import euro, number

_SENTENCES = {
    "gesloten": "Het boekjaar {year} is afgesloten: de verantwoording is vastgesteld. Boek een correctie in een later jaar.",
    "onder_nul": "Over {year} zou er minder dan niets overblijven.",
    "boven_uitkering": "Er is over {year} {over} meer verdeeld dan er is.",
    "boven_doorschuiven": "Van {year} mag ten hoogste {most} mee naar het volgende jaar: {percent}% van wat is verleend.",
    "boven_budget": "Dit is {over} meer dan er over {year} is.",
    "regel_onder_nul": "Op de regel “{line}” zou over {year} minder dan niets overblijven.",
    "boven_regel": "Op de regel “{line}” is over {year} {over} te weinig.",
    "buiten_onderdeel": (
        "Het onderdeel “{line}” loopt van {first} tot en met {last}. Over {year} kunt u er niets voor begroten, "
        "verplichten of besteden."
    ),
    "boven_thema": "Voor het hoofdthema “{line}” is over {year} {over} te weinig begroot.",
    "boven_schuiven": (
        "Binnen het hoofdthema “{line}” mag over {year} ten hoogste {most} schuiven: {percent}% van wat ervoor is "
        "begroot. Dit is {over} meer. Pas de begroting aan, of besteed minder."
    ),
    "zonder_machtiging": (
        "Op de regel “{line}” is over {year} zonder nieuwe machtigingen ten hoogste {most} te besteden: "
        "dit is {over} meer. Niet alle gemeenten gaven een machtiging."
    ),
    "verplichting_onder_nul": "Bij verplichting {line} zou over {year} minder dan niets overblijven.",
    "boven_verplichting": "Bij verplichting {line} zou over {year} {over} meer zijn betaald dan is verplicht.",
    "meer_besteed": "Bij verplichting {line} zou over {year} {over} meer zijn besteed dan is verplicht.",
}


class LedgerRefused(ValidationError):
    """What the ledger does not take, with the rule as `code`."""


def refused(error: DatabaseError) -> LedgerRefused | None:
    """Answer what the trigger refused in words, or None: then the error is another one, and stays what it is."""
    cause = error.__cause__
    if getattr(cause, "sqlstate", None) != REFUSED:
        return None
    code = cause.diag.message_primary
    if code not in _SENTENCES:
        return None
    detail = json.loads(cause.diag.message_detail or "{}")
    amounts = {name: euro(int(detail[name])) for name in ("over", "most") if name in detail}
    percent = {"percent": number(detail["percent"])} if "percent" in detail else {}
    return LedgerRefused(_SENTENCES[code].format(**{**detail, **amounts, **percent}), code=code)
