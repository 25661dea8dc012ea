"""A row of each kind in the execution of the company's plan, past the operations: for routes that name one."""

from django.utils import timezone

from plans.models.transformatie import Mijlpaalbewijs, Mijlpaalwijziging, Transformatiestuk
from tests.factories import MijlpaalbedragFactory, TransformatiemijlpaalFactory


def rows_of_execution(company) -> dict[str, object]:
    """Make the rows, of a milestone that any who submits delivers; answer them by the gap of a route that they fill."""
    plan, by = company.transformatieplan, company.ambtenaar
    mijlpaal = TransformatiemijlpaalFactory(plan=plan)
    said = {"mijlpaal": mijlpaal, "number": 1, "organisation": by.hat, "by": by, "at": timezone.now()}
    stuk = Transformatiestuk.objects.create(plan=plan, name="x.pdf", content=b"x", size=1, sha256="0" * 64, by=by)
    asked = {"title": mijlpaal.title, "due_on": mijlpaal.due_on, "reason": "x"}
    return {
        "<int:mijlpaal_pk>": mijlpaal.pk,
        "<int:bedrag_pk>": MijlpaalbedragFactory(mijlpaal=mijlpaal, partij=plan.partijen.get(is_lead=True)).pk,
        "<int:bewijs_pk>": Mijlpaalbewijs.objects.create(**said, text="x", stuk=stuk).pk,
        "<int:wijziging_pk>": Mijlpaalwijziging.objects.create(**said, **asked).pk,
        "<int:stuk_pk>": stuk.pk,
        "<str:quarter>": "2026-3",
    }
