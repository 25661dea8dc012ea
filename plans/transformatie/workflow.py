"""The states of a transformatieplan and the one table of moves between them (domain: C2, C10).

`plans.transformatie.moving` is the only place that writes a state.
"""

from django.db import models

from iza_portal.moves.table import Move, Table


class Planstand(models.TextChoices):
    """Where a transformatieplan stands, from the snelle toets to the last milestone."""

    GENOEMD = "genoemd", "alleen genoemd"
    CONCEPT = "concept", "snelle toets in voorbereiding"
    SNELLE_TOETS = "snelle_toets", "snelle toets ingediend"
    AANVULLEN = "aanvullen", "snelle toets aan te vullen"
    NIET_IMPACTVOL = "niet_impactvol", "niet impactvol"
    UITWERKEN = "uitwerken", "impactvol, in uitwerking"
    BEOORDELING = "beoordeling", "plan in beoordeling"
    VOORGENOMEN = "voorgenomen", "voorgenomen besluit, vragenronde"
    AANPASSEN = "aanpassen", "plan aan te passen"
    WACHTRIJ = "wachtrij", "goedgekeurd, wacht op geld"
    UITVOERING = "uitvoering", "goedgekeurd, in uitvoering"
    AFGEROND = "afgerond", "afgerond"
    GESTOPT = "gestopt", "gestopt in de uitvoering"
    INGETROKKEN = "ingetrokken", "ingetrokken door de indieners"


class Stap(models.TextChoices):
    """The two steps in which insurers judge."""

    SNELLE_TOETS = "snelle_toets", "snelle toets"
    BEOORDELING = "beoordeling", "beoordeling van het plan"


_P = Planstand

#: In which the applicants write; in all others what they wrote is as it was submitted.
WRITABLE = [_P.CONCEPT, _P.AANVULLEN, _P.UITWERKEN, _P.AANPASSEN]
#: In which the two market leaders judge, with the step that they judge in.
JUDGED = {
    _P.SNELLE_TOETS: Stap.SNELLE_TOETS,
    _P.BEOORDELING: Stap.BEOORDELING,
    _P.VOORGENOMEN: Stap.BEOORDELING,
}
#: Those that were definitively approved.
APPROVED = [_P.WACHTRIJ, _P.UITVOERING, _P.AFGEROND, _P.GESTOPT]
#: Those of which the execution began: its milestones are followed, or were until it ended.
CARRIED_OUT = [_P.UITVOERING, _P.AFGEROND, _P.GESTOPT]
#: Those that will never move again.
ENDED = [_P.NIET_IMPACTVOL, _P.AFGEROND, _P.GESTOPT, _P.INGETROKKEN]
#: In which what the applicants agreed on is not to be changed by anybody, an administrator with SQL included.
FROZEN = [stand for stand in Planstand if stand not in {*WRITABLE, _P.GENOEMD}]


class Rol(models.TextChoices):
    """Who makes a move (`plans.transformatie.rules` says who that is)."""

    INDIENER = "indiener", "de trekker namens de indieners"
    MARKTLEIDERS = "marktleiders", "de twee marktleiders samen"
    COORDINEREND = "coordinerend", "de coördinerend verzekeraar"
    REGIE = "regie", "wie over de landelijke middelen gaat"


_INDIENER, _LEADERS, _COORD, _REGIE = (Rol.INDIENER,), (Rol.MARKTLEIDERS,), (Rol.COORDINEREND,), (Rol.REGIE,)
_SUBMITTED = "De twee marktleiders krijgen het stuk zoals het nu is. Tot u het terugneemt, verandert er niets aan."
_TAKEN_BACK = "De verzekeraars beoordelen deze versie niet verder. U kunt weer verder schrijven."

