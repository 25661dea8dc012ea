"""Which plan is followed while a next version is before the colleges."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from plans.adoption import move
from plans.models import Mijlpaal, Opgave, Stand
from plans.publicatie.next_version import start_next
from plans.voortgang.followed import followed_plans, why_not_followed
from plans.voortgang.following import note
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
    withdrawn = move(
        cast.plan, by=cast.regiocoordinator, source="gepubliceerd", target="ingetrokken", reason="Een fout."
    )
    assert followed_plans(cast.region.pk) == []
    assert why_not_followed(withdrawn).startswith("Dit plan is ingetrokken.")


def _next_at_the_tafel(cast):
    new = start_next(cast.plan, by=cast.regiocoordinator, aard="aanvulling", edition=2026, title="Aanvulling")
    for source, target in (("concept", "ter_consultatie"), ("ter_consultatie", "akkoord_tafel")):
        move(new, by=cast.regiocoordinator, source=source, target=target)
    return new


def test_what_was_noted_until_the_next_version_came_out_goes_along(cast, followed):
    new = _next_at_the_tafel(cast)
    first = followed.mijlpalen[0]
    note(first, by=cast.ambtenaar, version=0, status="gereed", done_on=date(2026, 9, 1), note="Twaalf mensen.")
    move(new, by=cast.regiocoordinator, source="akkoord_tafel", target="gepubliceerd")
    assert followed_plans(cast.region.pk) == [new]
    stand = Mijlpaal.objects.get(actie__opgave__plan=new, key=first.key).stand
    assert (stand.status, stand.note) == ("gereed", "Twaalf mensen.")


def test_milestones_are_noted_at_the_version_that_is_followed_alone(cast, followed, sign_in):
    new = _next_at_the_tafel(cast)
    old = followed.mijlpalen[0]
    same = Mijlpaal.objects.get(actie__opgave__plan=new, key=old.key)
    client, said = sign_in(cast.ambtenaar), {"version": 0, "status": "gereed", "note": "Twaalf mensen."}

    def refused(mijlpaal, plan):
        path = f"/plannen/{plan.pk}/voortgang/"
        page = client.get(path).content.decode()
        assert "wordt nu vastgelegd bij" in page
        assert f"{path}{mijlpaal.pk}/" not in page
        answer = client.post(f"{path}{mijlpaal.pk}/", said)
        assert answer.status_code == 422
        assert "Twaalf mensen." in answer.content.decode()
        return "wordt nu vastgelegd bij" in answer.content.decode()

    assert refused(same, new)
    assert f"/voortgang/{old.pk}/" in client.get(f"/plannen/{cast.plan.pk}/voortgang/").content.decode()
    move(new, by=cast.regiocoordinator, source="akkoord_tafel", target="gepubliceerd")
    assert refused(old, cast.plan)
    assert not Stand.objects.exists()
    assert client.post(f"/plannen/{new.pk}/voortgang/{same.pk}/", said).status_code == 302
