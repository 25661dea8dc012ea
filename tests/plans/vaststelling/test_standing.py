"""What the pages say of the agreement of the tafel, of plans that were kept then and of those that were kept later."""

from datetime import date

from django.utils import timezone

from plans.models import Regioplan, Vaststellingsversie
from plans.vaststelling.standing import agreed_on
from tests.plans.agreeing import agree_at_the_tafel


def test_the_day_of_the_agreement_is_told_but_where_the_plan_was_only_kept_later(cast, sign_in):
    plan = agree_at_the_tafel(cast)
    versie = Vaststellingsversie.objects.get(plan=plan)
    day = timezone.localdate(versie.at)
    assert agreed_on(versie, [None, versie.at, day]) == day
    assert agreed_on(versie, [date(2024, 2, 6)]) is None
    client, path = sign_in(cast.ambtenaar), f"/plannen/{plan.pk}/vaststelling/"
    assert "waarmee de regiotafel op" in client.get(path).content.decode()
    Regioplan.objects.filter(pk=plan.pk).update(published_at="2023-12-22T12:00Z")
    assert "waarmee de regiotafel akkoord ging" in client.get(path).content.decode()