MOVES = Table(
    [
        Move(_P.CONCEPT, _P.SNELLE_TOETS, "Dien de snelle toets in", _SUBMITTED, _INDIENER),
        Move(_P.AANVULLEN, _P.SNELLE_TOETS, "Dien de snelle toets opnieuw in", _SUBMITTED, _INDIENER),
        Move(_P.SNELLE_TOETS, _P.CONCEPT, "Neem de snelle toets terug", _TAKEN_BACK, _INDIENER, needs_reason=True),
        Move(
            _P.SNELLE_TOETS,
            _P.UITWERKEN,
            "Besluit: impactvol",
            "De partijen werken het plan samen uit. Een recht op geld volgt hier niet uit.",
            _LEADERS,
        ),
        Move(
            _P.SNELLE_TOETS,
            _P.AANVULLEN,
            "Besluit: aanvullen",
            "De indieners vullen de snelle toets aan en dienen haar opnieuw in.",
            _LEADERS,
        ),
        Move(
            _P.SNELLE_TOETS,
            _P.NIET_IMPACTVOL,
            "Besluit: niet impactvol",
            "Afspraken met een verzekeraar apart blijven mogelijk, zonder gelijkgerichtheid en transformatiemiddelen.",
            _LEADERS,
        ),
        Move(_P.UITWERKEN, _P.BEOORDELING, "Dien het plan in", _SUBMITTED, _INDIENER),
        Move(_P.AANPASSEN, _P.BEOORDELING, "Dien het plan opnieuw in", _SUBMITTED, _INDIENER),
        Move(_P.BEOORDELING, _P.UITWERKEN, "Neem het plan terug", _TAKEN_BACK, _INDIENER, needs_reason=True),
        Move(
            _P.BEOORDELING,
            _P.VOORGENOMEN,
            "Voorgenomen besluit",
            "De indieners en alle andere verzekeraars lezen het. De andere verzekeraars kunnen nu vragen stellen.",
            _LEADERS,
        ),
        Move(_P.VOORGENOMEN, _P.UITWERKEN, "Neem het plan terug", _TAKEN_BACK, _INDIENER, needs_reason=True),
        Move(
            _P.VOORGENOMEN,
            _P.WACHTRIJ,
            "Besluit: definitief goedgekeurd, met geld",
            "Het plan komt in de wachtrij, in de volgorde van goedkeuring.",
            _LEADERS,
        ),
        Move(
            _P.VOORGENOMEN,
            _P.UITVOERING,
            "Besluit: definitief goedgekeurd, zonder geld",
            "De uitvoering begint.",
            _LEADERS,
        ),
        Move(
            _P.VOORGENOMEN,
            _P.AANPASSEN,
            "Besluit: aanpassen",
            "De indieners passen het plan aan en dienen het opnieuw in.",
            _LEADERS,
        ),
        Move(
            _P.WACHTRIJ,
            _P.UITVOERING,
            "Ken de middelen toe",
            "Het bedrag gaat van de pot af en de uitvoering begint.",
            _REGIE,
            needs_reason=True,
        ),
        Move(
            _P.UITVOERING,
            _P.AFGEROND,
            "Rond het plan af",
            "Over alle mijlpalen is beslist. Er volgt geen monitoring meer.",
            _COORD,
        ),
        Move(
            _P.UITVOERING,
            _P.GESTOPT,
            "Stop de uitvoering",
            "Wat niet is uitbetaald, valt vrij. Dit kunt u niet terugdraaien.",
            _COORD,
            needs_reason=True,
        ),
        *(
            Move(
                source,
                _P.INGETROKKEN,
                "Trek het plan in",
                "Het plan gaat niet door. Dit kunt u niet terugdraaien.",
                _INDIENER,
                needs_reason=True,
            )
            for source in (_P.CONCEPT, _P.AANVULLEN, _P.UITWERKEN, _P.AANPASSEN, _P.WACHTRIJ)
        ),
    ]
)


def as_markdown() -> str:
    """Answer the page in the docs: `python -m plans.transformatie.workflow > docs/transformatieplan-states.md`."""
    return MOVES.as_markdown(of="transformatieplan", module="plans/transformatie/workflow.py")


if __name__ == "__main__":
    print(as_markdown())  # noqa: T201
