"""What the gaps of a route of judging stand for."""

from django.utils import timezone

from plans.models.transformatie import Indiening, Notitie, Weergave
from plans.transformatie.beoordeling.opening import open_judgments
from tests.factories import IndieningFactory


def judged(company, route: str) -> dict[str, int]:
    """Make a submission with both judgments, a note and a view of the workbench, where a route asks for it."""
    if "/werkbank/" in route:
        weergave = Weergave.objects.create(person=company.beoordelaar_1, name="Van mij", query="stand=bezig")
        return {"<int:weergave_pk>": weergave.pk}
    if "/beoordelen/" not in route and not route.endswith("/oordelen/"):
        return {}
    plan = company.transformatieplan
    indiening = Indiening.objects.filter(plan=plan).last() or IndieningFactory(plan=plan)
    open_judgments(indiening)
    own = {"organisation": company.insurer_1, "by": company.beoordelaar_1, "at": timezone.now()}
    return {
        "<int:indiening_pk>": indiening.pk,
        "<int:criterion_pk>": indiening.kader.criteria.get(code="ST-1").pk,
        "<int:notitie_pk>": Notitie.objects.create(indiening=indiening, text="Nabellen.", **own).pk,
    }
