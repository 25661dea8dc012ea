"""Mandates: given and ended by a bestuurder of the organisation itself."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from iza_portal.trail.recording import history
from regions.mandates import end_mandate, give_mandate
from regions.models import Mandaat
from tests.factories import OrganisationFactory


def give(cast, by, **fields):
    fields = {"holder": cast.ambtenaar_2.hat, "ground": "Besluit 12", "started_on": timezone.localdate()} | fields
    return give_mandate(cast.region, by=by, **fields)


def test_a_bestuurder_gives_and_ends_the_mandate_of_the_own_organisation(cast):
    mandate = give(cast, cast.bestuurder)
    assert (mandate.giver, mandate.holder) == (cast.bestuurder.hat, cast.ambtenaar_2.hat)
    with pytest.raises(PermissionDenied):
        end_mandate(mandate, by=cast.ambtenaar)
    assert end_mandate(mandate, by=cast.bestuurder).ended_on == timezone.localdate()
    assert [event.verb for event in history(cast.region)] == ["mandaat.beeindigd", "mandaat.gegeven"]
    give(cast, cast.bestuurder)
    assert Mandaat.objects.current().count() == 1


@pytest.mark.parametrize("name", ["ambtenaar", "beheerder", "regiocoordinator", "zorgaanbieder", "andere_ambtenaar"])
def test_nobody_else_does(cast, name):
    with pytest.raises(PermissionDenied):
        give(cast, cast.people[name])


def test_what_is_no_mandate_is_refused_at_its_field(cast):
    give(cast, cast.bestuurder)
    for field, fields in (
        ("holder", {}),
        ("holder", {"holder": cast.bestuurder.hat}),
        ("holder", {"holder": OrganisationFactory(name="Elders")}),
        ("started_on", {"started_on": timezone.localdate() + timedelta(days=1)}),
        ("ground", {"holder": cast.beoordelaar_1.hat, "ground": ""}),
    ):
        with pytest.raises(ValidationError) as refused:
            give(cast, cast.bestuurder, **fields)
        assert field in refused.value.message_dict


def test_mandates_are_seen_given_and_ended_in_the_browser(cast, sign_in):
    path = f"/regios/{cast.region.slug}/mandaten/"
    client = sign_in(cast.bestuurder)
    fields = {"holder": cast.ambtenaar_2.hat.pk, "ground": "Besluit 12", "started_on": "2026-11-01"}
    assert client.post(path, fields).status_code == 302
    assert client.post(path, fields).status_code == 422
    assert "op grond van Besluit 12" in sign_in(cast.zorgaanbieder).get(path).content.decode()
    assert sign_in(cast.ambtenaar).post(path, fields).status_code == 403
    end = f"{path}{Mandaat.objects.get().pk}/beeindigen/"
    assert sign_in(cast.ambtenaar).post(end).status_code == 403
    assert client.post(end).status_code == 302
    assert not Mandaat.objects.current().exists()
