from itertools import count, product

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from iza_portal.dossiers.models import Dossier
from iza_portal.dossiers.rules import may_make, may_see, may_see_all_of
from plans.models import Inzage, Regioplan, Status
from regions.models import PUBLIC, BeeldStatus
from tests.factories import RegiobeeldFactory
from tests.test_routes import INSIDE


def dossier_of(plan, person, number, status, **fields):
    """Make a dossier of `plan`, or of what `fields` say, as it was in this status."""
    return Dossier.objects.create(
        plan=plan,
        number=number,
        code=f"{number}",
        plan_status=status,
        **fields,
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
        if may_see_all_of(person, Regioplan.objects.get(pk=cast.plan.pk)):
            assert seen == set(dossiers)


def test_the_concepts_of_a_published_plan_stay_inside(cast):
    for status in (Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL, Status.VASTGESTELD, Status.GEPUBLICEERD):
        Regioplan.objects.filter(pk=cast.plan.pk).update(status=status)
    concept = dossier_of(cast.plan, cast.ambtenaar, 1, Status.CONCEPT)
    published = dossier_of(cast.plan, cast.ambtenaar, 2, Status.GEPUBLICEERD)
    assert set(Dossier.objects.visible_to(cast.beoordelaar_1)) == {concept, published}
    for outsider in (AnonymousUser(), cast.andere_ambtenaar, cast.landelijk, cast.portaalbeheerder):
        assert set(Dossier.objects.visible_to(outsider)) == {published}


def put(subject, status):
    """Bring a plan or a regiobeeld to a status by the moves that there are."""
    for state in list(type(subject)._meta.get_field("status").choices):
        if subject.status == status:
            return
        type(subject).objects.filter(pk=subject.pk).update(status=state[0])
        subject.status = state[0]


@pytest.mark.parametrize("beeld_status", BeeldStatus.values)
@pytest.mark.parametrize("plan_status", [Status.CONCEPT, Status.GEPUBLICEERD])
@pytest.mark.parametrize("has_reason", [False, True])
def test_the_filter_and_the_rule_say_the_same_of_regiobeelden_and_regions(cast, beeld_status, plan_status, has_reason):
    beeld = RegiobeeldFactory(region=cast.region)
    put(beeld, beeld_status)
    put(cast.plan, plan_status)
    if has_reason:
        Inzage.objects.create(
            user=cast.portaalbeheerder,
            plan=cast.plan,
            reason="storing",
            expires_at=timezone.now() + timezone.timedelta(hours=1),
        )
    numbers = count(1)
    for then in BeeldStatus.values:
        of_beeld = {"regiobeeld": beeld, "regiobeeld_status": then}
        dossier_of(None, cast.ambtenaar, next(numbers), "", **of_beeld)
        dossier_of(None, cast.ambtenaar, next(numbers), "", region=cast.region, **of_beeld)
        for plan_then in (Status.CONCEPT, Status.GEPUBLICEERD):
            dossier_of(cast.plan, cast.ambtenaar, next(numbers), plan_then, region=cast.region, **of_beeld)
    dossiers = Dossier.objects.select_related("plan", "regiobeeld")
    for name, person in {**cast.people, "nobody": AnonymousUser()}.items():
        seen = set(Dossier.objects.visible_to(person))
        assert seen == {dossier for dossier in dossiers if may_see(person, dossier)}, name
        for owner in (beeld, cast.region, cast.plan):
            every = set(Dossier.objects.of(owner))
            assert set(Dossier.objects.of_visible_to(owner, person)) == seen & every, name
            assert seen >= every or not may_see_all_of(person, owner), name
        if name in INSIDE:
            assert len(seen) == len(dossiers)
        else:
            assert all(dossier.regiobeeld_status in PUBLIC and beeld_status in PUBLIC for dossier in seen), name


def test_a_dossier_of_a_region_is_public_where_all_in_it_is(cast):
    beeld = RegiobeeldFactory(region=cast.region)
    for subject, status in ((beeld, BeeldStatus.HERIJKING), (cast.plan, Status.GEPUBLICEERD)):
        put(subject, status)
    of_region = {"region": cast.region, "regiobeeld": beeld}
    for number, (plan_then, beeld_then) in enumerate(
        product([Status.VASTGESTELD, Status.GEPUBLICEERD], [BeeldStatus.VASTGESTELD, BeeldStatus.GEPUBLICEERD]), 1
    ):
        dossier_of(cast.plan, cast.ambtenaar, number, plan_then, regiobeeld_status=beeld_then, **of_region)
    assert [dossier.number for dossier in Dossier.objects.visible_to(AnonymousUser())] == [4]
    assert Dossier.objects.visible_to(cast.zorgaanbieder).count() == 4


def test_whoever_acts_in_the_region_may_have_one_made(cast):
    assert {name for name, person in cast.people.items() if may_make(person, cast.region.pk)} == INSIDE
    assert not may_make(AnonymousUser(), cast.region.pk)


@pytest.mark.parametrize(
    "fields",
    [
        {"plan": None, "plan_status": ""},
        {"plan_status": ""},
        {"region": None, "regiobeeld_status": "gepubliceerd", "has_beeld": True},
        {"regiobeeld_status": "gepubliceerd"},
        {"region": "own", "plan": None, "plan_status": ""},
        {"has_beeld": True, "region": "own"},
    ],
)
def test_a_dossier_of_nothing_or_of_no_kind_is_refused_by_the_database(cast, fields):
    fields = {"plan": cast.plan, "plan_status": "concept", **fields}
    if fields.pop("has_beeld", False):
        fields["regiobeeld"] = RegiobeeldFactory(region=cast.region)
    if fields.get("region"):
        fields["region"] = cast.region
    with pytest.raises(IntegrityError), transaction.atomic():
        dossier_of(fields.pop("plan"), cast.ambtenaar, 1, fields.pop("plan_status"), **fields)
