import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from iza_portal.dossiers.models import Dossier
from iza_portal.dossiers.rules import may_see
from plans.models import Inzage, Regioplan, Status


def dossier_of(plan, person, number, status):
    return Dossier.objects.create(
        plan=plan,
        number=number,
        code=f"{number}",
        plan_status=status,
        requested_by=person,
        requested_at=timezone.now(),
        content={},
        content_hash=f"{number}",
    )


@pytest.mark.parametrize("plan_status", Status.values)
@pytest.mark.parametrize("has_reason", [False, True])
def test_the_filter_and_the_rule_say_the_same_of_everybody(cast, plan_status, has_reason):
    Regioplan.objects.filter(pk=cast.plan.pk).update(status=Status.TER_CONSULTATIE)
    for status in (Status.AKKOORD_TAFEL, Status.VASTGESTELD, Status.GEPUBLICEERD):
        if plan_status == Status.CONCEPT:
            Regioplan.objects.filter(pk=cast.plan.pk).update(status=Status.CONCEPT)
            break
        if Status.values.index(status) <= Status.values.index(plan_status):
            Regioplan.objects.filter(pk=cast.plan.pk).update(status=status)
    if has_reason:
        Inzage.objects.create(
            user=cast.portaalbeheerder,
            plan=cast.plan,
            reason="storing",
            expires_at=timezone.now() + timezone.timedelta(hours=1),
        )
    for number, status in enumerate(Status.values, start=1):
        dossier_of(cast.plan, cast.ambtenaar, number, status)
    for person in [*cast.people.values(), AnonymousUser()]:
        dossiers = Dossier.objects.select_related("plan")
        seen = set(Dossier.objects.visible_to(person))
        assert seen == {dossier for dossier in dossiers if may_see(person, dossier)}


def test_the_concepts_of_a_published_plan_stay_inside(cast):
    for status in (Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL, Status.VASTGESTELD, Status.GEPUBLICEERD):
        Regioplan.objects.filter(pk=cast.plan.pk).update(status=status)
    concept = dossier_of(cast.plan, cast.ambtenaar, 1, Status.CONCEPT)
    published = dossier_of(cast.plan, cast.ambtenaar, 2, Status.GEPUBLICEERD)
    assert set(Dossier.objects.visible_to(cast.beoordelaar_1)) == {concept, published}
    for outsider in (AnonymousUser(), cast.andere_ambtenaar, cast.landelijk, cast.portaalbeheerder):
        assert set(Dossier.objects.visible_to(outsider)) == {published}
