"""Which plan is followed while a next version is before the colleges."""

import pytest
from django.core.exceptions import ValidationError

from plans.adoption import move
from plans.models import Opgave
from plans.publicatie.next_version import start_next
from plans.voortgang.followed import followed_plans, why_not_followed
from plans.voortgang.kwartalen import berichten_of, write_bericht
from tests.adopting import let_all_agree
from tests.plans.voortgang.conftest import THIRD

SAID = {"quarter": THIRD, "koers": "op_koers", "moved": "Het loopt."}


def test_people_go_on_with_a_plan_until_all_adopted_the_next(cast, followed):
    new = start_next(cast.plan, by=cast.regiocoordinator, aard="aanvulling", edition=2026, title="Aanvulling")
    opgave = Opgave.objects.get(plan=new, key=followed.led.key)
    with pytest.raises(ValidationError, match="zodra de regiotafel akkoord is"):
        write_bericht(opgave, by=cast.ambtenaar, version=0, **SAID)
    for source, target in (("concept", "ter_consultatie"), ("ter_consultatie", "akkoord_tafel")):
        move(new, by=cast.regiocoordinator, source=source, target=target)
    assert followed_plans(cast.region.pk) == [cast.plan]
    with pytest.raises(ValidationError, match="nu vastgelegd bij “Regioplan ZHE-BAR 2026”"):
        write_bericht(opgave, by=cast.ambtenaar, version=0, **SAID)
    bericht = write_bericht(followed.led, by=cast.ambtenaar, version=0, **SAID)
    new = let_all_agree(new)
    assert followed_plans(cast.region.pk) == [new]
    assert why_not_followed(cast.plan)
    assert berichten_of([opgave], THIRD) == {opgave.pk: bericht}
    again = write_bericht(opgave, by=cast.zorgaanbieder, version=1, **SAID | {"moved": "Beter."})
    assert (again.pk, again.version) == (bericht.pk, 2)


def test_a_plan_that_was_withdrawn_is_followed_no_more(cast, followed):
    move(cast.plan, by=cast.regiocoordinator, source="gepubliceerd", target="ingetrokken", reason="Een fout.")
    assert followed_plans(cast.region.pk) == []
