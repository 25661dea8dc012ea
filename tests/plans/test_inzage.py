from datetime import timedelta

import time_machine
from django.utils import timezone

from iza_portal.page.templatetags.page import clock
from iza_portal.trail.recording import history


@time_machine.travel("2026-11-22 10:30:00+01:00", tick=False)
def test_an_administrator_reads_a_concept_only_with_a_reason_and_for_an_hour(cast, sign_in):
    client = sign_in(cast.portaalbeheerder)
    page, ask = f"/plannen/{cast.plan.pk}/", f"/plannen/{cast.plan.pk}/inzage/"
    assert client.get(page).status_code == 404
    closed = client.get("/plannen/besloten/").text
    assert "ZHE-BAR, editie 2026" in closed
    assert cast.plan.title not in closed
    assert client.post(ask, {"reason": ""}).status_code == 422
    assert client.get(page).status_code == 404
    assert client.post(ask, {"reason": "Melding 12: de tekst laadt niet."}).status_code == 302
    answer = client.get(page)
    assert answer.status_code == 200
    assert f"U kunt dit plan lezen tot {clock(timezone.now() + timedelta(hours=1))}" in answer.text
    event = history(cast.plan).get()
    assert (event.actor, event.reason) == (cast.portaalbeheerder, "Melding 12: de tekst laadt niet.")
    assert "Melding 12" in sign_in(cast.ambtenaar).get(f"{page}geschiedenis/").text
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert client.get(page).status_code == 404


def test_nobody_else_asks_for_inzage(cast, sign_in):
    for who in ["ambtenaar", "andere_ambtenaar", "landelijk", "buitenstaander"]:
        client = sign_in(cast.people[who])
        assert client.get("/plannen/besloten/").status_code == 403
        assert client.post(f"/plannen/{cast.plan.pk}/inzage/", {"reason": "x"}).status_code == 404
