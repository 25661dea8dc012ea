from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.utils import timezone

from iza_portal.once.models import HandledForm
from iza_portal.once.tasks import forget_handled_forms
from tests.at_once import at_once


def add(client, plan, key, title="Nieuw"):
    return client.post(f"/plannen/{plan.pk}/indelen/", {"title": title, "form_key": str(key)})


def count(plan, title="Nieuw"):
    return plan.sections.filter(title=title).count()


def test_a_form_posted_again_acts_once_and_leads_to_the_same_place(cast, sign_in):
    client, key = sign_in(cast.regiocoordinator), uuid4()
    answers = [add(client, cast.plan, key) for _ in range(3)]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, f"/plannen/{cast.plan.pk}/indelen/")
    }
    assert count(cast.plan) == 1


@pytest.mark.django_db(transaction=True)
def test_a_form_posted_three_times_at_once_acts_once(cast, sign_in):
    key = uuid4()
    clients = [sign_in(cast.regiocoordinator) for _ in range(3)]
    answers = at_once(*(partial(add, client, cast.plan, key) for client in clients))
    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert count(cast.plan) == 1


def test_a_refused_form_can_be_mended_and_sent_with_the_same_key(cast, sign_in):
    client, key = sign_in(cast.regiocoordinator), uuid4()
    assert add(client, cast.plan, key, title="").status_code == 422
    assert add(client, cast.plan, key).status_code == 302
    assert count(cast.plan) == 1


def test_somebody_elses_key_tells_nothing_and_does_nothing(cast, sign_in):
    key = uuid4()
    add(sign_in(cast.regiocoordinator), cast.plan, key)
    other = sign_in(cast.ambtenaar).post(
        f"/plannen/{cast.plan.pk}/onderdelen/{cast.section.pk}/klaar/", {"klaar": "ja", "form_key": str(key)}
    )
    assert other["Location"] == f"/plannen/{cast.plan.pk}/onderdelen/{cast.section.pk}/klaar/"
    cast.section.refresh_from_db()
    assert not cast.section.is_ready


@pytest.mark.parametrize("key", ["", "geen-sleutel", "0" * 32])
def test_a_form_without_a_good_key_is_an_ordinary_form(cast, sign_in, key):
    assert add(sign_in(cast.regiocoordinator), cast.plan, key).status_code == 302
    assert HandledForm.objects.count() == (1 if key == "0" * 32 else 0)


def test_a_form_that_has_to_sign_in_first_has_not_acted(cast, sign_in):
    key = uuid4()
    assert add(sign_in(None), cast.plan, key)["Location"].startswith("/accounts/login/?next=")
    assert not HandledForm.objects.exists()
    assert add(sign_in(cast.regiocoordinator), cast.plan, key).status_code == 302
    assert count(cast.plan) == 1


def test_a_form_may_lead_to_an_address_of_any_length(cast, client):
    cast.ambtenaar.set_password("vier losse woorden")
    cast.ambtenaar.save()
    there = "/plannen/?woorden=" + "lang" * 500
    form = {"login": cast.ambtenaar.email, "password": "vier losse woorden", "next": there, "form_key": str(uuid4())}
    assert [client.post("/accounts/login/", form)["Location"] for _ in range(2)] == [there, "/accounts/login/"]


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["a" * 3000, "%00", "%F0%9F%98%80", "%E2%80%AE"])
def test_a_form_may_be_posted_to_any_address(client, part):
    answer = client.post(f"/accounts/password/reset/key/1-{part}/", {"form_key": str(uuid4())})
    assert answer.status_code in {404, 410}


def test_old_keys_are_forgotten_and_fresh_ones_kept(db):
    old, fresh = (HandledForm.objects.create(key=uuid4(), path="/") for _ in range(2))
    HandledForm.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=8))
    forget_handled_forms()
    assert list(HandledForm.objects.all()) == [fresh]
